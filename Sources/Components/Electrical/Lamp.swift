import Circuits
public import Notation

/// An indicator lamp: a resistance that lights with the square of its voltage, direct or alternating.
public struct Lamp: Component {
    public struct Parameters: ParameterValues {
        var voltage = 24.0
        var power = 0.5
        var isFilament = 0
        var isBlown = false
        /// Share of the light that a new one gives.
        var efficacy = 1.0
        public init() {}
    }

    public static let type = ComponentType<Lamp>(
        name: "lamp", text: Text(fr: "voyant", en: "indicator lamp"), domain: .electrical,
        law: Text(fr: "R = U_n²/P ; éclat = (U/U_n)²", en: "R = U_n²/P; brightness = (U/U_n)²"),
        terminals: [Terminal("X1", .electrical), Terminal("X2", .electrical)],
        parameters: [
            Parameter("voltage", .quantity(.voltage, \.voltage, 5...440), Text(fr: "tension", en: "voltage")),
            Parameter("power", .quantity(.power, \.power, 0.05...100), Text(fr: "puissance", en: "power")),
            Parameter(
                "source", .choice(\.isFilament, ["LED", "filament"]), Text(fr: "source de lumière", en: "source of light")),
        ],
        failures: [
            Failure("blown", Text(fr: "grillé", en: "blown"), remedies: [.replace]) { values, severity, _ in
                values.isBlown = severity >= 0.5
            },
            Failure("dim", Text(fr: "éclaire faiblement", en: "dim"), remedies: [.replace]) { values, severity, _ in
                values.efficacy *= 1 - 0.9 * severity
            },
        ],
        wear: [
            Wear(
                "dim", by: .time(while: "lit", above: 0.5), slope: 3,
                source: "LED: 70 % of its light after 50 000 h"
            ) { _ in Wear<Parameters>.hours(50_000) }
        ],
        signals: [.output("lit", .ratio, Text(fr: "éclat", en: "brightness"))])

    private let body: Handle<Conductance>
    private let ends: (Joint, Joint)
    private let lit: SignalIndex
    private var parameters: Parameters
    /// Share of its full temperature that a filament has.
    private var warmth = Bimetal(timeConstant: 0.05)

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        ends = (site["X1"], site["X2"])
        body = site.add(Conductance(1e-9), "", ends.0, ends.1)
        lit = site.signal("lit")
    }

    public mutating func refit(_ parameters: Parameters) {
        self.parameters = parameters
        connect()
    }

    private func connect() {
        let hot = parameters.power / (parameters.voltage * parameters.voltage)
        // A cold filament has about a tenth of its hot resistance.
        let cold = parameters.isFilament == 1 ? 10 - 9 * min(1, warmth.heat) : 1
        body.element.value = parameters.isBlown ? Contact.open : hot * cold
    }

    public mutating func update(_ tick: Tick) {
        let share = tick.squaredVoltage(ends.0, ends.1) / (parameters.voltage * parameters.voltage)
        warmth.warm(share, tick.dt)
        if parameters.isFilament == 1 { connect() }
        let light = parameters.isFilament == 1 ? warmth.heat : share
        // Under a tenth of its power nobody sees it.
        tick[lit] = parameters.isBlown || light < 0.1 ? 0 : min(1.5, light) * parameters.efficacy
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        guard sense == .sight else { return [] }
        let light = tick[lit]
        if light < 0.02 { return [Text(fr: "le voyant est éteint", en: "the lamp is off")] }
        return light < 0.5
            ? [Text(fr: "le voyant éclaire faiblement", en: "the lamp glows faintly")]
            : [Text(fr: "le voyant est allumé", en: "the lamp is on")]
    }
}
