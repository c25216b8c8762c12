public import Circuits
import Glibc

/// A winding fed with direct current: V = R·i + L·di/dt, implicit Euler.
public struct Coil: Element {
    /// Ohms.
    public var resistance: Double
    /// Henrys.
    public var inductance: Double
    /// Amperes, from the first terminal to the second.
    public private(set) var current = 0.0
    /// Amperes that it would come to under the voltage of the last step.
    private var settled = 0.0

    public init(resistance: Double, inductance: Double) {
        self.resistance = resistance
        self.inductance = inductance
    }

    public static var layering: Layering { .only([Layer.dc]) }
    public static var stores: [Int] { [Layer.dc] }
    public static var isLinear: Bool { true }
    public static var keepsEnergy: Bool { true }
    public var energy: Double { inductance * current * current / 2 }
    public func losses(_ s: Stamp) -> Double { resistance * current * current }
    public static var keptTolerance: Double { 1e-9 }

    public func stamp(_ s: Stamp) {
        let g = 1 / (resistance + inductance / s.dt)
        s.flow(from: 0, to: 1, g * (s[0] - s[1] + inductance / s.dt * current), g, -g)
    }

    public mutating func accept(_ s: Stamp) {
        current = (s[0] - s[1] + inductance / s.dt * current) / (resistance + inductance / s.dt)
        settled = (s[0] - s[1]) / resistance
    }

    /// Amperes after some more seconds under the same voltage, exactly, but not beyond zero: what cuts a current off does not turn
    /// it round. An armature is judged by it that is put where it will be for the greater part of the coming step.
    public func current(in seconds: Double) -> Double {
        var fading = CoilFading()
        return current(in: seconds, &fading)
    }

    /// The same for who asks at every step.
    func current(in seconds: Double, _ fading: inout CoilFading) -> Double {
        let ahead = settled + (current - settled) * fading.share(-seconds * resistance / inductance)
        return ahead * current > 0 ? ahead : 0
    }

    public func through(_ index: Int, _ s: Stamp) -> Double { index == 0 ? current : -current }
}

/// What is left of a coil's distance from its settled current after a time: the exponential of before while nothing about it changes.
struct CoilFading {
    private var exponent = 0.0
    private var kept = 1.0

    mutating func share(_ exponent: Double) -> Double {
        if exponent != self.exponent { (self.exponent, kept) = (exponent, exp(exponent)) }
        return kept
    }
}
