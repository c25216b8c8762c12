import Testing

@testable import Modbus

@Suite struct ServiceFuzzTests {
    /// Each frame is a good request with some of its bytes replaced, cut or lengthened, so that most checks are reached.
    @Test func `no sequence of bytes is answered wrongly, writes when refused, or crashes`() throws {
        var numbers = SeededNumbers(state: 20)
        var service = try benchService(.own([1]))
        let layout = try benchLayout()
        let plant = try benchSnapshot()
        var clients = CellValues(layout)
        var answered = 0
        var refused = 0
        for round in 0..<200_000 {
            let pdu = mutated(goodRequest(FunctionCode.allCases.randomElement(using: &numbers)!), &numbers)
            let unit: UInt8 = [0, 1, 255, 9].randomElement(using: &numbers)!
            let request = frame(pdu, transaction: UInt16(truncatingIfNeeded: round), unit: unit)
            let answer = service.answers(to: request)
            try #require(answer.count >= 9, "no answer to \(hex(request))")
            try #require(answer.count == 6 + Int(answer[4]) << 8 + Int(answer[5]), "length of \(hex(answer))")
            try #require(answer[0..<4] == request[0..<4] && answer[6] == unit, "header of \(hex(answer))")
            if answer[7] == request[7], answer[7] < 0x80 {
                answered += 1
                for write in service.writes {
                    for (cell, value) in write.cells {
                        try #require(layout.owner(of: cell) == .client, "\(hex(request)) wrote \(cell)")
                        clients[cell] = value
                    }
                }
            } else {
                refused += 1
                try #require(answer.count == 9 && answer[7] == request[7] | 0x80, "\(hex(answer)) to \(hex(request))")
                try #require(service.writes.isEmpty, "\(hex(request)) was refused and wrote")
            }
            // What is told as written is all that has changed.
            if round % 500 == 0 { try requireEqual(service.tables, plant, clients, layout) }
        }
        try requireEqual(service.tables, plant, clients, layout)
        #expect(answered > 20_000, "the frames must reach the tables")
        #expect(refused > 20_000, "the frames must reach the refusals")
    }

    @Test func `a stream of anything is cut without a crash and never answered with more than one frame for eight bytes`() throws
    {
        var numbers = SeededNumbers(state: 21)
        var service = try benchService()
        for _ in 0..<5_000 {
            var stream: [UInt8] = []
            while stream.count < 600 {
                let noise = (0..<Int.random(in: 0...9, using: &numbers)).map { _ in UInt8.random(in: 0...255, using: &numbers) }
                let request = goodRequest(FunctionCode.allCases.randomElement(using: &numbers)!)
                stream += Int.random(in: 0..<8, using: &numbers) == 0 ? noise : frame(mutated(request, &numbers))
            }
            let served = stream.withUnsafeBytes { service.serve($0, of: tester) }
            #expect(served.consumed <= stream.count)
            var rest = [UInt8](service.answers)[...]
            var count = 0
            while !rest.isEmpty {
                let length = rest.withUnsafeBytes { bytes in
                    if case .request(let length) = Frame.cut(bytes) { length } else { 0 }
                }
                try #require(length > 0, "answers that are no frames: \(hex(rest))")
                rest = rest.dropFirst(length)
                count += 1
            }
            #expect(count <= served.consumed / 8)
        }
    }

    private func mutated(_ hex: String, _ numbers: inout SeededNumbers) -> [UInt8] {
        var pdu = bytes(hex)
        for _ in 0..<Int.random(in: 0...3, using: &numbers) {
            let index = Int.random(in: 0..<pdu.count, using: &numbers)
            let small = UInt8.random(in: 0...9, using: &numbers)
            pdu[index] = Bool.random(using: &numbers) ? small : UInt8.random(in: 0...255, using: &numbers)
        }
        switch Int.random(in: 0..<12, using: &numbers) {
        case 0: pdu.removeLast(Int.random(in: 0..<pdu.count, using: &numbers))
        case 1: pdu += (0..<Int.random(in: 1...240, using: &numbers)).map { _ in UInt8.random(in: 0...255, using: &numbers) }
        default: break
        }
        return pdu
    }

    private func requireEqual(
        _ tables: borrowing Tables, _ plant: Snapshot, _ clients: CellValues, _ layout: Layout
    ) throws {
        for span in layout.spans {
            let expected = span.addresses.map { address -> UInt16 in
                let cell = Cell(span.area, address)
                return span.owner == .plant ? plant[cell] : clients[cell]
            }
            let held = tables.values(span.area, span.addresses)
            try #require(held == expected, "\(span)")
        }
    }
}
