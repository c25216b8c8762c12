import Foundation
import Notation
import Simulation
import Testing

@testable import Training

/// The vacuum of the press's station 1: what is read and heard of it from outside the guard.
@Suite struct PressVacuumTests {
    private func session(_ operations: String, fault: String = "tuyau-vide-fendu") throws -> Session {
        let scenario = """
            format: 1
            title: {fr: Le vide, en: The vacuum}
            family: corrective
            order: {complaint: {fr: Il siffle., en: It hisses.}}
            faults: [\(fault)]
            start: {for: 25 s, operations: [\(operations)]}
            """
        return try Session(Bench.exercise("presse-emballage/short", scenario: scenario), seed: 1)
    }

    @Test func `the display of the vacuum switch is read with the guard shut, and keeps the best vacuum of a cycle`() throws {
        let session = try session("S4@1s, S1@2s", fault: "manometre-0p2-bloque")
        let outcomes = try Bench.play(["mesurer pression vide"], on: session)
        let reading = try #require(
            outcomes.flatMap(\.events).lazy.compactMap { if case .measured(let reading) = $0 { reading } else { nil } }.first)
        // A cycle lasts 31 s, of which the sheet hangs for eight.
        #expect(abs((reading.value ?? 0) + 0.71e5) < 0.03e5)
        #expect(session.state.openDoors.isEmpty && session.state.place == "pose")
    }

    @Test func `the override of a valve is held by name, and a tube that gapes when low is heard when low`() throws {
        let session = try session("S4@1s, S7=manuel@2s, S1@3s")
        func heard() throws -> String {
            try Bench.play(["actionner 8V2 appuyé", "ecouter TU35", "actionner 8V2 relâché"], on: session).flatMap(\.allLines)
                .map(\.fr).joined(separator: "\n")
        }
        let high = try heard()
        #expect(high.contains("tenu jusqu'à « relâché »") && !high.contains("sifflement"))
        try Bench.play(["actionner S12 axe", "actionner S9 appuyé", "attendre 3s", "actionner S9 relâché"], on: session)
        #expect(try heard().contains("TU35 : un sifflement d'air"))
    }

    @Test func `a tube between two parts behind a guard is seen through it, and not touched`() throws {
        let session = try session("S4@1s, S7=manuel@2s, S1@3s")
        let outcomes = try Bench.play(["regarder TU35", "remplacer TU35"], on: session)
        #expect(outcomes.flatMap(\.events).contains { if case .prevented(.openDoor, _) = $0 { true } else { false } })
        #expect(session.state.work.isEmpty && session.state.observations.contains { $0.at == "TU35" })
    }
}
