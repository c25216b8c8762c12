public import Circuits

/// Turns of an alternating-current winding closed on themselves, as the winding sees them: a resistance across it, in phasors only.
///
/// A share k of the turns, of resistance k·R, linked with the whole flux: k·R/k² = R/k across the winding.
public struct ShortedTurns: Element {
    /// Siemens; 0 when there are none.
    public var conductance = 0.0

    public init() {}

    public static var layering: Layering { .only(Layer.phasor) }
    public static var isLinear: Bool { true }

    public func stamp(_ s: Stamp) {
        s.conductance(0, 2, conductance)
        s.conductance(1, 3, conductance)
    }
}
