import CModbus
import Glibc

/// The socket's thread: waits for events, and lets each connection that has one advance by one step.
final class EventLoop {
    private static let listenerToken = UInt64.max
    private static let stopToken = UInt64.max - 1
    /// New clients taken in before others get their turn.
    private static let acceptLimit = 16
    private static let eventLimit = 64

    private let epoll: Int32
    private let listener: Int32
    private let connectionLimit: Int
    private let mailbox: Mailbox
    private var service: Service
    /// By slot; the slot and its generation are the token that epoll hands back.
    private var slots: [Slot] = []
    private var freeSlots: [Int] = []
    /// Kept open so that a client can be taken in and turned away when no descriptor is left: it would otherwise knock for ever.
    private var spare: Int32
    private var accepted = 0
    private var activity: UInt64 = 0

    private struct Slot {
        var generation: UInt32 = 0
        var connection: Connection?
        /// Whether epoll waits for room to send instead of input.
        var awaitsRoom = false
    }

    /// Owns the listener from here on; the stop event stays its caller's.
    init(listener: Int32, stop: Int32, _ service: consuming Service, _ mailbox: Mailbox, connectionLimit: Int) throws(ServerError)
    {
        self.listener = listener
        self.service = service
        self.mailbox = mailbox
        self.connectionLimit = connectionLimit
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
        var events = [epoll_event](repeating: epoll_event(), count: Self.eventLimit)
        while true {
            let count = epoll_wait(epoll, &events, Int32(events.count), -1)
            precondition(count >= 0 || errno == EINTR, "epoll_wait: \(errno)")
            for event in events.prefix(Int(max(count, 0))) {
                switch event.data.u64 {
                case Self.stopToken: return
                case Self.listenerToken: accept()
                case let token: advance(token)
                }
            }
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
        switch connection.advance(&service, mailbox, activity) {
        case .close: drop(index)
        case .input: expect(room: false, index, connection, token)
        case .room: expect(room: true, index, connection, token)
        }
    }

    private func expect(room: Bool, _ index: Int, _ connection: Connection, _ token: UInt64) {
        guard slots[index].awaitsRoom != room else { return }
        slots[index].awaitsRoom = room
        let events = room ? EPOLLOUT.rawValue : EPOLLIN.rawValue
        if !control(EPOLL_CTL_MOD, connection.descriptor, events, token) { drop(index) }
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
            if slots.count - freeSlots.count >= connectionLimit { dropLongestIdle() }
            accepted += 1
            activity += 1
            let connection = Connection(descriptor, Peer(number: accepted, address: "\(address.endpoint)"), activity)
            let index = freeSlots.popLast() ?? slots.count
            if index == slots.count { slots.append(Slot()) }
            slots[index].connection = connection
            slots[index].awaitsRoom = false
            if !watch(descriptor, UInt64(slots[index].generation) << 32 | UInt64(index)) { drop(index) }
            report()
        }
    }

    private func turnAway() {
        guard spare >= 0 else { return }
        close(spare)
        let descriptor = Glibc.accept(listener, nil, nil)
        if descriptor >= 0 { close(descriptor) }
        spare = open("/dev/null", O_RDONLY | O_CLOEXEC)
    }

    private func dropLongestIdle() {
        let idlest = slots.indices.min { idleness(slots[$0]) < idleness(slots[$1]) }
        if let idlest { drop(idlest) }
    }

    private func idleness(_ slot: Slot) -> UInt64 {
        slot.connection?.lastActivity ?? .max
    }

    private func drop(_ index: Int) {
        slots[index].connection = nil
        slots[index].generation &+= 1
        freeSlots.append(index)
        report()
    }

    private func report() {
        mailbox.connectionCount = slots.count - freeSlots.count
    }
}
