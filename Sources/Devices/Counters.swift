import Modbus

/// What has passed on the way to a device since the poller began.
public struct Counters: Sendable, Equatable {
    public var requests = 0
    public var answers = 0
    public var retries = 0
    public var timeouts = 0
    /// Answers disturbed on the line.
    public var badChecksums = 0
    public var wrongUnits = 0
    /// Answers to something else.
    public var badAnswers = 0
    public var exceptions = 0
    public var connections = 0
    public var failedConnections = 0
    /// Connections that the other side, or an error, ended.
    public var lostConnections = 0
    /// Requests that had to be cut, since the device refused them whole.
    public var splits = 0
    /// Polls whose time passed before they could be made.
    public var missed = 0
    public var strayBytes = 0

    public init() {}

    mutating func count(_ error: ClientError) {
        switch error {
        case .exception:
            answers += 1
            exceptions += 1
        case .link(.timedOut): timeouts += 1
        case .link(.badChecksum): badChecksums += 1
        case .link(.wrongUnit): wrongUnits += 1
        case .link(.badAnswer): badAnswers += 1
        case .link: lostConnections += 1
        }
    }
}
