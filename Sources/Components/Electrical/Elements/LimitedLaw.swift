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
    /// Amperes on either side of a corner over which it is rounded: 2 mV on the line.
    private static let softness = 2e-9

    struct Residual {
        let value: Double
        let byCurrent: Double
        let byDrive: Double
    }

    /// - Parameter drive: volts by which the line lacks current: the residual of the line is drive + R·x.
    func residual(_ x: Double, drive: Double) -> Residual {
        guard limit > 0 else { return Residual(value: x, byCurrent: 1, byDrive: 0) }
        let line = (drive + resistance * x) / Self.scale
        let low = Corner.lesser(x, line, width: Self.softness)
        let middle = Corner.greater(x - limit, low.value, width: Self.softness)
        return Residual(
            value: middle.value,
            byCurrent: middle.byFirst + middle.bySecond * (low.byFirst + low.bySecond * resistance / Self.scale),
            byDrive: middle.bySecond * low.bySecond / Self.scale
        )
    }
}
