import Circuits
public import Notation

/// A magnetic switch on a cylinder: closed while the piston's magnet is within its window; 1 brown +, 4 black output, 3 blue for the LED.
public struct ReedSwitch: Component {
    public struct Parameters: ParameterValues {
        var on = ""
        var at = 0.0
        var window = 0.006
        var hysteresis = 0.002
        var drop = 0.5
        var wires = 3
        var shift = 0.0
        var isWelded = false
        var isDead = false
        var isLoose = false
        public init() {}
    }

    public static let type = ComponentType<ReedSwitch>(
        name: "reed-switch", text: Text(fr: "détecteur magnétique de vérin", en: "cylinder reed switch"), domain: .electrical,
        law: Text(
            fr: "fermé si |x − x₀| < fenêtre/2, rouvert à fenêtre/2 + hystérésis ; chute constante + 1 Ω·I",
            en: "closed if |x − x₀| < window/2, open again at window/2 + hysteresis; constant drop + 1 Ω·I"),
        terminals: [
            Terminal("1", .electrical, Text(fr: "brun, +", en: "brown, +")),
            Terminal("3", .electrical, Text(fr: "bleu, −", en: "blue, −")),
            Terminal("4", .electrical, Text(fr: "noir, sortie", en: "black, output")),
        ],
        parameters: [
            Parameter("on", .link(\.on), Text(fr: "vérin sur lequel il est monté", en: "cylinder on which it is mounted")),
            Parameter(
                "at", .quantity(.length, \.at, -0.05...3), Text(fr: "position sur la course", en: "position along the stroke"),
                adjustable: true),
            Parameter(
                "window", .quantity(.length, \.window, 1e-3...0.03), Text(fr: "fenêtre de détection", en: "switching window"),
                source: "5–10 mm"),
            Parameter(
                "hysteresis", .quantity(.length, \.hysteresis, 0...0.01), Text(fr: "hystérésis", en: "hysteresis"), source: "2 mm"
            ),
            Parameter(
                "drop", .quantity(.voltage, \.drop, 0.05...3.5), Text(fr: "chute de tension", en: "voltage drop"),
                source: "0.1–3 V; 2.7–3.5 V two-wire with LED"),
            Parameter("wires", .count(\.wires, 2...3), Text(fr: "nombre de fils", en: "number of wires")),
        ],
        failures: [
            Failure("shifted", Text(fr: "déplacé de 15 mm au plus", en: "moved by 15 mm at most"), remedies: [.adjust]) {
                values, severity, _ in values.shift += 0.015 * severity
            },
            Failure("welded", Text(fr: "lame collée", en: "welded reed"), remedies: [.replace]) { values, severity, _ in
                values.isWelded = severity >= 0.5
            },
            Failure("dead", Text(fr: "hors service", en: "dead"), remedies: [.replace]) { values, severity, _ in
                values.isDead = severity >= 0.5
            },
            Failure("loose", Text(fr: "desserré, il a glissé", en: "loose, it has slid"), remedies: [.tighten, .adjust]) {
                values, severity, _ in
                values.shift -= 0.03 * severity
                values.isLoose = severity > 0
            },
        ],
        wear: [
            Wear(
                "dead", by: .rises(of: "closed"), growth: 4,
                source: "makers: 1e7 operations with a suppressed load"
            ) { _ in 1e7 }
        ],
        signals: [
            .output("closed", .ratio, Text(fr: "1 si la lame est fermée", en: "1 if the reed is closed")),
            .output("led", .ratio, Text(fr: "LED", en: "LED")),
        ],
        told: [.input("magnet", .ratio, Text(fr: "1 si l'aimant est devant", en: "1 if the magnet is in front"))])

    private let reed: Handle<LimitedSink>
    private let lamp: Handle<DirectConductance>
    private let plus: Joint
    private let minus: Joint
    private let output: Joint
    private let position: SignalIndex?
    private let magnet: SignalIndex?
    private let closed: SignalIndex
    private let led: SignalIndex
    private var parameters: Parameters
    private var isClosed = false
    /// Where the piston was at the end of the last step, m.
    private var lastPosition: Double?

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        (plus, minus, output) = (site["1"], site["3"], site["4"])
        reed = site.add(LimitedSink(drop: 0.5, resistance: 1, limit: 0), "1-4", plus, output)
        lamp = site.add(DirectConductance(1e-12), "4-3", output, minus)
        magnet = site.told("magnet")
        position = parameters.on.isEmpty || magnet != nil ? nil : try site.signal("position", of: parameters.on)
        closed = site.signal("closed")
        led = site.signal("led")
    }

    public mutating func refit(_ parameters: Parameters) {
        self.parameters = parameters
        // About 2 mA for the LED of a three-wire switch.
        lamp.element.value = parameters.wires == 3 ? 1 / 12_000.0 : 1e-12
        connect()
    }

    private func connect() {
        reed.element.drop = parameters.drop
        // It breaks nothing by itself: far above what a reed may carry, nothing limits it but the circuit.
        reed.element.law.limit = isMade ? 20 : 0
    }

    private var isMade: Bool { (isClosed || parameters.isWelded) && !parameters.isDead }

    public mutating func update(_ tick: Tick) {
        let now = position.map { tick[$0] } ?? 0
        // Where the piston will be in the middle of the coming step, for which the reed is set.
        let ahead = now + (now - (lastPosition ?? now)) / 2
        lastPosition = now
        let distance = abs(ahead - parameters.at - parameters.shift)
        let wasClosed = isClosed
        if let isThere = tick[told: magnet] {
            // A switch that has slid no longer stands before the magnet.
            isClosed = isThere > 0.5 && abs(parameters.shift) <= parameters.window / 2
        } else {
            if distance < parameters.window / 2 { isClosed = true }
            if distance > parameters.window / 2 + parameters.hysteresis { isClosed = false }
        }
        if isClosed != wasClosed { connect() }
        tick[closed] = isMade ? 1 : 0
        tick[led] = isLit(tick) ? 1 : 0
    }

    @inline(__always)
    private func isLit(_ tick: Tick) -> Bool {
        guard isMade else { return false }
        return parameters.wires == 3 ? tick.voltage(output, minus) > 6 : reed.element.current > 5e-4
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        switch sense {
        case .sight: [Led.text(Text(fr: "du détecteur", en: "switch"), isLit: isLit(tick))]
        case .touch where parameters.isLoose:
            [Text(fr: "le détecteur glisse dans sa rainure", en: "the switch slides in its groove")]
        default: []
        }
    }
}
