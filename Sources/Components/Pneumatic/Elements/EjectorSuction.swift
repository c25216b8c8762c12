import Circuits

/// The suction of an air ejector: joints motive air, vacuum, atmosphere.
///
/// ṁ = ρ₀·S₀·((p − p_u)/(p_atm − p_u) − (1 − g)), with g the share of its work that the motive pressure lets it do: from 0 at the least
/// pressure to 1 at the nominal one. So it is S₀ (ANR) at the atmosphere and nothing at p_u when fed, and a way back to the atmosphere
/// of the same conductance when it is not, unless a check valve holds the vacuum.
struct EjectorSuction: Element {
    /// m³/s ANR at atmospheric pressure.
    var suction: Double
    /// Pa absolute, of the best vacuum.
    var ultimate: Double
    /// Pa gauge of motive air: nothing is sucked below the first, all above the second.
    var motive: (least: Double, nominal: Double)
    /// What the check valve lets back, 0…1; 1 without a check valve.
    var back = 1.0

    func flow(_ motivePressure: Double, _ vacuum: Double) -> (value: Double, byMotive: Double, byVacuum: Double) {
        let span = motive.nominal - motive.least
        let effort = (motivePressure - Air.atmosphere - motive.least) / span
        let share = min(max(effort, 0), 1)
        let bySupply = effort > 0 && effort < 1 ? 1 / span : 0
        let gain = Air.referenceDensity * suction
        let depth = Air.atmosphere - ultimate
        let value = gain * ((vacuum - ultimate) / depth - (1 - share))
        let passed = value < 0 ? back : 1
        return (passed * value, passed * gain * bySupply, passed * gain / depth)
    }

    func stamp(_ s: Stamp) {
        let flow = flow(s[0], s[1])
        s.flow(from: 1, to: 2, flow.value, flow.byVacuum, 0)
        s.slope(1, 0, flow.byMotive)
        s.slope(2, 0, -flow.byMotive)
    }
}
