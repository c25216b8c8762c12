import Diagnosis
import Foundation
import Machines
import Notation
import Simulation
import Testing

@testable import Assessment
@testable import Training

@Suite struct ExerciseTests {
    private static let scenarios = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Scenarios")

    private static func file(_ path: String) throws -> Exercise.File {
        Exercise.File(path: path, shown: path, text: try String(contentsOf: scenarios.appending(path: path), encoding: .utf8))
    }

    static func exercise(_ name: String) throws -> Exercise {
        let machine = String(name.prefix { $0 != "/" })
        return try Exercise.decode(
            named: name, scenario: try file("exercises/\(name)/scenario.yaml"),
            machine: try (ownFiles(of: machine) + papers(of: machine)).map { try file("machines/\(machine)/\($0)") },
            records: try records(of: name).map { try file("exercises/\(name)/\($0)") })
    }

    private static func ownFiles(of machine: String) throws -> [String] {
        let folder = scenarios.appending(path: "machines/\(machine)")
        return Exercise.machineFileNames(among: try FileManager.default.contentsOfDirectory(atPath: folder.path))
    }

    /// The Markdown of its dossier, which a trainee may open.
    private static func papers(of machine: String) throws -> [String] {
        let folder = scenarios.appending(path: "machines/\(machine)/documents")
        return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().map { "documents/\($0)" }
    }

    /// What devices recorded for it.
    private static func records(of name: String) throws -> [String] {
        let folder = scenarios.appending(path: "exercises/\(name)")
        return Exercise.recordNames(among: try FileManager.default.contentsOfDirectory(atPath: folder.path))
    }

    /// Every exercise of the repository.
    static let names: [String] = {
        let root = scenarios.appending(path: "exercises")
        let machines = (try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []
        return machines.sorted().flatMap { machine in
            let inner = (try? FileManager.default.contentsOfDirectory(atPath: root.appending(path: machine).path)) ?? []
            return inner.sorted().map { "\(machine)/\($0)" }
        }
    }()

    /// Those whose machine is quick enough to be played again and again; the check of the others plays each script once, and judges it.
    private static let brisk = names.filter { $0.hasPrefix("convoyeur-tri/") }

    @Test func `there are exercises on every machine`() {
        #expect(Self.names.contains("convoyeur-tri/corrective"))
        let machines =
            (try? FileManager.default.contentsOfDirectory(atPath: Self.scenarios.appending(path: "machines").path)) ?? []
        for machine in machines { #expect(Self.names.contains { $0.hasPrefix(machine + "/") }, "\(machine)") }
    }

    @Test(arguments: names) func `what an exercise scores exists, and its questions, hints and documents are tied to what exists`(
        _ name: String
    ) throws {
        let exercise = try Self.exercise(name)
        #expect(mspc.unknown(among: exercise.scenario.scored).map(\.code) == [])
        #expect(!exercise.scenario.scored.isEmpty)
        let criteria = exercise.criteria
        for question in criteria.questions { #expect(mspc.indicator(question.indicator) != nil, "\(question.indicator)") }
        for hint in criteria.hints { #expect(mspc.competency(hint.competency) != nil, "\(hint.competency)") }
        // At least half of what is scored can be shown in this exercise.
        let scored = mspc.scored(by: exercise.scenario.scored)
        #expect(mspc.unprovable(exercise.scenario.scored, with: criteria).count * 2 < scored.count)
    }

    @Test func `an exercise's criteria are completed from its fault, its lockout and its machine`() throws {
        let criteria = try Self.exercise("convoyeur-tri/corrective").criteria
        let lockout = try #require(criteria.lockout)
        #expect(lockout.sources == ["Q0", "QX0"])
        #expect(lockout.places.contains("X2") && lockout.places.contains("armoire") && !lockout.places.contains("B2"))
        #expect(criteria.emergencyStops == ["S0"])
        let repair = try #require(criteria.repairs.first)
        #expect(repair.act == .tightened && repair.ref == "X2:12")
        #expect(abs((repair.value ?? 0) - 0.6) < 1e-9)
        #expect(criteria.equipment.first?.equipment == ["insulating-gloves", "face-shield"])
        #expect(criteria.report.map(\.field) == [.cause, .remedy])
        #expect(criteria.hints.allSatisfy { $0.competency == "C3.1" } && !criteria.hints.isEmpty)
    }

    @Test func `a round's criteria come from its task list`() throws {
        let criteria = try Self.exercise("convoyeur-tri/preventive").criteria
        #expect(criteria.operations == Array(1...14))
        #expect(criteria.repairs.isEmpty, "a round reports")
    }

    // MARK: - The scripts

    /// A script's acts, played on the machine, as a journal.
    private static func journal(_ exercise: Exercise, _ script: String) throws -> Journal {
        let session = try Training.Session(exercise, seed: 1)
        var entries: [[Event]] = []
        var times: [Double] = []
        for line in script.split(separator: "\n") where !line.hasPrefix("#") {
            for outcome in try session.play(String(line), .fr) {
                entries.append(outcome.events)
                times.append(session.machine.time)
            }
        }
        return try Session.journal(entries: entries, times: times)
    }

    @Test(arguments: brisk) func `a worked example has full marks in all that it gives occasion to`(_ name: String) throws {
        let exercise = try Self.exercise(name)
        let journal = try Self.journal(exercise, try Self.file("exercises/\(name)/worked.txt").text)
        let score = Score(of: journal, on: exercise, framework: mspc)
        #expect(score.gates.isEmpty)
        let short = score.indicators.filter { $0.state != .notObserved && $0.state != .reached }
        let told = short.map { "\($0.id) \($0.evidence): \($0.missing?.en ?? "")" }
        #expect(told.isEmpty)
        for competency in score.competencies { #expect(competency.level == .acquired, "\(competency.code)") }
        for unit in score.units { #expect(unit.level == .acquired, "\(unit.unit)") }
    }

    /// The bad scripts of every exercise, by their paths.
    private static let bad: [String] = names.flatMap { name in
        let files =
            (try? FileManager.default.contentsOfDirectory(atPath: scenarios.appending(path: "exercises/\(name)").path)) ?? []
        return files.filter { $0.hasPrefix("bad-") }.sorted().map { "\(name)/\($0)" }
    }

    @Test(arguments: bad.filter { path in brisk.contains { path.hasPrefix($0) } }) func `a bad script fails where its file says`(
        _ path: String
    ) throws {
        let name = path.split(separator: "/").dropLast().joined(separator: "/")
        let exercise = try Self.exercise(name)
        let text = try Self.file("exercises/\(path)").text
        let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("# fails:") })
        let codes = line.dropFirst("# fails:".count).split(separator: " ").map(String.init)
        // A script may fail in what its exercise does not score: it is asked all the same.
        let score = Score(
            of: try Self.journal(exercise, text), scored: exercise.scenario.scored + codes, criteria: exercise.criteria,
            framework: mspc)
        for code in codes {
            let competency = try #require(score.competencies.first { $0.code == code }, "\(code) is no competency")
            let shown = competency.indicators.map { "\($0.id) \($0.state.rawValue)" }.joined(separator: ", ")
            #expect((competency.level ?? .notAcquired) < .acquiredWithHelp, "\(code): \(shown)")
        }
    }

    @Test(arguments: names) func `an exercise is ready for a class, as its check says`(_ name: String) throws {
        let exercise = try Self.exercise(name)
        let machine = exercise.definition.machine
        let states = try Self.file("machines/\(machine.name)/\(MachineState.fileName)")
        let scripts = try (["\(name)/\(Script.worked)"] + Self.bad.filter { $0.hasPrefix(name + "/") }).map { path in
            Script(name: String(path.split(separator: "/").last!), text: try Self.file("exercises/\(path)").text)
        }
        let check = try ScenarioCheck(
            exercise, states: try MachineState.decode(try Document.parse(states.text, name: states.path), for: machine),
            scripts: scripts, judge: mspc.judge)
        for item in check.items { #expect(item.holds, "\(item.text.en): \(item.reasons.map(\.en))") }
    }

    @Test func `the newcomer's session that is kept in the docs still finds the terminal and has full marks`() throws {
        let exercise = try Self.exercise("convoyeur-tri/corrective")
        let file = Self.scenarios.deletingLastPathComponent().appending(path: "docs/sessions/newcomer-corrective.txt")
        let journal = try Self.journal(exercise, try String(contentsOf: file, encoding: .utf8))
        let score = Score(of: journal, on: exercise, framework: mspc)
        #expect(score.gates.isEmpty)
        let short = score.indicators.filter { $0.state != .notObserved && $0.state != .reached }
        #expect(short.map { "\($0.id) \($0.evidence): \($0.missing?.en ?? "")" } == [])
        for unit in score.units { #expect(unit.level == .acquired, "\(unit.unit)") }
    }
}
