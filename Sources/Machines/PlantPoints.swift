public import Circuits
public import Components

/// What stands at a point of a plant now, without an instrument on it: for what happens to a hand, never for a display.
extension Plant {
    /// DC and RMS between two points; nil when one of them does not exist.
    public func voltage(_ from: String, _ to: String = "PE") -> (dc: Double, rms: Double)? {
        guard let a = joint(from), let b = joint(to) else { return nil }
        let circuit = assembly.circuit
        let real = circuit.across(a, layer: Layer.real) - circuit.across(b, layer: Layer.real)
        let imaginary = circuit.across(a, layer: Layer.imaginary) - circuit.across(b, layer: Layer.imaginary)
        return (circuit.across(a) - circuit.across(b), (real * real + imaginary * imaginary).squareRoot())
    }

    /// Pa above the atmosphere at a port of air or of oil; nil when it does not exist.
    public func gaugePressure(at port: String) -> Double? {
        guard let joint = joint(port) else { return nil }
        let pressure = assembly.circuit.across(joint)
        return domain(ofPoint: port) == .hydraulic ? pressure : pressure - Air.atmosphere
    }

    /// Domain of a terminal as written, or of a named point.
    /// Hz of what alternates at a joint: of the source that is in its circuit; nil where there is none.
    public func frequency(at joint: Joint) -> Double? {
        for source in Self.alternating {
            for component in machine.components where component.type.name == source.type {
                let terminals = source.terminals.compactMap { assembly.joint(component.reference, $0) }
                if terminals.contains(where: { assembly.circuit.isSolvedTogether($0, joint, layer: Layer.real) }) {
                    return value(component.reference, source.signal)
                }
            }
        }
        return nil
    }

    /// What gives an alternating voltage, where, and the signal of its frequency.
    private static let alternating: [(type: String, terminals: [String], signal: String)] = [
        ("frequency-drive", ["U", "V", "W"], "output-frequency"), ("three-phase-supply", ["L1", "L2", "L3"], "frequency"),
    ]

    public func domain(ofPoint point: String) -> Domain? {
        if point == "PE" { return .electrical }
        let name: String
        if case .terminal(let terminal)? = machine.points.first(where: { $0.name == point })?.place {
            name = terminal.description
        } else {
            name = point
        }
        if name.contains("@") { return .electrical }
        guard let colon = name.firstIndex(of: ":") else { return nil }
        let terminal = String(name[name.index(after: colon)...])
        return assembly.terminals(of: String(name[..<colon])).first { $0.name == terminal }?.domain
    }
}
