import Testing

@testable import Grafcet

@Suite struct ActionTests {
    private static let variables = """
        variables:
          a: {address: "%I0.0"}
          b: {address: "%I0.1"}
          Q: {address: "%Q0.0"}
          R: {address: "%Q0.1"}
          n: {type: count}
          m: {type: count}
          vitesse: {type: number}
          t: {type: time}

        """

    /// A chart of two steps, 1 ⇄ 2 on a.
    private func panel(_ actions: String, clearing: String = "n := n") throws -> Panel {
        try Panel(
            Self.variables + """
                charts:
                  G1:
                    rank: 1
                    steps:
                      1: {initial: true}
                      2:
                        actions:
                \(actions.split(separator: "\n").map { "          \($0)" }.joined(separator: "\n"))
                    transitions:
                      - {from: 1, to: 2, if: a, do: "\(clearing)"}
                      - {from: 2, to: 1, if: NOT a}
                """)
    }

    @Test func `a continuous action lasts as long as its step`() throws {
        var panel = try panel("- Q")
        panel.scan()
        #expect(panel["Q"] == 0)
        panel.scan(["a": 1])
        #expect(panel["Q"] == 1)
        panel.scan(["a": 0])
        #expect(panel["Q"] == 0)
    }

    @Test func `an output driven by two active steps is on while either is`() throws {
        var panel = try Panel(
            Self.variables + """
                charts:
                  G1: {rank: 1, steps: {1: {initial: true, actions: [Q]}, 2: }, transitions: [{from: 1, to: 2, if: a}]}
                  G2: {rank: 1, steps: {11: {initial: true, actions: [Q]}, 12: }, transitions: [{from: 11, to: 12, if: b}]}
                """)
        panel.scan()
        #expect(panel["Q"] == 1)
        panel.scan(["a": 1])
        #expect(panel["Q"] == 1)
        panel.scan(["b": 1])
        #expect(panel["Q"] == 0)
    }

    @Test func `a conditional action is on only while its condition is true, at once`() throws {
        var panel = try panel("- {do: Q, if: b}")
        panel.scan(["a": 1])
        #expect(panel["Q"] == 0)
        panel.scan(["b": 1])
        #expect(panel["Q"] == 1)
        panel.scan(["b": 0])
        #expect(panel["Q"] == 0)
        panel.scan(["a": 0, "b": 1])
        #expect(panel["Q"] == 0)
    }

    @Test func `a delayed action begins, and a limited action ends, at its time after activation`() throws {
        var panel = try panel("- {do: Q, after: 200ms}\n- {do: R, for: 200ms}")
        panel.scan(["a": 1])
        #expect(panel["Q"] == 0 && panel["R"] == 1)
        panel.wait(0.19)
        #expect(panel["Q"] == 0 && panel["R"] == 1)
        panel.wait(0.01)
        #expect(panel["Q"] == 1 && panel["R"] == 0)
        panel.scan(["a": 0])
        #expect(panel["Q"] == 0 && panel["R"] == 0)
        panel.scan(["a": 1])
        #expect(panel["Q"] == 0 && panel["R"] == 1, "the time begins anew")
    }

    @Test func `an action stored on activation is done once and lasts after the step`() throws {
        var panel = try panel("- {activation: n := n + 1; SET R}")
        panel.scan(["a": 1])
        panel.scan()
        panel.scan()
        #expect(panel["n"] == 1)
        panel.scan(["a": 0])
        #expect(panel["R"] == 1)
        panel.scan(["a": 1])
        #expect(panel["n"] == 2)
    }

    @Test func `an action stored on deactivation is done when the step is left, and knows how long it lasted`() throws {
        var panel = try panel("- {deactivation: t := X2.T}")
        panel.scan(["a": 1])
        panel.wait(0.3)
        #expect(panel["t"] == 0)
        panel.scan(["a": 0])
        // The scan that leaves the step counts its own 10 ms.
        #expect(panel["t"] == 0.31)
    }

    @Test func `an action stored on clearing is done once, between the deactivations and the activations`() throws {
        var panel = try panel("- {activation: n := n * 10}", clearing: "n := n + 1; m := m + 1")
        panel.scan(["a": 1])
        #expect(panel["n"] == 10, "cleared, 0 + 1, then activated, × 10")
        panel.scan()
        #expect(panel["m"] == 1)
    }

    @Test func `an action stored on an event is done at the edge, only while its step is active`() throws {
        var panel = try panel("- {event: ↑b, do: n := n + 1}")
        panel.scan(["b": 0])
        panel.scan(["b": 1])
        #expect(panel["n"] == 0, "its step is not active")
        panel.scan(["a": 1, "b": 0])
        panel.scan(["b": 1])
        panel.scan()
        #expect(panel["n"] == 1)
        panel.scan(["b": 0])
        panel.scan(["a": 0, "b": 1])
        #expect(panel["n"] == 2, "the event and the end of the step in one scan: the step was active")
    }

    @Test func `what an event stores can clear a transition in the same scan`() throws {
        var panel = try Panel(
            Self.variables + """
                charts:
                  G1:
                    rank: 1
                    steps: {1: {initial: true, actions: [{event: ↑b, do: n := n + 1}]}, 2: }
                    transitions:
                      - {from: 1, to: 2, if: n >= 2}
                """)
        panel.scan()
        panel.scan(["b": 1])
        panel.scan(["b": 0])
        #expect(panel.active == ["1"])
        panel.scan(["b": 1])
        #expect(panel.active == ["2"])
    }

    @Test func `a counter is a whole number that stays within a word`() throws {
        var panel = try panel("- {activation: n := n - 1; m := 65534 + 2.6}")
        panel.scan(["a": 1])
        #expect(panel["n"] == 0)
        #expect(panel["m"] == 65535)
    }

    @Test func `a calculation that is no number keeps the old value and sets the system bit for one scan`() throws {
        var panel = try Panel(
            """
            variables:
              a: {address: "%I0.0"}
              debordement: {address: "%S18"}
              vitesse: {type: number, initial: 4}
              zero: {constant: 0}
            charts:
              G1:
                rank: 1
                steps: {1: {initial: true}, 2: {actions: [{activation: vitesse := vitesse / zero}]}}
                transitions:
                  - {from: 1, to: 2, if: a}
            """)
        panel.scan(["a": 1])
        #expect(panel["vitesse"] == 4)
        #expect(panel["debordement"] == 1)
        panel.scan()
        #expect(panel["debordement"] == 0)
    }

    @Test func `an equation of an internal variable follows its operands in every clearing`() throws {
        var panel = try Panel(
            Self.variables
                + """
                  pret: {}
                equations:
                  pret: X2 AND b
                charts:
                  G1:
                    rank: 1
                    steps: {1: {initial: true}, 2: , 3: }
                    transitions:
                      - {from: 1, to: 2, if: a}
                      - {from: 2, to: 3, if: pret}
                """.replacing("\n                  pret", with: "\n  pret"))
        panel.scan(["a": 1, "b": 1])
        #expect(panel.active == ["3"])
        #expect(panel["pret"] == 0)
    }

    @Test func `an equation of an output is written after the evolution`() throws {
        var panel = try Panel(
            Self.variables + """
                equations:
                  Q: (X2 OR b) AND a
                charts:
                  G1: {rank: 1, steps: {1: {initial: true}, 2: }, transitions: [{from: 1, to: 2, if: a}]}
                """)
        panel.scan(["b": 1])
        #expect(panel["Q"] == 0)
        panel.scan(["a": 1, "b": 0])
        #expect(panel["Q"] == 1)
    }
}
