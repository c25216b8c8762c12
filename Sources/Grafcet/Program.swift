public import Notation

/// What a controller scans: charts, variables, modes and alarms, checked and compiled.
public struct Program: Sendable {
    public let variables: [Variable]
    public let charts: [Chart]
    public let steps: [Step]
    public let transitions: [Transition]
    public let equations: [Equation]
    /// The first whose condition holds is the machine's.
    public let modes: [ModeRule]
    public let alarms: [Alarm]
    /// What is allowed and probably not meant.
    public let warnings: [Mistake]

    let plan: Plan
    private let slots: [String: Slot]
    private let stepIndices: [String: Int]

    init(
        variables: [Variable], charts: [Chart], steps: [Step], transitions: [Transition], equations: [Equation],
        modes: [ModeRule], alarms: [Alarm], warnings: [Mistake], plan: Plan
    ) {
        self.variables = variables
        self.charts = charts
        self.steps = steps
        self.transitions = transitions
        self.equations = equations
        self.modes = modes
        self.alarms = alarms
        self.warnings = warnings
        self.plan = plan
        slots = Dictionary(uniqueKeysWithValues: variables.map { ($0.name, $0.slot) })
        stepIndices = Dictionary(uniqueKeysWithValues: steps.indices.map { (steps[$0].name, $0) })
    }

    // MARK: - Names, once

    public func slot(_ name: String) -> Slot? { slots[name] }
    public func variable(_ slot: Slot) -> Variable? { variables.indices.contains(slot.index) ? variables[slot.index] : nil }
    public func variable(_ name: String) -> Variable? { slots[name].map { variables[$0.index] } }
    public func variable(at address: Address) -> Variable? { variables.first { $0.address == address } }
    /// By its name, without the X.
    public func step(_ name: String) -> Int? { stepIndices[name] }
    public func chart(_ name: String) -> Int? { charts.firstIndex { $0.name == name } }
    /// The step that must be active before the transitions after this one: itself, or the exit of a macro-step's expansion.
    func exit(of step: Int) -> Int { steps[step].expansion.flatMap { charts[$0].expansion?.exit } ?? step }

    /// In the order of the file, which is that of `Controller.scan(inputs:dt:)`.
    public var inputs: [Variable] { variables.filter { $0.role == .input } }
    public var outputs: [Variable] { variables.filter { $0.role == .output } }
}

/// The program laid flat for the scan: indices and code, no names.
struct Plan: Sendable {
    /// Charts are partial grafcets here, their expansions a part of them; no link goes to a macro-step.
    struct TransitionPlan: Sendable {
        let chart: Int32
        /// In `links`.
        let from: Range<Int32>
        let to: Range<Int32>
        let condition: Code
        /// In `stores`.
        let stores: Range<Int32>
    }

    struct EventPlan: Sendable {
        let step: Int32
        let condition: Code
        let stores: Range<Int32>
    }

    struct ForcingPlan: Sendable {
        let step: Int32
        let chart: Int32
        /// In `links`; nothing for `{*}`.
        let situation: Range<Int32>?
    }

    struct EquationPlan: Sendable {
        /// In the assembly: what this equation alone reads, brought up to date just before it.
        let edges: Range<Int>
        let timers: Range<Int>
        let store: Store
    }

    struct ContinuousPlan: Sendable {
        let step: Int32
        let condition: Code?
        /// In `driven`.
        let target: Int32
    }

    struct StepPlan: Sendable {
        let isInitial: Bool
        let isMacroStep: Bool
        let chart: Int32
        let onActivation: Range<Int32>
        let onDeactivation: Range<Int32>
    }

    struct MacroStepPlan: Sendable {
        let step: Int32
        /// Of its expansion.
        let steps: Range<Int32>
    }

    struct InputPlan: Sendable {
        let slot: Int32
        let type: ValueType
    }

    /// What keeps its value until something that it reads has changed.
    enum Node: Sendable, Equatable {
        /// In the assembly.
        case edge(Int)
        case timer(Int)
        /// In `equations`.
        case equation(Int)
        /// All forcing orders.
        case forcings
        /// The condition of a transition.
        case condition(Int)
        /// All continuous actions.
        case driven
        /// In `outputEquations`.
        case output(Int)
        /// In `alarms`.
        case alarm(Int)
        /// All rules of the modes.
        case modes
    }

    var assembly = Assembly()
    var inputs: [InputPlan] = []
    /// Place of each input variable in `inputs`, by slot.
    var inputOfSlot: [Int32] = []
    var firstActivity = 0
    var firstElapsed = 0
    var steps: [StepPlan] = []
    /// Those within an expansion before the one that it stands for.
    var macroSteps: [MacroStepPlan] = []
    var chartSteps: [Range<Int32>] = []
    var isChartRetained: [Bool] = []
    var transitions: [TransitionPlan] = []
    /// By transition: a slot that is 0 while it is not enabled, that of the first step before it; -1 where there is none.
    var gates: [Int32] = []
    var links: [Int32] = []
    var stores: [Store] = []
    var events: [EventPlan] = []
    /// By event: the slot of its step.
    var eventGates: [Int32] = []
    /// Those of the highest rank first.
    var forcings: [ForcingPlan] = []
    /// Of internal variables, in the order of the file.
    var equations: [EquationPlan] = []
    /// Of outputs.
    var outputEquations: [Store] = []
    var continuous: [ContinuousPlan] = []
    /// Slots that continuous actions drive.
    var driven: [Int32] = []
    var modes: [(mode: Mode, condition: Code)] = []
    var alarms: [(slot: Int32, condition: Code)] = []
    var waves: [(slot: Int32, period: Int64)] = []
    var firstScanSlot: Int32?
    var overflowSlot: Int32?
    /// In the order in which a scan comes to them.
    var nodes: [Node] = []
    /// In `nodes`: those before it are settled between evolutions.
    var forcingNode = 0
    /// In `nodes`: that of the first transition; the others follow.
    var firstConditionNode = 0
    /// In `nodes`: those from it on are brought up to date once a scan.
    var firstOutputNode = 0
    /// In `nodes`, by timer.
    var timerNodes: [Int] = []
    /// In `readerNodes`, by slot: the nodes that read it.
    var readers: [Range<Int32>] = []
    var readerNodes: [Int32] = []

    /// Edges and timers that no equation owns.
    var freeEdges: Range<Int> { (equations.last?.edges.upperBound ?? 0)..<assembly.edges.count }
    var freeTimers: Range<Int> { (equations.last?.timers.upperBound ?? 0)..<assembly.timers.count }
}
