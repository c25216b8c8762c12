extension Event {
    /// The name of an event, as it is the key of its JSON.
    public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
        case moved, doorOpened, doorClosed, observed, documentOpened, diagramOpened, channelsRead, pageRead, stepsRead
        case asked, warned, alerted, entrusted, questioned, replied, hintGiven, measured, concluded, recorded, instrumentDamaged
        case functionStated, chainStated, hypothesised, diagnosed, answered, equipmentWorn, equipmentTakenOff
        case areaMarkedOut, lockoutPrepared, isolated, lockApplied, identified, provedDead, bled, blocked, unblocked
        case lockRemoved, restored, containmentPlaced, operated, forced, unforced, toolTaken, toolPutBack, tagged
        case backedUp, disconnected, reconnected, fitted, unfitted
        case replaced, adjusted, tightened, cleaned, freed, greased, tensioned, airBled
        case drained, toppedUp, wasteSorted, formOpened, fieldFilled, formFiled, taskListOpened, taskDone, stockRead, bought
        case handedOver, tested, restarted, produced, waited, modeChanged, alarmRaised, tripped, damaged, dangerousAct
        case spent, prevented, finished
    }

    public var kind: Kind {
        switch self {
        case .moved: .moved
        case .doorOpened: .doorOpened
        case .doorClosed: .doorClosed
        case .observed: .observed
        case .documentOpened: .documentOpened
        case .diagramOpened: .diagramOpened
        case .channelsRead: .channelsRead
        case .pageRead: .pageRead
        case .stepsRead: .stepsRead
        case .asked: .asked
        case .warned: .warned
        case .alerted: .alerted
        case .entrusted: .entrusted
        case .questioned: .questioned
        case .replied: .replied
        case .hintGiven: .hintGiven
        case .measured: .measured
        case .concluded: .concluded
        case .recorded: .recorded
        case .instrumentDamaged: .instrumentDamaged
        case .functionStated: .functionStated
        case .chainStated: .chainStated
        case .hypothesised: .hypothesised
        case .diagnosed: .diagnosed
        case .answered: .answered
        case .equipmentWorn: .equipmentWorn
        case .equipmentTakenOff: .equipmentTakenOff
        case .areaMarkedOut: .areaMarkedOut
        case .lockoutPrepared: .lockoutPrepared
        case .isolated: .isolated
        case .lockApplied: .lockApplied
        case .identified: .identified
        case .provedDead: .provedDead
        case .bled: .bled
        case .blocked: .blocked
        case .unblocked: .unblocked
        case .lockRemoved: .lockRemoved
        case .restored: .restored
        case .containmentPlaced: .containmentPlaced
        case .operated: .operated
        case .forced: .forced
        case .unforced: .unforced
        case .toolTaken: .toolTaken
        case .toolPutBack: .toolPutBack
        case .tagged: .tagged
        case .backedUp: .backedUp
        case .disconnected: .disconnected
        case .reconnected: .reconnected
        case .fitted: .fitted
        case .unfitted: .unfitted
        case .replaced: .replaced
        case .adjusted: .adjusted
        case .tightened: .tightened
        case .cleaned: .cleaned
        case .freed: .freed
        case .greased: .greased
        case .tensioned: .tensioned
        case .airBled: .airBled
        case .drained: .drained
        case .toppedUp: .toppedUp
        case .wasteSorted: .wasteSorted
        case .formOpened: .formOpened
        case .fieldFilled: .fieldFilled
        case .formFiled: .formFiled
        case .taskListOpened: .taskListOpened
        case .taskDone: .taskDone
        case .stockRead: .stockRead
        case .bought: .bought
        case .handedOver: .handedOver
        case .tested: .tested
        case .restarted: .restarted
        case .produced: .produced
        case .waited: .waited
        case .modeChanged: .modeChanged
        case .alarmRaised: .alarmRaised
        case .tripped: .tripped
        case .damaged: .damaged
        case .dangerousAct: .dangerousAct
        case .spent: .spent
        case .prevented: .prevented
        case .finished: .finished
        }
    }
}

extension Event {
    /// Work that is meant to mend.
    public var isRemedy: Bool {
        switch kind {
        case .fitted, .replaced, .adjusted, .tightened, .cleaned, .freed, .greased, .tensioned, .airBled, .toppedUp: true
        default: false
        }
    }
}
