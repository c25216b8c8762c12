import Glibc

/// What a component radiates into the air as it runs now: a reading, of which no step knows.
public struct Sound: Sendable, Hashable {
    /// Watts of sound power, A-weighted, and in the third octave at 40 kHz.
    public let audible: Double
    public let ultrasonic: Double

    public init(audible: Double = 0, ultrasonic: Double = 0) {
        self.audible = audible
        self.ultrasonic = ultrasonic
    }

    public static let silent = Sound()

    public static func + (one: Sound, other: Sound) -> Sound {
        Sound(audible: one.audible + other.audible, ultrasonic: one.ultrasonic + other.ultrasonic)
    }

    /// Watts that a level stands for, dB above 1 pW.
    public static let reference = 1e-12

    /// - Parameter level: A-weighted sound power level, dB.
    static func level(_ level: Double) -> Sound { Sound(audible: reference * pow(10, level / 10)) }

    // MARK: - Oil

    /// Share of the power throttled in oil that leaves the valve as sound: between that of a quiet and of a cavitating valve
    /// (IEC 60534-8-4).
    private static let oilEfficiency = 1e-8

    static func throttled(_ power: Double) -> Sound { Sound(audible: oilEfficiency * max(power, 0)) }

    // MARK: - Air

    /// Share of a sonic jet's power that is sound, and the speed of sound in its throat, m/s (IEC 60534-8-3).
    static let jetEfficiency = 1e-4
    static let throatSpeed = 313.0
    /// kg/(s·m²) through a hole from 6 bar: 0.0404/√T·p of air, less the contraction.
    private static let flux = 1_400.0

    /// A-weighting of the third octaves from 500 Hz to 16 kHz, dB (IEC 61672-1).
    private static let weighting: [(frequency: Double, decibels: Double)] = [
        (500, -3.2), (630, -1.9), (800, -0.8), (1_000, 0), (1_250, 0.6), (1_600, 1), (2_000, 1.2), (2_500, 1.3), (3_150, 1.2),
        (4_000, 1), (5_000, 0.5), (6_300, -0.1), (8_000, -1.1), (10_000, -2.5), (12_500, -4.3), (16_000, -6.6),
    ]

    /// Air that blows through a hole into the atmosphere, as a jet from 6 bar: W = η·ṁ·c²/2 around f = 0.2·c/d (IEC 60534-8-3).
    ///
    /// - Parameters:
    ///   - flow: kg/s, either way.
    ///   - muffled: share of its sound that a silencer lets out.
    static func jet(_ flow: Double, muffled: Double = 1) -> Sound {
        guard abs(flow) > 0 else { return .silent }
        let power = muffled * jetEfficiency * abs(flow) * throatSpeed * throatSpeed / 2
        let peak = 0.2 * throatSpeed / (4 * abs(flow) / (.pi * flux)).squareRoot()
        let audible = weighting.reduce(0) { $0 + pow(10, $1.decibels / 10) * jetShare($1.frequency, peak: peak) }
        return Sound(audible: power * audible, ultrasonic: power * jetShare(40_000, peak: peak))
    }

    /// Share of a jet's sound in the third octave around a frequency.
    static func jetShare(_ frequency: Double, peak: Double) -> Double {
        pow(10, -0.8) / ((1 + pow(frequency / (2 * peak), 2.5)) * (1 + pow(peak / (2 * frequency), 1.7)))
    }
}
