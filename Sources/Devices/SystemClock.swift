import Glibc

/// The time of this machine.
public final class SystemClock: Timekeeper {
    public init() {}

    public var now: Double { Self.read(CLOCK_MONOTONIC) }
    public var date: Double { Self.read(CLOCK_REALTIME) }

    public func sleep(_ seconds: Double) {
        guard seconds > 0 else { return }
        var rest = timespec(tv_sec: Int(seconds), tv_nsec: Int(seconds.truncatingRemainder(dividingBy: 1) * 1e9))
        var left = timespec()
        while nanosleep(&rest, &left) != 0, errno == EINTR { rest = left }
    }

    private static func read(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}
