import ArgumentParser
import Foundation
import Modbus
import Notation
import Simulation

/// Who drives the machine.
enum ControlOption: String, ExpressibleByArgument, CaseIterable {
    /// `internal` to its users.
    case program = "internal"
    case external
}

/// A brain outside instead of the machine's program: as a client of banc, or as a server that banc polls.
struct ExternalOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            Text(
                fr: "qui commande les sorties : internal (le programme) ou external (un automate, par Modbus)",
                en: "who holds the outputs: internal (the program) or external (a PLC, over Modbus)"
            ).spoken))
    var control: ControlOption = .program

    @Option(
        name: .long,
        help: ArgumentHelp(
            Text(
                fr: "external : temps sans écriture après lequel les sorties tombent à 0",
                en: "external: time without a write after which the outputs fall to 0"
            ).spoken))
    var watchdog: String = "1s"

    @Option(
        name: .long,
        help: ArgumentHelp(
            Text(
                fr: "external : l'automate est serveur à cette adresse ; banc y écrit les entrées et y lit les sorties",
                en: "external: the PLC is a server there; banc writes the inputs into it and reads its outputs"
            ).spoken, valueName: "host:port"))
    var plc: String?

    @Option(name: .long, help: ArgumentHelp(Text(fr: "numéro d'unité de l'automate", en: "the PLC's unit number").spoken))
    var plcUnit: UInt8 = 1

    @OptionGroup var memory: ControllerMemory

    /// Of a command that makes the machine, and is told how.
    func check() throws {
        guard control == .external || plc == nil else {
            throw ValidationError(
                Text(fr: "--plc va avec --control external", en: "--plc goes with --control external").spoken)
        }
    }

    /// As the machine is to be made.
    func brain() throws -> Brain {
        control == .external ? .external(watchdog: try watchdogSeconds()) : .program
    }

    func watchdogSeconds() throws -> Double {
        let watchdog = try Arguments.duration(self.watchdog, option: "--watchdog")
        guard 0.05...3600 ~= watchdog else {
            throw Failure(Exit.misuse, Text(fr: "--watchdog : de 50ms à 3600s", en: "--watchdog: from 50ms to 3600s"))
        }
        return watchdog
    }

    /// Where the PLC is, when it is the server.
    func controller() throws -> Endpoint? {
        guard let plc else { return nil }
        do {
            return try Endpoint(parsing: plc)
        } catch {
            throw Failure(
                Exit.misuse,
                Text(
                    fr: "--plc \(plc) : écris HÔTE:PORT, par exemple 192.168.0.10:502",
                    en: "--plc \(plc): write HOST:PORT, such as 192.168.0.10:502"))
        }
    }
}

/// Where a PLC that is the server has the machine's outputs.
struct ControllerMemory: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            Text(
                fr: "première adresse des sorties dans l'automate serveur",
                en: "first address of the outputs in a PLC that is the server"
            ).spoken))
    var plcOutputs: Int = 100

    @Option(
        name: .long,
        help: ArgumentHelp(
            Text(
                fr: "registre de maintien où l'automate serveur dit son mode du GEMMA (11 A1, 21 F1…), s'il le dit",
                en: "holding register in which a PLC that is the server says its GEMMA mode (11 A1, 21 F1…), if it does"
            ).spoken))
    var plcMode: Int?

    /// The machine's channels as they lie there.
    func map(of definition: MachineDefinition) throws -> RegisterMap {
        let external = RegisterMap.external(definition)
        guard 0..<65536 ~= plcMode ?? 0, 0..<65536 ~= plcOutputs,
            let map = external.inController(outputsAt: plcOutputs, modeAt: plcMode)
        else {
            throw Failure(
                Exit.misuse,
                Text(
                    fr:
                        "--plc-outputs \(plcOutputs) : les sorties tomberaient sur les entrées ou sur le mode, ou hors des adresses",
                    en:
                        "--plc-outputs \(plcOutputs): the outputs would lie on the inputs or on the mode, or past the last address"
                ))
        }
        return map
    }
}

/// Says what becomes of the link to a brain outside, and at last how it was.
struct LinkReport {
    private var state: LinkState?
    private var failure: ClientError?
    /// Seconds of the machine.
    private var next = 0.0
    private let interval: Double?

    /// - Parameter interval: seconds of the machine between two lines of figures; nil for none before the end.
    init(every interval: Double?) {
        self.interval = interval
        next = interval ?? 0
    }

    mutating func look(at machine: RunningMachine) {
        let now = machine.linkState
        if now != state, let now { tell(now, machine) }
        state = now
        let failure = machine.linkFailure
        if let failure, failure != self.failure, now != .alive {
            Console.print(Text(fr: "automate : \(failure.text.fr)", en: "PLC: \(failure.text.en)").spoken)
            fflush(nil)
        }
        self.failure = failure
        if let interval, machine.time >= next {
            next += interval
            figures(of: machine)
        }
    }

    private func tell(_ state: LinkState, _ machine: RunningMachine) {
        let time = Quantity(machine.time, .time).formatted(Spoken.language, digits: 4)
        let text =
            switch state {
            case .awaited:
                Text(
                    fr: "en attente de l'automate : sorties à 0 jusqu'à sa première écriture",
                    en: "waiting for the PLC: outputs at 0 until its first write")
            case .alive: Text(fr: "\(time) · l'automate écrit : il a la main", en: "\(time) · the PLC writes: it has the outputs")
            case .lost:
                Text(
                    fr: "\(time) · lien perdu : toutes les sorties à 0, jusqu'à ce que l'automate écrive de nouveau",
                    en: "\(time) · link lost: all outputs at 0 until the PLC writes again")
            }
        Console.print(text.spoken)
        fflush(nil)
    }

    /// Cycle, jitter and latency, by the wall's clock.
    func figures(of machine: RunningMachine) {
        guard let figures = machine.linkFigures else { return }
        func shown(_ seconds: Double) -> String { (seconds * 1000).formatted(Spoken.language, digits: 3) }
        func line(_ name: Text, _ durations: LinkFigures.Durations, hasJitter: Bool) {
            guard durations.count > 0 else { return }
            let jitter =
                hasJitter
                ? Text(fr: " · gigue \(shown(durations.jitter)) ms", en: " · jitter \(shown(durations.jitter)) ms") : Text("")
            let (mean, most, maximum) = (
                shown(durations.mean), shown(durations.quantile(0.99)), shown(durations.maximum)
            )
            Console.print(
                (name
                    + Text(
                        fr: " : moyenne \(mean) ms · 99 % sous \(most) ms · maximum \(maximum) ms",
                        en: ": mean \(mean) ms · 99% below \(most) ms · maximum \(maximum) ms")
                    + jitter + Text(" (\(durations.count))")).spoken)
        }
        line(Text(fr: "cycle de l'automate", en: "the PLC's cycle"), figures.cycles, hasJitter: true)
        line(
            Text(fr: "d'une entrée qui change à l'écriture qui suit", en: "from an input's change to the write that follows"),
            figures.latencies, hasJitter: false)
        if figures.losses > 0 {
            Console.print(Text(fr: "liens perdus : \(figures.losses)", en: "links lost: \(figures.losses)").spoken)
        }
        fflush(nil)
    }
}
