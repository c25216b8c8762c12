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
    /// The nodes of the plan that must be calculated anew: what they read has changed since.
    private var stale: NodeSet
    /// By transition: its condition, when it was last calculated.
    private var wasMet: [Bool]
    /// Whether an edge may still be shown.
    private var isEdgeShown = true

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
        stale = NodeSet(count: plan.nodes.count)
        wasMet = [Bool](repeating: false, count: plan.transitions.count)
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

    /// What the slots are worth now.
    public var values: Values { Values(slots: state.values) }

    /// Handed over at the end of a scan: a controller itself is large. Who keeps them makes the next scan copy them.
    public struct Values: Sendable {
        @usableFromInline let slots: [Double]

        @inlinable public subscript(slot: Slot) -> Double { slots[slot.index] }
    }

    /// What an input is, until it is set again; or what an internal variable or output is worth from now until the program writes it.
    /// A number that is none, or a variable that is not for writing (a constant, a system bit), changes nothing.
    public mutating func set(_ slot: Slot, to value: Double) {
        if plan.inputOfSlot.indices.contains(slot.index), plan.inputOfSlot[slot.index] >= 0 {
            return set(input: Int(plan.inputOfSlot[slot.index]), to: value)
        }
        guard value.isFinite, let variable = program.variable(slot), variable.isForceable else { return }
        if !state.isForced[slot.index] {
            state.values[slot.index] = variable.type.fitted(value)
            stale.insertAll()
        }
    }

    /// - Parameter place: in `Program.inputs`.
    public mutating func set(input place: Int, to value: Double) {
        if value.isFinite { state.image[place] = plan.inputs[place].type.fitted(value) }
    }

    /// Holds a variable at a value, whatever the machine or the program say, until it is released.
    public mutating func force(_ slot: Slot, to value: Double) {
        guard value.isFinite, let variable = program.variable(slot), variable.isForceable else { return }
        state.values[slot.index] = variable.type.fitted(value)
        state.isForced[slot.index] = true
        stale.insertAll()
    }

    public mutating func release(_ slot: Slot) {
        guard state.isForced.indices.contains(slot.index) else { return }
        state.isForced[slot.index] = false
        stale.insertAll()
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
        stale.insertAll()
    }

    // MARK: - Scan

    /// - Parameter inputs: in the order of `Program.inputs`.
    @discardableResult
    public mutating func scan(inputs: [Double], dt: Double) -> Values {
        precondition(inputs.count == plan.inputs.count, "one value for each input")
        for index in inputs.indices where inputs[index].isFinite {
            state.image[index] = plan.inputs[index].type.fitted(inputs[index])
        }
        return scan(dt: dt)
    }

    /// One cycle of the controller.
    /// - Parameter dt: seconds since the last one, to the microsecond.
    /// - Returns: what the slots are worth after it.
    @discardableResult
    public mutating func scan(dt: Double) -> Values {
        go(on: dt)
        return values
    }

    private mutating func go(on dt: Double) {
        let elapsed = Int64((dt * 1e6).rounded())
        state.clock += elapsed
        state.scans += 1
        guard state.fault == nil else { return }
        setSystemBits()
        for index in plan.inputs.indices { store(state.image[index], in: plan.inputs[index].slot) }
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
        for wave in plan.waves { put(state.clock % wave.period < wave.period / 2 ? 1 : 0, in: Int(wave.slot)) }
        if let slot = plan.firstScanSlot { put(state.isStarting ? 1 : 0, in: Int(slot)) }
        if let slot = plan.overflowSlot { put(0, in: Int(slot)) }
    }

    private mutating func advanceSteps(by elapsed: Int64) {
        for index in plan.steps.indices where state.values[plan.firstActivity + index] != 0 {
            state.elapsed[index] += elapsed
            put(Double(state.elapsed[index]) / 1e6, in: plan.firstElapsed + index)
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

    /// - Returns: false where the value is no number, which the overflow bit shows at each scan.
    @discardableResult
    private mutating func run(_ store: Store) -> Bool {
        let value = value(store.code)
        guard value.isFinite else {
            if let slot = plan.overflowSlot { put(1, in: Int(slot)) }
            return false
        }
        self.store(store.isCount ? ValueType.count.fitted(value) : value, in: store.target)
        return true
    }

    private mutating func run(_ stores: Range<Int32>) {
        for index in stores { run(plan.stores[Int(index)]) }
    }

    /// A variable's value, unless it is forced.
    private mutating func store(_ value: Double, in slot: Int32) {
        guard !state.isForced[Int(slot)] else { return }
        put(value, in: Int(slot))
    }

    /// What reads the slot is told of a change.
    private mutating func put(_ value: Double, in slot: Int) {
        guard state.values[slot].bitPattern != value.bitPattern else { return }
        state.values[slot] = value
        for index in plan.readers[slot] { stale.insert(Int(plan.readerNodes[Int(index)])) }
    }

    /// Brings equations, edges and timers up to date with inputs and steps: in their order, those of which something has changed.
    private mutating func settle(_ elapsed: Int64, samplingEdges: Bool) {
        if elapsed > 0 { advanceTimers(by: elapsed) }
        var start = 0
        while let number = stale.first(from: start, below: plan.forcingNode) {
            start = number + 1
            switch plan.nodes[number] {
            case .edge(let index):
                guard samplingEdges else { continue }
                stale.remove(number)
                sample(index)
            case .timer(let index):
                stale.remove(number)
                bringUp(timer: index)
            case .equation(let index):
                stale.remove(number)
                if !run(plan.equations[index].store) { stale.insert(number) }
            case .forcings, .condition, .driven, .output, .alarm, .modes: break
            }
        }
    }

    private mutating func sample(_ index: Int) {
        let edge = plan.assembly.edges[index]
        let isHigh = isTrue(edge.operand)
        let hasChanged = isHigh != state.edges[index] && !state.isStarting
        let isShown = hasChanged && isHigh == edge.isRising
        put(isShown ? 1 : 0, in: Int(edge.output))
        if isShown { isEdgeShown = true }
        state.edges[index] = isHigh
    }

    /// Time goes on for all of them; those that have not yet told what they heard are looked at.
    private mutating func advanceTimers(by elapsed: Int64) {
        for index in state.timers.indices {
            state.timers[index].held += elapsed
            let isTold = (state.values[Int(plan.assembly.timers[index].output)] != 0) == state.timers[index].isHigh
            if !isTold { stale.insert(plan.timerNodes[index]) }
        }
    }

    private mutating func bringUp(timer index: Int) {
        let timer = plan.assembly.timers[index]
        let isHigh = isTrue(timer.operand)
        if isHigh != state.timers[index].isHigh { state.timers[index] = TimerState(isHigh: isHigh, held: 0) }
        let delay = (isHigh ? timer.on : timer.off).map { value($0) } ?? 0
        if Double(state.timers[index].held) / 1e6 >= delay { put(isHigh ? 1 : 0, in: Int(timer.output)) }
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
        guard isEdgeShown else { return }
        for index in plan.assembly.edges.indices { put(0, in: Int(plan.assembly.edges[index].output)) }
        isEdgeShown = false
    }

    /// Rule 2: all the steps before it are active and the condition is true. A chart under orders does not evolve.
    private mutating func findFireable() {
        fired.removeAll(keepingCapacity: true)
        for index in plan.gates.indices {
            let gate = Int(plan.gates[index])
            if gate >= 0, state.values[gate] == 0 { continue }
            if isEnabled(index), isMet(index) { fired.append(Int32(index)) }
        }
    }

    private func isEnabled(_ index: Int) -> Bool {
        if isForcedChart[Int(plan.transitions[index].chart)] { return false }
        for link in plan.transitions[index].from where state.values[plan.firstActivity + Int(plan.links[Int(link)])] == 0 {
            return false
        }
        return true
    }

    private mutating func isMet(_ index: Int) -> Bool {
        let node = plan.firstConditionNode + index
        if stale.contains(node) {
            stale.remove(node)
            wasMet[index] = isTrue(plan.transitions[index].condition)
        }
        return wasMet[index]
    }

    private mutating func findEvents() {
        due.removeAll(keepingCapacity: true)
        for index in plan.eventGates.indices where state.values[Int(plan.eventGates[index])] != 0 {
            if isTrue(plan.events[index].condition) { due.append(Int32(index)) }
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
            put(isActive ? 1 : 0, in: slot)
            if isActivated[index] {
                state.elapsed[index] = 0
                put(0, in: plan.firstElapsed + index)
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
                put(0, in: plan.firstElapsed + index)
            }
            put(isActive ? 1 : 0, in: slot)
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
        guard stale.contains(plan.forcingNode) else { return }
        stale.remove(plan.forcingNode)
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
        var start = plan.firstOutputNode
        while let number = stale.first(from: start, below: plan.nodes.count) {
            start = number + 1
            stale.remove(number)
            switch plan.nodes[number] {
            case .driven: drive()
            case .output(let index):
                if !run(plan.outputEquations[index]) { stale.insert(number) }
            case .alarm(let index):
                put(isTrue(plan.alarms[index].condition) ? 1 : 0, in: Int(plan.alarms[index].slot))
            case .modes: findMode()
            case .edge, .timer, .equation, .forcings, .condition: break
            }
        }
    }

    private mutating func drive() {
        for index in isDriven.indices { isDriven[index] = false }
        for action in plan.continuous where state.values[plan.firstActivity + Int(action.step)] != 0 {
            if action.condition.map({ isTrue($0) }) ?? true { isDriven[Int(action.target)] = true }
        }
        for index in plan.driven.indices { store(isDriven[index] ? 1 : 0, in: plan.driven[index]) }
    }

    private mutating func findMode() {
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
