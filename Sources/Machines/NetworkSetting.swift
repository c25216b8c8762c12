public import Notation

/// What can be set on a controller's link, from the programming terminal.
public enum NetworkSetting: String, Sendable, CaseIterable {
    /// Who may write.
    case access
    /// Before an answer, ms.
    case delay
    /// Of the values that are shown.
    case refresh
    /// Of the analogue values that are shown.
    case scale
    /// Of the words of a value.
    case order
    /// That of a second device.
    case number
    /// Of a request, registers.
    case length
    /// Of the communication module.
    case configuration

    public var text: Text {
        switch self {
        case .access: Text(fr: "accès", en: "access")
        case .delay: Text(fr: "délai", en: "delay")
        case .refresh: Text(fr: "rafraîchissement", en: "refresh")
        case .scale: Text(fr: "échelle", en: "scale")
        case .order: Text(fr: "ordre", en: "order")
        case .number: Text(fr: "autre-esclave", en: "other-device")
        case .length: Text(fr: "longueur", en: "length")
        case .configuration: Text(fr: "configuration", en: "configuration")
        }
    }

    /// The words of its values, from 0; empty where it is a number.
    public var words: [Text] {
        switch self {
        case .access: [Text(fr: "tous", en: "all"), Text(fr: "supervision", en: "supervisor")]
        case .refresh: [Text(fr: "arrêté", en: "stopped"), Text(fr: "actif", en: "running")]
        case .order: [Text("CDAB"), Text("ABCD")]
        case .configuration: [Text(fr: "perdue", en: "lost"), Text(fr: "chargée", en: "loaded")]
        case .delay, .scale, .number, .length: []
        }
    }

    /// What it ought to be.
    public var right: Double {
        switch self {
        case .access, .refresh, .order, .configuration, .scale: 1
        case .delay: 0
        case .number: 2
        case .length: 125
        }
    }

    /// Whether the link works with it. A second device may have any number but the first one's.
    public func isRight(_ value: Double) -> Bool { self == .number ? (2...247).contains(value) : value == right }

    /// The failure that it makes when it is this instead, and how bad; nil for a value that nobody can set.
    public func consequence(of value: Double) -> (failure: NetworkFailure, severity: Double)? {
        switch self {
        case .access, .refresh, .order, .configuration:
            guard value == 0 || value == 1 else { return nil }
        case .delay:
            guard (0...5000).contains(value) else { return nil }
        case .scale:
            guard value == 1 || value == 10 else { return nil }
        case .number:
            guard (1...247).contains(value) else { return nil }
        case .length:
            guard (1...125).contains(value) else { return nil }
        }
        let isRight = isRight(value)
        return switch self {
        // Open to all is no failure by itself.
        case .access: (.intruder, 0)
        case .refresh: (.frozen, isRight ? 0 : 1)
        case .order: (.swapped, isRight ? 0 : 1)
        case .configuration: (.exception, isRight ? 0 : 1)
        case .scale: (.scaled, isRight ? 0 : 1)
        case .number: (.duplicate, isRight ? 0 : 1)
        case .delay: (.late, value / 5000)
        case .length: (.limited, isRight ? 0 : (124 - value) / 123)
        }
    }

    /// What it is while a failure of this severity is at work.
    public func wrong(severity: Double) -> Double {
        switch self {
        case .access, .refresh, .order, .configuration: 0
        case .delay: (5000 * severity).rounded()
        case .scale: 10
        case .number: 1
        case .length: (124 - 123 * severity).rounded()
        }
    }
}
