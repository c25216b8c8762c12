import Components
import Grafcet
public import Machines
import Modbus
public import Notation
public import Simulation

/// A machine's technical file, all of it derived from what the machine is made of: it cannot disagree with it. Faults are not in it.
public struct Dossier: Sendable {
    public enum Document: String, Sendable, CaseIterable {
        case function, chains, components, wiring, terminals, io, hoses, shafts, positions, grafcet, modes, alarms, modbus,
            diagrams

        public var title: Text {
            switch self {
            case .function: Text(fr: "Fonction et alimentation", en: "Function and supply")
            case .chains: Text(fr: "Chaînes d'énergie et d'information", en: "Energy and information chains")
            case .components: Text(fr: "Nomenclature", en: "Component list")
            case .wiring: Text(fr: "Liste des fils", en: "Wiring list")
            case .terminals: Text(fr: "Plan des borniers", en: "Terminal plans")
            case .io: Text(fr: "Entrées et sorties de l'automate", en: "PLC inputs and outputs")
            case .hoses: Text(fr: "Liste des tuyaux", en: "Hose list")
            case .shafts: Text(fr: "Liaisons mécaniques", en: "Mechanical joints")
            case .positions:
                Text(fr: "Vérins à l'arrêt d'urgence et au retour d'air", en: "Cylinders on emergency stop and return of air")
            case .grafcet: Text("GRAFCET")
            case .modes: Text(fr: "Modes du GEMMA", en: "GEMMA modes")
            case .alarms: Text(fr: "Messages d'alarme", en: "Alarm messages")
            case .modbus: Text(fr: "Table Modbus", en: "Modbus map")
            case .diagrams: Text(fr: "Liste des folios", en: "List of folios")
            }
        }

        /// What one types to open it.
        public var name: Text {
            switch self {
            case .function: Text(fr: "fonction", en: "function")
            case .chains: Text(fr: "chaines", en: "chains")
            case .components: Text(fr: "nomenclature", en: "components")
            case .wiring: Text(fr: "fils", en: "wiring")
            case .terminals: Text(fr: "borniers", en: "terminals")
            case .io: Text(fr: "es", en: "io")
            case .hoses: Text(fr: "tuyaux", en: "hoses")
            case .shafts: Text(fr: "liaisons", en: "shafts")
            case .positions: Text(fr: "positions", en: "positions")
            case .grafcet: Text("grafcet")
            case .modes: Text(fr: "gemma", en: "modes")
            case .alarms: Text(fr: "alarmes", en: "alarms")
            case .modbus: Text("modbus")
            case .diagrams: Text(fr: "schemas", en: "diagrams")
            }
        }

        /// By its name in either language, or its key.
        public init?(named name: String) {
            let wanted = folded(name)
            guard let found = Self.allCases.first(where: { [$0.rawValue, $0.name.fr, $0.name.en].map(folded).contains(wanted) })
            else { return nil }
            self = found
        }
    }

    public let definition: MachineDefinition
    public let schematic: Schematic

    public init(_ definition: MachineDefinition) {
        self.definition = definition
        schematic = Schematic(of: definition.machine)
    }

    private var machine: Machine { definition.machine }

    /// The documents that this machine has something to put in.
    public var documents: [Document] {
        Document.allCases.filter { document in
            switch document {
            case .function, .components: true
            case .chains: !machine.chains.energy.isEmpty || !machine.chains.information.isEmpty
            case .wiring: !machine.wires.isEmpty
            case .terminals: !machine.terminalPlans.isEmpty
            case .io: !machine.channels(definition.program).isEmpty
            case .hoses: !machine.hoses.isEmpty
            case .shafts: !machine.shafts.isEmpty
            case .positions: !machine.safePositions.isEmpty
            case .grafcet: definition.program?.charts.isEmpty == false
            case .modes: definition.program?.modes.isEmpty == false
            case .alarms: definition.program?.alarms.isEmpty == false
            case .modbus: definition.map != nil
            case .diagrams: !schematic.folios.isEmpty
            }
        }
    }

    /// A document as lines for a terminal.
    public func lines(_ document: Document, _ language: Language, _ style: TerminalStyle = TerminalStyle()) -> [String] {
        let head = "\(document.title[language]) · \(machine.text[language]) · "
        let revision = Text(fr: "indice \(machine.revision)", en: "revision \(machine.revision)")[language]
        return wrappedText(head + revision, style.width, indent: 2) + [""]
            + body(document, language, style).flatMap { $0.count > style.width ? wrappedText($0, style.width, indent: 6) : [$0] }
    }

    /// A document by its name in either language, `schemas` with the folios drawn as text; nil when there is none of that name.
    public func document(named name: String, _ language: Language, _ style: TerminalStyle = TerminalStyle()) -> [String]? {
        guard let document = Document(named: name), documents.contains(document) else { return nil }
        return lines(document, language, style)
    }

    // MARK: - Diagrams

    /// A folio by its number, `4` or `F4`, or the name of its subject.
    public func folio(named name: String) -> Schematic.Folio? {
        let wanted = folded(name)
        let digits = wanted.hasPrefix("f") || wanted.hasPrefix("-") ? String(wanted.dropFirst()) : wanted
        if let number = Int(digits) { return schematic.folios.first { $0.number == number } }
        return schematic.folios.first { folio in
            [folio.subject.rawValue, folio.title.fr, folio.title.en].map { folded($0) }.contains { $0.hasPrefix(wanted) }
        }
    }

    public func lines(of folio: Schematic.Folio, _ language: Language, _ style: TerminalStyle = TerminalStyle()) -> [String] {
        schematic.lines(of: folio, notes, language, style)
    }

    /// A folio as an SVG document.
    public func drawing(of folio: Schematic.Folio, _ language: Language) -> String {
        schematic.drawing(of: folio, notes, language)
    }

    /// Every drawing with a name for its file: the folios, then the charts.
    public func drawings(_ language: Language) -> [(name: String, svg: String)] {
        schematic.folios.map { ("folio-\($0.number)-\($0.subject.rawValue)", drawing(of: $0, language)) }
            + (definition.program.map { program in
                program.charts.indices.map { ("grafcet-\(program.charts[$0].name)", program.drawing(of: $0, language)) }
            } ?? [])
    }

    private var notes: DiagramNotes {
        var notes = DiagramNotes(machine: machine.text, revision: machine.revision)
        for channel in machine.channels(definition.program) {
            notes.channels[channel.terminal] = (channel.address.description, channel.meaning)
        }
        for component in machine.components where !component.isHose {
            notes.components[component.reference] = component.text
        }
        return notes
    }

    // MARK: - Texts

    private func body(_ document: Document, _ language: Language, _ style: TerminalStyle) -> [String] {
        switch document {
        case .function: function(language)
        case .chains: chains(language, style)
        case .components: components(language, style)
        case .wiring: wiring(language, style)
        case .terminals: terminals(language, style)
        case .io: channels(language, style)
        case .hoses: hoses(language, style)
        case .shafts: shafts(language, style)
        case .positions: positions(language)
        case .grafcet:
            definition.program.map { program in
                program.charts.indices.flatMap {
                    program.listing(of: $0, language).split(separator: "\n").map(String.init) + [""]
                }
            } ?? []
        case .modes: modes(language, style)
        case .alarms: alarms(language, style)
        case .modbus: modbus(language, style)
        case .diagrams: folios(language, style)
        }
    }

    private func function(_ language: Language) -> [String] {
        var lines = [machine.text[language]]
        if let maker = machine.maker { lines.append(Text(fr: "Constructeur : ", en: "Maker: ")[language] + maker[language]) }
        if let supply = machine.supply { lines.append(Text(fr: "Alimentation : ", en: "Supply: ")[language] + supply[language]) }
        let actuators = machine.components.filter {
            ["induction-motor", "double-acting-cylinder", "conveyor-belt"].contains($0.type.name)
        }
        lines.append(Text(fr: "Actionneurs :", en: "Actuators:")[language])
        lines += actuators.map { "  \($0.reference)  \($0.text[language])" }
        lines.append(Text(fr: "Lieux :", en: "Places:")[language])
        for location in machine.locations {
            var facts: [String] = []
            if location.hasDoor { facts.append(Text(fr: "porte", en: "door")[language]) }
            if let guardReference = location.guardReference {
                facts.append(Text(fr: "protecteur \(guardReference)", en: "guard \(guardReference)")[language])
            }
            if let cover = location.cover { facts.append(cover[language]) }
            lines.append("  \(location.text[language])" + (facts.isEmpty ? "" : " (\(facts.joined(separator: ", ")))"))
        }
        let boxes = "\(machine.components.count - machine.hoses.count)"
        lines.append(
            Text(
                fr: "\(boxes) constituants, \(machine.wires.count) fils, \(machine.hoses.count) tuyaux",
                en: "\(boxes) components, \(machine.wires.count) wires, \(machine.hoses.count) hoses")[language])
        return lines
    }

    /// The imposed verbs in English too, in the order of the chain.
    private static let verbs: [String: Text] = [
        "alimenter": Text(fr: "alimenter", en: "supply"), "distribuer": Text(fr: "distribuer", en: "distribute"),
        "convertir": Text(fr: "convertir", en: "convert"), "moduler": Text(fr: "moduler", en: "modulate"),
        "stocker": Text(fr: "stocker", en: "store"), "transmettre": Text(fr: "transmettre", en: "transmit"),
        "agir": Text(fr: "agir", en: "act"), "acquérir": Text(fr: "acquérir", en: "acquire"),
        "traiter": Text(fr: "traiter", en: "process"), "communiquer": Text(fr: "communiquer", en: "communicate"),
    ]

    private func chains(_ language: Language, _ style: TerminalStyle) -> [String] {
        var lines: [String] = []
        for (title, chain) in [
            (Text(fr: "Chaîne d'énergie", en: "Energy chain"), machine.chains.energy),
            (Text(fr: "Chaîne d'information", en: "Information chain"), machine.chains.information),
        ] {
            var table = TextTable([title[language], Text(fr: "constituants", en: "components")[language]])
            for link in chain {
                table.add([
                    (Self.verbs[link.verb] ?? Text(link.verb))[language],
                    link.components.isEmpty ? "—" : link.components.joined(separator: " "),
                ])
            }
            lines += table.lines(style) + [""]
        }
        return lines
    }

    private func components(_ language: Language, _ style: TerminalStyle) -> [String] {
        var table = TextTable([
            Text(fr: "repère", en: "ref.")[language], "EN 81346", Text(fr: "type", en: "type")[language],
            Text(fr: "lieu", en: "place")[language], Text(fr: "article", en: "article")[language],
            Text(fr: "désignation", en: "description")[language],
        ])
        let parts = machine.components.filter { !$0.isHose }
        for part in parts.sorted(by: { precedesNaturally($0.reference, $1.reference) }) {
            table.add([
                part.reference, part.designation ?? "", part.type.text[language], part.location ?? "", part.article ?? "",
                part.text[language],
            ])
        }
        return table.lines(style)
    }

    private func section(_ area: Double, _ language: Language) -> String {
        (area * 1e6).formatted(language, digits: 3)
    }

    private func wiring(_ language: Language, _ style: TerminalStyle) -> [String] {
        var table = TextTable([
            Text(fr: "fil", en: "wire")[language], Text(fr: "de", en: "from")[language], Text(fr: "à", en: "to")[language],
            Text(fr: "circuit", en: "class")[language], "mm²", "m", Text(fr: "couleur", en: "colour")[language],
        ])
        for wire in machine.wiringList {
            let circuit = machine.wireClasses.first { $0.name == wire.wireClass }?.text[language] ?? wire.wireClass
            table.add([
                wire.number, wire.from.description, wire.to.description, circuit, section(wire.section, language),
                wire.length.formatted(language, digits: 2), wire.colour[language],
            ])
        }
        return table.lines(style)
    }

    private func terminals(_ language: Language, _ style: TerminalStyle) -> [String] {
        var lines: [String] = []
        for plan in machine.terminalPlans {
            let text = machine.component(plan.reference)?.text[language] ?? ""
            lines += wrappedText("\(plan.reference)  \(text)", style.width, indent: 4)
            var table = TextTable([
                Text(fr: "côté a", en: "side a")[language], Text(fr: "borne", en: "terminal")[language],
                Text(fr: "côté b", en: "side b")[language],
            ])
            func told(_ ends: [TerminalPlan.End]) -> String {
                ends.isEmpty ? "—" : ends.map { "\($0.wire) \($0.to)" }.joined(separator: ", ")
            }
            for item in plan.items { table.add([told(item.left), item.number, told(item.right)]) }
            lines += table.lines(style) + [""]
        }
        return lines
    }

    private func channels(_ language: Language, _ style: TerminalStyle) -> [String] {
        var table = TextTable([
            Text(fr: "adresse", en: "address")[language], Text(fr: "borne", en: "terminal")[language],
            Text(fr: "fil", en: "wire")[language], Text(fr: "variable", en: "variable")[language],
            Text(fr: "repère", en: "ref.")[language], Text(fr: "1 si…", en: "1 if…")[language],
        ])
        for channel in machine.channels(definition.program) {
            table.add([
                channel.address.description, channel.terminal.description, channel.wires.joined(separator: " "),
                channel.variable?.name ?? "—", channel.variable?.reference ?? "",
                channel.meaning?[language] ?? Text(fr: "libre", en: "spare")[language],
            ])
        }
        return table.lines(style)
    }

    private func hoses(_ language: Language, _ style: TerminalStyle) -> [String] {
        var table = TextTable([
            Text(fr: "tuyau", en: "hose")[language], Text(fr: "de", en: "from")[language], Text(fr: "à", en: "to")[language],
            Text(fr: "longueur", en: "length")[language], Text(fr: "passage", en: "bore")[language],
        ])
        for hose in machine.hoses.sorted(by: { precedesNaturally($0.reference, $1.reference) }) {
            let part = machine.component(hose.reference)
            func told(_ key: String) -> String {
                guard let part, case .number(let value)? = part.type.value(of: key, in: part.parameters) else { return "" }
                return Quantity(value, .length).formatted(language, digits: 2)
            }
            table.add([hose.reference, hose.from.description, hose.to.description, told("length"), told("bore")])
        }
        return table.lines(style)
    }

    private func shafts(_ language: Language, _ style: TerminalStyle) -> [String] {
        var table = TextTable([
            Text(fr: "liaison", en: "joint")[language], Text(fr: "de", en: "from")[language], Text(fr: "à", en: "to")[language],
        ])
        for shaft in machine.shafts { table.add([shaft.name, shaft.from.description, shaft.to.description]) }
        return table.lines(style)
    }

    private func positions(_ language: Language) -> [String] {
        machine.safePositions.flatMap { position -> [String] in
            let text = machine.component(position.cylinder)?.text[language] ?? ""
            var lines = ["\(position.cylinder)  \(text)"]
            lines.append(
                "  " + Text(fr: "arrêt d'urgence : ", en: "emergency stop: ")[language] + position.onEmergencyStop[language])
            lines.append("  " + Text(fr: "retour d'air : ", en: "return of air: ")[language] + position.onReturnOfAir[language])
            if let out = position.extendingSolenoid {
                lines.append("  " + Text(fr: "sort par \(out)", en: "goes out with \(out)")[language])
            }
            if let back = position.retractingSolenoid {
                lines.append("  " + Text(fr: "rentre par \(back)", en: "goes in with \(back)")[language])
            }
            return lines
        }
    }

    private func modes(_ language: Language, _ style: TerminalStyle) -> [String] {
        var table = TextTable(["GEMMA", Text(fr: "quand", en: "when")[language], Text(fr: "mode", en: "mode")[language]])
        for mode in definition.program?.modes ?? [] {
            table.add([mode.mode.rawValue, mode.condition.text[language], mode.name[language]])
        }
        return table.lines(style)
    }

    private func alarms(_ language: Language, _ style: TerminalStyle) -> [String] {
        var table = TextTable([
            Text(fr: "alarme", en: "alarm")[language], Text(fr: "quand", en: "when")[language],
            Text(fr: "message", en: "message")[language],
        ])
        for alarm in definition.program?.alarms ?? [] {
            table.add([alarm.name, alarm.condition.text[language], alarm.text[language]])
        }
        return table.lines(style)
    }

    private func modbus(_ language: Language, _ style: TerminalStyle) -> [String] {
        guard let map = definition.map else { return [] }
        var lines = [Text(fr: "unité \(map.unit)", en: "unit \(map.unit)")[language], ""]
        for area in Area.allCases {
            let cells = map.entries.filter { $0.area == area }.sorted { $0.address < $1.address }
            guard !cells.isEmpty else { continue }
            let title: Text =
                switch area {
                case .coils: Text(fr: "bobines", en: "coils")
                case .discreteInputs: Text(fr: "entrées TOR", en: "discrete inputs")
                case .inputRegisters: Text(fr: "registres d'entrée", en: "input registers")
                case .holdingRegisters: Text(fr: "registres de maintien", en: "holding registers")
                }
            lines.append(title[language])
            var table = TextTable([
                Text(fr: "adr.", en: "addr.")[language], Text(fr: "réf.", en: "ref.")[language],
                Text(fr: "accès", en: "access")[language], Text(fr: "forme", en: "format")[language],
                Text(fr: "nom", en: "name")[language], Text(fr: "sens", en: "meaning")[language],
            ])
            for cell in cells {
                let scale = cell.scale == 1 && cell.offset == 0 ? "" : " ×" + cell.scale.formatted(language, digits: 4)
                table.add([
                    String(cell.address), cell.reference,
                    cell.isWritable ? Text(fr: "L/É", en: "R/W")[language] : Text(fr: "L", en: "R")[language],
                    area.holdsBits ? "bit" : cell.format.rawValue + scale, cell.name, cell.text[language],
                ])
            }
            lines += table.lines(style) + [""]
        }
        return lines
    }

    private func folios(_ language: Language, _ style: TerminalStyle) -> [String] {
        var table = TextTable([
            "folio", Text(fr: "titre", en: "title")[language], Text(fr: "constituants", en: "components")[language],
        ])
        for folio in schematic.folios {
            let references = Set(folio.placed.map(\.part.reference)).sorted(by: precedesNaturally)
            table.add([String(folio.number), folio.title[language], references.joined(separator: " ")])
        }
        return table.lines(style)
    }
}
