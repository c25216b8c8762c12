import Notation
import Testing

@testable import Grafcet

@Suite struct ExpressionTests {
    private static let names = ["a", "b", "c", "n", "cartons-grands", "1S1", "t"]

    private struct Bench {
        var scope = Scope()
        var assembly = Assembly()

        init() {
            for name in ExpressionTests.names {
                let type: ValueType = name == "n" || name == "cartons-grands" ? .number : name == "t" ? .time : .bool
                scope.add(
                    Variable(
                        name: name, slot: assembly.slot(), role: .memory, type: type, address: nil, reference: nil, meaning: nil,
                        initial: 0, isRetained: false, origin: Origin(file: "bench", line: 1, path: name)))
            }
            for step in ["5", "12"] { scope.addStep(step) }
            scope.firstActivity = assembly.initial.count
            _ = (assembly.slot(), assembly.slot())
            scope.firstElapsed = assembly.initial.count
            _ = (assembly.slot(), assembly.slot())
        }

        mutating func parse(_ text: String, _ type: ValueType = .bool) throws(ExpressionMistake) -> Expression {
            try Parser.expression(text, type, in: scope, into: &assembly)
        }

        mutating func value(_ text: String, _ type: ValueType = .bool, _ values: [String: Double] = [:]) throws -> Double {
            let expression = try parse(text, type)
            var slots = assembly.initial
            for (name, value) in values { slots[try #require(scope.variable(name)).slot.index] = value }
            return expression.value(in: slots)
        }
    }

    @Test(arguments: [
        ("TRUE OR TRUE AND FALSE", 1.0), ("(TRUE OR TRUE) AND FALSE", 0), ("TRUE XOR TRUE AND FALSE", 1),
        ("TRUE OR TRUE XOR TRUE", 1),
        ("NOT FALSE AND FALSE", 0), ("NOT (FALSE AND FALSE)", 1), ("1 + 2 * 3 = 7", 1), ("10 - 4 - 3 = 3", 1),
        ("8 / 4 / 2 = 1", 1),
        ("7 MOD 4 = 3", 1), ("-2 + 3 = 1", 1), ("2 < 3 AND 3 <= 3 AND 3 >= 3 AND NOT (3 > 3)", 1), ("2 <> 3", 1),
        ("T#1m30s = 90s", 1),
        ("500ms + 0.5s = 1s", 1), ("2 * 3s = 6s", 1), ("6s / 2 = 3s", 1), ("6s / 3s = 2", 1), ("T#1H_30M = 90min", 1),
        ("1 = TRUE", 1),
        ("true and not false", 1), ("TRUE & TRUE", 1), ("1.5e2 = 150", 1),
    ])
    func `the order and the types of IEC 61131-3`(text: String, value: Double) throws {
        var bench = Bench()
        #expect(try bench.value(text) == value)
    }

    @Test func `names of the workshop are taken whole, a minus sign has spaces`() throws {
        var bench = Bench()
        #expect(try bench.value("1S1 AND cartons-grands - n = 3", .bool, ["1S1": 1, "cartons-grands": 5, "n": 2]) == 1)
    }

    @Test(arguments: [
        ("a AND bb", 7, "b"), ("1S2", 1, "1S1"), ("cartons-grand > 3", 1, "cartons-grands"), ("X6 OR a", 1, "X5"),
        ("a ET b", 3, "AND"),
        ("a && b", 3, "AND"), ("a == b", 3, "="), ("a + b", 3, "OR"), ("a * b", 3, "AND"), ("a · b", 3, "AND"),
        ("NON a", 1, "NOT"),
    ])
    func `a wrong word is told with its column and the nearest right one`(text: String, column: Int, nearest: String) throws {
        var bench = Bench()
        let mistake = try #require(throws: ExpressionMistake.self) { try bench.parse(text) }
        #expect(mistake.column == column)
        #expect(mistake.nearest == nearest)
    }

    @Test(arguments: [
        ("", 1, "trop tôt"), ("a AND", 6, "trop tôt"), ("(a OR b", 8, "trop tôt"), ("a)", 2, "parenthèse"),
        ("a b", 3, "n'est pas attendu"),
        ("n", 1, "nombre"), ("a < 3", 1, "BOOL"), ("n < 3s", 5, "TIME"), ("3s AND a", 1, "TIME"), ("NOT 3s/X5", 1, "NOT porte"),
        ("n - 2s = 1", 3, "entre un"), ("5/X5", 1, "nombre"), ("a/n", 3, "nombre"), ("a, b", 2, "virgule"), ("↑n", 2, "nombre"),
        ("↑(↑a)", 2, "front d'un front"), ("X5.Z", 4, "attendu"), ("a := b", 3, "attendu"), ("n = 1_2", 5, "ni un nombre"),
        ("T#5x = 1s", 1, "durée"), ("a ? b", 3, "signe"), ("%I0.0", 1, "adresse"), ("a = 2", 5, "nombre"),
    ])
    func `a wrong expression is told with its column and what is wrong`(text: String, column: Int, problem: String) throws {
        var bench = Bench()
        let mistake = try #require(throws: ExpressionMistake.self) { try bench.parse(text) }
        #expect(mistake.column == column)
        #expect(mistake.problem.fr.contains(problem), "\(mistake.problem.fr)")
    }

    @Test func `n-1 without spaces is told how to subtract`() throws {
        var bench = Bench()
        let mistake = try #require(throws: ExpressionMistake.self) { try bench.parse("n-1 > 0") }
        #expect(mistake.expected?.fr.contains("n - 1") == true)
    }

    @Test(arguments: [
        "a AND 1S1", "a OR b AND c", "(a OR b) AND NOT c", "NOT (a XOR b)", "n + 2 * 3 >= 5", "(n + 2) * 3 < 5",
        "10 - (4 - n) = 1",
        "3s/X5", "3s/a/500ms", "NOT (2s/a)", "↑a OR ↓X12", "X5.T > 2min", "a = b", "-n < 3", "t * 2 > 1s", "2s/(a OR b)",
        "(t + 1s)/a",
    ])
    func `an expression written out reads back as itself`(text: String) throws {
        var bench = Bench()
        let first = try bench.parse(text)
        let again = first.text.en.replacing("≥", with: ">=").replacing("≤", with: "<=").replacing("≠", with: "<>").replacing(
            "×", with: "*")
        var other = Bench()
        #expect(try other.parse(again) == first)
    }

    @Test func `French words stand in a French text`() throws {
        var bench = Bench()
        #expect(try bench.parse("a AND NOT b OR n < 2.5").text.fr == "a ET NON b OU n < 2,5")
    }

    /// A small generator of the same numbers everywhere (Knuth's MMIX).
    private struct Dice: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 29)
        }
    }

    private func random(_ depth: Int, _ type: ValueType, _ dice: inout Dice) -> String {
        let isLeaf = depth == 0 || Int.random(in: 0..<5, using: &dice) == 0
        switch (type, isLeaf) {
        case (.bool, true): return ["a", "b", "c", "1S1", "X5", "X12", "TRUE", "FALSE"].randomElement(using: &dice) ?? "a"
        case (_, true): return ["n", "cartons-grands", "3", "0.5", "7"].randomElement(using: &dice) ?? "n"
        case (.bool, false):
            let left = { (dice: inout Dice) in random(depth - 1, .bool, &dice) }
            switch Int.random(in: 0..<6, using: &dice) {
            case 0: return "NOT (\(left(&dice)))"
            case 1: return "2s/X5 AND \(left(&dice))"
            case 2:
                let sign = ["<", "<=", ">", ">=", "=", "<>"].randomElement(using: &dice) ?? "<"
                return "(\(random(depth - 1, .number, &dice)) \(sign) \(random(depth - 1, .number, &dice)))"
            default:
                let sign = ["AND", "OR", "XOR"].randomElement(using: &dice) ?? "AND"
                return "(\(left(&dice))) \(sign) \(left(&dice))"
            }
        case (_, false):
            let sign = ["+", "-", "*"].randomElement(using: &dice) ?? "+"
            return "(\(random(depth - 1, .number, &dice)) \(sign) \(random(depth - 1, .number, &dice)))"
        }
    }

    @Test func `what the scan computes is what the expression says`() throws {
        var dice = Dice(state: 1)
        for _ in 0..<300 {
            let text = random(5, .bool, &dice)
            var panel = try Panel(
                """
                variables:
                  a: {address: "%I0.0"}
                  b: {address: "%I0.1"}
                  c: {address: "%I0.2"}
                  1S1: {address: "%I0.3"}
                  n: {address: "%IW0"}
                  cartons-grands: {address: "%IW1"}
                  Q: {address: "%Q0.0"}
                equations:
                  Q: \(text)
                charts:
                  G1: {rank: 1, steps: {5: {initial: true}, 12: }, transitions: [{from: 5, to: 12, if: ↑a}, {from: 12, to: 5, if: ↑b}]}
                """)
            let expression = panel.controller.program.equations[0].value
            for _ in 0..<5 {
                for name in ["a", "b", "c", "1S1"] { panel.set([name: Double(Int.random(in: 0...1, using: &dice))]) }
                for name in ["n", "cartons-grands"] { panel.set([name: Double(Int.random(in: 0...9, using: &dice))]) }
                panel.scan(dt: 1)
                #expect(panel["Q"] == expression.value(in: panel.controller.state.values), "\(text)")
            }
        }
    }
}
