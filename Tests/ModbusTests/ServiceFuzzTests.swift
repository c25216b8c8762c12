import Foundation
import Glibc
import Testing

@testable import Modbus

/// Frames at random against a reference written apart. `BANC_FUZZ_FRAMES` sets their number (Tools/fuzz-modbus), `BANC_FUZZ_SEED` others.
@Suite(.serialized) struct ServiceFuzzTests {
    private let frames = environment("BANC_FUZZ_FRAMES") ?? 200_000
    private let seed = UInt64(environment("BANC_FUZZ_SEED") ?? 20)

    private func reference() throws -> ReferenceDevice {
        let identification = try benchIdentification().objects.map { (number: $0.number, value: $0.value) }
        return ReferenceDevice(try benchLayout(), own: [1], try benchSnapshot(), identification)
    }

    @Test func `whatever is asked, the answer is the reference's to the byte, and so are the cells`() throws {
        var numbers = SeededNumbers(state: seed)
        var service = try benchService(.own([1]), writeLimit: .max)
        var reference = try reference()
        let layout = try benchLayout()
        var answered = 0
        var memory = 0
        for round in 0..<frames {
            let request = Self.request(round, &numbers)
            let answer = service.answers(to: request)
            let expected = reference.answer(request)
            guard answer == expected else {
                Issue.record("\(hex(request)): \(hex(answer)) instead of \(hex(expected))")
                return
            }
            if answer[7] < 0x80 { answered += 1 }
            // The writes that the plant is told, carried out on the plant's own copy, are all that has changed.
            if round % 1000 == 999 {
                let latch = service.stations[0].mailbox.latch()
                try requireEqual(service.tables, latch.cells, reference, layout)
            }
            if round == frames / 4 { memory = residentBytes() }
        }
        #expect(answered > frames / 10, "the frames must reach the cells")
        #expect(frames - answered > frames / 10, "the frames must reach the refusals")
        #expect(residentBytes() < memory + 32 << 20, "memory must not grow with the frames")
    }

    @Test func `a connection answers a stream cut anywhere as the reference answers its frames`() throws {
        var numbers = SeededNumbers(state: seed + 1)
        let count = frames / 10
        var done = 0
        while done < count {
            var service = try benchService(.own([1]), writeLimit: .max)
            var reference = try reference()
            let pair = try Pair()
            let connection = Connection(pair.near, tester, .everything, 0, now: 0)
            var stream: [UInt8] = []
            var expected: [UInt8] = []
            // In one stream of three something comes after which nothing can be understood.
            let end = Int.random(in: 1...300, using: &numbers)
            let isBroken = Int.random(in: 0..<3, using: &numbers) == 0
            for round in 0..<end {
                var request = Self.request(round, &numbers)
                if Int.random(in: 0..<16, using: &numbers) == 0 {
                    request[3] = 7
                } else {
                    expected += reference.answer(request)
                }
                stream += request
            }
            done += end
            if isBroken {
                stream += bytes("0001 0000") + bytes(word([0, 1, 255, 65535].randomElement(using: &numbers)!))
                stream += (0..<20).map { _ in UInt8.random(in: 0...255, using: &numbers) }
            }
            var received: [UInt8] = []
            var wish = Connection.Wish.input
            var sent = 0
            while sent < stream.count {
                let piece = min(Int.random(in: 1...700, using: &numbers), stream.count - sent)
                pair.send(stream[sent..<sent + piece])
                sent += piece
                // Level-triggered, as the event loop asks: again until there is nothing more to do.
                for _ in 0..<64 {
                    wish = connection.advance(&service, 1, now: 1)
                    received += pair.receive()
                }
            }
            try #require(received == expected, "\(hex(received)) instead of \(hex(expected))")
            try #require(wish == .input)
            try #require(pair.isShut == isBroken)
        }
    }

    // MARK: Frames

    /// A good request with some of its bytes replaced, cut or lengthened, so that most checks are reached; its length is right.
    private static func request(_ round: Int, _ numbers: inout SeededNumbers) -> [UInt8] {
        var pdu = good[Int.random(in: 0..<good.count, using: &numbers)]
        for _ in 0..<Int.random(in: 0...3, using: &numbers) {
            let index = Int.random(in: 0..<pdu.count, using: &numbers)
            pdu[index] = UInt8.random(in: 0...(Bool.random(using: &numbers) ? 9 : 255), using: &numbers)
        }
        switch Int.random(in: 0..<12, using: &numbers) {
        case 0: pdu.removeLast(Int.random(in: 0..<pdu.count, using: &numbers))
        case 1: pdu += (0..<Int.random(in: 1...240, using: &numbers)).map { _ in UInt8.random(in: 0...255, using: &numbers) }
        case 2: pdu = Self.whole(pdu[0], &numbers)
        default: break
        }
        let unit: UInt8 = [0, 1, 255, 255, 255, 9][Int.random(in: 0..<6, using: &numbers)]
        return frame(pdu, transaction: UInt16(truncatingIfNeeded: round), unit: unit)
    }

    private static let good = FunctionCode.allCases.map { bytes(goodRequest($0)) }

    /// Many cells at once, with byte counts that fit.
    private static func whole(_ function: UInt8, _ numbers: inout SeededNumbers) -> [UInt8] {
        let address = Int.random(in: 60...300, using: &numbers)
        let head = [function, UInt8(address / 256), UInt8(address % 256)]
        func data(_ count: Int) -> [UInt8] {
            [UInt8(count)] + (0..<count).map { _ in UInt8.random(in: 0...255, using: &numbers) }
        }
        switch function {
        case 15:
            let quantity = Int.random(in: 1...1968, using: &numbers)
            return head + [UInt8(quantity / 256), UInt8(quantity % 256)] + data((quantity + 7) / 8)
        case 16:
            let quantity = Int.random(in: 1...123, using: &numbers)
            return head + [0, UInt8(quantity)] + data(2 * quantity)
        case 23:
            let quantity = Int.random(in: 1...121, using: &numbers)
            return head + [0, UInt8.random(in: 1...125, using: &numbers), 1, 0x10, 0, UInt8(quantity)] + data(2 * quantity)
        default:
            let quantity = Int.random(in: 1...2000, using: &numbers)
            return head + [UInt8(quantity / 256), UInt8(quantity % 256)]
        }
    }

    // MARK: Cells

    private func requireEqual(_ tables: Tables, _ latched: ClientCells, _ reference: ReferenceDevice, _ layout: Layout) throws {
        for span in layout.spans {
            for address in span.addresses {
                let cell = Cell(span.area, address)
                let expected = reference.cells[span.area.rawValue][address]
                try #require(tables[cell] == expected, "\(cell)")
                if span.owner == .client { try #require(latched[cell] == expected, "\(cell) as the plant has it") }
            }
        }
    }
}

private func environment(_ name: String) -> Int? {
    ProcessInfo.processInfo.environment[name].flatMap { Int($0) }
}

private func residentBytes() -> Int {
    let pages = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ").dropFirst().first
    return (pages.flatMap { Int($0) } ?? 0) * Int(getpagesize())
}

/// Two ends of one stream, without a network; the near one belongs to who takes it.
private final class Pair {
    let near: Int32
    private let far: Int32
    private(set) var isShut = false

    struct Failure: Error {}

    init() throws {
        var pair: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0, &pair) == 0 else { throw Failure() }
        (near, far) = (pair[0], pair[1])
    }

    deinit {
        close(far)
    }

    func send(_ bytes: ArraySlice<UInt8>) {
        let sent = bytes.withUnsafeBytes { Glibc.send(far, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        precondition(sent == bytes.count)
    }

    func receive() -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 65536)
        let received = recv(far, &buffer, buffer.count, 0)
        if received == 0 { isShut = true }
        return received > 0 ? [UInt8](buffer[..<received]) : []
    }
}
