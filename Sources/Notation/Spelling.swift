import Foundation

/// The form of a word in which case and accents no longer count: `Préparation` and `preparation` fold to the same.
public func folded(_ word: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in word.lowercased().decomposedStringWithCanonicalMapping.unicodeScalars {
        switch scalar {
        case "œ": result.append(contentsOf: "oe".unicodeScalars)
        case "æ": result.append(contentsOf: "ae".unicodeScalars)
        case "’", "ʼ": result.append("'")
        case "μ": result.append("µ")
        case "\u{00A0}", "\u{202F}": result.append(" ")
        default:
            if scalar.properties.generalCategory != .nonspacingMark { result.append(scalar) }
        }
    }
    return String(result)
}

/// The word of the list that was most likely meant, or nil when none is near enough to be worth saying.
/// At equal distance the first of the list wins.
public func nearest(_ word: String, among candidates: [String]) -> String? {
    let wanted = Array(folded(word).prefix(longestCompared))
    guard !wanted.isEmpty else { return nil }
    var best: (word: String, distance: Int)?
    for candidate in candidates {
        let other = Array(folded(candidate).prefix(longestCompared))
        // A third of the letters may be wrong, and always one; but never all.
        let longest = Swift.max(wanted.count, other.count)
        let limit = Swift.min(Swift.max(1, longest / 3), (best?.distance ?? Int.max) - 1)
        guard limit >= 0, abs(wanted.count - other.count) <= limit else { continue }
        let distance = editDistance(wanted, other)
        if distance <= limit, distance < longest { best = (candidate, distance) }
    }
    return best?.word
}

/// Longer words are compared by their beginning, so that hostile input costs nothing.
private let longestCompared = 64

/// Damerau–Levenshtein distance (optimal string alignment): insertions, deletions, substitutions, swaps of neighbours.
func editDistance(_ left: [Character], _ right: [Character]) -> Int {
    if left.isEmpty || right.isEmpty { return left.count + right.count }
    var beforeLast = [Int](repeating: 0, count: right.count + 1)
    var last = Array(0...right.count)
    var current = last
    for row in 1...left.count {
        current[0] = row
        for column in 1...right.count {
            let cost = left[row - 1] == right[column - 1] ? 0 : 1
            var distance = Swift.min(last[column] + 1, current[column - 1] + 1)
            distance = Swift.min(distance, last[column - 1] + cost)
            if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1] {
                distance = Swift.min(distance, beforeLast[column - 2] + 1)
            }
            current[column] = distance
        }
        (beforeLast, last, current) = (last, current, beforeLast)
    }
    return last[right.count]
}
