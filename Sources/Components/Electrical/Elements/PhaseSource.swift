import Circuits

/// One phase of a transformer after Thévenin: a phasor behind R + jX, between a line and the star point.
struct PhaseSource: Element {
    /// Volts RMS at no load.
    var real: Double
    var imaginary: Double
    /// Siemens of 1/(R + jX), both parts; 0 when the line is cut.
    var conductance: Double
    var susceptance: Double

    init(real: Double = 0, imaginary: Double = 0, resistance: Double, reactance: Double) {
        self.real = real
        self.imaginary = imaginary
        let square = resistance * resistance + reactance * reactance
        conductance = resistance / square
        susceptance = -reactance / square
    }

    static var layering: Layering { .only(Layer.phasor) }
    static var excites: [Int] { Layer.phasor }
    static var isLinear: Bool { true }

    func stamp(_ s: Stamp) {
        let (u, w) = (s[0] - s[2] - real, s[1] - s[3] - imaginary)
        let (g, b) = (conductance, susceptance)
        s.add(0, g * u - b * w)
        s.add(1, b * u + g * w)
        s.add(2, -(g * u - b * w))
        s.add(3, -(b * u + g * w))
        for (row, sign) in [(0, 1.0), (2, -1.0)] {
            s.slope(row, 0, sign * g)
            s.slope(row, 1, -sign * b)
            s.slope(row, 2, -sign * g)
            s.slope(row, 3, sign * b)
            s.slope(row + 1, 0, sign * b)
            s.slope(row + 1, 1, sign * g)
            s.slope(row + 1, 2, -sign * b)
            s.slope(row + 1, 3, -sign * g)
        }
    }
}
