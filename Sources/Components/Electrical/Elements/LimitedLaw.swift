import Glibc

/// A current x between 0 and a limit, on a straight line of voltage between the two: x·R + drive = 0.
///
/// x = 0 where the line asks for less, the limit where it asks for more: the middle of (x, x − limit, line), smoothed at its two
/// corners so that slopes exist and Newton's method crosses from one branch to the next.
struct LimitedLaw: Sendable, Hashable {
    /// Ohms along the line.
    var resistance: Double
    /// Amperes; none flows when it is 0.
    var limit: Double

    /// Ohms by which the line's volts are divided: so many that the line is always the middle one until its current leaves the range,
    /// which keeps Newton's method from jumping between the two ends.
    private static let scale = 1e6
    /// Amperes over which a corner is rounded: 1 mV on the line.
    private static let softness = 1e-9

    struct Residual {
        let value: Double
        let byCurrent: Double
        let byDrive: Double
    }

    /// - Parameter drive: volts by which the line lacks current: the residual of the line is drive + R·x.
    func residual(_ x: Double, drive: Double) -> Residual {
        guard limit > 0 else { return Residual(value: x, byCurrent: 1, byDrive: 0) }
        let line = (drive + resistance * x) / Self.scale
        let (low, lowByX, lowByLine) = smoothLesser(x, line)
        let (value, byUpper, byLow) = smoothGreater(x - limit, low)
        return Residual(
            value: value, byCurrent: byUpper + byLow * (lowByX + lowByLine * resistance / Self.scale),
            byDrive: byLow * lowByLine / Self.scale
        )
    }

    // Each is the exact one less or more a correction, so that a line of microvolts keeps its digits beside amperes.
    private func smoothLesser(_ a: Double, _ b: Double) -> (Double, Double, Double) {
        let (correction, tilt) = corner(a - b)
        return (min(a, b) - correction, (1 - tilt) / 2, (1 + tilt) / 2)
    }

    private func smoothGreater(_ a: Double, _ b: Double) -> (Double, Double, Double) {
        let (correction, tilt) = corner(a - b)
        return (max(a, b) + correction, (1 + tilt) / 2, (1 - tilt) / 2)
    }

    private func corner(_ difference: Double) -> (correction: Double, tilt: Double) {
        let root = sqrt(difference * difference + Self.softness * Self.softness)
        return (Self.softness * Self.softness / (2 * (root + abs(difference))), difference / root)
    }
}
