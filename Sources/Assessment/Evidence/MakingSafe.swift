import Notation
import Training

/// Lockout, verification, return of energies, equipment and waste.
extension Evaluation {
    /// A two-pole tester shows nothing below its first step: less is no voltage found (EN 61243-3 testers begin at 6 or 12 V).
    static let leastVoltageShown = 6.0
    /// A gauge's needle at rest, Pa.
    static let leastPressureShown = 20_000.0

    private var lockout: Criteria.Lockout { criteria.lockout ?? Criteria.Lockout(sources: []) }

    var sourcesListed: Finding {
        let advice = Text(
            fr: "recense toutes les sources avant de séparer : \(lockout.sources.joined(separator: ", "))",
            en: "list every source before isolating: \(lockout.sources.joined(separator: ", "))")
        // A list may be made again, as long as nothing is separated.
        let lists = timeline.all(Pattern([.lockoutPrepared]))
        guard let index = lists.last(where: { $0 < timeline.first(.isolation) ?? .max }) ?? lists.first,
            case .lockoutPrepared(let sources) = timeline.steps[index].event
        else { return Finding(timeline.first(.isolation) == nil ? absent : .missed, missing: advice) }
        let entries = timeline.entries([index])
        if lockout.sources.allSatisfy({ sources.contains($0) }) {
            let late = timeline.first(.isolation).map { $0 < index } ?? false
            return Finding(late ? .partly : .reached, entries: entries, missing: advice)
        }
        return Finding(.missed, entries: entries, missing: advice)
    }

    /// Work that must be done under lockout: all but the setting of a part that was fitted, which is found in service.
    private var works: [Int] {
        let fitted = criteria.repairs.filter { $0.act == .fitted }.map(\.ref.plain)
        return timeline.all(Pattern(.work)).filter { index in
            if case .adjusted(let ref, _, _, _, _) = timeline.steps[index].event { !fitted.contains(ref.plain) } else { true }
        }
    }

    private func holds(_ step: Evidence.LockoutStep, _ state: SessionState) -> Bool {
        switch step {
        case .isolated: lockout.sources.allSatisfy { state.isolated.contains($0) }
        case .locked: lockout.sources.allSatisfy { state.locked.contains($0) }
        case .bled: lockout.bled.allSatisfy { state.bled.contains($0) || state.isReadEmpty($0) }
        case .blocked: lockout.blocked.allSatisfy { state.blocked.contains($0) }
        case .identified: lockout.places.isEmpty || lockout.places.contains { state.identified.contains($0) }
        case .verified: lockout.places.isEmpty || lockout.places.contains { state.verified.contains($0) }
        }
    }

    func lockout(_ steps: [Evidence.LockoutStep]) -> Finding {
        let asked = steps.filter { lockout.asks($0) }
        let acts = timeline.all(Pattern([.isolated, .lockApplied, .bled, .blocked, .identified, .provedDead]))
        guard !works.isEmpty else {
            // No work yet: a lockout that is whole counts, one that is not may still be finished.
            let done = asked.allSatisfy { holds($0, timeline.state) } || asked.allSatisfy { held($0) }
            return Finding(
                done && !acts.isEmpty ? .reached : .notObserved, entries: timeline.entries(acts), missing: advice(asked))
        }
        for work in works {
            let lacking = asked.filter { !holds($0, timeline.steps[work].before) }
            if !lacking.isEmpty {
                return Finding(.missed, entries: timeline.entries([work]), missing: advice(lacking))
            }
        }
        return Finding(.reached, entries: timeline.entries(acts.filter { $0 < works[0] }))
    }

    /// At some moment of the session.
    private func held(_ step: Evidence.LockoutStep) -> Bool { timeline.steps.contains { holds(step, $0.before) } }

    private func advice(_ steps: [Evidence.LockoutStep]) -> Text {
        let parts: [Text] = steps.map { step in
            switch step {
            case .isolated: Text(fr: "sépare \(list(lockout.sources))", en: "isolate \(list(lockout.sources))")
            case .locked: Text(fr: "condamne \(list(lockout.sources))", en: "lock \(list(lockout.sources))")
            case .bled: Text(fr: "purge \(list(lockout.bled))", en: "bleed \(list(lockout.bled))")
            case .blocked: Text(fr: "cale \(list(lockout.blocked))", en: "block \(list(lockout.blocked))")
            case .identified: Text(fr: "identifie \(list(lockout.places))", en: "identify \(list(lockout.places))")
            case .verified: Text(fr: "fais la VAT à \(list(lockout.places))", en: "prove \(list(lockout.places)) dead")
            }
        }
        return Text(fr: "avant le premier geste : ", en: "before the first act: ") + parts.joined(separator: ", ")
    }

    private func list(_ names: [String]) -> String { names.joined(separator: "/") }

    var voltageVerification: Finding {
        let advice = Text(
            fr: "VAT à \(list(lockout.places)) avant le premier geste : autotest, toutes les paires, autotest",
            en: "prove \(list(lockout.places)) dead before the first act: self-test, every pair, self-test")
        let first = works.first ?? timeline.steps.count
        let proofs = timeline.all(Pattern([.provedDead])).filter { $0 < first }
        let entries = timeline.entries(proofs)
        guard !proofs.isEmpty else {
            return Finding(
                works.isEmpty ? .notObserved : .missed, entries: timeline.entries(Array(works.prefix(1))), missing: advice)
        }
        let whole = proofs.contains { index in
            guard case .provedDead(let proof) = timeline.steps[index].event else { return false }
            return proof.dead && proof.selfTestBefore && proof.selfTestAfter && lockout.places.contains(proof.place)
        }
        if whole, works.isEmpty || holds(.verified, timeline.steps[first].before) { return Finding(.reached, entries: entries) }
        return Finding(works.isEmpty ? .partly : .missed, entries: entries, missing: advice)
    }

    var stopRule: Finding {
        let advice = Text(
            fr: "tension ou pression trouvée : arrête tout, alerte, cherche la source, recommence la consignation",
            en: "voltage or pressure found: stop, raise the alarm, find the source, start the lockout again")
        let alarms = timeline.steps.indices.filter { index in
            switch timeline.steps[index].event {
            case .provedDead(let proof): proof.pairs.contains { $0.voltage >= Self.leastVoltageShown }
            case .bled(_, _, let after): after >= Self.leastPressureShown
            default: false
            }
        }
        guard let alarm = alarms.first else { return Finding(.notObserved, missing: advice) }
        let next = timeline.steps.indices.first { index in
            guard index > alarm else { return false }
            switch timeline.steps[index].event {
            case .alerted, .isolated: return true
            case .provedDead(let proof): return proof.dead
            case .bled(_, _, let after): return after < Self.leastPressureShown
            default: return timeline.steps[index].event.isWork
            }
        }
        guard let next else { return Finding(absent, entries: timeline.entries([alarm]), missing: advice) }
        return Finding(
            timeline.steps[next].event.isWork ? .missed : .reached, entries: timeline.entries([alarm, next]), missing: advice)
    }

    var locksRemoved: Finding {
        let advice = Text(
            fr: "ôte tes cadenas, les tiens seulement, dans l'ordre inverse de la pose",
            en: "take off your padlocks, yours only, in the inverse order")
        var applied: [String] = [], removed: [String] = [], indices: [Int] = []
        var foreign = false
        for (index, step) in timeline.steps.enumerated() {
            switch step.event {
            case .lockApplied(let source): applied.append(source)
            case .lockRemoved(let source, let own):
                removed.append(source)
                indices.append(index)
                if !own { foreign = true }
            default: break
            }
        }
        let entries = timeline.entries(indices)
        if foreign { return Finding(.missed, entries: entries, missing: advice) }
        guard !applied.isEmpty else { return Finding(.notObserved, missing: advice) }
        guard !removed.isEmpty else { return Finding(absent, missing: advice) }
        let wanted = Array(applied.reversed())
        if removed == wanted { return Finding(.reached, entries: entries) }
        return Finding(removed.sorted() == wanted.sorted() ? .partly : absent, entries: entries, missing: advice)
    }

    func sceneReady(_ items: [Evidence.SceneItem], before moment: Pattern.Moment) -> Finding {
        // The machine is whole again with the last energy: a source inside the cabinet must be closed with its door still open.
        // Where nothing was isolated, it is made to run again by a trial or a restart.
        let limit = moment == .restoration ? timeline.last(.restoration) ?? timeline.first(.trial) : timeline.first(moment)
        guard let limit else {
            return Finding(absent, missing: items.map(\.advice).joined(separator: Text(", ")))
        }
        let lacking = items.filter { !isReady($0, at: limit) }
        let entries = timeline.entries([limit])
        return .share(
            1 - Double(lacking.count) / Double(items.count), partlyFrom: 0.5, entries: entries,
            missing: Text(fr: "avant ", en: "before ") + moment.text + .colon
                + lacking.map(\.advice).joined(separator: Text(", ")))
    }

    private func isReady(_ item: Evidence.SceneItem, at index: Int) -> Bool {
        let state = timeline.steps[index].before
        return switch item {
        // A padlock is its owner's: it comes off with the lockout and lies nowhere.
        case .tools: state.toolsOut.allSatisfy { $0 == ToolKind.padlock.rawValue }
        case .doors: state.openDoors.isEmpty
        case .wires: state.disconnected.isEmpty
        case .forcing: state.forced.isEmpty
        case .warning: state.contacts.contains { !$0.asked && ["test", "restart", "handOver"].contains($0.topic ?? "") }
        }
    }

    func equipmentWorn(_ during: [Criteria.Equipment.During]) -> Finding {
        var right: [Int] = [], wrong: [Int] = [], lacking: [String] = []
        for rule in criteria.equipment where during.contains(rule.during) {
            for (index, step) in timeline.steps.enumerated() where rule.during.contains(step.event) {
                let without = rule.equipment.filter { !step.before.worn.contains($0) }
                if without.isEmpty { right.append(index) } else { wrong.append(index) }
                for name in without where !lacking.contains(name) { lacking.append(name) }
            }
        }
        let advice = Text(
            fr: "porte \(lacking.joined(separator: ", ")) au moment du geste",
            en: "wear \(lacking.joined(separator: ", ")) while you do it")
        if right.isEmpty && wrong.isEmpty {
            let all = criteria.equipment.filter { during.contains($0.during) }.flatMap(\.equipment)
            return Finding(
                .notObserved,
                missing: Text(
                    fr: "porte \(all.joined(separator: ", ")) au moment du geste",
                    en: "wear \(all.joined(separator: ", ")) while you do it"))
        }
        if wrong.isEmpty { return Finding(.reached, entries: timeline.entries(right)) }
        return Finding(right.isEmpty ? .missed : .partly, entries: timeline.entries(wrong), missing: advice)
    }

    var wastesSorted: Finding {
        var right: [String] = [], wrong: [String] = [], indices: [Int] = []
        for (index, step) in timeline.steps.enumerated() {
            guard case .wasteSorted(let waste, _, let isRight) = step.event else { continue }
            indices.append(index)
            if isRight { right.append(waste) } else { wrong.append(waste) }
        }
        let lacking = criteria.wastes.filter { !right.contains($0) }
        let advice = Text(
            fr: "mets chaque déchet dans le bon bac : \((lacking + wrong).joined(separator: ", "))",
            en: "put each waste into the right bin: \((lacking + wrong).joined(separator: ", "))")
        guard !indices.isEmpty else { return Finding(absent, missing: advice) }
        let share = Double(criteria.wastes.count - lacking.count) / Double(criteria.wastes.count + wrong.count)
        return .share(share, partlyFrom: 0.5, entries: timeline.entries(indices), missing: advice)
    }
}

extension Criteria.Equipment.During {
    fileprivate func contains(_ event: Event) -> Bool {
        switch (self, event) {
        case (.verification, .provedDead): true
        case (.liveMeasurement, .measured(let reading)): reading.live && reading.situation.energised
        case (.work, _): event.isWork
        default: false
        }
    }
}

extension Evidence.SceneItem {
    fileprivate var advice: Text {
        switch self {
        case .tools: Text(fr: "outils rangés", en: "tools put away")
        case .doors: Text(fr: "portes et protecteurs fermés", en: "doors and guards closed")
        case .wires: Text(fr: "fils et tuyaux rebranchés", en: "wires and hoses reconnected")
        case .forcing: Text(fr: "forçages ôtés", en: "forcing removed")
        case .warning: Text(fr: "personnel averti", en: "people warned")
        }
    }
}

extension SessionState {
    /// The last pressure that was read there is none.
    fileprivate func isReadEmpty(_ ref: String) -> Bool {
        let last = readings.last { $0.quantity == .pressure && $0.from.plain == ref.plain }
        return (last?.value).map { $0 < Evaluation.leastPressureShown } ?? false
    }
}
