public import Circuits

/// A non-return valve: air passes from the first joint to the second only, once the difference lifts its poppet.
///
/// The opening grows from 0 at the cracking pressure to 1 at twice that (cubic, without a corner); flow by ISO 6358 through it.
public struct CheckValve: Element {
    /// When fully open.
    public var seat: Restriction
    /// Pa.
    public var cracking: Double

    public init(seat: Restriction, cracking: Double) {
        self.seat = seat
        self.cracking = cracking
    }

    public func stamp(_ s: Stamp) {
        let flow = flow(s[0], s[1])
        s.flow(from: 0, to: 1, flow.value, flow.byFirst, flow.bySecond)
    }

    func flow(_ from: Double, _ to: Double) -> AirFlow {
        let lift = (from - to - cracking) / cracking
        guard lift > 0 else { return AirFlow(value: 0, byFirst: 0, bySecond: 0) }
        let full = seat.flow(from, to)
        guard lift < 1 else { return full }
        let opening = lift * lift * (3 - 2 * lift)
        let byLift = 6 * lift * (1 - lift) / cracking
        return AirFlow(
            value: opening * full.value, byFirst: opening * full.byFirst + byLift * full.value,
            bySecond: opening * full.bySecond - byLift * full.value)
    }
}
