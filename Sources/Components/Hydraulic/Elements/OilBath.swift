public import Circuits

/// The oil of a circuit as one body of heat: C·dT/dt = what comes through its joint.
///
/// Oil that leaves for a cylinder or the floor takes its heat with it; what comes back brings the mean of what has left.
public struct OilBath: Element {
    /// J/K.
    public private(set) var capacity: Double
    /// K.
    public private(set) var temperature: Double
    /// Capacity of the oil that has left, J/K, and its temperature, K.
    public private(set) var away = 0.0
    public private(set) var awayTemperature: Double
    private var flow = 0.0

    public init(capacity: Double, temperature: Double) {
        self.capacity = capacity
        self.temperature = temperature
        awayTemperature = temperature
    }

    /// Gives it another capacity; more than has left comes at its own temperature.
    public mutating func resize(_ newCapacity: Double) {
        let change = newCapacity - capacity
        if change < 0 {
            awayTemperature = (away * awayTemperature - change * temperature) / (away - change)
            away -= change
        } else if change > 0 {
            let back = min(change, away)
            temperature += back * (awayTemperature - temperature) / (capacity + back)
            away -= back
        }
        capacity = newCapacity
    }

    public static var readings: [PartialKeyPath<Self>] { [\.flow] }
    public static var isLinear: Bool { true }
    public static var isGrounded: Bool { true }
    public static var keepsEnergy: Bool { true }
    /// Above the ambient air, with that of the oil that has left.
    public var energy: Double {
        capacity * (temperature - Air.ambient) + away * (awayTemperature - Air.ambient)
    }

    public func stamp(_ s: Stamp) {
        let g = capacity / s.dt
        s.add(0, g * (s[0] - temperature))
        s.slope(0, 0, g)
    }

    public mutating func accept(_ s: Stamp) {
        flow = capacity / s.dt * (s[0] - temperature)
        temperature = s[0]
    }

    public func through(_ index: Int, _ s: Stamp) -> Double { flow }
}
