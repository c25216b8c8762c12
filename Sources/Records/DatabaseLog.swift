public import Devices
import Foundation
import GRDB
import Notation

/// Samples in SQLite, a transaction each: when `append` returns, neither the end of the process nor that of the power takes it away.
///
/// Tables: `recording` (a run of the recorder), `point` (its values), `sample` (its turns), `reading` (what they told); the view `log`
/// has them side by side.
public final class DatabaseLog: SampleLog {
    public let path: String
    private let rotation: Rotation
    private let profile: Profile
    private let place: String
    private var queue: DatabaseQueue
    private var recording: Int64 = 0
    /// By point of the profile.
    private var points: [Int64] = []
    /// Seconds since 1970 of the file's first sample.
    private var first: Double?

    /// - Parameter place: where the device is, for who reads the log.
    public init(_ path: String, of profile: Profile, at place: String, rotation: Rotation = Rotation()) throws(LogError) {
        self.path = path
        self.rotation = rotation
        self.profile = profile
        self.place = place
        queue = try Self.opened(path)
        try begin()
    }

    public func append(_ sample: Sample) throws {
        if rotation.isDue(size: LogFile.size(path), first: first, now: sample.time), first != nil {
            try startAnew(at: sample.time)
        }
        try Self.translated(path) {
            try queue.write { database in
                try database.execute(
                    literal: """
                        INSERT INTO sample (recording, time, status, missed)
                        VALUES (\(recording), \(sample.time), \(sample.outcome.word), \(sample.missed))
                        """)
                let number = database.lastInsertedRowID
                let insert = try database.cachedStatement(
                    sql: "INSERT INTO reading (sample, point, number, text) VALUES (?, ?, ?, ?)")
                for (point, reading) in zip(points, sample.readings) {
                    switch reading {
                    case .number(let value): try insert.execute(arguments: [number, point, value, nil])
                    case .text(let text): try insert.execute(arguments: [number, point, nil, text])
                    case .absent, .failed, nil: break
                    }
                }
            }
        }
        first = first ?? sample.time
    }

    /// Samples in the file.
    public func samples() throws -> Int {
        try Self.translated(path) { try queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM sample") ?? 0 } }
    }

    /// What SQLite says of how it keeps them: its journal, and how often it waits for the disk (2: with each commit).
    func durability() throws -> (journal: String?, synchronisation: Int?) {
        try queue.read { database in
            (
                try String.fetchOne(database, sql: "PRAGMA journal_mode"),
                try Int.fetchOne(database, sql: "PRAGMA synchronous")
            )
        }
    }

    private func begin() throws(LogError) {
        try Self.translated(path) {
            try queue.write { database in
                try database.execute(
                    literal: """
                        INSERT INTO recording (profile, text, place, unit, began)
                        VALUES (\(profile.name), \(profile.text.en), \(place), \(Int(profile.unit)), \(Date.now.timeIntervalSince1970))
                        """)
                recording = database.lastInsertedRowID
                points = try profile.points.map { point in
                    try database.execute(
                        literal: """
                            INSERT INTO point (recording, name, unit, text)
                            VALUES (\(recording), \(point.name), \(point.unit), \(point.text.en))
                            """)
                    return database.lastInsertedRowID
                }
                first = try Double.fetchOne(database, sql: "SELECT time FROM sample ORDER BY id LIMIT 1")
            }
        }
    }

    private func startAnew(at date: Double) throws(LogError) {
        try Self.translated(path) {
            _ = try queue.writeWithoutTransaction { try $0.checkpoint(.truncate) }
            try queue.close()
        }
        // Somebody else has the file open: what they have not taken over would be parted from it.
        if LogFile.size(path + "-wal") == 0 {
            try LogFile.moveAside(path, at: date)
            if let kept = rotation.kept { try LogFile.prune(path, keeping: kept) }
            first = nil
        }
        queue = try Self.opened(path)
        try begin()
    }

    private static func opened(_ path: String) throws(LogError) -> DatabaseQueue {
        try translated(path) {
            let queue = try DatabaseFile.open(path, holding: "recording")
            try Migrations.deviceLog.migrate(queue)
            try LogFile.synchroniseFolder(of: path)
            return queue
        }
    }

    /// SQLite's failures in our words.
    private static func translated<Value>(_ path: String, _ body: () throws -> Value) throws(LogError) -> Value {
        do {
            return try body()
        } catch let error as LogError {
            throw error
        } catch let error as DatabaseError {
            throw LogError(error, path)
        } catch {
            throw .failed(path: path, reason: "\(error)")
        }
    }
}
