extension SessionState {
    /// One event more. Exhaustive: a new event says here what it changes.
    public mutating func apply(_ event: Event) {
        switch event {
        // Where and what
        case .moved(let place): self.place = place
        case .doorOpened(let door, let situation):
            openDoors.insert(once: door)
            mode = situation.mode
        case .doorClosed(let door): openDoors.remove(every: door)
        case .observed(let observation):
            observations.append(observation)
            mode = observation.situation.mode
        case .documentOpened(let document, _): documents.insert(once: document)
        case .diagramOpened(let folio, _): documents.insert(once: folio)
        case .channelsRead(_, let mode): self.mode = mode
        case .stepsRead(_, _, let mode): self.mode = mode
        case .pageRead: break

        // People
        case .asked(let who, let about, let answer):
            contacts.append(Contact(who: who, about: about, topic: answer, asked: true))
        case .warned(let who, let about, let topic):
            contacts.append(Contact(who: who, about: about, topic: topic, asked: false))
        case .entrusted: break
        case .alerted(let about): contacts.append(Contact(who: "everyone", about: about, topic: "alert", asked: false))
        case .questioned(let question): openQuestion = question
        case .replied: openQuestion = nil
        case .hintGiven(let hint, _): hints.append(hint)

        // Measure
        case .measured(let reading):
            readings.append(reading)
            mode = reading.situation.mode
        case .concluded(let reading, let verdict): verdicts[reading] = verdict
        case .recorded(let point, let value, let verdict, let situation):
            records.append(Record(point: point, value: value, verdict: verdict))
            mode = situation.mode
        case .instrumentDamaged(let instrument, _): toolsOut.remove(every: instrument)

        // Reason
        case .functionStated(let lost): lostFunction = lost
        case .chainStated(let block, _): chains.append(block)
        case .hypothesised(let number, let ref, let cause):
            hypotheses.append(Hypothesis(number: number, ref: ref, cause: cause))
        case .diagnosed(let ref, let cause, let proofs): diagnosis = Diagnosis(ref: ref, cause: cause, proofs: proofs)
        case .answered(let question, let value): answers[question] = value

        // Make safe
        case .equipmentWorn(let equipment): worn.insert(once: equipment)
        case .equipmentTakenOff(let equipment): worn.remove(every: equipment)
        case .areaMarkedOut: markedOut = true
        case .lockoutPrepared(let sources): preparedSources = sources
        case .isolated(let source, _): isolated.insert(once: source)
        case .lockApplied(let source): locked.insert(once: source)
        case .identified(let place): identified.insert(once: place)
        case .provedDead(let verification):
            if verification.dead {
                verified.insert(once: verification.place)
                verificationFailed = false
            } else {
                verified.remove(every: verification.place)
                verificationFailed = true
            }
        case .bled(let ref, _, _): bled.insert(once: ref)
        case .blocked(let ref):
            if !blocked.contains(ref) { blockedOver[ref] = isolated }
            blocked.insert(once: ref)
        case .unblocked(let ref):
            blocked.remove(every: ref)
            blockedOver[ref] = nil
        case .lockRemoved(let source, _): locked.remove(every: source)
        case .restored(let source):
            isolated.remove(every: source)
            // What was verified dead or bled is no longer known to be so.
            verified = []
            bled = []
        case .containmentPlaced(let place): containments.insert(once: place ?? "")

        // Act
        case .operated(_, _, let situation): mode = situation.mode
        case .forced(let variable, _): forced.insert(once: variable)
        case .unforced(let variable): forced.remove(every: variable)
        case .toolTaken(let tool): toolsOut.insert(once: tool)
        case .toolPutBack(let tool): toolsOut.remove(every: tool)
        case .tagged(let ref): tagged.insert(once: ref)
        case .backedUp(let device): backedUp.insert(once: device)
        case .disconnected(let ref, _): disconnected.insert(once: ref)
        case .reconnected(let ref, _, _): disconnected.remove(every: ref)
        case .fitted(let ref, let at, _, _): work.append(.fitted(ref: ref, at: at))
        case .unfitted(let ref, _): work.append(.unfitted(ref: ref))
        case .replaced(let ref, let part, _, _, _): work.append(.replaced(ref: ref, part: part))
        case .adjusted(let ref, let parameter, _, _, _): work.append(.adjusted(ref: ref, parameter: parameter))
        case .tightened(let ref, _, _, _): work.append(.tightened(ref: ref))
        case .cleaned(let ref, _, _): work.append(.cleaned(ref: ref))
        case .freed(let ref, _, _): work.append(.freed(ref: ref))
        case .greased(let ref, _, _, _): work.append(.greased(ref: ref))
        case .tensioned(let ref, _, _, _): work.append(.tensioned(ref: ref))
        case .airBled(let ref, _, _): work.append(.airBled(ref: ref))
        case .drained(let ref, _, _, _): work.append(.drained(ref: ref))
        case .toppedUp(let ref, _, _, _): work.append(.toppedUp(ref: ref))
        case .wasteSorted: break

        // Organise
        // An order is read; it is in hand once something was written in it.
        case .formOpened(let kind): if kind != .order { takeUp(kind) }
        case .fieldFilled(let kind, let field, let value): fill(kind, field, value)
        case .formFiled(let form):
            filed.append(form)
            openForms.removeAll { $0.kind == form.kind }
        case .taskListOpened: break
        case .taskDone(let operation, _, _): tasksDone.insert(once: operation)
        case .stockRead, .bought: break
        case .handedOver(let situation):
            handedOver = true
            mode = situation.mode

        // Try
        case .tested(let kind, let passed, _): tests.append(Test(kind: kind, passed: passed))
        case .restarted(let mode):
            restarted = true
            self.mode = mode
        case .produced, .waited: break

        // What the machine did meanwhile
        case .modeChanged(_, let mode): self.mode = mode
        case .alarmRaised, .tripped, .damaged: break

        // Consequences
        case .dangerousAct(let danger, let ref): dangerousActs.append(DangerousAct(danger: danger, ref: ref))
        case .spent(let amount, _): cost += amount
        case .prevented: break
        case .finished: finished = true
        }
    }

    /// Writes a field of the open form, in the place of what it held.
    private mutating func fill(_ kind: FormKind, _ field: FormField, _ value: String) {
        var form = takeUp(kind)
        if let index = form.filled.firstIndex(where: { $0.field == field }) {
            form.filled[index].value = value
        } else {
            form.filled.append(FiledForm.Entry(field: field, value: value))
        }
        openForms[openForms.count - 1] = form
    }

    /// The form of that kind in hand, with what was written in it; another that is open stays so.
    @discardableResult
    private mutating func takeUp(_ kind: FormKind) -> OpenForm {
        let form = openForms.first { $0.kind == kind } ?? OpenForm(kind: kind, filled: [])
        openForms.removeAll { $0.kind == kind }
        openForms.append(form)
        return form
    }
}

extension Array where Element: Equatable {
    fileprivate mutating func insert(once element: Element) {
        if !contains(element) { append(element) }
    }

    fileprivate mutating func remove(every element: Element) {
        removeAll { $0 == element }
    }
}
