public import Foundation
import GRDB
import Notation

/// Learners and what they did, in SQLite, for the processes of one user. It keeps what it is given: what a result means is known
/// further down the way of the data.
public final class LearnerStore {
    public struct Learner: Sendable, Hashable {
        /// Pseudonym: what journals have.
        public var id: String
        /// Stays in this file; nil where none was given.
        public var name: String?
        /// Seconds since 1970.
        public var added: Double

        public init(id: String, name: String? = nil, added: Double) {
            self.id = id
            self.name = name
            self.added = added
        }
    }

    /// A session, by its journal and by what the journal was worth when it was scored.
    public struct Attempt: Sendable, Hashable {
        /// What became of a journal since.
        public enum State: String, Sendable, CaseIterable {
            case sound
            /// The file is gone.
            case missing
            /// The file holds less, or something else, than when it was counted.
            case altered
        }

        /// 0 before it is kept.
        public var id: Int64 = 0
        public var learner: String
        public var scenario: String
        /// SHA-256 of every line of the journal in turn, 64 hexadecimal digits each.
        public var digests: [String]
        /// Of the journal.
        public var path: String
        /// Seconds since 1970.
        public var began: Double
        public var isFinished: Bool
        public var state = State.sound
        /// What the journal is worth, as JSON.
        public var result: Data
        /// What scored it.
        public var scorer: String

        public init(
            learner: String, scenario: String, digests: [String], path: String, began: Double, isFinished: Bool, result: Data,
            scorer: String
        ) {
            self.learner = learner
            self.scenario = scenario
            self.digests = digests
            self.path = path
            self.began = began
            self.isFinished = isFinished
            self.result = result
            self.scorer = scorer
        }

        public var lines: Int { digests.count }
    }

    /// What keeping an attempt came to.
    public enum Kept: Sendable, Hashable {
        case new
        /// It was here already.
        case same
        /// It was here with so many lines, and went on since.
        case longer(than: Int)
        /// It is here with so many lines: the one that was brought stops before. Nothing is changed.
        case shorter(than: Int)
        /// The file of another attempt, of so many lines, holds this one now; that one keeps its result.
        case replacing(lines: Int)
    }

    /// The longest identifier and name that are taken.
    public static let longestName = 80

    public let path: String
    private let queue: DatabaseQueue

    /// Opens the file, made with its folder where there is none, for its owner alone.
    public init(_ path: String) throws(LearnerStoreError) {
        self.path = path
        queue = try Self.translated(path) { try Self.opened(path) }
    }

    // MARK: - Learners

    public func learners() throws(LearnerStoreError) -> [Learner] {
        try Self.translated(path) {
            try queue.read { database in
                try Row.fetchAll(database, sql: "SELECT id, name, added FROM learner ORDER BY id").map {
                    Learner(id: $0["id"], name: $0["name"], added: $0["added"])
                }
            }
        }
    }

    /// - Returns: false where the learner was here: only the name is changed, where one is given.
    public func add(_ learner: Learner) throws(LearnerStoreError) -> Bool {
        try Self.translated(path) {
            try queue.write { database in
                try database.execute(
                    literal: """
                        INSERT INTO learner (id, name, added) VALUES (\(learner.id), \(learner.name), \(learner.added))
                        ON CONFLICT (id) DO NOTHING
                        """)
                let isNew = database.changesCount > 0
                if !isNew, let name = learner.name {
                    try database.execute(literal: "UPDATE learner SET name = \(name) WHERE id = \(learner.id)")
                }
                return isNew
            }
        }
    }

    /// Takes a learner and all that is kept of them out of the file, its log and its free pages.
    public func forget(_ id: String) throws(LearnerStoreError) {
        try Self.translated(path) {
            try queue.write { try $0.execute(literal: "DELETE FROM learner WHERE id = \(id)") }
            // The log holds pages of before until it is emptied, for which SQLite waits as for a lock.
            let isBusy = try queue.writeWithoutTransaction {
                try Int.fetchOne($0, sql: "PRAGMA wal_checkpoint(TRUNCATE)") != 0
            }
            if isBusy { throw LearnerStoreError.lingering(path: path) }
        }
    }

    // MARK: - Attempts

    /// In the order in which they were begun.
    /// - Parameter learner: nil for everybody's.
    public func attempts(of learner: String? = nil) throws(LearnerStoreError) -> [Attempt] {
        try Self.translated(path) {
            try queue.read { database in
                try Row.fetchAll(
                    database,
                    SQLRequest(
                        literal: "SELECT * FROM attempt WHERE \(learner) IS NULL OR learner = \(learner) ORDER BY began, id")
                ).map(Attempt.init)
            }
        }
    }

    /// Keeps an attempt; a journal that is brought again, or goes on, is the same one.
    public func keep(_ attempt: Attempt) throws(LearnerStoreError) -> Kept {
        try Self.translated(path) { try queue.write { try Self.keep(attempt, in: $0) } }
    }

    private static func keep(_ attempt: Attempt, in database: Database) throws -> Kept {
        let known = try Row.fetchAll(
            database, SQLRequest(literal: "SELECT * FROM attempt WHERE learner = \(attempt.learner)")
        ).map(Attempt.init)
        if let longer = known.first(where: { $0.lines > attempt.lines && $0.digests.starts(with: attempt.digests) }) {
            return .shorter(than: longer.lines)
        }
        if let before = known.first(where: { attempt.digests.starts(with: $0.digests) }) {
            var attempt = attempt
            attempt.id = before.id
            attempt.began = min(before.began, attempt.began)
            try update(attempt, in: database)
            return before.lines == attempt.lines ? .same : .longer(than: before.lines)
        }
        let replaced = known.first { $0.path == attempt.path && $0.state == .sound }
        if let replaced { try mark(replaced.id, .altered, in: database) }
        try database.execute(
            literal: """
                INSERT INTO attempt (learner, scenario, digests, path, began, finished, state, result, scorer)
                VALUES (\(attempt.learner), \(attempt.scenario), \(attempt.digests.joined()), \(attempt.path), \(attempt.began),
                    \(attempt.isFinished), \(attempt.state.rawValue), \(attempt.result), \(attempt.scorer))
                """)
        return replaced.map { .replacing(lines: $0.lines) } ?? .new
    }

    /// Writes what an attempt is worth anew, or what became of its journal.
    public func update(_ attempt: Attempt) throws(LearnerStoreError) {
        try Self.translated(path) { try queue.write { try Self.update(attempt, in: $0) } }
    }

    private static func update(_ attempt: Attempt, in database: Database) throws {
        try database.execute(
            literal: """
                UPDATE attempt SET digests = \(attempt.digests.joined()), path = \(attempt.path), began = \(attempt.began),
                    finished = \(attempt.isFinished), state = \(attempt.state.rawValue), result = \(attempt.result),
                    scorer = \(attempt.scorer)
                WHERE id = \(attempt.id)
                """)
    }

    private static func mark(_ id: Int64, _ state: Attempt.State, in database: Database) throws {
        try database.execute(literal: "UPDATE attempt SET state = \(state.rawValue) WHERE id = \(id)")
    }

    // MARK: - The file

    /// Does something while no other process does such a thing, nor opens the register: short work.
    public func alone<Value>(_ body: () throws -> Value) throws -> Value {
        let lock = try Self.translated(path) { try Self.locked(LogFile.folder(of: path)) }
        defer { close(lock) }
        return try body()
    }

    /// A lock on the register's folder, for closing a lock on its file would undo SQLite's own; closing it gives it back.
    private static func locked(_ folder: String) throws(LogError) -> Int32 {
        let lock = Foundation.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard lock >= 0 else { throw LogError(errno, folder) }
        guard flock(lock, LOCK_EX) == 0 else {
            let code = errno
            close(lock)
            throw LogError(code, folder)
        }
        return lock
    }

    private static func opened(_ path: String) throws -> DatabaseQueue {
        let folder = LogFile.folder(of: path)
        try LogFile.makeFolder(folder)
        // One process at a time makes the tables.
        let lock = try locked(folder)
        defer { close(lock) }
        let queue = try DatabaseFile.open(path, holding: "learner", erases: true)
        guard try queue.read({ try !Migrations.learners.hasBeenSuperseded($0) }) else {
            throw LearnerStoreError.newer(path: path)
        }
        try Migrations.learners.migrate(queue)
        try LogFile.synchroniseFolder(of: path)
        return queue
    }

    /// Failures of SQLite and of the disk in our words.
    private static func translated<Value>(_ path: String, _ body: () throws -> Value) throws(LearnerStoreError) -> Value {
        do {
            return try body()
        } catch let error as LearnerStoreError {
            throw error
        } catch let error as LogError {
            throw LearnerStoreError(error, path)
        } catch let error as DatabaseError {
            throw LearnerStoreError(LogError(error, path), path)
        } catch {
            throw .failed(path: path, reason: "\(error)")
        }
    }
}

extension LearnerStore.Attempt {
    fileprivate init(_ row: Row) {
        let digests = row["digests"] as String
        self.init(
            learner: row["learner"], scenario: row["scenario"],
            digests: stride(from: 0, to: digests.utf8.count, by: 64).map { start in
                String(decoding: digests.utf8.dropFirst(start).prefix(64), as: UTF8.self)
            },
            path: row["path"], began: row["began"], isFinished: row["finished"], result: row["result"], scorer: row["scorer"])
        id = row["id"]
        state = State(rawValue: row["state"]) ?? .altered
    }
}
