import Testing

@testable import Modbus

/// Faults of the connected layer, as a master meets them.
@Suite struct DisturbanceTests {
    private func disturbed(_ change: (inout Disturbance) -> Void) throws -> Service {
        let service = try benchService()
        var disturbance = Disturbance()
        change(&disturbance)
        service.stations[0].mailbox.disturb(disturbance)
        return service
    }

    private let request = frame("03 0008 0001")
    private let answer = frame("03 02 001B")

    @Test func `a share of the requests is struck, evenly, and the others are answered`() throws {
        var busy = try disturbed { $0.busy = 0.25 }
        let answers = (0..<8).map { _ in busy.answers(to: request) }
        #expect(answers.filter { $0 == answer }.count == 6)
        #expect(answers[3] == frame("83 06") && answers[7] == frame("83 06"))
        var failed = try disturbed { $0.failure = 1 }
        #expect(failed.answers(to: request) == frame("83 04"))
        #expect(failed.writes.isEmpty)
        var silent = try disturbed { $0.silence = 0.5 }
        #expect(silent.answers(to: request + request + request + request) == answer + answer)
    }

    @Test func `a write that is refused, unanswered or dropped is not carried out`() throws {
        for change: (inout Disturbance) -> Void in [
            { $0.busy = 1 }, { $0.failure = 1 }, { $0.silence = 1 }, { $0.dropping = 1 }, { $0.duplication = 1 },
        ] {
            var service = try disturbed(change)
            _ = service.answers(to: frame("06 0000 0005"))
            _ = service.answers(to: frame("06 0000 0005"))
            #expect(service.tables[Cell(.holdingRegisters, 0)] == 0)
            #expect(service.stations[0].mailbox.latch().writes.isEmpty)
        }
    }

    @Test func `with a second device of the number, answers collide in turn with those of the other`() throws {
        var service = try disturbed { $0.duplication = 1 }
        #expect(service.answers(to: request) == frame("83 0B"))
        #expect(service.answers(to: request) == frame("03 02 0000"))
        #expect(service.answers(to: frame("02 0000 0009")) == frame("82 0B"))
        #expect(service.answers(to: frame("02 0000 0009")) == frame("02 02 0000"))
        #expect(service.answers(to: frame("10 0000 0001 02 0007")) == frame("90 0B"))
        #expect(service.answers(to: frame("10 0000 0001 02 0007")) == frame("10 0000 0001"))
    }

    @Test func `long requests are refused where their number is limited, bits by sixteen`() throws {
        var service = try disturbed { $0.registerLimit = 10 }
        #expect(service.answer("04 0064 000A").hasPrefix("04 14"))
        #expect(service.answer("04 0064 000B") == "84 03")
        #expect(service.answer("02 0064 00A0").hasPrefix("02 14"))
        #expect(service.answer("02 0064 00A1") == "82 03")
    }

    @Test func `dropped connections close without an answer, and come back when it is mended`() throws {
        let server = try benchServer()
        var disturbance = Disturbance()
        disturbance.dropping = 0.5
        server.disturb(disturbance)
        let client = try RawSocket(server)
        #expect(try client.exchange(request) == answer)
        try client.send(request)
        #expect(try client.receive(1).isEmpty)
        server.disturb(nil)
        let next = try RawSocket(server)
        for _ in 0..<4 { #expect(try next.exchange(request) == answer) }
    }

    @Test func `late answers come after their delay, in order, and delay nobody else's unit`() throws {
        let units = try [benchUnit(1), benchUnit(2)]
        let server = try Server(units, at: anyPort)
        for unit in 0..<2 { server.publish(try benchSnapshot(), unit: unit) }
        var disturbance = Disturbance()
        disturbance.delay = .milliseconds(300)
        server.disturb(disturbance, unit: 0)
        let (late, prompt) = (try RawSocket(server), try RawSocket(server))
        let clock = ContinuousClock()
        let start = clock.now
        try late.send(frame("03 0008 0001", transaction: 1, unit: 1) + frame("03 0009 0001", transaction: 2, unit: 1))
        for _ in 0..<20 {
            #expect(try prompt.exchange(frame("03 0008 0001", unit: 2)) == frame("03 02 001B", unit: 2))
        }
        #expect(clock.now - start < .milliseconds(300))
        #expect(try late.receiveFrame() == frame("03 02 001B", transaction: 1, unit: 1))
        #expect(clock.now - start >= .milliseconds(299))
        #expect(try late.receiveFrame() == frame("03 02 001E", transaction: 2, unit: 1))
        server.disturb(nil)
        let mended = clock.now
        #expect(try late.exchange(frame("03 0008 0001", unit: 1)) == frame("03 02 001B", unit: 1))
        #expect(clock.now - mended < .milliseconds(250))
        server.stop()
    }

    // MARK: The log

    @Test func `the log has each exchange with its client, and those that write alone when asked`() throws {
        for keepsReads in [true, false] {
            let log = RequestLog(keepsReads: keepsReads)
            let client = try RawSocket(try benchServer(.init(log: log)))
            for pdu in ["03 0008 0001", "06 0000 0005", "06 0008 0005", "63"] { _ = try client.exchange(frame(pdu)) }
            let exchanges = log.take().entries.compactMap { entry -> Exchange? in
                guard case .exchange(let request, let answer) = entry.event else { return nil }
                #expect(entry.peer.number == 1)
                return Exchange(request: request, answer: answer)
            }
            #expect(exchanges.map(\.code) == (keepsReads ? [3, 6, 6, 0x63] : [6, 6]))
            let writes = exchanges.filter { $0.writes != nil }
            #expect(writes.map { $0.writes?.values } == [[5], [5]])
            #expect(writes.map(\.outcome) == [.answered, .exception(.illegalDataAddress)])
            if keepsReads {
                #expect(exchanges[0].reads == .init(area: .holdingRegisters, addresses: 8..<9, values: [27]))
                #expect(exchanges[3].outcome == .exception(.illegalFunction))
                #expect(exchanges[3].function == nil)
            }
        }
    }

    @Test func `a log that nobody takes stays small and says what it lost`() throws {
        let log = RequestLog(limit: 10)
        let client = try RawSocket(try benchServer(.init(log: log)))
        for _ in 0..<50 { _ = try client.exchange(frame("03 0008 0001")) }
        let (entries, lost) = log.take()
        #expect(entries.count == 10)
        #expect(lost == 41)
        #expect(log.take().entries.isEmpty)
    }

    @Test func `an exchange is taken apart as it was meant`() {
        func exchange(_ request: String, _ answer: String?) -> Exchange {
            Exchange(request: frame(request, unit: 3), answer: answer.map { frame($0, unit: 3) })
        }
        let coils = exchange("0F 0001 000A 02 CD01", "0F 0001 000A")
        #expect(coils.unit == 3 && coils.function == .writeMultipleCoils && coils.reads == nil)
        #expect(coils.writes == .init(area: .coils, addresses: 1..<11, values: [1, 0, 1, 1, 0, 0, 1, 1, 1, 0]))
        let both = exchange("17 0002 0002 0007 0001 02 BEEF", "17 04 0001 0002")
        #expect(both.reads == .init(area: .holdingRegisters, addresses: 2..<4, values: [1, 2]))
        #expect(both.writes == .init(area: .holdingRegisters, addresses: 7..<8, values: [0xBEEF]))
        #expect(exchange("16 0004 00F2 0025", "16 0004 00F2 0025").writes?.values == [])
        #expect(exchange("02 0000 000A", "02 02 4901").reads?.values == [1, 0, 0, 1, 0, 0, 1, 0, 1, 0])
        #expect(exchange("06 0000 0001", nil).outcome == .unanswered)
        let nonsense = exchange("03 0000 0000", "83 03")
        #expect(nonsense.outcome == .exception(.illegalDataValue) && nonsense.reads == nil)
    }
}
