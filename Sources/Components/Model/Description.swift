import Circuits
public import Notation

/// A terminal, port or shaft end of a component.
public struct Terminal: Sendable, Hashable {
    public let name: String
    public let domain: Domain
    /// What is read beside it: a colour, "sortie 2", "arbre".
    public let text: Text?

    public init(_ name: String, _ domain: Domain, _ text: Text? = nil) {
        self.name = name
        self.domain = domain
        self.text = text
    }
}

/// A number that a component shows (a state, a position, a current) or takes from outside (a push, a target in front of it).
///
/// Names, units and meanings of what `REF.name` can probe.
public struct Signal: Sendable, Hashable {
    /// Of what a machine makes, what a signal counts.
    public enum Tally: Sendable, Hashable {
        /// What has come out of it, good or not.
        case made
        /// What got lost on the way.
        case lost
    }
    public let name: String
    public let kind: Quantity.Kind
    public let text: Text
    public let isInput: Bool
    /// Value before the first step.
    public let initial: Double
    /// Nil: it counts nothing that the machine makes.
    public let tally: Tally?

    /// A value that the component computes.
    public static func output(_ name: String, _ kind: Quantity.Kind, _ text: Text, initial: Double = 0, tally: Tally? = nil)
        -> Signal
    {
        Signal(name: name, kind: kind, text: text, isInput: false, initial: initial, tally: tally)
    }

    /// A value that a hand, a link or the process sets.
    public static func input(_ name: String, _ kind: Quantity.Kind, _ text: Text, initial: Double = 0) -> Signal {
        Signal(name: name, kind: kind, text: text, isInput: true, initial: initial, tally: nil)
    }

    func beginning(at initial: Double) -> Signal {
        Signal(name: name, kind: kind, text: text, isInput: isInput, initial: initial, tally: tally)
    }
}

/// What a hand can do to a component: `actionner REF [POSITION]` sets an input signal.
public struct Control: Sendable, Hashable {
    public enum Manner: Sendable, Hashable {
        /// Returns by itself when let go: a push-button, a manual override.
        case momentary
        /// Stays where it is put.
        case maintained
    }
    /// Name of the input signal that takes the index of the position.
    public let signal: String
    /// Accepted words of each position, in order of the value: both languages.
    public let positions: [Text]
    public let manner: Manner
    /// Takes a personal padlock in this position.
    public let lockablePosition: Int?
    /// Text parameter (a list of names) that renames the positions in a machine file, as for a selector.
    public let namedBy: String?

    public init(
        _ signal: String, positions: [Text], _ manner: Manner, lockable: Int? = nil, namedBy: String? = nil
    ) {
        self.signal = signal
        self.positions = positions
        self.manner = manner
        lockablePosition = lockable
        self.namedBy = namedBy
    }
}

/// A setting or a property of a component, with its unit, bounds and source.
public struct Parameter<Values: Sendable>: Sendable {
    public enum Storage: Sendable {
        case quantity(Quantity.Kind, any WritableKeyPath<Values, Double> & Sendable, ClosedRange<Double>)
        case count(any WritableKeyPath<Values, Int> & Sendable, ClosedRange<Int>)
        /// One of these words, kept as its index.
        case choice(any WritableKeyPath<Values, Int> & Sendable, [String])
        case flag(any WritableKeyPath<Values, Bool> & Sendable)
        /// Words: positions of a selector.
        case words(any WritableKeyPath<Values, [String]> & Sendable)
        /// Reference of another component that this one follows or drives (`1A1`, `1V1:14`).
        case link(any WritableKeyPath<Values, String> & Sendable)
    }
    public let key: String
    public let text: Text
    public let storage: Storage
    public let isRequired: Bool
    /// A trainee can turn it with a tool (`regler`).
    public let isAdjustable: Bool
    /// Where the default value or the bounds come from.
    public let source: String

    public init(
        _ key: String, _ storage: Storage, _ text: Text, required: Bool = false, adjustable: Bool = false, source: String = ""
    ) {
        self.key = key
        self.storage = storage
        self.text = text
        isRequired = required
        isAdjustable = adjustable
        self.source = source
    }
}

/// What mends a failure.
public enum Remedy: String, Sendable, CaseIterable, Codable {
    case replace, clean, tighten, adjust, tension, grease, reconnect, free, reset
}

/// A way in which a component of this type fails: an edit of its parameters, never of its symptoms.
public struct Failure<Values: Sendable>: Sendable {
    public let name: String
    public let text: Text
    public let remedies: [Remedy]
    /// It concerns one item of the component: a terminal of a strip, a pole, a channel.
    public let hasItem: Bool
    /// Changes effective parameters for a severity in 0…1; 0 is healthy.
    public let apply: @Sendable (_ values: inout Values, _ severity: Double, _ item: String) -> Void

    public init(
        _ name: String, _ text: Text, remedies: [Remedy], hasItem: Bool = false,
        _ apply: @escaping @Sendable (_ values: inout Values, _ severity: Double, _ item: String) -> Void
    ) {
        self.name = name
        self.text = text
        self.remedies = remedies
        self.hasItem = hasItem
        self.apply = apply
    }
}

public enum Sense: String, Sendable, CaseIterable, Codable {
    case sight, hearing, touch, smell
}

/// Everything that banc says about a kind of component: its law, terminals, parameters, failures, signals, controls.
public struct ComponentType<C: Component>: Sendable {
    public let name: String
    public let text: Text
    public let domain: Domain
    /// Equation, validity and source, as shown by `banc show`.
    public let law: Text
    public let terminals: @Sendable (C.Parameters) -> [Terminal]
    public let parameters: [Parameter<C.Parameters>]
    public let failures: [Failure<C.Parameters>]
    /// How use brings failures about.
    public let wear: [Wear<C.Parameters>]
    public let signals: @Sendable (C.Parameters) -> [Signal]
    /// What it senses of the machine, as it can be told from outside instead: inputs that only a component has that is told them.
    public let told: @Sendable (C.Parameters) -> [Signal]
    public let controls: @Sendable (C.Parameters) -> [Control]

    public init(
        name: String, text: Text, domain: Domain, law: Text,
        terminals: [Terminal], parameters: [Parameter<C.Parameters>] = [], failures: [Failure<C.Parameters>] = [],
        wear: [Wear<C.Parameters>] = [], signals: [Signal] = [], told: [Signal] = [], controls: [Control] = []
    ) {
        self.init(
            name: name, text: text, domain: domain, law: law, terminalsFor: { _ in terminals }, parameters: parameters,
            failures: failures, wear: wear, signalsFor: { _ in signals }, toldFor: { _ in told }, controlsFor: { _ in controls })
    }

    /// A type whose terminals, signals or controls depend on its parameters: a strip of n terminals, a selector.
    public init(
        name: String, text: Text, domain: Domain, law: Text,
        terminalsFor: @escaping @Sendable (C.Parameters) -> [Terminal], parameters: [Parameter<C.Parameters>] = [],
        failures: [Failure<C.Parameters>] = [], wear: [Wear<C.Parameters>] = [],
        signalsFor: @escaping @Sendable (C.Parameters) -> [Signal] = { _ in [] },
        toldFor: @escaping @Sendable (C.Parameters) -> [Signal] = { _ in [] },
        controlsFor: @escaping @Sendable (C.Parameters) -> [Control] = { _ in [] }
    ) {
        self.name = name
        self.text = text
        self.domain = domain
        self.law = law
        terminals = terminalsFor
        self.parameters = parameters
        self.failures = failures
        self.wear = wear
        signals = signalsFor
        told = toldFor
        controls = controlsFor
    }
}
