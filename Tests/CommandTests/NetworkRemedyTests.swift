import Foundation
import Grafcet
import Machines
import Modbus
import Notation
import Simulation
import Testing
import Training

/// What is wrong with the connected layer, as a master sees it over its socket and as a trainee mends it.
@Suite struct NetworkRemedyTests {
    /// In production, with no fault but those that a test puts in.
    private static let sound = """
        format: 1
        title: {fr: Rien, en: Nothing}
        family: corrective
        order:
          complaint: {fr: Rien., en: Nothing.}
        faults: [borne-x2-12-desserree]
        start: {for: 30 s}
        """

    private func session(_ scenario: String? = nil, named name: String = "short") throws -> Session {
        func file(_ path: String) throws -> Exercise.File {
            let url = Command.repository.appending(path: "Scenarios").appending(path: path)
            return Exercise.File(path: path, shown: path, text: try String(contentsOf: url, encoding: .utf8))
        }
        let path = "exercises/convoyeur-tri/\(name)/scenario.yaml"
        let written = try scenario.map { Exercise.File(path: path, shown: path, text: $0) } ?? file(path)
        let folder = Command.repository.appending(path: "Scenarios/machines/convoyeur-tri")
        let names = Exercise.machineFileNames(among: try FileManager.default.contentsOfDirectory(atPath: folder.path))
        let machine = try names.map { try file("machines/convoyeur-tri/\($0)") }
        return try Session(Exercise.decode(named: "convoyeur-tri/\(name)", scenario: written, machine: machine), seed: 1)
    }

    /// A master that asks as one would: each answer in time, long requests too, and the values those of the machine.
    private func isSound(_ machine: RunningMachine, _ server: Server) throws -> Bool {
        let map = try #require(machine.definition.map)
        func entry(_ name: String, _ format: RegisterMap.Format) throws -> RegisterMap.Entry {
            try #require(map.entries.first { $0.area == .inputRegisters && $0.name == name && $0.format == format })
        }
        let (current, speed) = (try entry("intensite", .f32), try entry("TA1.speed", .i16))
        let pulses = try entry("mode_gemma", .u16)
        do {
            for _ in 0..<4 {
                try machine.advance(by: 0.5)
                let client = try Client(server.endpoint, unit: 1, timeout: .milliseconds(400))
                let registers = try client.readInputRegisters(at: 8, count: 7)
                func value(_ entry: RegisterMap.Entry) -> Double {
                    entry.value(Array(registers[(entry.address - 8)..<(entry.address - 8 + entry.width)]))
                }
                let mode = try client.readInputRegisters(at: pulses.address, count: 1)
                guard abs(value(speed) - (machine.plant.value("TA1", "speed") ?? 0)) < 0.002,
                    abs(value(current) - (machine.variable("intensite") ?? 0)) < 1e-3,
                    pulses.value(mode) == machine.variable("mode_gemma")
                else { return false }
            }
        } catch is ClientError {
            return false
        }
        return true
    }

    @Test(arguments: NetworkFailure.general)
    func `a fault of the link is seen through the register map, and its remedy ends it`(failure: NetworkFailure) throws {
        let session = try session(Self.sound)
        let machine = session.machine
        machine.withdraw("borne-x2-12-desserree")
        let map = try #require(machine.definition.map)
        let server = try Server([map.served()], at: Endpoint(host: "127.0.0.1", port: 0))
        defer { server.stop() }
        machine.serve(on: server)
        try machine.advance(by: 0.5)
        #expect(try isSound(machine, server))
        machine.inject(failure.fault, severity: 1)
        try machine.advance(by: 0.02)
        var isSeen = try !isSound(machine, server)
        if !isSeen {
            // The belt stops: values that stand still are no longer those of the machine.
            try machine.operate("S2", to: nil)
            try machine.advance(by: 20)
            isSeen = try !isSound(machine, server)
        }
        #expect(isSeen)

        let line =
            failure.setting.map { setting in
                let right = Int(setting.right)
                let word = setting.words.indices.contains(right) ? setting.words[right].fr : "\(right)"
                return "regler modbus \(setting.text.fr) \(word)"
            } ?? "rebrancher modbus"
        let outcome = try #require(try session.play(line, .fr).first)
        switch (failure.setting, outcome.events.first { $0.kind == .adjusted || $0.kind == .reconnected }) {
        case (let setting?, .adjusted(let ref, let parameter, let from, let to, _)?):
            #expect(ref == "modbus" && parameter == setting.rawValue && from != to && to == setting.right)
        case (nil, .reconnected(let ref, _, _)?): #expect(ref == "modbus")
        default: Issue.record("\(line): \(outcome.events)")
        }
        #expect(machine.faults.isEmpty)
        try machine.advance(by: 0.5)
        #expect(try isSound(machine, server))
    }

    @Test func `what is set wrong on a sound link is wrong`() throws {
        let session = try session(Self.sound)
        session.machine.withdraw("borne-x2-12-desserree")
        _ = try session.play("regler modbus echelle 10", .fr)
        #expect(session.machine.faults.map(\.failure) == ["scaled"])
        _ = try session.play("adjust modbus scale 1", .en)
        #expect(session.machine.faults.isEmpty)
        let outcome = try #require(try session.play("regler modbus longueur 0", .fr).first)
        #expect(outcome.events.map(\.kind).contains(.prevented))
    }

    @Test func `an unknown client is found in the log, and only shutting it out ends it`() throws {
        let session = try session(named: "intruder")
        let machine = session.machine
        #expect(machine.variable("seuil_courant") == 300)
        #expect(machine.controller?.activeAlarms.map(\.name).contains("courant-alerte") == true)
        func log() throws -> String {
            try session.play("ihm ecritures", .fr).flatMap(\.allLines).map(\.fr).joined(separator: "\n")
        }
        let before = try log()
        #expect(before.contains("192.168.10.20 : supervision de l'atelier"))
        #expect(before.contains("192.168.10.77 · seuil_courant : 950 → 300"))
        #expect(before.contains("192.168.10.20 · seuil_courant : 950 → 950"))
        #expect(!before.contains("refusé"))

        _ = try session.play("regler A1 seuil_courant 950", .fr)
        #expect(machine.variable("seuil_courant") == 950)
        _ = try session.play("attendre 60s", .fr)
        #expect(machine.variable("seuil_courant") == 300)

        _ = try session.play("adjust modbus access supervisor ; adjust A1 seuil_courant 950", .en)
        _ = try session.play("attendre 120s", .fr)
        #expect(machine.variable("seuil_courant") == 950)
        #expect(machine.faults.isEmpty)
        #expect(machine.controller?.activeAlarms.map(\.name).contains("courant-alerte") == false)
        #expect(try log().contains("192.168.10.77 · seuil_courant : → 300 · refusé"))
    }
}
