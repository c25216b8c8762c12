public import Notation

/// A stretch of a machine's life: its log, and what was read of it meanwhile.
public struct MachineHistory: Sendable {
    /// Readings of a threshold, the oldest first.
    public struct Trend: Sendable, Hashable {
        public struct Reading: Sendable, Hashable {
            public let daysAgo: Double
            /// SI.
            public let value: Double
        }
        public let threshold: Maintenance.Threshold
        public var readings: [Reading]
    }

    /// How far use has brought a failure at the end.
    public struct Wear: Sendable, Hashable {
        public let reference: String
        public let item: String
        public let failure: String
        /// 0…1.
        public let severity: Double
    }

    /// The rate at which work and stops are paid; nil leaves them out of a cost.
    public struct Rates: Sendable, Hashable {
        /// In the currency of the site, for an hour.
        public var labour: Double?
        public var stop: Double?

        public init(labour: Double? = nil, stop: Double? = nil) {
            self.labour = labour
            self.stop = stop
        }
    }

    public let machine: String
    /// Days that it covers; nil where a log only has its lines.
    public var days: Double?
    public var calendar: WorkCalendar?
    public var seed: UInt64?
    public var care: MachineLife.Care?
    public var entries: [Maintenance.Intervention]
    public var trends: [Trend] = []
    /// Worst first.
    public var wear: [Wear] = []
    /// What was beyond its limits on the new machine already, and is not acted upon: thresholds, operations of task lists.
    public var unfollowed: [Text] = []

    public init(machine: String, days: Double? = nil, entries: [Maintenance.Intervention]) {
        self.machine = machine
        self.days = days
        self.entries = entries
    }

    /// Only what was done since so many days, and to one component where one is named; the lines alone.
    public func filtered(sinceDays: Double?, component: String?) -> MachineHistory {
        var part = self
        part.entries = entries.filter { entry in
            entry.daysAgo <= sinceDays ?? .infinity && (component == nil || entry.reference == component)
        }
        if let sinceDays { part.days = days.map { min($0, sinceDays) } }
        return part
    }

    // MARK: - Figures

    /// Seconds in which it was asked to produce; nil where the log does not say its shifts.
    public var required: Double? {
        guard let days, let calendar else { return nil }
        return calendar.required(at: days * WorkCalendar.day)
    }

    public var breakdowns: Int { entries.count { $0.kind == .corrective } }

    /// Seconds in which it should have produced and did not, for a kind of maintenance.
    private func downtime(_ isCounted: (Maintenance.Intervention.Kind) -> Bool) -> Double {
        60 * Double(entries.filter { isCounted($0.kind) }.compactMap(\.downtime).reduce(0, +))
    }

    /// Because of breakdowns: found, understood, waited for, mended and started again.
    public var correctiveDowntime: Double { downtime { $0 == .corrective } }
    /// For everything that was planned.
    public var plannedDowntime: Double { downtime { $0 != .corrective } }

    /// Mean operating time between failures (EN 13306), s; nil without one, or where the required time is not known.
    public var meanTimeBetweenFailures: Double? {
        guard let required, breakdowns > 0 else { return nil }
        return (required - correctiveDowntime - plannedDowntime) / Double(breakdowns)
    }

    /// Mean time to restoration (EN 13306), s of required time, waiting for parts in it; nil where a breakdown's is not known.
    public var meanTimeToRestoration: Double? {
        let failures = entries.filter { $0.kind == .corrective }
        guard !failures.isEmpty, failures.allSatisfy({ $0.downtime != nil }) else { return nil }
        return correctiveDowntime / Double(failures.count)
    }

    /// Mean minutes of work at a breakdown.
    public var meanRepairMinutes: Double? {
        let failures = entries.filter { $0.kind == .corrective }
        guard !failures.isEmpty else { return nil }
        return Double(failures.map(\.minutes).reduce(0, +)) / Double(failures.count)
    }

    /// MTBF/(MTBF + MTTR); 1 without a breakdown.
    public var availability: Double? {
        guard required != nil else { return nil }
        guard breakdowns > 0 else { return 1 }
        guard let between = meanTimeBetweenFailures, let restoration = meanTimeToRestoration else { return nil }
        return between / (between + restoration)
    }

    /// Share of the required time in which it was able to produce, planned stops counted too (EN 15341).
    public var operationalAvailability: Double? {
        required.map { $0 > 0 ? 1 - (correctiveDowntime + plannedDowntime) / $0 : 1 }
    }

    /// In the currency of the site: parts, and work and stops where their rates are known.
    public func cost(of entry: Maintenance.Intervention, at rates: Rates) -> Double {
        (entry.cost ?? 0) + (rates.labour ?? 0) * Double(entry.minutes) / 60 + (rates.stop ?? 0) * Double(entry.downtime ?? 0)
            / 60
    }

    /// What a component has come to.
    public struct Share: Sendable, Hashable {
        public let reference: String
        /// Breakdowns.
        public internal(set) var count = 0
        /// Minutes that breakdowns stopped it; of work where no log says more.
        public internal(set) var minutes = 0
        public internal(set) var cost = 0.0
    }

    /// A component a line, in the order of their first; the machine as a whole is left out.
    public func shares(at rates: Rates) -> [Share] {
        var shares: [Share] = []
        for entry in entries where !entry.reference.isEmpty {
            let index = shares.firstIndex { $0.reference == entry.reference } ?? shares.endIndex
            if index == shares.endIndex { shares.append(Share(reference: entry.reference)) }
            shares[index].cost += cost(of: entry, at: rates)
            guard entry.kind == .corrective else { continue }
            shares[index].count += 1
            shares[index].minutes += entry.downtime ?? entry.minutes
        }
        return shares
    }
}
