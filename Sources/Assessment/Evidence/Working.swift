import Notation
import Training

/// Repairs, task lists, tests and time.
extension Evaluation {
    /// A severity under which a part works as a new one.
    private static let mended = 0.1

    private struct Done {
        var step: Int
        var act: Criteria.Repair.Act
        var ref: String
        var parameter: String?
        /// Torque, tension or setting reached.
        var value: Double?
        var effective: Bool
    }

    private var work: [Done] {
        timeline.steps.indices.compactMap { index in
            switch timeline.steps[index].event {
            case .fitted(let ref, let at, let hoses, _):
                // What was taken off again is not there.
                Done(
                    step: index, act: .fitted, ref: ref,
                    effective: isAsked(.fitted, ref, at: [at] + hoses) && timeline.last(fittingOf: ref) == index)
            case .replaced(let ref, _, let fits, _, _): Done(step: index, act: .replaced, ref: ref, effective: fits)
            case .adjusted(let ref, let parameter, _, let to, _):
                Done(step: index, act: .adjusted, ref: ref, parameter: parameter, value: to, effective: true)
            case .tightened(let ref, let torque, let effect, _):
                Done(step: index, act: .tightened, ref: ref, value: torque, effective: effect.after <= Self.mended)
            case .cleaned(let ref, let effect, _):
                Done(step: index, act: .cleaned, ref: ref, effective: effect.after <= Self.mended)
            case .freed(let ref, let effect, _):
                Done(step: index, act: .freed, ref: ref, effective: effect.after <= Self.mended)
            case .greased(let ref, let amount, let effect, _):
                Done(step: index, act: .greased, ref: ref, value: amount, effective: effect.after <= Self.mended)
            case .tensioned(let ref, _, let to, _):
                Done(step: index, act: .tensioned, ref: ref, value: to, effective: true)
            case .reconnected(let ref, let asDrawn, let terminal):
                Done(
                    step: index, act: .reconnected, ref: ref,
                    effective: terminal.map { isAsked(.reconnected, ref, at: [$0]) } ?? false || asDrawn && !isMoved(ref))
            default: nil
            }
        }
    }

    /// Where the scenario wants it; anywhere for what it does not place.
    private func isAsked(_ act: Criteria.Repair.Act, _ ref: String, at places: [String]) -> Bool {
        let wanted = self.places(of: ref, act)
        return act == .fitted && wanted.isEmpty || places.contains { wanted.contains($0.plain) }
    }

    /// The scenario wants the wire on another terminal than the drawn one.
    private func isMoved(_ ref: String) -> Bool { !places(of: ref, .reconnected).isEmpty }

    private func places(of ref: String, _ act: Criteria.Repair.Act) -> [String] {
        criteria.repairs.filter { $0.act == act && $0.ref.plain == ref.plain }.flatMap(\.at).map(\.plain)
    }

    func repaired(_ part: Evidence.RepairPart) -> Finding {
        let wanted = part == .values ? criteria.repairs.filter { $0.value != nil } : criteria.repairs
        var found: [Int] = [], wrong: [Int] = [], missing: [Criteria.Repair] = []
        for repair in wanted {
            let tries = work.filter { done in
                done.act == repair.act && done.ref.plain == repair.ref.plain
                    && (repair.parameter == nil || done.parameter?.plain == repair.parameter?.plain)
            }
            let right =
                switch part {
                case .done: tries.last
                case .effective: tries.last { $0.effective }
                case .values:
                    tries.last { done in
                        guard let value = repair.value, let reached = done.value else { return false }
                        return abs(reached - value) <= abs(value) * repair.tolerance
                    }
                }
            if let right {
                found.append(right.step)
            } else {
                wrong += tries.map(\.step)
                missing.append(repair)
            }
        }
        let advice = missing.map(\.advice).joined(separator: Text(", "))
        if found.isEmpty && wrong.isEmpty { return Finding(absent, missing: advice) }
        return .share(
            Double(found.count) / Double(wanted.count), partlyFrom: 0.01, entries: timeline.entries(found + wrong),
            missing: advice)
    }

    var taggedFirst: Finding {
        var right: [Int] = [], wrong: [Int] = [], names: [String] = []
        for (index, step) in timeline.steps.enumerated() {
            let ref: String
            switch step.event {
            case .disconnected(let name, _): ref = name
            case .replaced(let name, _, _, _, _): ref = name
            default: continue
            }
            if step.before.tagged.contains(where: { $0.plain == ref.plain }) {
                right.append(index)
            } else {
                wrong.append(index)
                names.append(ref)
            }
        }
        let advice = Text(
            fr: "repère avant de démonter : \(names.joined(separator: ", "))",
            en: "tag before taking apart: \(names.joined(separator: ", "))")
        guard !(right.isEmpty && wrong.isEmpty) else {
            return Finding(
                .notObserved, missing: Text(fr: "rien n'a été démonté", en: "nothing was taken apart"))
        }
        return .share(
            Double(right.count) / Double(right.count + wrong.count), partlyFrom: 0.5,
            entries: timeline.entries(wrong.isEmpty ? right : wrong), missing: advice)
    }

    var asDrawn: Finding {
        let advice = Text(
            fr: "rebranche tout, comme au schéma", en: "reconnect everything, as the diagram has it")
        let undone = timeline.all(Pattern([.disconnected])), remade = timeline.all(Pattern([.reconnected]))
        guard !undone.isEmpty || !remade.isEmpty else {
            return Finding(.notObserved, missing: Text(fr: "rien n'a été débranché", en: "nothing was disconnected"))
        }
        let wrong = remade.filter { index in
            if case .reconnected(let ref, false, let terminal) = timeline.steps[index].event {
                !(terminal.map { isAsked(.reconnected, ref, at: [$0]) } ?? false)
            } else {
                false
            }
        }
        let entries = timeline.entries(undone + remade)
        if !wrong.isEmpty { return Finding(.missed, entries: timeline.entries(wrong), missing: advice) }
        return timeline.state.disconnected.isEmpty
            ? Finding(.reached, entries: entries) : Finding(absent, entries: entries, missing: advice)
    }

    var operationsInOrder: Finding {
        var first: [(operation: Int, step: Int)] = []
        for (index, step) in timeline.steps.enumerated() {
            if case .taskDone(let operation, _, _) = step.event, criteria.operations.contains(operation),
                !first.contains(where: { $0.operation == operation })
            {
                first.append((operation, index))
            }
        }
        let missing = criteria.operations.filter { operation in !first.contains { $0.operation == operation } }
        let order = first.map { criteria.operations.firstIndex(of: $0.operation) ?? 0 }
        let inverted = zip(order, order.dropFirst()).filter { $0 > $1 }.count
        var advice = Text(fr: "suis la gamme dans l'ordre", en: "follow the task list in its order")
        if !missing.isEmpty {
            advice =
                advice
                + Text(
                    fr: " ; manque : \(Texts.numbers(missing))", en: "; missing: \(Texts.numbers(missing))")
        }
        guard !first.isEmpty else { return Finding(absent, missing: advice) }
        let score =
            Double(first.count) / Double(criteria.operations.count)
            - (first.count > 1 ? Double(inverted) / Double(first.count - 1) * 0.5 : 0)
        // Ticks with nothing done between them are no operations: half of them at least must leave an act.
        let acts = timeline.all(Pattern([.measured, .recorded, .observed, .tested, .bled] + Pattern.Moment.work.kinds)).count
        let entries = timeline.entries(first.map(\.step))
        if 2 * acts < first.count { return Finding(.missed, entries: entries, missing: advice) }
        // One pair inverted in a list of ten or more is no matter.
        return .share(score, reachedFrom: 0.95, partlyFrom: 0.5, entries: entries, missing: advice)
    }

    var testsInOrder: Finding {
        let work = timeline.last(.work) ?? -1
        var passed: [(kind: TestKind, step: Int)] = [], failed: [Int] = []
        for (index, step) in timeline.steps.enumerated() where index > work {
            guard case .tested(let kind, let isPassed, _) = step.event else { continue }
            if isPassed { passed.append((kind, index)) } else { failed.append(index) }
        }
        let missing = criteria.tests.filter { kind in !passed.contains { $0.kind == kind } }
        let names = criteria.tests.map(\.words.shown).joined(separator: Text(" → "))
        let advice = Text(fr: "essaie dans l'ordre, après l'intervention : ", en: "test in order, after the work: ") + names
        guard !(passed.isEmpty && failed.isEmpty) else { return Finding(absent, missing: advice) }
        let entries = timeline.entries(passed.map(\.step) + failed)
        // The machine is tried by degrees; the safety functions may be tried anywhere among them, before production.
        let degrees = criteria.tests.filter { $0 != .emergencyStop && $0 != .guards }
        let steps = degrees.compactMap { kind in passed.first { $0.kind == kind }?.step }
        let production = timeline.steps.indices.first { $0 > work && timeline.steps[$0].event.kind == .restarted } ?? Int.max
        let early = criteria.tests.allSatisfy { kind in passed.contains { $0.kind == kind && $0.step < production } }
        let share = Double(criteria.tests.count - missing.count) / Double(criteria.tests.count)
        if missing.isEmpty, early, steps == steps.sorted() { return Finding(.reached, entries: entries) }
        return .share(min(share, 0.5), partlyFrom: 0.4, entries: entries, missing: advice)
    }

    var withinTime: Finding {
        let limit = criteria.duration ?? 0
        let minutes = Int((limit / 60).rounded())
        let advice = Text(fr: "vise \(minutes) min", en: "aim at \(minutes) min")
        guard timeline.isOver, let last = timeline.steps.last else { return Finding(.notObserved, missing: advice) }
        let share = timeline.duration / limit
        return Finding(
            share <= 1.3 ? .reached : share <= 2 ? .partly : .missed, entries: [last.entry], missing: advice)
    }
}

extension Timeline {
    /// The step that last put a part on or took it off.
    fileprivate func last(fittingOf ref: String) -> Int? {
        steps.indices.last { index in
            switch steps[index].event {
            case .fitted(let name, _, _, _), .unfitted(let name, _): name.plain == ref.plain
            default: false
            }
        }
    }
}

extension Criteria.Repair {
    var advice: Text {
        let value = self.value.map { value in
            if act == .adjusted, let parameter { return Text(" (") + SettingText.text(value, of: parameter) + ")" }
            let quantity: Quantity? =
                switch act {
                case .tightened: Quantity(value, .torque)
                case .tensioned: Quantity(value, .force)
                default: nil
                }
            return Text(
                fr: " (" + (quantity?.formatted(.fr) ?? value.formatted(.fr, digits: 3)) + ")",
                en: " (" + (quantity?.formatted(.en) ?? value.formatted(.en, digits: 3)) + ")")
        }
        let verb: Text =
            switch act {
            case .fitted: Text(fr: "monte", en: "fit")
            case .replaced: Text(fr: "remplace", en: "replace")
            case .adjusted: Text(fr: "règle", en: "adjust")
            case .tightened: Text(fr: "serre", en: "tighten")
            case .cleaned: Text(fr: "nettoie", en: "clean")
            case .freed: Text(fr: "dégage", en: "free")
            case .greased: Text(fr: "graisse", en: "grease")
            case .tensioned: Text(fr: "tends", en: "tension")
            case .reconnected: Text(fr: "rebranche", en: "reconnect")
            }
        let places = at.isEmpty ? Text("") : Text(fr: " sur ", en: " on ") + at.joined(separator: ", ")
        return verb + " \(ref)" + places + (value ?? Text(""))
    }
}
