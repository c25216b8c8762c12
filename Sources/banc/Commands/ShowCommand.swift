import ArgumentParser
import Components
import Dossiers
import Foundation
import Machines
import Notation
import Simulation

/// `banc show`: a machine's dossier, or all that is known of a component type.
struct ShowCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "show",
            abstract: Text(
                fr: "le dossier d'une machine, ou un type de composant", en: "a machine's dossier, or a component type"
            ).spoken)
    }

    @OptionGroup var common: CommonOptions

    @Argument(
        help: ArgumentHelp(
            Text(fr: "machine ou type de composant", en: "a machine or a component type").spoken, valueName: "name"))
    var name: String

    @Argument(
        help: ArgumentHelp(
            Text(
                fr: "documents ou folios : fils, es, borniers, grafcet, 3… ou tout",
                en: "documents or folios: wiring, io, terminals, 3… or all"
            ).spoken, valueName: "doc"))
    var documents: [String] = []

    func run() throws {
        try reporting {
            let language = Spoken.language
            let style = TerminalStyle(isPlain: common.plain)
            // A machine of the library is never hidden by a type of the same name.
            let isMachine = try Library(ifThere: common.scenarios)?.machines.contains(name) ?? false
            if !isMachine, let type = Catalog.type(named: name) {
                for line in type.sheet(language, style) { Console.print(line) }
                return
            }
            let dossier = Dossier(try definition(common.library()))
            guard !documents.isEmpty else { return contents(dossier, language, style) }
            let isAll = documents.contains { ["tout", "all"].contains(folded($0)) }
            if isAll {
                for document in dossier.documents { show(dossier.lines(document, language, style)) }
                for folio in dossier.schematic.folios { show(dossier.lines(of: folio, language, style)) }
                return
            }
            for wanted in documents {
                if let lines = dossier.document(named: wanted, language, style) {
                    show(lines)
                } else if let folio = dossier.folio(named: wanted) {
                    show(dossier.lines(of: folio, language, style))
                } else {
                    throw unknown(wanted, in: dossier)
                }
            }
        }
    }

    private func definition(_ library: Library) throws -> MachineDefinition {
        do {
            return try library.definition(name)
        } catch let failure as Failure {
            let types = Catalog.all.map(\.name)
            guard let near = nearest(name, among: library.machines + types) else { throw failure }
            throw Failure(
                Exit.misuse,
                Text(
                    fr: "ni machine ni type de composant « \(name) » ; le plus proche : \(near)",
                    en: "no machine or component type '\(name)'; nearest: \(near)"))
        }
    }

    private func unknown(_ wanted: String, in dossier: Dossier) -> Failure {
        let names = dossier.documents.map(\.name.spoken)
        let near = nearest(wanted, among: names).map { Text(fr: " ; le plus proche : \($0)", en: "; nearest: \($0)") }
        let known = names.joined(separator: ", ") + ", 1…\(dossier.schematic.folios.count)"
        return Failure(
            Exit.misuse,
            Text(fr: "pas de document « \(wanted) »", en: "no document '\(wanted)'") + (near ?? Text(""))
                + Text(fr: " (il y a : \(known))", en: " (there are: \(known))"))
    }

    private func contents(_ dossier: Dossier, _ language: Language, _ style: TerminalStyle) {
        show(dossier.lines(.function, language, style))
        Console.print(Text(fr: "Documents : banc show \(name) DOC", en: "Documents: banc show \(name) DOC").spoken)
        for document in dossier.documents where document != .function {
            Console.print("  \(document.name[language])  \(document.title[language])")
        }
        for folio in dossier.schematic.folios { Console.print("  \(folio.number)  folio · \(folio.title[language])") }
        Console.print(Text(fr: "  tout  tout le dossier", en: "  all  the whole dossier").spoken)
    }

    private func show(_ lines: [String]) {
        for line in lines { Console.print(line) }
        Console.print()
    }
}
