/// The order in which a reader looks for a reference or a number: `9` before `10`, `X2:9a` before `X2:10a`, `1V1` before `1V10`.
public func precedesNaturally(_ left: String, _ right: String) -> Bool {
    let (a, b) = (runs(left), runs(right))
    for (x, y) in zip(a, b) where x != y {
        switch (x, y) {
        case (.number(let m, let text), .number(let n, let other)): return m != n ? m < n : text.count < other.count
        case (.letters(let m), .letters(let n)): return m < n
        case (.number, .letters): return true
        case (.letters, .number): return false
        }
    }
    return a.count != b.count ? a.count < b.count : left < right
}

private enum Run: Equatable {
    case number(Int, String)
    case letters(String)
}

private func runs(_ text: String) -> [Run] {
    var result: [Run] = []
    var rest = text[...]
    while let first = rest.first {
        let isDigit = ("0"..."9").contains(first)
        let run = rest.prefix { ("0"..."9").contains($0) == isDigit }
        rest = rest.dropFirst(run.count)
        // A run of more digits than a number holds is compared as letters.
        result.append(isDigit ? Int(run).map { .number($0, String(run)) } ?? .letters(String(run)) : .letters(String(run)))
    }
    return result
}
