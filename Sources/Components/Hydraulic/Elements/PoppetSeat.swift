import Circuits

/// A non-return valve: oil passes from the first joint to the second only, once the difference lifts its poppet.
///
/// The opening grows from 0 at the cracking pressure to 1 at twice that (cubic, without a corner).
struct PoppetSeat: Element {
    /// Fully open.
    var hole: Orifice
    /// Pa.
    var cracking: Double

    func stamp(_ s: Stamp) {
        let flow = flow(s[0] - s[1])
        s.flow(from: 0, to: 1, flow.value, flow.slope, -flow.slope)
    }

    func flow(_ difference: Double) -> OilFlow {
        let lift = (difference - cracking) / cracking
        guard lift > 0 else { return .none }
        let full = hole.flow(difference)
        guard lift < 1 else { return full }
        let opening = lift * lift * (3 - 2 * lift)
        return OilFlow(
            value: opening * full.value, slope: opening * full.slope + 6 * lift * (1 - lift) / cracking * full.value)
    }
}
