public import Circuits

/// The magnetic circuit of a three-phase squirrel-cage machine behind its stator resistances, quasi-steady, in phasors.
///
/// Fortescue: V₁, V₂, V₀ from the three winding voltages against the star point. Behind the stator resistance each sequence sees
/// Y(s) = 1/(jX₁ + 1/(1/jX_m + s/(R₂ + jsX₂) + s/(R₃ + jsX₃))) + G_fe, with slip s for the positive sequence and 2 − s for the
/// negative one; the zero sequence sees jX₁. Only the rotor takes active power in 1/(jX₁ + …), so the torque is
/// T = 3/Ω·(|V₁|²·Re Y(s) − |V₂|²·Re Y(2 − s)), without G_fe. Speed and voltages are solved together.
///
/// Terminals: the three windings behind their resistances, the star point, the shaft.
public struct InductionMachine: Element {
    /// Ohms at the supply's frequency.
    public var statorReactance = 18.0
    public var magnetisingReactance = 300.0
    /// Resistance and leakage reactance of the rotor's cage, ohms referred to the stator.
    public var cage = (resistance: 20.0, reactance: 18.0)
    /// A second cage deeper in the iron; infinite resistance when there is none.
    public var deepCage = (resistance: Double.infinity, reactance: 0.0)
    /// Siemens a phase: iron losses.
    public var ironConductance = 0.0
    /// Speed of the field, rad/s.
    public var synchronousSpeed = 157.08

    /// N·m on the shaft in the direction of the field U-V-W, last step.
    public private(set) var torque = 0.0
    /// Watts lost in rotor and iron, last step.
    public private(set) var losses = 0.0
    /// RMS amperes of the positive and of the negative sequence, last step.
    public private(set) var positiveCurrent = 0.0
    public private(set) var negativeCurrent = 0.0

    public init() {}

    public static var readings: [PartialKeyPath<Self>] { [\.torque, \.losses, \.positiveCurrent, \.negativeCurrent] }
    public static var layering: Layering { .only(Layer.phasor) }
    public static var keptTolerance: Double { 1e-6 }

    private static let shaft = 8
    /// a^k for k = 0, 1, 2: a turn of a third.
    private static let third = [Complex(1), Complex(-0.5, 0.75.squareRoot()), Complex(-0.5, -0.75.squareRoot())]

    /// s/(R + jsX) and its derivative by s.
    @inline(__always)
    private static func bars(_ cage: (resistance: Double, reactance: Double), _ slip: Double) -> (value: Complex, bySlip: Complex)
    {
        guard cage.resistance.isFinite else { return (Complex(0), Complex(0)) }
        let inverse = Complex(cage.resistance, slip * cage.reactance).inverse
        return (slip * inverse, cage.resistance * (inverse * inverse))
    }

    /// Admittance of the machine without its iron, and its derivative by the slip.
    private func admittance(_ slip: Double) -> (value: Complex, bySlip: Complex) {
        let (outer, inner) = (Self.bars(cage, slip), Self.bars(deepCage, slip))
        let air = Complex(0, -1 / magnetisingReactance) + outer.value + inner.value
        let byRotor = outer.bySlip + inner.bySlip
        let behind = air.inverse
        let value = (Complex(0, statorReactance) + behind).inverse
        let ratio = value * behind
        return (value, ratio * ratio * byRotor)
    }

    private struct State {
        var positive: Complex
        var negative: Complex
        var zero: Complex
        var forward: (value: Complex, bySlip: Complex)
        var backward: (value: Complex, bySlip: Complex)
        var torque: Double
    }

    private func state(_ s: Stamp) -> State {
        let star = Complex(s[6], s[7])
        let (u, v, w) = (Complex(s[0], s[1]) - star, Complex(s[2], s[3]) - star, Complex(s[4], s[5]) - star)
        let (a, b) = (Self.third[1], Self.third[2])
        let positive = (1.0 / 3) * (u + a * v + b * w)
        let negative = (1.0 / 3) * (u + b * v + a * w)
        let slip = 1 - s[Self.shaft] / synchronousSpeed
        let forward = admittance(slip)
        let backward = admittance(2 - slip)
        let torque =
            3 / synchronousSpeed
            * (positive.squaredModulus * forward.value.re - negative.squaredModulus * backward.value.re)
        return State(
            positive: positive, negative: negative, zero: (1.0 / 3) * (u + v + w), forward: forward, backward: backward,
            torque: torque)
    }

    public func stamp(_ s: Stamp) {
        let now = state(s)
        let shaft = Self.shaft
        let iron = Complex(ironConductance)
        let forward = now.forward.value + iron
        let backward = now.backward.value + iron
        let homopolar = Complex(0, -1 / statorReactance) + iron
        let (currentForward, currentBackward) = (forward * now.positive, backward * now.negative)
        let currentHomopolar = homopolar * now.zero
        // Slip falls when the speed rises; for the backward field it is the contrary.
        let forwardBySpeed = (-1 / synchronousSpeed) * now.forward.bySlip
        let backwardBySpeed = (1 / synchronousSpeed) * now.backward.bySlip

        for phase in 0..<3 {
            let (turn, back) = (Self.third[(3 - phase) % 3], Self.third[phase])
            let current = currentHomopolar + turn * currentForward + back * currentBackward
            add(s, phase, current)
            let bySpeed = turn * (forwardBySpeed * now.positive) + back * (backwardBySpeed * now.negative)
            s.slope(2 * phase, shaft, bySpeed.re)
            s.slope(2 * phase + 1, shaft, bySpeed.im)
            for other in 0..<3 {
                let (ahead, behind) = (Self.third[(other - phase + 3) % 3], Self.third[(phase - other + 3) % 3])
                slope(s, phase, other, (1.0 / 3) * (homopolar + ahead * forward + behind * backward))
            }
            slope(s, phase, 3, -1 * homopolar)
            slope(s, 3, phase, -1 * homopolar)

            // Torque: d|V₁|² = 2·Re(V₁*·a^k·dV)/3, the negative sequence with a^−k.
            let byPositive = (2.0 / 3) * (now.positive.conjugate * back)
            let byNegative = (2.0 / 3) * (now.negative.conjugate * turn)
            let gain = 3 / synchronousSpeed
            let (p, n) = (gain * now.forward.value.re, gain * now.backward.value.re)
            s.slope(shaft, 2 * phase, -(p * byPositive.re - n * byNegative.re))
            s.slope(shaft, 2 * phase + 1, p * byPositive.im - n * byNegative.im)
        }
        add(s, 3, -3 * currentHomopolar)
        slope(s, 3, 3, 3 * homopolar)
        s.add(shaft, -now.torque)
        let torqueBySpeed =
            3 / synchronousSpeed
            * (now.positive.squaredModulus * forwardBySpeed.re - now.negative.squaredModulus * backwardBySpeed.re)
        s.slope(shaft, shaft, -torqueBySpeed)
    }

    @inline(__always)
    private func add(_ s: Stamp, _ joint: Int, _ current: Complex) {
        s.add(2 * joint, current.re)
        s.add(2 * joint + 1, current.im)
    }

    @inline(__always)
    private func slope(_ s: Stamp, _ row: Int, _ column: Int, _ y: Complex) {
        s.slope(2 * row, 2 * column, y.re)
        s.slope(2 * row, 2 * column + 1, -y.im)
        s.slope(2 * row + 1, 2 * column, y.im)
        s.slope(2 * row + 1, 2 * column + 1, y.re)
    }

    public mutating func accept(_ s: Stamp) {
        let now = state(s)
        torque = now.torque
        let iron = Complex(ironConductance)
        positiveCurrent = ((now.forward.value + iron) * now.positive).squaredModulus.squareRoot()
        negativeCurrent = ((now.backward.value + iron) * now.negative).squaredModulus.squareRoot()
        let input =
            3
            * (now.positive.squaredModulus * (now.forward.value.re + ironConductance)
                + now.negative.squaredModulus * (now.backward.value.re + ironConductance)
                + now.zero.squaredModulus * ironConductance)
        losses = input - torque * s[Self.shaft]
    }
}
