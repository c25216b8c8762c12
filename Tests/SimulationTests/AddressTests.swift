import Components
import Grafcet
import Machines
import Notation
import Simulation
import Testing

@Suite struct AddressTests {
    private func machine(_ address: String) throws -> MachineDefinition {
        let machine = """
            format: 1
            components:
              A1: {type: plc-inputs, channels: 12}
              A2: {type: plc-inputs, channels: 8}
            """
        let program = """
            format: 1
            variables:
              S1: {address: "\(address)"}
            charts:
              G: {rank: 1, steps: {1: {initial: true}}}
            """
        return try MachineDefinition.decode(
            named: "m", files: ["machine.yaml": ("machine.yaml", machine), "program.yaml": ("program.yaml", program)])
    }

    @Test(arguments: ["%I0.0", "%I0.7", "%I1.3", "%I2.0", "%I2.7"])
    func `each module begins on a byte of its own`(_ address: String) throws {
        #expect(try machine(address).program?.variable("S1")?.address?.description == address)
    }

    @Test(arguments: ["%I0.8", "%I1.4", "%I1.7", "%I3.0"])
    func `an address between two modules or after them is refused on its line`(_ address: String) throws {
        let mistakes = #expect(throws: Mistakes.self) { try machine(address) }
        #expect(mistakes?.all.first?.origin.line == 3)
        #expect(
            mistakes?.rendered(.en)
                == "program.yaml:3: variables.S1: no module of m has \(address); expected: from %I0.0 to %I2.7")
    }

    @Test func `a word written by the program is a voltage at the terminals of its channel`() throws {
        let machine = """
            format: 1
            components:
              T1: {type: power-supply, voltage: 24 V}
              A1: {type: plc-analog-outputs}
              A2: {type: plc-analog-outputs}
            wire-classes:
              c: {section: 1 mm², colour: {fr: bleu, en: blue}, rated: 1 A}
            wires:
              "1": {from: "T1:+", to: "A2:L+", class: c}
              "2": {from: "T1:-", to: "A2:M", class: c}
            """
        let program = """
            format: 1
            variables:
              consigne: {address: "%QW3"}
            equations:
              consigne: 27648 / 4
            charts:
              G: {rank: 1, steps: {1: {initial: true}}}
            """
        let definition = try MachineDefinition.decode(
            named: "m", files: ["machine.yaml": ("machine.yaml", machine), "program.yaml": ("program.yaml", program)])
        let running = try RunningMachine(definition, seed: 1)
        try running.advance(by: 0.1)
        #expect(running.plant.value("A2", "raw1") == 6912)
        #expect(running.plant.value("A1", "raw1") == 0)
    }
}
