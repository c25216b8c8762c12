/// The machine as it was when something was done to it.
public struct Situation: Codable, Hashable, Sendable {
    /// GEMMA mode as the dossier writes it: `A1`, `F1`, `F4`, `D1`…
    public var mode: String
    /// Some conductor within reach carries more than the very low voltage limit.
    public var energised: Bool
    /// Some volume within reach is above atmosphere.
    public var pressurised: Bool
    public var moving: Bool
    /// Of the machine as a whole, out of reach too; nil in journals that did not say.
    public var whole: Whole?

    public struct Whole: Codable, Hashable, Sendable {
        /// The controller has its supply.
        public var controlled: Bool
        /// Some gauge shows pressure.
        public var pressurised: Bool
        /// Some motor turns.
        public var running: Bool

        public init(controlled: Bool, pressurised: Bool, running: Bool) {
            self.controlled = controlled
            self.pressurised = pressurised
            self.running = running
        }
    }

    public init(mode: String, energised: Bool, pressurised: Bool = false, moving: Bool = false, whole: Whole? = nil) {
        self.mode = mode
        self.energised = energised
        self.pressurised = pressurised
        self.moving = moving
        self.whole = whole
    }
}

/// What an instrument showed, and everything that tells whether it was put to good use.
public struct Reading: Codable, Hashable, Sendable {
    /// As shown to the trainee and quoted as a proof, from 1.
    public var number: Int
    public var quantity: Measurand
    public var instrument: String
    /// SI; nil for an instrument without ranges.
    public var range: Double?
    public var from: String
    public var to: String?
    /// What was shown, in SI (gauge for a pressure); nil when the instrument showed OL or nothing.
    public var value: Double?
    public var expected: Expected?
    /// Number of the hypothesis that the reading was to settle.
    public var because: Int?
    /// A control that was operated at the same moment.
    public var during: String?
    /// Something alive was between or under the points.
    public var live: Bool
    public var situation: Situation

    public init(
        number: Int, quantity: Measurand, instrument: String, range: Double? = nil, from: String, to: String? = nil,
        value: Double?,
        expected: Expected? = nil, because: Int? = nil, during: String? = nil, live: Bool, situation: Situation
    ) {
        self.number = number
        self.quantity = quantity
        self.instrument = instrument
        self.range = range
        self.from = from
        self.to = to
        self.value = value
        self.expected = expected
        self.because = because
        self.during = during
        self.live = live
        self.situation = situation
    }
}

/// A verification of absence of voltage, pair by pair, at the place of work.
public struct Verification: Codable, Hashable, Sendable {
    /// One pair of points and what the tester showed between them.
    public struct Pair: Codable, Hashable, Sendable {
        public var from: String
        public var to: String
        /// Magnitude, V.
        public var voltage: Double

        public init(from: String, to: String, voltage: Double) {
            self.from = from
            self.to = to
            self.voltage = voltage
        }
    }

    public var place: String
    public var instrument: String
    public var selfTestBefore: Bool
    public var pairs: [Pair]
    public var selfTestAfter: Bool
    /// Every pair that the place has was tried, none showed a voltage, and both self-tests were good.
    public var dead: Bool

    public init(place: String, instrument: String, selfTestBefore: Bool, pairs: [Pair], selfTestAfter: Bool, dead: Bool) {
        self.place = place
        self.instrument = instrument
        self.selfTestBefore = selfTestBefore
        self.pairs = pairs
        self.selfTestAfter = selfTestAfter
        self.dead = dead
    }
}

/// What one sense found at one place.
public struct Observation: Codable, Hashable, Sendable {
    /// Something perceived: a lamp lit, a smell of burning, a rod that is out.
    public struct Finding: Codable, Hashable, Sendable {
        public var ref: String
        /// The component type's name for what is perceived: `lit`, `hum`, `hot`, `position`.
        public var what: String
        /// SI, or 1 for present and 0 for absent.
        public var level: Double

        public init(ref: String, what: String, level: Double) {
            self.ref = ref
            self.what = what
            self.level = level
        }
    }

    public var sense: Sense
    public var at: String
    public var findings: [Finding]
    public var situation: Situation

    public init(sense: Sense, at: String, findings: [Finding], situation: Situation) {
        self.sense = sense
        self.at = at
        self.findings = findings
        self.situation = situation
    }
}

/// One line of the input and output screen.
public struct ChannelReading: Codable, Hashable, Sendable {
    public var ref: String
    public var address: String
    /// What it ought to be in this state of the machine; nil when the program cannot say.
    public var expected: Double?
    public var read: Double

    public init(ref: String, address: String, expected: Double?, read: Double) {
        self.ref = ref
        self.address = address
        self.expected = expected
        self.read = read
    }
}

/// A number under a name: a value of a test, a count of production, a value of an HMI page.
public struct Named: Codable, Hashable, Sendable {
    public var name: String
    /// SI, or a count.
    public var value: Double

    public init(_ name: String, _ value: Double) {
        self.name = name
        self.value = value
    }
}

/// What a piece of work did to a part: severities of its worst failure, 0 healthy to 1.
public struct Effect: Codable, Hashable, Sendable {
    public var before: Double
    public var after: Double

    public init(before: Double, after: Double) {
        self.before = before
        self.after = after
    }
}

/// A form as it was signed: its fields in the form's order, an empty text for one that was skipped.
public struct FiledForm: Codable, Hashable, Sendable {
    /// A field and what was written in it.
    public struct Entry: Codable, Hashable, Sendable {
        public var field: FormField
        public var value: String

        public init(field: FormField, value: String) {
            self.field = field
            self.value = value
        }
    }

    public var kind: FormKind
    public var entries: [Entry]

    public init(kind: FormKind, entries: [Entry]) {
        self.kind = kind
        self.entries = entries
    }

    public subscript(field: FormField) -> String? {
        entries.first { $0.field == field }?.value
    }
}
