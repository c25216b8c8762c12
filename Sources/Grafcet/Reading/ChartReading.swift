import Notation

extension ProgramReader {
    /// Macro-steps within the expansions of others: no one reads deeper.
    private static let deepestExpansion = 4

    /// Each chart is followed by the expansions of its macro-steps.
    mutating func readCharts(_ node: Node, _ expansions: Node?) {
        guard let mapping = node.mapping(keys: nil, collecting: &mistakes) else { return }
        let told = expansions?.mapping(keys: nil, collecting: &mistakes)?.entries ?? []
        if mapping.entries.isEmpty {
            mistakes.add(
                node.mistake(Text(fr: "aucun grafcet", en: "no chart"), expected: Text(fr: "au moins un", en: "at least one")))
        }
        for entry in mapping.entries { readChart(entry, told) }
        checkExpansions(told)
    }

    private mutating func readChart(_ entry: Node.Entry, _ expansions: [Node.Entry]) {
        guard let mapping = entry.value.mapping(keys: ["rank", "title", "retain", "steps", "transitions"], collecting: &mistakes)
        else { return }
        let rank = mistakes.collect { try mapping.required("rank").integer(in: 1...9) }
        let isRetained = mapping["retain"].flatMap { node in mistakes.collect { try node.boolean } }
        let index = chartDrafts.count
        draft(entry.key, mapping, rank: rank ?? 1, isRetained: isRetained ?? false, root: index, macroStep: nil)
        readExpansions(of: index, expansions, depth: 1)
    }

    private mutating func draft(
        _ name: String, _ mapping: Mapping, rank: Int, isRetained: Bool, root: Int, macroStep: Int?
    ) {
        let title = mapping["title"].flatMap { node in mistakes.collect { try node.text } }
        let first = stepDrafts.count
        var writtenSteps: Int?
        if let steps = mistakes.collect({ try mapping.required("steps").mapping() }) {
            for step in steps.entries { readStepHead(step, expanding: macroStep) }
            writtenSteps = steps.entries.count
        }
        chartDrafts.append(
            ChartDraft(
                name: name, rank: rank, title: title, isRetained: isRetained, mapping: mapping,
                steps: first..<stepDrafts.count, isWhole: writtenSteps == stepDrafts.count - first, root: root,
                macroStep: macroStep))
    }

    // MARK: - Macro-steps

    private mutating func readExpansions(of chart: Int, _ expansions: [Node.Entry], depth: Int) {
        let owner = chartDrafts[chart]
        for index in owner.steps where stepDrafts[index].kind == .macroStep {
            let macroStep = stepDrafts[index]
            guard let entry = expansions.first(where: { $0.key == macroStep.name }) else {
                mistakes.add(
                    Mistake(
                        origin: macroStep.origin,
                        problem: Text(
                            fr: "la macro-étape \(macroStep.name) n'a pas d'expansion",
                            en: "the macro-step \(macroStep.name) has no expansion"),
                        expected: Text("expansions: {\(macroStep.name): …}"),
                        nearest: nearest(macroStep.name, among: expansions.map(\.key))))
                continue
            }
            guard depth <= ProgramReader.deepestExpansion else {
                let most = ProgramReader.deepestExpansion
                mistakes.add(
                    Mistake(
                        origin: macroStep.origin,
                        problem: Text(
                            fr: "trop de macro-étapes les unes dans les autres", en: "too many macro-steps within one another"),
                        expected: Text(fr: "\(most) niveaux au plus", en: "\(most) levels at most")))
                continue
            }
            guard let mapping = entry.value.mapping(keys: ["title", "steps", "transitions"], collecting: &mistakes) else {
                continue
            }
            let own = chartDrafts.count
            draft(
                entry.key, mapping, rank: owner.rank, isRetained: owner.isRetained, root: owner.root, macroStep: index)
            checkEnds(own)
            readExpansions(of: own, expansions, depth: depth + 1)
        }
    }

    /// An expansion has its entry and its exit.
    private mutating func checkEnds(_ chart: Int) {
        let draft = chartDrafts[chart]
        guard draft.isWhole, let name = StepName(draft.name) else { return }
        let ends: [(StepName.Kind, Text)] = [
            (.entry, Text(fr: " d'étape d'entrée ", en: " entry step ")),
            (.exit, Text(fr: " d'étape de sortie ", en: " exit step ")),
        ]
        for (kind, text) in ends where !draft.steps.contains(where: { stepDrafts[$0].kind == kind }) {
            let end = name.with(kind).text
            mistakes.add(
                Mistake(
                    origin: draft.mapping.origin,
                    problem: Text(fr: "l'expansion de \(draft.name) n'a pas", en: "the expansion of \(draft.name) has no") + text
                        + end, expected: Text("steps: {\(end): …}")))
        }
    }

    private mutating func checkExpansions(_ expansions: [Node.Entry]) {
        for entry in expansions {
            if chartDrafts.contains(where: { $0.name == entry.key && $0.macroStep == nil }) {
                mistakes.add(
                    Mistake(
                        origin: entry.keyOrigin,
                        problem: Text(
                            fr: "un grafcet s'appelle déjà \(entry.key)", en: "a chart is called \(entry.key) already")))
            }
            // Those too deep have their own mistake, at their macro-step.
            guard !stepDrafts.contains(where: { $0.name == entry.key && $0.kind == .macroStep }) else { continue }
            mistakes.add(
                Mistake(
                    origin: entry.keyOrigin,
                    problem: Text(
                        fr: "aucun grafcet n'a de macro-étape « \(entry.key) »", en: "no chart has a macro-step '\(entry.key)'"),
                    nearest: nearest(entry.key, among: stepDrafts.filter { $0.kind == .macroStep }.map(\.name))))
        }
    }

    /// Its place around it, of a chart that is one and has both its ends.
    func expansion(_ chart: Int) -> Chart.Expansion? {
        guard let macroStep = chartDrafts[chart].macroStep, let name = StepName(chartDrafts[chart].name),
            let entry = scope.step(name.with(.entry).text), let exit = scope.step(name.with(.exit).text)
        else { return nil }
        return Chart.Expansion(macroStep: macroStep, entry: entry, exit: exit)
    }

    // MARK: - Steps

    /// A step's name, and all of it that has no expression.
    private mutating func readStepHead(_ entry: Node.Entry, expanding macroStep: Int?) {
        guard let name = StepName(entry.key) else {
            let better = entry.key.hasPrefix("X") ? String(entry.key.dropFirst()) : entry.key.uppercased()
            mistakes.add(
                Mistake(
                    origin: entry.keyOrigin,
                    problem: Text.quoted(entry.key) + Text(fr: " n'est pas un numéro d'étape", en: " is no step number"),
                    expected: Text(fr: "un numéro: 20", en: "a number: 20"),
                    nearest: StepName(better)?.text))
            return
        }
        let expanded = name.with(.macroStep).text
        if name.kind == .entry || name.kind == .exit, macroStep.map({ stepDrafts[$0].name }) != expanded {
            mistakes.add(
                Mistake(
                    origin: entry.keyOrigin,
                    problem: name.kind == .entry
                        ? Text(fr: "\(entry.key) est l'entrée de \(expanded)", en: "\(entry.key) is the entry of \(expanded)")
                        : Text(fr: "\(entry.key) est la sortie de \(expanded)", en: "\(entry.key) is the exit of \(expanded)"),
                    expected: Text("expansions: {\(expanded): …}")))
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
        if !entry.value.isEmpty, name.kind == .macroStep {
            meaning = readMacroStep(entry)
        } else if !entry.value.isEmpty,
            let mapping = entry.value.mapping(keys: ["initial", "meaning", "actions"], collecting: &mistakes)
        {
            isInitial = mapping["initial"].flatMap { node in mistakes.collect { try node.boolean } } ?? false
            meaning = mapping["meaning"].flatMap { node in mistakes.collect { try node.text } }
            actions = mapping["actions"]
        }
        scope.addStep(entry.key)
        stepDrafts.append(
            StepDraft(
                name: entry.key, kind: name.kind, chart: chartDrafts.count, isInitial: isInitial, meaning: meaning,
                actions: actions, origin: entry.keyOrigin))
    }

    /// A macro-step stands for its expansion, where all else is said.
    private mutating func readMacroStep(_ entry: Node.Entry) -> Text? {
        guard let mapping = entry.value.mapping(keys: ["initial", "meaning", "actions"], collecting: &mistakes) else {
            return nil
        }
        for other in mapping.entries where other.key == "initial" || other.key == "actions" {
            mistakes.add(
                Mistake(
                    origin: other.keyOrigin,
                    problem: other.key == "initial"
                        ? Text(fr: "une macro-étape n'est pas initiale", en: "a macro-step is not initial")
                        : Text(fr: "une macro-étape n'a pas d'actions", en: "a macro-step has no actions"),
                    expected: Text(
                        fr: "« \(other.key) » dans une étape de son expansion",
                        en: "'\(other.key)' in a step of its expansion")))
        }
        return mapping["meaning"].flatMap { node in mistakes.collect { try node.text } }
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
            forcings: forcings, expansion: chartDrafts.firstIndex { $0.macroStep == index }, activity: scope.activity(index),
            elapsed: scope.elapsed(index), origin: draft.origin)
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
        guard chartDrafts[target].macroStep == nil else {
            let root = chartDrafts[chartDrafts[target].root].name
            mistakes.add(
                node.mistake(
                    Text(
                        fr: "\(parts[0]) est une expansion dans \(root), qui est forcé avec elle",
                        en: "\(parts[0]) is an expansion in \(root), which is forced with it"),
                    expected: Text("F/\(root):\(parts[1])")))
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
        let steps = names.compactMap { forcedStep($0, in: target, node) }
        return steps.count == names.count ? Forcing(chart: target, situation: .steps(steps)) : nil
    }

    /// Of the chart or of the expansions in it.
    private mutating func forcedStep(_ name: String, in root: Int, _ node: Node) -> Int? {
        if let index = scope.step(name), chartDrafts[stepDrafts[index].chart].root == root {
            guard stepDrafts[index].kind == .macroStep else { return index }
            mistakes.add(
                node.mistake(
                    Text(
                        fr: "un ordre active les étapes d'une expansion, non la macro-étape \(name)",
                        en: "an order activates steps of an expansion, not the macro-step \(name)"),
                    nearest: StepName(name)?.with(.entry).text))
            return nil
        }
        return step(name, in: root, node)
    }

    /// The steps of a partial grafcet and of the expansions in it.
    private func allSteps(of root: Int) -> [Int] { stepDrafts.indices.filter { chartDrafts[stepDrafts[$0].chart].root == root } }

    /// An order to return to the initial situation needs one.
    mutating func checkForcings(_ steps: [Step]) {
        for step in steps {
            for forcing in step.forcings where forcing.situation == .initial {
                let chart = chartDrafts[forcing.chart]
                guard !allSteps(of: forcing.chart).contains(where: { stepDrafts[$0].isInitial }) else { continue }
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
            for step in from where stepDrafts[step].kind == .exit {
                let name = stepDrafts[step].name
                let macroStep = chartDrafts[chart].name
                mistakes.add(
                    item.mistake(
                        Text(
                            fr: "on ne quitte \(name) que par les transitions après \(macroStep)",
                            en: "\(name) is left by the transitions after \(macroStep) only")))
            }
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
            // Expansions are started with their partial grafcet.
            guard chartDrafts[index].macroStep == nil else { continue }
            // A step that was refused may have been the initial one.
            if chartDrafts.contains(where: { $0.root == index && !$0.isWhole }) { continue }
            if allSteps(of: index).contains(where: { steps[$0].isInitial }) { continue }
            if transitions.contains(where: { $0.from.isEmpty && charts[$0.chart].root == index }) { continue }
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
            for transition in transitions {
                let (before, after) = charts.ends(of: transition, steps)
                if before.allSatisfy({ isReached[$0] }) { after.forEach(reach) }
            }
            for index in steps.indices {
                guard let chart = steps[index].expansion else { continue }
                if charts[chart].steps.contains(where: { isReached[$0] }) { reach(index) }
            }
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
