import Foundation
import Notation
import Testing

@testable import Grafcet

/// Macro-steps of IEC 60848 and their expansions.
@Suite struct MacroStepTests {
    /// GP goes through M10, whose expansion has a step of its own and a macro-step M20 beside it; GS gives GP an order while `o` is true.
    static func yaml(order: String = "{INIT}", initial: String = "") -> String {
        """
        variables:
          a: {address: "%I0.0"}
          b: {address: "%I0.1"}
          c: {address: "%I0.2"}
          o: {address: "%I0.3"}
          Q: {address: "%Q0.0"}
          R: {address: "%Q0.1"}
          n: {type: count}
        equations:
          R: XM10
        charts:
          GS:
            rank: 1
            steps:
              1: {initial: true}
              2: {actions: ["F/GP:\(order)"]}
            transitions:
              - {from: 1, to: 2, if: o}
              - {from: 2, to: 1, if: NOT o}
          GP:
            rank: 2
            title: {fr: Production, en: Production}
            steps:
              5: {initial: true}
              M10: {meaning: {fr: percer, en: drill}}
              6: {actions: [{activation: n := n + 1}]}
            transitions:
              - {from: 5, to: M10, if: a}
              - {from: M10, to: 6, if: b}
              - {from: 6, to: 5, if: NOT a}
        expansions:
          M10:
            title: {fr: Perçage, en: Drilling}
            steps:
              E10: {\(initial)}
              11: {actions: Q}
              M20:
              S10:
            transitions:
              - {from: E10, to: [11, M20], if: "1"}
              - {from: [11, M20], to: S10, if: c}
          M20:
            steps: {S20: , 21: , E20: }
            transitions:
              - {from: E20, to: 21, if: b}
              - {from: 21, to: S20, if: NOT b}
        """
    }

    private func panel(order: String = "{INIT}", initial: String = "") throws -> Panel {
        try Panel(Self.yaml(order: order, initial: initial))
    }

    /// In M10, with M20 at its entry.
    private func within(order: String = "{INIT}") throws -> Panel {
        var panel = try panel(order: order)
        panel.scan()
        panel.scan(["a": 1])
        return panel
    }

    @Test func `the transition before a macro-step activates its entry, and it is active while a step of its expansion is`()
        throws
    {
        var panel = try panel()
        panel.scan()
        #expect(panel.active == ["1", "5"])
        #expect(panel["R"] == 0)
        panel.scan(["a": 1])
        #expect(panel.active == ["1", "M10", "11", "M20", "E20"])
        #expect(panel["Q"] == 1 && panel["R"] == 1)
    }

    @Test func `the transition after a macro-step is enabled only when its exit is active`() throws {
        var panel = try within()
        panel.scan(["b": 1])
        #expect(panel.active == ["1", "M10", "11", "M20", "21"], "b is true, S10 is not active")
        panel.scan(["b": 0])
        #expect(panel.active == ["1", "M10", "11", "M20", "S20"])
        panel.scan(["c": 1])
        #expect(panel.active == ["1", "M10", "S10"], "the exit stays until the macro-step is left")
        #expect(panel["Q"] == 0 && panel["R"] == 1 && panel["n"] == 0)
        panel.scan(["b": 1])
        #expect(panel.active == ["1", "6"])
        #expect(panel["R"] == 0 && panel["n"] == 1)
    }

    @Test func `a macro-step that is left and reached in one clearing begins again at its entry`() throws {
        var panel = try Panel(
            """
            variables: {a: {address: "%I0.0"}, n: {type: count}}
            charts:
              GP:
                rank: 1
                steps: {1: {initial: true}, M2: }
                transitions:
                  - {from: 1, to: M2, if: "1"}
                  - {from: M2, to: M2, if: ↑a}
            expansions:
              M2:
                steps: {E2: {actions: [{activation: n := n + 1}]}, S2: }
                transitions:
                  - {from: E2, to: S2, if: 1s/XM2 AND NOT a}
            """)
        panel.scan()
        panel.wait(1)
        #expect(panel.active == ["M2", "S2"] && panel["n"] == 1)
        panel.scan(["a": 1])
        #expect(panel.active == ["M2", "E2"] && panel["n"] == 2)
        // The macro-step was never inactive: its time goes on.
        panel.scan(["a": 0])
        #expect(panel.active == ["M2", "S2"])
    }

    @Test func `a macro-step has its own time`() throws {
        var panel = try within()
        panel.wait(2)
        let step = try #require(panel.controller.program.step("M10"))
        let elapsed = panel.controller[panel.controller.program.steps[step].elapsed]
        #expect(abs(elapsed - 2) < 1e-9)
    }

    @Test func `an expansion may have an initial step, and its macro-step is active with it`() throws {
        var panel = try panel(initial: "initial: true")
        let step = try #require(panel.controller.program.step("M10"))
        #expect(panel.controller.isActive(step))
        panel.scan()
        #expect(panel.active == ["1", "5", "M10", "11", "M20", "E20"])
        panel.scan(["o": 1])
        #expect(panel.active == ["2", "5", "M10", "E10"])
        panel.controller.powerUp()
        #expect(panel.active == ["1", "5", "M10", "E10"])
    }

    @Test(arguments: [
        ("{INIT}", ["2", "5"]), ("{*}", ["2", "M10", "11", "M20", "E20"]), ("{}", ["2"]), ("{6}", ["2", "6"]),
        ("{S10}", ["2", "M10", "S10"]), ("{11, S20}", ["2", "M10", "11", "M20", "S20"]), ("{21}", ["2", "M10", "M20", "21"]),
    ])
    func `an order to a chart holds the expansions in it too`(order: String, expected: [String]) throws {
        var panel = try within(order: order)
        panel.scan(["o": 1])
        #expect(panel.active == expected)
        #expect(panel["R"] == (expected.contains("M10") ? 1 : 0))
        panel.scan(["b": 1, "c": 1])
        panel.scan(["b": 0])
        #expect(panel.active == expected, "it does not evolve")
        panel.scan(["o": 0])
        #expect(panel.active.first == "1")
    }

    @Test func `an expansion goes on from where an order left it`() throws {
        var panel = try within(order: "{11, S20}")
        panel.scan(["o": 1])
        panel.scan(["o": 0, "c": 1])
        panel.scan()
        #expect(panel.active == ["1", "M10", "S10"])
    }

    @Test func `an order of a step in an expansion is that of its chart's rank`() throws {
        var panel = try Panel(
            """
            variables: {a: {address: "%I0.0"}}
            charts:
              GP:
                rank: 2
                steps: {1: {initial: true}, M2: }
                transitions: [{from: 1, to: M2, if: a}]
              GX: {rank: 3, steps: {7: {initial: true}, 8: }, transitions: []}
            expansions:
              M2: {steps: {E2: {actions: "F/GX:{8}"}, S2: }, transitions: [{from: E2, to: S2, if: NOT a}]}
            """)
        panel.scan()
        panel.scan(["a": 1])
        #expect(panel.active == ["M2", "E2", "8"])
    }

    @Test func `a retained chart keeps its expansions when power comes back`() throws {
        func survivors(_ retained: Bool) throws -> [String] {
            var panel = try Panel(
                Self.yaml().replacing("title: {fr: Production,", with: "retain: \(retained)\n    title: {fr: Production,"))
            panel.scan()
            panel.scan(["a": 1])
            panel.controller.powerUp()
            return panel.active
        }
        #expect(try survivors(true) == ["1", "M10", "11", "M20", "E20"])
        #expect(try survivors(false) == ["1", "5"])
    }

    @Test func `a snapshot taken inside an expansion goes on as the controller itself`() throws {
        var panel = try within()
        panel.wait(0.5)
        let state = try JSONDecoder().decode(State.self, from: JSONEncoder().encode(panel.controller.state))
        var other = panel
        other.controller = try Controller(panel.controller.program, state: state)
        for inputs in [["b": 1.0], ["b": 0], ["c": 1], ["b": 1], ["a": 0]] {
            panel.scan(inputs)
            other.scan(inputs)
            #expect(other.active == panel.active)
        }
        #expect(other.controller.state == panel.controller.state)
        #expect(other.active == ["1", "5"])
    }

    @Test func `the exit tells what the transition after the macro-step waits for, and others that the exit is not active yet`()
        throws
    {
        let panel = try within()
        let program = panel.controller.program
        let inside = try #require(program.step("11"))
        #expect(
            panel.controller.outlook(of: inside).map(\.text.fr) == [
                "11 + M20 → S10, réceptivité : c — XS20 pas encore active; c = 0 bloque"
            ])
        let exit = try #require(program.step("S10"))
        let outlook = try #require(panel.controller.outlook(of: exit).first)
        #expect(outlook.missing == ["S10"])
        #expect(outlook.text.en == "M10 → 6, condition: b — XS10 not active yet; b = 0 blocks")
        let macroStep = try #require(program.step("M10"))
        #expect(panel.controller.outlook(of: macroStep) == [], "it is told at its exit")
    }

    @Test func `an order on the chart is told at the transitions of its expansions`() throws {
        var panel = try within(order: "{*}")
        panel.scan(["o": 1])
        let step = try #require(panel.controller.program.step("E20"))
        #expect(panel.controller.outlook(of: step).first?.text.fr.contains("GP est forcé par X2") == true)
    }

    @Test func `a chart lists its macro-step, and its expansion follows it`() throws {
        let program = try panel().controller.program
        #expect(program.charts.map(\.name) == ["GS", "GP", "M10", "M20"])
        let own = try #require(program.chart("GP"))
        let active = [try #require(program.step("M10"))]
        #expect(
            program.listing(of: own, .fr, active: active) == """
                GP — Production (rang 2)
                  [[5]]
                      (1) 5 → M10 : a
                * [=M10=] percer
                      (2) M10 → 6 : b
                  [6]
                      n := n + 1 à l'activation
                      (3) 6 → 5 : NON a

                """)
        let expansion = try #require(program.chart("M10"))
        #expect(
            program.listing(of: expansion, .en) == """
                M10 — Drilling (expansion, in GP)
                  [E10]
                      (1) E10 → 11 + M20: 1
                  [11]
                      Q
                      (2) 11 + M20 → S10: c
                  [=M20=]
                  [S10]

                """)
    }

    @Test func `a macro-step is drawn with double bars, and the expansion begins with its entry`() throws {
        let program = try panel().controller.program
        let own = try #require(program.chart("GP"))
        // Two bars more than the same chart with an ordinary step in that place.
        let plain = try Program.decode(
            Document.parse(
                """
                format: 1
                variables: {a: {address: "%I0.0"}, b: {address: "%I0.1"}, n: {type: count}}
                charts:
                  GP:
                    rank: 2
                    title: {fr: Production, en: Production}
                    steps: {5: {initial: true}, 10: {meaning: {fr: percer, en: drill}}, 6: {actions: [{activation: n := n + 1}]}}
                    transitions:
                      - {from: 5, to: 10, if: a}
                      - {from: 10, to: 6, if: b}
                      - {from: 6, to: 5, if: NOT a}
                """, name: "program.yaml"))
        func lines(_ svg: String) -> [String] { svg.split(separator: "\n").filter { $0.hasPrefix("<line") }.map(String.init) }
        let drawn = lines(program.drawing(of: own, .fr))
        let without = lines(plain.drawing(of: 0, .fr))
        #expect(drawn.count == without.count + 2)
        #expect(program.drawing(of: own, .fr).contains(">M10</text>"))
        let inner = try #require(program.chart("M20"))
        let layout = Layout(program, chart: inner)
        let (entry, exit) = (try #require(program.step("E20")), try #require(program.step("S20")))
        #expect(layout.steps[entry]?.row == 0, "although S20 is written first")
        #expect(layout.steps[exit]?.row == 2)
    }

    @Test func `a step of an expansion that nothing reaches is warned of, a macro-step that is reached is not`() throws {
        let program = try panel().controller.program
        #expect(program.warnings == [])
        let idle = try Panel(
            """
            charts: {GP: {rank: 1, steps: {1: {initial: true}, M2: }, transitions: [{from: 1, to: M2, if: "1"}]}}
            expansions: {M2: {steps: {E2: , 3: , S2: }, transitions: [{from: E2, to: S2, if: "1"}]}}
            """)
        #expect(idle.controller.program.warnings.map(\.problem.en) == ["the step 3 of M2 can never be active"])
    }
}
