import Machines
import Notation
import Simulation
import Testing

@testable import Training

/// Parts of a kit before the sorting conveyor: where they go, what it takes, and what the machine does then.
@Suite struct FittingSessionTests {
    private static let scenario = """
        format: 1
        title: {fr: Le poussoir claque, en: The pusher bangs}
        family: improvement
        order:
          complaint: {fr: Monte le démarreur., en: Fit the valve.}
        start: {for: 40 s, operations: [S4@1s, S7=auto@2s, S1@3s, S0=enfoncé@20s, 1A1=tiré@25s+5s], place: pupitre}
        kit:
          0V3: {type: soft-start-valve, article: EAV2000-F02, throttle: 0.03 l/(s·bar), price: 84}
        scored: [C4.1]
        """

    private func session() throws -> Session {
        try Session(try Bench.exercise("convoyeur-tri/short", scenario: Self.scenario), seed: 1)
    }

    private static let locked = ["consigner separer 0V1", "consigner condamner 0V1", "mesurer pression 0P2 attendu 0"]
    /// The pusher out, the air back on.
    private static let measured = [
        "ouvrir poussoir", "actionner 1A1 tiré", "fermer poussoir", "deconsigner 0V1", "actionner S0 déverrouillé",
        "actionner S4",
        "mesurer duree 1A1 en actionnant S1",
    ]

    @Test func `locked out it is fitted without danger, costs its price and is on no folio`() throws {
        let session = try session()
        let outcomes = try Bench.play(Self.locked + ["monter 0V3 sur 0V2:2", "schema F9"], on: session)
        #expect(Bench.dangers(outcomes).isEmpty)
        let hoses = outcomes.flatMap(\.events).compactMap { event -> [String]? in
            if case .fitted(_, _, let hoses, _) = event { hoses } else { nil }
        }
        #expect(hoses == [["TU5", "TU7", "TU8"]])
        #expect(session.state.cost == 84)
        #expect(session.state.work == [.fitted(ref: "0V3", at: "0V2:2")])
        #expect(session.state.toolsOut.contains("spanner"))
        #expect(Bench.said(try Bench.play(["regarder 0V3"], on: session)).contains("monté sur 0V2:2"))
        #expect(Bench.said(outcomes).contains("pas encore au dossier : 0V3 (0V2:2)"))
    }

    @Test func `under pressure it is fitted all the same, and judged`() throws {
        let session = try session()
        let outcomes = try Bench.play(["monter 0V3 TU3"], on: session)
        #expect(Bench.dangers(outcomes).contains(.underPressure))
        #expect(session.machine.plant.fittings.map(\.part) == ["0V3"])
    }

    @Test func `air that is off but not locked out is judged as well`() throws {
        let session = try session()
        // Behind the safety valve there is no air after an emergency stop; nothing keeps it from coming back.
        let outcomes = try Bench.play(["monter 0V3 sur 0V2:2"], on: session)
        #expect(Bench.dangers(outcomes) == [.workNotIsolated])
    }

    @Test(arguments: [
        // Behind the safety valve, before all branches: home in its own time.
        ("0V2:2", 0.8...3.0),
        // The branch of the two valves: the same for the cylinders.
        ("TU5", 0.8...3.0),
        // Where there is room: full at 6 bar before the safety valve opens.
        ("TU3", 0.1...0.3),
        // Behind the first branch: only 2A1 is behind it.
        ("TU6", 0.1...0.3),
        // One chamber: the other one's air drives the piston as before.
        ("TU11", 0.1...0.3),
    ])
    func `where it is fitted decides how the pusher goes home`(place: String, seconds: ClosedRange<Double>) throws {
        let session = try session()
        try Bench.play(Self.locked + ["ouvrir poussoir", "monter 0V3 \(place)", "fermer poussoir"] + Self.measured, on: session)
        let reading = try #require(session.state.readings.last)
        #expect(reading.during == "S1" && reading.quantity == .duration)
        #expect(seconds.contains(try #require(reading.value)), "\(place): \(reading.value ?? 0)")
    }

    @Test func `without it the pusher bangs home, and so it does once the valve was taken off`() throws {
        let (never, once) = (try session(), try session())
        try Bench.play(Self.locked + Self.measured, on: never)
        try Bench.play(Self.locked + ["monter 0V3 sur 0V2:2", "demonter 0V3"] + Self.measured, on: once)
        #expect(try Bench.last(never) < 0.3 && Bench.last(once) < 0.3)
        #expect(once.machine.plant.fittings.isEmpty)
        #expect(once.state.work == [.fitted(ref: "0V3", at: "0V2:2"), .unfitted(ref: "0V3")])
    }

    @Test func `the stopwatch follows a needle too`() throws {
        let session = try session()
        try Bench.play(
            Self.locked + ["monter 0V3 sur 0V2:2", "deconsigner 0V1", "actionner S0 déverrouillé", "actionner S4"], on: session)
        try Bench.play(["mesurer duree 0P2 en actionnant S1"], on: session)
        #expect((3...6).contains(try Bench.last(session)))
        // The way out is free: the safety valve empties the machine as before.
        try Bench.play(["mesurer duree 0P2 en actionnant S0"], on: session)
        #expect(try Bench.last(session) < 0.8)
    }

    @Test func `what cannot be done takes no time and moves nothing`() throws {
        let session = try session()
        let began = session.machine.time
        let outcomes = try Bench.play(
            ["monter 0V3 sur KM11:A1", "demonter 0V3", "mesurer duree 1A1 en actionnant 0V1"], on: session)
        #expect(outcomes.allSatisfy { $0.events.contains { $0.kind == .prevented } })
        #expect(session.machine.plant.fittings.isEmpty && session.machine.time - began < 21)
    }

    @Test func `it is said in English too, and a part that is none is answered with what may be meant`() throws {
        let session = try session()
        let english = session.parser(.en)
        #expect(Bench.said(try Bench.play(["regarder 0V3"], on: session)).contains("sur l'établi"))
        #expect(try english.parse("fit 0V3 on 0V2:2") == [.fit(part: "0V3", at: "0V2:2")])
        #expect(try english.parse("unfit 0V3") == [.unfit(part: "0V3")])
        let measure = try english.parse("measure duration 1A1 expect 1 while operating S1")
        #expect(
            measure == [
                .measure(quantity: .duration, from: "1A1", to: nil, expected: .value(si: 1), because: nil, during: "S1")
            ])
        let refusal = #expect(throws: Refusal.self) { try session.parser(.fr).parse("monter 1A1") }
        #expect(refusal?.suggestions.contains("remplacer 1A1") == true)
    }

    @Test func `the same acts give the same events, the fitting among them`() throws {
        let lines = Self.locked + ["monter 0V3 sur 0V2:2"] + Self.measured
        let (one, other) = (try session(), try session())
        #expect(
            try Bench.play(lines, on: one).flatMap(\.events) == Bench.play(lines, on: other).flatMap(\.events))
        #expect(one.machine.plant.value("1A1", "position") == other.machine.plant.value("1A1", "position"))
    }

    @Test func `a wire is put on another terminal, and the machine follows`() throws {
        let session = try session()
        let outcomes = try Bench.play(["ouvrir armoire", "debrancher W126", "rebrancher W126 sur X3:5"], on: session)
        #expect(outcomes.flatMap(\.events).contains(.reconnected(ref: "126", asDrawn: false, on: "X3:5a")))
        // The input of B2 now hears 1S2, which sees the pusher out.
        #expect(session.machine.variable("B2") == session.machine.variable("1S2"))
        // A wire that hangs nowhere has no end to put.
        let refused = try Bench.play(["rebrancher W126 sur X3:2"], on: session)
        #expect(refused[0].events.contains { $0.kind == .prevented })
    }

    @Test func `a relay of the kit is put on its rail, wired at both ends, and pulls in`() throws {
        let kit = """
              K5: {type: relay, price: 9, text: {fr: relais ajouté, en: added relay}}
              301: {from: "X2:1b", to: "K5:A1", class: commande}
              302: {from: "K5:A2", to: "X2:9b", class: commande}
            """
        let scenario = Self.scenario.replacing("scored:", with: kit + "\nscored:")
        let session = try Session(try Bench.exercise("convoyeur-tri/short", scenario: scenario), seed: 1)
        let outcomes = try Bench.play(["ouvrir armoire", "monter K5 armoire", "monter K5 0V2:2"], on: session)
        #expect(Bench.dangers(outcomes).contains(.workNotIsolated))
        #expect(session.state.work == [.fitted(ref: "K5", at: "armoire")] && session.state.cost == 9)
        #expect(session.situation.mode == "D1")
        // Named by its terminal, then both ends that are at hand.
        try Bench.play(["rebrancher W301 sur K5:A1"], on: session)
        #expect(session.machine.plant.value("K5", "closed") == 0)
        try Bench.play(["rebrancher W301", "rebrancher W302"], on: session)
        #expect(session.machine.plant.value("K5", "closed") == 1)
        #expect(try Bench.play(["mesurer tension K5:A1 K5:A2"], on: session).count == 1)
        #expect(abs(try Bench.last(session) - 24) < 1)
        try Bench.play(["debrancher W302"], on: session)
        #expect(session.machine.plant.value("K5", "closed") == 0)
    }

    @Test func `a journal tells a setting in the unit of its adjuster`() throws {
        let session = try session()
        let outcomes = try Bench.play(["regler 0V3 étranglement 0,05"], on: session)
        let told = try #require(outcomes.flatMap(\.events).first { $0.kind == .adjusted }).sentence(session.vocabulary)
        #expect(told.fr.contains("0,03 l/(s·bar) → 0,05 l/(s·bar)") || told.fr.contains("0,0300 l/(s·bar) → 0,0500 l/(s·bar)"))
        #expect(SettingText.text(1.1, of: "setting").en.hasSuffix(" A"))
        // Absolute for an air regulator, gauge for an oil valve: a journal does not know which.
        #expect(SettingText.text(7e5, of: "set-pressure").en == "700000")
        #expect(SettingText.text(70, of: "seuil_pompe").en == "70")
    }
}
