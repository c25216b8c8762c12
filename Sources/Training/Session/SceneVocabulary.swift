import Components
import Dossiers
import Grafcet
import Machines
import Notation
import Simulation

extension Vocabulary {
    /// Everything that can be named before this exercise's machine.
    public init(of exercise: Exercise) {
        var names = SceneNames()
        let plan = exercise.definition.machine
        names.addMachine(plan)
        names.addProgram(exercise)
        names.addMaintenance(exercise.maintenance, exercise.scenario)
        names.addScenario(exercise)
        self.init(names.entries, causes: names.causes)
    }
}

private struct SceneNames {
    var entries: [Vocabulary.Entry] = []
    /// What may be wrong with a component or a wire.
    var causes: [String: [String]] = [:]

    mutating func add(_ name: String, _ kind: Vocabulary.Kind, aliases: [String] = [], owner: String? = nil, text: Text? = nil) {
        entries.append(Vocabulary.Entry(name, kind, aliases: aliases, owner: owner, text: text))
    }

    /// A thing that is called differently in both languages.
    mutating func addCalled(_ name: String, _ kind: Vocabulary.Kind, _ called: Text, owner: String? = nil, aliases: [String] = [])
    {
        var entry = Vocabulary.Entry(name, kind, called: called, owner: owner)
        entry.aliases += aliases
        entries.append(entry)
    }

    // MARK: - The machine

    mutating func addMachine(_ plan: Machine) {
        for place in plan.locations {
            let spoken = [place.text.fr, place.text.en].map(Self.withoutArticle)
            add(place.name, .place, aliases: spoken, text: Text(fr: place.name, en: Self.withoutArticle(place.text.en)))
            let fixed = place.cover != nil && !place.hasDoor && place.guardReference == nil
            guard place.hasDoor || place.guardReference != nil || fixed else { continue }
            let kinds =
                fixed
                ? ["carter", "cover", "protecteur"] : place.guardReference != nil ? ["protecteur", "guard"] : ["porte", "door"]
            add(
                place.name, .door,
                aliases: spoken
                    + kinds.flatMap { kind in
                        [kind] + ["", "de ", "du ", "de la ", "de l'", "of the "].map { "\(kind) \($0)\(place.name)" }
                    },
                text: Text(fr: place.name, en: Self.withoutArticle(place.text.en)))
        }
        for part in plan.kit { add(part.reference, .kit, text: part.text) }
        for component in plan.components + plan.kit {
            let isHose = plan.hoses.contains { $0.reference == component.reference }
            add(
                component.reference, isHose ? .hose : .component, aliases: component.designation.map { [$0] } ?? [],
                text: component.text)
            addTerminals(of: component)
            for signal in component.type.signals(component.parameters) where signal.tally == .made {
                addCalled(signal.name, .count, signal.text)
            }
            for parameter in component.type.parameters where parameter.isAdjustable {
                // `étranglement (conductance sonique C)` is called by what stands before the brackets.
                let short = [parameter.text.fr, parameter.text.en].compactMap { text in
                    text.firstRange(of: " (").map { String(text[..<$0.lowerBound]) }
                }
                addCalled(parameter.key, .parameter, parameter.text, owner: component.reference, aliases: short)
            }
            addCalled(
                Session.alignment, .parameter, Text(fr: "alignement", en: "alignment"), owner: component.reference,
                aliases: ["orientation", "position"])
            addPositions(of: component)
        }
        for wire in plan.wires + plan.kitWires {
            add(wire.number, .wire, aliases: ["W\(wire.number)", "fil-\(wire.number)", "wire-\(wire.number)"], text: wire.colour)
        }
        for point in plan.points {
            switch point.place {
            case .terminal: add(point.name, .terminal, text: point.text)
            case .signal: add(point.name, .roundPoint, text: point.text)
            }
        }
        add("PE", .terminal, aliases: ["terre", "earth"])
        addSuspects(plan)
    }

    private static func withoutArticle(_ text: String) -> String {
        for article in ["l'", "l’", "le ", "la ", "les ", "the "] where text.lowercased().hasPrefix(article) {
            return String(text.dropFirst(article.count))
        }
        return text
    }

    private mutating func addTerminals(of component: Machine.ComponentDeclaration) {
        let terminals = component.type.terminals(component.parameters)
        var screws: [String] = []
        for terminal in terminals
        where terminal.domain == .electrical || terminal.domain == .pneumatic || terminal.domain == .hydraulic {
            add("\(component.reference):\(terminal.name)", .terminal, text: terminal.text)
            // Both sides of a strip's terminal are one screw.
            if let side = terminal.name.last, "ab".contains(side), Int(terminal.name.dropLast()) != nil {
                let screw = String(terminal.name.dropLast())
                if !screws.contains(screw) { screws.append(screw) }
            }
        }
        for screw in screws where !terminals.contains(where: { $0.name == screw }) {
            add("\(component.reference):\(screw)", .terminal)
        }
    }

    private mutating func addPositions(of component: Machine.ComponentDeclaration) {
        let type = component.type
        for control in type.controls(component.parameters) {
            for (index, text) in control.positions.enumerated() {
                let words = text.fr.lowercased() == text.en.lowercased() ? Text(text.fr) : text
                addCalled(words.fr, .position, words, owner: component.reference, aliases: ["\(index)"])
            }
            // A manual override is named by its side.
            if let dash = control.signal.lastIndex(of: "-") {
                add(String(control.signal[control.signal.index(after: dash)...]), .position, owner: component.reference)
            }
        }
    }

    /// What is suspected without having a reference: the wires of a sensor by their role.
    private mutating func addSuspects(_ plan: Machine) {
        for component in plan.components {
            let terminals = component.type.terminals(component.parameters)
            guard terminals.contains(where: { $0.text != nil }), terminals.allSatisfy({ $0.domain == .electrical }) else {
                continue
            }
            addCalled(
                "supply-\(component.reference)", .suspect,
                Text(fr: "alimentation-\(component.reference)", en: "supply-\(component.reference)"),
                aliases: ["alimentation \(component.reference)", "alim-\(component.reference)"])
            addCalled(
                "signal-wire-\(component.reference)", .suspect,
                Text(fr: "fil-signal-\(component.reference)", en: "signal-wire-\(component.reference)"),
                aliases: ["signal-\(component.reference)"])
        }
    }

    // MARK: - The rest

    mutating func addProgram(_ exercise: Exercise) {
        for variable in exercise.definition.program?.variables ?? []
        where variable.role == .input || variable.role == .output || variable.role == .memory {
            // `%I0.6`, `I0.6`.
            let address = variable.address.map { ["\($0)", "\($0)".replacing("%", with: "")] } ?? []
            add(variable.name, .variable, aliases: address, text: variable.meaning)
        }
        if exercise.definition.program != nil {
            addCalled("plc", .device, Text(fr: "api", en: "plc"), aliases: ["automate"])
        }
        if let map = exercise.definition.map { addLink(map, exercise.definition.machine) }
        for alarm in exercise.definition.program?.alarms ?? [] { addCalled(alarm.name, .alarm, alarm.text) }
        for page in HMIPage.allCases { addCalled(page.rawValue, .page, page.text) }
    }

    /// The controller's link, its settings and the set-points behind it.
    private mutating func addLink(_ map: RegisterMap, _ plan: Machine) {
        add(
            Session.link, .component, aliases: ["reseau-modbus", "ethernet"],
            text: Text(fr: "liaison Modbus de l'automate", en: "the PLC's Modbus link"))
        for setting in NetworkSetting.allCases {
            addCalled(setting.rawValue, .parameter, setting.text, owner: Session.link)
            for (value, word) in setting.words.enumerated() {
                addCalled("\(value)", .position, word, owner: Session.link)
            }
        }
        guard let controller = plan.components.first(where: { $0.type.name == "plc-cpu" }) else { return }
        for (name, entry) in map.setPoints { add(name, .parameter, owner: controller.reference, text: entry.text) }
    }

    mutating func addMaintenance(_ maintenance: Maintenance, _ scenario: Scenario) {
        for source in maintenance.sources { add(source.id, .source, text: source.text) }
        for kind in scenario.tools {
            addCalled(
                kind.rawValue, .tool, kind.text,
                aliases: kind.aliases + (maintenance.tool(kind).map { [$0.text.fr, $0.text.en] } ?? []))
        }
        for equipment in scenario.equipment {
            addCalled(equipment.rawValue, .equipment, equipment.text, aliases: equipment.aliases)
        }
        for spare in maintenance.spares { add(spare.reference, .part, text: spare.text) }
        for bin in maintenance.bins { addCalled(bin.id, .bin, bin.text) }
        for waste in maintenance.wastes { addCalled(waste.id, .waste, waste.text) }
    }

    mutating func addScenario(_ exercise: Exercise) {
        for role in exercise.scenario.roles {
            let person =
                role.person.flatMap { exercise.maintenance.person($0)?.name }
                ?? (role.id == "operator" ? exercise.maintenance.person(exercise.scenario.order.from)?.name : nil)
            addCalled(role.id, .person, role.called, aliases: person.map { [$0] } ?? [])
        }
        for document in Dossier.documents(of: exercise) { addCalled(document.id, .document, document.title) }
        addFolios(exercise)
        addTerms(exercise)
        addCauses(exercise)
    }

    /// The words of every day, and the failures of the machine's own component types.
    private mutating func addCauses(_ exercise: Exercise) {
        let machine = exercise.definition.machine
        var known = Cause.common.map(\.name)
        // A type's own words for a failure that has a general name: « vis desserrée ».
        var others: [String: [String]] = [:]
        for component in machine.components {
            causes[component.reference] = component.type.failures.map(\.name)
            for failure in component.type.failures {
                if let cause = Cause.named(failure.name) {
                    others[cause.name, default: []] += [failure.text.fr, failure.text.en]
                } else if !known.contains(failure.name) {
                    known.append(failure.name)
                    addCalled(failure.name, .cause, failure.text)
                }
            }
        }
        for wire in machine.wires { causes[wire.number] = WireFailure.allCases.map(\.rawValue) }
        for fault in exercise.definition.faults where !fault.crossedWires.isEmpty && !known.contains(fault.failure) {
            known.append(fault.failure)
            addCalled(
                fault.failure, .cause, Text(fr: "croisé", en: "crossed"),
                aliases: ["inversé", "inversée", "inversés", "à l'envers", "swapped", "reversed"])
        }
        if exercise.definition.map != nil {
            causes[Session.link] = NetworkFailure.allCases.map(\.rawValue)
            for failure in NetworkFailure.allCases where Cause.named(failure.rawValue) == nil && !known.contains(failure.rawValue)
            {
                known.append(failure.rawValue)
                addCalled(
                    failure.rawValue, .cause, failure.text,
                    aliases: failure.called)
            }
        }
        for cause in Cause.common {
            addCalled(cause.name, .cause, cause.text, aliases: cause.aliases + Set(others[cause.name] ?? []).sorted())
        }
    }

    /// A folio is also named by its subject and by what is drawn on it, the first that shows it.
    private mutating func addFolios(_ exercise: Exercise) {
        let folios = Dossiers.Dossier(exercise.definition).schematic.folios
        var drawn: Set<String> = []
        for folio in folios {
            let references = Set(folio.placed.map(\.part.reference)).subtracting(drawn).sorted()
            drawn.formUnion(references)
            add(
                "F\(folio.number)", .folio,
                aliases: ["\(folio.number)", folio.subject.rawValue, folio.title.fr, folio.title.en] + folio.subject.aliases
                    + references,
                text: folio.title)
        }
    }

    /// The words of the trade, and the modes of this machine's GEMMA.
    private mutating func addTerms(_ exercise: Exercise) {
        for entry in Glossary.all { addCalled(entry.id, .term, entry.word, aliases: entry.aliases) }
        for rule in exercise.definition.program?.modes ?? [] {
            add(rule.mode.rawValue, .term, aliases: ["mode \(rule.mode.rawValue)"], text: rule.name)
        }
    }
}

extension NetworkFailure {
    /// What people say of it in a word.
    fileprivate var called: [String] {
        switch self {
        case .intruder: ["intrus", "intrusion", "inconnu"]
        case .scaled: ["échelle", "échelle fausse", "mauvaise échelle", "facteur dix", "scale", "wrong scale"]
        case .duplicate: ["en double", "double", "adresse en double", "numéro en double", "same number"]
        case .frozen: ["figé", "figée", "figées", "gelé", "frozen"]
        case .late: ["lent", "en retard", "slow"]
        case .swapped: ["mots inversés", "inversé"]
        case .silent, .busy, .exception, .dropped, .limited: []
        }
    }
}

extension Schematic.Subject {
    /// What people call it besides its title.
    fileprivate var aliases: [String] {
        switch self {
        case .power: ["moteur", "force"]
        case .auxiliary: ["auxiliaires"]
        case .control: ["alimentation", "24 V", "distribution"]
        case .safety: ["sécurité", "sécurités", "commande"]
        case .inputs: ["entrées", "api", "automate"]
        case .sensors: ["capteur", "détecteurs"]
        case .outputs: ["sorties", "actionneurs"]
        case .spare: ["libres", "réserves"]
        case .air: ["pneumatique", "air", "vérins"]
        case .oil: ["hydraulique", "huile"]
        }
    }
}
