public import Circuits

/// The star of three windings for direct current: behind the winding resistances there is only wire.
public struct WindingStar: Element {
    public init() {}

    public static var layering: Layering { .only([Layer.dc]) }
    public static var isLinear: Bool { true }

    /// Siemens: 10 µΩ of connection.
    private static let connection = 1e5

    public func stamp(_ s: Stamp) {
        for winding in 0..<3 { s.conductance(winding, 3, Self.connection) }
    }
}
