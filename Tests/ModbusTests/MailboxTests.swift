import Testing

@testable import Modbus

/// The rule of two writers, without sockets: what the plant latches and what clients read never part.
@Suite struct MailboxTests {
    private let layout: Layout
    private let mailbox: Mailbox
    private let cell = Cell(.holdingRegisters, 0)

    init() throws {
        layout = try benchLayout()
        mailbox = Mailbox(layout)
    }

    private func write(_ value: UInt16, at address: Int = 0) -> Write {
        Write(peer: tester, function: .writeSingleRegister, area: .holdingRegisters, address: address, values: [value])
    }

    @Test func `a write is latched once, and its value stays`() {
        mailbox.take([write(5), write(6)])
        let latch = mailbox.latch()
        #expect(latch.writes.map(\.values) == [[5], [6]])
        #expect(latch.cells[cell] == 6)
        let next = mailbox.latch()
        #expect(next.writes.isEmpty)
        #expect(next.cells[cell] == 6)
    }

    @Test func `a store after the latch wins over the latched write, until the next write`() {
        let tables = Tables(layout)
        tables[cell] = 5
        mailbox.take([write(5)])
        _ = mailbox.latch()
        #expect(mailbox.store(cell, 9))
        _ = mailbox.bring(to: tables)
        #expect(tables[cell] == 9)
        #expect(mailbox.latch().cells[cell] == 9)
        tables[cell] = 7
        mailbox.take([write(7)])
        #expect(mailbox.latch().cells[cell] == 7)
    }

    @Test func `a store to a cell whose write is not yet latched is overtaken`() {
        let tables = Tables(layout)
        tables[cell] = 5
        mailbox.take([write(5)])
        #expect(!mailbox.store(cell, 9))
        _ = mailbox.bring(to: tables)
        #expect(tables[cell] == 5)
        #expect(mailbox.latch().cells[cell] == 5)
    }

    @Test func `a store made while a request writes the same cell is overtaken, and stores to others are not`() {
        let tables = Tables(layout)
        _ = mailbox.bring(to: tables)
        #expect(mailbox.store(cell, 9))
        #expect(mailbox.store(Cell(.holdingRegisters, 1), 11))
        tables[cell] = 5
        mailbox.take([write(5)])
        _ = mailbox.bring(to: tables)
        #expect(tables[cell] == 5)
        #expect(tables[Cell(.holdingRegisters, 1)] == 11)
        let cells = mailbox.latch().cells
        #expect(cells[cell] == 5)
        #expect(cells[Cell(.holdingRegisters, 1)] == 11)
    }

    @Test func `a value of two registers is stored whole, or not at all when one of them is written`() throws {
        let tables = Tables(layout)
        let pair = Cell(.holdingRegisters, 0)
        mailbox.publish(try benchSnapshot(), storing: [(pair, [1, 2])])
        _ = mailbox.bring(to: tables)
        #expect(tables.values(.holdingRegisters, 0..<2) == [1, 2])
        tables[Cell(.holdingRegisters, 1)] = 9
        mailbox.take([write(9, at: 1)])
        mailbox.publish(try benchSnapshot(), storing: [(pair, [3, 4])])
        _ = mailbox.bring(to: tables)
        #expect(tables.values(.holdingRegisters, 0..<2) == [1, 9])
        let cells = mailbox.latch().cells
        #expect((0..<2).map { cells[Cell(.holdingRegisters, $0)] } == [1, 9])
    }

    @Test func `the room for writes shrinks until the plant latches`() {
        let tables = Tables(layout)
        #expect(mailbox.bring(to: tables).room == Mailbox.writeLimit)
        mailbox.take([write(1), write(2)])
        #expect(mailbox.bring(to: tables).room == Mailbox.writeLimit - 2)
        _ = mailbox.latch()
        #expect(mailbox.bring(to: tables).room == Mailbox.writeLimit)
    }

    @Test func `however writes, stores and latches mix, both sides end with the same cells`() {
        var numbers = SeededNumbers(state: 7)
        let tables = Tables(layout)
        // What a replay ends with: the stores of a scan as the program made them, then the writes that its next latch took.
        var replayed = [UInt16](repeating: 0, count: 8)
        for _ in 0..<20_000 {
            let address = Int.random(in: 0..<8, using: &numbers)
            let value = UInt16.random(in: 0...65535, using: &numbers)
            switch Int.random(in: 0..<4, using: &numbers) {
            case 0:
                _ = mailbox.bring(to: tables)
                if Bool.random(using: &numbers) { storeForReplay(Cell(.holdingRegisters, address), value &+ 1, &replayed) }
                tables[Cell(.holdingRegisters, address)] = value
                mailbox.take([write(value, at: address)])
            case 1:
                storeForReplay(Cell(.holdingRegisters, address), value, &replayed)
            case 2:
                for write in mailbox.latch().writes { replayed[write.address] = write.values[0] }
            default:
                _ = mailbox.bring(to: tables)
            }
        }
        _ = mailbox.bring(to: tables)
        let latch = mailbox.latch()
        for write in latch.writes { replayed[write.address] = write.values[0] }
        #expect(tables.values(.holdingRegisters, 0..<8) == replayed)
        #expect((0..<8).map { latch.cells[Cell(.holdingRegisters, $0)] } == replayed)
    }

    private func storeForReplay(_ cell: Cell, _ value: UInt16, _ replayed: inout [UInt16]) {
        _ = mailbox.store(cell, value)
        replayed[cell.address] = value
    }
}
