import Foundation
import Notation
import Testing

@testable import Assessment
@testable import Learners
@testable import Training

/// Two units of a framework, small enough to reckon by hand.
func smallFramework() throws -> Framework {
    try Framework.decode(
        try Document.parse(
            """
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
                      2: {text: {fr: d, en: d}, evidence: [question]}
              U32:
                title: {fr: Dépanner, en: Mend}
                competencies:
                  C3.1:
                    title: {fr: Diagnostiquer, en: Diagnose}
                    indicators:
                      1: {text: {fr: e, en: e}, evidence: [question]}
                      2: {text: {fr: f, en: f}, evidence: [question]}
            """, name: "small.yaml"))
}

/// A score as an exercise would give it: states of indicators, in the framework's order; one that is not named is not scored.
func score(
    _ exercise: String, _ states: [String: IndicatorState], helped: String? = nil, danger: Danger? = nil, finished: Bool = true
) throws -> Score {
    let header = Header(
        banc: "test", scenario: exercise, machine: "convoyeur-tri", learner: "yanis", seed: 1, clock: .turn,
        frameworkRevision: "small", files: [],
        platform: Header.Platform(system: "", architecture: "", library: "", features: []))
    // The indicators are set by hand, what an act does to them is the score's own.
    let framework = try smallFramework()
    var (journal, _) = try Journal.begin(header)
    let events = (danger.map { [Event.dangerousAct(danger: $0, ref: "Q0")] } ?? []) + (finished ? [.finished] : [])
    for event in events {
        let (entry, line) = try journal.next(
            time: Double(journal.entries.count), scan: 0, input: .action(.wait(seconds: 1)), events: [event])
        journal.append(entry, line: line)
    }
    var score = Score(of: journal, scored: states.keys.sorted(), criteria: Criteria(), framework: framework)
    for unit in score.units.indices {
        for competency in score.units[unit].competencies.indices {
            var changed = score.units[unit].competencies[competency]
            for indicator in changed.indicators.indices {
                changed.indicators[indicator].state = states[changed.indicators[indicator].id] ?? .notObserved
            }
            changed.share = Score.share(of: changed.indicators)
            if danger != nil, changed.indicators.contains(where: { $0.gate != .none }) {
                changed.share = changed.share.map { min($0, framework.levels.safetyCap) }
            }
            changed.helped = changed.code == helped
            changed.level = changed.share.map { Level($0, helped: changed.helped, levels: framework.levels) }
            score.units[unit].competencies[competency] = changed
        }
    }
    return score
}

func portfolio(_ attempts: [Attempt], _ occasions: [Occasion] = []) throws -> Portfolio {
    Portfolio(of: "yanis", attempts, framework: try smallFramework(), occasions: occasions)
}

extension Portfolio {
    subscript(code: String) -> Competency { competencies.first { $0.code == code }! }
}
