public import Circuits

/// An ideal source of a DC voltage and one phasor between its terminals: a bench, a reference; a real source has an impedance.
public struct VoltageSource: Element {
    /// Volts; RMS for the phasor.
    public var dc: Double
    public var real: Double
    public var imaginary: Double

    public init(dc: Double = 0, real: Double = 0, imaginary: Double = 0) {
        self.dc = dc
        self.real = real
        self.imaginary = imaginary
    }

    public static var layering: Layering { .only([Layer.dc, Layer.real, Layer.imaginary]) }
    public static var excites: [Int] { [Layer.dc, Layer.real, Layer.imaginary] }
    public static var internals: [(name: String, tolerance: Double)] {
        [("i", 1e-9), ("i.real", 1e-9), ("i.imaginary", 1e-9)]
    }
    public static var isLinear: Bool { true }
    public static var imposesAcross: Bool { true }

    public func stamp(_ s: Stamp) {
        let imposed = (dc, real, imaginary)
        for layer in 0..<3 {
            let (plus, minus, current) = (layer, 3 + layer, 6 + layer)
            let voltage = layer == 0 ? imposed.0 : layer == 1 ? imposed.1 : imposed.2
            // The current is what flows into the positive terminal.
            s.add(plus, s[current])
            s.slope(plus, current, 1)
            s.add(minus, -s[current])
            s.slope(minus, current, -1)
            s.add(current, s[plus] - s[minus] - voltage)
            s.slope(current, plus, 1)
            s.slope(current, minus, -1)
        }
    }
}
