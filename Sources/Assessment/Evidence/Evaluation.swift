import Notation
import Training

/// One indicator's predicates put to one journal.
struct Evaluation {
    let timeline: Timeline
    let criteria: Criteria
    /// The indicator, for the questions tied to it.
    let indicator: String

    /// The state of what has not been done: still possible, or missed for good.
    var absent: IndicatorState { timeline.isOver ? .missed : .notObserved }

    func finding(_ predicates: [Evidence]) -> Finding { .all(predicates.map(finding)) }

    func finding(_ predicate: Evidence) -> Finding {
        guard predicate.canBeObserved(for: indicator, with: criteria) else { return unasked(predicate) }
        return switch predicate {
        case .happened(let pattern, let count, let advice): happened(pattern, count, advice)
        case .before(let first, let then, let advice): before(first, then, advice)
        case .inOrder(let patterns, let advice): inOrder(patterns, advice)
        case .never(let pattern, let given, let advice): never(pattern, given, advice)
        case .all(let parts): .all(parts.map(finding))
        case .any(let parts): .any(parts.map(finding))
        case .question: question
        case .trainer: unasked(predicate)
        case .documents(let moment): documents(before: moment)
        case .lostFunction(let moment): lostFunction(before: moment)
        case .placements: placements
        case .toolsChosen: toolsChosen
        case .partsRight: partsRight
        case .contacts(let points): contacts(points)
        case .normalStop: normalStop
        case .advice: advice
        case .sourcesListed: sourcesListed
        case .lockout(let steps): lockout(steps)
        case .voltageVerification: voltageVerification
        case .stopRule: stopRule
        case .locksRemoved: locksRemoved
        case .sceneReady(let items, let moment): sceneReady(items, before: moment)
        case .equipmentWorn(let during): equipmentWorn(during)
        case .wastesSorted: wastesSorted
        case .measured: measured
        case .controls: controls
        case .gain: gain
        case .expectedFirst: expectedFirst
        case .verdictsRight: verdictsRight
        case .noRepeats(let most): noRepeats(most: most)
        case .round(let part): round(part)
        case .hypotheses(let least, let moment): hypotheses(least: least, before: moment)
        case .ranking(let among): ranking(among: among)
        case .chainFound(let moment): chainFound(before: moment)
        case .diagnosis(let part, let moment): diagnosis(part, before: moment)
        case .repaired(let part): repaired(part)
        case .taggedFirst: taggedFirst
        case .asDrawn: asDrawn
        case .operationsInOrder: operationsInOrder
        case .testsInOrder: testsInOrder
        case .withinTime: withinTime
        case .reportComplete(let form, let fields): reportComplete(form, fields)
        case .reportNames: reportNames
        case .reportTrue: reportTrue
        case .reportDistinct(let fields): reportDistinct(fields)
        case .reportTimes: reportTimes
        case .wordsAvoided(let words): wordsAvoided(words)
        case .valuesWithUnits(let field): valuesWithUnits(field)
        case .requestsFiled: requestsFiled
        }
    }

    private func unasked(_ predicate: Evidence) -> Finding {
        if case .trainer = predicate {
            return Finding(
                .notObserved,
                missing: Text(
                    fr: "aucun geste enregistré ne peut le montrer : le formateur l'évalue sur place",
                    en: "no recorded act can show it: the trainer judges it on the spot"))
        }
        return Finding(
            .notObserved,
            missing: Text(fr: "cet exercice n'en donne pas l'occasion", en: "this exercise gives no occasion for it"))
    }

    // MARK: - On events

    private func happened(_ pattern: Pattern, _ count: Int, _ advice: Text) -> Finding {
        let found = timeline.all(pattern)
        let entries = timeline.entries(found)
        if found.count >= count { return Finding(.reached, entries: entries) }
        return Finding(found.isEmpty ? absent : .partly, entries: entries, missing: advice)
    }

    private func before(_ first: Pattern, _ then: Pattern, _ advice: Text) -> Finding {
        let limit = timeline.first(then)
        guard let done = timeline.first(first) else {
            // Neither came: there was no occasion.
            guard let limit else { return Finding(.notObserved, missing: advice) }
            return Finding(.missed, entries: timeline.entries([limit]), missing: advice)
        }
        if let limit, limit < done { return Finding(.partly, entries: timeline.entries([limit, done]), missing: advice) }
        return Finding(.reached, entries: timeline.entries([done]))
    }

    private func inOrder(_ patterns: [Pattern], _ advice: Text) -> Finding {
        var places: [Int] = [], inverted: [Int] = []
        for pattern in patterns {
            let all = timeline.all(pattern)
            // The first after what came before it: a control that was operated earlier for another reason does not count.
            if let next = all.first(where: { $0 > places.last ?? -1 }) {
                places.append(next)
            } else if let early = all.first {
                inverted.append(early)
            }
        }
        let entries = timeline.entries(places + inverted)
        guard !places.isEmpty else { return Finding(absent, missing: advice) }
        if !inverted.isEmpty { return Finding(.missed, entries: entries, missing: advice) }
        if places.count == patterns.count { return Finding(.reached, entries: entries) }
        return Finding(timeline.isOver ? .partly : .notObserved, entries: entries, missing: advice)
    }

    private func never(_ pattern: Pattern, _ given: Pattern, _ advice: Text) -> Finding {
        let found = timeline.all(pattern)
        if !found.isEmpty { return Finding(.missed, entries: timeline.entries(found), missing: advice) }
        let occasions = timeline.all(given)
        guard !occasions.isEmpty else { return Finding(.notObserved, missing: advice) }
        // The whole journal proves an absence; the occasions are where it could have happened.
        return Finding(.reached, entries: timeline.entries(occasions))
    }

    // MARK: - On the paper

    private var question: Finding {
        let questions = criteria.questions.filter { $0.indicator == indicator }
        var right = 0, answered: [Int] = [], wrong: [Int] = []
        for question in questions {
            let step = timeline.steps.lastIndex { step in
                if case .answered(question.number, _) = step.event { true } else { false }
            }
            if let step { answered.append(step) }
            if let step, case .answered(_, let value) = timeline.steps[step].event, question.right.accepts(value) {
                right += 1
            } else {
                wrong.append(question.number)
            }
        }
        guard !answered.isEmpty else { return Finding(absent, missing: Texts.answer(questions.map(\.number))) }
        return .share(
            Double(right) / Double(questions.count), partlyFrom: 0.5, entries: timeline.entries(answered),
            missing: Texts.answer(wrong))
    }
}

extension Criteria.Question.Right {
    func accepts(_ text: String) -> Bool {
        switch self {
        case .words(let groups): groups.areHeld(in: text)
        case .value(let quantity, let tolerance):
            (try? Quantity.parse(text, as: quantity.kind, lenient: true)).map { given in
                abs(given.value - quantity.value) <= abs(quantity.value) * tolerance + 1e-12
            } ?? false
        }
    }
}
