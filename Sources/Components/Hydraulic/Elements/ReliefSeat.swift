public import Circuits

/// A relief valve's poppet or spool: q = G·x, where x is by how much the pressure difference exceeds the set pressure.
///
/// Friction gives x a play: it follows a rise at once, and a fall only after `hysteresis`, so that it closes lower than it opens.
public struct ReliefSeat: Element {
    /// Pa.
    public var setPressure: Double
    /// m³/(s·Pa).
    public var gain: Double
    /// Pa.
    public var hysteresis: Double
    /// Lift in terms of pressure, Pa, of the last step.
    private var lift = 0.0

    public init(setPressure: Double, gain: Double, hysteresis: Double) {
        self.setPressure = setPressure
        self.gain = gain
        self.hysteresis = hysteresis
    }

    /// Excess of pressure that opens it, with the play, and its slope.
    private func lift(_ difference: Double) -> (value: Double, slope: Double) {
        let excess = difference - setPressure
        let raised = excess > lift ? (excess, 1.0) : excess + hysteresis < lift ? (excess + hysteresis, 1.0) : (lift, 0.0)
        return raised.0 > 0 && difference > 0 ? raised : (0, 0)
    }

    public func stamp(_ s: Stamp) {
        let flow = flow(s[0] - s[1])
        s.flow(from: 0, to: 1, flow.value, flow.slope, -flow.slope)
    }

    func flow(_ difference: Double) -> OilFlow {
        let lift = lift(difference)
        return OilFlow(value: gain * lift.value, slope: gain * lift.slope)
    }

    public mutating func accept(_ s: Stamp) { lift = lift(s[0] - s[1]).value }
}
