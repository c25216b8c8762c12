import Circuits
import Components
import Machines
public import Simulation

/// A two-pole voltage absence tester (EN 61243-3): lamps at thresholds, a load that ghost voltages do not survive.
public struct VoltageTester: Sendable {
    /// Ohms between the two poles.
    public static let inputResistance = 300e3
    /// V below which no lamp lights.
    public static let threshold = 6.0
    /// Seconds for a pair.
    public static let settling = 0.3

    public struct Pair: Sendable, Hashable {
        public let from: String
        public let to: String
        /// V, 0 below the first lamp.
        public let voltage: Double
    }

    public init() {}

    /// Tries each pair of points in turn; machine time passes. Nil for a pair that does not exist.
    public func read(_ from: String, _ to: String, on machine: RunningMachine) throws -> Pair? {
        let plant = machine.plant
        guard let a = plant.joint(from), let b = plant.joint(to) else { return nil }
        let circuit = plant.assembly.circuit
        let tester = circuit.add(Conductance(resistance: Self.inputResistance), named: "VAT", at: [a, b])
        defer { circuit.remove(tester) }
        try machine.advance(by: Self.settling)
        let read = Multimeter.voltage(circuit, a, b)
        let magnitude = (read.dc * read.dc + read.rms * read.rms).squareRoot()
        return Pair(from: from, to: to, voltage: magnitude < Self.threshold ? 0 : magnitude.rounded())
    }
}
