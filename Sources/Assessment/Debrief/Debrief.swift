public import Notation
public import Training

/// What to take away from a session: the acts one by one, the reference path beside them, and three sentences. A pure function of journal,
/// score and criteria.
///
/// How many suspects each act left is told where it was worked out (`Suspects`).
public struct Debrief: Codable, Hashable, Sendable {
    /// What an act was worth; the three in the middle need the suspects.
    public enum Class: String, Codable, Hashable, Sendable, CaseIterable {
        /// A reading that proves the cause.
        case confirms
        /// A reading that had been taken already.
        case redundant
        /// What it showed excluded a third of the suspects or more.
        case splits
        /// It excluded some.
        case eliminates
        /// A reading that excluded none.
        case idle
        case replacesWithProof, replacesWithoutProof
        case unsafe
        /// Nothing can be said of it without the suspects that it left.
        case other

        public var text: Text {
            switch self {
            case .confirms: Text(fr: "confirme", en: "confirms")
            case .redundant: Text(fr: "déjà mesuré", en: "already measured")
            case .splits: Text(fr: "partage les suspectes", en: "splits the suspects")
            case .eliminates: Text(fr: "en élimine", en: "eliminates some")
            case .idle: Text(fr: "n'élimine rien", en: "eliminates none")
            case .replacesWithProof: Text(fr: "intervient avec preuve", en: "works with proof")
            case .replacesWithoutProof: Text(fr: "intervient sans preuve", en: "works without proof")
            case .unsafe: Text(fr: "dangereux", en: "unsafe")
            case .other: Text("–")
            }
        }
    }

    public struct Act: Codable, Hashable, Sendable {
        /// Of the journal's file.
        public var line: Int
        /// Machine time, s.
        public var time: Double
        public var text: Text
        public var kind: Class
        /// Faults still possible after it; nil where it is not known.
        public var suspects: Int?
    }

    public struct Step: Codable, Hashable, Sendable {
        public var text: Text
        /// The trainee did it.
        public var done: Bool
        public var suspects: Int?
    }

    public var acts: [Act]
    public var reference: [Step]
    /// At most three sentences, the habit that would help most first.
    public var advice: [Text]
    /// Said under the columns.
    public var note: Text

    /// - Parameters:
    ///   - names: how the things of the exercise are called.
    ///   - suspects: how many there were before any act, then after each entry of the journal, as far as they were worked out.
    public init(
        of journal: Journal, score: Score, criteria: Criteria, framework: Framework, names: Vocabulary = Vocabulary([]),
        suspects: [Int] = []
    ) {
        let timeline = Timeline(journal.entries)
        acts = Self.acts(timeline, criteria, names, suspects)
        reference = Self.reference(timeline, criteria)
        advice = Advice.sentences(score, framework)
        note =
            suspects.isEmpty
            ? Text(
                fr:
                    "Combien de pannes restaient possibles après chaque acte n'est pas calculé ; le chemin le plus court : banc diagnose \(score.scenario)",
                en:
                    "How many faults were still possible after each act is not worked out; the shortest way: banc diagnose \(score.scenario)"
            )
            : Text(
                fr: "Suspectes : les pannes encore possibles, pour qui saurait ce que chacune montre à cet instant.",
                en: "Suspects: the faults still possible, to somebody who knew what each of them shows at that moment.")
    }

    // MARK: - Acts

    private static func acts(
        _ timeline: Timeline, _ criteria: Criteria, _ names: Vocabulary, _ suspects: [Int]
    ) -> [Act] {
        let repeats = timeline.repeats
        let proofs = criteria.proofs
        var acts: [Act] = []
        for (index, step) in timeline.steps.enumerated() {
            guard step.event.isTold else { continue }
            let text = step.event.sentence(names)
            let dangerous = timeline.steps.contains { $0.entry == step.entry && $0.event.kind == .dangerousAct }
            var kind = Class.other
            if dangerous {
                kind = .unsafe
            } else if case .measured(let reading) = step.event {
                if repeats.contains(index) {
                    kind = .redundant
                } else if proofs.contains(where: { $0.isTaken(by: reading) && $0.isInState(reading) && $0.isNear(reading.value) })
                {
                    kind = .confirms
                }
            } else if step.event.isRemedy {
                kind = isProved(step.before, proofs) ? .replacesWithProof : .replacesWithoutProof
                // A round's or a task list's work is due, not deduced.
                if criteria.diagnosis == nil { kind = .other }
            }
            let left = suspects.indices.contains(step.entry) ? suspects[step.entry] : nil
            if kind == .other, let left { kind = worth(step.event, from: suspects[step.entry - 1], to: left) }
            acts.append(Act(line: lineOfEntry(step.entry), time: step.time, text: text, kind: kind, suspects: left))
        }
        return acts
    }

    /// Of an act that left fewer suspects, or might have.
    private static func worth(_ event: Event, from before: Int, to after: Int) -> Class {
        if 3 * (before - after) >= before { return .splits }
        if after < before { return .eliminates }
        return event.kind == .measured && after > 1 ? .idle : .other
    }

    /// The diagnosis was stated, and one of the readings that it quotes proves it.
    private static func isProved(_ state: SessionState, _ proofs: [Criteria.Measurement]) -> Bool {
        guard let diagnosis = state.diagnosis else { return false }
        return state.readings.contains { reading in
            diagnosis.proofs.contains(reading.number)
                && proofs.contains { $0.isTaken(by: reading) && $0.isInState(reading) && $0.isNear(reading.value) }
        }
    }

    // MARK: - The reference path

    /// From the scenario's own criteria, in the order of the trade.
    private static func reference(_ timeline: Timeline, _ criteria: Criteria) -> [Step] {
        var steps: [Step] = []
        func add(_ text: Text, _ done: Bool) { steps.append(Step(text: text, done: done)) }
        let state = timeline.state
        if !criteria.documents.isEmpty {
            let names = Texts.titles(criteria.documents)
            add(Text(fr: "lire ", en: "read ") + names, criteria.documents.allSatisfy { state.documents.contains($0) })
        }
        for point in criteria.round {
            add(
                Text(fr: "relever \(point.point)", en: "record \(point.point)"),
                state.records.contains { $0.point.plain == point.point.plain })
        }
        let readings = criteria.measurements + criteria.proofs
        for measurement in readings {
            add(
                Text(fr: "mesurer ", en: "measure ") + Texts.reading(measurement),
                timeline.readings.contains { measurement.isTaken(by: $0.reading) && measurement.isInState($0.reading) })
        }
        for cause in criteria.diagnoses {
            guard let ref = cause.refs.first else { continue }
            let why = cause.causes.first ?? ""
            add(
                Text(fr: "dire le diagnostic : \(ref) \(why)", en: "state the diagnosis: \(ref) \(why)"),
                timeline.steps.contains { step in
                    guard case .diagnosed(let given, _, _) = step.event else { return false }
                    return cause.refs.contains { $0.plain == given.plain }
                })
        }
        if let lockout = criteria.lockout, !lockout.sources.isEmpty {
            let names = lockout.sources.joined(separator: ", ")
            let locked = timeline.steps.contains { step in lockout.sources.allSatisfy { step.before.locked.contains($0) } }
            add(Text(fr: "consigner \(names)", en: "lock out \(names)"), locked)
            for place in lockout.places.prefix(1) {
                let verified = timeline.steps.contains { step in lockout.places.contains { step.before.verified.contains($0) } }
                add(Text(fr: "vérifier l'absence de tension à \(place)", en: "prove \(place) dead"), verified)
            }
        }
        for repair in criteria.repairs {
            add(
                repair.advice,
                timeline.steps.contains {
                    $0.event.kind.rawValue == repair.act.rawValue && $0.event.text(of: "ref")?.plain == repair.ref.plain
                })
        }
        for test in criteria.tests {
            let name = test.words.shown
            add(
                Text(fr: "essai \(name.fr)", en: "test \(name.en)"), state.tests.contains { $0.kind == test && $0.passed })
        }
        for control in criteria.controls {
            let work = timeline.last(.work) ?? Int.max
            add(
                Text(fr: "mesurer de nouveau ", en: "measure again ") + Texts.reading(control),
                timeline.readings.contains { $0.step > work && control.isTaken(by: $0.reading) })
        }
        add(Text(fr: "compte rendu", en: "report"), state.filed.contains { $0.kind == .report })
        add(Text(fr: "restituer la machine", en: "hand the machine back"), state.handedOver)
        return steps
    }
}

extension Event {
    /// What a debrief tells of: what was seen, read, thought and done; not the walking about nor the paper.
    fileprivate var isTold: Bool {
        switch kind {
        case .observed, .asked, .channelsRead, .stepsRead, .measured, .hypothesised, .diagnosed, .lockApplied, .provedDead,
            .disconnected, .fitted, .unfitted, .replaced, .adjusted, .tightened, .cleaned, .freed, .greased, .tensioned,
            .recorded, .tested,
            .dangerousAct,
            .restarted, .handedOver, .entrusted:
            true
        default: false
        }
    }
}
