public import Notation

/// A gear pump: fixed displacement, leakage that grows with wear and with thin oil.
public struct GearPump: Component {
    public struct Parameters: Pumping {
        var oil = ""
        var unit = PumpUnit.Ratings(
            displacement: 11e-6 / (2 * .pi), leakage: 1.55e-12, friction: 0.5, pressureFriction: 0.05, drag: 5e-3, inertia: 2e-4)
        public init() {}
    }

    public static let type = ComponentType<GearPump>(
        name: "gear-pump", text: Text(fr: "pompe à engrenages", en: "gear pump"), domain: .hydraulic,
        law: Text(
            fr: "q = D·φ·ω − k·Δp, k ∝ 1/μ ; T = D·φ·Δp + T_c + e·D·Δp + b·ω ; φ tombe au-dessous de −0,3 bar à l'aspiration",
            en: "q = D·φ·ω − k·Δp, k ∝ 1/μ; T = D·φ·Δp + T_c + e·D·Δp + b·ω; φ falls below −0.3 bar at the suction"),
        terminalsFor: { PumpUnit.terminals($0.unit) },
        parameters: Parameter.pump(
            displacement: 1e-8...1e-4, Text(fr: "cylindrée", en: "displacement"),
            sources: (
                "gear: 1–60 cm³/rev", "11 cm³/rev at 100 bar: volumetric efficiency 0.94",
                "chosen: two steel gears of 35 mm and the coupling half"
            )),
        failures: Failure.pump(seizure: 100), wear: [.pump(hours: 8_000)], signalsFor: { _ in PumpUnit.signals })

    private var unit: PumpUnit

    public init(_ p: Parameters, at site: Site) throws {
        unit = try PumpUnit(site, oil: p.oil, p.unit)
    }

    public mutating func refit(_ p: Parameters) { unit.refit(p.unit) }

    public mutating func update(_ tick: Tick) { unit.update(tick) }

    public func sound(_ tick: Tick) -> Sound { unit.sound(tick) }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] { unit.percepts(sense, tick) }
}
