public import Circuits
import Glibc

/// Oil behind a bladder of gas: p = p₀·(V₀/(V₀ − v))ⁿ, where v is the oil it holds; below the pre-charge it holds none.
///
/// The oil is an unknown of its own and the state: what went in comes out. Its equation is a projection: the oil that the pressure
/// asks for, or nothing.
public struct GasCharge: Element {
    /// m³.
    public var gasVolume: Double
    /// Absolute Pa, without oil.
    public var precharge: Double
    /// Of the gas: 1 (isothermal) … 1.4 (adiabatic), up to 1.6 at high pressure.
    public var exponent: Double
    /// m³.
    public private(set) var oil = 0.0
    private var flow = 0.0

    public init(gasVolume: Double, precharge: Double, exponent: Double) {
        self.gasVolume = gasVolume
        self.precharge = precharge
        self.exponent = exponent
    }

    public static var readings: [PartialKeyPath<Self>] { [\.flow] }
    public static var isGrounded: Bool { true }
    public static var keepsEnergy: Bool { true }
    /// What the gas has taken from the oil: ∫p·dv.
    public var energy: Double {
        let most = Self.fullest * gasVolume
        let within = min(oil, most)
        let ratio = gasVolume / (gasVolume - within)
        let squeezed = exponent == 1 ? log(ratio) : (pow(ratio, exponent - 1) - 1) / (exponent - 1)
        let last = pressure(most)
        let beyond = oil - within
        return precharge * gasVolume * squeezed - Air.atmosphere * within + beyond * (last.value + last.slope * beyond / 2)
    }
    public static var internals: [(name: String, tolerance: Double)] { [("oil", 1e-10)] }

    /// Share of the gas volume from which the law goes on straight, so that Newton's method may try more.
    private static let fullest = 0.999

    /// Gauge pressure of the gas over an oil volume, and its slope.
    private func pressure(_ oil: Double) -> (value: Double, slope: Double) {
        let most = Self.fullest * gasVolume
        let within = min(oil, most)
        let room = gasVolume - within
        let absolute = precharge * pow(gasVolume / room, exponent)
        let slope = exponent * absolute / room
        return (absolute + slope * (oil - within) - Air.atmosphere, slope)
    }

    public func stamp(_ s: Stamp) {
        let held = s[1]
        s.add(0, (held - oil) / s.dt)
        s.slope(0, 1, 1 / s.dt)
        let gas = pressure(held)
        let scale = gasVolume / (exponent * precharge)
        if held + scale * (s[0] - gas.value) > 0 {
            s.add(1, scale * (gas.value - s[0]))
            s.slope(1, 1, scale * gas.slope)
            s.slope(1, 0, -scale)
        } else {
            s.add(1, held)
            s.slope(1, 1, 1)
        }
    }

    public mutating func accept(_ s: Stamp) {
        flow = (s[1] - oil) / s.dt
        oil = s[1]
    }

    public func through(_ index: Int, _ s: Stamp) -> Double { flow }
}
