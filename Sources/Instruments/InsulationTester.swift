import Circuits
import Components
import Machines
import Notation
public import Simulation

/// An insulation tester of 500 V DC (IEC 61557-2): 1 mA at 500 kΩ. It sees whatever lies between its leads.
public struct InsulationTester: Sendable {
    /// Volts at open leads, at most 1.25 times the rated 500 V, and ohms in series: 500 V are left at 1 mA, 6 mA pass in a short circuit.
    public static let openVoltage = 600.0
    public static let series = 100e3
    /// V on either lead above which it warns and does not measure.
    public static let refusedAbove = 25.0
    /// Seconds of the test.
    public static let settling = 10.0

    private static let scales = [
        Scale(fullScale: 2e6, resolution: 1e3, unit: "MΩ", decimals: 3),
        Scale(fullScale: 20e6, resolution: 1e4, unit: "MΩ", decimals: 2),
        Scale(fullScale: 200e6, resolution: 1e5, unit: "MΩ", decimals: 1),
        Scale(fullScale: 10e9, resolution: 1e6, unit: "MΩ", decimals: 0),
    ]

    public init() {}

    /// Puts the two leads on two points; machine time passes.
    public func read(from: String, to: String, on machine: RunningMachine) throws -> Display {
        let plant = machine.plant
        guard let a = plant.joint(from), let b = plant.joint(to) else {
            return Display(
                value: nil, kind: .resistance, range: nil, decimals: 0, unit: "MΩ", presentVoltage: 0, trouble: .unreachable)
        }
        let circuit = plant.assembly.circuit
        // One step, so that what an instrument has just left between the points is gone.
        try machine.advanceStep()
        let earth = plant.assembly.earth
        let present = [(a, b), (a, earth), (b, earth)].map { pair in
            let voltage = Multimeter.voltage(circuit, pair.0, pair.1)
            return max(abs(voltage.dc), voltage.rms)
        }.max()!
        guard present <= Self.refusedAbove else {
            return Display(
                value: nil, kind: .resistance, range: nil, decimals: 0, unit: "MΩ", presentVoltage: present, trouble: .refusedLive
            )
        }
        var source = Ohmmeter()
        source.openVoltage = Self.openVoltage
        source.series = Self.series
        let tester = circuit.add(source, named: "insulation tester", at: [a, b])
        defer { circuit.remove(tester) }
        try machine.advance(by: Self.settling)
        let ohms = tester.element.resistance
        let scale = Scale.chosen(for: ohms, among: Self.scales)
        return Display(
            value: scale?.shown(ohms), kind: .resistance, range: (scale ?? Self.scales.last!).fullScale,
            decimals: scale?.decimals ?? 0, unit: "MΩ", presentVoltage: present, trouble: nil)
    }

    /// 5 % + 3 digits (IEC 61557-2 allows 30 %).
    public static func accuracy(of value: Double) -> Double {
        0.05 * abs(value) + 3 * (Scale.chosen(for: value, among: scales)?.resolution ?? 1e6)
    }
}
