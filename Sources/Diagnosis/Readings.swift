import Circuits
import Components
import Grafcet
import Instruments
import Machines
import Notation
import Simulation
import Training

/// What everything read during one state of a machine.
struct Readings {
    /// Between which bounds a number stayed at the end of the state.
    struct Span {
        var low = Double.infinity
        var high = -Double.infinity

        mutating func take(_ value: Double) {
            low = min(low, value)
            high = max(high, value)
        }
        var middle: Double { (low + high) / 2 }
        var width: Double { high - low }
    }

    struct Percept: Hashable {
        let reference: String
        let sense: Components.Sense
        /// With every number taken out: a number is what an instrument is for.
        let text: Text
    }

    /// DC and RMS of each point to earth, in the bench's order.
    var directVoltages: [Span]
    var alternatingVoltages: [Span]
    var directCurrents: [Span]
    var alternatingCurrents: [Span]
    var analogues: [Span]
    /// In the order of the bench's gauges.
    var lowest: [Double]
    /// Seconds of the last whole stroke out and in of each cylinder; nil where there was none.
    var strokesOut: [Double?]
    var strokesIn: [Double?]
    /// In how many looks each was perceived, in order of appearance.
    var percepts: [(percept: Percept, count: Int)] = []
    var bits: [Int]
    var looks = 0
    var alarms: [(name: String, text: Text)] = []
    var mode = ""
    var counts: [Double]

    init(_ bench: Bench) {
        directVoltages = bench.points.map { _ in Span() }
        alternatingVoltages = directVoltages
        directCurrents = bench.wires.map { _ in Span() }
        alternatingCurrents = directCurrents
        analogues = bench.analogues.map { _ in Span() }
        lowest = bench.gauges.map { _ in .infinity }
        strokesOut = bench.cylinders.map { _ in nil }
        strokesIn = strokesOut
        bits = bench.bits.map { _ in 0 }
        counts = bench.counters.map { _ in 0 }
    }
}

/// Takes a machine through a state and reads all along.
struct Examination {
    /// Seconds between two looks.
    static let interval = 0.25
    /// Seconds at the end of a state during which a number must stand to be a reading.
    static let window = 1.5
    /// Share of a stroke at each end for an eye to say that it has begun or ended.
    private static let edge = 0.02

    private let bench: Bench
    private let machine: RunningMachine
    private var readings: Readings
    private var begun: [(time: Double, isOut: Bool)?]
    /// Where each percept is in `readings.percepts`; looked up only.
    private var places: [Readings.Percept: Int] = [:]
    private let countsBefore: [Double]

    private init(_ bench: Bench, _ machine: RunningMachine) {
        self.bench = bench
        self.machine = machine
        readings = Readings(bench)
        begun = bench.cylinders.map { _ in nil }
        countsBefore = bench.counters.map { $0.read(machine) }
    }

    static func run(_ state: MachineState, _ machine: RunningMachine, _ bench: Bench) throws -> Readings {
        var examination = Examination(bench, machine)
        try examination.run(state)
        return examination.readings
    }

    private mutating func run(_ state: MachineState) throws {
        let seconds = state.steps.reduce(0.0) { if case .wait(let wait) = $1 { $0 + wait } else { $0 } }
        let total = Int((seconds / machine.plant.step).rounded())
        let every = Int((Self.interval / machine.plant.step).rounded())
        let last = total - Int((Self.window / machine.plant.step).rounded())
        var done = 0
        for step in state.steps {
            switch step {
            case .operate(let reference, let position, let hold):
                try machine.operate(reference, to: position, duration: hold ?? RunningMachine.pushLength)
            case .wait(let wait):
                for _ in 0..<Int((wait / machine.plant.step).rounded()) {
                    try machine.advanceStep()
                    done += 1
                    follow()
                    guard (total - done) % every == 0 else { continue }
                    look()
                    if done > last { try measure() }
                }
            }
        }
        try load()
        for (index, counter) in bench.counters.enumerated() { readings.counts[index] = counter.read(machine) - countsBefore[index] }
        readings.mode = machine.mode?.rawValue ?? "–"
    }

    /// What moves too fast for a look now and then.
    private mutating func follow() {
        let assembly = machine.plant.assembly
        for (index, gauge) in bench.gauges.enumerated() {
            readings.lowest[index] = min(readings.lowest[index], bench.analogues[gauge].read(machine))
        }
        for (index, cylinder) in bench.cylinders.enumerated() {
            let position = assembly.value(cylinder.position)
            let isIn = position < Self.edge * cylinder.stroke
            let isOut = position > (1 - Self.edge) * cylinder.stroke
            if let start = begun[index] {
                if start.isOut ? isIn : isOut {
                    let elapsed = machine.time - start.time
                    if start.isOut { readings.strokesIn[index] = elapsed } else { readings.strokesOut[index] = elapsed }
                    begun[index] = (machine.time, isOut)
                } else if start.isOut ? isOut : isIn {
                    begun[index] = (machine.time, start.isOut)
                }
            } else if isIn || isOut {
                begun[index] = (machine.time, isOut)
            }
        }
    }

    private mutating func look() {
        readings.looks += 1
        for reference in bench.references {
            for sense in Components.Sense.allCases {
                for text in machine.plant.assembly.percepts(reference, sense) {
                    let percept = Readings.Percept(reference: reference, sense: sense, text: text.map(Self.withoutNumbers))
                    if let place = places[percept] {
                        readings.percepts[place].count += 1
                    } else {
                        places[percept] = readings.percepts.count
                        readings.percepts.append((percept, 1))
                    }
                }
            }
        }
        guard let controller = machine.controller, machine.isControllerRunning else { return }
        for (index, bit) in bench.bits.enumerated() where controller[bit.slot] != 0 { readings.bits[index] += 1 }
        for alarm in controller.activeAlarms where !readings.alarms.contains(where: { $0.name == alarm.name }) {
            readings.alarms.append((alarm.name, alarm.text))
        }
    }

    private static func withoutNumbers(_ text: String) -> String {
        var out = ""
        for character in text where !(character.isNumber && out.hasSuffix("#")) { out.append(character.isNumber ? "#" : character) }
        return out
    }

    private mutating func measure() throws {
        let circuit = machine.plant.assembly.circuit
        for (index, point) in bench.points.enumerated() {
            readings.directVoltages[index].take(circuit.across(point.joint))
            let real = circuit.across(point.joint, layer: Layer.real)
            let imaginary = circuit.across(point.joint, layer: Layer.imaginary)
            readings.alternatingVoltages[index].take((real * real + imaginary * imaginary).squareRoot())
        }
        for (index, wire) in bench.wires.enumerated() {
            guard let current = try machine.plant.current(inWire: wire) else { continue }
            readings.directCurrents[index].take(current.dc)
            readings.alternatingCurrents[index].take(current.rms)
        }
        for (index, analogue) in bench.analogues.enumerated() { readings.analogues[index].take(analogue.read(machine)) }
    }

    /// The voltages of the end are those of a voltmeter of 10 MΩ: what hangs on nothing reads nothing.
    private mutating func load() throws {
        let circuit = machine.plant.assembly.circuit
        for (index, point) in bench.points.enumerated() {
            guard let loaded = try circuit.across(point.joint, bench.earth, loadedBy: 1 / Multimeter.inputResistance) else { continue }
            let (real, imaginary) = (loaded.layers[Layer.real], loaded.layers[Layer.imaginary])
            Self.shift(&readings.directVoltages[index], to: loaded.layers[Layer.dc])
            Self.shift(&readings.alternatingVoltages[index], to: (real * real + imaginary * imaginary).squareRoot())
        }
    }

    /// Keeps how far a span went and puts its end at a value.
    private static func shift(_ span: inout Readings.Span, to value: Double) {
        let width = max(0, span.width)
        span.low = value - width / 2
        span.high = value + width / 2
    }
}
