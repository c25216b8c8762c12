import Circuits
import Components
import Notation

/// Pneumatic components by reference, joined port to port, on the engine's 5 ms steps.
struct PneumaticBench {
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

    /// - Parameter pipes: pairs of `reference:port`; `~` is the atmosphere.
    init(_ parts: [Part], pipes: [(String, String)] = []) throws {
        assembly = Assembly(seed: 3)
        for part in parts {
            let type = Catalog.type(named: part.type)!
            try assembly.declare(part.reference, type, type.parameters(part.values))
        }
        try assembly.build()
        for (from, to) in pipes {
            _ = assembly.circuit.wire("\(from)-\(to)", joint(from), joint(to), resistance: 1, isMerged: true)
        }
    }

    func joint(_ name: String) -> Joint {
        guard name != "~" else { return assembly.atmosphere }
        let parts = name.split(separator: ":").map(String.init)
        return assembly.joint(parts[0], parts[1])!
    }

    /// Advances until the condition holds.
    /// - Returns: seconds, or nil if it never does within `limit`.
    @discardableResult
    func run(_ limit: Double, dt: Double = 0.005, until condition: () -> Bool = { false }) throws -> Double? {
        let steps = Int((limit / dt).rounded())
        for step in 1...max(steps, 1) {
            try assembly.step(dt)
            if condition() { return Double(step) * dt }
        }
        return nil
    }

    func value(_ reference: String, _ signal: String) -> Double { assembly.value(assembly.signal(reference, signal)!) }
    func set(_ reference: String, _ signal: String, _ value: Double) {
        assembly.set(assembly.signal(reference, signal)!, value)
    }
    func pressure(_ name: String) -> Double { assembly.circuit.across(joint(name)) }
    func fail(_ reference: String, _ failure: String, _ severity: Double) {
        assembly.setFailures([ActiveFailure(failure, severity: severity)], on: reference)
    }
    func mend(_ reference: String) { assembly.setFailures([], on: reference) }
}

/// m³/(s·Pa) of l/(s·bar).
func sonic(_ litresPerSecondBar: Double) -> ParameterValue { .number(litresPerSecondBar * 1e-8) }
/// Absolute pascals of bars (gauge).
func bars(_ gauge: Double) -> ParameterValue { .number(gauge * 1e5 + 101_325) }
