import ArgumentParser
import Dossiers
import Foundation
import Machines
import Notation
import Simulation

/// `banc machine draw`: its diagrams as SVG, derived from its netlist.
struct DrawCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "draw",
            abstract: Text(
                fr: "ses schémas et ses GRAFCET en SVG, déduits de ses fichiers",
                en: "its diagrams and GRAFCETs as SVG, derived from its files"
            ).spoken)
    }

    @OptionGroup var common: CommonOptions

    @Argument(help: ArgumentHelp(Text(fr: "nom d'une machine", en: "a machine's name").spoken))
    var machine: String

    @Option(
        name: .long, help: ArgumentHelp(Text(fr: "un folio seulement : son numéro", en: "one folio only: its number").spoken))
    var folio: String?

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            Text(
                fr: "dossier où écrire ; - écrit un folio sur la sortie",
                en: "folder to write to; - writes one folio to the output"
            ).spoken,
            valueName: "dir"))
    var output: String?

    func run() throws {
        try reporting {
            let dossier = Dossier(try common.library().definition(machine))
            var drawings = dossier.drawings(Spoken.language)
            if let folio {
                guard let found = dossier.folio(named: folio) else {
                    throw Failure(
                        Exit.misuse,
                        Text(
                            fr: "pas de folio « \(folio) » : il y en a \(dossier.schematic.folios.count)",
                            en: "no folio '\(folio)': there are \(dossier.schematic.folios.count)"))
                }
                let name = "folio-\(found.number)-\(found.subject.rawValue)"
                drawings = drawings.filter { $0.name == name }
            }
            if output == "-" {
                guard drawings.count == 1 else {
                    throw Failure(
                        Exit.misuse, Text(fr: "avec -o -, choisis un folio : --folio N", en: "with -o -, choose one: --folio N"))
                }
                Console.print(drawings[0].svg)
                return
            }
            let folder = URL(filePath: output ?? "\(dossier.definition.machine.name)-schemas", directoryHint: .isDirectory)
            do {
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
                for drawing in drawings {
                    let file = folder.appending(path: drawing.name + ".svg")
                    try Data(drawing.svg.utf8).write(to: file)
                    Console.print(Library.shown(file))
                }
            } catch let error as CocoaError {
                let reason = (error as NSError).localizedDescription
                throw Failure(
                    Exit.device,
                    Text(
                        fr: "écriture impossible dans \(Library.shown(folder)) : \(reason)",
                        en: "cannot write to \(Library.shown(folder)): \(reason)"))
            }
        }
    }
}
