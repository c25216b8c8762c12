import Testing

@testable import Modbus

/// Raw requests against the bench's tables; PDUs only, the header is checked with each.
@Suite struct ServiceTests {
    // MARK: Reading

    @Test func `coils and discrete inputs come eight to a byte, the lowest address in the lowest bit`() throws {
        var service = try benchService()
        for address in [0, 2, 9] { service.tables[Cell(.coils, address)] = 1 }
        #expect(service.answer("01 0000 000A") == "01 02 05 02")
        #expect(service.answer("01 0002 0001") == "01 01 01")
        #expect(service.answer("02 0000 0014") == "02 03 49 92 04")
        #expect(service.answer("01 0010 0008") == "01 01 24")
    }

    @Test func `registers come high byte first`() throws {
        var service = try benchService()
        service.tables[Cell(.holdingRegisters, 65535)] = 0xABCD
        #expect(service.answer("04 0000 0003") == "04 06 00 02 00 05 00 08")
        #expect(service.answer("03 0008 0002") == "03 04 00 1B 00 1E")
        #expect(service.answer("03 FFFF 0001") == "03 02 AB CD")
    }

    @Test(arguments: [(1, 2000), (2, 2000), (3, 125), (4, 125)])
    func `the largest quantity is answered and one more is an illegal value`(function: Int, limit: Int) throws {
        var service = try benchService()
        let code = hex([UInt8(function)])
        let answer = service.answer("\(code) 0064 \(word(limit))")
        #expect(answer.hasPrefix("\(code) FA"))
        #expect(bytes(answer).count == 252)
        for quantity in [0, limit + 1, 65535] {
            #expect(service.answer("\(code) 0064 \(word(quantity))") == hex([UInt8(function) | 0x80, 3]))
        }
    }

    @Test(arguments: [
        "01 0017 0002", "02 0013 0002", "03 000F 0002", "04 0009 0002", "04 000A 0001", "03 FFFF 0002", "01 FFFF 07D0",
    ])
    func `a read that touches a gap or passes the last address is an illegal address`(pdu: String) throws {
        var service = try benchService()
        #expect(service.answer(pdu) == hex([bytes(pdu)[0] | 0x80, 2]))
    }

    @Test func `a read may cross from the clients' cells to the plant's`() throws {
        var service = try benchService()
        service.tables[Cell(.holdingRegisters, 7)] = 7
        #expect(service.answer("03 0007 0002") == "03 04 00 07 00 1B")
    }

    // MARK: Writing

    @Test func `a single coil takes FF00 and 0000 and nothing else`() throws {
        var service = try benchService()
        #expect(service.answer("05 0003 FF00") == "05 00 03 FF 00")
        #expect(service.tables[Cell(.coils, 3)] == 1)
        for value in ["0001", "FF01", "00FF", "FFFF", "0100"] {
            #expect(service.answer("05 0003 \(value)") == "85 03")
        }
        #expect(service.tables[Cell(.coils, 3)] == 1)
        #expect(service.answer("05 0003 0000") == "05 00 03 00 00")
        #expect(service.tables[Cell(.coils, 3)] == 0)
    }

    @Test func `a single register takes any value`() throws {
        var service = try benchService()
        #expect(service.answer("06 FFFF BEEF") == "06 FF FF BE EF")
        #expect(service.tables[Cell(.holdingRegisters, 65535)] == 0xBEEF)
    }

    @Test func `several coils are taken from their bytes, and bits past the quantity are not`() throws {
        var service = try benchService()
        #expect(service.answer("0F 0001 000A 02 CDFF") == "0F 00 01 00 0A")
        #expect(service.tables.values(.coils, 0..<13) == [0, 1, 0, 1, 1, 0, 0, 1, 1, 1, 1, 0, 0])
    }

    @Test func `several registers are taken in order`() throws {
        var service = try benchService()
        #expect(service.answer("10 0006 0002 04 000A 0102") == "10 00 06 00 02")
        #expect(service.tables.values(.holdingRegisters, 5..<8) == [0, 10, 258])
    }

    @Test(arguments: [(15, 1968, 246), (16, 123, 246)])
    func `the largest written quantity is accepted, and byte counts must fit exactly`(function: Int, limit: Int, size: Int) throws
    {
        var service = try benchService()
        let code = hex([UInt8(function)])
        let refused = hex([UInt8(function) | 0x80, 3])
        func data(_ count: Int) -> String { hex([UInt8](repeating: 0xFF, count: count)) }
        #expect(service.answer("\(code) 0064 \(word(limit)) F6 \(data(size))") == "\(code) 00 64 \(word(limit))")
        for (quantity, byteCount, sent) in [
            (0, 0, 0), (limit + 1, 247, 247), (limit, 246, 245), (limit, 246, 247), (limit, 245, 245), (8, 1, 2), (8, 3, 3),
            (17, 2, 2),
            (1, 0, 0), (1, 255, 2),
        ] {
            let pdu = "\(code) 0064 \(word(quantity)) \(hex([UInt8(byteCount)])) \(data(sent))"
            #expect(service.answer(pdu) == refused, "quantity \(quantity), byte count \(byteCount), \(sent) bytes")
        }
    }

    @Test func `a masked write keeps, sets and clears bits as the specification's example does`() throws {
        var service = try benchService()
        service.tables[Cell(.holdingRegisters, 4)] = 0x0012
        #expect(service.answer("16 0004 00F2 0025") == "16 00 04 00 F2 00 25")
        #expect(service.tables[Cell(.holdingRegisters, 4)] == 0x0017)
        #expect(service.writes.first?.values == [0x0017])
    }

    @Test func `function 23 writes before it reads`() throws {
        var service = try benchService()
        #expect(service.answer("17 0006 0003 0006 0002 04 1111 2222") == "17 06 11 11 22 22 00 1B")
        #expect(service.tables.values(.holdingRegisters, 6..<8) == [0x1111, 0x2222])
    }

    @Test func `function 23 takes 125 read and 121 written, and no more`() throws {
        var service = try benchService()
        let values = hex([UInt8](repeating: 0xAA, count: 242))
        let answer = service.answer("17 0064 007D 0064 0079 F2 \(values)")
        #expect(answer.hasPrefix("17 FA AA AA"))
        #expect(service.answer("17 0064 007E 0064 0079 F2 \(values)") == "97 03")
        #expect(service.answer("17 0064 0000 0064 0001 02 AAAA") == "97 03")
        #expect(service.answer("17 0064 0001 0064 0000 00") == "97 03")
        #expect(service.answer("17 0064 0001 0064 0002 02 AAAA") == "97 03")
        #expect(service.answer("17 0064 0001 0064 0001 02 AAAA AA") == "97 03")
        #expect(service.answer("17 0064 0001 0064 0001 02 AA") == "97 03")
    }

    @Test func `function 23 refused for either address writes nothing`() throws {
        var service = try benchService()
        #expect(service.answer("17 0020 0001 0000 0001 02 5555") == "97 02")
        #expect(service.answer("17 0000 0001 0008 0001 02 5555") == "97 02")
        #expect(service.answer("17 0000 0001 FFFF 0002 04 5555 5555") == "97 02")
        #expect(service.tables[Cell(.holdingRegisters, 0)] == 0)
        #expect(service.tables[Cell(.holdingRegisters, 8)] == 27)
        #expect(service.tables[Cell(.holdingRegisters, 65535)] == 0)
    }

    @Test(arguments: [
        "05 0010 FF00", "05 0018 FF00", "06 0008 0001", "06 0010 0001", "0F 000F 0002 01 03", "10 0007 0002 04 0001 0001",
        "10 FFFF 0002 04 0001 0001", "16 0008 0000 0000", "0F 0BB8 0001 01 01",
    ])
    func `a write to the plant's cells or a gap is an illegal address and changes nothing`(pdu: String) throws {
        var service = try benchService()
        let untouched = try benchService()
        #expect(service.answer(pdu) == hex([bytes(pdu)[0] | 0x80, 2]))
        #expect(service.writes.isEmpty)
        for span in try benchLayout().spans {
            #expect(
                service.tables.values(span.area, span.addresses) == untouched.tables.values(span.area, span.addresses), "\(span)")
        }
    }

    // MARK: Exceptions and their order

    @Test func `each function not served is exception 01 with its own code`() throws {
        var service = try benchService()
        for code in UInt8.min...UInt8.max where FunctionCode(rawValue: code) == nil {
            #expect(service.answer("\(hex([code])) 0000 0001") == hex([code | 0x80, 1]))
            #expect(service.answer(hex([code])) == hex([code | 0x80, 1]))
        }
    }

    @Test(arguments: FunctionCode.allCases) func `a request of the wrong length is an illegal value`(function: FunctionCode)
        throws
    {
        var service = try benchService()
        let good = bytes(goodRequest(function))
        for count in 1..<good.count {
            #expect(service.answer(hex(good[..<count])) == hex([function.rawValue | 0x80, 3]))
        }
        #expect(service.answer(hex(good + [0])) == hex([function.rawValue | 0x80, 3]))
        #expect(bytes(service.answer(hex(good)))[0] == function.rawValue)
    }

    @Test func `a bad quantity is told before a bad address`() throws {
        var service = try benchService()
        #expect(service.answer("03 FFF0 0000") == "83 03")
        #expect(service.answer("03 FFF0 0080") == "83 03")
        #expect(service.answer("05 FFF0 1234") == "85 03")
        #expect(service.answer("10 FFF0 0001 01 00") == "90 03")
    }

    @Test func `writes past what the plant can take are told to come back and change nothing`() throws {
        var service = try benchService(writeLimit: 2)
        let stream = frame("06 0000 0001") + frame("06 0001 0002") + frame("06 0002 0003") + frame("03 0000 0003")
        let answers = service.answers(to: stream)
        #expect(
            hex(answers)
                == hex(
                    frame("06 0000 0001") + frame("06 0001 0002") + frame("86 06") + frame("03 06 0001 0002 0000")))
        #expect(service.writes.count == 2)
    }

    // MARK: Units, frames and streams

    @Test func `units 0, 255 and the map's own are answered with their number, others as a gateway does`() throws {
        var service = try benchService(.own([7]))
        var open = try benchService(.any)
        for unit in UInt8.min...UInt8.max {
            let request = frame("06 0000 0001", unit: unit)
            let served = [0, 7, 255].contains(unit)
            #expect(service.answers(to: request) == (served ? request : frame("86 0B", unit: unit)))
            #expect(service.writes.isEmpty != served)
            #expect(open.answers(to: request) == request)
        }
    }

    @Test func `requests in one piece are answered in order, each with its transaction`() throws {
        var service = try benchService()
        var stream: [UInt8] = []
        var expected: [UInt8] = []
        for transaction in UInt16(65500)..<65535 {
            let value = word(Int(transaction))
            stream += frame("06 0001 \(value)", transaction: transaction) + frame("03 0001 0001", transaction: transaction)
            expected += frame("06 0001 \(value)", transaction: transaction) + frame("03 02 \(value)", transaction: transaction)
        }
        #expect(service.answers(to: stream) == expected)
    }

    @Test func `the largest answers to the smallest requests have room`() throws {
        var service = try benchService()
        let count = Service.streamLimit / 12
        let stream = (0..<count).flatMap { _ in frame("04 0064 007D") }
        #expect(service.answers(to: stream).count == count * 259)
    }

    @Test func `another protocol's frame is passed over and the next one answered`() throws {
        var service = try benchService()
        let foreign = bytes("0009 0001 0006 FF 06 0000 0001")
        #expect(service.answers(to: foreign + frame("03 0000 0001")) == frame("03 02 0000"))
    }

    @Test func `what follows a broken length is not read`() throws {
        var service = try benchService()
        let stream = frame("06 0000 0005") + bytes("0001 0000 0001 FF") + frame("06 0000 0006")
        let served = stream.withUnsafeBytes { service.serve($0, of: tester) }
        #expect(served == Service.Served(consumed: 12, isBroken: true))
        #expect(service.tables[Cell(.holdingRegisters, 0)] == 5)
    }

    @Test func `a stream cut anywhere gives the answers of the whole`() throws {
        let requests = ["01 0000 0010", "06 0001 1234", "17 0000 0004 0002 0001 02 5678", "08 0000 0000", "0F 0000 0009 02 FF01"]
        let stream = requests.flatMap { frame($0) }
        var whole = try benchService()
        let expected = whole.answers(to: stream)
        for cut in 0...stream.count {
            var service = try benchService()
            let first = [UInt8](stream[..<cut])
            let served = first.withUnsafeBytes { service.serve($0, of: tester) }
            let answers = [UInt8](service.answers) + service.answers(to: [UInt8](first[served.consumed...]) + stream[cut...])
            #expect(answers == expected, "cut at \(cut)")
        }
    }
}

/// A request of each function that the bench's tables accept.
func goodRequest(_ function: FunctionCode) -> String {
    switch function {
    case .readCoils: "01 0000 0001"
    case .readDiscreteInputs: "02 0000 0001"
    case .readHoldingRegisters: "03 0000 0001"
    case .readInputRegisters: "04 0000 0001"
    case .writeSingleCoil: "05 0000 FF00"
    case .writeSingleRegister: "06 0000 0001"
    case .writeMultipleCoils: "0F 0000 0009 02 0101"
    case .writeMultipleRegisters: "10 0000 0002 04 0001 0002"
    case .maskWriteRegister: "16 0000 0001 0002"
    case .readWriteMultipleRegisters: "17 0000 0001 0000 0001 02 0003"
    case .diagnostics: "08 0000 A537"
    case .encapsulatedInterface: "2B 0E 01 00"
    }
}
