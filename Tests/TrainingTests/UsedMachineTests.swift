import Components
import Machines
import Notation
import Simulation
import Testing

@testable import Training

/// A machine that has run before the trainee meets it.
@Suite struct UsedMachineTests {
    private func session(
        _ age: String?, of machine: String = "convoyeur-tri", seed: UInt64 = 1, start: String = "{for: 2 s, operations: []}"
    ) throws -> Session {
        let text = """
            format: 1
            title: {fr: Elle a tourné, en: It has run}
            family: preventive
            order: {complaint: {fr: La ronde du mois., en: The monthly round.}}
            start: \(start)
            scored: [C3.1]
            """
        let scenario = text + (age.map { "\nage: \($0)\n" } ?? "\n")
        return try Session(Bench.exercise("\(machine)/short", scenario: scenario), seed: seed)
    }

    private struct Worn: Equatable {
        let what: String
        let severity: Double
    }

    /// All that use has done to a session's machine.
    private func worn(_ session: Session) -> [Worn] {
        Ageing(session.machine).wear.map { wear in
            let target = Machines.Fault.Target.component(reference: wear.reference, item: wear.item)
            return Worn(
                what: "\(wear.reference) \(wear.item) \(wear.law.failure)",
                severity: session.machine.plant.severity(of: wear.law.failure, on: target))
        }
    }

    @Test func `use wears the machine as ageing it in production does, and alike at each beginning`() throws {
        #expect(worn(try session(nil)).allSatisfy { $0.severity == 0 })
        let used = worn(try session("2000 h"))
        #expect(used.contains { $0.severity > 0.02 })
        #expect(worn(try session("2000 h")) == used)
        #expect(worn(try session("2000 h", seed: 2)) != used, "another specimen")
        // The same hours by hand, from the machine's own start.
        let machine = try RunningMachine(
            Bench.exercise("convoyeur-tri/short", scenario: SessionTests.shortest).definition, seed: 1,
            step: RunningMachine.scanLength)
        try machine.advance(by: 1)
        try machine.operate("S4", to: nil)
        try machine.advance(by: 1)
        try machine.operate("S1", to: nil)
        try machine.advance(by: 178)
        var ageing = Ageing(machine)
        try ageing.advance(machine, by: 2_000 * 3_600, stretch: 60)
        for (one, other) in zip(ageing.wear, used) where one.severity > 0.01 {
            // Cycles fall otherwise into the stretches.
            #expect(abs(other.severity / one.severity - 1) < 0.1, "\(other.what) \(one.severity) \(other.severity)")
        }
    }

    @Test func `more use is more wear, and a part that was renewed has its own hours`() throws {
        let (some, more) = (worn(try session("500 h")), worn(try session("2000 h")))
        for (one, other) in zip(some, more) { #expect(other.severity >= one.severity, "\(other.what)") }
        let most = try #require(more.max { $0.severity < $1.severity })
        let reference = try #require(most.what.split(separator: " ").first.map(String.init))
        let renewed = worn(try session("{use: 2000 h, renewed: {\(reference): 20 h}}"))
        let now = try #require(renewed.first { $0.what == most.what })
        #expect(now.severity < 0.3 * most.severity, "\(most.what) \(most.severity) \(now.severity)")
    }

    @Test func `the press that has run four thousand hours, its filter and two relays renewed, is worn and makes bales`() throws {
        let session = try session(
            "{use: 4000 h, renewed: {0H1: 300 h, K14: 1000 h, K16: 1000 h}}", of: "presse-emballage", start: "{for: 120 s}")
        let used = worn(session)
        #expect(used.filter { $0.severity > 0.02 }.count > 8)
        #expect(used.first { $0.what.hasPrefix("0H1 ") && $0.what.hasSuffix("clogged") }.map { $0.severity < 0.5 } == true)
        #expect(session.machine.plant.value("FLUX", "good") ?? 0 >= 1 && session.mode == "F1")
    }
}
