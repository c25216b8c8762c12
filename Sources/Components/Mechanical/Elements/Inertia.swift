public import Circuits

/// An inertia in rotation (kg·m²) or a mass in translation (kg) against what does not move: J·dω/dt, implicit Euler.
public struct Inertia: Element {
    /// kg·m², or kg.
    public var value: Double
    /// rad/s or m/s at the end of the last step.
    public private(set) var speed = 0.0
    /// N·m or N that accelerated it in the last step.
    private var force = 0.0

    public init(_ value: Double) { self.value = value }

    public static var readings: [PartialKeyPath<Self>] { [\.force] }
    /// What Newton's method leaves of a speed.
    public static var keptTolerance: Double { 1e-8 }
    public static var isLinear: Bool { true }
    public static var isGrounded: Bool { true }
    public static var keepsEnergy: Bool { true }
    public var energy: Double { value * speed * speed / 2 }

    public func stamp(_ s: Stamp) {
        let g = value / s.dt
        s.add(0, g * (s[0] - speed))
        s.slope(0, 0, g)
    }

    public mutating func accept(_ s: Stamp) {
        force = value / s.dt * (s[0] - speed)
        speed = s[0]
    }

    public func through(_ index: Int, _ s: Stamp) -> Double { force }
}
