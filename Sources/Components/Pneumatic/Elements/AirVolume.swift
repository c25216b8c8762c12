public import Circuits

/// A fixed volume of air at ambient temperature: ṁ = (p₁·V/(R·T) − m₀)/Δt. The mass is the state, so none is made or lost.
public struct AirVolume: Element {
    /// m³.
    public var volume: Double
    /// Air in it, kg.
    public private(set) var mass: Double
    /// The same before the last step.
    private var lastMass: Double

    /// Filled with air at atmospheric pressure.
    public init(_ volume: Double) {
        self.volume = volume
        mass = Air.atmosphere * volume * Air.densityPerPressure
        lastMass = mass
    }

    public static var isLinear: Bool { true }
    public static var isGrounded: Bool { true }

    public func stamp(_ s: Stamp) {
        let capacity = volume * Air.densityPerPressure
        s.add(0, (s[0] * capacity - mass) / s.dt)
        s.slope(0, 0, capacity / s.dt)
    }

    public mutating func accept(_ s: Stamp) {
        lastMass = mass
        mass = s[0] * volume * Air.densityPerPressure
    }

    public func through(_ index: Int, _ s: Stamp) -> Double { (mass - lastMass) / s.dt }
}

extension Air {
    /// kg/(m³·Pa): 1/(R·T) at ambient temperature.
    static var densityPerPressure: Double { 1 / (gasConstant * ambient) }
}
