import ArgumentParser
import Circuits
import Components
import Foundation
import Machines
import Modbus
import Notation
import Simulation

/// `banc bench`: how fast banc runs here, the machines unless another part is named.
struct BenchCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "bench",
            abstract: Text(fr: "mesure la vitesse de banc sur cette machine", en: "measures how fast banc runs here").spoken,
            subcommands: [BenchMachinesCommand.self, BenchModbusCommand.self], defaultSubcommand: BenchMachinesCommand.self)
    }
}

/// `banc bench machines`: how fast the machines run here, as ratios.
struct BenchMachinesCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "machines",
            abstract: Text(fr: "mesure la vitesse des machines", en: "measures how fast the machines run").spoken)
    }

    @OptionGroup var common: CommonOptions

    @Option(
        name: .long,
        help: ArgumentHelp(Text(fr: "secondes simulées par machine", en: "simulated seconds for each machine").spoken))
    var seconds: Double = 120

    @Flag(
        name: .long,
        help: ArgumentHelp(
            Text(fr: "tous les pas de 5 ms, sans repos des îlots immobiles", en: "every step of 5 ms, no rest for still islands")
                .spoken))
    var steady = false

    @Flag(name: .long, help: ArgumentHelp(Text(fr: "une valeur JSON", en: "one JSON value").spoken))
    var json = false

    @Flag(name: .long, help: ArgumentHelp(Text(fr: "le travail de chaque îlot", en: "the work of each island").spoken))
    var verbose = false

    struct Result: Encodable {
        struct Machine: Encodable {
            let machine: String
            let components: Int
            let unknowns: Int
            let simulatedSecondsPerSecond: Double
            let nanosecondsPerStep: Double
            let nanosecondsPerStepAndNode: Double
            let iterationsPerStep: Double
            let factorisationsPerStep: Double
            let residentMegabytes: Double
            /// What each further machine of the same process takes: (8 machines − 1) / 7.
            let megabytesPerMachine: Double
            /// Work of the plant eight times over in one network, beside that of one.
            let costOfEight: Double
        }
        let machines: [Machine]
    }

    func run() throws {
        try reporting {
            let library = try common.library()
            let results = try library.machines.map { try measure($0, library) }
            if json {
                let encoder = JSONEncoder()
                encoder.outputFormatting = [.sortedKeys]
                Console.print(String(decoding: try encoder.encode(Result(machines: results)), as: UTF8.self))
                return
            }
            for result in results {
                let speed = result.simulatedSecondsPerSecond.formatted(Spoken.language, digits: 3)
                let step = (result.nanosecondsPerStep / 1000).formatted(Spoken.language, digits: 3)
                let memory = result.megabytesPerMachine.formatted(Spoken.language, digits: 2)
                let eight = result.costOfEight.formatted(Spoken.language, digits: 3)
                let node = result.nanosecondsPerStepAndNode.formatted(Spoken.language, digits: 3)
                Console.print(
                    Text(
                        fr: """
                            \(result.machine) : \(speed) secondes simulées par seconde · \(step) µs par pas · \(node) ns par pas et par inconnue \
                            (\(result.unknowns) inconnues, \(result.components) composants) · \(memory) Mo par machine · huit en un réseau : \(eight) fois
                            """,
                        en: """
                            \(result.machine): \(speed) simulated seconds per second · \(step) µs a step · \(node) ns a step and unknown \
                            (\(result.unknowns) unknowns, \(result.components) components) · \(memory) MB a machine · eight in one network: \(eight) times
                            """
                    ).spoken)
            }
        }
    }

    private func measure(_ name: String, _ library: Library) throws -> Result.Machine {
        let definition = try library.definition(name)
        let machine = try RunningMachine(definition, seed: 1, rests: !steady)
        // As when it is served: every scan fills the register map.
        // On any free port: another machine may be served meanwhile.
        let server = try definition.map.map { try Server($0.layout, at: Endpoint(host: Endpoint.loopback.host, port: 0)) }
        if let server { machine.serve(on: server) }
        defer { server?.stop() }
        var plan = try OperatingPlan(operations: definition.machine.start, faults: [], settings: [], machine: machine)
        // From rest into production, before the clock runs.
        while machine.time < 10 {
            try plan.carryOut(machine)
            try machine.advanceStep()
        }
        let circuit = machine.plant.assembly.circuit
        let (iterations, factorisations) = (circuit.iterationCount, circuit.factorisationCount)
        let work = circuit.islandWork
        let start = Self.processorSeconds
        try machine.advance(by: seconds)
        let spent = Self.processorSeconds - start
        let steps = seconds / machine.plant.step
        if verbose {
            for (number, (before, now)) in zip(work, circuit.islandWork).enumerated() where now.iterations > before.iterations {
                let iterates = Double(now.iterations - before.iterations) / steps
                let factorisations = Double(now.factorisations - before.factorisations) / steps
                Console.error(
                    "\(number): \(now.unknowns) unknowns, \(now.solved) in the matrix, \(now.entries) entries, \(now.fill) of L and U, \(iterates) iterates a step, \(factorisations) factorisations"
                )
            }
        }
        return Result.Machine(
            machine: name, components: definition.machine.components.count, unknowns: circuit.unknownCount,
            simulatedSecondsPerSecond: seconds / spent, nanosecondsPerStep: spent / steps * 1e9,
            nanosecondsPerStepAndNode: spent / steps * 1e9 / Double(max(circuit.unknownCount, 1)),
            iterationsPerStep: Double(circuit.iterationCount - iterations) / steps,
            factorisationsPerStep: Double(circuit.factorisationCount - factorisations) / steps,
            residentMegabytes: Self.residentMegabytes, megabytesPerMachine: try megabytesPerMachine(definition),
            costOfEight: try costOfEight(definition))
    }

    private func megabytesPerMachine(_ definition: MachineDefinition) throws -> Double {
        var machines = [try RunningMachine(definition, seed: 1, rests: !steady)]
        let one = Self.residentMegabytes
        for seed in 2...8 { machines.append(try RunningMachine(definition, seed: UInt64(seed), rests: !steady)) }
        return withExtendedLifetime(machines) { (Self.residentMegabytes - one) / 7 }
    }

    /// What hands and the controller do to a machine from rest into production, played to its plant alone, once and eight times
    /// over.
    private func costOfEight(_ definition: MachineDefinition) throws -> Double {
        let machine = try RunningMachine(definition, seed: 1, rests: !steady)
        var plan = try OperatingPlan(operations: definition.machine.start, faults: [], settings: [], machine: machine)
        let inputs = definition.machine.components.flatMap { component in
            component.type.signals(component.parameters).filter(\.isInput).map { (component.reference, $0.name) }
        }
        let signals = inputs.map { machine.plant.assembly.signal($0.0, $0.1)! }
        var acts: [[Double]] = []
        while machine.time < 30 {
            try plan.carryOut(machine)
            try machine.advanceStep()
            acts.append(signals.map { machine.plant.assembly.value($0) })
        }
        func cost(_ count: Int) throws -> Double {
            let plant = try Plant(definition.machine.copied(count), seed: 1, rests: !steady)
            let copies = (0..<count).map { copy in
                inputs.map { plant.assembly.signal(Machine.name($0.0, inCopy: copy), $0.1)! }
            }
            // Supplies come up and the controller starts, as when the machine is met.
            for _ in 0..<Int(5 / plant.step) { try plant.advance() }
            let start = Self.processorSeconds
            for row in acts {
                for copy in copies {
                    for (signal, value) in zip(copy, row) { plant.assembly.set(signal, value) }
                }
                try plant.advance()
            }
            return Self.processorSeconds - start
        }
        return try cost(8) / cost(1)
    }

    /// Seconds of one core that this process has used: what a busy neighbour does not change.
    private static var processorSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }

    private static var residentMegabytes: Double {
        guard let status = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8),
            let pages = status.split(separator: " ").dropFirst().first.flatMap({ Double($0) })
        else { return 0 }
        return pages * Double(sysconf(Int32(_SC_PAGESIZE))) / 1e6
    }
}
