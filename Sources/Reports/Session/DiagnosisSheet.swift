import Components
import Notation
import Training

/// The sheet of a diagnosis class, in the order in which a workshop's form has it: request, state, inputs and outputs, measures, lockout,
/// risks, work, report. Strings of one language, ready for a page or a terminal.
struct DiagnosisSheet {
    struct Row {
        var cells: [Cell]
    }

    struct Cell {
        var text: String
    }

    struct Field {
        var name: String
        var value: String
        /// Where it is in the journal; empty when it is from the order.
        var line: String
    }

    var request: [Field] = []
    var observations: [Field] = []
    var state: [Field] = []
    var channels: [Row] = []
    var chain: [Field] = []
    var hypotheses: [Field] = []
    var measures: [Row] = []
    var cause: [Field] = []
    var lockout: [Field] = []
    var proofs: [Row] = []
    var risks: [Field] = []
    var work: [Field] = []
    var trials: [Field] = []
    var forms: [Form] = []

    struct Form {
        var title: String
        var fields: [Field]
    }

    init(_ report: SessionReport, _ language: Language) {
        let context = report.context
        let events = report.events
        func told(_ event: SessionReport.Told) -> Field {
            Field(name: report.hour(event.time), value: event.event.sentence(context.names)[language], line: String(event.line))
        }
        request = [
            Field(name: Text(fr: "DI n°", en: "Request no.")[language], value: context.orderNumber, line: ""),
            Field(name: Text(fr: "Demandeur", en: "Requested by")[language], value: context.requester[language], line: ""),
            Field(name: Text(fr: "Équipement", en: "Equipment")[language], value: context.machine[language], line: ""),
            Field(name: Text(fr: "Marque", en: "Make")[language], value: context.maker?[language] ?? "—", line: ""),
            Field(name: Text(fr: "Priorité", en: "Priority")[language], value: context.priority[language], line: ""),
            Field(
                name: Text(fr: "Constat de l'opérateur", en: "Operator's account")[language], value: context.complaint[language],
                line: ""),
        ]
        observations = events.filter { [.observed, .asked, .functionStated].contains($0.event.kind) }.map(told)
        state = Self.state(report, language)
        (channels, measures) = (Self.channels(report, language), Self.measures(report, language))
        chain = events.filter { [.chainStated, .stepsRead].contains($0.event.kind) }.map(told)
        hypotheses = events.filter { $0.event.kind == .hypothesised }.map(told)
        cause = events.filter { $0.event.kind == .diagnosed }.map(told)
        let safeKinds: [Event.Kind] = [
            .lockoutPrepared, .isolated, .lockApplied, .identified, .provedDead, .bled, .blocked, .unblocked, .lockRemoved,
            .restored,
            .containmentPlaced,
        ]
        lockout = events.filter { safeKinds.contains($0.event.kind) }.map(told)
        proofs = Self.proofs(report, language)
        risks = Self.risks(report, language)
        work = events.filter { $0.event.isWork || $0.event.kind == .bought }.map(told)
        trials = events.filter { [.tested, .restarted, .produced, .handedOver].contains($0.event.kind) }.map(told)
        forms = events.compactMap { event in
            guard case .formFiled(let form) = event.event else { return nil }
            return Form(
                title: form.kind.title[language],
                fields: form.entries.map { entry in
                    Field(
                        name: entry.field.title[language], value: entry.value.isEmpty ? "—" : entry.value,
                        line: String(event.line))
                })
        }
    }

    private static func state(_ report: SessionReport, _ language: Language) -> [Field] {
        guard let (line, situation) = report.firstSituation else { return [] }
        func shown(_ isThere: Bool) -> String {
            (isThere ? Text(fr: "présente", en: "present") : Text(fr: "absente", en: "absent"))[language]
        }
        let emergency =
            situation.mode == "D1"
            ? Text(fr: "arrêt d'urgence ou protecteur : sécurité non armée", en: "emergency stop or guard: safety not armed")
            : Text(fr: "non actionnés, sécurité armée", en: "not operated, safety armed")
        let at = String(line)
        return [
            Field(
                name: Text(fr: "Énergie électrique", en: "Electrical energy")[language],
                value: shown(situation.whole?.controlled ?? situation.energised),
                line: at),
            Field(
                name: Text(fr: "Énergie pneumatique", en: "Pneumatic energy")[language],
                value: shown(situation.whole?.pressurised ?? situation.pressurised),
                line: at),
            Field(name: Text(fr: "Arrêts d'urgence", en: "Emergency stops")[language], value: emergency[language], line: at),
            Field(name: Text(fr: "Mode du GEMMA", en: "GEMMA mode")[language], value: situation.mode, line: at),
            Field(
                name: Text(fr: "Mouvement", en: "Movement")[language],
                value: ((situation.whole?.running ?? situation.moving)
                    ? Text(fr: "en marche", en: "running") : Text(fr: "à l'arrêt", en: "stopped"))[language],
                line: at),
        ]
    }

    private static func channels(_ report: SessionReport, _ language: Language) -> [Row] {
        var rows: [Row] = []
        for told in report.events {
            guard case .channelsRead(let channels, let mode) = told.event else { continue }
            for channel in channels {
                let conclusion: Text =
                    switch channel.expected {
                    case nil: Text("—")
                    case .some(let expected) where expected == channel.read: Text(fr: "conforme", en: "conforming")
                    case .some: Text(fr: "écart", en: "deviation")
                    }
                let awaited = channel.expected?.formatted(language, digits: 5) ?? "—"
                let cells: [String] = [
                    String(rows.count + 1), "\(channel.ref) \(channel.address)", awaited,
                    channel.read.formatted(language, digits: 5), "\(conclusion[language]) (\(mode))", String(told.line),
                ]
                rows.append(Row(cells: cells.map { Cell(text: $0) }))
            }
        }
        return rows
    }

    private static func measures(_ report: SessionReport, _ language: Language) -> [Row] {
        var verdicts: [Int: Verdict] = [:]
        for told in report.events {
            if case .concluded(let reading, let verdict) = told.event { verdicts[reading] = verdict }
        }
        var rows: [[String]] = []
        for told in report.events {
            switch told.event {
            case .measured(let reading):
                let tool =
                    report.context.instruments.first { $0.name == reading.instrument }?.text[language] ?? reading.instrument
                let verdict = verdicts[reading.number]?.words.shown[language] ?? "—"
                let awaited = reading.awaited?[language] ?? "—"
                rows.append([
                    String(reading.number), reading.points, "\(tool) · \(reading.quantity.words.shown[language])", awaited,
                    reading.shown[language], verdict, String(told.line),
                ])
            case .recorded(let point, let value, let verdict, _):
                let record = Text(fr: "relevé", en: "record")[language]
                rows.append(["—", point, record, "—", value.text[language], verdict.words.shown[language], String(told.line)])
            default: continue
            }
        }
        return rows.map { Row(cells: $0.map { Cell(text: $0) }) }
    }

    private static func proofs(_ report: SessionReport, _ language: Language) -> [Row] {
        report.events.flatMap { told -> [Row] in
            guard case .provedDead(let proof) = told.event else { return [] }
            func test(_ good: Bool) -> String { (good ? Text(fr: "bon", en: "good") : Text(fr: "mauvais", en: "bad"))[language] }
            let selfTest = Text(fr: "autotest", en: "self-test")[language]
            let rows: [[String]] =
                [[proof.place, selfTest, test(proof.selfTestBefore)]]
                + proof.pairs.map { [proof.place, "\($0.from) – \($0.to)", Quantity($0.voltage, .voltage).formatted(language)] }
                + [[proof.place, selfTest, test(proof.selfTestAfter)]]
            return rows.map { row in Row(cells: (row + [String(told.line)]).map { Cell(text: $0) }) }
        }
    }

    private static func risks(_ report: SessionReport, _ language: Language) -> [Field] {
        var fields = report.context.sources.map { Field(name: $0.name, value: $0.text[language], line: "") }
        var worn: [(name: String, line: Int)] = []
        for told in report.events {
            switch told.event {
            case .equipmentWorn(let equipment):
                worn.append((Equipment(rawValue: equipment)?.text[language] ?? equipment, told.line))
            case .areaMarkedOut:
                fields.append(
                    Field(
                        name: Text(fr: "Balisage", en: "Marking out")[language],
                        value: Text(fr: "posé", en: "in place")[language],
                        line: String(told.line)))
            default: continue
            }
        }
        fields.append(
            Field(
                name: Text(fr: "EPI portés", en: "PPE worn")[language],
                value: worn.isEmpty ? "—" : worn.map(\.name).joined(separator: ", "),
                line: worn.map { String($0.line) }.joined(separator: ", ")))
        for told in report.events {
            guard case .dangerousAct(let danger, let ref) = told.event else { continue }
            fields.append(
                Field(
                    name: Text(fr: "Acte dangereux", en: "Dangerous act")[language] + (ref.map { " (\($0))" } ?? ""),
                    value: danger.happening[language] + " " + danger.rule[language], line: String(told.line)))
        }
        return fields
    }
}
