import Foundation
import Modbus
import Notation
import Simulation
import Training

/// A session from its opening to its report, whoever types.
struct SessionRun {
    let library: Library
    let recorder: Recorder
    let lines: FileHandleLines?
    let isScripted: Bool
    let modbus: String?
    let report: String?
    let json: Bool

    private struct Summary: Encodable {
        let journal: String
        let scenario: String
        let entries: Int
        let finished: Bool
        let machineSeconds: Double
    }

    func play(resumed: Bool) throws {
        let session = recorder.session
        let server = try modbus.map { address in
            let server = try ModbusLink.open(address, for: session.exercise.definition, anyUnit: false)
            session.machine.serve(on: server)
            if !json {
                Console.print(Text(fr: "Modbus TCP : \(server.endpoint)", en: "Modbus TCP: \(server.endpoint)").spoken)
            }
            return server
        }
        defer { server?.stop() }
        let player = SessionPlayer(recorder: recorder, language: Spoken.language, isSilent: json)
        player.open(resumed: resumed)
        let reader = LineReader(script: lines) { session.completions(of: $0, Spoken.language) }
        try player.play(reader, isStrict: isScripted)
        if !session.state.finished && !json {
            Console.print(
                Text(
                    fr: "Séance en attente : banc resume \(recorder.path)", en: "Session waiting: banc resume \(recorder.path)"
                ).spoken)
        }
        if json {
            try Console.json(
                Summary(
                    journal: recorder.path, scenario: session.exercise.name, entries: recorder.journal.entries.count,
                    finished: session.state.finished, machineSeconds: session.elapsed))
        }
    }
}
