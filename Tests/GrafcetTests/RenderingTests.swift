import Foundation
import Notation
import Testing

@testable import Grafcet

@Suite struct RenderingTests {
    static let yaml = """
        variables:
          B1: {address: "%I0.0"}
          1S1: {address: "%I0.1"}
          KM11: {address: "%Q0.0"}
          1Y14: {address: "%Q0.1"}
          n: {type: count}
        charts:
          GS:
            rank: 1
            steps:
              1: {initial: true}
              2:
                actions:
                  - F/GP:{INIT}
            transitions:
              - {from: 1, to: 2, if: NOT B1}
              - {from: 2, to: 1, if: B1}
          GP:
            rank: 3
            title: {fr: Production normale, en: Normal production}
            steps:
              20: {initial: true, meaning: {fr: attente, en: waiting}}
              21:
                actions:
                  - KM11
                  - {do: 1Y14, if: B1, after: 500ms}
                  - {activation: n := n + 1}
              22:
              23:
              24:
              25:
            transitions:
              - {from: 20, to: [21, 22], if: B1 & n < 5}
              - {from: 20, to: 25, if: "↑1S1"}
              - {from: 22, to: 24, if: 3s/X22}
              - {from: [21, 24], to: 23, if: "1", do: n := 0}
              - {from: 23, to: 20, if: NOT B1, meaning: {fr: carton parti, en: box gone}}
              - {from: 25, to: 23, if: 1S1}
        """

    private var program: Program {
        get throws { try Program.decode(Document.parse("format: 1\n" + Self.yaml, name: "program.yaml")) }
    }

    @Test func `a listing reads as a GRAFCET, with the active steps marked`() throws {
        let program = try program
        let gp = try #require(program.chart("GP"))
        let active = [try #require(program.step("20"))]
        #expect(
            program.listing(of: gp, .fr, active: active) == """
                GP — Production normale (rang 3)
                * [[20]] attente
                      (1) 20 → 21 + 22 : B1 ET n < 5
                      (2) 20 → 25 : ↑1S1
                  [21]
                      KM11
                      1Y14 après 500ms si B1
                      n := n + 1 à l'activation
                      (4) 21 + 24 → 23 : 1 / n := 0
                  [22]
                      (3) 22 → 24 : 3s/X22
                  [23]
                      (5) 23 → 20 : NON B1  — carton parti
                  [24]
                  [25]
                      (6) 25 → 23 : 1S1

                """)
        let gs = try #require(program.chart("GS"))
        #expect(program.listing(of: gs, .en).contains("F/GP:{INIT}"))
    }

    @Test func `every step and transition has a place of its own, and loops are arrows`() throws {
        let program = try program
        let gp = try #require(program.chart("GP"))
        let layout = Layout(program, chart: gp)
        let steps = program.charts[gp].steps.compactMap { layout.steps[$0] }
        let transitions = program.charts[gp].transitions.compactMap { layout.transitions[$0] }
        #expect(steps.count == 6 && transitions.count == 6)
        for (index, place) in steps.enumerated() { #expect(!steps.dropFirst(index + 1).contains(place)) }
        for (index, place) in transitions.enumerated() { #expect(!transitions.dropFirst(index + 1).contains(place)) }
        let back = program.charts[gp].transitions.lowerBound + 4
        #expect(layout.placed[back] == [], "23 → 20 goes back to a step that stands already")
    }

    @Test func `a drawing is well-formed and shows steps, double squares, tokens and conditions`() throws {
        let program = try program
        let gp = try #require(program.chart("GP"))
        let svg = program.drawing(of: gp, .fr, active: [try #require(program.step("20"))])
        let document = try XMLDocumentCheck(svg)
        // Six steps, one of them initial (a second square), one action box, the sheet.
        #expect(document.counts["rect"] == 6 + 1 + 1 + 1)
        #expect(document.counts["circle"] == 1)
        #expect(document.texts.contains("B1 ET n < 5"))
        #expect(document.texts.contains("1Y14 après 500ms si B1"))
        #expect(document.texts.filter { $0 == "20" }.count == 2, "the step and the arrow back to it")
    }
}

/// Elements and texts of a small XML document; throws at the first tag that does not close.
private struct XMLDocumentCheck {
    struct Malformed: Error { let at: String }

    var counts: [String: Int] = [:]
    var texts: [String] = []

    init(_ xml: String) throws {
        var open: [String] = []
        var rest = xml[...]
        while let start = rest.firstIndex(of: "<") {
            let text = rest[..<start].trimmingCharacters(in: .whitespacesAndNewlines)
            if !text.isEmpty {
                guard open.last == "text" || open.last == "title", !text.contains(">") else { throw Malformed(at: text) }
                texts.append(text.replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&amp;", with: "&"))
            }
            guard let end = rest[start...].firstIndex(of: ">") else { throw Malformed(at: String(rest.prefix(40))) }
            let tag = rest[rest.index(after: start)..<end]
            rest = rest[rest.index(after: end)...]
            let name = String(tag.drop { $0 == "/" }.prefix { $0.isLetter })
            if tag.hasPrefix("/") {
                guard open.popLast() == name else { throw Malformed(at: String(tag)) }
            } else {
                counts[name, default: 0] += 1
                if !tag.hasSuffix("/") { open.append(name) }
            }
        }
        guard open.isEmpty else { throw Malformed(at: open.joined(separator: " ")) }
    }
}
