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
    /// Seconds from a push to the end of the stroke that it made, the last of each.
    var responses: [(test: DiagnosticTest, seconds: Double)] = []
    /// In how many looks each was perceived, in order of appearance. A value and its unit are taken out of what is said: values are
    /// for instruments.
    var percepts: [(percept: Percept, count: Int)] = []
    /// Where each is in `percepts`; looked up only.
    var places: [Percept: Int] = [:]
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
    /// Seconds at the end of a state during which a number must stand to be a reading, looked at `measures` times.
    static let window = 1.5
    static let measures = 3
    /// Share of a stroke at each end for an eye to say that it has begun or ended.
    private static let edge = 0.02

    private let bench: Bench
    private let machine: RunningMachine
    private var readings: Readings
    private var begun: [(time: Double, isOut: Bool)?]
    private var pushed: (control: String, time: Double)?
    /// Seconds after a push in which a stroke is taken to come from it.
    private static let longestResponse = 2.0
    /// As they are said, value included.
    private var said = Said()
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
        let between = Int((Self.window / Double(Self.measures) / machine.plant.step).rounded())
        var done = 0
        for step in state.steps {
            switch step {
            case .operate(let reference, let position, let hold):
                try machine.operate(reference, to: position, duration: hold ?? RunningMachine.pushLength)
                pushed = (reference, machine.time)
            case .wait(let wait):
                for _ in 0..<Int((wait / machine.plant.step).rounded()) {
                    try machine.advanceStep()
                    done += 1
                    follow()
                    if (total - done) % every == 0 { look() }
                    if (total - done) % between == 0, total - done < Self.measures * between { try measure() }
                }
            }
        }
        try load()
        said.settle(into: &readings)
        for (index, counter) in bench.counters.enumerated() {
            readings.counts[index] = counter.read(machine) - countsBefore[index]
        }
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
                    respond(cylinder, isOut: isOut)
                    begun[index] = (machine.time, isOut)
                } else if start.isOut ? isOut : isIn {
                    begun[index] = (machine.time, start.isOut)
                }
            } else if isIn || isOut {
                begun[index] = (machine.time, isOut)
            }
        }
    }

    private mutating func respond(_ cylinder: Bench.Cylinder, isOut: Bool) {
        guard let pushed, machine.time - pushed.time < Self.longestResponse else { return }
        let test = DiagnosticTest.response(cylinder.reference, control: pushed.control, isOut: isOut)
        readings.responses.removeAll { $0.test == test }
        readings.responses.append((test, machine.time - pushed.time))
    }

    private mutating func look() {
        readings.looks += 1
        for reference in bench.references {
            for sense in Components.Sense.allCases {
                for text in machine.plant.assembly.percepts(reference, sense) {
                    said.add(Readings.Percept(reference: reference, sense: sense, text: text))
                }
            }
        }
        guard let controller = machine.controller, machine.isControllerRunning else { return }
        for (index, bit) in bench.bits.enumerated() where controller[bit.slot] != 0 { readings.bits[index] += 1 }
        for alarm in controller.activeAlarms where !readings.alarms.contains(where: { $0.name == alarm.name }) {
            readings.alarms.append((alarm.name, alarm.text))
        }
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
            guard let loaded = try circuit.across(point.joint, bench.earth, loadedBy: 1 / Multimeter.inputResistance) else {
                continue
            }
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

/// What was perceived, look by look.
private struct Said {
    private var counts: [(percept: Readings.Percept, count: Int)] = []
    private var places: [Readings.Percept: Int] = [:]

    mutating func add(_ percept: Readings.Percept) {
        if let place = places[percept] {
            counts[place].count += 1
        } else {
            places[percept] = counts.count
            counts.append((percept, 1))
        }
    }

    func settle(into readings: inout Readings) {
        for (percept, count) in counts {
            let plain = Readings.Percept(
                reference: percept.reference, sense: percept.sense, text: percept.text.map(\.withoutValues))
            if let place = readings.places[plain] {
                readings.percepts[place].count += count
            } else {
                readings.places[plain] = readings.percepts.count
                readings.percepts.append((plain, count))
            }
        }
    }
}

extension String {
    private static let spokenUnits = ["bar", "°C", "V", "A", "mA", "N", "m/s", "mm", "%", "s", "Ω", "kΩ"]

    /// « l'aiguille indique 6,0 bar » → « l'aiguille indique … bar ».
    var withoutValues: String { split().words.joined(separator: " ") }

    /// The numbers that `withoutValues` takes out, as they stand.
    var spokenValues: [Double] {
        split().values.compactMap { Double($0.replacing(",", with: ".").replacing("−", with: "-")) }
    }

    private func split() -> (words: [String], values: [String]) {
        var words = split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        var values: [String] = []
        for index in words.indices.dropLast()
        where Self.spokenUnits.contains(words[index + 1]) && words[index].contains(where: \.isNumber) {
            values.append(words[index])
            words[index] = "…"
        }
        return (words, values)
    }
}
