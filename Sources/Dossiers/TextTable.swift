/// How words are laid on a terminal.
public struct TerminalStyle: Sendable, Hashable {
    /// Columns.
    public var width: Int
    /// No box drawing: for a screen reader or a file.
    public var isPlain: Bool

    public init(width: Int = 80, isPlain: Bool = false) {
        self.width = width
        self.isPlain = isPlain
    }

    var rule: Character { isPlain ? "-" : "─" }
}

/// Rows under headings, wrapped within their columns so that nothing goes beyond the width.
public struct TextTable: Sendable {
    public let headings: [String]
    /// The first column is kept whole: names that somebody is to copy.
    private let keepsNames: Bool
    public private(set) var rows: [[String]] = []

    public init(_ headings: [String], keepsNames: Bool = false) {
        self.headings = headings
        self.keepsNames = keepsNames
    }

    public mutating func add(_ row: [String]) { rows.append(row) }

    public func lines(_ style: TerminalStyle) -> [String] {
        let count = headings.count
        var widths = headings.map(\.count)
        for row in rows { for (column, cell) in row.enumerated() { widths[column] = max(widths[column], cell.count) } }
        // What is too wide is narrowed from the widest column on, headings kept whole.
        let room = style.width - 2 * (count - 1)
        let narrowed = widths.indices.dropFirst(keepsNames ? 1 : 0)
        while widths.reduce(0, +) > room, let widest = narrowed.max(by: { widths[$0] < widths[$1] }), widths[widest] > 6 {
            widths[widest] -= 1
        }
        var lines = row(headings, widths)
        lines.append(String(repeating: style.rule, count: min(style.width, widths.reduce(0, +) + 2 * (count - 1))))
        for cells in rows { lines += row(cells, widths) }
        return lines
    }

    private func row(_ cells: [String], _ widths: [Int]) -> [String] {
        let wrapped = cells.enumerated().map { wrappedText($1, widths[$0]) }
        let height = wrapped.map(\.count).max() ?? 1
        return (0..<height).map { line in
            var text = ""
            for (column, cell) in wrapped.enumerated() {
                let part = line < cell.count ? cell[line] : ""
                text += part
                if column < cells.count - 1 { text += String(repeating: " ", count: widths[column] - part.count + 2) }
            }
            while text.last == " " { text.removeLast() }
            return text
        }
    }
}

/// Text cut at spaces into lines of at most so many characters; a word that is longer is cut.
public func wrappedText(_ text: String, _ width: Int, indent: Int = 0) -> [String] {
    var lines: [String] = []
    let lead = String(text.prefix { $0 == " " })
    let next = String(repeating: " ", count: indent)
    var current = lead
    func room() -> Int { max(1, width) }
    for word in text.dropFirst(lead.count).split(separator: " ", omittingEmptySubsequences: false) {
        var word = String(word)
        let start = lines.isEmpty ? lead : next
        if current == start {
            current += word
        } else if current.count + 1 + word.count <= room() {
            current += " " + word
        } else {
            lines.append(current)
            current = next + word
        }
        while current.count > room() {
            lines.append(String(current.prefix(room())))
            word = String(current.dropFirst(room()))
            current = next + word
            if next.count >= room() { current = word }
        }
    }
    lines.append(current)
    return lines
}
