import Notation
import Training

/// Documents, functions, tools and people.
extension Evaluation {
    /// Steps before the first of a moment, or all of them when it has not come.
    func steps(before moment: Pattern.Moment) -> Range<Int> { 0..<(timeline.first(moment) ?? timeline.steps.count) }

    func documents(before moment: Pattern.Moment) -> Finding {
        let limit = timeline.first(moment)
        var opened: [Int] = [], late: [Int] = [], missing: [String] = []
        for document in criteria.documents {
            let step = timeline.steps.firstIndex { step in
                switch step.event {
                case .documentOpened(let name, _), .diagramOpened(let name, _): folded(name) == folded(document)
                default: false
                }
            }
            guard let step else {
                missing.append(document)
                continue
            }
            if let limit, step > limit {
                late.append(step)
                missing.append(document)
            } else {
                opened.append(step)
            }
        }
        let advice = Texts.documents(missing, moment)
        if opened.isEmpty && late.isEmpty && limit == nil { return Finding(absent, missing: advice) }
        let share = (Double(opened.count) + 0.5 * Double(late.count)) / Double(criteria.documents.count)
        return .share(share, partlyFrom: 0.5, entries: timeline.entries(opened + late), missing: advice)
    }

    func lostFunction(before moment: Pattern.Moment) -> Finding {
        let advice =
            Text(
                fr: "dis quelle fonction n'est plus assurée (verbe « fonction ») avant ",
                en: "say which function is lost (verb 'function') before ")
            + moment.text
        let limit = timeline.first(moment)
        let step = timeline.steps.lastIndex { $0.event.kind == .functionStated }
        guard let step, case .functionStated(let lost) = timeline.steps[step].event else {
            return Finding(limit == nil ? absent : .missed, missing: advice)
        }
        let entries = timeline.entries([step])
        guard criteria.lostFunction.areHeld(in: lost) else { return Finding(.missed, entries: entries, missing: advice) }
        let first = timeline.steps.firstIndex { $0.event.kind == .functionStated } ?? step
        return Finding(limit.map { first > $0 } ?? false ? .partly : .reached, entries: entries, missing: advice)
    }

    var placements: Finding {
        var placed: [Int] = [], common = 0, union = 0, lacking: [String] = []
        for placement in criteria.placements {
            var given: [String] = []
            for (index, step) in timeline.steps.enumerated() {
                if case .chainStated(placement.block, let refs) = step.event, !refs.isEmpty {
                    placed.append(index)
                    given += refs.map(folded)
                }
            }
            let right = placement.refs.map(folded)
            let found = right.filter { given.contains($0) }.count
            common += found
            union += right.count + given.filter { !right.contains($0) }.count
            lacking += placement.refs.filter { !given.contains(folded($0)) }
        }
        let advice = Text(
            fr: "place chaque constituant dans sa fonction ; il manque ou il est faux : \(lacking.joined(separator: ", "))",
            en: "put each component into its function; missing or wrong: \(lacking.joined(separator: ", "))")
        guard !placed.isEmpty else { return Finding(absent, missing: advice) }
        // Every reference right and none too many is full marks; half of them is half a way.
        return .share(Double(common) / Double(union), partlyFrom: 0.5, entries: timeline.entries(placed), missing: advice)
    }

    var toolsChosen: Finding {
        let taken = timeline.all(Pattern([.toolTaken]))
        var names: [String] = []
        for index in taken {
            if case .toolTaken(let tool) = timeline.steps[index].event, !names.contains(tool) { names.append(tool) }
        }
        let right = criteria.tools.filter { names.contains($0) }.count
        let lacking = criteria.tools.filter { !names.contains($0) }, extra = names.filter { !criteria.tools.contains($0) }
        let advice = Text(
            fr: "prends ce qu'il faut, pas plus : manque \(shown(lacking)), en trop \(shown(extra))",
            en: "take what is needed and no more: missing \(shown(lacking)), too many \(shown(extra))")
        guard !taken.isEmpty else { return Finding(absent, missing: advice) }
        // F1 of what was taken against what is needed; one tool too many among four still passes.
        let score = 2 * Double(right) / Double(names.count + criteria.tools.count)
        return .share(score, reachedFrom: 0.8, partlyFrom: 0.5, entries: timeline.entries(taken), missing: advice)
    }

    private func shown(_ names: [String]) -> String { names.isEmpty ? "–" : names.joined(separator: ", ") }

    var partsRight: Finding {
        var looked: [Int] = [], named: [String] = [], wrong = false
        for (index, step) in timeline.steps.enumerated() {
            switch step.event {
            case .stockRead(let part, _), .bought(let part, _, _):
                looked.append(index)
                named.append(part)
            case .replaced(_, let part, let fits, _, _):
                looked.append(index)
                named.append(part)
                if !fits { wrong = true }
            default: break
            }
        }
        let lacking = criteria.parts.filter { part in !named.contains { folded($0) == folded(part) } }
        let advice = Text(
            fr: "vérifie au magasin la référence exacte : \(criteria.parts.joined(separator: ", "))",
            en: "check the exact reference in the store: \(criteria.parts.joined(separator: ", "))")
        guard !looked.isEmpty else { return Finding(absent, missing: advice) }
        let entries = timeline.entries(looked)
        if wrong { return Finding(.missed, entries: entries, missing: advice) }
        return .share(
            1 - Double(lacking.count) / Double(criteria.parts.count), partlyFrom: 0.01, entries: entries, missing: advice)
    }

    // MARK: - People

    func contacts(_ points: [Evidence.ContactPoint]) -> Finding {
        var found: [Int] = [], reached = 0, late = 0
        var missing: [Text] = []
        var open = 0
        for point in points {
            let limit = limit(of: point)
            let step = timeline.steps.firstIndex { tells($0.event, point) }
            switch (step, limit) {
            case (let step?, let limit?) where step > limit:
                late += 1
                found.append(step)
                missing.append(point.advice)
            case (let step?, _):
                reached += 1
                found.append(step)
            case (nil, .some): missing.append(point.advice)
            case (nil, nil):
                // Nothing to warn of has come: no stop, no test. One arrives and hands over in any case.
                let due = timeline.isOver && (point == .arrival || point == .handOver)
                if due { missing.append(point.advice) } else { open += 1 }
            }
        }
        let asked = points.count - open
        let advice = missing.joined(separator: Text(fr: ", ", en: ", "))
        guard asked > 0 else { return Finding(.notObserved, missing: advice) }
        return .share(
            (Double(reached) + 0.5 * Double(late)) / Double(asked), partlyFrom: 0.25, entries: timeline.entries(found),
            missing: advice)
    }

    /// The step before which it must be said.
    private func limit(of point: Evidence.ContactPoint) -> Int? {
        switch point {
        case .arrival: timeline.first(.physical)
        case .stop: timeline.first(.isolation)
        case .test: timeline.first(.trial)
        case .handOver: nil
        }
    }

    private func tells(_ event: Event, _ point: Evidence.ContactPoint) -> Bool {
        switch (event, point) {
        case (.asked(let who, _, _), .arrival): who != "tutor"
        case (.warned, .arrival): true
        case (.warned(_, _, let topic), .stop): topic == "stop"
        case (.warned(_, _, let topic), .test): topic == "test" || topic == "restart"
        case (.warned(_, _, let topic), .handOver): topic == "handOver" || topic == "hand-over"
        case (.handedOver, .handOver): true
        default: false
        }
    }

    var normalStop: Finding {
        let advice = Text(
            fr:
                "demande l'arrêt normal (fin de cycle) ; l'arrêt d'urgence n'est pas un arrêt ordinaire, et on ne sépare pas en charge",
            en: "ask for a normal stop (end of cycle); the emergency stop is no ordinary stop, and nothing is isolated under load"
        )
        let isolations = timeline.all(Pattern([.isolated]))
        guard let first = isolations.first else { return Finding(.notObserved, missing: advice) }
        let emergency = timeline.steps[..<first].indices.filter { index in
            // One that was found pressed is let out.
            if case .operated(let ref, let position, _) = timeline.steps[index].event {
                criteria.emergencyStops.contains(ref) && position?.plain != "deverrouille"
            } else {
                false
            }
        }
        let loaded = isolations.filter { index in
            if case .isolated(_, true) = timeline.steps[index].event { true } else { false }
        }
        let wrong = emergency + loaded
        if !wrong.isEmpty { return Finding(.missed, entries: timeline.entries(wrong), missing: advice) }
        return Finding(.reached, entries: timeline.entries(isolations))
    }

    var advice: Finding {
        let advice = Text(
            fr: "donne à l'exploitant un conseil : quoi surveiller, et quand t'appeler (verbe « prevenir »)",
            en: "give the operator advice: what to watch, and when to call you (verb 'warn')")
        var best: Finding?
        for (index, step) in timeline.steps.enumerated() {
            let said: String? =
                switch step.event {
                case .warned(_, let about, _): about
                case .formFiled(let form) where form.kind == .report: form[.recommendation]
                default: nil
                }
            guard let said, !said.isEmpty else { continue }
            let lacking = criteria.advice.lacking(in: said)
            let entries = timeline.entries([index])
            if lacking.isEmpty { return Finding(.reached, entries: entries) }
            if lacking.count < criteria.advice.count, best == nil { best = Finding(.partly, entries: entries, missing: advice) }
        }
        return best ?? Finding(absent, missing: advice)
    }
}

extension Evidence.ContactPoint {
    var advice: Text {
        switch self {
        case .arrival: Text(fr: "parle à l'exploitant à ton arrivée", en: "speak to the operator when you arrive")
        case .stop: Text(fr: "préviens l'exploitant avant d'arrêter", en: "warn the operator before stopping")
        case .test: Text(fr: "préviens avant les essais", en: "give warning before the tests")
        case .handOver: Text(fr: "restitue la machine à l'exploitant", en: "hand the machine back to the operator")
        }
    }
}
