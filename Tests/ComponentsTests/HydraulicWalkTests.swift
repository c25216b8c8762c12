import Circuits
import Components
import Notation
import Testing

/// Every failure mode of the hydraulic types, on benches drawn at random: it must show somewhere.
@Suite struct HydraulicWalkTests {
    /// What oil passes through or is measured by: a hydraulic port, an oil, or a link to a tank.
    static let types: [AnyComponentType] = Catalog.all.filter { type in
        type.domain == .hydraulic || type.terminals(type.parameters()).contains { $0.domain == .hydraulic }
            || type.parameters.contains { $0.key == "tank" }
    }
    static let modes: [String] = types.flatMap { type in type.failures.map { "\(type.name) \($0.name)" } }

    /// Three digits: what an instrument shows.
    private static func read(_ value: Double) -> String {
        var (digits, exponent) = (abs(value), 0)
        guard digits > 1e-12 else { return "0" }
        while digits >= 1000 { (digits, exponent) = (digits / 10, exponent + 1) }
        while digits < 100 { (digits, exponent) = (digits * 10, exponent - 1) }
        return "\(value < 0 ? "-" : "")\(digits.rounded())e\(exponent)"
    }

    /// What can be seen of one component: pressures at its ports, speeds, voltages, signals, percepts, in a random life.
    private static func life(_ type: AnyComponentType, bench number: UInt64, failure: ActiveFailure?) throws -> [String] {
        var random = SeededGenerator(state: number)
        let assembly = Assembly(seed: 3)
        let oil = Catalog.type(named: "oil")!
        let celsius = Double.random(in: 10...60, using: &random)
        try assembly.declare("OIL", oil, oil.parameters([("initial-temperature", .number(celsius + 273.15))]))
        let tank = Catalog.type(named: "hydraulic-tank")!
        try assembly.declare("TK", tank, tank.parameters([("oil", .link("OIL"))]))
        var values: [(key: String, value: ParameterValue)] = []
        for parameter in type.parameters {
            if case .link = parameter.form, ["oil", "tank"].contains(parameter.key) {
                values.append((parameter.key, .link(parameter.key == "oil" ? "OIL" : "TK")))
            }
            // A cushion is an option.
            if parameter.key == "cushion-length" { values.append((parameter.key, .number(0.03))) }
            if case .quantity(_, let range) = parameter.form, parameter.isAdjustable, number % 3 == 0 {
                values.append((parameter.key, .number(Double.random(in: range, using: &random))))
            }
        }
        try assembly.declare("X1", type, type.parameters(values))
        try assembly.build()
        let circuit = assembly.circuit
        var pressures: [Joint] = []
        var volts: [Handle<VoltageSource>] = []
        var shafts: [Handle<Brake>] = []
        for terminal in assembly.terminals(of: "X1") {
            let joint = assembly.joint("X1", terminal.name)!
            switch terminal.domain {
            case .hydraulic:
                let source = circuit.fixedJoint("source", Domain.hydraulic.nature, value: 0)
                let line = [1e-11, 1e-10, 1e-9].randomElement(using: &random)!
                circuit.add(Conductance(line), named: "line", at: [source, joint])
                pressures.append(source)
            case .electrical:
                let behind = circuit.joint("bench", Domain.electrical.nature)
                volts.append(circuit.add(VoltageSource(), named: "G", at: [behind, assembly.earth]))
                let ohms = [1.0, 60].randomElement(using: &random)!
                circuit.add(Conductance(resistance: ohms), named: "R", at: [joint, behind])
            case .rotation: shafts.append(circuit.add(Brake(), named: "motor", at: [joint]))
            case .translation: shafts.append(circuit.add(Brake(), named: "load", at: [joint]))
            case .thermal, .pneumatic: break
            }
        }
        let draught = circuit.add(FlowSource(flow: 0), named: "draught", at: [assembly.joint("TK", "T")!])
        if let failure { assembly.setFailures([failure], on: "X1") }
        let shown = assembly.signals(of: "X1").filter { !$0.isInput }
        var seen: [String] = []
        for _ in 0..<6 {
            for source in pressures {
                let bars = [0.0, 0, 3, 60, 120].randomElement(using: &random)!
                circuit.setFixed(source, value: bars * 1e5)
            }
            for source in volts {
                source.element = [VoltageSource(), VoltageSource(dc: 24), VoltageSource(real: 230)].randomElement(using: &random)!
            }
            for shaft in shafts {
                shaft.element = Brake(torque: [-30.0, 0, 2000].randomElement(using: &random)!)
                if type.domain == .hydraulic, Bool.random(using: &random), assembly.joint("X1", "shaft") != nil {
                    shaft.element.speed = [0.0, 152].randomElement(using: &random)!
                }
            }
            draught.element.flow = [0.0, -1e-3, 1e-3].randomElement(using: &random)!
            for input in assembly.signals(of: "X1") where input.isInput && type.name != "oil" {
                assembly.set(assembly.signal("X1", input.name)!, Double(Int.random(in: 0...1, using: &random)))
            }
            for (steps, dt) in [(10, 0.005), (20, 0.1)] {
                for _ in 0..<steps { try assembly.step(dt) }
                for terminal in assembly.terminals(of: "X1") {
                    let joint = assembly.joint("X1", terminal.name)!
                    for layer in 0..<(terminal.domain == .electrical ? 3 : 1) {
                        let value = circuit.across(joint, layer: layer)
                        // Below a hundredth of a bar nobody sees it.
                        seen.append(terminal.domain == .hydraulic && abs(value) < 1e3 ? "0" : read(value))
                    }
                }
                for signal in shown { seen.append(read(assembly.value(assembly.signal("X1", signal.name)!))) }
                for sense in Sense.allCases { seen.append(assembly.percepts("X1", sense).map(\.en).joined(separator: ";")) }
            }
        }
        return seen
    }

    @Test(arguments: modes)
    func `a failure shows in a pressure, a signal or a percept`(mode: String) throws {
        let parts = mode.split(separator: " ").map(String.init)
        let type = try #require(Catalog.type(named: parts[0]))
        let failure = try #require(type.failure(parts[1]))
        for number in 1...40 {
            let healthy = try Self.life(type, bench: UInt64(number), failure: nil)
            if try Self.life(type, bench: UInt64(number), failure: ActiveFailure(failure.name, severity: 1)) != healthy { return }
        }
        Issue.record("nothing shows \(mode)")
    }

    @Test(arguments: types.map(\.name))
    func `random lives at every severity are solved`(name: String) throws {
        let type = try #require(Catalog.type(named: name))
        for (number, failure) in type.failures.enumerated() {
            for severity in [0.0, 0.3, 0.6, 0.9, 1] {
                _ = try Self.life(
                    type, bench: UInt64(100 + 10 * number) + UInt64(severity * 10),
                    failure: ActiveFailure(failure.name, severity: severity))
            }
        }
    }

    @Test(arguments: types.map(\.name))
    func `a hydraulic type says where each of its figures comes from`(name: String) throws {
        for parameter in try #require(Catalog.type(named: name)).parameters {
            if case .quantity = parameter.form { #expect(!parameter.source.isEmpty, "\(parameter.key)") }
        }
    }
}
