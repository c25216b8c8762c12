import Notation
import Testing

@testable import Training

/// What an instructor may write wrong, and the sentence that says so.
@Suite struct ScenarioMistakeTests {
    static let mistakes: [(find: String, write: String, line: Int, says: String)] = [
        ("format: 1", "format: 2", 1, "format: 1"),
        ("family: corrective", "family: corective", 3, "nearest: corrective"),
        ("[borne-x2-12-desserree]", "[borne-x2-12-deserree]", 6, "nearest: borne-x2-12-desserree"),
        ("start: {for: 10 s}", "start: {for: 10}", 7, "has no unit"),
        ("start: {for: 10 s}", "start: {place: pupitr}", 7, "nearest: pupitre"),
        ("start: {for: 10 s}", "start: {operations: [S99@1s]}", 7, "component 'S99' not found"),
        ("start: {for: 10 s}", "start: {operations: [S1]}", 7, "is not an operation"),
        ("scored: [C3.1]", "scord: [C3.1]", 8, "nearest: scored"),
        ("scored: [C3.1]", "tools: [multimetre]", 8, "nearest: multimeter"),
        ("scored: [C3.1]", "lockout: [Q9]", 8, "nearest: Q0"),
        ("scored: [C3.1]", "tests: [manuel]", 8, "nearest: manual"),
        ("scored: [C3.1]", "gamme: ronde", 8, "task list 'ronde' not found"),
        ("scored: [C3.1]", "trainee: ianis", 8, "nearest: yanis"),
        ("scored: [C3.1]", "dangers: stop", 8, "continue or end"),
        ("scored: [C3.1]", "age: 4000", 8, "has no unit"),
        ("scored: [C3.1]", "age: {use: 4000 h, renewed: {QO: 300 h}}", 8, "nearest: Q0"),
        ("scored: [C3.1]", "age: {use: 200 h, renewed: {Q0: 300 h}}", 8, "300 h"),
        ("[borne-x2-12-desserree]", "[{id: borne-x2-12-desserree, grown: 20 h}]", 6, "has no drift"),
        ("scored: [C3.1]", "kit: {0V3: {type: soft-start-valv}}", 8, "nearest: soft-start-valve"),
        ("scored: [C3.1]", "kit: {1A1: {type: gauge}}", 8, "is taken on the machine"),
        ("scored: [C3.1]", "kit: {0V3: {type: soft-start-valve, price: dear}}", 8, "price"),
        ("scored: [C3.1]", "kit: {301: {from: \"X2:1b\", to: \"K9:A1\", class: commande}}", 8, "component 'K9' not found"),
        ("scored: [C3.1]", "gain: {steps: []}", 8, "the key 'readings' is missing"),
        (
            "scored: [C3.1]", "gain: {readings: [{measure: duration, from: 1A9, before: 1 s, after: 2 s, tolerance: 0.1 s}]}", 8,
            "nearest: 1A1"
        ),
        (
            "scored: [C3.1]", "gain: {readings: [{measure: duration, from: 1A1, before: 1, after: 2 s, tolerance: 0.1 s}]}", 8,
            "has no unit"
        ),
        ("scored: [C3.1]", "report: {readings: [21.5]}", 8, "is not a value with its unit"),
        (
            "scored: [C3.1]", "people: {team: {work: {when: [a], on: [X99], for: 2 min, say: {fr: a, en: b}}}}", 8,
            "component 'X99' not found"
        ),
        ("  complaint:", "  at: 10h42\n  complaint:", 5, "is not an hour of the day"),
        (
            "order:\n  complaint: {fr: Les grands cartons passent., en: The tall boxes pass.}\n", "", 1,
            "the key 'order' is missing"
        ),
    ]

    @Test(arguments: mistakes.indices)
    func `a mistake is named with its line`(_ index: Int) throws {
        let mistake = Self.mistakes[index]
        let text = SessionTests.shortest.replacing(mistake.find, with: mistake.write)
        #expect(text != SessionTests.shortest)
        let error = try #require(throws: Mistakes.self) { try Bench.exercise("convoyeur-tri/short", scenario: text) }
        #expect(error.all.contains { $0.origin.line == mistake.line && $0.description.contains(mistake.says) }, "\(error)")
    }

    @Test func `every mistake of a file is told at once`() throws {
        let text = SessionTests.shortest.replacing("corrective", with: "x").replacing("[C3.1]", with: "[]\ngamme: y")
        let error = try #require(throws: Mistakes.self) { try Bench.exercise("convoyeur-tri/short", scenario: text) }
        #expect(error.all.count == 2)
    }
}
