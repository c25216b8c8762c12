/// A recorded value period by period, and where a straight line through the periods' means leads.
public struct Trend: Sendable {
    public struct Period: Sendable, Equatable {
        /// Seconds since 1970.
        public let start: Double
        public fileprivate(set) var count = 0
        public fileprivate(set) var minimum = Double.infinity
        public fileprivate(set) var maximum = -Double.infinity
        fileprivate var sum = 0.0
        /// Seconds since the period's start.
        fileprivate var times = 0.0

        public var mean: Double { sum / Double(count) }
        /// Of its values: seconds since 1970.
        var meanTime: Double { start + times / Double(count) }

        fileprivate init(start: Double) { self.start = start }
    }

    /// More are no trend that anybody reads.
    public static let periodLimit = 1000

    /// Seconds.
    public let interval: Double
    /// Those that hold values, in the order of time.
    public private(set) var periods: [Period] = []
    /// Start of the first period: a day's begin where periods are days or more, for nobody reads at the same second each week.
    private var first: Double?
    private static let day = 86_400.0

    public init(every interval: Double) {
        self.interval = interval
    }

    /// Takes a value; one that is older than the period before, or beyond the last period that is kept, is left out.
    /// - Parameter time: seconds since 1970.
    /// - Returns: whether it was taken.
    @discardableResult
    public mutating func take(_ value: Double, at time: Double) -> Bool {
        let origin = first ?? (interval >= Self.day ? (time / Self.day).rounded(.down) * Self.day : time)
        first = origin
        let start = origin + ((time - origin) / interval).rounded(.down) * interval
        if let last = periods.last, start < last.start { return false }
        if periods.last?.start != start {
            guard periods.count < Self.periodLimit else { return false }
            periods.append(Period(start: start))
        }
        let index = periods.count - 1
        periods[index].count += 1
        periods[index].sum += value
        periods[index].times += time - start
        periods[index].minimum = min(periods[index].minimum, value)
        periods[index].maximum = max(periods[index].maximum, value)
        return true
    }

    /// The least-squares line through the means, each at the mean time of its values; nil for fewer than two.
    private var line: (slope: Double, time: Double, value: Double)? {
        guard periods.count > 1 else { return nil }
        let count = Double(periods.count)
        let times = periods.map(\.meanTime)
        let (time, value) = (times.reduce(0, +) / count, periods.reduce(0) { $0 + $1.mean } / count)
        let spread = times.reduce(0) { $0 + ($1 - time) * ($1 - time) }
        let joint = zip(times, periods).reduce(0) { $0 + ($1.0 - time) * ($1.1.mean - value) }
        return (joint / spread, time, value)
    }

    /// By which the value changes in a period.
    public var slope: Double? { line.map { $0.slope * interval } }

    /// When the line reaches a value, seconds since 1970; nil if it leads away from it or does not move.
    /// - Parameter limit: in the value's unit.
    public func crossing(_ limit: Double) -> Double? {
        guard let line, let last = periods.last, line.slope != 0 else { return nil }
        let time = line.time + (limit - line.value) / line.slope
        return time > last.start ? time : nil
    }
}
