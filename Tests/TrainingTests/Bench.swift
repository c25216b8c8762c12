import Foundation
import Notation
import Testing

@testable import Training

/// Exercises of the repository, read as the command reads them.
enum Bench {
    static let scenarios = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Scenarios")

    static func file(_ path: String) throws -> Exercise.File {
        Exercise.File(
            path: path, shown: "Scenarios/" + path, text: try String(contentsOf: scenarios.appending(path: path), encoding: .utf8)
        )
    }

    static func machineFiles(_ machine: String) throws -> [Exercise.File] {
        let folder = scenarios.appending(path: "machines/\(machine)")
        return try Exercise.machineFileNames(among: FileManager.default.contentsOfDirectory(atPath: folder.path)).map {
            try file("machines/\(machine)/\($0)")
        }
    }

    /// The Markdown of a machine's dossier, which a script may open.
    private static func papers(_ machine: String) throws -> [Exercise.File] {
        let folder = scenarios.appending(path: "machines/\(machine)/documents")
        return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().map {
            try file("machines/\(machine)/documents/\($0)")
        }
    }

    static func exercise(_ name: String, scenario: String? = nil, withPapers: Bool = false) throws -> Exercise {
        let machine = String(name.prefix { $0 != "/" })
        var written = scenario.map { Exercise.File(path: "exercises/\(name)/scenario.yaml", shown: "scenario.yaml", text: $0) }
        if written == nil { written = try file("exercises/\(name)/scenario.yaml") }
        return try Exercise.decode(
            named: name, scenario: written!, machine: machineFiles(machine) + (withPapers ? papers(machine) : []))
    }

    /// An exercise before a machine that a test writes itself.
    ///
    /// - Parameter machine: texts of its files, by name.
    static func exercise(_ machineName: String, machine: [String: String], scenario: String) throws -> Exercise {
        try Exercise.decode(
            named: "\(machineName)/short",
            scenario: Exercise.File(
                path: "exercises/\(machineName)/short/scenario.yaml", shown: "scenario.yaml", text: scenario),
            machine: machine.sorted { $0.key < $1.key }.map { name, text in
                Exercise.File(path: "machines/\(machineName)/\(name)", shown: name, text: text)
            })
    }

    /// The value of the last reading.
    static func last(_ session: Session) throws -> Double { try #require(session.state.readings.last?.value) }
    static func said(_ outcomes: [Outcome]) -> String { outcomes.flatMap(\.allLines).map(\.fr).joined(separator: "\n") }
    static func dangers(_ outcomes: [Outcome]) -> [Danger] { outcomes.flatMap(\.events).compactMap(\.danger) }

    /// Plays the lines of a script; what was said is returned line by line.
    @discardableResult
    static func play(_ lines: [String], on session: Session, _ language: Language = .fr) throws -> [Outcome] {
        var outcomes: [Outcome] = []
        for line in lines { outcomes += try session.play(line, language) }
        return outcomes
    }
}
