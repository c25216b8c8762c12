import ArgumentParser
import Foundation
import Learners
import Machines
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

    @Option(
        name: .long,
        help: ArgumentHelp(
            Text(
                fr: "pseudonyme de l'élève, dont le portfolio compte la séance (banc learner)",
                en: "the learner's pseudonym, whose portfolio counts the session (banc learner)"
            ).spoken))
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
        help: ArgumentHelp(
            Text(
                fr: "comment le temps passe : turn, par gestes ; live, avec l'horloge (toujours avec --control external)",
                en: "how time passes: turn, by acts; live, by the wall's clock (always with --control external)"
            ).spoken))
    var clock: ClockOption?

    @OptionGroup var pacing: PaceOptions

    @Option(name: .long, help: ArgumentHelp(Text(fr: "fichier du journal", en: "journal file").spoken))
    var journal: String?

    @Option(
        name: .long, help: ArgumentHelp(Text(fr: "rapport HTML à écrire à la fin", en: "HTML report to write at the end").spoken))
    var report: String?

    @OptionGroup var bound: BindOptions
    @OptionGroup(title: "PLC") var external: ExternalOptions

    @Flag(name: .long, help: ArgumentHelp(Text(fr: "une valeur JSON à la fin", en: "one JSON value at the end").spoken))
    var json = false

    private var isLive: Bool { clock == .live || external.control == .external }

    func validate() throws {
        try external.check()
        if clock == .turn, external.control == .external {
            throw ValidationError(
                Text(
                    fr: "--clock turn : un automate extérieur a sa propre horloge, la machine doit suivre la même (live)",
                    en: "--clock turn: a PLC outside has its own clock, and the machine must keep to the same (live)"
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
            try check(exercise)
            let learner = try learner.map(Register.identifier)
            SessionRun.greet(learner, library)
            let bench = try bound.bench(exercise.definition, library)
            try bench?.start()
            defer { bench?.stop() }
            let way = try external.control == .external ? external.way(exercise.definition, modbus, tells: !json) : nil
            defer { way?.stop() }
            let live = isLive ? LiveClock(speed: pacing.speed, bench: bench, tells: !json) : nil
            let outside = Header.Outside(told: bench?.told ?? [], isControlled: way != nil)
            let header = exercise.header(
                banc: Version.current, learner: learner, seed: seed, clock: isLive ? .live : .turn,
                frameworkRevision: try library.frameworkRevision, platform: .host,
                outside: outside == Header.Outside() ? nil : outside)
            let path = journal ?? JournalPlace.path(for: exercise.name, at: Date())
            let recorder = try Recorder.begin(exercise, header: header, path: path, wall: Date().timeIntervalSince1970) {
                guard let way else { return }
                try way.begin(with: $0, watchdog: external.watchdogSeconds(), live)
                if !json { Self.tellWait(exercise.scenario.start.seconds / pacing.speed) }
            }
            if way == nil { live?.hold(recorder.session.machine) }
            try SessionRun(
                library: library, recorder: recorder, lines: try lines(library), isScripted: worked || script != nil,
                modbus: way == nil ? modbus : nil, report: report, json: json, style: common.style, bench: bench, live: live
            ).play(resumed: false)
        }
    }

    /// What the trainee comes to has to happen first, on the wall's clock.
    private static func tellWait(_ seconds: Double) {
        let time = Quantity(seconds, .time).formatted(Spoken.language, digits: 3)
        Console.print(
            Text(
                fr: "La machine tourne \(time) avant que tu n'arrives…", en: "The machine runs for \(time) before you come…"
            ).spoken)
        fflush(nil)
    }

    /// Who breaks in writes into the machine's own program.
    private func check(_ exercise: Exercise) throws {
        let intrusion = exercise.scenario.faults.first { fault in
            exercise.definition.faults.contains { $0.id == fault.id && $0.intrusion != nil }
        }
        guard external.control == .external, intrusion != nil else { return }
        throw Failure(
            Exit.misuse,
            Text(
                fr: "\(exercise.name) : cette panne est dans le programme de la machine, qu'un automate extérieur remplace",
                en: "\(exercise.name): this fault is in the machine's own program, which a PLC outside replaces"))
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

/// How the time of a session passes.
enum ClockOption: String, ExpressibleByArgument, CaseIterable {
    case turn, live
}

/// Of a session on the wall's clock.
struct PaceOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(Text(fr: "live : secondes simulées par seconde", en: "live: simulated seconds per second").spoken))
    var speed: Double = 1

    func validate() throws {
        guard speed > 0, speed <= 1000 else {
            throw ValidationError(Text(fr: "--speed : de 0 à 1000", en: "--speed: from 0 to 1000").spoken)
        }
    }
}

extension ExternalOptions {
    /// - Parameter address: where banc listens; nil for the usual place.
    fileprivate func way(_ definition: MachineDefinition, _ address: String?, tells: Bool) throws -> ControllerWay {
        let way = try ControllerWay(
            definition, self, listeningAt: address ?? Endpoint.loopback.description, Server.Options())
        if tells { Console.print(way.sentence.spoken) }
        return way
    }
}

extension ControllerWay {
    /// A session's machine is met once the brain outside holds its outputs, on the wall's clock from its first moment on.
    func begin(with machine: RunningMachine, watchdog: Double, _ live: LiveClock?) throws {
        machine.setWatchdog(watchdog)
        try connect(machine)
        try wait(for: machine)
        live?.hold(machine)
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
        name: .long,
        help: ArgumentHelp(
            Text(fr: "où l'automate d'une séance qu'il commande écrit", en: "where the PLC that drives the session writes")
                .spoken,
            valueName: "host:port"))
    var modbus: String?

    @OptionGroup var pacing: PaceOptions
    @OptionGroup var bound: BindOptions
    @OptionGroup(title: "PLC") var external: ExternalOptions

    @Option(
        name: .long, help: ArgumentHelp(Text(fr: "rapport HTML à écrire à la fin", en: "HTML report to write at the end").spoken))
    var report: String?

    @Flag(name: .long, help: ArgumentHelp(Text(fr: "une valeur JSON à la fin", en: "one JSON value at the end").spoken))
    var json = false

    func run() throws {
        try reporting {
            let library = try common.library()
            let read = try JournalStore.read(path: journal), header = read.header
            try SessionRun.check(read, at: journal, library)
            let exercise = try library.exercise(header.scenario)
            let told = header.outside?.told ?? []
            let bench = try bound.bench(exercise.definition, library)
            try bench?.check(against: told)
            try bench?.start()
            defer { bench?.stop() }
            let isControlled = header.outside?.isControlled == true
            let way = try isControlled ? external.way(exercise.definition, modbus, tells: !json) : nil
            defer { way?.stop() }
            let recorder = try Recorder.resume(exercise, path: journal, wall: Date().timeIntervalSince1970)
            let live = header.clock == .live ? LiveClock(speed: pacing.speed, bench: bench, tells: !json) : nil
            try way?.begin(with: recorder.session.machine, watchdog: external.watchdogSeconds(), live)
            if way == nil { live?.hold(recorder.session.machine) }
            tellStill(told, bench)
            let lines = try script.map { path in
                guard path != "-" else { return FileHandleLines(.standardInput) }
                guard let handle = FileHandle(forReadingAtPath: path) else {
                    throw Failure(Exit.misuse, Text(fr: "script « \(path) » illisible", en: "script '\(path)' cannot be read"))
                }
                return FileHandleLines(handle)
            }
            try SessionRun(
                library: library, recorder: recorder, lines: lines, isScripted: script != nil, modbus: nil, report: report,
                json: json, style: common.style, bench: bench, live: live
            ).play(resumed: true)
        }
    }

    /// What was told from outside and no longer is.
    private func tellStill(_ told: [Machine.ToldInput], _ bench: BoundBench?) {
        let bound = bench?.told ?? []
        for input in told where !bound.contains(where: { $0.reference == input.reference && $0.input == input.input }) {
            let name = "\(input.reference).\(input.input)"
            Console.error(
                Text(
                    fr: "\(name) n'est plus lié (--bind) : il garde sa dernière valeur",
                    en: "\(name) is no longer bound (--bind): it keeps its last value"
                ).spoken)
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
