import Circuits
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
