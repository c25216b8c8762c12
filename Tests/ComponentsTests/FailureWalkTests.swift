import Circuits
import Components
import Notation
import Testing

/// Every failure mode of the electrical and control types, on benches drawn at random: it must show somewhere.
@Suite struct FailureWalkTests {
    /// What senses oil, and what only a life of its own brings to show, have walks of their own.
    static let modes: [String] = Catalog.all.filter { type in
        type.domain == .electrical && !HydraulicWalkTests.types.contains { $0.name == type.name }
            && !PreparedWalkTests.stories.contains { $0.type == type.name }
    }.flatMap { type in
        type.failures.map { "\(type.name) \($0.name)" }
    }

    /// What can be seen of one component: its terminals' voltages, its signals, its percepts, after each phase of a random life.
    private static func life(_ type: AnyComponentType, bench number: UInt64, failure: ActiveFailure?) throws -> [String] {
        var generator = SeededGenerator(state: number)
        let assembly = Assembly(seed: 3)
        // What a screwdriver can set is set at random on half of the benches.
        var values: [(key: String, value: ParameterValue)] = []
        for parameter in type.parameters where parameter.isAdjustable && number % 2 == 0 {
            if case .quantity(_, let range) = parameter.form {
                values.append((parameter.key, .number(Double.random(in: range, using: &generator))))
            }
        }
        try assembly.declare("X1", type, type.parameters(values))
        try assembly.build()
        var sources: [Handle<VoltageSource>] = []
        let resistances = [0.05, 2, 60, 1500, 60_000]
        for terminal in assembly.terminals(of: "X1") {
            let joint = assembly.joint("X1", terminal.name)!
            switch terminal.domain {
            case .electrical: break
            case .pneumatic:
                let tank = assembly.circuit.fixedJoint("tank", Domain.pneumatic.nature, value: 6.5e5)
                assembly.circuit.add(Conductance(1e-9), named: "hose", at: [joint, tank])
            case .hydraulic: assembly.circuit.add(Conductance(1e-9), named: "hose", at: [joint, assembly.tank])
            case .translation: assembly.circuit.add(Conductance(1), named: "guide", at: [joint, assembly.frame])
            case .rotation: assembly.circuit.add(Conductance(1e-3), named: "load", at: [joint, assembly.bed])
            case .thermal: assembly.circuit.add(Conductance(1), named: "air", at: [joint, assembly.ambient])
            }
            guard terminal.domain == .electrical else { continue }
            let behind = assembly.circuit.joint("bench", Domain.electrical.nature)
            sources.append(assembly.circuit.add(VoltageSource(), named: "G", at: [behind, assembly.earth]))
            assembly.circuit.add(
                Conductance(resistance: resistances.randomElement(using: &generator)!), named: "R", at: [joint, behind])
        }
        if let failure { assembly.setFailures([failure], on: "X1") }
        let inputs = assembly.signals(of: "X1").filter(\.isInput)
        var seen: [String] = []
        for _ in 0..<6 {
            for source in sources {
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: source.element = VoltageSource(dc: 24)
                case 1: source.element = VoltageSource(real: 230)
                default: source.element = VoltageSource()
                }
            }
            for input in inputs {
                let value = Double(Int.random(in: 0...1, using: &generator)) * (input.kind == .length ? 0.1 : 1)
                assembly.set(assembly.signal("X1", input.name)!, value)
            }
            for (steps, dt) in [(12, 0.005), (8, 0.5)] {
                for _ in 0..<steps { try assembly.step(dt) }
                for terminal in assembly.terminals(of: "X1") where terminal.domain == .electrical {
                    let joint = assembly.joint("X1", terminal.name)!
                    for layer in 0..<3 { seen.append("\((assembly.circuit.across(joint, layer: layer) * 1000).rounded())") }
                }
                for signal in assembly.signals(of: "X1") where !signal.isInput {
                    seen.append("\((assembly.value(assembly.signal("X1", signal.name)!) * 1e4).rounded())")
                }
                for sense in Sense.allCases { seen.append(assembly.percepts("X1", sense).map(\.en).joined(separator: ";")) }
            }
        }
        return seen
    }

    @Test(arguments: modes)
    func `a failure shows in a voltage, a signal or a percept`(mode: String) throws {
        let parts = mode.split(separator: " ").map(String.init)
        let type = Catalog.type(named: parts[0])!
        let failure = type.failure(parts[1])!
        // Any item will do that names a terminal or a channel of it.
        let parameters = type.parameters()
        let items = failure.hasItem ? type.terminals(parameters).map(\.name) : [""]
        for number in 1...60 {
            let healthy = try Self.life(type, bench: UInt64(number), failure: nil)
            let item = items[number % items.count]
            if try Self.life(type, bench: UInt64(number), failure: ActiveFailure(failure.name, severity: 1, item: item))
                != healthy
            {
                return
            }
        }
        Issue.record("nothing shows \(mode)")
    }

    /// Use brings a failure about from nothing: a law whose failure begins with a jump would break a new machine.
    @Test func `a failure that use has hardly begun shows nowhere`() throws {
        for mode in Self.modes {
            let parts = mode.split(separator: " ").map(String.init)
            let type = Catalog.type(named: parts[0])!
            for law in type.wear(type.parameters()) where law.failure == parts[1] {
                for number in 1...6 {
                    let item = law.items.isEmpty ? "" : law.items[number % law.items.count]
                    let begun = ActiveFailure(law.failure, severity: 1e-9, item: item)
                    let healthy = try Self.life(type, bench: UInt64(number), failure: nil)
                    let young = try Self.life(type, bench: UInt64(number), failure: begun)
                    // A digit, or a thousandth: what another path of the solver leaves.
                    let isAlike = zip(healthy, young).allSatisfy { one, other in
                        guard let a = Double(one), let b = Double(other) else { return one == other }
                        return abs(a - b) <= 1 + 1e-3 * abs(a)
                    }
                    #expect(isAlike, "\(mode), bench \(number)")
                }
            }
        }
    }
}
