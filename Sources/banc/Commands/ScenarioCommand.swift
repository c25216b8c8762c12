import ArgumentParser
import Assessment
import Diagnosis
import Foundation
import Machines
import Notation
import Reports
import Simulation
import Training

/// `banc scenario`: for who writes exercises.
struct ScenarioCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "scenario",
            abstract: Text(fr: "écrire et vérifier un scénario", en: "write and check a scenario").spoken,
            subcommands: [ScenarioNewCommand.self, ScenarioCheckCommand.self])
    }
}

/// `banc scenario new`: a commented folder that already checks.
struct ScenarioNewCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "new",
            abstract: Text(fr: "écrit un dossier commenté, prêt à modifier", en: "writes a commented folder, ready to change")
                .spoken)
    }

    @OptionGroup var common: CommonOptions

    @Argument(help: ArgumentHelp(Text(fr: "MACHINE/NOM", en: "MACHINE/NAME").spoken))
    var name: String

    @Option(name: .long, help: ArgumentHelp(Text(fr: "panne cachée", en: "hidden fault").spoken, valueName: "id"))
    var fault: String?

    func run() throws {
        try reporting {
            let library = try common.library()
            let parts = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, parts.allSatisfy(Library.isName) else {
                throw Failure(
                    Exit.misuse,
                    Text(
                        fr: "« \(name) » : écris MACHINE/NOM, lettres, chiffres et tirets, par exemple convoyeur-tri/mon-sujet",
                        en: "'\(name)': write MACHINE/NAME, letters, digits and dashes, such as convoyeur-tri/my-case"))
            }
            let definition = try library.definition(parts[0])
            let maintenance = try library.maintenance(parts[0], of: definition.machine)
            let scaffold = ScenarioScaffold(
                for: try chosen(definition, maintenance), on: definition, maintenance, Spoken.language)
            let folder = library.root.appending(path: "exercises/\(name)", directoryHint: .isDirectory)
            try Library.write(scaffold.files, asNew: folder)
            if let gap = scaffold.gap { Console.print("! " + gap.spoken) }
            Console.print(Text(fr: "ensuite : banc scenario check \(name)", en: "next: banc scenario check \(name)").spoken)
        }
    }

    private func chosen(_ definition: MachineDefinition, _ maintenance: Maintenance) throws -> Machines.Fault {
        guard let fault else {
            guard let first = ScenarioScaffold.firstFault(of: definition, maintenance) else {
                throw Failure(
                    Exit.misuse,
                    Text(
                        fr: "\(definition.machine.name) n'a pas de panne réparable à la main : donne --fault",
                        en: "\(definition.machine.name) has no fault that a hand can mend: give --fault"))
            }
            return first
        }
        return try definition.fault(fault)
    }
}

/// `banc scenario check`: read, simulated and played; every reason why it is not fit for a class.
struct ScenarioCheckCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "check",
            abstract: Text(
                fr: "vérifie : fichiers, panne visible, remède, scripts", en: "verifies files, fault seen, remedy, scripts"
            ).spoken,
            discussion: Text(
                fr: """
                    Avec --isolable, il demande aussi si la panne cachée se distingue de toutes les autres avec les outils de \
                    l'exercice, et dit sa difficulté. Chaque panne de la machine est alors essayée dans chaque état de son \
                    states.yaml : de quelques secondes à dix minutes par exercice. Une confusion que tu acceptes s'écrit dans \
                    scenario.yaml : accepted-ambiguities: [panne].
                    """,
                en: """
                    With --isolable it also asks whether the hidden fault can be told from all others with the exercise's tools, \
                    and says how difficult it is. Each fault of the machine is then tried in each state of its states.yaml: some \
                    seconds to ten minutes for an exercise. A confusion that you accept is written in scenario.yaml: \
                    accepted-ambiguities: [fault].
                    """
            ).spoken)
    }

    @OptionGroup var common: CommonOptions

    @Argument(
        help: ArgumentHelp(
            Text(fr: "MACHINE/NOM ou dossier ; tous sans rien", en: "MACHINE/NAME or folder; all when none").spoken))
    var names: [String] = []

    @Option(name: .long, help: ArgumentHelp(Text(fr: "graine de l'exemplaire", en: "seed of the specimen").spoken))
    var seed: UInt64 = 1

    @Flag(
        name: .long,
        help: ArgumentHelp(
            Text(
                fr: "demande aussi si la panne se distingue de toutes les autres (long)",
                en: "also ask whether the fault can be told from all others (long)"
            ).spoken))
    var isolable = false

    @Flag(name: .long, help: ArgumentHelp(Text(fr: "une valeur JSON", en: "one JSON value").spoken)) var json = false

    private struct Result: Encodable {
        let scenario: String
        let holds: Bool
        let items: [CheckedItem]
        /// Of each hidden fault; none where it was not asked for.
        var difficulty: [Difficulty]?
    }

    private struct Difficulty: Encodable {
        let fault: String
        let bits: Double
        let acts: Int
        let seconds: Double
        let states: [String]
        /// Faults that cannot be told from it, itself included.
        let group: Int
    }

    func run() throws {
        try reporting {
            let library = try common.library()
            let language = Spoken.language
            var results: [Result] = []
            var isBadFile = false
            // Of each machine as its folder has it: many exercises ask for nearly the same.
            var known: [String: FaultMatrix] = [:]
            for name in names.isEmpty ? library.exercises : names {
                do {
                    let exercise = try library.exercise(name)
                    let states = try library.states(of: exercise.definition.machine)
                    let isolation = isolable ? try isolation(of: exercise, states, &known) : nil
                    let check = try ScenarioCheck(
                        exercise, states: states, scripts: try library.scripts(of: name), seed: seed,
                        judge: try library.framework().judge, isolation: isolation)
                    results.append(
                        Result(
                            scenario: name, holds: check.holds, items: check.items.map { CheckedItem($0, language) },
                            difficulty: isolation?.searches.map { search in
                                Difficulty(
                                    fault: search.fault, bits: search.bits, acts: search.steps.count, seconds: search.seconds,
                                    states: search.states, group: search.group)
                            }))
                    if !json, let last = results.last { show(last, isolation, exercise) }
                } catch let mistakes as Mistakes {
                    isBadFile = true
                    results.append(Result(scenario: name, holds: false, items: [CheckedItem(mistakes, language)]))
                    if !json, let last = results.last { show(last) }
                }
            }
            if json { try Console.json(results) }
            if isBadFile { throw Exit.misuse }
            if results.contains(where: { !$0.holds }) { throw Exit.unmet }
        }
    }

    /// Nil where nothing is hidden.
    private func isolation(
        of exercise: Exercise, _ states: [MachineState], _ known: inout [String: FaultMatrix]
    ) throws -> Isolation? {
        guard !exercise.scenario.faults.isEmpty else { return nil }
        // With a kit beside it, it is another machine.
        let isPlain = exercise.scenario.kit.isEmpty && exercise.definition.machine.kitWires.isEmpty
        let isolation = try Isolation(
            of: exercise, states: states, seed: seed, known: isPlain ? known[exercise.scenario.machine] : nil,
            workers: ProcessInfo.processInfo.activeProcessorCount,
            progress: faultProgress(of: exercise.definition.faults.count))
        if isPlain { known[exercise.scenario.machine] = isolation.whole }
        return isolation
    }

    private func show(_ result: Result, _ isolation: Isolation? = nil, _ exercise: Exercise? = nil) {
        Console.print(result.scenario)
        for item in result.items { item.show() }
        for search in isolation?.searches ?? [] {
            Console.print(
                (Text(fr: "  difficulté de ", en: "  difficulty of ") + Text(search.fault) + .colon
                    + search.difficulty).spoken)
        }
        Console.print(
            (result.holds
                ? Text(fr: "  prêt pour la classe", en: "  ready for a class") : Text(fr: "  pas prêt", en: "  not ready")).spoken
        )
        if !isolable, exercise?.scenario.faults.isEmpty == false {
            Console.print(
                Text(
                    fr: "  se distingue-t-elle des autres pannes ? pas demandé : ajoute --isolable (quelques minutes)",
                    en: "  can it be told from the other faults? not asked: add --isolable (some minutes)"
                ).spoken)
        }
    }
}

extension MachineDefinition {
    /// The fault of this identifier.
    func fault(_ id: String) throws -> Machines.Fault {
        if let known = faults.first(where: { $0.id == id }) { return known }
        let near = nearest(id, among: faults.map(\.id))
        throw Failure(
            Exit.misuse,
            Text(fr: "panne « \(id) » inconnue de \(machine.name)", en: "\(machine.name) has no fault '\(id)'")
                + (near.map { Text(fr: " ; la plus proche : \($0)", en: "; nearest: \($0)") } ?? Text("")))
    }
}

extension Library {
    /// What a folder of an author may be called.
    static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }
    }

    /// Makes a folder of these files, and says which.
    static func write(_ files: [(name: String, text: String)], asNew folder: URL) throws {
        let path = folder.path(percentEncoded: false)
        guard !FileManager.default.fileExists(atPath: path) else {
            throw Failure(
                Exit.misuse,
                Text(
                    fr: "\(shown(folder)) existe déjà : choisis un autre nom", en: "\(shown(folder)) exists: choose another name")
            )
        }
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            for file in files { try Data(file.text.utf8).write(to: folder.appending(path: file.name)) }
        } catch {
            throw Failure(Exit.device, Text(fr: "impossible d'écrire \(path)", en: "cannot write \(path)"))
        }
        for file in files { Console.print(shown(folder.appending(path: file.name))) }
    }

    func maintenance(_ machine: String, of plan: Machine) throws -> Maintenance {
        let url = try machineFolder(machine).appending(path: "maintenance.yaml")
        guard FileManager.default.fileExists(atPath: url.path(percentEncoded: false)) else { return Maintenance() }
        return try Maintenance.decode(
            try Document.parse(try Self.read(url, shown: Self.shown(url)), name: Self.shown(url)), for: plan)
    }

    /// The states in which a machine's faults are looked for.
    func states(of machine: Machine) throws -> [MachineState] {
        let url = try machineFolder(machine.name).appending(path: MachineState.fileName)
        guard FileManager.default.fileExists(atPath: url.path(percentEncoded: false)) else {
            throw Failure(
                Exit.misuse,
                Text(
                    fr: "\(machine.name) n'a pas de \(MachineState.fileName) : les états où chercher ses pannes",
                    en: "\(machine.name) has no \(MachineState.fileName): the states in which to look for its faults"))
        }
        return try MachineState.decode(
            try Document.parse(try Self.read(url, shown: Self.shown(url)), name: Self.shown(url)), for: machine)
    }

    /// `worked.txt` and every `bad-….txt` of an exercise, in order.
    func scripts(of exercise: String) throws -> [Script] {
        let folder = try exerciseFolder(exercise).folder
        let content = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
        let kept = content.filter { url in
            let name = url.lastPathComponent
            return name == Script.worked || (name.hasPrefix("bad-") && name.hasSuffix(".txt"))
        }
        return try kept.sorted { $0.lastPathComponent > $1.lastPathComponent }.map {
            Script(name: $0.lastPathComponent, text: try Self.read($0, shown: Self.shown($0)))
        }
    }
}
