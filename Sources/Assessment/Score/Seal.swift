public import Notation
public import Training

/// Keeps a fault for the next try: what would tell its place or its cause to somebody who has not found it.
public struct Seal: Sendable {
    private let secrets: [String]

    /// Nil when there is nothing to keep: the fault was named, or there is none to find.
    public init?(_ criteria: Criteria, for journal: Journal) {
        let causes = criteria.diagnoses
        guard !causes.isEmpty else { return nil }
        let stated = Timeline(journal.entries).steps.compactMap { step in
            if case .diagnosed(let ref, _, _) = step.event { ref.plain } else { nil }
        }
        // Who has one cause only may have gone from the right one to a wrong one.
        let given = causes.count == 1 ? stated.suffix(1) : stated[...]
        if causes.allSatisfy({ cause in cause.refs.contains { given.contains($0.plain) } }) { return nil }
        let measured = (criteria.measurements + criteria.controls + criteria.proofs).flatMap(\.points).flatMap { $0 }
        let refs = causes.flatMap(\.refs), repaired = criteria.repairs.map(\.ref)
        let components = (refs + repaired).map { String($0.prefix { $0 != ":" }) }
        secrets = (components + refs + causes.flatMap(\.suspects) + causes.flatMap(\.causes) + repaired + measured)
            .filter { $0 != "0V" && $0 != "24V" && $0 != "PE" }
    }

    public static let sealed = Text(
        fr: "gardé pour ton prochain essai : la cause n'est pas trouvée",
        en: "kept for your next try: the cause has not been found")

    func hides(_ text: Text) -> Bool { secrets.contains { text.fr.holds($0) || text.en.holds($0) } }

    fileprivate func kept(_ text: Text) -> Text { hides(text) ? Self.sealed : text }
}

extension Score {
    /// The same marks, without the advice that would give the fault away.
    public func sealed(by seal: Seal) -> Score {
        var score = self
        for unit in score.units.indices {
            for competency in score.units[unit].competencies.indices {
                for indicator in score.units[unit].competencies[competency].indicators.indices {
                    let missing = score.units[unit].competencies[competency].indicators[indicator].missing
                    score.units[unit].competencies[competency].indicators[indicator].missing = missing.map(seal.kept)
                }
            }
        }
        return score
    }
}

extension Debrief {
    /// The same acts and advice; of the reference path, only what gives nothing away.
    public func sealed(by seal: Seal) -> Debrief {
        var debrief = self
        debrief.reference.removeAll { seal.hides($0.text) }
        debrief.reference.insert(Step(text: Seal.sealed, done: false, suspects: nil), at: 0)
        debrief.advice = advice.map(seal.kept)
        return debrief
    }
}
