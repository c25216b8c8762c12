public import Circuits
import Glibc

/// A rigid ratio between two shafts with losses in proportion to the torque: ω₁ = i·ω₂, T₂ = i·(T₁ − (1 − η)·|T₁|·sgn ω₁).
///
/// |T₁| is rounded below 0.05 N·m and sgn ω₁ below 1 rad/s, so that slopes exist; the gear does not hold by itself (not a worm).
public struct GearMesh: Element {
    /// First shaft's speed over the second's.
    public var ratio: Double
    public var efficiency: Double
    /// False when a key is sheared: the two shafts no longer know each other.
    public var isCoupled = true
    /// Watts lost in the teeth, last step.
    public private(set) var losses = 0.0
    /// N·m taken from the first shaft, last step.
    public private(set) var torque = 0.0

    public init(ratio: Double, efficiency: Double) {
        self.ratio = ratio
        self.efficiency = efficiency
    }

    public static var readings: [PartialKeyPath<Self>] { [\.losses] }
    public static var internals: [(name: String, tolerance: Double)] { [("torque", 1e-6)] }

    private static let smallTorque = 0.05
    private static let smallSpeed = 1.0

    private func loss(_ torque: Double, _ speed: Double) -> (value: Double, byTorque: Double, bySpeed: Double) {
        let share = 1 - efficiency
        let root = (torque * torque + Self.smallTorque * Self.smallTorque).squareRoot()
        let sign = tanh(speed / Self.smallSpeed)
        return (
            share * (root - Self.smallTorque) * sign, share * torque / root * sign,
            share * (root - Self.smallTorque) * (1 - sign * sign) / Self.smallSpeed
        )
    }

    public func stamp(_ s: Stamp) {
        let lost = loss(s[2], s[0])
        s.add(0, s[2])
        s.slope(0, 2, 1)
        s.add(1, -ratio * (s[2] - lost.value))
        s.slope(1, 2, -ratio * (1 - lost.byTorque))
        s.slope(1, 0, ratio * lost.bySpeed)
        if isCoupled {
            s.add(2, s[0] - ratio * s[1])
            s.slope(2, 0, 1)
            s.slope(2, 1, -ratio)
        } else {
            s.add(2, s[2])
            s.slope(2, 2, 1)
        }
    }

    public mutating func accept(_ s: Stamp) {
        torque = s[2]
        losses = loss(s[2], s[0]).value * s[0]
    }
}
