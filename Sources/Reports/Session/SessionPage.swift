public import Assessment
import Machines
import Mustache
public import Notation
import Training

extension SessionReport {
    /// A page that stands alone: no image, no style and no script from elsewhere; prints on A4.
    ///
    /// - Parameters:
    ///   - score: nil when nothing was judged.
    ///   - debrief: nil when nothing is to be said of the path.
    public func html(_ score: Score?, _ debrief: Debrief?, _ language: Language) throws -> String {
        let template = try MustacheTemplate(string: String(decoding: PackageResources.session_mustache, as: UTF8.self))
        return template.render(SessionPage(self, score, debrief, language))
    }
}

/// What the template reads: strings of one language, every one of them escaped by it.
struct SessionPage {
    struct Section {
        var title: String
        var fields: [DiagnosisSheet.Field]
        var hasFields: Bool { !fields.isEmpty }
        var headings: [Heading] = []
        var rows: [DiagnosisSheet.Row] = []
        /// Said when there is nothing else.
        var nothing: String?

        struct Heading {
            var text: String
        }
    }

    struct Unit {
        var title: String
        var level: String
        var competencies: [Competency]
    }

    struct Competency {
        var title: String
        var level: String
        var share: String
        var indicators: [Indicator]
    }

    struct Indicator {
        var id: String
        var text: String
        /// `reached`, `partly`, `missed`, `notObserved`: a class of the style sheet, beside the word.
        var kind: String
        var mark: String
        var state: String
        var evidence: String
        var missing: String
        var safety: String
    }

    struct Gate {
        var text: String
        var rule: String
        var effect: String
        var evidence: String
    }

    struct Act {
        var line: String
        var hour: String
        var text: String
        var kind: String
    }

    struct Step {
        var mark: String
        var text: String
        var done: String
    }

    struct Sentence {
        var text: String
    }

    let language: String
    let title: String
    let subtitle: String
    let facts: [DiagnosisSheet.Field]
    let sheetTitle: String
    let sections: [Section]
    let scoreTitle: String
    let units: [Unit]
    let hasScore: Bool
    let noScore: String
    let headIndicator: String
    let headState: String
    let headEvidence: String
    let headMissing: String
    let gatesTitle: String
    let gates: [Gate]
    let hasGates: Bool
    let helpTitle: String
    let help: [Sentence]
    let hasHelp: Bool
    let debriefTitle: String
    let hasDebrief: Bool
    let referenceTitle: String
    let reference: [Step]
    let actsTitle: String
    let acts: [Act]
    let adviceTitle: String
    let advice: [Sentence]
    let note: String
    let timelineTitle: String
    let timeline: [Act]
    let headLine: String
    let headHour: String
    let headAct: String
    let headWorth: String
    let disclaimer: String
    let footer: String

    init(_ report: SessionReport, _ score: Score?, _ debrief: Debrief?, _ language: Language) {
        func say(_ fr: String, _ en: String) -> String { Text(fr: fr, en: en)[language] }
        let header = report.journal.header
        self.language = language.rawValue
        title = say("Rapport de séance", "Session report")
        subtitle = report.context.title[language]
        facts = Self.facts(report, score, language)
        sheetTitle = say("Fiche de diagnostic", "Diagnosis sheet")
        sections = Self.sections(DiagnosisSheet(report, language), language)

        scoreTitle = say("Compétences", "Competencies")
        hasScore = score != nil
        noScore = say("Cette séance n'a pas été évaluée.", "This session was not assessed.")
        units = (score?.units ?? []).map { Self.unit($0, language) }
        headIndicator = say("Indicateur", "Indicator")
        headState = say("Résultat", "Result")
        headEvidence = say("Preuve (lignes)", "Evidence (lines)")
        headMissing = say("Ce qui manquait", "What was missing")
        gatesTitle = say("Ce qui limite une unité", "What caps a unit")
        gates = (score?.gates ?? []).map { Self.gate($0, language) }
        hasGates = !gates.isEmpty
        helpTitle = say("Aide demandée", "Help taken")
        help = (score?.help ?? []).map { help in
            let price = "−\(Int((help.price * 100).rounded())) %"
            let to =
                help.competency.map { "\($0) \(price)" }
                ?? say("sans effet : compétence non évaluée", "no effect: not scored here")
            let lines = help.evidence.map(String.init).joined(separator: ", ")
            return Sentence(text: "\(help.hint) · \(to) · \(say("ligne", "line")) \(lines)")
        }
        hasHelp = !help.isEmpty

        debriefTitle = say("Retour sur ta démarche", "Looking back at your path")
        hasDebrief = debrief != nil
        referenceTitle = say("Le chemin de référence", "The reference path")
        reference = (debrief?.reference ?? []).map { step in
            Step(
                mark: step.done ? "✓" : "○", text: step.text[language],
                done: step.done ? say("fait", "done") : say("à faire", "to do"))
        }
        actsTitle = say("Tes actes", "Your acts")
        acts = (debrief?.acts ?? []).map { act in
            Act(line: String(act.line), hour: report.hour(act.time), text: act.text[language], kind: act.kind.text[language])
        }
        adviceTitle = say("À retenir", "To remember")
        advice = (debrief?.advice ?? []).map { Sentence(text: $0[language]) }
        note = debrief?.note[language] ?? ""

        timelineTitle = say("Déroulement, avec les lignes du journal", "What happened, with the journal's lines")
        timeline = report.events.filter { !$0.event.isMinor }.map { told in
            Act(
                line: String(told.line), hour: report.hour(told.time), text: told.event.sentence(report.context.names)[language],
                kind: told.event.kind == .dangerousAct ? "danger" : "")
        }
        headLine = say("Ligne", "Line")
        headHour = say("Heure", "Time")
        headAct = say("Acte", "Act")
        headWorth = say("Valeur", "Worth")
        disclaimer = say(
            "banc est une aide à l'entraînement et au positionnement. Ce rapport n'est pas une note officielle : seul un jury certifie une unité.",
            "banc is an aid to training and positioning. This report is no official mark: only a board of examiners certifies a unit."
        )
        footer =
            "banc \(header.banc) · \(say("référentiel", "framework")) \(header.frameworkRevision) · "
            + "\(say("graine", "seed")) \(header.seed) · \(say("empreinte du journal", "digest of the journal")) \(report.journal.lastDigest)"
    }

    // MARK: - Parts

    private static func facts(_ report: SessionReport, _ score: Score?, _ language: Language) -> [DiagnosisSheet.Field] {
        func say(_ fr: String, _ en: String) -> String { Text(fr: fr, en: en)[language] }
        let header = report.journal.header
        let seconds = report.journal.entries.last?.time ?? 0
        var facts = [
            DiagnosisSheet.Field(name: "Machine", value: "\(report.context.machine[language]) (\(header.machine))", line: ""),
            DiagnosisSheet.Field(name: say("Scénario", "Scenario"), value: header.scenario, line: ""),
            DiagnosisSheet.Field(name: say("Apprenant", "Learner"), value: header.learner ?? "—", line: ""),
        ]
        if let date = report.context.date { facts.append(DiagnosisSheet.Field(name: say("Date", "Date"), value: date, line: "")) }
        facts.append(
            DiagnosisSheet.Field(
                name: say("Durée (temps machine)", "Duration (machine time)"), value: "\(Int((seconds / 60).rounded())) min",
                line: ""))
        if let score {
            facts.append(
                DiagnosisSheet.Field(
                    name: say("Séance", "Session"),
                    value: score.isComplete ? say("terminée", "closed") : say("en cours : rien n'est manqué encore", "open"),
                    line: ""))
        }
        if let outside = header.outside { facts += fromOutside(outside, language) }
        if let name = report.context.journalName { facts.append(DiagnosisSheet.Field(name: "Journal", value: name, line: "")) }
        return facts
    }

    /// What was not the machine's own in this session.
    private static func fromOutside(_ outside: Header.Outside, _ language: Language) -> [DiagnosisSheet.Field] {
        func say(_ fr: String, _ en: String) -> String { Text(fr: fr, en: en)[language] }
        var facts: [DiagnosisSheet.Field] = []
        if outside.isControlled {
            facts.append(
                DiagnosisSheet.Field(name: say("Commande", "Control"), value: say("automate extérieur", "PLC outside"), line: ""))
        }
        if !outside.told.isEmpty {
            facts.append(
                DiagnosisSheet.Field(
                    name: say("Appareils réels", "Real devices"),
                    value: outside.told.map { "\($0.reference).\($0.input)" }.joined(separator: ", "), line: ""))
        }
        return facts
    }

    private static func sections(_ sheet: DiagnosisSheet, _ language: Language) -> [Section] {
        func say(_ fr: String, _ en: String) -> String { Text(fr: fr, en: en)[language] }
        let nothing = say("Rien dans le journal.", "Nothing in the journal.")
        func section(_ fr: String, _ en: String, _ fields: [DiagnosisSheet.Field]) -> Section {
            Section(title: say(fr, en), fields: fields, nothing: fields.isEmpty ? nothing : nil)
        }
        func table(
            _ fr: String, _ en: String, _ headings: [String], _ rows: [DiagnosisSheet.Row], _ after: [DiagnosisSheet.Field]
        )
            -> Section
        {
            Section(
                title: say(fr, en), fields: after, headings: rows.isEmpty ? [] : headings.map { .init(text: $0) }, rows: rows,
                nothing: rows.isEmpty && after.isEmpty ? nothing : nil)
        }
        let line = say("ligne", "line")
        return [
            section("1. Demande d'intervention", "1. Work request", sheet.request),
            section("Observations du technicien", "Technician's observations", sheet.observations),
            section("2. État du système au moment du défaut", "2. State of the system at the time of the fault", sheet.state),
            table(
                "3. Entrées et sorties de l'automate", "3. PLC inputs and outputs",
                ["N°", say("signal", "signal"), say("attendu", "expected"), say("lu", "read"), "conclusion", line],
                sheet.channels,
                sheet.chain),
            section("Hypothèses", "Hypotheses", sheet.hypotheses),
            table(
                "4. Mesures", "4. Measures",
                [
                    "N°", say("point de test", "test point"), say("appareil", "instrument"), say("attendu", "expected"),
                    say("mesuré", "measured"), "conclusion", line,
                ], sheet.measures, sheet.cause),
            table(
                "5. Consignation et déconsignation", "5. Lockout and return",
                [say("lieu", "place"), say("VAT entre", "proved between"), say("résultat", "result"), line], sheet.proofs,
                sheet.lockout),
            section("6. Étude de sécurité", "6. Safety study", sheet.risks),
            section("Intervention", "Work done", sheet.work),
            section("Essais et remise en service", "Tests and return to service", sheet.trials),
        ]
            + sheet.forms.map { form in
                Section(title: form.title.prefix(1).uppercased() + form.title.dropFirst(), fields: form.fields)
            }
    }

    private static func unit(_ unit: Score.Unit, _ language: Language) -> Unit {
        Unit(
            title: "\(unit.unit) — \(unit.title[language])", level: level(unit.level, language),
            competencies: unit.competencies.map { competency in
                Competency(
                    title: "\(competency.code) — \(competency.title[language])", level: level(competency.level, language),
                    share: competency.share.map { "\(Int(($0 * 100).rounded())) %" } ?? "",
                    indicators: competency.indicators.map { indicator($0, language) })
            })
    }

    private static func indicator(_ indicator: Score.Indicator, _ language: Language) -> Indicator {
        let safety: Text =
            switch indicator.gate {
            case .none: Text("")
            case .safety: Text(fr: "[SÉC]", en: "[SAF]")
            case .eliminatory: Text(fr: "[ÉLIM]", en: "[ELIM]")
            }
        return Indicator(
            id: indicator.id, text: indicator.text[language], kind: indicator.state.rawValue, mark: indicator.state.mark,
            state: indicator.state.text[language], evidence: indicator.evidence.map(String.init).joined(separator: ", "),
            missing: indicator.advice?[language] ?? "", safety: safety[language])
    }

    private static func gate(_ gate: Score.Gate, _ language: Language) -> Gate {
        Gate(
            text: gate.text[language], rule: gate.rule[language],
            effect: "\(gate.units.joined(separator: ", "))\(Text.colon[language])\(gate.effect.text[language])",
            evidence: gate.evidence.map(String.init).joined(separator: ", "))
    }

    private static func level(_ level: Level?, _ language: Language) -> String {
        level?.text[language] ?? Text(fr: "non observé", en: "not observed")[language]
    }
}

extension Score.Gate.Effect {
    /// On a unit.
    var text: Text {
        switch self {
        case .capped: Text(fr: "limite à la moitié", en: "caps at half")
        case .eliminatory: Text(fr: "élimine", en: "eliminates")
        }
    }
}

extension IndicatorState {
    /// A mark that needs no colour.
    var mark: String {
        switch self {
        case .reached: "✓"
        case .partly: "◐"
        case .missed: "✗"
        case .notObserved: "·"
        }
    }
}
