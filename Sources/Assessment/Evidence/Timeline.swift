import Training

/// A journal as the evidence reads it: events one after the other, each with the session as it stood just before.
struct Timeline: Sendable {
    struct Step: Sendable {
        /// Index of the entry.
        let entry: Int
        /// Machine time at the entry's end, s.
        let time: Double
        let event: Event
        let before: SessionState
    }

    let steps: [Step]
    /// At the end of what was journaled.
    let state: SessionState
    let duration: Double

    init(_ entries: [Entry]) {
        var steps: [Step] = []
        var state = SessionState()
        for entry in entries {
            for event in entry.events {
                steps.append(Step(entry: entry.index, time: entry.time, event: event, before: state))
                state.apply(event)
            }
            state.clock = entry.time
        }
        self.steps = steps
        self.state = state
        duration = entries.last?.time ?? 0
    }

    /// The session is closed: what is not done will not be.
    var isOver: Bool { state.finished }

    func first(_ pattern: Pattern) -> Int? { steps.firstIndex { pattern.matches($0.event) } }
    func first(_ moment: Pattern.Moment) -> Int? { first(Pattern(moment)) }
    func last(_ moment: Pattern.Moment) -> Int? {
        let pattern = Pattern(moment)
        return steps.lastIndex { pattern.matches($0.event) }
    }
    func all(_ pattern: Pattern) -> [Int] { steps.indices.filter { pattern.matches(steps[$0].event) } }

    /// Entries of these steps, each once, in order.
    func entries(_ indices: [Int]) -> [Int] {
        var entries: [Int] = []
        for index in indices.sorted() where entries.last != steps[index].entry { entries.append(steps[index].entry) }
        return entries
    }

    /// Readings, with the step of each.
    var readings: [(step: Int, reading: Reading)] {
        steps.indices.compactMap { index in
            if case .measured(let reading) = steps[index].event { (index, reading) } else { nil }
        }
    }

    /// The last form of a kind that was signed.
    func filed(_ kind: FormKind) -> [(step: Int, form: FiledForm)] {
        steps.indices.compactMap { index in
            if case .formFiled(let form) = steps[index].event, form.kind == kind { (index, form) } else { nil }
        }
    }
}
