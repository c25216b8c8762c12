/// The spool of a directional valve with internal pilots: what it does between the steps, not within them.
///
/// A pilot needs its signal and enough gauge pressure at port 1. Once it holds the spool, six tenths of that pressure keep it: the
/// dip of the pressure while the valve feeds a cylinder does not throw it back.
struct Spool: Sendable {
    /// 0 on the 12 side (rest) … 1 on the 14 side.
    private(set) var position: Double
    private(set) var target: Double
    /// Seconds since it last began to move.
    private(set) var sinceShift = 1e9

    private static let holdingShare = 0.6

    init(at position: Double) {
        self.position = position
        target = position
    }

    struct Pilots {
        var side14: Bool
        var side12: Bool
        /// Gauge pressure at port 1 and the least that shifts the spool, Pa.
        var pressure: Double
        var minimum: Double
        var hasSpring: Bool
    }

    mutating func advance(_ pilots: Pilots, held: Double?, shiftTime: Double, dt: Double) {
        sinceShift += dt
        var wanted = target
        let needed14 = target > 0.5 ? Self.holdingShare * pilots.minimum : pilots.minimum
        let has14 = pilots.side14 && pilots.pressure >= needed14
        if pilots.hasSpring {
            wanted = has14 ? 1 : 0
        } else {
            let has12 = pilots.side12 && pilots.pressure >= pilots.minimum
            if has14 && !has12 { wanted = 1 }
            if has12 && !has14 { wanted = 0 }
        }
        if let held { wanted = held }
        if wanted != target {
            target = wanted
            sinceShift = 0
        }
        let way = dt / shiftTime
        position += min(max(target - position, -way), way)
    }

    /// Share of their full section of the ways that are open at rest, and of those open when actuated.
    var openings: (rest: Double, actuated: Double) { (max(0, 1 - 2 * position), max(0, 2 * position - 1)) }
}
