import Foundation
import Grafcet
import Machines
import Modbus
import Notation
import Simulation
import Testing
import Training

/// Sessions on a machine that a brain outside drives, over sockets.
@Suite(.serialized) struct ExternalSessionTests {
    private static let name = "convoyeur-tri/corrective"

    private func exercise() throws -> Exercise {
        func file(_ path: String) throws -> Exercise.File {
            let url = Command.repository.appending(path: "Scenarios").appending(path: path)
            return Exercise.File(path: path, shown: path, text: try String(contentsOf: url, encoding: .utf8))
        }
        let folder = Command.repository.appending(path: "Scenarios/machines/convoyeur-tri")
        func list(_ url: URL) throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: url.path).sorted() }
        let names =
            try Exercise.machineFileNames(among: list(folder))
            + list(folder.appending(path: "documents")).map { "documents/\($0)" }
        return try Exercise.decode(
            named: Self.name, scenario: file("exercises/\(Self.name)/scenario.yaml"),
            machine: names.map { try file("machines/convoyeur-tri/\($0)") })
    }

    /// The machine's program in a controller of its own, which has nothing of the machine but a Modbus connection: it looks and writes
    /// once a scan.
    private final class Plc {
        private let client: Client
        private var controller: Controller
        private let inputs: [(slot: Grafcet.Slot, entry: RegisterMap.Entry)]
        private let outputs: [(slot: Grafcet.Slot, address: Int)]
        private let width: Int
        private let saysItsMode: Bool
        var isDead = false

        init(_ definition: MachineDefinition, at endpoint: Endpoint, saysItsMode: Bool) throws {
            let (program, map) = (try #require(definition.program), RegisterMap.external(definition))
            client = try Client(endpoint, unit: 1, timeout: .seconds(20))
            controller = Controller(program)
            controller.powerUp()
            func slots(_ variables: [Variable]) -> [(slot: Grafcet.Slot, entry: RegisterMap.Entry)] {
                variables.compactMap { variable in
                    map.entries.first { $0.name == variable.name }.map { (variable.slot, $0) }
                }
            }
            inputs = slots(program.inputs)
            outputs = slots(program.outputs).map { ($0.slot, $0.entry.address) }
            width = (outputs.map(\.address).max() ?? 0) + 1
            self.saysItsMode = saysItsMode
        }

        func turn() throws {
            guard !isDead else { return }
            let bits = try client.readDiscreteInputs(at: 0, count: 16)
            let words = try client.readInputRegisters(at: 0, count: 2)
            for (slot, entry) in inputs {
                let value =
                    entry.area == .discreteInputs
                    ? (bits[entry.address] ? 1 : 0) : Double(Int16(bitPattern: words[entry.address]))
                controller.set(slot, to: value)
            }
            controller.scan(dt: RunningMachine.scanLength)
            var coils = [Bool](repeating: false, count: width)
            for (slot, address) in outputs { coils[address] = controller[slot] != 0 }
            try client.writeCoils(at: 0, coils)
            guard saysItsMode, let mode = controller.state.mode?.rawValue else { return }
            let letter = ["A": 10, "F": 20, "D": 30][mode.prefix(1)] ?? 0
            try client.writeRegister(at: 0, UInt16(letter + (Int(mode.dropFirst()) ?? 0)))
        }
    }

    /// Acts of one who finds the loose terminal; the panel is the program's own, and is not asked.
    private static let script = [
        "prevenir exploitant bonjour, j'arrive pour la DI 2041", "regarder poussoir", "es B1 B2 1Y14",
        "prevenir exploitant passage en manuel", "actionner S7 manuel", "actionner S1", "actionner S8", "non, il sort en manuel",
        "chaine acquerir B2", "hypothese alimentation-B2", "prendre multimetre", "mesurer tension B2:1 B2:3 attendu 24",
        "conclure non conforme", "ouvrir armoire", "mesurer tension X2:12a X2:12b attendu 0", "diagnostic X2:12 desserree",
        "serrer X2:12 0,6", "fermer armoire", "ranger outils", "prevenir exploitant remise en production", "actionner S4",
        "essai au",
        "redemarrer", "attendre 40s",
    ]

    private func header(_ exercise: Exercise, _ outside: Header.Outside?) -> Header {
        exercise.header(
            banc: "test", learner: nil, seed: 1, clock: outside == nil ? .turn : .live, frameworkRevision: "test",
            platform: Header.Platform(system: "", architecture: "", library: "", features: []), outside: outside)
    }

    /// - Parameter idle: scans that pass between two acts.
    private func play(_ lines: [String], _ recorder: Recorder, idle: Int = 0) throws -> [Event] {
        var events: [Event] = []
        for line in lines {
            for outcome in try recorder.play(line, .fr, wall: 0) { events += outcome.events }
            for _ in 0..<idle { events += try recorder.letPass(2, wall: 0).events }
        }
        try recorder.writePassed(wall: 0)
        return events
    }

    private struct Driven {
        let recorder: Recorder
        let plc: Plc
        let server: Server
    }

    private func driven(_ exercise: Exercise, _ path: String, saysItsMode: Bool = true) throws -> Driven {
        let map = RegisterMap.external(exercise.definition)
        let server = try Server([map.served()], at: Endpoint(host: "127.0.0.1", port: 0))
        let plc = try Plc(exercise.definition, at: server.endpoint, saysItsMode: saysItsMode)
        var failure: (any Error)?
        let recorder = try Recorder.begin(
            exercise, header: header(exercise, Header.Outside(isControlled: true)), path: path, wall: 0
        ) { machine in
            machine.setWatchdog(1)
            machine.follow(clientsOf: server)
            #expect(!machine.lookForBrain())
            try plc.turn()
            #expect(machine.lookForBrain())
            machine.beforeScan = { _ in
                do { try plc.turn() } catch { failure = error }
            }
        }
        if let failure { throw failure }
        return Driven(recorder: recorder, plc: plc, server: server)
    }

    /// The state of each indicator; its evidence has other line numbers where writes stand between the acts.
    private func score(_ path: String) throws -> [String: String] {
        struct Score: Decodable {
            struct Unit: Decodable { let competencies: [Competency] }
            struct Competency: Decodable { let indicators: [Indicator] }
            struct Indicator: Decodable { let id, state: String }
            let units: [Unit]
        }
        let replay = try Command.run(["replay", path, "--lang", "en"])
        #expect(replay.status == 0, "\(replay.errors)")
        let told = try Command.run(["score", path, "--json"])
        let score = try JSONDecoder().decode(Score.self, from: Data(told.output.utf8))
        return score.units.flatMap(\.competencies).flatMap(\.indicators).reduce(into: [:]) { $0[$1.id] = $1.state }
    }

    @Test
    func `a session on a machine that a PLC drives has the score of one on its own program, and is played again without it`()
        throws
    {
        let (exercise, folder) = (try exercise(), try Folder())
        let own = try Recorder.begin(exercise, header: header(exercise, nil), path: folder.path("own.jsonl"), wall: 0)
        let ownEvents = try play(Self.script, own)
        let driven = try driven(exercise, folder.path("plc.jsonl"))
        let events = try play(Self.script, driven.recorder)
        driven.server.stop()
        #expect(events.contains(.restarted(mode: "F1")))
        // The PLC is a scan behind the program: nothing that a trainee does or sees is another.
        func told(_ events: [Event]) -> [Event.Kind] { events.map(\.kind).filter { $0 != .modeChanged && $0 != .alarmRaised } }
        #expect(told(events) == told(ownEvents))
        let (ofOwn, ofDriven) = (try score(folder.path("own.jsonl")), try score(folder.path("plc.jsonl")))
        #expect(ofOwn == ofDriven)
        #expect(ofOwn.values.filter { $0 == "reached" }.count > 3 && ofOwn.values.contains { $0 != "reached" })
    }

    @Test func `what passes while nobody acts is in the journal, and what the PLC wrote before the trainee came`() throws {
        let (exercise, folder) = (try exercise(), try Folder())
        let path = folder.path("plc.jsonl")
        let time = try liveThroughALoss(exercise, path)
        let replay = try Command.run(["replay", path, "--lang", "en"])
        #expect(replay.status == 0, "\(replay.errors)")
        // And goes on from there, for another PLC.
        let again = try Recorder.resume(exercise, path: path, wall: 0)
        #expect(again.session.machine.variable("KM11") == 0)
        #expect(again.session.machine.time == time)
    }

    /// - Returns: the machine's time at the end.
    private func liveThroughALoss(_ exercise: Exercise, _ path: String) throws -> Double {
        let driven = try driven(exercise, path)
        defer { driven.server.stop() }
        #expect(driven.recorder.session.mode == "F1", "it has produced before anybody came")
        #expect(driven.recorder.journal.header.outside?.writes.isEmpty == false)
        _ = try play(["regarder poussoir", "es B1 B2"], driven.recorder, idle: 700)
        // The guard opens while the trainee thinks: the machine stops, and that is written down at once.
        driven.recorder.session.machine.feed("B10", "guard", 1)
        var seen: [Event] = []
        for _ in 0..<100 { seen += try driven.recorder.letPass(2, wall: 0).events }
        #expect(seen == [.modeChanged(from: "F1", to: "D1")])
        driven.plc.isDead = true
        for _ in 0..<300 { _ = try driven.recorder.letPass(2, wall: 0) }
        try driven.recorder.writePassed(wall: 0)
        #expect(driven.recorder.session.machine.linkState == .lost)
        let inputs = driven.recorder.journal.entries.map(\.input)
        let steps = inputs.reduce(0) { if case .passing(let steps) = $1 { $0 + steps } else { $0 } }
        #expect(steps == 2 * (2 * 700 + 100 + 300))
        #expect(try Recorder.verify(driven.recorder.journal, on: exercise) == nil)
        return driven.recorder.session.machine.time
    }

    @Test func `a PLC that does not say its mode leaves it open, and what is inside it is not the machine's to show`() throws {
        let (exercise, folder) = (try exercise(), try Folder())
        let driven = try driven(exercise, folder.path("plc.jsonl"), saysItsMode: false)
        #expect(driven.recorder.session.mode == "?")
        for line in ["etape", "ihm alarmes"] {
            let outcome = try #require(try driven.recorder.play(line, .fr, wall: 0).first)
            #expect(outcome.allLines.contains { $0.fr.hasPrefix("Un automate extérieur commande la machine") }, "\(outcome)")
        }
        let channels = try #require(try driven.recorder.play("es 1Y14 B1", .fr, wall: 0).first)
        #expect(channels.allLines.contains { $0.fr.contains("1Y14") })
        driven.server.stop()
    }
}
