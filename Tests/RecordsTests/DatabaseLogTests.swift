import Devices
import Foundation
import GRDB
import Modbus
import Testing

@testable import Records

@Suite struct DatabaseLogTests {
    private let folder: Folder
    private let device: Profile

    init() throws {
        folder = try Folder()
        device = try profile(
            "unit: 4\nholding-registers: {0: {name: u, unit: V}, 1: {name: tag, value: \"\", format: string, length: 8}}")
    }

    private func log(_ name: String = "a.db", _ rotation: Rotation = Rotation()) throws -> DatabaseLog {
        try DatabaseLog(folder.path(name), of: device, at: "127.0.0.1:502", rotation: rotation)
    }

    private func read<Value>(_ name: String = "a.db", _ body: (Database) throws -> Value) throws -> Value {
        try DatabaseQueue(path: folder.path(name)).read(body)
    }

    @Test func `samples and readings are rows, side by side in a view`() throws {
        let log = try log()
        try log.append(sample(1, at: 1_795_000_000.25, [.number(231.5), .text("nord")]))
        try log.append(
            sample(2, at: 1_795_000_001, [.failed(.link(.timedOut)), nil], .silent(.link(.timedOut)), missed: 2))
        let rows = try read {
            try Row.fetchAll($0, sql: "SELECT time, profile, name, value, unit, status FROM log ORDER BY name DESC")
        }
        #expect(rows.map { $0["name"] as String } == ["u", "tag"])
        #expect(rows[0]["time"] as String == "2026-11-18T11:06:40.250Z")
        #expect(rows[0]["value"] as Double == 231.5 && rows[0]["unit"] as String == "V")
        #expect(rows[1]["value"] as String == "nord" && rows[1]["profile"] as String == "made")
        let samples = try read { try Row.fetchAll($0, sql: "SELECT status, missed FROM sample ORDER BY id") }
        #expect(samples.map { $0["status"] as String } == ["ok", "timeout"])
        #expect(samples.map { $0["missed"] as Int } == [0, 2])
        let place = try read { try String.fetchOne($0, sql: "SELECT place || ' ' || unit FROM recording") }
        #expect(place == "127.0.0.1:502 4")
        var status = stat()
        #expect(stat(folder.path("a.db"), &status) == 0 && status.st_mode & 0o777 == 0o600)
    }

    @Test func `what is written is on the disk: write-ahead log, and a sync with each commit`() throws {
        let log = try log()
        #expect(try log.durability() == ("wal", 2))
    }

    @Test func `a database that is opened again goes on, a recording more`() throws {
        for number in 1...3 {
            let log = try log()
            try log.append(sample(1, at: Double(number), [.number(Double(number)), nil]))
        }
        let numbers = try read { try Double.fetchAll($0, sql: "SELECT number FROM reading ORDER BY sample") }
        #expect(numbers == [1, 2, 3])
        #expect(try read { try Int.fetchOne($0, sql: "SELECT count(*) FROM recording") } == 3)
    }

    @Test func `files are turned over by time and size, none of their rows lost`() throws {
        let byTime = try log("a.db", Rotation(span: 10))
        for number in 0..<35 {
            try byTime.append(sample(number + 1, at: 1_795_000_000 + Double(number), [.number(Double(number)), nil]))
        }
        let files = folder.names.filter { $0.hasSuffix(".db") }
        #expect(files.count == 4)
        let numbers = try files.flatMap {
            try read($0) { try Double.fetchAll($0, sql: "SELECT number FROM reading ORDER BY sample") }
        }
        #expect(numbers.sorted() == (0..<35).map { Double($0) })
        let bySize = try log("b.db", Rotation(size: 60_000, kept: 1))
        for number in 0..<400 { try bySize.append(sample(number + 1, at: 1_795_000_000 + Double(number), [.number(1), nil])) }
        #expect(folder.names.filter { $0.hasPrefix("b") && $0.hasSuffix(".db") }.count <= 2)
    }

    @Test func `a database that somebody reads is not pulled from under them`() throws {
        let log = try log("a.db", Rotation(span: 10))
        try log.append(sample(1, at: 1_795_000_000, [.number(1), nil]))
        let reader = try DatabaseQueue(path: folder.path("a.db"))
        for number in 1..<30 { try log.append(sample(number + 1, at: 1_795_000_000 + Double(number), [.number(1), nil])) }
        let count = try folder.names.filter { $0.hasSuffix(".db") }.reduce(0) { sum, name in
            sum + (try read(name) { try Int.fetchOne($0, sql: "SELECT count(*) FROM sample") } ?? 0)
        }
        #expect(count == 30)
        #expect(try reader.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM sample") } ?? 0 > 0)
    }

    @Test func `a database of something else is left alone, and so is what is no database`() throws {
        let other = try DatabaseQueue(path: folder.path("other.db"))
        try other.write { try $0.execute(sql: "CREATE TABLE price (id INTEGER)") }
        #expect(throws: LogError.notALog(path: folder.path("other.db"))) { try log("other.db") }
        #expect(try other.read { try String.fetchAll($0, sql: "SELECT name FROM sqlite_master") } == ["price"])
        try folder.write(String(repeating: "no database ", count: 500), to: "text.db")
        #expect(throws: LogError.notALog(path: folder.path("text.db"))) { try log("text.db") }
        symlink(folder.path("text.db"), folder.path("link.db"))
        #expect(throws: LogError.notAFile(path: folder.path("link.db"))) { try log("link.db") }
    }
}
