public import Assessment
public import Dossiers
public import Notation

extension Score {
    /// A score for a terminal: units, competencies, indicators with their state in words, evidence and what was missing.
    public func lines(_ language: Language, _ style: TerminalStyle = TerminalStyle()) -> [String] {
        func say(_ fr: String, _ en: String) -> String { Text(fr: fr, en: en)[language] }
        var lines = wrappedText("\(scenario) · \(machine)" + (learner.map { " · \($0)" } ?? ""), style.width, indent: 2)
        if !isComplete {
            lines.append(
                say(
                    "Séance non terminée : ce qui n'est pas fait n'est pas manqué.",
                    "Session open: what is not done is not missed."))
        }
        for unit in units {
            lines.append("")
            let level = unit.level?.text[language] ?? say("non observé", "not observed")
            lines += wrappedText("\(unit.unit) \(unit.title[language])\(Text.colon[language])\(level)", style.width, indent: 4)
            for competency in unit.competencies { lines += told(competency, language, style) }
        }
        if !gates.isEmpty { lines += ["", say("Ce qui limite une unité :", "What caps a unit:")] }
        for gate in gates {
            let place =
                gate.evidence.isEmpty
                ? "" : " (\(say("lignes", "lines")) \(gate.evidence.map(String.init).joined(separator: ", ")))"
            lines += wrappedText("  ! \(gate.text[language])\(place)", style.width, indent: 4)
            lines += wrappedText("    \(gate.rule[language])", style.width, indent: 4)
        }
        for help in help {
            let to = help.competency ?? say("sans effet", "no effect")
            lines += wrappedText(
                "  \(say("aide", "help")) \(help.hint)\(Text.colon[language])\(to) −\(Int((help.price * 100).rounded())) %",
                style.width,
                indent: 4)
        }
        lines += [""]
        lines += wrappedText(
            say(
                "Aide à l'entraînement et au positionnement, pas une note officielle.",
                "An aid to training and positioning, no official mark."), style.width)
        return lines
    }

    private func told(_ competency: Competency, _ language: Language, _ style: TerminalStyle) -> [String] {
        func say(_ fr: String, _ en: String) -> String { Text(fr: fr, en: en)[language] }
        let level = competency.level?.text[language] ?? say("non observé", "not observed")
        let share = competency.share.map { " (\(Int(($0 * 100).rounded())) %)" } ?? ""
        var lines = wrappedText(
            "  \(competency.code) \(competency.title[language])\(Text.colon[language])\(level)\(share)", style.width, indent: 6)
        for indicator in competency.indicators {
            let mark = style.isPlain ? "-" : indicator.state.mark
            let evidence =
                indicator.evidence.isEmpty
                ? "" : " [\(say("lignes", "lines")) \(indicator.evidence.map(String.init).joined(separator: ", "))]"
            lines += wrappedText(
                "    \(mark) \(indicator.id) \(indicator.state.text[language]) · \(indicator.text[language])\(evidence)",
                style.width,
                indent: 8)
            if let missing = indicator.advice {
                lines += wrappedText("        \(say("il manquait :", "missing:")) \(missing[language])", style.width, indent: 8)
            }
        }
        return lines
    }
}

extension Debrief {
    /// A debrief for a terminal: the acts, the reference path beside what was done, the advice.
    public func lines(_ language: Language, _ style: TerminalStyle = TerminalStyle()) -> [String] {
        func say(_ fr: String, _ en: String) -> String { Text(fr: fr, en: en)[language] }
        let hasSuspects = acts.contains { $0.suspects != nil } || reference.contains { $0.suspects != nil }
        let suspects = say("suspects", "suspects")
        var table = TextTable(
            [say("ligne", "line"), say("toi", "you"), say("valeur", "worth")] + (hasSuspects ? [suspects] : []))
        for act in acts {
            table.add(
                [String(act.line), act.text[language], act.kind.text[language]]
                    + (hasSuspects ? [act.suspects.map(String.init) ?? "–"] : []))
        }
        var path = TextTable([say("fait", "done"), say("référence", "reference")] + (hasSuspects ? [suspects] : []))
        for step in reference {
            path.add(
                [step.done ? say("oui", "yes") : say("non", "no"), step.text[language]]
                    + (hasSuspects ? [step.suspects.map(String.init) ?? "–"] : []))
        }
        var lines = table.lines(style) + [""] + path.lines(style) + [""]
        for sentence in advice { lines += wrappedText(sentence[language], style.width, indent: 2) }
        lines += wrappedText(note[language], style.width)
        return lines
    }
}
