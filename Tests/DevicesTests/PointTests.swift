import Devices
import Modbus
import Testing

/// What registers mean, against patterns worked out by hand from the formats' own definitions.
@Suite struct PointTests {
    struct Pattern: Sendable {
        let entry: String
        let cells: [UInt16]
        let reading: Reading
    }

    private static let patterns: [Pattern] = [
        // 123456.0 is 47F12000 hex in IEEE 754.
        Pattern(entry: "format: f32", cells: [0x47F1, 0x2000], reading: .number(123_456)),
        Pattern(entry: "format: f32, order: CDAB", cells: [0x2000, 0x47F1], reading: .number(123_456)),
        Pattern(entry: "format: f32, order: BADC", cells: [0xF147, 0x0020], reading: .number(123_456)),
        Pattern(entry: "format: f32, order: DCBA", cells: [0x0020, 0xF147], reading: .number(123_456)),
        // 3.42 is 405AE148 hex; its neighbours differ in the seventh digit.
        Pattern(entry: "format: f32", cells: [0x405A, 0xE148], reading: .number(3.42)),
        Pattern(entry: "format: f32", cells: [0x7FC0, 0x0000], reading: .absent),
        Pattern(entry: "format: f64", cells: [0x3FF8, 0, 0, 0], reading: .number(1.5)),
        Pattern(entry: "format: i16, scale: 0.1", cells: [0xFF83], reading: .number(-12.5)),
        Pattern(entry: "format: i16, scale: 0.1, absent: 32767", cells: [0x7FFF], reading: .absent),
        Pattern(entry: "format: i16, scale: 0.1, absent: 32767", cells: [0x7FFE], reading: .number(3276.6)),
        Pattern(entry: "format: u16, scale: 0.5, offset: -40", cells: [121], reading: .number(20.5)),
        Pattern(entry: "format: u32, order: CDAB, scale: 0.1", cells: [0x47A6, 0x0000], reading: .number(1834.2)),
        Pattern(entry: "format: i32", cells: [0xFFFF, 0xFFFE], reading: .number(-2)),
        Pattern(entry: "format: u64, scale: 0.1", cells: [0, 0, 0x0007, 0x5B59], reading: .number(48213.7)),
        Pattern(entry: "format: bcd", cells: [0x1234], reading: .number(1234)),
        Pattern(entry: "format: bcd32, order: CDAB", cells: [0x2840, 0x0001], reading: .number(12840)),
        Pattern(entry: "format: string, length: 5, value: \"\"", cells: [0x5642, 0x2D34, 0x3200], reading: .text("VB-42")),
        Pattern(
            entry: "format: string, length: 4, order: BADC, value: \"\"", cells: [0x4256, 0x342D], reading: .text("VB-4")),
        // A device that sends an escape sequence does not get it to the terminal.
        Pattern(entry: "format: string, length: 4, value: \"\"", cells: [0x1B5B, 0x324A], reading: .text("[2J")),
    ]

    @Test(arguments: patterns) func `registers are read as their format says`(pattern: Pattern) throws {
        let profile = try Profiles.made("holding-registers: {7: {name: x, \(pattern.entry)}}")
        #expect(profile.points[0].reading(pattern.cells) == pattern.reading)
    }

    @Test(arguments: patterns.filter { $0.reading.number != nil })
    func `a number is written into the cells that are read as it`(pattern: Pattern) throws {
        let profile = try Profiles.made("holding-registers: {7: {name: x, \(pattern.entry)}}")
        #expect(profile.points[0].cells(pattern.reading.number!) == pattern.cells)
    }

    @Test func `bits are read and written where they stand`() throws {
        let profile = try Profiles.made("holding-registers: {3.1: {name: one}, 3.4-7: {name: four}}")
        #expect(profile.points.map { $0.reading([0b1010_0010]) } == [.number(1), .number(10)])
        #expect(profile.points[1].cells(10) == [0b1010_0000])
        #expect(profile.points[1].cells(16) == nil)
    }

    @Test func `a number that does not fit has no cells`() throws {
        let profile = try Profiles.made("holding-registers: {0: {name: x, format: u16, scale: 0.1}}\ncoils: {0: {name: c}}")
        let (register, coil) = (profile.points[profile.point("x")!], profile.points[profile.point("c")!])
        #expect(register.cells(6553.5) == [65535])
        #expect(register.cells(6553.6) == nil)
        #expect(register.cells(-0.1) == nil)
        #expect(register.cells(.nan) == nil)
        #expect(register.cells(12.34) == [123], "rounded to what the scale can tell apart")
        #expect(coil.cells(1) == [1] && coil.cells(2) == nil)
    }

    @Test func `decimals are those of the scale`() throws {
        let profile = try Profiles.made(
            "holding-registers: {0: {name: a}, 1: {name: b, scale: 0.1}, 2: {name: c, scale: 0.025}, 3: {name: d, format: f32}}")
        #expect(profile.points.map(\.decimals) == [0, 1, 3, nil])
    }

    @Test func `names that several entries have are told apart by their references`() throws {
        let profile = try Profiles.made("coils: {0: {name: run}}\nholding-registers: {0.3: {name: run}, 5: {name: t, count: 3}}")
        #expect(profile.points.map(\.name) == ["run@00001", "run@40001.3", "t[0]", "t[1]", "t[2]"])
        #expect(profile.points.map(\.addresses) == [0..<1, 0..<1, 5..<6, 6..<7, 7..<8])
    }

    @Test func `what nobody would read is refused`() throws {
        #expect(throws: ProfileError.tooManyPoints(3000)) { try Profiles.made("coils: {0: {name: c, count: 3000}}") }
        #expect(throws: ProfileError.tooWide("e", cells: 4, limit: 3)) {
            try Profiles.made("limits: {registers: 3}\nholding-registers: {0: {name: e, format: u64}}")
        }
    }
}
