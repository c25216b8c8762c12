import Components
import Foundation
import Grafcet
import Machines
import Notation
import Simulation
import Testing

/// A machine at its work, and what is to be watched of it: what must hold of every machine is asked of each that is listed here.
struct Production: Sendable, CustomTestStringConvertible {
    /// From an output of the program to the switch, or the value, that it brings about.
    struct Movement: Sendable {
        let command: String
        let value: Double
        let reference: String
        let signal: String
        let limit: Double

        init(
            _ command: String, _ value: Double, until reference: String, _ signal: String = "closed", above limit: Double = 0.5
        ) {
            (self.command, self.value, self.reference, self.signal, self.limit) = (command, value, reference, signal, limit)
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
    /// Whole cycles in it after the first one has begun, over which its books are kept.
    let balanced: Int
    /// Stages that it goes through at least.
    let fewest: Int
    /// Variables of the program that say where it is; the last one tells the cycle.
    let stages: [String]
    /// Value of the last stage with which a cycle begins.
    let cycle: Double
    let movements: [Movement]
    let analogues: [Analogue]

    static let all = [
        Production(
            machine: "convoyeur-tri", start: [("S4", 1), ("S1", 2)], length: 60, balanced: 8, fewest: 30,
            stages: ["mode_gemma", "etape_tri"], cycle: 40,
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
            ]),
        // A cycle of 31 s after a start of 53 s, ten times dearer a second than the conveyor's: two of them, in which each axis goes out
        // and back, the accumulator is loaded and a bale pressed, are all that a test can afford at half a millisecond.
        Production(
            machine: "presse-emballage", start: [("S4", 1), ("S1", 3)], length: 123, balanced: 2, fewest: 45,
            stages: ["mode_gemma", "etape_pose", "etape_presse"], cycle: 201,
            movements: [
                Movement("4Y14", 1, until: "4S2"), Movement("4Y14", 0, until: "4S1"), Movement("KM32", 1, until: "B32", "output"),
                Movement("KM31", 1, until: "B31", "output"), Movement("8Y1", 1, until: "8S1", "output"),
                Movement("7Y14", 1, until: "7S2", "output"), Movement("2Y14", 1, until: "2S2"), Movement("2Y12", 1, until: "2S1"),
                Movement("6Y14", 1, until: "6S2"), Movement("6Y14", 0, until: "6S1"),
                // The platen down to its pressing force, and up again.
                Movement("K17", 1, until: "B52", "pressure", above: 94e5), Movement("K17", 1, until: "B53", "output"),
            ],
            analogues: [
                Analogue(reference: "0P2", signal: "pressure", range: 10e5),
                Analogue(reference: "0P1", signal: "pressure", range: 10e5),
                Analogue(reference: "MAN1", signal: "pressure", range: 250e5),
                // Pressures of the system and on the bale.
                Analogue(reference: "A6", signal: "raw0", range: 27_648),
                Analogue(reference: "A6", signal: "raw1", range: 27_648),
                Analogue(reference: "A7", signal: "raw0", range: 27_648),
                // M2's inrush.
                Analogue(reference: "A7", signal: "raw1", range: 27_648, isShort: true),
                // The belt swings at 30 Hz on its chain when it starts, for a tenth of a second.
                Analogue(reference: "TA1", signal: "speed", range: 0.5, isShort: true),
            ]),
        // A cycle of 60 s, whose stages the clock ends.
        Production(
            machine: "groupe-hydraulique", start: [("S4", 1), ("S1", 2)], length: 75, balanced: 1, fewest: 8,
            stages: ["mode_gemma", "etape_charge"], cycle: 41,
            movements: [
                Movement("KM1", 1, until: "BP1"), Movement("KM1", 1, until: "PS1", "pressure", above: 150e5),
                Movement("1Y10", 1, until: "1V10", "spool", above: 0.99),
            ],
            analogues: [
                // PS1, PS2, PS3, FS1, TS1.
                Analogue(reference: "A4", signal: "raw0", range: 27_648),
                Analogue(reference: "A4", signal: "raw1", range: 27_648),
                Analogue(reference: "A5", signal: "raw0", range: 27_648),
                Analogue(reference: "A7", signal: "raw0", range: 27_648),
                Analogue(reference: "A8", signal: "raw0", range: 27_648),
            ]),
    ]

    var testDescription: String { machine }

    func running(step: Double = Plant.stepLength, rests: Bool = true) throws -> RunningMachine {
        let folder = Conveyor.folder.deletingLastPathComponent().appending(path: machine)
        var files: [String: (shown: String, text: String)] = [:]
        for name in MachineDefinition.fileNames(among: try FileManager.default.contentsOfDirectory(atPath: folder.path)) {
            files[name] = (name, try String(contentsOf: folder.appending(path: name), encoding: .utf8))
        }
        return try RunningMachine(MachineDefinition.decode(named: machine, files: files), seed: 1, step: step, rests: rests)
    }

    /// Runs a machine met at rest through its start and on until `end`, or `length`.
    func run(_ machine: RunningMachine, to end: Double? = nil, alongside note: (RunningMachine) throws -> Void = { _ in }) throws
    {
        // Those before now have been done.
        var pending = start.drop { $0.at < machine.time }
        while machine.time < (end ?? length) - machine.plant.step / 2 {
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
        /// Of each analogue, in shares of its range: until a scan before its end, and in its last scan.
        var analogues: [ClosedRange<Double>]
        var last: [ClosedRange<Double>]
    }
    private let production: Production
    private(set) var stages: [Stage] = []
    /// Seconds that each movement took, each time it was made.
    private(set) var movements: [[Double]]
    private var commands: [Double]
    private var since: [Double?]
    /// What the analogues showed in the last scan of the present stage.
    private var recent: [(time: Double, shown: [Double])] = []

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
            let ranges = shown.map { $0...$0 }
            stages.append(Stage(values: values, since: machine.time, analogues: ranges, last: ranges))
            recent = []
        }
        recent.append((machine.time, shown))
        let current = stages.count - 1
        while let oldest = recent.first, oldest.time < machine.time - RunningMachine.scanLength - 1e-9 {
            for (index, share) in oldest.shown.enumerated() { stages[current].analogues[index].widen(to: share) }
            recent.removeFirst()
        }
        for index in shown.indices {
            let lately = recent.map { $0.shown[index] }
            stages[current].last[index] = lately.min()!...lately.max()!
        }
        for (index, movement) in production.movements.enumerated() {
            let command = machine.variable(movement.command) ?? .nan
            let isThere = machine.quantity(movement.reference, movement.signal) > movement.limit
            if command != commands[index] {
                since[index] = command == movement.value && !commands[index].isNaN && !isThere ? machine.time : nil
                commands[index] = command
            }
            if let begun = since[index], isThere {
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

extension ClosedRange<Double> {
    fileprivate mutating func widen(to value: Double) { self = Swift.min(lowerBound, value)...Swift.max(upperBound, value) }

    /// How far two ranges are apart, 0 where they overlap.
    func gap(to other: Self) -> Double { Swift.max(lowerBound - other.upperBound, other.lowerBound - upperBound, 0) }
}
