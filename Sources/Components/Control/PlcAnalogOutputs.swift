import Circuits
public import Notation

/// Two analogue outputs of a controller, fed at L+: 0–10 V or 4–20 mA each, from 0 to 27 648 counts.
///
/// A voltage output gives 25 mA at most; a current output pushes its current through whatever loop lets it, up to L+ less 3 V.
public struct PlcAnalogOutputs: Component {
    public struct Parameters: ParameterValues {
        var cpu = ""
        /// Index in `modes` of each channel.
        var first = 0
        var second = 0
        var dead = [false, false]
        /// Share of the span added.
        var offsets = [0.0, 0.0]
        public init() {}

        func isCurrent(_ channel: Int) -> Bool { (channel == 0 ? first : second) == 1 }
    }

    static let modes = ["0-10V", "4-20mA"]

    public static let type = ComponentType<PlcAnalogOutputs>(
        name: "plc-analog-outputs", text: Text(fr: "carte de sorties analogiques", en: "analogue output card"),
        domain: .electrical,
        law: Text(
            fr:
                "U = 10 V·points/27648, 25 mA au plus ; I = 4 mA + 16 mA·points/27648 tant que la boucle laisse L+ − 3 V ; 0 à l'arrêt",
            en:
                "U = 10 V·counts/27648, 25 mA at most; I = 4 mA + 16 mA·counts/27648 while the loop leaves L+ − 3 V; 0 when stopped"
        ),
        terminals: ["0+", "0-", "1+", "1-", "L+", "M"].map { Terminal($0, .electrical) },
        parameters: [
            Parameter("cpu", .link(\.cpu), Text(fr: "unité centrale qui la commande", en: "processor that drives it")),
            Parameter("channel-0", .choice(\.first, modes), Text(fr: "étendue de la voie 0", en: "range of channel 0")),
            Parameter("channel-1", .choice(\.second, modes), Text(fr: "étendue de la voie 1", en: "range of channel 1")),
        ],
        failures: [
            Failure("channel-dead", Text(fr: "voie morte", en: "dead channel"), remedies: [.replace, .reconnect], hasItem: true) {
                values, severity, item in
                if let index = Channel.index(item), index < 2 { values.dead[index] = severity >= 0.5 }
            },
            Failure("offset", Text(fr: "voie décalée", en: "channel offset"), remedies: [.adjust, .replace], hasItem: true) {
                values, severity, item in
                if let index = Channel.index(item), index < 2 { values.offsets[index] = 0.15 * severity }
            },
        ],
        signals: [
            .input("raw0", .ratio, Text(fr: "points de la voie 0", en: "counts of channel 0")),
            .input("raw1", .ratio, Text(fr: "points de la voie 1", en: "counts of channel 1")),
            .output("share0", .ratio, Text(fr: "part de l'étendue de la voie 0", en: "share of the range of channel 0")),
            .output("share1", .ratio, Text(fr: "part de l'étendue de la voie 1", en: "share of the range of channel 1")),
            .output(
                "led", .ratio, Text(fr: "LED de défaut : boucle ouverte ou surcharge", en: "fault LED: open loop or overload")),
        ])

    private static let span = 27_648.0
    private let sources: [Handle<LimitedSource>]
    private let loops: [Handle<LimitedSink>]
    private let supply: (Joint, Joint)
    private let commands: [SignalIndex]
    private let shares: [SignalIndex]
    private let led: SignalIndex
    private let running: SignalIndex?
    private var parameters: Parameters
    /// Of the range of each channel; negative when nothing is given.
    private var given = [-1.0, -1.0]

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        let (plus, zero) = (site["L+"], site["M"])
        supply = (plus, zero)
        sources = (0..<2).map {
            site.add(LimitedSource(voltage: 0, resistance: 1, limit: 0), "\($0) voltage", site["\($0)+"], site["\($0)-"])
        }
        loops = (0..<2).map { site.add(LimitedSink(drop: 3, resistance: 10, limit: 0), "\($0) current", plus, site["\($0)+"]) }
        for index in 0..<2 {
            site.add(Conductance(1), "\(index) common", site["\(index)-"], zero)
            site.add(Conductance(1e-6), "\(index) load", site["\(index)+"], site["\(index)-"])
        }
        // The driver's own consumption, about 40 mA.
        site.add(Conductance(resistance: 600), "driver", plus, zero)
        commands = (0..<2).map { site.signal("raw\($0)") }
        shares = (0..<2).map { site.signal("share\($0)") }
        led = site.signal("led")
        running = parameters.cpu.isEmpty ? nil : try site.signal("running", of: parameters.cpu)
    }

    public mutating func refit(_ parameters: Parameters) {
        self.parameters = parameters
        for index in 0..<2 { drive(index) }
    }

    private func drive(_ index: Int) {
        let p = parameters
        let isCurrent = p.isCurrent(index)
        let isGiven = given[index] >= 0 && !p.dead[index]
        let share = min(max(given[index] + p.offsets[index], 0), 1.175)
        sources[index].element.voltage = 10 * share
        sources[index].element.law.limit = isGiven && !isCurrent ? 0.025 : 0
        loops[index].element.law.limit = isGiven && isCurrent ? 0.004 + 0.016 * share : 0
    }

    public mutating func obey(_ tick: Tick) { update(tick) }

    public mutating func update(_ tick: Tick) {
        let isDriven = tick.voltage(supply.0, supply.1) > 15 && running.map { tick[$0] > 0.5 } ?? true
        var isFaulty = false
        for index in 0..<2 {
            let loop = loops[index].element
            let isShort = sources[index].element.law.limit > 0 && sources[index].element.current > 0.024
            let isOpen = loop.law.limit > 0 && loop.current < 0.9 * loop.law.limit
            isFaulty = isFaulty || isShort || isOpen
            let share = isDriven ? min(max(tick[commands[index]] / Self.span, 0), 1.175) : -1
            if share != given[index] {
                given[index] = share
                drive(index)
            }
            tick[shares[index]] = max(share, 0)
        }
        tick[led] = isDriven && isFaulty ? 1 : 0
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        sense == .sight ? [Led.text(Text(fr: "rouge de défaut", en: "red fault"), isLit: tick[led] > 0.5)] : []
    }
}
