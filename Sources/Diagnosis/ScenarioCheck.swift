import Components
import Grafcet
import Instruments
import Machines
public import Notation
import Simulation
public import Training

/// Everything that makes a scenario fit for a class, verified by reading it, simulating it and playing its scripts.
public struct ScenarioCheck: Sendable {
    public enum Aspect: String, Sendable, CaseIterable, Codable {
        case texts, documents, fault, remedy, gain, readings, worked, bad
    }

    /// One thing verified; no reason when it holds.
    public struct Item: Sendable {
        public let aspect: Aspect
        public let text: Text
        public let reasons: [Text]

        public var holds: Bool { reasons.isEmpty }
    }

    /// How an indicator came out of a play.
    public struct Verdict: Sendable {
        public let indicator: String
        public let competency: String
        public let isReached: Bool
        /// What would have reached it.
        public let missing: Text?

        public init(indicator: String, competency: String, isReached: Bool, missing: Text?) {
            self.indicator = indicator
            self.competency = competency
            self.isReached = isReached
            self.missing = missing
        }
    }

    /// Scores a journal: a verdict for each indicator that the exercise scores, and for each of the codes asked besides: a bad
    /// script may fail in what its exercise does not score.
    public typealias Judge = (_ journal: Journal, _ exercise: Exercise, _ asked: [String]) throws -> [Verdict]

    public private(set) var items: [Item] = []
    public var holds: Bool { items.allSatisfy(\.holds) }

    let exercise: Exercise
    let seed: UInt64

    /// - Parameters:
    ///   - states: of the machine's `states.yaml`.
    ///   - scripts: `worked.txt` and every `bad-*.txt` of the scenario's folder.
    ///   - judge: nil where nothing is scored: scripts are then only played.
    public init(
        _ exercise: Exercise, states: [MachineState], scripts: [Script], seed: UInt64 = 1, judge: Judge? = nil
    ) throws {
        self.exercise = exercise
        self.seed = seed
        checkTexts()
        checkDocuments()
        try checkFaults(states)
        try checkRemedy()
        try checkGain()
        try checkReadings()
        try play(scripts, judge)
    }

    mutating func add(_ aspect: Aspect, _ text: Text, _ reasons: [Text]) {
        items.append(Item(aspect: aspect, text: text, reasons: reasons))
    }

    // MARK: - What is written

    private mutating func checkTexts() {
        let scenario = exercise.scenario
        var texts: [(String, Text)] = [
            ("title", scenario.title), ("order.complaint", scenario.order.complaint), ("order.line", scenario.order.line),
            ("order.priority", scenario.order.priority), ("situation", scenario.situation),
        ]
        for role in scenario.roles { texts += role.answers.map { ("people.\(role.id).answers.\($0.id)", $0.say) } }
        texts += scenario.hints.map { ("hints.\($0.id)", $0.say) }
        texts += scenario.questions.flatMap { question in
            [("questions.\(question.id).ask", question.ask)]
                + (question.then.map { [("questions.\(question.id).then", $0)] } ?? [])
        }
        texts += exercise.definition.machine.kit.map { ("kit.\($0.reference)", $0.text) }
        texts += scenario.paper.map { ("paper.\($0.number)", $0.ask) }
        for sheet in scenario.sheets {
            texts.append(("documents.\(sheet.id)", sheet.title))
            texts += sheet.lines.map { ("documents.\(sheet.id)", $0) }
        }
        // A sentence that is the same in both languages was written once; a reference or a number may be.
        let reasons = texts.filter { $0.1.fr == $0.1.en && $0.1.fr.contains(" ") }.map { place, text in
            Text(
                fr: "\(place) : « \(text.fr) » n'est écrit qu'une fois ; attendu {fr: …, en: …}",
                en: "\(place): '\(text.fr)' is written once; expected {fr: …, en: …}")
        }
        add(.texts, Text(fr: "textes dans les deux langues", en: "texts in both languages"), reasons)
    }

    private mutating func checkDocuments() {
        let (scenario, maintenance) = (exercise.scenario, exercise.maintenance)
        var reasons: [Text] = []
        let known = maintenance.spares.map(\.reference)
        for part in scenario.remedies.compactMap(\.part) where maintenance.spare(part) == nil {
            let near = nearest(part, among: known).map { Text(fr: " ; la plus proche : \($0)", en: "; nearest: \($0)") }
            reasons.append(
                Text(fr: "pièce « \(part) » absente du magasin", en: "part '\(part)' is not in the store") + (near ?? Text("")))
        }
        for tool in scenario.tools where !maintenance.tools.isEmpty && maintenance.tool(tool) == nil {
            reasons.append(
                Text(fr: "outil « \(tool.rawValue) » absent de l'atelier", en: "tool '\(tool.rawValue)' is not in the workshop"))
        }
        for test in scenario.tests where maintenance.procedure(test.fileName) == nil {
            reasons.append(
                Text(fr: "essai « \(test.fileName) » sans procédure", en: "test '\(test.fileName)' has no procedure"))
        }
        add(.documents, Text(fr: "pièces, outils et procédures cités", en: "parts, tools and procedures cited"), reasons)
    }

    // MARK: - What is simulated

    private var faults: [(hidden: Scenario.HiddenFault, fault: Machines.Fault)] { exercise.hiddenFaults }

    private mutating func checkFaults(_ states: [MachineState]) throws {
        guard !faults.isEmpty else { return }
        let tools = exercise.scenario.tools
        let survey = try Survey(exercise.definition, states: states, seed: seed)
        for (hidden, fault) in faults {
            let signature = try survey.signature(of: fault, severity: hidden.severity(of: fault)) {
                $0.with(tools: tools).isObservable
            }
            let usable = signature.with(tools: tools)
            let name = Text(fr: "la panne « \(fault.id) » se voit", en: "the fault '\(fault.id)' can be seen")
            if let best = usable.best(for: fault, in: exercise.definition.machine) {
                let state = states.first { $0.name == best.state }?.text ?? Text(best.state)
                add(.fault, name + " : " + best.text + ", " + state, [])
            } else if let beyond = signature.best(for: fault, in: exercise.definition.machine) {
                let tool = beyond.test.tool?.rawValue ?? ""
                add(
                    .fault, name,
                    [
                        Text(
                            fr: "les outils du scénario n'y suffisent pas ; il faudrait « \(tool) » : ",
                            en: "the scenario's tools are not enough; it would take '\(tool)': ") + beyond.text
                    ])
            } else {
                add(
                    .fault, name,
                    [
                        Text(
                            fr: "aucun essai ne la distingue d'une machine saine : augmente sa gravité ou choisis-en une autre",
                            en: "no test tells it from a healthy machine: raise its severity or choose another")
                    ])
            }
        }
    }

    /// The fault is mended, the energies are cut and given back, the machine is started as its dossier says and must produce.
    private mutating func checkRemedy() throws {
        guard !faults.isEmpty else { return }
        let name = Text(fr: "le remède ramène la machine en production", en: "the remedy brings the machine back to production")
        var reasons: [Text] = []
        for (_, fault) in faults where !exercise.scenario.remedies.contains(where: { isRemedy($0, of: fault) }) {
            reasons.append(
                Text(
                    fr:
                        "aucun remède accepté ne répare « \(fault.id) » : attendu \(fault.mending.remedy.rawValue) sur \(fault.target.reference)",
                    en:
                        "no accepted remedy mends '\(fault.id)': expected \(fault.mending.remedy.rawValue) on \(fault.target.reference)"
                ))
        }
        guard let procedure = exercise.maintenance.procedure("restart") else {
            add(
                .remedy, name,
                reasons + [Text(fr: "le dossier n'a pas d'essai « restart »", en: "the dossier has no test 'restart'")])
            return
        }
        let machine = try Session(exercise, seed: seed).machine
        for (_, fault) in faults {
            if fault.mending.remedy == .replace, case .component(let reference, _) = fault.target { machine.replace(reference) }
            machine.mend(fault)
        }
        try exercise.maintenance.cycleEnergies(of: machine)
        reasons += try troublesRestarting(machine, procedure)
        add(.remedy, name, reasons)
    }

    /// What is missing once the machine was started as its dossier says.
    func troublesRestarting(_ machine: RunningMachine, _ procedure: Maintenance.Procedure) throws -> [Text] {
        try exercise.maintenance.follow(procedure.steps, on: machine)
        let isBack = try machine.advance(upTo: procedure.within) { $0.mode?.rawValue == procedure.mode }
        let mode = machine.mode?.rawValue ?? "–"
        let stays = Text(
            fr: "après le travail elle ne repart pas : mode \(mode), attendu \(procedure.mode)",
            en: "after the work it does not start: mode \(mode), expected \(procedure.mode)")
        return (isBack ? [] : [stays]) + (try shortfalls(of: machine))
    }

    private func isRemedy(_ remedy: Scenario.AcceptedRemedy, of fault: Machines.Fault) -> Bool {
        let reference = remedy.reference.split(separator: ":").first.map(String.init) ?? remedy.reference
        guard reference == fault.target.reference else { return false }
        let possible = exercise.definition.machine.component(reference)?.type.failure(fault.failure)?.remedies ?? []
        return remedy.action == fault.mending.remedy.rawValue || possible.contains { $0.rawValue == remedy.action }
    }

    func shortfalls(of machine: RunningMachine) throws -> [Text] {
        let production = exercise.scenario.production
        func count(_ name: String) -> Double {
            machine.plant.assembly.references.compactMap { machine.plant.value($0, name) }.first ?? 0
        }
        let before = production.counts.map { count($0.name) }
        try machine.advance(by: production.seconds)
        return zip(production.counts, before).compactMap { wanted, before in
            let made = count(wanted.name) - before
            guard made < wanted.value else { return nil }
            return Text(
                fr: "\(wanted.name) : \(Int(made)) en \(Int(production.seconds)) s, attendu au moins \(Int(wanted.value))",
                en: "\(wanted.name): \(Int(made)) in \(Int(production.seconds)) s, expected at least \(Int(wanted.value))")
        }
    }

    /// The readings that the file records are those of the machine that the trainee meets.
    private mutating func checkReadings() throws {
        guard !exercise.scenario.expectations.isEmpty else { return }
        var reasons: [Text] = []
        for expected in exercise.scenario.expectations {
            let machine = try Session(exercise, seed: seed).machine
            let points = expected.from + (expected.to.map { " – \($0)" } ?? "")
            guard let display = try read(expected.quantity, expected.from, expected.to, on: machine) else {
                reasons.append(
                    Text(
                        fr: "\(points) : aucun appareil d'ici ne lit « \(expected.quantity.rawValue) »",
                        en: "\(points): no instrument here reads '\(expected.quantity.rawValue)'"))
                continue
            }
            let value = display.value ?? .infinity
            guard abs(value - expected.value) > expected.tolerance else { continue }
            reasons.append(
                Text(
                    fr: "\(points) : la machine donne \(display.formatted(.fr)), le fichier "
                        + Quantity(expected.value, expected.quantity.kind).formatted(.fr, digits: 4),
                    en: "\(points): the machine gives \(display.formatted(.en)), the file "
                        + Quantity(expected.value, expected.quantity.kind).formatted(.en, digits: 4)))
        }
        add(
            .readings, Text(fr: "les valeurs du fichier sont celles de la machine", en: "the file's values are the machine's"),
            reasons)
    }

    /// Nil for what no instrument here reads between two points or on a part.
    func read(_ quantity: Measurand, _ from: String, _ to: String?, on machine: RunningMachine) throws -> Display? {
        let place = exercise.definition.machine.points.first { $0.name == from }?.place
        var reference = from.split(separator: ":").first.map(String.init) ?? from
        if case .signal(let held, _)? = place { reference = held }
        if quantity == .pressure, case .terminal? = place {
            return try PointInstrument.gauge.read(port: from, on: machine)
        }
        switch quantity {
        case .voltage: return try Multimeter().read(.voltage, from: from, to: to ?? "PE", on: machine)
        case .voltageDC: return try Multimeter().read(.voltageDC, from: from, to: to ?? "PE", on: machine)
        case .voltageAC: return try Multimeter().read(.voltageAC, from: from, to: to ?? "PE", on: machine)
        case .lowestVoltage: return try Multimeter().read(.lowest, from: from, to: to ?? "PE", on: machine)
        case .resistance: return try Multimeter().read(.resistance, from: from, to: to ?? "PE", on: machine)
        case .current: return try ClampMeter().read(wire: from, direct: nil, on: machine)
        case .currentAC: return try ClampMeter().read(wire: from, direct: false, on: machine)
        case .currentDC: return try ClampMeter().read(wire: from, direct: true, on: machine)
        case .pressure:
            let gauges = [PointInstrument.gauge, .oilNeedle, .oilGauge, .vacuumDisplay]
            let fitting = gauges.first { $0.signal(of: reference, on: machine) != nil }
            return try (fitting ?? .gauge).read(reference, on: machine)
        case .temperature: return try PointInstrument.thermometer.read(reference, on: machine)
        case .speed: return try PointInstrument.tachometer.read(reference, on: machine)
        case .beltTension: return try PointInstrument.tensionGauge.read(reference, on: machine)
        case .duration: return try Stopwatch().read(reference, limit: 30, on: machine)
        case .vibration: return try VibrationMeter().survey(reference, on: machine)?.display
        case .flow: return try PointInstrument.flowDisplay.read(reference, on: machine)
        case .level: return try PointInstrument.sightGlass.read(reference, on: machine)
        case .power: return try PointInstrument.powerDisplay.read(reference, on: machine)
        case .gap:
            let byFeeler = PointInstrument.feelerGauges.signal(of: reference, on: machine) != nil
            return try (byFeeler ? PointInstrument.feelerGauges : .dialGauge).read(reference, on: machine)
        case .insulation: return try InsulationTester().read(from: from, to: to ?? "PE", on: machine)
        case .soundLevel: return try SoundLevelMeter().read(at: location(reference), on: machine)
        case .ultrasound: return try LeakDetector().read(reference, at: location(reference), on: machine)
        case .continuity, .frequency, .phaseOrder, .humidity, .rotationSpeed: return nil
        }
    }

    private func location(_ reference: String) -> String? { exercise.definition.machine.component(reference)?.location }

    // MARK: - What is played

    private mutating func play(_ scripts: [Script], _ judge: Judge?) throws {
        if !scripts.contains(where: \.isWorked) {
            add(
                .worked, Text(Script.worked),
                [Text(fr: "il n'y a pas de \(Script.worked)", en: "there is no \(Script.worked)")])
        }
        if !scripts.contains(where: { !$0.isWorked }) {
            add(.bad, Text("bad-1.txt"), [Text(fr: "il n'y a aucun bad-….txt", en: "there is no bad-….txt")])
        }
        for script in scripts { try play(script, judge) }
    }

    private mutating func play(_ script: Script, _ judge: Judge?) throws {
        let performance = try Performance(script, on: exercise, seed: seed)
        func told(_ troubles: [Performance.Trouble]) -> [Text] {
            troubles.map { Text("\(script.name):\($0.line.number): ") + Text.quoted($0.line.text) + " : " + $0.text }
        }
        var reasons = told(performance.refused)
        let verdicts = performance.refused.isEmpty ? try judge?(performance.journal, exercise, script.fails) : nil
        if script.isWorked {
            reasons += told(performance.prevented) + told(performance.dangers)
            if performance.refused.isEmpty {
                if !performance.isFinished {
                    reasons.append(
                        Text(fr: "l'exemple ne va pas jusqu'à « terminer »", en: "the example does not come to 'finish'"))
                }
                if !performance.isMended && exercise.scenario.family == .corrective {
                    reasons.append(Text(fr: "la panne est encore là à la fin", en: "the fault is still there at the end"))
                }
            }
            for verdict in verdicts ?? [] where !verdict.isReached {
                reasons.append(
                    Text(fr: "\(verdict.indicator) n'est pas atteint", en: "\(verdict.indicator) is not reached")
                        + (verdict.missing.map { Text(" : ") + $0 } ?? Text("")))
            }
            let text = Text(fr: "\(script.name) se joue et répare", en: "\(script.name) plays and mends")
            add(.worked, verdicts == nil ? text : text + Text(fr: ", tous les points", en: ", full marks"), reasons)
        } else {
            if performance.refused.isEmpty {
                if let verdicts, !verdicts.isEmpty {
                    reasons += unfailed(script, verdicts)
                } else if performance.dangers.isEmpty && performance.isMended && performance.isFinished {
                    // Nothing is scored: it must at least be dangerous, leave the fault, or not come to its end.
                    reasons.append(Text(fr: "rien ne va mal dans ce script", en: "nothing goes wrong in this script"))
                }
            }
            let codes = script.fails.isEmpty ? "" : " (\(script.fails.joined(separator: ", ")))"
            add(
                .bad, Text(fr: "\(script.name) échoue où il le dit\(codes)", en: "\(script.name) fails where it says\(codes)"),
                reasons)
        }
    }

    /// Codes that a bad script says it misses and does not.
    private func unfailed(_ script: Script, _ verdicts: [Verdict]) -> [Text] {
        guard !script.fails.isEmpty else {
            return verdicts.contains { !$0.isReached }
                ? [] : [Text(fr: "il a tous les points", en: "it gets full marks")]
        }
        return script.fails.compactMap { code in
            let concerned = verdicts.filter { $0.indicator == code || $0.competency == code }
            if concerned.isEmpty {
                return Text(
                    fr: "\(code) n'est pas évalué ici, ou ce script n'en donne pas l'occasion",
                    en: "\(code) is not scored here, or this script gives no occasion for it")
            }
            return concerned.contains { !$0.isReached } ? nil : Text(fr: "\(code) est atteint", en: "\(code) is reached")
        }
    }
}
