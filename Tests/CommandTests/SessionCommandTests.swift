import Foundation
import Testing

/// A session as the command shows it.
@Suite struct SessionCommandTests {
    private func play(_ lines: [String], in folder: Folder) throws -> (result: Command.Result, journal: String) {
        let script = folder.path("script.txt"), journal = folder.path("journal.jsonl")
        try lines.joined(separator: "\n").write(toFile: script, atomically: true, encoding: .utf8)
        let result = try Command.run([
            "train", "convoyeur-tri/corrective", "--lang", "fr", "--script", script, "--journal", journal,
        ])
        return (result, journal)
    }

    @Test func `lines are cut at words, a form's prompt says where one is, a resumed session says what is open`() throws {
        let folder = try Folder()
        let (result, journal) = try play(["aide mesurer", "aide prevenir", "dossier fils", "cr", "dossier demande"], in: folder)
        #expect(result.status == 0 && result.errors.isEmpty)
        #expect(result.lines.allSatisfy { $0.count <= 80 || $0.contains(journal) })
        #expect(result.lines.contains("mesurer une grandeur entre deux points ou en un point ; dis d'abord la valeur"))
        #expect(result.lines.contains("  attendue (30 s)"))
        #expect(result.lines.contains("CR · symptôme > dossier demande"))
        // A sheet by the page: a screen of 24 rows less 4.
        let start = try #require(result.lines.firstIndex(of: "> dossier fils"))
        let end = try #require(result.lines[start...].firstIndex { $0.hasPrefix("… encore") })
        #expect(end - start - 1 == 20)

        let resumed = try Command.run(["resume", journal, "--lang", "fr"])
        #expect(resumed.lines.contains("Formulaire ouvert : cr"))
        #expect(!resumed.output.contains("Tu commences par"))
    }

    @Test func `an interruption says how to go on and leaves with its own status`() throws {
        let folder = try Folder()
        let journal = folder.path("journal.jsonl")
        let process = Command.process(["train", "convoyeur-tri/corrective", "--lang", "fr", "--journal", journal])
        let (input, output, errors) = (Pipe(), Pipe(), Command.Collected())
        process.standardInput = input
        process.standardOutput = output
        process.standardError = errors.pipe
        try process.run()
        // The journal is there once the session has begun; its first act is in it once it was done.
        try input.fileHandleForWriting.write(contentsOf: Data("dossier demande\n".utf8))
        let patience = Date(timeIntervalSinceNow: 50)
        func lines() -> Int { (try? String(contentsOfFile: journal, encoding: .utf8))?.count(where: { $0 == "\n" }) ?? 0 }
        while lines() < 2, Date() < patience { Thread.sleep(forTimeInterval: 0.05) }
        process.interrupt()
        process.waitUntilExit()
        #expect(process.terminationReason == .exit && process.terminationStatus == 130)
        #expect(errors.text().contains("Séance en attente : banc resume \(journal)"))
    }

    @Test func `a part is fitted in either language, in a session that is left, taken up and replayed`() throws {
        let folder = try Folder()
        let (one, other, journal) = (folder.path("one.txt"), folder.path("other.txt"), folder.path("journal.jsonl"))
        let begun = ["lockout isolate 0V1", "lockout lock 0V1", "measure pressure 0P2 expect 0", "fit 0V3 on 0V2:2"]
        let ended = ["regler 0V3 étranglement 0,03", "ranger", "deconsigner", "actionner S0 déverrouillé", "actionner S4"]
        try begun.joined(separator: "\n").write(toFile: one, atomically: true, encoding: .utf8)
        try (ended + ["mesurer duree 1A1 attendu 1 en actionnant S1", "terminer"]).joined(separator: "\n").write(
            toFile: other, atomically: true, encoding: .utf8)
        let first = try Command.run([
            "train", "convoyeur-tri/soft-start", "--lang", "en", "--script", one, "--journal", journal,
        ])
        #expect(first.output.contains("0V3: fitted between 0V2:2 and TU5 TU7 TU8"), "\(first.output)")
        let second = try Command.run(["resume", journal, "--lang", "fr", "--script", other])
        #expect(second.output.contains("1A1 : 1,13 s · attendu 1,0 s"), "\(second.output)")
        let replayed = try Command.run(["replay", journal, "--lang", "fr"])
        #expect(replayed.status == 0 && replayed.output.contains("identiques"), "\(replayed.output)")
    }
}
