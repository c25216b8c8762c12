import Circuits

/// Heat that a component put into the oil in the last step, given to the oil's bath in this one.
struct HeatRelease: Element {
    /// Watts.
    var heat = 0.0

    static var isLinear: Bool { true }
    static var isGrounded: Bool { true }

    func stamp(_ s: Stamp) { s.add(0, -heat) }
}
