import Circuits
import Components
import Machines
import Notation
public import Simulation

/// A phase-sequence tester (IEC 61557-7): three leads, a lamp each, and the sense in which a field would turn.
public struct PhaseTester: Sendable {
    /// Ohms between two leads, of the star of its lamps.
    public static let inputResistance = 660e3
    /// V of a lamp below which its phase is taken for missing.
    public static let least = 50.0
    /// Seconds.
    public static let settling = 1.0

    public init() {}

    /// - Parameter points: where leads 1, 2 and 3 are put.
    /// - Returns: 1 for 1-2-3, −1 for 1-3-2, nothing where a phase is missing; it is the order in time that counts, whatever is written
    ///   beside the terminals.
    public func read(_ points: [String], on machine: RunningMachine) throws -> Display {
        let plant = machine.plant
        let joints = points.compactMap { plant.joint($0) }
        guard points.count == 3, joints.count == 3 else { return Self.display(nil, 0, nil, .unreachable) }
        let circuit = plant.assembly.circuit
        let load = Conductance(resistance: Self.inputResistance)
        let pairs = [(0, 1), (1, 2), (2, 0)]
        let branches = pairs.map { circuit.add(load, named: "phase tester \($0.0 + 1)", at: [joints[$0.0], joints[$0.1]]) }
        defer { for branch in branches { circuit.remove(branch) } }
        try machine.advance(by: Self.settling)
        let phasors = joints.map { (re: circuit.across($0, layer: Layer.real), im: circuit.across($0, layer: Layer.imaginary)) }
        // Against the star of its lamps: one without a phase hangs in its middle.
        let star = (re: phasors.map(\.re).reduce(0, +) / 3, im: phasors.map(\.im).reduce(0, +) / 3)
        let lit = phasors.map {
            (($0.re - star.re) * ($0.re - star.re) + ($0.im - star.im) * ($0.im - star.im)).squareRoot() >= Self.least
        }
        let present = pairs.map { Multimeter.voltage(circuit, joints[$0.0], joints[$0.1]).rms }.max()!
        guard lit.allSatisfy({ $0 }) else { return Self.display(nil, present, Self.missing(lit), nil) }
        let (first, second) = (Self.turned(phasors, by: 1), Self.turned(phasors, by: -1))
        let isDirect = first > second
        return Self.display(
            isDirect ? 1 : -1, present,
            isDirect
                ? Text(fr: "ordre direct, 1-2-3", en: "direct order, 1-2-3")
                : Text(fr: "ordre inverse, 1-3-2", en: "reverse order, 1-3-2"), nil)
    }

    private static func missing(_ lit: [Bool]) -> Text {
        guard lit.contains(true) else {
            return Text(fr: "pas de tension sur les trois phases", en: "no voltage on the three phases")
        }
        let lost = lit.indices.filter { !lit[$0] }.map { "\($0 + 1)" }.joined(separator: ", ")
        return Text(fr: "phase \(lost) absente", en: "phase \(lost) missing")
    }

    /// Square of three times the symmetrical component (Fortescue) whose second phase comes a third of a turn later (1) or sooner (−1).
    private static func turned(_ phasors: [(re: Double, im: Double)], by sense: Double) -> Double {
        let sine = sense * 0.75.squareRoot()
        let (a, b, c) = (phasors[0], phasors[1], phasors[2])
        let real = a.re - 0.5 * (b.re + c.re) - sine * (b.im - c.im)
        let imaginary = a.im - 0.5 * (b.im + c.im) + sine * (b.re - c.re)
        return real * real + imaginary * imaginary
    }

    private static func display(_ value: Double?, _ present: Double, _ words: Text?, _ trouble: Display.Trouble?) -> Display {
        var display = Display(
            value: value, kind: .ratio, range: nil, decimals: 0, unit: "", presentVoltage: present, trouble: trouble)
        display.words = words
        return display
    }
}
