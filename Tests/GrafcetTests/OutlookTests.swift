import Notation
import Testing

@testable import Grafcet

/// What is told to who stands before a machine that waits.
@Suite struct OutlookTests {
    private func panel(_ condition: String) throws -> Panel {
        var panel = try Panel(
            """
            variables:
              B1: {address: "%I0.0"}
              1S1: {address: "%I0.1"}
              B2: {address: "%I0.2"}
              arret: {address: "%I0.3"}
              n: {type: count, initial: 7}
            charts:
              GS: {rank: 1, steps: {1: {initial: true}, 2: {actions: ["F/GP:{*}"]}}, transitions: [{from: 1, to: 2, if: arret}]}
              GP:
                rank: 2
                steps: {20: {initial: true}, 21: , 22: {initial: true}, 23: }
                transitions:
                  - {from: 20, to: 21, if: "\(condition)"}
                  - {from: [21, 22], to: 23, if: B2}
            """)
        panel.scan(["B1": 1])
        return panel
    }

    private func outlook(_ condition: String) throws -> Outlook {
        let panel = try panel(condition)
        let step = try #require(panel.controller.program.step("20"))
        return try #require(panel.controller.outlook(of: step).first)
    }

    @Test(arguments: [
        ("B1 AND 1S1", "20 → 21, réceptivité : B1 ET 1S1 — 1S1 = 0 bloque"),
        ("B1 AND NOT B1", "20 → 21, réceptivité : B1 ET NON B1 — B1 = 1 bloque"),
        ("1S1 AND B2", "20 → 21, réceptivité : 1S1 ET B2 — 1S1 = 0, B2 = 0 bloquent"),
        ("B1 AND (1S1 OR B2)", "20 → 21, réceptivité : B1 ET (1S1 OU B2) — 1S1 = 0, B2 = 0 bloquent"),
        ("NOT (B1 OR 1S1)", "20 → 21, réceptivité : NON (B1 OU 1S1) — B1 = 1 bloque"),
        ("B1 AND n < 5", "20 → 21, réceptivité : B1 ET n < 5 — n < 5 (n = 7) bloque"),
        ("3s/X20 AND B1", "20 → 21, réceptivité : 3s/X20 ET B1 — 3s/X20 (X20.T = 0s) bloque"),
        ("3s/1S1", "20 → 21, réceptivité : 3s/1S1 — 3s/1S1 (1S1 = 0) bloque"),
        ("↑B2", "20 → 21, réceptivité : ↑B2 — ↑B2 bloque"),
    ])
    func `a transition out of an active step tells which variables keep it`(condition: String, text: String) throws {
        #expect(try outlook(condition).text.fr == text)
    }

    @Test func `readings are told from left to right, each once, with their slots`() throws {
        let outlook = try outlook("B1 AND 1S1 OR B1 AND n < 5")
        #expect(outlook.readings.map(\.text.en) == ["B1 = 1", "1S1 = 0", "n < 5 (n = 7)"])
        #expect(outlook.readings.map(\.value) == [1, 0, 0])
        let panel = try panel("B1")
        #expect(outlook.readings[1].variables == [panel.slot("1S1")])
    }

    @Test func `a convergence tells the step that is not active yet`() throws {
        let panel = try panel("1S1")
        let step = try #require(panel.controller.program.step("22"))
        let outlook = try #require(panel.controller.outlook(of: step).first)
        #expect(!outlook.isEnabled)
        #expect(outlook.text.fr == "21 + 22 → 23, réceptivité : B2 — X21 pas encore active; B2 = 0 bloque")
    }

    @Test func `a forced chart tells who forces it`() throws {
        var panel = try panel("1S1")
        panel.scan(["arret": 1])
        panel.scan(["1S1": 1])
        let step = try #require(panel.controller.program.step("20"))
        #expect(panel.active == ["2", "20", "22"])
        #expect(panel.controller.outlook(of: step)[0].text.fr == "20 → 21, réceptivité : 1S1 — GP est forcé par X2")
    }
}
