import ArgumentParser
import Foundation
import Modbus
import Notation
import Simulation

/// `banc map`: a machine's Modbus cells with both numberings.
struct MapCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "map",
            abstract: Text(
                fr: "la table Modbus d'une machine, avec les deux numérotations", en: "a machine's Modbus map, both numberings"
            )
            .spoken)
    }

    @OptionGroup var common: CommonOptions

    @Argument(help: ArgumentHelp(Text(fr: "nom d'une machine", en: "a machine's name").spoken))
    var machine: String

    func run() throws {
        try reporting {
            let definition = try common.library().definition(machine)
            guard let map = definition.map else {
                throw Failure(Exit.misuse, Text(fr: "\(machine) n'a pas de modbus.yaml", en: "\(machine) has no modbus.yaml"))
            }
            for line in map.rendered(Spoken.language) { Console.print(line) }
        }
    }
}

extension Area {
    var text: Text {
        switch self {
        case .coils: Text(fr: "bobines (lecture 1, écriture 5/15)", en: "coils (read 1, write 5/15)")
        case .discreteInputs: Text(fr: "entrées TOR (lecture 2)", en: "discrete inputs (read 2)")
        case .inputRegisters: Text(fr: "registres d'entrée (lecture 4)", en: "input registers (read 4)")
        case .holdingRegisters:
            Text(fr: "registres de maintien (lecture 3, écriture 6/16/22/23)", en: "holding registers (read 3, write 6/16/22/23)")
        }
    }
}

extension RegisterMap {
    /// One line a cell: address from 0, reference from 1, access, name, scale, meaning.
    func rendered(_ language: Language) -> [String] {
        var lines = [Text(fr: "unité \(unit), et 0 ou 255", en: "unit \(unit), and 0 or 255")[language]]
        for area in Area.allCases {
            let cells = entries.filter { $0.area == area }.sorted { $0.address < $1.address }
            guard !cells.isEmpty else { continue }
            lines.append("")
            lines.append(area.text[language])
            let width = cells.map(\.name.count).max() ?? 0
            for entry in cells {
                let access = entry.isWritable ? Text(fr: "L/É", en: "R/W")[language] : Text(fr: "L  ", en: "R  ")[language]
                let scale =
                    entry.scale == 1 && entry.offset == 0
                    ? "" : " ×\(entry.scale)" + (entry.offset == 0 ? "" : " +\(entry.offset)")
                let name = entry.name.padding(toLength: width, withPad: " ", startingAt: 0)
                let address = String(repeating: " ", count: max(0, 5 - String(entry.address).count)) + String(entry.address)
                let format = area.holdsBits ? "bit" : entry.format.rawValue
                lines.append("\(address)  \(entry.reference)  \(access)  \(format)\(scale)  \(name)  \(entry.text[language])")
            }
        }
        return lines
    }
}
