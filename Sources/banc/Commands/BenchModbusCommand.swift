import ArgumentParser
import Foundation
import Machines
import Modbus
import Notation
import Simulation
import Synchronization

/// `banc bench modbus`: how fast the server answers beside a machine that runs, against the least that any server can do.
struct BenchModbusCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "modbus",
            abstract: Text(
                fr: "mesure le serveur Modbus à côté d'une machine en marche",
                en: "measures the Modbus server beside a running machine"
            ).spoken)
    }

    @OptionGroup var common: CommonOptions

    @Option(name: .long, help: ArgumentHelp(Text(fr: "secondes par mesure", en: "seconds for each measurement").spoken))
    var seconds: Double = 0.2

    @Option(
        name: .long,
        help: ArgumentHelp(
            Text(
                fr: "mesures de chaque charge, en alternance avec le répondeur nu ; la médiane est gardée",
                en: "measurements of each load, in turn with the bare responder; the median is kept"
            ).spoken))
    var rounds: Int = 15

    @Flag(name: .long, help: ArgumentHelp(Text(fr: "une valeur JSON", en: "one JSON value").spoken))
    var json = false

    /// Registers, connections, requests in flight on each.
    private static let loads =
        [10, 125].flatMap { registers in
            [32, 200, 900].map { Load(connections: $0, registers: registers, depth: 1, unit: benchUnit) }
                + [Load(connections: 32, registers: registers, depth: 16, unit: benchUnit)]
        }
    private static let benchUnit: UInt8 = 100

    struct Result: Encodable {
        struct Measured: Encodable {
            let connections: Int
            let registers: Int
            let depth: Int
            let requestsPerSecond: Double
            /// Of requests per second.
            let ratioToBareResponder: Double
            /// Of the time that 99 of 100 bursts do not pass, to the bare responder's.
            let p99Ratio: Double
        }
        let modbus: [Measured]
    }

    func validate() throws {
        guard seconds > 0, seconds <= 60, rounds > 0, rounds <= 100 else {
            throw ValidationError(
                Text(
                    fr: "--seconds : de 0 à 60 ; --rounds : de 1 à 100", en: "--seconds: from 0 to 60; --rounds: from 1 to 100"
                ).spoken)
        }
    }

    func run() throws {
        try reporting {
            let needed = 2 * (Self.loads.map(\.connections).max() ?? 0) + 64
            let available = DescriptorLimit.raise()
            guard available >= needed else {
                throw Failure(
                    Exit.device,
                    Text(
                        fr: "il faut \(needed) fichiers ouverts, le système en permet \(available) : voir ulimit -n",
                        en: "\(needed) open files are needed, the system allows \(available): see ulimit -n"))
            }
            let machine = try BenchMachine(try common.library())
            defer { machine.stop() }
            let results = try Self.loads.map { try measure($0, machine.server.endpoint) }
            try machine.check()
            if json {
                let encoder = JSONEncoder()
                encoder.outputFormatting = [.sortedKeys]
                Console.print(String(decoding: try encoder.encode(Result(modbus: results)), as: UTF8.self))
                return
            }
            for result in results { Console.print(Self.sentence(result).spoken) }
        }
    }

    private static func sentence(_ result: Result.Measured) -> Text {
        func number(_ value: Double) -> Text {
            Text(fr: value.formatted(.fr, digits: 3), en: value.formatted(.en, digits: 3))
        }
        let (rate, ratio, tail) = (
            number((result.requestsPerSecond / 1000).rounded()), number(result.ratioToBareResponder), number(result.p99Ratio)
        )
        return Text(
            fr: """
                \(result.connections) connexions × \(result.depth) requêtes de \(result.registers) registres : \(rate.fr) 000 réponses/s, \
                \(ratio.fr) fois le répondeur nu ; 99 % en \(tail.fr) fois son temps
                """,
            en: """
                \(result.connections) connections × \(result.depth) requests of \(result.registers) registers: \(rate.en) 000 answers/s, \
                \(ratio.en) times the bare responder; 99 % within \(tail.en) times its time
                """)
    }

    private func measure(_ load: Load, _ endpoint: Endpoint) throws -> Result.Measured {
        let duration = Duration.seconds(seconds)
        var pairs: [(bare: Load.Outcome, own: Load.Outcome)] = []
        do {
            for round in 0..<rounds {
                let responder = try BareResponder(registers: load.registers)
                defer { responder.stop() }
                // Side by side in time, and each first in its turn: what else the computer does, it does to both.
                var outcomes: [Load.Outcome] = []
                for isOwn in [round % 2 == 1, round % 2 == 0] {
                    outcomes.append(try load.run(against: isOwn ? endpoint : responder.endpoint, for: duration))
                }
                pairs.append(round % 2 == 1 ? (outcomes[1], outcomes[0]) : (outcomes[0], outcomes[1]))
            }
        } catch let error as LinkError {
            throw Failure(Exit.device, Text("\(error)"))
        } catch let error as ServerError {
            throw Failure(Exit.device, error.text(endpoint))
        }
        return Result.Measured(
            connections: load.connections, registers: load.registers, depth: load.depth,
            requestsPerSecond: median(pairs.map(\.own.requestsPerSecond)),
            ratioToBareResponder: median(pairs.map { $0.own.requestsPerSecond / $0.bare.requestsPerSecond }),
            p99Ratio: median(pairs.map { $0.own.p99 / $0.bare.p99 }))
    }

    private func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    }
}

/// The library's first machine with a map, live on its own thread, and beside it a unit of 125 registers that changes with each scan.
private final class BenchMachine {
    let server: Server
    private let stopped = Interruption.Flag()
    private let outcome = Outcome()
    private let thread: Thread

    private final class Outcome: Sendable {
        let failure = Mutex<(any Error)?>(nil)
    }

    init(_ library: Library) throws {
        guard
            let definition = try library.machines.lazy.map({ try library.definition($0) }).first(where: { $0.map != nil }),
            let map = definition.map
        else {
            throw Failure(Exit.misuse, Text(fr: "aucune machine n'a de modbus.yaml", en: "no machine has a modbus.yaml"))
        }
        let registers = try Layout([.init(.holdingRegisters, 0..<125, .plant)])
        do {
            server = try Server(
                [Device(number: map.unit, layout: map.layout), Device(number: 100, layout: registers)],
                at: Endpoint(host: "127.0.0.1", port: 0))
        } catch {
            throw Failure(Exit.device, error.text(Endpoint(host: "127.0.0.1", port: 0)))
        }
        thread = Thread { [server, stopped, outcome] in
            do {
                let machine = try RunningMachine(definition, seed: 1)
                var plan = try OperatingPlan(operations: definition.machine.start, faults: [], settings: [], machine: machine)
                machine.serve(on: server)
                var pace = Pace(speed: 1)
                while !stopped.isSet {
                    try plan.carryOut(machine)
                    try machine.advanceStep()
                    var snapshot = Snapshot(registers)
                    for address in 0..<125 {
                        snapshot[Cell(.holdingRegisters, address)] = UInt16(truncatingIfNeeded: machine.scan)
                    }
                    server.publish(snapshot, unit: 1)
                    pace.wait(for: machine.time)
                }
            } catch {
                outcome.failure.withLock { $0 = error }
            }
        }
        thread.stackSize = 8 << 20
        thread.start()
    }

    /// Throws what the machine failed of, if it did: a measurement beside one that stood still is none.
    func check() throws {
        if let failure = outcome.failure.withLock({ $0 }) { throw failure }
    }

    func stop() {
        stopped.set()
        while !thread.isFinished { usleep(1000) }
        server.stop()
    }
}
