import Diagnosis
import Machines
import Notation
import Simulation
import Testing
import Training

@Suite struct MachineCheckTests {
    /// The scaffold's files, changed.
    private func files(_ language: Language = .fr, _ changes: [(file: String, old: String, new: String)] = []) -> [String: (
        shown: String, text: String
    )] {
        var files: [String: (shown: String, text: String)] = [:]
        for file in MachineScaffold(named: "mon-tapis", language).files { files[file.name] = (file.name, file.text) }
        for (file, old, new) in changes {
            #expect(files[file]?.text.contains(old) == true, "\(file) has no '\(old)'")
            let text = files[file]?.text ?? ""
            files[file]?.text = text.replacing(old, with: new)
        }
        return files
    }

    private func check(
        _ language: Language = .fr, _ changes: [(file: String, old: String, new: String)] = [], faults: [String]? = nil,
        documents: [String] = []
    ) throws -> MachineCheck {
        let folder = try MachineFolder.decode(named: "mon-tapis", files: files(language, changes), documents: documents)
        return try MachineCheck(
            folder, faults: faults.map { ids in folder.definition.faults.filter { ids.contains($0.id) } }, workers: 2)
    }

    private func reasons(_ check: MachineCheck, _ aspect: MachineCheck.Aspect) -> [String] {
        check.items.filter { $0.aspect == aspect }.flatMap(\.reasons).map(\.en)
    }

    @Test(arguments: Language.allCases)
    func `the folder that a new machine begins with checks at once`(language: Language) throws {
        let check = try check(language)
        for item in check.items {
            #expect(item.holds && item.notes.isEmpty, "\(item.text.en): \(item.reasons.map(\.en)) \(item.notes.map(\.en))")
        }
        #expect(Set(check.items.map(\.aspect)) == Set(MachineCheck.Aspect.allCases))
        #expect(check.items.filter { $0.aspect == .fault }.count == 3)
    }

    @Test(arguments: Language.allCases)
    func `a new exercise on a new machine checks, and its fault can be told from the others`(language: Language) throws {
        let folder = try MachineFolder.decode(named: "mon-tapis", files: files(language))
        let fault = try #require(ScenarioScaffold.firstFault(of: folder.definition, folder.maintenance))
        let scaffold = ScenarioScaffold(for: fault, on: folder.definition, folder.maintenance, language)
        #expect(scaffold.gap == nil)
        let exercise = try exercise(try #require(scaffold.files.first { $0.name == "scenario.yaml" }).text, language)
        let check = try ScenarioCheck(
            exercise, states: folder.states,
            scripts: scaffold.files.filter { $0.name.hasSuffix(".txt") }.map { Script(name: $0.name, text: $0.text) },
            isolation: try Isolation(of: exercise, states: folder.states, workers: 2))
        for item in check.items { #expect(item.holds, "\(item.text.en): \(item.reasons.map(\.en))") }
        #expect(check.items.last?.aspect == .isolability)
    }

    private func exercise(
        _ scenario: String, _ language: Language = .fr, _ changes: [(file: String, old: String, new: String)] = []
    ) throws -> Exercise {
        try Exercise.decode(
            named: "mon-tapis/essai", scenario: Exercise.File(path: "scenario.yaml", shown: "scenario.yaml", text: scenario),
            machine: Exercise.machineFileNames(among: files(language, changes).keys).map { name in
                Exercise.File(path: "machines/mon-tapis/\(name)", shown: name, text: files(language, changes)[name]?.text ?? "")
            })
    }

    @Test func `a fault that nothing shows is named with its line, unless the file says what shows it`() throws {
        let soft = (file: "faults.yaml", old: "severity: 0.9", new: "severity: 0.01")
        let unseen = try check(.fr, [soft], faults: ["cellule-b1-sale"])
        let told = reasons(unseen, .fault)
        #expect(told.count == 1 && told[0].hasPrefix("faults.yaml:6: no test tells it"), "\(told)")
        let said = try check(
            .fr, [(soft.file, soft.old, soft.new + "\n    unseen: {fr: au microscope, en: under a microscope}")],
            faults: ["cellule-b1-sale"])
        #expect(said.holds)
        #expect(said.items.flatMap(\.notes).map(\.en).contains { $0.hasSuffix("under a microscope") })
        let needless = try check(
            .fr, [(soft.file, soft.old, soft.old + "\n    unseen: {fr: au microscope, en: under a microscope}")],
            faults: ["cellule-b1-sale"])
        #expect(needless.holds && needless.items.flatMap(\.notes).map(\.en).contains { $0.contains("not needed") })
    }

    @Test func `a machine that does not start, or starts and makes nothing, is told`() throws {
        let still = try check(.en, [("machine.yaml", "start: [S1@1s]", "start: [S2@1s]")], faults: [])
        #expect(
            reasons(still, .start).map { $0.contains("machine.yaml:11: machine.start: ") && $0.contains("makes nothing") } == [
                true
            ])
        let absent = try check(.en, [("machine.yaml", "start: [S1@1s]", "start: [S9@1s]")], faults: [])
        #expect(reasons(absent, .start).map { $0.contains("'S9' not found") } == [true])
        let empty = try check(.en, [("machine.yaml", "  start: [S1@1s]\n", "")], faults: [])
        #expect(reasons(empty, .start).map { $0.contains("nothing says how it is started") } == [true])
    }

    @Test func `a machine that its dossier does not bring back is told with the fault`() throws {
        let check = try check(
            .en, [("maintenance.yaml", "{wait: 1 s}, {operate: S1}]", "{wait: 1 s}]")], faults: ["coil-km1-open"])
        let told = reasons(check, .fault)
        #expect(told.count == 1 && told[0].hasPrefix("faults.yaml:") && told[0].contains("mode A1, expected F1"), "\(told)")
    }

    @Test func `what the files say of one another is checked, line by line`() throws {
        let check = try check(
            .en,
            [
                ("machine.yaml", "text: {fr: tapis, en: belt}", "text: the only belt"),
                ("machine.yaml", #"  "124": {from: "B1:4", to: "A2:I4", class: sensor}"# + "\n", ""),
                ("maintenance.yaml", "bin: weee", "bin: wee"),
                ("maintenance.yaml", "mode: D1", "mode: D2"),
                ("maintenance.yaml", "position: pressed", "position: pulled"),
                ("faults.yaml", "part: LC1D09BL", "part: LC1D09B"),
            ], documents: ["conduite.fr.md", "conduite.en.md", "consignation.fr.md", "plan.md"])
        #expect(reasons(check, .texts).count == 2)
        #expect(
            reasons(check, .texts).contains { $0.hasPrefix("machine.yaml:") && $0.contains("'the only belt' is written once") })
        #expect(reasons(check, .texts).contains("documents/consignation.en.md is missing"))
        #expect(reasons(check, .wiring).map { $0.hasPrefix("program.yaml:") && $0.contains("no wire at A2:I4") } == [true])
        let maintenance = reasons(check, .maintenance)
        #expect(maintenance.count == 3, "\(maintenance)")
        #expect(
            maintenance.contains { $0.hasPrefix("maintenance.yaml:") && $0.contains("'wee' not found; nearest: weee") })
        #expect(maintenance.contains { $0.contains("no mode D2") } && maintenance.contains { $0.contains("'pulled'") })
        #expect(reasons(check, .fault).contains { $0.contains("part 'LC1D09B' is not in the store; nearest: LC1D09BL") })
    }

    @Test func `mistakes of all files are told at once`() throws {
        let mistakes = #expect(throws: Mistakes.self) {
            try MachineFolder.decode(
                named: "mon-tapis",
                files: files(
                    .en,
                    [
                        ("program.yaml", #""%I0.1", reference"#, #""%I0.0", reference"#),
                        ("faults.yaml", "component: KM1", "component: KM7"),
                        ("states.yaml", "operate: Q0", "operate: Q9"), ("maintenance.yaml", "device: Q0", "device: Q8"),
                    ]))
        }
        let told = mistakes?.all.map { $0.rendered(.en) } ?? []
        for file in ["program.yaml", "faults.yaml", "states.yaml", "maintenance.yaml"] {
            #expect(told.contains { $0.hasPrefix(file) }, "\(file): \(told)")
        }
    }

    // MARK: - Exercises

    private static let scenario = """
        format: 1
        title: {fr: Rien, en: Nothing}
        family: corrective
        order: {complaint: {fr: "Rien n'est compté.", en: Nothing is counted.}}
        start: {for: 2 s, operations: []}
        faults: [bobine-km1-coupee]
        """

    /// A coil that is cut, and one whose wire is: whoever only looks cannot tell them.
    private static let twin = (
        file: "faults.yaml", old: "  - id: bobine-km1-coupee",
        new: """
          - id: fil-150-coupe
            text: {fr: fil 150 coupé, en: wire 150 cut}
            wire: "150"
            failure: open
            technology: electricity
            cause: {fr: usure, en: wear}
            symptom: {fr: le tapis ne part pas, en: the belt does not start}
            remedy: {action: replace}
          - id: bobine-km1-coupee
        """
    )

    @Test func `an ambiguity is named with what would end it, and the file may accept it`() throws {
        func checked(_ lines: String) throws -> (items: [ScenarioCheck.Item], isolation: Isolation) {
            let exercise = try exercise(Self.scenario + "\n" + lines, .fr, [Self.twin])
            let folder = try MachineFolder.decode(named: "mon-tapis", files: files(.fr, [Self.twin]))
            let isolation = try Isolation(of: exercise, states: folder.states, workers: 2)
            let check = try ScenarioCheck(exercise, states: folder.states, scripts: [], isolation: isolation)
            return (check.items.filter { $0.aspect == .isolability }, isolation)
        }
        let blind = try checked("tools: [cloth]")
        #expect(blind.items.count == 1)
        let reasons = blind.items[0].reasons.map(\.en)
        #expect(
            reasons.count == 1 && reasons[0].hasPrefix("nothing tells it from fil-150-coupe with these tools; it would take: "),
            "\(reasons)")
        #expect(blind.isolation.searches.first?.rivals.count == 1)
        let accepted = try checked("tools: [cloth]\naccepted-ambiguities: [fil-150-coupe]")
        #expect(accepted.items[0].holds)
        #expect(accepted.items[0].notes.map(\.en).contains { $0.hasSuffix("(the file accepts it)") })
        let needless = try checked("accepted-ambiguities: [fil-150-coupe]")
        #expect(needless.items[0].holds)
        #expect(needless.items[0].notes.map(\.en).contains { $0.contains("'fil-150-coupe' is not needed") })
        // The way that it takes: rarer than its like, told by its own acts.
        let search = try #require(needless.isolation.search(for: "bobine-km1-coupee"))
        #expect(search.rivals.isEmpty && search.seconds > 0 && !search.states.isEmpty)
        // Likelihoods 4, 3, 1 and 1.
        #expect(abs(search.bits - 3.1699) < 1e-3)
    }

    @Test func `an accepted ambiguity names another fault of the machine`() throws {
        func mistake(_ lines: String) -> String {
            let mistakes = #expect(throws: Mistakes.self) { try exercise(Self.scenario + "\n" + lines) }
            return mistakes?.rendered(.en) ?? ""
        }
        #expect(mistake("accepted-ambiguities: [cellule-b1-sal]").contains("nearest: cellule-b1-sale"))
        #expect(mistake("accepted-ambiguities: [bobine-km1-coupee]").contains("is the hidden fault"))
    }
}
