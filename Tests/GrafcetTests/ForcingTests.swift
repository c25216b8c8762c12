import Notation
import Testing

@testable import Grafcet

/// Forcing orders of IEC 60848, and charts by rank.
@Suite struct ForcingTests {
    /// Safety (GS) holds production (GP) in a situation while a is true.
    private func panel(_ situation: String, condition: String = "a") throws -> Panel {
        try Panel(
            """
            variables:
              a: {address: "%I0.0"}
              b: {address: "%I0.1"}
              Q: {address: "%Q0.0"}
              R: {address: "%Q0.1"}
              n: {type: count}
              m: {type: count}
            charts:
              GS:
                rank: 1
                steps:
                  1: {initial: true}
                  2:
                    actions:
                      - F/GP:\(situation)
                transitions:
                  - {from: 1, to: 2, if: \(condition)}
                  - {from: 2, to: 1, if: NOT a}
              GP:
                rank: 2
                steps:
                  20: {initial: true, actions: [{activation: n := n + 1}]}
                  21: {actions: [Q, {deactivation: m := m + 1}]}
                  22: {actions: [R]}
                transitions:
                  - {from: 20, to: 21, if: ↑b}
                  - {from: 21, to: 22, if: ↑b}
                  - {from: 22, to: 20, if: ↑b}
            """)
    }

    private func inProduction(_ situation: String) throws -> Panel {
        var panel = try panel(situation)
        panel.scan()
        panel.scan(["b": 1])
        #expect(panel.active == ["1", "21"])
        #expect(panel["Q"] == 1)
        panel.scan(["b": 0])
        return panel
    }

    @Test(arguments: [
        ("{INIT}", ["2", "20"]), ("{22}", ["2", "22"]), ("{20, 22}", ["2", "20", "22"]), ("{*}", ["2", "21"]), ("{}", ["2"]),
    ])
    func `an order gives the chart its situation in the scan that gives the order`(situation: String, expected: [String]) throws {
        var panel = try inProduction(situation)
        panel.scan(["a": 1])
        #expect(panel.active == expected)
        #expect(panel["Q"] == (expected.contains("21") ? 1 : 0))
        #expect(panel["R"] == (expected.contains("22") ? 1 : 0))
    }

    @Test(arguments: ["{INIT}", "{21}", "{*}"])
    func `a forced chart does not evolve, and goes on from its situation once released`(situation: String) throws {
        var panel = try inProduction(situation)
        panel.scan(["a": 1])
        let held = panel.active.last
        panel.scan(["b": 1])
        panel.scan(["b": 0])
        panel.scan(["b": 1])
        #expect(panel.active.last == held)
        panel.scan(["a": 0, "b": 0])
        #expect(panel.active == ["1", held])
        panel.scan(["b": 1])
        #expect(panel.active.last != held)
    }

    @Test func `an order that holds comes before the evolution: the forced chart misses the edge of that scan`() throws {
        var panel = try inProduction("{*}")
        panel.scan(["a": 1])
        panel.scan(["a": 0, "b": 1])
        // GS leaves its order in the first clearing, which is the only one of the edge; GP was still held then.
        #expect(panel.active == ["1", "21"])
    }

    @Test func `an order in force when a snapshot was taken holds from the first evolution after it`() throws {
        var panel = try inProduction("{*}")
        panel.scan(["a": 1])
        panel.controller = try Controller(panel.controller.program, state: panel.controller.state)
        panel.scan(["b": 1])
        #expect(panel.active == ["2", "21"])
    }

    @Test func `an order of an initial step holds from the first scan`() throws {
        var panel = try Panel(
            """
            variables: {a: {address: "%I0.0"}, n: {type: count}}
            charts:
              GS: {rank: 1, steps: {1: {initial: true, actions: ["F/GP:{INIT}"]}}}
              GP:
                rank: 2
                steps: {20: {initial: true}, 21: {actions: [{activation: n := n + 1}]}}
                transitions: [{from: 20, to: 21, if: a}]
            """)
        panel.scan(["a": 1])
        #expect(panel.active == ["1", "20"])
        #expect(panel["n"] == 0, "not even in passing")
    }

    @Test func `an emptied chart stays empty once released`() throws {
        var panel = try inProduction("{}")
        panel.scan(["a": 1])
        panel.scan(["a": 0])
        panel.scan(["b": 1])
        #expect(panel.active == ["1"])
    }

    @Test func `steps that an order makes active or inactive run their stored actions, those that stay do not`() throws {
        var panel = try inProduction("{INIT}")
        #expect(panel["n"] == 1 && panel["m"] == 0)
        panel.scan(["a": 1])
        #expect(panel["n"] == 2 && panel["m"] == 1)
        panel.scan()
        #expect(panel["n"] == 2 && panel["m"] == 1)
    }

    @Test func `of two orders to one chart, that of the higher rank holds, and a forced chart's own orders end`() throws {
        var panel = try Panel(
            """
            variables: {a: {address: "%I0.0"}}
            charts:
              GP: {rank: 3, steps: {20: {initial: true}, 21: , 22: }, transitions: []}
              GC:
                rank: 2
                steps:
                  10: {initial: true, actions: ["F/GP:{21}"]}
                  11: {actions: ["F/GP:{20}"]}
                transitions: []
              GS:
                rank: 1
                steps:
                  1: {initial: true}
                  2: {actions: ["F/GP:{22}"]}
                  3: {actions: ["F/GC:{11}"]}
                transitions:
                  - {from: 1, to: 2, if: ↑a}
                  - {from: 2, to: 3, if: ↑a}
            """)
        panel.scan()
        #expect(panel.active == ["21", "10", "1"])
        panel.scan(["a": 1])
        #expect(panel.active == ["22", "10", "2"])
        panel.scan(["a": 0])
        panel.scan(["a": 1])
        #expect(panel.active == ["20", "11", "3"])
    }

    @Test(arguments: [(1, 1), (2, 1)])
    func `an order to a chart of the same or a higher rank is refused`(own: Int, other: Int) throws {
        let found = mistakes(
            """
            charts:
              GC: {rank: \(other), steps: {10: {initial: true}}}
              GP:
                rank: \(own)
                steps:
                  20:
                    initial: true
                    actions:
                      - F/GC:{INIT}
            """)
        #expect(found.count == 1)
        #expect(found.first?.origin.line == 10)
        #expect(found.first?.reason.fr.contains("GP (rang \(own)) ne peut pas forcer GC (rang \(other))") == true)
    }
}
