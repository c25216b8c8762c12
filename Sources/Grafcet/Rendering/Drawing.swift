public import Notation

extension Program {
    /// A chart drawn after IEC 60848, as a complete SVG document.
    /// - Parameter active: indices of active steps; each gets a token, a dot in its box.
    public func drawing(of chart: Int, _ language: Language, active: [Int] = []) -> String {
        var drawing = Drawing(self, chart: chart, language: language, active: active)
        return drawing.document()
    }
}

/// One chart on its sheet, a macro-step as a square with double bars above and below; its expansion has a sheet of its own. Lengths are pixels.
private struct Drawing {
    private let program: Program
    private let chart: Chart
    private let language: Language
    private let active: [Int]
    private let layout: Layout
    private var body: [String] = []
    /// Left edges of columns and top edges of rows; the last one is the end.
    private var lefts: [Double] = []
    private var tops: [Double] = []

    private static let box = 40.0
    private static let line = 16.0
    private static let character = 7.3
    /// Between two rows of steps, where the transitions are.
    private static let gap = 96.0
    private static let margin = 20.0

    init(_ program: Program, chart: Int, language: Language, active: [Int]) {
        self.program = program
        self.chart = program.charts[chart]
        self.language = language
        self.active = active
        layout = Layout(program, chart: chart)
        measure()
    }

    // MARK: - Measures

    private func actions(_ step: Step) -> [String] {
        step.actions.map { $0.text[language] } + step.forcings.map { program.order($0) }
    }

    private func condition(_ transition: Transition) -> String {
        var text = transition.condition.text[language]
        if !transition.statements.isEmpty {
            text += " / " + transition.statements.map { $0.text[language] }.joined(separator: "; ")
        }
        return text
    }

    private static func width(_ text: String) -> Double { Double(text.count) * character }

    private mutating func measure() {
        var widths = [Double](repeating: 90, count: layout.columns)
        var heights = [Double](repeating: Drawing.box, count: layout.rows)
        for index in chart.steps {
            guard let place = layout.steps[index] else { continue }
            let lines = actions(program.steps[index])
            let meaning = program.steps[index].meaning.map { Drawing.width($0[language]) } ?? 0
            let widest = max(lines.map(Drawing.width).max() ?? 0, meaning)
            widths[place.column] = max(widths[place.column], Drawing.box + 44 + widest)
            heights[place.row] = max(heights[place.row], Double(lines.count) * Drawing.line + 12)
        }
        for index in chart.transitions {
            guard let place = layout.transitions[index] else { continue }
            let text = Drawing.width(condition(program.transitions[index]))
            widths[place.column] = max(widths[place.column], Drawing.box / 2 + 40 + text)
        }
        // A source transition stands above the first row.
        let hasSource = layout.transitions.values.contains { $0.row < 0 }
        lefts = [Drawing.margin]
        tops = [Drawing.margin + 34 + (hasSource ? Drawing.gap : 0)]
        for width in widths { lefts.append(lefts[lefts.count - 1] + width + 16) }
        for height in heights { tops.append(tops[tops.count - 1] + height + Drawing.gap) }
    }

    private func x(_ column: Int) -> Double { lefts[column] + Drawing.box / 2 }

    /// The middle of the gap under a row, where the bars of its transitions are.
    private func barY(_ row: Int) -> Double { tops[row + 1] - Drawing.gap / 2 }

    // MARK: - Strokes

    private static func number(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(abs(tenths % 10))"
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;").replacing(
            "\"", with: "&quot;")
    }

    private mutating func stroke(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, width: Double = 1.2) {
        let n = Drawing.number
        body.append("<line x1=\"\(n(x1))\" y1=\"\(n(y1))\" x2=\"\(n(x2))\" y2=\"\(n(y2))\" stroke-width=\"\(n(width))\"/>")
    }

    private mutating func rectangle(_ x: Double, _ y: Double, _ width: Double, _ height: Double) {
        let n = Drawing.number
        body.append("<rect x=\"\(n(x))\" y=\"\(n(y))\" width=\"\(n(width))\" height=\"\(n(height))\"/>")
    }

    private mutating func write(_ text: String, _ x: Double, _ y: Double, anchor: String = "start", style: String = "") {
        let n = Drawing.number
        body.append("<text x=\"\(n(x))\" y=\"\(n(y))\" text-anchor=\"\(anchor)\"\(style)>\(Drawing.escaped(text))</text>")
    }

    /// An arrow head that points down.
    private mutating func head(_ x: Double, _ y: Double) {
        let n = Drawing.number
        body.append("<path d=\"M \(n(x - 4)) \(n(y - 8)) L \(n(x + 4)) \(n(y - 8)) L \(n(x)) \(n(y)) Z\" fill=\"black\"/>")
    }

    /// The double line of a simultaneous divergence or convergence.
    private mutating func doubleLine(_ xs: [Double], _ y: Double) {
        guard let left = xs.min(), let right = xs.max() else { return }
        stroke(left - 10, y - 2, right + 10, y - 2)
        stroke(left - 10, y + 2, right + 10, y + 2)
    }

    // MARK: - Parts

    mutating func document() -> String {
        let title = chart.name + (chart.title.map { " — \($0[language])" } ?? "")
        write(title, Drawing.margin, Drawing.margin + 6, style: " font-weight=\"bold\"")
        for index in chart.transitions { draw(program.transitions[index], index) }
        for index in chart.steps { draw(program.steps[index], index) }
        let n = Drawing.number
        let width = n(max(lefts[lefts.count - 1], Drawing.width(title) + 60) + Drawing.margin)
        let height = n(tops[tops.count - 1] + Drawing.margin)
        return """
            <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" viewBox="0 0 \(width) \(height)" role="img">
            <title>\(Drawing.escaped(title))</title>
            <rect width="\(width)" height="\(height)" fill="white"/>
            <g font-family="monospace" font-size="12" fill="black">
            <g fill="none" stroke="black" stroke-width="1.2">
            \(body.filter { !$0.hasPrefix("<text") }.joined(separator: "\n"))
            </g>
            \(body.filter { $0.hasPrefix("<text") }.joined(separator: "\n"))
            </g>
            </svg>

            """
    }

    private mutating func draw(_ step: Step, _ index: Int) {
        guard let place = layout.steps[index] else { return }
        let box = Drawing.box
        let left = lefts[place.column]
        let top = tops[place.row]
        rectangle(left, top, box, box)
        if step.isInitial { rectangle(left + 4, top + 4, box - 8, box - 8) }
        if step.expansion != nil {
            for y in [top + 6, top + box - 6] { stroke(left, y, left + box, y) }
        }
        let isActive = active.contains(index)
        write(step.name, left + box / 2, top + box / 2 + (isActive ? 1 : 4), anchor: "middle")
        if isActive {
            let n = Drawing.number
            body.append("<circle cx=\"\(n(left + box / 2))\" cy=\"\(n(top + box - 9))\" r=\"3.5\" fill=\"black\"/>")
        }
        if let meaning = step.meaning { write(meaning[language], left + box + 12, top - 5, style: " font-style=\"italic\"") }
        let lines = actions(step)
        guard !lines.isEmpty else { return }
        let width = (lines.map(Drawing.width).max() ?? 0) + 16
        let height = Double(lines.count) * Drawing.line + 8
        let middle = top + min(box, height) / 2
        stroke(left + box, middle, left + box + 12, middle)
        rectangle(left + box + 12, top, width, height)
        for (number, line) in lines.enumerated() {
            write(line, left + box + 20, top + Double(number + 1) * Drawing.line)
        }
    }

    private mutating func draw(_ transition: Transition, _ index: Int) {
        guard let place = layout.transitions[index] else { return }
        let center = x(place.column)
        let y = barY(place.row)
        drawAbove(transition, center, y)
        stroke(center - 12, y, center + 12, y, width: 3)
        write(condition(transition), center + 18, y + 4)
        let below = layout.placed[index] ?? []
        let placedXs = below.compactMap { layout.steps[$0].map { x($0.column) } }
        let elsewhere = transition.to.filter { !below.contains($0) }
        let isSimultaneous = transition.to.count > 1
        let junction = y + 16
        if isSimultaneous {
            stroke(center, y, center, junction - 2)
            doubleLine(placedXs + [center], junction)
        }
        let start = isSimultaneous ? junction + 2 : y
        for step in below {
            guard let under = layout.steps[step] else { continue }
            stroke(x(under.column), start, x(under.column), tops[under.row])
        }
        guard !elsewhere.isEmpty else { return }
        // Beside the branch that goes down, if there is one.
        let arrowX = placedXs.isEmpty ? center : center - 8
        stroke(arrowX, start, arrowX, y + 30)
        head(arrowX, y + 32)
        let names = elsewhere.map { program.steps[$0].name }.joined(separator: ", ")
        if placedXs.isEmpty {
            write(names, arrowX, y + 45, anchor: "middle")
        } else {
            write(names, arrowX - 7, y + 32, anchor: "end")
        }
    }

    private mutating func drawAbove(_ transition: Transition, _ center: Double, _ y: Double) {
        let froms = transition.from.compactMap { layout.steps[$0] }
        let isSimultaneous = froms.count > 1
        let junction = y - 16
        if isSimultaneous {
            doubleLine(froms.map { x($0.column) } + [center], junction)
            stroke(center, junction + 2, center, y)
        } else if froms.isEmpty {
            stroke(center, y - 14, center, y)
        }
        for from in froms {
            let bottom = tops[from.row] + Drawing.box
            let fromX = x(from.column)
            if isSimultaneous {
                stroke(fromX, bottom, fromX, junction - 2)
            } else if fromX == center {
                stroke(center, bottom, center, y)
            } else {
                // A choice: one line under the step leads to each branch.
                let turn = y - 26
                stroke(fromX, bottom, fromX, turn)
                stroke(fromX, turn, center, turn)
                stroke(center, turn, center, y)
            }
        }
    }
}
