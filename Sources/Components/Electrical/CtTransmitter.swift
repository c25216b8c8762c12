import Circuits
import Notation

/// A current transmitter on one conductor, two-wire 4–20 mA: it draws from its loop the current that says what passes in P1-P2.
public struct CtTransmitter: Component {
    public struct Parameters: ParameterValues {
        var range = 2.0
        var compliance = 10.0
        /// Amperes added to the loop current.
        var drift = 0.0
        var gain = 1.0
        var isDead = false
        var isSaturated = false
        public init() {}
    }

    public static let type = ComponentType<CtTransmitter>(
        name: "ct-transmitter", text: Text(fr: "transmetteur de courant 4-20 mA", en: "4–20 mA current transmitter"),
        domain: .electrical,
        law: Text(
            fr: "i = 4 mA + 16 mA·I/gamme si sa tension dépasse 10 V ; 20,5 mA au plus (NAMUR NE 43)",
            en: "i = 4 mA + 16 mA·I/range if its voltage exceeds 10 V; 20.5 mA at most (NAMUR NE 43)"),
        terminals: ["P1", "P2", "+", "-"].map { Terminal($0, .electrical) },
        parameters: [
            Parameter("range", .quantity(.current, \.range, 0.1...1000), Text(fr: "gamme", en: "range")),
            Parameter(
                "compliance", .quantity(.voltage, \.compliance, 5...15),
                Text(fr: "tension minimale", en: "least voltage"), source: "10–12 V"),
        ],
        failures: [
            Failure("drift", Text(fr: "zéro décalé", en: "zero drifted"), remedies: [.adjust, .replace]) {
                values, severity, _ in values.drift += 0.002 * severity
            },
            Failure("gain-low", Text(fr: "gain trop faible", en: "gain too low"), remedies: [.replace]) {
                values, severity, _ in values.gain *= 1 - 0.5 * severity
            },
            Failure("dead", Text(fr: "hors service", en: "dead"), remedies: [.replace]) { values, severity, _ in
                values.isDead = severity >= 0.5
            },
            Failure("saturated", Text(fr: "bloqué au maximum", en: "stuck at its maximum"), remedies: [.replace]) {
                values, severity, _ in values.isSaturated = severity >= 0.5
            },
        ],
        signals: [.output("loop-current", .current, Text(fr: "courant de boucle", en: "loop current"))],
        told: [.input("line-current", .current, Text(fr: "courant du conducteur", en: "current of the conductor"))])

    private let primary: Contact
    private let loop: Handle<LimitedSink>
    private let told: SignalIndex?
    private let loopCurrent: SignalIndex
    private var parameters: Parameters
    /// Mean square of the primary current, A²: what the converter has settled to.
    private var settled = Bimetal(timeConstant: 0.1)

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        primary = Contact(site, "P1", "P2")
        loop = site.add(LimitedSink(drop: 10, resistance: 10, limit: 0.004), "loop", site["+"], site["-"])
        told = site.told("line-current")
        loopCurrent = site.signal("loop-current")
    }

    public mutating func refit(_ parameters: Parameters) {
        self.parameters = parameters
        primary.set(true, 0.001)
        loop.element.drop = parameters.compliance
        drive()
    }

    private func drive() {
        let p = parameters
        let asked = 0.004 + 0.016 * p.gain * settled.heat.squareRoot() / p.range + p.drift
        loop.element.law.limit = p.isDead ? 0 : p.isSaturated ? 0.022 : min(max(asked, 0.0036), 0.0205)
    }

    public mutating func update(_ tick: Tick) {
        settled.warm(tick[told: told].map { $0 * $0 } ?? primary.squaredCurrent(tick), tick.dt)
        drive()
        tick[loopCurrent] = loop.element.current
    }
}
