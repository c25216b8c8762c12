import Foundation
import Testing

/// What who writes machines and exercises types, one after the other.
@Suite struct AuthorCommandTests {
    /// A folder of one's own, with the competencies alone.
    private func withFolder(_ body: (URL, (String...) throws -> Command.Result) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "banc-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder.appending(path: "machines"), withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.copyItem(
            at: Command.repository.appending(path: "Scenarios/competencies"), to: folder.appending(path: "competencies"))
        try body(folder) { (arguments: String...) in
            try Command.run(arguments + ["--lang", "en", "--scenarios", folder.path(percentEncoded: false)])
        }
    }

    private func object(_ result: Command.Result) throws -> [String: Any] {
        let value = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
        return try #require(value as? [String: Any] ?? (value as? [[String: Any]])?.first)
    }

    @Test func `a new machine checks, and so does an exercise on it, with its difficulty`() throws {
        try withFolder { folder, run in
            let new = try run("machine", "new", "my-belt")
            #expect(new.status == 0 && new.lines.contains { $0.hasSuffix("my-belt/machine.yaml") }, "\(new)")
            #expect(new.output.contains("next: banc machine check my-belt"))
            let again = try run("machine", "new", "my-belt")
            #expect(again.status == 2 && again.errors.contains("exists: choose another name"), "\(again)")
            #expect(try run("machine", "new", "../my-belt").status == 2)

            let check = try run("machine", "check", "my-belt")
            #expect(check.status == 0 && check.errors.isEmpty, "\(check)")
            #expect(check.lines.first == "my-belt" && check.output.contains("  ready to be broken"))
            let value = try object(try run("machine", "check", "my-belt", "--json"))
            #expect(value["holds"] as? Bool == true && (value["items"] as? [Any])?.count == 7)
            let one = try object(try run("machine", "check", "my-belt", "--fault", "cell-b1-dirty", "--json"))
            #expect((one["items"] as? [[String: Any]])?.map { $0["aspect"] as? String } == ["start", "fault"])
            let wrong = try run("machine", "check", "my-belt", "--fault", "cell-b1-dusty")
            #expect(wrong.status == 2 && wrong.errors.contains("nearest: cell-b1-dirty"), "\(wrong)")

            #expect(try run("scenario", "new", "my-belt/first").status == 0)
            let plain = try run("scenario", "check", "my-belt/first")
            #expect(plain.status == 0 && plain.output.contains("not asked: add --isolable"), "\(plain)")
            let isolable = try run("scenario", "check", "my-belt/first", "--isolable")
            #expect(isolable.status == 0 && isolable.errors.isEmpty, "\(isolable)")
            #expect(
                isolable.lines.contains { $0.hasPrefix("  difficulty of cell-b1-dirty: 1.0 bit to find, ") }
                    && isolable.output.contains("can be told from the others") && !isolable.output.contains("not asked"),
                "\(isolable.output)")
            let told = try object(try run("scenario", "check", "my-belt/first", "--isolable", "--json"))
            let difficulty = try #require((told["difficulty"] as? [[String: Any]])?.first)
            // Likelihood 4 of 8.
            #expect(difficulty["bits"] as? Double == 1 && difficulty["group"] as? Int == 1)
            for key in ["fault", "acts", "seconds", "states"] { #expect(difficulty[key] != nil, "\(key)") }
            #expect(try object(try run("scenario", "check", "my-belt/first", "--json"))["difficulty"] == nil)
        }
    }

    @Test func `a machine that does not hold ends with 1, one that cannot be read with 2 and all its mistakes`() throws {
        try withFolder { folder, run in
            #expect(try run("machine", "new", "my-belt").status == 0)
            let faults = folder.appending(path: "machines/my-belt/faults.yaml")
            let text = try String(contentsOf: faults, encoding: .utf8)
            try Data(text.replacing("severity: 0.9", with: "severity: 0.01").utf8).write(to: faults)
            let unseen = try run("machine", "check", "my-belt", "--fault", "cell-b1-dirty")
            #expect(unseen.status == 1 && unseen.output.contains("faults.yaml:6: no test tells it"), "\(unseen)")
            try Data(text.replacing("failure: dirty", with: "failure: dusty").utf8).write(to: faults)
            let states = folder.appending(path: "machines/my-belt/states.yaml")
            let written = try String(contentsOf: states, encoding: .utf8)
            try Data(written.replacing("operate: Q0", with: "operate: Q9").utf8).write(to: states)
            let unread = try run("machine", "check", "my-belt")
            #expect(unread.status == 2, "\(unread)")
            #expect(unread.output.contains("faults.yaml:9: faults[1].failure: ") && unread.output.contains("states.yaml:"))
        }
    }
}
