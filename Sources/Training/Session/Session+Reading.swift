import Components
import Dossiers
import Grafcet
import Machines
import Notation
import Simulation

/// Documents, diagrams, the input and output screen, the panel and the active steps.
extension Session {
    func read(_ action: Action) throws {
        switch action {
        case .document(let name, let about): readDocument(name, about)
        case .diagram(let folio): readDiagram(folio)
        case .inputsOutputs(let refs): try readChannels(refs)
        case .hmi(let page): try readPage(page ?? HMIPage.home.rawValue)
        case .step: try readSteps()
        default: preconditionFailure("\(action.verb.id) is of another family")
        }
    }

    // MARK: - Paper

    private func readDocument(_ name: String?, _ about: String?) {
        let documents = Dossier.documents(of: exercise)
        guard let name, let document = documents.first(where: { $0.id == name }) else {
            say(Text(fr: "Documents :", en: "Documents:"))
            for line in Speech.wrapped(documents.map(\.title)) { say(line) }
            emit(.documentOpened(document: "list", revision: nil))
            return
        }
        emit(.documentOpened(document: document.id, revision: document.revision))
        let revision = document.revision.map { Text(fr: " · indice \($0)", en: " · revision \($0)") } ?? Text("")
        guard let about else {
            say(document.title + revision)
            // What is derived from the drawings is of their revision.
            for line in (document.revision == plan.revision ? undrawn : []) + document.lines { say(line) }
            return
        }
        say(document.title + " · \(about)" + revision)
        let lines = Dossier.lines(of: document, naming: about)
        for line in lines { say(line) }
        if lines.isEmpty { say(Text(fr: "Rien sur \(about) ici.", en: "Nothing about \(about) here.")) }
    }

    private func readDiagram(_ folio: String?) {
        let folios = Dossier.folios(of: exercise)
        guard let folio, let sheet = folios.first(where: { $0.id == folio }) else {
            for sheet in folios { say(Text(sheet.id) + .colon + sheet.title) }
            emit(.diagramOpened(folio: "list", revision: plan.revision))
            return
        }
        emit(.diagramOpened(folio: sheet.id, revision: sheet.revision))
        say(Text(sheet.id) + .colon + sheet.title + Text(fr: " · indice \(plan.revision)", en: " · revision \(plan.revision)"))
        for line in undrawn + sheet.lines { say(line) }
    }

    // MARK: - The controller

    private func checkScreen() throws {
        guard machine.isControllerRunning else {
            throw Prevention(
                .safeState, nil,
                Text(fr: "L'automate est hors tension : l'écran est noir.", en: "The controller is off: the screen is dark."))
        }
    }

    private func controllerNow() throws -> Controller {
        try checkScreen()
        try checkOwnProgram(nil)
        return machine.controller!
    }

    /// What is inside a brain outside is not the machine's to show or to change.
    func checkOwnProgram(_ of: String?) throws {
        guard machine.isExternallyControlled else { return }
        throw Prevention(
            .nothingToDo, of,
            Text(
                fr: "Un automate extérieur commande la machine : cela se lit et se change sur lui.",
                en: "A PLC outside drives the machine: that is read and changed on it."))
    }

    private func readChannels(_ refs: [String]) throws {
        try checkScreen()
        let wired = (exercise.definition.program?.variables ?? []).filter { $0.role == .input || $0.role == .output }
        let chosen =
            refs.isEmpty
            ? wired
            : wired.filter { variable in
                refs.contains { $0 == variable.name || $0 == variable.reference || $0 == variable.address?.description }
            }
        guard !chosen.isEmpty else {
            throw Prevention(
                .nothingToDo, refs.first,
                Text(refs.joined(separator: ", "))
                    + Text(fr: " n'est ni une entrée ni une sortie.", en: " is no input or output."))
        }
        var readings: [ChannelReading] = []
        var french = Self.channelTable(.fr), english = Self.channelTable(.en)
        let differing = try watchChannels(chosen, for: 18)
        for (variable, found) in zip(chosen, differing) {
            let expected = found?.expected ?? expectedInput(variable)
            let read = found?.read ?? machine.variable(variable.name) ?? 0
            readings.append(
                ChannelReading(
                    ref: variable.name, address: variable.address?.description ?? "", expected: expected, read: read))
            french.add(row(variable, expected, read, .fr))
            english.add(row(variable, expected, read, .en))
        }
        for line in Dossier.bilingual({ ($0 == .fr ? french : english).lines(TerminalStyle()) }) where !isRule(line) { say(line) }
        emit(.channelsRead(channels: readings, mode: mode))
    }

    /// Seconds for which a lamp must disagree with what stands before its sensor for an eye to see it.
    private static let visible = 0.15

    /// Watches the lamps of the screen: for each channel, the state in which it disagreed long enough to be seen, if it ever did.
    private func watchChannels(_ variables: [Variable], for seconds: Double) throws -> [(expected: Double, read: Double)?] {
        var found: [(expected: Double, read: Double)?] = variables.map { _ in nil }
        var since: [Double?] = variables.map { _ in nil }
        let glance = 0.05
        for _ in 0..<Int(seconds / glance) {
            for (index, variable) in variables.enumerated() where found[index] == nil {
                guard let expected = expectedInput(variable), let read = machine.variable(variable.name), expected != read else {
                    since[index] = nil
                    continue
                }
                let began = since[index] ?? machine.time
                since[index] = began
                if machine.time - began >= Self.visible { found[index] = (expected, read) }
            }
            try pass(glance)
        }
        // A lamp that is just about to follow is not read in the middle of it.
        func isChanging() -> Bool {
            variables.indices.contains { index in
                guard found[index] == nil, let expected = expectedInput(variables[index]) else { return false }
                return machine.variable(variables[index].name) != expected
            }
        }
        _ = try pass(upTo: Self.visible, until: { !isChanging() })
        return found
    }

    private static func channelTable(_ language: Language) -> TextTable {
        TextTable(
            [
                Text(fr: "repère", en: "ref"), Text(fr: "adresse", en: "address"), Text(fr: "1 si…", en: "1 if…"),
                Text(fr: "attendu", en: "expected"), Text(fr: "lu", en: "read"), Text(""),
            ].map { $0[language] })
    }

    /// The line under the headings, which six lines have no room for.
    private func isRule(_ line: Text) -> Bool { !line.fr.isEmpty && line.fr.allSatisfy { $0 == "─" || $0 == "-" } }

    private func row(_ variable: Variable, _ expected: Double?, _ read: Double, _ language: Language) -> [String] {
        let isOff = expected.map { $0 != read } ?? false
        return [
            variable.name, variable.address?.description ?? "", variable.meaning?[language] ?? "",
            expected.map { "\(Int($0))" } ?? "–", Speech.number(read, digits: 5)[language],
            isOff ? Text(fr: "écart", en: "differs")[language] : "",
        ]
    }

    /// What the input ought to read, from what stands before the sensor, not from its wires. Nil when nothing says.
    func expectedInput(_ variable: Variable) -> Double? {
        guard variable.role == .input, variable.type == .bool, let reference = variable.reference,
            let type = machine.plant.assembly.type(of: reference)
        else { return nil }
        func value(_ signal: String) -> Double? { machine.plant.value(reference, signal) }
        func parameter(_ key: String) -> ParameterValue? { machine.plant.assembly.parameter(key, of: reference) }
        if let reached = value("reached") ?? value("magnet") { return reached > 0.5 ? 1 : 0 }
        switch type.name {
        case "photocell", "inductive-sensor":
            let isReversed = if case .flag(true)? = parameter("light-on") { true } else { false }
            return isBlocked(reference).map { $0 != isReversed ? 1 : 0 }
        case "reed-switch":
            guard case .link(let cylinder)? = parameter("on"), case .number(let at)? = parameter("at"),
                case .number(let window)? = parameter("window"), let position = machine.plant.value(cylinder, "position")
            else { return nil }
            return abs(position - at) <= window ? 1 : 0
        case "push-button":
            guard let position = value("position") else { return nil }
            let isClosing = contact(of: variable, on: reference)?.hasSuffix("3") ?? true
            return (position != 0) == isClosing ? 1 : 0
        case "selector":
            guard let position = value("position"),
                let number = contact(of: variable, on: reference).flatMap({ Int($0.prefix(1)) })
            else { return nil }
            return Int(position) == number ? 1 : 0
        case "motor-breaker", "circuit-breaker", "contactor", "relay", "residual-current-device": return value("closed")
        case "thermal-overload":
            // 95-96 opens, 97-98 closes when it trips.
            let opens = contact(of: variable, on: reference)?.hasSuffix("5") ?? true
            return value("tripped").map { ($0 != 0) != opens ? 1 : 0 }
        case "hydraulic-pressure-switch":
            guard case .number(let point)? = parameter("set-point"),
                let pressure = value("port-pressure") ?? machine.plant.gaugePressure(at: "\(reference):P")
            else { return nil }
            return pressure >= point ? 1 : 0
        case "hydraulic-filter":
            guard case .number(let threshold)? = parameter("indicator"), let loss = value("difference") else { return nil }
            return loss >= threshold ? 1 : 0
        case "level-switch":
            guard case .link(let tank)? = parameter("tank"), case .number(let height)? = parameter("height"),
                let level = value("oil-level") ?? machine.plant.value(tank, "level")
            else { return nil }
            return level >= height ? 1 : 0
        case "pressure-switch":
            guard case .number(let point)? = parameter("set-point"),
                let pressure = value("port-pressure")
                    ?? machine.plant.gaugePressure(at: "\(reference):P").map({ $0 + Air.atmosphere })
            else { return nil }
            return pressure >= point ? 1 : 0
        default: return nil
        }
    }

    /// Whether an object stands before a sensor: what the flow that it watches says, else what was put there by hand.
    func isBlocked(_ reference: String) -> Bool? {
        func value(_ reference: String, _ signal: String) -> Bool? { machine.plant.value(reference, signal).map { $0 != 0 } }
        let isTold = machine.definition.machine.component(reference)?.told.isEmpty == false
        if !isTold, case .link(let flow)? = machine.plant.assembly.parameter("sees", of: reference), !flow.isEmpty,
            case .count(let beam)? = machine.plant.assembly.parameter("beam", of: reference)
        {
            return value(flow, "beam-\(beam)")
        }
        return value(reference, "blocked") ?? value(reference, "target")
    }

    /// The terminal of a component that the input's wire comes from.
    private func contact(of variable: Variable, on reference: String) -> String? {
        guard let address = variable.address, let module = plan.components.first(where: { $0.type.name == "plc-inputs" }) else {
            return nil
        }
        let point = "\(module.reference):I\(address.number * 8 + (address.channel ?? 0))"
        for wire in plan.wires {
            if wire.from.description == point, wire.to.reference == reference { return closing(wire.to.terminal) }
            if wire.to.description == point, wire.from.reference == reference { return closing(wire.from.terminal) }
        }
        return nil
    }

    /// The first terminal of the contact: `13` of `14`, `11` of `12`.
    private func closing(_ terminal: String) -> String? {
        guard let number = Int(terminal) else { return nil }
        return "\(number % 2 == 0 ? number - 1 : number)"
    }

    // MARK: - Displays

    /// What the pages of a device's own display give, by its type; what its front shows at once are its percepts.
    private static let displays: [String: [String]] = [
        "frequency-drive": ["output-frequency", "output-current", "bus-voltage"],
        "energy-meter": ["u12", "i1", "i2", "i3", "power", "power-factor", "energy"],
        "hydraulic-tank": ["fill", "volume"],
    ]

    /// The numbers of a device's display, page after page; nothing when it is dark.
    func displayed(_ component: Machine.ComponentDeclaration) -> [Text] {
        let reference = component.reference
        guard let shown = Self.displays[component.type.name],
            !machine.plant.assembly.percepts(reference, .sight).contains(where: { $0.en == "the display is dark" })
        else { return [] }
        let signals = machine.plant.assembly.signals(of: reference)
        let items = shown.compactMap { name -> Text? in
            guard let signal = signals.first(where: { $0.name == name }), let value = machine.plant.value(reference, name) else {
                return nil
            }
            return signal.text + " " + Speech.quantity(value, signal.kind, digits: Speech.readingDigits)
        }
        return Speech.wrapped(items)
    }

    private func readPage(_ page: String) throws {
        let controller = try controllerNow()
        var values: [Named] = []
        switch HMIPage(rawValue: page) ?? .home {
        case .home:
            say(Text("\(mode)") + Speech.name(ofMode: mode, exercise.definition))
            let alarms = controller.activeAlarms.count
            values = [Named("alarms", Double(alarms))]
            say(Text(fr: "Alarmes : \(alarms)", en: "Alarms: \(alarms)"))
            values += counters(controller)
        case .alarms:
            for alarm in controller.activeAlarms {
                values.append(Named(alarm.name, 1))
                say(alarm.text)
            }
            if values.isEmpty { say(Text(fr: "Aucune alarme.", en: "No alarm.")) }
        case .counters: values = counters(controller)
        case .writes: values = readWrites()
        case .supervision: values = readSupervision()
        }
        emit(.pageRead(page: page, values: values))
    }

    /// Counters and numbers of the program that mean something to a reader.
    private func counters(_ controller: Controller) -> [Named] {
        var values: [Named] = []
        for variable in controller.program.variables where variable.role == .memory && variable.type != .bool {
            guard let meaning = variable.meaning, !meaning.fr.contains("GEMMA") else { continue }
            let value = controller[variable.slot]
            values.append(Named(variable.name, value))
            say(meaning + .colon + Speech.number(value))
        }
        return values
    }

    /// What the supervisor in the office shows of the same machine: address, registers, value.
    private func readSupervision() -> [Named] {
        supervisionRounds += 1
        if !machine.isShownFrozen { frozenSupervision = nil }
        let shown = frozenSupervision ?? machine.supervised(round: supervisionRounds - 1)
        if machine.isShownFrozen { frozenSupervision = shown }
        guard shown.contains(where: { $0.value != nil }) else {
            say(Text(fr: "Pas de réponse de l'automate.", en: "No answer from the PLC."))
            return []
        }
        say(Text(fr: "adresse · grandeur : registre → valeur affichée", en: "address · quantity: register → value shown"))
        return shown.compactMap { item in
            let what = Text("\(item.entry.reference) · ") + item.entry.text + .colon
            guard let raw = item.raw, let value = item.value else {
                say(what + "–")
                return nil
            }
            say(what + Speech.number(raw, digits: 6) + " → " + Speech.number(value, digits: 4))
            return Named(item.entry.name, value)
        }
    }

    private func readSteps() throws {
        let controller = try controllerNow()
        var active: [String] = [], blocking: [String] = []
        say(Text(mode) + Speech.name(ofMode: mode, exercise.definition))
        for step in controller.activeSteps {
            let declared = controller.program.steps[step]
            active.append("X\(declared.name)")
            say(Text("X\(declared.name)") + (declared.meaning.map { Text.colon + $0 } ?? Text("")))
            for outlook in controller.outlook(of: step) {
                blocking += outlook.blocking.flatMap { $0.variables.compactMap { controller.program.variable($0)?.name } }
                say(Text("  ") + outlook.text)
            }
        }
        var unique: [String] = []
        for name in blocking where !unique.contains(name) { unique.append(name) }
        emit(.stepsRead(active: active, blocking: unique, mode: mode))
    }
}

/// Pages of the operator panel.
enum HMIPage: String, CaseIterable {
    case home, alarms, counters, writes, supervision

    var text: Text {
        switch self {
        case .home: Text(fr: "accueil", en: "home")
        case .alarms: Text(fr: "alarmes", en: "alarms")
        case .counters: Text(fr: "compteurs", en: "counters")
        case .writes: Text(fr: "écritures", en: "writes")
        case .supervision: Text(fr: "supervision", en: "supervisor")
        }
    }
}
