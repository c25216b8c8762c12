import Circuits

/// Heat that a component put into a body of another (the bath of an oil, the air of a cabinet) in the last step, given to it in this one.
struct HeatRelease: Element {
    /// Watts.
    var heat = 0.0

    static var isLinear: Bool { true }
    static var isGrounded: Bool { true }

    func stamp(_ s: Stamp) { s.add(0, -heat) }
}
