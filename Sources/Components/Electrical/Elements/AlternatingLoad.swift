import Circuits

/// A conductance that only alternating current sees: the input of a rectifier that draws a given power.
struct AlternatingLoad: Element {
    /// Siemens.
    var value: Double
    init(_ value: Double) { self.value = value }

    static var layering: Layering { .only(Layer.phasor) }
    static var isLinear: Bool { true }

    func stamp(_ s: Stamp) {
        s.conductance(0, 2, value)
        s.conductance(1, 3, value)
    }
}
