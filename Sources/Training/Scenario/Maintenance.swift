public import Components
public import Notation

/// How a machine is looked after: people, sources to lock out, tools, task lists, thresholds, spares, waste and how it is tried.
///
/// Read from the machine's `maintenance.yaml`; values in SI, pressures gauge.
public struct Maintenance: Sendable {
    public struct Person: Sendable, Hashable {
        /// As files and journals write it.
        public let id: String
        public let name: String
        public let role: Text
    }

    public enum Energy: String, Sendable, CaseIterable, Codable {
        case electricity, pneumatics, hydraulics, gravity
    }

    /// A source of energy and the device that separates it.
    public struct Source: Sendable {
        /// What shows that the energy is gone.
        public enum Proof: Sendable, Hashable {
            case pair(from: String, to: String)
            case gauge(String)
        }

        /// The reference by which it is named.
        public let id: String
        public let energy: Energy
        public let text: Text
        /// Reference of the component that is opened or closed.
        public let device: String
        /// Where it is worked from, when that is not where the component is: the handle of a pin, above the guard.
        public let place: String?
        public let takesPadlock: Bool
        public let proofs: [Proof]
        public let residual: Text?
    }

    public struct Tool: Sendable, Hashable {
        public let kind: ToolKind
        public let text: Text
        public let checkedWeeksAgo: Int?
        public let validWeeks: Int?

        /// Its last check is not too old.
        public var isValid: Bool {
            guard let checkedWeeksAgo, let validWeeks else { return true }
            return checkedWeeksAgo <= validWeeks
        }
    }

    /// In what state the machine is for an operation or a threshold.
    public enum MachineState: String, Sendable, CaseIterable, Codable {
        /// In production, with what it processes.
        case running
        /// In production, with nothing to process.
        case empty
        case stopped
        case locked
    }

    /// Bounds of a value, SI.
    public struct Limits: Sendable, Hashable {
        public var kind: Quantity.Kind
        public var nominal: Double?
        public var least: Double?
        public var most: Double?
        public var alert: Double?
        public var danger: Double?

        /// Within its least and most, and under its alert.
        public func accepts(_ value: Double) -> Bool {
            value >= least ?? -.infinity && value <= most ?? .infinity && value < alert ?? .infinity
        }
    }

    public struct Operation: Sendable, Hashable {
        /// What it is made on.
        public enum Subject: Sendable, Hashable {
            case point(String)
            case component(String)
            case wire(String)
            case variable(String)
            case location(String)

            public var name: String {
                switch self {
                case .point(let name), .component(let name), .wire(let name), .variable(let name), .location(let name): name
                }
            }
        }

        public let number: Int
        public let state: MachineState
        public let text: Text
        public let subject: Subject
        public let tool: ToolKind?
        public let sense: Sense?
        /// Nil for an operation without a value.
        public let limits: Limits?
        /// N·m.
        public let torque: Double?
        public let part: String?
        /// Other components on which the same is done.
        public let others: [String]
        /// Done only while this threshold is in alert.
        public let condition: String?
    }

    /// A task list.
    public struct Gamme: Sendable, Hashable {
        public let id: String
        public let text: Text
        public let revision: String
        /// Seconds.
        public let period: Double
        /// Seconds.
        public let duration: Double
        public let authorisations: [String]
        public let operations: [Operation]
    }

    public struct Threshold: Sendable, Hashable {
        public let id: String
        public let text: Text
        public let subject: Operation.Subject
        public let state: MachineState
        public let limits: Limits
    }

    /// Weeks of a growing fault, from which readings are made by running the machine.
    public struct Trend: Sendable, Hashable {
        public let id: String
        public let fault: String?
        public let gamme: String
        public let state: MachineState
        /// Seconds of running before the readings.
        public let after: Double
        /// One a week, the last today's.
        public let severities: [Double]
        /// Mean load of the line, per cent of the usual.
        public let loads: [Double]
    }

    /// A line of the log.
    public struct Intervention: Sendable, Hashable {
        /// After EN 13306; `preventive` where a log does not say which of the two.
        public enum Kind: String, Sendable, CaseIterable, Codable {
            case preventive, predetermined
            case conditionBased = "condition-based"
            case corrective, modification, improvement
        }
        public var daysAgo: Double
        public var kind: Kind
        /// Empty for the machine as a whole.
        public var reference: String
        /// As its type names it; nil where the log does not say.
        public var failure: String?
        /// Of work.
        public var minutes: Int
        /// Minutes in which the machine should have produced and did not; nil where nobody wrote it down.
        public var downtime: Int?
        /// In the currency of the site; nil where nobody wrote it down.
        public var cost: Double?
        public var by: String
        public var text: Text
        public var parts: [String]

        public var weeksAgo: Int { Int((daysAgo / 7).rounded(.down)) }
    }

    /// What the machine must make while it is watched, and what its operator sees to meanwhile.
    public struct Production: Sendable, Hashable {
        /// Seconds: some whole cycles.
        public let seconds: Double
        /// Least counts, by the quantity's name. Anything else that comes out is not as it should be.
        public let counts: [Named]
        /// Filled up before it runs out.
        public let supplies: [Procedure.Step]
    }

    public struct Spare: Sendable, Hashable {
        public let reference: String
        public let text: Text
        /// What takes the part whole.
        public let fits: [String]
        public let stock: Int
        /// In the currency of the site.
        public let price: Double
        /// Seconds until an ordered one is there.
        public let delay: Double
        public let shelf: String?
    }

    public struct Bin: Sendable, Hashable {
        public let id: String
        public let text: Text
    }

    public struct Waste: Sendable, Hashable {
        public let id: String
        public let text: Text
        public let bin: String
        /// References whose replacement leaves it.
        public let from: [String]
    }

    /// How hands try the machine, and what must come of it.
    public struct Procedure: Sendable, Hashable {
        public enum Step: Sendable, Hashable {
            case operate(reference: String, position: String?)
            /// Seconds.
            case wait(Double)
        }
        public let name: String
        public let steps: [Step]
        /// GEMMA mode that must be reached.
        public let mode: String
        /// Seconds, from the end of the steps for a start, from the first act for a stop.
        public let within: Double
    }

    public struct Setting: Sendable, Hashable {
        public let reference: String
        public let parameter: String
        public let value: ParameterValue
        public let text: Text
    }

    public var people: [Person] = []
    public var sources: [Source] = []
    public var tools: [Tool] = []
    /// N·m, by component.
    public var torques: [(reference: String, torque: Double)] = []
    public var settings: [Setting] = []
    public var gammes: [Gamme] = []
    public var thresholds: [Threshold] = []
    public var trends: [Trend] = []
    public var history: [Intervention] = []
    public var spares: [Spare] = []
    public var bins: [Bin] = []
    public var wastes: [Waste] = []
    public var procedures: [Procedure] = []
    /// Nil for a machine of which nobody says what it makes.
    public var production: Production?

    /// For a machine whose folder says nothing of it.
    public init() {}

    public func person(_ id: String) -> Person? { people.first { $0.id == id } }
    public func source(_ id: String) -> Source? { sources.first { $0.id == id } }
    public func tool(_ kind: ToolKind) -> Tool? { tools.first { $0.kind == kind } }
    public func gamme(_ id: String) -> Gamme? { gammes.first { $0.id == id } }
    public func spare(_ reference: String) -> Spare? { spares.first { $0.reference == reference } }
    public func procedure(_ name: String) -> Procedure? { procedures.first { $0.name == name } }

    /// N·m, as the dossier has it for a component's screws.
    public func torque(of reference: String) -> Double? { torques.first { $0.reference == reference }?.torque }
}
