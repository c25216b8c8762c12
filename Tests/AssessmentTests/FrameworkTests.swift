import Foundation
import Notation
import Testing

@testable import Assessment
@testable import Training

/// The framework that banc ships.
let mspc: Framework = {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Scenarios/competencies/mspc.yaml")
    do {
        let text = try String(contentsOf: file, encoding: .utf8)
        return try Framework.decode(try Document.parse(text, name: "mspc.yaml"))
    } catch {
        fatalError("\(error)")
    }
}()

@Suite struct FrameworkTests {
    @Test func `four units and seventeen competencies, as the training sheet has them`() {
        #expect(mspc.units.map(\.code) == ["U2", "U31", "U32", "U33"])
        let blocks = [(1, 7), (2, 3), (3, 4), (4, 3)]
        let codes = blocks.map { block, count in (1...count).map { "C\(block).\($0)" } }
        #expect(mspc.units.map { $0.competencies.map(\.code) } == codes)
        #expect(mspc.competencies.count == 17)
    }

    @Test func `each competency has its indicators, each with evidence, in both languages`() {
        let counts = mspc.competencies.map(\.indicators.count)
        #expect(counts == [7, 6, 6, 8, 8, 7, 8, 7, 8, 8, 10, 8, 8, 6, 8, 7, 7])
        for indicator in mspc.indicators {
            #expect(!indicator.evidence.isEmpty, "\(indicator.id)")
            #expect(!indicator.text.fr.isEmpty && indicator.text.fr != indicator.text.en, "\(indicator.id)")
        }
        for title in mspc.units.map(\.title) + mspc.competencies.map(\.title) + mspc.habits.map(\.text) {
            #expect(title.fr != title.en)
        }
        #expect(Set(mspc.indicators.map(\.id)).count == mspc.indicators.count)
    }

    @Test func `safety indicators are those that the trade marks so, and one eliminates`() {
        let safety = mspc.indicators.filter { $0.gate == .safety }.map(\.id)
        #expect(
            safety == [
                "C1.2.3", "C1.4.7", "C1.5.2", "C1.5.3", "C1.5.4", "C1.5.5", "C1.5.7", "C1.7.1", "C1.7.3", "C1.7.6", "C1.7.7",
                "C2.1.7", "C2.2.2", "C2.3.6", "C3.1.6", "C3.2.2", "C3.2.8", "C3.4.4", "C4.1.5", "C4.1.6", "C4.2.5",
            ])
        #expect(mspc.indicators.filter { $0.gate == .eliminatory }.map(\.id) == ["C1.7.5"])
    }

    @Test func `it says that it is no official grid`() {
        #expect(mspc.source.fr.contains("arrêté du 9 décembre 2020"))
        #expect(mspc.source.en.contains("C4.1 to C4.3 inferred"))
        #expect(!mspc.revision.isEmpty)
    }

    @Test func `speed weighs less than anything else`() {
        let timed = mspc.indicators.filter { $0.evidence.contains(.withinTime) }
        #expect(!timed.isEmpty)
        #expect(timed.allSatisfy { $0.weight < 1 })
    }

    @Test func `every event that an indicator reads is written by some verb, or is what an act brings about`() {
        let written = Verb.all.flatMap(\.writes)
        let consequences: [Event.Kind] = [.dangerousAct, .damaged, .instrumentDamaged]
        for indicator in mspc.indicators {
            for kind in indicator.evidence.flatMap(\.reads) {
                #expect(written.contains(kind) || consequences.contains(kind), "\(indicator.id) reads \(kind.rawValue)")
            }
        }
    }

    @Test func `a code stands for its indicators, an unknown one is told with the nearest`() {
        #expect(mspc.scored(by: ["C3.4", "C1.5.2"]).map(\.id).prefix(2) == ["C1.5.2", "C3.4.1"])
        #expect(mspc.scored(by: ["C3.4"]).count == 6)
        let unknown = mspc.unknown(among: ["C3.1", "C3.11", "X"])
        #expect(unknown.map(\.code) == ["C3.11", "X"])
        #expect(unknown[0].nearest == "C3.1")
    }

    @Test func `an indicator that the scenario leaves without occasion is named`() throws {
        let bare = mspc.unprovable(["C1.5"], with: Criteria()).map(\.id)
        #expect(bare == ["C1.5.2", "C1.5.3", "C1.5.5", "C1.5.7"])
        let criteria = try Session.criteria("{lockout: {sources: [Q0], places: [X2]}, tests: [manual]}")
        #expect(mspc.unprovable(["C1.5"], with: criteria).isEmpty)
    }
}

/// A framework's file with one line changed, and what must be said of it.
private let refusals: [(from: String, to: String, says: [String])] = [
    ("format: 1", "format: 2", ["format: 1"]),
    ("revision: test", "revison: test", ["unknown key 'revison'", "nearest: revision"]),
    ("acquired: 80 %", "acquired: \"0,8\"", ["comma"]),
    ("acquired: 80 %", "acquired: 30 %", ["must begin before"]),
    ("    title: {fr: Unité, en: Unit}", "    title: {fr: Unité}", ["'en' is missing"]),
    ("      C1.1:", "      C1.2:", ["'C1.2' already given at line 10"]),
    ("            evidence: [question]", "            weight: 2", ["indicator C1.1.1 has no evidence", "[trainer]"]),
    ("            evidence: [question]", "            evidence: []", ["no evidence"]),
    ("evidence: [question]", "evidence: [questoin]", ["predicate 'questoin' not found", "nearest: question"]),
    ("event: measured, where", "event: mesured, where", ["event 'mesured' not found", "nearest: measured"]),
    (
        "where: {quantity: voltageDC}", "where: {quantty: voltageDC}",
        ["field of measured 'quantty' not found", "nearest: quantity"]
    ),
    ("where: {quantity: voltageDC}", "where: {quantity: voltagDC}", ["'voltagDC'", "nearest: voltageDC"]),
    ("where: {quantity: voltageDC}", "where: {live: maybe}", ["'maybe'", "true or false"]),
    ("advice: {fr: mesure, en: measure}}", "count: 0}", ["0"]),
    (", advice: {fr: mesure, en: measure}}", "}", ["'advice' is missing"]),
    ("first: {event: asked}", "first: {event: asked, were: {who: tutor}}", ["unknown key 'were'", "nearest: where"]),
    ("then: measurement", "then: measurment", ["'measurment'", "nearest: measurement"]),
    ("gate: safety", "gate: saftey", ["'saftey'", "nearest: safety"]),
    ("weight: 3", "weight: 300", ["out of range", "0.1"]),
    ("lockout: {steps: [isolated, locked]}", "lockout: {steps: [isolated, loked]}", ["'loked'", "nearest: locked"]),
    ("lockout: {steps: [isolated, locked]}", "lockout", ["says nothing more", "steps"]),
    ("- stop-rule", "- stop-rule: {at: X2}", ["takes nothing"]),
    ("- stop-rule", "- {stop-rule: , trainer: }", ["2 keys"]),
    ("dangers: [shock]", "dangers: [shok]", ["'shok'", "nearest: shock"]),
    ("of: [work, trial]", "of: [work]", ["at least two patterns"]),
    ("[C1.1.1, C1.2.1]", "[C1.1.1, C1.2.9]", ["indicator 'C1.2.9' not found"]),
]

@Suite struct FrameworkRefusalTests {
    /// The same as a person would write it, in block style.
    private static let file = """
        format: 1
        revision: test
        title: {fr: Essai, en: Test}
        source: {fr: source, en: source}
        levels: {in-progress: 40 %, acquired: 80 %, safety-cap: 50 %}
        units:
          U1:
            title: {fr: Unité, en: Unit}
            competencies:
              C1.1:
                title: {fr: Une, en: One}
                indicators:
                  1:
                    text: {fr: a, en: b}
                    evidence: [question]
                  2:
                    text: {fr: c, en: d}
                    evidence: [{happened: {event: measured, where: {quantity: voltageDC}, advice: {fr: mesure, en: measure}}}]
                  3: {text: {fr: e, en: f}, evidence: [{before: {first: {event: asked}, then: measurement, advice: {fr: a, en: b}}}]}
          U2:
            title: {fr: Suite, en: More}
            competencies:
              C1.2:
                title: {fr: Deux, en: Two}
                indicators:
                  1:
                    text: {fr: g, en: h}
                    gate: safety
                    weight: 3
                    evidence:
                      - lockout: {steps: [isolated, locked]}
                      - stop-rule
                      - never: {dangers: [shock], advice: {fr: a, en: b}}
                      - in-order: {of: [work, trial], advice: {fr: a, en: b}}
        habits:
          - {indicators: [C1.1.1, C1.2.1], text: {fr: h, en: h}}
        """

    @Test func `the file as it stands is read`() throws {
        let framework = try Framework.decode(try Document.parse(Self.file, name: "f.yaml"))
        #expect(framework.units.count == 2)
        #expect(framework.indicator("C1.2.1")?.evidence.count == 4)
    }

    @Test(arguments: refusals.indices) func `a mistake is told with its line, what was expected and the nearest`(_ index: Int)
        throws
    {
        let (from, to, says) = (refusals[index].from.trimmed, refusals[index].to.trimmed, refusals[index].says)
        #expect(Self.file.contains(from), "\(from)")
        // The line of the change itself, but for what is told of a whole indicator or file.
        let changed = from == "C1.1:" ? Self.file.replacing("C1.1:", with: "C1.2:") : Self.file.replacing(from, with: to)
        let line = Self.file.split(separator: "\n", omittingEmptySubsequences: false).firstIndex { $0.contains(from) }! + 1
        do {
            _ = try Framework.decode(try Document.parse(changed, name: "f.yaml"))
            Issue.record("accepted: \(to)")
        } catch let mistakes as Mistakes {
            let told = mistakes.all.map(\.description).joined(separator: "\n")
            for words in says { #expect(told.contains(words), "\(told)") }
            #expect(mistakes.all.contains { abs($0.origin.line - line) <= 2 || says[0].contains("already") }, "\(told)")
            #expect(mistakes.all.allSatisfy { $0.problem.fr != "" && $0.origin.file == "f.yaml" })
        }
    }

    @Test func `all the mistakes of a file are told at once`() throws {
        let file = Self.file.replacing("[question]", with: "[questoin]").replacing("safety\n", with: "saftey\n").replacing(
            "event: measured", with: "event: mesured")
        #expect(throws: Mistakes.self) { try Framework.decode(try Document.parse(file, name: "f.yaml")) }
        do {
            _ = try Framework.decode(try Document.parse(file, name: "f.yaml"))
        } catch let mistakes as Mistakes {
            #expect(mistakes.all.count >= 3)
        }
    }
}

extension String {
    fileprivate var trimmed: String { trimmingCharacters(in: .whitespaces) }
}
