import Foundation
import GRDB
import Notation
import Testing

@testable import Records

@Suite struct LearnerStoreTests {
    private let folder: Folder
    private let path: String

    init() throws {
        folder = try Folder()
        path = folder.path("data/learners.db")
    }

    /// A journal of these lines.
    private func attempt(
        _ lines: String, of learner: String = "yanis", at path: String = "a.jsonl", began: Double = 1, finished: Bool = true
    ) -> LearnerStore.Attempt {
        LearnerStore.Attempt(
            learner: learner, scenario: "convoyeur-tri/corrective",
            digests: lines.map { String(repeating: String($0), count: 64) },
            path: path, began: began, isFinished: finished, result: Data("{\"of\":\"\(lines)\"}".utf8), scorer: "test")
    }

    private func store(_ learners: String...) throws -> LearnerStore {
        let store = try LearnerStore(path)
        for learner in learners { _ = try store.add(LearnerStore.Learner(id: learner, added: 1)) }
        return store
    }

    private func mode(_ path: String) -> UInt32 {
        var status = stat()
        return lstat(path, &status) == 0 ? UInt32(status.st_mode) & 0o777 : 0
    }

    @Test func `the register is its owner's alone, and on the disk when a call returns`() throws {
        let store = try store("yanis")
        for file in ["learners.db", "learners.db-wal", "learners.db-shm"] { #expect(mode(folder.path("data/" + file)) == 0o600) }
        #expect(mode(folder.path("data")) == 0o700)
        #expect(try store.learners().map(\.id) == ["yanis"])
    }

    @Test func `what the tables are is frozen`() throws {
        _ = try store()
        let schema = try DatabaseQueue(path: path).read {
            try String.fetchAll(
                $0, sql: "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'grdb%' ORDER BY name")
        }.map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
        #expect(
            schema == [
                """
                CREATE TABLE attempt ( id INTEGER PRIMARY KEY, learner TEXT NOT NULL REFERENCES learner(id) ON DELETE CASCADE, \
                scenario TEXT NOT NULL, digests TEXT NOT NULL, path TEXT NOT NULL, began REAL NOT NULL, \
                finished INTEGER NOT NULL, state TEXT NOT NULL, result BLOB NOT NULL, scorer TEXT NOT NULL ) STRICT
                """, "CREATE INDEX attempt_learner ON attempt(learner, began)",
                "CREATE TABLE learner ( id TEXT PRIMARY KEY, name TEXT, added REAL NOT NULL ) STRICT, WITHOUT ROWID",
            ])
    }

    @Test func `the same journal is the same attempt, as it goes on too`() throws {
        let store = try store("yanis")
        #expect(try store.keep(attempt("abc", finished: false)) == .new)
        #expect(try store.keep(attempt("abc", finished: false)) == .same)
        #expect(try store.keep(attempt("abcde", at: "b.jsonl", began: 9)) == .longer(than: 3))
        let kept = try store.attempts(of: "yanis")
        #expect(kept.map(\.lines) == [5] && kept.map(\.isFinished) == [true] && kept.map(\.path) == ["b.jsonl"])
        #expect(kept.map(\.began) == [1] && kept.map(\.result) == [Data("{\"of\":\"abcde\"}".utf8)])
        // The same first lines, then others: another session.
        #expect(try store.keep(attempt("abxy", at: "c.jsonl", began: 2)) == .new)
        #expect(try store.attempts().map(\.lines) == [5, 4])
    }

    @Test func `a shortened journal is told from one that is new, and changes nothing`() throws {
        let store = try store("yanis", "lina")
        _ = try store.keep(attempt("abcde"))
        #expect(try store.keep(attempt("abc")) == .shorter(than: 5))
        #expect(try store.attempts().map(\.lines) == [5])
        // Of somebody else it would be a session of its own.
        #expect(try store.keep(attempt("abc", of: "lina", at: "l.jsonl")) == .new)
    }

    @Test func `a file that holds another session keeps what the first was worth, marked`() throws {
        let store = try store("yanis")
        _ = try store.keep(attempt("abcde"))
        #expect(try store.keep(attempt("abzzz", began: 2)) == .replacing(lines: 5))
        #expect(try store.attempts().map(\.state) == [.altered, .sound])
    }

    @Test func `forgetting leaves no trace in the files`() throws {
        let store = try store("lina")
        let secret = "Yanis-Belkacem"
        _ = try store.add(LearnerStore.Learner(id: "e17", name: secret, added: 1))
        for number in 0..<40 {
            _ = try store.keep(attempt("ab\(number)c", of: "e17", at: "/journals/\(secret)-\(number).jsonl"))
        }
        func holds(_ word: String) throws -> Bool {
            try FileManager.default.contentsOfDirectory(atPath: folder.path("data")).contains { name in
                try Data(contentsOf: folder.url.appending(path: "data/\(name)")).range(of: Data(word.utf8)) != nil
            }
        }
        #expect(try holds(secret) && holds("e17"))
        try store.forget("e17")
        #expect(try !holds(secret) && !holds("e17") && holds("lina"))
        #expect(try store.learners().map(\.id) == ["lina"] && store.attempts().isEmpty)
    }

    @Test func `two at once lose nothing`() async throws {
        let path = path
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<4 {
                group.addTask {
                    let store = try LearnerStore(path)
                    for number in 0..<10 { _ = try store.add(LearnerStore.Learner(id: "e\(writer)\(number)", added: 1)) }
                }
            }
            try await group.waitForAll()
        }
        #expect(try store().learners().count == 40)
    }

    @Test func `a name is changed, and stays when none is given`() throws {
        let store = try store()
        #expect(try store.add(LearnerStore.Learner(id: "e1", name: "Zoé", added: 1)))
        #expect(try !store.add(LearnerStore.Learner(id: "e1", added: 2)))
        #expect(try store.learners() == [LearnerStore.Learner(id: "e1", name: "Zoé", added: 1)])
        #expect(try !store.add(LearnerStore.Learner(id: "e1", name: "Zoë", added: 2)))
        #expect(try store.learners().map(\.name) == ["Zoë"])
    }

    @Test func `what is no register is left alone, and the sentence says what to do`() throws {
        try FileManager.default.createDirectory(atPath: folder.path("data"), withIntermediateDirectories: true)
        try folder.write(String(repeating: "no database ", count: 1_000), to: "data/learners.db")
        let before = try folder.text("data/learners.db")
        #expect(throws: LearnerStoreError.unreadable(path: path)) { _ = try LearnerStore(path) }
        #expect(try folder.text("data/learners.db") == before)
        let text = LearnerStoreError.unreadable(path: path).text
        #expect(text.fr.contains("mv \"\(path)\"") && text.en.contains("banc learner import --add"))

        try FileManager.default.removeItem(atPath: path)
        try DatabaseQueue(path: path).write { try $0.execute(sql: "CREATE TABLE other (a)") }
        #expect(throws: LearnerStoreError.unreadable(path: path)) { _ = try LearnerStore(path) }
    }

    @Test func `a register of a later banc is not touched`() throws {
        _ = try store("yanis")
        try DatabaseQueue(path: path).write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('of tomorrow')") }
        #expect(throws: LearnerStoreError.newer(path: path)) { _ = try LearnerStore(path) }
    }

    @Test func `a link in the register's place is not followed`() throws {
        try FileManager.default.createDirectory(atPath: folder.path("data"), withIntermediateDirectories: true)
        try folder.write("", to: "elsewhere")
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: folder.path("elsewhere"))
        #expect(throws: LearnerStoreError.denied(path: path)) { _ = try LearnerStore(path) }
    }
}
