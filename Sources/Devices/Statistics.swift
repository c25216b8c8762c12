public import Simulation

/// What has been seen of a device's values since the watch began; takes the same room after a day as after a minute.
public struct Statistics: Sendable {
    public struct Value: Sendable {
        /// The last that was a value, and when (seconds since 1970).
        public fileprivate(set) var last: Reading?
        public fileprivate(set) var time: Double?
        /// The last answer, a failure too.
        public fileprivate(set) var latest: Reading?
        public fileprivate(set) var minimum: Double?
        public fileprivate(set) var maximum: Double?
        /// The last numbers, the oldest first.
        public fileprivate(set) var trail: [Double] = []
        public fileprivate(set) var level = Polling.Thresholds.Level.normal

        /// Nothing new has come for the last poll: `last` is old.
        public var isStale: Bool {
            if case .failed = latest { true } else { false }
        }
    }

    /// Numbers that a trail keeps.
    public static let trailLength = 24

    public private(set) var values: [Value]
    private let thresholds: [Polling.Thresholds?]

    public init(_ profile: Profile) {
        values = profile.points.map { _ in Value() }
        thresholds = profile.points.map(\.entry.thresholds)
    }

    /// - Returns: the points whose level has changed.
    @discardableResult
    public mutating func take(_ sample: Sample) -> [Int] {
        var changed: [Int] = []
        for (index, reading) in sample.readings.enumerated() {
            guard let reading else { continue }
            values[index].latest = reading
            if case .failed = reading { continue }
            values[index].last = reading
            values[index].time = sample.time
            guard let number = reading.number else { continue }
            values[index].minimum = min(values[index].minimum ?? number, number)
            values[index].maximum = max(values[index].maximum ?? number, number)
            if values[index].trail.count == Self.trailLength { values[index].trail.removeFirst() }
            values[index].trail.append(number)
            if let level = thresholds[index]?.level(of: number, previously: values[index].level), level != values[index].level {
                values[index].level = level
                changed.append(index)
            }
        }
        return changed
    }
}
