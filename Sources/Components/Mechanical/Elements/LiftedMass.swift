public import Circuits

/// A mass with its weight between two stops; speeds are positive upwards.
///
/// m·dv/dt = F − W − stops, x₁ = x₀ + v₁·Δt inside the step. The stops are stiff springs; the step's own damping takes the shock.
public struct LiftedMass: Element {
    /// kg.
    public var mass: Double
    /// N that pulls it down: less than m·g when it is balanced.
    public var weight: Double
    /// Where it goes no further, m.
    public var travel: ClosedRange<Double>
    /// N/m.
    public var stopStiffness = 1e7
    /// m; upwards, m/s.
    public private(set) var position: Double
    public private(set) var speed = 0.0
    /// Upwards, m/s², last step.
    public private(set) var acceleration = 0.0
    /// N that a stop exerts, positive upwards, last step.
    public private(set) var stop = 0.0
    /// W that a stop turned into noise and heat in the last step.
    private var shock = 0.0

    public init(mass: Double, weight: Double, travel: ClosedRange<Double>, position: Double) {
        self.mass = mass
        self.weight = weight
        self.travel = travel
        self.position = position
    }

    public static var readings: [PartialKeyPath<Self>] { [\.acceleration, \.stop] }
    /// Nanometres and nanometres a second.
    public static var keptTolerance: Double { 1e-8 }
    public static var isGrounded: Bool { true }
    public static var keepsEnergy: Bool { true }
    /// Of its motion, its height and the springs of the stops.
    public var energy: Double { mass * speed * speed / 2 + weight * position + stop * stop / (2 * stopStiffness) }
    public func losses(_ s: Stamp) -> Double { shock }

    private func stop(_ x: Double) -> (force: Double, slope: Double) {
        if x > travel.upperBound { return (stopStiffness * (travel.upperBound - x), -stopStiffness) }
        if x < travel.lowerBound { return (stopStiffness * (travel.lowerBound - x), -stopStiffness) }
        return (0, 0)
    }

    public func stamp(_ s: Stamp) {
        let stop = stop(position + s[0] * s.dt)
        s.add(0, mass * (s[0] - speed) / s.dt + weight - stop.force)
        s.slope(0, 0, mass / s.dt - stop.slope * s.dt)
    }

    public mutating func accept(_ s: Stamp) {
        acceleration = (s[0] - speed) / s.dt
        speed = s[0]
        position += speed * s.dt
        let change = stop(position).force - stop
        stop += change
        shock = change * change / (2 * stopStiffness * s.dt)
    }

    public func through(_ index: Int, _ s: Stamp) -> Double { mass * acceleration + weight - stop }
}
