import Circuits
public import Notation

/// An axial-piston pump with a pressure compensator.
public struct VariablePump: Component {
    public struct Parameters: Oiled {
        var oil = ""
        /// m³/rad.
        var displacement = 18e-6 / (2 * .pi)
        /// m³/(s·Pa) at reference viscosity.
        var leakage = 1.2e-12
        var friction = 0.8
        var pressureFriction = 0.04
        /// N·m·s/rad at reference viscosity.
        var drag = 6e-3
        var inertia = 2e-3
        /// Gauge Pa.
        var setPressure = 100e5
        var droop = 4e5
        var least = 0.01
        var lag = 0.04
        var wear = 0.0
        var airLeak = 0.0
        /// m².
        var caseLeak = 0.0
        var seizure = 0.0
        var isStuckFull = false
        public init() {}
    }

    public static let type = ComponentType<VariablePump>(
        name: "variable-pump", text: Text(fr: "pompe à cylindrée variable", en: "variable-displacement pump"), domain: .hydraulic,
        law: Text(
            fr: "comme la pompe à engrenages, D·α ; α baisse de 1 à α_min sur la plage sous le tarage, retard du premier ordre",
            en: "as the gear pump, D·α; α goes from 1 to α_min over the band below the set pressure, first-order lag"),
        terminals: [
            Terminal("S", .hydraulic, Text(fr: "aspiration", en: "suction")),
            Terminal("P", .hydraulic, Text(fr: "refoulement", en: "outlet")),
            Terminal("shaft", .rotation, Text(fr: "arbre", en: "shaft")),
        ],
        parameters: [
            .oil,
            Parameter(
                "displacement", .quantity(.displacement, \.displacement, 1e-7...1e-4),
                Text(fr: "cylindrée maximale", en: "largest displacement"), source: "piston: 10–250 cm³/rev"),
            Parameter(
                "leakage", .quantity(.hydraulicConductance, \.leakage, 0...1e-9),
                Text(fr: "fuite interne à 40 mPa·s", en: "internal leakage at 40 mPa·s"),
                source: "piston: volumetric efficiency 0.95–0.98 at rated pressure"),
            Parameter(
                "friction", .quantity(.torque, \.friction, 0...50), Text(fr: "couple de frottement", en: "friction torque"),
                source: "mechanical efficiency 0.85–0.92 at 100 bar"),
            Parameter(
                "pressure-friction", .quantity(.ratio, \.pressureFriction, 0...0.3),
                Text(fr: "frottement en part du couple hydraulique", en: "friction as a share of the hydraulic torque"),
                source: "mechanical efficiency 0.85–0.92 at 100 bar"),
            Parameter(
                "drag", .quantity(.rotationalDamping, \.drag, 0...1),
                Text(fr: "frottement visqueux à 40 mPa·s", en: "viscous drag at 40 mPa·s"),
                source: "mechanical efficiency 0.85–0.92 at 100 bar"),
            Parameter(
                "inertia", .quantity(.inertia, \.inertia, 1e-7...0.1), Text(fr: "inertie", en: "inertia"),
                source: "catalogues of 18 cm³ axial-piston pumps: 10–20 kg·cm²"),
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
        ],
        failures: [
            Failure("worn", Text(fr: "pompe usée", en: "worn pump"), remedies: [.replace]) { values, severity, _ in
                values.wear = severity
                values.leakage *= 1 + 11 * severity
            },
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
            Failure(
                "air-leak", Text(fr: "joint d'arbre ou raccord qui prend l'air", en: "shaft seal or fitting draws air"),
                remedies: [.tighten, .replace]
            ) { values, severity, _ in values.airLeak = 0.3 * severity },
            Failure("case-leak", Text(fr: "corps qui fuit", en: "leaking body"), remedies: [.tighten, .replace]) {
                values, severity, _ in values.caseLeak = 5e-7 * severity
            },
            Failure("seized", Text(fr: "pompe grippée", en: "seized pump"), remedies: [.replace]) { values, severity, _ in
                values.seizure = severity
                values.friction += 150 * severity
            },
        ],
        signals: PumpUnit.signals + [
            .output("stroke", .ratio, Text(fr: "part de la cylindrée", en: "share of the displacement"), initial: 1)
        ])

    private let unit: PumpUnit
    private let stroke: SignalIndex
    private var link: OilLink
    private var parameters: Parameters

    public init(_ p: Parameters, at site: Site) throws {
        parameters = p
        link = try OilLink(p.oil, at: site)
        unit = PumpUnit(site, link, displacement: p.displacement)
        stroke = site.signal("stroke")
    }

    public mutating func refit(_ p: Parameters) {
        parameters = p
        place()
    }

    private func place() {
        let p = parameters
        unit.set(link.properties, leakage: p.leakage, drag: p.drag, airLeak: p.airLeak, caseLeak: p.caseLeak, inertia: p.inertia)
        unit.pump.element.displacement = p.displacement
        unit.pump.element.friction = p.friction
        unit.pump.element.pressureFriction = p.pressureFriction
        unit.pump.element.setPressure = p.isStuckFull ? .infinity : p.setPressure
        unit.pump.element.droop = p.droop
        unit.pump.element.least = p.least
        unit.pump.element.lag = p.lag
    }

    public mutating func update(_ tick: Tick) {
        if link.follow(tick) { place() }
        link.release(unit.pump.element.losses)
        unit.show(tick)
        tick[stroke] = unit.pump.element.stroke
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        unit.percepts(sense, tick, wear: parameters.wear, isSeized: parameters.seizure > 0.5, airLeak: parameters.airLeak)
    }
}
