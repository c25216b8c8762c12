import Components
import Grafcet
import Instruments
import Machines
import Notation
import Simulation

/// What a round reads, and with what.
struct RoundReading {
    let subject: Maintenance.Operation.Subject
    let kind: Quantity.Kind
    let tool: ToolKind?

    /// Over a whole cycle, what goes up and down in it at its highest: what flows, presses and draws is told under load. SI.
    ///
    /// - Parameter cycle: seconds.
    func read(on machine: RunningMachine, cycle: Double) throws -> Double? {
        guard [.gaugePressure, .volumeFlow, .current, .power].contains(kind) else { return try read(on: machine) }
        let end = machine.time + cycle
        var highest: Double?
        repeat {
            let began = machine.time
            guard let value = try read(on: machine) else { return nil }
            highest = max(highest ?? value, value)
            // What is only looked at takes no time of itself.
            if machine.time == began { try machine.advance(by: 1) }
        } while machine.time < end
        return highest
    }

    /// SI, as the instrument shows it; nil for what none of them reads so.
    func read(on machine: RunningMachine) throws -> Double? {
        switch subject {
        case .variable(let name): return machine.variable(name).map { inSI($0, of: name, on: machine) }
        case .wire(let number):
            guard kind == .current else { return nil }
            return try ClampMeter().read(wire: number, direct: nil, on: machine).value
        case .component(let reference): return try read(reference, on: machine)
        case .point(let name):
            guard let point = machine.definition.machine.points.first(where: { $0.name == name }) else { return nil }
            switch point.place {
            // What no instrument is held against is shown by the machine itself: the indicator of a filter.
            case .signal(let reference, let signal):
                return try read(reference, on: machine) ?? machine.plant.value(reference, signal)
            case .terminal:
                guard kind == .gaugePressure else { return nil }
                return try PointInstrument.gauge.read(port: name, on: machine).value
            }
        case .location: return nil
        }
    }

    /// In SI: a program's number has the unit with which its meaning ends: `courant de M1, A`.
    private func inSI(_ value: Double, of variable: String, on machine: RunningMachine) -> Double {
        let meaning = machine.definition.program?.variable(variable)?.meaning?.en ?? ""
        guard let written = meaning.split(separator: ", ").last, let unit = kind.unit(String(written)) else { return value }
        return value * unit.factor + unit.offset
    }

    private func read(_ reference: String, on machine: RunningMachine) throws -> Double? {
        if kind == .speed, let survey = try VibrationMeter().survey(reference, on: machine) { return survey.display.value }
        if kind == .time { return try Stopwatch().read(reference, limit: 60, on: machine)?.value }
        let instruments: [PointInstrument] =
            switch kind {
            case .temperature: [tool == .infraredThermometer ? .thermalCamera : .thermometer, .thermalCamera]
            case .gaugePressure: [.gauge, .oilNeedle, .oilGauge, .vacuumDisplay]
            case .speed: [.tachometer]
            case .force: [.tensionGauge]
            case .volumeFlow: [.flowDisplay]
            case .ratio: [.sightGlass]
            case .power: [.powerDisplay]
            case .length: [.feelerGauges, .dialGauge]
            default: []
            }
        guard let instrument = instruments.first(where: { $0.signal(of: reference, on: machine) != nil }) else { return nil }
        return try instrument.read(reference, on: machine).value
    }
}
