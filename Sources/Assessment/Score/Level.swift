public import Notation

/// How well a competency or a unit is mastered, as far as one exercise shows.
public enum Level: String, Codable, Hashable, Sendable, CaseIterable, Comparable {
    case notAcquired, inProgress, acquiredWithHelp, acquired

    public var text: Text {
        switch self {
        case .notAcquired: Text(fr: "non acquis", en: "not acquired")
        case .inProgress: Text(fr: "en cours", en: "in progress")
        case .acquiredWithHelp: Text(fr: "acquis avec aide", en: "acquired with help")
        case .acquired: Text(fr: "acquis", en: "acquired")
        }
    }

    public static func < (left: Level, right: Level) -> Bool {
        allCases.firstIndex(of: left)! < allCases.firstIndex(of: right)!
    }

    /// - Parameter share: of the full score, 0 to 1.
    public init(_ share: Double, helped: Bool, levels: Framework.Levels) {
        if share >= levels.acquired - 1e-9 {
            self = helped ? .acquiredWithHelp : .acquired
        } else {
            self = share >= levels.inProgress - 1e-9 ? .inProgress : .notAcquired
        }
    }
}
