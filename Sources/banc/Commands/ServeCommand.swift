import ArgumentParser
import Dispatch
import Foundation
import Machines
import Modbus
import Notation
import Simulation
import Synchronization

/// `banc serve`: a machine alone, live, on Modbus TCP.
struct ServeCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "serve",
            abstract: Text(fr: "la machine seule, en direct, sur Modbus TCP", en: "the machine alone, live, on Modbus TCP").spoken
        )
    }

    @OptionGroup var common: CommonOptions

    @Argument(help: ArgumentHelp(Text(fr: "nom d'une machine", en: "a machine's name").spoken))
    var machine: String

    @Option(
        name: .long,
        help: ArgumentHelp(
            Text(fr: "adresse d'écoute (boucle locale par défaut)", en: "where to listen (loopback by default)").spoken,
            valueName: "host:port"))
    var modbus: String = "127.0.0.1:1502"

    @Option(
        name: .long, parsing: .singleValue,
        help: ArgumentHelp(Text(fr: "panne ID[:gravité][@temps]", en: "fault ID[:severity][@time]").spoken))
    var fault: [String] = []

    @Option(
        name: .long, parsing: .singleValue,
        help: ArgumentHelp(Text(fr: "geste REF[=POSITION]@TEMPS[+DURÉE]", en: "act REF[=POSITION]@TIME[+DURATION]").spoken))
    var operate: [String] = []

    @Option(name: .long, help: ArgumentHelp(Text(fr: "secondes simulées par seconde", en: "simulated seconds per second").spoken))
    var speed: Double = 1

    @Option(
        name: .customLong("for"),
        help: ArgumentHelp(Text(fr: "s'arrête après cette durée simulée", en: "stops after this simulated time").spoken))
    var duration: String?

    @Option(name: .long, help: ArgumentHelp(Text(fr: "graine de l'exemplaire", en: "seed of the specimen").spoken))
    var seed: UInt64 = 1

    @Flag(name: .long, help: ArgumentHelp(Text(fr: "répond à toute unité", en: "answers any unit id").spoken))
    var anyUnit = false

    func validate() throws {
        guard speed > 0, speed <= 1000 else {
            throw ValidationError(Text(fr: "--speed : de 0 à 1000", en: "--speed: from 0 to 1000").spoken)
        }
    }

    func run() throws {
        try reporting {
            let definition = try common.library().definition(machine)
            let running = try RunningMachine(definition, seed: seed)
            var plan = try OperatingPlan(operations: operate, faults: fault, settings: [], machine: running)
            let server = try ModbusLink.open(modbus, for: definition, anyUnit: anyUnit)
            defer { server.stop() }
            running.serve(on: server)
            Console.print(
                Text(
                    fr: "\(definition.machine.text.fr) sur Modbus TCP, \(server.endpoint) · Ctrl-C pour arrêter",
                    en: "\(definition.machine.text.en) on Modbus TCP, \(server.endpoint) · Ctrl-C to stop"
                ).spoken)
            for line in definition.map?.rendered(Spoken.language) ?? [] { Console.print(line) }
            fflush(nil)
            let limit = try duration.map { try Arguments.duration($0, option: "--for") } ?? .infinity
            let interruption = Interruption()
            let pace = Pace(speed: speed)
            while running.time < limit, !interruption.isAsked {
                try plan.carryOut(running)
                try running.advanceStep()
                pace.wait(for: running.time)
            }
            if interruption.isAsked { throw Exit.interrupted }
        }
    }
}

/// Opens the server of a machine's map, with every failure in words.
enum ModbusLink {
    static func open(_ address: String, for definition: MachineDefinition, anyUnit: Bool) throws -> Server {
        guard let map = definition.map else {
            throw Failure(
                Exit.misuse,
                Text(fr: "\(definition.machine.name) n'a pas de modbus.yaml", en: "\(definition.machine.name) has no modbus.yaml")
            )
        }
        let endpoint: Endpoint
        do {
            endpoint = try Endpoint(parsing: address)
        } catch {
            throw Failure(
                Exit.misuse,
                Text(
                    fr: "--modbus \(address) : écris HÔTE:PORT, par exemple 127.0.0.1:1502",
                    en: "--modbus \(address): write HOST:PORT, such as 127.0.0.1:1502"))
        }
        do {
            return try Server(map.layout, at: endpoint, options: .init(units: anyUnit ? .any : .own([map.unit])))
        } catch {
            throw Failure(Exit.device, error.text(endpoint))
        }
    }
}

/// Waits so that simulated time does not run ahead of the wall clock.
struct Pace {
    private let clock = ContinuousClock()
    private let start: ContinuousClock.Instant
    private let speed: Double

    init(speed: Double) {
        start = clock.now
        self.speed = speed
    }

    func wait(for simulated: Double) {
        let due = start.advanced(by: .seconds(simulated / speed))
        let ahead = due - clock.now
        guard ahead > .milliseconds(1) else { return }
        let (seconds, attoseconds) = ahead.components
        Thread.sleep(forTimeInterval: Double(seconds) + Double(attoseconds) * 1e-18)
    }
}

/// Ctrl-C and a polite kill, asked for rather than suffered.
final class Interruption {
    private let sources: [any DispatchSourceSignal]
    private let asked: Flag

    final class Flag: Sendable {
        private let value = Mutex(false)
        var isSet: Bool { value.withLock { $0 } }
        func set() { value.withLock { $0 = true } }
    }

    init() {
        let flag = Flag()
        asked = flag
        sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { flag.set() }
            source.resume()
            return source
        }
    }

    var isAsked: Bool { asked.isSet }
}

extension ServerError {
    func text(_ endpoint: Endpoint) -> Text {
        switch self {
        case .portInUse:
            Text(
                fr: "\(endpoint) est déjà pris par un autre programme : choisis un autre port, ou 0 pour un port libre",
                en: "\(endpoint) is in use by another program: choose another port, or 0 for a free one")
        case .notPermitted:
            Text(
                fr: "\(endpoint) : pas le droit d'écouter là ; choisis un port à partir de 1024",
                en: "\(endpoint): not permitted; choose a port from 1024 up")
        case .addressNotLocal:
            Text(
                fr: "\(endpoint.host) n'est pas une adresse de cette machine",
                en: "\(endpoint.host) is not an address of this machine")
        case .unknownHost: Text(fr: "aucune machine ne s'appelle \(endpoint.host)", en: "no host is called \(endpoint.host)")
        case .tooManyDescriptors:
            Text(fr: "trop de fichiers et de connexions ouverts", en: "too many files and connections are open")
        case .system: Text(fr: "le réseau a refusé : \(description)", en: "the network refused: \(description)")
        }
    }
}
