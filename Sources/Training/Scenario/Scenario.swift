public import Machines
public import Notation

/// An exercise on a machine: what is wrong or due, who says what, what may be used, and what is judged.
///
/// Everything but the order, the family and the faults has a default taken from the machine: ten lines make a scenario.
public struct Scenario: Sendable {
    public enum Family: String, Sendable, CaseIterable, Codable {
        case preparation, preventive, conditional, corrective, improvement
    }

    public enum Mode: String, Sendable, CaseIterable, Codable {
        /// The tutor asks why, and helps.
        case formation
        /// Nobody asks anything.
        case evaluation
    }

    /// What happens after a dangerous act.
    public enum AfterDanger: String, Sendable, CaseIterable, Codable {
        /// It is explained and the session goes on.
        case `continue`
        /// It is explained and the session ends.
        case end
    }

    /// The work order or the request that starts it.
    public struct Order: Sendable, Hashable {
        public var number: String
        /// Hour and minute at which the trainee gets it.
        public var at: ClockTime
        /// Person of the maintenance file.
        public var from: String
        public var line: Text
        public var priority: Text
        /// In the words of who asks.
        public var complaint: Text
    }

    /// An hour of the day.
    public struct ClockTime: Sendable, Hashable {
        /// Minutes since midnight.
        public var minutes: Int

        public init(minutes: Int) { self.minutes = minutes }

        /// After so many seconds: `10:42`.
        public func formatted(after seconds: Double) -> String {
            let now = (minutes + Int(seconds / 60)) % (24 * 60)
            let (hours, rest) = (now / 60, now % 60)
            return "\(hours):" + (rest < 10 ? "0" : "") + "\(rest)"
        }
    }

    /// What the machine lives through before the trainee comes.
    public struct Start: Sendable, Hashable {
        public struct Operation: Sendable, Hashable {
            public var reference: String
            public var position: String?
            /// Seconds.
            public var at: Double
            public var duration: Double?
        }
        /// Seconds.
        public var seconds: Double
        public var operations: [Operation]
        /// Where one arrives.
        public var place: String
        /// K, of the workshop's air that day; nil for a usual day.
        public var air: Double?
    }

    /// What the machine has run before, as its wear laws have it: in production, without anybody having touched it but for what was
    /// renewed.
    public struct Age: Sendable, Hashable {
        /// Seconds of production since it was new.
        public var use: Double
        /// Parts that were replaced on the way, and how many of these seconds each has run since.
        public var renewed: [Renewed]
        /// How it comes into production.
        public var start: [Start.Operation]

        public struct Renewed: Sendable, Hashable {
            public var reference: String
            public var use: Double
        }
    }

    /// A hidden fault, by its identifier in `faults.yaml`.
    public struct HiddenFault: Sendable, Hashable {
        public var id: String
        /// Instead of the fault's own.
        public var severity: Double?
        /// Seconds of machine time at which it begins.
        public var at: Double
        /// Seconds for which it has been growing by its drift when it begins, and goes on; nil where it is there whole.
        public var grown: Double?

        /// How severe it is when it begins.
        public func severity(of fault: Machines.Fault) -> Double {
            (severity ?? fault.severity) * (grown.flatMap { fault.drift?.share(after: $0) } ?? 1)
        }
    }

    /// What somebody answers when a question has one of these words.
    public struct Answer: Sendable, Hashable {
        public var id: String
        /// Words or phrases of either language; none for what is said to any other question.
        public var keywords: [String]
        public var say: Text
    }

    /// What a message is about, by its words.
    public struct Topic: Sendable, Hashable {
        public var id: String
        public var keywords: [String]
    }

    /// Somebody to talk to.
    public struct Role: Sendable, Hashable {
        /// `operator`, `team`, `tutor`.
        public var id: String
        public var called: Text
        /// Person of the maintenance file.
        public var person: String?
        public var answers: [Answer]
        /// What they do on the machine when they are told of a topic.
        public var acts: [(topic: String, steps: [Maintenance.Procedure.Step])]
        /// The work that they take over once it is given to them.
        public var work: Work?

        /// Work on a machine that the trainee has made safe.
        public struct Work: Sendable, Hashable {
            /// Words or phrases of either language that give it.
            public var keywords: [String]
            public var references: [String]
            /// Seconds.
            public var duration: Double
            /// When it is done.
            public var say: Text
        }

        public static func == (left: Role, right: Role) -> Bool {
            left.id == right.id && left.answers == right.answers && left.acts.map(\.topic) == right.acts.map(\.topic)
                && left.work == right.work
        }

        public func hash(into hasher: inout Hasher) { hasher.combine(id) }
    }

    /// A step of help, the smallest first.
    public struct Hint: Sendable, Hashable {
        public var id: String
        public var say: Text
        public var price: Double
    }

    /// What the tutor asks, and when.
    public struct Question: Sendable, Hashable {
        public enum Moment: Sendable, Hashable {
            /// The first time an event of this kind was written.
            case first(Event.Kind)
            /// The first reading with one of these terminals.
            case measuring([String])
            /// The first operation of this control.
            case operating(String)
        }
        public var id: String
        public var moment: Moment
        public var ask: Text
        /// Words of a good answer: the assessment looks for them, the tutor explains after them, and a line with one reads as an answer.
        public var keywords: [String]
        /// What the tutor says after the answer.
        public var then: Text?
    }

    /// Something to read, besides what is derived from the machine.
    public struct Sheet: Sendable, Hashable {
        public var id: String
        public var title: Text
        public var revision: String?
        public var lines: [Text]
    }

    /// What a true report says.
    public struct ExpectedReport: Sendable, Hashable {
        /// References that name the place of the trouble; any one will do.
        public var component: [String]
        /// Words of the cause; any one will do.
        public var cause: [String]
        public var remedy: [String]
        /// Readings that the proof quotes, SI.
        public var readings: [Double]
    }

    /// A way to mend that the scenario takes as right.
    public struct AcceptedRemedy: Sendable, Hashable {
        public var action: String
        public var reference: String
        public var part: String?
    }

    /// What the machine must make once it is given back.
    public struct Production: Sendable, Hashable {
        /// Seconds.
        public var seconds: Double
        /// Least counts, by the quantity's name: `ejected-tall`.
        public var counts: [Named]
    }

    /// Weeks of readings of one threshold, recorded from the simulated machine.
    public struct TrendData: Sendable, Hashable {
        public struct Week: Sendable, Hashable {
            /// From the day of the exercise: -1 is the last one.
            public var week: Int
            public var value: Double
            /// Mean load, per cent of the usual; nil when nobody knows.
            public var load: Double?
        }
        /// What a device recorded, where the values come from.
        public struct Source: Sendable, Hashable {
            /// A file of the exercise's folder.
            public var record: String
            /// The column that was read.
            public var value: String
            /// Seconds that a mean is taken over.
            public var period: Double
        }
        /// Threshold of the maintenance file.
        public var threshold: String
        public var weeks: [Week]
        /// Nil for values that the scenario writes.
        public var source: Source?
    }

    /// A reading that the machine gives in the scenario's first state, recorded from it.
    public struct Expectation: Sendable, Hashable {
        public var quantity: Measurand
        public var from: String
        public var to: String?
        /// SI.
        public var value: Double
        public var tolerance: Double
    }

    /// What the improvement must bring, read on the machine as it was met and on the improved one.
    public struct Gain: Sendable, Hashable {
        public struct Reading: Sendable, Hashable {
            public var quantity: Measurand
            public var from: String
            public var to: String?
            /// A control that is operated at the same moment.
            public var during: String?
            /// SI.
            public var before: Double
            public var after: Double
            /// Of each.
            public var tolerance: Double
        }
        /// What hands do before each reading, from the moment the trainee arrives.
        public var steps: [Maintenance.Procedure.Step]
        public var readings: [Reading]
    }

    /// A part that lies beside the machine and can be fitted: a component of the machine's file, with what it costs.
    public struct KitPart: Sendable, Hashable {
        public var reference: String
        /// In the currency of the site.
        public var price: Double

        /// Those of its block that say nothing of the component.
        static let keys = ["price"]
    }

    /// A numbered question of the paper, answered with `repondre`.
    public struct PaperQuestion: Sendable, Hashable {
        public var number: Int
        public var ask: Text
        public var accepts: [String]
    }

    public var name: String
    public var machine: String
    public var title: Text
    public var situation: Text
    public var family: Family
    public var mode: Mode
    public var order: Order
    public var start: Start
    public var age: Age?
    public var faults: [HiddenFault]
    /// Identifiers of faults that the hidden ones may be taken for, as their author knows.
    public var acceptedAmbiguities: [String]
    public var kit: [KitPart]
    public var gain: Gain?
    /// Pseudonym's place in the story: a person of the maintenance file.
    public var trainee: String?
    /// Titles held: `BR`, `B0`, `BC`.
    public var authorisations: [String]
    public var tools: [ToolKind]
    public var equipment: [Equipment]
    public var roles: [Role]
    public var topics: [Topic]
    public var hints: [Hint]
    public var questions: [Question]
    public var paper: [PaperQuestion]
    public var sheets: [Sheet]
    public var report: ExpectedReport
    public var remedies: [AcceptedRemedy]
    /// Sources that must be locked out for the work.
    public var sources: [String]
    public var tests: [TestKind]
    public var production: Production
    /// Task list of the day.
    public var gamme: String?
    public var trends: [TrendData]
    /// What the trend should lead to: `continue`, `shorten`, `plan`, `stop`.
    public var decision: String?
    public var expectations: [Expectation]
    /// Codes of competencies and indicators that are scored.
    public var scored: [String]
    /// What is right here, as far as the scenario must say it; `Exercise.criteria` completes it.
    public var criteria: Criteria
    public var dangers: AfterDanger
    /// Seconds that an assessor expects it to take, if speed is of interest.
    public var duration: Double?
}

/// Protective equipment that exists in a workshop. Raw values are the identifiers that scenarios and journals write.
public enum Equipment: String, Codable, Hashable, Sendable, CaseIterable {
    case insulatingGloves = "insulating-gloves"
    case faceShield = "face-shield"
    case safetyShoes = "safety-shoes"
    case goggles
    case mechanicalGloves = "mechanical-gloves"
    case nitrileGloves = "nitrile-gloves"
    case hearingProtection = "hearing-protection"
    case helmet
    case harness

    public var text: Text {
        switch self {
        case .insulatingGloves: Text(fr: "gants-isolants", en: "insulating-gloves")
        case .faceShield: Text(fr: "écran", en: "face-shield")
        case .safetyShoes: Text(fr: "chaussures", en: "safety-shoes")
        case .goggles: Text(fr: "lunettes", en: "goggles")
        case .mechanicalGloves: Text(fr: "gants-mécaniques", en: "mechanical-gloves")
        case .nitrileGloves: Text(fr: "gants-nitrile", en: "nitrile-gloves")
        case .hearingProtection: Text(fr: "bouchons", en: "hearing-protection")
        case .helmet: Text(fr: "casque", en: "helmet")
        case .harness: Text(fr: "harnais", en: "harness")
        }
    }
}
