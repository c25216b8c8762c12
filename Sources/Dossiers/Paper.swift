/// A Markdown paper as lines for a terminal: headings, paragraphs, lists and tables laid out, the marks of emphasis gone.
public func paperLines(_ markdown: String, _ style: TerminalStyle = TerminalStyle()) -> [String] {
    var lines: [String] = []
    var table: TextTable?
    func flush() {
        if let table { lines += table.lines(style) }
        table = nil
    }
    for raw in markdown.split(separator: "\n", omittingEmptySubsequences: false) {
        let line = unmarked(raw.trimmed)
        if line.hasPrefix("|") {
            let cells = cells(of: line)
            if table == nil {
                table = TextTable(cells)
            } else if !cells.allSatisfy({ !$0.isEmpty && $0.allSatisfy { "-: ".contains($0) } }) {
                table?.add(cells)
            }
            continue
        }
        flush()
        if line.isEmpty { continue }
        if line.hasPrefix("#") {
            lines.append(String(line.drop { $0 == "#" || $0 == " " }))
        } else {
            lines += wrappedText(line, style.width, indent: line.hasPrefix("- ") ? 2 : 0)
        }
    }
    flush()
    return lines
}

/// What stands between the bars.
private func cells(of row: String) -> [String] {
    var inner = row.dropFirst()
    if inner.last == "|" { inner.removeLast() }
    return inner.split(separator: "|", omittingEmptySubsequences: false).map { String($0.trimmed) }
}

/// Without `**`, `*` around words and back quotes.
private func unmarked(_ line: Substring) -> String {
    String(line.filter { $0 != "`" }.replacing("**", with: "").replacing(/\*(\S(?:[^*]*\S)?)\*/) { String($0.1) })
}

extension Substring {
    fileprivate var trimmed: Substring {
        var view = self
        while view.first?.isWhitespace == true { view.removeFirst() }
        while view.last?.isWhitespace == true { view.removeLast() }
        return view
    }
}
