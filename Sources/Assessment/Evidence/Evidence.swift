public import Notation
public import Training

/// One question put to a journal. The set is closed: an indicator is evidenced by these, with what is right taken from the criteria
/// of the scenario.
public indirect enum Evidence: Hashable, Sendable {
    // MARK: on events
    /// The event came, so many times at least.
    case happened(Pattern, count: Int, advice: Text)
    /// The one came before the first of the other.
    case before(first: Pattern, then: Pattern, advice: Text)
    /// Those that came, came in this order; the share of them that came counts.
    case inOrder([Pattern], advice: Text)
    /// It never came, although the occasion was there.
    case never(Pattern, given: Pattern, advice: Text)
    case all([Evidence])
    case any([Evidence])

    // MARK: on the paper and by the trainer
    /// The scenario's numbered questions on this indicator are answered right.
    case question
    /// No event can show it: the trainer says.
    case trainer

    // MARK: preparing
    case documents(before: Pattern.Moment)
    case lostFunction(before: Pattern.Moment)
    case placements
    case toolsChosen
    case partsRight

    // MARK: people and stops
    case contacts([ContactPoint])
    case normalStop
    case advice

    // MARK: making safe
    case sourcesListed
    case lockout([LockoutStep])
    case voltageVerification
    case stopRule
    case locksRemoved
    case sceneReady([SceneItem], before: Pattern.Moment)
    case equipmentWorn([Criteria.Equipment.During])
    case wastesSorted

    // MARK: measuring
    /// The readings that count were taken, at the right points and in the right state.
    case measured
    /// The readings that count were taken again after the work, and are good.
    case controls
    /// The same readings were taken before the work and after it, and those after it are good.
    case gain
    case expectedFirst
    case verdictsRight
    case noRepeats(most: Double)
    case round(RoundPart)

    // MARK: reasoning
    case hypotheses(least: Int, before: Pattern.Moment)
    case ranking(among: Int)
    case chainFound(before: Pattern.Moment)
    case diagnosis(DiagnosisPart, before: Pattern.Moment)

    // MARK: working
    case repaired(RepairPart)
    case taggedFirst
    case asDrawn
    case operationsInOrder
    case testsInOrder
    case withinTime

    // MARK: accounting for it
    case reportComplete(FormKind, [FormField])
    case reportNames
    case reportTrue
    case reportDistinct([FormField])
    case reportTimes
    case wordsAvoided([String])
    case valuesWithUnits(FormField)
    case requestsFiled

    /// When the operator or the team must hear of it.
    public enum ContactPoint: String, Hashable, Sendable, CaseIterable {
        case arrival, stop, test
        case handOver = "hand-over"
    }

    /// The steps of a lockout.
    public enum LockoutStep: String, Hashable, Sendable, CaseIterable {
        case isolated, locked, bled, blocked, identified, verified
    }

    public enum SceneItem: String, Hashable, Sendable, CaseIterable {
        case tools, doors, wires, forcing, warning
    }

    public enum RoundPart: String, Hashable, Sendable, CaseIterable {
        case coverage, order, state, instruments, values, units, verdicts, anomalies
    }

    public enum DiagnosisPart: String, Hashable, Sendable, CaseIterable {
        case component, cause, proof
    }

    public enum RepairPart: String, Hashable, Sendable, CaseIterable {
        case done, values, effective
    }

    /// The names that a framework's file has for the predicates.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        case happened, before
        case inOrder = "in-order"
        case never, all, any, question, trainer, documents
        case lostFunction = "lost-function"
        case placements
        case toolsChosen = "tools-chosen"
        case partsRight = "parts-right"
        case contacts
        case normalStop = "normal-stop"
        case advice
        case sourcesListed = "sources-listed"
        case lockout
        case voltageVerification = "voltage-verification"
        case stopRule = "stop-rule"
        case locksRemoved = "locks-removed"
        case sceneReady = "scene-ready"
        case equipmentWorn = "equipment-worn"
        case wastesSorted = "wastes-sorted"
        case measured, controls, gain
        case expectedFirst = "expected-first"
        case verdictsRight = "verdicts-right"
        case noRepeats = "no-repeats"
        case round, hypotheses, ranking
        case chainFound = "chain-found"
        case diagnosis, repaired
        case taggedFirst = "tagged-first"
        case asDrawn = "as-drawn"
        case operationsInOrder = "operations-in-order"
        case testsInOrder = "tests-in-order"
        case withinTime = "within-time"
        case reportComplete = "report-complete"
        case reportNames = "report-names"
        case reportTrue = "report-true"
        case reportDistinct = "report-distinct"
        case reportTimes = "report-times"
        case wordsAvoided = "words-avoided"
        case valuesWithUnits = "values-with-units"
        case requestsFiled = "requests-filed"
    }
}

extension Evidence {
    /// The kinds of event that it reads: some verb must write each of them.
    public var reads: [Event.Kind] {
        switch self {
        case .happened(let pattern, _, _): pattern.kinds
        case .before(let first, let then, _): first.kinds + then.kinds
        case .inOrder(let patterns, _): patterns.flatMap(\.kinds)
        case .never(let pattern, let given, _): pattern.kinds + given.kinds
        case .all(let parts), .any(let parts): parts.flatMap(\.reads)
        case .question: [.answered]
        case .trainer: []
        case .documents(let moment): [.documentOpened, .diagramOpened] + moment.kinds
        case .lostFunction(let moment): [.functionStated] + moment.kinds
        case .placements: [.chainStated]
        case .toolsChosen: [.toolTaken]
        case .partsRight: [.stockRead, .bought, .replaced]
        case .contacts: [.asked, .warned, .isolated, .tested, .handedOver]
        case .normalStop: [.isolated, .operated]
        case .advice: [.warned, .formFiled]
        case .sourcesListed: [.lockoutPrepared]
        case .lockout: [.isolated, .lockApplied, .bled, .blocked, .identified, .provedDead] + Pattern.Moment.work.kinds
        case .voltageVerification: [.provedDead] + Pattern.Moment.work.kinds
        case .stopRule: [.provedDead, .bled, .alerted] + Pattern.Moment.work.kinds
        case .locksRemoved: [.lockApplied, .lockRemoved]
        case .sceneReady(_, let moment):
            [.toolTaken, .toolPutBack, .doorOpened, .doorClosed, .reconnected, .unforced, .warned] + moment.kinds
        case .equipmentWorn: [.equipmentWorn, .equipmentTakenOff, .provedDead, .measured] + Pattern.Moment.work.kinds
        case .wastesSorted: [.wasteSorted]
        case .measured, .expectedFirst, .noRepeats: [.measured]
        case .controls, .gain: [.measured] + Pattern.Moment.work.kinds
        case .verdictsRight: [.measured, .concluded]
        case .round(let part): part == .anomalies ? [.recorded, .formFiled] : [.recorded, .measured]
        case .hypotheses(_, let moment): [.hypothesised] + moment.kinds
        case .ranking: [.hypothesised, .measured]
        case .chainFound(let moment): [.chainStated] + moment.kinds
        case .diagnosis(_, let moment): [.diagnosed, .measured] + moment.kinds
        case .repaired: Pattern.Moment.work.kinds + [.reconnected]
        case .taggedFirst: [.tagged, .disconnected, .replaced]
        case .asDrawn: [.disconnected, .reconnected]
        case .operationsInOrder: [.taskDone]
        case .testsInOrder: [.tested] + Pattern.Moment.work.kinds
        case .withinTime: [.finished]
        case .reportComplete, .reportNames, .reportDistinct, .wordsAvoided, .valuesWithUnits, .requestsFiled: [.formFiled]
        case .reportTrue: [.formFiled, .measured, .replaced]
        case .reportTimes: [.formFiled]
        }
    }
}
