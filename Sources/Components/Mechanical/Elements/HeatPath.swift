public import Circuits

/// Heat from a body to surroundings warmer than its second joint by a fixed rise: a casing, a sunny wall, a neighbouring oven.
public struct HeatPath: Element {
    /// W/K.
    public var conductance: Double
    /// K above the second joint.
    public var rise: Double

    public init(conductance: Double, rise: Double = 0) {
        self.conductance = conductance
        self.rise = rise
    }

    public static var isLinear: Bool { true }

    public func stamp(_ s: Stamp) {
        s.flow(from: 0, to: 1, conductance * (s[0] - s[1] - rise), conductance, -conductance)
    }
}
