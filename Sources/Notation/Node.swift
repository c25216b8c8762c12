/// A value as it stands in a file, before anything is known of its type.
public struct Node: Sendable {
    public enum Content: Sendable {
        case scalar(String, quoted: Bool)
        case sequence([Node])
        case mapping([Entry])
    }

    public struct Entry: Sendable {
        public let key: String
        public let keyOrigin: Origin
        public let value: Node
    }

    public let origin: Origin
    public let content: Content

    public init(origin: Origin, content: Content) {
        self.origin = origin
        self.content = content
    }

    /// Nothing is written here: `key:` with no value.
    public var isEmpty: Bool {
        if case .scalar("", quoted: false) = content { true } else { false }
    }

    /// What stands here, to say so in an error.
    var found: Text {
        switch content {
        case .scalar("", quoted: false): Text(fr: "rien n'est écrit ici", en: "nothing is written here")
        case .scalar(let text, _): Text.quoted(text.count > 60 ? text.prefix(60) + "…" : text)
        case .sequence: Text(fr: "une liste", en: "a list")
        case .mapping: Text(fr: "un bloc de clés", en: "a block of keys")
        }
    }

    public func mistake(_ problem: Text, expected: Text? = nil, nearest: String? = nil) -> Mistake {
        Mistake(origin: origin, problem: problem, expected: expected, nearest: nearest)
    }

    /// The name written here stands for nothing: « composant « KM7 » inconnu », with the nearest that exists.
    /// - Parameter what: the kind of thing, without article: `Text(fr: "composant", en: "component")`.
    public func unknown(_ what: Text, among names: [String]) -> Mistake {
        let word = if case .scalar(let text, _) = content { text } else { "…" }
        // With no near one, what there is says more than nothing.
        let near = Notation.nearest(word, among: names)
        return mistake(
            what + " " + Text.quoted(word) + Text(fr: " : introuvable", en: " not found"),
            expected: near == nil && !names.isEmpty ? Node.list(names) : nil, nearest: near)
    }
}

/// A block of keys, in the order of the file.
public struct Mapping: Sendable {
    public let origin: Origin
    public let entries: [Node.Entry]

    public var keys: [String] { entries.map(\.key) }

    public subscript(key: String) -> Node? {
        entries.first { $0.key == key }?.value
    }

    /// The value of a key that must be there, with something in it.
    /// - Parameter expected: what could stand there instead, if it is not that key alone.
    public func required(_ key: String, expected: Text? = nil) throws(Mistake) -> Node {
        guard let node = self[key] else {
            throw Mistake(
                origin: origin, problem: Text(fr: "la clé « \(key) » manque", en: "the key '\(key)' is missing"),
                expected: expected)
        }
        guard !node.isEmpty else { throw node.mistake(node.found, expected: Text(fr: "une valeur", en: "a value")) }
        return node
    }
}
