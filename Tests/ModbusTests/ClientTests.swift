import Testing

@testable import Modbus

/// The client against the server: libmodbus reads what libmodbus and the server's own framing answered.
@Suite struct ClientTests {
    @Test(arguments: FunctionCode.allCases.filter(\.touchesCells)) func `each function that touches cells goes there and back`(
        function: FunctionCode
    ) throws {
        let server = try benchServer()
        let client = try Client(server.endpoint)
        switch function {
        case .readCoils:
            server.store(Cell(.coils, 1), 1)
            #expect(try client.readCoils(at: 0, count: 3) == [false, true, false])
        case .readDiscreteInputs:
            #expect(try client.readDiscreteInputs(at: 0, count: 4) == [true, false, false, true])
        case .readHoldingRegisters:
            #expect(try client.readHoldingRegisters(at: 7, count: 3) == [0, 27, 30])
        case .readInputRegisters:
            #expect(try client.readInputRegisters(at: 100, count: 125) == (100..<225).map { UInt16(3 * $0 + 2) })
        case .writeSingleCoil:
            try client.writeCoil(at: 5, true)
            #expect(server.latch().cells[Cell(.coils, 5)] == 1)
        case .writeSingleRegister:
            try client.writeRegister(at: 65535, 0xFFFE)
            #expect(server.latch().cells[Cell(.holdingRegisters, 65535)] == 0xFFFE)
        case .writeMultipleCoils:
            let values = (0..<1968).map { $0 % 5 == 0 }
            try client.writeCoils(at: 100, values)
            #expect(try client.readCoils(at: 100, count: 1968) == values)
            #expect(server.latch().writes.first?.values == values.map { $0 ? 1 : 0 })
        case .writeMultipleRegisters:
            let values = (0..<123).map { UInt16($0 * 501) }
            try client.writeRegisters(at: 200, values)
            #expect(try client.readHoldingRegisters(at: 200, count: 123) == values)
            #expect(server.latch().writes.first?.values == values)
        case .maskWriteRegister:
            try client.writeRegister(at: 4, 0x0012)
            try client.maskRegister(at: 4, and: 0x00F2, or: 0x0025)
            #expect(try client.readHoldingRegisters(at: 4, count: 1) == [0x0017])
        case .readWriteMultipleRegisters:
            #expect(try client.writeRegisters(at: 6, [1, 2], thenReadAt: 5, count: 4) == [0, 1, 2, 27])
        case .diagnostics, .encapsulatedInterface:
            Issue.record("not the client's")
        }
    }

    @Test func `a refusal is an exception and the connection lives`() throws {
        let server = try benchServer()
        defer { server.stop() }
        let client = try Client(server.endpoint)
        #expect(throws: ClientError.exception(.illegalDataAddress)) { try client.readHoldingRegisters(at: 50, count: 1) }
        #expect(throws: ClientError.exception(.illegalDataAddress)) { try client.writeRegister(at: 8, 1) }
        #expect(try client.readHoldingRegisters(at: 8, count: 1) == [27])
        let stranger = try Client(server.endpoint, unit: 9)
        #expect(throws: ClientError.exception(.gatewayTargetFailedToRespond)) { try stranger.readCoils(at: 0, count: 1) }
    }

    @Test func `what no request can carry is told without sending it`() throws {
        let server = try benchServer()
        defer { server.stop() }
        let client = try Client(server.endpoint)
        #expect(throws: ClientError.link(.badRequest)) { try client.readHoldingRegisters(at: 100, count: 126) }
        #expect(throws: ClientError.link(.badRequest)) { try client.readCoils(at: 65536, count: 1) }
        #expect(throws: ClientError.link(.badRequest)) { try client.writeRegister(at: -1, 1) }
        #expect(throws: ClientError.link(.badRequest)) { try client.writeCoils(at: 100, .init(repeating: true, count: 1969)) }
        #expect(try client.readHoldingRegisters(at: 8, count: 1) == [27])
    }

    @Test func `a server that has stopped is a closed link, and stays closed`() throws {
        let server = try benchServer()
        let client = try Client(server.endpoint)
        _ = try client.readCoils(at: 0, count: 1)
        server.stop()
        #expect(throws: ClientError.link(.closed)) { try client.readCoils(at: 0, count: 1) }
        #expect(throws: ClientError.link(.closed)) { try client.readCoils(at: 0, count: 1) }
        #expect(throws: ClientError.link(.refused(server.endpoint))) { try Client(server.endpoint) }
    }

    @Test func `no answer is a time-out, and no later answer is taken for the next one's`() throws {
        // A port that accepts, as every listening one does, and is never served.
        let listener = try Listener()
        let client = try Client(listener.endpoint, timeout: .milliseconds(100))
        let clock = ContinuousClock()
        let started = clock.now
        #expect(throws: ClientError.link(.timedOut)) { try client.readCoils(at: 0, count: 1) }
        // 100 ms were asked for; the rest is for a busy machine.
        #expect(clock.now - started < .seconds(5))
        #expect(throws: ClientError.link(.closed)) { try client.readCoils(at: 0, count: 1) }
    }
}
