public import Notation
public import Training

/// What a journal shows of the competencies that its scenario scores. A pure function of journal, criteria and framework: nothing is
/// simulated again.
///
/// Rule (DOMAIN 1.9). Each scored indicator that was observed counts its weight × 1, ½ or 0. A competency's share is the weighted mean, less
/// the price of the help taken for it; help makes « acquis avec aide » of « acquis ». A unit's share is the same mean over its scored
/// indicators. A failed safety indicator caps its competency and its unit; an act that endangers somebody caps every unit, and the
/// competencies that have safety in them; an eliminatory one leaves them not acquired in this exercise. Speed counts only if the
/// scenario asks for it.
public struct Score: Codable, Hashable, Sendable {
    public struct Indicator: Codable, Hashable, Sendable {
        public var id: String
        public var text: Text
        public var state: IndicatorState
        public var weight: Double
        public var gate: Framework.Indicator.Gate
        /// Lines of the journal's file that prove it, from 1 (the header's); an entry is on the line after its index.
        public var evidence: [Int]
        /// What would have been right; nil when nothing is missing.
        public var missing: Text?
        /// `missing`, where there was something to miss: nothing is where the exercise gave no occasion.
        public var advice: Text? { state == .notObserved ? nil : missing }

        private enum CodingKeys: String, CodingKey {
            case id, text, state, weight, gate, evidence, missing
        }

        public func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(id, forKey: .id)
            try container.encode(text, forKey: .text)
            try container.encode(state, forKey: .state)
            try container.encode(weight, forKey: .weight)
            try container.encode(gate, forKey: .gate)
            try container.encode(evidence, forKey: .evidence)
            // The key is always there: null says that nothing is missing.
            try container.encode(missing, forKey: .missing)
        }
    }

    public struct Competency: Codable, Hashable, Sendable {
        public var code: String
        public var title: Text
        /// Nil when nothing of it was observed.
        public var level: Level?
        /// 0 to 1; nil when nothing of it was observed.
        public var share: Double?
        public var helped: Bool
        public var indicators: [Indicator]

        private enum CodingKeys: String, CodingKey {
            case code, title, level, share, helped, indicators
        }

        public func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(code, forKey: .code)
            try container.encode(title, forKey: .title)
            try container.encode(level, forKey: .level)
            try container.encode(share, forKey: .share)
            try container.encode(helped, forKey: .helped)
            try container.encode(indicators, forKey: .indicators)
        }
    }

    public struct Unit: Codable, Hashable, Sendable {
        public var unit: String
        public var title: Text
        public var level: Level?
        public var share: Double?
        public var competencies: [Competency]

        private enum CodingKeys: String, CodingKey {
            case unit, title, level, share, competencies
        }

        public func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(unit, forKey: .unit)
            try container.encode(title, forKey: .title)
            try container.encode(level, forKey: .level)
            try container.encode(share, forKey: .share)
            try container.encode(competencies, forKey: .competencies)
        }
    }

    /// Something that caps or eliminates, with the rule behind it.
    public struct Gate: Codable, Hashable, Sendable {
        public enum Effect: String, Codable, Hashable, Sendable, CaseIterable {
            case capped, eliminatory
        }

        public var effect: Effect
        /// The units that it weighs upon.
        public var units: [String]
        /// The indicator that failed, or nil for an act.
        public var indicator: String?
        /// The dangerous act, or nil for an indicator.
        public var danger: Danger?
        public var evidence: [Int]
        public var text: Text
        public var rule: Text
    }

    /// Help that was taken.
    public struct Help: Codable, Hashable, Sendable {
        public var hint: String
        /// Share of the full score of a competency.
        public var price: Double
        /// The competency that it lowers; nil when this exercise does not score it.
        public var competency: String?
        public var evidence: [Int]
    }

    /// Raised when the rules or the predicates change, so that what was scored before is scored again.
    public static let rules = 1

    public var scenario: String
    public var machine: String
    public var learner: String?
    public var framework: String
    /// The session was closed: what was not done is missed.
    public var isComplete: Bool
    /// Machine time, s.
    public var duration: Double
    public var units: [Unit]
    public var gates: [Gate]
    public var help: [Help]

    public var competencies: [Competency] { units.flatMap(\.competencies) }
    public var indicators: [Indicator] { competencies.flatMap(\.indicators) }

    /// - Parameter scored: codes of competencies and indicators; those that the framework does not know score nothing.
    public init(of journal: Journal, scored: [String], criteria: Criteria, framework: Framework) {
        let timeline = Timeline(journal.entries)
        let asked = framework.scored(by: scored).map(\.id)
        scenario = journal.header.scenario
        machine = journal.header.machine
        learner = journal.header.learner
        self.framework = framework.revision
        isComplete = timeline.isOver
        duration = timeline.duration
        let codes = framework.competencies.filter { competency in competency.indicators.contains { asked.contains($0.id) } }
            .map(\.code)
        let help = Self.help(timeline, criteria, scored: codes)
        self.help = help
        var units: [Unit] = []
        for unit in framework.units {
            let competencies = unit.competencies.filter { codes.contains($0.code) }.map { competency in
                Competency(competency, asked, timeline, criteria, help, framework.levels)
            }
            if !competencies.isEmpty { units.append(Unit(unit: unit.code, title: unit.title, competencies: competencies)) }
        }
        gates = Gate.indicators(of: units) + Gate.acts(timeline, units: units.map(\.unit))
        self.units = units
        for index in self.units.indices { self.units[index].settle(gates, framework.levels) }
    }

    private static func help(_ timeline: Timeline, _ criteria: Criteria, scored: [String]) -> [Help] {
        timeline.steps.compactMap { step in
            guard case .hintGiven(let hint, let price) = step.event else { return nil }
            let about = criteria.hints.first { $0.id == hint }?.competency
            return Help(
                hint: hint, price: price, competency: about.flatMap { scored.contains($0) ? $0 : nil },
                evidence: [step.entry].map(lineOfEntry))
        }
    }
}

/// The line of a journal's file on which an entry is: the header has the first.
func lineOfEntry(_ index: Int) -> Int { index + 1 }

extension Score.Competency {
    fileprivate init(
        _ competency: Framework.Competency, _ asked: [String], _ timeline: Timeline, _ criteria: Criteria, _ help: [Score.Help],
        _ levels: Framework.Levels
    ) {
        code = competency.code
        title = competency.title
        indicators = competency.indicators.filter { asked.contains($0.id) }.map { indicator in
            let finding = Evaluation(timeline: timeline, criteria: criteria, indicator: indicator.id).finding(indicator.evidence)
            return Score.Indicator(
                id: indicator.id, text: indicator.text, state: finding.state, weight: indicator.weight, gate: indicator.gate,
                evidence: finding.entries.map(lineOfEntry), missing: finding.missing)
        }
        let taken = help.filter { $0.competency == competency.code }
        helped = !taken.isEmpty
        let price = taken.reduce(0) { $0 + $1.price }
        share = Score.share(of: indicators).map { max(0, $0 - price) }
        level = share.map { Level($0, helped: !taken.isEmpty, levels: levels) }
    }
}

extension Score.Unit {
    fileprivate init(unit: String, title: Text, competencies: [Score.Competency]) {
        self.unit = unit
        self.title = title
        self.competencies = competencies
        share = nil
        level = nil
    }

    /// The unit's share and level, and what the gates do to it and to its competencies.
    fileprivate mutating func settle(_ gates: [Score.Gate], _ levels: Framework.Levels) {
        let mine = gates.filter { $0.units.contains(unit) }
        for index in competencies.indices {
            // An act weighs on every competency that has safety in it, an indicator on its own.
            let indicators = competencies[index].indicators
            let own = mine.filter { gate in
                gate.indicator.map { id in indicators.contains { $0.id == id } } ?? indicators.contains { $0.gate != .none }
            }
            competencies[index].apply(own, levels)
        }
        let weights = competencies.compactMap { competency in
            competency.share.map { ($0, Score.weight(of: competency.indicators)) }
        }
        let total = weights.reduce(0) { $0 + $1.1 }
        guard total > 0 else { return }
        var share = weights.reduce(0) { $0 + $1.0 * $1.1 } / total
        if mine.contains(where: { $0.effect == .capped }) { share = min(share, levels.safetyCap) }
        self.share = share
        let helped = competencies.contains { $0.helped }
        level = mine.contains { $0.effect == .eliminatory } ? .notAcquired : Level(share, helped: helped, levels: levels)
    }
}

extension Score.Competency {
    fileprivate mutating func apply(_ gates: [Score.Gate], _ levels: Framework.Levels) {
        guard let share, !gates.isEmpty else { return }
        let capped = min(share, levels.safetyCap)
        self.share = capped
        level = gates.contains { $0.effect == .eliminatory } ? .notAcquired : Level(capped, helped: helped, levels: levels)
    }
}

extension Score {
    /// The weighted mean of what was observed.
    static func share(of indicators: [Indicator]) -> Double? {
        let total = weight(of: indicators)
        guard total > 0 else { return nil }
        return indicators.reduce(0) { $0 + $1.weight * ($1.state.share ?? 0) } / total
    }

    /// Of what was observed.
    static func weight(of indicators: [Indicator]) -> Double {
        indicators.filter { $0.state != .notObserved }.reduce(0) { $0 + $1.weight }
    }
}

extension Score.Gate {
    /// Scored safety indicators that were missed.
    fileprivate static func indicators(of units: [Score.Unit]) -> [Score.Gate] {
        units.flatMap { unit in
            unit.competencies.flatMap(\.indicators).filter { $0.state == .missed && $0.gate != .none }.map { indicator in
                Score.Gate(
                    effect: indicator.gate == .eliminatory ? .eliminatory : .capped, units: [unit.unit], indicator: indicator.id,
                    danger: nil, evidence: indicator.evidence,
                    text: Text("\(indicator.id) ") + indicator.text,
                    rule: indicator.gate == .eliminatory ? eliminatoryRule : safetyRule)
            }
        }
    }

    /// Dangerous acts: the whole intervention is concerned, so every unit that it scores.
    fileprivate static func acts(_ timeline: Timeline, units: [String]) -> [Score.Gate] {
        timeline.steps.compactMap { step in
            guard case .dangerousAct(let danger, let ref) = step.event, danger.gate != .noted else { return nil }
            let place = ref.map { Text(" (") + (ToolKind(rawValue: $0)?.text ?? Text($0)) + ")" } ?? Text("")
            return Score.Gate(
                effect: danger.gate == .eliminatory ? .eliminatory : .capped, units: units, indicator: nil, danger: danger,
                evidence: [lineOfEntry(step.entry)], text: danger.happening + place, rule: danger.rule)
        }
    }

    private static let safetyRule = Text(
        fr: "Indicateur de sécurité : s'il est manqué, l'unité ne dépasse pas la moitié. La sécurité n'est pas un pourcentage.",
        en: "Safety indicator: if it is missed, the unit cannot pass half. Safety is not a percentage.")
    private static let eliminatoryRule = Text(
        fr: "Indicateur éliminatoire : une sécurité ne se neutralise jamais. L'unité n'est pas acquise dans cet exercice.",
        en: "Eliminatory indicator: a safety device is never defeated. The unit is not acquired in this exercise.")
}
