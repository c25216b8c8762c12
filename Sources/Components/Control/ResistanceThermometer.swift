import Circuits
import Glibc
import Notation

/// A Pt100 probe in its pocket: the element between 1 and 2, a second lead 3 to the side of 2 for three-wire measurement.
public struct ResistanceThermometer: Component {
    public struct Parameters: ParameterValues {
        var on = ""
        var response = 8.0
        var lead = 0.1
        /// Ohms added in lead 1, ohms across the element.
        var contact = 0.0
        var insulation = 1e9
        var isOpen = false
        var isShorted = false
        public init() {}
    }

    public static let type = ComponentType<ResistanceThermometer>(
        name: "resistance-thermometer", text: Text(fr: "sonde Pt100", en: "Pt100 probe"), domain: .electrical,
        law: Text(
            fr: "R = 100·(1 + A·T + B·T²), A = 3,9083·10⁻³, B = −5,775·10⁻⁷ (CEI 60751), un fil de retour de plus ; retard 8 s",
            en: "R = 100·(1 + A·T + B·T²), A = 3.9083·10⁻³, B = −5.775·10⁻⁷ (IEC 60751), one return lead more; 8 s of lag"),
        terminals: [
            Terminal("1", .electrical, Text(fr: "blanc", en: "white")), Terminal("2", .electrical, Text(fr: "rouge", en: "red")),
            Terminal("3", .electrical, Text(fr: "rouge", en: "red")),
        ],
        parameters: [
            Parameter("on", .link(\.on), Text(fr: "ce dont il mesure la température", en: "what it measures the temperature of")),
            Parameter(
                "response", .quantity(.time, \.response, 0.1...600), Text(fr: "constante de temps", en: "time constant"),
                source: "in a pocket: 8 s"),
            Parameter(
                "lead", .quantity(.resistance, \.lead, 1e-3...10), Text(fr: "résistance d'un fil", en: "resistance of a lead")),
        ],
        failures: [
            Failure("open", Text(fr: "élément coupé", en: "open element"), remedies: [.replace]) { values, severity, _ in
                values.isOpen = severity >= 0.5
            },
            Failure("shorted", Text(fr: "élément en court-circuit", en: "shorted element"), remedies: [.replace]) {
                values, severity, _ in values.isShorted = severity >= 0.5
            },
            Failure(
                "contact", Text(fr: "borne oxydée sur un fil", en: "oxidised terminal on a lead"), remedies: [.clean, .tighten]
            ) {
                values, severity, _ in
                // 2 Ω over-reads by 5 K.
                values.contact = 2 * severity
            },
            Failure("wet", Text(fr: "humidité dans la tête", en: "moisture in the head"), remedies: [.clean, .replace]) {
                values, severity, _ in
                // 10 kΩ at full severity: 4 K under at 60 °C.
                values.insulation = pow(10, 7 - 3 * severity)
            },
            Failure(
                "air-gap", Text(fr: "sonde mal enfoncée dans son doigt de gant", en: "probe not home in its pocket"),
                remedies: [.adjust]
            ) {
                values, severity, _ in values.response *= 1 + 4 * severity
            },
        ],
        signals: ProbeHead.signals + [
            .output(
                "resistance", .resistance, Text(fr: "résistance de l'élément", en: "resistance of the element"), initial: 107.79)
        ])

    private let element: Handle<Conductance>
    private let leads: [Handle<Conductance>]
    private let leak: Handle<Conductance>
    private let resistance: SignalIndex
    private var head: ProbeHead
    private var parameters: Parameters

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        let (hot, cold) = (site.inner("element 1", .electrical), site.inner("element 2", .electrical))
        element = site.add(Conductance(resistance: 100), "element", hot, cold)
        leak = site.add(Conductance(1e-9), "insulation", hot, cold)
        leads = [("1", hot), ("2", cold), ("3", cold)].map { site.add(Conductance(10), "lead \($0.0)", site[$0.0], $0.1) }
        resistance = site.signal("resistance")
        head = try ProbeHead(site, on: parameters.on)
    }

    public mutating func refit(_ parameters: Parameters) {
        self.parameters = parameters
        for (index, lead) in leads.enumerated() {
            lead.element.value = 1 / (parameters.lead + (index == 0 ? parameters.contact : 0))
        }
        leak.element.value = 1 / parameters.insulation
        drive()
    }

    private func drive() {
        let healthy = Thermometry.platinum(head.celsius)
        element.element.value = parameters.isOpen ? Contact.open : parameters.isShorted ? 10 : 1 / healthy
    }

    public mutating func update(_ tick: Tick) {
        head.follow(tick, time: parameters.response)
        drive()
        tick[resistance] = 1 / element.element.value
    }
}
