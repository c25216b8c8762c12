import Circuits
public import Notation

/// A resistance: a heater, a load. Given by its power at a voltage, or by its ohms.
public struct ResistiveLoad: Component {
    public struct Parameters: ParameterValues {
        var resistance = 0.0
        var power = 100.0
        var voltage = 230.0
        var insulation = 1e9
        /// Share of the resistance that is left between shorted turns.
        var share = 1.0
        var isOpen = false
        public init() {}
    }

    public static let type = ComponentType<ResistiveLoad>(
        name: "resistive-load", text: Text(fr: "charge résistive", en: "resistive load"), domain: .electrical,
        law: Text(fr: "U = R·I, R = U_n²/P", en: "U = R·I, R = U_n²/P"),
        terminals: [Terminal("1", .electrical), Terminal("2", .electrical)],
        parameters: [
            Parameter(
                "resistance", .quantity(.resistance, \.resistance, 0...1e7),
                Text(fr: "résistance ; 0 : de la puissance", en: "resistance; 0: from the power")),
            Parameter("power", .quantity(.power, \.power, 0.01...1e5), Text(fr: "puissance", en: "power")),
            Parameter("voltage", .quantity(.voltage, \.voltage, 1...1000), Text(fr: "tension nominale", en: "rated voltage")),
            Parameter(
                "insulation", .quantity(.resistance, \.insulation, 1...1e12), Text(fr: "isolement au PE", en: "insulation to PE")),
        ],
        failures: [
            Failure("open", Text(fr: "coupée", en: "open"), remedies: [.replace]) { values, severity, _ in
                values.isOpen = severity >= 0.5
            },
            Failure("shorted", Text(fr: "en court-circuit partiel", en: "partly shorted"), remedies: [.replace]) {
                values, severity, _ in values.share = 1 - 0.98 * severity
            },
            Failure("earth-fault", Text(fr: "défaut d'isolement", en: "earth fault"), remedies: [.replace]) {
                values, severity, _ in values.insulation = Contact.leak(severity)
            },
        ],
        signals: [.output("power", .power, Text(fr: "puissance dissipée", en: "power dissipated"))])

    private let body: Handle<Conductance>
    private let leak: Handle<Conductance>
    private let ends: (Joint, Joint)
    private let power: SignalIndex
    private var parameters: Parameters

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        ends = (site["1"], site["2"])
        body = site.add(Conductance(1), "", ends.0, ends.1)
        leak = site.add(Conductance(1e-9), "insulation", ends.0, site.earth)
        power = site.signal("power")
    }

    public mutating func refit(_ parameters: Parameters) {
        self.parameters = parameters
        let nominal =
            parameters.resistance > 0 ? parameters.resistance : parameters.voltage * parameters.voltage / parameters.power
        body.element.value = parameters.isOpen ? Contact.open : 1 / (nominal * parameters.share)
        leak.element.value = 1 / parameters.insulation
    }

    public mutating func update(_ tick: Tick) {
        tick[power] = tick.squaredVoltage(ends.0, ends.1) * body.element.value
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        guard sense == .touch, tick[power] > 0.3 * parameters.power else { return [] }
        return [Text(fr: "c'est chaud", en: "it is hot")]
    }
}
