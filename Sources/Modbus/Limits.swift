/// What a server bears of its clients. Nil is for ever.
public struct Limits: Sendable, Equatable {
    /// At this number of clients, one makes room for a new one: the longest idle of those that have never asked for anything, or else
    /// of all (TCP implementation guide, section 4.3.2).
    public var connections: Int
    /// Without a byte from the client for so long, its connection is closed.
    public var idle: Duration?
    /// From the first byte of a request to its last.
    public var frame: Duration?
    /// Answers that a client does not take.
    public var unread: Duration?

    public init(
        connections: Int = 1024, idle: Duration? = .seconds(600), frame: Duration? = .seconds(30),
        unread: Duration? = .seconds(15)
    ) {
        self.connections = connections
        self.idle = idle
        self.frame = frame
        self.unread = unread
    }
}
