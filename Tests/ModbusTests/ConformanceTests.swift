import Testing

@testable import Modbus

/// A clause of a specification, and an exchange that it settles: "V1.1b3" is the MODBUS Application Protocol Specification, "TCP" the
/// MODBUS Messaging on TCP/IP Implementation Guide V1.0b. Answers are written from the text, not from what the server says.
struct ConformanceCase: Sendable, CustomTestStringConvertible {
    let clause: String
    let what: String
    /// PDUs in hexadecimal, each request with the answer that is due.
    let exchanges: [(request: String, answer: String)]

    init(_ clause: String, _ what: String, _ exchanges: (String, String)...) {
        self.clause = clause
        self.what = what
        self.exchanges = exchanges.map { (request: $0.0, answer: $0.1) }
    }

    var testDescription: String { "\(clause): \(what)" }
}

@Suite struct ConformanceTests {
    @Test(arguments: conformanceCases) func `each clause is kept by the service`(item: ConformanceCase) throws {
        var service = try benchService()
        for (request, answer) in item.exchanges {
            #expect(service.answer(request) == hex(bytes(answer)), "\(request)")
        }
    }

    @Test(arguments: conformanceCases) func `each clause is kept on the wire`(item: ConformanceCase) throws {
        let client = try RawSocket(try benchServer())
        for (number, (request, answer)) in item.exchanges.enumerated() {
            let transaction = UInt16(truncatingIfNeeded: 0xFFFF + number)
            #expect(
                hex(try client.exchange(frame(request, transaction: transaction)))
                    == hex(frame(answer, transaction: transaction)), "\(request)")
        }
    }

    @Test(arguments: conformanceCases) func `each clause is kept with the frames split and glued`(item: ConformanceCase) throws {
        let client = try RawSocket(try benchServer())
        let stream = item.exchanges.flatMap { frame($0.request) }
        let expected = item.exchanges.flatMap { frame($0.answer) }
        // In pieces of seven bytes: never at a frame's end but by accident.
        for start in stride(from: 0, to: stream.count, by: 7) {
            try client.send([UInt8](stream[start..<min(start + 7, stream.count)]))
        }
        #expect(hex(try client.receive(expected.count)) == hex(expected))
    }

    /// V1.1b3 section 7: an exception code for each reason, in the order of the state diagrams of section 6: function, then quantity
    /// and value, then address. Every wrong thing at once must show the first.
    @Test(arguments: FunctionCode.allCases) func `what is wrong first is told`(function: FunctionCode) throws {
        var service = try benchService()
        let refused = hex([function.rawValue | 0x80])
        let good = bytes(goodRequest(function))
        let short = [UInt8](good.dropLast())
        #expect(service.answer(hex(short)) == "\(refused) 03")
        #expect(service.answer(hex([function.rawValue])) == "\(refused) 03")
        #expect(service.answer(hex(good + [0])) == "\(refused) 03")
        guard function.touchesCells else { return }
        // The right length at an address that is not there.
        var lost = good
        (lost[1], lost[2]) = (0x40, 0)
        #expect(service.answer(hex(lost)) == "\(refused) 02")
        // A function that the unit does not have, with a bad quantity at a bad address.
        let without = Device(
            number: 255, layout: try benchLayout(), functions: Set(FunctionCode.allCases).subtracting([function]))
        var lacking = Service([Station(without, Mailbox(without.layout))], .own([]))
        #expect(lacking.answer(hex(lost + [0])) == "\(refused) 01")
    }

    /// V1.1b3 section 4.1: function codes 1 to 255; 128 to 255 are for exceptions, 0 is not valid.
    @Test func `every other function code is exception 01 whatever follows it`() throws {
        var service = try benchService()
        for code in UInt8.min...UInt8.max where FunctionCode(rawValue: code) == nil {
            for rest in ["", "00", "0000 0001", String(repeating: "FF", count: 252)] {
                #expect(service.answer(hex([code]) + rest) == hex([code | 0x80, 1]))
            }
        }
    }

    /// V1.1b3 section 6.12 and others: every quantity of every function, at addresses that hold them all.
    @Test(arguments: [
        (FunctionCode.readCoils, 2000), (.readDiscreteInputs, 2000), (.readHoldingRegisters, 125), (.readInputRegisters, 125),
    ])
    func `every quantity is answered with its bytes or refused`(function: FunctionCode, limit: Int) throws {
        var service = try benchService()
        let isBits = function == .readCoils || function == .readDiscreteInputs
        for quantity in 0...2100 {
            let answer = bytes(service.answer("\(hex([function.rawValue])) 0064 \(word(quantity))"))
            if 1...limit ~= quantity {
                let count = isBits ? (quantity + 7) / 8 : 2 * quantity
                #expect(answer.count == count + 2 && answer[1] == UInt8(count), "quantity \(quantity)")
            } else {
                #expect(answer == [function.rawValue | 0x80, 3], "quantity \(quantity)")
            }
        }
    }

    /// V1.1b3 section 4.4: 65536 of each table, addresses 0 to 65535; section 6: the last address may be read and the next may not.
    @Test func `the whole of each table can be read and written to its last address`() throws {
        let layout = try Layout(
            Area.allCases.map { area in
                .init(area, 0..<65536, area == .coils || area == .holdingRegisters ? .client : .plant)
            })
        var service = Service([Station(Device(number: 1, layout: layout), Mailbox(layout))], .any)
        #expect(service.answer("05 FFFF FF00") == "05 FF FF FF 00")
        #expect(service.answer("01 FFFF 0001") == "01 01 01")
        #expect(service.answer("01 FFF8 0008") == "01 01 80")
        #expect(service.answer("01 FFF9 0008") == "81 02")
        #expect(service.answer("02 F830 07D0").hasPrefix("02 FA"))
        #expect(service.answer("02 F831 07D0") == "82 02")
        #expect(service.answer("10 FF85 007B F6 \(String(repeating: "A5", count: 246))") == "10 FF 85 00 7B")
        #expect(service.answer("10 FF86 007B F6 \(String(repeating: "A5", count: 246))") == "90 02")
        #expect(service.answer("03 FFFF 0001") == "03 02 A5 A5")
        #expect(service.answer("03 FF83 007D").hasPrefix("03 FA"))
        #expect(service.answer("03 FF84 007D") == "83 02")
        #expect(service.answer("04 FFFF 0001") == "04 02 00 00")
        #expect(service.answer("04 FFFF 0002") == "84 02")
        #expect(service.answer("17 FFFF 0001 0000 0001 02 0001") == "17 02 A5 A5")
        #expect(service.answer("17 FFFF 0002 0000 0001 02 0002") == "97 02")
        #expect(service.answer("17 0000 0001 FFFF 0002 04 00020002") == "97 02")
        #expect(service.answer("03 0000 0001") == "03 02 00 01")
    }

    // MARK: Units

    /// TCP section 4.4.2: unit 255 and 0 are the server itself; a gateway answers 0B for a device that is not there (V1.1b3 section 7).
    @Test func `units behind one address are told apart and answer from their own cells`() throws {
        let units = try [
            benchUnit(1), benchUnit(2), Device(number: 7, layout: Layout([.init(.holdingRegisters, 0..<1, .client)])),
        ]
        var service = Service(units.map { Station($0, Mailbox($0.layout)) }, .own([]))
        #expect(service.answers(to: frame("06 0000 0101", unit: 1)) == frame("06 0000 0101", unit: 1))
        #expect(service.answers(to: frame("06 0000 0202", unit: 2)) == frame("06 0000 0202", unit: 2))
        #expect(service.answers(to: frame("06 0000 0707", unit: 7)) == frame("06 0000 0707", unit: 7))
        for (unit, value) in [(1, "0101"), (2, "0202"), (7, "0707"), (0, "0101"), (255, "0101")] {
            #expect(service.answers(to: frame("03 0000 0001", unit: UInt8(unit))) == frame("03 02 \(value)", unit: UInt8(unit)))
        }
        for unit in UInt8.min...UInt8.max where ![0, 1, 2, 7, 255].contains(unit) {
            #expect(service.answers(to: frame("03 0000 0001", unit: unit)) == frame("83 0B", unit: unit))
            // An unknown unit comes before an unknown function: nobody is there to know.
            #expect(service.answers(to: frame("63", unit: unit)) == frame("E3 0B", unit: unit))
        }
        // Unit 7 has other cells, and says nothing of itself.
        #expect(service.answers(to: frame("03 0001 0001", unit: 7)) == frame("83 02", unit: 7))
        #expect(service.answers(to: frame("2B 0E 01 00", unit: 7)) == frame("AB 01", unit: 7))
        #expect(service.stations.map { $0.mailbox.latch().writes.map(\.values) } == [[[0x0101]], [[0x0202]], [[0x0707]]])
    }

    /// V1.1b3 section 4.1 and the serial line specification: a broadcast is a write that all carry out and none answers.
    @Test func `unit 0 is every unit where broadcasts are asked for`() throws {
        let units = try [benchUnit(1), benchUnit(2), Device(number: 3, layout: Layout([.init(.coils, 0..<1, .plant)]))]
        var service = Service(units.map { Station($0, Mailbox($0.layout)) }, .own([]), zeroIsBroadcast: true)
        #expect(service.answers(to: frame("06 0001 BEEF", unit: 0) + frame("05 0002 FF00", unit: 0)).isEmpty)
        for unit in UInt8(1)...2 {
            #expect(service.answers(to: frame("03 0001 0001", unit: unit)) == frame("03 02 BEEF", unit: unit))
            #expect(service.answers(to: frame("01 0002 0001", unit: unit)) == frame("01 01 01", unit: unit))
        }
        // What is no write is nothing to broadcast; what a unit cannot do it leaves, and says nothing either.
        #expect(
            service.answers(to: frame("03 0001 0001", unit: 0) + frame("06 4000 0001", unit: 0) + frame("63", unit: 0)).isEmpty)
        #expect(service.answers(to: frame("17 0000 0001 0000 0001 02 0003", unit: 0)).isEmpty)
        #expect(service.answers(to: frame("03 0000 0001", unit: 1)) == frame("03 02 0000", unit: 1))
        #expect(service.stations.map { $0.mailbox.latch().writes.count } == [2, 2, 0])
        // The six broadcasts are what unit 2 was silent about.
        #expect(service.answers(to: frame("08 000F 0000", unit: 2)) == frame("08 000F 0006", unit: 2))
    }

    // MARK: Frames

    /// TCP section 3.1.3: the length counts the unit and the PDU; the protocol is 0 for MODBUS.
    @Test func `pipelined requests are each answered with their own transaction, other protocols with nothing`() throws {
        let client = try RawSocket(try benchServer())
        try client.send(
            frame("03 0008 0001", transaction: 1) + bytes("0002 0001 0006 FF 03 0008 0001") + frame("63", transaction: 3)
                + bytes("0004 FFFF 00FE") + [UInt8](repeating: 3, count: 254) + frame("04 0000 0001", transaction: 5))
        let expected =
            frame("03 02 001B", transaction: 1) + frame("E3 01", transaction: 3) + frame("04 02 0002", transaction: 5)
        #expect(hex(try client.receive(expected.count)) == hex(expected))
    }
}

private let conformanceCases: [ConformanceCase] = [
    // MARK: 6.1 Read coils
    .init("V1.1b3 6.1", "coils that are off", ("01 0000 0001", "01 01 00")),
    .init("V1.1b3 6.1", "the first coil in the lowest bit", ("05 0000 FF00", "05 0000 FF00"), ("01 0000 0008", "01 01 01")),
    .init("V1.1b3 6.1", "a ninth coil takes a second byte", ("05 0008 FF00", "05 0008 FF00"), ("01 0000 0009", "01 02 0001")),
    .init("V1.1b3 6.1", "the remaining bits are zero", ("0F 0000 0010 02 FFFF", "0F 0000 0010"), ("01 0000 0003", "01 01 07")),
    .init("V1.1b3 6.1", "from an address inside a byte", ("0F 0000 0010 02 F00F", "0F 0000 0010"), ("01 0004 0008", "01 01 FF")),
    .init("V1.1b3 6.1", "quantity 0", ("01 0000 0000", "81 03")),
    .init("V1.1b3 6.1", "quantity 2001", ("01 0000 07D1", "81 03")),
    .init("V1.1b3 6.1", "quantity 65535", ("01 0000 FFFF", "81 03")),
    .init("V1.1b3 6.1", "past the end of the coils", ("01 0018 0001", "81 02")),
    .init("V1.1b3 6.1", "across the end of the coils", ("01 0017 0002", "81 02")),
    .init("V1.1b3 6.1", "address 65535 and two of them", ("01 FFFF 0002", "81 02")),
    .init("V1.1b3 6.1", "a bad quantity at a bad address", ("01 FFFF 0000", "81 03")),
    // MARK: 6.2 Read discrete inputs
    .init("V1.1b3 6.2", "every third input is on", ("02 0000 0009", "02 02 4900")),
    .init("V1.1b3 6.2", "from the second input", ("02 0001 0008", "02 01 24")),
    .init("V1.1b3 6.2", "quantity 0", ("02 0000 0000", "82 03")),
    .init("V1.1b3 6.2", "quantity 2001", ("02 0064 07D1", "82 03")),
    .init("V1.1b3 6.2", "across the end", ("02 0013 0002", "82 02")),
    // MARK: 6.3 Read holding registers
    .init("V1.1b3 6.3", "the high byte first", ("06 0000 1234", "06 0000 1234"), ("03 0000 0001", "03 02 1234")),
    .init("V1.1b3 6.3", "in the order of addresses", ("03 0008 0003", "03 06 001B 001E 0021")),
    .init("V1.1b3 6.3", "quantity 0", ("03 0000 0000", "83 03")),
    .init("V1.1b3 6.3", "quantity 126", ("03 0064 007E", "83 03")),
    .init("V1.1b3 6.3", "quantity 32769", ("03 0064 8001", "83 03")),
    .init("V1.1b3 6.3", "a gap", ("03 0010 0001", "83 02")),
    .init("V1.1b3 6.3", "across a gap", ("03 000F 0055", "83 02")),
    .init("V1.1b3 6.3", "the last address of all", ("06 FFFF 0001", "06 FFFF 0001"), ("03 FFFF 0001", "03 02 0001")),
    .init("V1.1b3 6.3", "one past the last address of all", ("03 FFFF 0002", "83 02")),
    // MARK: 6.4 Read input registers
    .init("V1.1b3 6.4", "the high byte first", ("04 0064 0002", "04 04 012E 0131")),
    .init("V1.1b3 6.4", "quantity 0", ("04 0000 0000", "84 03")),
    .init("V1.1b3 6.4", "quantity 126", ("04 0064 007E", "84 03")),
    .init("V1.1b3 6.4", "a gap", ("04 000A 0001", "84 02")),
    .init("V1.1b3 6.4", "holding registers are other cells", ("04 0190 0001", "84 02")),
    // MARK: 6.5 Write single coil
    .init("V1.1b3 6.5", "FF00 is on and is echoed", ("05 000F FF00", "05 000F FF00"), ("01 000F 0001", "01 01 01")),
    .init(
        "V1.1b3 6.5", "0000 is off and is echoed", ("05 000F FF00", "05 000F FF00"), ("05 000F 0000", "05 000F 0000"),
        ("01 000F 0001", "01 01 00")),
    .init(
        "V1.1b3 6.5", "any other value is illegal and changes nothing", ("05 000F FF00", "05 000F FF00"),
        ("05 000F 0001", "85 03"), ("05 000F FF01", "85 03"), ("05 000F 00FF", "85 03"), ("05 000F FFFF", "85 03"),
        ("01 000F 0001", "01 01 01")),
    .init("V1.1b3 6.5", "an illegal value at an illegal address", ("05 4000 0001", "85 03")),
    .init("V1.1b3 6.5", "no such coil", ("05 0018 FF00", "85 02")),
    .init("V1.1b3 6.5", "a coil that clients only read", ("05 0010 0000", "85 02"), ("01 0010 0008", "01 01 24")),
    // MARK: 6.6 Write single register
    .init(
        "V1.1b3 6.6", "any value, echoed", ("06 0001 0000", "06 0001 0000"), ("06 0001 FFFF", "06 0001 FFFF"),
        ("03 0001 0001", "03 02 FFFF")),
    .init("V1.1b3 6.6", "no such register", ("06 0010 0001", "86 02")),
    .init("V1.1b3 6.6", "a register that clients only read", ("06 0008 0001", "86 02"), ("03 0008 0001", "03 02 001B")),
    // MARK: 6.8 Diagnostics, where there is no serial line
    .init("V1.1b3 6.8.1/00", "query data come back", ("08 0000 A537", "08 0000 A537")),
    .init("V1.1b3 6.8.1/00", "several words of query data come back", ("08 0000 0102 0304 0506", "08 0000 0102 0304 0506")),
    .init(
        "V1.1b3 6.8.1/00", "without data or with half a word", ("08 0000", "88 03"), ("08 0000 01", "88 03"),
        ("08 0000 010203", "88 03")),
    .init("V1.1b3 6.8.1/0A", "clearing the counters", ("08 000A 0000", "08 000A 0000")),
    .init("V1.1b3 6.8.1/0A", "clearing with data", ("08 000A 0001", "88 03"), ("08 000A", "88 03")),
    .init(
        "V1.1b3 6.8.1/0B", "messages since clearing, itself included", ("08 000A 0000", "08 000A 0000"),
        ("03 0000 0001", "03 02 0000"), ("08 000B 0000", "08 000B 0002")),
    .init(
        "V1.1b3 6.8.1/0D", "exceptions since clearing", ("63", "E3 01"), ("08 000A 0000", "08 000A 0000"),
        ("03 0010 0001", "83 02"), ("03 0000 0000", "83 03"), ("08 000D 0000", "08 000D 0002")),
    .init(
        "V1.1b3 6.8.1/0E", "messages to this unit since clearing", ("08 000A 0000", "08 000A 0000"), ("63", "E3 01"),
        ("08 000E 0000", "08 000E 0002")),
    .init("V1.1b3 6.8.1/0F", "nothing goes without an answer on TCP", ("08 000F 0000", "08 000F 0000")),
    .init("V1.1b3 6.8.1/11", "never busy here", ("08 0011 0000", "08 0011 0000")),
    .init(
        "V1.1b3 6.8", "sub-functions of a serial line are not supported", ("08 0001 0000", "88 01"), ("08 0002 0000", "88 01"),
        ("08 0003 0A00", "88 01"), ("08 0004 0000", "88 01"), ("08 000C 0000", "88 01"), ("08 0010 0000", "88 01"),
        ("08 0012 0000", "88 01"), ("08 0014 0000", "88 01"), ("08 FFFF 0000", "88 01")),
    // MARK: 6.11 Write multiple coils
    .init(
        "V1.1b3 6.11", "the example of the specification, moved to 0: ten coils in two bytes",
        ("0F 0000 000A 02 CD01", "0F 0000 000A"), ("01 0000 000A", "01 02 CD01")),
    .init(
        "V1.1b3 6.11", "bits past the quantity are not written", ("0F 0000 0003 01 FF", "0F 0000 0003"),
        ("01 0000 0008", "01 01 07")),
    .init(
        "V1.1b3 6.11", "coils beside them keep their values", ("0F 0000 0010 02 FFFF", "0F 0000 0010"),
        ("0F 0004 0004 01 00", "0F 0004 0004"), ("01 0000 0010", "01 02 0FFF")),
    .init("V1.1b3 6.11", "quantity 0", ("0F 0000 0000 00", "8F 03"), ("0F 0000 0000 01 00", "8F 03")),
    .init("V1.1b3 6.11", "quantity 1969", ("0F 0064 07B1 F7 \(String(repeating: "00", count: 247))", "8F 03")),
    .init("V1.1b3 6.11", "a byte count too small", ("0F 0000 0009 01 FF", "8F 03")),
    .init(
        "V1.1b3 6.11", "a byte count too large, with its bytes", ("0F 0000 0008 02 FFFF", "8F 03"), ("01 0000 0008", "01 01 00")),
    .init("V1.1b3 6.11", "a byte count without its bytes", ("0F 0000 0009 02 FF", "8F 03")),
    .init("V1.1b3 6.11", "more bytes than the byte count", ("0F 0000 0008 01 FF FF", "8F 03")),
    .init(
        "V1.1b3 6.11", "across coils that clients only read: none is written", ("0F 000E 0004 01 FF", "8F 02"),
        ("01 000E 0002", "01 01 00")),
    // MARK: 6.12 Write multiple registers
    .init(
        "V1.1b3 6.12", "the example of the specification: two registers from 1", ("10 0001 0002 04 000A 0102", "10 0001 0002"),
        ("03 0001 0002", "03 04 000A 0102")),
    .init("V1.1b3 6.12", "quantity 0", ("10 0000 0000 00", "90 03")),
    .init("V1.1b3 6.12", "quantity 124", ("10 0064 007C F8 \(String(repeating: "00", count: 246))", "90 03")),
    .init(
        "V1.1b3 6.12", "a byte count that is not twice the quantity", ("10 0000 0001 01 00", "90 03"),
        ("10 0000 0002 02 0001", "90 03"), ("10 0000 0001 04 0001 0002", "90 03"), ("10 0000 0001 00", "90 03")),
    .init(
        "V1.1b3 6.12", "across registers that clients only read: none is written", ("10 0007 0002 04 0001 0001", "90 02"),
        ("03 0007 0001", "03 02 0000")),
    .init("V1.1b3 6.12", "no such registers", ("10 0010 0001 02 0001", "90 02")),
    // MARK: 6.16 Mask write register
    .init(
        "V1.1b3 6.16", "the example of the specification: 12 by F2 and 25 is 17", ("06 0004 0012", "06 0004 0012"),
        ("16 0004 00F2 0025", "16 0004 00F2 0025"), ("03 0004 0001", "03 02 0017")),
    .init(
        "V1.1b3 6.16", "with AND zero the OR mask is the value", ("06 0004 FFFF", "06 0004 FFFF"),
        ("16 0004 0000 1234", "16 0004 0000 1234"), ("03 0004 0001", "03 02 1234")),
    .init(
        "V1.1b3 6.16", "with AND all ones nothing changes", ("06 0004 5A5A", "06 0004 5A5A"),
        ("16 0004 FFFF FFFF", "16 0004 FFFF FFFF"), ("03 0004 0001", "03 02 5A5A")),
    .init(
        "V1.1b3 6.16", "no such register, or one that clients only read", ("16 0010 0000 0000", "96 02"),
        ("16 0008 0000 0000", "96 02"), ("03 0008 0001", "03 02 001B")),
    // MARK: 6.17 Read/write multiple registers
    .init("V1.1b3 6.17", "the write comes before the read", ("17 0000 0002 0001 0001 02 BEEF", "17 04 0000 BEEF")),
    .init(
        "V1.1b3 6.17", "the read may be of cells that clients only read", ("17 0008 0002 0000 0001 02 0001", "17 04 001B 001E")),
    .init(
        "V1.1b3 6.17", "read quantity 0 or 126", ("17 0000 0000 0000 0001 02 0001", "97 03"),
        ("17 0064 007E 0000 0001 02 0001", "97 03"), ("03 0000 0001", "03 02 0000")),
    .init(
        "V1.1b3 6.17", "write quantity 0 or 122", ("17 0000 0001 0000 0000 00", "97 03"),
        ("17 0000 0001 0064 007A F4 \(String(repeating: "00", count: 243))", "97 03")),
    .init(
        "V1.1b3 6.17", "write quantity 121 with read quantity 125",
        ("17 0064 0001 0064 0079 F2 \(String(repeating: "11", count: 242))", "17 02 1111")),
    .init(
        "V1.1b3 6.17", "a byte count that is not twice the quantity", ("17 0000 0001 0000 0001 01 00", "97 03"),
        ("17 0000 0001 0000 0001 04 0001 0002", "97 03")),
    .init(
        "V1.1b3 6.17", "a refused read writes nothing", ("17 0010 0001 0000 0001 02 0007", "97 02"),
        ("03 0000 0001", "03 02 0000")),
    .init("V1.1b3 6.17", "a refused write reads nothing", ("17 0000 0001 0008 0001 02 0007", "97 02")),
    // MARK: 6.21 Read device identification
    .init(
        "V1.1b3 6.21", "basic identification in a stream",
        ("2B 0E 01 00", "2B 0E 01 83 00 00 03 00 04 62616E63 01 05 42454E4348 02 03 312E32")),
    .init("V1.1b3 6.21", "a stream from a later object", ("2B 0E 01 02", "2B 0E 01 83 00 00 01 02 03 312E32")),
    .init(
        "V1.1b3 6.21", "a stream from an object that is not there begins at the first",
        ("2B 0E 01 63", "2B 0E 01 83 00 00 03 00 04 62616E63 01 05 42454E4348 02 03 312E32")),
    .init(
        "V1.1b3 6.21", "a basic stream from a regular object begins at the first",
        ("2B 0E 01 03", "2B 0E 01 83 00 00 03 00 04 62616E63 01 05 42454E4348 02 03 312E32")),
    .init(
        "V1.1b3 6.21", "regular identification has the basic one in front",
        (
            "2B 0E 02 00",
            "2B 0E 02 83 00 00 05 00 04 62616E63 01 05 42454E4348 02 03 312E32 03 16 687474703A2F2F6578616D706C652E696E76616C6964 05 01 4D"
        )),
    .init(
        "V1.1b3 6.21", "extended identification in two answers",
        ("2B 0E 03 05", "2B 0E 03 83 FF 82 02 05 01 4D 80 C8 \(String(repeating: "61", count: 200))"),
        ("2B 0E 03 82", "2B 0E 03 83 00 00 01 82 64 \(String(repeating: "62", count: 100))")),
    .init(
        "V1.1b3 6.21", "one object on its own", ("2B 0E 04 01", "2B 0E 04 83 00 00 01 01 05 42454E4348"),
        ("2B 0E 04 82", "2B 0E 04 83 00 00 01 82 64 \(String(repeating: "62", count: 100))")),
    .init(
        "V1.1b3 6.21", "one object that is not there", ("2B 0E 04 04", "AB 02"), ("2B 0E 04 07", "AB 02"),
        ("2B 0E 04 FF", "AB 02")),
    .init("V1.1b3 6.21", "no such category", ("2B 0E 00 00", "AB 03"), ("2B 0E 05 00", "AB 03"), ("2B 0E FF 00", "AB 03")),
    .init(
        "V1.1b3 6.19", "another encapsulated interface is not supported", ("2B 0D 00 00", "AB 01"), ("2B 00 01 00", "AB 01"),
        ("2B 0F", "AB 01")),
    .init(
        "V1.1b3 6.21", "a wrong length", ("2B", "AB 03"), ("2B 0E", "AB 03"), ("2B 0E 01", "AB 03"), ("2B 0E 01 00 00", "AB 03")),
    // MARK: 6 and 7 Functions of a serial line, files, queues
    .init(
        "V1.1b3 6.7 6.9 6.10 6.13", "functions of a serial line are not known", ("07", "87 01"), ("0B", "8B 01"), ("0C", "8C 01"),
        ("11", "91 01")),
    .init(
        "V1.1b3 6.14 6.15 6.18", "files and queues are not known", ("14 07 06 0001 0000 0001", "94 01"),
        ("15 09 06 0001 0000 0001 0001", "95 01"), ("18 0000", "98 01")),
    .init(
        "V1.1b3 7", "an exception does not disturb what follows", ("00", "80 01"), ("03 0008 0001", "03 02 001B"),
        ("80", "80 01"), ("FF 0000", "FF 01"), ("03 0008 0001", "03 02 001B")),
]

/// All exchanges of the suite, as whole frames.
func conformanceFrames() -> [(request: [UInt8], answer: [UInt8])] {
    conformanceCases.flatMap(\.exchanges).enumerated().map { number, exchange in
        let transaction = UInt16(truncatingIfNeeded: number + 1)
        return (frame(exchange.request, transaction: transaction), frame(exchange.answer, transaction: transaction))
    }
}
