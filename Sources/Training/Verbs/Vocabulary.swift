public import Notation

/// The names that can be written in a session: those of its machine, its places, people, tools and documents.
///
/// Passed to the parser; made from the machine and the scenario by the session, never a global.
public struct Vocabulary: Sendable {
    /// What a name is the name of. One name may be of several kinds: `Q0` is a component and a source.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        case place, door, component, terminal, wire, hose, source
        /// A part that lies beside the machine and can be fitted.
        case kit
        case document, folio, page, person
        case tool, equipment, part, waste, bin
        case variable, device, parameter, position, cause, suspect, roundPoint, term
        /// Never typed: what the machine counts and what it warns of, for those who read a session.
        case count, alarm
    }

    public struct Entry: Hashable, Sendable {
        /// Canonical, as the dossier writes it.
        public var name: String
        public var kind: Kind
        /// Other spellings: the words of both languages for what is no reference.
        public var aliases: [String]
        /// The component whose parameter or position it is; nil for all.
        public var owner: String?
        /// What it is, shown beside a candidate.
        public var text: Text?

        public init(_ name: String, _ kind: Kind, aliases: [String] = [], owner: String? = nil, text: Text? = nil) {
            self.name = name
            self.kind = kind
            self.aliases = aliases
            self.owner = owner
            self.text = text
        }

        /// A thing that is called differently in both languages; `name` is its English identifier in files and journals.
        public init(_ name: String, _ kind: Kind, called: Text, owner: String? = nil) {
            self.init(name, kind, aliases: [called.fr, called.en], owner: owner, text: called)
        }

        /// The spelling to show and to complete with.
        func spelling(_ language: Language) -> String {
            switch kind {
            case .component, .terminal, .wire, .hose, .kit, .source, .folio, .part, .roundPoint: name
            default: text?[language] ?? name
            }
        }
    }

    /// In natural order of their names: `X2:9` before `X2:10`.
    public let entries: [Entry]
    private let positions: [String: [Int]]
    /// Names of the causes that a component or a wire may have, by its reference.
    private let fittingCauses: [String: [String]]

    public init(_ entries: [Entry], causes: [String: [String]] = [:]) {
        fittingCauses = causes
        let sorted = entries.sorted { left, right in
            if left.name == right.name { return left.kind.rawValue < right.kind.rawValue }
            return naturallyBefore(left.name, right.name)
        }
        var positions: [String: [Int]] = [:]
        for (position, entry) in sorted.enumerated() {
            for spelling in [entry.name] + entry.aliases {
                let key = referenceKey(spelling)
                if positions[key]?.last != position { positions[key, default: []].append(position) }
            }
        }
        self.entries = sorted
        self.positions = positions
    }

    /// The first entry of that spelling among these kinds, in the kinds' order; of a kind, what has the name before what is also called so.
    func entry(_ spelling: String, kinds: [Kind], owner: String?) -> Entry? {
        let key = referenceKey(spelling)
        guard let found = positions[key] else { return nil }
        for kind in kinds {
            let fitting = found.map { entries[$0] }.filter {
                $0.kind == kind && ($0.owner == nil || owner == nil || $0.owner == owner)
            }
            if let entry = fitting.first(where: { referenceKey($0.name) == key }) ?? fitting.first { return entry }
        }
        return nil
    }

    /// How the thing of that identifier is called in both languages; the identifier itself when no entry of this kind has it.
    public func spoken(_ name: String, _ kind: Kind, of owner: String? = nil) -> Text {
        guard let entry = entry(name, kinds: [kind], owner: owner) else { return Text(name) }
        return Text(fr: entry.spelling(.fr), en: entry.spelling(.en))
    }

    /// The one entry of these kinds of whose name or alias this is the first word; nil when there are none or several.
    func entry(beginning word: String, kinds: [Kind]) -> Entry? {
        let key = referenceKey(word)
        guard !kinds.isEmpty, key.count > 2 else { return nil }
        let found = entries.filter { entry in
            kinds.contains(entry.kind) && ([entry.name] + entry.aliases).contains { referenceKey($0).hasPrefix(key + " ") }
        }
        return found.count == 1 ? found[0] : nil
    }

    /// The causes that fit what a reference names: a component, one of its terminals, a wire. None when nothing says.
    public func causes(of reference: String) -> [Entry] {
        let names = fittingCauses[reference] ?? fittingCauses[String(reference.prefix { $0 != ":" })] ?? []
        return names.compactMap { name in entries.first { $0.kind == .cause && $0.name == name } }
    }

    /// `B2:1 B2:3`, `B2:1 B2:4`: the first terminal of a component with each of the others; none for what has no two.
    func pairsOfTerminals(of reference: String) -> [String] {
        let own = entries.filter { $0.kind == .terminal && $0.name.hasPrefix(reference + ":") }.map(\.name)
        return own.dropFirst().map { "\(own[0]) \($0)" }
    }

    func entries(kinds: [Kind], owner: String?) -> [Entry] {
        entries.filter { kinds.contains($0.kind) && ($0.owner == nil || owner == nil || $0.owner == owner) }
    }

    /// The names from one to another of the same component, in natural order: `X2:1` to `X2:24`. Nil when they have no such order.
    func names(from first: String, to last: String, kinds: [Kind]) -> [String]? {
        guard let low = Numbered(first), let high = Numbered(last), low.stem == high.stem, low.number <= high.number else {
            return nil
        }
        var names: [String] = []
        for entry in entries where kinds.contains(entry.kind) && entry.name != names.last {
            guard let numbered = Numbered(entry.name), numbered.stem == low.stem else { continue }
            if (low.number...high.number).contains(numbered.number) { names.append(entry.name) }
        }
        return names
    }
}

/// A name that ends in a number: `X2:12` is `X2:` and 12.
private struct Numbered {
    var stem: String
    var number: Int

    init?(_ name: String) {
        let digits = name.reversed().prefix { $0.isASCII && $0.isNumber }
        guard !digits.isEmpty, digits.count < 10, let number = Int(String(digits.reversed())) else { return nil }
        stem = String(name.dropLast(digits.count))
        self.number = number
    }
}

/// Order of names in which runs of digits count as numbers.
func naturallyBefore(_ left: String, _ right: String) -> Bool {
    var left = Substring(left), right = Substring(right)
    while let first = left.first, let second = right.first {
        if first.isASCII, second.isASCII, first.isNumber, second.isNumber {
            let one = left.prefix { $0.isASCII && $0.isNumber }, two = right.prefix { $0.isASCII && $0.isNumber }
            let a = one.drop { $0 == "0" }, b = two.drop { $0 == "0" }
            if a.count != b.count { return a.count < b.count }
            if a != b { return a < b }
            left = left.dropFirst(one.count)
            right = right.dropFirst(two.count)
        } else {
            if first != second { return first < second }
            left = left.dropFirst()
            right = right.dropFirst()
        }
    }
    return left.isEmpty && !right.isEmpty
}
