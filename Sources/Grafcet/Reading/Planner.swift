/// Lays a checked program flat for the scan.
struct Planner {
    private var plan = Plan()
    private let variables: [Variable]

    init(assembly: Assembly, variables: [Variable]) {
        self.variables = variables
        plan.assembly = assembly
        plan.inputOfSlot = [Int32](repeating: -1, count: variables.count)
        for variable in variables {
            let slot = Int32(variable.slot.index)
            if variable.role == .input {
                plan.inputOfSlot[variable.slot.index] = Int32(plan.inputs.count)
                plan.inputs.append(Plan.InputPlan(slot: slot, type: variable.type))
            }
            guard variable.role == .system, let number = variable.address?.number, let bit = SystemBit(rawValue: number) else {
                continue
            }
            switch bit {
            case .firstScan: plan.firstScanSlot = slot
            case .overflow: plan.overflowSlot = slot
            case .tenthOfSecond, .second, .minute: bit.period.map { plan.waves.append((slot: slot, period: $0)) }
            }
        }
    }

    mutating func plan(
        steps: [Step], charts: [Chart], transitions: [Transition], equations: [Equation], equationPlans: [Plan.EquationPlan],
        modes: [ModeRule], alarms: [Alarm]
    ) -> Plan {
        plan.firstActivity = steps.first?.activity.index ?? 0
        plan.firstElapsed = steps.first?.elapsed.index ?? 0
        plan.equations = equationPlans
        for equation in equations.dropFirst(equationPlans.count) {
            plan.outputEquations.append(
                Store(
                    target: Int32(equation.target.index), isCount: variables[equation.target.index].type == .count,
                    code: plan.assembly.compile(equation.value)))
        }
        for (index, chart) in charts.enumerated() {
            // Expansions follow their partial grafcet.
            let end = charts[index...].last { $0.root == index }?.steps.upperBound ?? chart.steps.upperBound
            plan.chartSteps.append(Int32(chart.steps.lowerBound)..<Int32(end))
            plan.isChartRetained.append(chart.isRetained)
        }
        for chart in charts.reversed() {
            guard let expansion = chart.expansion else { continue }
            plan.macroSteps.append(
                Plan.MacroStepPlan(
                    step: Int32(expansion.macroStep), steps: Int32(chart.steps.lowerBound)..<Int32(chart.steps.upperBound)))
        }
        for (index, step) in steps.enumerated() { add(step, Int32(index), of: charts[step.chart]) }
        for transition in transitions {
            let (before, after) = charts.ends(of: transition, steps)
            plan.transitions.append(
                Plan.TransitionPlan(
                    chart: Int32(charts[transition.chart].root), from: links(before), to: links(after),
                    condition: plan.assembly.compile(transition.condition), stores: stores(transition.statements)))
        }
        addForcings(steps, charts)
        for rule in modes { plan.modes.append((mode: rule.mode, condition: plan.assembly.compile(rule.condition))) }
        for alarm in alarms {
            plan.alarms.append((slot: Int32(alarm.slot.index), condition: plan.assembly.compile(alarm.condition)))
        }
        addNodes()
        return plan
    }

    /// What follows from what: all code has been compiled.
    private mutating func addNodes() {
        plan.timerNodes = [Int](repeating: 0, count: plan.assembly.timers.count)
        var readers = [[Int32]](repeating: [], count: plan.assembly.initial.count)
        for (index, equation) in plan.equations.enumerated() {
            addNodes(edges: equation.edges, timers: equation.timers, &readers)
            add(.equation(index), reading: [equation.store.code], &readers)
        }
        addNodes(edges: plan.freeEdges, timers: plan.freeTimers, &readers)
        plan.forcingNode = plan.nodes.count
        add(.forcings, reading: [], &readers)
        for forcing in plan.forcings {
            for step in [forcing.step] + plan.chartSteps[Int(forcing.chart)] { note(step, &readers) }
        }
        plan.firstConditionNode = plan.nodes.count
        for (index, transition) in plan.transitions.enumerated() {
            add(.condition(index), reading: [transition.condition], &readers)
        }
        plan.gates = plan.transitions.map { transition in
            transition.from.first.map { Int32(plan.firstActivity) + plan.links[Int($0)] } ?? -1
        }
        plan.eventGates = plan.events.map { Int32(plan.firstActivity) + $0.step }
        plan.firstOutputNode = plan.nodes.count
        add(.driven, reading: plan.continuous.compactMap(\.condition), &readers)
        for action in plan.continuous { note(action.step, &readers) }
        for (index, equation) in plan.outputEquations.enumerated() { add(.output(index), reading: [equation.code], &readers) }
        for (index, alarm) in plan.alarms.enumerated() { add(.alarm(index), reading: [alarm.condition], &readers) }
        add(.modes, reading: plan.modes.map(\.condition), &readers)
        for nodes in readers {
            let start = Int32(plan.readerNodes.count)
            plan.readerNodes += nodes
            plan.readers.append(start..<Int32(plan.readerNodes.count))
        }
    }

    private mutating func addNodes(edges: Range<Int>, timers: Range<Int>, _ readers: inout [[Int32]]) {
        for edge in edges { add(.edge(edge), reading: [plan.assembly.edges[edge].operand], &readers) }
        for index in timers {
            let timer = plan.assembly.timers[index]
            plan.timerNodes[index] = plan.nodes.count
            add(.timer(index), reading: [timer.operand, timer.on, timer.off].compactMap { $0 }, &readers)
        }
    }

    private mutating func add(_ node: Plan.Node, reading codes: [Code], _ readers: inout [[Int32]]) {
        plan.nodes.append(node)
        for code in codes {
            for instruction in plan.assembly.instructions[Int(code.start)..<Int(code.end)] where instruction.operation == .load {
                note(slot: Int(instruction.slot), &readers)
            }
        }
    }

    /// The last node reads a step's activity.
    private func note(_ step: Int32, _ readers: inout [[Int32]]) { note(slot: plan.firstActivity + Int(step), &readers) }

    private func note(slot: Int, _ readers: inout [[Int32]]) {
        let node = Int32(plan.nodes.count - 1)
        if readers[slot].last != node { readers[slot].append(node) }
    }

    private mutating func add(_ step: Step, _ index: Int32, of chart: Chart) {
        var onActivation: [Statement] = []
        var onDeactivation: [Statement] = []
        for action in step.actions {
            switch action {
            case .stored(.activation, let statements): onActivation += statements
            case .stored(.deactivation, let statements): onDeactivation += statements
            case .stored(.event(let event), let statements):
                plan.events.append(
                    Plan.EventPlan(step: index, condition: plan.assembly.compile(event), stores: stores(statements)))
            case .continuous(let action):
                let target = Int32(action.target.index)
                if !plan.driven.contains(target) { plan.driven.append(target) }
                let place = plan.driven.firstIndex(of: target) ?? 0
                let condition = Planner.condition(of: action, in: step).map { plan.assembly.compile($0) }
                plan.continuous.append(Plan.ContinuousPlan(step: index, condition: condition, target: Int32(place)))
            }
        }
        plan.steps.append(
            Plan.StepPlan(
                isInitial: step.isInitial, isMacroStep: step.expansion != nil, chart: Int32(chart.root),
                onActivation: stores(onActivation), onDeactivation: stores(onDeactivation)))
    }

    /// A delay and a limit are conditions on the step's own time.
    private static func condition(of action: Action.Continuous, in step: Step) -> Expression? {
        func reached(_ time: Expression) -> Expression {
            .delay(
                on: time, .activity(step: step.name, step.activity), off: nil,
                .step(activity: step.activity, elapsed: step.elapsed))
        }
        var condition = action.condition
        func require(_ other: Expression) { condition = condition.map { .operation(.and, other, $0) } ?? other }
        action.after.map { require(reached($0)) }
        action.during.map { require(.not(reached($0))) }
        return condition
    }

    private mutating func addForcings(_ steps: [Step], _ charts: [Chart]) {
        let order = steps.indices.sorted { (charts[steps[$0].chart].rank, $0) < (charts[steps[$1].chart].rank, $1) }
        for index in order {
            for forcing in steps[index].forcings {
                let situation: Range<Int32>? =
                    switch forcing.situation {
                    case .current: nil
                    case .empty: links([])
                    case .initial:
                        links(steps.indices.filter { steps[$0].isInitial && charts[steps[$0].chart].root == forcing.chart })
                    case .steps(let steps): links(steps)
                    }
                plan.forcings.append(Plan.ForcingPlan(step: Int32(index), chart: Int32(forcing.chart), situation: situation))
            }
        }
    }

    private mutating func links(_ steps: [Int]) -> Range<Int32> {
        let start = Int32(plan.links.count)
        plan.links += steps.map(Int32.init)
        return start..<Int32(plan.links.count)
    }

    private mutating func stores(_ statements: [Statement]) -> Range<Int32> {
        let start = Int32(plan.stores.count)
        for statement in statements {
            plan.stores.append(
                Store(
                    target: Int32(statement.target.index), isCount: statement.type == .count,
                    code: plan.assembly.compile(statement.value)))
        }
        return start..<Int32(plan.stores.count)
    }
}

extension [Chart] {
    /// The steps that a transition is really linked to: of a macro-step before it the exit, of one after it the entry.
    func ends(of transition: Transition, _ steps: [Step]) -> (before: [Int], after: [Int]) {
        func expansion(_ step: Int) -> Chart.Expansion? { steps[step].expansion.flatMap { self[$0].expansion } }
        return (
            transition.from.map { expansion($0)?.exit ?? $0 }, transition.to.map { expansion($0)?.entry ?? $0 }
        )
    }
}
