import Devices
import Foundation
import Modbus
import Testing

@testable import Records

@Suite struct CommaReaderTests {
    @Test func `what a log has written is read back, number for number`() throws {
        let folder = try Folder()
        let device = try profile(
            "holding-registers: {0: {name: \"a,b\", unit: V}, 1: {name: u, scale: 0.1, unit: bar}, 2: {name: ub}}")
        let log = try CommaLog(folder.path("a.csv"), of: device)
        for number in 0..<3000 {
            let failed = number % 7 == 0
            try log.append(
                sample(
                    number + 1, at: 1_795_000_000 + Double(number),
                    [.number(1), failed ? .failed(.link(.timedOut)) : .number(Double(number) / 10), .number(9)],
                    failed ? .partial(.link(.timedOut)) : .complete))
        }
        var (times, values): ([Double], [Double]) = ([], [])
        try CommaReader(folder.path("a.csv")).numbers(of: "u") {
            times.append($0); values.append($1)
        }
        let expected = (0..<3000).filter { $0 % 7 != 0 }
        #expect(values == expected.map { Double($0) / 10 })
        #expect(times == expected.map { 1_795_000_000 + Double($0) })
        var count = 0
        try CommaReader(folder.path("a.csv")).numbers(of: "a,b") { _, value in count += value == 1 ? 1 : 0 }
        #expect(count == 3000)
    }

    @Test func `a line that is still being written is not read, and what is no log is refused`() throws {
        let folder = try Folder()
        try folder.write("time,status,missed,u\n2026-11-18T11:06:40.000Z,ok,0,1\n2026-11-18T11:06:41.000Z,ok,0,2", to: "a.csv")
        var values: [Double] = []
        try CommaReader(folder.path("a.csv")).numbers(of: "u") { values.append($1) }
        #expect(values == [1])
        #expect(throws: LogError.noColumn(path: folder.path("a.csv"), name: "v")) {
            try CommaReader(folder.path("a.csv")).numbers(of: "v") { _, _ in }
        }
        #expect(throws: LogError.missing(path: folder.path("b.csv"))) {
            try CommaReader(folder.path("b.csv")).numbers(of: "u") { _, _ in }
        }
        try folder.write("nom;prix\n", to: "c.csv")
        try folder.write(String(repeating: "x", count: 3_000_000), to: "d.csv")
        for name in ["c.csv", "d.csv"] {
            #expect(throws: LogError.notALog(path: folder.path(name))) {
                try CommaReader(folder.path(name)).numbers(of: "u") { _, _ in }
            }
        }
    }

    @Test func `a log's text gives the same numbers, and the unit of its heading`() throws {
        let text =
            "time,status,missed,\"a,b (V)\",u (mm/s),uv\n2026-11-18T11:06:40.000Z,ok,0,1,0.55,3\n2026-11-18T11:06:41.000Z,partial,0,1,,3\n"
        var values: [Double] = []
        #expect(try CommaReader.numbers(of: "u", in: text, path: "a.csv") { values.append($1) } == "mm/s")
        #expect(values == [0.55])
        #expect(try CommaReader.numbers(of: "uv", in: text, path: "a.csv") { _, _ in } == "")
        #expect(throws: LogError.noColumn(path: "a.csv", name: "v")) {
            _ = try CommaReader.numbers(of: "v", in: text, path: "a.csv") { _, _ in }
        }
        #expect(throws: LogError.notALog(path: "a.csv")) {
            _ = try CommaReader.numbers(of: "v", in: "", path: "a.csv") { _, _ in }
        }
    }

    @Test func `fields are parted as they were joined`() {
        #expect(CommaReader.fields("a,\"b,c\",\"d\"\"e\",,f") == ["a", "b,c", "d\"e", "", "f"])
    }
}
