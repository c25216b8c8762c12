import Notation
import Testing

@testable import Assessment
@testable import Training

@Suite struct DebriefTests {
    private static let criteria = """
        lockout: {sources: [Q0], places: [X2]}
        tests: [manual]
        repairs: [{act: tightened, ref: X2:12, torque: 0.6 N·m}]
        diagnosis:
          refs: [X2:12]
          causes: [loose]
          proofs: [{quantity: voltageDC, points: [[X2:12a, X2:12b]], live: true, value: 21.5 V}]
          suspects: [B2, X2:12]
        """
    private static let proving = reading(1, .voltageDC, "X2:12a", "X2:12b", 21.5)

    private func debrief(
        _ events: [Event], _ scored: [String] = ["C3.1", "C3.2"], suspects: [Int] = []
    ) throws -> Debrief {
        let journal = try Session.journal(events)
        let criteria = try Session.criteria(Self.criteria)
        let score = Score(of: journal, scored: scored, criteria: criteria, framework: mspc)
        return Debrief(of: journal, score: score, criteria: criteria, framework: mspc, suspects: suspects)
    }

    @Test func `where the suspects are known, a reading is worth those that it excluded`() throws {
        let acts = try debrief(
            [
                .observed(observation: Observation(sense: .sight, at: "poussoir", findings: [], situation: running)),
                reading(1, .voltageDC, "B2:4", "0V", 0), reading(2, .voltageDC, "B2:1", "0V", 24),
                reading(3, .voltageDC, "B1:1", "0V", 24), tightened("X2:12"),
            ], suspects: [12, 12, 8, 7, 7]
        ).acts
        #expect(acts.map(\.kind) == [.other, .splits, .eliminates, .idle, .replacesWithoutProof])
        #expect(acts.map(\.suspects) == [12, 8, 7, 7, nil])
    }

    @Test func `a reading that proves, one that repeats, and work with its proof`() throws {
        let debrief = try debrief([
            Self.proving, reading(2, .voltageDC, "X2:12b", "X2:12a", -21.5),
            .diagnosed(ref: "X2:12", cause: "loose", proofs: [1]),
            tightened("X2:12"), .finished,
        ])
        #expect(debrief.acts.map(\.kind) == [.confirms, .redundant, .other, .replacesWithProof])
        #expect(debrief.acts.map(\.line) == [2, 3, 4, 5])
    }

    @Test func `a swap without a diagnosis is told so`() throws {
        let debrief = try debrief([Self.proving, replaced("B2", healthy: true), .finished])
        #expect(debrief.acts.map(\.kind) == [.confirms, .replacesWithoutProof])
        #expect(debrief.advice.contains { $0.fr.contains("une pièce changée par chance ne prouve rien") })
    }

    @Test func `a dangerous act is unsafe, and its rule comes first`() throws {
        let journal = try Session.journal(entries: [
            [reading(1, .resistance, "a", "b", nil), .dangerousAct(danger: .ohmsOnLive, ref: "a")], [.finished],
        ])
        let criteria = try Session.criteria(Self.criteria)
        let score = Score(of: journal, scored: ["C3.1"], criteria: criteria, framework: mspc)
        let debrief = Debrief(of: journal, score: score, criteria: criteria, framework: mspc)
        #expect(debrief.acts.allSatisfy { $0.kind == .unsafe })
        #expect(debrief.advice[0] == Danger.ohmsOnLive.rule)
    }

    @Test func `at most three sentences, none twice, in both languages`() throws {
        let debrief = try debrief([.finished], mspc.competencies.map(\.code))
        #expect(debrief.advice.count == 3)
        #expect(Set(debrief.advice).count == 3)
        #expect(debrief.advice.allSatisfy { !$0.fr.isEmpty && $0.fr != $0.en })
    }

    @Test func `the reference path is the scenario's, and says what was done of it`() throws {
        let debrief = try debrief([Self.proving, isolated("Q0"), locked("Q0"), tightened("X2:12"), .finished])
        let done = debrief.reference.map(\.done)
        #expect(debrief.reference.map(\.text.fr).first == "mesurer tension continue X2:12a – X2:12b, sous tension")
        // Measured, locked and tightened; not diagnosed, proved dead, tested, reported, handed over.
        #expect(done == [true, false, true, false, true, false, false, false])
    }

    @Test func `suspects are not counted as long as nothing counts them`() throws {
        let debrief = try debrief([Self.proving, .finished])
        #expect(debrief.acts.allSatisfy { $0.suspects == nil } && debrief.reference.allSatisfy { $0.suspects == nil })
        #expect(debrief.note.fr.contains("banc diagnose"))
    }

    @Test func `who has not found the fault is not told it; who has is told everything`() throws {
        func sealed(_ events: [Event]) throws -> (debrief: Debrief, isSealed: Bool) {
            let journal = try Session.journal(events)
            let whole = try debrief(events)
            guard let seal = Seal(try Session.criteria(Self.criteria), for: journal) else { return (whole, false) }
            return (whole.sealed(by: seal), true)
        }
        let lost = try sealed([asked, .finished])
        let told = (lost.debrief.reference.map(\.text) + lost.debrief.advice).map { $0.fr + $0.en }.joined()
        #expect(lost.isSealed && !told.contains("X2") && !told.contains("B2"))
        #expect(lost.debrief.reference.contains { $0.text == Seal.sealed })
        let found = try sealed([Self.proving, .diagnosed(ref: "X2:12", cause: "loose", proofs: [1]), .finished])
        #expect(!found.isSealed && found.debrief.reference.contains { $0.text.fr.contains("X2:12") })
    }
}
