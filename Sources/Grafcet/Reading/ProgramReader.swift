public import Notation

extension Program {
    /// A `program.yaml` read and checked. Its form, in short:
    ///
    ///     format: 1
    ///     variables:
    ///       B1: {address: "%I0.5", reference: B1, meaning: {fr: carton présent, en: box present}}
    ///       1Y14: {address: "%Q0.3"}
    ///       courant: {address: "%IW0"}                       # a number, as the input module gives it
    ///       grands: {type: count, retain: true}              # bool (when nothing is said), count, number, time
    ///       tempo: {constant: 2s}                            # or initial: for what can be changed
    ///       clignote: {address: "%S6"}                       # see SystemBit
    ///     equations:                                         # true at every moment
    ///       securite: au AND NOT X2
    ///     modes:                                             # the first that holds
    ///       D1: NOT securite
    ///       F1: {when: X21 OR X22, name: {fr: tri, en: sorting}}
    ///     alarms:
    ///       bourrage: {when: 5s/B1, text: {fr: Bourrage en B1, en: Jam at B1}}
    ///     charts:
    ///       GS:
    ///         rank: 1                                        # 1 commands all others
    ///         steps:
    ///           1: {initial: true}
    ///           2:
    ///             actions:
    ///               - F/GP:{INIT}                            # or {20, 30}, {*}, {}
    ///         transitions:
    ///           - {from: 1, to: 2, if: NOT au}
    ///           - {from: 2, to: 1, if: au AND ↑S3}
    ///       GP:
    ///         rank: 3
    ///         title: {fr: Production normale, en: Normal production}
    ///         retain: false
    ///         steps:
    ///           20: {initial: true, meaning: {fr: attente, en: waiting}}
    ///           21:
    ///             actions:
    ///               - KM11                                   # continuous
    ///               - {do: 1Y14, if: B1, after: 500ms, for: 2s}
    ///               - {activation: grands := grands + 1; SET H1}
    ///               - {deactivation: RESET H1}
    ///               - {event: ↑B1, do: n := n + 1}
    ///         transitions:
    ///           - {from: 20, to: [21, 22], if: B1 AND 3s/X20, do: n := 0}
    ///           - {from: [21, 22], to: M30, if: "1"}         # M30: a macro-step, nothing but a name and a meaning
    ///           - {from: M30, to: 20, if: B1}                # wants S30 active
    ///     expansions:                                        # one of each macro-step, in its chart's rank and under its orders
    ///       M30:
    ///         title: {fr: Éjection, en: Ejection}
    ///         steps: {E30: , 31: {actions: 1Y14}, S30: }     # in from E30, out by S30; others may be initial, or macro-steps
    ///         transitions:
    ///           - {from: E30, to: 31, if: B1}
    ///           - {from: 31, to: S30, if: 2s/X31 AND XM30}
    ///
    /// - Throws: `Mistakes`, all of them.
    public static func decode(_ node: Node) throws -> Program {
        try Mistakes.gathered { mistakes throws in
            var reader = ProgramReader()
            let program = reader.program(node)
            mistakes = reader.mistakes
            try mistakes.check()
            return program!
        }
    }
}

/// Reads a program in the order in which its names need one another: variables, steps, then all that has expressions.
struct ProgramReader {
    var mistakes = Mistakes()
    var scope = Scope()
    var assembly = Assembly()
    var variableOrigins: [Origin] = []
    var chartDrafts: [ChartDraft] = []
    var stepDrafts: [StepDraft] = []
    /// How each variable is written, by its slot.
    var writers: [Writer?] = []

    struct ChartDraft {
        let name: String
        let rank: Int
        let title: Text?
        let isRetained: Bool
        let mapping: Mapping
        let steps: Range<Int>
        /// None of its steps was refused.
        let isWhole: Bool
        /// Index of its partial grafcet.
        let root: Int
        /// Index of the step that it is the expansion of.
        let macroStep: Int?
    }

    struct StepDraft {
        let name: String
        let kind: StepName.Kind
        let chart: Int
        let isInitial: Bool
        let meaning: Text?
        let actions: Node?
        let origin: Origin
    }

    enum Writer {
        case continuous, stored, equation

        var text: Text {
            switch self {
            case .continuous: Text(fr: "action continue", en: "continuous action")
            case .stored: Text(fr: "action mémorisée", en: "stored action")
            case .equation: Text(fr: "équation", en: "equation")
            }
        }
    }

    mutating func program(_ node: Node) -> Program? {
        mistakes.collect { try node.format(1) }
        let keys = ["variables", "equations", "modes", "alarms", "charts", "expansions"]
        guard let root = node.mapping(keys: keys, collecting: &mistakes) else { return nil }
        root["variables"].map { readVariables($0) }
        if let charts = mistakes.collect({ try root.required("charts") }) { readCharts(charts, root["expansions"]) }
        allotSteps()
        checkVariableNames()
        writers = [Writer?](repeating: nil, count: scope.variables.count)
        // Equations come first: what they read in passing is brought up to date with them.
        let (equations, plans) = root["equations"].map { readEquations($0) } ?? ([], [])
        let steps = stepDrafts.indices.map { readStep($0) }
        var transitions: [Transition] = []
        var charts: [Chart] = []
        for index in chartDrafts.indices {
            let own = readTransitions(index, firstIndex: transitions.count)
            let draft = chartDrafts[index]
            charts.append(
                Chart(
                    name: draft.name, rank: draft.rank, title: draft.title, isRetained: draft.isRetained, steps: draft.steps,
                    transitions: transitions.count..<transitions.count + own.count, root: draft.root,
                    expansion: expansion(index)))
            transitions += own
        }
        let modes = root["modes"].map { readModes($0) } ?? []
        let alarms = root["alarms"].map { readAlarms($0) } ?? []
        checkForcings(steps)
        checkInitials(charts, steps, transitions)
        guard mistakes.isEmpty else { return nil }
        let warnings = unreachable(charts, steps, transitions) + idleOutputs()
        var planner = Planner(assembly: assembly, variables: scope.variables)
        let plan = planner.plan(
            steps: steps, charts: charts, transitions: transitions, equations: equations, equationPlans: plans, modes: modes,
            alarms: alarms)
        return Program(
            variables: scope.variables, charts: charts, steps: steps, transitions: transitions, equations: equations,
            modes: modes,
            alarms: alarms, warnings: warnings, plan: plan)
    }

    private mutating func allotSteps() {
        scope.firstActivity = assembly.initial.count
        for _ in stepDrafts { _ = assembly.slot() }
        scope.firstElapsed = assembly.initial.count
        for _ in stepDrafts { _ = assembly.slot() }
    }

    /// `X20` is a step's, whatever a variable would like to be called.
    private mutating func checkVariableNames() {
        for (variable, origin) in zip(scope.variables, variableOrigins) {
            guard variable.name.hasPrefix("X"), scope.step(String(variable.name.dropFirst())) != nil else { continue }
            mistakes.add(
                Mistake(
                    origin: origin,
                    problem: Text.quoted(variable.name)
                        + Text(fr: " est l'activité de l'étape \(variable.name.dropFirst())", en: " is the activity of a step"),
                    expected: Text(fr: "un autre nom", en: "another name")))
        }
    }

    // MARK: - Expressions

    mutating func expression(_ node: Node, _ type: ValueType = .bool) -> Expression? {
        guard let text = mistakes.collect({ try node.string }) else { return nil }
        do throws(ExpressionMistake) {
            return try Parser.expression(text, type, in: scope, into: &assembly)
        } catch {
            add(error, in: text, node.origin)
            return nil
        }
    }

    /// The same for what is no place for an edge: a value that lasts.
    mutating func lasting(_ node: Node, _ type: ValueType = .bool) -> Expression? {
        guard let expression = expression(node, type) else { return nil }
        guard !expression.hasEdge else {
            mistakes.add(
                node.mistake(
                    Text(
                        fr: "un front ne dure qu'un instant, il n'a pas sa place ici",
                        en: "an edge lasts an instant only, it has no place here"),
                    expected: Text(
                        fr: "un état, ou une action mémorisée sur événement", en: "a state, or a stored action on an event")))
            return nil
        }
        return expression
    }

    mutating func statements(_ node: Node) -> [Statement] {
        if case .sequence(let items) = node.content { return items.flatMap { statements($0) } }
        guard let text = mistakes.collect({ try node.string }) else { return [] }
        do throws(ExpressionMistake) {
            let statements = try Parser.statements(text, in: scope, into: &assembly)
            for statement in statements { write(statement.target, .stored, node.origin) }
            return statements
        } catch {
            add(error, in: text, node.origin)
            return []
        }
    }

    private mutating func add(_ mistake: ExpressionMistake, in text: String, _ origin: Origin) {
        let shown = text.count > 60 ? text.prefix(60) + "…" : text
        let place = Text.quoted(shown) + Text(fr: ", colonne \(mistake.column) : ", en: ", column \(mistake.column): ")
        mistakes.add(
            Mistake(origin: origin, problem: place + mistake.problem, expected: mistake.expected, nearest: mistake.nearest))
    }

    /// A variable has one kind of writer (IEC 60848: what is stored is not driven too); only one equation, too.
    mutating func write(_ slot: Slot, _ writer: Writer, _ origin: Origin) {
        guard let first = writers[slot.index] else {
            writers[slot.index] = writer
            return
        }
        guard first != writer || writer == .equation else { return }
        let name = scope.variables[slot.index].name
        mistakes.add(
            Mistake(
                origin: origin,
                problem: Text.quoted(name)
                    + Text(fr: " est écrit de deux façons : ", en: " is written in two ways: ")
                    + [first.text, writer.text].joined(separator: Text(fr: " et ", en: " and ")),
                expected: Text(fr: "une seule", en: "one only")))
    }

    /// A variable that the program may write.
    mutating func target(_ name: String, _ origin: Origin) -> Variable? {
        guard let variable = scope.variable(name) else {
            mistakes.add(
                Mistake(
                    origin: origin, problem: Text(fr: "pas de variable ", en: "no variable ") + Text.quoted(name),
                    nearest: nearest(name, among: scope.variables.filter { $0.role == .output || $0.role == .memory }.map(\.name))
                ))
            return nil
        }
        guard variable.role == .output || variable.role == .memory else {
            mistakes.add(
                Mistake(
                    origin: origin,
                    problem: Text(fr: "le programme ne peut pas écrire ", en: "the program cannot write ") + Text.quoted(name),
                    expected: Text(fr: "une sortie ou une variable interne", en: "an output or an internal variable")))
            return nil
        }
        return variable
    }

    // MARK: - Equations, modes, alarms

    private mutating func readEquations(_ node: Node) -> ([Equation], [Plan.EquationPlan]) {
        guard let mapping = node.mapping(keys: nil, collecting: &mistakes) else { return ([], []) }
        var equations: [Equation] = []
        var plans: [Plan.EquationPlan] = []
        var ofOutputs: [(Node.Entry, Variable)] = []
        for entry in mapping.entries {
            guard let variable = target(entry.key, entry.keyOrigin) else { continue }
            write(variable.slot, .equation, entry.keyOrigin)
            if variable.role == .output {
                ofOutputs.append((entry, variable))
                continue
            }
            let edges = assembly.edges.count
            let timers = assembly.timers.count
            guard let value = expression(entry.value, variable.type.inExpressions) else { continue }
            equations.append(Equation(name: variable.name, target: variable.slot, value: value))
            let store = Store(target: Int32(variable.slot.index), isCount: variable.type == .count, code: assembly.compile(value))
            plans.append(
                Plan.EquationPlan(edges: edges..<assembly.edges.count, timers: timers..<assembly.timers.count, store: store))
        }
        for (entry, variable) in ofOutputs {
            guard let value = lasting(entry.value, variable.type.inExpressions) else { continue }
            equations.append(Equation(name: variable.name, target: variable.slot, value: value))
        }
        return (equations, plans)
    }

    private mutating func readModes(_ node: Node) -> [ModeRule] {
        guard let mapping = node.mapping(keys: nil, collecting: &mistakes) else { return [] }
        var rules: [ModeRule] = []
        for entry in mapping.entries {
            guard let mode = Mode(rawValue: entry.key) else {
                mistakes.add(
                    Mistake(
                        origin: entry.keyOrigin, problem: Text(fr: "pas de mode ", en: "no mode ") + Text.quoted(entry.key),
                        expected: Text(
                            fr: "un mode du GEMMA: A1 à A7, F1 à F6, D1 à D3", en: "a GEMMA mode: A1 to A7, F1 to F6, D1 to D3"),
                        nearest: nearest(entry.key, among: Mode.allCases.map(\.rawValue))))
                continue
            }
            var name = mode.text
            var when: Node? = entry.value
            if case .mapping = entry.value.content, let rule = entry.value.mapping(keys: ["when", "name"], collecting: &mistakes)
            {
                when = mistakes.collect { try rule.required("when") }
                if let written = rule["name"], let text = mistakes.collect({ try written.text }) { name = text }
            }
            guard let condition = when.flatMap({ lasting($0) }) else { continue }
            rules.append(ModeRule(mode: mode, name: name, condition: condition))
        }
        return rules
    }

    private mutating func readAlarms(_ node: Node) -> [Alarm] {
        guard let mapping = node.mapping(keys: nil, collecting: &mistakes) else { return [] }
        var alarms: [Alarm] = []
        for entry in mapping.entries {
            guard let alarm = entry.value.mapping(keys: ["when", "text"], collecting: &mistakes) else { continue }
            let when = mistakes.collect { try alarm.required("when") }
            let text = mistakes.collect { try alarm.required("text").text }
            let condition = when.flatMap { lasting($0) }
            guard let condition, let text else { continue }
            alarms.append(Alarm(name: entry.key, text: text, condition: condition, slot: assembly.slot()))
        }
        return alarms
    }
}
