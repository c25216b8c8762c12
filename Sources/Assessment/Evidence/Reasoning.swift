import Notation
import Training

/// Suspects, chains and the diagnosis.
extension Evaluation {
    private var cause: Criteria.Diagnosis { criteria.diagnosis ?? Criteria.Diagnosis(refs: [], causes: []) }

    func hypotheses(least: Int, before moment: Pattern.Moment) -> Finding {
        let stated = timeline.all(Pattern([.hypothesised]))
        let limit = timeline.first(moment)
        var advice =
            Text(
                fr: "écris au moins \(least) suspects compatibles avec tout ce que tu as vu, avant ",
                en: "write down at least \(least) suspects that fit all that you have seen, before ") + moment.text
        guard !stated.isEmpty else { return Finding(limit == nil ? absent : .missed, missing: advice) }
        var right: [String] = [], wrong: [String] = [], late = 0
        for index in stated {
            guard case .hypothesised(_, let ref, _) = timeline.steps[index].event else { continue }
            let name = ref.plain
            if cause.suspect(ref) != nil || cause.refs.map(\.plain).contains(name) {
                if !right.contains(name) { right.append(name) }
            } else if !wrong.contains(ref) {
                wrong.append(ref)
            }
            if let limit, index > limit { late += 1 }
        }
        if !wrong.isEmpty {
            let names = wrong.joined(separator: ", ")
            advice = advice + Text(fr: " (ne colle pas : \(names))", en: " (does not fit: \(names))")
        }
        if late > 0 { advice = advice + Text(fr: " (\(late) écrits trop tard)", en: " (\(late) written too late)") }
        let entries = timeline.entries(stated)
        guard !right.isEmpty else { return Finding(.missed, entries: entries, missing: advice) }
        let inTime = stated.count - late
        return Finding(
            right.count >= least && wrong.count <= right.count && inTime >= min(least, stated.count) ? .reached : .partly,
            entries: entries, missing: advice)
    }

    func ranking(among: Int) -> Finding {
        let best = Array(cause.suspects.prefix(among))
        let advice = Text(
            fr: "teste d'abord le plus probable et le plus facile : \(best.joined(separator: ", "))",
            en: "test the likeliest and easiest first: \(best.joined(separator: ", "))")
        var refs: [Int: String] = [:], order: [(step: Int, ref: String)] = []
        for (index, step) in timeline.steps.enumerated() {
            switch step.event {
            case .hypothesised(let number, let ref, _):
                refs[number] = ref
                order.append((index, ref))
            case .measured(let reading):
                // The first reading that says which suspect it is for decides.
                guard let number = reading.because, let ref = refs[number] else { continue }
                return judged(ref, index, best, advice)
            default: break
            }
        }
        guard let first = order.first else { return Finding(absent, missing: advice) }
        // Without « parce que », the order of the list is the order of the tests.
        return judged(first.ref, first.step, best, advice)
    }

    private func judged(_ ref: String, _ step: Int, _ best: [String], _ advice: Text) -> Finding {
        let known = cause.suspect(ref)
        let state: IndicatorState = known.map(best.contains) ?? false ? .reached : known != nil ? .partly : .missed
        return Finding(state, entries: timeline.entries([step]), missing: advice)
    }

    func chainFound(before moment: Pattern.Moment) -> Finding {
        let limit = timeline.first(moment)
        let wanted = cause.blocks.map(\.words.shown).joined(separator: Text(fr: " ou ", en: " or "))
        let advice =
            Text(fr: "dis dans quelle chaîne est la panne (", en: "say in which chain the fault lies (") + wanted
            + Text(fr: ") avant ", en: ") before ") + moment.text
        var stated: [(step: Int, block: ChainBlock)] = []
        for (index, step) in timeline.steps.enumerated() {
            // Where nothing is to be placed, naming components beside the function says the same.
            if case .chainStated(let block, let refs) = step.event, refs.isEmpty || criteria.placements.isEmpty {
                stated.append((index, block))
            }
        }
        let inTime = stated.filter { $0.step < limit ?? Int.max }
        guard let last = inTime.last ?? stated.last else { return Finding(limit == nil ? absent : .missed, missing: advice) }
        let entries = timeline.entries([last.step])
        let chains = cause.blocks.map(\.chain)
        if cause.blocks.contains(last.block) {
            return Finding(inTime.isEmpty ? .partly : .reached, entries: entries, missing: advice)
        }
        return Finding(chains.contains(last.block.chain) ? .partly : .missed, entries: entries, missing: advice)
    }

    /// Whether the words of what was diagnosed name one of these.
    private func names(_ text: String, _ words: [String]) -> Bool {
        words.contains { $0.plain == text.plain || text.holds($0) }
    }

    func diagnosis(_ part: Evidence.DiagnosisPart, before moment: Pattern.Moment) -> Finding {
        let stated = timeline.all(Pattern([.diagnosed]))
        let first = timeline.first(moment)
        guard !criteria.furtherDiagnoses.isEmpty else { return diagnosis(of: cause, part, moment, stated, limit: first) }
        // Of several causes each is judged by what was said of it, before the work on its own component.
        let findings = criteria.diagnoses.map { cause in
            let own = stated.filter { index in
                if case .diagnosed(let ref, _, _) = timeline.steps[index].event { names(ref, cause.refs) } else { false }
            }
            let worked = timeline.all(Pattern(moment)).first { index in
                timeline.steps[index].event.text(of: "ref").map { names($0, cause.refs) } ?? true
            }
            return diagnosis(of: cause, part, moment, own, limit: worked)
        }
        // As long as one is missed, what was found is not what ails the machine.
        return findings.first { $0.state == .missed } ?? .all(findings)
    }

    private func diagnosis(
        of cause: Criteria.Diagnosis, _ part: Evidence.DiagnosisPart, _ moment: Pattern.Moment, _ stated: [Int], limit: Int?
    ) -> Finding {
        let advice = diagnosisAdvice(of: cause, part, moment)
        guard let last = stated.last else { return Finding(limit == nil ? absent : .missed, missing: advice) }
        // What was said before the work counts; a diagnosis after it is told by the part that was swapped.
        let chosen = stated.last { $0 < limit ?? Int.max } ?? last
        guard case .diagnosed(let ref, let said, let proofs) = timeline.steps[chosen].event else {
            return Finding(absent, missing: advice)
        }
        let late = limit.map { chosen > $0 } ?? false
        var entries = timeline.entries([chosen])
        let right: Bool
        switch part {
        case .component: right = names(ref, cause.refs)
        case .cause: right = names(ref, cause.refs) && names(said, cause.causes)
        case .proof:
            let quoted = timeline.readings.filter { proofs.contains($0.reading.number) && $0.step < chosen }
            let proving = quoted.filter { quote in
                cause.proofs.contains {
                    $0.isTaken(by: quote.reading) && $0.isInState(quote.reading) && $0.isNear(quote.reading.value)
                }
            }
            entries = timeline.entries(quoted.map(\.step) + [chosen])
            right = !proving.isEmpty && names(ref, cause.refs)
        }
        if right { return Finding(late ? .partly : .reached, entries: entries, missing: advice) }
        // The right component for the wrong cause, or the right cause with no proof, is half a way only for the proof's component.
        let near = part != .component && names(ref, cause.refs) && !late
        return Finding(near ? .partly : .missed, entries: entries, missing: advice)
    }

    private func diagnosisAdvice(
        of cause: Criteria.Diagnosis, _ part: Evidence.DiagnosisPart, _ moment: Pattern.Moment
    ) -> Text {
        let (ref, why) = (cause.refs.first ?? "", cause.causes.first ?? "")
        let what: Text =
            switch part {
            case .component: Text(fr: "« diagnostic \(ref) \(why) »", en: "'diagnosis \(ref) \(why)'")
            case .cause: Text(fr: "la cause sur \(ref) : \(why)", en: "the cause at \(ref): \(why)")
            case .proof:
                Text(fr: "le diagnostic avec la mesure qui le prouve, ", en: "the diagnosis with the reading that proves it, ")
                    + Texts.readings(Array(cause.proofs.prefix(1)))
            }
        return Text(fr: "dis ", en: "say ") + what + Text(fr: ", avant ", en: ", before ") + moment.text
    }
}

extension Criteria.Diagnosis {
    /// The suspect of the list that this names, by itself or by a conductor that is part of it.
    fileprivate func suspect(_ ref: String) -> String? {
        suspects.first { $0.plain == ref.plain }
            ?? suspects.first { (equivalents[$0] ?? []).contains { $0.plain == ref.plain } }
    }
}
