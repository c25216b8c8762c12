import Glibc
import Synchronization
import Testing

@testable import Modbus

/// What the plant's thread publishes, latches and stores, seen by clients over sockets.
@Suite struct PlantSideTests {
    @Test func `every response shows one snapshot whole, and none goes back`() throws {
        let server = try benchServer()
        let layout = server.layout
        let isDone = Atomic<Bool>(false)
        let addresses = 100..<225
        @Sendable func pattern(_ value: UInt16) -> Snapshot {
            var snapshot = Snapshot(layout)
            for address in addresses { snapshot[Cell(.inputRegisters, address)] = value }
            for address in 8..<16 { snapshot[Cell(.holdingRegisters, address)] = value }
            for address in 0..<20 { snapshot[Cell(.discreteInputs, address)] = value & 1 }
            return snapshot
        }
        server.publish(pattern(0))
        var seen: Set<[UInt8]> = []
        try withThread {
            var value: UInt16 = 0
            while !isDone.load(ordering: .relaxed) {
                value &+= 1
                server.publish(pattern(value))
            }
        } while: {
            defer { isDone.store(true, ordering: .relaxed) }
            let client = try RawSocket(server)
            var reads = 0
            while reads < 3000 || (seen.count <= 20 && reads < 300_000) {
                reads += 1
                let registers = try client.exchange(frame("04 0064 007D"))[9...]
                #expect(registers == repeated(registers.prefix(2), 125))
                seen.insert([UInt8](registers.prefix(2)))
                let held = try client.exchange(frame("17 0008 0008 0000 0001 02 0001"))[9...]
                #expect(held == repeated(held.prefix(2), 8))
                let inputs = try client.exchange(frame("02 0000 0014"))[9...]
                #expect([[0, 0, 0], [0xFF, 0xFF, 0x0F]].contains(inputs))
                if try client.exchange(frame("06 0000 0001"))[7] == 0x86 { _ = server.latch() }
            }
        }
        #expect(seen.count > 20, "the snapshots must change while they are read")
    }

    @Test func `what the program stores with a snapshot is read with it, never half`() throws {
        let server = try benchServer()
        let layout = server.layout
        let isDone = Atomic<Bool>(false)
        var changes = 0
        try withThread {
            var value: UInt16 = 0
            while !isDone.load(ordering: .relaxed) {
                value &+= 1
                var snapshot = Snapshot(layout)
                snapshot[Cell(.holdingRegisters, 8)] = value
                server.publish(snapshot, storing: [(Cell(.holdingRegisters, 6), [value, ~value])])
            }
        } while: {
            defer { isDone.store(true, ordering: .relaxed) }
            let client = try RawSocket(server)
            var last: [UInt8] = []
            // On a loaded machine the two threads take long turns: read on until enough has changed.
            var reads = 0
            while reads < 3000 || (changes <= 20 && reads < 300_000) {
                reads += 1
                let words = [UInt8](try client.exchange(frame("03 0006 0003"))[9...])
                guard words != [0, 0, 0, 0, 0, 27] else { continue }
                #expect(words[0] == ~words[2] && words[1] == ~words[3], "\(hex(words))")
                #expect(words[0] == words[4] && words[1] == words[5], "\(hex(words))")
                if words != last { changes += 1 }
                last = words
            }
        }
        #expect(changes > 20, "the values must change while they are read")
    }

    private func repeated(_ pair: ArraySlice<UInt8>, _ count: Int) -> ArraySlice<UInt8> {
        [UInt8]((0..<count).flatMap { _ in pair })[...]
    }

    @Test func `a write is seen at once by every client, and by the latch once it is answered`() throws {
        let server = try benchServer()
        let writer = try RawSocket(server)
        let reader = try RawSocket(server)
        for (write, written) in [
            ("06 0001 0012", 0x0012), ("16 0001 00F2 0025", 0x0017), ("10 0001 0001 02 0102", 0x0102),
            ("17 0001 0001 0001 0001 02 0506", 0x0506),
        ] {
            _ = try writer.exchange(frame(write))
            #expect(try reader.exchange(frame("03 0001 0001")) == frame("03 02 \(word(written))"))
            let latch = server.latch()
            #expect(latch.cells[Cell(.holdingRegisters, 1)] == UInt16(written))
            #expect(latch.writes.map(\.values) == [[UInt16(written)]])
        }
        _ = try writer.exchange(frame("0F 0000 0003 01 05"))
        #expect(try reader.exchange(frame("01 0000 0004")) == frame("01 01 05"))
        _ = try reader.exchange(frame("05 0002 0000"))
        let writes = server.latch().writes
        #expect(writes.map(\.function) == [.writeMultipleCoils, .writeSingleCoil])
        #expect(writes.map(\.values) == [[1, 0, 1], [0]])
        #expect(writes.map(\.peer.number) == [1, 2])
        #expect(writes[0].peer.address.hasPrefix("127.0.0.1:"))
    }

    @Test func `the program's store is read by clients until one of them writes`() throws {
        let server = try benchServer()
        let client = try RawSocket(server)
        server.store(Cell(.holdingRegisters, 2), 4242)
        server.store(Cell(.coils, 3), 1)
        #expect(try client.exchange(frame("03 0002 0001")) == frame("03 02 1092"))
        #expect(try client.exchange(frame("01 0003 0001")) == frame("01 01 01"))
        _ = try client.exchange(frame("06 0002 0001"))
        #expect(try client.exchange(frame("03 0002 0001")) == frame("03 02 0001"))
        #expect(server.latch().cells[Cell(.holdingRegisters, 2)] == 1)
        #expect(server.latch().cells[Cell(.coils, 3)] == 1)
    }

    @Test func `with program and client writing the same cells at once, both sides end alike`() throws {
        let server = try benchServer()
        let client = try RawSocket(server)
        let isDone = Atomic<Bool>(false)
        try withThread {
            var numbers = SeededNumbers(state: 3)
            while !isDone.load(ordering: .relaxed) {
                _ = server.latch()
                for _ in 0..<4 {
                    server.store(
                        Cell(.holdingRegisters, .random(in: 0..<8, using: &numbers)), .random(in: 0...999, using: &numbers))
                }
            }
        } while: {
            defer { isDone.store(true, ordering: .relaxed) }
            var numbers = SeededNumbers(state: 4)
            for _ in 0..<3000 {
                let address = Int.random(in: 0..<8, using: &numbers)
                _ = try client.exchange(frame("06 \(word(address)) \(word(Int.random(in: 1000...1999, using: &numbers)))"))
            }
        }
        let cells = server.latch().cells
        let values = (0..<8).map { word(Int(cells[Cell(.holdingRegisters, $0)])) }.joined()
        #expect(try client.exchange(frame("03 0000 0008")) == frame("03 10 \(values)"))
    }

    @Test func `a plant that does not latch makes writers wait and nobody else`() throws {
        let server = try benchServer()
        let client = try RawSocket(server)
        for _ in 0..<Mailbox.writeLimit / 128 {
            try client.send((0..<128).flatMap { _ in frame("06 0000 0001") })
            #expect(try client.receive(128 * 12).count == 128 * 12)
        }
        #expect(try client.exchange(frame("06 0000 0002")) == frame("86 06"))
        #expect(try client.exchange(frame("03 0000 0001")) == frame("03 02 0001"))
        #expect(server.latch().writes.count == Mailbox.writeLimit)
        #expect(try client.exchange(frame("06 0000 0002")) == frame("06 0000 0002"))
    }
}

/// Runs one closure on a thread of its own while another runs here; back when both have ended.
func withThread(_ other: @Sendable () -> Void, while body: () throws -> Void) rethrows {
    try withoutActuallyEscaping(other) { other in
        final class Work: Sendable {
            let closure: @Sendable () -> Void
            init(_ closure: @escaping @Sendable () -> Void) { self.closure = closure }
        }
        var thread = pthread_t()
        let result = pthread_create(
            &thread, nil,
            { argument in
                Unmanaged<Work>.fromOpaque(argument!).takeRetainedValue().closure()
                return nil
            }, Unmanaged.passRetained(Work(other)).toOpaque())
        precondition(result == 0, "pthread_create: \(result)")
        defer { pthread_join(thread, nil) }
        try body()
    }
}
