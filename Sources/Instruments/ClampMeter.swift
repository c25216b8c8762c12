import Circuits
import Machines
import Notation
public import Simulation

/// A clamp ammeter around one conductor; it does not load the circuit.
public struct ClampMeter: Sendable {
    /// A.
    public static let resolution = 0.01
    public static let settling = 0.5

    public init() {}

    /// RMS or DC current of a wire, the larger when `direct` is nil; nil display when there is no such wire.
    public func read(wire: String, direct: Bool?, on machine: RunningMachine) throws -> Display {
        try machine.advance(by: Self.settling)
        guard let current = try machine.plant.current(inWire: wire) else {
            return Display(
                value: nil, kind: .current, range: nil, decimals: 2, unit: "A", presentVoltage: 0, trouble: .unreachable)
        }
        let alternating = !(direct ?? (abs(current.dc) > current.rms))
        let value = alternating ? current.rms : current.dc
        var display = Display(
            value: (value / Self.resolution).rounded() * Self.resolution, kind: .current, range: 40, decimals: 2, unit: "A",
            presentVoltage: 0, trouble: nil)
        display.alternating = alternating
        return display
    }

    /// 2 % + 3 digits.
    public static func accuracy(of value: Double) -> Double { 0.02 * abs(value) + 3 * resolution }
}
