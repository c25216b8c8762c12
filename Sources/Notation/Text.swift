/// A language that banc speaks.
public enum Language: String, Sendable, CaseIterable, Codable {
    case fr, en

    /// The language to speak: the option `--lang`, else the first set of `LC_ALL`, `LC_MESSAGES`, `LANG`, else French.
    /// A locale in neither language (`C`, `de_DE`) gives French.
    public static func preferred(environment: [String: String], option: String?) -> Language {
        if let option { return matching(option) ?? .fr }
        for variable in ["LC_ALL", "LC_MESSAGES", "LANG"] {
            if let locale = environment[variable], !locale.isEmpty { return matching(locale) ?? .fr }
        }
        return .fr
    }

    /// The language of a locale's name (`fr`, `en_GB.UTF-8`, `FR-be`), or nil.
    public static func matching(_ locale: String) -> Language? {
        let language = locale.lowercased().prefix { $0.isLetter }
        return Language(rawValue: String(language))
    }
}

/// A sentence in both languages.
public struct Text: Sendable, Hashable, Codable {
    public let fr: String
    public let en: String

    public init(fr: String, en: String) {
        self.fr = fr
        self.en = en
    }

    /// Something that is written the same way in both languages: a reference, a number, a unit.
    public init(_ same: String) {
        self.init(fr: same, en: same)
    }

    public subscript(language: Language) -> String {
        switch language {
        case .fr: fr
        case .en: en
        }
    }

    /// Both sentences put through the same change.
    public func map(_ change: (String) -> String) -> Text {
        Text(fr: change(fr), en: change(en))
    }

    public static func + (left: Text, right: Text) -> Text {
        Text(fr: left.fr + right.fr, en: left.en + right.en)
    }

    public static func + (left: Text, right: String) -> Text {
        left + Text(right)
    }

    /// What stands between a name and what is said of it: French puts a space before a colon.
    public static let colon = Text(fr: " : ", en: ": ")

    /// The word between quotation marks of each language: « KM1 », 'KM1'.
    public static func quoted(_ word: String) -> Text {
        Text(fr: "« \(word) »", en: "'\(word)'")
    }
}

extension Sequence where Element == Text {
    public func joined(separator: Text) -> Text {
        Text(fr: map(\.fr).joined(separator: separator.fr), en: map(\.en).joined(separator: separator.en))
    }

    public func joined(separator: String = "") -> Text {
        joined(separator: Text(separator))
    }
}
