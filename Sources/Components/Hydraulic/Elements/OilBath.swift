public import Circuits

/// The oil of a circuit as one body of heat: C·dT/dt = what comes through its joint. Oil that is added or taken has its temperature.
public struct OilBath: Element {
    /// J/K.
    public var capacity: Double
    /// K.
    public private(set) var temperature: Double
    private var flow = 0.0

    public init(capacity: Double, temperature: Double) {
        self.capacity = capacity
        self.temperature = temperature
    }

    public static var isLinear: Bool { true }
    public static var isGrounded: Bool { true }

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
