import Circuits

/// Two windings on one core, in phasors, the secondary behind its impedance: i₂ = (u₁/n − u₂)/(R + jX) out of it, i₁ = i₂/n.
///
/// Terminals: primary, its return, secondary, its return.
struct IdealTransformer: Element {
    /// Turns of the primary over those of the secondary.
    var ratio: Double
    /// Siemens of 1/(R + jX), both parts.
    var conductance: Double
    var susceptance: Double

    init(ratio: Double, resistance: Double, reactance: Double) {
        self.ratio = ratio
        let square = resistance * resistance + reactance * reactance
        conductance = resistance / square
        susceptance = -reactance / square
    }

    static var layering: Layering { .only(Layer.phasor) }
    static var isLinear: Bool { true }

    func stamp(_ s: Stamp) {
        // Share of the secondary's current, into the element, at each terminal; of each terminal in the voltage that drives it.
        for row in 0..<4 {
            let weight = weight(row)
            let real = (s[0] - s[2]) / ratio - (s[4] - s[6])
            let imaginary = (s[1] - s[3]) / ratio - (s[5] - s[7])
            s.add(2 * row, weight * (conductance * real - susceptance * imaginary))
            s.add(2 * row + 1, weight * (susceptance * real + conductance * imaginary))
            for column in 0..<4 {
                let product = weight * self.weight(column)
                s.slope(2 * row, 2 * column, product * conductance)
                s.slope(2 * row, 2 * column + 1, -product * susceptance)
                s.slope(2 * row + 1, 2 * column, product * susceptance)
                s.slope(2 * row + 1, 2 * column + 1, product * conductance)
            }
        }
    }

    @inline(__always)
    private func weight(_ terminal: Int) -> Double {
        switch terminal {
        case 0: 1 / ratio
        case 1: -1 / ratio
        case 2: -1
        default: 1
        }
    }
}
