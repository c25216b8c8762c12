/// Where a session stands: the fold of its events, and nothing else.
public struct SessionState: Hashable, Sendable {
    public struct Hypothesis: Hashable, Sendable {
        public var number: Int
        public var ref: String
        public var cause: String?
    }

    public struct Diagnosis: Hashable, Sendable {
        public var ref: String
        public var cause: String
        public var proofs: [Int]
    }

    /// One message passed, either way.
    public struct Contact: Hashable, Sendable {
        public var who: String
        public var about: String
        /// Topic of a warning, answer of a question.
        public var topic: String?
        public var asked: Bool
    }

    /// A piece of work on the machine, in the order in which it was done.
    public enum Work: Hashable, Sendable {
        case fitted(ref: String, at: String)
        case unfitted(ref: String)
        case replaced(ref: String, part: String)
        case adjusted(ref: String, parameter: String)
        case tightened(ref: String)
        case cleaned(ref: String)
        case freed(ref: String)
        case greased(ref: String)
        case tensioned(ref: String)
        case airBled(ref: String)
        case drained(ref: String)
        case toppedUp(ref: String)
    }

    public struct Test: Hashable, Sendable {
        public var kind: TestKind
        public var passed: Bool
    }

    /// A form that was opened and is not filed yet.
    public struct OpenForm: Hashable, Sendable {
        public var kind: FormKind
        public var filled: [FiledForm.Entry]
    }

    public struct Record: Hashable, Sendable {
        public var point: String
        public var value: Amount
        public var verdict: Verdict
    }

    public struct DangerousAct: Hashable, Sendable {
        public var danger: Danger
        public var ref: String?
    }

    // Where
    public var place: String?
    public var mode: String?
    /// Machine time of the last entry, s.
    public var clock = 0.0
    public var cost = 0.0

    // The scene
    public var openDoors: [String] = []
    public var worn: [String] = []
    public var toolsOut: [String] = []
    public var markedOut = false
    public var disconnected: [String] = []
    public var tagged: [String] = []
    public var backedUp: [String] = []
    public var forced: [String] = []
    public var blocked: [String] = []
    /// Sources that were isolated already when each was blocked: the block comes off before them.
    public var blockedOver: [String: [String]] = [:]
    public var containments: [String] = []

    // Lockout
    public var preparedSources: [String]?
    public var isolated: [String] = []
    public var locked: [String] = []
    public var identified: [String] = []
    /// Places where absence of voltage was verified and nothing has been restored since.
    public var verified: [String] = []
    /// A verification found a voltage, and none has been good since.
    public var verificationFailed = false
    public var bled: [String] = []

    // Reasoning
    public var documents: [String] = []
    public var contacts: [Contact] = []
    public var observations: [Observation] = []
    public var readings: [Reading] = []
    public var verdicts: [Int: Verdict] = [:]
    public var records: [Record] = []
    public var lostFunction: String?
    public var chains: [ChainBlock] = []
    public var hypotheses: [Hypothesis] = []
    public var diagnosis: Diagnosis?
    public var answers: [Int: String] = [:]
    public var hints: [String] = []
    /// The tutor's question that waits for a reply.
    public var openQuestion: String?

    // Work
    public var work: [Work] = []
    /// Those that are being written, the last one in hand.
    public var openForms: [OpenForm] = []
    public var openForm: OpenForm? { openForms.last }
    public var filed: [FiledForm] = []
    public var tasksDone: [Int] = []
    public var tests: [Test] = []
    public var restarted = false
    public var handedOver = false
    public var finished = false
    public var dangerousActs: [DangerousAct] = []

    public init() {}

    /// The state after these events, that ended at this machine time.
    public mutating func apply(_ events: [Event], at time: Double) {
        for event in events { apply(event) }
        clock = time
    }
}
