import Circuits
import Notation

/// A pressure switch: a changeover contact moved by the pressure at its port.
public struct PressureSwitch: Component {
    public struct Parameters: ParameterValues {
        var setPoint = 5e5 + 101_325
        var hysteresis = 0.5e5
        var isDead = false
        public init() {}
    }

    public static let type = ComponentType<PressureSwitch>(
        name: "pressure-switch", text: Text(fr: "pressostat", en: "pressure switch"), domain: .electrical,
        law: Text(
            fr: "1-4 ferme au-dessus du seuil, 1-2 referme au-dessous du seuil moins l'hystérésis",
            en: "1-4 closes above the set point, 1-2 closes again below the set point less the hysteresis"),
        terminals: [
            Terminal("P", .pneumatic), Terminal("1", .electrical, Text(fr: "commun", en: "common")),
            Terminal("2", .electrical, Text(fr: "repos", en: "normally closed")),
            Terminal("4", .electrical, Text(fr: "travail", en: "normally open")),
        ],
        parameters: [
            Parameter(
                "set-point", .quantity(.pressure, \.setPoint, 1.2e5...1.2e6), Text(fr: "seuil", en: "set point"), adjustable: true
            ),
            Parameter(
                "hysteresis", .quantity(.pressureDifference, \.hysteresis, 1e3...3e5), Text(fr: "hystérésis", en: "hysteresis")),
        ],
        failures: [
            Failure("shifted", Text(fr: "seuil déréglé", en: "set point drifted"), remedies: [.adjust]) { values, severity, _ in
                values.setPoint += 3e5 * severity
            },
            Failure(
                "dead", Text(fr: "membrane percée, ne bascule plus", en: "torn diaphragm, no longer switches"),
                remedies: [.replace]
            ) {
                values, severity, _ in values.isDead = severity >= 0.5
            },
        ],
        wear: [
            Wear(
                "shifted", by: .rises(of: "closed"),
                source: "makers: 1e6 cycles"
            ) { _ in 1e6 }
        ],
        signals: [.output("closed", .ratio, Text(fr: "1 si 1-4 est fermé", en: "1 if 1-4 is closed"))],
        told: [.portPressure(.pressure), .reached])

    private let port: Joint
    private let rest: Contact
    private let work: Contact
    private let told: ToldSwitch
    private let closed: SignalIndex
    private var parameters: Parameters
    private var isClosed = false

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        port = site["P"]
        rest = Contact(site, "1", "2")
        work = Contact(site, "1", "4")
        told = ToldSwitch(site, "port-pressure")
        closed = site.signal("closed")
    }

    public mutating func refit(_ parameters: Parameters) {
        self.parameters = parameters
        connect()
    }

    private func connect() {
        rest.set(!isClosed, 0.05)
        work.set(isClosed, 0.05)
    }

    public mutating func update(_ tick: Tick) {
        let wasClosed = isClosed
        if let isReached = told.isReached(tick) {
            isClosed = isReached && !parameters.isDead
        } else {
            let pressure = tick[told: told.quantity] ?? tick.across(port)
            if pressure > parameters.setPoint { isClosed = true }
            if pressure < parameters.setPoint - parameters.hysteresis || parameters.isDead { isClosed = false }
        }
        if isClosed != wasClosed { connect() }
        tick[closed] = isClosed ? 1 : 0
    }
}
