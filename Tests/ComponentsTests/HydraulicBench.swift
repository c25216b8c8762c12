import Circuits
import Components
import Notation
import Testing

/// Hydraulic components by reference, joined port to port, with ideal sources around them.
struct HydraulicBench {
    let assembly: Assembly

    struct Part {
        let reference: String
        let type: String
        let values: [(key: String, value: ParameterValue)]

        init(_ reference: String, _ type: String, _ values: [(key: String, value: ParameterValue)] = []) {
            self.reference = reference
            self.type = type
            self.values = values
        }
    }

    /// - Parameter pipes: pairs of `reference:port`; `~` is the floor, at atmospheric pressure.
    init(_ parts: [Part], pipes: [(String, String)] = []) throws {
        assembly = Assembly(seed: 3)
        for part in parts {
            let type = try #require(Catalog.type(named: part.type))
            try assembly.declare(part.reference, type, type.parameters(part.values))
        }
        try assembly.build()
        for (from, to) in pipes { join(from, to) }
    }

    func join(_ from: String, _ to: String) {
        _ = assembly.circuit.wire("\(from)-\(to)", joint(from), joint(to), resistance: 1, isMerged: true)
    }

    func joint(_ name: String) -> Joint {
        guard name != "~" else { return assembly.tank }
        let parts = name.split(separator: ":").map(String.init)
        return assembly.joint(parts[0], parts[1])!
    }

    /// A pressure behind next to no resistance, Pa.
    @discardableResult
    func source(_ name: String, _ pressure: Double) -> Joint {
        let fixed = assembly.circuit.fixedJoint("source", Domain.hydraulic.nature, value: pressure)
        assembly.circuit.add(Conductance(1e-5), named: "source", at: [fixed, joint(name)])
        return fixed
    }

    /// A flow into a port whatever its pressure, m³/s.
    @discardableResult
    func feed(_ name: String, _ flow: Double) -> Handle<FlowSource> {
        assembly.circuit.add(FlowSource(flow: flow), named: "feed", at: [joint(name)])
    }

    /// Imposes a speed on a shaft, rpm.
    @discardableResult
    func turn(_ reference: String, _ rpm: Double) -> Handle<Brake> {
        assembly.circuit.add(
            Brake(speed: rpm * .pi / 30), named: "motor", at: [joint("\(reference):shaft")])
    }

    /// A constant force that pushes a rod in, N.
    @discardableResult
    func load(_ reference: String, _ force: Double) -> Handle<Brake> {
        assembly.circuit.add(Brake(torque: force), named: "load", at: [joint("\(reference):rod")])
    }

    /// Direct volts between two terminals.
    @discardableResult
    func volts(_ a: String, _ b: String, _ dc: Double) -> Handle<VoltageSource> {
        assembly.circuit.add(VoltageSource(dc: dc), named: "G", at: [joint(a), joint(b)])
    }

    /// Advances until the condition holds.
    /// - Returns: seconds, or nil if it never does within `limit`.
    @discardableResult
    func run(_ limit: Double, dt: Double = 0.005, until condition: () throws -> Bool = { false }) throws -> Double? {
        let steps = Int((limit / dt).rounded())
        for step in 1...max(steps, 1) {
            try assembly.step(dt)
            if try condition() { return Double(step) * dt }
        }
        return nil
    }

    subscript(reference: String, signal: String) -> Double { assembly.value(assembly.signal(reference, signal)!) }

    func set(_ reference: String, _ signal: String, _ value: Double) {
        assembly.set(assembly.signal(reference, signal)!, value)
    }
    /// Gauge bars.
    func bar(_ name: String) -> Double { assembly.circuit.across(joint(name)) / 1e5 }
    func fail(_ reference: String, _ failure: String, _ severity: Double) {
        assembly.setFailures([ActiveFailure(failure, severity: severity)], on: reference)
    }
    func mend(_ reference: String) { assembly.setFailures([], on: reference) }
    func sees(_ reference: String, _ sense: Sense, _ word: String) -> Bool {
        assembly.percepts(reference, sense).contains { $0.fr.contains(word) }
    }
}

/// A flow into a joint, m³/s.
struct FlowSource: Element {
    var flow: Double
    static var isGrounded: Bool { true }
    func stamp(_ s: Stamp) { s.add(0, -flow) }
}

/// m³/s of l/min.
func litres(_ perMinute: Double) -> Double { perMinute * 1e-3 / 60 }
/// Litres a minute of m³/s.
func perMinute(_ flow: Double) -> Double { flow * 60_000 }
/// A pressure or a pressure difference of so many bars.
func gauge(_ bars: Double) -> ParameterValue { .number(bars * 1e5) }
