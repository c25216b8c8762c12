import Machines
import Notation
import Simulation
import Testing

/// A machine told in several files.
@Suite struct PartsTests {
    private func decode(_ parts: [String: String]) throws -> MachineDefinition {
        try MachineDefinition.decode(named: "m", files: Dictionary(uniqueKeysWithValues: parts.map { ($0, ($0, $1)) }))
    }

    private let whole = """
        format: 1
        machine: {name: m, text: {fr: essai, en: trial}}
        components:
          T1: {type: power-supply, voltage: 24 V}
        wire-classes:
          c: {section: 1 mm², colour: {fr: bleu, en: blue}, rated: 1 A}
        wires:
          "1": {from: "T1:+", to: "H1:X1", class: c}
        """
    private let part = """
        format: 1
        components:
          H1: {type: lamp, voltage: 24 V, power: 1 W}
        wires:
          "2": {from: "T1:-", to: "H1:X2", class: c}
        """

    private func fault(_ id: String, of component: String) -> String {
        """
        format: 1
        faults:
          - id: \(id)
            text: {fr: a, en: a}
            component: \(component)
            failure: \(component == "H1" ? "blown" : "dead")
            technology: electricity
            cause: {fr: a, en: a}
            symptom: {fr: a, en: a}
            remedy: {action: replace}
        """
    }

    @Test func `what a part adds is of the machine, and a wire may go from file to file`() throws {
        let definition = try decode(["machine.yaml": whole, "machine-lamps.yaml": part])
        #expect(definition.machine.components.map(\.reference) == ["T1", "H1"])
        #expect(definition.machine.wires.map(\.number) == ["1", "2"])
        #expect(definition.machine.component("H1")?.origin.file == "machine-lamps.yaml")
    }

    @Test func `faults of a part follow those of the first file`() throws {
        let definition = try decode([
            "machine.yaml": whole, "machine-lamps.yaml": part, "faults.yaml": fault("t1", of: "T1"),
            "faults-lamps.yaml": fault("h1", of: "H1"),
        ])
        #expect(definition.faults.map(\.id) == ["t1", "h1"])
    }

    @Test func `a name given in two files is refused where it comes again`() throws {
        let mistakes = #expect(throws: Mistakes.self) {
            try decode([
                "machine.yaml": whole,
                "machine-lamps.yaml": part.replacing("H1: {", with: "T1: {").replacing("H1:X2", with: "T1:+"),
            ])
        }
        #expect(
            mistakes?.all.first?.rendered(.en)
                == "machine-lamps.yaml:3: components.T1: 'T1' is already given: machine.yaml, line 4")
    }

    @Test func `only parts of the files it reads are read`() {
        #expect(
            MachineDefinition.fileNames(among: [
                "machine.yaml", "states.yaml", "machine-a.yaml", "faults-b.yaml", "program-c.yaml",
            ])
                == ["faults-b.yaml", "machine-a.yaml", "machine.yaml"])
    }
}
