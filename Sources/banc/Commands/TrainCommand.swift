import ArgumentParser
import Foundation
import Modbus
import Notation
import Simulation
import Training

/// `banc train`: a trainee's session, at the terminal or from a script.
struct TrainCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "train",
            abstract: Text(fr: "une séance de travail sur un scénario", en: "a session on a scenario").spoken)
    }

    @OptionGroup var common: CommonOptions

    @Argument(help: ArgumentHelp(Text(fr: "scénario : MACHINE/NOM", en: "scenario: MACHINE/NAME").spoken))
    var scenario: String

    @Option(name: .long, help: ArgumentHelp(Text(fr: "pseudonyme de l'élève", en: "the learner's pseudonym").spoken))
    var learner: String?

    @Option(name: .long, help: ArgumentHelp(Text(fr: "graine de l'exemplaire", en: "seed of the specimen").spoken))
    var seed: UInt64 = 1

    @Option(
        name: .long,
        help: ArgumentHelp(
            Text(fr: "machine aussi sur Modbus TCP", en: "the machine on Modbus TCP too").spoken, valueName: "host:port"))
    var modbus: String?

    @Option(
        name: .long,
        help: ArgumentHelp(Text(fr: "joue les lignes d'un fichier, ou - ", en: "plays the lines of a file, or -").spoken))
    var script: String?

    @Flag(
        name: .long, help: ArgumentHelp(Text(fr: "joue l'exemple du scénario", en: "plays the scenario's worked example").spoken))
    var worked = false

    @Option(
        name: .long,
        help: ArgumentHelp(Text(fr: "comment le temps passe : turn, par gestes", en: "how time passes: turn, by acts").spoken))
    var clock = "turn"

    @Option(name: .long, help: ArgumentHelp(Text(fr: "fichier du journal", en: "journal file").spoken))
    var journal: String?

    @Option(
        name: .long, help: ArgumentHelp(Text(fr: "rapport HTML à écrire à la fin", en: "HTML report to write at the end").spoken))
    var report: String?

    @OptionGroup var bound: BindOptions

    @Flag(name: .long, help: ArgumentHelp(Text(fr: "une valeur JSON à la fin", en: "one JSON value at the end").spoken))
    var json = false

    func validate() throws {
        if clock != "turn" {
            throw ValidationError(
                Text(
                    fr: "--clock : « turn » seulement pour une séance ; « banc serve » tourne en direct",
                    en: "--clock: 'turn' only for a session; 'banc serve' runs live"
                ).spoken)
        }
        if worked && script != nil {
            throw ValidationError(Text(fr: "--worked ou --script, pas les deux", en: "--worked or --script, not both").spoken)
        }
    }

    func run() throws {
        try reporting {
            let library = try common.library()
            let exercise = try library.exercise(scenario)
            let header = exercise.header(
                banc: Version.current, learner: learner, seed: seed, clock: .turn,
                frameworkRevision: try library.frameworkRevision, platform: .host)
            let bench = try bound.bench(exercise.definition, library)
            try bench?.checkUnlinked(exercise.definition)
            let path = journal ?? JournalPlace.path(for: exercise.name, at: Date())
            let recorder = try Recorder.begin(exercise, header: header, path: path, wall: Date().timeIntervalSince1970)
            try SessionRun(
                library: library, recorder: recorder, lines: try lines(library), isScripted: worked || script != nil,
                modbus: modbus,
                report: report, json: json, style: common.style, bench: bench
            ).play(resumed: false)
        }
    }

    private func lines(_ library: Library) throws -> FileHandleLines? {
        let path: String
        switch (worked, script) {
        case (true, _):
            path = try library.exerciseFolder(scenario).folder.appending(path: "worked.txt").path(percentEncoded: false)
        case (_, "-"): return FileHandleLines(.standardInput)
        case (_, let script?): path = script
        case (_, nil): return nil
        }
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw Failure(Exit.misuse, Text(fr: "script « \(path) » illisible", en: "script '\(path)' cannot be read"))
        }
        return FileHandleLines(handle)
    }
}

/// `banc resume`: goes on with a session after an interruption.
struct ResumeCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "resume", abstract: Text(fr: "reprend une séance interrompue", en: "goes on with a session").spoken)
    }

    @OptionGroup var common: CommonOptions
    @Argument(help: ArgumentHelp(Text(fr: "journal", en: "journal").spoken)) var journal: String

    @Option(
        name: .long,
        help: ArgumentHelp(Text(fr: "joue les lignes d'un fichier, ou -", en: "plays the lines of a file, or -").spoken))
    var script: String?

    @Option(
        name: .long, help: ArgumentHelp(Text(fr: "rapport HTML à écrire à la fin", en: "HTML report to write at the end").spoken))
    var report: String?

    @Flag(name: .long, help: ArgumentHelp(Text(fr: "une valeur JSON à la fin", en: "one JSON value at the end").spoken))
    var json = false

    func run() throws {
        try reporting {
            let library = try common.library()
            let exercise = try library.exercise(try JournalStore.read(path: journal).header.scenario)
            let recorder = try Recorder.resume(exercise, path: journal, wall: Date().timeIntervalSince1970)
            let lines = try script.map { path in
                guard path != "-" else { return FileHandleLines(.standardInput) }
                guard let handle = FileHandle(forReadingAtPath: path) else {
                    throw Failure(Exit.misuse, Text(fr: "script « \(path) » illisible", en: "script '\(path)' cannot be read"))
                }
                return FileHandleLines(handle)
            }
            try SessionRun(
                library: library, recorder: recorder, lines: lines, isScripted: script != nil, modbus: nil, report: report,
                json: json, style: common.style
            ).play(resumed: true)
        }
    }
}

/// `banc replay`: does every act of a journal again and compares.
struct ReplayCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "replay",
            abstract: Text(fr: "rejoue un journal et vérifie qu'il donne la même chose", en: "replays a journal and verifies it")
                .spoken)
    }

    @OptionGroup var common: CommonOptions
    @Argument(help: ArgumentHelp(Text(fr: "journal", en: "journal").spoken)) var journal: String
    @Flag(name: .long, help: ArgumentHelp(Text(fr: "une valeur JSON", en: "one JSON value").spoken)) var json = false

    private struct Result: Encodable {
        let entries: Int
        let identical: Bool
        let firstDivergence: Int?
    }

    func run() throws {
        try reporting {
            let library = try common.library()
            let read = try JournalStore.read(path: journal)
            let exercise = try library.exercise(read.header.scenario)
            let divergence = try Recorder.verify(read, on: exercise)
            let count = read.entries.count
            if json {
                try Console.json(Result(entries: count, identical: divergence == nil, firstDivergence: divergence?.entry))
            } else if divergence == nil {
                Console.print(
                    Text(
                        fr: "\(count) gestes rejoués, identiques octet par octet.",
                        en: "\(count) acts replayed, identical byte for byte."
                    )
                    .spoken)
            }
            if let divergence { throw divergence }
        }
    }
}
