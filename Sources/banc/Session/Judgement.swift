import Assessment
import Diagnosis
import Foundation
import Notation
import Reports
import Training

/// What a journal is worth: its score, its debrief, its report. Functions of the journal; the machine is not run again.
struct Judgement {
    let journal: Journal
    let exercise: Exercise
    let framework: Framework
    private let path: String
    private let seal: Seal?

    /// - Parameters:
    ///   - path: of the journal; its side file tells when the session was held.
    ///   - reveals: tells the cause and the path to it even to somebody who has not found it.
    init(_ journal: Journal, path: String, library: Library, reveals: Bool = false) throws {
        self.journal = journal
        self.path = path
        exercise = try library.exercise(journal.header.scenario)
        framework = try library.framework()
        seal = reveals ? nil : Seal(exercise.criteria, for: journal)
    }

    var score: Score {
        let score = Score(of: journal, on: exercise, framework: framework)
        return seal.map(score.sealed) ?? score
    }
    var debrief: Debrief { debrief() }

    /// - Parameter suspects: how many there were, act by act, where they were worked out.
    func debrief(_ suspects: Suspects? = nil) -> Debrief {
        let debrief = Debrief(of: journal, on: exercise, framework: framework, suspects: suspects?.left ?? [])
        return seal.map(debrief.sealed) ?? debrief
    }

    func writeReport(to file: String) throws {
        let times = (try? String(contentsOfFile: JournalStore.timesPath(of: path), encoding: .utf8)) ?? ""
        let date = JournalStore.began(inTimes: times).map { Self.written(Date(timeIntervalSince1970: $0)) }
        let context = SessionReport.Context(
            exercise, date: date, journalName: URL(filePath: path).lastPathComponent)
        let page = try SessionReport(journal, context).html(score, debrief, Spoken.language)
        do {
            try Data(page.utf8).write(to: URL(filePath: file), options: .atomic)
        } catch {
            throw Failure(Exit.device, Text(fr: "impossible d'écrire \(file)", en: "cannot write \(file)"))
        }
    }

    private static func written(_ date: Date) -> String {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: Spoken.language == .fr ? "fr_FR" : "en_GB")
        formatter.dateStyle = .long
        formatter.timeStyle = .short
        return formatter.string(from: date)
    }
}

extension Library {
    func framework() throws -> Framework {
        let url = root.appending(path: "competencies/mspc.yaml")
        let shown = Self.shown(url)
        return try Framework.decode(try Document.parse(try Self.read(url, shown: shown), name: shown))
    }
}
