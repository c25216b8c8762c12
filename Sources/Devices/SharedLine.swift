import Foundation
public import Modbus

/// A serial line with several devices on it, each polled by a thread of its own: one connection, one request at a time.
public final class SharedLine: @unchecked Sendable {
    public let line: SerialLine
    private let timeout: Duration
    private let pause: Duration
    private let lock = NSLock()
    // Behind the lock: a client belongs to one thread at a time.
    private var client: Client?
    private var strayBefore = 0

    /// - Parameters:
    ///   - timeout: for each answer: the longest that one of its devices is given.
    ///   - pause: between an answer and the next request: the longest that one of them needs.
    public init(_ line: SerialLine, timeout: Duration, pause: Duration) {
        self.line = line
        self.timeout = timeout
        self.pause = pause
    }

    var isOpen: Bool { lock.withLock { client?.isOpen == true } }
    var strayBytes: Int { lock.withLock { strayBefore + (client?.strayBytes ?? 0) } }

    func open(unit: UInt8) throws(ClientError) {
        lock.lock()
        defer { lock.unlock() }
        guard client?.isOpen != true else { return }
        strayBefore += client?.strayBytes ?? 0
        client = nil
        client = try Client(line, unit: unit, timeout: timeout, pause: pause)
    }

    func use<Value>(_ unit: UInt8, _ ask: (Client) throws(ClientError) -> Value) throws(ClientError) -> Value {
        lock.lock()
        defer { lock.unlock() }
        guard let client, client.isOpen else { throw .link(.closed) }
        try client.select(unit: unit)
        return try ask(client)
    }
}
