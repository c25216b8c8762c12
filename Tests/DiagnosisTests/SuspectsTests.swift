import Diagnosis
import Foundation
import Machines
import Notation
import Simulation
import Testing
import Training

@Suite struct SuspectsTests {
    private static let name = "convoyeur-tri/corrective"

    private func exercise() throws -> Exercise {
        try Folder.exercise(Self.name, scenario: try Folder.file("exercises/\(Self.name)/scenario.yaml").text)
    }

    private func journal(_ lines: [String], on exercise: Exercise) throws -> Journal {
        let performance = try Performance(Script(name: "t.txt", text: lines.joined(separator: "\n")), on: exercise, seed: 1)
        #expect(performance.refused.isEmpty, "\(performance.refused)")
        return performance.journal
    }

    @Test func `what a session shows excludes faults one after another, what it does not look at none`() throws {
        let exercise = try exercise()
        let all = exercise.definition.faults.count
        let lines = [
            "questionner exploitant depuis quand", "es B1 B2 1Y14", "mesurer tension B2:1 B2:3", "mesurer tension B2:3 0V",
            "ouvrir armoire", "serrer X2:12", "mesurer tension B2:1 B2:3",
        ]
        let journal = try journal(lines, on: exercise)
        let suspects = try Suspects(in: journal, on: exercise, workers: 2)
        // As far as the work that mends.
        let mending = try #require(journal.entries.firstIndex { $0.events.contains(where: \.isRemedy) })
        #expect(suspects.left.count == mending + 1)
        #expect(suspects.left.first == all)
        #expect(zip(suspects.left, suspects.left.dropFirst()).allSatisfy { $0 >= $1 })
        // A question shows nothing of the machine; B2's 0 V at 21 V is its terminal's, and no other's.
        #expect(suspects.left[1] == all)
        #expect(suspects.left.last == 1 && suspects.remaining.isEmpty)
        let channels = try #require(journal.entries.firstIndex { $0.events.contains { $0.kind == .channelsRead } })
        #expect(suspects.left[channels + 1] < all && suspects.left[channels + 1] > 1)
    }

    @Test func `the fault that a session was held on is never excluded by what it showed`() throws {
        let exercise = try exercise()
        let fault = try #require(exercise.scenario.faults.first).id
        let other = try #require(exercise.definition.faults.map(\.id).first { $0 != fault })
        let held = exercise.hiding(other)
        let journal = try journal(["es B1 B2 1Y14", "mesurer tension B2:3 0V"], on: held)
        #expect(try Suspects(in: journal, on: exercise, workers: 2).remaining.contains(other))
    }
}
