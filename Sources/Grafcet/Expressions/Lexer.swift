import Notation

/// What is wrong in an expression, and where.
struct ExpressionMistake: Error, Equatable {
    /// Counted in characters from 1.
    let column: Int
    let problem: Text
    var expected: Text?
    var nearest: String?
}

struct Token: Equatable {
    enum Kind: Equatable {
        case word(String)
        case number(Double)
        /// Seconds.
        case time(Double)
        case symbol(String)
        case end
    }

    let kind: Kind
    let column: Int
    let text: String
}

/// Cuts an expression into words, literals and signs.
///
/// A workshop's names may begin with a digit (`1S1`) and hold hyphens (`cartons-grands`): a minus sign has a space beside it.
struct Lexer {
    private let characters: [Character]
    private var position = 0

    init(_ text: String) { characters = Array(text) }

    static func tokens(of text: String) throws(ExpressionMistake) -> [Token] {
        var lexer = Lexer(text)
        var tokens: [Token] = []
        while true {
            let token = try lexer.next()
            tokens.append(token)
            if token.kind == .end { return tokens }
        }
    }

    private static let symbols = [":=", "<>", "<=", ">=", "==", "!=", "&&", "||"]
    private static let singles: Set<Character> = [
        "(", ")", "<", ">", "=", "+", "-", "*", "/", "&", "↑", "↓", ".", "!", "|", "·", "¬", ";",
    ]

    private mutating func next() throws(ExpressionMistake) -> Token {
        while position < characters.count, characters[position].isWhitespace { position += 1 }
        let column = position + 1
        guard position < characters.count else { return Token(kind: .end, column: column, text: "") }
        let first = characters[position]
        if Lexer.isNameCharacter(first) { return try word(column) }
        if position + 1 < characters.count {
            let pair = String(characters[position...position + 1])
            if Lexer.symbols.contains(pair) {
                position += 2
                return Token(kind: .symbol(pair), column: column, text: pair)
            }
        }
        guard Lexer.singles.contains(first) else { throw strange(first, column) }
        position += 1
        return Token(kind: .symbol(String(first)), column: column, text: String(first))
    }

    private func strange(_ character: Character, _ column: Int) -> ExpressionMistake {
        switch character {
        case ",":
            ExpressionMistake(
                column: column, problem: Text(fr: "une virgule n'a pas de sens ici", en: "a comma has no meaning here"),
                expected: Text(fr: "un point pour les décimales: 2.5", en: "a point for decimals: 2.5"))
        case "%":
            ExpressionMistake(
                column: column,
                problem: Text(fr: "une adresse ne se lit pas directement", en: "an address cannot be read directly"),
                expected: Text(fr: "le nom de la variable", en: "the variable's name"))
        default:
            ExpressionMistake(
                column: column,
                problem: Text(
                    fr: "le signe « \(character) » n'a pas de sens ici", en: "the sign ‘\(character)’ has no meaning here"))
        }
    }

    private mutating func word(_ column: Int) throws(ExpressionMistake) -> Token {
        let start = position
        while position < characters.count {
            let character = characters[position]
            let isFollowed = position + 1 < characters.count && Lexer.isNameCharacter(characters[position + 1])
            let soFar = characters[start..<position]
            if Lexer.isNameCharacter(character) {
                position += 1
            } else if character == ".", isFollowed, soFar.allSatisfy({ $0.isASCII && $0.isNumber }) {
                position += 1
            } else if character == "-", isFollowed, soFar.contains(where: \.isLetter), Lexer.isName(String(soFar)) {
                position += 1
            } else {
                break
            }
        }
        let text = String(characters[start..<position])
        if text.uppercased() == "T" || text.uppercased() == "TIME", position < characters.count, characters[position] == "#" {
            position += 1
            let from = position
            while position < characters.count, Lexer.isNameCharacter(characters[position]) || characters[position] == "." {
                position += 1
            }
            let written = String(characters[from..<position])
            guard let seconds = Lexer.seconds(written.lowercased().filter { $0 != "_" }) else {
                throw ExpressionMistake(
                    column: column,
                    problem: Text(fr: "« T#\(written) » n'est pas une durée", en: "‘T#\(written)’ is no duration"),
                    expected: Text(fr: "par exemple T#2s, T#1m30s, T#500ms", en: "such as T#2s, T#1m30s, T#500ms"))
            }
            return Token(kind: .time(seconds), column: column, text: "T#" + written)
        }
        if let number = Lexer.number(text) { return Token(kind: .number(number), column: column, text: text) }
        if let seconds = Lexer.seconds(text) { return Token(kind: .time(seconds), column: column, text: text) }
        guard Lexer.isName(text) || Parser.keywords.contains(text.uppercased()) else {
            throw ExpressionMistake(
                column: column,
                problem: Text(
                    fr: "« \(text) » n'est ni un nombre, ni une durée, ni un nom", en: "‘\(text)’ is no number, duration or name")
            )
        }
        return Token(kind: .word(text), column: column, text: text)
    }

    static func isNameCharacter(_ character: Character) -> Bool {
        character.isLetter || character == "_" || (character.isASCII && character.isNumber)
    }

    /// Whether a variable can have this name: letters, digits, `_` and inner hyphens, at least a letter, and nothing that reads
    /// as a number, a duration or a word of the language.
    static func isName(_ text: String) -> Bool {
        guard text.contains(where: \.isLetter), number(text) == nil, seconds(text) == nil else { return false }
        guard !Parser.keywords.contains(text.uppercased()) else { return false }
        return text.split(separator: "-", omittingEmptySubsequences: false).allSatisfy {
            !$0.isEmpty && $0.allSatisfy(isNameCharacter)
        }
    }

    static func number(_ text: String) -> Double? {
        guard let first = text.first, first.isASCII, first.isNumber else { return nil }
        guard text.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == "." || $0 == "e" || $0 == "E") }) else { return nil }
        return Double(text).flatMap { $0.isFinite ? $0 : nil }
    }

    private static let microseconds: [(unit: String, count: Double)] = [
        ("d", 86_400e6), ("h", 3_600e6), ("min", 60e6), ("m", 60e6), ("s", 1e6), ("ms", 1e3), ("us", 1), ("µs", 1),
    ]

    /// `2s`, `500ms`, `1m30s`, `2.5s`: whole microseconds, in seconds.
    static func seconds(_ text: String) -> Double? {
        var rest = text[...]
        var total = 0.0
        var smallest = Double.infinity
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            rest = rest.dropFirst(digits.count)
            let letters = rest.prefix { $0.isLetter }
            rest = rest.dropFirst(letters.count)
            guard digits.first?.isNumber == true, let amount = Double(digits) else { return nil }
            guard let unit = microseconds.first(where: { $0.unit == letters }), unit.count < smallest else { return nil }
            smallest = unit.count
            total += amount * unit.count
        }
        // A century is more than any timer needs, and keeps the clock's integers far from their end.
        guard total <= 3.2e15 else { return nil }
        return total.rounded() / 1e6
    }
}
