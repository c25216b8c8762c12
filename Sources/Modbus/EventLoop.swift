import CModbus
import Glibc
import Synchronization

/// The socket's thread: waits for events, and lets each connection that has one advance by one step.
final class EventLoop {
    private static let listenerToken = UInt64.max
    private static let stopToken = UInt64.max - 1
    /// New clients taken in before others get their turn.
    private static let acceptLimit = 16
    private static let eventLimit = 256
    /// Nanoseconds between two looks at whose time is over.
    private static let inspection: UInt64 = 250_000_000

    private let epoll: Int32
    private let listener: Int32
    private let limits: Limits
    private let policy: AccessPolicy
    private let log: RequestLog?
    private let gauge: ConnectionGauge
    private var service: Service
    /// By slot; the slot and its generation are the token that epoll hands back.
    private var slots: [Slot] = []
    private var freeSlots: [Int] = []
    /// Kept open so that a client can be taken in and turned away when no descriptor is left: it would otherwise knock for ever.
    private var spare: Int32
    private var accepted = 0
    private var activity: UInt64 = 0
    /// Nanoseconds of the monotonic clock at the beginning of the round.
    private var now: UInt64 = 0
    private var nextInspection: UInt64 = 0
    /// Nobody new is listened to until the next inspection.
    private var isDeaf = false
    /// Tokens of the connections whose answers are held back.
    private var held: Set<UInt64> = []

    private struct Slot {
        var generation: UInt32 = 0
        var connection: Connection?
        /// What epoll waits for.
        var awaited = EPOLLIN.rawValue
    }

    /// Owns the listener from here on; the stop event stays its caller's.
    init(
        listener: Int32, stop: Int32, _ service: consuming Service, _ gauge: ConnectionGauge, limits: Limits,
        policy: AccessPolicy,
        log: RequestLog?
    ) throws(ServerError) {
        self.listener = listener
        self.service = service
        self.gauge = gauge
        self.limits = limits
        self.policy = policy
        self.log = log
        spare = open("/dev/null", O_RDONLY | O_CLOEXEC)
        epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard epoll >= 0, watch(listener, Self.listenerToken), watch(stop, Self.stopToken) else {
            throw .system(call: "epoll", errno)
        }
    }

    deinit {
        close(listener)
        if epoll >= 0 { close(epoll) }
        if spare >= 0 { close(spare) }
    }

    func run() {
        let events = UnsafeMutablePointer<epoll_event>.allocate(capacity: Self.eventLimit)
        defer { events.deallocate() }
        while true {
            // With nobody there, nobody's time can be over.
            let patience: Int32 = slots.count == freeSlots.count && !isDeaf ? -1 : held.isEmpty ? 250 : 1
            let count = epoll_wait(epoll, events, Int32(Self.eventLimit), patience)
            precondition(count >= 0 || errno == EINTR, "epoll_wait: \(errno)")
            now = monotonicNanoseconds()
            for index in 0..<Int(max(count, 0)) {
                switch events[index].data.u64 {
                case Self.stopToken: return
                case Self.listenerToken: accept()
                case let token: advance(token)
                }
            }
            if !held.isEmpty { release() }
            if now >= nextInspection { inspect() }
        }
    }

    private func watch(_ descriptor: Int32, _ token: UInt64) -> Bool {
        control(EPOLL_CTL_ADD, descriptor, EPOLLIN.rawValue, token)
    }

    private func control(_ operation: Int32, _ descriptor: Int32, _ events: UInt32, _ token: UInt64) -> Bool {
        var event = epoll_event()
        event.events = events
        event.data.u64 = token
        return epoll_ctl(epoll, operation, descriptor, &event) == 0
    }

    // MARK: Connections

    private func advance(_ token: UInt64) {
        let index = Int(token & 0xFFFF_FFFF)
        // An event of a connection that was closed while the events of this round were worked through.
        guard slots[index].generation == UInt32(token >> 32), let connection = slots[index].connection else { return }
        activity += 1
        switch connection.advance(&service, activity, now: now) {
        case .close: drop(index, connection.farewell)
        case .input: expect(EPOLLIN.rawValue, index, connection, token)
        case .room: expect(EPOLLOUT.rawValue, index, connection, token)
        case .time:
            held.insert(token)
            expect(0, index, connection, token)
        }
    }

    private func expect(_ events: UInt32, _ index: Int, _ connection: Connection, _ token: UInt64) {
        guard slots[index].awaited != events else { return }
        slots[index].awaited = events
        if !control(EPOLL_CTL_MOD, connection.descriptor, events, token) { drop(index, .client) }
    }

    /// Lets the connections go on whose answers were held back long enough.
    private func release() {
        // The order among them is of no account: each has its own client.
        for token in held {
            let index = Int(token & 0xFFFF_FFFF)
            guard slots[index].generation == UInt32(token >> 32), let connection = slots[index].connection else {
                held.remove(token)
                continue
            }
            guard connection.due <= now else { continue }
            held.remove(token)
            advance(token)
        }
    }

    private func accept() {
        for _ in 0..<Self.acceptLimit {
            let (descriptor, address) = SocketAddress.filled { Glibc.accept(listener, $0, $1) }
            guard descriptor >= 0 else {
                if errno == EMFILE || errno == ENFILE { turnAway() }
                return
            }
            _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
            accepted += 1
            activity += 1
            let endpoint = address.endpoint
            let peer = Peer(number: accepted, address: "\(endpoint)")
            let host = HostAddress(endpoint.host)
            guard policy.admits(host) else {
                log?.append(peer, .turnedAway)
                close(descriptor)
                continue
            }
            if slots.count - freeSlots.count >= limits.connections { makeRoom() }
            let connection = Connection(descriptor, peer, policy.permission(of: host), activity, now: now)
            let index = freeSlots.popLast() ?? slots.count
            if index == slots.count { slots.append(Slot()) }
            slots[index].connection = connection
            slots[index].awaited = EPOLLIN.rawValue
            log?.append(peer, .connected)
            if !watch(descriptor, UInt64(slots[index].generation) << 32 | UInt64(index)) { drop(index, .client) }
            report()
        }
    }

    private func turnAway() {
        if spare >= 0 {
            close(spare)
            let descriptor = Glibc.accept(listener, nil, nil)
            if descriptor >= 0 { close(descriptor) }
            spare = open("/dev/null", O_RDONLY | O_CLOEXEC)
            if descriptor >= 0 { return }
        }
        // Another thread of the program took the descriptor. Who knocks is heard again at the next inspection, not in a circle.
        isDeaf = control(EPOLL_CTL_MOD, listener, 0, Self.listenerToken)
    }

    private func listenAgain() {
        if spare < 0 { spare = open("/dev/null", O_RDONLY | O_CLOEXEC) }
        isDeaf = !control(EPOLL_CTL_MOD, listener, EPOLLIN.rawValue, Self.listenerToken)
    }

    /// A flood of connections that ask nothing drives out its own before it drives out anybody who works.
    private func makeRoom() {
        let taken = slots.indices.filter { slots[$0].connection != nil }
        let mute = taken.filter { slots[$0].connection?.hasAsked == false }
        let longest = (mute.isEmpty ? taken : mute).min { idleness(slots[$0]) < idleness(slots[$1]) }
        if let longest { drop(longest, .replaced) }
    }

    private func idleness(_ slot: Slot) -> UInt64 {
        slot.connection?.lastActivity ?? .max
    }

    private func inspect() {
        nextInspection = now + Self.inspection
        if isDeaf { listenAgain() }
        for index in slots.indices {
            if let farewell = slots[index].connection?.overdue(limits, now: now) { drop(index, farewell) }
        }
    }

    private func drop(_ index: Int, _ farewell: Farewell) {
        if let connection = slots[index].connection { log?.append(connection.peer, .disconnected(farewell)) }
        slots[index].connection = nil
        slots[index].generation &+= 1
        freeSlots.append(index)
        report()
    }

    private func report() {
        gauge.count.store(slots.count - freeSlots.count, ordering: .relaxed)
    }
}

/// How many clients are connected, for whoever asks.
final class ConnectionGauge: Sendable {
    let count = Atomic(0)
}

func monotonicNanoseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}
