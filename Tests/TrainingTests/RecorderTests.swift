import Foundation
import Notation
import Testing

@testable import Training

@Suite final class RecorderTests {
    /// In a folder of its own, gone with the test's instance.
    private let path = NSTemporaryDirectory() + "banc-\(UUID().uuidString)/seance.jsonl"

    deinit { try? FileManager.default.removeItem(at: URL(filePath: path).deletingLastPathComponent()) }

    static let lines = ["regarder poussoir", "mesurer tension B2:1 B2:3 attendu 24", "conclure non conforme", "es B1 B2"]

    func header(_ exercise: Exercise) -> Header {
        exercise.header(
            banc: "test", learner: "e17", seed: 7, clock: .turn, frameworkRevision: "1",
            platform: Header.Platform(system: "test", architecture: "test", library: "test", features: []))
    }

    func recorded(_ lines: [String] = lines) throws -> Exercise {
        let exercise = try Bench.exercise("convoyeur-tri/short", scenario: SessionTests.shortest)
        let recorder = try Recorder.begin(exercise, header: header(exercise), path: path, wall: 0)
        for line in lines { _ = try recorder.play(line, .fr, wall: 0) }
        return exercise
    }

    @Test func `a journal played again is the same byte for byte`() throws {
        let exercise = try recorded()
        let journal = try JournalStore.read(path: path)
        #expect(journal.entries.count == 4)
        #expect(try Recorder.verify(journal, on: exercise) == nil)
    }

    @Test func `an entry that the machine does not give again is named`() throws {
        let exercise = try recorded(["regarder poussoir", "mesurer tension B2:1 B2:3"])
        let journal = try JournalStore.read(path: path)
        var (forged, _) = try Journal.begin(journal.header)
        for entry in journal.entries {
            var events = entry.events
            for index in events.indices {
                if case .measured(var reading) = events[index] {
                    reading.value = 24
                    events[index] = .measured(reading: reading)
                }
            }
            let (made, line) = try forged.next(time: entry.time, scan: entry.scan, input: entry.input, events: events)
            forged.append(made, line: line)
        }
        let divergence = try #require(try Recorder.verify(forged, on: exercise))
        #expect(divergence.entry == 2)
        #expect(divergence.text.en.contains("'measured'"))
    }

    @Test func `a session cut anywhere in its last line goes on from what was shown, and ends the same`() throws {
        let exercise = try recorded(Array(Self.lines.prefix(3)))
        let whole = try Data(contentsOf: URL(filePath: path))
        let text = try #require(String(data: whole, encoding: .utf8))
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        // The last entry, at its first byte, in its middle and one byte before its end.
        let last = lines[lines.count - 2].utf8.count
        for kept in [1, last / 2, last] {
            try whole.prefix(whole.count - 1 - last + kept).write(to: URL(filePath: path))
            let recorder = try Recorder.resume(exercise, path: path, wall: 1)
            #expect(recorder.repaired == kept)
            #expect(recorder.journal.entries.count == 2)
            _ = try recorder.play("conclure non conforme", .fr, wall: 2)
            #expect(try Data(contentsOf: URL(filePath: path)) == whole)
        }
    }

    @Test func `a session does not resume over changed files, named`() throws {
        _ = try recorded(["ici", "conclure conforme"])
        let other = try Bench.exercise(
            "convoyeur-tri/short", scenario: SessionTests.shortest.replacing("for: 10 s", with: "for: 11 s"))
        #expect(throws: JournalError.filesChanged(["exercises/convoyeur-tri/short/scenario.yaml"])) {
            _ = try Recorder.resume(other, path: path, wall: 1)
        }
    }
}
