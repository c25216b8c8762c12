/// What happened: everything that an indicator, a report or a debrief may read, with no need to run the machine again.
///
/// The JSON shape is the journal's: a new event is a new case and a new fact in an old one is optional, so that every journal ever
/// written still decodes (`EventSamples` in the tests keeps one line of each). Values are SI, pressures gauge.
public enum Event: Codable, Hashable, Sendable {
    // MARK: where and what
    case moved(place: String)
    case doorOpened(door: String, situation: Situation)
    case doorClosed(door: String)
    case observed(observation: Observation)
    case documentOpened(document: String, revision: String?)
    case diagramOpened(folio: String, revision: String?)
    case channelsRead(channels: [ChannelReading], mode: String)
    case pageRead(page: String, values: [Named])
    case stepsRead(active: [String], blocking: [String], mode: String)

    // MARK: people
    /// `answer` names the scenario's answer; nil when nobody had anything to say about that.
    case asked(who: String, about: String, answer: String?)
    /// `topic` is what the scenario recognised the message to be about: `arrival`, `stop`, `manual`, `test`, `handOver`, `advice`…
    case warned(who: String, about: String, topic: String?)
    case alerted(about: String)
    /// Work given to somebody else, on a machine that the trainee made safe; nothing was done where it was not `accepted`.
    case entrusted(who: String, refs: [String], accepted: Bool, situation: Situation)
    case questioned(question: String)
    case replied(question: String?, text: String)
    /// `price` as the scenario fixes it, 0 when the competency is not scored here.
    case hintGiven(hint: String, price: Double)

    // MARK: measure
    case measured(reading: Reading)
    case concluded(reading: Int, verdict: Verdict)
    case recorded(point: String, value: Amount, verdict: Verdict, situation: Situation)
    case instrumentDamaged(instrument: String, by: String)

    // MARK: reason
    case functionStated(lost: String)
    case chainStated(block: ChainBlock, refs: [String])
    case hypothesised(number: Int, ref: String, cause: String?)
    case diagnosed(ref: String, cause: String, proofs: [Int])
    case answered(question: Int, value: String)

    // MARK: make safe
    case equipmentWorn(equipment: String)
    case equipmentTakenOff(equipment: String)
    case areaMarkedOut
    /// The sources that the trainee listed by their references.
    case lockoutPrepared(sources: [String])
    case isolated(source: String, underLoad: Bool)
    case lockApplied(source: String)
    case identified(place: String)
    case provedDead(verification: Verification)
    case bled(ref: String, before: Double, after: Double)
    case blocked(ref: String)
    case unblocked(ref: String)
    case lockRemoved(source: String, own: Bool)
    case restored(source: String)
    case containmentPlaced(at: String?)

    // MARK: act
    case operated(ref: String, position: String?, situation: Situation)
    case forced(variable: String, value: Double)
    case unforced(variable: String)
    case toolTaken(tool: String)
    case toolPutBack(tool: String)
    case tagged(ref: String)
    case backedUp(device: String)
    case disconnected(ref: String, situation: Situation)
    /// `on` is the terminal, when it was said.
    case reconnected(ref: String, asDrawn: Bool, on: String? = nil)
    /// A part of the kit at a port; what came to the port comes to the part since.
    case fitted(ref: String, at: String, hoses: [String], situation: Situation)
    case unfitted(ref: String, situation: Situation)
    case replaced(ref: String, part: String, fits: Bool, healthyBefore: Bool, situation: Situation)
    case adjusted(ref: String, parameter: String, from: Double, to: Double, situation: Situation)
    /// `torque` in N·m, nil by feel.
    case tightened(ref: String, torque: Double?, effect: Effect, situation: Situation)
    case cleaned(ref: String, effect: Effect, situation: Situation)
    case freed(ref: String, effect: Effect, situation: Situation)
    case greased(ref: String, amount: Double?, effect: Effect, situation: Situation)
    /// Forces in N.
    case tensioned(ref: String, from: Double, to: Double, situation: Situation)
    case airBled(ref: String, effect: Effect, situation: Situation)
    /// `volume` of oil poured, m³.
    case toppedUp(ref: String, volume: Double, effect: Effect, situation: Situation)
    /// `volume` in m³.
    case drained(ref: String, volume: Double, contained: Bool, situation: Situation)
    case wasteSorted(waste: String, bin: String, right: Bool)

    // MARK: organise
    case formOpened(form: FormKind)
    case fieldFilled(form: FormKind, field: FormField, value: String)
    case formFiled(form: FiledForm)
    case taskListOpened(revision: String?)
    case taskDone(operation: Int, verdict: Verdict?, situation: Situation)
    case stockRead(part: String, available: Int)
    /// `delay` in seconds until it is there.
    case bought(part: String, count: Int, delay: Double)
    case handedOver(situation: Situation)

    // MARK: try
    case tested(kind: TestKind, passed: Bool, values: [Named])
    case restarted(mode: String)
    case produced(counts: [Named], seconds: Double)
    case waited(seconds: Double)

    // MARK: what the machine did meanwhile
    case modeChanged(from: String, to: String)
    case alarmRaised(alarm: String)
    case tripped(ref: String)
    case damaged(ref: String, failure: String)

    // MARK: consequences
    case dangerousAct(danger: Danger, ref: String?)
    /// In the currency of the scenario.
    case spent(amount: Double, on: String)
    /// The act could not be done: too far, no tool, door shut. It takes no time.
    case prevented(need: Need, of: String?)
    case finished
}

/// What an act needed and was not there.
public enum Need: String, Codable, Hashable, Sendable, CaseIterable {
    case nearness, tool, openDoor, document, part, readings, safeState, authorisation, nothingToDo
}
