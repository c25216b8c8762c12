public import Training

extension Evidence {
    /// Whether this scenario's criteria hold what the predicate needs. What only the course of a session can bring (a bad
    /// verification, a part replaced) counts as possible.
    public func canBeObserved(for indicator: String, with criteria: Criteria) -> Bool {
        switch self {
        case .trainer: false
        case .all(let parts), .any(let parts): parts.contains { $0.canBeObserved(for: indicator, with: criteria) }
        case .question: criteria.questions.contains { $0.indicator == indicator }
        case .documents: !criteria.documents.isEmpty
        case .lostFunction: !criteria.lostFunction.isEmpty
        case .placements: !criteria.placements.isEmpty
        case .toolsChosen: !criteria.tools.isEmpty
        case .advice: !criteria.advice.isEmpty
        case .sourcesListed, .normalStop, .locksRemoved: !(criteria.lockout?.sources.isEmpty ?? true)
        case .lockout(let steps): criteria.lockout.map { lockout in steps.contains { lockout.asks($0) } } ?? false
        case .voltageVerification: !(criteria.lockout?.places.isEmpty ?? true)
        case .stopRule: criteria.lockout != nil
        case .equipmentWorn(let during): criteria.equipment.contains { during.contains($0.during) }
        case .wastesSorted: !criteria.wastes.isEmpty
        case .partsRight: !criteria.parts.isEmpty
        case .measured: !criteria.measurements.isEmpty || !criteria.proofs.isEmpty
        case .controls, .gain: !criteria.controls.isEmpty
        case .round(let part):
            switch part {
            case .state: criteria.round.contains { $0.running != nil }
            case .anomalies: criteria.round.contains { $0.verdict == .nonConforming }
            case .coverage, .order, .instruments, .values, .units, .verdicts: !criteria.round.isEmpty
            }
        case .hypotheses, .ranking: !(criteria.diagnosis?.suspects.isEmpty ?? true)
        case .chainFound: !(criteria.diagnosis?.blocks.isEmpty ?? true)
        case .diagnosis(let part, _): part == .proof ? !criteria.proofs.isEmpty : criteria.diagnosis != nil
        case .repaired(let part): part == .values ? criteria.repairs.contains { $0.value != nil } : !criteria.repairs.isEmpty
        case .operationsInOrder: !criteria.operations.isEmpty
        case .testsInOrder: !criteria.tests.isEmpty
        case .withinTime: criteria.duration != nil
        case .reportNames: !criteria.report.isEmpty
        case .requestsFiled: !criteria.requests.isEmpty
        case .happened, .before, .inOrder, .never, .contacts, .sceneReady, .expectedFirst, .verdictsRight, .noRepeats,
            .taggedFirst, .asDrawn, .reportComplete, .reportTrue, .reportDistinct, .reportTimes, .wordsAvoided,
            .valuesWithUnits:
            true
        }
    }
}

extension Criteria.Lockout {
    /// Whether this lockout has the step.
    func asks(_ step: Evidence.LockoutStep) -> Bool {
        switch step {
        case .isolated, .locked: !sources.isEmpty
        case .bled: !bled.isEmpty
        case .blocked: !blocked.isEmpty
        case .identified, .verified: !places.isEmpty
        }
    }
}
