import Simulation

/// How long a device that does not answer is left alone: 0.1 s, then twice as long each time, to 30 s; each a little more or less, so
/// that many masters do not call at once.
struct Backoff {
    static let first = 0.1
    static let longest = 30.0

    private(set) var failures = 0
    private var random: SeededRandom

    init(seed: UInt64) {
        random = SeededRandom(seed: seed, "backoff")
    }

    mutating func reset() { failures = 0 }

    /// Seconds.
    mutating func next() -> Double {
        let whole = min(Self.first * Double(sign: .plus, exponent: min(failures, 20), significand: 1), Self.longest)
        failures += 1
        return whole * (0.8 + 0.4 * random.unit())
    }
}
