import Foundation

/// Strokes and words of an SVG drawing. Lengths are pixels.
package struct Pen: Sendable {
    package private(set) var strokes: [String] = []
    package private(set) var words: [String] = []

    package struct Point: Hashable, Sendable {
        package var x: Double
        package var y: Double

        package init(x: Double, y: Double) {
            self.x = x
            self.y = y
        }
    }

    package enum Anchor: String, Sendable {
        case start, middle, end
    }

    package init() {}

    package static func number(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths < 0 ? "-" : "")\(abs(tenths) / 10).\(abs(tenths) % 10)"
    }

    package static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;").replacing("'", with: "&#39;")
    }

    private func style(_ width: Double, dashed: Bool, colour: String = "#000") -> String {
        (width == 1.2 ? "" : " stroke-width=\"\(Self.number(width))\"") + (dashed ? " stroke-dasharray=\"3 3\"" : "")
            + (colour == "#000" ? "" : " stroke=\"\(colour)\"")
    }

    package mutating func line(
        _ points: [Point], width: Double = 1.2, dashed: Bool = false, closed: Bool = false, filled: Bool = false,
        colour: String = "#000"
    ) {
        let path = points.map { "\(Self.number($0.x)) \(Self.number($0.y))" }.joined(separator: " L ")
        strokes.append(
            "<path d=\"M \(path)\(closed ? " Z" : "")\"\(filled ? " fill=\"#000\"" : "")\(style(width, dashed: dashed, colour: colour))/>"
        )
    }

    package mutating func rectangle(_ a: Point, _ b: Point, width: Double = 1.2, dashed: Bool = false) {
        let n = Self.number
        strokes.append(
            "<rect x=\"\(n(min(a.x, b.x)))\" y=\"\(n(min(a.y, b.y)))\" width=\"\(n(abs(b.x - a.x)))\" height=\"\(n(abs(b.y - a.y)))\"\(style(width, dashed: dashed))/>"
        )
    }

    mutating func circle(_ center: Point, _ radius: Double, filled: Bool = false) {
        let n = Self.number
        strokes.append(
            "<circle cx=\"\(n(center.x))\" cy=\"\(n(center.y))\" r=\"\(n(radius))\"\(filled ? " fill=\"#000\"" : "")/>")
    }

    /// An arrow head at the end of a line from one point to another.
    mutating func head(from a: Point, to b: Point, size: Double = 6) {
        let length = max(((b.x - a.x) * (b.x - a.x) + (b.y - a.y) * (b.y - a.y)).squareRoot(), 1e-6)
        let (ux, uy) = ((b.x - a.x) / length, (b.y - a.y) / length)
        let base = Point(x: b.x - ux * size, y: b.y - uy * size)
        line(
            [
                Point(x: base.x - uy * size * 0.45, y: base.y + ux * size * 0.45),
                Point(x: base.x + uy * size * 0.45, y: base.y - ux * size * 0.45), b,
            ], width: 0.6, closed: true, filled: true)
    }

    mutating func arrow(_ a: Point, _ b: Point, size: Double = 6) {
        line([a, b])
        head(from: a, to: b, size: size)
    }

    package mutating func write(
        _ text: String, _ at: Point, size: Double = 9, _ anchor: Anchor = .start, bold: Bool = false, colour: String = "#000",
        turned: Bool = false
    ) {
        let n = Self.number
        let rotation = turned ? " transform=\"rotate(-90 \(n(at.x)) \(n(at.y)))\"" : ""
        words.append(
            "<text x=\"\(n(at.x))\" y=\"\(n(at.y))\" font-size=\"\(n(size))\" text-anchor=\"\(anchor.rawValue)\""
                + (bold ? " font-weight=\"bold\"" : "") + (colour == "#000" ? "" : " fill=\"\(colour)\"") + rotation
                + ">\(Self.escaped(text))</text>")
    }

    /// A whole document of this size, white, black lines, words over them with a white edge.
    package func document(width: Double, height: Double, title: String) -> String {
        let n = Self.number
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(n(width)) \(n(height))" width="\(n(width))" height="\(n(height))" role="img">
            <title>\(Self.escaped(title))</title>
            <rect width="\(n(width))" height="\(n(height))" fill="#fff"/>
            <g fill="none" stroke="#000" stroke-width="1.2" stroke-linejoin="round">
            \(strokes.joined(separator: "\n"))
            </g>
            <g font-family="DejaVu Sans, Arial, sans-serif" fill="#000" stroke="#fff" stroke-width="2.5" style="paint-order:stroke">
            \(words.joined(separator: "\n"))
            </g>
            </svg>

            """
    }
}
