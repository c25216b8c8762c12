import Circuits
import Notation

/// A hydraulic pressure switch: a changeover contact moved by the pressure at its port.
public struct HydraulicPressureSwitch: Component {
    public struct Parameters: ParameterValues {
        /// Gauge Pa.
        var setPoint = 80e5
        var hysteresis = 6e5
        var isDead = false
        var isWelded = false
        public init() {}
    }

    public static let type = ComponentType<HydraulicPressureSwitch>(
        name: "hydraulic-pressure-switch", text: Text(fr: "pressostat hydraulique", en: "hydraulic pressure switch"),
        domain: .electrical,
        law: Text(
            fr: "1-4 ferme au-dessus du seuil, 1-2 referme au-dessous du seuil moins l'hystérésis",
            en: "1-4 closes above the set point, 1-2 closes again below the set point less the hysteresis"),
        terminals: [
            Terminal("P", .hydraulic), Terminal("1", .electrical, Text(fr: "commun", en: "common")),
            Terminal("2", .electrical, Text(fr: "repos", en: "normally closed")),
            Terminal("4", .electrical, Text(fr: "travail", en: "normally open")),
        ],
        parameters: [
            Parameter(
                "set-point", .quantity(.gaugePressure, \.setPoint, 2e5...400e5), Text(fr: "seuil", en: "set point"),
                adjustable: true, source: "of the machine; NG6 range 5–350 bar"),
            Parameter(
                "hysteresis", .quantity(.pressureDifference, \.hysteresis, 1e4...100e5), Text(fr: "hystérésis", en: "hysteresis"),
                source: "piston switches: 5–15 % of the set point"),
        ],
        failures: [
            Failure("shifted", Text(fr: "seuil déréglé", en: "set point drifted"), remedies: [.adjust]) { values, severity, _ in
                values.setPoint *= 1 - 0.9 * severity
            },
            Failure(
                "dead", Text(fr: "piston grippé, ne bascule plus", en: "seized piston, no longer switches"), remedies: [.replace]
            ) {
                values, severity, _ in values.isDead = severity >= 0.5
            },
            Failure("welded", Text(fr: "contact travail collé", en: "welded work contact"), remedies: [.replace]) {
                values, severity, _ in values.isWelded = severity >= 0.5
            },
        ],
        wear: [
            Wear(
                "shifted", by: .rises(of: "closed"),
                source: "makers: 1e6 cycles"
            ) { _ in 1e6 }
        ],
        signals: [.output("closed", .ratio, Text(fr: "1 si 1-4 est fermé", en: "1 if 1-4 is closed"))],
        told: [.portPressure(.gaugePressure), .reached])

    private let port: Joint
    private let rest: Contact
    private let work: Contact
    private let told: ToldSwitch
    private let closed: SignalIndex
    private var parameters: Parameters
    private var isMoved = false

    public init(_ p: Parameters, at site: Site) throws {
        parameters = p
        port = site["P"]
        site.add(OilVolume(5e-7), "volume", port)
        rest = Contact(site, "1", "2")
        work = Contact(site, "1", "4")
        told = ToldSwitch(site, "port-pressure")
        closed = site.signal("closed")
    }

    public mutating func refit(_ p: Parameters) {
        parameters = p
        connect()
    }

    private var isClosed: Bool { isMoved || parameters.isWelded }

    private func connect() {
        rest.set(!isClosed, 0.05)
        work.set(isClosed, 0.05)
    }

    public mutating func update(_ tick: Tick) {
        let wasMoved = isMoved
        if let isReached = told.isReached(tick) {
            isMoved = isReached && !parameters.isDead
        } else {
            let pressure = tick[told: told.quantity] ?? tick.across(port)
            if pressure > parameters.setPoint { isMoved = true }
            if pressure < parameters.setPoint - parameters.hysteresis || parameters.isDead { isMoved = false }
        }
        if isMoved != wasMoved { connect() }
        tick[closed] = isClosed ? 1 : 0
    }
}
