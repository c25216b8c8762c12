import Machines
import Modbus
import Notation
import Simulation
import Testing

/// How values lie in registers, and what a device's map makes of a server.
@Suite struct RegisterMapTests {
    private func map(_ text: String) throws -> RegisterMap {
        try RegisterMap.decode(try Document.parse("format: 1\n" + text, name: "map.yaml"))
    }

    private func entry(_ form: String) throws -> RegisterMap.Entry {
        try #require(map("holding-registers:\n  0: {\(form)}\n").entries.first)
    }

    private func hex(_ words: [UInt16]) -> String {
        words.map { String($0, radix: 16, uppercase: true) }.map { String(repeating: "0", count: 4 - $0.count) + $0 }
            .joined(separator: " ")
    }

    /// Written by hand: IEEE 754, two's complement, and decimal digits of four bits.
    @Test(arguments: [
        ("format: u16", 65535, "FFFF"), ("format: i16", -2, "FFFE"), ("format: u32", 305_419_896, "1234 5678"),
        ("format: i32", -2, "FFFF FFFE"), ("format: u64", 4_294_967_296, "0000 0001 0000 0000"),
        ("format: i64", -1, "FFFF FFFF FFFF FFFF"), ("format: f32", 123_456, "47F1 2000"),
        ("format: f64", -1.5, "BFF8 0000 0000 0000"), ("format: bcd", 1234, "1234"), ("format: bcd32", 12_345_678, "1234 5678"),
        ("format: i16, scale: 0.1", 21.5, "00D7"), ("format: i16, scale: 0.1, offset: -50", -50, "0000"),
        ("format: u32, order: CDAB", 305_419_896, "5678 1234"), ("format: u32, order: BADC", 305_419_896, "3412 7856"),
        ("format: u32, order: DCBA", 305_419_896, "7856 3412"), ("format: u16, order: BADC", 258, "0201"),
        ("format: f32, order: CDAB", 123_456, "2000 47F1"),
        ("format: f64, order: DCBA", -1.5, "0000 0000 0000 F8BF"),
    ])
    func `each format lays a value as its definition says, and reads it back`(form: String, value: Double, expected: String)
        throws
    {
        let entry = try entry(form)
        #expect(hex(entry.registers(value)) == expected)
        #expect(abs(entry.value(entry.registers(value)) - value) < 1e-9)
        #expect(entry.registers(value).count == entry.width)
    }

    @Test(
        arguments: [
            ("u16", -1, 0), ("u16", 1e9, 65535), ("i16", -1e9, -32768), ("u32", 1e12, 4_294_967_295),
            ("i32", 1e12, 2_147_483_647),
            ("bcd", 12345, 9999), ("bcd32", -5, 0), ("u64", 1e30, 18_446_744_073_709_549_568),
            ("i64", -1e30, -9_223_372_036_854_775_808),
        ] as [(String, Double, Double)])
    func `what does not fit is held at the nearest end`(format: String, value: Double, held: Double) throws {
        let entry = try entry("format: \(format)")
        #expect(entry.value(entry.registers(value)) == held)
        #expect(entry.value(entry.registers(.nan)) == 0)
    }

    @Test func `texts lie two characters in a register, filled up, cut at their length, and swapped where the order says`() throws
    {
        let plain = try entry("format: string, length: 5, value: \"ABCDE\"")
        #expect(hex(plain.registers("ABCDE")) == "4142 4344 4500")
        #expect(hex(plain.registers("ABCDEFG")) == "4142 4344 4500")
        #expect(hex(plain.registers("A")) == "4100 0000 0000")
        #expect(hex(try entry("format: string, length: 4, order: BADC, value: \"ABCD\"").registers("ABCD")) == "4241 4443")
    }

    @Test func `bits of a register are values of their own`() throws {
        let map = try map(
            """
            holding-registers:
              4.0: {name: ready, value: 1}
              4.4-7: {name: mode, value: 9}
              4.15: {name: fault, value: 1}
            """)
        #expect(map.layout.owner(of: Cell(.holdingRegisters, 4)) == .plant)
        #expect(map.entries.map { hex($0.registers(9)) } == ["0001", "0090", "8000"])
        #expect(map.entries.map { $0.value([0xFF2F]) } == [1, 2, 1])
        let server = try Server([map.served()], at: Endpoint(host: "127.0.0.1", port: 0))
        let twin = RegisterTwin(map, on: server)
        #expect(try RawClient(port: server.endpoint.port).registers(function: 3, at: 4, count: 1) == [0x8091])
        withExtendedLifetime(twin) { server.stop() }
    }

    @Test func `a device serves the whole of each table`() throws {
        let map = try map(
            """
            unit: 9
            coils: {0: {count: 65536, writable: true}}
            discrete-inputs: {0: {count: 65536, value: 1}}
            input-registers: {0: {count: 32768, format: u32, value: 65537}}
            holding-registers: {0: {count: 65536, writable: true, value: 7}}
            """)
        let server = try Server([map.served()], at: Endpoint(host: "127.0.0.1", port: 0))
        let twin = RegisterTwin(map, on: server)
        let client = try RawClient(port: server.endpoint.port)
        #expect(try client.exchange(function: 5, [0xFF, 0xFF, 0xFF, 0], unit: 9) == [5, 0xFF, 0xFF, 0xFF, 0])
        #expect(try client.exchange(function: 1, [0xFF, 0xFF, 0, 1], unit: 9) == [1, 1, 1])
        #expect(try client.exchange(function: 2, [0xFF, 0xF8, 0, 8], unit: 9) == [2, 1, 0xFF])
        #expect(try client.exchange(function: 4, [0xFF, 0xFC, 0, 4], unit: 9) == [4, 8, 0, 1, 0, 1, 0, 1, 0, 1])
        #expect(try client.exchange(function: 3, [0xFF, 0xFE, 0, 2], unit: 9) == [3, 4, 0, 7, 0, 7])
        #expect(try client.exchange(function: 3, [0xFF, 0xFF, 0, 2], unit: 9) == [0x83, 2])
        withExtendedLifetime(twin) { server.stop() }
    }

    @Test func `limits and locks of the map are kept by the server, in the value's own scale`() throws {
        let map = try map(
            """
            locks:
              settings: {at: 90, value: 4711}
            holding-registers:
              0: {name: setpoint, writable: true, format: i16, scale: 0.1, range: {min: -10, max: 30}, unit: bar}
              2: {name: gain, writable: true, format: f32, order: CDAB, range: {min: 0, max: 2}, lock: settings}
            """)
        let server = try Server([map.served()], at: Endpoint(host: "127.0.0.1", port: 0))
        let client = try RawClient(port: server.endpoint.port)
        func write(_ address: UInt8, _ words: UInt16...) throws -> [UInt8] {
            let data = words.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }
            return try client.exchange(function: 16, [0, address, 0, UInt8(words.count), UInt8(data.count)] + data)
        }
        #expect(try write(0, 300).first == 16)
        #expect(try write(0, 301) == [0x90, 3])
        #expect(try write(0, UInt16(bitPattern: -100)).first == 16)
        #expect(try write(0, UInt16(bitPattern: -101)) == [0x90, 3])
        // 1.5 is 3FC0 0000, the low word first; 2.5 is 4020 0000.
        #expect(try write(2, 0, 0x3FC0) == [0x90, 2])
        #expect(try write(90, 4711).first == 16)
        #expect(try write(2, 0, 0x3FC0).first == 16)
        #expect(try write(2, 0, 0x4020) == [0x90, 3])
        #expect(try client.registers(function: 3, at: 2, count: 2) == [0, 0x3FC0])
        #expect(try write(90, 1).first == 16)
        #expect(try write(2, 0, 0x3F80) == [0x90, 2])
        server.stop()
    }

    @Test func `masters that stop beating are lost in time, and what is safe takes their place until they beat again`() throws {
        let map = try map(
            """
            coils: {0: {name: run, writable: true}}
            holding-registers: {0: {name: speed, writable: true, value: 3}}
            heartbeat: {at: 10, within: 2 s, lost: 5, then: {run: 0, speed: 1}}
            """)
        let server = try Server([map.served()], at: Endpoint(host: "127.0.0.1", port: 0))
        var twin = RegisterTwin(map, on: server)
        let client = try RawClient(port: server.endpoint.port)
        func state() throws -> [UInt16] {
            [
                UInt16(try client.read(function: 2, at: 5, count: 1)[0]),
                UInt16(try client.read(function: 1, at: 0, count: 1)[0]),
                try client.registers(function: 3, at: 0, count: 1)[0],
            ]
        }
        _ = try client.exchange(function: 5, [0, 0, 0xFF, 0])
        _ = try client.exchange(function: 6, [0, 0, 0, 9])
        // Nobody has beaten: nobody is missed.
        twin.scan(at: 100)
        #expect(try state() == [0, 1, 9])
        _ = try client.exchange(function: 6, [0, 10, 0, 1])
        twin.scan(at: 101)
        twin.scan(at: 103)
        #expect(try state() == [0, 1, 9])
        twin.scan(at: 103.1)
        #expect(try state() == [1, 0, 1])
        _ = try client.exchange(function: 6, [0, 0, 0, 4])
        _ = try client.exchange(function: 6, [0, 10, 0, 1])
        twin.scan(at: 104)
        #expect(try state() == [0, 0, 4])
        server.stop()
    }

    @Test func `faults of the link freeze, scale and swap what is shown`() throws {
        let map = try map("input-registers: {0: {format: f32, value: 1.5}, 2: {format: u16, value: 4}}\n")
        let server = try Server([map.served()], at: Endpoint(host: "127.0.0.1", port: 0))
        var twin = RegisterTwin(map, on: server)
        let client = try RawClient(port: server.endpoint.port)
        func shown() throws -> String { hex(try client.registers(function: 4, at: 0, count: 3)) }
        #expect(try shown() == "3FC0 0000 0004")
        twin.inject(.swapped, severity: 1)
        #expect(try shown() == "0000 3FC0 0004")
        twin.inject(.swapped, severity: 0)
        twin.inject(.scaled, severity: 1)
        #expect(try shown() == "4170 0000 0004")
        twin.inject(.frozen, severity: 1)
        twin.inject(.scaled, severity: 0)
        #expect(try shown() == "4170 0000 0004")
        twin.inject(.frozen, severity: 0)
        #expect(try shown() == "3FC0 0000 0004")
        twin.inject(.exception, severity: 1)
        #expect(try client.exchange(function: 4, [0, 0, 0, 1]) == [0x84, 4])
        server.stop()
    }

    @Test func `a device says who it is, and knows the functions that its map gives it`() throws {
        let map = try map(
            """
            functions: [3, 6, 43]
            identification: {vendor-name: ACME, product-code: X1, revision: "2.0", extended: {128: lot 7}}
            holding-registers: {0: {writable: true}}
            """)
        let server = try Server([map.served()], at: Endpoint(host: "127.0.0.1", port: 0))
        let client = try RawClient(port: server.endpoint.port)
        #expect(
            try client.exchange(function: 43, [14, 4, 0]) == [43, 14, 4, 0x83, 0, 0, 1, 0, 4] + Array("ACME".utf8))
        #expect(try client.exchange(function: 16, [0, 0, 0, 1, 2, 0, 1]) == [0x90, 1])
        #expect(try client.exchange(function: 6, [0, 0, 0, 1]) == [6, 0, 0, 0, 1])
        server.stop()
    }
}
