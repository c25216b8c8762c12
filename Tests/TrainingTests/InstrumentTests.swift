import Foundation
import Machines
import Notation
import Simulation
import Testing

@testable import Training

/// Instruments that read what no signal of a sensor tells: hertz behind a drive, turns of a shaft, the drain of a pump, warm contacts.
@Suite struct InstrumentTests {
    private static let machine = """
        format: 1
        machine:
          name: banc
          text: {fr: Banc de pompe, en: Pump bench}
          revision: A
          supply: {fr: 400 V, en: 400 V}
          start: []
        locations:
          poste: {text: {fr: le poste, en: the station}}
        wire-classes:
          fil: {section: 1.5 mm², colour: {fr: noir, en: black}, rated: 2 A, length: 2 m}
        components:
          RESEAU: {type: three-phase-supply, location: poste, text: {fr: réseau, en: mains}}
          T1: {type: power-supply, location: poste, text: {fr: alimentation, en: supply}}
          S1: {type: selector, location: poste, positions: [arret, marche], contacts: [marche], text: {fr: marche, en: run}}
          U1: {type: frequency-drive, location: poste, reference: preset, preset: 30 Hz, text: {fr: variateur, en: drive}}
          M1: {type: induction-motor, location: poste, drive: U1, text: {fr: moteur, en: motor}}
          X1: {type: terminal-strip, location: poste, count: 4, text: {fr: bornier, en: terminals}}
          R1: {type: resistive-load, location: poste, resistance: 12 Ω, text: {fr: charge, en: load}}
          0B: {type: hydraulic-tank, location: poste, text: {fr: réservoir, en: tank}}
          0P1: {type: gear-pump, location: poste, displacement: 1 cm³/tr, leakage: 0.004 l/(min·bar), drain: external, text: {fr: pompe, en: pump}}
          0V1: {type: relief-valve, location: poste, set-pressure: 50 bar, rated-flow: 1 l/min, text: {fr: limiteur, en: relief valve}}
        wires:
          "1": {from: "RESEAU:L1", to: "U1:L1", class: fil}
          "2": {from: "RESEAU:L2", to: "U1:L2", class: fil}
          "3": {from: "RESEAU:L3", to: "U1:L3", class: fil}
          "4": {from: "U1:U", to: "M1:U", class: fil}
          "5": {from: "U1:V", to: "M1:V", class: fil}
          "6": {from: "U1:W", to: "M1:W", class: fil}
          "7": {from: "M1:PE", to: PE, class: fil}
          "8": {from: "RESEAU:L1", to: "T1:L", class: fil}
          "9": {from: "RESEAU:N", to: "T1:N", class: fil}
          "10": {from: "T1:-", to: PE, class: fil}
          "11": {from: "T1:+", to: "S1:13", class: fil}
          "12": {from: "S1:14", to: "U1:FWD", class: fil}
          "13": {from: "U1:COM", to: "T1:-", class: fil}
          "14": {from: "T1:+", to: "X1:2a", class: fil}
          "15": {from: "X1:2b", to: "R1:1", class: fil}
          "16": {from: "R1:2", to: "T1:-", class: fil}
        shafts:
          AR1: {from: "M1:shaft", to: "0P1:shaft"}
        hoses:
          H1: {from: "0B:S", to: "0P1:S", length: 0.4 m, bore: 20 mm}
          H2: {from: "0P1:P", to: "0V1:P", length: 0.8 m, bore: 10 mm}
          H3: {from: "0V1:T", to: "0B:T", length: 0.5 m, bore: 12 mm}
          H4: {from: "0P1:L", to: "0B:T", length: 0.5 m, bore: 8 mm}
        """

    private static let faults = """
        format: 1
        faults:
          - id: borne-desserree
            text: {fr: borne desserrée, en: loose terminal}
            component: X1
            item: "2"
            failure: loose
            severity: 0.08
            technology: electricity
            likelihood: 1
            cause: {fr: vibrations, en: vibration}
            symptom: {fr: chaud, en: hot}
            remedy: {action: tighten}
        """

    private static let maintenance = """
        format: 1
        people: {lea: {name: Léa, role: {fr: conductrice, en: operator}}}
        spares:
          POMPE: {text: {fr: pompe, en: pump}, fits: [0P1], stock: 2, price: 90, delay: 1 d}
        """

    private func running(_ machine: String = machine) throws -> Session {
        let scenario = """
            format: 1
            title: {fr: Le banc, en: The bench}
            family: corrective
            order:
              complaint: {fr: Ça chauffe., en: It is hot.}
            faults: [borne-desserree]
            start: {for: 2 s, place: poste}
            authorisations: [B1V, BR]
            scored: [C3.1]
            """
        let exercise = try Bench.exercise(
            "banc",
            machine: ["machine.yaml": machine, "faults.yaml": Self.faults, "maintenance.yaml": Self.maintenance],
            scenario: scenario)
        let session = try Session(exercise, seed: 1)
        try Bench.play(["actionner S1 marche", "attendre 6 min"], on: session)
        return session
    }

    @Test func `hertz are counted on either side of a drive, and none where nothing alternates`() throws {
        let session = try running()
        let outcomes = try Bench.play(["mesurer frequence U1:U U1:V attendu 30"], on: session)
        #expect(try Bench.last(session) == 30)
        #expect(outcomes.flatMap(\.allLines).map(\.fr).joined().contains("30,00 Hz"))
        try Bench.play(["mesurer frequence U1:L1 U1:L2"], on: session)
        #expect(try Bench.last(session) == 50)
        try Bench.play(["mesurer frequence T1:+ T1:-"], on: session)
        #expect(try Bench.last(session) == 0)
        try Bench.play(["actionner S1 arret", "attendre 10 s", "mesurer frequence U1:U U1:V"], on: session)
        #expect(try Bench.last(session) == 0)
    }

    @Test func `the tachometer's wheel turns with the shaft: the field's speed less the slip`() throws {
        let session = try running()
        try Bench.play(["mesurer vitesse-rotation M1"], on: session)
        let rpm = try Bench.last(session) * 30 / .pi
        #expect(rpm < 900 && rpm > 800, "\(rpm)")
    }

    @Test func `a jug under the drain gives what leaks inside the pump`() throws {
        let session = try running()
        try Bench.play(["mesurer debit 0P1"], on: session)
        let pressure = try #require(session.machine.plant.gaugePressure(at: "0V1:P"))
        // k·Δp at the reference viscosity: 0.2 l/min at 50 bar.
        #expect(abs(try Bench.last(session) * 60_000 - 0.004 * pressure / 1e5) < 0.015)
        #expect(session.state.readings.last?.instrument == "stopwatch")
    }

    @Test func `the camera shows the loose terminal among its neighbours`() throws {
        let session = try running()
        let outcomes = try Bench.play(["mesurer temperature X1"], on: session)
        // 0.1·10^0.8 = 0.63 Ω before 12 Ω on 24 V: 2.3 W, of which 1.7 K each.
        let expected = 1.7 * 0.631 * pow(24 / 12.63, 2)
        #expect(abs(try Bench.last(session) - 293.15 - expected) < 0.4)
        let text = outcomes.flatMap(\.allLines).map(\.fr).joined(separator: "\n")
        #expect(text.contains("Le plus chaud : X1:2a – X1:2b"), "\(text)")
        #expect(session.state.readings.last?.instrument == "infrared-thermometer")
    }

    @Test func `a contact warms above the air of the cabinet that it stands in`() throws {
        let cabinet =
            "  AR2: {type: cabinet, location: poste, losses: 400 W, airflow: 0 m³/h, text: {fr: armoire, en: cabinet}}\nwires:"
        let machine = Self.machine.replacing("wires:", with: cabinet)
        let session = try running(machine)
        try Bench.play(["mesurer temperature AR2", "mesurer temperature X1"], on: session)
        let air = try #require(session.state.readings.first?.value)
        let expected = 1.7 * 0.631 * pow(24 / 12.63, 2)
        // C = 12 kJ/K and 6 W/K: 400 W make 11 K of air in six minutes.
        #expect(air - 293.15 > 8 && air - 293.15 < 14)
        #expect(abs(try Bench.last(session) - air - expected) < 1)
    }

    @Test func `the lowest voltage of a minute is kept, however short it was`() throws {
        let scenario = """
            format: 1
            title: {fr: Le tri, en: The sorter}
            family: corrective
            order: {complaint: {fr: Il tourne., en: It runs.}}
            faults: [borne-x2-12-desserree]
            start: {for: 30 s}
            """
        let session = try Session(Bench.exercise("convoyeur-tri/short", scenario: scenario), seed: 1)
        session.machine.withdraw("borne-x2-12-desserree")
        // The rod is home, but for the second that each tall box takes.
        try Bench.play(["ouvrir armoire", "mesurer tension X3:4 0V"], on: session)
        #expect(try Bench.last(session) > 20)
        try Bench.play(["mesurer tension mini X3:4 0V"], on: session)
        #expect(try Bench.last(session) < 3)
        try Bench.play(["mesurer tension mini 24V 0V"], on: session)
        #expect(try abs(Bench.last(session) - 24) < 1)
        #expect(session.state.readings.map(\.quantity) == [.voltageDC, .lowestVoltage, .lowestVoltage])
    }

    @Test func `the stopwatch tells the way out from the way back`() throws {
        let scenario = """
            format: 1
            title: {fr: Le poussoir, en: The pusher}
            family: corrective
            order: {complaint: {fr: Il traîne., en: It drags.}}
            faults: [silencieux-1z3-colmate]
            start: {for: 30 s}
            """
        let session = try Session(Bench.exercise("convoyeur-tri/short", scenario: scenario), seed: 1)
        let outcomes = try Bench.play(["mesurer duree 1A1"], on: session)
        // Air leaves by 1Z3 on the way out only.
        #expect(try Bench.last(session) > 0.7)
        let text = outcomes.flatMap(\.allLines).map(\.fr).joined(separator: "\n")
        #expect(text.contains("sortie 0,7") && text.contains("rentrée 0,4"), "\(text)")
    }
}
