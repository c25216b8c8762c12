import Foundation
import Notation
import Testing

@testable import Grafcet

/// Power, consoles, snapshots and modes.
@Suite struct ControllerTests {
    private let yaml = """
        variables:
          a: {address: "%I0.0"}
          b: {address: "%I0.1"}
          Q: {address: "%Q0.0"}
          total: {type: count, retain: true}
          serie: {type: count}
          consigne: {type: number, initial: 12.5}
        modes:
          D1: NOT X1
          F1: {when: X31, name: {fr: tri en cours, en: sorting}}
          A1: X30
        alarms:
          bourrage: {when: 100ms/b, text: {fr: Bourrage devant B1, en: Jam at B1}}
        charts:
          GS: {rank: 1, steps: {1: {initial: true}, 2: }, transitions: [{from: 1, to: 2, if: a AND b}]}
          GP:
            rank: 3
            steps:
              30: {initial: true, actions: [{activation: serie := serie + 1}]}
              31: {actions: [Q]}
            transitions:
              - {from: 30, to: 31, if: ↑a, do: total := total + 1}
              - {from: 31, to: 30, if: ↓a}
          GR:
            rank: 3
            retain: true
            steps:
              40: {initial: true}
              41: {actions: [{activation: serie := serie + 10}]}
            transitions:
              - {from: 40, to: 41, if: ↑a}

        """

    @Test func `power-up gives initial steps and values, and the last ones to what is retained`() throws {
        var panel = try Panel(yaml)
        panel.scan()
        #expect(panel["serie"] == 1, "the stored action of the initial step")
        panel.scan(["a": 1])
        panel.controller.set(panel.slot("consigne"), to: 20)
        panel.wait(0.1)
        #expect(panel.active == ["1", "31", "41"])
        let time = panel.controller[panel.controller.program.steps[5].elapsed]
        #expect(time == 0.1)
        panel.controller.powerUp()
        #expect(panel.active == ["1", "30", "41"])
        panel.scan()
        #expect(panel["total"] == 1)
        #expect(panel["serie"] == 1, "initial value, then the initial step's action; none for the step that was kept")
        #expect(panel["consigne"] == 12.5)
        #expect(panel["Q"] == 0)
        #expect(panel.controller[panel.controller.program.steps[5].elapsed] == time)
    }

    @Test func `a program without retained charts forgets its situation`() throws {
        var panel = try Panel(yaml.replacing("    retain: true\n", with: ""))
        panel.scan()
        panel.scan(["a": 1])
        panel.controller.powerUp()
        #expect(panel.active == ["1", "30", "40"])
    }

    @Test func `a forced input, output or variable keeps its value until released, and shows`() throws {
        var panel = try Panel(yaml)
        panel.scan()
        panel.controller.force(panel.slot("a"), to: 1)
        panel.controller.force(panel.slot("total"), to: 7)
        panel.scan(["a": 0])
        #expect(panel.active == ["1", "31", "41"], "the program sees the forced input")
        #expect(panel["total"] == 7, "and does not count")
        #expect(panel.controller.forced.map(\.name) == ["a", "total"])
        panel.controller.force(panel.slot("Q"), to: 0)
        panel.scan()
        #expect(panel["Q"] == 0)
        panel.controller.release(panel.slot("Q"))
        panel.controller.release(panel.slot("a"))
        panel.scan()
        #expect(panel.active == ["1", "30", "41"], "the input is what it really is again")
        #expect(panel.controller.forced.map(\.name) == ["total"])
    }

    @Test func `a constant and a system bit cannot be forced or set`() throws {
        var panel = try Panel(
            """
            variables: {deux: {constant: 2}, clignote: {address: "%S6"}}
            charts: {G1: {rank: 1, steps: {1: {initial: true}}}}
            """)
        for name in ["deux", "clignote"] {
            let before = panel[name]
            panel.controller.force(panel.slot(name), to: 5)
            panel.controller.set(panel.slot(name), to: 5)
            #expect(panel[name] == before)
            #expect(!panel.controller.isForced(panel.slot(name)))
        }
    }

    @Test func `what is written from outside holds until the program changes it`() throws {
        var panel = try Panel(yaml)
        panel.scan()
        panel.controller.set(panel.slot("total"), to: 41.6)
        #expect(panel["total"] == 42, "a counter takes whole numbers")
        panel.scan()
        #expect(panel["total"] == 42)
        panel.scan(["a": 1])
        #expect(panel["total"] == 43)
        panel.controller.set(panel.slot("total"), to: .nan)
        #expect(panel["total"] == 43)
    }

    @Test func `a snapshot goes on as the original does, also through JSON`() throws {
        var original = try Panel(yaml)
        original.scan()
        original.scan(["a": 1])
        original.wait(0.5)
        original.controller.force(original.slot("serie"), to: 3)
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let data = try encoder.encode(original.controller.state)
        var copy = original
        copy.controller = try Controller(original.controller.program, state: JSONDecoder().decode(State.self, from: data))
        #expect(copy.controller.state == original.controller.state)
        for round in 0..<200 {
            let inputs = ["a": Double(round / 7 % 2), "b": Double(round / 13 % 2)]
            original.scan(inputs)
            copy.scan(inputs)
            #expect(copy.controller.state == original.controller.state)
        }
        #expect(original["total"] > 3, "it did run")
    }

    @Test func `a state of another program is refused`() throws {
        let one = try Panel(yaml)
        let other = try Panel("charts: {G1: {rank: 1, steps: {1: {initial: true}}}}")
        #expect(throws: Controller.StateMismatch.self) { try Controller(one.controller.program, state: other.controller.state) }
    }

    @Test func `the mode is the first of the program's rules that holds`() throws {
        var panel = try Panel(yaml)
        panel.scan()
        #expect(panel.controller.state.mode == .a1)
        panel.scan(["a": 1])
        #expect(panel.controller.state.mode == .f1)
        panel.scan(["b": 1])
        #expect(panel.controller.state.mode == .d1, "X31 is active still; D1 stands first")
        #expect(
            panel.controller.program.modes.map(\.name.fr) == ["arrêt d'urgence", "tri en cours", "arrêt dans l'état initial"])
    }

    @Test func `an alarm shows while its condition holds`() throws {
        var panel = try Panel(yaml)
        panel.scan(["b": 1])
        panel.wait(0.09)
        #expect(panel.controller.activeAlarms.isEmpty)
        panel.wait(0.01)
        #expect(panel.controller.activeAlarms.map(\.text.fr) == ["Bourrage devant B1"])
        panel.scan(["b": 0])
        #expect(panel.controller.activeAlarms.isEmpty)
    }

    @Test func `inputs can be given all at once, in the order of the file`() throws {
        var panel = try Panel(yaml)
        panel.controller.scan(inputs: [0, 0], dt: 0.01)
        panel.controller.scan(inputs: [1, 0], dt: 0.01)
        #expect(panel.controller.program.inputs.map(\.name) == ["a", "b"])
        #expect(panel.controller.program.outputs.map(\.name) == ["Q"])
        #expect(panel["Q"] == 1)
        #expect(panel.controller.state.scans == 2)
        #expect(panel.controller.state.time == 0.02)
    }
}
