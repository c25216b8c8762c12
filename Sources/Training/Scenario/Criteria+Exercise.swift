import Components
import Machines
import Notation
import Simulation

extension Exercise {
    /// What is right in this exercise: the scenario's own criteria, completed with what the scenario, its faults and the machine's
    /// maintenance file say already. What is written under `criteria:` always wins.
    public var criteria: Criteria {
        var whole = scenario.criteria
        let faults = hiddenFaults.map(\.fault)
        whole.lockout = whole.lockout ?? lockout(faults)
        whole.diagnosis = whole.diagnosis ?? diagnosis(faults)
        for suspect in whole.diagnosis?.suspects ?? [] {
            whole.diagnosis?.equivalents[suspect] = conductors(ofSuspect: suspect)
        }
        func fill<Value>(_ key: WritableKeyPath<Criteria, [Value]>, _ value: @autoclosure () -> [Value]) {
            if whole[keyPath: key].isEmpty { whole[keyPath: key] = value() }
        }
        fill(\.emergencyStops, definition.machine.components.filter { $0.type.name == "emergency-stop" }.map(\.reference))
        fill(\.equipment, equipment(whole.lockout))
        // A round reports what it finds; it does not mend it.
        fill(\.repairs, scenario.family == .corrective || scenario.family == .improvement ? repairs(faults) : [])
        fill(\.operations, gamme?.operations.map(\.number) ?? [])
        fill(\.round, round)
        fill(\.report, reportWords)
        fill(\.tests, scenario.family == .conditional ? [] : scenario.tests)
        fill(\.wastes, wastes)
        fill(\.hints, scenario.hints.map { Criteria.Hint($0.id, competency: scenario.family.mainCompetency) })
        whole.duration = whole.duration ?? scenario.duration
        return whole
    }

    private var gamme: Maintenance.Gamme? { scenario.gamme.flatMap(maintenance.gamme) }

    // MARK: - Making safe

    private func lockout(_ faults: [Fault]) -> Criteria.Lockout? {
        guard !scenario.sources.isEmpty else { return nil }
        let sources = scenario.sources.compactMap(maintenance.source)
        var places: [String] = []
        func add(_ name: String?) {
            if let name, !places.contains(name) { places.append(name) }
        }
        if sources.contains(where: { $0.energy == .electricity }) {
            for remedy in scenario.remedies {
                let reference = String(remedy.reference.prefix { $0 != ":" })
                add(definition.machine.component(reference)?.reference)
                add(definition.machine.component(reference)?.location)
            }
            // Work that is not on conductors: what feeds the place is proved dead where it is separated.
            if !faults.contains(where: { $0.technology == .electricity }) {
                for source in sources where source.energy == .electricity {
                    add(source.device)
                    add(definition.machine.component(source.device)?.location)
                }
            }
        }
        // A place is all that stands there.
        for component in definition.machine.components where component.location.map(places.contains) ?? false {
            add(component.reference)
        }
        return Criteria.Lockout(sources: scenario.sources, places: places)
    }

    /// The trade's own rule: insulating gloves and face shield for a verification of absence of voltage.
    private func equipment(_ lockout: Criteria.Lockout?) -> [Criteria.Equipment] {
        guard let lockout, !lockout.places.isEmpty else { return [] }
        return [Criteria.Equipment([Equipment.insulatingGloves, .faceShield].map(\.rawValue), during: .verification)]
    }

    // MARK: - The cause and its remedy

    private func diagnosis(_ faults: [Fault]) -> Criteria.Diagnosis? {
        guard !faults.isEmpty, scenario.family == .corrective || scenario.family == .conditional else { return nil }
        let machine = definition.machine
        return Criteria.Diagnosis(
            refs: faults.flatMap { [$0.point, $0.target.reference] },
            causes: faults.flatMap { [$0.failure] + $0.words(in: machine) } + scenario.report.cause)
    }

    /// `supply-B2` and `signal-wire-B2` are wires by their role: any wire of the cell, and the terminal at its other end.
    private func conductors(ofSuspect suspect: String) -> [String] {
        let roles = ["supply-", "signal-wire-"]
        guard let role = roles.first(where: suspect.hasPrefix) else { return [] }
        let reference = String(suspect.dropFirst(role.count))
        return definition.machine.wires.flatMap { wire -> [String] in
            let far: Machine.TerminalReference
            switch reference {
            case wire.from.reference: far = wire.to
            case wire.to.reference: far = wire.from
            default: return []
            }
            // Both sides of a strip's terminal are one screw.
            let screw =
                far.description.last.map { "ab".contains($0) } ?? false ? String(far.description.dropLast()) : far.description
            return [wire.number, far.description, screw]
        }
    }

    private func repairs(_ faults: [Fault]) -> [Criteria.Repair] {
        scenario.remedies.compactMap { remedy in
            guard let kind = Remedy(rawValue: remedy.action), let act = Criteria.Repair.Act(kind) else { return nil }
            let fault = faults.first { $0.point == remedy.reference && $0.mending.remedy == kind }
            return Criteria.Repair(
                act, remedy.reference, parameter: act == .adjusted ? fault?.mending.parameter : nil, value: fault?.mending.value)
        }
    }

    private var wastes: [String] {
        let replaced = scenario.remedies.filter { $0.action == Remedy.replace.rawValue }.map(\.reference)
        return maintenance.wastes.filter { waste in waste.from.contains { replaced.contains($0) } }.map(\.id)
    }

    // MARK: - Rounds and forms

    private var round: [Criteria.RoundPoint] {
        (gamme?.operations ?? []).compactMap { operation in
            guard let limits = operation.limits else { return nil }
            let name = operation.subject.name
            let known = scenario.expectations.first { $0.from == name && $0.quantity.kind == limits.kind }
            let value = known?.value ?? limits.nominal
            // A reading that the scenario gives says whether the point conforms; the others are nominal.
            let conforms = known.map { limits.accepts($0.value) } ?? true
            return Criteria.RoundPoint(
                name, value, kind: limits.kind, running: operation.state == .running || operation.state == .empty,
                verdict: conforms ? .conforming : .nonConforming)
        }
    }

    private var reportWords: [Criteria.FormWords] {
        let report = scenario.report
        var words: [Criteria.FormWords] = []
        let cause = [report.component, report.cause].filter { !$0.isEmpty }
        if !cause.isEmpty { words.append(Criteria.FormWords(.cause, cause)) }
        if !report.remedy.isEmpty { words.append(Criteria.FormWords(.remedy, [report.remedy])) }
        return words
    }
}

extension Criteria.Repair.Act {
    /// Nil for a remedy that leaves no event of its own.
    fileprivate init?(_ remedy: Remedy) {
        switch remedy {
        case .replace: self = .replaced
        case .clean: self = .cleaned
        case .tighten: self = .tightened
        case .adjust: self = .adjusted
        case .tension: self = .tensioned
        case .grease: self = .greased
        case .reconnect: self = .reconnected
        case .free: self = .freed
        case .reset: return nil
        }
    }
}

extension Scenario.Family {
    /// What the tutor's help of such an exercise is about, when it does not say.
    fileprivate var mainCompetency: String {
        switch self {
        case .preparation: "C1.4"
        case .preventive: "C2.1"
        case .conditional: "C2.3"
        case .corrective: "C3.1"
        case .improvement: "C4.1"
        }
    }
}
