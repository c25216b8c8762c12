import Dossiers
import Foundation
public import Notation

/// Traces of a run as one drawing: time along, a frame for each kind of quantity, its unit beside it.
///
/// What is kept does not grow with the run: of each trace the first, lowest, highest and last value in every column of the drawing,
/// so that a peak of one step is still seen in a day.
public struct TracePlot: Sendable {
    public struct Trace: Sendable {
        /// As it was asked for: `1A1.position`.
        public let name: String
        public let text: Text?
        public let kind: Quantity.Kind

        public init(_ name: String, _ text: Text? = nil, _ kind: Quantity.Kind) {
            self.name = name
            self.text = text
            self.kind = kind
        }
    }

    /// Traces of one kind over one axis.
    private struct Frame {
        let kind: Quantity.Kind
        let traces: [Int]
    }

    private struct Column {
        var first: Double
        var last: Double
        var lowest: Double
        var highest: Double
        /// The lowest came before the highest.
        var isRising = true

        init(_ value: Double) { (first, last, lowest, highest) = (value, value, value, value) }

        mutating func take(_ value: Double) {
            last = value
            if value < lowest {
                lowest = value
                isRising = false
            }
            if value > highest {
                highest = value
                isRising = true
            }
        }

        /// What the pen passes through, in the order of time.
        var values: [Double] {
            var values = [first]
            for value in (isRising ? [lowest, highest] : [highest, lowest]) + [last] where value != values.last {
                values.append(value)
            }
            return values
        }
    }

    private static let width = 900.0
    private static let left = 76.0
    private static let right = 24.0
    private static let frameHeight = 170.0
    private static let legendLine = 15.0
    private static let columns = 800
    /// Told apart by those who do not see all colours (Okabe and Ito).
    private static let colours = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#555555"]

    private let title: String
    private let traces: [Trace]
    private let duration: Double
    private var kept: [[Column?]]

    /// - Parameter duration: seconds from the left end to the right one.
    public init(_ title: String, _ traces: [Trace], duration: Double) {
        self.title = title
        self.traces = traces
        self.duration = max(duration, 1e-6)
        kept = Array(repeating: Array(repeating: nil, count: Self.columns + 1), count: traces.count)
    }

    /// - Parameters:
    ///   - time: seconds since the start.
    ///   - values: SI, in the order of the traces.
    public mutating func add(_ time: Double, _ values: [Double]) {
        let column = min(max(Int((time / duration * Double(Self.columns)).rounded()), 0), Self.columns)
        for (index, value) in values.enumerated() where value.isFinite {
            if kept[index][column] == nil {
                kept[index][column] = Column(value)
            } else {
                kept[index][column]!.take(value)
            }
        }
    }

    // MARK: - Drawing

    public func svg(_ language: Language) -> String {
        var pen = Pen()
        pen.write(title, Pen.Point(x: Self.left, y: 20), size: 12, bold: true)
        var top = 34.0
        for frame in frames {
            top += Self.legendLine * Double(frame.traces.count)
            draw(frame, from: top, with: &pen, language)
            top += Self.frameHeight + 34
        }
        return pen.document(width: Self.width, height: top + 8, title: title)
    }

    private var frames: [Frame] {
        var kinds: [Quantity.Kind] = []
        for trace in traces where !kinds.contains(trace.kind) { kinds.append(trace.kind) }
        return kinds.map { kind in Frame(kind: kind, traces: traces.indices.filter { traces[$0].kind == kind }) }
    }

    private func draw(_ frame: Frame, from top: Double, with pen: inout Pen, _ language: Language) {
        let extremes = frame.traces.flatMap { kept[$0].compactMap { $0 }.flatMap { [$0.lowest, $0.highest] } }
        let (least, most) = (extremes.min() ?? 0, extremes.max() ?? 0)
        let unit = Quantity(abs(most) >= abs(least) ? most : least, frame.kind).tellingUnit
        let axis = Axis((least - unit.offset) / unit.factor, (most - unit.offset) / unit.factor)
        let plane = Plane(
            time: Axis(exactly: 0, duration / timeUnit.factor), value: axis, left: Self.left, right: Self.width - Self.right,
            top: top, bottom: top + Self.frameHeight)
        plane.rule(with: &pen, language)
        let name = unit.symbol(language)
        if !name.isEmpty { pen.write(name, Pen.Point(x: Self.left - 8, y: top - 8), .end, bold: true) }
        pen.write(
            timeUnit.symbol(language), Pen.Point(x: Self.width - Self.right, y: top + Self.frameHeight + 26), .end, bold: true)
        for (number, trace) in frame.traces.enumerated() {
            let colour = Self.colours[number % Self.colours.count]
            let isDashed = number / Self.colours.count % 2 == 1
            let height = top - Self.legendLine * Double(frame.traces.count - number) + 6
            pen.line(
                [Pen.Point(x: Self.left, y: height - 3), Pen.Point(x: Self.left + 22, y: height - 3)], width: 2,
                dashed: isDashed, colour: colour)
            let words = traces[trace].name + (traces[trace].text.map { " · " + $0[language] } ?? "")
            pen.write(words, Pen.Point(x: Self.left + 28, y: height))
            let points = kept[trace].enumerated().flatMap { column, kept in
                (kept?.values ?? []).map { value in
                    plane.point(
                        Double(column) / Double(Self.columns) * duration / timeUnit.factor,
                        (value - unit.offset) / unit.factor)
                }
            }
            if !points.isEmpty { pen.line(points, width: 1.4, dashed: isDashed, colour: colour) }
        }
    }

    private var timeUnit: Quantity.Unit { Quantity(duration, .time).tellingUnit }
}

/// A straight scale with round numbers on it.
private struct Axis {
    let low: Double
    let high: Double
    private let step: Double

    /// From round number to round number around what there is to show; from zero if that is near.
    init(_ least: Double, _ most: Double) {
        var (low, high) = (min(least, most), max(least, most))
        if low > 0 && low < 0.5 * high { low = 0 }
        if high < 0 && high > 0.5 * low { high = 0 }
        // What does not move stands in the middle of a range that can be read.
        if high - low <= 1e-6 * max(abs(low), abs(high)) {
            let margin = max(0.05 * abs(high), high == 0 ? 1 : 0)
            (low, high) = (low - margin, high + margin)
        }
        step = Self.round((high - low) / 5)
        // A hair beyond a mark is worth no further mark.
        self.low = (low / step + 0.02).rounded(.down) * step
        self.high = (high / step - 0.02).rounded(.up) * step
    }

    init(exactly low: Double, _ high: Double) {
        self.low = low
        self.high = high
        step = Self.round((high - low) / 8)
    }

    /// The nearest of 1, 2 and 5 times a power of ten from a length up.
    private static func round(_ length: Double) -> Double {
        let power = pow(10, floor(log10(length)))
        return [1, 2, 5, 10].map { $0 * power }.first { $0 >= 0.999 * length }!
    }

    /// Values of the marks and how they are written.
    func marks(_ language: Language) -> [(value: Double, text: String)] {
        let digits = max(0, Int(-floor(log10(step) + 1e-9)))
        var marks: [(Double, String)] = []
        var number = (low / step - 1e-9).rounded(.up)
        while number * step <= high + 1e-9 * step {
            let text = String(format: "%.\(digits)f", number == 0 ? 0 : number * step)
            marks.append((number * step, language == .fr ? text.replacing(".", with: ",") : text))
            number += 1
        }
        return marks
    }

    func share(_ value: Double) -> Double { (value - low) / (high - low) }
}

private struct Plane {
    let time: Axis
    let value: Axis
    let left: Double
    let right: Double
    let top: Double
    let bottom: Double

    func point(_ time: Double, _ value: Double) -> Pen.Point {
        Pen.Point(
            x: left + (right - left) * self.time.share(time), y: bottom - (bottom - top) * self.value.share(value))
    }

    func rule(with pen: inout Pen, _ language: Language) {
        for mark in value.marks(language) {
            let start = point(time.low, mark.value)
            pen.line([start, Pen.Point(x: right, y: start.y)], width: 0.5, colour: mark.value == 0 ? "#888888" : "#dddddd")
            pen.write(mark.text, Pen.Point(x: left - 8, y: start.y + 3), .end)
        }
        for mark in time.marks(language) {
            let end = point(mark.value, value.low)
            pen.line([Pen.Point(x: end.x, y: top), end], width: 0.5, colour: "#dddddd")
            pen.write(mark.text, Pen.Point(x: end.x, y: bottom + 14), .middle)
        }
        pen.rectangle(Pen.Point(x: left, y: top), Pen.Point(x: right, y: bottom), width: 0.8)
    }
}
