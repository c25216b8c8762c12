import Dossiers
import Foundation
import Modbus
import Notation
import Reports
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
    let style: TerminalStyle
    /// Real devices in the place of components; they have started.
    var bench: BoundBench?
    /// Nil where time passes by acts.
    var live: LiveClock?

    private struct Summary: Encodable {
        let journal: String
        let scenario: String
        let entries: Int
        let finished: Bool
        let machineSeconds: Double
        /// In the learner's portfolio; absent without a learner.
        let counted: Bool?
    }

    func play(resumed: Bool) throws {
        let session = recorder.session
        let server = try modbus.map { address in
            let server = try ModbusLink.open(address, for: session.exercise.definition)
            session.machine.serve(on: server)
            if !json {
                Console.print(Text(fr: "Modbus TCP : \(server.endpoint)", en: "Modbus TCP: \(server.endpoint)").spoken)
            }
            return server
        }
        defer { server?.stop() }
        let waiting = Text(
            fr: "Séance en attente : banc resume \(recorder.path)", en: "Session waiting: banc resume \(recorder.path)")
        LeaveTaking.says(waiting)
        let player = SessionPlayer(
            recorder: recorder, language: Spoken.language, isSilent: json, screen: .now, bench: bench, live: live)
        player.open(resumed: resumed)
        let lock = live?.lock ?? NSLock()
        let reader = LineReader(script: lines) { line in
            lock.withLock { session.completions(of: line, Spoken.language) }
        }
        try player.play(reader, isStrict: isScripted)
        live?.end(session.machine)
        if !session.state.finished && !json {
            Console.print(waiting.spoken)
        }
        if session.state.finished { try judge() }
        // The session is on the disk whatever becomes of the register: that it failed is said last.
        let counted = Result { try count() }
        if json {
            try Console.json(
                Summary(
                    journal: recorder.path, scenario: session.exercise.name, entries: recorder.journal.entries.count,
                    finished: session.state.finished, machineSeconds: session.elapsed,
                    counted: try? counted.get()))
        }
        if try counted.get() == true, !json, let learner = recorder.journal.header.learner {
            Console.print(
                Text(
                    fr: "Comptée pour \(learner) : banc learner show \(learner)",
                    en: "Counted for \(learner): banc learner show \(learner)"
                ).spoken)
        }
    }

    /// At the end: the score in a few lines, and the report where it was asked for.
    private func judge() throws {
        let judgement = try Judgement(recorder.journal, path: recorder.path, library: library)
        if !json {
            Console.print()
            for line in judgement.score.lines(Spoken.language, style) { Console.print(line) }
        }
        guard let report else { return }
        try judgement.writeReport(to: report)
        if !json { Console.print(Text(fr: "rapport : \(report)", en: "report: \(report)").spoken) }
    }
}
