import Notation
import Training

extension Criteria.WordGroups {
    /// One word of each group is in the text, whatever the case and the accents.
    func areHeld(in text: String) -> Bool { allSatisfy { group in text.holds(anyOf: group) } }

    /// Groups of which the text has no word.
    func lacking(in text: String) -> Criteria.WordGroups { filter { group in !text.holds(anyOf: group) } }
}

extension String {
    /// For comparing what people write: no case, no accent, a decimal point, no space around signs of a reference.
    var plain: String {
        var text = folded(self)
        for sign in [":", "/"] {
            text = text.replacing(" \(sign) ", with: sign).replacing("\(sign) ", with: sign).replacing(" \(sign)", with: sign)
        }
        return text.withDecimalPoints
    }

    /// A comma between two digits is a decimal sign.
    private var withDecimalPoints: String {
        var result = ""
        let letters = Array(self)
        for (index, letter) in letters.enumerated() {
            let between = index > 0 && index + 1 < letters.count && letters[index - 1].isNumber && letters[index + 1].isNumber
            result.append(letter == "," && between ? "." : letter)
        }
        return result
    }

    func holds(anyOf words: [String]) -> Bool { words.contains { holds($0) } }

    /// Whether the word is there, not inside a longer one on its left, nor a number inside a longer number: `X2:1` is not in `X2:12`.
    func holds(_ word: String) -> Bool {
        let text = Array(plain), wanted = Array(word.plain)
        guard !wanted.isEmpty, wanted.count <= text.count else { return false }
        func joined(_ left: Character, _ right: Character) -> Bool {
            (left.isLetter || left.isNumber) && (right.isLetter || right.isNumber)
        }
        for start in 0...(text.count - wanted.count) where Array(text[start..<start + wanted.count]) == wanted {
            if start > 0, joined(text[start - 1], wanted[0]) { continue }
            // The beginning of a longer word is that word (`desserr` of « desserrée »); of a longer number, it is another number.
            let end = start + wanted.count
            if end < text.count, wanted[wanted.count - 1].isNumber, text[end].isNumber { continue }
            return true
        }
        return false
    }

    private static let ordinalWords = [
        "n°", "nº", "no", "no.", "numero", "mesure", "mesures", "reading", "readings", "preuve", "preuves", "proof", "di",
        "folio",
    ]

    /// What stands after the last space, spaces at the end left out.
    private var lastWord: String {
        plain.split(whereSeparator: { " ,;:('’".contains($0) }).last.map(String.init) ?? ""
    }

    /// The numbers in a text, each with the letters that follow: `21,5 V`.
    var amounts: [(number: Double, unit: String)] {
        var found: [(Double, String)] = []
        let letters = Array(replacing("\u{202F}", with: " ").replacing("\u{00A0}", with: " ").withDecimalPoints)
        var index = 0
        // Where the number of something (« n° 3 », « mesures 3 et 4 ») ended last.
        var ordinalEnd: Int?
        // Where a reference ended last: what a dash ties to it (KM11:21–22) is one too.
        var referenceEnd: Int?
        while index < letters.count {
            // A number that is glued to a letter, a colon or a percent sign before it is a reference: X2:12, %I0.6, 1A1.
            let before = index > 0 ? letters[index - 1] : " "
            let isTied = "–-".contains(before) && referenceEnd == index - 1
            guard letters[index].isNumber, !isTied, !before.isLetter, !before.isNumber, !":%._".contains(before) else {
                index += 1
                if letters[index - 1].isNumber { referenceEnd = index }
                continue
            }
            let start = index
            var digits = ""
            while index < letters.count, letters[index].isNumber || letters[index] == "." {
                digits.append(letters[index])
                index += 1
            }
            if digits.hasSuffix(".") { digits.removeLast() }
            let glued = index < letters.count && letters[index].isLetter
            var next = index
            if next < letters.count, letters[next] == " " { next += 1 }
            var unit = ""
            while next < letters.count, letters[next].isLetter || "°%Ωµ·/²³".contains(letters[next]) {
                unit.append(letters[next])
                next += 1
            }
            // `1A1`: letters then digits are a reference again.
            if glued, next < letters.count, letters[next].isNumber { index = next; continue }
            let between = ordinalEnd.map { String(letters[$0..<start]).filter { $0 != " " } }
            let goesOn =
                ["", "et", "and", "puis", "then"].contains(unit) && (between.map([",", "et", "and", "&"].contains) ?? false)
            if goesOn || Self.ordinalWords.contains(String(letters[..<start]).lastWord) {
                ordinalEnd = index
                continue
            }
            ordinalEnd = nil
            if let number = Double(digits) { found.append((number, unit)) }
        }
        return found
    }
}
