import Foundation
import Machines
import Notation
import Simulation
import Testing

@testable import Training

/// A load of 120 kg on a ball screw that only a brake holds: the brake is fed through a push-button.
@Suite struct FallingLoadTests {
    private static let machine = """
        format: 1
        machine:
          name: axe
          text: {fr: Axe vertical, en: Vertical axis}
          revision: A
          supply: {fr: 230 V, en: 230 V}
          start: []
        locations:
          poste: {text: {fr: le poste, en: the station}}
          loin: {text: {fr: le pupitre, en: the desk}}
        wire-classes:
          fil: {section: 1.5 mm², colour: {fr: noir, en: black}, rated: 2 A, length: 2 m}
        components:
          RESEAU: {type: three-phase-supply, location: loin, text: {fr: réseau, en: mains}}
          T1: {type: power-supply, location: loin, text: {fr: alimentation, en: supply}}
          S1: {type: push-button, location: loin, contacts: "no", text: {fr: défreinage, en: brake release}}
          F1: {type: motor-brake, location: poste, torque: 4 N·m, text: {fr: frein, en: brake}}
          V1: {type: ball-screw, location: poste, text: {fr: vis, en: screw}}
          Z1: {type: vertical-load, location: poste, mass: 120 kg, text: {fr: plateau, en: platen}}
        wires:
          "1": {from: "RESEAU:L1", to: "T1:L", class: fil}
          "2": {from: "RESEAU:N", to: "T1:N", class: fil}
          "3": {from: "RESEAU:PE", to: "T1:PE", class: fil}
          "4": {from: "T1:+", to: "S1:13", class: fil}
          "5": {from: "S1:14", to: "F1:A1", class: fil}
          "6": {from: "F1:A2", to: "T1:-", class: fil}
        shafts:
          AR1: {from: "F1:shaft", to: "V1:shaft"}
          AR2: {from: "V1:carriage", to: "Z1:carriage"}
        """

    private static let faults = """
        format: 1
        faults:
          - id: vis-seche
            text: {fr: vis sèche, en: dry screw}
            component: V1
            failure: dry
            severity: 0.1
            technology: mechanics
            likelihood: 1
            cause: {fr: oubli, en: forgotten}
            symptom: {fr: bruit, en: noise}
            remedy: {action: grease}
        """

    private static let maintenance = """
        format: 1
        people: {lea: {name: Léa, role: {fr: conductrice, en: operator}}}
        spares:
          FREIN: {text: {fr: frein, en: brake}, fits: [F1], stock: 2, price: 90, delay: 1 d}
        """

    private func session() throws -> Session {
        let scenario = """
            format: 1
            title: {fr: L'axe, en: The axis}
            family: corrective
            order:
              complaint: {fr: Il grince., en: It squeaks.}
            faults: [vis-seche]
            start: {for: 2 s, place: loin}
            scored: [C3.1]
            """
        let exercise = try Bench.exercise(
            "axe",
            machine: ["machine.yaml": Self.machine, "faults.yaml": Self.faults, "maintenance.yaml": Self.maintenance],
            scenario: scenario)
        return try Session(exercise, seed: 1)
    }

    @Test func `a brake that is released while nothing drives the axis lets the load fall`() throws {
        let session = try session()
        let before = try #require(session.machine.plant.value("Z1", "position"))
        let outcomes = try Bench.play(["actionner S1"], on: session)
        #expect(Bench.dangers(outcomes) == [.fallingLoad])
        #expect((session.machine.plant.value("Z1", "position") ?? 1) < before - 0.01)
        let text = outcomes.flatMap(\.allLines).map(\.fr).joined(separator: "\n")
        #expect(text.contains("descend toute seule") && text.contains("cale"))
    }

    @Test func `with its pin in, the same brake may be released and replaced`() throws {
        let session = try session()
        let outcomes = try Bench.play(["caler Z1", "actionner S1"], on: session)
        #expect(Bench.dangers(outcomes).isEmpty && session.machine.plant.value("Z1", "pinned") == 1)
        #expect(!Bench.dangers(try Bench.play(["remplacer F1 FREIN"], on: session)).contains(.fallingLoad))
    }

    @Test func `a brake is not taken off a load that hangs`() throws {
        let session = try session()
        #expect(Bench.dangers(try Bench.play(["remplacer F1 FREIN"], on: session)).contains(.fallingLoad))
    }

    @Test func `the pin does not go in where there is no hole`() throws {
        let session = try session()
        try Bench.play(["actionner S1"], on: session)
        let outcomes = try Bench.play(["caler Z1"], on: session)
        #expect(session.state.blocked.isEmpty)
        #expect(outcomes.flatMap(\.allLines).map(\.fr).joined().contains("broche ne rentre pas"))
    }

    @Test func `a pin comes out of a load that its brake holds`() throws {
        let session = try session()
        try Bench.play(["caler Z1", "deconsigner"], on: session)
        #expect(session.state.blocked.isEmpty && session.machine.plant.value("Z1", "pinned") == 0)
    }

    @Test func `a pin on which the load bears does not come out`() throws {
        let session = try session()
        let outcomes = try Bench.play(["caler Z1", "actionner S1 appuyé", "deconsigner"], on: session)
        #expect(outcomes.flatMap(\.allLines).map(\.fr).joined().contains("la broche ne vient pas"))
        #expect(session.state.blocked == ["Z1"] && session.machine.plant.value("Z1", "pinned") == 1)
        #expect(Bench.dangers(outcomes).isEmpty)
    }
}
