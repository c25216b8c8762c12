public import Circuits

/// The oil in a reservoir with upright walls under its breather: p = ρ·g·V/A + p_air, the volume being the state.
///
/// Through a breather that is free, the air above stays at atmospheric pressure. One that is clogged lets the air be squeezed and
/// stretched (κ = p/V_air, Boyle) and go back to atmospheric pressure with a time constant: dp_air/dt = κ·dV/dt − p_air/τ.
public struct TankStore: Element {
    /// Pa/m³: ρ·g/A.
    public var head: Double
    /// Pa/m³: how the air above answers.
    public var airStiffness = 0.0
    /// Seconds; the air above is free at 0.
    public var breathing = 0.0
    /// m³.
    public private(set) var volume: Double
    /// Gauge Pa.
    public private(set) var airPressure = 0.0
    private var removed = 0.0
    private var flow = 0.0

    public init(head: Double, volume: Double) {
        self.head = head
        self.volume = volume
    }

    public static var readings: [PartialKeyPath<Self>] { [\.flow] }
    public static var isGrounded: Bool { true }
    public static var keepsEnergy: Bool { true }
    /// Of the oil's height and of the air squeezed above it.
    public var energy: Double {
        head * volume * volume / 2 + (airStiffness > 0 ? airPressure * airPressure / (2 * airStiffness) : 0)
    }
    /// What the air that passes the breather takes with it.
    public func losses(_ s: Stamp) -> Double {
        airStiffness > 0 && breathing > 0 ? airPressure * airPressure / (airStiffness * breathing) : 0
    }

    /// Share of the air's answer that is left at the end of a step.
    private func hold(_ dt: Double) -> Double { breathing / (breathing + dt) }

    private func volume(_ pressure: Double, _ dt: Double) -> Double {
        let hold = hold(dt)
        return (pressure - hold * (airPressure - airStiffness * volume)) / (head + hold * airStiffness)
    }

    public func stamp(_ s: Stamp) {
        s.add(0, (volume(s[0], s.dt) - volume) / s.dt)
        s.slope(0, 0, 1 / ((head + hold(s.dt) * airStiffness) * s.dt))
    }

    public mutating func accept(_ s: Stamp) {
        let filled = volume(s[0], s.dt)
        airPressure = hold(s.dt) * (airPressure + airStiffness * (filled - volume))
        flow = (filled - volume) / s.dt
        volume = filled
    }

    /// Somebody has let out so much oil, m³ in all; less than before: he has poured some back.
    mutating func remove(_ amount: Double) {
        volume -= amount - removed
        removed = amount
    }

    public func through(_ index: Int, _ s: Stamp) -> Double { flow }
}
