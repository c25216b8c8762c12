import Components
import Foundation
import Machines
import Notation
import Simulation
import Testing

@testable import Training

/// Instruments of a workshop that say whether a winding is dry, which way a field turns, where air escapes and how loud a place is.
@Suite struct WorkshopInstrumentTests {
    private static let machine = """
        format: 1
        machine:
          name: banc
          text: {fr: Banc, en: Bench}
          revision: A
          supply: {fr: 400 V, en: 400 V}
          start: []
        locations:
          poste: {text: {fr: le poste, en: the station}}
          groupe: {text: {fr: le groupe, en: the unit}}
        wire-classes:
          fil: {section: 1.5 mm², colour: {fr: noir, en: black}, rated: 10 A, length: 5 m}
        components:
          RESEAU: {type: three-phase-supply, location: poste, text: {fr: réseau, en: mains}}
          Q1: {type: isolator, location: poste, text: {fr: sectionneur, en: isolator}}
          M1: {type: induction-motor, location: groupe, power: 3 kW, current: 6.7 A, text: {fr: moteur, en: motor}}
          RA1: {type: air-supply, location: poste, text: {fr: réseau d'air, en: air network}}
          0C1: {type: reservoir, location: groupe, text: {fr: réservoir, en: reservoir}}
          0C2: {type: reservoir, location: groupe, text: {fr: réservoir, en: reservoir}}
          0C3: {type: reservoir, location: poste, text: {fr: réservoir, en: reservoir}}
        wires:
          "1": {from: "RESEAU:L1", to: "Q1:1", class: fil}
          "2": {from: "RESEAU:L2", to: "Q1:3", class: fil}
          "3": {from: "RESEAU:L3", to: "Q1:5", class: fil}
          "4": {from: "Q1:2", to: "M1:U", class: fil}
          "5": {from: "Q1:4", to: "M1:V", class: fil}
          "6": {from: "Q1:6", to: "M1:W", class: fil}
          "7": {from: "M1:PE", to: PE, class: fil}
        hoses:
          TU1: {from: "RA1:1", to: "0C1:1", length: 5 m, bore: 8 mm}
          TU2: {from: "RA1:1", to: "0C2:1", length: 5 m, bore: 8 mm}
          TU3: {from: "RA1:1", to: "0C3:1", length: 5 m, bore: 8 mm}
        """

    private static func fault(
        _ id: String, _ target: String, _ failure: String, _ severity: Double, _ remedy: String = "replace"
    ) -> String {
        """
          - id: \(id)
            text: {fr: panne, en: fault}
            \(target)
            failure: \(failure)
            severity: \(severity)
            technology: electricity
            likelihood: 1
            cause: {fr: usure, en: wear}
            symptom: {fr: signe, en: sign}
            remedy: {action: \(remedy)}
        """
    }

    private static let faults =
        "format: 1\nfaults:\n"
        + [
            fault("bobinage-humide", "component: M1\n    item: U", "earth-fault", 0.3),
            fault("champ-inverse", "component: RESEAU", "phases-swapped", 1, "reconnect"),
            fault("fuite-tu1", "hose: TU1", "leaking", 0.3), fault("fuite-tu2", "hose: TU2", "leaking", 0.01),
            fault("phase-perdue", "component: RESEAU\n    item: L2", "phase-lost", 1),
        ].joined(separator: "\n")

    private static let maintenance = """
        format: 1
        people: {lea: {name: Léa, role: {fr: conductrice, en: operator}}}
        """

    private func session(_ faults: [String] = []) throws -> Session {
        let scenario = """
            format: 1
            title: {fr: Le banc, en: The bench}
            family: \(faults.isEmpty ? "preventive" : "corrective")
            order:
              complaint: {fr: À voir., en: Have a look.}
            faults: [\(faults.joined(separator: ", "))]
            start: {for: 2 s, place: poste}
            authorisations: [B1V, B2V, BR]
            scored: [C3.1]
            """
        let exercise = try Bench.exercise(
            "banc",
            machine: ["machine.yaml": Self.machine, "faults.yaml": Self.faults, "maintenance.yaml": Self.maintenance],
            scenario: scenario)
        return try Session(exercise, seed: 1)
    }

    // MARK: - Insulation

    @Test func `the insulation of a motor is that of its three windings together, and one that is damp is far below`() throws {
        let healthy = try session()
        let outcomes = try Bench.play(["mesurer isolement M1:U PE attendu 100"], on: healthy)
        // Three windings of 300 MΩ that meet in the star, and the isolator's three open poles of 1 GΩ behind which N is earthed.
        #expect(abs(try Bench.last(healthy) * (3 / 300e6 + 3e-9) - 1) < 0.02)
        #expect(healthy.state.readings.last?.instrument == "insulation-tester" && Bench.dangers(outcomes).isEmpty)
        #expect(Bench.said(outcomes).contains("MΩ"))
        let damp = try session(["bobinage-humide"])
        try Bench.play(["mesurer isolement M1:W PE"], on: damp)
        // 3·10⁸ Ω to the power 0.7, beside two healthy ones.
        let winding = pow(300e6, 0.7)
        #expect(abs(try Bench.last(damp) / (1 / (1 / winding + 2 / 300e6)) - 1) < 0.02)
        #expect(try Bench.last(damp) < 1e6, "IEC 60204-1 asks for 1 MΩ")
        // Behind the open isolator the winding is not to be seen.
        try Bench.play(["mesurer isolement Q1:1 Q1:2"], on: damp)
        #expect(try #require(damp.state.readings.last).value.map { $0 > 1e9 } ?? true)
    }

    @Test func `on a live circuit the insulation tester refuses, and that is a dangerous act`() throws {
        let session = try session()
        try Bench.play(["actionner Q1 fermé", "attendre 3 s"], on: session)
        let outcomes = try Bench.play(["mesurer isolement M1:U PE"], on: session)
        #expect(Bench.dangers(outcomes).contains(.ohmsOnLive))
        #expect(session.state.readings.last?.value == nil && session.state.readings.last?.live == true)
    }

    // MARK: - Order of the phases

    @Test func `the phase tester tells the order in time, not the colours`() throws {
        let direct = try session()
        let outcomes = try Bench.play(["mesurer ordre-phases RESEAU attendu direct"], on: direct)
        #expect(
            try Bench.last(direct) == 1 && Bench.said(outcomes).contains("ordre direct")
                && Bench.said(outcomes).contains("attendu direct"))
        // Nothing behind the open isolator.
        let dead = try Bench.play(["mesurer ordre-phases Q1"], on: direct)
        #expect(direct.state.readings.last?.value == nil && Bench.said(dead).contains("pas de tension"))
        try Bench.play(["actionner Q1 fermé", "attendre 2 s", "mesurer ordre-phases M1"], on: direct)
        #expect(try Bench.last(direct) == 1)
        #expect(direct.machine.plant.value("M1", "speed")! > 100)
        let reverse = try session(["champ-inverse"])
        let turned = try Bench.play(["mesurer ordre-phases Q1:1"], on: reverse)
        #expect(try Bench.last(reverse) == -1 && Bench.said(turned).contains("ordre inverse"))
        try Bench.play(["actionner Q1 fermé", "attendre 2 s"], on: reverse)
        #expect(reverse.machine.plant.value("M1", "speed")! < -100, "the field that the tester saw")
        let lost = try session(["phase-perdue"])
        let missing = try Bench.play(["mesurer ordre-phases Q1:1"], on: lost)
        #expect(lost.state.readings.last?.value == nil && Bench.said(missing).contains("phase 2 absente"))
    }

    // MARK: - Ultrasound

    @Test func `a leak is louder the nearer it is, and the cone finds the hose`() throws {
        let session = try session(["fuite-tu1"])
        func level(_ point: String) throws -> Double {
            try Bench.play(["mesurer ultrasons \(point)"], on: session)
            return try Bench.last(session)
        }
        let (at, beside, away) = (try level("TU1"), try level("0C2"), try level("0C3"))
        #expect(at > beside + 15 && beside > away + 5, "\(at) \(beside) \(away)")
        // Half spheres of 0.1, 2 and 8 m, 1.3 dB/m.
        #expect(abs(at - beside - 20 * log10(2 / 0.1) - 1.3 * 1.9) <= 1.5)
        #expect(abs(beside - away - 20 * log10(8.0 / 2) - 1.3 * 6) <= 1.5)
        let flow = session.machine.plant.value("TU1", "leak")!
        // A jet of that flow: 1e-4 of ½·ṁ·c², the share of the third octave at 40 kHz around 0.2·c/d.
        let peak = 0.2 * 313 / (4 * flow / (.pi * 1_400)).squareRoot()
        let high = 1 + pow(40_000 / (2 * peak), 2.5)
        let low = 1 + pow(peak / 80_000, 1.7)
        let share = pow(10, -0.8) / (high * low)
        let power = 1e-4 * flow * 313 * 313 / 2 * share
        #expect(abs(at - 10 * log10(power / 1e-12 / (2 * .pi * 0.01)) + 0.13) <= 1)
        #expect(session.state.readings.last?.instrument == "leak-detector")
        let tight = try self.session()
        try Bench.play(["mesurer ultrasons TU1"], on: tight)
        #expect(try Bench.last(tight) == 20)
    }

    @Test func `of two leaks the cone on each tells which is the larger`() throws {
        let session = try session(["fuite-tu1", "fuite-tu2"])
        try Bench.play(["mesurer ultrasons TU1"], on: session)
        let large = try Bench.last(session)
        try Bench.play(["mesurer ultrasons TU2"], on: session)
        let small = try Bench.last(session)
        #expect(large > small + 5 && small > 30, "\(large) \(small)")
    }

    // MARK: - Sound

    @Test func `a place is as loud as what runs there, and quieter farther off`() throws {
        let session = try session()
        func level(_ point: String) throws -> Double {
            try Bench.play(["mesurer niveau-sonore \(point)"], on: session)
            return try Bench.last(session)
        }
        #expect(try level("M1") == 50, "the hall")
        try Bench.play(["actionner Q1 fermé", "attendre 5 s"], on: session)
        let speed = session.machine.plant.value("M1", "speed")! / (50 * .pi)
        // Fan and core of 3 kW over the floor at 1 m and back from a room of 111 m²; the hall besides.
        let size = 10 * log10(3.0)
        let power = pow(10, (61 + size + 50 * log10(speed)) / 10) + pow(10, (48 + size) / 10)
        func expected(_ distance: Double) -> Double {
            10 * log10(power * (1 / (2 * .pi * distance * distance) + 4.0 / 111) + pow(10, 5))
        }
        #expect(abs(try level("M1") - expected(1)) <= 0.1)
        #expect(abs(try level("RESEAU") - expected(6)) <= 0.1)
        #expect(expected(1) > expected(6) + 3)
        #expect(session.state.readings.last?.instrument == "sound-level-meter")
        // A place by its name is the same place.
        #expect(abs(try level("groupe") - expected(1)) <= 0.1)
    }

    // MARK: - On the press

    private func press(_ start: String, _ faults: [String] = []) throws -> Session {
        let scenario = """
            format: 1
            title: {fr: La ronde, en: The round}
            family: \(faults.isEmpty ? "preventive" : "corrective")
            order: {complaint: {fr: La ronde du mois., en: The monthly round.}}
            start: \(start)
            faults: [\(faults.joined(separator: ", "))]
            authorisations: [B1V, B2V, BR]
            scored: [C3.1]
            """
        return try Session(Bench.exercise("presse-emballage/round", scenario: scenario), seed: 1)
    }

    @Test func `on the press the cone tells the reservoir that leaks from the valves that work beside it`() throws {
        func levels(_ faults: [String]) throws -> [Double] {
            let session = try press("{for: 30 s, place: platine}", faults)
            return try ["0C1", "0Z1", "0V1"].map { part in
                try Bench.play(["mesurer ultrasons \(part)"], on: session)
                return try Bench.last(session)
            }
        }
        let (healthy, leaking) = (try levels([]), try levels(["reservoir-fuit"]))
        #expect(leaking[0] > leaking[1] + 10 && leaking[0] > healthy[0] + 20, "\(healthy) \(leaking)")
    }

    @Test func `the press is loudest where its pump loads, and louder in production than at rest`() throws {
        func levels(_ start: String) throws -> (unit: Double, desk: Double) {
            let session = try press(start)
            try Bench.play(["mesurer niveau-sonore groupe"], on: session)
            let unit = try Bench.last(session)
            try Bench.play(["mesurer niveau-sonore pupitre"], on: session)
            return (unit, try Bench.last(session))
        }
        let (still, running) = (try levels("{for: 2 s, operations: []}"), try levels("{for: 40 s}"))
        #expect(still.unit < 55 && (65...90).contains(running.unit), "\(still) \(running)")
        #expect(running.desk < running.unit - 3 && running.desk > still.desk + 5, "\(still) \(running)")
    }

    @Test func `the pump's motor behind its open contactor is dry, and is found live in production`() throws {
        let still = try press("{for: 4 s, operations: [\"Q0=ouvert@2s\"], place: groupe}")
        try Bench.play(["mesurer isolement M2:U PE attendu 100 MΩ"], on: still)
        #expect((50e6...101e6).contains(try Bench.last(still)))
        let running = try press("{for: 30 s, place: groupe}")
        #expect(Bench.dangers(try Bench.play(["mesurer isolement M2:U PE"], on: running)).contains(.ohmsOnLive))
    }

    @Test func `humidity has no place in the model's air, and no instrument`() throws {
        let session = try session()
        let outcomes = try Bench.play(["mesurer humidite 0C1"], on: session)
        #expect(session.state.readings.isEmpty && Bench.said(outcomes).contains("pas l'appareil"))
    }
}
