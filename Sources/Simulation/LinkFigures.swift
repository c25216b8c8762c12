public import Modbus

/// How fast and how evenly the brain outside works, by the wall's clock.
public struct LinkFigures: Sendable {
    public typealias Publication = Modbus.Publication

    /// Between two writes of one output.
    public private(set) var cycles = Durations()
    /// From a change of an input, as it could first be read, to the first write by who had read it since.
    public private(set) var latencies = Durations()
    /// How many times it was no longer heard.
    public private(set) var losses = 0

    /// The output whose writes are counted as cycles: the first that was ever written.
    private var counted: Int?
    private var lastArrival: UInt64?
    private var change: Publication?

    mutating func add(_ write: OutputWrite) {
        if let change, write.seen >= change.number {
            latencies.add(nanoseconds: write.arrival > change.instant ? write.arrival - change.instant : 0)
            self.change = nil
        }
        guard let output = write.values.first?.output else { return }
        if counted == nil { counted = output }
        guard write.values.contains(where: { $0.output == counted }) else { return }
        if let lastArrival { cycles.add(nanoseconds: write.arrival - lastArrival) }
        lastArrival = write.arrival
    }

    /// A pause is no cycle.
    mutating func addLoss() {
        losses += 1
        lastArrival = nil
        change = nil
    }

    /// A change that is not yet answered is the one that counts.
    mutating func inputsChanged(_ publication: Publication) {
        if change == nil { change = publication }
    }

    /// Durations in seconds, counted in tenths of a millisecond up to ten seconds.
    public struct Durations: Sendable {
        public private(set) var count = 0
        public private(set) var maximum = 0.0
        private var sum = 0.0
        private var squares = 0.0
        private var bins = [UInt32](repeating: 0, count: 100_001)
        private static let width = 1e-4

        mutating func add(nanoseconds: UInt64) {
            let seconds = Double(nanoseconds) * 1e-9
            count += 1
            sum += seconds
            squares += seconds * seconds
            maximum = max(maximum, seconds)
            bins[min(Int(seconds / Self.width), bins.count - 1)] += 1
        }

        public var mean: Double { count == 0 ? 0 : sum / Double(count) }

        /// Standard deviation.
        public var jitter: Double { count == 0 ? 0 : max(0, squares / Double(count) - mean * mean).squareRoot() }

        /// The duration that this share does not exceed, to a tenth of a millisecond.
        public func quantile(_ share: Double) -> Double {
            var rest = Double(count) * share
            for (index, bin) in bins.enumerated() {
                rest -= Double(bin)
                if rest <= 0 { return index == bins.count - 1 ? maximum : min(Double(index + 1) * Self.width, maximum) }
            }
            return maximum
        }
    }
}
