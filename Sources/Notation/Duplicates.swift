/// Yams refuses a repeated key and tells where the first stands, not the others nor their way from the top. So the others are
/// renamed in the text, which is then composed again, and told from the tree.
enum DuplicateMark {
    private static let sign: Unicode.Scalar = "\u{F8FF}"

    /// The key as the author wrote it, and whether it repeats an earlier one.
    static func read(_ key: String) -> (key: String, repeated: Bool) {
        let scalars = key.unicodeScalars
        guard scalars.first == sign, let end = scalars.dropFirst().firstIndex(of: sign) else { return (key, false) }
        return (String(scalars[scalars.index(after: end)...]), true)
    }

    /// The text with every repetition of the key renamed, in the mapping where it stands first at this line and column (from 1).
    /// Nil if none is found.
    static func marking(_ key: String, line: Int, column: Int, in text: String) -> String? {
        var scalars = Array(text.unicodeScalars)
        let lines = lineStarts(scalars)
        guard line <= lines.count, lines[line - 1] + column - 1 < scalars.count else { return nil }
        let first = lines[line - 1] + column - 1
        let inBlock = scalars[lines[line - 1]..<first].allSatisfy { " -".unicodeScalars.contains($0) }
        var places = inBlock ? blockPlaces(of: key, after: line, column: column, scalars, lines) : []
        if places.isEmpty { places = flowPlaces(of: key, after: first, scalars) }
        guard !places.isEmpty else { return nil }
        for (number, place) in places.enumerated().reversed() {
            scalars.insert(contentsOf: [sign] + Array("\(number)".unicodeScalars) + [sign], at: place)
        }
        var result = String.UnicodeScalarView()
        result.append(contentsOf: scalars)
        return String(result)
    }

    private static func lineStarts(_ scalars: [Unicode.Scalar]) -> [Int] {
        var starts = [0]
        for (index, scalar) in scalars.enumerated() {
            switch scalar {
            case "\n", "\u{85}", "\u{2028}", "\u{2029}": starts.append(index + 1)
            case "\r": if index + 1 == scalars.count || scalars[index + 1] != "\n" { starts.append(index + 1) }
            default: break
            }
        }
        return starts
    }

    /// Keys of a block mapping: those of the same column, until a line that is less indented.
    private static func blockPlaces(
        of key: String, after line: Int, column: Int, _ scalars: [Unicode.Scalar], _ lines: [Int]
    ) -> [Int] {
        var places: [Int] = []
        for start in lines[line...] {
            var index = start
            while index < scalars.count, scalars[index] == " " { index += 1 }
            guard index < scalars.count, !["\n", "\r", "#"].contains(scalars[index]) else { continue }
            let indent = index - start
            if indent + 1 < column { break }
            if indent + 1 == column, let place = keyPlace(key, at: index, scalars) { places.append(place) }
        }
        return places
    }

    /// Keys of a flow mapping `{a: 1, a: 2}`: those that follow its own commas.
    private static func flowPlaces(of key: String, after first: Int, _ scalars: [Unicode.Scalar]) -> [Int] {
        var places: [Int] = []
        var depth = 0
        var index = first
        var atStart = true
        var afterComma = false
        while index < scalars.count {
            let scalar = scalars[index]
            if afterComma, scalar.properties.isWhitespace == false, scalar != "#" {
                if let place = keyPlace(key, at: index, scalars) { places.append(place) }
                afterComma = false
            }
            switch scalar {
            case "\"" where atStart, "'" where atStart:
                index += 1
                while index < scalars.count, scalars[index] != scalar {
                    index += scalar == "\"" && scalars[index] == "\\" ? 2 : 1
                }
                atStart = false
            case "#" where index == 0 || scalars[index - 1].properties.isWhitespace:
                while index + 1 < scalars.count, scalars[index + 1] != "\n" { index += 1 }
            case "[", "{":
                depth += 1
                atStart = true
            case "]", "}":
                depth -= 1
                if depth < 0 { return places }
                atStart = false
            case ",":
                afterComma = depth == 0
                atStart = true
            case ":": atStart = true
            default: if !scalar.properties.isWhitespace { atStart = false }
            }
            index += 1
        }
        return places
    }

    /// Where the mark goes if the key stands here, followed by its colon: at its first letter, after the opening quotation mark.
    private static func keyPlace(_ key: String, at index: Int, _ scalars: [Unicode.Scalar]) -> Int? {
        let letters = Array(key.unicodeScalars)
        for quote in [nil, "\"", "'"] as [Unicode.Scalar?] {
            var position = index
            if let quote {
                guard position < scalars.count, scalars[position] == quote else { continue }
                position += 1
            }
            let place = position
            guard position + letters.count <= scalars.count, Array(scalars[position..<position + letters.count]) == letters else {
                continue
            }
            position += letters.count
            if let quote {
                guard position < scalars.count, scalars[position] == quote else { continue }
                position += 1
            }
            while position < scalars.count, scalars[position] == " " { position += 1 }
            if position < scalars.count, scalars[position] == ":" { return place }
        }
        return nil
    }
}

/// Whether aliases may stand inside keys. Yams compares keys by walking all that they expand to, which a short text can make
/// endless; banc takes no such key anyway. Told from the text alone, and only when it has aliases enough to matter.
func mayHaveAliasesInKeys(_ text: String) -> Bool {
    var aliases = 0
    var suspicious = false
    var previous: UInt8 = 0x0A
    /// The last byte that is no space, and whether a line break came since.
    var significant: UInt8 = 0x0A
    var inAlias = false
    var afterAlias = false
    func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }
    let opening = Set("[{,:-?\n".utf8)
    for byte in text.utf8 {
        if inAlias, isSpace(byte) || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "]") || byte == UInt8(ascii: "}") {
            inAlias = false
            afterAlias = true
        }
        switch byte {
        case UInt8(ascii: "*") where isSpace(previous) || opening.contains(previous):
            aliases += 1
            inAlias = true
        case UInt8(ascii: "?") where opening.contains(significant): suspicious = true
        case UInt8(ascii: ":"):
            if inAlias || afterAlias || significant == UInt8(ascii: "]") || significant == UInt8(ascii: "}") { suspicious = true }
        default: break
        }
        if byte == 0x0A || byte == 0x0D {
            significant = 0x0A
            afterAlias = false
        } else if !isSpace(byte) {
            significant = byte
            if !inAlias { afterAlias = false }
        }
        previous = byte
        if aliases > 2, suspicious { return true }
    }
    return false
}
