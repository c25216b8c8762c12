import ArgumentParser
import Diagnosis
import Foundation
import Machines
import Notation
import Simulation

/// `banc machine`: what an author does with a machine.
struct MachineCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "machine",
            abstract: Text(fr: "écrire, vérifier et dessiner une machine", en: "write, check and draw a machine").spoken,
            subcommands: [MachineNewCommand.self, MachineCheckCommand.self, DrawCommand.self])
    }
}

/// `banc machine new`: a commented folder that already checks.
struct MachineNewCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "new",
            abstract: Text(
                fr: "écrit le dossier commenté d'une petite machine, prêt à modifier",
                en: "writes the commented folder of a small machine, ready to change"
            ).spoken)
    }

    @OptionGroup var common: CommonOptions

    @Argument(help: ArgumentHelp(Text(fr: "NOM", en: "NAME").spoken))
    var name: String

    func run() throws {
        try reporting {
            let library = try common.library()
            guard Library.isName(name) else {
                throw Failure(
                    Exit.misuse,
                    Text(
                        fr: "« \(name) » : écris un nom de lettres, chiffres et tirets, par exemple mon-convoyeur",
                        en: "'\(name)': write a name of letters, digits and dashes, such as my-conveyor"))
            }
            try Library.write(
                MachineScaffold(named: name, Spoken.language).files,
                asNew: library.root.appending(path: "machines/\(name)", directoryHint: .isDirectory))
            Console.print(
                Text(
                    fr: "ensuite : banc machine check \(name), puis banc scenario new \(name)/NOM",
                    en: "next: banc machine check \(name), then banc scenario new \(name)/NAME"
                ).spoken)
        }
    }
}

/// `banc machine check`: read and run; every reason why it is not fit to be broken and mended.
struct MachineCheckCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "check",
            abstract: Text(
                fr: "vérifie : fichiers, démarrage, pannes visibles et réparables",
                en: "verifies files, start, faults that show and can be mended"
            ).spoken,
            discussion: Text(
                fr: """
                    Les fichiers se lisent, les textes sont dans les deux langues, chaque entrée et sortie a son fil, la \
                    maintenance ne cite que ce qui existe. La machine démarre par son « start » et produit. Chaque panne de \
                    faults.yaml se voit dans un état de states.yaml, son remède l'enlève, et la machine produit de nouveau. \
                    Compte une seconde ou plus par panne.
                    """,
                en: """
                    The files can be read, texts are in both languages, each input and output has its wire, the maintenance file \
                    cites only what is there. The machine starts by its 'start' and produces. Each fault of faults.yaml shows in \
                    a state of states.yaml, its remedy ends it, and the machine produces again. Allow a second or more for each \
                    fault.
                    """
            ).spoken)
    }

    @OptionGroup var common: CommonOptions

    @Argument(help: ArgumentHelp(Text(fr: "MACHINE ou dossier", en: "MACHINE or folder").spoken))
    var name: String

    @Option(
        name: .long,
        help: ArgumentHelp(
            Text(fr: "cette panne seulement (répétable)", en: "this fault only (repeatable)").spoken, valueName: "id"))
    var fault: [String] = []

    @Option(name: .long, help: ArgumentHelp(Text(fr: "graine de l'exemplaire", en: "seed of the specimen").spoken))
    var seed: UInt64 = 1

    @Flag(name: .long, help: ArgumentHelp(Text(fr: "une valeur JSON", en: "one JSON value").spoken)) var json = false

    private struct Result: Encodable {
        let machine: String
        let holds: Bool
        let items: [CheckedItem]
    }

    func run() throws {
        try reporting {
            let library = try common.library()
            let folder: MachineFolder
            do {
                folder = try library.folder(ofMachine: name)
            } catch let mistakes as Mistakes {
                try show(Result(machine: name, holds: false, items: [CheckedItem(mistakes, Spoken.language)]))
                throw Exit.misuse
            }
            let definition = folder.definition
            let tried = fault.isEmpty ? nil : try fault.map { try definition.fault($0) }
            let check = try MachineCheck(
                folder, faults: tried, seed: seed, workers: ProcessInfo.processInfo.activeProcessorCount,
                progress: faultProgress(of: (tried ?? definition.faults).count))
            try show(
                Result(
                    machine: definition.machine.name, holds: check.holds,
                    items: check.items.map { CheckedItem($0, Spoken.language) }))
            if !check.holds { throw Exit.unmet }
        }
    }

    private func show(_ result: Result) throws {
        guard !json else { return try Console.json(result) }
        Console.print(result.machine)
        for item in result.items { item.show() }
        Console.print(
            (result.holds
                ? Text(fr: "  prête à être cassée", en: "  ready to be broken") : Text(fr: "  pas prête", en: "  not ready"))
                .spoken
        )
    }
}

extension Library {
    /// All that the author of a machine wrote.
    func folder(ofMachine name: String) throws -> MachineFolder {
        let folder = try machineFolder(name)
        var files: [String: (shown: String, text: String)] = [:]
        for file in MachineFolder.fileNames(among: Self.files(in: folder)) {
            let url = folder.appending(path: file)
            files[file] = (Self.shown(url), try Self.read(url, shown: Self.shown(url)))
        }
        return try MachineFolder.decode(
            named: folder.lastPathComponent, files: files, documents: Self.files(in: folder.appending(path: "documents")))
    }
}
