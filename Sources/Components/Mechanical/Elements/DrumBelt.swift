public import Circuits

/// A conveyor's belt around its driving drum and its tail drum: v = R·ω on both, forces passed to the carrying strand.
///
/// Terminals: driving drum, tail drum (rotation), carrying strand (translation). The belt does not slip on its drums.
public struct DrumBelt: Element {
    /// m.
    public var radii: (drum: Double, tail: Double)
    /// False when the belt is torn: nothing is passed on.
    public var isWhole = true
    /// N that the driving drum exerts on the belt, last step.
    public private(set) var pull = 0.0

    public init(radii: (drum: Double, tail: Double)) { self.radii = radii }

    public static var internals: [(name: String, tolerance: Double)] { [("pull", 1e-5), ("drag", 1e-5)] }
    public static var isLinear: Bool { true }

    public func stamp(_ s: Stamp) {
        let (pull, drag) = (s[3], s[4])
        s.add(0, radii.drum * pull)
        s.slope(0, 3, radii.drum)
        s.add(1, -radii.tail * drag)
        s.slope(1, 4, -radii.tail)
        s.add(2, drag - pull)
        s.slope(2, 3, -1)
        s.slope(2, 4, 1)
        guard isWhole else {
            s.add(3, pull)
            s.slope(3, 3, 1)
            s.add(4, drag)
            s.slope(4, 4, 1)
            return
        }
        s.add(3, radii.drum * s[0] - s[2])
        s.slope(3, 0, radii.drum)
        s.slope(3, 2, -1)
        s.add(4, s[2] - radii.tail * s[1])
        s.slope(4, 2, 1)
        s.slope(4, 1, -radii.tail)
    }

    public mutating func accept(_ s: Stamp) { pull = s[3] }
}
