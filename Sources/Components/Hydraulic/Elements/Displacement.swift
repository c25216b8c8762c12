public import Circuits
import Glibc

/// A positive-displacement pump between its suction, its outlet and its shaft, with a pressure compensator when it has one.
///
/// q = D·φ·ω − k·Δp, T = D·φ·Δp + (T_c + e·D·|Δp|)·sgn ω + b·ω. Exactly T·ω − q·Δp is lost: k·Δp² and friction. φ is the share of the
/// chambers that fills: less air, and falling from −0.3 bar at the suction side by 30 % for a tenth of a bar (cavitation). Turned
/// backwards it draws from its outlet. sgn ω is rounded below 1 rad/s.
///
/// The compensator brings the displacement down from `droop` below its set pressure to `least` there, with a first-order lag that
/// is solved within the step.
public struct Displacement: Element {
    /// m³/rad, the largest.
    public var displacement: Double
    /// m³/(s·Pa).
    public var leakage = 0.0
    /// N·m.
    public var friction = 0.0
    /// Share of the hydraulic torque.
    public var pressureFriction = 0.0
    /// N·m·s/rad.
    public var drag = 0.0
    /// Share of air in what it draws.
    public var air = 0.0
    /// Pa; infinite without a compensator.
    public var setPressure = Double.infinity
    /// Pa.
    public var droop = 1.0
    /// Share of the displacement that is left at the set pressure.
    public var least = 0.0
    /// Seconds.
    public var lag = 0.05
    /// Share of the displacement that is in use.
    public private(set) var stroke = 1.0
    // Of the last step: m³/s into the suction, N·m on the shaft, watts lost.
    public private(set) var flow = 0.0
    public private(set) var torque = 0.0
    public private(set) var losses = 0.0
    /// Share of the chambers that filled.
    public private(set) var filling = 1.0

    public init(_ displacement: Double) { self.displacement = displacement }

    private static let fillsFrom = -0.3e5
    /// Pa from full chambers to empty ones.
    private static let emptying = 0.1e5 / 0.3
    private static let smallSpeed = 1.0
    private static let smallPressure = 1e4

    /// Share of the chambers that fills from a suction pressure, and its slope.
    private func filling(_ pressure: Double) -> (value: Double, slope: Double) {
        let share = 1 + (pressure - Self.fillsFrom) / Self.emptying
        let below = Corner.lesser(share, 1, width: 0.05)
        let within = Corner.greater(below.value, 0, width: 0.05)
        let solid = 1 - air
        return (solid * within.value, solid * within.byFirst * below.byFirst / Self.emptying)
    }

    /// Share of the displacement at the end of this step, and its slope by the outlet pressure.
    private func stroke(_ outlet: Double, _ dt: Double) -> (value: Double, slope: Double) {
        guard setPressure < .infinity else { return (1, 0) }
        let range = 1 - least
        let wanted = Corner.lesser(least + range * (setPressure - outlet) / droop, 1, width: 0.02)
        let held = Corner.greater(wanted.value, least, width: 0.02)
        let share = dt / (lag + dt)
        return (stroke + (held.value - stroke) * share, -share * held.byFirst * wanted.byFirst * range / droop)
    }

    public static var readings: [PartialKeyPath<Self>] { [\.flow, \.torque, \.losses] }

    public func stamp(_ s: Stamp) {
        let (inlet, outlet, speed) = (s[0], s[1], s[2])
        let difference = outlet - inlet
        let isForward = speed >= 0
        let stroke = stroke(outlet, s.dt)
        let size = displacement * stroke.value
        let bySize = displacement * stroke.slope
        let fill = filling(isForward ? inlet : outlet)
        let (fillByInlet, fillByOutlet) = isForward ? (fill.slope, 0) : (0, fill.slope)

        let flow = size * fill.value * speed - leakage * difference
        let byInlet = size * fillByInlet * speed + leakage
        let byOutlet = (bySize * fill.value + size * fillByOutlet) * speed - leakage
        let bySpeed = size * fill.value
        s.flow(from: 0, to: 1, flow, byInlet, byOutlet)
        s.slope(0, 2, bySpeed)
        s.slope(1, 2, -bySpeed)

        let root = (difference * difference + Self.smallPressure * Self.smallPressure).squareRoot()
        let sign = tanh(speed / Self.smallSpeed)
        let rubbing = friction + pressureFriction * displacement * root
        let byDifference = pressureFriction * displacement * difference / root * sign
        s.add(2, size * fill.value * difference + rubbing * sign + drag * speed)
        s.slope(2, 0, size * (fillByInlet * difference - fill.value) - byDifference)
        s.slope(
            2, 1, bySize * fill.value * difference + size * (fillByOutlet * difference + fill.value) + byDifference)
        s.slope(2, 2, rubbing * (1 - sign * sign) / Self.smallSpeed + drag)
    }

    public mutating func accept(_ s: Stamp) {
        let (inlet, outlet, speed) = (s[0], s[1], s[2])
        let difference = outlet - inlet
        stroke = stroke(outlet, s.dt).value
        filling = filling(speed >= 0 ? inlet : outlet).value
        flow = displacement * stroke * filling * speed - leakage * difference
        let root = (difference * difference + Self.smallPressure * Self.smallPressure).squareRoot()
        let rubbing = friction + pressureFriction * displacement * root
        torque = displacement * stroke * filling * difference + rubbing * tanh(speed / Self.smallSpeed) + drag * speed
        losses = torque * speed - flow * difference
    }

    public func through(_ index: Int, _ s: Stamp) -> Double { index == 0 ? flow : index == 1 ? -flow : torque }
}
