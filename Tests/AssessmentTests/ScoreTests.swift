import Foundation
import Notation
import Testing

@testable import Assessment
@testable import Training

@Suite struct ScoreTests {
    private static let criteria = """
        lockout: {sources: [Q0], places: [X2]}
        tests: [manual]
        hints: [{id: look-at-led, competency: C3.1}, {id: other, competency: C2.1}]
        """

    private static let lockedOut: [Event] = [
        isolated("Q0"), locked("Q0"), .identified(place: "X2"), proof("X2"), tightened("X2:12"),
    ]

    private func score(_ events: [Event], _ scored: [String], criteria: String = criteria) throws -> Score {
        Score(of: try Session.journal(events), scored: scored, criteria: try Session.criteria(criteria), framework: mspc)
    }

    @Test func `only what the scenario scores is there, in its units`() throws {
        let score = try score([asked, .finished], ["C1.5", "C3.3"])
        #expect(score.units.map(\.unit) == ["U2", "U32"])
        #expect(score.competencies.map(\.code) == ["C1.5", "C3.3"])
        #expect(score.competencies[0].indicators.count == 8)
    }

    @Test func `an indicator alone can be scored`() throws {
        let score = try score(Self.lockedOut + [.finished], ["C1.5.2"])
        #expect(score.indicators.map(\.id) == ["C1.5.2"])
        #expect(score.competencies[0].level == .acquired)
        #expect(score.units[0].share == 1)
        #expect(score.gates.isEmpty)
    }

    @Test func `evidence is a line of the file, which the header opens`() throws {
        let score = try score(Self.lockedOut, ["C1.5.3"])
        // The verification is the fourth entry.
        #expect(score.indicators[0].evidence == [5])
    }

    @Test func `a failed safety indicator caps its unit and its competency, and no other unit`() throws {
        let events: [Event] = [asked, warned("stop"), isolated("Q0"), locked("Q0"), tightened("X2:12"), report([]), .finished]
        let score = try score(events, ["C1.4.8", "C1.5.1", "C1.5.2", "C3.3.6"])
        let unit = try #require(score.units.first { $0.unit == "U2" })
        #expect(score.indicators.first { $0.id == "C1.5.2" }?.state == .missed)
        #expect(unit.share == 0.5)
        #expect(unit.level == .inProgress)
        #expect(score.units.first { $0.unit == "U32" }?.level == .acquired)
        #expect(score.gates.map(\.indicator) == ["C1.5.2"])
        #expect(score.gates[0].effect == .capped)
        #expect(!score.gates[0].rule.fr.isEmpty && score.gates[0].rule.fr != score.gates[0].rule.en)
        #expect(score.gates[0].evidence == [6])
    }

    @Test func `an eliminatory act leaves every unit of the exercise not acquired, with the rule behind it`() throws {
        let events = Self.lockedOut + [.dangerousAct(danger: .safetyBypassed, ref: "B10"), .finished]
        let score = try score(events, ["C1.5.2", "C3.2.2"])
        #expect(score.units.map(\.level) == [.notAcquired, .notAcquired])
        #expect(score.gates.map(\.effect) == [.eliminatory])
        #expect(score.gates[0].units == ["U2", "U32"])
        #expect(score.gates[0].rule == Danger.safetyBypassed.rule)
        #expect(score.gates[0].text.en.contains("B10"))
    }

    @Test func `a dangerous act caps every unit; one against goods only weighs on its indicator`() throws {
        let shocked = try score(Self.lockedOut + [.dangerousAct(danger: .shock, ref: nil), .finished], ["C1.5.2"])
        #expect(shocked.units[0].share == 0.5)
        let torqued = try score(
            Self.lockedOut + [.dangerousAct(danger: .overTorque, ref: nil), .finished], ["C1.5.2", "C1.7.8"])
        #expect(torqued.gates.isEmpty)
        #expect(torqued.indicators.first { $0.id == "C1.7.8" }?.state == .partly)
    }

    @Test func `help lowers the competency that it was about, and no other`() throws {
        let events: [Event] = [.hintGiven(hint: "look-at-led", price: 0.02)] + Self.lockedOut + [.finished]
        let score = try score(events, ["C3.1.5", "C3.1.6", "C3.2.2"], criteria: Self.criteria)
        let repair = try #require(score.competencies.first { $0.code == "C3.2" })
        #expect(repair.level == .acquired && !repair.helped)
        let measuredEvents: [Event] = [
            .hintGiven(hint: "look-at-led", price: 0.02), reading(1, .voltageDC, "a", "b", 1), .finished,
        ]
        let helped = try self.score(measuredEvents, ["C3.1.5"])
        #expect(helped.competencies[0].level == .acquiredWithHelp)
        #expect(helped.competencies[0].share == 0.98)
        #expect(helped.help == [Score.Help(hint: "look-at-led", price: 0.02, competency: "C3.1", evidence: [2])])
    }

    @Test func `help about what is not scored here costs nothing`() throws {
        let events: [Event] = [.hintGiven(hint: "other", price: 0), reading(1, .voltageDC, "a", "b", 1), .finished]
        let score = try score(events, ["C3.1.5"])
        #expect(score.competencies[0].level == .acquired)
        #expect(score.help[0].competency == nil)
    }

    @Test func `weights count, and half a way is half`() throws {
        // C1.5.5 (weight 2) is partly reached: the wrong order; C1.5.6 (weight 1) is missed: nothing but the restoration… is half a way.
        let events: [Event] = [
            locked("Q0"), locked("QX0"), .lockRemoved(source: "Q0", own: true), .lockRemoved(source: "QX0", own: true), .finished,
        ]
        let score = try score(events, ["C1.5.5", "C1.5.6"], criteria: "lockout: {sources: [Q0, QX0]}")
        #expect(score.indicators.map(\.state) == [.partly, .missed])
        #expect(abs((score.units[0].share ?? 0) - 1.0 / 3) < 1e-9)
        #expect(score.competencies[0].level == .notAcquired)
    }

    @Test func `a session that goes on has not missed what is still to be done`() throws {
        let open = try score([asked], ["C1.5.2", "C3.3"])
        #expect(!open.isComplete)
        #expect(open.indicators.allSatisfy { $0.state == .notObserved })
        #expect(open.units.allSatisfy { $0.level == nil })
        let closed = try score([asked, .finished], ["C3.3"])
        #expect(closed.isComplete)
        #expect(closed.units[0].level == .notAcquired)
    }

    @Test func `a trainee who does nothing has nothing`() throws {
        let score = try score([.finished], mspc.competencies.map(\.code))
        #expect(score.indicators.allSatisfy { $0.state != .reached && $0.state != .partly })
        #expect(score.units.allSatisfy { ($0.level ?? .notAcquired) == .notAcquired })
    }

    @Test func `speed is not scored unless the scenario asks`() throws {
        let slow = try score([reading(1, .voltageDC, "a", "b", 1), .finished], ["C3.1.10"])
        #expect(slow.indicators[0].state == .notObserved)
    }

    @Test func `the same journal has the same score, and a decoded one too`() throws {
        let journal = try Session.journal(Self.lockedOut + [.finished])
        let criteria = try Session.criteria(Self.criteria)
        let first = Score(of: journal, scored: ["C1.5", "C3.1"], criteria: criteria, framework: mspc)
        let read = try Journal.decode(try journal.encoded())
        #expect(Score(of: read, scored: ["C1.5", "C3.1"], criteria: criteria, framework: mspc) == first)
    }

    @Test func `the JSON is what other programs rely on`() throws {
        let score = try score(Self.lockedOut + [.dangerousAct(danger: .burn, ref: nil), .finished], ["C1.5.1", "C1.5.2"])
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let data = try encoder.encode(score)
        let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        #expect(
            object.keys.sorted() == [
                "duration", "framework", "gates", "help", "isComplete", "learner", "machine", "scenario", "units",
            ])
        #expect(object["scenario"] as? String == "convoyeur-tri/corrective")
        #expect(object["machine"] as? String == "convoyeur-tri")
        let unit = try #require((object["units"] as? [[String: Any]])?.first)
        #expect(unit.keys.sorted() == ["competencies", "level", "share", "title", "unit"])
        #expect(unit["unit"] as? String == "U2")
        let competency = try #require((unit["competencies"] as? [[String: Any]])?.first)
        #expect(competency.keys.sorted() == ["code", "helped", "indicators", "level", "share", "title"])
        #expect(competency["code"] as? String == "C1.5")
        let indicators = try #require(competency["indicators"] as? [[String: Any]])
        #expect(indicators[0].keys.sorted() == ["evidence", "gate", "id", "missing", "state", "text", "weight"])
        #expect(indicators.map { $0["id"] as? String } == ["C1.5.1", "C1.5.2"])
        #expect(indicators[1]["state"] as? String == "reached")
        #expect(indicators[1]["evidence"] as? [Int] == [2, 3, 4, 5])
        #expect(indicators[1]["missing"] is NSNull)
        #expect((indicators[0]["missing"] as? [String: String])?.keys.sorted() == ["en", "fr"])
        let gate = try #require((object["gates"] as? [[String: Any]])?.first)
        #expect(gate["effect"] as? String == "capped")
        #expect(gate["danger"] as? String == "burn")
        #expect(try JSONDecoder().decode(Score.self, from: data) == score)
    }
}
