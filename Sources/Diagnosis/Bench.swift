import Circuits
import Components
import Grafcet
import Instruments
import Machines
import Modbus
import Notation
import Simulation
import Training

/// Everything that can be read on a machine without putting anything in its circuit, resolved once.
struct Bench {
    /// A quantity that an instrument shows as a number.
    struct Analogue {
        let test: DiagnosticTest
        /// Largest error at a value, SI.
        let accuracy: (Double) -> Double
        let read: (RunningMachine) -> Double
    }

    struct Cylinder {
        let reference: String
        let position: SignalIndex
        let stroke: Double
    }

    struct Point {
        let name: String
        let joint: Joint
    }

    let points: [Point]
    let earth: Joint
    let wires: [String]
    /// Read at every step for their lowest value: an index in `analogues`.
    let gauges: [Int]
    let analogues: [Analogue]
    let cylinders: [Cylinder]
    let bits: [(name: String, slot: Grafcet.Slot)]
    /// Things counted, by the program or by whoever watches.
    let counters: [(test: DiagnosticTest, read: (RunningMachine) -> Double)]
    let references: [String]

    init(_ machine: RunningMachine) {
        let plant = machine.plant
        let assembly = plant.assembly
        references = machine.definition.machine.components.map(\.reference)
        earth = assembly.earth
        points = references.flatMap { reference in
            assembly.terminals(of: reference).filter { $0.domain == .electrical }.compactMap { terminal in
                assembly.joint(reference, terminal.name).map { Point(name: "\(reference):\(terminal.name)", joint: $0) }
            }
        }
        // A wire too short to be solved takes long to be told from its neighbours, and carries what they carry.
        wires = machine.definition.machine.wires.map(\.number).filter { number in
            plant.wire(number).map { !assembly.circuit.isMerged($0) } ?? false
        }
        var analogues = Self.held(machine) + Self.ports(machine)
        gauges = analogues.indices.filter { if case .gauge = analogues[$0].test { true } else { false } }
        analogues += Self.registers(machine)
        self.analogues = analogues
        cylinders = references.compactMap { reference in
            guard let position = assembly.signal(reference, "position"),
                case .number(let stroke)? = assembly.parameter("stroke", of: reference)
            else { return nil }
            return Cylinder(reference: reference, position: position, stroke: stroke)
        }
        let program = machine.definition.program
        bits = (program.map { $0.inputs + $0.outputs } ?? []).filter { !($0.address?.isWord ?? false) }.map { ($0.name, $0.slot) }
        counters = Self.counters(machine)
    }

    /// Instruments held against a component.
    private static func held(_ machine: RunningMachine) -> [Analogue] {
        let instruments: [(PointInstrument, (String) -> DiagnosticTest)] = [
            (.gauge, { .gauge($0) }), (.thermometer, { .temperature($0) }), (.tensionGauge, { .beltTension($0) }),
            (.tachometer, { .speed($0) }), (.oilNeedle, { .gauge($0) }), (.oilGauge, { .oilPressure($0) }),
        ]
        return machine.definition.machine.components.flatMap { component in
            instruments.compactMap { instrument, test in
                guard let name = instrument.signal(of: component.reference, on: machine),
                    let signal = machine.plant.assembly.signal(component.reference, name)
                else { return nil }
                return Analogue(test: test(component.reference), accuracy: { instrument.accuracy(of: $0) }) {
                    $0.plant.assembly.value(signal) - instrument.zero
                }
            }
        }
    }

    /// A test gauge on the ports that have a quick coupling: the points of the machine file.
    private static func ports(_ machine: RunningMachine) -> [Analogue] {
        machine.definition.machine.points.compactMap { point in
            guard case .terminal(let terminal) = point.place,
                machine.plant.assembly.terminals(of: terminal.reference).first(where: { $0.name == terminal.terminal })?.domain
                    == .pneumatic,
                let joint = machine.plant.joint(point.name)
            else { return nil }
            return Analogue(test: .pressure(point: point.name), accuracy: { PointInstrument.gauge.accuracy(of: $0) }) {
                $0.plant.assembly.circuit.across(joint) - Air.atmosphere
            }
        }
    }

    /// At the supervisor's fourth asking even what befalls a quarter of the answers has befallen one.
    private static let supervisedRound = 3

    /// Numbers of the Modbus map that are scaled, as the supervisor's page shows them: twenty counts are told from noise.
    private static func registers(_ machine: RunningMachine) -> [Analogue] {
        (machine.definition.map?.entries ?? []).compactMap { entry in
            guard entry.scale < 1 || isSignal(entry.source), isShown(entry.source), !entry.area.holdsBits else { return nil }
            let error = 10 * entry.scale
            return Analogue(test: .register(entry.text.fr), accuracy: { 0.01 * abs($0) + error }) {
                $0.supervised(entry, round: Self.supervisedRound) ?? 0
            }
        }
    }

    /// Whether it comes from the machine, and not from the map itself.
    private static func isShown(_ source: RegisterMap.Source) -> Bool {
        switch source {
        case .variable, .signal: true
        default: false
        }
    }

    private static func isSignal(_ source: RegisterMap.Source) -> Bool {
        if case .signal = source { true } else { false }
    }

    private static func counters(_ machine: RunningMachine) -> [(test: DiagnosticTest, read: (RunningMachine) -> Double)] {
        let retained = (machine.definition.program?.variables ?? []).filter(\.isRetained)
        var counters: [(test: DiagnosticTest, read: (RunningMachine) -> Double)] = retained.map { variable in
            (.variable(variable.name), { $0.controller?[variable.slot] ?? 0 })
        }
        for component in machine.definition.machine.components {
            for signal in machine.plant.assembly.signals(of: component.reference) where signal.tally != nil {
                let index = machine.plant.assembly.signal(component.reference, signal.name)!
                counters.append((.count(component.reference, quantity: signal.name), { $0.plant.assembly.value(index) }))
            }
        }
        return counters
    }
}
