import Foundation
import Notation
import Records
import Testing

@testable import Assessment
@testable import Learners
@testable import Training

@Suite struct RegisterTests {
    private let home: URL
    private var journals: String { home.appending(path: "banc/journals").path }

    init() throws {
        let memory = URL(filePath: "/dev/shm")
        let place = access(memory.path, W_OK) == 0 ? memory : FileManager.default.temporaryDirectory
        home = place.appending(path: "banc-register-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
    }

    /// Removes what a test has left.
    private func clean() { try? FileManager.default.removeItem(at: home) }

    /// Exercises of the machine `m`; each question that was answered is a reached indicator of `C1.1`, for who scores.
    private func register(scoredBy scorer: String = "today") throws -> Register {
        try Register(
            path: home.appending(path: "banc/learners.db").path, journals: journals,
            judge: Judge(scorer: { $0.hasPrefix("m/") ? scorer : nil }) { journal in
                let answers = journal.entries.count { $0.events.first?.kind == .answered }
                let isOver = journal.entries.last?.events == [.finished]
                var result = try score(
                    journal.header.scenario,
                    ["C1.1.1": answers > 0 ? .reached : .missed, "C1.1.2": answers > 1 ? .reached : .missed], finished: isOver)
                result.framework = scorer
                return result
            })
    }

    private func text(of learner: String? = "yanis", _ exercise: String = "m/a", answers: [String], closed: Bool = true) throws
        -> Data
    {
        let header = Header(
            banc: "test", scenario: exercise, machine: "m", learner: learner, seed: 1, clock: .turn, frameworkRevision: "small",
            files: [], platform: Header.Platform(system: "", architecture: "", library: "", features: []))
        var (journal, _) = try Journal.begin(header)
        for event in answers.map({ Event.answered(question: 1, value: $0) }) + (closed ? [.finished] : []) {
            let (entry, line) = try journal.next(
                time: Double(journal.entries.count), scan: 0, input: .action(.wait(seconds: 1)), events: [event])
            journal.append(entry, line: line)
        }
        return try journal.encoded()
    }

    /// A journal on a stick.
    private func stick(_ name: String, _ text: Data) throws -> String {
        let path = home.appending(path: name).path
        try text.write(to: URL(filePath: path))
        return path
    }

    private func refusal(_ body: () throws -> Void) -> RegisterRefusal? {
        do {
            try body()
            return nil
        } catch {
            return error as? RegisterRefusal
        }
    }

    @Test func `a journal that is brought is copied once, and again only when it went on`() throws {
        defer { clean() }
        let register = try register()
        try register.add("yanis", name: nil, at: 1)
        let first = try stick("a.jsonl", text(answers: ["x"], closed: false))
        #expect(try register.bring(first, adds: false, now: 5).taken == .unfinished)
        #expect(try register.bring(first, adds: false, now: 6).taken == .known)
        #expect(try FileManager.default.contentsOfDirectory(atPath: journals) == ["a.jsonl"])
        let whole = try stick("a.jsonl", text(answers: ["x", "y"]))
        #expect(try register.bring(whole, adds: false, now: 7).taken == .longer(than: 2))
        #expect(try FileManager.default.contentsOfDirectory(atPath: journals).sorted() == ["a-2.jsonl", "a.jsonl"])
        let standing = try register.standing()
        #expect(standing.attempts["yanis"]?.map(\.began) == [5] && standing.attempts["yanis"]?.first?.score.isComplete == true)
        let short = try stick("b.jsonl", text(answers: ["x"], closed: false))
        #expect(refusal { _ = try register.bring(short, adds: false, now: 8) } == .shortened(lines: 2, known: 4))
    }

    @Test func `two who bring the same stick at once copy each journal once`() async throws {
        defer { clean() }
        let paths = try (0..<6).map { try stick("\($0).jsonl", text(answers: ["\($0)"])) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<3 {
                group.addTask {
                    let register = try register()
                    for path in paths { _ = try register.bring(path, adds: true, now: 1) }
                }
            }
            try await group.waitForAll()
        }
        #expect(Register.journals(in: journals).count == 6)
        #expect(try register().standing().attempts["yanis"]?.count == 6)
    }

    @Test func `what cannot be counted is refused by its reason, and leaves no copy`() throws {
        defer { clean() }
        let register = try register()
        try register.add("yanis", name: nil, at: 1)
        func refused(_ text: Data, _ verify: (Journal) throws -> Void = { _ in }) throws -> RegisterRefusal? {
            let path = try stick("x.jsonl", text)
            return refusal { _ = try register.bring(path, adds: false, now: 1, verify: verify) }
        }
        #expect(try refused(text(of: "yannis", answers: [])) == .unknownLearner("yannis", nearest: "yanis"))
        #expect(try refused(text(of: nil, answers: [])) == .noLearner)
        #expect(try refused(text("n/a", answers: [])) == .unknownExercise("n/a"))
        #expect(try refused(text(of: "../up", answers: [])) == .badIdentifier("../up"))
        #expect(try refused(Data("garbage\n".utf8)) == .unsound(.notAJournal))
        let sound = String(decoding: try text(answers: ["x", "y"]), as: UTF8.self)
        #expect(try refused(Data(sound.replacing("\"x\"", with: "\"z\"").utf8)) == .unsound(.tampered(line: 2)))
        let divergence = Recorder.Divergence(entry: 1, text: Text("other"))
        #expect(try refused(text(answers: ["x"])) { _ in throw RegisterRefusal.differs(divergence) } == .differs(divergence))
        #expect(
            refusal { _ = try register.bring("/dev/null", adds: false, now: 1) } == .unsound(.notAFile(path: "/dev/null")))
        let long = try stick("long.jsonl", Data(repeating: 0x20, count: Register.longestJournal + 1))
        #expect(refusal { _ = try register.bring(long, adds: false, now: 1) } == .tooLong(path: long))
        let foreign = try stick("n.jsonl", text(of: "nina", "n/a", answers: []))
        #expect(refusal { _ = try register.bring(foreign, adds: true, now: 1) } == .unknownExercise("n/a"))
        #expect(try register.learners().map(\.id) == ["yanis"], "nobody is put down for a journal that is refused")
        #expect(!FileManager.default.fileExists(atPath: journals))
        for refusal in [.badIdentifier("a b"), .badName, .noLearner, .tooLong(path: "p")] as [RegisterRefusal] {
            #expect(refusal.text.fr != refusal.text.en && !refusal.isTampering)
        }
    }

    @Test func `results are made again from the journals once something else scores, and kept where that cannot be`() throws {
        defer { clean() }
        let before = try register(scoredBy: "yesterday")
        try before.add("yanis", name: nil, at: 1)
        for name in ["sound", "gone", "changed"] {
            _ = try before.bring(try stick("\(name).jsonl", text(answers: [name])), adds: false, now: 1)
        }
        try FileManager.default.removeItem(atPath: journals + "/gone.jsonl")
        try text(answers: ["other"]).write(to: URL(filePath: journals + "/changed.jsonl"))
        #expect(try before.standing().rescored == 0)

        let after = try register(scoredBy: "today")
        let standing = try after.standing(of: "yanis")
        #expect(standing.rescored == 1 && standing.lost == [])
        let attempts = try #require(standing.attempts["yanis"]).sorted { $0.journal < $1.journal }
        #expect(attempts.map(\.state) == [.altered, .missing, .sound])
        #expect(attempts.map(\.score.framework) == ["yesterday", "yesterday", "today"])
        #expect(try after.standing().rescored == 0, "once is enough")
        // The file is back: so is the result.
        try text(answers: ["gone"]).write(to: URL(filePath: journals + "/gone.jsonl"))
        #expect(try after.standing(anew: true).attempts["yanis"]?.count { $0.state == .sound } == 2)
    }

    @Test func `the journals alone make the register again`() throws {
        defer { clean() }
        let register = try register()
        for (number, learner) in ["yanis", "lina", "yanis"].enumerated() {
            let path = try stick("\(number).jsonl", text(of: learner, answers: ["\(number)"]))
            _ = try register.bring(path, adds: true, now: 1)
        }
        func shown(_ register: Register) throws -> [String: [Score]] {
            try register.standing().attempts.mapValues { $0.map(\.score) }
        }
        let was = try shown(register)
        for file in try FileManager.default.contentsOfDirectory(atPath: home.path + "/banc") where file.hasPrefix("learners.db") {
            try FileManager.default.removeItem(atPath: home.path + "/banc/" + file)
        }
        let again = try self.register()
        for path in Register.journals(in: journals) { _ = try again.bring(path, adds: true, now: 2) }
        #expect(try shown(again) == was && was.count == 2)
        #expect(Register.journals(in: journals).count == 3, "what lies there already is not copied")
    }

    @Test func `a pseudonym is the same whatever keyboard wrote it, and is no path`() throws {
        defer { clean() }
        let register = try register()
        try register.add("Zoe\u{301}", name: " Zoé B. ", at: 1)
        #expect(try register.learners().map(\.name) == ["Zoé B."])
        #expect(try register.learner("Zo\u{E9}").id == "Zoé")
        _ = try register.bring(try stick("z.jsonl", text(of: "Zoe\u{301}", answers: ["x"])), adds: false, now: 1)
        #expect(try register.standing(of: "Zoé").attempts["Zoé"]?.count == 1)
        for bad in ["", "a b", "a/b", "..", "-x", String(repeating: "a", count: 33), "a\n"] {
            #expect(throws: RegisterRefusal.self) { try register.add(bad, name: nil, at: 1) }
        }
        #expect(throws: RegisterRefusal.badName) { try register.add("z", name: String(repeating: "a", count: 81), at: 1) }
    }

    @Test func `who is forgotten leaves no journal, damaged or not counted, and others keep theirs`() throws {
        defer { clean() }
        let register = try register()
        try register.add("yanis", name: nil, at: 1)
        try register.add("lina", name: nil, at: 1)
        for (name, learner) in [("y", "yanis"), ("l", "lina")] {
            _ = try register.bring(try stick("\(name).jsonl", text(of: learner, answers: ["x"])), adds: false, now: 1)
        }
        // One that was never counted, its last lines damaged; one of a session that was kept elsewhere.
        let damaged = try text(answers: ["a", "b"]).dropLast(40) + Data("broken\nbroken\n".utf8)
        try damaged.write(to: URL(filePath: journals + "/damaged.jsonl"))
        let elsewhere = try stick("elsewhere.jsonl", text(answers: ["elsewhere"]))
        _ = try register.take(try JournalStore.read(path: elsewhere), at: elsewhere, began: 1)
        #expect(try register.journals(of: "yanis").count == 3)
        try register.forget("yanis")
        #expect(try FileManager.default.contentsOfDirectory(atPath: journals) == ["l.jsonl"])
        #expect(!FileManager.default.fileExists(atPath: elsewhere))
        #expect(try register.learners().map(\.id) == ["lina"] && Set(register.standing().attempts.keys) == ["lina"])
    }

    @Test func `a session is not gone on with on less than what was counted of it`() throws {
        defer { clean() }
        let register = try register()
        try register.add("yanis", name: nil, at: 1)
        let path = try stick("s.jsonl", text(answers: ["x", "y"], closed: false))
        _ = try register.take(try JournalStore.read(path: path), at: path, began: 1)
        try register.check(try JournalStore.read(path: path), at: path)
        try text(answers: ["x"], closed: false).write(to: URL(filePath: path))
        #expect(refusal { try register.check(try JournalStore.read(path: path), at: path) } == .shortened(lines: 2, known: 3))
    }
}
