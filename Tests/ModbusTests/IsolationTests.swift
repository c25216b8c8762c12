import Testing

@testable import Modbus

/// Clients that behave badly, beside one that does not. A server that waited for any of them would need half a second for each
/// exchange here; the bound of ten times the undisturbed time and two seconds is far from both.
@Suite(.serialized) struct IsolationTests {
    private let exchanges = 200

    private func time(_ client: RawSocket, between: () throws -> Void = {}) throws -> Duration {
        try ContinuousClock().measure {
            for _ in 0..<exchanges {
                #expect(try client.exchange(frame("03 0008 0001")) == frame("03 02 001B"))
                try between()
            }
        }
    }

    private func bound(_ undisturbed: Duration) -> Duration { undisturbed * 10 + .seconds(2) }

    @Test func `clients that stop inside a frame delay nobody, and get their answer when they go on`() throws {
        let server = try benchServer()
        let good = try RawSocket(server)
        let undisturbed = try time(good)
        let request = frame("04 0000 0001")
        let stopped = try (1..<12).map { count in
            let client = try RawSocket(server)
            try client.send([UInt8](request[..<count]))
            return client
        }
        #expect(try time(good) < bound(undisturbed))
        for (client, count) in zip(stopped, 1..<12) {
            try client.send([UInt8](request[count...]))
            #expect(try client.receiveFrame() == frame("04 02 0002"))
        }
    }

    @Test func `a client that drips its bytes delays nobody`() throws {
        let server = try benchServer()
        let good = try RawSocket(server)
        let undisturbed = try time(good)
        let slow = try RawSocket(server)
        let stream = (0..<exchanges / 12).flatMap { _ in frame("04 0000 0001") }
        var sent = 0
        let disturbed = try time(good) {
            guard sent < stream.count else { return }
            try slow.send([stream[sent]])
            sent += 1
        }
        #expect(disturbed < bound(undisturbed))
        let expected = (0..<exchanges / 12).flatMap { _ in frame("04 02 0002") }
        #expect(try slow.receive(expected.count) == expected)
    }

    @Test func `a client that never reads delays nobody, is held back, and loses no answer when it does read`() throws {
        let server = try benchServer()
        let good = try RawSocket(server)
        let undisturbed = try time(good)
        let deaf = try RawSocket(server)
        let request = frame("04 0064 007D")
        // Ends only because the server stops reading what it cannot answer.
        let sent = try deaf.sendUntilFull(request)
        #expect(try time(good) < bound(undisturbed))
        let whole = sent / request.count
        let answer = try deaf.receiveFrame()
        #expect(answer.count == 259)
        for _ in 1..<whole { #expect(try deaf.receiveFrame() == answer) }
    }

    @Test func `refused requests delay nobody`() throws {
        let server = try benchServer()
        let good = try RawSocket(server)
        let undisturbed = try time(good)
        let wrong = try RawSocket(server)
        let disturbed = try time(good) { () throws in
            for pdu in ["03 0000 0000", "0F 0000 0001 09 00", "63", "03 0020 0001"] {
                let answer = try wrong.exchange(frame(pdu))
                #expect(answer.count == 9)
            }
        }
        // Four more exchanges in each turn.
        #expect(disturbed < bound(undisturbed * 5))
    }

    @Test func `a client that asks without end takes its turns and no more`() throws {
        let server = try benchServer()
        let good = try RawSocket(server)
        let greedy = try RawSocket(server)
        let burst = (0..<2000).flatMap { _ in frame("04 0064 007D") }
        let undisturbed = try time(good)
        try greedy.send(burst)
        // Its answers wait unread; the next exchange is answered all the same.
        #expect(try time(good) < bound(undisturbed))
        #expect(try greedy.receive(2000 * 259).count == 2000 * 259)
    }

    @Test func `many clients at once each get their own answers`() throws {
        let server = try benchServer()
        let clients = try (0..<100).map { _ in try RawSocket(server) }
        for round in 0..<20 {
            for (number, client) in clients.enumerated() {
                try client.send(frame("03 0008 0001", transaction: UInt16(number * 100 + round)))
            }
            for (number, client) in clients.enumerated() {
                #expect(try client.receiveFrame() == frame("03 02 001B", transaction: UInt16(number * 100 + round)))
            }
        }
        withExtendedLifetime(clients) { #expect(server.connectionCount == 100) }
    }
}
