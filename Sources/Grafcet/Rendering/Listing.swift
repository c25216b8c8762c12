public import Notation

extension Program {
    /// A chart as text, for the dossier and for a screen reader: steps with their actions, each followed by its transitions.
    /// - Parameter active: indices of active steps, marked with `*`.
    public func listing(of chart: Int, _ language: Language, active: [Int] = []) -> String {
        let own = charts[chart]
        let within = own.expansion.map { charts[steps[$0.macroStep].chart].name }
        let rank =
            within.map { Text(fr: "expansion, dans \($0)", en: "expansion, in \($0)") }
            ?? Text(fr: "rang \(own.rank)", en: "rank \(own.rank)")
        let kept = own.isRetained ? Text(fr: ", gardé à la coupure", en: ", kept when power is lost") : Text("")
        let title = own.title.map { " — \($0[language])" } ?? ""
        var lines = ["\(own.name)\(title) (\(rank[language])\(kept[language]))"]
        func list(_ index: Int) {
            let transition = transitions[index]
            let condition = Text.colon + transition.condition.text
            var line = "      (\(transition.number)) \(arrow(transition)[language])\(condition[language])"
            if !transition.statements.isEmpty {
                line += " / " + transition.statements.map { $0.text[language] }.joined(separator: "; ")
            }
            if let meaning = transition.meaning { line += "  — \(meaning[language])" }
            lines.append(line)
        }
        for index in own.transitions where transitions[index].from.isEmpty { list(index) }
        for index in own.steps {
            let step = steps[index]
            let mark = active.contains(index) ? "*" : " "
            let number =
                step.expansion != nil ? "[=\(step.name)=]" : step.isInitial ? "[[\(step.name)]]" : "[\(step.name)]"
            lines.append("\(mark) \(number)" + (step.meaning.map { " \($0[language])" } ?? ""))
            lines += step.actions.map { "      \($0.text[language])" }
            lines += step.forcings.map { "      \(order($0))" }
            // A transition after several steps is told once, after the first.
            for transition in own.transitions where transitions[transition].from.first == index { list(transition) }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// `F/GP:{INIT}`.
    func order(_ forcing: Forcing) -> String {
        let situation =
            switch forcing.situation {
            case .initial: "INIT"
            case .current: "*"
            case .empty: ""
            case .steps(let steps): steps.map { self.steps[$0].name }.joined(separator: ", ")
            }
        return "F/\(charts[forcing.chart].name):{\(situation)}"
    }
}
