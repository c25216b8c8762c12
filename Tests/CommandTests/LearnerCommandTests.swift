import Foundation
import Testing

/// Pupils, sessions and reports, as a teacher meets them.
@Suite(.serialized) struct LearnerCommandTests {
    private let home = FileManager.default.temporaryDirectory.appending(path: "banc-class-\(UUID().uuidString)")

    private func banc(_ arguments: String..., at place: String = "one") throws -> Command.Result {
        try Command.run(
            arguments + ["--lang", "fr"],
            environment: ["XDG_DATA_HOME": home.appending(path: place).path(percentEncoded: false)])
    }

    private func script(_ name: String) -> String {
        Command.repository.appending(path: "Scenarios/exercises/convoyeur-tri/\(name).txt").path(
            percentEncoded: false)
    }

    private func journals(at place: String = "one") throws -> [URL] {
        let folder = home.appending(path: "\(place)/banc/journals")
        return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "jsonl" && !$0.lastPathComponent.hasSuffix(".times.jsonl") }
            .sorted { $0.path < $1.path }
    }

    private func mode(_ url: URL) throws -> Int {
        try FileManager.default.attributesOfItem(atPath: url.path)[.posixPermissions] as? Int ?? 0
    }

    /// What the class says of the only learner.
    private struct Overview: Decodable {
        struct Row: Decodable {
            struct Cell: Decodable {
                var competency: String
                var level: String?
            }
            var learner: String
            var sessions: Int
            var finished: Int
            var openGates: Int
            var cells: [Cell]
        }
        var learners: [Row]
        var neverSeen: [String]
    }

    private func level(_ competency: String, at place: String = "one") throws -> String? {
        let result = try banc("report", "class", "--json", at: place)
        let overview = try JSONDecoder().decode(Overview.self, from: Data(result.output.utf8))
        try #require(overview.learners.map(\.learner) == ["yanis"])
        return overview.learners[0].cells.first { $0.competency == competency }?.level
    }

    @Test func `sessions add up, are carried to another machine, seen when shortened, and forgotten`() throws {
        defer { try? FileManager.default.removeItem(at: home) }
        // A session before the learner was put down says so, and is counted then.
        let first = try banc(
            "train", "convoyeur-tri/preparation", "--script", script("preparation/bad-no-padlock"), "--learner", "yanis")
        #expect(first.errors.contains("banc learner add yanis"), "\(first.errors)")
        let added = try banc("learner", "add", "yanis", "--name", "Yanis Belkacem")
        #expect(added.output == "yanis est inscrit\nséances déjà faites, comptées : 1\n", "\(added)")
        #expect(try level("C1.5") == "inProgress" && level("C3.1") == nil)

        let second = try banc("train", "convoyeur-tri/preparation", "--worked", "--learner", "yanis")
        #expect(second.output.hasSuffix("Comptée pour yanis : banc learner show yanis\n"), "\(second.output.suffix(300))")
        let portfolio = try banc("learner", "show", "yanis").output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(portfolio.hasPrefix("yanis (Yanis Belkacem) · séances : 2, terminées : 2"), "\(portfolio)")
        #expect(
            portfolio.contains("essai n° 2, d'abord en cours") && portfolio.contains("C3.1 Diagnostiquer les pannes : jamais"))
        #expect(portfolio.contains("levé : l'exercice a été refait") && portfolio.contains("1. convoyeur-tri/"), "\(portfolio)")

        // Another exercise, without lockout: full marks in the first do not make up for it.
        let third = try banc(
            "train", "convoyeur-tri/corrective", "--script", script("corrective/bad-no-lockout"), "--learner", "yanis",
            "--json")
        #expect(third.status == 0 && third.output.contains("\"counted\":true"), "\(third)")
        #expect(try level("C1.5") == "inProgress" && level("C1.1") == "acquired" && level("C3.1") != nil)

        // Nobody else reads them; a name leaves the register only when it is asked to.
        let data = home.appending(path: "one/banc")
        #expect(try mode(data) == 0o700 && mode(data.appending(path: "learners.db")) == 0o600)
        let list = try banc("learner", "list")
        #expect(list.output.contains("yanis") && list.output.contains("Yanis Belkacem"))
        #expect(try !banc("learner", "list", "--json").output.contains("Belkacem"))
        let page = home.appending(path: "class.html"), table = try banc("report", "class", "--csv", "-")
        #expect(
            table.output.hasPrefix("learner,sessions,finished,openGates,C1.1.level,") && table.output.contains("\nyanis,3,3,"))
        #expect(try banc("report", "class", "--html", page.path).status == 0)
        #expect(try mode(page) == 0o600 && !String(contentsOf: page, encoding: .utf8).contains("Belkacem"))
        #expect(try banc("report", "class", "--csv", "-", "--names").output.contains("Yanis Belkacem"))
        for file in try journals() { #expect(try !String(contentsOf: file, encoding: .utf8).contains("Belkacem")) }

        // On a stick to another machine.
        let stick = home.appending(path: "stick")
        try FileManager.default.copyItem(at: data.appending(path: "journals"), to: stick)
        #expect(try banc("learner", "import", stick.path, at: "two").status == 2, "nobody is put down unasked")
        let brought = try banc("learner", "import", stick.path, "--add", at: "two")
        #expect(brought.status == 0 && brought.output.hasSuffix("journaux : 3, refusés : 0\n"), "\(brought)")
        #expect(try level("C1.1", at: "two") == "acquired")
        #expect(try banc("learner", "import", stick.path, at: "two").output.contains("déjà compté"))
        #expect(try journals(at: "two").count == 3)

        // The last two lines cut off; a line of the middle changed.
        let worked = try #require(try journals().max { try! Data(contentsOf: $0).count < Data(contentsOf: $1).count })
        let lines = try String(contentsOf: worked, encoding: .utf8).split(separator: "\n")
        let short = home.appending(path: "short.jsonl"), changed = home.appending(path: "changed.jsonl")
        try (lines.dropLast(2).joined(separator: "\n") + "\n").write(to: short, atomically: true, encoding: .utf8)
        var other = lines
        other[20] = Substring(other[20].replacing("\"time\":", with: "\"time\":1"))
        try (other.joined(separator: "\n") + "\n").write(to: changed, atomically: true, encoding: .utf8)
        let refused = try banc("learner", "import", short.path, changed.path)
        #expect(refused.status == 1 && refused.output.hasSuffix("journaux : 2, refusés : 2\n"), "\(refused)")
        #expect(refused.output.contains("il s'arrête à la ligne \(lines.count - 2)"))
        #expect(try level("C1.1") == "acquired")
        // In its own place: it is not gone on with, and the result of then is kept.
        try FileManager.default.removeItem(at: worked)
        try FileManager.default.copyItem(at: short, to: worked)
        let resumed = try banc("resume", worked.path)
        #expect(resumed.status == 1 && resumed.errors.contains("connue jusqu'à la ligne \(lines.count)"), "\(resumed.errors)")
        let rebuilt = try banc("learner", "rebuild")
        #expect(rebuilt.status == 1 && rebuilt.output.contains("! \(worked.lastPathComponent) : raccourci"), "\(rebuilt)")
        #expect(try level("C1.1") == "acquired")

        #expect(try banc("learner", "forget", "yanis").status == 2, "nobody to ask")
        #expect(try banc("learner", "forget", "yanis", "--yes").status == 0)
        #expect(try journals().isEmpty)
        for file in try FileManager.default.subpathsOfDirectory(atPath: data.path) {
            let bytes = (try? Data(contentsOf: data.appending(path: file))) ?? Data()
            #expect(bytes.range(of: Data("yanis".utf8)) == nil && bytes.range(of: Data("Belkacem".utf8)) == nil, "\(file)")
        }
        let gone = try banc("learner", "show", "yanis")
        #expect(gone.status == 2 && gone.errors.contains("pas dans le registre"))
    }

    @Test func `wrong use is said in a sentence`() throws {
        defer { try? FileManager.default.removeItem(at: home) }
        let bad = try banc("learner", "add", "Yanis Belkacem")
        #expect(bad.status == 2 && bad.errors.contains("un pseudonyme a de 1 à 32 lettres"))
        #expect(try banc("train", "convoyeur-tri/preparation", "--learner", "../x", "--script", "/dev/null").status == 2)
        #expect(try banc("learner", "add", "yanis").status == 0)
        let near = try banc("learner", "show", "yannis")
        #expect(near.status == 2 && near.errors.contains("le plus proche : yanis"))
        #expect(try banc("learner", "import", "/nowhere.jsonl").status == 2)
        #expect(try banc("report", "class", "--json", "--csv", "-").status == 2)
        let empty = try banc("learner", "show", "yanis", at: "two")
        #expect(empty.status == 2)
        let database = home.appending(path: "one/banc/learners.db")
        try String(repeating: "x", count: 5_000).write(to: database, atomically: true, encoding: .utf8)
        let damaged = try banc("learner", "list")
        #expect(damaged.status == 3 && damaged.errors.contains("banc learner import --add"))
    }

    @Test(arguments: ["fr", "en"]) func `the help lists what there is`(_ language: String) throws {
        let help = try Command.run(["learner", "--help", "--lang", language]).output
        for name in ["list", "add", "show", "import", "forget", "rebuild"] { #expect(help.contains("  \(name) ")) }
        let reports = try Command.run(["report", "--help", "--lang", language]).output
        #expect(reports.contains("  learner ") && reports.contains("  class "))
        #expect(help.contains(language == "fr" ? "les élèves de ce poste" : "the learners of this box"))
    }
}
