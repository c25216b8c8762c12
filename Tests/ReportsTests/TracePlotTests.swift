import Foundation
import Notation
import Reports
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

@Suite struct TracePlotTests {
    /// Points of the lines in the colour of the first trace, without the short one of its legend.
    private func points(_ svg: String) -> [(x: Double, y: Double)] {
        let path = svg.split(separator: "\n").filter { $0.contains("stroke=\"#0072b2\"") && !$0.contains("stroke-width=\"2\"") }
        return path.flatMap { line -> [(x: Double, y: Double)] in
            guard let start = line.range(of: "d=\"M "), let end = line.range(of: "\" ", range: start.upperBound..<line.endIndex)
            else { return [] }
            return line[start.upperBound..<end.lowerBound].split(separator: "L").compactMap { pair in
                let numbers = pair.split(separator: " ").compactMap { Double($0) }
                return numbers.count == 2 ? (numbers[0], numbers[1]) : nil
            }
        }
    }

    @Test func `a sine is drawn as one: its crossings and its extremes are where they are`() {
        var plot = TracePlot("essai", [TracePlot.Trace("G1.u", nil, .voltage)], duration: 10)
        for step in 0...2_000 {
            let time = Double(step) * 0.005
            plot.add(time, [10 * sin(2 * .pi * 0.1 * time)])
        }
        let drawn = points(plot.svg(.fr))
        let (left, right) = (drawn.first!.x, drawn.last!.x)
        let (top, bottom) = (drawn.map(\.y).min()!, drawn.map(\.y).max()!)
        // Ten seconds over the width, ±10 V over the height, half a pixel of rounding.
        for point in drawn {
            let time = (point.x - left) / (right - left) * 10
            let value = 10 - 20 * (point.y - top) / (bottom - top)
            #expect(abs(value - 10 * sin(2 * .pi * 0.1 * time)) < 0.15, "\(time) s: \(value)")
        }
    }

    @Test func `a peak of one step in a day is still seen at its height`() {
        var plot = TracePlot("un jour", [TracePlot.Trace("P1.pressure", nil, .gaugePressure)], duration: 86_400)
        for second in 0...86_400 { plot.add(Double(second), [second == 40_000 ? 200e5 : 100e5]) }
        let drawn = points(plot.svg(.en))
        let flat = drawn.first!.y
        let peak = drawn.min { $0.y < $1.y }!
        #expect(abs((peak.x - drawn[0].x) / (drawn.last!.x - drawn[0].x) - 40_000.0 / 86_400) < 0.002)
        #expect(flat - peak.y > 50 && drawn.count(where: { $0.y < flat - 1 }) == 1)
        // It does not grow with the run.
        #expect(drawn.count < 4 * 801)
    }

    @Test func `traces of one kind share a frame with their unit, others have their own, in the language asked for`() throws {
        var plot = TracePlot(
            "a < b & c",
            [
                TracePlot.Trace("A.p", Text(fr: "pression", en: "pressure"), .gaugePressure),
                TracePlot.Trace("B.p", nil, .gaugePressure),
                TracePlot.Trace("M.n", nil, .angularSpeed),
            ], duration: 2)
        for time in [0.0, 1, 2] { plot.add(time, [50e5 * time, 20e5, 150.8]) }
        let svg = plot.svg(.fr)
        #expect(svg.count(of: "<rect") == 3, "a page and two frames")
        for word in ["a &lt; b &amp; c", "A.p · pression", ">bar</text>", ">tr/min</text>", ">0,5</text>"] {
            #expect(svg.contains(word), "\(word)")
        }
        let english = plot.svg(.en)
        for word in ["A.p · pressure", ">rpm</text>", ">0.5</text>"] { #expect(english.contains(word), "\(word)") }
        // 150.8 rad/s is 1440 rpm: between two marks of the axis.
        #expect(english.contains(">1400</text>") || english.contains(">1450</text>"))
        let parser = XMLParser(data: Data(svg.utf8))
        #expect(parser.parse(), "\(String(describing: parser.parserError))")
    }

    @Test func `nothing to show and a value that is none leave a drawing that can be read`() {
        var plot = TracePlot("vide", [TracePlot.Trace("X.y", nil, .ratio)], duration: 0)
        #expect(points(plot.svg(.fr)).isEmpty)
        plot.add(0, [.nan])
        plot.add(0, [3])
        let svg = plot.svg(.fr)
        #expect(!svg.contains("nan") && !svg.contains("inf"))
        #expect(points(svg).count == 1)
    }
}

extension String {
    fileprivate func count(of part: String) -> Int { components(separatedBy: part).count - 1 }
}
