import ArgumentParser
import Dispatch
import Foundation
import Machines
import Modbus
import Notation
import Simulation
import Synchronization

/// `banc serve`: a machine alone, or devices without one, live, on Modbus TCP.
struct ServeCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "serve",
            abstract: Text(
                fr: "une machine seule, ou des appareils d'après leur table, en direct, sur Modbus TCP",
                en: "a machine alone, or devices by their maps, live, on Modbus TCP"
            ).spoken)
    }

    @OptionGroup var common: CommonOptions

    @Argument(help: ArgumentHelp(Text(fr: "nom d'une machine", en: "a machine's name").spoken))
    var machine: String?

    @Option(
        name: .long, parsing: .singleValue,
        help: ArgumentHelp(
            Text(
                fr: "table d'un appareil sans machine : un fichier, ou un nom de Scenarios/devices (répétable, une unité chacun)",
                en: "map of a device without a machine: a file, or a name of Scenarios/devices (repeatable, a unit each)"
            ).spoken))
    var map: [String] = []

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

    @OptionGroup(title: "PLC") var external: ExternalOptions

    @OptionGroup var bound: BindOptions
    @OptionGroup(title: "Modbus TCP") var options: ModbusOptions

    func validate() throws {
        try external.check()
        guard speed > 0, speed <= 1000 else {
            throw ValidationError(Text(fr: "--speed : de 0 à 1000", en: "--speed: from 0 to 1000").spoken)
        }
        guard machine != nil || !map.isEmpty else {
            throw ValidationError(
                Text(fr: "donne une machine, ou --map TABLE", en: "give a machine, or --map MAP").spoken)
        }
        guard machine != nil || operate.isEmpty else {
            throw ValidationError(Text(fr: "--operate : il n'y a pas de machine", en: "--operate: there is no machine").spoken)
        }
        guard external.control == .program || machine != nil && map.isEmpty else {
            throw ValidationError(
                Text(
                    fr: "--control external : une machine, sans --map", en: "--control external: a machine, without --map"
                ).spoken)
        }
    }

    func run() throws {
        try reporting {
            let library = try common.library()
            let bare = try machine.map { try library.definition($0) }
            let bench = try bare.flatMap { try bound.bench($0, library) }
            try bench?.start()
            defer { bench?.stop() }
            let definition = try bare?.telling(bench?.told ?? [])
            if let definition, external.control == .external { return try serveExternally(definition, bench) }
            let running = try definition.map { try RunningMachine($0, seed: seed) }
            let devices = try map.map { try library.device($0) }
            var plan = try running.map {
                try OperatingPlan(operations: operate, faults: fault, settings: [], machine: $0)
            }
            var faults = running == nil ? try fault.map { try NetworkInjection($0) } : []
            let maps = try (definition.map { [try ModbusLink.map(of: $0)] } ?? []) + devices
            try Self.checkNumbers(maps)
            let watch = try options.watch(maps.map { RegisterNames($0) })
            let server = try ModbusLink.open(
                modbus,
                maps.enumerated().map { index, map in
                    map.served(
                        identification: try ModbusLink.identification(
                            index == 0 ? definition?.machine.name ?? "twin" : "twin"))
                }, options.serverOptions(.own([]), log: watch?.log))
            defer { server.stop() }
            watch?.start()
            running?.serve(on: server)
            let first = running == nil ? 0 : 1
            var twins = devices.enumerated().map { RegisterTwin($1, on: server, unit: first + $0) }
            announce(definition, maps, server.endpoint)
            let limit = try duration.map { try Arguments.duration($0, option: "--for") } ?? .infinity
            let interruption = Interruption()
            var pace = Pace(speed: speed)
            var time = 0.0
            while time < limit, !interruption.isAsked {
                if let running {
                    try plan?.carryOut(running)
                    bench?.feed(running)
                    try running.advanceStep()
                    time = running.time
                } else {
                    while let next = faults.first(where: { $0.time <= time }) {
                        for index in twins.indices { twins[index].inject(next.failure, severity: next.severity) }
                        faults.removeAll { $0.text == next.text }
                    }
                    time += Self.tick
                }
                for index in twins.indices { twins[index].scan(at: time) }
                try watch?.check()
                pace.wait(for: time)
            }
            server.stop()
            try watch?.stop()
            if interruption.isAsked { throw Exit.interrupted }
        }
    }

    /// The machine without its program.
    private func serveExternally(_ definition: MachineDefinition, _ bench: BoundBench?) throws {
        let running = try RunningMachine(definition, seed: seed, brain: try external.brain())
        var plan = try OperatingPlan(operations: operate, faults: fault, settings: [], machine: running)
        let watch = try external.plc == nil ? options.watch([RegisterNames(.external(definition))]) : nil
        let way = try ControllerWay(
            definition, external, listeningAt: modbus, options.serverOptions(.own([]), log: watch?.log))
        try way.connect(running)
        if let endpoint = way.endpoint {
            announce(definition, [way.map], endpoint)
        } else {
            Console.print(way.sentence.spoken)
            for line in way.map.rendered(Spoken.language, isFirst: false) { Console.print(line) }
        }
        defer { way.stop() }
        watch?.start()
        let limit = try duration.map { try Arguments.duration($0, option: "--for") } ?? .infinity
        let interruption = Interruption()
        // A machine that made up for lost time would run away from its controller.
        var pace = Pace(speed: speed, catchesUp: false)
        var report = LinkReport(every: options.trace ? 10 : nil)
        while running.time < limit, !interruption.isAsked {
            report.look(at: running)
            try plan.carryOut(running)
            bench?.feed(running)
            try running.advanceStep()
            _ = running.takeClientWrites()
            try watch?.check()
            pace.wait(for: running.time)
        }
        way.stop()
        try watch?.stop()
        report.figures(of: running)
        Summary.print(running)
        if interruption.isAsked { throw Exit.interrupted }
    }

    /// Seconds between two looks of a device without a machine at what masters wrote.
    private static let tick = 0.01

    private static func checkNumbers(_ maps: [RegisterMap]) throws {
        for (index, map) in maps.enumerated() where maps[..<index].contains(where: { $0.unit == map.unit }) {
            throw Failure(
                Exit.misuse,
                Text(
                    fr: "deux tables ont l'unité \(map.unit) : donne à chacune la sienne (clé « unit »)",
                    en: "two maps have unit \(map.unit): give each its own (key 'unit')"))
        }
    }

    private func announce(_ definition: MachineDefinition?, _ maps: [RegisterMap], _ endpoint: Endpoint) {
        let what = definition?.machine.text ?? maps.first?.text ?? Text(fr: "Appareil", en: "Device")
        Console.print(
            Text(
                fr: "\(what.fr) sur Modbus TCP, \(endpoint) · Ctrl-C pour arrêter",
                en: "\(what.en) on Modbus TCP, \(endpoint) · Ctrl-C to stop"
            ).spoken)
        for (index, map) in maps.enumerated() {
            for line in map.rendered(Spoken.language, isFirst: index == 0) { Console.print(line) }
        }
        fflush(nil)
    }
}

/// A fault of the link of devices that have no machine: `FAILURE[:severity][@time]`.
private struct NetworkInjection {
    let text: String
    let failure: NetworkFailure
    let severity: Double
    /// Seconds.
    let time: Double

    init(_ text: String) throws {
        self.text = text
        let parts = text.split(separator: "@", maxSplits: 1).map(String.init)
        let named = (parts.first ?? "").split(separator: ":", maxSplits: 1).map(String.init)
        guard let failure = NetworkFailure.general.first(where: { $0.rawValue == named.first ?? "" }) else {
            let known = NetworkFailure.general.map(\.rawValue)
            throw Failure(
                Exit.misuse,
                Text(
                    fr: "panne « \(named.first ?? "") » inconnue d'un appareil ; attendu : \(known.joined(separator: ", "))",
                    en: "fault '\(named.first ?? "")' is unknown to a device; expected: \(known.joined(separator: ", "))"))
        }
        self.failure = failure
        severity =
            try named.count > 1 ? OperatingPlan.severity(named[1], option: "--fault \(text)") : failure.fault.severity
        time = try parts.count > 1 ? Arguments.duration(parts[1], option: "--fault") : 0
    }
}

/// Opens the server of register maps, with every failure in words.
enum ModbusLink {
    static func map(of definition: MachineDefinition) throws -> RegisterMap {
        guard let map = definition.map else {
            throw Failure(
                Exit.misuse,
                Text(fr: "\(definition.machine.name) n'a pas de modbus.yaml", en: "\(definition.machine.name) has no modbus.yaml")
            )
        }
        return map
    }

    /// What a unit says of itself when its map does not.
    static func identification(_ product: String) throws -> Identification {
        try Identification(
            vendorName: "banc", productCode: String(product.filter(\.isASCII).prefix(Identification.valueLimit)),
            revision: Version.current)
    }

    static func open(_ address: String, for definition: MachineDefinition) throws -> Server {
        let map = try map(of: definition)
        return try open(
            address, [map.served(identification: try identification(definition.machine.name))], Server.Options())
    }

    static func open(_ address: String, _ units: [Device], _ options: Server.Options) throws -> Server {
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
            return try Server(units, at: endpoint, options: options)
        } catch {
            throw Failure(Exit.device, error.text(endpoint))
        }
    }
}

/// Waits so that simulated time does not run ahead of the wall clock.
struct Pace {
    private let clock = ContinuousClock()
    private var start: ContinuousClock.Instant
    private let speed: Double
    private let catchesUp: Bool

    /// - Parameter catchesUp: whether what has been late runs faster until it no longer is.
    init(speed: Double, catchesUp: Bool = true) {
        start = clock.now
        self.speed = speed
        self.catchesUp = catchesUp
    }

    mutating func wait(for simulated: Double) {
        let due = start.advanced(by: .seconds(simulated / speed))
        let ahead = due - clock.now
        if !catchesUp, ahead < .zero { start = start.advanced(by: .zero - ahead) }
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
