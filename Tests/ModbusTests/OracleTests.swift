import CModbus
import Glibc
import Testing

@testable import Modbus

/// libmodbus' own server side beside ours: for every request that both know, the same bytes and the same cells.
@Suite struct OracleTests {
    @Test func `on well-formed requests our answers are those of libmodbus, byte by byte`() throws {
        var numbers = SeededNumbers(state: 5)
        let oracle = try Oracle()
        let layout = oracle.layout
        let station = Station(Device(number: 1, layout: layout), Mailbox(layout, writeLimit: .max))
        var service = Service([station], .any)
        var refused = 0
        for round in 0..<20_000 {
            let request = frame(Self.request(&numbers), transaction: UInt16(truncatingIfNeeded: round), unit: 1)
            let answer = service.answers(to: request)
            let expected = try oracle.answer(request)
            try #require(answer == expected, "\(hex(request)): \(hex(answer)) instead of \(hex(expected))")
            if answer[7] >= 0x80 { refused += 1 }
            _ = station.mailbox.latch()
        }
        #expect(300...10_000 ~= refused, "addresses past the end must be met, and not only they")
        for cell in 0..<Oracle.size {
            #expect(station.tables[Cell(.holdingRegisters, cell)] == oracle.mapping.pointee.tab_registers[cell])
            #expect(station.tables[Cell(.coils, cell)] == UInt16(oracle.mapping.pointee.tab_bits[cell]))
        }
    }

    /// Quantities and byte counts that fit together; addresses that may lie past the end.
    private static func request(_ numbers: inout SeededNumbers) -> [UInt8] {
        let function = FunctionCode.allCases.filter(\.touchesCells).randomElement(using: &numbers)!
        let address = word(Int.random(in: 0..<Oracle.size + 100, using: &numbers))
        func data(_ count: Int) -> String {
            hex((0..<count).map { _ in UInt8.random(in: 0...255, using: &numbers) })
        }
        let code = hex([function.rawValue])
        switch function {
        case .readCoils, .readDiscreteInputs:
            return bytes("\(code) \(address) \(word(.random(in: 1...2000, using: &numbers)))")
        case .readHoldingRegisters, .readInputRegisters:
            return bytes("\(code) \(address) \(word(.random(in: 1...125, using: &numbers)))")
        case .writeSingleCoil:
            return bytes("\(code) \(address) \(Bool.random(using: &numbers) ? "FF00" : "0000")")
        case .writeSingleRegister: return bytes("\(code) \(address) \(data(2))")
        case .maskWriteRegister: return bytes("\(code) \(address) \(data(4))")
        case .writeMultipleCoils:
            let quantity = Int.random(in: 1...1968, using: &numbers)
            let count = (quantity + 7) / 8
            return bytes("\(code) \(address) \(word(quantity)) \(hex([UInt8(count)])) \(data(count))")
        case .writeMultipleRegisters:
            let quantity = Int.random(in: 1...123, using: &numbers)
            return bytes("\(code) \(address) \(word(quantity)) \(hex([UInt8(2 * quantity)])) \(data(2 * quantity))")
        case .readWriteMultipleRegisters:
            let quantity = Int.random(in: 1...121, using: &numbers)
            let read = Int.random(in: 1...125, using: &numbers)
            let target = word(Int.random(in: 0..<Oracle.size + 100, using: &numbers))
            return bytes(
                "\(code) \(address) \(word(read)) \(target) \(word(quantity)) \(hex([UInt8(2 * quantity)])) \(data(2 * quantity))"
            )
        case .diagnostics, .encapsulatedInterface: return []
        }
    }
}

/// `modbus_reply` on tables of its own, its answers caught in a socket pair.
private final class Oracle {
    static let size = 2400
    let layout: Layout
    let mapping: UnsafeMutablePointer<modbus_mapping_t>
    private let context: OpaquePointer
    private var pair: [Int32] = [-1, -1]

    struct Failure: Error {}

    init() throws {
        layout = try Layout([
            .init(.coils, 0..<Self.size, .client), .init(.discreteInputs, 0..<Self.size, .plant),
            .init(.inputRegisters, 0..<Self.size, .plant), .init(.holdingRegisters, 0..<Self.size, .client),
        ])
        let size = Int32(Self.size)
        guard let mapping = modbus_mapping_new(size, size, size, size), let context = modbus_new_tcp("127.0.0.1", 502),
            socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &pair) == 0
        else { throw Failure() }
        self.mapping = mapping
        self.context = context
        modbus_set_socket(context, pair[0])
        // It sleeps for this long before an exception of its own.
        modbus_set_response_timeout(context, 0, 1)
    }

    deinit {
        modbus_free(context)
        modbus_mapping_free(mapping)
        close(pair[0])
        close(pair[1])
    }

    func answer(_ request: [UInt8]) throws -> [UInt8] {
        // It reads a function's fields wherever the request ends.
        let padded = request + [UInt8](repeating: 0, count: Frame.maximumLength - request.count)
        let sent = modbus_reply(context, padded, Int32(request.count), mapping)
        guard sent > 0 else { throw Failure() }
        var answer = [UInt8](repeating: 0, count: Int(sent))
        guard recv(pair[1], &answer, answer.count, Int32(MSG_WAITALL)) == Int(sent) else { throw Failure() }
        return answer
    }
}
