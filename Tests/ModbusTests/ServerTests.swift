import Glibc
import Testing

@testable import Modbus

@Suite struct ServerTests {
    @Test func `a request that comes byte by byte is answered once it is whole`() throws {
        let server = try benchServer()
        let client = try RawSocket(server)
        for byte in frame("04 0000 0003") { try client.send([byte]) }
        #expect(try client.receiveFrame() == frame("04 06 0002 0005 0008"))
    }

    @Test func `thousands of requests without waiting are answered in order`() throws {
        let server = try benchServer()
        let client = try RawSocket(server)
        for round in 0..<20 {
            let transactions = UInt16(round * 200)..<UInt16(round * 200 + 200)
            try client.send(
                transactions.flatMap {
                    frame("06 0001 \(word(Int($0)))", transaction: $0) + frame("03 0001 0001", transaction: $0)
                })
            let expected = transactions.flatMap {
                frame("06 0001 \(word(Int($0)))", transaction: $0) + frame("03 02 \(word(Int($0)))", transaction: $0)
            }
            #expect(try client.receive(expected.count) == expected)
            _ = server.latch()
        }
    }

    @Test func `another protocol's frame is dropped and the connection lives`() throws {
        let client = try RawSocket(try benchServer())
        try client.send(bytes("0001 0001 0006 FF 03 0000 0001"))
        #expect(try client.exchange(frame("03 0008 0001")) == frame("03 02 001B"))
    }

    @Test(arguments: [0, 1, 255, 65535]) func `a length that no frame has closes the connection after the answers that are owed`(
        length: Int
    ) throws {
        let server = try benchServer()
        let client = try RawSocket(server)
        let good = frame("06 0000 0007")
        try client.send(good + bytes("0001 0000 \(word(length))") + frame("06 0000 0008"))
        #expect(try client.receive(1000) == good)
        #expect(server.latch().writes.map(\.values) == [[7]])
    }

    @Test func `a client that has said its last word still gets its answers`() throws {
        let client = try RawSocket(try benchServer())
        let request = frame("04 0064 007D")
        try client.send((0..<500).flatMap { _ in request })
        client.shutdownSending()
        #expect(try client.receive(500 * 259 + 1).count == 500 * 259)
    }

    @Test func `units are served as the options say`() throws {
        let own = try RawSocket(try benchServer(.init(units: .own([3]))))
        #expect(try own.exchange(frame("03 0008 0001", unit: 3)) == frame("03 02 001B", unit: 3))
        #expect(try own.exchange(frame("03 0008 0001", unit: 4)) == frame("83 0B", unit: 4))
        let any = try RawSocket(try benchServer(.init(units: .any)))
        #expect(try any.exchange(frame("03 0008 0001", unit: 4)) == frame("03 02 001B", unit: 4))
    }

    @Test func `at the limit of connections the longest idle one makes room`() throws {
        let server = try benchServer(.init(limits: .init(connections: 2)))
        let request = frame("03 0008 0001")
        let first = try RawSocket(server)
        _ = try first.exchange(request)
        let second = try RawSocket(server)
        _ = try second.exchange(request)
        _ = try first.exchange(request)
        let third = try RawSocket(server)
        #expect(try third.exchange(request) == frame("03 02 001B"))
        #expect(try second.receive(1).isEmpty)
        #expect(try first.exchange(request) == frame("03 02 001B"))
        withExtendedLifetime((first, third)) { #expect(server.connectionCount == 2) }
    }

    // MARK: Starting and stopping

    @Test func `a port in use is told as such, and is free once the server has stopped`() throws {
        let server = try benchServer()
        let client = try RawSocket(server)
        _ = try client.exchange(frame("03 0008 0001"))
        #expect(throws: ServerError.portInUse(server.endpoint)) { try Server(benchLayout(), at: server.endpoint) }
        server.stop()
        server.stop()
        #expect(try client.receive(1).isEmpty)
        let successor = try Server(try benchLayout(), at: server.endpoint)
        #expect(successor.endpoint == server.endpoint)
    }

    @Test func `what keeps a server from listening is told as what it is`() throws {
        let elsewhere = Endpoint(host: "192.0.2.1", port: 0)
        #expect(throws: ServerError.addressNotLocal(elsewhere)) { try Server(benchLayout(), at: elsewhere) }
        let nowhere = Endpoint(host: "no-such-host.invalid", port: 0)
        #expect(throws: ServerError.unknownHost(nowhere)) { try Server(benchLayout(), at: nowhere) }
        let low = Endpoint(host: "127.0.0.1", port: 502)
        #expect(ServerError(call: "bind", EACCES, at: low) == .notPermitted(low))
        #expect(ServerError.notPermitted(low).description.contains("127.0.0.1:502"))
    }

    @Test func `it listens on IPv6 where there is one`() throws {
        let server: Server
        do {
            server = try Server(try benchLayout(), at: Endpoint(host: "::1", port: 0))
        } catch ServerError.addressNotLocal, ServerError.system(call: "socket", EAFNOSUPPORT) {
            return
        }
        defer { server.stop() }
        let client = try Client(server.endpoint)
        #expect(try client.readCoils(at: 0, count: 2) == [false, false])
    }

    /// In a process of its own: other tests open some at the same time.
    @Test func `starting and stopping leaves no descriptor open`() async {
        await #expect(processExitsWith: .success) {
            let before = openDescriptors()
            for _ in 0..<300 {
                let server = try benchServer()
                let clients = try [RawSocket(server), RawSocket(server)]
                _ = try clients[0].exchange(frame("03 0008 0001"))
                server.stop()
            }
            // Dispatch may open a few for itself.
            #expect(openDescriptors() < before + 20)
        }
    }

    @Test func `descriptors past 1023 serve as well as others`() async {
        await #expect(processExitsWith: .success) {
            raiseDescriptorLimit()
            for _ in 0..<1100 { _ = open("/dev/null", O_RDONLY) }
            let server = try benchServer()
            let clients = try (0..<10).map { _ in try RawSocket(server) }
            #expect(clients[0].number >= 1024)
            for client in clients {
                #expect(try client.exchange(frame("10 0000 0001 02 0005")) == frame("10 0000 0001"))
                #expect(try client.exchange(frame("17 0000 0001 0000 0001 02 0006")) == frame("17 02 0006"))
            }
            // libmodbus' own wait would abort the program there: refused instead.
            #expect(throws: ClientError.link(.tooManyDescriptors)) { try Client(server.endpoint) }
        }
    }
}

private func openDescriptors() -> Int {
    (0..<Int32(4096)).count { fcntl($0, F_GETFD) >= 0 }
}

func raiseDescriptorLimit() {
    var limit = rlimit()
    getrlimit(descriptorLimit, &limit)
    limit.rlim_cur = min(limit.rlim_max, 4096)
    setrlimit(descriptorLimit, &limit)
}

/// RLIMIT_NOFILE, which Swift imports as another type than `getrlimit` takes.
private let descriptorLimit = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
