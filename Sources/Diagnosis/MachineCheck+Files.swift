import Grafcet
import Machines
import Notation
import Simulation
import Training

/// What a machine's files say of one another and of their reader, before anything runs.
extension MachineCheck {
    // MARK: - Texts

    /// Keys under which a sentence stands that somebody reads.
    private static let spoken: Set = [
        "text", "meaning", "title", "cause", "symptom", "trend", "residual", "role", "colour", "cover", "supply", "unseen",
    ]

    mutating func checkTexts() {
        var reasons: [Text] = []
        for file in folder.files { collectTexts(under: file, &reasons) }
        let languages = Dictionary(grouping: folder.documents.filter { $0.split(separator: ".").count == 3 }) {
            String($0.prefix { $0 != "." })
        }
        for (name, versions) in languages.sorted(by: { $0.key < $1.key }) {
            for language in Language.allCases where !versions.contains(where: { $0.contains(".\(language.rawValue).") }) {
                reasons.append(
                    Text(
                        fr: "documents/\(name).\(language.rawValue).md manque",
                        en: "documents/\(name).\(language.rawValue).md is missing"))
            }
        }
        add(.texts, Text(fr: "textes dans les deux langues", en: "texts in both languages"), reasons)
    }

    private func collectTexts(under node: Node, _ reasons: inout [Text]) {
        switch node.content {
        case .scalar: break
        case .sequence(let items): for item in items { collectTexts(under: item, &reasons) }
        case .mapping(let entries):
            for entry in entries {
                if Self.spoken.contains(entry.key), case .scalar(let text, _) = entry.value.content {
                    // A reference or a number is the same in both; a sentence was written once.
                    guard text.contains(" ") else { continue }
                    reasons.append(
                        Text(
                            fr: "\(entry.value.origin) : « \(text) » n'est écrit qu'une fois ; attendu {fr: …, en: …}",
                            en: "\(entry.value.origin): '\(text)' is written once; expected {fr: …, en: …}"))
                } else {
                    collectTexts(under: entry.value, &reasons)
                }
            }
        }
    }

    // MARK: - Inputs and outputs

    /// Reading has refused an address that is given twice or that no module has: what is left is what no wire goes to.
    mutating func checkWiring() {
        guard let program = folder.definition.program else {
            return add(
                .wiring, Text(fr: "un programme la commande", en: "a program controls it"),
                [Text(fr: "il n'y a pas de program.yaml", en: "there is no program.yaml")])
        }
        let channels = IOChannel.all(of: machine)
        let wired = Set(machine.wires.flatMap { [$0.from, $0.to] })
        let addressed = (program.inputs + program.outputs).compactMap { variable in
            variable.address.flatMap { address in
                channels.first { $0.number == address.description }?.place.map { (variable: variable, place: $0) }
            }
        }
        let reasons = addressed.compactMap { variable, place -> Text? in
            let terminal = Machine.TerminalReference(reference: place.reference, terminal: place.terminal)
            guard !wired.contains(terminal) else { return nil }
            return Text("\(variable.origin): ")
                + Text(fr: "\(variable.name) : aucun fil en \(terminal)", en: "\(variable.name): no wire at \(terminal)")
        }
        add(
            .wiring,
            Text(
                fr: "chaque entrée et sortie a son adresse et son fil : \(addressed.count)",
                en: "each input and output has its address and its wire: \(addressed.count)"), reasons,
            notes: program.warnings.map { Text(fr: $0.rendered(.fr), en: $0.rendered(.en)) })
    }

    // MARK: - Maintenance file

    /// The names by which its blocks speak of one another, of the program and of the faults.
    mutating func checkMaintenance() throws {
        let (maintenance, definition) = (folder.maintenance, folder.definition)
        var reasons: [Text] = []
        func check(_ name: String, _ what: Text, among known: [String], at path: [String]) {
            guard !known.contains(name) else { return }
            let near = nearest(name, among: known)
            reasons.append(
                place(path, path.joined(separator: "."))
                    + what + " " + Text.quoted(name) + Text(fr: " introuvable", en: " not found")
                    + (near.map { Text(fr: " ; le plus proche : \($0)", en: "; nearest: \($0)") } ?? Text("")))
        }
        let spares = maintenance.spares.map(\.reference)
        let variables = definition.program?.variables.map(\.name) ?? []
        func check(_ subject: Maintenance.Operation.Subject, at path: [String]) {
            guard case .variable(let name) = subject else { return }
            check(name, Text(fr: "variable", en: "variable"), among: variables, at: path)
        }
        for (index, past) in maintenance.history.enumerated() {
            for part in past.parts {
                check(part, Text(fr: "pièce", en: "part"), among: spares, at: ["history", "\(index)", "parts"])
            }
        }
        for trend in maintenance.trends {
            check(
                trend.gamme, Text(fr: "gamme", en: "task list"), among: maintenance.gammes.map(\.id),
                at: ["trends", trend.id, "gamme"])
            if let fault = trend.fault {
                check(
                    fault, Text(fr: "panne", en: "fault"), among: definition.faults.map(\.id), at: ["trends", trend.id, "fault"])
            }
        }
        for waste in maintenance.wastes {
            check(waste.bin, Text(fr: "bac", en: "bin"), among: maintenance.bins.map(\.id), at: ["wastes", waste.id, "bin"])
        }
        for threshold in maintenance.thresholds { check(threshold.subject, at: ["thresholds", threshold.id, "variable"]) }
        for gamme in maintenance.gammes {
            for (index, operation) in gamme.operations.enumerated() {
                let path = ["gammes", gamme.id, "operations", "\(index)"]
                check(operation.subject, at: path + ["variable"])
                if let part = operation.part {
                    check(part, Text(fr: "pièce", en: "part"), among: spares, at: path + ["part"])
                }
            }
        }
        try checkProcedures(&reasons)
        add(.maintenance, Text(fr: "ce que cite la maintenance existe", en: "what the maintenance file cites is there"), reasons)
    }

    /// A hand can do each of their acts, and the program has the mode that they promise.
    private func checkProcedures(_ reasons: inout [Text]) throws {
        let (maintenance, definition) = (folder.maintenance, folder.definition)
        guard maintenance.procedure("restart") != nil else {
            reasons.append(
                Text(
                    fr: "maintenance.yaml : il manque l'essai « restart » : comment on la remet en production",
                    en: "maintenance.yaml: the test 'restart' is missing: how it is put back in production"))
            return
        }
        let modes = (definition.program?.modes ?? []).map(\.mode.rawValue)
        let running = try RunningMachine(definition, seed: 1, step: RunningMachine.scanLength)
        for procedure in maintenance.procedures {
            let at = place(["tests", procedure.name], "tests.\(procedure.name)")
            if !modes.contains(procedure.mode) {
                reasons.append(
                    at
                        + Text(
                            fr: "le programme n'a pas de mode \(procedure.mode)", en: "the program has no mode \(procedure.mode)")
                )
            }
            for step in procedure.steps {
                if let trouble = Self.trouble(step, on: running) { reasons.append(at + trouble) }
            }
        }
    }

    /// Why a hand cannot do this act; nil where it can.
    private static func trouble(_ step: Maintenance.Procedure.Step, on running: RunningMachine) -> Text? {
        guard case .operate(let reference, let position) = step else { return nil }
        do {
            try running.operate(reference, to: position)
            return nil
        } catch {
            return error.text
        }
    }
}
