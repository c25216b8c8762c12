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
    /// Ohms that make the line's volts comparable with amperes.
    var scale: Double
    /// Amperes over which a corner is rounded.
    var softness: Double

    struct Residual {
        let value: Double
        let byCurrent: Double
        let byDrive: Double
    }

    /// - Parameter drive: volts by which the line lacks current: the residual of the line is drive + R·x.
    func residual(_ x: Double, drive: Double) -> Residual {
        guard limit > 0 else { return Residual(value: x, byCurrent: 1, byDrive: 0) }
        let line = (drive + resistance * x) / scale
        let (low, lowByX, lowByLine) = smoothLesser(x, line)
        let (value, byUpper, byLow) = smoothGreater(x - limit, low)
        return Residual(
            value: value, byCurrent: byUpper + byLow * (lowByX + lowByLine * resistance / scale),
            byDrive: byLow * lowByLine / scale
        )
    }

    private func smoothLesser(_ a: Double, _ b: Double) -> (Double, Double, Double) {
        let root = sqrt((a - b) * (a - b) + softness * softness)
        let tilt = (a - b) / root
        return ((a + b - root) / 2, (1 - tilt) / 2, (1 + tilt) / 2)
    }

    private func smoothGreater(_ a: Double, _ b: Double) -> (Double, Double, Double) {
        let root = sqrt((a - b) * (a - b) + softness * softness)
        let tilt = (a - b) / root
        return ((a + b + root) / 2, (1 + tilt) / 2, (1 - tilt) / 2)
    }
}
