import Foundation
import GRDB

/// An SQLite file of ours: its owner's alone, and on the disk before a commit returns.
enum DatabaseFile {
    /// Opens the file, made where there is none.
    ///
    /// - Parameters:
    ///   - table: that a file of this kind has: one with others only is somebody else's.
    ///   - erases: what is deleted is written over.
    /// - Throws: `LogError`, or what GRDB throws.
    static func open(_ path: String, holding table: String, erases: Bool = false) throws -> DatabaseQueue {
        // Made by us, so that it is ours alone and no link is followed; closed before SQLite locks it, for closing undoes its locks.
        close(try LogFile.open(path))
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA journal_mode = WAL")
            // Each commit is on the disk when it returns; NORMAL, which is usual with WAL, would lose the last ones with the power.
            try database.execute(sql: "PRAGMA synchronous = FULL")
            if erases { try database.execute(sql: "PRAGMA secure_delete = ON") }
        }
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        let isForeign = try queue.read { database in
            let tables = try String.fetchSet(
                database, sql: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
            return !tables.isEmpty && !tables.contains(table)
        }
        guard !isForeign else { throw LogError.notALog(path: path) }
        return queue
    }
}

extension LogError {
    /// SQLite's failures in our words.
    init(_ error: DatabaseError, _ path: String) {
        self =
            switch error.resultCode {
            case .SQLITE_FULL: .diskFull(path: path)
            case .SQLITE_NOTADB, .SQLITE_CORRUPT: .notALog(path: path)
            case .SQLITE_BUSY, .SQLITE_LOCKED: .inUse(path: path)
            case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM: .denied(path: path)
            default: .failed(path: path, reason: error.message ?? "SQLite \(error.resultCode.rawValue)")
            }
    }
}
