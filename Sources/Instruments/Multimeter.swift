import Circuits
import Components
import Machines
import Notation
public import Simulation

/// A digital multimeter, CAT III 600 V: 10 MΩ on volts, 3 V behind 1 kΩ on ohms. It loads the circuit as a component does.
public struct Multimeter: Sendable {
    public enum Function: String, Sendable, CaseIterable {
        /// `voltage` shows the larger of the direct and the alternating one.
        case voltage, voltageDC, voltageAC, resistance, continuity
        /// The lowest direct voltage of a minute, however short: what a loose contact does while one watches.
        case lowest
        /// Behind its low-pass filter, so that the carrier of a drive is not counted.
        case frequency
    }

    /// Ohms, on both volt functions.
    public static let inputResistance = 10e6
    /// Ohms of both leads and their contacts, which the ohm functions see too.
    public static let leads = 0.1
    /// V between the points above which the ohm functions refuse.
    public static let refusedAbove = 1.0
    /// V above which they do not survive.
    public static let damagedAbove = 60.0
    /// Seconds before the display has settled.
    public static let settling = 0.5
    /// Seconds for which it keeps the lowest.
    public static let watch = 60.0

    private static let volts = [
        Scale(fullScale: 0.6, resolution: 1e-4, unit: "mV", decimals: 1),
        Scale(fullScale: 6, resolution: 1e-3, unit: "V", decimals: 2),
        Scale(fullScale: 60, resolution: 1e-2, unit: "V", decimals: 1),
        Scale(fullScale: 600, resolution: 0.1, unit: "V", decimals: 0),
    ]
    private static let hertz = [
        Scale(fullScale: 100, resolution: 1e-2, unit: "Hz", decimals: 2),
        Scale(fullScale: 1e3, resolution: 0.1, unit: "Hz", decimals: 1),
    ]
    /// V RMS below which it counts nothing.
    private static let leastCounted = 1.0

    private static let ohms = [
        Scale(fullScale: 600, resolution: 0.1, unit: "Ω", decimals: 1),
        Scale(fullScale: 6e3, resolution: 1, unit: "kΩ", decimals: 2),
        Scale(fullScale: 60e3, resolution: 10, unit: "kΩ", decimals: 1),
        Scale(fullScale: 600e3, resolution: 100, unit: "kΩ", decimals: 0),
        Scale(fullScale: 6e6, resolution: 1e3, unit: "MΩ", decimals: 2),
        Scale(fullScale: 40e6, resolution: 1e4, unit: "MΩ", decimals: 1),
    ]

    public init() {}

    /// Puts the two leads on two points and lets the display settle; machine time passes.
    public func read(_ function: Function, from: String, to: String, on machine: RunningMachine) throws -> Display {
        let plant = machine.plant
        guard let a = plant.joint(from), let b = plant.joint(to) else {
            return Display(
                value: nil, kind: .voltage, range: nil, decimals: 0, unit: "V", presentVoltage: 0, trouble: .unreachable)
        }
        let circuit = plant.assembly.circuit
        // One step, so that what an instrument has just left between the points is gone.
        try machine.advanceStep()
        switch function {
        case .voltage, .voltageDC, .voltageAC, .lowest:
            let present = Self.voltage(circuit, a, b)
            let meter = circuit.add(Conductance(resistance: Self.inputResistance), named: "multimeter", at: [a, b])
            defer { circuit.remove(meter) }
            try machine.advance(by: Self.settling)
            var read = Self.voltage(circuit, a, b)
            if function == .lowest {
                read = (dc: try Self.lowest(from: read.dc, a, b, on: machine), rms: present.rms)
            }
            let alternating = function == .voltageAC || (function == .voltage && read.rms > abs(read.dc))
            let value = alternating ? read.rms : read.dc
            let scale = Scale.chosen(for: value, among: Self.volts) ?? Self.volts.last!
            var display = Display(
                value: abs(value) > 1000 ? nil : scale.shown(value), kind: .voltage, range: scale.fullScale,
                decimals: scale.decimals, unit: scale.unit, presentVoltage: max(abs(present.dc), present.rms), trouble: nil)
            display.alternating = alternating
            display.hidden = alternating ? abs(read.dc) : read.rms
            return display
        case .frequency:
            let present = Self.voltage(circuit, a, b)
            let meter = circuit.add(Conductance(resistance: Self.inputResistance), named: "multimeter", at: [a, b])
            defer { circuit.remove(meter) }
            try machine.advance(by: Self.settling)
            let read = Self.voltage(circuit, a, b)
            let alternates = read.rms >= Self.leastCounted
            let value = alternates ? plant.frequency(at: a) ?? plant.frequency(at: b) ?? 0 : 0
            let scale = Scale.chosen(for: value, among: Self.hertz) ?? Self.hertz.last!
            return Display(
                value: scale.shown(value), kind: .frequency, range: scale.fullScale, decimals: scale.decimals, unit: scale.unit,
                presentVoltage: max(abs(present.dc), present.rms), trouble: nil)
        case .resistance, .continuity:
            let present = Self.voltage(circuit, a, b)
            let magnitude = max(abs(present.dc), present.rms)
            if magnitude > Self.refusedAbove {
                return Display(
                    value: nil, kind: .resistance, range: nil, decimals: 0, unit: "Ω", presentVoltage: magnitude,
                    trouble: magnitude > Self.damagedAbove ? .damagedLive : .refusedLive)
            }
            let meter = circuit.add(Ohmmeter(), named: "multimeter", at: [a, b])
            defer { circuit.remove(meter) }
            try machine.advance(by: Self.settling)
            let ohms = meter.element.resistance + Self.leads
            guard ohms.isFinite, let scale = Scale.chosen(for: ohms, among: Self.ohms) else {
                return Display(
                    value: nil, kind: .resistance, range: Self.ohms.last!.fullScale, decimals: 1, unit: "MΩ",
                    presentVoltage: magnitude, trouble: nil)
            }
            return Display(
                value: scale.shown(ohms), kind: .resistance, range: scale.fullScale, decimals: scale.decimals, unit: scale.unit,
                presentVoltage: magnitude, trouble: nil)
        }
    }

    /// The direct voltage nearest to none while the meter watches.
    private static func lowest(from first: Double, _ a: Joint, _ b: Joint, on machine: RunningMachine) throws -> Double {
        var lowest = first
        let end = machine.time + watch
        while machine.time < end {
            try machine.advanceStep()
            let now = voltage(machine.plant.assembly.circuit, a, b).dc
            if abs(now) < abs(lowest) { lowest = now }
        }
        return lowest
    }

    /// DC and RMS between two joints.
    static func voltage(_ circuit: Circuit, _ a: Joint, _ b: Joint) -> (dc: Double, rms: Double) {
        let dc = circuit.across(a) - circuit.across(b)
        let real = circuit.across(a, layer: Layer.real) - circuit.across(b, layer: Layer.real)
        let imaginary = circuit.across(a, layer: Layer.imaginary) - circuit.across(b, layer: Layer.imaginary)
        return (dc, (real * real + imaginary * imaginary).squareRoot())
    }

    /// Largest error of a display, SI: 0.7 % + 2 digits on volts, 1 % + 3 digits on ohms, 0.1 % + 2 digits on hertz.
    public static func accuracy(_ function: Function, of value: Double) -> Double {
        switch function {
        case .voltage, .voltageDC, .voltageAC, .lowest:
            0.007 * abs(value) + 2 * (Scale.chosen(for: value, among: volts)?.resolution ?? 1)
        case .frequency: 0.001 * abs(value) + 2 * (Scale.chosen(for: value, among: hertz)?.resolution ?? 1)
        case .resistance, .continuity:
            0.01 * abs(value) + 3 * (Scale.chosen(for: value, among: ohms)?.resolution ?? 1e4)
        }
    }
}
