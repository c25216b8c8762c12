import Assessment
public import Dossiers
public import Learners
import Mustache
public import Notation

/// A learner's portfolio for a reader: lines for a terminal, a page, values for a spreadsheet.
public struct PortfolioReport: Sendable {
    public let portfolio: Portfolio
    /// Shown beside the pseudonym; nil where there is none, or where it is not to leave this machine.
    public let name: String?

    public init(_ portfolio: Portfolio, name: String?) {
        self.portfolio = portfolio
        self.name = name
    }

    var learner: String { portfolio.learner + (name.map { " (\($0))" } ?? "") }

    public func lines(_ language: Language, _ style: TerminalStyle = TerminalStyle()) -> [String] {
        func say(_ fr: String, _ en: String) -> String { Text(fr: fr, en: en)[language] }
        var lines = wrappedText("\(learner) · \(sessions[language])", style.width, indent: 2)
        for unit in portfolio.units {
            lines.append("")
            lines += wrappedText("\(unit.unit) \(unit.title[language]) : \(level(of: unit)[language])", style.width, indent: 4)
            for competency in unit.competencies { lines += told(competency, language, style) }
        }
        if !portfolio.gates.isEmpty { lines += ["", say("Ce qui a mis quelqu'un en danger :", "What endangered somebody:")] }
        for gate in portfolio.gates {
            let row = GateRow(gate, language)
            lines += wrappedText("  ! \(row.text) [\(row.place)]", style.width, indent: 4)
            lines += wrappedText("    \(row.effect) · \(row.state)", style.width, indent: 4)
        }
        if !portfolio.next.isEmpty { lines += ["", say("À faire ensuite :", "What to do next:")] }
        for (number, suggestion) in portfolio.next.enumerated() {
            lines += wrappedText("  \(number + 1). \(told(suggestion, language))", style.width, indent: 5)
        }
        let without = portfolio.withoutOccasion
        if !without.isEmpty {
            lines += wrappedText(
                say("Aucun exercice ne montre encore : ", "No exercise shows yet: ") + LearnerWords.joined(without), style.width,
                indent: 2)
        }
        if !portfolio.sessions.isEmpty { lines += ["", say("Séances :", "Sessions:")] }
        for session in portfolio.sessions {
            lines += wrappedText(
                "  \(LearnerWords.day(session.began, language)) \(session.exercise) · \(state(session)[language]) · \(session.journal)",
                style.width, indent: 4)
        }
        return lines + [""] + wrappedText(LearnerWords.disclaimer[language], style.width)
    }

    private func told(_ competency: Portfolio.Competency, _ language: Language, _ style: TerminalStyle) -> [String] {
        let mark = style.isPlain ? "-" : competency.level?.mark ?? Level.unseenMark
        var lines = wrappedText(
            "  \(mark) \(competency.code) \(competency.title[language]) : \(level(of: competency)[language])", style.width,
            indent: 6)
        for evidence in competency.evidence {
            lines += wrappedText("      \(told(evidence)[language])", style.width, indent: 8)
        }
        return lines
    }

    // MARK: - Sentences

    var sessions: Text {
        let all = portfolio.sessions.count, finished = portfolio.sessions.count { $0.isFinished }
        return Text(
            fr: "séances : \(all), terminées : \(finished) · référentiel \(portfolio.framework)",
            en: "sessions: \(all), finished: \(finished) · framework \(portfolio.framework)")
    }

    func level(of unit: Portfolio.Unit) -> Text {
        guard let level = unit.level else { return Level.unseen }
        let count = unit.competencies.count
        return level.text
            + Text(
                fr: " sur ce qui a été vu (compétences : \(unit.seen) de \(count))",
                en: " in what was seen (competencies: \(unit.seen) of \(count))")
    }

    func level(of competency: Portfolio.Competency) -> Text {
        guard let level = competency.level, let share = competency.share else { return Level.unseen }
        var text = level.text + Text(" (\(LearnerWords.percent(share)))")
        text =
            text
            + Text(
                fr: ", indicateurs observés : \(competency.observations)",
                en: ", indicators seen: \(competency.observations)")
        if !competency.unseen.isEmpty {
            text =
                text
                + Text(
                    fr: ", jamais : \(LearnerWords.joined(competency.unseen))",
                    en: ", never: \(LearnerWords.joined(competency.unseen))")
        }
        if !competency.isConfirmed {
            text = text + Text(fr: " ; à confirmer par un autre exercice", en: "; to be confirmed by another exercise")
        }
        if competency.isCapped { text = text + Text(fr: " ; limité par un danger à lever", en: "; capped by an open danger") }
        return text
    }

    func told(_ evidence: Portfolio.Evidence) -> Text {
        let day = { LearnerWords.day(evidence.began, $0) }
        var text =
            Text(evidence.exercise) + Text(fr: ", le \(day(.fr)) : ", en: ", \(day(.en)): ") + evidence.level.text
            + Text(" (\(LearnerWords.percent(evidence.share)))")
        if evidence.tries > 1 {
            text =
                text + Text(fr: ", essai n° \(evidence.tries), d'abord ", en: ", try \(evidence.tries), first ")
                + evidence.firstLevel.text
        }
        return text
    }

    func told(_ suggestion: Portfolio.Suggestion, _ language: Language) -> String {
        let codes = suggestion.competencies.isEmpty ? "" : " : " + LearnerWords.joined(suggestion.competencies)
        return "\(suggestion.exercise) — \(LearnerWords.reason(suggestion.reason)[language])\(codes)"
    }

    func state(_ session: Portfolio.Session) -> Text {
        let text =
            session.isFinished
            ? Text(fr: "terminée", en: "finished")
            : Text(fr: "non terminée, ne compte pas", en: "not finished, does not count")
        if session.isMissing {
            return text + Text(fr: ", journal disparu : le résultat est gardé", en: ", journal gone: the result is kept")
        }
        guard !session.isSound else { return text }
        return text
            + Text(
                fr: ", journal modifié depuis : le résultat d'alors est gardé",
                en: ", journal changed since: the result of then is kept")
    }

    /// A gate in words.
    struct GateRow {
        var text: String
        var rule: String
        var place: String
        var effect: String
        var state: String

        init(_ gate: Portfolio.Gate, _ language: Language) {
            func say(_ fr: String, _ en: String) -> String { Text(fr: fr, en: en)[language] }
            text = gate.text[language]
            rule = gate.rule[language]
            let occurrences = gate.occurrences.map { occurrence in
                let lines = LearnerWords.joined(occurrence.lines.map(String.init))
                let word = occurrence.lines.count == 1 ? say("ligne", "line") : say("lignes", "lines")
                return LearnerWords.day(occurrence.began, language) + (lines.isEmpty ? "" : ", \(word) \(lines)")
            }
            place = "\(gate.exercise), \(occurrences.joined(separator: " ; "))"
            effect = "\(LearnerWords.joined(gate.units)) : \(gate.effect.text[language])"
            state =
                gate.isOpen
                ? say("à lever : refais l'exercice sans cela", "open: do the exercise again without it")
                : say("levé : l'exercice a été refait sans cela", "closed: the exercise was done again without it")
        }
    }

    // MARK: - For a spreadsheet

    /// A line a competency, the headings in English.
    public func commaSeparated() -> String {
        let headings =
            ["learner"] + (name == nil ? [] : ["name"])
            + [
                "unit", "competency", "level", "share", "exercises", "observations", "helped", "confirmed", "openGate", "unseen",
            ]
        let rows = portfolio.units.flatMap { unit in
            unit.competencies.map { competency -> [String] in
                [portfolio.learner] + (name.map { [$0] } ?? [])
                    + [
                        unit.unit, competency.code, competency.level?.rawValue ?? "notObserved",
                        competency.share.map { "\(($0 * 1000).rounded() / 1000)" } ?? "", "\(competency.evidence.count)",
                        "\(competency.observations)", "\(competency.helped)", "\(competency.isConfirmed)",
                        "\(competency.isCapped)", competency.unseen.joined(separator: " "),
                    ]
            }
        }
        return CommaText.inert([headings] + rows)
    }

    // MARK: - As a page

    /// A page that stands alone: no image, no style and no script from elsewhere; prints on A4.
    public func html(_ language: Language) throws -> String {
        let template = try MustacheTemplate(string: String(decoding: PackageResources.learner_mustache, as: UTF8.self))
        return template.render(PortfolioPage(self, language))
    }
}

/// What the template reads: strings of one language, every one of them escaped by it.
struct PortfolioPage {
    struct Unit {
        var title: String
        var level: String
        var competencies: [Competency]
    }

    struct Competency {
        var title: String
        /// A class of the style sheet, beside the word.
        var kind: String
        var mark: String
        var level: String
        var evidence: [Sentence]
    }

    struct Sentence {
        var text: String
    }

    let language: String
    let title: String
    let subtitle: String
    let facts: String
    let units: [Unit]
    let headCompetency: String
    let headLevel: String
    let headEvidence: String
    let gatesTitle: String
    let gates: [PortfolioReport.GateRow]
    let noGates: String
    let hasGates: Bool
    let nextTitle: String
    let next: [Sentence]
    let without: String
    let sessionsTitle: String
    let sessions: [Sentence]
    let disclaimer: String

    init(_ report: PortfolioReport, _ language: Language) {
        func say(_ fr: String, _ en: String) -> String { Text(fr: fr, en: en)[language] }
        let portfolio = report.portfolio
        self.language = language.rawValue
        title = say("Portfolio", "Portfolio")
        subtitle = report.learner
        facts = report.sessions[language]
        units = portfolio.units.map { unit in
            Unit(
                title: "\(unit.unit) — \(unit.title[language])", level: report.level(of: unit)[language],
                competencies: unit.competencies.map { competency in
                    Competency(
                        title: "\(competency.code) \(competency.title[language])",
                        kind: competency.level?.rawValue ?? "notObserved", mark: competency.level?.mark ?? Level.unseenMark,
                        level: report.level(of: competency)[language],
                        evidence: competency.evidence.map { Sentence(text: report.told($0)[language]) })
                })
        }
        headCompetency = say("Compétence", "Competency")
        headLevel = say("Niveau", "Level")
        headEvidence = say("D'après", "From")
        gatesTitle = say("Ce qui a mis quelqu'un en danger", "What endangered somebody")
        gates = portfolio.gates.map { PortfolioReport.GateRow($0, language) }
        noGates = say("Rien dans ces séances.", "Nothing in these sessions.")
        hasGates = !gates.isEmpty
        nextTitle = say("À faire ensuite", "What to do next")
        next = portfolio.next.map { Sentence(text: report.told($0, language)) }
        without =
            portfolio.withoutOccasion.isEmpty
            ? ""
            : say("Aucun exercice ne montre encore : ", "No exercise shows yet: ")
                + LearnerWords.joined(portfolio.withoutOccasion)
        sessionsTitle = say("Séances", "Sessions")
        sessions = portfolio.sessions.map { session in
            Sentence(
                text:
                    "\(LearnerWords.day(session.began, language)) · \(session.exercise) · \(report.state(session)[language]) · \(session.journal)"
            )
        }
        disclaimer = LearnerWords.disclaimer[language]
    }
}
