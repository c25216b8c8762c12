/// Reading by declared type: the file's author writes text, what it means is said here, never guessed.
extension Node {
    private func wrong(_ expected: Text, nearest: String? = nil) -> Mistake {
        mistake(found, expected: expected, nearest: nearest)
    }

    private func scalar(_ expected: Text) throws(Mistake) -> String {
        guard case .scalar(let text, _) = content, !isEmpty else { throw wrong(expected) }
        return text
    }

    /// Any text, as written: `NO`, `1:13` and `017` are texts.
    public var string: String {
        get throws(Mistake) { try scalar(Text(fr: "un texte", en: "a text")) }
    }

    /// A sentence: `{fr: …, en: …}`, or a plain text which is the same in both languages.
    public var text: Text {
        get throws {
            if case .scalar(let same, _) = content, !isEmpty { return Text(same) }
            guard case .mapping = content else {
                throw wrong(Text(fr: "un texte, ou {fr: …, en: …}", en: "a text, or {fr: …, en: …}"))
            }
            let sentences = try mapping(keys: ["fr", "en"])
            return Text(fr: try sentences.required("fr").string, en: try sentences.required("en").string)
        }
    }

    /// The items of a list.
    public var sequence: [Node] {
        get throws(Mistake) {
            guard case .sequence(let items) = content else { throw wrong(Text(fr: "une liste", en: "a list")) }
            return items
        }
    }

    /// A list of texts.
    public var strings: [String] {
        get throws {
            var mistakes = Mistakes()
            let texts = try sequence.compactMap { item in mistakes.collect { try item.string } }
            try mistakes.check()
            return texts
        }
    }

    /// A block whose keys are all among these; nil takes any key (a block of named things). Throws all the unknown ones.
    public func mapping(keys: [String]? = nil) throws -> Mapping {
        var mistakes = Mistakes()
        let mapping = mapping(keys: keys, collecting: &mistakes)
        try mistakes.check()
        return mapping!
    }

    /// The same, with the mistakes collected: a block with an unknown key can still be read for what it has. Nil if this is no
    /// block at all.
    public func mapping(keys: [String]?, collecting mistakes: inout Mistakes) -> Mapping? {
        guard case .mapping(let entries) = content else {
            mistakes.add(wrong(Text(fr: "un bloc de clés", en: "a block of keys")))
            return nil
        }
        // `format` heads every file, whatever it holds.
        let free = origin.path.isEmpty ? ["format"] : []
        if let keys {
            for (index, entry) in entries.enumerated() where !keys.contains(entry.key) && !free.contains(entry.key) {
                if let split = Node.splitNumber(entries, at: index) {
                    mistakes.add(split)
                    continue
                }
                mistakes.add(
                    Mistake(
                        origin: entry.keyOrigin,
                        problem: Text(fr: "clé « \(entry.key) » inconnue", en: "unknown key '\(entry.key)'"),
                        expected: Node.list(keys), nearest: Notation.nearest(entry.key, among: keys)))
            }
        }
        return Mapping(origin: origin, entries: entries)
    }

    /// `{length: 0,6 m}`: the comma has cut the number in two, and the rest stands as a key.
    private static func splitNumber(_ entries: [Entry], at index: Int) -> Mistake? {
        let rest = entries[index]
        guard index > 0, rest.value.isEmpty, let digit = rest.key.first, digit.isASCII, digit.isNumber,
            case .scalar(let whole, quoted: false) = entries[index - 1].value.content, let number = Number(startOf: whole),
            number.rest.isEmpty
        else { return nil }
        return Mistake(
            origin: entries[index - 1].value.origin,
            problem: Text.quoted("\(whole),\(rest.key)") + Text(fr: " a une virgule : écrire ", en: " has a comma: write ")
                + "\(whole).\(rest.key)")
    }

    /// Checks that the file begins with `format:` and this version.
    public func format(_ version: Int) throws(Mistake) {
        let expected = Text("format: \(version)")
        guard case .mapping(let entries) = content, let first = entries.first, first.key == "format" else {
            throw Mistake(
                origin: Origin(file: origin.file, line: 1, path: origin.path),
                problem: Text(fr: "le fichier ne commence pas par son format", en: "the file does not begin with its format"),
                expected: expected)
        }
        guard case .scalar(String(version), _) = first.value.content else { throw first.value.wrong(expected) }
    }

    public var boolean: Bool {
        get throws(Mistake) {
            let expected = Text(fr: "true ou false", en: "true or false")
            let text = try scalar(expected)
            switch text {
            case "true": return true
            case "false": return false
            default: break
            }
            switch folded(text) {
            case "vrai", "oui", "yes", "on", "y", "1", "true": throw wrong(expected, nearest: "true")
            case "faux", "non", "no", "off", "n", "0", "false": throw wrong(expected, nearest: "false")
            default: throw wrong(expected)
            }
        }
    }

    public func integer(in range: ClosedRange<Int>? = nil) throws(Mistake) -> Int {
        let whole = Text(fr: "un nombre entier", en: "a whole number")
        let expected = range.map { whole + " " + Node.interval($0) } ?? whole
        let text = try scalar(expected)
        let digits = text.hasPrefix("-") || text.hasPrefix("+") ? text.dropFirst() : text[...]
        guard !digits.isEmpty, digits.allSatisfy({ $0.isASCII && $0.isNumber }) else { throw wrong(expected) }
        guard digits.count == 1 || digits.first != "0" else {
            throw mistake(
                found + Text(fr: " commence par zéro : ce n'est pas un nombre", en: " begins with zero: it is not a number"),
                expected: expected)
        }
        guard let value = Int(text), range?.contains(value) ?? true else {
            throw mistake(found + Text(fr: " est hors limites", en: " is out of range"), expected: expected)
        }
        return value
    }

    /// A number without unit.
    public func number(in range: ClosedRange<Double>? = nil) throws(Mistake) -> Double {
        let expected = range.map { Node.interval($0, nil) } ?? Text(fr: "un nombre sans unité", en: "a number without unit")
        let text = try scalar(expected)
        guard let number = Number(startOf: text), number.rest.isEmpty, number.value.isFinite else {
            throw wrong(expected)
        }
        guard !number.hasComma else {
            let better = text.replacing(",", with: ".")
            throw mistake(found + Text(fr: " a une virgule : écrire \(better)", en: " has a comma: write \(better)"))
        }
        guard range?.contains(number.value) ?? true else {
            throw mistake(found + Text(fr: " est hors limites", en: " is out of range"), expected: expected)
        }
        return number.value
    }

    /// A quantity of this kind, in SI.
    /// - Parameter range: in SI.
    public func quantity(_ kind: Quantity.Kind, in range: ClosedRange<Double>? = nil) throws(Mistake) -> Double {
        let text = try scalar(kind.expectation)
        let quantity: Quantity
        do {
            quantity = try Quantity.parse(text, as: kind)
        } catch {
            throw mistake(error.problem, expected: error.expected, nearest: error.nearest)
        }
        if let range, !range.widened.contains(quantity.value) {
            throw mistake(
                found + Text(fr: " est hors limites", en: " is out of range"), expected: Node.interval(range, kind))
        }
        return quantity.value
    }

    /// The symbol of a unit of this kind, for an instrument or a plot that is told its unit.
    public func unit(of kind: Quantity.Kind) throws(Mistake) -> String {
        let expected = Node.list(kind.symbols)
        let text = try scalar(expected)
        guard let unit = kind.unit(text) else { throw wrong(expected, nearest: Notation.nearest(text, among: kind.symbols)) }
        return unit.symbol
    }

    /// Seconds.
    public func duration(in range: ClosedRange<Double>? = nil) throws(Mistake) -> Double {
        try quantity(.time, in: range)
    }

    /// One word of a list.
    public func choice(_ words: [String]) throws(Mistake) -> String {
        let text = try scalar(Node.list(words))
        guard words.contains(text) else { throw wrong(Node.list(words), nearest: Notation.nearest(text, among: words)) }
        return text
    }

    /// One case of an enumeration, by its raw value.
    public func choice<Choice: CaseIterable & RawRepresentable>(
        of type: Choice.Type
    ) throws(Mistake) -> Choice where Choice.RawValue == String {
        let word = try choice(type.allCases.map(\.rawValue))
        return Choice(rawValue: word)!
    }

    /// « a, b ou c »; a long list is cut, the nearest word says the rest.
    static func list(_ words: [String]) -> Text {
        let shown = words.prefix(12)
        if words.count > shown.count { return Text(shown.joined(separator: ", ") + "…") }
        guard let last = shown.last, shown.count > 1 else { return Text(shown.joined()) }
        let others = shown.dropLast().joined(separator: ", ")
        return Text(fr: "\(others) ou \(last)", en: "\(others) or \(last)")
    }

    private static func interval(_ range: ClosedRange<Int>) -> Text {
        if range.upperBound == .max { return bounded(low: "\(range.lowerBound)", high: nil) }
        if range.lowerBound == .min { return bounded(low: nil, high: "\(range.upperBound)") }
        return bounded(low: "\(range.lowerBound)", high: "\(range.upperBound)")
    }

    private static func interval(_ range: ClosedRange<Double>, _ kind: Quantity.Kind?) -> Text {
        func written(_ value: Double) -> String? {
            guard value.isFinite, abs(value) < Double.greatestFiniteMagnitude else { return nil }
            return kind.map { Quantity(value, $0).written } ?? Quantity.plain(value, digits: 9)
        }
        return bounded(low: written(range.lowerBound), high: written(range.upperBound))
    }

    private static func bounded(low: String?, high: String?) -> Text {
        switch (low, high) {
        case (let low?, let high?): Text(fr: "de \(low) à \(high)", en: "from \(low) to \(high)")
        case (let low?, nil): Text(fr: "au moins \(low)", en: "at least \(low)")
        case (nil, let high?): Text(fr: "au plus \(high)", en: "at most \(high)")
        case (nil, nil): Text(fr: "un nombre", en: "a number")
        }
    }
}

extension ClosedRange<Double> {
    /// With the rounding of a unit's conversion: `30 °C` lies within a range that ends at 303.15 K.
    fileprivate var widened: ClosedRange<Double> {
        let margin = { (bound: Double) in bound.isFinite ? abs(bound) * 1e-12 : 0 }
        return (lowerBound - margin(lowerBound))...(upperBound + margin(upperBound))
    }
}
