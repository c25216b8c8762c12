import ArgumentParser
import Circuits
import Components
import Foundation
import Machines
import Notation
import Simulation

/// `banc simulate`: a machine or a circuit in batch, operated on time, probed into CSV.
struct SimulateCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "simulate",
            abstract: Text(
                fr: "fait tourner une machine ou un circuit et relève des grandeurs",
                en: "runs a machine or a circuit and records quantities"
            ).spoken)
    }

    @OptionGroup var common: CommonOptions

    @Argument(help: ArgumentHelp(Text(fr: "nom d'une machine, ou fichier", en: "a machine's name, or a file").spoken))
    var machine: String

    @Option(name: .customLong("for"), help: ArgumentHelp(Text(fr: "durée simulée", en: "simulated time").spoken))
    var duration: String = "10s"

    @Option(name: .long, help: ArgumentHelp(Text(fr: "graine de l'exemplaire", en: "seed of the specimen").spoken))
    var seed: UInt64 = 1

    @Option(
        name: .long, parsing: .singleValue,
        help: ArgumentHelp(Text(fr: "panne ID[:gravité][@temps]", en: "fault ID[:severity][@time]").spoken))
    var fault: [String] = []

    @Option(
        name: .long, parsing: .singleValue,
        help: ArgumentHelp(Text(fr: "réglage REF.param=VALEUR", en: "setting REF.param=VALUE").spoken))
    var set: [String] = []

    @Option(
        name: .long, parsing: .singleValue,
        help: ArgumentHelp(
            Text(fr: "geste REF[=POSITION]@TEMPS[+DURÉE]", en: "act REF[=POSITION]@TIME[+DURATION]").spoken))
    var operate: [String] = []

    @Option(
        name: .long, parsing: .singleValue,
        help: ArgumentHelp(
            Text(fr: "sonde REF:BORNE, REF:B1-REF:B2 ou REF.grandeur", en: "probe REF:TERM, REF:T1-REF:T2 or REF.quantity")
                .spoken))
    var probe: [String] = []

    @Option(name: .long, help: ArgumentHelp(Text(fr: "une ligne tous les…", en: "one row every…").spoken))
    var every: String = "100ms"

    @Option(
        name: .customLong("dt"),
        help: ArgumentHelp(Text(fr: "pas de calcul, une part entière de 10 ms", en: "step, a whole part of 10 ms").spoken))
    var step: String = "5ms"

    @Option(name: .long, help: ArgumentHelp(Text(fr: "fichier CSV, ou -", en: "CSV file, or -").spoken))
    var csv: String?

    @Flag(name: .long, help: ArgumentHelp(Text(fr: "résumé à la fin", en: "a summary at the end").spoken))
    var summary = false

    func run() throws {
        try reporting {
            let definition = try common.library().definition(machine)
            let running = try RunningMachine(definition, seed: seed, step: try Arguments.step(step, option: "--dt"))
            var plan = try OperatingPlan(operations: operate, faults: fault, settings: set, machine: running)
            let probes = try probe.map { try Probe($0, running) }
            let length = try Arguments.duration(duration, option: "--for")
            let interval = try Arguments.duration(every, option: "--every")
            let output = try csv.map { try CSVOutput(path: $0, columns: probe) }
            var nextRow = 0.0
            while running.time < length - running.plant.step / 2 {
                try plan.carryOut(running)
                if let output, running.time >= nextRow - running.plant.step / 2 {
                    try output.row(running.time, probes.map { $0.value(running) })
                    nextRow += interval
                }
                try running.advanceStep()
            }
            try output?.row(running.time, probes.map { $0.value(running) })
            if summary || (csv == nil && probes.isEmpty) { Summary.print(running) }
            if csv == nil {
                for (name, probe) in zip(probe, probes) { Console.print("\(name) = \(probe.value(running))") }
            }
        }
    }
}

/// Values written on the command line.
enum Arguments {
    static func duration(_ text: String, option: String) throws -> Double {
        let seconds = try quantity(text, .time, option: option)
        guard seconds >= 0, seconds <= longest else {
            throw Failure(
                Exit.misuse, Text(fr: "\(option) \(text) : de 0 s à 1000 jours", en: "\(option) \(text): from 0 s to 1000 days"))
        }
        return seconds
    }

    static func step(_ text: String, option: String) throws -> Double {
        let step = try quantity(text, .time, option: option)
        guard RunningMachine.isStep(step) else {
            throw Failure(
                Exit.misuse,
                Text(
                    fr: "\(option) \(text) : une part entière de 10 ms, à partir de 0,1 ms",
                    en: "\(option) \(text): a whole part of 10 ms, from 0.1 ms up"))
        }
        return step
    }

    /// Seconds: more than anybody waits for.
    private static let longest = 1000 * 86_400.0

    static func quantity(_ text: String, _ kind: Quantity.Kind, option: String) throws -> Double {
        do {
            return try Quantity.parse(text, as: kind).value
        } catch {
            throw Failure(Exit.misuse, Text("\(option) \(text): ") + error.reason)
        }
    }
}

/// What is probed, resolved once.
enum Probe {
    case signal(SignalIndex)
    case across(Joint)
    case difference(Joint, Joint)

    init(_ text: String, _ machine: RunningMachine) throws {
        if let dash = text.firstIndex(of: "-"), text[..<dash].contains(":"), text[text.index(after: dash)...].contains(":") {
            self = .difference(
                try Self.joint(String(text[..<dash]), machine), try Self.joint(String(text[text.index(after: dash)...]), machine))
        } else if text.contains(":") {
            self = .across(try Self.joint(text, machine))
        } else if let dot = text.firstIndex(of: ".") {
            let (reference, name) = (String(text[..<dot]), String(text[text.index(after: dot)...]))
            guard let signal = machine.plant.assembly.signal(reference, name) else {
                let known = machine.plant.assembly.signals(of: reference).map { "\(reference).\($0.name)" }
                throw Self.unknown(text, among: known.isEmpty ? machine.plant.assembly.references : known)
            }
            self = .signal(signal)
        } else {
            throw Self.unknown(text, among: machine.plant.assembly.references)
        }
    }

    private static func joint(_ point: String, _ machine: RunningMachine) throws -> Joint {
        guard let joint = machine.plant.joint(point) else {
            let reference = point.split(separator: ":").first.map(String.init) ?? point
            let terminals = machine.plant.assembly.terminals(of: reference).map { "\(reference):\($0.name)" }
            throw unknown(point, among: terminals.isEmpty ? machine.plant.assembly.references : terminals)
        }
        return joint
    }

    private static func unknown(_ text: String, among names: [String]) -> Failure {
        Failure(
            Exit.misuse,
            Text(fr: "sonde « \(text) » : introuvable", en: "probe '\(text)': not found")
                + (nearest(text, among: names).map { Text(fr: " ; le plus proche : \($0)", en: "; nearest: \($0)") } ?? Text("")))
    }

    func value(_ machine: RunningMachine) -> Double {
        switch self {
        case .signal(let signal): machine.plant.assembly.value(signal)
        case .across(let joint): machine.plant.assembly.circuit.across(joint)
        case .difference(let a, let b):
            machine.plant.assembly.circuit.across(a) - machine.plant.assembly.circuit.across(b)
        }
    }
}
