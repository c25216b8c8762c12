public import Notation
public import Training

/// A competency framework: units, competencies, indicators, each with the evidence that a journal can give of it.
public struct Framework: Hashable, Sendable {
    public struct Unit: Hashable, Sendable {
        /// `U32`
        public var code: String
        public var title: Text
        public var competencies: [Competency]
    }

    public struct Competency: Hashable, Sendable {
        /// `C3.1`
        public var code: String
        public var title: Text
        public var indicators: [Indicator]
    }

    public struct Indicator: Hashable, Sendable {
        /// What failing it does beyond its weight.
        public enum Gate: String, Codable, Hashable, Sendable, CaseIterable {
            case none
            /// Marked [SEC]: the unit cannot pass half of its range.
            case safety
            /// The unit is not acquired in this exercise.
            case eliminatory
        }

        /// `C3.1.8`
        public var id: String
        public var text: Text
        public var weight: Double
        public var gate: Gate
        /// All of these are asked.
        public var evidence: [Evidence]
    }

    /// Where levels begin, as shares of the full score.
    public struct Levels: Hashable, Sendable {
        public var inProgress: Double
        public var acquired: Double
        /// The most that a unit can have once a safety indicator has failed.
        public var safetyCap: Double
    }

    /// What would help most when these indicators are missed: said by the debrief.
    public struct Habit: Hashable, Sendable {
        public var indicators: [String]
        public var text: Text
    }

    public var revision: String
    public var title: Text
    /// Where the indicators come from, and what is not claimed.
    public var source: Text
    public var levels: Levels
    public var units: [Unit]
    /// In the order in which they matter.
    public var habits: [Habit]

    public var competencies: [Competency] { units.flatMap(\.competencies) }
    public var indicators: [Indicator] { competencies.flatMap(\.indicators) }

    public func indicator(_ id: String) -> Indicator? { indicators.first { $0.id == id } }
    public func competency(_ code: String) -> Competency? { competencies.first { $0.code == code } }

    /// The codes of competencies and the identifiers of indicators: what a scenario may score.
    public var codes: [String] { competencies.flatMap { [$0.code] + $0.indicators.map(\.id) } }

    /// The indicators that these codes stand for, in the framework's order.
    public func scored(by codes: [String]) -> [Indicator] {
        competencies.flatMap { competency in
            competency.indicators.filter { codes.contains(competency.code) || codes.contains($0.id) }
        }
    }

    /// The codes that stand for nothing, each with the nearest that does.
    public func unknown(among codes: [String]) -> [(code: String, nearest: String?)] {
        let known = self.codes
        return codes.filter { !known.contains($0) }.map { ($0, nearest($0, among: known)) }
    }

    /// Of the indicators that a scenario scores, those that its criteria leave without any evidence: they could neither be reached nor
    /// missed. `scenario check` says so.
    public func unprovable(_ codes: [String], with criteria: Criteria) -> [Indicator] {
        scored(by: codes).filter { indicator in
            indicator.evidence.allSatisfy { !$0.canBeObserved(for: indicator.id, with: criteria) }
        }
    }
}
