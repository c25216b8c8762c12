import Testing

@testable import Grafcet

/// The five rules of evolution of IEC 60848, and what the scan makes of them.
@Suite struct EvolutionTests {
    private static let inputs = """
        variables:
          a: {address: "%I0.0"}
          b: {address: "%I0.1"}
          Q: {address: "%Q0.0"}
          n: {type: count}
          m: {type: count}

        """

    private func panel(_ charts: String) throws -> Panel { try Panel(Self.inputs + charts) }

    @Test func `rule 1: the initial situation is that of the initial steps of every chart`() throws {
        let panel = try panel(
            """
            charts:
              G1:
                rank: 1
                steps: {1: {}, 2: {initial: true}}
                transitions:
                  - {from: 2, to: 1, if: a}
              G2:
                rank: 1
                steps: {11: {initial: true}, 12: {initial: true}, 13: }
                transitions:
                  - {from: [11, 12], to: 13, if: a}
            """)
        #expect(panel.active == ["2", "11", "12"])
    }

    private let twoBranches = """
        charts:
          G1:
            rank: 1
            steps: {1: {initial: true}, 2: , 3: , 4: , 5: }
            transitions:
              - {from: 1, to: [2, 3], if: a}
              - {from: 2, to: 4, if: b}
              - {from: [3, 4], to: 5, if: a}
        """

    @Test func `rule 2: a transition is cleared only when all steps before it are active and its condition is true`() throws {
        var panel = try panel(twoBranches)
        panel.scan(["b": 1])
        #expect(panel.active == ["1"], "the condition is false")
        panel.scan(["a": 1, "b": 0])
        #expect(panel.active == ["2", "3"], "4 is not active: the true condition of [3, 4] is not enough")
        panel.scan(["a": 0, "b": 1])
        #expect(panel.active == ["3", "4"], "both are active, the condition is false")
        panel.scan(["a": 1])
        #expect(panel.active == ["5"])
    }

    @Test func `rule 3: clearing a transition makes all steps after it active and all steps before it inactive`() throws {
        var panel = try panel(twoBranches)
        panel.scan(["a": 1])
        #expect(panel.active == ["2", "3"])
        panel.scan(["b": 1])
        #expect(panel.active == ["5"])
    }

    @Test func `rule 4: transitions that can be cleared together are cleared together, within a chart and between charts`() throws
    {
        var panel = try panel(
            """
            charts:
              G1:
                rank: 1
                steps: {1: {initial: true}, 2: , 3: }
                transitions:
                  - {from: 1, to: 2, if: X11 AND a, do: n := n + 1}
                  - {from: 1, to: 3, if: a, do: n := n + 10}
              G2:
                rank: 2
                steps: {11: {initial: true}, 12: }
                transitions:
                  - {from: 11, to: 12, if: X1 AND a, do: n := n + 100}
            """)
        panel.scan(["a": 1])
        // Each waits for a step that the other leaves: one after the other, one of them would stay behind.
        #expect(panel.active == ["2", "3", "12"])
        #expect(panel["n"] == 111, "what each stores on clearing")
    }

    @Test func `rule 5: a step both activated and deactivated stays active, and its time goes on`() throws {
        var panel = try panel(
            """
            charts:
              G1:
                rank: 1
                steps:
                  1: {initial: true}
                  2: {initial: true, actions: [{activation: n := n + 1}, {deactivation: m := m + 1}]}
                  3:
                transitions:
                  - {from: 1, to: 2, if: ↑a}
                  - {from: 2, to: 3, if: ↑a}
            """)
        panel.scan()
        panel.wait(0.5)
        #expect(panel["n"] == 1, "power-up made it active once")
        panel.scan(["a": 1])
        #expect(panel.active == ["2", "3"])
        #expect(panel["n"] == 1)
        #expect(panel["m"] == 0)
        let step = try #require(panel.controller.program.step("2"))
        // 0.5 s and one scan of 10 ms since the first scan; exact, the clock counts microseconds.
        #expect(panel.controller[panel.controller.program.steps[step].elapsed] == 0.51)
    }

    private let chain = """
        charts:
          G1:
            rank: 1
            steps:
              1: {initial: true}
              2: {actions: [Q, {activation: n := n + 1}, {deactivation: m := m + 1}]}
              3:
            transitions:
              - {from: 1, to: 2, if: a}
              - {from: 2, to: 3, if: b}
              - {from: 3, to: 1, if: NOT a}
        """

    @Test func `a scan evolves until nothing can be cleared`() throws {
        var panel = try panel(chain)
        panel.scan(["a": 1, "b": 1])
        #expect(panel.active == ["3"])
    }

    @Test func `a step that is only passed through runs its stored actions, not its continuous ones`() throws {
        var panel = try panel(chain)
        panel.scan(["a": 1, "b": 1])
        #expect(panel["n"] == 1)
        #expect(panel["m"] == 1)
        #expect(panel["Q"] == 0)
        panel.scan(["a": 0, "b": 0])
        panel.scan(["a": 1])
        #expect(panel.active == ["2"])
        #expect(panel["Q"] == 1, "the same step, when the evolution rests there")
        #expect(panel["n"] == 2)
    }

    @Test func `an edge holds in the first clearing of its scan only`() throws {
        var panel = try panel(
            """
            charts:
              G1:
                rank: 1
                steps: {1: {initial: true}, 2: , 3: }
                transitions:
                  - {from: 1, to: 2, if: ↑a}
                  - {from: 2, to: 3, if: ↑a}
            """)
        panel.scan()
        panel.scan(["a": 1])
        #expect(panel.active == ["2"], "not 3: one edge, one clearing")
        panel.scan()
        #expect(panel.active == ["2"], "an input that stays has no edge")
        panel.scan(["a": 0])
        panel.scan(["a": 1])
        #expect(panel.active == ["3"])
    }

    @Test func `an edge is one of its scan, and no clearing of a later one can use it`() throws {
        var panel = try panel(
            """
            charts:
              G1:
                rank: 1
                steps: {1: {initial: true}, 2: , 3: }
                transitions:
                  - {from: 1, to: 2, if: b}
                  - {from: 2, to: 3, if: ↑a}
            """)
        panel.scan()
        panel.scan(["a": 1])
        panel.scan(["b": 1])
        #expect(panel.active == ["2"])
        panel.scan()
        #expect(panel.active == ["2"])
    }

    @Test func `an input that is true at power-up has no rising edge, one that falls later has a falling edge`() throws {
        var panel = try panel(
            """
            charts:
              G1:
                rank: 1
                steps: {1: {initial: true}, 2: , 3: }
                transitions:
                  - {from: 1, to: 2, if: ↑a}
                  - {from: 1, to: 3, if: ↓a}
            """)
        panel.scan(["a": 1])
        #expect(panel.active == ["1"])
        panel.scan(["a": 0])
        #expect(panel.active == ["3"])
    }

    @Test func `the edge of a step is seen in the scan after`() throws {
        var panel = try panel(
            """
            charts:
              G1:
                rank: 1
                steps: {1: {initial: true}, 2: }
                transitions:
                  - {from: 1, to: 2, if: a}
              G2:
                rank: 1
                steps: {11: {initial: true}, 12: }
                transitions:
                  - {from: 11, to: 12, if: RE(X2)}
            """)
        panel.scan()
        panel.scan(["a": 1])
        #expect(panel.active == ["2", "11"])
        panel.scan()
        #expect(panel.active == ["2", "12"])
    }

    private func ring(_ length: Int) -> String {
        let steps = (1...length).map { "\($0): \($0 == 1 ? "{initial: true, actions: [Q]}" : "")" }.joined(separator: ", ")
        let transitions = (1...length).map { "      - {from: \($0), to: \($0 % length + 1), if: a}" }
        return "charts:\n  G1:\n    rank: 1\n    steps: {\(steps)}\n    transitions:\n" + transitions.joined(separator: "\n")
    }

    @Test func `a program that goes round is a fault with the chart and its steps, and the outputs go off`() throws {
        var panel = try panel(ring(3))
        panel.scan()
        #expect(panel["Q"] == 1)
        panel.scan(["a": 1])
        let fault = try #require(panel.controller.state.fault)
        #expect(fault == Fault(charts: ["G1"], steps: ["1", "2", "3"]))
        #expect(panel["Q"] == 0)
        panel.scan(["a": 0])
        #expect(panel.controller.state.fault != nil, "it stays until the power comes back")
        panel.controller.powerUp()
        panel.scan()
        #expect(panel.controller.state.fault == nil)
        #expect(panel["Q"] == 1)
    }

    @Test(arguments: [(33, true), (34, false)])
    func `thirty-two clearings in a scan are allowed, not thirty-three`(steps: Int, isAllowed: Bool) throws {
        let line = ring(steps).split(separator: "\n").dropLast().joined(separator: "\n")
        var panel = try panel(line)
        panel.scan(["a": 1])
        #expect((panel.controller.state.fault == nil) == isAllowed)
        if isAllowed {
            #expect(panel.active == ["\(steps)"])
        } else {
            #expect(panel.controller.state.fault?.steps == ["33", "34"], "where it was stopped")
        }
    }

    @Test func `a step linked to itself by a condition that lasts is a fault with its name`() throws {
        var panel = try panel("charts: {G1: {rank: 1, steps: {1: {initial: true}}, transitions: [{from: 1, to: 1, if: a}]}}")
        panel.scan(["a": 1])
        #expect(panel.controller.state.fault == Fault(charts: ["G1"], steps: ["1"]))
    }

    @Test func `a source transition makes a step active, a sink transition empties the chart`() throws {
        var panel = try panel(
            """
            charts:
              G1:
                rank: 1
                steps: {1: }
                transitions:
                  - {from: [], to: 1, if: ↑a}
                  - {from: 1, to: [], if: ↑b}
            """)
        panel.scan()
        #expect(panel.active == [])
        panel.scan(["a": 1])
        #expect(panel.active == ["1"])
        panel.scan(["b": 1])
        #expect(panel.active == [])
    }
}
