import Circuits

/// The exhaust of a quick-exhaust valve: joints inlet, outlet, exhaust. The outlet's air leaves once it exceeds the inlet's pressure.
///
/// The opening grows from 0 at the cracking difference to 1 at twice that (cubic, without a corner); flow by ISO 6358 through it.
struct QuickExhaustSeat: Element {
    /// When fully open.
    var seat: Restriction
    /// Pa.
    var cracking: Double

    func flow(_ inlet: Double, _ outlet: Double, _ exhaust: Double) -> (value: Double, slopes: (Double, Double, Double)) {
        let lift = (outlet - inlet - cracking) / cracking
        guard lift > 0 else { return (0, (0, 0, 0)) }
        let full = seat.flow(outlet, exhaust)
        guard lift < 1 else { return (full.value, (0, full.byFirst, full.bySecond)) }
        let opening = lift * lift * (3 - 2 * lift)
        let byLift = 6 * lift * (1 - lift) / cracking * full.value
        return (opening * full.value, (-byLift, opening * full.byFirst + byLift, opening * full.bySecond))
    }

    func stamp(_ s: Stamp) {
        let flow = flow(s[0], s[1], s[2])
        s.flow(from: 1, to: 2, flow.value, flow.slopes.1, flow.slopes.2)
        s.slope(1, 0, flow.slopes.0)
        s.slope(2, 0, -flow.slopes.0)
    }
}
