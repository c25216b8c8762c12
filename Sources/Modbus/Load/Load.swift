import CModbus
import Glibc

/// Clients that each ask for the same holding registers over and over: a burst of requests in one write, then all their answers, then
/// the next burst.
public struct Load: Sendable, Hashable {
    public let connections: Int
    /// From address 0.
    public let registers: Int
    /// Requests in a burst.
    public let depth: Int
    public let unit: UInt8

    static let requestSize = 12

    /// - Parameters:
    ///   - registers: 1 to 125.
    ///   - depth: 1 to 64.
    public init(connections: Int, registers: Int, depth: Int, unit: UInt8 = 255) {
        precondition(1...125 ~= registers && 1...64 ~= depth && connections > 0)
        self.connections = connections
        self.registers = registers
        self.depth = depth
        self.unit = unit
    }

    public struct Outcome: Sendable {
        public let requestsPerSecond: Double
        /// Seconds from a burst's sending to its last answer, which 99 of 100 bursts do not pass.
        public let p99: Double
    }

    /// Runs the load on this thread; what does not answer for 5 s, or answers anything else than what was asked, is an error.
    public func run(against endpoint: Endpoint, for duration: Duration) throws(LinkError) -> Outcome {
        let generator = try Generator(self, endpoint)
        // A tenth first, so that both sides are warm.
        _ = try generator.run(nanoseconds: duration.nanoseconds / 10)
        return try generator.run(nanoseconds: duration.nanoseconds)
    }

    var request: [UInt8] {
        [0, 1, 0, 0, 0, 6, unit, FunctionCode.readHoldingRegisters.rawValue, 0, 0, 0, UInt8(registers)]
    }

    /// An answer of so many registers, all 0.
    static func answer(registers: Int) -> [UInt8] {
        let payload = UInt16(3 + 2 * registers)
        return [
            0, 1, 0, 0, UInt8(payload >> 8), UInt8(payload & 255), 255, FunctionCode.readHoldingRegisters.rawValue,
            UInt8(2 * registers),
        ] + [UInt8](repeating: 0, count: 2 * registers)
    }
}

private final class Generator {
    private let load: Load
    private let epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
    private var clients: [Client] = []
    private let burst: [UInt8]
    private let answerSize: Int
    private let input = UnsafeMutableRawBufferPointer.allocate(byteCount: 65536, alignment: 16)

    private struct Client {
        let descriptor: Int32
        var awaited = 0
        var started: UInt64 = 0
    }

    init(_ load: Load, _ endpoint: Endpoint) throws(LinkError) {
        self.load = load
        burst = (0..<load.depth).flatMap { _ in load.request }
        answerSize = Load.answer(registers: load.registers).count
        guard let address = SocketAddress.all(of: endpoint, toListen: false).first else { throw .unknownHost(endpoint) }
        for index in 0..<load.connections {
            let descriptor = socket(address.family, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
            guard descriptor >= 0 else { throw errno == EMFILE ? .tooManyDescriptors : .system(errno) }
            clients.append(Client(descriptor: descriptor))
            guard address.withPointer({ connect(descriptor, $0, address.length) }) == 0 else { throw .system(errno) }
            _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
            setOption(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
            var event = epoll_event()
            event.events = EPOLLIN.rawValue
            event.data.u64 = UInt64(index)
            guard epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event) == 0 else { throw .system(errno) }
        }
    }

    deinit {
        for client in clients { close(client.descriptor) }
        close(epoll)
        input.deallocate()
    }

    func run(nanoseconds: UInt64) throws(LinkError) -> Load.Outcome {
        let start = monotonicNanoseconds()
        let end = start + nanoseconds
        var latencies: [UInt64] = []
        latencies.reserveCapacity(1 << 20)
        var awaiting = 0
        for index in clients.indices {
            try ask(index)
            awaiting += 1
        }
        let events = UnsafeMutablePointer<epoll_event>.allocate(capacity: 256)
        defer { events.deallocate() }
        var last = start
        while awaiting > 0 {
            let count = epoll_wait(epoll, events, 256, 5000)
            guard count > 0 else { throw .timedOut }
            for event in 0..<Int(count) {
                let index = Int(events[event].data.u64)
                guard try take(index) else { continue }
                last = monotonicNanoseconds()
                latencies.append(last - clients[index].started)
                if last < end { try ask(index) } else { awaiting -= 1 }
            }
        }
        latencies.sort()
        return Load.Outcome(
            requestsPerSecond: Double(latencies.count * load.depth) / (Double(last - start) * 1e-9),
            p99: Double(latencies[(latencies.count - 1) * 99 / 100]) * 1e-9)
    }

    private func ask(_ index: Int) throws(LinkError) {
        clients[index].awaited = load.depth * answerSize
        clients[index].started = monotonicNanoseconds()
        let sent = burst.withUnsafeBytes { send(clients[index].descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        guard sent == burst.count else { throw .system(errno) }
    }

    /// True when the burst's last byte has come.
    private func take(_ index: Int) throws(LinkError) -> Bool {
        let awaited = clients[index].awaited
        let received = recv(clients[index].descriptor, input.baseAddress, input.count, 0)
        guard received > 0 else {
            if received < 0 && errno == EAGAIN { return false }
            throw .closed
        }
        guard received <= awaited else { throw .badAnswer }
        // The function's byte of each answer that begins in these bytes.
        var offset = (answerSize - (load.depth * answerSize - awaited) % answerSize) % answerSize + 7
        while offset < received {
            guard input[offset] == FunctionCode.readHoldingRegisters.rawValue else { throw .badAnswer }
            offset += answerSize
        }
        clients[index].awaited = awaited - received
        return clients[index].awaited == 0
    }
}

/// Files and sockets that this process may have open: as many as the system lets it ask for.
public enum DescriptorLimit {
    private static let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)

    /// Raises it as far as it goes without a privilege, to 65536 at most; what it is then.
    @discardableResult
    public static func raise() -> Int {
        var limit = rlimit()
        getrlimit(resource, &limit)
        limit.rlim_cur = min(limit.rlim_max, 65536)
        setrlimit(resource, &limit)
        getrlimit(resource, &limit)
        return Int(limit.rlim_cur)
    }
}
