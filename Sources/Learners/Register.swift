public import Assessment
import Foundation
import Notation
public import Records
public import Training

/// How journals are scored today: given by who has the files.
public struct Judge {
    /// What a score of this exercise depends on besides the journal, as a digest; nil when there is no such exercise here.
    public var scorer: (_ exercise: String) throws -> String?
    public var score: (Journal) throws -> Score

    public init(scorer: @escaping (_ exercise: String) throws -> String?, score: @escaping (Journal) throws -> Score) {
        self.scorer = scorer
        self.score = score
    }
}

/// The learners of this box and their sessions.
///
/// The journals are the truth: what is kept beside them (count, digests, score) can be made again from them, and is, without being
/// asked, once what scored them has changed. Of a journal that is gone or is no longer what was counted, the result stays, and is marked.
public final class Register {
    public static let longestIdentifier = 32
    public static let longestName = LearnerStore.longestName
    /// Bytes of a journal that is brought; a long session has a few hundred thousand.
    public static let longestJournal = 16 << 20

    private let store: LearnerStore
    /// Where journals that are brought are copied to, absolute.
    private let folder: String
    private let judge: Judge

    /// - Parameters:
    ///   - path: of the database.
    ///   - journals: folder in which journals are kept.
    public init(path: String, journals: String, judge: Judge) throws(LearnerStoreError) {
        store = try LearnerStore(path)
        folder = Self.absolute(journals)
        self.judge = judge
    }

    // MARK: - Learners

    public func learners() throws -> [LearnerStore.Learner] { try store.learners() }

    /// - Returns: false where the learner was here.
    @discardableResult
    public func add(_ id: String, name: String?, at time: Double) throws -> Bool {
        let name = name.map { $0.trimmingCharacters(in: .whitespaces) }.flatMap { $0.isEmpty ? nil : $0 }
        if let name, name.count > Self.longestName || name.contains(where: \.isNewline) { throw RegisterRefusal.badName }
        return try store.add(LearnerStore.Learner(id: try Self.identifier(id), name: name, added: time))
    }

    /// The learner of this pseudonym.
    public func learner(_ id: String) throws -> LearnerStore.Learner {
        let all = try store.learners(), id = try Self.identifier(id)
        guard let found = all.first(where: { $0.id == id }) else {
            throw RegisterRefusal.unknownLearner(id, nearest: nearest(id, among: all.map(\.id)))
        }
        return found
    }

    /// A pseudonym as it is kept: the same letters are the same whatever keyboard wrote them.
    public static func identifier(_ id: String) throws(RegisterRefusal) -> String {
        let composed = id.precomposedStringWithCanonicalMapping
        guard (1...longestIdentifier).contains(composed.count),
            composed.allSatisfy({ $0.isLetter || $0.isNumber || "-_.".contains($0) }),
            composed.first.map({ $0.isLetter || $0.isNumber }) == true
        else { throw .badIdentifier(String(id.prefix(2 * longestIdentifier))) }
        return composed
    }

    // MARK: - Journals

    public enum Taken: Sendable, Hashable {
        case counted
        /// Kept, but it lifts nothing until it is closed.
        case unfinished
        case known
        /// It was here with so many lines.
        case longer(than: Int)
        /// Its file held another session, of so many lines, which keeps its result.
        case replacing(lines: Int)
    }

    /// Takes a session that was held here, whose journal stays where it is.
    /// - Parameter began: seconds since 1970.
    public func take(_ journal: Journal, at path: String, began: Double) throws -> Taken {
        _ = try learner(of: journal)
        return try keep(try attempt(journal, at: Self.absolute(path), began: began))
    }

    /// Throws `RegisterRefusal.shortened` where a journal holds less than what was counted of it.
    public func check(_ journal: Journal, at path: String) throws {
        guard let id = try journal.header.learner.map(Self.identifier) else { return }
        let path = Self.absolute(path), digests = journal.lineDigests
        let longer = try store.attempts(of: id).first { $0.path == path && $0.lines > digests.count }
        if let longer, longer.digests.starts(with: digests) {
            throw RegisterRefusal.shortened(lines: digests.count, known: longer.lines)
        }
    }

    /// A journal that was brought: verified, and copied among the others.
    public struct Brought: Sendable, Hashable {
        public var learner: String
        public var exercise: String
        public var lines: Int
        public var taken: Taken
    }

    /// - Parameters:
    ///   - adds: a learner who is not in the register yet is put there.
    ///   - now: for a journal that has lost its side file, seconds since 1970.
    ///   - verify: asks more of it than its chain; throws what is wrong.
    /// - Throws: `RegisterRefusal`.
    public func bring(_ path: String, adds: Bool, now: Double, verify: (Journal) throws -> Void = { _ in }) throws -> Brought {
        let text = try Self.text(path)
        let journal = try Self.decoded(text)
        if !adds { _ = try learner(of: journal) }
        let times = (try? JournalStore.text(path: JournalStore.timesPath(of: path), atMost: Self.longestJournal)) ?? Data()
        let began = JournalStore.began(inTimes: String(decoding: times, as: UTF8.self)) ?? now
        var attempt = try attempt(journal, at: Self.absolute(path), began: began)
        try verify(journal)
        // Two who bring the same stick copy each journal once.
        let taken = try store.alone {
            let known = try store.attempts(of: attempt.learner)
            if let longer = known.first(where: { $0.lines > attempt.lines && $0.digests.starts(with: attempt.digests) }) {
                throw RegisterRefusal.shortened(lines: attempt.lines, known: longer.lines)
            }
            if adds { try add(attempt.learner, name: nil, at: now) }
            if let same = known.first(where: { $0.digests == attempt.digests }), (try? Self.text(same.path)) == text {
                attempt.path = same.path
            } else if !attempt.path.hasPrefix(folder + "/") {
                attempt.path = try JournalStore.copy(text, times: times, into: folder, as: (path as NSString).lastPathComponent)
            }
            return try keep(attempt)
        }
        return Brought(learner: attempt.learner, exercise: attempt.scenario, lines: attempt.lines, taken: taken)
    }

    /// Journals in a folder and in those within it, by their paths.
    public static func journals(in folder: String) -> [String] {
        let most = 100_000
        let names = FileManager.default.enumerator(atPath: folder)?.lazy.compactMap { $0 as? String }.prefix(most) ?? [].prefix(0)
        return names.filter { $0.hasSuffix(".jsonl") && !$0.hasSuffix(".times.jsonl") }.sorted().map {
            (folder as NSString).appendingPathComponent($0)
        }
    }

    private func keep(_ attempt: LearnerStore.Attempt) throws -> Taken {
        switch try store.keep(attempt) {
        case .new: attempt.isFinished ? .counted : .unfinished
        case .same: .known
        case .longer(let lines): attempt.isFinished ? .longer(than: lines) : .unfinished
        case .shorter(let lines): throw RegisterRefusal.shortened(lines: attempt.lines, known: lines)
        case .replacing(let lines): .replacing(lines: lines)
        }
    }

    private func learner(of journal: Journal) throws -> LearnerStore.Learner {
        guard let id = journal.header.learner else { throw RegisterRefusal.noLearner }
        return try learner(id)
    }

    private func attempt(_ journal: Journal, at path: String, began: Double) throws -> LearnerStore.Attempt {
        let exercise = journal.header.scenario
        guard let id = journal.header.learner else { throw RegisterRefusal.noLearner }
        guard let scorer = try judge.scorer(exercise) else { throw RegisterRefusal.unknownExercise(exercise) }
        let score = try judge.score(journal)
        return LearnerStore.Attempt(
            learner: try Self.identifier(id), scenario: exercise, digests: journal.lineDigests, path: path, began: began,
            isFinished: score.isComplete, result: try JSONEncoder().encode(score), scorer: scorer)
    }

    private static func text(_ path: String) throws -> Data {
        do {
            let text = try JournalStore.text(path: path, atMost: longestJournal)
            guard text.count <= longestJournal else { throw RegisterRefusal.tooLong(path: path) }
            return text
        } catch let error as JournalError {
            throw RegisterRefusal.unsound(error)
        }
    }

    private static func decoded(_ text: Data) throws -> Journal {
        do {
            return try Journal.decode(text)
        } catch {
            throw RegisterRefusal.unsound(error)
        }
    }

    private static func absolute(_ path: String) -> String {
        URL(filePath: path).standardizedFileURL.resolvingSymlinksInPath().path(percentEncoded: false)
    }

    // MARK: - What they are worth

    /// Sessions by learner, scored by what scores today.
    public struct Standing: Sendable {
        public var attempts: [String: [Attempt]] = [:]
        /// Journals whose result can neither be read nor made again.
        public var lost: [String] = []
        /// Attempts that were scored again.
        public var rescored = 0
    }

    /// - Parameters:
    ///   - learner: nil for everybody.
    ///   - anew: verifies and scores every journal, not only those that something else has scored.
    public func standing(of learner: String? = nil, anew: Bool = false) throws -> Standing {
        var standing = Standing()
        var scorers: [String: String?] = [:]
        for var attempt in try store.attempts(of: learner) {
            let scorer = try scorers[attempt.scenario] ?? judge.scorer(attempt.scenario)
            scorers[attempt.scenario] = scorer
            var score = try? JSONDecoder().decode(Score.self, from: attempt.result)
            if let scorer, anew || score == nil || attempt.scorer != scorer {
                let before = attempt
                score = try rescored(&attempt, by: scorer) ?? score
                if attempt != before { try store.update(attempt) }
                if attempt.state == .sound { standing.rescored += 1 }
            }
            guard let score else {
                standing.lost.append(attempt.path)
                continue
            }
            standing.attempts[attempt.learner, default: []].append(
                Attempt(
                    score: score, began: attempt.began, journal: (attempt.path as NSString).lastPathComponent,
                    state: attempt.state))
        }
        return standing
    }

    /// Nil where the journal is no longer what was counted; the attempt then says so.
    private func rescored(_ attempt: inout LearnerStore.Attempt, by scorer: String) throws -> Score? {
        let journal: Journal
        do {
            journal = try Self.decoded(try Self.text(attempt.path))
        } catch let refusal as RegisterRefusal {
            if case .unsound(.missing) = refusal { attempt.state = .missing } else { attempt.state = .altered }
            return nil
        }
        let digests = journal.lineDigests
        guard digests.starts(with: attempt.digests) else {
            attempt.state = .altered
            return nil
        }
        let score = try judge.score(journal)
        attempt.state = .sound
        attempt.digests = digests
        attempt.isFinished = score.isComplete
        attempt.result = try JSONEncoder().encode(score)
        attempt.scorer = scorer
        return score
    }

    // MARK: - The right to be forgotten

    /// Journals of a learner that this box holds: those that were counted, and others in the folder, damaged ones too.
    public func journals(of id: String) throws -> [String] {
        let id = try Self.identifier(id)
        let counted = try store.attempts(of: id).map(\.path)
        return Set(counted + Self.journals(in: folder)).sorted().filter { path in
            (JournalStore.header(path: path)?.learner).flatMap { try? Self.identifier($0) } == id
        }
    }

    /// Removes everything of a learner: journals with their side files, results, name.
    public func forget(_ id: String) throws {
        for path in try journals(of: id) { try JournalStore.remove(path: path) }
        try store.forget(try Self.identifier(id))
    }
}
