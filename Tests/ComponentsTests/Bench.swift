import Circuits
import Components
import Notation

/// Components wired by name, as on a table: `K1:A1` a terminal, `K1.closed` a signal, `PE` the earth, `~` the atmosphere.
final class Bench {
    let assembly: Assembly
    private var wireCount = 0

    typealias Settings = [(key: String, value: ParameterValue)]

    /// - Parameter told: by reference, inputs that come from outside and their first values.
    init(
        seed: UInt64 = 1, _ components: [(reference: String, type: String, settings: Settings)],
        told: [String: [(input: String, value: Double)]] = [:]
    ) throws {
        assembly = Assembly(seed: seed)
        for component in components {
            let type = Catalog.type(named: component.type)!
            try assembly.declare(
                component.reference, type, type.parameters(component.settings), told: told[component.reference] ?? [])
        }
        try assembly.build()
    }

    func joint(_ name: String) -> Joint {
        if name == "PE" { return assembly.earth }
        if name == "~" { return assembly.atmosphere }
        let parts = name.split(separator: ":")
        return assembly.joint(String(parts[0]), String(parts[1]))!
    }

    /// - Parameter resistance: ohms of a solved wire; nil for a merged one.
    @discardableResult
    func wire(_ a: String, _ b: String, _ resistance: Double? = nil) -> Wire {
        wireCount += 1
        return assembly.circuit.wire(
            "W\(wireCount)", joint(a), joint(b), resistance: resistance ?? 0.001, isMerged: resistance == nil)
    }

    func resistor(_ a: String, _ b: String, _ ohms: Double) -> Handle<Conductance> {
        assembly.circuit.add(Conductance(resistance: ohms), named: "R", at: [joint(a), joint(b)])
    }

    @discardableResult
    func source(_ a: String, _ b: String, dc: Double = 0, real: Double = 0, imaginary: Double = 0) -> Handle<VoltageSource> {
        assembly.circuit.add(
            VoltageSource(dc: dc, real: real, imaginary: imaginary), named: "G", at: [joint(a), joint(b)])
    }

    func run(_ seconds: Double, _ dt: Double = 0.005) throws {
        for _ in 0..<Int((seconds / dt).rounded()) { try assembly.step(dt) }
    }

    /// Seconds until a signal is 1, or nil.
    func time(until signal: String, within seconds: Double, _ dt: Double = 0.005) throws -> Double? {
        var elapsed = 0.0
        while elapsed < seconds {
            try assembly.step(dt)
            elapsed += dt
            if self[signal] > 0.5 { return elapsed }
        }
        return nil
    }

    func dc(_ a: String, _ b: String) -> Double {
        assembly.circuit.across(joint(a)) - assembly.circuit.across(joint(b))
    }

    /// RMS voltage of the phasor.
    func ac(_ a: String, _ b: String) -> Double {
        var sum = 0.0
        for layer in Layer.phasor {
            let difference = assembly.circuit.across(joint(a), layer: layer) - assembly.circuit.across(joint(b), layer: layer)
            sum += difference * difference
        }
        return sum.squareRoot()
    }

    private func index(_ name: String) -> SignalIndex {
        let parts = name.split(separator: ".")
        return assembly.signal(String(parts[0]), String(parts[1]))!
    }

    subscript(signal: String) -> Double {
        get { assembly.value(index(signal)) }
        set { assembly.set(index(signal), newValue) }
    }

    func fail(_ reference: String, _ name: String, _ severity: Double = 1, item: String = "") {
        assembly.setFailures([ActiveFailure(name, severity: severity, item: item)], on: reference)
    }
}

/// 230 V between L and N of a supply, and N on PE.
extension Bench {
    func feed(_ supply: String) {
        source("\(supply):L", "PE", real: 230)
        wire("\(supply):N", "PE")
    }
}
