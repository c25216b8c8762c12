import Glibc

/// A client's socket with what has come and not yet made a frame, and what could not yet be sent.
final class Connection {
    let descriptor: Int32
    let peer: Peer
    private let permission: Permission
    /// The event loop's count when the last bytes came: the smallest is the longest idle.
    private(set) var lastActivity: UInt64
    /// Whether it has ever asked for anything.
    private(set) var hasAsked = false
    /// When bytes last came, or answers last went; nanoseconds of the event loop's clock.
    private var lastMoved: UInt64
    /// When the first byte of a frame came that is not yet whole; 0 without one.
    private var begun: UInt64 = 0
    /// Of a frame that is not yet whole.
    private var rest: [UInt8] = []
    private var unsent: [UInt8] = []
    private var unsentOffset = 0
    /// Until when the answers that wait are held back, on the event loop's clock; 0 for not at all.
    private(set) var due: UInt64 = 0
    private var phase = Phase.serving

    private enum Phase {
        case serving
        /// The stream makes no sense any more: send what is owed, then say goodbye.
        case ending
        /// Our end is shut. What still comes is thrown away, since closing with unread bytes would reset the connection and
        /// destroy answers on their way.
        case ended
    }

    /// What the event loop is to wait for next.
    enum Wish {
        case input
        /// Nothing is read while answers wait: a client that does not read cannot make them grow.
        case room
        /// Nothing until `due`.
        case time
        case close
    }

    init(_ descriptor: Int32, _ peer: Peer, _ permission: Permission, _ activity: UInt64, now: UInt64) {
        self.descriptor = descriptor
        self.peer = peer
        self.permission = permission
        lastActivity = activity
        lastMoved = now
        setOption(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
        // A client that has vanished without a word is found out within a minute: 30 s of silence, then three probes 10 s apart.
        setOption(descriptor, SOL_SOCKET, SO_KEEPALIVE, 1)
        setOption(descriptor, Int32(IPPROTO_TCP), TCP_KEEPIDLE, 30)
        setOption(descriptor, Int32(IPPROTO_TCP), TCP_KEEPINTVL, 10)
        setOption(descriptor, Int32(IPPROTO_TCP), TCP_KEEPCNT, 3)
    }

    deinit {
        close(descriptor)
    }

    /// Does what can be done without waiting, once: no client gets more than one buffer's worth of service before the next one's turn.
    func advance(_ service: inout Service, _ activity: UInt64, now: UInt64) -> Wish {
        if unsentOffset < unsent.count {
            // Woken before its time: the client is gone.
            guard now >= due else { return .close }
            due = 0
            return flush(now)
        }
        let input = service.input
        let old = rest.count
        if old > 0 { input.copyBytes(from: rest) }
        let received = recv(descriptor, input.baseAddress! + old, input.count - old, 0)
        guard received > 0 else {
            return received < 0 && (errno == EAGAIN || errno == EINTR) ? .input : .close
        }
        if phase == .ended { return .input }
        lastActivity = activity
        lastMoved = now
        let stream = UnsafeRawBufferPointer(rebasing: input[..<(old + received)])
        let served = service.serve(stream, of: peer, with: permission, now: now)
        if served.consumed > 0 { hasAsked = true }
        if served.isDropped { return .close }
        if served.isBroken { phase = .ending }
        let isWhole = served.isBroken || served.consumed == stream.count
        begun = isWhole ? 0 : served.consumed > 0 || begun == 0 ? now : begun
        if old > 0 || !isWhole { rest = isWhole ? [] : [UInt8](stream[served.consumed...]) }
        if served.delay > 0 && !service.answers.isEmpty {
            unsent = [UInt8](service.answers)
            unsentOffset = 0
            due = now + served.delay
            return .time
        }
        return send(service.answers)
    }

    /// Why its time is over, if it is.
    func overdue(_ limits: Limits, now: UInt64) -> Farewell? {
        func isOver(_ limit: Duration?, since start: UInt64) -> Bool {
            limit.map { now > start && now - start > $0.nanoseconds } ?? false
        }
        if due > now { return nil }
        if unsentOffset < unsent.count { return isOver(limits.unread, since: max(lastMoved, due)) ? .unread : nil }
        // Goodbye has been said; who does not answer it is waited for no longer than for a frame.
        if phase != .serving { return isOver(limits.frame ?? .seconds(30), since: lastMoved) ? .broken : nil }
        if begun != 0, isOver(limits.frame, since: begun) { return .unfinished }
        return isOver(limits.idle, since: lastMoved) ? .idle : nil
    }

    /// Why it ends now that it has wished to.
    var farewell: Farewell { phase == .serving ? .client : .broken }

    private func send(_ answers: UnsafeRawBufferPointer) -> Wish {
        guard !answers.isEmpty else { return finish() }
        var sent = Glibc.send(descriptor, answers.baseAddress, answers.count, Int32(MSG_NOSIGNAL))
        if sent < 0 {
            guard errno == EAGAIN || errno == EINTR else { return .close }
            sent = 0
        }
        guard sent < answers.count else { return finish() }
        unsent = [UInt8](UnsafeRawBufferPointer(rebasing: answers[sent...]))
        unsentOffset = 0
        return .room
    }

    private func flush(_ now: UInt64) -> Wish {
        let sent = unsent.withUnsafeBytes { bytes in
            Glibc.send(descriptor, bytes.baseAddress! + unsentOffset, bytes.count - unsentOffset, Int32(MSG_NOSIGNAL))
        }
        guard sent >= 0 else { return errno == EAGAIN || errno == EINTR ? .room : .close }
        lastMoved = now
        unsentOffset += sent
        guard unsentOffset == unsent.count else { return .room }
        unsent = []
        unsentOffset = 0
        return finish()
    }

    /// All that was owed is sent.
    private func finish() -> Wish {
        if phase == .ending {
            shutdown(descriptor, Int32(SHUT_WR))
            phase = .ended
            // First to make room for a new client.
            lastActivity = 0
        }
        return .input
    }
}
