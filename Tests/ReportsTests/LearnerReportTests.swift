import Dossiers
import Foundation
import Notation
import Testing

@testable import Assessment
@testable import Learners
@testable import Reports
@testable import Training

#if canImport(FoundationXML)
    import FoundationXML
#endif

@Suite struct LearnerReportTests {
    private static let framework = {
        let yaml = """
            format: 1
            revision: small
            title: {fr: t, en: t}
            source: {fr: s, en: s}
            levels: {in-progress: 40 %, acquired: 80 %, safety-cap: 50 %}
            units:
              U2:
                title: {fr: Préparer, en: Prepare}
                competencies:
                  C1.1:
                    title: {fr: Analyser, en: Analyse}
                    indicators:
                      1: {text: {fr: a, en: a}, evidence: [question]}
                      2: {text: {fr: b, en: b}, evidence: [question]}
                  C1.5:
                    title: {fr: Consigner, en: Lock out}
                    indicators:
                      1: {text: {fr: c, en: c}, gate: safety, evidence: [question]}
              U32:
                title: {fr: Dépanner, en: Mend}
                competencies:
                  C3.1: {title: {fr: Diagnostiquer, en: Diagnose}, indicators: {1: {text: {fr: e, en: e}, evidence: [question]}}}
                  C3.4: {title: {fr: Rendre compte, en: Report}, indicators: {1: {text: {fr: g, en: g}, evidence: [question]}}}
            """
        return Result { try Framework.decode(try Document.parse(yaml, name: "small.yaml")) }
    }()

    /// Noon of 27 November 2026, UTC: the same day wherever tests are run.
    private static let noon = 1_795_780_800.0

    /// A session in which these indicators were seen, by their weights of one.
    private func attempt(
        _ exercise: String, _ states: KeyValuePairs<String, IndicatorState>, danger: Danger? = nil, day: Int = 0
    ) throws -> Attempt {
        let framework = try Self.framework.get()
        let acts = danger.map { [Event.dangerousAct(danger: $0, ref: "Q0")] } ?? []
        let journal = try HandmadeSession.journal(acts + [.finished])
        var score = Score(of: journal, scored: states.map(\.key), criteria: Criteria(), framework: framework)
        score.scenario = exercise
        for unit in score.units.indices {
            for index in score.units[unit].competencies.indices {
                var competency = score.units[unit].competencies[index]
                for indicator in competency.indicators.indices {
                    let id = competency.indicators[indicator].id
                    competency.indicators[indicator].state = states.first { $0.key == id }?.value ?? .notObserved
                }
                competency.share = Score.share(of: competency.indicators)
                competency.level = competency.share.map { Level($0, helped: false, levels: framework.levels) }
                score.units[unit].competencies[index] = competency
            }
        }
        return Attempt(score: score, began: Self.noon + Double(day) * 86_400, journal: "seance-\(day).jsonl")
    }

    private func portfolios() throws -> [Portfolio] {
        let framework = try Self.framework.get()
        let occasions = [
            Occasion(exercise: "convoyeur-tri/corrective", competencies: ["C1.5", "C3.1"]),
            Occasion(exercise: "convoyeur-tri/preparation", competencies: ["C1.1", "C1.5"]),
        ]
        return [
            Portfolio(
                of: "lina",
                [
                    try attempt("convoyeur-tri/corrective", ["C1.5.1": .missed, "C3.1.1": .missed]),
                    try attempt("convoyeur-tri/corrective", ["C1.5.1": .reached, "C3.1.1": .reached], day: 1),
                    try attempt("convoyeur-tri/preparation", ["C1.1.1": .reached, "C1.1.2": .missed], day: 2),
                ], framework: framework, occasions: occasions),
            Portfolio(
                of: "yanis",
                [try attempt("convoyeur-tri/corrective", ["C1.5.1": .reached, "C3.1.1": .missed], danger: .workNotIsolated)],
                framework: framework, occasions: occasions),
            Portfolio(of: "zoe", [], framework: framework, occasions: occasions),
        ]
    }

    private func report(names: [String: String] = [:]) throws -> ClassReport {
        ClassReport(ClassOverview(try portfolios(), framework: try Self.framework.get()), names: names)
    }

    @Test func `the class as a teacher sees it on a terminal`() throws {
        let french = try report(names: ["lina": "Lina B."]).lines(.fr).joined(separator: "\n")
        #expect(french == Self.french, "\(french)")
        let english = try report().lines(.en).joined(separator: "\n")
        #expect(english == Self.english, "\(english)")
    }

    private static let french = """
        élèves : 3 · référentiel small

        U2 Préparer
        élève           C1.1  C1.5
        ──────────────────────────
        lina (Lina B.)  ◔ 2   ● 1
        yanis           ·     ◔ 1!
        zoe             ·     ·
        acquis par      0/3   1/3

        U32 Dépanner
        élève           C3.1  C3.4
        ──────────────────────────
        lina (Lina B.)  ● 1   ·
        yanis           ○ 1   ·
        zoe             ·     ·
        acquis par      1/3   0/3
        ● acquis, ◕ acquis avec aide, ◔ en cours, ○ non acquis, · jamais observé ; le
        nombre compte les indicateurs observés ; « ! » : un danger à lever

        Personne n'a encore été vu en : C3.4

        exercice                   essayé par  terminé par  danger chez  à lever
        ────────────────────────────────────────────────────────────────────────
        convoyeur-tri/corrective   2           2            1            1
        convoyeur-tri/preparation  1           1            0            0
          ! convoyeur-tri/corrective : Travail sur une partie qui n'est pas séparée de
            son énergie. (Q0) — élèves : 1, à lever : 1

        Aide au positionnement, pas une note officielle : seul un jury certifie une
        unité. Dans un exercice, la dernière séance terminée compte ; entre exercices,
        chacun pèse ce qu'il a laissé voir ; un danger n'entre dans aucune moyenne.
        """
    private static let english = """
        learners: 3 · framework small

        U2 Prepare
        learner      C1.1  C1.5
        ───────────────────────
        lina         ◔ 2   ● 1
        yanis        ·     ◔ 1!
        zoe          ·     ·
        acquired by  0/3   1/3

        U32 Mend
        learner      C3.1  C3.4
        ───────────────────────
        lina         ● 1   ·
        yanis        ○ 1   ·
        zoe          ·     ·
        acquired by  1/3   0/3
        ● acquired, ◕ acquired with help, ◔ in progress, ○ not acquired, · never
        observed; the number counts indicators that were seen; '!': a danger still open

        Nobody has been seen yet in: C3.4

        exercise                   tried by  finished by  danger in  open
        ─────────────────────────────────────────────────────────────────
        convoyeur-tri/corrective   2         2            1          1
        convoyeur-tri/preparation  1         1            0          0
          ! convoyeur-tri/corrective : Work on a part that is not isolated from its
            energy. (Q0) — learners: 1, open: 1

        An aid to positioning, no official mark: only a board of examiners certifies a
        unit. Within an exercise the last finished session counts; between exercises
        each weighs what it let be seen; a danger goes into no mean.
        """

    @Test(arguments: Language.allCases)
    func `a screen reader gets words, and nothing is wider than a terminal`(_ language: Language) throws {
        for style in [TerminalStyle(), TerminalStyle(isPlain: true)] {
            let lines =
                try report().lines(language, style)
                + portfolios().flatMap { PortfolioReport($0, name: nil).lines(language, style) }
            #expect(lines.allSatisfy { $0.count <= 80 }, "\(lines.first { $0.count > 80 } ?? "")")
            if style.isPlain { #expect(!lines.joined().contains { "─│●◕◔○·".contains($0) && $0 != "·" }) }
        }
        let plain = try report().lines(language, TerminalStyle(isPlain: true)).joined(separator: "\n")
        #expect(plain.contains(language == .fr ? "C3.1 acquis, indicateurs observés 1" : "C3.1 acquired, indicators seen 1"))
        #expect(plain.contains(language == .fr ? "jamais observé : C3.4" : "never observed : C3.4"))
    }

    @Test func `a portfolio tells evidence with its day, tries, what was never seen and what comes next`() throws {
        let lina = PortfolioReport(try portfolios()[0], name: "Lina B.").lines(.fr, TerminalStyle(width: 200))
        #expect(lina.first == "lina (Lina B.) · séances : 3, terminées : 3 · référentiel small")
        #expect(
            lina.contains(
                "  ● C3.1 Diagnostiquer : acquis (100 %), indicateurs observés : 1 ; à confirmer par un autre exercice"))
        #expect(lina.contains("      convoyeur-tri/corrective, le 28/11/2026 : acquis (100 %), essai n° 2, d'abord non acquis"))
        #expect(lina.contains("  · C3.4 Rendre compte : jamais observé"))
        #expect(lina.contains("Aucun exercice ne montre encore : C3.4"))
        let yanis = PortfolioReport(try portfolios()[1], name: nil).lines(.en, TerminalStyle(width: 200))
        #expect(yanis.contains { $0.hasPrefix("  ! ") && $0.hasSuffix("[convoyeur-tri/corrective, 2026-11-27, line 2]") })
        #expect(yanis.contains("    U2, U32 : caps at half · open: do the exercise again without it"))
        #expect(yanis.contains("  1. convoyeur-tri/corrective — to do again without danger : C1.5"))
        #expect(yanis.contains("  2. convoyeur-tri/preparation — would show what was never seen : C1.1"))
    }

    @Test func `a spreadsheet gets a row a learner, and names only when they are given`() throws {
        #expect(
            try report().commaSeparated() == """
                learner,sessions,finished,openGates,C1.1.level,C1.1.observations,C1.5.level,C1.5.observations,C3.1.level,\
                C3.1.observations,C3.4.level,C3.4.observations
                lina,3,3,0,inProgress,2,acquired,1,acquired,1,notObserved,0
                yanis,1,1,1,notObserved,0,inProgress,1,notAcquired,1,notObserved,0
                zoe,0,0,0,notObserved,0,notObserved,0,notObserved,0,notObserved,0

                """)
        let named = try report(names: ["lina": "=1+1", "zoe": "O'Neill, \"Zoé\""]).commaSeparated()
        #expect(named.contains("\nlina,'=1+1,3,"), "no formula")
        #expect(named.contains("\nzoe,\"O'Neill, \"\"Zoé\"\"\",0,"))
        #expect(
            PortfolioReport(try portfolios()[0], name: nil).commaSeparated().split(separator: "\n").prefix(2) == [
                "learner,unit,competency,level,share,exercises,observations,helped,confirmed,openGate,unseen",
                "lina,U2,C1.1,inProgress,0.5,1,2,false,false,false,",
            ])
    }

    @Test func `the keys of the JSON are a contract`() throws {
        func keys(_ value: some Encodable) throws -> Set<String> {
            func all(_ value: Any) -> Set<String> {
                switch value {
                case let object as [String: Any]:
                    object.reduce(into: Set(object.keys)) { $0.formUnion(all($1.value)) }
                case let list as [Any]: list.reduce(into: []) { $0.formUnion(all($1)) }
                default: []
                }
            }
            return all(try JSONSerialization.jsonObject(with: JSONEncoder().encode(value)))
        }
        #expect(
            try keys(try portfolios()[1]) == [
                "learner", "framework", "units", "unit", "title", "fr", "en", "level", "share", "competencies", "code", "helped",
                "isConfirmed", "isCapped", "observations", "evidence", "exercise", "began", "journal", "tries", "firstLevel",
                "unseen", "gates", "effect", "danger", "text", "rule", "occurrences", "lines", "isOpen", "sessions", "isFinished",
                "isSound",
                "isMissing", "next", "reason", "neverObserved", "withoutOccasion",
            ])
        #expect(
            try keys(try report().overview) == [
                "framework", "competencies", "unit", "unitTitle", "competency", "title", "fr", "en", "seen", "acquired",
                "learners", "learner",
                "sessions", "finished", "openGates", "cells", "level", "observations", "exercises", "isCapped", "exercise",
                "tried", "endangered", "stillOpen", "gates", "effect", "danger", "text", "open", "neverSeen",
            ])
    }

    @Test(arguments: Language.allCases)
    func `the pages stand alone, are well formed, escape names, and colour is never alone`(_ language: Language) throws {
        let hostile = HandmadeSession.hostile
        let pages = [
            try report(names: ["lina": hostile]).html(language),
            try PortfolioReport(try portfolios()[1], name: hostile).html(language),
        ]
        for html in pages {
            for outside in ["src=\"", "href=", "url(", "@import", "http://", "https://", "<script"] {
                #expect(!html.contains(outside), "\(outside)")
            }
            #expect(html.contains("@page { size: A4") && html.contains("<html lang=\"\(language.rawValue)\""))
            #expect(html.contains("{{{title}}}") && html.contains("&lt;script&gt;"))
            let text = html.replacing("<!DOCTYPE html>", with: "").replacing("<br>", with: "<br/>").replacing(
                /<meta [^>]*>/, with: "")
            let parser = XMLParser(data: Data(text.utf8))
            #expect(parser.parse(), "\(parser.parserError.map { "\($0) line \(parser.lineNumber)" } ?? "")")
        }
        #expect(pages[0].contains("<td class=\"cell inProgress\">◔ 1!</td>"))
        #expect(pages[0].contains(Level.legend[language].replacing("'", with: "&#39;")))
        #expect(pages[1].contains("<td>○ "))
    }
}
