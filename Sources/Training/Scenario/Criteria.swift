public import Notation

/// What is right in this scenario: the parameters of the evidence that a competency framework asks for.
///
/// Everything has a default that expects nothing; an indicator whose evidence needs what is not given here is not observed. What the
/// scenario says elsewhere (its sources, tests, remedies, report, task list) need not be said again: `Exercise.criteria` completes this from it.
/// Names are the vocabulary's canonical ones, values SI (pressures gauge).
public struct Criteria: Hashable, Sendable {
    /// Words that a free text must hold: one of each group, whatever the case and the accents.
    public typealias WordGroups = [[String]]

    /// What to separate, lock, let down and prove before the work.
    public struct Lockout: Hashable, Sendable {
        public var sources: [String]
        /// One of these is where absence of voltage is to be verified; empty when no electrical work is done.
        public var places: [String]
        /// What is to be bled or read at zero.
        public var bled: [String]
        public var blocked: [String]

        public init(sources: [String], places: [String] = [], bled: [String] = [], blocked: [String] = []) {
            self.sources = sources
            self.places = places
            self.bled = bled
            self.blocked = blocked
        }
    }

    /// A reading that counts: where it may be taken, in which state, and what it shows.
    public struct Measurement: Hashable, Sendable {
        public var quantity: Measurand
        /// Equivalent ways to take it, one or two points each, in either order.
        public var points: [[String]]
        /// A control that must be operated at the same moment; nil when none need be.
        public var during: String?
        /// Nil when the state does not matter.
        public var live: Bool?
        /// Nil when any reading will do, or when the instrument shows OL.
        public var value: Double?
        /// Share of the value.
        public var tolerance: Double
        /// What is to be concluded; nil when either is defensible.
        public var verdict: Verdict?

        public init(
            _ quantity: Measurand, points: [[String]], during: String? = nil, live: Bool? = nil, value: Double? = nil,
            tolerance: Double = 0.1, verdict: Verdict? = nil
        ) {
            self.quantity = quantity
            self.points = points
            self.during = during
            self.live = live
            self.value = value
            self.tolerance = tolerance
            self.verdict = verdict
        }
    }

    /// The cause to find, and what proves it.
    public struct Diagnosis: Hashable, Sendable {
        /// The component, terminal or wire; any of these names it.
        public var refs: [String]
        /// The cause; any of these names it.
        public var causes: [String]
        /// Where the fault lies in the chains; any of these.
        public var blocks: [ChainBlock]
        /// Readings that discriminate: the diagnosis must quote one of them.
        public var proofs: [Measurement]
        /// Suspects that everything seen at first leaves possible, the likeliest first.
        public var suspects: [String]
        /// What else says the same as a suspect: the wires and terminals by which `supply-B2` reaches the cell.
        public var equivalents: [String: [String]] = [:]

        public init(
            refs: [String], causes: [String], blocks: [ChainBlock] = [], proofs: [Measurement] = [], suspects: [String] = []
        ) {
            self.refs = refs
            self.causes = causes
            self.blocks = blocks
            self.proofs = proofs
            self.suspects = suspects
        }
    }

    /// A piece of work that mends.
    public struct Repair: Hashable, Sendable {
        public enum Act: String, Hashable, Sendable, CaseIterable {
            case replaced, adjusted, tightened, cleaned, freed, greased, tensioned, reconnected, fitted
        }

        public var act: Act
        public var ref: String
        /// Of an adjustment.
        public var parameter: String?
        /// Of a part fitted: ports on which it may be, or hoses that must come to it, any of these; of a wire that is to go elsewhere,
        /// the terminals.
        public var at: [String]
        /// Torque in N·m, tension in N, setting in SI; nil when not checked.
        public var value: Double?
        public var tolerance: Double

        public init(
            _ act: Act, _ ref: String, parameter: String? = nil, at: [String] = [], value: Double? = nil, tolerance: Double = 0.1
        ) {
            self.act = act
            self.ref = ref
            self.parameter = parameter
            self.at = at
            self.value = value
            self.tolerance = tolerance
        }
    }

    /// A point of a round, or of a conditional reading.
    public struct RoundPoint: Hashable, Sendable {
        public var point: String
        /// Other names of where the instrument is put: the wire in a clamp, for a motor's current.
        public var at: [String]
        /// SI; nil when the trainee's own reading is the only reference.
        public var value: Double?
        public var kind: Quantity.Kind
        public var tolerance: Double
        /// Nil when the state does not matter.
        public var running: Bool?
        public var verdict: Verdict

        public init(
            _ point: String, at: [String] = [], _ value: Double? = nil, kind: Quantity.Kind, tolerance: Double = 0.05,
            running: Bool? = nil,
            verdict: Verdict
        ) {
            self.point = point
            self.at = at
            self.value = value
            self.kind = kind
            self.tolerance = tolerance
            self.running = running
            self.verdict = verdict
        }
    }

    /// A numbered question of the paper, tied to the indicator that it evidences.
    public struct Question: Hashable, Sendable {
        public enum Right: Hashable, Sendable {
            case words(WordGroups)
            /// SI.
            case value(Quantity, tolerance: Double)
        }

        public var number: Int
        /// `C1.1.4`
        public var indicator: String
        public var right: Right

        public init(_ number: Int, indicator: String, _ right: Right) {
            self.number = number
            self.indicator = indicator
            self.right = right
        }
    }

    /// Words that a form must hold, field by field.
    public struct FormWords: Hashable, Sendable {
        public var field: FormField
        public var words: WordGroups

        public init(_ field: FormField, _ words: WordGroups) {
            self.field = field
            self.words = words
        }
    }

    /// Protective equipment that must be worn while something is done.
    public struct Equipment: Hashable, Sendable {
        public enum During: String, Hashable, Sendable, CaseIterable {
            case verification, liveMeasurement, work
        }

        public var equipment: [String]
        public var during: During

        public init(_ equipment: [String], during: During) {
            self.equipment = equipment
            self.during = during
        }
    }

    /// Which components realise a function of the chains.
    public struct Placement: Hashable, Sendable {
        public var block: ChainBlock
        public var refs: [String]

        public init(_ block: ChainBlock, _ refs: [String]) {
            self.block = block
            self.refs = refs
        }
    }

    /// What the tutor's help is about.
    public struct Hint: Hashable, Sendable {
        public var id: String
        public var competency: String

        public init(_ id: String, competency: String) {
            self.id = id
            self.competency = competency
        }
    }

    public var documents: [String] = []
    public var lostFunction: WordGroups = []
    public var placements: [Placement] = []
    public var lockout: Lockout?
    public var emergencyStops: [String] = []
    public var equipment: [Equipment] = []
    public var tools: [String] = []
    public var parts: [String] = []
    public var diagnosis: Diagnosis?
    /// Causes that are there besides the first and have to be found too.
    public var furtherDiagnoses: [Diagnosis] = []
    public var measurements: [Measurement] = []
    /// Readings to take again once the work is done.
    public var controls: [Measurement] = []
    public var repairs: [Repair] = []
    public var round: [RoundPoint] = []
    /// Operations of the task list, in its order.
    public var operations: [Int] = []
    /// A request for each anomaly to report.
    public var requests: [[FormWords]] = []
    public var report: [FormWords] = []
    public var questions: [Question] = []
    public var tests: [TestKind] = []
    /// Wastes that the work makes.
    public var wastes: [String] = []
    /// Words that the advice to the operator must hold.
    public var advice: WordGroups = []
    /// s. Nil: speed is not scored.
    public var duration: Double?
    public var hints: [Hint] = []

    public init() {}

    /// Every cause to find.
    public var diagnoses: [Diagnosis] { (diagnosis.map { [$0] } ?? []) + furtherDiagnoses }

    /// Readings that tell a cause from the others.
    public var proofs: [Measurement] { diagnoses.flatMap(\.proofs) }
}
