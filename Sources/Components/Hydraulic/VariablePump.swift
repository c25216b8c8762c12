import Circuits
public import Notation

/// An axial-piston pump with a pressure compensator.
public struct VariablePump: Component {
    public struct Parameters: Pumping {
        var oil = ""
        var unit = PumpUnit.Ratings(
            displacement: 18e-6 / (2 * .pi), leakage: 1.2e-12, friction: 0.8, pressureFriction: 0.04, drag: 6e-3, inertia: 2e-3)
        /// Gauge Pa.
        var setPressure = 100e5
        var droop = 4e5
        var least = 0.01
        var lag = 0.04
        var isStuckFull = false
        public init() {}
    }

    public static let type = ComponentType<VariablePump>(
        name: "variable-pump", text: Text(fr: "pompe à cylindrée variable", en: "variable-displacement pump"), domain: .hydraulic,
        law: Text(
            fr: "comme la pompe à engrenages, D·α ; α baisse de 1 à α_min sur la plage sous le tarage, retard du premier ordre",
            en: "as the gear pump, D·α; α goes from 1 to α_min over the band below the set pressure, first-order lag"),
        terminalsFor: { PumpUnit.terminals($0.unit) },
        parameters: Parameter.pump(
            displacement: 1e-7...1e-4, Text(fr: "cylindrée maximale", en: "largest displacement"),
            sources: (
                "piston: 10–250 cm³/rev", "piston: volumetric efficiency 0.95–0.98 at rated pressure",
                "catalogues of 18 cm³ axial-piston pumps: 10–20 kg·cm²"
            ))
            + compensator,
        failures: Failure.pump(seizure: 150) + [
            Failure(
                "compensator-drifted", Text(fr: "tarage du régulateur dérivé", en: "compensator drifted low"), remedies: [.adjust]
            ) {
                values, severity, _ in values.setPressure *= 1 - 0.7 * severity
            },
            Failure(
                "stuck-full", Text(fr: "plateau bloqué à pleine cylindrée", en: "stuck at full displacement"),
                remedies: [.free, .replace]
            ) {
                values, severity, _ in values.isStuckFull = severity >= 0.5
            },
            Failure("sluggish", Text(fr: "régulateur lent", en: "sluggish compensator"), remedies: [.clean, .replace]) {
                values, severity, _ in values.lag *= 1 + 9 * severity
            },
        ],
        wear: [.pump(hours: 12_000)],
        signalsFor: { _ in
            PumpUnit.signals + [
                .output("stroke", .ratio, Text(fr: "part de la cylindrée", en: "share of the displacement"), initial: 1)
            ]
        })

    private static let compensator: [Parameter<Parameters>] = [
        Parameter(
            "set-pressure", .quantity(.gaugePressure, \.setPressure, 5e5...350e5),
            Text(fr: "tarage du régulateur", en: "set pressure of the compensator"), adjustable: true,
            source: "of the machine; up to 280 bar"),
        Parameter(
            "droop", .quantity(.pressureDifference, \.droop, 1e5...30e5),
            Text(fr: "plage de régulation", en: "band of the compensator"), source: "3–6 bar"),
        Parameter(
            "least", .quantity(.ratio, \.least, 0...0.5),
            Text(fr: "part de cylindrée qui reste au tarage", en: "share of the displacement left at the set pressure"),
            source: "chosen: the stop leaves a hundredth"),
        Parameter(
            "lag", .quantity(.time, \.lag, 5e-3...1), Text(fr: "temps de réponse", en: "response time"), source: "30–60 ms"),
    ]

    private var unit: PumpUnit
    private let stroke: SignalIndex

    public init(_ p: Parameters, at site: Site) throws {
        unit = try PumpUnit(site, oil: p.oil, p.unit)
        stroke = site.signal("stroke")
    }

    public mutating func refit(_ p: Parameters) {
        unit.refit(p.unit)
        unit.pump.element.setPressure = p.isStuckFull ? .infinity : p.setPressure
        unit.pump.element.droop = p.droop
        unit.pump.element.least = p.least
        unit.pump.element.lag = p.lag
    }

    public mutating func update(_ tick: Tick) {
        unit.update(tick)
        tick[stroke] = unit.pump.element.stroke
    }

    public func sound(_ tick: Tick) -> Sound { unit.sound(tick) }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] { unit.percepts(sense, tick) }
}
