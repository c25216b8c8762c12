public import Notation

/// The words by which something is called on the command line, in both languages; both always work.
public struct Words: Hashable, Sendable {
    /// The first is the one that is shown.
    public let fr: [String]
    public let en: [String]
    /// Taken in both languages, shown in help only.
    public let short: [String]
    /// Taken in both languages and never shown: inflected forms and neighbouring words that people type.
    public let also: [String]

    public init(fr: [String], en: [String], short: [String] = [], also: [String] = []) {
        self.fr = fr
        self.en = en
        self.short = short
        self.also = also
    }

    public init(fr: String, en: String, short: String..., also: [String] = []) {
        self.init(fr: [fr], en: [en], short: short, also: also)
    }

    public var shown: Text { Text(fr: fr[0], en: en[0]) }

    /// Whatever is taken.
    var taken: [String] { fr + en + short + also }

    /// All that may be shown, those of one language first.
    public func all(_ language: Language) -> [String] {
        switch language {
        case .fr: fr + en + short
        case .en: en + fr + short
        }
    }

    func of(_ language: Language) -> [String] {
        switch language {
        case .fr: fr
        case .en: en
        }
    }
}

/// A closed set of values, each with its words: a choice on the command line.
public protocol Worded: CaseIterable, Hashable, Sendable where AllCases == [Self] {
    var words: Words { get }
}

/// The form in which two spellings of a reference are the same: `-KM1/A1` and `km1:a1`, `gants-isolants` and `Gants isolants`.
func referenceKey(_ name: String) -> String {
    var key = ""
    for (offset, letter) in folded(name).enumerated() {
        switch letter {
        // The prefixes of EN 81346 (product, function, location).
        case "-" where offset == 0, "=" where offset == 0, "+" where offset == 0: continue
        case "/", ".": key.append(":")
        case "-", "_": key.append(" ")
        default: key.append(letter)
        }
    }
    return key
}

/// `pas-a-pas`, `Pas à pas` → `pas a pas`.
func phraseKey(_ phrase: String) -> String {
    folded(phrase).split { $0 == "-" || $0 == " " || $0 == "_" }.joined(separator: " ")
}
