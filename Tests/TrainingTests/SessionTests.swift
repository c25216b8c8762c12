import Foundation
import Machines
import Notation
import Simulation
import Testing

@testable import Training

/// Acts before the sorting conveyor with a loose terminal.
@Suite struct SessionTests {
    /// Ten lines: what the guide promises to an instructor.
    static let shortest = """
        format: 1
        title: {fr: Les grands cartons passent, en: Tall boxes pass}
        family: corrective
        order:
          complaint: {fr: Les grands cartons passent., en: The tall boxes pass.}
        faults: [borne-x2-12-desserree]
        start: {for: 10 s}
        scored: [C3.1]
        """

    func session(_ scenario: String = shortest) throws -> Session {
        try Session(Bench.exercise("convoyeur-tri/short", scenario: scenario), seed: 7)
    }

    @Test func `eight lines make a scenario, with the machine's own defaults`() throws {
        let scenario = try Bench.exercise("convoyeur-tri/short", scenario: Self.shortest).scenario
        #expect(scenario.report.component == ["X2:12"])
        #expect(scenario.report.cause.contains("desserr"))
        #expect(scenario.remedies == [Scenario.AcceptedRemedy(action: "tighten", reference: "X2:12", part: nil)])
        #expect(scenario.tests == [.manual, .stepByStep, .dryRun, .emergencyStop, .guards])
        #expect(scenario.tools.contains(.multimeter) && scenario.start.place == "pupitre")
        #expect(scenario.start.operations.map(\.reference) == ["S4", "S1"])
    }

    @Test func `an act takes its verb's seconds, and walking on top`() throws {
        let session = try session()
        let before = session.machine.time
        let outcome = try session.perform(.measure(quantity: .voltageDC, from: "B1:1", to: "B1:3", expected: nil, because: nil))
        // 30 s of measuring and 20 s of walking from the desk, to a step.
        #expect(abs(session.machine.time - before - 50) < 0.02)
        #expect(outcome.events.first == .moved(place: "poussoir"))
    }

    @Test func `a sound cell is fed and the one behind the loose terminal is not`() throws {
        let session = try session()
        try Bench.play(["mesurer tension B1:1 B1:3", "mesurer tension B2:1 B2:3", "mesurer tension B2:3 0V"], on: session)
        let values = session.state.readings.compactMap(\.value)
        #expect(values.count == 3)
        // 24.1 V less a fuse; 2.2 kΩ of cell in series with 20 kΩ; the rest stands at its 0 V pin.
        #expect(abs(values[0] - 24.1) < 0.3 && values[1] < 5 && values[2] > 19)
        #expect(abs(values[1] + values[2] - 24.1) < 0.3)
    }

    @Test func `what is behind a closed door cannot be measured, and costs no time`() throws {
        let session = try session()
        let before = session.machine.time
        let outcome = try #require(try session.play("mesurer tension X2:12a X2:12b", .fr).first)
        #expect(outcome.events == [.prevented(need: .openDoor, of: "armoire")])
        #expect(session.machine.time == before)
        #expect(outcome.lines[0].en.contains("open it first"))
    }

    @Test(arguments: ["serrer X2:12", "nettoyer KM10", "remplacer KM10"])
    func `no tool is taken for what a closed door prevents`(line: String) throws {
        let session = try session()
        let outcome = try #require(try session.play(line, .fr).first)
        #expect(outcome.events == [.prevented(need: .openDoor, of: "armoire")])
        #expect(session.state.toolsOut.isEmpty)
        #expect(outcome.lines[0].fr.contains("est derrière la porte de l'armoire électrique"))
    }

    @Test func `the handle of the main isolator goes through the door, its terminals do not`() throws {
        let session = try session()
        for line in ["mesurer tension Q0:2 Q0:4", "mesurer tension L1 L2"] {
            let outcome = try #require(try session.play(line, .fr).first)
            #expect(outcome.events == [.prevented(need: .openDoor, of: "armoire")])
        }
        #expect(try Bench.play(["actionner Q0 ouvert"], on: session).flatMap(\.events).contains { $0.kind == .operated })
    }

    @Test func `what is jammed is freed by its own word, and a belt that runs is a danger`() throws {
        let jammed = Self.shortest.replacing("borne-x2-12-desserree", with: "carton-coince")
        let stopped = try session(jammed)
        let events = try Bench.play(["actionner S2", "attendre 10s", "ouvrir poussoir", "degager FLUX"], on: stopped).flatMap(
            \.events)
        #expect(events.compactMap(\.danger).isEmpty)
        #expect(
            events.contains {
                if case .freed("FLUX", let effect, _) = $0 { effect.before > 0.5 && effect.after == 0 } else { false }
            })
        #expect(stopped.machine.faults.isEmpty)
        #expect(stopped.machine.plant.value("FLUX", "jammed") == 0)

        let running = try session(jammed)
        let live = try Bench.play(["degager FLUX"], on: running).flatMap(\.events)
        #expect(live.compactMap(\.danger) == [.entanglement])
    }

    @Test func `tightening live mends the machine and is a dangerous act`() throws {
        let session = try session()
        let events = try Bench.play(["ouvrir armoire", "serrer X2:12 0,6"], on: session).flatMap(\.events)
        #expect(events.compactMap(\.danger) == [.workNotIsolated])
        #expect(session.machine.faults.isEmpty)
    }

    @Test func `isolated, locked and proved, the same act is safe; each step left out is named`() throws {
        let steps = [
            "ouvrir armoire", "separer Q0 QX0", "condamner Q0 QX0", "porter gants-isolants ecran", "vat X2", "serrer X2:12 0,6",
        ]
        let session = try session()
        #expect(
            try Bench.play(["prevenir exploitant arret", "actionner S2", "attendre 10s"] + steps, on: session).flatMap(\.events)
                .compactMap(\.danger).isEmpty)
        for (left, danger) in [(2, Danger.workNotLocked), (3, .liveWithoutEquipment), (4, .workNotVerified)] {
            let session = try self.session()
            try Bench.play(["actionner S2", "attendre 10s"], on: session)
            let lines = steps.enumerated().filter { $0.offset != left }.map(\.element)
            let dangers = try Bench.play(lines, on: session).flatMap(\.events).compactMap(\.danger)
            #expect(dangers == [danger], "without \(steps[left])")
        }
    }

    @Test func `the orange circuit stays live behind an open main isolator, and the tester finds it`() throws {
        let session = try session()
        let events = try Bench.play(
            [
                "actionner S2", "attendre 10s", "ouvrir armoire", "separer Q0", "condamner Q0", "porter gants-isolants ecran",
                "vat X2",
            ],
            on: session
        ).flatMap(\.events)
        let found = try #require(
            events.lazy.compactMap { if case .provedDead(let verification) = $0 { verification } else { nil } }.first)
        #expect(!found.dead && found.selfTestBefore && found.selfTestAfter)
        let live = found.pairs.filter { $0.voltage > 0 }
        #expect(live.map(\.from).allSatisfy { $0.hasPrefix("X0") })
        // 230 V ±5 % between the orange phase and its neutral.
        #expect(live.contains { $0.from == "X0:1" && $0.to == "X0:N" && abs($0.voltage - 230) < 12 })
    }

    @Test func `an isolator opened while the belt runs is opened under load`() throws {
        let session = try session(Self.shortest.replacing("for: 10 s", with: "for: 25 s"))
        let events = try Bench.play(["separer Q0"], on: session).flatMap(\.events)
        #expect(events.contains(.isolated(source: "Q0", underLoad: true)))
        #expect(events.compactMap(\.danger) == [.isolatedUnderLoad])
    }

    @Test func `one's own padlock keeps a device shut and comes off first`() throws {
        let session = try session()
        try Bench.play(["actionner S2", "attendre 10s", "separer Q0", "condamner Q0"], on: session)
        let refused = try #require(try session.play("actionner Q0 fermé", .fr).first)
        #expect(refused.events == [.prevented(need: .safeState, of: "Q0")])
        let events = try Bench.play(["deconsigner"], on: session).flatMap(\.events)
        #expect(events.contains(.lockRemoved(source: "Q0", own: true)) && events.contains(.restored(source: "Q0")))
        #expect(session.state.locked.isEmpty && session.state.isolated.isEmpty)
    }

    @Test func `air shut and exhausted reads nothing, and its fitting comes off safely; under pressure it does not`() throws {
        let session = try session(Self.shortest.replacing("for: 10 s", with: "for: 20 s"))
        let hose = try #require(session.exercise.definition.machine.hoses.first { $0.from.reference == "0Z1" }).reference
        let live = try Bench.play(["mesurer pression manometre-0Z1"], on: session).flatMap(\.events)
        guard case .measured(let reading)? = live.last else {
            throw Refusal(segment: "", problem: Text("no reading"), suggestions: [])
        }
        // Set to 6 bar gauge; class 1.6 of 10 bar.
        #expect(abs((reading.value ?? 0) - 6e5) < 3e4)
        let whipped = try session.perform(.disconnect(refs: [hose]))
        if whipped.events.contains(where: { $0.kind == .disconnected }) {
            #expect(whipped.events.contains { $0.danger == .underPressure })
        }
    }

    @Test func `ohms on a live circuit are refused and noted`() throws {
        let session = try session()
        let events = try Bench.play(["mesurer resistance B1:1 B1:3"], on: session).flatMap(\.events)
        #expect(events.compactMap(\.danger) == [.ohmsOnLive])
        #expect(session.state.readings.last?.value == nil)
    }

    @Test func `a part that fits nothing here is paid for and mends nothing`() throws {
        let session = try session()
        let events = try Bench.play(["remplacer B2 6205-2RS"], on: session).flatMap(\.events)
        guard case .replaced(_, _, let fits, _, _)? = events.first(where: { $0.kind == .replaced }) else {
            throw Refusal(segment: "", problem: Text("not replaced"), suggestions: [])
        }
        #expect(!fits && session.state.cost > 0)
    }

    @Test func `a form is asked field by field, goes back, and can be left`() throws {
        let session = try session()
        try Bench.play(["cr", "grands cartons non éjectés"], on: session)
        #expect(session.context(.fr).form?.field == .cause)
        try Bench.play(["retour"], on: session)
        #expect(session.context(.fr).form?.field == .symptom)
        try Bench.play(["retour"], on: session)
        #expect(session.context(.fr).form == nil && session.state.openForm?.kind == .report)
        try Bench.play(["signer"], on: session)
        #expect(session.state.filed.first?.entries.first?.value == "grands cartons non éjectés")
    }

    @Test func `both languages do the same act and say it in their own words`() throws {
        let french = try session(), english = try session()
        let one = try Bench.play(["regarder pupitre", "prevenir exploitant arret", "es B1 B2"], on: french, .fr)
        let two = try Bench.play(["look pupitre", "warn operator stop", "io B1 B2"], on: english, .en)
        #expect(one.map { $0.events.map(\.kind) } == two.map { $0.events.map(\.kind) })
        #expect(one[2].allLines[0].fr.contains("attendu") && two[2].allLines[0].en.contains("expected"))
    }

    @Test func `what is asked of nobody is nobody's answer, and help takes no time`() throws {
        let session = try session()
        let before = session.machine.time
        #expect(try session.play("aide mesurer", .fr)[0].events.isEmpty)
        #expect(try session.play("où j'en suis", .fr)[0].events.isEmpty)
        #expect(session.machine.time == before)
        let outcome = try session.play("questionner exploitant la couleur du ciel", .fr)[0]
        #expect(outcome.events == [.asked(who: "operator", about: "la couleur du ciel", answer: nil)])
    }

    @Test func `a restart with nobody warned and a cover off is dangerous twice`() throws {
        let session = try session()
        let events = try Bench.play(["actionner S2", "attendre 15s", "ouvrir tete", "redemarrer"], on: session).flatMap(\.events)
        let dangers = events.compactMap(\.danger)
        #expect(dangers.contains(.restartedGuardOff) && dangers.contains(.restartedUnwarned))
    }
}
