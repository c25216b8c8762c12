public import Notation

/// One argument of a verb: how it is called in help, what it can be completed with, and how it is read.
public struct Slot<Value: Sendable>: Sendable {
    let shape: SlotShape
    let read: @Sendable (inout Cursor) throws(Misread) -> Value
}

/// What is known of a slot whatever it reads.
public struct SlotShape: Sendable {
    /// As in `mesurer GRANDEUR A [B]`.
    public var label: Text
    public var optional = false
    /// Shown in no help.
    var isHidden = false
    /// May be given several times.
    public var repeats = false
    /// The words that announce it, anywhere after the verb: `attendu`, `parce que`.
    public var introducer: Words?
    /// The nearest right words, in the order in which they are offered.
    var candidates: @Sendable (Cursor.Scope) -> [Candidate] = { _ in [] }

    /// `[GRANDEUR]`, `[attendu VALEUR]`, `REF…`.
    public var usage: Text {
        var usage = label
        if repeats { usage = usage + "…" }
        if let introducer { usage = introducer.shown + (usage.fr.isEmpty ? Text("") : Text(" ") + usage) }
        return optional ? Text("[") + usage + "]" : usage
    }
}

/// What a partial word can be completed with.
public struct Candidate: Hashable, Sendable {
    public var word: String
    public var about: Text?

    public init(_ word: String, about: Text? = nil) {
        self.word = word
        self.about = about
    }
}

/// Where and why a line was not understood.
struct Misread: Error {
    enum Reason {
        /// This component is given as a reason and is no suspect yet.
        case noSuspect(String)
        /// This part is named where one of its terminals should be.
        case severalTerminals(of: String)
        /// The line ends before this.
        case missing(SlotShape)
        /// These words are no such thing.
        case notUnderstood(SlotShape)
        /// The line says more than the verb takes.
        case tooMuch
    }

    var reason: Reason
    /// Position of the first word that is wrong, in the words after the verb.
    var position: Int
    var scope: Cursor.Scope
}

/// The words after a verb, read from left to right.
struct Cursor: Sendable {
    /// What a slot may look at besides its own words.
    struct Scope: Sendable {
        var vocabulary: Vocabulary
        var context: Parser.Context
        /// The reference read before: whose parameter or position is meant.
        var reference: String?
        /// The quantity read before: in which unit a bare number is.
        var measurand: Measurand?
    }

    struct Word: Sendable {
        var text: String
        /// Position in the line's words after the verb.
        var position: Int
    }

    var scope: Scope
    /// Not announced by an introducer.
    private(set) var words: [Word]
    private var clauses: [(introducer: Words, words: [Word])] = []
    /// One past the last word of the line.
    private let end: Int

    init(_ words: [String], introducers: [Words], scope: Scope) {
        self.scope = scope
        end = words.count
        var plain: [Word] = []
        var position = 0
        while position < words.count {
            if let (introducer, length) = Self.introducer(at: position, in: words, among: introducers) {
                clauses.append((introducer, []))
                position += length
                continue
            }
            let word = Word(text: words[position], position: position)
            if clauses.isEmpty { plain.append(word) } else { clauses[clauses.count - 1].words.append(word) }
            position += 1
        }
        self.words = plain
    }

    private static func introducer(at position: Int, in words: [String], among introducers: [Words]) -> (Words, Int)? {
        for introducer in introducers {
            for phrase in introducer.taken {
                let key = phraseKey(phrase)
                let length = key.split(separator: " ").count
                guard position + length <= words.count else { continue }
                if phraseKey(words[position..<position + length].joined(separator: " ")) == key { return (introducer, length) }
            }
        }
        return nil
    }

    var isAtEnd: Bool { words.isEmpty }
    /// Position of the word that comes next.
    var position: Int { words.first?.position ?? end }

    /// The text of the next words, or nil when there are not so many.
    func peek(_ count: Int = 1) -> [String]? {
        words.count >= count ? words.prefix(count).map(\.text) : nil
    }

    mutating func skip(_ count: Int = 1) {
        words.removeFirst(count)
    }

    /// These words in the place of one.
    mutating func replace(at index: Int, with texts: [String]) {
        let position = words[index].position
        words.replaceSubrange(index...index, with: texts.map { Word(text: $0, position: position) })
    }

    mutating func rest() -> String {
        defer { words = [] }
        return words.map(\.text).joined(separator: " ")
    }

    func missing(_ shape: SlotShape) -> Misread {
        Misread(reason: .missing(shape), position: position, scope: scope)
    }

    func notUnderstood(_ shape: SlotShape) -> Misread {
        Misread(reason: words.isEmpty ? .missing(shape) : .notUnderstood(shape), position: position, scope: scope)
    }

    /// Reads the clause of that introducer with its own words; nil when the line has none.
    mutating func inClause<Value>(
        _ introducer: Words, _ shape: SlotShape, _ read: (inout Cursor) throws(Misread) -> Value
    ) throws(Misread) -> Value? {
        guard let index = clauses.firstIndex(where: { $0.introducer == introducer }) else { return nil }
        let clause = clauses.remove(at: index)
        let plain = words
        words = clause.words
        let value = try read(&self)
        if !words.isEmpty { throw Misread(reason: .tooMuch, position: position, scope: scope) }
        words = plain
        return value
    }

    /// Everything was read.
    func finish() throws(Misread) {
        if !words.isEmpty { throw Misread(reason: .tooMuch, position: position, scope: scope) }
        if let clause = clauses.first {
            throw Misread(reason: .tooMuch, position: clause.words.first?.position ?? end, scope: scope)
        }
    }
}

extension Cursor {
    /// Whether the clause of that slot is the one being written: nil when it has not begun, false when it is complete.
    func clauseIsOpen(_ shape: SlotShape) -> Bool? {
        guard let introducer = shape.introducer, let clause = clauses.first(where: { $0.introducer == introducer }) else {
            return nil
        }
        return clause.words.isEmpty || (shape.repeats && clauses.last?.introducer == introducer)
    }
}
