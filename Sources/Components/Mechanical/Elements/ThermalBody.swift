public import Circuits

/// A body at one temperature: C·dT/dt = heat put in it + what comes through its joint.
public struct ThermalBody: Element {
    /// J/K.
    public var capacity: Double
    /// Watts released in it, set at the end of each step from that step's losses.
    public var heat = 0.0
    /// K.
    public private(set) var temperature = Air.ambient
    /// The same before the last step, and the heat released in it.
    private var before = (temperature: Air.ambient, heat: 0.0)

    public init(capacity: Double) { self.capacity = capacity }

    public static var isLinear: Bool { true }
    public static var isGrounded: Bool { true }
    public static var keepsEnergy: Bool { true }
    /// Above the ambient air.
    public var energy: Double { capacity * (temperature - Air.ambient) }
    public func losses(_ s: Stamp) -> Double { -before.heat }

    public func stamp(_ s: Stamp) {
        let g = capacity / s.dt
        s.add(0, g * (s[0] - temperature) - heat)
        s.slope(0, 0, g)
    }

    public mutating func accept(_ s: Stamp) {
        before = (temperature, heat)
        temperature = s[0]
    }

    public func through(_ index: Int, _ s: Stamp) -> Double {
        capacity / s.dt * (temperature - before.temperature) - before.heat
    }
}
