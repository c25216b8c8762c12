import Training

/// What a framework's file may ask of an event: its fields by the names that the journal has for them.
struct EventField: Sendable {
    enum Form: Sendable {
        case text
        case number
        case flag
        /// One of these words.
        case word([String])
    }

    let name: String
    let form: Form

    init(_ name: String, _ form: Form = .text) {
        self.name = name
        self.form = form
    }

    fileprivate static let ref = EventField("ref")
    fileprivate static let place = EventField("place")
    fileprivate static let source = EventField("source")
    fileprivate static let verdict = EventField("verdict", .word(Verdict.allCases.map(\.rawValue)))
    fileprivate static let form = EventField("form", .word(FormKind.allCases.map(\.rawValue)))
    fileprivate static let situation = [
        EventField("mode"), EventField("energised", .flag), EventField("pressurised", .flag), EventField("moving", .flag),
    ]
}

extension Event.Kind {
    /// The fields that can be asked for; exhaustive, so that a new event says its own.
    var fields: [EventField] {
        switch self {
        case .moved, .identified: [.place]
        case .doorOpened: [EventField("door")] + EventField.situation
        case .doorClosed: [EventField("door")]
        case .observed:
            [EventField("sense", .word(Sense.allCases.map(\.rawValue))), EventField("at")] + EventField.situation
        case .documentOpened: [EventField("document"), EventField("revision")]
        case .diagramOpened: [EventField("folio"), EventField("revision")]
        case .channelsRead, .stepsRead, .restarted: [EventField("mode")]
        case .pageRead: [EventField("page")]
        case .asked: [EventField("who"), EventField("about"), EventField("answer")]
        case .warned: [EventField("who"), EventField("about"), EventField("topic")]
        case .alerted: [EventField("about")]
        case .questioned: [EventField("question")]
        case .replied: [EventField("question"), EventField("text")]
        case .hintGiven: [EventField("hint"), EventField("price", .number)]
        case .measured:
            [
                EventField("quantity", .word(Measurand.allCases.map(\.rawValue))), EventField("instrument"),
                EventField("from"), EventField("to"), EventField("value", .number), EventField("live", .flag),
            ] + EventField.situation
        case .concluded: [EventField("reading", .number), .verdict]
        case .recorded: [EventField("point"), EventField("unit"), .verdict] + EventField.situation
        case .instrumentDamaged: [EventField("instrument"), EventField("by")]
        case .functionStated: [EventField("lost")]
        case .chainStated: [EventField("block", .word(ChainBlock.allCases.map(\.rawValue)))]
        case .entrusted: [EventField("who"), EventField("accepted", .flag)] + EventField.situation
        case .hypothesised: [EventField("number", .number), .ref, EventField("cause")]
        case .diagnosed: [.ref, EventField("cause")]
        case .answered: [EventField("question", .number), EventField("value")]
        case .equipmentWorn, .equipmentTakenOff: [EventField("equipment")]
        case .isolated: [.source, EventField("underLoad", .flag)]
        case .lockApplied, .restored: [.source]
        case .provedDead: [.place, EventField("instrument"), EventField("dead", .flag)]
        case .bled: [.ref, EventField("after", .number)]
        case .blocked, .unblocked, .tagged, .tripped: [.ref]
        case .lockRemoved: [.source, EventField("own", .flag)]
        case .containmentPlaced: [EventField("at")]
        case .operated: [.ref, EventField("position")] + EventField.situation
        case .forced, .unforced: [EventField("variable")]
        case .toolTaken, .toolPutBack: [EventField("tool")]
        case .backedUp: [EventField("device")]
        case .fitted: [.ref, EventField("at")] + EventField.situation
        case .disconnected, .unfitted, .cleaned, .freed, .greased, .airBled, .tightened, .toppedUp: [.ref] + EventField.situation
        case .reconnected: [.ref, EventField("asDrawn", .flag)]
        case .replaced:
            [.ref, EventField("part"), EventField("fits", .flag), EventField("healthyBefore", .flag)] + EventField.situation
        case .adjusted: [.ref, EventField("parameter"), EventField("to", .number)] + EventField.situation
        case .tensioned: [.ref, EventField("to", .number)] + EventField.situation
        case .drained: [.ref, EventField("contained", .flag)] + EventField.situation
        case .wasteSorted: [EventField("waste"), EventField("bin"), EventField("right", .flag)]
        case .formOpened, .formFiled: [.form]
        case .fieldFilled: [.form, EventField("field", .word(FormField.allCases.map(\.rawValue)))]
        case .taskListOpened: [EventField("revision")]
        case .taskDone: [EventField("operation", .number), .verdict] + EventField.situation
        case .stockRead, .bought: [EventField("part")]
        case .handedOver: EventField.situation
        case .tested: [EventField("kind", .word(TestKind.allCases.map(\.rawValue))), EventField("passed", .flag)]
        case .waited: [EventField("seconds", .number)]
        case .modeChanged: [EventField("from"), EventField("to")]
        case .alarmRaised: [EventField("alarm")]
        case .damaged: [.ref, EventField("failure")]
        case .dangerousAct: [EventField("danger", .word(Danger.allCases.map(\.rawValue))), .ref]
        case .spent: [EventField("amount", .number), EventField("on")]
        case .prevented: [EventField("need", .word(Need.allCases.map(\.rawValue))), EventField("of")]
        case .areaMarkedOut, .lockoutPrepared, .produced, .finished: []
        }
    }
}

extension Event {
    /// What the event has in a field of its kind, written as a file would write it; nil when there is nothing.
    func text(of field: String) -> String? {
        if let situation, let text = situation.text(of: field) { return text }
        return facts.first { $0.name == field }?.value
    }

    /// The machine as it was when the event happened, for the events that say it.
    var situation: Situation? {
        switch self {
        case .doorOpened(_, let situation), .recorded(_, _, _, let situation), .operated(_, _, let situation),
            .disconnected(_, let situation), .fitted(_, _, _, let situation), .unfitted(_, let situation),
            .replaced(_, _, _, _, let situation), .adjusted(_, _, _, _, let situation),
            .tightened(_, _, _, let situation), .cleaned(_, _, let situation), .freed(_, _, let situation),
            .greased(_, _, _, let situation),
            .tensioned(_, _, _, let situation), .airBled(_, _, let situation), .drained(_, _, _, let situation),
            .toppedUp(_, _, _, let situation),
            .taskDone(_, _, let situation), .handedOver(let situation), .entrusted(_, _, _, let situation):
            situation
        case .observed(let observation): observation.situation
        case .measured(let reading): reading.situation
        default: nil
        }
    }

    private typealias Fact = (name: String, value: String?)

    private var facts: [Fact] {
        switch self {
        case .moved(let place), .identified(let place): [("place", place)]
        case .doorOpened(let door, _), .doorClosed(let door): [("door", door)]
        case .observed(let observation): [("sense", observation.sense.rawValue), ("at", observation.at)]
        case .documentOpened(let document, let revision): [("document", document), ("revision", revision)]
        case .diagramOpened(let folio, let revision): [("folio", folio), ("revision", revision)]
        case .channelsRead(_, let mode), .stepsRead(_, _, let mode), .restarted(let mode): [("mode", mode)]
        case .pageRead(let page, _): [("page", page)]
        case .asked(let who, let about, let answer): [("who", who), ("about", about), ("answer", answer)]
        case .warned(let who, let about, let topic): [("who", who), ("about", about), ("topic", topic)]
        case .alerted(let about): [("about", about)]
        case .entrusted(let who, _, let isAccepted, _): [("who", who), ("accepted", "\(isAccepted)")]
        case .questioned(let question): [("question", question)]
        case .replied(let question, let text): [("question", question), ("text", text)]
        case .hintGiven(let hint, let price): [("hint", hint), ("price", written(price))]
        case .concluded(let reading, let verdict): [("reading", "\(reading)"), ("verdict", verdict.rawValue)]
        case .instrumentDamaged(let instrument, let by): [("instrument", instrument), ("by", by)]
        case .functionStated(let lost): [("lost", lost)]
        case .chainStated(let block, _): [("block", block.rawValue)]
        case .hypothesised(let number, let ref, let cause): [("number", "\(number)"), ("ref", ref), ("cause", cause)]
        case .diagnosed(let ref, let cause, _): [("ref", ref), ("cause", cause)]
        case .answered(let question, let value): [("question", "\(question)"), ("value", value)]
        case .recorded(let point, let value, let verdict, _):
            [("point", point), ("unit", value.unit), ("verdict", verdict.rawValue)]
        case .measured(let reading):
            [
                ("quantity", reading.quantity.rawValue), ("instrument", reading.instrument), ("from", reading.from),
                ("to", reading.to), ("value", reading.value.map(written)), ("live", "\(reading.live)"),
            ]
        default: workFacts
        }
    }

    private var workFacts: [Fact] {
        switch self {
        case .equipmentWorn(let equipment), .equipmentTakenOff(let equipment): [("equipment", equipment)]
        case .isolated(let source, let underLoad): [("source", source), ("underLoad", "\(underLoad)")]
        case .lockApplied(let source), .restored(let source): [("source", source)]
        case .lockRemoved(let source, let own): [("source", source), ("own", "\(own)")]
        case .provedDead(let proof):
            [("place", proof.place), ("instrument", proof.instrument), ("dead", "\(proof.dead)")]
        case .bled(let ref, _, let after): [("ref", ref), ("after", written(after))]
        case .blocked(let ref), .unblocked(let ref), .tagged(let ref), .tripped(let ref), .disconnected(let ref, _),
            .unfitted(let ref, _),
            .cleaned(let ref, _, _), .freed(let ref, _, _), .greased(let ref, _, _, _), .airBled(let ref, _, _),
            .tightened(let ref, _, _, _),
            .toppedUp(let ref, _, _, _):
            [("ref", ref)]
        case .containmentPlaced(let place): [("at", place)]
        case .operated(let ref, let position, _): [("ref", ref), ("position", position)]
        case .forced(let variable, _), .unforced(let variable): [("variable", variable)]
        case .toolTaken(let tool), .toolPutBack(let tool): [("tool", tool)]
        case .backedUp(let device): [("device", device)]
        case .reconnected(let ref, let asDrawn, _): [("ref", ref), ("asDrawn", "\(asDrawn)")]
        case .fitted(let ref, let at, _, _): [("ref", ref), ("at", at)]
        case .replaced(let ref, let part, let fits, let healthy, _):
            [("ref", ref), ("part", part), ("fits", "\(fits)"), ("healthyBefore", "\(healthy)")]
        case .adjusted(let ref, let parameter, _, let to, _): [("ref", ref), ("parameter", parameter), ("to", written(to))]
        case .tensioned(let ref, _, let to, _): [("ref", ref), ("to", written(to))]
        case .drained(let ref, _, let contained, _): [("ref", ref), ("contained", "\(contained)")]
        case .wasteSorted(let waste, let bin, let right): [("waste", waste), ("bin", bin), ("right", "\(right)")]
        default: closingFacts
        }
    }

    private var closingFacts: [Fact] {
        switch self {
        case .formOpened(let form): [("form", form.rawValue)]
        case .formFiled(let form): [("form", form.kind.rawValue)]
        case .fieldFilled(let form, let field, _): [("form", form.rawValue), ("field", field.rawValue)]
        case .taskListOpened(let revision): [("revision", revision)]
        case .taskDone(let operation, let verdict, _): [("operation", "\(operation)"), ("verdict", verdict?.rawValue)]
        case .stockRead(let part, _), .bought(let part, _, _): [("part", part)]
        case .tested(let kind, let passed, _): [("kind", kind.rawValue), ("passed", "\(passed)")]
        case .waited(let seconds): [("seconds", written(seconds))]
        case .modeChanged(let from, let to): [("from", from), ("to", to)]
        case .alarmRaised(let alarm): [("alarm", alarm)]
        case .damaged(let ref, let failure): [("ref", ref), ("failure", failure)]
        case .dangerousAct(let danger, let ref): [("danger", danger.rawValue), ("ref", ref)]
        case .spent(let amount, let on): [("amount", written(amount)), ("on", on)]
        case .prevented(let need, let of): [("need", need.rawValue), ("of", of)]
        default: []
        }
    }

    private func written(_ number: Double) -> String {
        number == number.rounded() && abs(number) < 1e15 ? "\(Int(number))" : "\(number)"
    }
}

extension Situation {
    fileprivate func text(of field: String) -> String? {
        switch field {
        case "mode": mode
        case "energised": "\(energised)"
        case "pressurised": "\(pressurised)"
        case "moving": "\(moving)"
        default: nil
        }
    }
}
