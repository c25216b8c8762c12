public import Assessment
public import Notation
import Records
public import Training

/// What the sessions of one learner show together. A pure function of their scores.
///
/// How levels add up:
/// - **Within an exercise the last finished session counts**, not the best: a positioning says what somebody can do now, so that
///   practice lifts it and a slip is seen. It is no mean of tries either: nobody is held back by how they began. The number of
///   tries and the first level stand beside it, for who knows the fault already looks better than they are.
/// - **Over exercises a competency's share is the mean of theirs, each weighing as much as the indicators that it let be seen**: the
///   rule by which a session's indicators make its competencies and these its units (`Score`), so that a portfolio of one exercise
///   says what its score says. The framework's thresholds make it a level; help makes « acquis avec aide » where it was taken in
///   half of that weight.
/// - **One exercise is one occasion**: a level is confirmed from two exercises on.
/// - **A gate is never averaged away.** What endangered somebody stays open until the same exercise was done again to its end without
///   it: the indicator seen and not missed, or the act not done and a competency that it weighs upon acquired, so that nothing is
///   mended by closing a session at once. While it is open, it caps the competencies and units of that session whatever else was done (an eliminatory one: not acquired), and it is
///   shown apart, afterwards too.
/// - **A session that was not closed lifts nothing** (one could leave before what is hard), but its gates count.
public struct Portfolio: Sendable, Hashable, Encodable {
    /// What one exercise says of a competency.
    public struct Evidence: Sendable, Hashable {
        public var exercise: String
        /// Of the session that counts, the last.
        public var level: Level
        public var share: Double
        public var began: Double
        public var journal: String
        public var helped: Bool
        /// Indicators that were seen in it.
        public var observations: Int
        /// Finished sessions on this exercise in which something of the competency was seen.
        public var tries: Int
        /// In the first of them.
        public var firstLevel: Level
        /// Of the indicators that were seen.
        fileprivate var weight: Double
    }

    public struct Competency: Sendable, Hashable {
        public var code: String
        public var title: Text
        /// Nil when nothing of it was ever observed.
        public var level: Level?
        /// 0 to 1.
        public var share: Double?
        public var helped: Bool
        /// Two exercises or more say so.
        public var isConfirmed: Bool
        /// An open gate weighs on it.
        public var isCapped: Bool
        public var evidence: [Evidence]
        /// Indicators that no exercise has let be seen yet.
        public var unseen: [String]

        public var observations: Int { evidence.reduce(0) { $0 + $1.observations } }
        public var lastSeen: Double? { evidence.map(\.began).max() }
        fileprivate var weight: Double { evidence.reduce(0) { $0 + $1.weight } }
    }

    public struct Unit: Sendable, Hashable {
        public var unit: String
        public var title: Text
        public var level: Level?
        public var share: Double?
        public var competencies: [Competency]

        /// Competencies of it that were observed.
        public var seen: Int { competencies.count { $0.level != nil } }
    }

    /// What endangered somebody in an exercise, however often it did.
    public struct Gate: Sendable, Hashable {
        public struct Occurrence: Sendable, Hashable, Encodable {
            public var began: Double
            public var journal: String
            public var lines: [Int]
        }

        public var exercise: String
        public var effect: Score.Gate.Effect
        public var units: [String]
        /// Those scored in the exercise that it weighs upon: an indicator on its own, an act on each that has safety in it.
        public var competencies: [String]
        public var indicator: String?
        public var danger: Danger?
        public var text: Text
        public var rule: Text
        /// By session.
        public var occurrences: [Occurrence]
        /// The exercise was not done again without it.
        public var isOpen: Bool

        fileprivate func isSame(as other: Score.Gate) -> Bool { indicator == other.indicator && danger == other.danger }
    }

    /// A session, for the list of them.
    public struct Session: Sendable, Hashable {
        public var exercise: String
        public var began: Double
        public var journal: String
        public var isFinished: Bool
        /// Its journal is what was counted.
        public var isSound: Bool
        public var isMissing: Bool
    }

    /// What to do next.
    public struct Suggestion: Sendable, Hashable {
        public enum Reason: String, Codable, Sendable, Hashable, CaseIterable {
            /// To do again without what endangered somebody.
            case openGate
            /// Shows what was never observed.
            case neverObserved
            /// Shows again what is not acquired, or not confirmed.
            case notConfirmed
        }

        public var exercise: String
        public var reason: Reason
        /// What it would show of that.
        public var competencies: [String]
    }

    public var learner: String
    /// Revision of the framework.
    public var framework: String
    public var units: [Unit]
    public var gates: [Gate]
    public var sessions: [Session]
    public var next: [Suggestion]
    /// Competencies that no exercise at hand can show.
    public var withoutOccasion: [String]

    public var competencies: [Competency] { units.flatMap(\.competencies) }
    public var openGates: Int { gates.count { $0.isOpen } }
    public var neverObserved: [String] { competencies.filter { $0.level == nil }.map(\.code) }

    /// - Parameters:
    ///   - attempts: in any order.
    ///   - occasions: what the exercises at hand can show, in the order in which they are to be proposed.
    public init(of learner: String, _ attempts: [Attempt], framework: Framework, occasions: [Occasion]) {
        self.learner = learner
        self.framework = framework.revision
        let attempts = attempts.sorted { ($0.began, $0.journal) < ($1.began, $1.journal) }
        sessions = attempts.map { attempt in
            Session(
                exercise: attempt.exercise, began: attempt.began, journal: attempt.journal,
                isFinished: attempt.score.isComplete, isSound: attempt.state == .sound, isMissing: attempt.state == .missing)
        }
        let gates = Self.gates(attempts)
        self.gates = gates
        let finished = attempts.filter(\.score.isComplete)
        units = framework.units.map { unit in
            Unit(unit, gates: gates.filter { $0.isOpen && $0.units.contains(unit.code) }, finished, framework.levels)
        }
        withoutOccasion = framework.competencies.map(\.code).filter { code in
            !occasions.contains { $0.competencies.contains(code) }
        }
        next = []
        next = suggestions(occasions, done: Set(finished.map(\.exercise)))
    }

    private static func gates(_ attempts: [Attempt]) -> [Gate] {
        var gates: [Gate] = []
        for attempt in attempts {
            // Before its own are added: a session closes what it does not do again.
            for index in gates.indices where gates[index].exercise == attempt.exercise && gates[index].isOpen {
                gates[index].isOpen = !gates[index].isMended(by: attempt.score)
            }
            for found in attempt.score.gates {
                let known = gates.firstIndex { $0.exercise == attempt.exercise && $0.isSame(as: found) }
                let index = known ?? gates.endIndex
                if known == nil {
                    gates.append(
                        Gate(
                            exercise: attempt.exercise, effect: found.effect, units: found.units,
                            competencies: competencies(under: found, in: attempt.score), indicator: found.indicator,
                            danger: found.danger, text: found.text, rule: found.rule, occurrences: [], isOpen: true))
                }
                gates[index].isOpen = true
                if gates[index].occurrences.last?.journal != attempt.journal {
                    gates[index].occurrences.append(
                        Gate.Occurrence(began: attempt.began, journal: attempt.journal, lines: []))
                }
                let last = gates[index].occurrences.count - 1
                gates[index].occurrences[last].lines = (gates[index].occurrences[last].lines + found.evidence).sorted()
            }
        }
        return gates
    }

    /// As the score has it.
    private static func competencies(under gate: Score.Gate, in score: Score) -> [String] {
        score.units.filter { gate.units.contains($0.unit) }.flatMap(\.competencies).filter { competency in
            gate.indicator.map { id in competency.indicators.contains { $0.id == id } }
                ?? competency.indicators.contains { $0.gate != .none }
        }.map(\.code)
    }

    // MARK: - What to do next

    /// More than a few are no advice.
    private static let mostSuggestions = 3

    private func suggestions(_ occasions: [Occasion], done: Set<String>) -> [Suggestion] {
        var next: [Suggestion] = []
        for gate in gates where gate.isOpen && !next.contains(where: { $0.exercise == gate.exercise }) {
            guard let occasion = occasions.first(where: { $0.exercise == gate.exercise }) else { continue }
            let capped = competencies.filter { $0.isCapped && occasion.competencies.contains($0.code) }.map(\.code)
            next.append(Suggestion(exercise: gate.exercise, reason: .openGate, competencies: capped))
        }
        let wanted: [(Suggestion.Reason, [String])] = [
            (.neverObserved, neverObserved),
            (
                .notConfirmed,
                competencies.filter { $0.level.map { $0 != .acquired } ?? false || ($0.level != nil && !$0.isConfirmed) }
                    .map(\.code)
            ),
        ]
        for (reason, codes) in wanted {
            var left = codes.filter { code in !next.contains { $0.competencies.contains(code) } }
            while next.count < Self.mostSuggestions, !left.isEmpty {
                // The one that shows most of what is left; of equals the first. What was done already comes last.
                let free = occasions.filter { occasion in !next.contains { $0.exercise == occasion.exercise } }
                let ranked = free.map { occasion in
                    (occasion, shown: left.filter(occasion.competencies.contains), isDone: done.contains(occasion.exercise))
                }.filter { !$0.shown.isEmpty }
                guard
                    let best = ranked.enumerated().min(by: { one, other in
                        (one.element.isDone ? 1 : 0, -one.element.shown.count, one.offset)
                            < (other.element.isDone ? 1 : 0, -other.element.shown.count, other.offset)
                    })?.element
                else { break }
                next.append(Suggestion(exercise: best.0.exercise, reason: reason, competencies: best.shown))
                left.removeAll(where: best.shown.contains)
            }
        }
        return Array(next.prefix(Self.mostSuggestions))
    }
}

extension Portfolio.Gate {
    /// The exercise was done again to its end without it, where there was occasion for it: to close a session at once mends nothing.
    fileprivate func isMended(by score: Score) -> Bool {
        guard score.isComplete, !score.gates.contains(where: isSame) else { return false }
        if let indicator {
            return score.indicators.contains { $0.id == indicator && ($0.state == .reached || $0.state == .partly) }
        }
        return score.competencies.contains { competencies.contains($0.code) && $0.level.map { $0 >= .acquiredWithHelp } == true }
    }
}

// MARK: - Adding up

extension Portfolio.Unit {
    /// - Parameter gates: open ones that weigh on the unit.
    fileprivate init(_ unit: Framework.Unit, gates: [Portfolio.Gate], _ finished: [Attempt], _ levels: Framework.Levels) {
        self.unit = unit.code
        title = unit.title
        competencies = unit.competencies.map { competency in
            Portfolio.Competency(
                competency, gates: gates.filter { $0.competencies.contains(competency.code) }, finished, levels)
        }
        let parts = competencies.compactMap { competency in
            competency.share.map { Portfolio.Part(share: $0, weight: competency.weight, helped: competency.helped) }
        }
        (share, level) = Portfolio.Part.sum(parts, gates, levels)
    }
}

extension Portfolio.Competency {
    fileprivate init(
        _ competency: Framework.Competency, gates: [Portfolio.Gate], _ finished: [Attempt], _ levels: Framework.Levels
    ) {
        code = competency.code
        title = competency.title
        var evidence: [Portfolio.Evidence] = []
        var seen: Set<String> = []
        for attempt in finished {
            guard let found = attempt.score.competencies.first(where: { $0.code == competency.code }),
                let level = found.level, let share = found.share
            else { continue }
            let observed = found.indicators.filter { $0.state != .notObserved }
            seen.formUnion(observed.map(\.id))
            let before = evidence.firstIndex { $0.exercise == attempt.exercise }
            let last = Portfolio.Evidence(
                exercise: attempt.exercise, level: level, share: share, began: attempt.began, journal: attempt.journal,
                helped: found.helped, observations: observed.count, tries: (before.map { evidence[$0].tries } ?? 0) + 1,
                firstLevel: before.map { evidence[$0].firstLevel } ?? level,
                weight: observed.reduce(0) { $0 + $1.weight })
            if let before { evidence[before] = last } else { evidence.append(last) }
        }
        self.evidence = evidence
        unseen = competency.indicators.map(\.id).filter { !seen.contains($0) }
        let parts = evidence.map { Portfolio.Part(share: $0.share, weight: $0.weight, helped: $0.helped) }
        helped = Portfolio.Part.isHelped(parts)
        isConfirmed = evidence.count >= 2
        isCapped = !evidence.isEmpty && !gates.isEmpty
        (share, level) = Portfolio.Part.sum(parts, gates, levels)
    }
}

extension Portfolio {
    /// What goes into a mean.
    fileprivate struct Part {
        var share: Double
        var weight: Double
        var helped: Bool

        static func isHelped(_ parts: [Part]) -> Bool {
            let total = parts.reduce(0) { $0 + $1.weight }
            let helped = parts.reduce(0) { $0 + ($1.helped ? $1.weight : 0) }
            return total > 0 && helped >= total / 2
        }

        static func sum(_ parts: [Part], _ gates: [Gate], _ levels: Framework.Levels) -> (share: Double?, level: Level?) {
            let total = parts.reduce(0) { $0 + $1.weight }
            guard total > 0 else { return (nil, nil) }
            var share = parts.reduce(0) { $0 + $1.share * $1.weight } / total
            if !gates.isEmpty { share = min(share, levels.safetyCap) }
            let isOut = gates.contains { $0.effect == .eliminatory }
            return (share, isOut ? .notAcquired : Level(share, helped: isHelped(parts), levels: levels))
        }
    }
}

// MARK: - As JSON

extension Portfolio {
    private enum CodingKeys: String, CodingKey {
        case learner, framework, units, gates, sessions, next, neverObserved, withoutOccasion
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(learner, forKey: .learner)
        try container.encode(framework, forKey: .framework)
        try container.encode(units, forKey: .units)
        try container.encode(gates, forKey: .gates)
        try container.encode(sessions, forKey: .sessions)
        try container.encode(next, forKey: .next)
        try container.encode(neverObserved, forKey: .neverObserved)
        try container.encode(withoutOccasion, forKey: .withoutOccasion)
    }
}

extension Portfolio.Suggestion: Encodable {}

extension Portfolio.Unit: Encodable {
    private enum CodingKeys: String, CodingKey {
        case unit, title, level, share, competencies
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(unit, forKey: .unit)
        try container.encode(title, forKey: .title)
        // The keys are always there: null says that nothing was observed.
        try container.encode(level, forKey: .level)
        try container.encode(share, forKey: .share)
        try container.encode(competencies, forKey: .competencies)
    }
}

extension Portfolio.Competency: Encodable {
    private enum CodingKeys: String, CodingKey {
        case code, title, level, share, helped, isConfirmed, isCapped, observations, evidence, unseen
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(code, forKey: .code)
        try container.encode(title, forKey: .title)
        try container.encode(level, forKey: .level)
        try container.encode(share, forKey: .share)
        try container.encode(helped, forKey: .helped)
        try container.encode(isConfirmed, forKey: .isConfirmed)
        try container.encode(isCapped, forKey: .isCapped)
        try container.encode(observations, forKey: .observations)
        try container.encode(evidence, forKey: .evidence)
        try container.encode(unseen, forKey: .unseen)
    }
}

extension Portfolio.Evidence: Encodable {
    private enum CodingKeys: String, CodingKey {
        case exercise, level, share, began, journal, helped, observations, tries, firstLevel
    }
}

extension Portfolio.Gate: Encodable {}
extension Portfolio.Session: Encodable {}
