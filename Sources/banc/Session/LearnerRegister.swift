import Assessment
import Foundation
import Learners
import Notation
import Records
import Training

/// The register of learners of this box: `$XDG_DATA_HOME/banc/learners.db`, beside the journals.
enum LearnerRegister {
    static var path: String {
        JournalPlace.folder.deletingLastPathComponent().appending(path: "learners.db").path(percentEncoded: false)
    }

    static var exists: Bool { FileManager.default.fileExists(atPath: path) }

    static func open(_ library: Library) throws -> Register {
        let bench = JudgesBench(library)
        return try Register(
            path: path, journals: JournalPlace.folder.path(percentEncoded: false),
            judge: Judge(scorer: bench.scorer, score: bench.score))
    }
}

/// Scores journals by the files at hand; each exercise is read once.
private final class JudgesBench {
    private let library: Library
    private var exercises: [String: Exercise] = [:]
    private var framework: Framework?

    init(_ library: Library) { self.library = library }

    /// A journal's word for its exercise is no path.
    func scorer(_ name: String) throws -> String? {
        guard library.exercises.contains(name) else { return nil }
        let parts = ["banc \(Version.current)", "rules \(Score.rules)"] + (try library.digests(judging: name))
        return Digest(of: parts.joined(separator: "\n")).hexadecimal
    }

    func score(_ journal: Journal) throws -> Score {
        let name = journal.header.scenario
        let exercise = try exercises[name] ?? library.exercise(name)
        exercises[name] = exercise
        let framework = try framework ?? library.framework()
        self.framework = framework
        return Score(of: journal, on: exercise, framework: framework)
    }
}

extension Library {
    /// What the exercises at hand can show. One that cannot be read is named on standard error and left out: who writes it is at it.
    func occasions(for framework: Framework) throws -> [Occasion] {
        exercises.compactMap { name in
            do {
                let exercise = try exercise(name)
                let criteria = exercise.criteria
                let unprovable = Set(framework.unprovable(exercise.scenario.scored, with: criteria).map(\.id))
                let shown = Set(framework.scored(by: exercise.scenario.scored).map(\.id)).subtracting(unprovable)
                return Occasion(
                    exercise: name,
                    competencies: framework.competencies.filter { $0.indicators.contains { shown.contains($0.id) } }.map(\.code))
            } catch {
                Console.error(
                    Text(
                        fr: "\(name) : illisible, laissé de côté (banc scenario check \(name))",
                        en: "\(name): cannot be read, left out (banc scenario check \(name))"
                    ).spoken)
                return nil
            }
        }
    }
}

extension SessionRun {
    /// Counts the session of a learner of the register; nil when it is nobody's.
    func count() throws -> Bool? {
        guard let learner = recorder.journal.header.learner else { return nil }
        guard LearnerRegister.exists else {
            Console.error(RegisterRefusal.unknownLearner(learner, nearest: nil).text.spoken)
            return false
        }
        let times = (try? String(contentsOfFile: JournalStore.timesPath(of: recorder.path), encoding: .utf8)) ?? ""
        do {
            let register = try LearnerRegister.open(library)
            let began = JournalStore.began(inTimes: times) ?? Date().timeIntervalSince1970
            _ = try register.take(recorder.journal, at: recorder.path, began: began)
            return recorder.session.state.finished
        } catch RegisterRefusal.shortened where !recorder.session.state.finished {
            // The same first acts as in a session that went further.
            return false
        } catch let refusal as RegisterRefusal {
            Console.error(refusal.text.spoken)
            return false
        }
    }

    /// Before the first line: who is not in the register is told while it is easily mended.
    static func greet(_ learner: String?, _ library: Library) {
        guard let learner, LearnerRegister.exists else { return }
        do {
            _ = try LearnerRegister.open(library).learner(learner)
        } catch let refusal as RegisterRefusal {
            Console.error(refusal.text.spoken)
        } catch let error as LearnerStoreError {
            Console.error(error.text.spoken)
        } catch {
            Console.error("\(error)")
        }
    }

    /// A journal that holds less than what was counted of it is not gone on with.
    static func check(_ journal: Journal, at path: String, _ library: Library) throws {
        guard journal.header.learner != nil, LearnerRegister.exists else { return }
        do {
            try LearnerRegister.open(library).check(journal, at: path)
        } catch let error as LearnerStoreError {
            // The session does not need the register.
            Console.error(error.text.spoken)
        }
    }
}
