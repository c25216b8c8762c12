import Notation

extension ProgramReader {
    mutating func readCharts(_ node: Node) {
        guard let mapping = node.mapping(keys: nil, collecting: &mistakes) else { return }
        if mapping.entries.isEmpty {
            mistakes.add(
                node.mistake(Text(fr: "aucun grafcet", en: "no chart"), expected: Text(fr: "au moins un", en: "at least one")))
        }
        for entry in mapping.entries { readChart(entry) }
    }

    private mutating func readChart(_ entry: Node.Entry) {
        guard let mapping = entry.value.mapping(keys: ["rank", "title", "retain", "steps", "transitions"], collecting: &mistakes)
        else { return }
        let rank = mistakes.collect { try mapping.required("rank").integer(in: 1...9) }
        let title = mapping["title"].flatMap { node in mistakes.collect { try node.text } }
        let isRetained = mapping["retain"].flatMap { node in mistakes.collect { try node.boolean } }
        let first = stepDrafts.count
        var writtenSteps: Int?
        if let steps = mistakes.collect({ try mapping.required("steps").mapping() }) {
            for step in steps.entries { readStepHead(step) }
            writtenSteps = steps.entries.count
        }
        chartDrafts.append(
            ChartDraft(
                name: entry.key, rank: rank ?? 1, title: title, isRetained: isRetained ?? false, mapping: mapping,
                steps: first..<stepDrafts.count, isWhole: writtenSteps == stepDrafts.count - first))
    }

    /// A step's name, and all of it that has no expression.
    private mutating func readStepHead(_ entry: Node.Entry) {
        guard ProgramReader.isStepName(entry.key) else {
            let better = entry.key.hasPrefix("X") ? String(entry.key.dropFirst()) : ""
            mistakes.add(
                Mistake(
                    origin: entry.keyOrigin,
                    problem: Text.quoted(entry.key) + Text(fr: " n'est pas un numéro d'étape", en: " is no step number"),
                    expected: Text(fr: "un numéro: 20", en: "a number: 20"),
                    nearest: ProgramReader.isStepName(better) ? better : nil))
            return
        }
        if let known = scope.step(entry.key) {
            mistakes.add(
                Mistake(
                    origin: entry.keyOrigin,
                    problem: Text(
                        fr: "l'étape \(entry.key) existe déjà, ligne \(stepDrafts[known].origin.line)",
                        en: "the step \(entry.key) exists already, on line \(stepDrafts[known].origin.line)"),
                    expected: Text(fr: "un numéro libre", en: "a free number")))
            return
        }
        var isInitial = false
        var meaning: Text?
        var actions: Node?
        if !entry.value.isEmpty,
            let mapping = entry.value.mapping(keys: ["initial", "meaning", "actions"], collecting: &mistakes)
        {
            isInitial = mapping["initial"].flatMap { node in mistakes.collect { try node.boolean } } ?? false
            meaning = mapping["meaning"].flatMap { node in mistakes.collect { try node.text } }
            actions = mapping["actions"]
        }
        scope.addStep(entry.key)
        stepDrafts.append(
            StepDraft(
                name: entry.key, chart: chartDrafts.count, isInitial: isInitial, meaning: meaning, actions: actions,
                origin: entry.keyOrigin))
    }

    private static func isStepName(_ text: String) -> Bool {
        !text.isEmpty && text.count <= 6 && text.utf8.allSatisfy { (48...57).contains($0) }
    }

    // MARK: - Actions

    mutating func readStep(_ index: Int) -> Step {
        let draft = stepDrafts[index]
        var actions: [Action] = []
        var forcings: [Forcing] = []
        let items: [Node]
        switch draft.actions?.content {
        case nil: items = []
        case .sequence(let list): items = list
        case .scalar, .mapping: items = draft.actions.map { [$0] } ?? []
        }
        for item in items {
            if case .scalar(let text, _) = item.content, text.hasPrefix("F/") {
                if let forcing = forcing(text, item, from: draft.chart) { forcings.append(forcing) }
            } else if let action = action(item) {
                actions.append(action)
            }
        }
        return Step(
            name: draft.name, chart: draft.chart, isInitial: draft.isInitial, meaning: draft.meaning, actions: actions,
            forcings: forcings, activity: scope.activity(index), elapsed: scope.elapsed(index), origin: draft.origin)
    }

    private mutating func action(_ node: Node) -> Action? {
        if case .scalar(let name, _) = node.content {
            guard !name.contains(":=") else {
                mistakes.add(
                    node.mistake(
                        Text(
                            fr: "une action mémorisée dit à quel moment elle agit",
                            en: "a stored action says at which moment it acts"),
                        expected: Text("activation: \(name)")))
                return nil
            }
            return continuous(name, node, condition: nil, after: nil, during: nil)
        }
        let keys = ["do", "if", "after", "for", "activation", "deactivation", "event"]
        guard let mapping = node.mapping(keys: keys, collecting: &mistakes) else { return nil }
        let moments = ["activation", "deactivation", "event"].filter { mapping[$0] != nil }
        guard moments.count <= 1 else {
            mistakes.add(
                node.mistake(
                    Text(fr: "une action n'a qu'un moment", en: "an action has one moment"),
                    expected: Text(moments.joined(separator: ", "))))
            return nil
        }
        let allowed = moments.first.map { $0 == "event" ? ["event", "do"] : [$0] } ?? ["do", "if", "after", "for"]
        for entry in mapping.entries where keys.contains(entry.key) && !allowed.contains(entry.key) {
            mistakes.add(
                Mistake(
                    origin: entry.keyOrigin,
                    problem: Text.quoted(entry.key)
                        + Text(fr: " ne va pas avec ", en: " does not go with ") + Text.quoted(allowed[0]),
                    expected: Text(allowed.joined(separator: ", "))))
        }
        if let activation = mapping["activation"] { return .stored(.activation, statements(activation)) }
        if let deactivation = mapping["deactivation"] { return .stored(.deactivation, statements(deactivation)) }
        guard let what = mistakes.collect({ try mapping.required("do") }) else { return nil }
        if let event = mapping["event"] { return stored(on: event, what) }
        guard let name = mistakes.collect({ try what.string }) else { return nil }
        let condition = mapping["if"].flatMap { lasting($0) }
        let after = mapping["after"].flatMap { lasting($0, .time) }
        let during = mapping["for"].flatMap { lasting($0, .time) }
        return continuous(name, what, condition: condition, after: after, during: during)
    }

    private mutating func continuous(
        _ name: String, _ node: Node, condition: Expression?, after: Expression?, during: Expression?
    ) -> Action? {
        guard let variable = target(name, node.origin) else { return nil }
        guard variable.type == .bool else {
            mistakes.add(
                node.mistake(
                    Text.quoted(name) + Text(fr: " est un ", en: " is a ") + variable.type.text
                        + Text(fr: ", une action continue pilote un bit", en: ", a continuous action drives a bit"),
                    expected: Text("activation: \(name) := …")))
            return nil
        }
        write(variable.slot, .continuous, node.origin)
        return .continuous(
            Action.Continuous(name: variable.name, target: variable.slot, condition: condition, after: after, during: during))
    }

    private mutating func stored(on event: Node, _ what: Node) -> Action? {
        let statements = statements(what)
        guard let condition = expression(event) else { return nil }
        guard condition.hasEdge else {
            mistakes.add(
                event.mistake(
                    Text(fr: "un événement est un front", en: "an event is an edge"), expected: Text("↑… ↓… RE(…) FE(…)")))
            return nil
        }
        return .stored(.event(condition), statements)
    }

    // MARK: - Forcing orders

    /// `F/GP:{INIT}`, `F/GP:{20, 30}`, `F/GP:{*}`, `F/GP:{}`.
    private mutating func forcing(_ text: String, _ node: Node, from chart: Int) -> Forcing? {
        let expected = Text("F/GP:{INIT}, F/GP:{20}, F/GP:{*}, F/GP:{}")
        let parts = text.dropFirst(2).split(separator: ":", maxSplits: 1).map { $0.filter { $0 != " " } }
        guard parts.count == 2, parts[1].hasPrefix("{"), parts[1].hasSuffix("}") else {
            mistakes.add(
                node.mistake(
                    Text.quoted(text) + Text(fr: " n'est pas un ordre de forçage", en: " is no forcing order"), expected: expected
                ))
            return nil
        }
        guard let target = chartDrafts.firstIndex(where: { $0.name == parts[0] }) else {
            mistakes.add(
                node.mistake(
                    Text(fr: "pas de grafcet ", en: "no chart ") + Text.quoted(parts[0]),
                    nearest: nearest(parts[0], among: chartDrafts.map(\.name))))
            return nil
        }
        guard chartDrafts[target].rank > chartDrafts[chart].rank else {
            mistakes.add(
                node.mistake(
                    Text(
                        fr:
                            "\(chartDrafts[chart].name) (rang \(chartDrafts[chart].rank)) ne peut pas forcer \(parts[0]) (rang \(chartDrafts[target].rank))",
                        en:
                            "\(chartDrafts[chart].name) (rank \(chartDrafts[chart].rank)) cannot force \(parts[0]) (rank \(chartDrafts[target].rank))"
                    ),
                    expected: Text(fr: "un grafcet de rang plus grand", en: "a chart of a greater rank number")))
            return nil
        }
        let inside = String(parts[1].dropFirst().dropLast())
        switch inside {
        case "INIT": return Forcing(chart: target, situation: .initial)
        case "*": return Forcing(chart: target, situation: .current)
        case "": return Forcing(chart: target, situation: .empty)
        default: break
        }
        let names = inside.split(separator: ",").map(String.init)
        let steps = names.compactMap { step($0, in: target, node) }
        return steps.count == names.count ? Forcing(chart: target, situation: .steps(steps)) : nil
    }

    /// An order to return to the initial situation needs one.
    mutating func checkForcings(_ steps: [Step]) {
        for step in steps {
            for forcing in step.forcings where forcing.situation == .initial {
                let chart = chartDrafts[forcing.chart]
                guard !chart.steps.contains(where: { stepDrafts[$0].isInitial }) else { continue }
                mistakes.add(
                    Mistake(
                        origin: step.origin,
                        problem: Text(
                            fr: "\(chart.name) n'a pas d'étape initiale où le forcer",
                            en: "\(chart.name) has no initial step to be forced to")))
            }
        }
    }

    // MARK: - Transitions

    private mutating func step(_ name: String, in chart: Int, _ node: Node) -> Int? {
        let range = chartDrafts[chart].steps
        let names = range.map { stepDrafts[$0].name }
        if let index = scope.step(name), range.contains(index) { return index }
        let other = scope.step(name).map { chartDrafts[stepDrafts[$0].chart].name }
        let better = name.hasPrefix("X") ? String(name.dropFirst()) : name
        mistakes.add(
            node.mistake(
                Text(
                    fr: "pas d'étape « \(name) » dans \(chartDrafts[chart].name)",
                    en: "no step '\(name)' in \(chartDrafts[chart].name)")
                    + (other.map { Text(fr: ", elle est dans \($0)", en: ", it is in \($0)") } ?? Text("")),
                nearest: other != nil ? nil : names.contains(better) ? better : nearest(better, among: names)))
        return nil
    }

    private mutating func steps(_ node: Node, in chart: Int) -> [Int] {
        let items: [Node]
        if case .sequence(let list) = node.content { items = list } else { items = [node] }
        var result: [Int] = []
        for item in items {
            guard let name = mistakes.collect({ try item.string }), let index = step(name, in: chart, item) else { continue }
            if result.contains(index) {
                mistakes.add(item.mistake(Text(fr: "l'étape \(name) est citée deux fois", en: "the step \(name) is named twice")))
            } else {
                result.append(index)
            }
        }
        return result
    }

    mutating func readTransitions(_ chart: Int, firstIndex: Int) -> [Transition] {
        guard let node = chartDrafts[chart].mapping["transitions"],
            let items = mistakes.collect({ try node.sequence })
        else { return [] }
        var transitions: [Transition] = []
        for (number, item) in items.enumerated() {
            guard let mapping = item.mapping(keys: ["from", "to", "if", "do", "meaning"], collecting: &mistakes) else { continue }
            let from = mistakes.collect { try mapping.required("from") }.map { steps($0, in: chart) }
            let to = mistakes.collect { try mapping.required("to") }.map { steps($0, in: chart) }
            let condition = mistakes.collect { try mapping.required("if") }.flatMap { expression($0) }
            let stored = mapping["do"].map { statements($0) } ?? []
            let meaning = mapping["meaning"].flatMap { node in mistakes.collect { try node.text } }
            guard let from, let to, let condition else { continue }
            if from.isEmpty, to.isEmpty {
                mistakes.add(item.mistake(Text(fr: "cette transition ne relie rien", en: "this transition links nothing")))
            }
            transitions.append(
                Transition(
                    chart: chart, number: number + 1, from: from, to: to, condition: condition, statements: stored,
                    meaning: meaning, origin: item.origin))
        }
        return transitions
    }

    // MARK: - What a whole chart must be

    mutating func checkInitials(_ charts: [Chart], _ steps: [Step], _ transitions: [Transition]) {
        for (index, chart) in charts.enumerated() {
            // A step that was refused may have been the initial one.
            if steps[chart.steps].contains(where: \.isInitial) || !chartDrafts[index].isWhole { continue }
            if transitions[chart.transitions].contains(where: \.from.isEmpty) { continue }
            let isStarted = steps.contains { step in
                step.forcings.contains { forcing in
                    if case .steps = forcing.situation { forcing.chart == index } else { false }
                }
            }
            guard !isStarted else { continue }
            mistakes.add(
                Mistake(
                    origin: chartDrafts[index].mapping.origin,
                    problem: Text(fr: "\(chart.name) n'a pas d'étape initiale", en: "\(chart.name) has no initial step"),
                    expected: Text("initial: true")))
        }
    }

    /// Steps that no evolution and no order can ever make active.
    func unreachable(_ charts: [Chart], _ steps: [Step], _ transitions: [Transition]) -> [Mistake] {
        var isReached = steps.map(\.isInitial)
        var hasChanged = true
        while hasChanged {
            hasChanged = false
            func reach(_ index: Int) {
                guard !isReached[index] else { return }
                isReached[index] = true
                hasChanged = true
            }
            for transition in transitions where transition.from.allSatisfy({ isReached[$0] }) { transition.to.forEach(reach) }
            for index in steps.indices where isReached[index] {
                for forcing in steps[index].forcings {
                    if case .steps(let forced) = forcing.situation { forced.forEach(reach) }
                }
            }
        }
        return steps.indices.filter { !isReached[$0] }.map { index in
            Mistake(
                origin: steps[index].origin,
                problem: Text(
                    fr: "l'étape \(steps[index].name) de \(charts[steps[index].chart].name) ne peut jamais être active",
                    en: "the step \(steps[index].name) of \(charts[steps[index].chart].name) can never be active"))
        }
    }

    func idleOutputs() -> [Mistake] {
        scope.variables.indices.filter { scope.variables[$0].role == .output && writers[$0] == nil }.map { index in
            Mistake(
                origin: variableOrigins[index],
                problem: Text(
                    fr: "rien ne pilote la sortie « \(scope.variables[index].name) »",
                    en: "nothing drives the output '\(scope.variables[index].name)'"))
        }
    }
}
