import Circuits
import Components
import Foundation
import Machines
import Notation
import Testing

/// The small machine beside the broken files.
private func smallMachine() throws -> Machine {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let url = folder.appending(path: "Refused/base/machine.yaml")
    return try Machine.decode(
        try Document.parse(try String(contentsOf: url, encoding: .utf8), name: "machine.yaml"), named: "essai")
}

@Suite struct PlantTests {
    private let plant: Plant

    /// Its 24 V is up.
    init() throws {
        plant = try Plant(try smallMachine(), seed: 1)
        try run(1)
    }

    private func run(_ seconds: Double) throws {
        for _ in 0..<Int((seconds / plant.step).rounded()) { try plant.advance() }
    }

    private func volts(_ point: String) throws -> Double { plant.assembly.circuit.across(try #require(plant.joint(point))) }

    @Test func `points are terminals, names of terminals, the earth and loose ends`() throws {
        #expect(plant.joint("T1:-") == plant.joint("0V"))
        #expect(plant.joint("PE") == plant.assembly.earth)
        #expect(plant.joint("T1:9") == nil)
        #expect(plant.joint("12@S1:13") == nil)
        plant.disconnect(wire: "12", end: 1)
        #expect(plant.joint("12@S1:13") != nil)
        #expect(plant.disconnectedWires.map(\.number) == ["12"])
        try run(0.05)
        // The loose end keeps the 24 V, the terminal that it left has none.
        #expect(abs(try volts("12@S1:13") - 24) < 0.2)
        #expect(abs(try volts("S1:13")) < 0.2)
        plant.reconnect(wire: "12", end: 1)
        try run(0.05)
        #expect(abs(try volts("S1:13") - 24) < 0.2)
        #expect(plant.disconnectedWires.isEmpty)
    }

    @Test func `a resistive wire of 1 kΩ drops what its load leaves`() throws {
        // 0.1 Ω × 10^(6 s): 1 kΩ at two thirds.
        plant.setFailure("resistive", on: .wire(number: "14"), severity: 2.0 / 3)
        try run(0.5)
        let (before, after) = (try volts("F1:2"), try volts("A1:L+"))
        let current = try #require(try plant.current(inWire: "14")).dc
        #expect(current > 1e-3)
        #expect(abs((before - after) / current - 1000) < 10)
        plant.setFailure("resistive", on: .wire(number: "14"), severity: 0)
        try run(0.5)
        #expect(abs(try volts("F1:2") - volts("A1:L+")) < 0.1)
        #expect(plant.activeFailures.isEmpty)
    }

    @Test func `a cut wire carries nothing`() throws {
        plant.setFailure("open", on: .wire(number: "14"), severity: 1)
        try run(0.1)
        #expect(abs(try #require(try plant.current(inWire: "14")).dc) < 1e-6)
        #expect(abs(try volts("A1:L+")) < 0.2)
    }

    @Test func `a wire to earth sends its current home through the bond`() throws {
        // 1 MΩ × 10^(−7 s): 1 kΩ at three sevenths.
        plant.setFailure("earth", on: .wire(number: "11"), severity: 3.0 / 7)
        let before = try #require(try plant.current(inWire: "5")).dc
        try run(0.1)
        let after = try #require(try plant.current(inWire: "5")).dc
        #expect(abs(abs(after - before) - 0.024) < 0.001)
    }

    @Test func `a signal's wire shorted to the 24 V lights its input with nobody on the button`() throws {
        let target = Fault.Target.wire(number: "13", with: "14")
        try #require(abs(try volts("A2:I0")) < 0.5)
        plant.setFailure("short", on: target, severity: 1)
        try run(0.1)
        #expect(try volts("A2:I0") > 23)
        plant.setFailure("short", on: target, severity: 0)
        try run(0.1)
        #expect(abs(try volts("A2:I0")) < 0.5)
    }

    @Test func `swapped wires lead to each other's terminals until they are put back, in the hand or not`() throws {
        let target = Fault.Target.wire(number: "11", with: "14")
        let circuit = plant.assembly.circuit
        let (one, two) = (try #require(plant.wire("11")), try #require(plant.wire("14")))
        let (home, away) = (circuit.ends(one).1, circuit.ends(two).1)
        plant.setFailure("swapped", on: target, severity: 1)
        try run(0.05)
        #expect(circuit.ends(one).1 == away && circuit.ends(two).1 == home)
        plant.disconnect(wire: "11", end: 1)
        plant.setFailure("swapped", on: target, severity: 0)
        plant.reconnect(wire: "11", end: 1)
        try run(0.05)
        #expect(circuit.ends(one).1 == home && circuit.ends(two).1 == away)
    }

    @Test func `a new part has no failure`() throws {
        plant.setFailure("blown", on: .component(reference: "F1", item: ""), severity: 1)
        try run(0.1)
        #expect(abs(try volts("F1:2")) < 0.2)
        #expect(plant.failures(on: "F1").count == 1)
        plant.replace("F1")
        try run(0.1)
        #expect(plant.failures(on: "F1").isEmpty)
        #expect(abs(try volts("F1:2") - 24) < 0.2)
    }

    @Test func `currents of merged and solved wires agree at a node`() throws {
        // What comes in by 10 leaves by 11, 14 and 18.
        let into = try #require(try plant.current(inWire: "10")).dc
        let out = try ["11", "14", "18"].map { try #require(try plant.current(inWire: $0)).dc }.reduce(0, +)
        #expect(into > 0.01)
        #expect(abs(into - out) < 1e-6 * max(1, into))
    }
}

@Suite struct FailureItemTests {
    @Test func `every failure of every type changes something where it may be put`() throws {
        for type in Catalog.all {
            let values = type.parameters()
            let terminals = type.terminals(values).map(\.name)
            for failure in type.failures {
                let items = failure.hasItem ? terminals : [""]
                #expect(items.contains { type.isFailing(values, by: failure.name, at: $0) }, "\(type.name) \(failure.name)")
            }
        }
    }
}
