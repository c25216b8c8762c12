import Glibc
import Testing

@testable import Modbus

/// How long a server bears a client, by a clock that the test holds, then by the real one.
@Suite struct LimitTests {
    private static let second: UInt64 = 1_000_000_000

    /// A connection whose far end the test holds.
    private final class Line {
        let connection: Connection
        private let far: Int32
        private var service: Service

        init(now: UInt64) throws {
            var pair: [Int32] = [-1, -1]
            #expect(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0, &pair) == 0)
            connection = Connection(pair[0], tester, .everything, 0, now: now)
            far = pair[1]
            service = try benchService()
        }

        deinit {
            close(far)
        }

        func send(_ bytes: [UInt8], now: UInt64) -> Connection.Wish {
            #expect(Glibc.send(far, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count)
            return connection.advance(&service, 1, now: now)
        }

        /// Asks until there is no room for more answers.
        func fill(now: UInt64) -> Connection.Wish {
            let burst = (0..<100).flatMap { _ in frame("04 0064 007D") }
            for _ in 0..<1000 {
                let wish = send(burst, now: now)
                if wish != .input { return wish }
            }
            return .input
        }

        func read() -> Int {
            var buffer = [UInt8](repeating: 0, count: 65536)
            return recv(far, &buffer, buffer.count, 0)
        }

        func advance(now: UInt64) -> Connection.Wish { connection.advance(&service, 1, now: now) }
    }

    private let limits = Limits(idle: .seconds(600), frame: .seconds(30), unread: .seconds(15))

    @Test func `a client that says nothing for ten minutes is idle, and its word begins them anew`() throws {
        let line = try Line(now: 0)
        #expect(line.connection.overdue(limits, now: 599 * Self.second) == nil)
        _ = line.send(frame("03 0008 0001"), now: 599 * Self.second)
        #expect(line.connection.overdue(limits, now: 1198 * Self.second) == nil)
        #expect(line.connection.overdue(limits, now: 1200 * Self.second) == .idle)
        #expect(line.connection.overdue(Limits(idle: nil), now: 1_000_000 * Self.second) == nil)
    }

    @Test func `a frame that is begun must end in thirty seconds, however its bytes drip`() throws {
        let line = try Line(now: 0)
        let request = frame("03 0008 0001")
        for (index, byte) in request.dropLast().enumerated() {
            _ = line.send([byte], now: UInt64(index + 1) * 3 * Self.second)
        }
        // The first byte came at 3 s.
        #expect(line.connection.overdue(limits, now: 33 * Self.second) == nil)
        #expect(line.connection.overdue(limits, now: 34 * Self.second) == .unfinished)
        // Ended after all, and the next one begun in the same piece: a time of its own.
        _ = line.send([request.last!] + request.prefix(2), now: 34 * Self.second)
        #expect(line.connection.overdue(limits, now: 60 * Self.second) == nil)
        #expect(line.connection.overdue(limits, now: 65 * Self.second) == .unfinished)
    }

    @Test func `a client that takes no answer for fifteen seconds is dropped, one that takes some is not`() throws {
        let line = try Line(now: 0)
        #expect(line.fill(now: Self.second) == .room)
        #expect(line.connection.overdue(limits, now: 15 * Self.second) == nil)
        #expect(line.connection.overdue(limits, now: 17 * Self.second) == .unread)
        // It reads all that lies there; the server's next piece counts as movement.
        while line.read() > 0 {}
        #expect(line.advance(now: 17 * Self.second) != .close)
        #expect(line.connection.overdue(limits, now: 31 * Self.second) == nil)
    }

    @Test func `over sockets, the silent, the slow and the deaf are dropped, and who works is not`() throws {
        let log = RequestLog(keepsReads: false)
        let limits = Limits(
            idle: .milliseconds(1500), frame: .milliseconds(700), unread: .milliseconds(700))
        let server = try benchServer(.init(limits: limits, log: log))
        let silent = try RawSocket(server)
        let slow = try RawSocket(server)
        try slow.send([UInt8](frame("03 0008 0001").prefix(5)))
        let deaf = try RawSocket(server)
        // Ends when there is no room, or when the server has lost patience.
        _ = try? deaf.sendUntilFull(frame("04 0064 007D"))
        let worker = try RawSocket(server)
        for _ in 0..<30 {
            #expect(try worker.exchange(frame("03 0008 0001")) == frame("03 02 001B"))
            usleep(100_000)
        }
        #expect(try silent.receive(1).isEmpty)
        #expect(try slow.receive(1).isEmpty)
        withExtendedLifetime((silent, slow, deaf, worker)) { #expect(server.connectionCount == 1) }
        let farewells = log.take().entries.reduce(into: [Int: Farewell]()) { farewells, entry in
            if case .disconnected(let farewell) = entry.event { farewells[entry.peer.number] = farewell }
        }
        #expect(farewells == [1: .idle, 2: .unfinished, 3: .unread])
    }

    @Test func `a thousand connections that ask nothing drive out each other and nobody who works`() async {
        await #expect(processExitsWith: .success) {
            raiseDescriptorLimit()
            let server = try benchServer(.init(limits: Limits(connections: 100)))
            let workers = try (0..<10).map { _ in try RawSocket(server) }
            for worker in workers { _ = try worker.exchange(frame("03 0008 0001")) }
            let flood = try (0..<1000).map { _ in try RawSocket(server) }
            for worker in workers { #expect(try worker.exchange(frame("03 0008 0001")) == frame("03 02 001B")) }
            #expect(try flood[0].receive(1).isEmpty)
            withExtendedLifetime((workers, flood)) { #expect(server.connectionCount == 100) }
        }
    }

    @Test func `a thousand clients are each answered`() async {
        await #expect(processExitsWith: .success) {
            raiseDescriptorLimit()
            let server = try benchServer()
            let clients = try (0..<1000).map { _ in try RawSocket(server) }
            for round in 0..<3 {
                for client in clients { try client.send(frame("03 0008 0001", transaction: UInt16(round))) }
                for client in clients {
                    #expect(try client.receiveFrame() == frame("03 02 001B", transaction: UInt16(round)))
                }
            }
            withExtendedLifetime(clients) { #expect(server.connectionCount == 1000) }
        }
    }

    @Test func `clients that reset their connections inside a frame leave nothing behind`() throws {
        let server = try benchServer()
        let good = try RawSocket(server)
        for round in 0..<200 {
            let rude = try RawSocket(server)
            try rude.send(frame("10 0000 0002 04 0001 0002").dropLast(round % 12 + 1))
            if round % 3 == 0 { try rude.send((0..<50).flatMap { _ in frame("04 0064 007D") }) }
            rude.reset()
            #expect(try good.exchange(frame("03 0008 0001")) == frame("03 02 001B"))
        }
        for _ in 0..<100 where server.connectionCount > 1 { usleep(20_000) }
        withExtendedLifetime(good) { #expect(server.connectionCount == 1) }
    }

    // MARK: Who may what

    @Test func `networks hold the addresses with their first bits`() throws {
        let network = try #require(Network("192.168.16.0/20"))
        #expect(try network.contains(#require(HostAddress("192.168.31.255"))))
        #expect(try !network.contains(#require(HostAddress("192.168.32.0"))))
        #expect(try network.contains(#require(HostAddress("::ffff:192.168.17.1"))))
        #expect(try #require(Network("fd00::/8")).contains(#require(HostAddress("fdff::1"))))
        #expect(try !#require(Network("fd00::/8")).contains(#require(HostAddress("10.0.0.1"))))
        #expect(try #require(Network("10.0.0.7")).contains(#require(HostAddress("10.0.0.7"))))
        #expect(try #require(Network("0.0.0.0/0")).contains(#require(HostAddress("10.0.0.7"))))
        for text in ["", "10.0.0", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "host", "::/129"] {
            #expect(Network(text) == nil, "\(text)")
        }
    }

    @Test func `a client from elsewhere is turned away before it is heard`() throws {
        let log = RequestLog()
        let policy = AccessPolicy(allowed: [try #require(Network("192.0.2.0/24"))])
        let server = try benchServer(.init(policy: policy, log: log))
        let stranger = try RawSocket(server)
        #expect(try stranger.receive(1).isEmpty)
        #expect(log.take().entries.map(\.event) == [.turnedAway])
        let friendly = try benchServer(.init(policy: AccessPolicy(allowed: [try #require(Network("127.0.0.0/8"))])))
        #expect(try RawSocket(friendly).exchange(frame("03 0008 0001")) == frame("03 02 001B"))
    }

    @Test func `what a client may not write is an illegal address to it, and read all the same`() throws {
        let readOnly = try RawSocket(try benchServer(.init(policy: AccessPolicy(isReadOnly: true))))
        for function in FunctionCode.allCases {
            let answer = try readOnly.exchange(frame(goodRequest(function)))
            #expect(function.writesCells ? answer == frame([function.rawValue | 0x80, 2]) : answer[7] == function.rawValue)
        }
        let here = try #require(Network("127.0.0.1"))
        let policy = AccessPolicy(writers: [
            .init(here, spans: [.init(.holdingRegisters, 1..<3, .client), .init(.holdingRegisters, 3..<5, .client)]),
            .init(try #require(Network("10.0.0.0/8"))),
        ])
        let writer = try RawSocket(try benchServer(.init(policy: policy)))
        #expect(try writer.exchange(frame("10 0001 0004 08 0001000200030004")) == frame("10 0001 0004"))
        #expect(try writer.exchange(frame("10 0000 0002 04 00010002")) == frame("90 02"))
        #expect(try writer.exchange(frame("06 0005 0001")) == frame("86 02"))
        #expect(try writer.exchange(frame("05 0001 FF00")) == frame("85 02"))
        #expect(try writer.exchange(frame("03 0000 0006")) == frame("03 0C 0000 0001 0002 0003 0004 0000"))
    }

    // MARK: Conditions and locks

    @Test func `a value that its condition does not accept is illegal, whichever part of it is written`() throws {
        let unit = Device(
            number: 1, layout: try benchLayout(),
            conditions: [WriteCondition(.holdingRegisters, 2..<4) { $0[0] == 0 && $0[1] <= 1000 }])
        var service = Service([Station(unit, Mailbox(unit.layout))], .own([]))
        #expect(service.answer("10 0002 0002 04 0000 03E8") == "10 00 02 00 02")
        #expect(service.answer("10 0002 0002 04 0000 03E9") == "90 03")
        #expect(service.answer("06 0003 03E9") == "86 03")
        #expect(service.answer("06 0002 0001") == "86 03")
        #expect(service.answer("16 0003 FFFF 0000") == "16 00 03 FF FF 00 00")
        #expect(service.answer("16 0003 0000 FFFF") == "96 03")
        #expect(service.answer("17 0002 0001 0001 0002 04 0005 0001") == "97 03")
        #expect(service.answer("03 0001 0003") == "03 06 00 00 00 00 03 E8")
        // An address that is not there comes before a value that is not right.
        #expect(service.answer("10 0007 0002 04 0001 0001") == "90 02")
    }

    @Test func `a locked cell takes writes only while its key is turned`() throws {
        let lock = Lock(
            key: 7, value: 4711, protects: [.init(.holdingRegisters, 0..<2, .client), .init(.coils, 0..<8, .client)],
            duration: .seconds(60))
        let unit = Device(number: 1, layout: try benchLayout(), locks: [lock])
        var service = Service([Station(unit, Mailbox(unit.layout))], .own([]))
        func ask(_ pdu: String, at seconds: UInt64) -> String {
            hex(service.answers(to: frame(pdu), now: seconds * Self.second)[7...])
        }
        #expect(ask("06 0000 0005", at: 1) == "86 02")
        #expect(ask("05 0003 FF00", at: 1) == "85 02")
        #expect(ask("06 0002 0005", at: 1) == "06 00 02 00 05")
        #expect(ask("06 0007 1268", at: 2) == "06 00 07 12 68")
        #expect(ask("03 0007 0001", at: 2) == "03 02 00 00")
        #expect(ask("06 0000 0005", at: 2) == "86 02")
        #expect(ask("06 0007 1267", at: 3) == "06 00 07 12 67")
        #expect(ask("03 0007 0001", at: 3) == "03 02 00 01")
        #expect(ask("06 0000 0005", at: 62) == "06 00 00 00 05")
        #expect(ask("06 0000 0006", at: 64) == "86 02")
        #expect(ask("03 0007 0001", at: 64) == "03 02 00 00")
        #expect(ask("03 0000 0001", at: 64) == "03 02 00 05")
    }
}
