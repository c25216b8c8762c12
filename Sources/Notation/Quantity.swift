import Foundation

/// A value with its kind. The value is in SI (`Kind.siUnit`): units exist only in texts.
public struct Quantity: Sendable, Hashable {
    public let value: Double
    public let kind: Kind

    public init(_ value: Double, _ kind: Kind) {
        self.value = value
        self.kind = kind
    }

    /// Why a text is no quantity of the kind expected.
    public struct Refusal: Error, Sendable, Hashable {
        public let problem: Text
        public let expected: Text?
        public let nearest: String?

        /// The whole in one sentence.
        public var reason: Text { explained(problem, expected: expected, nearest: nearest) }

        public init(_ problem: Text, expected: Text? = nil, nearest: String? = nil) {
            self.problem = problem
            self.expected = expected
            self.nearest = nearest
        }
    }

    /// Reads `4.7 kΩ`. Lenient, for what a trainee types: the comma is taken (`2,6 V`), so are other cases (`24v`) and a
    /// bare number in the kind's usual unit (`24`).
    public static func parse(_ text: String, as kind: Kind, lenient: Bool = false) throws(Refusal) -> Quantity {
        var written = text.trimmingCharacters(in: .whitespaces)
        if lenient {
            written = written.replacing("−", with: "-").replacing("–", with: "-")
            written.removeAll { $0 == "\u{202F}" || $0 == "\u{00A0}" }
        }
        let expected = kind.expectation
        guard let number = Number(startOf: written) else {
            throw Refusal(Text.quoted(text) + Text(fr: " n'est pas une grandeur", en: " is not a quantity"), expected: expected)
        }
        if number.hasComma, !lenient {
            let better = written.replacing(",", with: ".")
            throw Refusal(Text.quoted(text) + Text(fr: " a une virgule : écrire \(better)", en: " has a comma: write \(better)"))
        }
        let symbol = number.rest.trimmingCharacters(in: .whitespaces)
        let unit: Unit
        if symbol.isEmpty, kind.unit("") == nil {
            guard lenient else {
                throw Refusal(Text.quoted(text) + Text(fr: " n'a pas d'unité", en: " has no unit"), expected: expected)
            }
            unit = kind.usualUnit
        } else if let found = kind.unit(symbol) ?? (lenient ? kind.unitMeant(by: symbol) : nil) {
            unit = found
        } else {
            throw refusal(of: symbol, in: text, number: number.text, kind: kind)
        }
        let value = number.value * unit.factor + unit.offset
        guard value.isFinite else {
            throw Refusal(Text.quoted(text) + Text(fr: " est trop grand", en: " is too large"), expected: expected)
        }
        return Quantity(value, kind)
    }

    /// What is wrong with a unit that the kind does not take: another kind's unit, another case, or no unit at all.
    private static func refusal(of symbol: String, in text: String, number: String, kind: Kind) -> Refusal {
        if let other = Kind.allCases.first(where: { !$0.takes(bare: symbol) && $0.unit(symbol) != nil }) {
            let sameWord = other.indefinite == kind.indefinite
            if kind == .pressureDifference || !sameWord {
                let absolute = kind == .pressureDifference && (other == .pressure || other == .gaugePressure)
                let what = absolute ? Text(fr: "un niveau de pression", en: "a pressure level") : other.indefinite
                return Refusal(
                    Text.quoted(text) + Text(fr: " est \(what.fr)", en: " is \(what.en)"), expected: kind.expectation)
            }
        }
        let spelled = kind.unitIgnoringCase(symbol)?.symbol ?? Notation.nearest(symbol, among: kind.symbols)
        return Refusal(
            Text(fr: "unité « \(symbol) » inconnue", en: "unknown unit '\(symbol)'"), expected: kind.expectation,
            nearest: spelled.map { "\(number) \($0)" })
    }
}

extension Quantity.Kind {
    /// « une résistance, par exemple 4.7 kΩ »
    public var expectation: Text {
        indefinite + Text(fr: ", par exemple ", en: ", e.g. ") + example
    }

    func takes(bare symbol: String) -> Bool { symbol.isEmpty && unit("") != nil }

    /// The unit that a trainee's text means: in any case, or the prefix alone of the usual one (`20k` is 20 kΩ).
    func unitMeant(by text: String) -> Quantity.Unit? {
        if let unit = unitIgnoringCase(text) { return unit }
        guard let prefix = text.first, text.count == 1, "kM".contains(prefix) else { return nil }
        return usualUnit.prefixes.contains(prefix) ? usualUnit.prefixed(prefix) : nil
    }

    /// The unit meant by a text in the wrong case, if only one can be.
    func unitIgnoringCase(_ text: String) -> Quantity.Unit? {
        let wanted = Unit.canonical(text).lowercased()
        var found: Quantity.Unit?
        for form in units.flatMap(\.forms) where form.spellings.contains(where: { $0.lowercased() == wanted }) {
            if let found, found.factor != form.factor || found.offset != form.offset { return nil }
            found = found ?? form
        }
        return found
    }
}

/// The number with which a text begins.
struct Number {
    let value: Double
    /// As it was written.
    let text: String
    let rest: String
    let hasComma: Bool

    /// Nil if the text does not begin with a decimal number. A decimal comma is read and told: what it is worth is the caller's.
    init?(startOf source: String) {
        var digits = ""
        var hasComma = false
        var hasPoint = false
        var index = source.startIndex
        func isDigit(_ position: String.Index) -> Bool {
            position < source.endIndex && source[position].isASCII && source[position].isNumber
        }
        if index < source.endIndex, source[index] == "-" || source[index] == "+" {
            if source[index] == "-" { digits = "-" }
            index = source.index(after: index)
        }
        guard isDigit(index) else { return nil }
        while index < source.endIndex {
            let character = source[index]
            if isDigit(index) {
                digits.append(character)
            } else if character == "." || character == ",", !hasPoint, isDigit(source.index(after: index)) {
                hasPoint = true
                hasComma = character == ","
                digits.append(".")
            } else {
                break
            }
            index = source.index(after: index)
        }
        if index < source.endIndex, source[index] == "e" || source[index] == "E" {
            var after = source.index(after: index)
            var exponent = "e"
            if after < source.endIndex, source[after] == "-" || source[after] == "+" {
                exponent.append(source[after])
                after = source.index(after: after)
            }
            if isDigit(after) {
                while isDigit(after) {
                    exponent.append(source[after])
                    after = source.index(after: after)
                }
                digits += exponent
                index = after
            }
        }
        guard let value = Double(digits) else { return nil }
        self.value = value
        self.text = String(source[..<index])
        self.rest = String(source[index...])
        self.hasComma = hasComma
    }
}
