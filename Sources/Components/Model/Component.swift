public import Circuits
public import Notation

/// A thing of the workshop with a reference: it puts elements between its terminals, and lives between the steps.
///
/// Within a step only its elements act, on continuous quantities. After each step `update` reads the solved state, its own signals of
/// the last step and those of what it follows, changes its elements' values and writes its own signals. What is followed is updated
/// first (`Succession`): so the order of components in a file cannot matter.
public protocol Component: SendableMetatype {
    /// Effective parameters: those of the machine file, as changed by adjustments and failures. `init()` holds the defaults.
    associatedtype Parameters: ParameterValues
    static var type: ComponentType<Self> { get }

    /// Builds the elements. Numbers are put in place by `refit`, which is called right after and at each change.
    init(_ parameters: Parameters, at site: Site) throws
    /// Puts the effective parameters into the elements.
    mutating func refit(_ parameters: Parameters)
    /// The step is solved: discrete behaviour (a contact closes, a spool shifts, a fuse melts) and signals.
    mutating func update(_ tick: Tick)
    /// One of its signals has been set from outside, between steps: what must act on it before the next step does so.
    mutating func obey(_ tick: Tick)
    /// What somebody beside it perceives now, from its state alone; empty when there is nothing to say.
    func percepts(_ sense: Sense, _ tick: Tick) -> [Text]
    /// With what it shakes its support now; asked when somebody measures vibrations, never in a step.
    func excitations(_ tick: Tick) -> [Excitation]
    /// What it radiates into the air now; asked when somebody measures sound, never in a step.
    func sound(_ tick: Tick) -> Sound

    static func updateAll(_ components: UnsafeMutableBufferPointer<Self>, _ tick: Tick)
}

public protocol ParameterValues: Sendable {
    init()
}

extension Component {
    public mutating func update(_ tick: Tick) {}
    public mutating func obey(_ tick: Tick) {}
    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] { [] }
    public func excitations(_ tick: Tick) -> [Excitation] { [] }
    public func sound(_ tick: Tick) -> Sound { .silent }

    @inlinable
    public static func updateAll(_ components: UnsafeMutableBufferPointer<Self>, _ tick: Tick) {
        for index in components.indices { components[index].update(tick) }
    }
}

/// Number of a signal's slot in an assembly.
public struct SignalIndex: Sendable, Hashable {
    @usableFromInline let slot: Int
    @usableFromInline init(_ slot: Int) { self.slot = slot }
}

/// The end of a step as a component sees it.
@frozen
public struct Tick {
    @usableFromInline let solution: Solution
    @usableFromInline let last: UnsafeMutablePointer<Double>
    @usableFromInline let next: UnsafeMutablePointer<Double>
    /// Length of the step just done, seconds.
    public let dt: Double
    /// Time at the end of the step, seconds.
    public let time: Double

    @inlinable
    init(solution: Solution, last: UnsafeMutablePointer<Double>, next: UnsafeMutablePointer<Double>, dt: Double, time: Double) {
        self.solution = solution
        self.last = last
        self.next = next
        self.dt = dt
        self.time = time
    }

    /// Reads a signal: one's own as it was at the end of the last step, another's as it is (`Site.signal(_:of:)`). Writes it for the
    /// next.
    @inlinable
    public subscript(signal: SignalIndex) -> Double {
        get { last[signal.slot] }
        nonmutating set {
            // Those of others lie among the next ones, as `last` sees them.
            precondition(signal.slot < next - last, "another's signal is told with Site.input")
            next[signal.slot] = newValue
        }
    }

    /// What the component is told, if it is told; nil otherwise.
    @inlinable
    public subscript(told signal: SignalIndex?) -> Double? {
        guard let signal else { return nil }
        return last[signal.slot]
    }

    /// Across value of a joint: V (layer: DC, real, imaginary), Pa, m/s, rad/s, K.
    @inlinable
    public func across(_ joint: Joint, _ layer: Int = 0) -> Double { solution.across(joint, layer: layer) }

    /// DC voltage between two joints.
    @inlinable
    public func voltage(_ a: Joint, _ b: Joint) -> Double { across(a) - across(b) }

    /// Square of the RMS voltage, DC and phasor together, between two joints: what heats.
    @inlinable
    public func squaredVoltage(_ a: Joint, _ b: Joint) -> Double {
        let dc = voltage(a, b)
        let real = across(a, Layer.real) - across(b, Layer.real)
        let imaginary = across(a, Layer.imaginary) - across(b, Layer.imaginary)
        return dc * dc + real * real + imaginary * imaginary
    }
}

/// Where a component is being built: its terminals, its surroundings, and the means to add what is inside it.
public struct Site {
    let assembly: Assembly
    public let reference: String
    /// For what differs from one specimen to another (thresholds, friction); from the seed of the machine and the reference.
    public let specimen: UInt64

    /// The joint of a terminal.
    public subscript(terminal: String) -> Joint {
        guard let joint = assembly.joint(reference, terminal) else {
            preconditionFailure("\(reference) has no terminal \(terminal)")
        }
        return joint
    }

    /// A joint inside the component that nobody outside can reach.
    public func inner(_ name: String, _ domain: Domain) -> Joint {
        assembly.circuit.joint("\(reference).\(name)", domain.nature)
    }

    @discardableResult
    public func add<Kind: Element>(_ element: Kind, _ name: String = "", _ joints: Joint...) -> Handle<Kind> {
        assembly.circuit.add(element, named: name.isEmpty ? reference : "\(reference).\(name)", at: joints)
    }

    /// A conductor inside the component, merged while its resistance cannot matter.
    public func wire(_ name: String, _ a: Joint, _ b: Joint, resistance: Double) -> InnerWire {
        InnerWire(
            circuit: assembly.circuit,
            wire: assembly.circuit.wire("\(reference).\(name)", a, b, resistance: resistance, isMerged: true))
    }

    /// A signal of the component itself.
    public func signal(_ name: String) -> SignalIndex {
        guard let index = assembly.signal(reference, name) else { preconditionFailure("\(reference) has no signal \(name)") }
        return index
    }

    /// Whether the component is told this input from outside, and senses nothing of the machine in its place.
    public func isTold(_ input: String) -> Bool { assembly.isTold(reference, input) }

    /// The input of the type's `told`; nil where it is not told, but senses.
    public func told(_ input: String) -> SignalIndex? { isTold(input) ? signal(input) : nil }

    /// A signal of another component, named by a link parameter.
    public func signal(_ name: String, of other: String) throws(AssemblyError) -> SignalIndex {
        try check(other)
        guard let index = assembly.signal(other, name, followedBy: reference) else {
            throw .linkWithoutSignal(from: reference, to: other, signal: name)
        }
        return index
    }

    /// An input of another component, to tell it something that it reads after the next step.
    public func input(_ name: String, of other: String) throws(AssemblyError) -> SignalIndex {
        try check(other)
        guard let index = assembly.signal(other, name) else {
            throw .linkWithoutSignal(from: reference, to: other, signal: name)
        }
        return index
    }

    /// The first of these signals that another component has, named by a link parameter.
    public func signal(anyOf names: [String], of other: String) throws(AssemblyError) -> SignalIndex {
        try check(other)
        for name in names { if let index = assembly.signal(other, name, followedBy: reference) { return index } }
        throw .linkWithoutSignal(from: reference, to: other, signal: names.last ?? "")
    }

    /// The joint of a terminal of another component, named by a link parameter.
    public func joint(_ terminal: String, of other: String) throws(AssemblyError) -> Joint {
        try check(other)
        guard let joint = assembly.joint(other, terminal) else {
            throw .linkWithoutSignal(from: reference, to: other, signal: terminal)
        }
        return joint
    }

    /// The particles in an oil, named by a link parameter.
    func particles(of oil: String) throws(AssemblyError) -> Joint {
        try check(oil)
        return assembly.joint("particles", within: oil, Domain.particles)
    }

    /// Another component that is named without one of its signals being followed.
    public func check(_ other: String) throws(AssemblyError) {
        guard assembly.contains(other) else { throw .unknownLink(from: reference, to: other, known: assembly.references) }
    }

    /// Protective earth, the reference of electricity.
    public var earth: Joint { assembly.earth }
    /// Atmospheric pressure.
    public var atmosphere: Joint { assembly.atmosphere }
    /// What does not move (translation).
    public var frame: Joint { assembly.frame }
    /// What does not turn (rotation).
    public var bed: Joint { assembly.bed }
    /// Ambient air temperature.
    public var ambient: Joint { assembly.ambient }
    /// Where oil is at atmospheric pressure, the reference of oil: what goes there from a component is lost on the floor.
    public var tank: Joint { assembly.tank }
}

/// A conductor inside a component: merged while healthy, resistive or open when a failure says so.
public struct InnerWire: Rooted {
    unowned(unsafe) let circuit: Circuit
    public let wire: Wire

    public func moved(to circuit: Circuit) -> InnerWire { InnerWire(circuit: circuit, wire: wire) }

    /// Ohms; infinite when open. A healthy value on a merged wire leaves it merged.
    public func setResistance(_ resistance: Double) {
        if circuit.isMerged(wire) && resistance <= circuit.resistance(wire) { return }
        if circuit.resistance(wire) != resistance { circuit.setResistance(wire, resistance) }
    }
}

public enum AssemblyError: Error, Sendable, Hashable {
    case unknownType(String)
    case duplicateReference(String)
    case unknownLink(from: String, to: String, known: [String])
    case linkWithoutSignal(from: String, to: String, signal: String)
}
