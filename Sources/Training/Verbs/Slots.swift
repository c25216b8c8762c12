import Notation

// The arguments that verbs are made of.

extension Slot {
    /// Given or not.
    func optional() -> Slot<Value?> {
        var shape = shape
        shape.optional = true
        return Slot<Value?>(shape: shape) { [read] (cursor: inout Cursor) throws(Misread) -> Value? in
            cursor.isAtEnd ? nil : try read(&cursor)
        }
    }

    /// These names before the others that could be said.
    func offering(_ kind: Vocabulary.Kind) -> Slot<Value> {
        var shape = shape
        let all = shape.candidates
        shape.candidates = { scope in
            let first = scope.vocabulary.entries(kinds: [kind], owner: nil)
            return first.map { Candidate($0.spelling(scope.context.language), about: $0.text) } + all(scope)
        }
        return Slot(shape: shape) { [read, shape] (cursor: inout Cursor) throws(Misread) -> Value in
            let before = cursor
            do throws(Misread) {
                return try read(&cursor)
            } catch {
                throw before.notUnderstood(shape)
            }
        }
    }

    /// Taken, but shown nowhere.
    func hidden() -> Slot<Value> {
        var shape = shape
        shape.isHidden = true
        shape.candidates = { _ in [] }
        return Slot(shape: shape, read: read)
    }

    /// Given or not, and left to the next slot when it does not fit.
    func ifItFits() -> Slot<Value?> {
        var shape = shape
        shape.optional = true
        return Slot<Value?>(shape: shape) { [read] (cursor: inout Cursor) throws(Misread) -> Value? in
            let before = cursor
            do throws(Misread) {
                return try read(&cursor)
            } catch {
                cursor = before
                return nil
            }
        }
    }

    /// None as well when these words are all that is said: `regarder la machine`.
    func orWhole<Named>(_ whole: Words) -> Slot<Value> where Value == Named? {
        Slot(shape: shape) { [read] (cursor: inout Cursor) throws(Misread) -> Value in
            cursor.skipAll(whole) ? nil : try read(&cursor)
        }
    }

    /// Announced by words of its own, anywhere after the verb, or not given.
    func after(_ introducer: Words) -> Slot<Value?> {
        var shape = shape
        shape.optional = true
        shape.introducer = introducer
        return Slot<Value?>(shape: shape) { [read, shape] (cursor: inout Cursor) throws(Misread) -> Value? in
            try cursor.inClause(introducer, shape, read)
        }
    }
}

extension Slot where Value == String {
    /// A name of these kinds; its canonical spelling is read.
    static func name(_ label: Text, _ kinds: Vocabulary.Kind...) -> Slot<String> {
        let shape = SlotShape(label: label) { scope in
            let fitting = kinds == [.cause] ? scope.reference.map(scope.vocabulary.causes) ?? [] : []
            let others = scope.vocabulary.entries(kinds: kinds, owner: scope.reference).filter { !fitting.contains($0) }
            return (fitting + others).map { Candidate($0.spelling(scope.context.language), about: $0.text) }
        }
        return Slot(shape: shape) { (cursor: inout Cursor) throws(Misread) -> String in
            guard let entry = cursor.readEntry(kinds) else { throw cursor.notUnderstood(shape) }
            if entry.owner == nil { cursor.scope.reference = entry.name }
            return entry.name
        }
    }

    /// Anything that is part of the machine and has a reference.
    static func ref(_ label: Text = Text("REF")) -> Slot<String> {
        name(label, .component, .terminal, .wire, .hose)
    }

    /// All the words that are left, as they were written.
    static func sentence(_ label: Text) -> Slot<String> {
        let shape = SlotShape(label: label)
        return Slot(shape: shape) { (cursor: inout Cursor) throws(Misread) -> String in
            guard !cursor.isAtEnd else { throw cursor.missing(shape) }
            return cursor.rest()
        }
    }
}

extension Slot where Value == [String] {
    /// One name or several, ranges too: `X2:1..X2:24`.
    static func names(_ label: Text, _ kinds: Vocabulary.Kind...) -> Slot<[String]> {
        var shape = SlotShape(label: label) { scope in
            scope.vocabulary.entries(kinds: kinds, owner: nil).map {
                Candidate($0.spelling(scope.context.language), about: $0.text)
            }
        }
        shape.repeats = true
        return Slot(shape: shape) { [shape] (cursor: inout Cursor) throws(Misread) -> [String] in
            var names: [String] = []
            while !cursor.isAtEnd {
                // `VS1 45 N·m`: a value with its unit is no wire.
                if !names.isEmpty, cursor.isAtAmountWithUnit { break }
                if let range = cursor.readRange(kinds) {
                    names += range
                } else if let entry = cursor.readEntry(kinds) {
                    names.append(entry.name)
                } else {
                    break
                }
            }
            guard !names.isEmpty else { throw cursor.notUnderstood(shape) }
            var unique: [String] = []
            for name in names where !unique.contains(name) { unique.append(name) }
            return unique
        }
    }

    static func refs(_ label: Text = Text("REF")) -> Slot<[String]> {
        names(label, .component, .terminal, .wire, .hose)
    }

    /// None when the line ends here.
    func orNone() -> Slot<[String]> {
        var shape = shape
        shape.optional = true
        return Slot(shape: shape) { [read] (cursor: inout Cursor) throws(Misread) -> [String] in
            cursor.isAtEnd ? [] : try read(&cursor)
        }
    }

    /// None as well when these words are all that is said: `ranger outils`.
    func orAll(_ everything: Words) -> Slot<[String]> {
        let orNone = orNone()
        return Slot(shape: orNone.shape) { (cursor: inout Cursor) throws(Misread) -> [String] in
            cursor.skipAll(everything) ? [] : try orNone.read(&cursor)
        }
    }
}

extension Slot where Value: Worded {
    /// One of a closed set.
    static func choice(_ label: Text) -> Slot<Value> {
        let shape = SlotShape(label: label) { scope in
            Value.allCases.map { Candidate($0.words.shown[scope.context.language]) }
        }
        return Slot(shape: shape) { (cursor: inout Cursor) throws(Misread) -> Value in
            guard let value = cursor.readChoice(of: Value.self) else { throw cursor.notUnderstood(shape) }
            return value
        }
    }
}

extension Slot where Value == Int {
    /// A number of something that was numbered: `3`, `H2`, `n°4`, `M3`.
    static func ordinal(_ label: Text) -> Slot<Int> {
        let shape = SlotShape(label: label)
        return Slot(shape: shape) { (cursor: inout Cursor) throws(Misread) -> Int in
            guard let number = cursor.readOrdinal() else { throw cursor.notUnderstood(shape) }
            return number
        }
    }
}

extension Slot where Value == [Int] {
    static func ordinals(_ label: Text) -> Slot<[Int]> {
        var shape = SlotShape(label: label)
        shape.repeats = true
        return Slot(shape: shape) { [shape] (cursor: inout Cursor) throws(Misread) -> [Int] in
            var numbers: [Int] = []
            while !cursor.isAtEnd {
                if !numbers.isEmpty, let word = cursor.peek()?.first, ["et", "and"].contains(folded(word)) { cursor.skip() }
                guard let read = cursor.readOrdinals() else { throw cursor.notUnderstood(shape) }
                numbers += read
            }
            guard !numbers.isEmpty else { throw cursor.missing(shape) }
            return numbers
        }
    }
}

extension Slot where Value == Double {
    /// A number, or a word for 1 or 0.
    static func value(_ label: Text) -> Slot<Double> {
        let shape = SlotShape(label: label)
        return Slot(shape: shape) { (cursor: inout Cursor) throws(Misread) -> Double in
            guard let word = cursor.peek()?.first else { throw cursor.missing(shape) }
            let value: Double
            switch folded(word) {
            case "vrai", "true", "on": value = 1
            case "faux", "false", "off": value = 0
            default:
                guard let number = decimalNumber(word) else { throw cursor.notUnderstood(shape) }
                value = number
            }
            cursor.skip()
            return value
        }
    }

    /// N·m; the unit may be written.
    static func torque(_ label: Text) -> Slot<Double> {
        let shape = SlotShape(label: label) { _ in [Candidate("0,6"), Candidate("1,2")] }
        return Slot(shape: shape) { (cursor: inout Cursor) throws(Misread) -> Double in
            guard let amount = cursor.readAmount() else { throw cursor.notUnderstood(shape) }
            guard amount.number > 0, amount.unit == nil || amount.unit == "N·m" else {
                throw cursor.notUnderstood(shape)
            }
            return amount.number
        }
    }

    /// Seconds: `30s`, `30 s`, `2 min`, `1 h`, `30`.
    static func span(_ label: Text) -> Slot<Double> {
        let shape = SlotShape(label: label) { _ in [Candidate("10s"), Candidate("30s"), Candidate("2min")] }
        return Slot(shape: shape) { (cursor: inout Cursor) throws(Misread) -> Double in
            var seconds = 0.0
            guard !cursor.isAtEnd else { throw cursor.missing(shape) }
            while !cursor.isAtEnd {
                guard let amount = cursor.readAmount(), amount.number >= 0 else { throw cursor.notUnderstood(shape) }
                switch amount.unit ?? "s" {
                case "s": seconds += amount.number
                case "min": seconds += amount.number * 60
                case "h": seconds += amount.number * 3600
                default: throw cursor.notUnderstood(shape)
                }
            }
            guard seconds > 0, seconds <= 24 * 3600 else { throw cursor.notUnderstood(shape) }
            return seconds
        }
    }
}

extension Slot where Value == Amount {
    static func amount(_ label: Text) -> Slot<Amount> {
        let shape = SlotShape(label: label)
        return Slot(shape: shape) { (cursor: inout Cursor) throws(Misread) -> Amount in
            guard let amount = cursor.readAmount() else { throw cursor.notUnderstood(shape) }
            return amount
        }
    }
}

/// Where an instrument is put.
struct Leads: Sendable {
    var from: String
    var to: String?
}

extension Slot where Value == Measurand {
    /// The quantity of the last measurement when a point follows at once.
    static let quantity: Slot<Measurand> = {
        let choice = Slot<Measurand>.choice(Text(fr: "GRANDEUR", en: "QUANTITY"))
        return Slot(shape: choice.shape) { (cursor: inout Cursor) throws(Misread) -> Measurand in
            let measurand: Measurand
            if let value = cursor.readChoice(of: Measurand.self) {
                measurand = value
            } else if let last = cursor.scope.context.lastMeasurement, cursor.isAtEnd || cursor.pointIsAhead {
                measurand = last.quantity
            } else {
                throw cursor.notUnderstood(choice.shape)
            }
            cursor.scope.measurand = measurand
            return measurand
        }
    }()
}

extension Slot where Value == Leads {
    /// As many points as the quantity needs; those of the last measurement when none is said.
    static let leads: Slot<Leads> = {
        var shape = Slot<String>.point.shape
        shape.label = Text("A [B]")
        let points = shape.candidates
        shape.candidates = { scope in
            let all = points(scope)
            // The second of two leads is mostly on 0V, 24V or PE.
            guard scope.reference != nil, (scope.measurand?.leads.upperBound ?? 2) > 1 else { return all }
            let named = scope.vocabulary.entries(kinds: [.terminal], owner: nil).filter { !$0.name.contains(":") }
            return named.map { Candidate($0.name, about: $0.text) } + all
        }
        return Slot(shape: shape) { [shape] (cursor: inout Cursor) throws(Misread) -> Leads in
            let needed = cursor.scope.measurand?.leads ?? 1...2
            if cursor.isAtEnd, let last = cursor.scope.context.lastMeasurement {
                if (last.to == nil ? 1 : 2) >= needed.lowerBound {
                    return Leads(from: last.from, to: needed.upperBound > 1 ? last.to : nil)
                }
            }
            if needed.upperBound > 1 { cursor.splitPair() }
            let before = cursor
            // How loud it is belongs to a place.
            let from = try (cursor.scope.measurand == .soundLevel ? Slot<String>.whereabouts : .point).read(&cursor)
            guard needed.upperBound > 1 else { return Leads(from: from, to: nil) }
            if needed.lowerBound == 1, !cursor.pointIsAhead { return Leads(from: from, to: nil) }
            guard !cursor.isAtEnd else {
                let isPart = !cursor.scope.vocabulary.pairsOfTerminals(of: from).isEmpty
                guard isPart, let last = before.words.last else { throw cursor.missing(shape) }
                throw Misread(reason: .severalTerminals(of: from), position: last.position, scope: cursor.scope)
            }
            return Leads(from: from, to: try Slot<String>.point.read(&cursor))
        }
    }()
}

extension Slot where Value == Expected {
    /// A number in the unit of the quantity, or with its own.
    static let expectation: Slot<Expected> = {
        let shape = SlotShape(label: Text(fr: "VALEUR", en: "VALUE"))
        return Slot(shape: shape) { (cursor: inout Cursor) throws(Misread) -> Expected in
            guard let first = cursor.peek()?.first else { throw cursor.missing(shape) }
            let measurand = cursor.scope.measurand ?? .voltageDC
            switch folded(first) {
            case "ol", "infini", "ouvert", "coupe", "infinite", "open", "overload":
                cursor.skip()
                return .overload
            case "direct" where measurand == .phaseOrder:
                cursor.skip()
                return .value(si: 1)
            case "inverse" where measurand == .phaseOrder, "reverse" where measurand == .phaseOrder:
                cursor.skip()
                return .value(si: -1)
            default:
                guard let amount = cursor.readAmount() else { throw cursor.notUnderstood(shape) }
                let unit = amount.unit ?? measurand.usualUnit
                guard let factor = measurand.kind.unit(unit) else { throw cursor.notUnderstood(shape) }
                return .value(si: amount.number * factor.factor + factor.offset)
            }
        }
    }()
}

extension Slot where Value == String {
    /// Where a lead or a probe can be put.
    static var point: Slot<String> { name(Text("A"), .terminal, .component, .hose, .wire, .roundPoint) }

    /// A place, or something whose place is meant; only places are offered.
    static var whereabouts: Slot<String> {
        let place = Slot<String>.name(Text(fr: "LIEU", en: "PLACE"), .place)
        let any = Slot<String>.name(
            Text(fr: "LIEU", en: "PLACE"), .place, .component, .terminal, .hose, .wire, .roundPoint, .source)
        return Slot(shape: place.shape) { (cursor: inout Cursor) throws(Misread) -> String in
            let before = cursor
            do throws(Misread) {
                return try any.read(&cursor)
            } catch {
                throw before.notUnderstood(place.shape)
            }
        }
    }
}

extension Cursor {
    /// Passes over what is left when it is just one of these words, with an article or without.
    fileprivate mutating func skipAll(_ whole: Words) -> Bool {
        let said = phraseKey(words.drop { fillers.contains(folded($0.text)) }.map(\.text).joined(separator: " "))
        guard whole.all(.fr).contains(where: { phraseKey($0) == said }) else { return false }
        skip(words.count)
        return true
    }

    /// Whether the next words name something that a lead can be put to.
    var pointIsAhead: Bool {
        var ahead = self
        return ahead.readEntry(pointKinds) != nil
    }

    /// `B2:1-B2:3` is two points, unless a point is called so.
    mutating func splitPair() {
        var passed = 0
        while passed < words.count, isFiller(words[passed].text) { passed += 1 }
        guard passed < words.count, entryAhead(pointKinds, skipping: passed) == nil else { return }
        let word = words[passed]
        guard let dash = word.text.firstIndex(where: { "-–—→".contains($0) }) else { return }
        let ends = [word.text[..<dash], word.text[word.text.index(after: dash)...]].map(String.init)
        let areNames = ends.allSatisfy { scope.vocabulary.entry($0, kinds: pointKinds, owner: nil) != nil }
        if areNames { replace(at: passed, with: ends) }
    }

    /// The entry that the next words name, the longest name first; articles and what it is (`la borne`) are passed over, and a tool or
    /// an equipment may be named by its first word.
    mutating func readEntry(_ kinds: [Vocabulary.Kind]) -> Vocabulary.Entry? {
        var passed = 0
        while true {
            if let (entry, length) = entryAhead(kinds, skipping: passed) {
                skip(passed + length)
                return entry
            }
            guard passed < mostPassed, passed < words.count, isFiller(words[passed].text) else { break }
            passed += 1
        }
        let named = words.firstIndex { !fillers.contains(folded($0.text)) } ?? 0
        guard named < words.count,
            let entry = scope.vocabulary.entry(beginning: words[named].text, kinds: kinds.filter(namedByFirstWord.contains))
        else { return nil }
        skip(named + 1)
        return entry
    }

    private func isFiller(_ word: String) -> Bool { fillers.contains(folded(word)) || nouns.contains(folded(word)) }

    private func entryAhead(_ kinds: [Vocabulary.Kind], skipping start: Int) -> (Vocabulary.Entry, Int)? {
        let ahead = words.dropFirst(start)
        for length in stride(from: min(longestName, ahead.count), through: 1, by: -1) {
            var texts = ahead.prefix(length).map(\.text)
            for elided in [false, true] {
                if elided {
                    guard let apostrophe = texts[0].firstIndex(where: { $0 == "'" || $0 == "’" }) else { continue }
                    texts[0] = String(texts[0][texts[0].index(after: apostrophe)...])
                }
                for separator in [" ", ":"] {
                    let spelling = texts.joined(separator: separator)
                    if let entry = scope.vocabulary.entry(spelling, kinds: kinds, owner: scope.reference) {
                        return (entry, length)
                    }
                }
            }
        }
        return nil
    }

    /// `X2:1..X2:24`, `X2:1..24`, with or without spaces.
    mutating func readRange(_ kinds: [Vocabulary.Kind]) -> [String]? {
        for length in 1...3 {
            guard let texts = peek(length) else { return nil }
            let joined = texts.joined()
            guard let dots = joined.firstRange(of: ".."), !joined.hasSuffix("..") else { continue }
            let low = String(joined[..<dots.lowerBound]), high = String(joined[dots.upperBound...].drop { $0 == "." })
            guard let first = scope.vocabulary.entry(low, kinds: kinds, owner: nil) else { return nil }
            let stem = first.name.prefix(
                upTo: first.name.lastIndex(of: ":").map(first.name.index(after:)) ?? first.name.startIndex)
            guard
                let last = scope.vocabulary.entry(high, kinds: kinds, owner: nil)
                    ?? scope.vocabulary.entry(stem + high, kinds: kinds, owner: nil),
                let names = scope.vocabulary.names(from: first.name, to: last.name, kinds: kinds)
            else { return nil }
            skip(length)
            return names
        }
        return nil
    }

    func longestChoice<Value: Worded>(of type: Value.Type) -> (Value, Int)? {
        var best: (Value, Int)?
        for value in Value.allCases {
            for phrase in value.words.taken {
                let key = phraseKey(phrase)
                for length in 1...3 where length > (best?.1 ?? 0) {
                    guard let texts = peek(length) else { break }
                    if phraseKey(texts.joined(separator: " ")) == key { best = (value, length) }
                }
            }
        }
        return best
    }

    /// The value that the next words name, an article before it passed over.
    mutating func readChoice<Value: Worded>(of type: Value.Type) -> Value? {
        if let (value, length) = longestChoice(of: type) {
            skip(length)
            return value
        }
        guard words.count > 1, fillers.contains(folded(words[0].text)) else { return nil }
        let before = self
        skip()
        guard let (value, length) = longestChoice(of: type) else {
            self = before
            return nil
        }
        skip(length)
        return value
    }

    mutating func readOrdinal() -> Int? {
        guard let word = peek()?.first, let number = Self.ordinal(word) else { return nil }
        skip()
        return number
    }

    /// `1`, or several joined by commas: `1,2`.
    mutating func readOrdinals() -> [Int]? {
        guard let word = peek()?.first else { return nil }
        let parts = word.split { $0 == "," || $0 == "+" }.map { Self.ordinal(String($0)) }
        let numbers = parts.compactMap { $0 }
        guard !numbers.isEmpty, numbers.count == parts.count else { return nil }
        skip()
        return numbers
    }

    private static func ordinal(_ word: String) -> Int? {
        let digits = folded(word).drop { !$0.isNumber }
        let prefix = folded(word).prefix { !$0.isNumber }
        guard ["", "h", "m", "n", "n°", "no", "#"].contains(String(prefix)), let number = Int(digits), number > 0 else {
            return nil
        }
        return number
    }

    /// `0,6`, `24V`, `24 V`, `-71 kPa`. Nothing is read when it is none.
    mutating func readAmount() -> Amount? {
        let before = self
        guard let amount = amountAhead() else {
            self = before
            return nil
        }
        return amount
    }

    fileprivate var isAtAmountWithUnit: Bool {
        var probe = self
        return probe.amountAhead()?.unit != nil
    }

    private mutating func amountAhead() -> Amount? {
        // « serrer X2:12 à 0,6 N·m ».
        if words.count > 1, let word = peek()?.first, ["a", "de", "at", "to"].contains(folded(word)) { skip() }
        guard let word = peek()?.first else { return nil }
        let digits = word.prefix { $0.isNumber || "+-−,.".contains($0) }
        guard let number = decimalNumber(String(digits)) else { return nil }
        skip()
        let attached = String(word.dropFirst(digits.count))
        if !attached.isEmpty {
            guard let unit = unitSymbol(attached) else { return nil }
            return Amount(number, unit)
        }
        if let next = peek()?.first, let unit = unitSymbol(next) {
            skip()
            return Amount(number, unit)
        }
        return Amount(number)
    }
}

/// What a lead or a probe can be put to.
private let pointKinds: [Vocabulary.Kind] = [.terminal, .component, .hose, .wire, .roundPoint]

/// Kinds whose first word is enough when no other begins so.
private let namedByFirstWord: [Vocabulary.Kind] = [.tool, .equipment, .document, .bin, .waste, .roundPoint]

/// The longest name in words: `gants isolants classe 0`.
private let longestName = 6

/// So many words before a name: `entre les deux bornes`.
private let mostPassed = 4

/// Words that may stand before a name and say nothing.
private let fillers: Set<String> = [
    "le", "la", "les", "un", "une", "du", "de", "des", "au", "aux", "a", "sur", "entre", "et", "est", "deux", "vers", "dans",
    "devant", "-", "–", "—", ":", "=", "the", "an", "of", "at", "to", "on", "in", "is", "has", "between", "and",
]

/// Where the first word from a position on stands that says something.
func firstTelling(_ words: [String], from position: Int) -> Int {
    words.indices.dropFirst(position).first { !fillers.contains(folded(words[$0])) } ?? position
}

/// What the thing is, said before its reference: `la borne X2:12`.
private let nouns: Set<String> = [
    "borne", "bornes", "bornier", "fil", "fils", "cellule", "capteur", "detecteur", "verin", "tuyau", "flexible", "distributeur",
    "electrovanne", "vanne", "contacteur", "relais", "disjoncteur", "sectionneur", "fusible", "moteur", "bouton",
    "bouton-poussoir", "selecteur", "voyant", "manometre", "pressostat", "regulateur", "limiteur", "palier", "reducteur", "carte",
    "composant", "constituant", "repere", "folio", "terminal", "terminals", "strip", "wire", "wires", "cell", "sensor",
    "cylinder", "hose", "valve", "contactor", "relay", "breaker", "isolator", "fuse", "motor", "button", "selector", "lamp",
    "gauge", "switch", "bearing", "component",
]
