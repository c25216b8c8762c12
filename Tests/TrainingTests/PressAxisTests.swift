import Machines
import Notation
import Simulation
import Testing

@testable import Training

/// The suspended axis of the press, driven by hands.
@Suite struct PressAxisTests {
    private func session() throws -> Session {
        let scenario = """
            format: 1
            title: {fr: L'axe, en: The axis}
            family: corrective
            order: {complaint: {fr: Il grince., en: It squeaks.}}
            faults: [manometre-0p2-bloque]
            start: {for: 25 s, operations: [S4@1s, S7=manuel@2s, S1@3s]}
            """
        let session = try Session(Bench.exercise("presse-emballage/short", scenario: scenario), seed: 1)
        try #require(session.mode == "F4")
        return session
    }

    @Test func `a button that is pressed by name is held until it is released by name`() throws {
        let session = try session()
        let before = try #require(session.machine.plant.value("AX3", "position"))
        let outcomes = try Bench.play(["actionner S12 axe", "actionner S9 appuyé", "attendre 1s"], on: session)
        // 77 mm/s for the five seconds of the act and the second after it.
        #expect((session.machine.plant.value("AX3", "position") ?? 1) < before - 0.3)
        #expect(outcomes.flatMap(\.allLines).map(\.fr).contains { $0.contains("tenu jusqu'à « relâché »") })
        try Bench.play(["actionner S9 relâché"], on: session)
        #expect(abs(session.machine.plant.value("AX3", "speed") ?? 1) < 0.002)
    }

    @Test func `the manual test shuts and opens the clamp`() throws {
        let session = try session()
        let outcomes = try Bench.play(["prevenir exploitant essai", "essai manuel"], on: session)
        #expect(session.state.tests.contains { $0.kind == .manual && $0.passed }, "\(outcomes.flatMap(\.allLines).map(\.fr))")
    }

    @Test func `an axis that its motor lets go and its brake stops has not fallen`() throws {
        let session = try session()
        let before = try #require(session.machine.plant.value("AX3", "position"))
        let outcomes = try Bench.play(["actionner S12 axe", "actionner S9", "attendre 2s"], on: session)
        #expect((session.machine.plant.value("AX3", "position") ?? 1) < before - 0.005)
        #expect(outcomes.flatMap(\.events).compactMap(\.danger).isEmpty)
    }

    @Test func `the pin is worked from the platform, every guard shut, and is separated, blocked and locked there`() throws {
        let session = try session()
        try Bench.play(["consigner caler AX3", "consigner condamner AX3"], on: session)
        let state = session.state
        #expect(state.place == "tete-axe" && state.openDoors.isEmpty)
        #expect(state.blocked == ["AX3"] && state.isolated == ["AX3"] && state.locked == ["AX3"])
        #expect(session.machine.plant.value("AX3", "pinned") == 1)
    }

    @Test func `what blocks comes off in the inverse order, and no other source's return takes the pin out`() throws {
        let session = try session()
        try Bench.play(
            ["separer AX3", "condamner AX3", "separer Q0", "condamner Q0", "separer 0V1", "ouvrir presse", "caler 2A1"],
            on: session)
        #expect(session.state.blocked == ["AX3", "2A1"])
        try Bench.play(["fermer presse", "deconsigner 0V1"], on: session)
        #expect(session.state.blocked == ["AX3"] && session.machine.plant.value("AX3", "pinned") == 1)
        try Bench.play(["deconsigner Q0"], on: session)
        #expect(session.state.blocked == ["AX3"] && session.machine.plant.value("AX3", "pinned") == 1)
        try Bench.play(["deconsigner"], on: session)
        #expect(session.state.blocked.isEmpty && session.state.isolated.isEmpty && session.state.locked.isEmpty)
        #expect(session.machine.plant.value("AX3", "pinned") == 0)
    }
}
