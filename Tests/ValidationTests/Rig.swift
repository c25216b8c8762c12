import Circuits
import Components
import Foundation
import Notation

/// Components joined by name between ideal sources: `A1:rod` a terminal, `A1.position` a signal, `PE` the earth, `~` the atmosphere,
/// `_` the floor of oil.
struct Rig {
    typealias Settings = [(key: String, value: ParameterValue)]
    let assembly: Assembly

    init(seed: UInt64 = 1, _ parts: [(reference: String, type: String, settings: Settings)]) throws {
        assembly = Assembly(seed: seed)
        for part in parts {
            guard let type = Catalog.type(named: part.type) else { throw AssemblyError.unknownType(part.type) }
            try assembly.declare(part.reference, type, type.parameters(part.settings))
        }
        try assembly.build()
    }

    var circuit: Circuit { assembly.circuit }

    func joint(_ name: String) -> Joint {
        switch name {
        case "PE": return assembly.earth
        case "~": return assembly.atmosphere
        case "_": return assembly.tank
        default:
            let parts = name.split(separator: ":").map(String.init)
            return assembly.joint(parts[0], parts[1])!
        }
    }

    func join(_ a: String, _ b: String) {
        _ = circuit.wire("\(a)-\(b)", joint(a), joint(b), resistance: 1e-3, isMerged: true)
    }

    @discardableResult
    func add<Kind: Element>(_ element: Kind, _ joints: String...) -> Handle<Kind> {
        circuit.add(element, named: "bench", at: joints.map { joint($0) })
    }

    /// Volts between two terminals.
    @discardableResult
    func source(_ a: String, _ b: String = "PE", dc: Double = 0, real: Double = 0, imaginary: Double = 0) -> Handle<VoltageSource>
    {
        add(VoltageSource(dc: dc, real: real, imaginary: imaginary), a, b)
    }

    /// Three phases of 400 V line to line, or fewer.
    func feed(_ terminals: [String], line: Double = 400) {
        for (index, terminal) in terminals.enumerated() where !terminal.isEmpty {
            let angle = -2 * Double.pi / 3 * Double(index)
            source(terminal, real: line / 3.0.squareRoot() * cos(angle), imaginary: line / 3.0.squareRoot() * sin(angle))
        }
    }

    /// Amperes through a protection's poles 1-2, 3-4, 5-6 from 10 kV, whose own resistance then changes nothing.
    func drive(_ reference: String, poles: Int, _ amperes: Double) -> [Handle<Conductance>] {
        (0..<poles).map { pole in
            source("\(reference):\(2 * pole + 1)", real: 1e4)
            return add(Conductance(amperes / 1e4), "\(reference):\(2 * pole + 2)", "PE")
        }
    }

    /// A pressure behind next to no resistance, Pa.
    @discardableResult
    func pressure(_ terminal: String, _ value: Double) -> Joint {
        let fixed = circuit.fixedJoint("source", Domain.hydraulic.nature, value: value)
        circuit.add(Conductance(1e-5), named: "source", at: [fixed, joint(terminal)])
        return fixed
    }

    func run(_ seconds: Double, _ dt: Double = 0.005) throws {
        for _ in 0..<Int((seconds / dt).rounded()) { try assembly.step(dt) }
    }

    /// Seconds until a condition holds at the end of a step; infinite when it does not within `limit`.
    func time(_ limit: Double, _ dt: Double = 0.005, until isReached: (Rig) -> Bool) throws -> Double {
        for step in 1...Int((limit / dt).rounded()) {
            try assembly.step(dt)
            if isReached(self) { return Double(step) * dt }
        }
        return .infinity
    }

    subscript(_ name: String) -> Double {
        get {
            let parts = name.split(separator: ".").map(String.init)
            return assembly.value(assembly.signal(parts[0], parts[1])!)
        }
        nonmutating set {
            let parts = name.split(separator: ".").map(String.init)
            assembly.set(assembly.signal(parts[0], parts[1])!, newValue)
        }
    }

    func across(_ name: String, layer: Int = 0) -> Double { circuit.across(joint(name), layer: layer) }
    func fail(_ reference: String, _ failure: String, _ severity: Double) {
        assembly.setFailures([ActiveFailure(failure, severity: severity)], on: reference)
    }
}

/// Takes a constant through quantity from a joint.
struct Draw: Element {
    var value: Double
    static var isGrounded: Bool { true }
    static var isLinear: Bool { true }
    func stamp(_ s: Stamp) { s.add(0, value) }
}

/// Holds a joint at an across value.
struct Hold: Element {
    var value: Double
    static var isGrounded: Bool { true }
    static var isLinear: Bool { true }
    func stamp(_ s: Stamp) {
        s.add(0, 1e6 * (s[0] - value))
        s.slope(0, 0, 1e6)
    }
}

extension ParameterValue {
    /// A pressure or a pressure difference of so many bars.
    static func bars(_ value: Double) -> ParameterValue { .number(value * 1e5) }
}
