import Circuits

/// A counterbalance valve's way from the load to the valve: joints load side, valve side, pilot.
///
/// It opens linearly over `band` as p_C − p_V + r·(p_X − p_V) exceeds the set pressure.
struct CounterbalanceSeat: Element {
    /// Fully open.
    var hole: Orifice
    /// Pa.
    var setPressure: Double
    var band: Double
    var ratio: Double

    /// Share of the opening over which its two bends are rounded.
    private static let softness = 0.02

    func stamp(_ s: Stamp) {
        let flow = flow(s[0], s[1], s[2])
        s.flow(flow.value, flow.byLoad, flow.byValve, flow.byPilot)
    }

    func flow(
        _ load: Double, _ valve: Double, _ pilot: Double
    ) -> (value: Double, byLoad: Double, byValve: Double, byPilot: Double) {
        guard load > valve else { return (0, 0, 0, 0) }
        let asked = (load - valve + ratio * (pilot - valve) - setPressure) / band
        let above = Corner.greater(asked, 0, width: Self.softness)
        let opening = Corner.lesser(above.value, 1, width: Self.softness)
        guard opening.value > 0 else { return (0, 0, 0, 0) }
        let full = hole.flow(load - valve)
        let byAsked = opening.byFirst * above.byFirst / band * full.value
        return (
            opening.value * full.value, opening.value * full.slope + byAsked,
            -opening.value * full.slope - (1 + ratio) * byAsked, ratio * byAsked
        )
    }
}
