public import Components
import Glibc
import Notation

/// Where an accelerometer is put on a bearing: across the shaft, level or upright, or along it.
public enum Direction: String, Sendable, CaseIterable, Codable {
    case horizontal, vertical, axial
}

/// What an accelerometer at a measuring point gives while the machine runs as it does now.
///
/// Each part that the point carries says with what forces it shakes (`Excitation`); the support's mobility makes a motion of them. A sine is
/// its steady response; blows (half sines of 0.25 ms) and random forces go through the Fourier transform of the record. The speed is
/// that of the moment, held over the record. The same machine at the same time gives the same record.
public struct VibrationMeasurement: Sendable {
    /// Samples a second, and how many: 1.28 s, lines every 0.78 Hz, up to 10 kHz as analysers have it (2.56 times).
    public static let rate = 25_600.0
    public static let count = 32_768
    /// Hz of a high-pass and of a low-pass for the overall velocity (ISO 20816-1); from 2 Hz below 600 rpm.
    public static let band = 10.0...1_000
    public static let slowBand = 2.0...1_000
    /// Hz where a bearing rings.
    public static let ringing = 1_000.0...10_000

    /// m/s.
    public let velocity: Waveform
    /// m/s².
    public let acceleration: Waveform
    /// Hz of the fastest shaft that its parts tell of; 0 at rest.
    public let turning: Double

    /// RMS spectrum of the velocity.
    public var spectrum: Spectrum { Spectrum(velocity) }
    /// RMS spectrum of the envelope of the ringing: its lines are the rates at which something strikes.
    public var envelopeSpectrum: Spectrum { Spectrum(acceleration.envelope(of: Self.ringing).alternating) }

    /// m/s RMS over the band that ISO 20816-1 asks for: what is judged.
    public var overallVelocity: Double {
        Spectrum(velocity).rms(in: turning > 0 && turning < 10 ? Self.slowBand : Self.band)
    }

    /// m/s² RMS where bearings ring.
    public var ringing: Double { Spectrum(acceleration).rms(in: Self.ringing) }

    /// - Returns: nil when `point` is not a vibration measuring point.
    public init?(at point: String, _ direction: Direction, of assembly: Assembly) {
        guard assembly.type(of: point)?.name == VibrationPoint.type.name,
            case .words(let parts)? = assembly.effectiveParameter("parts", of: point)
        else { return nil }
        func number(_ key: String) -> Double {
            guard case .number(let value)? = assembly.effectiveParameter(key, of: point) else { return 0 }
            return value
        }
        let share =
            switch direction {
            case .vertical: 1.0
            case .horizontal: number("horizontal")
            case .axial: number("axial")
            }
        let support = Support([
            .init(
                mass: number("mass"), pulsation: (number("stiffness") * share / number("mass")).squareRoot(),
                damping: number("damping")),
            .init(
                mass: number("housing-mass"), pulsation: 2 * .pi * number("housing-frequency"), damping: number("housing-damping")
            ),
        ])
        let excitations = parts.flatMap { assembly.excitations(of: $0) }
        // From 0.05 mm of soft foot on it rattles, wholly at 0.15 mm.
        let rattle = min(max((number("foot-play") - 0.05e-3) / 0.1e-3, 0), 1)
        self.init(
            excitations + Self.rattling(excitations, rattle), support: support, direction: direction,
            seed: Self.seed(point, time: assembly.now.time))
    }

    /// - Parameter seed: of the phases and of what is random.
    public init(
        _ excitations: [Excitation], support: Support, direction: Direction, seed: UInt64, rate: Double = rate, count: Int = count
    ) {
        var synthesis = Synthesis(support: support, direction: direction, seed: seed, rate: rate, count: count)
        for excitation in excitations { synthesis.add(excitation) }
        (velocity, acceleration) = synthesis.motion()
        turning = excitations.reduce(0) { most, excitation in
            guard excitation.isTurning, case .sine(let frequency) = excitation.form else { return most }
            return max(most, frequency)
        }
    }

    /// Orders that a loose foot makes of what turns: half of a turn, and two to ten turns.
    private static func rattling(_ excitations: [Excitation], _ share: Double) -> [Excitation] {
        guard share > 0 else { return [] }
        var all: [Excitation] = []
        for excitation in excitations where excitation.isTurning {
            guard case .sine(let frequency) = excitation.form, frequency > 1 else { continue }
            let force = share * (excitation.radial + 2)
            all.append(.sine(frequency / 2, radial: 0.5 * force))
            for order in 2...10 { all.append(.sine(Double(order) * frequency, radial: 1.5 * force / Double(order))) }
        }
        return all
    }

    private static func seed(_ point: String, time: Double) -> UInt64 {
        var state = time.bitPattern
        for byte in point.utf8 { state = (state ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return state
    }
}

/// Makes the motion of a point out of forces.
struct Synthesis {
    private let support: Support
    private let direction: Direction
    private let rate: Double
    private let count: Int
    private var random: SplitMix
    private var velocity: [Double]
    private var acceleration: [Double]
    /// Blows, N.
    private var blows: [Double]
    /// Random forces, by lines.
    private var noise: [Complex]

    /// Seconds of a blow of steel on steel.
    private static let blowTime = 0.25e-3

    init(support: Support, direction: Direction, seed: UInt64, rate: Double, count: Int) {
        self.support = support
        self.direction = direction
        self.rate = rate
        self.count = count
        random = SplitMix(state: seed)
        velocity = [Double](repeating: 0, count: count)
        acceleration = velocity
        blows = velocity
        noise = [Complex](repeating: Complex(re: 0, im: 0), count: count / 2 + 1)
    }

    mutating func add(_ excitation: Excitation) {
        let strength = direction == .axial ? excitation.axial : excitation.radial
        let phase = 2 * .pi * random.fraction()
        guard strength != 0 else { return }
        switch excitation.form {
        case .sine(let frequency):
            addSine(frequency, strength, phase - (excitation.isTurning && direction == .vertical ? .pi / 2 : 0))
        case .impacts(let rate, let modulation, let depth, let jitter):
            addBlows(rate, strength, modulation, depth, jitter)
        case .noise(let low, let high): addNoise(low...high, strength)
        }
    }

    private mutating func addSine(_ frequency: Double, _ force: Double, _ phase: Double) {
        guard frequency < rate / 2 else { return }
        let pulsation = 2 * .pi * frequency
        var now = force * support.mobility(pulsation) * Complex(re: cos(phase), im: sin(phase))
        let turn = Complex(re: cos(pulsation / rate), im: sin(pulsation / rate))
        for index in 0..<count {
            velocity[index] += now.re
            acceleration[index] -= pulsation * now.im
            now = now * turn
        }
    }

    private mutating func addBlows(_ often: Double, _ impulse: Double, _ modulation: Double, _ depth: Double, _ jitter: Double) {
        guard often > 0.01 else { return }
        var time = random.fraction() / often
        let phase = 2 * .pi * random.fraction()
        let peak = impulse * .pi / (2 * Self.blowTime)
        while time < Double(count) / rate {
            let share = 1 - depth / 2 + depth / 2 * cos(2 * .pi * modulation * time + phase)
            let first = Int((time * rate).rounded(.up))
            let last = Int(((time + Self.blowTime) * rate).rounded(.down))
            for sample in first...max(first, last) {
                // The record goes round: what rings beyond its end is there at its beginning.
                blows[sample % count] += share * peak * sin(.pi * (Double(sample) / rate - time) / Self.blowTime)
            }
            time += (1 + jitter * (2 * random.fraction() - 1)) / often
        }
    }

    private mutating func addNoise(_ band: ClosedRange<Double>, _ force: Double) {
        let resolution = rate / Double(count)
        let low = max(1, Int((band.lowerBound / resolution).rounded(.up)))
        let high = min(count / 2 - 1, Int((band.upperBound / resolution).rounded(.down)))
        guard low <= high else { return }
        // Lines of equal strength and random phase whose squares add up.
        let line = force / Double(high - low + 1).squareRoot() / 2.0.squareRoot() * Double(count)
        for index in low...high {
            let phase = 2 * .pi * random.fraction()
            noise[index] = noise[index] + Complex(re: line * cos(phase), im: line * sin(phase))
        }
    }

    func motion() -> (velocity: Waveform, acceleration: Waveform) {
        let resolution = rate / Double(count)
        var force = noise
        for (index, line) in FourierTransform.lines(of: blows).enumerated() { force[index] = force[index] + line }
        var moving = force
        var speeding = force
        for index in force.indices {
            let pulsation = 2 * .pi * Double(index) * resolution
            moving[index] = force[index] * support.mobility(pulsation)
            speeding[index] = moving[index] * Complex(re: 0, im: pulsation)
        }
        let (v, a) = (FourierTransform.samples(of: moving), FourierTransform.samples(of: speeding))
        return (
            Waveform(zip(velocity, v).map { $0 + $1 }, rate: rate), Waveform(zip(acceleration, a).map { $0 + $1 }, rate: rate)
        )
    }
}

/// SplitMix64.
private struct SplitMix {
    var state: UInt64

    /// Evenly in 0..<1.
    mutating func fraction() -> Double {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return Double((z ^ (z >> 31)) >> 11) * 0x1p-53
    }
}
