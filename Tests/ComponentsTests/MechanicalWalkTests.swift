import Circuits
import Components
import Notation
import Testing

/// Every failure mode of the mechanical and process types that the conveyor's train does not hold, on benches drawn at random.
@Suite struct MechanicalWalkTests {
    static let types: [AnyComponentType] = Catalog.all.filter { type in
        (type.domain == .rotation || type.domain == .translation)
            && !MechanicalFailureTests.cases.contains { $0.type == type.name }
    }

    static let modes: [String] = types.flatMap { type in
        type.failures.map { "\(type.name) \($0.name)" }
    }

    /// What can be seen of one component through a random life: speeds, voltages, signals, percepts.
    private static func life(_ type: AnyComponentType, bench number: UInt64, failure: ActiveFailure?)
        throws -> [String]
    {
        var generator = SeededGenerator(state: number)
        let assembly = Assembly(seed: 3)
        try assembly.declare("X1", type, type.parameters())
        try assembly.build()
        let circuit = assembly.circuit
        var drives: [(handle: Handle<Brake>, domain: Domain)] = []
        var sources: [Handle<VoltageSource>] = []
        var watched: [Joint] = []
        for terminal in assembly.terminals(of: "X1") {
            let joint = assembly.joint("X1", terminal.name)!
            switch terminal.domain {
            case .rotation, .translation:
                let isRotation = terminal.domain == .rotation
                let behind = circuit.joint("bench", terminal.domain.nature)
                drives.append((circuit.add(Brake(), named: "drive", at: [behind]), terminal.domain))
                circuit.add(Inertia(isRotation ? 2e-3 : 20), named: "mass", at: [behind])
                circuit.add(Conductance(isRotation ? 0.05 : 2_000), named: "slip", at: [joint, behind])
                watched.append(joint)
            case .electrical:
                let behind = circuit.joint("bench", Domain.electrical.nature)
                sources.append(circuit.add(VoltageSource(), named: "G", at: [behind, assembly.earth]))
                circuit.add(
                    Conductance(resistance: [0.05, 2, 60].randomElement(using: &generator)!), named: "R",
                    at: [joint, behind])
                watched.append(joint)
            default: break
            }
        }
        if let failure { assembly.setFailures([failure], on: "X1") }
        let inputs = assembly.signals(of: "X1").filter(\.isInput)
        var seen: [String] = []
        for _ in 0..<8 {
            for (handle, domain) in drives {
                let speeds = domain == .rotation ? [0, 150, -150, 20] : [0, 0.2, -0.2, 0.05]
                let torques = domain == .rotation ? [0, 2.5, -2.5, 6] : [0, 1_200, -1_200, 300]
                handle.element =
                    Bool.random(using: &generator)
                    ? Brake(speed: speeds.randomElement(using: &generator)!)
                    : Brake(torque: torques.randomElement(using: &generator)!)
            }
            let isOn = Bool.random(using: &generator)
            for (index, source) in sources.enumerated() {
                source.element = VoltageSource(dc: isOn && index % 2 == 0 ? 24 : 0)
            }
            for input in inputs {
                assembly.set(assembly.signal("X1", input.name)!, Double(Int.random(in: 0...1, using: &generator)))
            }
            for (steps, dt) in [(60, 0.005), (6, 0.5)] {
                for _ in 0..<steps { try assembly.step(dt) }
                for joint in watched { seen.append("\((circuit.across(joint) * 100).rounded())") }
                for signal in assembly.signals(of: "X1") where !signal.isInput {
                    seen.append("\((assembly.value(assembly.signal("X1", signal.name)!) * 1e4).rounded())")
                }
                for sense in Sense.allCases {
                    seen.append(assembly.percepts("X1", sense).map(\.en).joined(separator: ";"))
                }
            }
        }
        return seen
    }

    @Test(arguments: modes)
    func `a failure shows in a speed, a signal or a percept`(mode: String) throws {
        let parts = mode.split(separator: " ").map(String.init)
        let type = Catalog.type(named: parts[0])!
        for number in 1...20 {
            let healthy = try Self.life(type, bench: UInt64(number), failure: nil)
            if try Self.life(type, bench: UInt64(number), failure: ActiveFailure(parts[1], severity: 1))
                != healthy
            {
                return
            }
        }
        Issue.record("nothing shows \(mode)")
    }
}
