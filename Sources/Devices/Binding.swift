import Components
import Machines
public import Notation
public import Simulation

/// A point of a real device that takes the place of what a component of a simulated machine senses: its wires, its contacts and its
/// failures stay the machine's own.
public struct Binding: Sendable, Equatable {
    public let reference: String
    /// Of the component.
    public let input: String
    /// Of the profile.
    public let point: Int
    /// SI = value in the point's unit × factor + shift.
    let factor: Double
    let shift: Double

    /// - Parameters:
    ///   - target: `B10`, or `B10.input`; without an input the first that takes the point's unit.
    ///   - name: of the point.
    ///   - taken: inputs of the component that are bound already: a meter has several of a unit.
    public init(
        _ target: String, to name: String, of profile: Profile, in definition: MachineDefinition, besides taken: [String] = []
    ) throws(BindingError) {
        let parts = target.split(separator: ".", maxSplits: 1).map(String.init)
        let machine = definition.machine
        guard let component = machine.component(parts.first ?? "") else {
            throw .unknownComponent(target, nearest: nearest(parts.first ?? "", among: machine.components.map(\.reference)))
        }
        reference = component.reference
        let inputs = component.inputs
        guard let first = inputs.first else { throw .noInput(reference) }
        let named = parts.count == 1 ? nil : inputs.first { $0.name == parts[1] }
        guard parts.count == 1 || named != nil else { throw .unknownInput(target, inputs: inputs.map(\.name)) }
        guard let point = profile.point(name) else {
            throw .unknownPoint(name, nearest: nearest(name, among: profile.points.map(\.name)))
        }
        self.point = point
        let told = profile.points[point]
        guard told.entry.format != .string, told.group != nil else { throw .notAMeasure(name) }
        func conversion(_ kind: Quantity.Kind) -> (factor: Double, shift: Double)? {
            if let unit = kind.unit(told.unit) { return (unit.factor, unit.offset) }
            return kind == .ratio && told.unit.isEmpty ? (1, 0) : nil
        }
        let signal = named ?? inputs.first { conversion($0.kind) != nil && !taken.contains($0.name) } ?? first
        guard !taken.contains(signal.name) else { throw .nothingLeft(name, told.unit, reference) }
        guard let conversion = conversion(signal.kind) else {
            throw .wrongUnit(name, told.unit, expected: signal.kind.expectation)
        }
        input = signal.name
        (factor, shift) = conversion
    }

    /// What it is called where a journal or a sentence names it.
    public var target: String { "\(reference).\(input)" }

    /// What the component is to be told, in SI; nil before the first measure.
    public func value(_ feed: Feed) -> Double? { feed.value(of: point).map { $0 * factor + shift } }
}

/// Why a component cannot be bound.
public enum BindingError: Error, Sendable, Equatable {
    case unknownComponent(String, nearest: String?)
    case noInput(String)
    case unknownInput(String, inputs: [String])
    case unknownPoint(String, nearest: String?)
    case notAMeasure(String)
    case wrongUnit(String, String, expected: Text)
    case nothingLeft(String, String, String)

    public var text: Text {
        switch self {
        case .unknownComponent(let name, let near):
            Text(fr: "pas de composant « \(name) »", en: "no component '\(name)'") + Self.near(near)
        case .noInput(let reference):
            Text(
                fr: "\(reference) ne sent rien de l'extérieur : un capteur, un bouton ou un interrupteur peut être lié",
                en: "\(reference) senses nothing from outside: a sensor, a button or a switch can be bound")
        case .unknownInput(let target, let inputs):
            Text(
                fr: "« \(target) » n'est pas une entrée ; entrées : \(inputs.joined(separator: ", "))",
                en: "'\(target)' is no input; inputs: \(inputs.joined(separator: ", "))")
        case .unknownPoint(let name, let near):
            Text(fr: "pas de valeur « \(name) » dans ce profil", en: "no value '\(name)' in this profile") + Self.near(near)
        case .notAMeasure(let name):
            Text(
                fr: "« \(name) » est un texte, ou n'est jamais lu de lui-même",
                en: "'\(name)' is a text, or never polled by itself")
        case .nothingLeft(let name, let unit, let reference):
            Text(
                fr: "« \(name) » est en « \(unit) », et \(reference) n'a plus rien à lier dans cette unité",
                en: "'\(name)' is in '\(unit)', and \(reference) has nothing left to bind in that unit")
        case .wrongUnit(let name, let unit, let expected):
            Text(fr: "« \(name) » est en « \(unit) » ; attendu : ", en: "'\(name)' is in '\(unit)'; expected: ") + expected
        }
    }

    private static func near(_ name: String?) -> Text {
        name.map { Text(fr: " ; le plus proche : \($0)", en: "; nearest: \($0)") } ?? Text("")
    }
}
