/// A program and where it stands. Scanned every 10 ms by the plant: inputs in, evolution until stable, outputs out.
///
/// The rules are those of IEC 60848. Time comes with each scan; there is no other input.
public struct Controller: Sendable {
    public let program: Program
    public internal(set) var state: State

    /// Clearings in one scan; a program that needs more goes round in circles.
    public static let mostClearings = 32

    private let plan: Plan
    // Room for one scan, of no meaning between two.
    private var fired: [Int32] = []
    private var due: [Int32] = []
    private var isActivated: [Bool]
    private var isDeactivated: [Bool]
    private var isForcedChart: [Bool]
    private var isDriven: [Bool]
    private var activations: [UInt8]

    /// Powered up for the first time: initial situation, initial values.
    public init(_ program: Program) {
        self.program = program
        plan = program.plan
        state = State(
            values: plan.assembly.initial, image: [Double](repeating: 0, count: plan.inputs.count),
            isForced: [Bool](repeating: false, count: program.variables.count),
            elapsed: [Int64](repeating: 0, count: plan.steps.count), isArriving: plan.steps.map(\.isInitial),
            edges: [Bool](repeating: false, count: plan.assembly.edges.count),
            timers: [TimerState](repeating: TimerState(), count: plan.assembly.timers.count))
        isActivated = [Bool](repeating: false, count: plan.steps.count)
        isDeactivated = isActivated
        isForcedChart = [Bool](repeating: false, count: plan.chartSteps.count)
        isDriven = [Bool](repeating: false, count: plan.driven.count)
        activations = [UInt8](repeating: 0, count: plan.steps.count)
        fired.reserveCapacity(plan.transitions.count)
        due.reserveCapacity(plan.events.count)
        for (index, step) in plan.steps.enumerated() where step.isInitial { state.values[plan.firstActivity + index] = 1 }
        followExpansions()
    }

    /// Gone on from a snapshot of the same program.
    /// - Throws: when the state is another program's.
    public init(_ program: Program, state: State) throws(StateMismatch) {
        self.init(program)
        guard state.values.count == self.state.values.count, state.image.count == self.state.image.count,
            state.isForced.count == self.state.isForced.count, state.elapsed.count == self.state.elapsed.count,
            state.isArriving.count == self.state.isArriving.count, state.edges.count == self.state.edges.count,
            state.timers.count == self.state.timers.count
        else { throw StateMismatch() }
        self.state = state
    }

    /// A state whose shape is not that of the program.
    public struct StateMismatch: Error, Sendable {}

    // MARK: - From outside

    public subscript(slot: Slot) -> Double { state.values[slot.index] }

    /// What an input is, until it is set again; or what an internal variable or output is worth from now until the program writes it.
    /// A number that is none, or a variable that is not for writing (a constant, a system bit), changes nothing.
    public mutating func set(_ slot: Slot, to value: Double) {
        // A scan sets every input: without a look at its texts.
        if value.isFinite, plan.inputOfSlot.indices.contains(slot.index), plan.inputOfSlot[slot.index] >= 0 {
            let input = Int(plan.inputOfSlot[slot.index])
            state.image[input] = plan.inputs[input].type.fitted(value)
            return
        }
        guard value.isFinite, let variable = program.variable(slot), variable.isForceable else { return }
        if !state.isForced[slot.index] {
            state.values[slot.index] = variable.type.fitted(value)
        }
    }

    /// Holds a variable at a value, whatever the machine or the program say, until it is released.
    public mutating func force(_ slot: Slot, to value: Double) {
        guard value.isFinite, let variable = program.variable(slot), variable.isForceable else { return }
        state.values[slot.index] = variable.type.fitted(value)
        state.isForced[slot.index] = true
    }

    public mutating func release(_ slot: Slot) {
        guard state.isForced.indices.contains(slot.index) else { return }
        state.isForced[slot.index] = false
    }

    public func isForced(_ slot: Slot) -> Bool {
        state.isForced.indices.contains(slot.index) && state.isForced[slot.index]
    }

    /// The variables forced now, in the order of the file.
    public var forced: [Variable] { program.variables.filter { state.isForced[$0.slot.index] } }

    /// Power comes back: retained charts and variables are as they were, all else is as at first. What was forced stays so.
    public mutating func powerUp() {
        for variable in program.variables where variable.role != .constant {
            let slot = variable.slot.index
            if state.isForced[slot] || variable.isRetained { continue }
            state.values[slot] = variable.initial
        }
        for index in plan.steps.indices where !plan.isChartRetained[Int(plan.steps[index].chart)] {
            let isInitial = plan.steps[index].isInitial
            state.values[plan.firstActivity + index] = isInitial ? 1 : 0
            state.values[plan.firstElapsed + index] = 0
            state.elapsed[index] = 0
            state.isArriving[index] = isInitial
        }
        followExpansions()
        for edge in plan.assembly.edges { state.values[Int(edge.output)] = 0 }
        for index in state.timers.indices {
            state.timers[index] = TimerState()
            state.values[Int(plan.assembly.timers[index].output)] = 0
        }
        for alarm in plan.alarms { state.values[Int(alarm.slot)] = 0 }
        state.image = [Double](repeating: 0, count: state.image.count)
        state.fault = nil
        state.mode = nil
        state.isStarting = true
    }

    // MARK: - Scan

    /// - Parameter inputs: in the order of `Program.inputs`.
    public mutating func scan(inputs: [Double], dt: Double) {
        precondition(inputs.count == plan.inputs.count, "one value for each input")
        for index in inputs.indices where inputs[index].isFinite {
            state.image[index] = plan.inputs[index].type.fitted(inputs[index])
        }
        scan(dt: dt)
    }

    /// One cycle of the controller.
    /// - Parameter dt: seconds since the last one, to the microsecond.
    public mutating func scan(dt: Double) {
        let elapsed = Int64((dt * 1e6).rounded())
        state.clock += elapsed
        state.scans += 1
        guard state.fault == nil else { return }
        setSystemBits()
        for index in plan.inputs.indices where !state.isForced[Int(plan.inputs[index].slot)] {
            state.values[Int(plan.inputs[index].slot)] = state.image[index]
        }
        if !state.isStarting { advanceSteps(by: elapsed) }
        settle(elapsed, samplingEdges: true)
        if state.isStarting { runArrivals() }
        do throws(Fault) {
            try evolve()
            writeOutputs()
        } catch {
            stop(error)
        }
        state.isStarting = false
    }

    private mutating func setSystemBits() {
        for wave in plan.waves { state.values[Int(wave.slot)] = state.clock % wave.period < wave.period / 2 ? 1 : 0 }
        if let slot = plan.firstScanSlot { state.values[Int(slot)] = state.isStarting ? 1 : 0 }
        if let slot = plan.overflowSlot { state.values[Int(slot)] = 0 }
    }

    private mutating func advanceSteps(by elapsed: Int64) {
        for index in plan.steps.indices where state.values[plan.firstActivity + index] != 0 {
            state.elapsed[index] += elapsed
            state.values[plan.firstElapsed + index] = Double(state.elapsed[index]) / 1e6
        }
    }

    private mutating func runArrivals() {
        for index in plan.steps.indices where state.isArriving[index] {
            state.isArriving[index] = false
            run(plan.steps[index].onActivation)
        }
        settle(0, samplingEdges: false)
    }

    private mutating func stop(_ fault: Fault) {
        state.fault = fault
        for variable in program.variables where variable.role == .output && !state.isForced[variable.slot.index] {
            state.values[variable.slot.index] = 0
        }
    }

    // MARK: - Values

    private mutating func value(_ code: Code) -> Double {
        // Half of all conditions are one variable.
        if code.end - code.start == 1 { return state.values[Int(plan.assembly.instructions[Int(code.start)].slot)] }
        return Self.value(code, of: plan.assembly.instructions, state.values, depth: plan.assembly.depth)
    }

    private static func value(_ code: Code, of instructions: [Instruction], _ values: [Double], depth: Int) -> Double {
        instructions.withUnsafeBufferPointer { instructions in
            values.withUnsafeBufferPointer { values in
                withUnsafeTemporaryAllocation(of: Double.self, capacity: depth + 1) { stack in
                    value(code, instructions, values, stack)
                }
            }
        }
    }

    @inline(__always)
    private static func value(
        _ code: Code, _ instructions: UnsafeBufferPointer<Instruction>, _ values: UnsafeBufferPointer<Double>,
        _ stack: UnsafeMutableBufferPointer<Double>
    ) -> Double {
        var depth = 0
        var top = 0.0
        for index in Int(code.start)..<Int(code.end) {
            let instruction = instructions[index]
            switch instruction.operation {
            case .load:
                stack[depth] = top
                depth += 1
                top = values[Int(instruction.slot)]
                continue
            case .not:
                top = top == 0 ? 1 : 0
                continue
            case .negative:
                top = -top
                continue
            default: break
            }
            depth -= 1
            let left = stack[depth]
            switch instruction.operation {
            case .or: top = left != 0 || top != 0 ? 1 : 0
            case .xor: top = (left != 0) != (top != 0) ? 1 : 0
            case .and: top = left != 0 && top != 0 ? 1 : 0
            case .equal: top = left == top ? 1 : 0
            case .unequal: top = left != top ? 1 : 0
            case .less: top = left < top ? 1 : 0
            case .atMost: top = left <= top ? 1 : 0
            case .greater: top = left > top ? 1 : 0
            case .atLeast: top = left >= top ? 1 : 0
            case .plus: top = left + top
            case .minus: top = left - top
            case .times: top = left * top
            case .over: top = left / top
            case .modulo: top = left.truncatingRemainder(dividingBy: top)
            case .load, .not, .negative: break
            }
        }
        return top
    }

    private mutating func isTrue(_ code: Code) -> Bool { value(code) != 0 }

    private mutating func run(_ store: Store) {
        let value = value(store.code)
        guard value.isFinite else {
            if let slot = plan.overflowSlot { state.values[Int(slot)] = 1 }
            return
        }
        put(store.isCount ? ValueType.count.fitted(value) : value, in: store.target)
    }

    private mutating func run(_ stores: Range<Int32>) {
        for index in stores { run(plan.stores[Int(index)]) }
    }

    private mutating func put(_ value: Double, in slot: Int32) {
        guard !state.isForced[Int(slot)] else { return }
        state.values[Int(slot)] = value
    }

    /// Brings equations, edges and timers up to date with inputs and steps.
    private mutating func settle(_ elapsed: Int64, samplingEdges: Bool) {
        for equation in plan.equations {
            if samplingEdges { sample(equation.edges) }
            advance(equation.timers, by: elapsed)
            run(equation.store)
        }
        if samplingEdges { sample(plan.freeEdges) }
        advance(plan.freeTimers, by: elapsed)
    }

    private mutating func sample(_ edges: Range<Int>) {
        for index in edges {
            let edge = plan.assembly.edges[index]
            let isHigh = isTrue(edge.operand)
            let hasChanged = isHigh != state.edges[index] && !state.isStarting
            state.values[Int(edge.output)] = hasChanged && isHigh == edge.isRising ? 1 : 0
            state.edges[index] = isHigh
        }
    }

    private mutating func advance(_ timers: Range<Int>, by elapsed: Int64) {
        for index in timers {
            let timer = plan.assembly.timers[index]
            let isHigh = isTrue(timer.operand)
            if isHigh == state.timers[index].isHigh {
                state.timers[index].held += elapsed
            } else {
                state.timers[index] = TimerState(isHigh: isHigh, held: 0)
            }
            let delay = (isHigh ? timer.on : timer.off).map { value($0) } ?? 0
            if Double(state.timers[index].held) / 1e6 >= delay { state.values[Int(timer.output)] = isHigh ? 1 : 0 }
        }
    }

    // MARK: - Evolution

    private mutating func evolve() throws(Fault) {
        var clearings = 0
        for index in activations.indices { activations[index] = 0 }
        applyForcings()
        findFireable()
        findEvents()
        while !fired.isEmpty || !due.isEmpty {
            if clearings == Controller.mostClearings { throw fault() }
            if !fired.isEmpty { clearings += 1 }
            clear()
            due.removeAll(keepingCapacity: true)
            dropEdges()
            settle(0, samplingEdges: false)
            applyForcings()
            findFireable()
        }
        dropEdges()
        if plan.freeEdges.lowerBound > 0 { settle(0, samplingEdges: false) }
    }

    private mutating func dropEdges() {
        for edge in plan.assembly.edges { state.values[Int(edge.output)] = 0 }
    }

    /// Rule 2: all the steps before it are active and the condition is true. A chart under orders does not evolve.
    private mutating func findFireable() {
        fired.removeAll(keepingCapacity: true)
        for index in plan.transitions.indices {
            let transition = plan.transitions[index]
            if isForcedChart[Int(transition.chart)] { continue }
            var isEnabled = true
            for link in transition.from where state.values[plan.firstActivity + Int(plan.links[Int(link)])] == 0 {
                isEnabled = false
                break
            }
            if isEnabled, isTrue(transition.condition) { fired.append(Int32(index)) }
        }
    }

    private mutating func findEvents() {
        due.removeAll(keepingCapacity: true)
        for index in plan.events.indices {
            let event = plan.events[index]
            if state.values[plan.firstActivity + Int(event.step)] != 0, isTrue(event.condition) { due.append(Int32(index)) }
        }
    }

    /// Rules 3 to 5: all that can be cleared is cleared at once; a step both left and reached stays active.
    private mutating func clear() {
        for transition in fired {
            for link in plan.transitions[Int(transition)].from { isDeactivated[Int(plan.links[Int(link)])] = true }
            for link in plan.transitions[Int(transition)].to { isActivated[Int(plan.links[Int(link)])] = true }
        }
        changeSteps()
        for event in due { run(plan.events[Int(event)].stores) }
        runDeactivations()
        for transition in fired { run(plan.transitions[Int(transition)].stores) }
        runActivations()
    }

    /// Gives the marked steps their new activity, and leaves marked those that changed.
    private mutating func changeSteps() {
        for index in plan.steps.indices where isActivated[index] || isDeactivated[index] {
            let slot = plan.firstActivity + index
            let wasActive = state.values[slot] != 0
            let isActive = isActivated[index] || (wasActive && !isDeactivated[index])
            isActivated[index] = isActive && !wasActive
            isDeactivated[index] = wasActive && !isActive
            state.values[slot] = isActive ? 1 : 0
            if isActivated[index] {
                state.elapsed[index] = 0
                state.values[plan.firstElapsed + index] = 0
                activations[index] += 1
            }
        }
        followExpansions()
    }

    /// `XM100`: a macro-step is active while a step of its expansion is.
    private mutating func followExpansions() {
        for macroStep in plan.macroSteps {
            let index = Int(macroStep.step)
            let slot = plan.firstActivity + index
            let isActive = macroStep.steps.contains { state.values[plan.firstActivity + Int($0)] != 0 }
            if isActive, state.values[slot] == 0 {
                state.elapsed[index] = 0
                state.values[plan.firstElapsed + index] = 0
            }
            state.values[slot] = isActive ? 1 : 0
        }
    }

    private mutating func runDeactivations() {
        for index in plan.steps.indices where isDeactivated[index] {
            isDeactivated[index] = false
            run(plan.steps[index].onDeactivation)
        }
    }

    private mutating func runActivations() {
        for index in plan.steps.indices where isActivated[index] {
            isActivated[index] = false
            run(plan.steps[index].onActivation)
        }
    }

    /// Orders come before any evolution, the highest rank first; of two orders to one chart, the first holds.
    private mutating func applyForcings() {
        guard !plan.forcings.isEmpty else { return }
        for index in isForcedChart.indices { isForcedChart[index] = false }
        var hasChanged = false
        for forcing in plan.forcings {
            let chart = Int(forcing.chart)
            guard state.values[plan.firstActivity + Int(forcing.step)] != 0, !isForcedChart[chart] else { continue }
            isForcedChart[chart] = true
            guard let situation = forcing.situation else { continue }
            for step in plan.chartSteps[chart] where state.values[plan.firstActivity + Int(step)] != 0 {
                isDeactivated[Int(step)] = !plan.steps[Int(step)].isMacroStep
            }
            for link in situation { isActivated[Int(plan.links[Int(link)])] = true }
            changeSteps()
            for step in plan.chartSteps[chart] where isActivated[Int(step)] || isDeactivated[Int(step)] { hasChanged = true }
            runDeactivations()
            runActivations()
        }
        if hasChanged { settle(0, samplingEdges: false) }
    }

    private func fault() -> Fault {
        // Steps reached twice went round; where there are none (a long line, a step linked to itself), those at its end are told.
        var steps = plan.steps.indices.filter { activations[$0] > 1 }
        if steps.isEmpty {
            let last = fired.flatMap { program.transitions[Int($0)].from + program.transitions[Int($0)].to }
            steps = plan.steps.indices.filter { last.contains($0) }
        }
        var charts: [String] = []
        for step in steps {
            let chart = program.charts[program.steps[step].chart].name
            if !charts.contains(chart) { charts.append(chart) }
        }
        return Fault(charts: charts, steps: steps.map { program.steps[$0].name })
    }

    // MARK: - Outputs

    private mutating func writeOutputs() {
        for index in isDriven.indices { isDriven[index] = false }
        for action in plan.continuous where state.values[plan.firstActivity + Int(action.step)] != 0 {
            if action.condition.map({ isTrue($0) }) ?? true { isDriven[Int(action.target)] = true }
        }
        for index in plan.driven.indices { put(isDriven[index] ? 1 : 0, in: plan.driven[index]) }
        for equation in plan.outputEquations { run(equation) }
        for alarm in plan.alarms { state.values[Int(alarm.slot)] = isTrue(alarm.condition) ? 1 : 0 }
        state.mode = nil
        for rule in plan.modes where isTrue(rule.condition) {
            state.mode = rule.mode
            break
        }
    }
}

extension ValueType {
    /// The value as a variable of this type holds it.
    func fitted(_ value: Double) -> Double {
        switch self {
        case .bool: value == 0 ? 0 : 1
        case .count: min(max(value.rounded(), ValueType.countBounds.lowerBound), ValueType.countBounds.upperBound)
        case .number, .time: value
        }
    }
}
