import Circuits

/// A conductance that only direct current sees: a winding at rest, a bleeder behind a rectifier.
struct DirectConductance: Element {
    /// Siemens.
    var value: Double
    init(_ value: Double) { self.value = value }

    static var layering: Layering { .only([Layer.dc]) }
    static var isLinear: Bool { true }
    static var conductance: PartialKeyPath<DirectConductance>? { \.value }

    func stamp(_ s: Stamp) { s.conductance(0, 1, value) }
}
