import Components
import Foundation
import Grafcet
import Machines
import Notation
import Simulation
import Testing

/// A machine at its work, and what is to be watched of it: what must hold of every machine is asked of each that is listed here.
struct Production: Sendable, CustomTestStringConvertible {
    /// From an output of the program to the switch that it brings about.
    struct Movement: Sendable {
        let command: String
        let value: Double
        let reference: String
        let signal: String

        init(_ command: String, _ value: Double, until reference: String, _ signal: String = "closed") {
            (self.command, self.value, self.reference, self.signal) = (command, value, reference, signal)
        }
    }

    /// What a gauge or a card shows, and its range.
    struct Analogue: Sendable {
        let reference: String
        let signal: String
        let range: Double
        /// It peaks within some steps: at the end of a stage it is compared, not on its way.
        var isShort = false
    }

    let machine: String
    /// Controls to operate, and when, s.
    let start: [(control: String, at: Double)]
    /// s.
    let length: Double
    /// Variables of the program that say where it is; the last one tells the cycle.
    let stages: [String]
    /// Value of the last stage with which a cycle begins.
    let cycle: Double
    let movements: [Movement]
    let analogues: [Analogue]

    static let all = [
        Production(
            machine: "convoyeur-tri", start: [("S4", 1), ("S1", 2)], length: 60, stages: ["mode_gemma", "etape_tri"], cycle: 40,
            movements: [
                Movement("1Y14", 1, until: "1S2"), Movement("1Y14", 0, until: "1S1"), Movement("2Y12", 1, until: "2S1"),
                Movement("2Y14", 1, until: "2S2"), Movement("KM11", 1, until: "KM11"),
            ],
            analogues: [
                Analogue(reference: "0P2", signal: "pressure", range: 10e5),
                Analogue(reference: "0P1", signal: "pressure", range: 10e5),
                Analogue(reference: "TA1", signal: "speed", range: 0.5),
                // M1's inrush lasts 20 ms: four steps of 5 ms, whose peak through the transmitter's filter is 8 % lower.
                Analogue(reference: "A4", signal: "raw0", range: 27_648, isShort: true),
            ])
    ]

    var testDescription: String { machine }

    func running(step: Double = Plant.stepLength, rests: Bool = true) throws -> RunningMachine {
        let folder = Conveyor.folder.deletingLastPathComponent().appending(path: machine)
        var files: [String: (shown: String, text: String)] = [:]
        for name in MachineDefinition.fileNames {
            files[name] = (name, try String(contentsOf: folder.appending(path: name), encoding: .utf8))
        }
        return try RunningMachine(MachineDefinition.decode(named: machine, files: files), seed: 1, step: step, rests: rests)
    }

    /// Runs a machine met at rest through its start and on until `length`.
    func run(_ machine: RunningMachine, alongside note: (RunningMachine) throws -> Void) throws {
        var pending = start[...]
        while machine.time < length - machine.plant.step / 2 {
            while let next = pending.first, machine.time >= next.at - machine.plant.step / 2 {
                try machine.operate(next.control, to: nil)
                pending = pending.dropFirst()
            }
            try machine.advanceStep()
            try note(machine)
        }
    }
}

/// What a machine went through in a production.
struct Course {
    struct Stage {
        var values: [Double]
        var since: Double
        /// Least, greatest and last of each analogue, in shares of its range.
        var analogues: [(least: Double, greatest: Double, last: Double)]
    }
    private let production: Production
    private(set) var stages: [Stage] = []
    /// Seconds that each movement took, each time it was made.
    private(set) var movements: [[Double]]
    private var commands: [Double]
    private var since: [Double?]

    init(_ production: Production) {
        self.production = production
        movements = production.movements.map { _ in [] }
        commands = production.movements.map { _ in .nan }
        since = production.movements.map { _ in nil }
    }

    static func of(_ production: Production, _ machine: RunningMachine) throws -> Course {
        var course = Course(production)
        try production.run(machine) { course.note($0) }
        return course
    }

    mutating func note(_ machine: RunningMachine) {
        let values = production.stages.map { machine.variable($0) ?? .nan }
        let shown = production.analogues.map { machine.quantity($0.reference, $0.signal) / $0.range }
        if stages.last?.values != values {
            stages.append(Stage(values: values, since: machine.time, analogues: shown.map { ($0, $0, $0) }))
        }
        for (index, share) in shown.enumerated() {
            let known = stages[stages.count - 1].analogues[index]
            stages[stages.count - 1].analogues[index] = (min(known.least, share), max(known.greatest, share), share)
        }
        for (index, movement) in production.movements.enumerated() {
            let command = machine.variable(movement.command) ?? .nan
            if command != commands[index] {
                since[index] = command == movement.value && !commands[index].isNaN ? machine.time : nil
                commands[index] = command
            }
            if let begun = since[index], machine.quantity(movement.reference, movement.signal) > 0.5 {
                movements[index].append(machine.time - begun)
                since[index] = nil
            }
        }
    }

    /// When each cycle began.
    var cycles: [Double] {
        zip(stages.dropFirst(), stages).filter { $0.values.last == production.cycle && $1.values.last != production.cycle }
            .map { $0.0.since }
    }
}
