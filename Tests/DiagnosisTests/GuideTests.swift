import Diagnosis
import Foundation
import Machines
import Notation
import Simulation
import Testing
import Training

@Suite struct GuideTests {
    struct Block {
        let language: String
        let lines: [String]
    }

    /// The fenced blocks of a guide, in order.
    private func blocks(of guide: String) throws -> [Block] {
        let text = try String(contentsOf: Folder.root.appending(path: "docs/\(guide)"), encoding: .utf8)
        var blocks: [Block] = []
        var open: (language: String, lines: [String])?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            if line.hasPrefix("```") {
                if let block = open {
                    blocks.append(Block(language: block.language, lines: block.lines))
                    open = nil
                } else {
                    open = (String(line.dropFirst(3)), [])
                }
            } else {
                open?.lines.append(line)
            }
        }
        return blocks
    }

    /// Session lines of a block, the prompt taken off.
    private func script(_ block: Block, named name: String) -> Script {
        Script(name: name, text: block.lines.map { $0.hasPrefix("> ") ? String($0.dropFirst(2)) : $0 }.joined(separator: "\n"))
    }

    @Test(arguments: ["ecrire-un-scenario.md", "writing-a-scenario.md"])
    func `the guide's ten lines make a scenario that checks`(guide: String) throws {
        let blocks = try blocks(of: guide)
        let yaml = try #require(blocks.first { $0.language == "yaml" })
        #expect(yaml.lines.count == 10)
        let played = blocks.filter { block in block.language == "console" && block.lines.contains { $0.hasPrefix("> ") } }
        try #require(played.count == 2)
        let exercise = try Folder.exercise("convoyeur-tri/guide", scenario: yaml.lines.joined(separator: "\n"))
        let check = try ScenarioCheck(
            exercise, states: try Folder.states("convoyeur-tri", of: exercise.definition.machine),
            scripts: [script(played[0], named: Script.worked), script(played[1], named: "bad-1.txt")])
        for item in check.items { #expect(item.holds, "\(item.text.en): \(item.reasons.map(\.en))") }
        #expect(Set(check.items.map(\.aspect)).isSuperset(of: [.texts, .documents, .fault, .remedy, .worked, .bad]))
    }

    @Test(arguments: ["ecrire-un-scenario.md", "writing-a-scenario.md"])
    func `the guide's growing fault and its used machine are read as they stand`(guide: String) throws {
        let told = try blocks(of: guide).filter { block in
            block.language == "yaml" && block.lines.contains { $0.contains("grown:") || $0.hasPrefix("age:") }
        }
        #expect(told.count == 3)
        for block in told {
            let faults = block.lines.contains { $0.hasPrefix("faults:") } ? [] : ["faults: [filtre-retour-colmate]"]
            let yaml =
                [
                    "format: 1", "title: {fr: Elle a tourné, en: It has run}", "family: corrective",
                    "order: {complaint: {fr: Elle peine., en: It labours.}}",
                ] + faults + block.lines
            let scenario = try Folder.exercise("presse-emballage/guide", scenario: yaml.joined(separator: "\n")).scenario
            let hidden = try #require(scenario.faults.first)
            #expect(hidden.grown.map { $0 == 800 * 3_600 } ?? true)
            #expect(hidden.grown != nil || scenario.age?.use == 4_000 * 3_600)
        }
    }

    @Test(arguments: ["ecrire-un-scenario.md", "writing-a-scenario.md"])
    func `the guide's improvement brings the gain that it writes`(guide: String) throws {
        let block = try #require(
            try blocks(of: guide).first { $0.language == "yaml" && $0.lines.contains { $0.hasPrefix("kit:") } })
        let yaml =
            [
                "format: 1", "title: {fr: Il claque, en: It bangs}", "family: improvement",
                "order: {complaint: {fr: Monte-le., en: Fit it.}}",
            ] + block.lines
        func gain(_ lines: [String]) throws -> [String] {
            let exercise = try Folder.exercise("convoyeur-tri/guide", scenario: lines.joined(separator: "\n"))
            let check = try ScenarioCheck(exercise, states: [], scripts: [])
            return try #require(check.items.first { $0.aspect == .gain }).reasons.map(\.en)
        }
        #expect(try gain(yaml) == [])
        // Where there is room it changes nothing, and the check says so.
        let elsewhere = try gain(yaml.map { $0.replacing("0V2:2", with: "TU3") })
        #expect(elsewhere.contains { $0.contains("the file 1.13") } && elsewhere.contains { $0.contains("no gain is seen") })
        let nowhere = try gain(yaml.map { $0.replacing("0V2:2", with: "TU99") })
        #expect(nowhere.contains { $0.contains("cannot be fitted on 'TU99'") }, "\(nowhere)")
        // A part that no work is expected of, and a gain that is not said.
        let silent = try gain(Array(yaml.prefix { $0 != "gain:" }))
        #expect(silent.count == 2 && silent[0].contains("0V3") && silent[1].contains("gain"), "\(silent)")
    }

    @Test(arguments: ["ecrire-un-scenario.md", "writing-a-scenario.md"])
    func `the guide's preparation is read as it stands`(guide: String) throws {
        let told = try blocks(of: guide).filter { block in
            block.language == "yaml" && block.lines.contains { $0.contains("work:") }
        }
        #expect(told.count == 1)
        let yaml =
            [
                "format: 1", "title: {fr: À préparer, en: To be prepared}", "family: preparation",
                "order: {complaint: {fr: À midi., en: At noon.}}",
            ] + told.flatMap(\.lines)
        let scenario = try Folder.exercise("convoyeur-tri/guide", scenario: yaml.joined(separator: "\n")).scenario
        let work = try #require(scenario.roles.first { $0.id == "team" }?.work)
        #expect(work.references == ["X0", "0Z1"] && work.duration == 25 * 60 && !work.keywords.isEmpty)
    }

    @Test(arguments: ["ecrire-un-scenario.md", "writing-a-scenario.md"])
    func `the guide's accepted ambiguity is one without a multimeter`(guide: String) throws {
        let block = try #require(
            try blocks(of: guide).first { $0.lines.contains { $0.hasPrefix("accepted-ambiguities:") } })
        let yaml =
            [
                "format: 1", "title: {fr: À distinguer, en: To be told}", "family: corrective",
                "order: {complaint: {fr: Elle trie mal., en: It sorts badly.}}", "faults: [fil-signal-b2-coupe]",
            ] + block.lines
        let exercise = try Folder.exercise("convoyeur-tri/guide", scenario: yaml.joined(separator: "\n"))
        #expect(block.lines.contains { $0.contains("faults: [fil-signal-b2-coupe]") })
        #expect(exercise.scenario.acceptedAmbiguities == ["entree-i0-6-morte"])
    }

    /// `banc scenario new MACHINE/NAME --fault ID`, as each guide has it.
    @Test(arguments: [("ecrire-un-scenario.md", Language.fr), ("writing-a-scenario.md", Language.en)])
    func `the folder that the guide's command writes checks at once`(guide: String, language: Language) throws {
        let command = try #require(
            try blocks(of: guide).flatMap(\.lines).first { $0.hasPrefix("$ banc scenario new ") }?.split(separator: " ").map(
                String.init))
        let name = command[4]
        let machine = String(name.prefix { $0 != "/" })
        let definition = try Folder.definition(machine)
        let id = try #require(command.last)
        let fault = try #require(definition.faults.first { $0.id == id })
        let scaffold = ScenarioScaffold(
            for: fault, on: definition, try Folder.maintenance(machine, of: definition.machine), language)
        #expect(scaffold.gap == nil)
        let exercise = try Folder.exercise(name, scenario: try #require(scaffold.files.first { $0.name == "scenario.yaml" }).text)
        let check = try ScenarioCheck(
            exercise, states: try Folder.states(machine, of: definition.machine),
            scripts: scaffold.files.filter { $0.name.hasSuffix(".txt") }.map { Script(name: $0.name, text: $0.text) })
        for item in check.items { #expect(item.holds, "\(item.text.en): \(item.reasons.map(\.en))") }
    }

    @Test func `a check tells what a scenario lacks`() throws {
        let yaml = """
            format: 1
            title: Cellule sale
            family: corrective
            order: {complaint: Elle ne va pas}
            start: {for: 1 s, operations: []}
            faults: [moteur-isolement]
            tools: [stopwatch]
            remedies: [{action: clean, of: B1}]
            production: {for: 5 s, counts: {passed-small: 50}}
            """
        let exercise = try Folder.exercise("convoyeur-tri/lacking", scenario: yaml)
        let check = try ScenarioCheck(
            exercise, states: try Folder.states("convoyeur-tri", of: exercise.definition.machine).filter { !$0.isSlow },
            scripts: [Script(name: Script.worked, text: "nettoyé B1 avec soin\n"), Script(name: "bad-1.txt", text: "regarder\n")])
        func reasons(_ aspect: ScenarioCheck.Aspect) -> [String] {
            check.items.filter { $0.aspect == aspect }.flatMap(\.reasons).map(\.en)
        }
        #expect(!check.holds)
        // The title and the complaint are in one language.
        #expect(reasons(.texts).count == 2)
        #expect(reasons(.fault).contains { $0.contains("multimeter") })
        #expect(reasons(.remedy).contains { $0.contains("moteur-isolement") })
        #expect(reasons(.remedy).contains { $0.contains("passed-small") })
        #expect(reasons(.worked).contains { $0.contains("worked.txt:1") })
    }
}
