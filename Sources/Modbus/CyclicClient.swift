import Glibc
import Synchronization

/// A client with a thread of its own that goes round: writes what it was given last, reads, hands over, and again. Neither side ever
/// waits for the other: a far side that is slow or gone costs rounds, and no more.
public final class CyclicClient: Sendable {
    public struct Plan: Sendable {
        /// Cells of the far side, coils and holding registers alone.
        public var writes: [Layout.Span]
        public var reads: [Layout.Span]
        public var unit: UInt8
        /// From the beginning of one round to the next, if the far side is as fast.
        public var period: Duration
        /// For a connection, and for each answer.
        public var timeout: Duration

        public init(
            writes: [Layout.Span], reads: [Layout.Span], unit: UInt8 = 1, period: Duration = .milliseconds(10),
            timeout: Duration = .milliseconds(500)
        ) {
            for span in writes + reads {
                precondition(span.area == .coils || span.area == .holdingRegisters, "\(span.area) cannot be written")
            }
            self.writes = writes
            self.reads = reads
            self.unit = unit
            self.period = period
            self.timeout = timeout
        }
    }

    /// What one round brought.
    public struct Round: Sendable, Equatable {
        /// By span of the plan, then by cell.
        public let values: [[UInt16]]
        /// When it had come, on the clock of `Publication`.
        public let arrival: UInt64
        /// The number of the values that had been written before.
        public let seen: UInt64
    }

    public let endpoint: Endpoint
    private let rounds: Rounds
    private let thread: Mutex<pthread_t?>

    public init(_ endpoint: Endpoint, _ plan: Plan) throws(ServerError) {
        self.endpoint = endpoint
        let rounds = Rounds(endpoint, plan)
        self.rounds = rounds
        thread = Mutex(try startThread { rounds.run() })
    }

    deinit {
        stop()
    }

    /// Ends the rounds and waits for the one under way, no longer than its time-outs. May be called again.
    public func stop() {
        rounds.state.withLock { $0.isStopping = true }
        guard let thread = thread.withLock({ $0.take() }) else { return }
        pthread_join(thread, nil)
    }

    /// What the next rounds write, by span of the plan.
    @discardableResult
    public func offer(_ values: [[UInt16]]) -> Publication {
        let number = rounds.state.withLock { state in
            state.offered = values
            state.offers += 1
            return state.offers
        }
        return Publication(number: number, instant: monotonicNanoseconds())
    }

    /// What is wrong with the way to the far side from now on; nil for nothing.
    public func disturb(_ disturbance: Disturbance?) {
        rounds.state.withLock { state in
            if state.disturber?.disturbance != disturbance { state.disturber = disturbance.map { Disturber($0) } }
        }
    }

    /// The rounds since the last time, in order.
    public func take() -> [Round] {
        rounds.state.withLock { state in
            defer { state.rounds = [] }
            return state.rounds
        }
    }

    /// Why there are no rounds at the moment.
    public var failure: ClientError? { rounds.state.withLock { $0.failure } }
}

/// The thread's side.
private final class Rounds: Sendable {
    struct State {
        var offered: [[UInt16]]?
        var offers: UInt64 = 0
        var rounds: [CyclicClient.Round] = []
        /// Nil after a round that did not fail.
        var failure: ClientError?
        var isStopping = false
        var disturber: Disturber?
    }

    let state = Mutex(State())
    private let endpoint: Endpoint
    private let plan: CyclicClient.Plan
    /// Rounds that are kept for who does not take them.
    private static let limit = 1024
    /// Nanoseconds between two tries of a connection.
    private static let pause: UInt64 = 200_000_000

    init(_ endpoint: Endpoint, _ plan: CyclicClient.Plan) {
        self.endpoint = endpoint
        self.plan = plan
    }

    func run() {
        var client: Client?
        while !state.withLock({ $0.isStopping }) {
            let start = monotonicNanoseconds()
            do throws(ClientError) {
                try turn(&client)
                let elapsed = monotonicNanoseconds() - start
                if elapsed < plan.period.nanoseconds { sleep(nanoseconds: plan.period.nanoseconds - elapsed) }
            } catch {
                state.withLock { $0.failure = error }
                // Who answers no is there: it is asked again in the next round, on the same connection.
                if case .exception = error {
                    sleep(nanoseconds: plan.period.nanoseconds)
                } else {
                    client = nil
                    sleep(nanoseconds: Self.pause)
                }
            }
        }
    }

    private func turn(_ client: inout Client?) throws(ClientError) {
        let (offered, number) = state.withLock { ($0.offered, $0.offers) }
        guard let offered else { return }
        let open: Client
        if let client { open = client } else { open = try Client(endpoint, unit: plan.unit, timeout: plan.timeout) }
        client = open
        for (span, values) in zip(plan.writes, offered) { try write(values, to: span, open) }
        var values: [[UInt16]] = []
        for span in plan.reads { values.append(try read(span, open)) }
        let round = CyclicClient.Round(values: values, arrival: monotonicNanoseconds(), seen: number)
        state.withLock { state in
            state.failure = nil
            if state.rounds.count == Self.limit { state.rounds.removeFirst() }
            state.rounds.append(round)
        }
    }

    /// Cells that one request can carry.
    private static func pieces(_ span: Layout.Span, upTo limit: Int) -> [Range<Int>] {
        stride(from: span.addresses.lowerBound, to: span.addresses.upperBound, by: limit).map {
            $0..<min($0 + limit, span.addresses.upperBound)
        }
    }

    /// Lets what is wrong with the way there act on a request, of which the far side then hears nothing.
    ///
    /// - Returns: false when another device of the same number has it: it takes what is written, and its own cells are 0.
    private func reaches(_ area: Area, _ count: Int) throws(ClientError) -> Bool {
        let found = state.withLock { state in
            (treatment: state.disturber?.treat(area, count) ?? .normal, delay: state.disturber?.disturbance.delay ?? .zero)
        }
        switch found.treatment {
        case .silence:
            sleep(nanoseconds: plan.timeout.nanoseconds)
            throw .link(.timedOut)
        case .drop: throw .link(.closed)
        case .refusal(let code): throw .exception(code)
        case .normal, .other: break
        }
        sleep(nanoseconds: min(found.delay, plan.timeout).nanoseconds)
        if found.delay >= plan.timeout { throw .link(.timedOut) }
        return found.treatment == .normal
    }

    private func write(_ values: [UInt16], to span: Layout.Span, _ client: Client) throws(ClientError) {
        for piece in Self.pieces(span, upTo: span.area.holdsBits ? 1968 : 123) {
            let first = piece.lowerBound - span.addresses.lowerBound
            let part = Array(values[first..<first + piece.count])
            guard try reaches(span.area, piece.count) else { continue }
            if span.area.holdsBits {
                try client.writeCoils(at: piece.lowerBound, part.map { $0 != 0 })
            } else {
                try client.writeRegisters(at: piece.lowerBound, part)
            }
        }
    }

    private func read(_ span: Layout.Span, _ client: Client) throws(ClientError) -> [UInt16] {
        var values: [UInt16] = []
        for piece in Self.pieces(span, upTo: span.area.holdsBits ? 2000 : 125) {
            guard try reaches(span.area, piece.count) else {
                values += [UInt16](repeating: 0, count: piece.count)
                continue
            }
            values +=
                span.area.holdsBits
                ? try client.readCoils(at: piece.lowerBound, count: piece.count).map { $0 ? 1 : 0 }
                : try client.readHoldingRegisters(at: piece.lowerBound, count: piece.count)
        }
        return values
    }
}

private func sleep(nanoseconds: UInt64) {
    var time = timespec(tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
    nanosleep(&time, nil)
}
