public import Notation

/// What a journal shows of an indicator.
public enum IndicatorState: String, Codable, Hashable, Sendable, CaseIterable {
    case reached, partly, missed
    /// The exercise gave no occasion, or it has not come yet.
    case notObserved

    /// Share of the indicator's weight; nil when there is nothing to count.
    public var share: Double? {
        switch self {
        case .reached: 1
        case .partly: 0.5
        case .missed: 0
        case .notObserved: nil
        }
    }

    public var text: Text {
        switch self {
        case .reached: Text(fr: "atteint", en: "reached")
        case .partly: Text(fr: "en partie", en: "partly")
        case .missed: Text(fr: "manqué", en: "missed")
        case .notObserved: Text(fr: "non observé", en: "not observed")
        }
    }
}

/// The outcome of one predicate: a state, the entries that prove it, and what would have been right.
public struct Finding: Hashable, Sendable {
    public var state: IndicatorState
    /// Indices of journal entries, rising.
    public var entries: [Int]
    /// Nil when nothing is missing.
    public var missing: Text?

    public init(_ state: IndicatorState, entries: [Int] = [], missing: Text? = nil) {
        self.state = state
        self.entries = entries
        self.missing = state == .reached ? nil : missing
    }

    /// All of these: the parts that were observed decide; a mixture is half a way.
    static func all(_ findings: [Finding]) -> Finding {
        let observed = findings.filter { $0.state != .notObserved }
        guard !observed.isEmpty else {
            return Finding(.notObserved, missing: findings.lazy.compactMap(\.missing).first)
        }
        let state: IndicatorState =
            observed.allSatisfy { $0.state == .reached }
            ? .reached : observed.allSatisfy { $0.state == .missed } ? .missed : .partly
        return Finding(state, entries: merged(observed), missing: sentences(observed))
    }

    /// The best of these.
    static func any(_ findings: [Finding]) -> Finding {
        for state in [IndicatorState.reached, .partly, .missed] {
            if let found = findings.first(where: { $0.state == state }) { return found }
        }
        return findings.first ?? Finding(.notObserved)
    }

    /// Some checks of one thing: all hold, some, or none.
    static func share(_ share: Double, reachedFrom: Double = 1, partlyFrom: Double, entries: [Int], missing: Text) -> Finding {
        Finding(
            share >= reachedFrom - 1e-9 ? .reached : share >= partlyFrom - 1e-9 ? .partly : .missed, entries: entries,
            missing: missing)
    }

    private static func merged(_ findings: [Finding]) -> [Int] {
        var merged: [Int] = []
        for entry in findings.flatMap(\.entries).sorted() where merged.last != entry { merged.append(entry) }
        return merged
    }

    private static func sentences(_ findings: [Finding]) -> Text? {
        let missing = findings.compactMap(\.missing)
        return missing.isEmpty ? nil : missing.joined(separator: Text(fr: " ; ", en: "; "))
    }
}
