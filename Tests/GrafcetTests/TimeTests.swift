import Testing

@testable import Grafcet

@Suite struct TimeTests {
    /// The output follows a condition.
    private func panel(_ condition: String) throws -> Panel {
        try Panel(
            """
            variables:
              a: {address: "%I0.0"}
              b: {address: "%I0.1"}
              Q: {address: "%Q0.0"}
              tempo: {constant: 200ms}
              reglage: {type: time, initial: 200ms}
            equations:
              Q: \(condition)
            charts:
              G1: {rank: 1, steps: {1: {initial: true}, 2: }, transitions: [{from: 1, to: 2, if: a}, {from: 2, to: 1, if: NOT a}]}
            """)
    }

    @Test(arguments: ["200ms/X2", "T#200ms/X2", "tempo/X2", "reglage/X2", "X2.T >= 0.2s AND X2", "200ms/a", "200ms/(a AND a)"])
    func `a delay is true once its operand has been true for the time, not a scan before`(condition: String) throws {
        var panel = try panel(condition)
        panel.scan()
        panel.scan(["a": 1])
        panel.wait(0.19)
        #expect(panel["Q"] == 0)
        panel.wait(0.01)
        #expect(panel["Q"] == 1)
        panel.scan(["a": 0])
        #expect(panel["Q"] == 0)
        panel.scan(["a": 1])
        panel.wait(0.19)
        #expect(panel["Q"] == 0, "the time begins anew")
    }

    @Test func `an off-delay holds for its time, and a new rise within it goes on`() throws {
        var panel = try panel("100ms/a/200ms")
        panel.scan(["a": 1])
        panel.wait(0.09)
        #expect(panel["Q"] == 0)
        panel.wait(0.01)
        #expect(panel["Q"] == 1)
        panel.scan(["a": 0])
        panel.wait(0.19)
        #expect(panel["Q"] == 1)
        panel.scan(["a": 1])
        #expect(panel["Q"] == 1)
        panel.scan(["a": 0])
        panel.wait(0.19)
        #expect(panel["Q"] == 1)
        panel.wait(0.01)
        #expect(panel["Q"] == 0)
    }

    @Test func `a pulse shorter than the on-delay is not seen`() throws {
        var panel = try panel("100ms/a/200ms")
        panel.scan(["a": 1])
        panel.wait(0.09)
        panel.scan(["a": 0])
        panel.wait(0.5)
        #expect(panel["Q"] == 0)
    }

    @Test func `an off-delay alone rises at once`() throws {
        var panel = try panel("X2/50ms")
        panel.scan(["a": 1])
        #expect(panel["Q"] == 1)
        panel.scan(["a": 0])
        panel.wait(0.04)
        #expect(panel["Q"] == 1)
        panel.wait(0.01)
        #expect(panel["Q"] == 0)
    }

    @Test func `the time of a step starts at its activation, is kept when it is left, and does not drift`() throws {
        var panel = try panel("a")
        let step = panel.controller.program.steps[1]
        panel.scan(["a": 1])
        #expect(panel.controller[step.elapsed] == 0)
        panel.wait(3600)
        // Exactly an hour: a sum of 360 000 times 0.01 would be 1e-8 away.
        #expect(panel.controller[step.elapsed] == 3600)
        panel.scan(["a": 0])
        panel.wait(1)
        #expect(panel.controller[step.elapsed] == 3600.01)
        panel.scan(["a": 1])
        #expect(panel.controller[step.elapsed] == 0)
    }

    @Test func `a step passed through twice in one scan has a time that begins anew`() throws {
        var panel = try Panel(
            """
            variables: {a: {address: "%I0.0"}}
            charts:
              G1:
                rank: 1
                steps: {1: {initial: true}, 2: }
                transitions:
                  - {from: 1, to: 2, if: ↑a}
                  - {from: 2, to: 1, if: "1"}
            """)
        panel.scan()
        panel.wait(1)
        panel.scan(["a": 1])
        #expect(panel.active == ["1"])
        #expect(panel.controller[panel.controller.program.steps[0].elapsed] == 0)
    }

    @Test func `the system bits blink with the clock`() throws {
        var panel = try Panel(
            """
            variables:
              clignote: {address: "%S6"}
              premier: {address: "%S13"}
              Q: {address: "%Q0.0"}
            equations: {Q: clignote}
            charts: {G1: {rank: 1, steps: {1: {initial: true}}}}
            """)
        panel.scan()
        #expect(panel["premier"] == 1)
        var changes = 0
        for _ in 0..<1000 {
            let before = panel["Q"]
            panel.scan()
            if panel["Q"] != before { changes += 1 }
        }
        #expect(changes == 20, "ten seconds of 1 Hz")
        #expect(panel["premier"] == 0)
    }
}
