import ArgumentParser
import Foundation
import Modbus
import Notation
import Simulation

/// `banc map`: a machine's or a device's Modbus cells with both numberings.
struct MapCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "map",
            abstract: Text(
                fr: "la table Modbus d'une machine ou d'un appareil, avec les deux numérotations",
                en: "the Modbus map of a machine or a device, both numberings"
            ).spoken)
    }

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, markdown, csv, json
    }

    @OptionGroup var common: CommonOptions

    @Argument(
        help: ArgumentHelp(
            Text(
                fr: "une machine, la table d'un appareil (fichier ou nom de Scenarios/devices)",
                en: "a machine, or a device's map (a file, or a name of Scenarios/devices)"
            ).spoken))
    var machine: String

    @Option(name: .long, help: ArgumentHelp(Text(fr: "text, markdown, csv ou json", en: "text, markdown, csv or json").spoken))
    var format: Format = .text

    @Option(
        name: .long,
        help: ArgumentHelp(
            Text(
                fr: "internal : la table de la machine ; external : celle d'un automate qui la commande",
                en: "internal: the machine's map; external: that of a PLC that drives it"
            ).spoken))
    var control: ControlOption = .program

    @Flag(
        name: .long,
        help: ArgumentHelp(
            Text(fr: "external : l'automate est serveur", en: "external: the PLC is the server").spoken))
    var plc = false

    @OptionGroup var memory: ControllerMemory

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(Text(fr: "fichier à écrire", en: "file to write").spoken, valueName: "file"))
    var output: String?

    func run() throws {
        try reporting {
            let lines = try rendered(try map())
            guard let output else {
                for line in lines { Console.print(line) }
                return
            }
            do {
                try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(filePath: output))
            } catch {
                throw Failure(Exit.device, Text(fr: "impossible d'écrire \(output)", en: "cannot write \(output)"))
            }
        }
    }

    private func map() throws -> RegisterMap {
        let library = try common.library()
        if control == .external {
            let definition = try library.definition(machine)
            return plc ? try memory.map(of: definition) : .external(definition)
        }
        if !library.machines.contains(machine), let map = try? library.device(machine) { return map }
        let definition: MachineDefinition
        do {
            definition = try library.definition(machine)
        } catch let failure as Failure {
            // Neither: a map that is there and broken tells its own mistakes.
            if machine.hasSuffix(".yaml") { return try library.device(machine) }
            throw failure
        }
        guard let map = definition.map else {
            throw Failure(Exit.misuse, Text(fr: "\(machine) n'a pas de modbus.yaml", en: "\(machine) has no modbus.yaml"))
        }
        return map
    }

    private func rendered(_ map: RegisterMap) throws -> [String] {
        switch format {
        case .text: map.rendered(Spoken.language)
        case .markdown: map.markdown(Spoken.language)
        case .csv: map.csv(Spoken.language)
        case .json: [try map.json()]
        }
    }
}

extension RegisterMap {
    /// Entries of an area in the order of their addresses and bits.
    private func cells(of area: Area) -> [Entry] {
        entries.filter { $0.area == area }.sorted {
            ($0.address, $0.bits?.lowerBound ?? 0) < ($1.address, $1.bits?.lowerBound ?? 0)
        }
    }

    /// One line a cell: address from 0, reference from 1, access, name, scale, meaning.
    /// - Parameter isFirst: whether it is what is meant when no unit is named.
    func rendered(_ language: Language, isFirst: Bool = true) -> [String] {
        let others = isFirst ? Text(fr: ", et 0 ou 255", en: ", and 0 or 255") : Text("")
        var lines = [(Text(fr: "unité \(unit)", en: "unit \(unit)") + others)[language]]
        for area in Area.allCases {
            let cells = cells(of: area)
            guard !cells.isEmpty else { continue }
            lines.append("")
            lines.append(area.heading[language])
            let width = cells.map(\.name.count).max() ?? 0
            for entry in cells {
                let access = entry.isWritable ? Text(fr: "L/É", en: "R/W")[language] : Text(fr: "L  ", en: "R  ")[language]
                let name = entry.name.padding(toLength: width, withPad: " ", startingAt: 0)
                let address = String(repeating: " ", count: max(0, 5 - String(entry.address).count)) + String(entry.address)
                let form = [entry.form, entry.scaling, entry.limits].filter { !$0.isEmpty }.joined(separator: " ")
                lines.append("\(address)  \(entry.reference)  \(access)  \(form)  \(name)  \(entry.text[language])")
            }
        }
        guard !alarms.isEmpty else { return lines }
        lines += ["", Text(fr: "codes d'alarme", en: "alarm codes")[language]]
        for alarm in alarms { lines.append("\(alarm.code)  \(alarm.text[language])") }
        return lines
    }

    private static func headings(_ language: Language) -> [String] {
        [
            Text(fr: "adresse", en: "address"), Text(fr: "référence", en: "reference"), Text(fr: "accès", en: "access"),
            Text(fr: "format", en: "format"), Text(fr: "échelle", en: "scale"), Text(fr: "limites", en: "limits"),
            Text(fr: "nom", en: "name"), Text(fr: "sens", en: "meaning"),
        ].map { $0[language] }
    }

    private func row(_ entry: Entry, _ language: Language) -> [String] {
        let access = entry.isWritable ? Text(fr: "L/É", en: "R/W") : Text(fr: "L", en: "R")
        return [
            String(entry.address), entry.reference, access[language], entry.form, entry.scaling, entry.limits, entry.name,
            entry.text[language],
        ]
    }

    func markdown(_ language: Language) -> [String] {
        func line(_ cells: [String]) -> String {
            "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
        }
        var lines = ["# " + (text?[language] ?? "Modbus"), "", Text(fr: "Unité \(unit).", en: "Unit \(unit).")[language]]
        for area in Area.allCases {
            let cells = cells(of: area)
            guard !cells.isEmpty else { continue }
            let headings = Self.headings(language)
            lines += ["", "## " + area.heading[language], "", line(headings), line(headings.map { _ in "---" })]
            lines += cells.map { line(row($0, language)) }
        }
        guard !alarms.isEmpty else { return lines }
        lines += ["", "## " + Text(fr: "codes d'alarme", en: "alarm codes")[language], ""]
        lines += alarms.map { "- \($0.code): \($0.text[language])" }
        return lines
    }

    func csv(_ language: Language) -> [String] {
        let table = Text(fr: "table", en: "table")[language]
        return [CommaText.line([table] + Self.headings(language))]
            + Area.allCases.flatMap { area in cells(of: area).map { CommaText.line([area.key] + row($0, language)) } }
    }

    private struct Exported: Encodable {
        struct Cell: Encodable {
            let table: String
            let address: Int
            let reference: String
            let registers: Int
            let bits: [Int]?
            let name: String
            let writable: Bool
            let format: String
            let order: String?
            /// value in SI = raw × scale + offset.
            let scale: Double?
            let offset: Double?
            let unit: String?
            let minimum: Double?
            let maximum: Double?
            let text: [String: String]
        }
        struct Alarm: Encodable {
            let code: Int
            let text: [String: String]
        }
        let unit: UInt8
        let cells: [Cell]
        let alarms: [Alarm]
    }

    func json() throws -> String {
        let exported = Exported(
            unit: unit,
            cells: Area.allCases.flatMap { area in
                cells(of: area).map { entry in
                    Exported.Cell(
                        table: area.key, address: entry.address, reference: entry.reference, registers: entry.addresses.count,
                        bits: entry.bits.map { Array($0) }, name: entry.name, writable: entry.isWritable,
                        format: area.holdsBits ? "bit" : entry.format.rawValue,
                        order: entry.visibleOrder?.rawValue,
                        scale: area.holdsBits ? nil : entry.scale, offset: area.holdsBits ? nil : entry.offset,
                        unit: entry.display?.unit, minimum: entry.range?.lowerBound, maximum: entry.range?.upperBound,
                        text: ["fr": entry.text.fr, "en": entry.text.en])
                }
            },
            alarms: alarms.map { .init(code: $0.code, text: ["fr": $0.text.fr, "en": $0.text.en]) })
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(exported), as: UTF8.self)
    }
}

extension RegisterMap.Entry {
    /// "u16", "f32 CDAB", "bits 4-7", "bit".
    fileprivate var form: String {
        if area.holdsBits { return count > 1 ? "bit × \(count)" : "bit" }
        if let bits { return bits.count == 1 ? "bit \(bits.lowerBound)" : "bits \(bits.lowerBound)-\(bits.upperBound - 1)" }
        let size = format == .string ? "\(format.rawValue) \(length)" : format.rawValue
        return size + (visibleOrder.map { $0 == .highFirst ? "" : " \($0.rawValue)" } ?? "") + (count > 1 ? " × \(count)" : "")
    }

    /// "×0.1 °C", as the raw value is to be read; in SI where no unit is said.
    fileprivate var scaling: String {
        let (factor, shift) = (display?.scale ?? scale, display?.offset ?? offset)
        let parts = [factor == 1 ? "" : "×\(factor)", shift == 0 ? "" : "+\(shift)", display?.unit ?? ""]
        return parts.filter { !$0.isEmpty }.joined(separator: " ")
    }

    fileprivate var limits: String {
        var parts: [String] = []
        if let range {
            // Back into the unit in which the scale is written.
            let (factor, shift) = (
                scale / (display?.scale ?? scale), offset - (display?.offset ?? offset) * scale / (display?.scale ?? scale)
            )
            func shown(_ value: Double) -> String {
                let rounded = ((value - shift) / factor * 1e9).rounded() / 1e9
                return Int(exactly: rounded).map { "\($0)" } ?? "\(rounded)"
            }
            parts.append("\(shown(range.lowerBound))…\(shown(range.upperBound))")
        }
        if let lock { parts.append("[\(lock)]") }
        return parts.joined(separator: " ")
    }
}
