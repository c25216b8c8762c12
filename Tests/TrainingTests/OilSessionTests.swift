import Components
import Foundation
import Grafcet
import Machines
import Notation
import Simulation
import Testing

@testable import Training

/// Acts before the hydraulic power unit: oil under pressure, vibrations, what its displays show.
@Suite struct OilSessionTests {
    private static let files = Result {
        try Bench.machineFiles("groupe-hydraulique")
    }

    private func session(_ faults: [String] = [], seconds: Int = 20, titles: [String] = ["BR"]) throws -> Session {
        let scenario = """
            format: 1
            title: {fr: Le banc ne tient plus, en: The rig no longer holds}
            family: corrective
            order:
              complaint: {fr: Le débit baisse., en: The flow falls.}
            faults: [\((faults.isEmpty ? ["accumulateur-100"] : faults).joined(separator: ", "))]
            start: {for: \(seconds) s}
            people:
              operator:
                acts: {signal: [{operate: S2}, {operate: S1}, {wait: 4 s}], manual: [{operate: S7, position: manuel}]}
            authorisations: [\(titles.joined(separator: ", "))]
            scored: [C3.1]
            """
        let exercise = try Exercise.decode(
            named: "groupe-hydraulique/short",
            scenario: Exercise.File(
                path: "exercises/groupe-hydraulique/short/scenario.yaml", shown: "scenario.yaml", text: scenario),
            machine: Self.files.get())
        return try Session(exercise, seed: 5)
    }

    /// Stops the pumps and opens Q0 and QX0 under a padlock.
    private static let separated = [
        "prevenir exploitant arret", "actionner S2", "attendre 20s", "actionner S2", "attendre 5s", "consigner separer Q0",
        "consigner condamner Q0", "ouvrir armoire", "consigner separer QX0", "consigner condamner QX0", "fermer armoire",
    ]
    private static let bledDown = ["purger 0Z1", "consigner condamner 0Z1", "mesurer pression 0K1 attendu 0"]

    // MARK: - Reading

    @Test func `a gauge hose on a test point, the gauge that stays and the transmitter agree under pressure`() throws {
        let session = try session()
        let outcomes = try Bench.play(["mesurer pression 0K1", "mesurer pression 0M1"], on: session)
        #expect(session.state.readings.compactMap(\.value).count == 2)
        #expect(session.state.readings.map(\.instrument) == ["oil-gauge", "display"])
        // Reading at a test point is no danger: that is what it is for.
        #expect(Bench.dangers(outcomes).isEmpty)
        // At rest the line loses some bars a minute through the closed valve; each reading is half a minute old at the next.
        try Bench.play(Self.separated + ["mesurer pression 0K1", "mesurer pression 0M1"], on: session)
        let truth = try #require(session.machine.plant.gaugePressure(at: "0K1:1"))
        let atRest = session.state.readings.suffix(2).compactMap(\.value)
        try #require(atRest.count == 2)
        #expect(atRest[0] > truth && atRest[0] - truth < 20e5 && abs(atRest[1] - truth) < 9e5, "\(atRest) \(truth)")
        #expect(session.state.readings[0].situation.pressurised && session.state.readings[0].situation.whole?.pressurised == true)
    }

    @Test func `where there is no test point a fitting is not opened to measure, and the points there are are named`() throws {
        let session = try session()
        let outcomes = try Bench.play(["mesurer pression 0P1"], on: session)
        #expect(session.state.readings.isEmpty && Bench.dangers(outcomes).isEmpty)
        #expect(Bench.said(outcomes).contains("0K1") && Bench.said(outcomes).contains("0M1"))
    }

    @Test func `level, flow and power are read on what the machine shows`() throws {
        let session = try session(seconds: 32)
        try Bench.play(["mesurer niveau 0B", "mesurer debit FS2", "ouvrir armoire", "mesurer puissance CM1"], on: session)
        let values = session.state.readings.compactMap(\.value)
        try #require(values.count == 3)
        #expect(abs(values[0] - 0.74) < 0.03 && abs(values[1] * 60_000 - 10.1) < 0.4 && values[2] > 2_000, "\(values)")
    }

    @Test func `the display of the energy meter is read page after page`() throws {
        let session = try session()
        let text = Bench.said(try Bench.play(["ouvrir armoire", "regarder CM1", "plus"], on: session))
        #expect(text.contains("tension composée") && text.contains("puissance active"), "\(text)")
    }

    @Test func `a foot's lift is read with the dial gauge, which goes nowhere else`() throws {
        let session = try session(["pied-vs1-desserre"])
        #expect(Bench.said(try Bench.play(["mesurer jeu pied-M1"], on: session)).contains("se lit à l'arrêt"))
        let outcomes = try Bench.play(Self.separated + ["mesurer jeu pied-M1 attendu 0,02", "mesurer jeu M1"], on: session)
        #expect(session.state.readings.map(\.instrument) == ["dial-gauge"])
        // 0.02 mm of a sound foot and 0.13 mm by severity, here a half.
        #expect(abs((session.state.readings.first?.value ?? 0) - 0.085e-3) < 0.006e-3)
        #expect(Bench.said(outcomes).contains("ne se pose pas là"))
        // A point of a round is a place on the part.
        try Bench.play(["serrer pied-M1 45 N·m"], on: session)
        #expect(session.state.work == [.tightened(ref: "VS1")] && session.machine.faults.isEmpty)
    }

    // MARK: - Vibration

    @Test func `a vibration round gives the zone, the lines by their frequency and the envelope, and no cause`() throws {
        let session = try session(["accouplement-desaligne"])
        let outcomes = try Bench.play(["mesurer vibration VS1 attendu 0,6 mm/s", "plus"], on: session)
        let text = Bench.said(outcomes)
        let reading = try #require(session.state.readings.first)
        #expect(reading.instrument == "vibration-meter" && (reading.value ?? 0) > 0.5e-3)
        #expect(text.contains("zone") && text.contains("ISO 10816-1 classe I") && text.contains("Enveloppe"))
        // 1455 rpm: 24.3 Hz, and misaligned twice that above it.
        #expect(text.contains("Raies de vitesse : 48,") && text.contains("24,"), "\(text)")
        #expect(!text.contains("désalign") && !text.contains("balourd"))
        let english = outcomes.flatMap(\.allLines).map(\.en).joined(separator: "\n")
        #expect(english.contains("Velocity lines") && english.contains("class I"))
    }

    @Test func `an accelerometer goes on a marked point only`() throws {
        let session = try session()
        let outcomes = try Bench.play(["mesurer vibration M1"], on: session)
        #expect(session.state.readings.isEmpty && Bench.said(outcomes).contains("VS1"))
    }

    // MARK: - Lockout of oil

    @Test func `a hose undone under pressure spurts, and without a tray it spills`() throws {
        let session = try session()
        let outcomes = try Bench.play(["debrancher HF13"], on: session)
        #expect(Bench.dangers(outcomes).contains(.oilJet) && Bench.dangers(outcomes).contains(.spill))
        #expect((session.machine.plant.value("HF13", "leak") ?? 0) > 0 || session.machine.mode == .d2)
    }

    @Test func `with the pumps stopped the accumulator still makes a jet, until it is bled down`() throws {
        let session = try session()
        try Bench.play(Self.separated + ["retention poser HF5"], on: session)
        #expect((session.machine.plant.gaugePressure(at: "0K1:1") ?? 0) > 100e5)
        #expect(Bench.dangers(try Bench.play(["remplacer 0V1 DBDS6K"], on: session)).contains(.oilJet))
    }

    @Test func `the wires of a motor ask for no oil to be let down`() throws {
        let session = try session(["phases-m1-inversees"])
        let outcomes = try Bench.play(
            Self.separated + [
                "aller armoire", "ouvrir armoire", "porter gants-isolants ecran", "consigner vat X1", "rebrancher 40",
            ],
            on: session)
        #expect(Bench.dangers(outcomes).isEmpty, "\(Bench.dangers(outcomes))")
        #expect(Bench.said(outcomes).contains("40 et 41 étaient l'un à la place de l'autre"))
        #expect(session.machine.faults.isEmpty)
        #expect((session.machine.plant.gaugePressure(at: "0K1:1") ?? 0) < 1e5, "a pump that turns backwards gives no pressure")
    }

    // M1 runs for eleven seconds, from three after S1.
    @Test func `whoever waits for a signal pushes when the probes are on, and once`() throws {
        let session = try session(["phases-m1-inversees"], seconds: 40)
        let ready = ["aller groupe", "porter gants-isolants ecran", "prevenir exploitant appuie sur S1 à mon signal"]
        let outcomes = try Bench.play(ready + ["mesurer ordre-phases M1 attendu direct"], on: session)
        #expect(session.state.readings.last?.value == -1 && Bench.dangers(outcomes).isEmpty, "\(Bench.said(outcomes))")
        try Bench.play(["attendre 30s", "mesurer ordre-phases M1"], on: session)
        #expect(session.state.readings.last?.value == nil, "it was pushed once")
        let bare = try self.session(["phases-m1-inversees"], seconds: 40)
        let touched = try Bench.play(
            ["aller groupe", "prevenir exploitant appuie sur S1 à mon signal", "mesurer ordre-phases M1"], on: bare)
        #expect(Bench.dangers(touched).contains(.liveWithoutEquipment))
        let looking = try self.session(["phases-m1-inversees"], seconds: 40)
        let seen = try Bench.play(
            ["aller groupe", "prevenir exploitant appuie sur S1 à mon signal", "regarder 0P1"], on: looking)
        #expect(Bench.said(seen).contains("contre la flèche"))
    }

    @Test func `a bleed is watched at the machine's own needle, stuck or not, or at the gauge in the hand`() throws {
        let session = try session(["manometre-colle"])
        try Bench.play(Self.separated, on: session)
        let truth = try #require(session.machine.plant.gaugePressure(at: "0Z1:1"))
        let outcomes = try Bench.play(["purger 0Z1"], on: session)
        #expect(truth > 100e5 && Bench.said(outcomes).contains("déjà à zéro") && session.state.readings.isEmpty)
        #expect((session.machine.plant.gaugePressure(at: "0Z1:1") ?? 1) < 1e5 && session.state.bled.contains("0Z1"))
        let careful = try self.session(["manometre-colle"])
        let seen = try Bench.play(Self.separated + ["mesurer pression 0K1", "purger 0Z1"], on: careful)
        #expect(Bench.said(seen).contains("puis tombe d'un coup"))
        #expect(careful.state.readings.map(\.instrument) == ["oil-gauge", "oil-gauge"])
    }

    // A2 lasts for fifteen seconds at most, the talk for twenty.
    @Test func `what an operator is asked for is done once it was said`() throws {
        let session = try session(seconds: 40)
        let arrival = session.machine.time
        try Bench.play(["prevenir exploitant passage en manuel"], on: session)
        #expect(abs(session.machine.time - arrival - 20) < 0.1 && session.machine.mode == .a2)
    }

    @Test func `nitrogen is charged by whoever is named for it, and by nobody else`() throws {
        let session = try session()
        try Bench.play(Self.separated + Self.bledDown, on: session)
        let outcomes = try Bench.play(["regler 0Z1 pre-charge 130 bar"], on: session)
        #expect(Bench.dangers(outcomes) == [.beyondAuthorisation])
        #expect(session.machine.faults.map(\.id) == ["accumulateur-100"] && session.state.work.isEmpty)
        let named = try self.session(titles: ["BR", "N2"])
        try Bench.play(Self.separated + Self.bledDown, on: named)
        #expect(Bench.dangers(try Bench.play(["regler 0Z1 pre-charge 130 bar"], on: named)).isEmpty)
        #expect(named.machine.faults.isEmpty)
    }

    @Test func `an accumulator bled slowly tells its pre-charge where the needle drops`() throws {
        for (fault, precharge) in [("fil-260-coupe", 130.0), ("accumulateur-115", 115), ("accumulateur-90", 90)] {
            let session = try session([fault])
            try Bench.play(Self.separated, on: session)
            let outcomes = try Bench.play(["purger 0Z1"], on: session)
            let knee = try #require(session.state.readings.last?.value, "\(Bench.said(outcomes))")
            #expect(abs(knee / 1e5 - precharge) < 8, "\(fault): \(knee / 1e5)")
            #expect(Bench.said(outcomes).contains("puis tombe d'un coup") && Bench.dangers(outcomes).isEmpty)
            #expect(session.state.bled == ["0Z1"] && session.state.isolated.contains("0Z1"))
            #expect((session.machine.plant.gaugePressure(at: "0K1:1") ?? 1e9) < 1e5)
        }
    }

    @Test func `while the pump delivers the needle does not fall`() throws {
        let session = try session()
        let text = Bench.said(try Bench.play(["purger 0Z1"], on: session))
        #expect(text.contains("quelque chose débite encore") || session.machine.mode == .d2, "\(text)")
    }

    @Test func `locked out, bled and read at zero, a filter element is changed without any danger`() throws {
        let session = try session(["filtre-retour-colmate"], seconds: 40)
        let outcomes = try Bench.play(
            Self.separated + Self.bledDown + ["retention poser 0Z2", "remplacer 0Z2 RFM-EL-10"], on: session)
        #expect(Bench.dangers(outcomes).isEmpty, "\(Bench.dangers(outcomes))")
        #expect(session.machine.faults.isEmpty)
    }

    @Test func `bled but neither locked nor read is told`() throws {
        let session = try session()
        try Bench.play(Self.separated + ["actionner 0Z1 ouvert", "attendre 2 min"], on: session)
        #expect(Bench.dangers(try Bench.play(["serrer HF3"], on: session)) == [.workNotLocked])
        try Bench.play(["consigner condamner 0Z1"], on: session)
        #expect(Bench.dangers(try Bench.play(["serrer HF3"], on: session)) == [.workNotVerified])
        try Bench.play(["mesurer pression 0M1"], on: session)
        #expect(Bench.dangers(try Bench.play(["serrer HF3"], on: session)).isEmpty)
    }

    @Test func `a relief valve is set to its dossier's pressure, never well above it`() throws {
        let session = try session(["limiteur-derive"])
        #expect(Bench.dangers(try Bench.play(["regler 0V1 tarage 210 bar"], on: session)) == [.overPressure])
        let outcomes = try Bench.play(["regler 0V1 tarage 185 bar"], on: session)
        #expect(Bench.dangers(outcomes).isEmpty && session.machine.faults.isEmpty)
    }

    @Test func `what had drifted is said to have been out of adjustment`() throws {
        let session = try session(["limiteur-derive"])
        #expect(Bench.said(try Bench.play(["regler 0V1 tarage 185 bar"], on: session)).contains("déréglé, remis à 185 bar"))
        #expect(Bench.said(try Bench.play(["regler 0V1 tarage 180 bar"], on: session)).contains("185 bar → 180 bar"))
    }

    // MARK: - Oil itself

    @Test func `a tank is topped up to its mark, by a volume, and not beyond its brim`() throws {
        let session = try session(["niveau-bas"])
        #expect(abs((session.machine.plant.value("0B", "volume") ?? 0) - 24.75e-3) < 1e-3)
        try Bench.play(["completer 0B 5 l"], on: session)
        #expect(!session.machine.faults.isEmpty)
        try Bench.play(["completer 0B"], on: session)
        #expect(session.machine.faults.isEmpty && abs((session.machine.plant.value("0B", "volume") ?? 0) - 45e-3) < 1e-3)
        #expect(Bench.dangers(try Bench.play(["completer 0B 30 l"], on: session)) == [.spill])
    }

    @Test func `air is let out of oil, where there is some`() throws {
        let session = try session()
        #expect(Bench.said(try Bench.play(["desaerer OIL"], on: session)).contains("sans air"))
    }

    // MARK: - What it makes

    @Test func `a machine that makes nothing that is counted has produced once it stood in its mode of production`() throws {
        let session = try session()
        func produced(_ outcomes: [Outcome]) -> Bool {
            outcomes.flatMap(\.events).contains { if case .produced = $0 { true } else { false } }
        }
        let outcomes = try Bench.play(["attendre 10s"], on: session)
        #expect(session.mode == "F1" && produced(outcomes) && !Bench.said(outcomes).contains("rien ne sort"))
        try Bench.play(["actionner S2", "attendre 20s", "actionner S2", "attendre 5s"], on: session)
        let idle = try Bench.play(["attendre 10s"], on: session)
        #expect(session.mode == "A5" && !produced(idle))
    }

    // MARK: - Inputs and outputs

    @Test func `what the switches of the oil ought to read comes from the oil`() throws {
        let session = try session(["flotteur-bn1-coule"])
        let text = Bench.said(try Bench.play(["es BN1 BP1 Z2"], on: session))
        #expect(text.contains("BN1") && text.contains("écart"), "\(text)")
    }
}
