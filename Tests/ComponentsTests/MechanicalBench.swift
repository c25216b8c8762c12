import Circuits
import Components
import Notation

/// A few components joined by shafts, with ideal sources and loads around them.
struct MechanicalBench {
    let assembly: Assembly
    private var joins = 0

    init(seed: UInt64 = 3) { assembly = Assembly(seed: seed) }

    func declare(_ reference: String, _ type: AnyComponentType, _ values: [(key: String, value: ParameterValue)] = []) throws {
        try assembly.declare(reference, type, type.parameters(values))
    }

    /// `M1:shaft` and `G1:in` become one.
    mutating func join(_ first: (String, String), _ second: (String, String)) {
        joins += 1
        _ = assembly.circuit.wire(
            "J\(joins)", assembly.joint(first.0, first.1)!, assembly.joint(second.0, second.1)!, resistance: 1e-3, isMerged: true)
    }

    /// A balanced three-phase source on a motor, line voltage RMS, in the order L1 L2 L3.
    func feed(_ motor: String, _ line: Double) -> [Handle<VoltageSource>] {
        let sources = ["U", "V", "W"].enumerated().map { index, name in
            let angle = -2 * Double.pi / 3 * Double(index)
            let phase = line / 3.0.squareRoot()
            return assembly.circuit.add(
                VoltageSource(real: phase * cosine(angle), imaginary: phase * sine(angle)), named: "L\(index + 1)",
                at: [assembly.joint(motor, name)!, assembly.earth])
        }
        _ = assembly.circuit.wire("PE", assembly.joint(motor, "PE")!, assembly.earth, resistance: 1e-3, isMerged: true)
        return sources
    }

    func run(_ seconds: Double, _ step: Double = 0.005) throws {
        for _ in 0..<Int((seconds / step).rounded()) { try assembly.step(step) }
    }

    subscript(reference: String, signal: String) -> Double { assembly.value(assembly.signal(reference, signal)!) }
}

/// A constant torque (force) against the direction of positive speed, or an imposed speed.
struct Brake: Element {
    /// N·m or N taken from the joint.
    var torque = 0.0
    /// rad/s or m/s; imposed when not nil.
    var speed: Double?

    static var isGrounded: Bool { true }
    private static let stiff = 1e6

    func stamp(_ s: Stamp) {
        if let speed {
            s.add(0, Self.stiff * (s[0] - speed))
            s.slope(0, 0, Self.stiff)
        } else {
            s.add(0, torque)
        }
    }
}
