import Synchronization

/// What passes between clients and a server, for someone who watches: kept until it is taken, and no more than so many entries, so that
/// a watcher that sleeps costs the server nothing.
public final class RequestLog: Sendable {
    public enum Event: Sendable, Equatable {
        case connected
        case disconnected(Farewell)
        /// Not taken in: its address is not an allowed one.
        case turnedAway
        /// Whole frames; no answer for a broadcast.
        case exchange(request: [UInt8], answer: [UInt8]?)
    }

    public struct Entry: Sendable, Equatable {
        public let peer: Peer
        public let event: Event
    }

    private struct State {
        var entries: [Entry] = []
        var lost = 0
    }

    private let state = Mutex(State())
    private let limit: Int
    private let keepsReads: Bool

    /// - Parameter keepsReads: false to keep only what changes cells or tries to.
    public init(limit: Int = 10_000, keepsReads: Bool = true) {
        self.limit = limit
        self.keepsReads = keepsReads
    }

    /// What has come since the last time, and how many entries there was no room for.
    public func take() -> (entries: [Entry], lost: Int) {
        state.withLock { state in
            defer { state = State() }
            return (state.entries, state.lost)
        }
    }

    func append(_ peer: Peer, _ event: Event) {
        append { Entry(peer: peer, event: event) }
    }

    func append(_ peer: Peer, _ request: UnsafeRawBufferPointer, answer: UnsafeRawBufferPointer?) {
        guard keepsReads || FunctionCode(rawValue: request[Frame.headerLength])?.writesCells ?? false else { return }
        append { Entry(peer: peer, event: .exchange(request: [UInt8](request), answer: answer.map { [UInt8]($0) })) }
    }

    private func append(_ entry: () -> Entry) {
        state.withLock { state in
            if state.entries.count < limit { state.entries.append(entry()) } else { state.lost += 1 }
        }
    }
}

/// Why a connection ended.
public enum Farewell: Sendable, Hashable, CaseIterable {
    /// The client closed it, or it broke.
    case client
    /// A length that no frame has.
    case broken
    /// Nothing came for too long.
    case idle
    /// A frame that was begun was not ended in time.
    case unfinished
    /// Answers were not taken in time.
    case unread
    /// It made room for another client.
    case replaced
}
