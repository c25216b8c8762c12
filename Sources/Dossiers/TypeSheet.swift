public import Components
public import Notation

extension AnyComponentType {
    /// What banc knows of a kind of component: law, terminals, parameters, failures, quantities, acts. For a terminal.
    public func sheet(_ language: Language, _ style: TerminalStyle = TerminalStyle()) -> [String] {
        var lines = ["\(name) · \(text[language]) · \(domain.text[language])", ""]
        lines += wrappedText(Text(fr: "Loi : ", en: "Law: ")[language] + law[language], style.width, indent: 2)
        let values = parameters()
        let ends = terminals(values)
        if !ends.isEmpty {
            lines += ["", Text(fr: "Bornes et orifices", en: "Terminals and ports")[language]]
            var table = TextTable([
                Text(fr: "nom", en: "name")[language], Text(fr: "technique", en: "domain")[language],
                Text(fr: "sens", en: "meaning")[language],
            ])
            for end in ends { table.add([end.name, end.domain.text[language], end.text?[language] ?? ""]) }
            lines += table.lines(style)
        }
        if !parameters.isEmpty {
            lines += ["", Text(fr: "Paramètres", en: "Parameters")[language]] + parameterLines(language, style)
        }
        if !failures.isEmpty {
            lines += ["", Text(fr: "Défaillances", en: "Failure modes")[language]]
            var table = TextTable([
                Text(fr: "nom", en: "name")[language], Text(fr: "sens", en: "meaning")[language],
                Text(fr: "remèdes", en: "remedies")[language],
            ])
            for failure in failures {
                let item = failure.hasItem ? Text(fr: " (un élément)", en: " (one item)")[language] : ""
                table.add([
                    failure.name, failure.text[language] + item,
                    failure.remedies.map { $0.text[language] }.joined(separator: ", "),
                ])
            }
            lines += table.lines(style)
        }
        let quantities = signals(values)
        if !quantities.isEmpty {
            lines += ["", Text(fr: "Grandeurs (REPÈRE.nom)", en: "Quantities (REF.name)")[language]]
            var table = TextTable([
                Text(fr: "nom", en: "name")[language], Text(fr: "unité", en: "unit")[language],
                Text(fr: "sens", en: "meaning")[language],
            ])
            for signal in quantities {
                let way = signal.isInput ? Text(fr: " (se règle de l'extérieur)", en: " (set from outside)")[language] : ""
                table.add([signal.name, signal.kind.siUnit, signal.text[language] + way])
            }
            lines += table.lines(style)
        }
        lines += toldLines(values, language, style)
        let acts = controls(values)
        if !acts.isEmpty {
            lines += ["", Text(fr: "À la main", en: "By hand")[language]]
            for act in acts {
                let positions = act.positions.map { $0[language] }.joined(separator: " · ")
                let manner =
                    act.manner == .momentary
                    ? Text(fr: "revient seul", en: "returns by itself") : Text(fr: "reste en place", en: "stays where it is put")
                lines += wrappedText("  \(act.signal) : \(positions) (\(manner[language]))", style.width, indent: 4)
            }
        }
        return lines
    }

    private func toldLines(_ values: AnyParameters, _ language: Language, _ style: TerminalStyle) -> [String] {
        let quantities = told(values)
        guard !quantities.isEmpty else { return [] }
        let heading = Text(
            fr: "Ce qu'un appareil réel peut lui dire à la place (--bind REPÈRE.nom)",
            en: "What a real device can tell it instead (--bind REF.name)")
        var table = TextTable([
            Text(fr: "nom", en: "name")[language], Text(fr: "unité", en: "unit")[language],
            Text(fr: "sens", en: "meaning")[language],
        ])
        for signal in quantities { table.add([signal.name, signal.kind.siUnit, signal.text[language]]) }
        return ["", heading[language]] + table.lines(style)
    }

    private func parameterLines(_ language: Language, _ style: TerminalStyle) -> [String] {
        var table = TextTable([
            Text(fr: "clé", en: "key")[language], Text(fr: "défaut", en: "default")[language],
            Text(fr: "bornes", en: "bounds")[language],
            Text(fr: "sens et source", en: "meaning and source")[language],
        ])
        let values = parameters()
        for parameter in parameters {
            let value =
                parameter.isRequired
                ? Text(fr: "à donner", en: "required")[language] : told(parameter, value(of: parameter.key, in: values), language)
            var meaning = parameter.text[language]
            if parameter.isAdjustable { meaning += Text(fr: " (réglable)", en: " (adjustable)")[language] }
            if !parameter.source.isEmpty { meaning += " [\(parameter.source)]" }
            table.add([parameter.key, value, bounds(parameter.form, language), meaning])
        }
        return table.lines(style)
    }

    private func told(_ parameter: ParameterDescription, _ value: ParameterValue?, _ language: Language) -> String {
        switch (parameter.form, value) {
        case (.quantity(let kind, _), .number(let number)?): Quantity(number, kind).formatted(language, digits: 3)
        case (.choice(let words), .count(let index)?): words.indices.contains(index) ? words[index] : ""
        case (_, .count(let count)?): String(count)
        case (_, .flag(let flag)?): flag ? Text(fr: "oui", en: "yes")[language] : Text(fr: "non", en: "no")[language]
        case (_, .words(let words)?): words.joined(separator: ", ")
        case (_, .link(let reference)?): reference.isEmpty ? "—" : reference
        case (_, .number(let number)?): number.formatted(language, digits: 3)
        case (_, nil): ""
        }
    }

    private func bounds(_ form: ParameterDescription.Form, _ language: Language) -> String {
        switch form {
        case .quantity(let kind, let range):
            "\(Quantity(range.lowerBound, kind).formatted(language, digits: 2)) … \(Quantity(range.upperBound, kind).formatted(language, digits: 2))"
        case .count(let range): "\(range.lowerBound) … \(range.upperBound)"
        case .choice(let words): words.joined(separator: ", ")
        case .flag: Text(fr: "oui, non", en: "yes, no")[language]
        case .words: Text(fr: "liste de mots", en: "list of words")[language]
        case .link: Text(fr: "repère", en: "reference")[language]
        }
    }
}

extension Remedy {
    public var text: Text {
        switch self {
        case .replace: Text(fr: "remplacer", en: "replace")
        case .clean: Text(fr: "nettoyer", en: "clean")
        case .tighten: Text(fr: "serrer", en: "tighten")
        case .adjust: Text(fr: "régler", en: "adjust")
        case .tension: Text(fr: "tendre", en: "tension")
        case .grease: Text(fr: "graisser", en: "grease")
        case .reconnect: Text(fr: "rebrancher", en: "reconnect")
        case .free: Text(fr: "débloquer", en: "free")
        case .reset: Text(fr: "réarmer", en: "reset")
        }
    }
}
