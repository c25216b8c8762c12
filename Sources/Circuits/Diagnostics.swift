/// Why a network cannot be solved, in the names that its author gave.
public enum CircuitError: Error, Sendable, Hashable {
    /// These joints have no path to the reference node: nothing says what their across value is.
    case floating(nature: String, joints: [String])
    /// These elements impose across values around a loop: nothing says what flows, or no value satisfies all.
    case sourceLoop(elements: [String])
    /// Two fixed joints are joined by merged wires: which of them would impose?
    case fixedTogether(joints: [String])
    /// A wire joins two natures.
    case mixedNatures(wire: String)
    /// The matrix has no solution at this unknown.
    case singular(unknown: String, elements: [String])
    /// A step could not be solved, however small.
    case unsolved(time: Double, step: Double, unknown: String, elements: [String])
}

extension CircuitError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .floating(let nature, let joints):
            "floating \(nature) nodes, no path to the reference: \(joints.joined(separator: ", "))"
        case .sourceLoop(let elements):
            "sources in a loop: \(elements.joined(separator: ", "))"
        case .fixedTogether(let joints):
            "fixed nodes joined together: \(joints.joined(separator: ", "))"
        case .mixedNatures(let wire):
            "\(wire) joins two different natures"
        case .singular(let unknown, let elements):
            "nothing determines \(unknown) (elements: \(elements.joined(separator: ", ")))"
        case .unsolved(let time, let step, let unknown, let elements):
            "the step at \(time) s could not be solved down to \(step) s, at \(unknown) (elements: \(elements.joined(separator: ", ")))"
        }
    }
}
