import Circuits
public import Notation

/// A gear pump: fixed displacement, leakage that grows with wear and with thin oil.
public struct GearPump: Component {
    public struct Parameters: Oiled {
        var oil = ""
        /// m³/rad.
        var displacement = 11e-6 / (2 * .pi)
        /// m³/(s·Pa) at reference viscosity.
        var leakage = 1.55e-12
        var friction = 0.5
        var pressureFriction = 0.05
        /// N·m·s/rad at reference viscosity.
        var drag = 5e-3
        var inertia = 2e-4
        var wear = 0.0
        var airLeak = 0.0
        /// m².
        var caseLeak = 0.0
        var seizure = 0.0
        public init() {}
    }

    public static let type = ComponentType<GearPump>(
        name: "gear-pump", text: Text(fr: "pompe à engrenages", en: "gear pump"), domain: .hydraulic,
        law: Text(
            fr: "q = D·φ·ω − k·Δp, k ∝ 1/μ ; T = D·φ·Δp + T_c + e·D·Δp + b·ω ; φ tombe au-dessous de −0,3 bar à l'aspiration",
            en: "q = D·φ·ω − k·Δp, k ∝ 1/μ; T = D·φ·Δp + T_c + e·D·Δp + b·ω; φ falls below −0.3 bar at the suction"),
        terminals: [
            Terminal("S", .hydraulic, Text(fr: "aspiration", en: "suction")),
            Terminal("P", .hydraulic, Text(fr: "refoulement", en: "outlet")),
            Terminal("shaft", .rotation, Text(fr: "arbre", en: "shaft")),
        ],
        parameters: [
            .oil,
            Parameter(
                "displacement", .quantity(.displacement, \.displacement, 1e-8...1e-4), Text(fr: "cylindrée", en: "displacement"),
                source: "gear: 1–60 cm³/rev"),
            Parameter(
                "leakage", .quantity(.hydraulicConductance, \.leakage, 0...1e-9),
                Text(fr: "fuite interne à 40 mPa·s", en: "internal leakage at 40 mPa·s"),
                source: "11 cm³/rev at 100 bar: volumetric efficiency 0.94"),
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
                source: "chosen: two steel gears of 35 mm and the coupling half"),
        ],
        failures: [
            Failure("worn", Text(fr: "pompe usée", en: "worn pump"), remedies: [.replace]) { values, severity, _ in
                // Six times the leakage at 0.45, twelve times at 1.
                values.wear = severity
                values.leakage *= 1 + 11 * severity
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
                values.friction += 100 * severity
            },
        ],
        signals: PumpUnit.signals)

    private let unit: PumpUnit
    private var link: OilLink
    private var parameters: Parameters

    public init(_ p: Parameters, at site: Site) throws {
        parameters = p
        link = try OilLink(p.oil, at: site)
        unit = PumpUnit(site, link, displacement: p.displacement)
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
    }

    public mutating func update(_ tick: Tick) {
        if link.follow(tick) { place() }
        link.release(unit.pump.element.losses)
        unit.show(tick)
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        unit.percepts(sense, tick, wear: parameters.wear, isSeized: parameters.seizure > 0.5, airLeak: parameters.airLeak)
    }
}
