import Circuits
public import Notation

/// A card of transistor outputs, fed at L+: a small resistance when on, protected at 0.5 A, 10 µA of leak when off.
public struct PlcOutputs: Component {
    public struct Parameters: ParameterValues {
        var channels = 12
        var cpu = ""
        var resistance = 0.2
        var limit = 0.5
        var open = [Bool](repeating: false, count: 32)
        var shorted = [Bool](repeating: false, count: 32)
        public init() {}
    }

    public static let type = ComponentType<PlcOutputs>(
        name: "plc-outputs", text: Text(fr: "carte de sorties tout ou rien", en: "digital output card"), domain: .electrical,
        law: Text(
            fr: "passante : 0,2 Ω, 0,5 A au plus ; bloquée : 10 µA ; toutes à 0 si le programme est arrêté",
            en: "on: 0.2 Ω, 0.5 A at most; off: 10 µA; all at 0 when the program is stopped"),
        terminalsFor: { values in
            (0..<values.channels).map { Terminal("Q\($0)", .electrical) }
                + [Terminal("L+", .electrical), Terminal("M", .electrical)]
        },
        parameters: [
            Parameter("channels", .count(\.channels, 1...32), Text(fr: "nombre de voies", en: "number of channels")),
            Parameter("cpu", .link(\.cpu), Text(fr: "unité centrale qui la commande", en: "processor that drives it")),
            Parameter(
                "on-resistance", .quantity(.resistance, \.resistance, 0.01...2),
                Text(fr: "résistance passante", en: "on resistance"),
                source: "0.1–0.2 Ω"),
            Parameter("limit", .quantity(.current, \.limit, 0.1...5), Text(fr: "courant limite", en: "current limit")),
        ],
        failures: [
            Failure(
                "channel-open", Text(fr: "transistor coupé", en: "open transistor"), remedies: [.replace, .reconnect],
                hasItem: true
            ) {
                values, severity, item in
                if let index = Channel.index(item), index < 32 { values.open[index] = severity >= 0.5 }
            },
            Failure(
                "channel-shorted", Text(fr: "transistor en court-circuit", en: "shorted transistor"),
                remedies: [.replace, .reconnect], hasItem: true
            ) {
                values, severity, item in
                if let index = Channel.index(item), index < 32 { values.shorted[index] = severity >= 0.5 }
            },
        ],
        signalsFor: { values in
            (0..<values.channels).map {
                .input("q\($0)", .ratio, Text(fr: "commande de la sortie \($0)", en: "command of output \($0)"))
            }
                + (0..<values.channels).map {
                    .output("led\($0)", .ratio, Text(fr: "LED de la sortie \($0)", en: "LED of output \($0)"))
                }
        })

    private static let leak = 10e-6 / 24
    private let transistors: [Handle<LimitedSink>]
    private let leaks: [Handle<Conductance>]
    private let commands: [SignalIndex]
    private let leds: [SignalIndex]
    private let running: SignalIndex?
    private let supply: (Joint, Joint)
    private var parameters: Parameters
    private var states: [Bool]

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        let plus = site["L+"]
        supply = (plus, site["M"])
        let terminals = (0..<parameters.channels).map { site["Q\($0)"] }
        transistors = terminals.enumerated().map {
            site.add(LimitedSink(drop: 0, resistance: 0.2, limit: 0), "Q\($0.offset)", plus, $0.element)
        }
        leaks = terminals.enumerated().map { site.add(Conductance(Self.leak), "Q\($0.offset) leak", plus, $0.element) }
        // The driver's own consumption, about 10 mA.
        site.add(Conductance(resistance: 2400), "driver", plus, supply.1)
        commands = (0..<parameters.channels).map { site.signal("q\($0)") }
        leds = (0..<parameters.channels).map { site.signal("led\($0)") }
        running = parameters.cpu.isEmpty ? nil : try site.signal("running", of: parameters.cpu)
        states = [Bool](repeating: false, count: parameters.channels)
    }

    public mutating func refit(_ parameters: Parameters) {
        self.parameters = parameters
        for index in transistors.indices { drive(index) }
    }

    private func drive(_ index: Int) {
        let p = parameters
        transistors[index].element.law.resistance = p.resistance
        transistors[index].element.law.limit = states[index] && !p.open[index] ? p.limit : 0
        leaks[index].element.value = p.shorted[index] ? 1 / p.resistance : Self.leak
    }

    public mutating func obey(_ tick: Tick) { update(tick) }

    public mutating func update(_ tick: Tick) {
        let isDriven = tick.voltage(supply.0, supply.1) > 15 && running.map { tick[$0] > 0.5 } ?? true
        for index in transistors.indices {
            let isOn = isDriven && tick[commands[index]] > 0.5
            if isOn != states[index] {
                states[index] = isOn
                drive(index)
            }
            tick[leds[index]] = isOn ? 1 : 0
        }
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        guard sense == .sight else { return [] }
        return [Led.lit(leds.indices.filter { states[$0] }.map { "Q\($0)" })]
    }
}
