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
            var table = TextTable(
                [
                    Text(fr: "nom", en: "name")[language], Text(fr: "technique", en: "domain")[language],
                    Text(fr: "sens", en: "meaning")[language],
                ], keepsNames: true)
            for end in ends { table.add([end.name, end.domain.text[language], end.text?[language] ?? ""]) }
            lines += table.lines(style)
        }
        if !parameters.isEmpty {
            lines += ["", Text(fr: "Paramètres", en: "Parameters")[language]] + parameterLines(language, style)
        }
        if !failures.isEmpty {
            lines += ["", Text(fr: "Défaillances", en: "Failure modes")[language]]
            var table = TextTable(
                [
                    Text(fr: "nom", en: "name")[language], Text(fr: "sens", en: "meaning")[language],
                    Text(fr: "remèdes", en: "remedies")[language],
                ], keepsNames: true)
            for failure in failures {
                let item = failure.hasItem ? Text(fr: " (un élément)", en: " (one item)")[language] : ""
                table.add([
                    failure.name, failure.text[language] + item,
                    failure.remedies.map { $0.text[language] }.joined(separator: ", "),
                ])
            }
            lines += table.lines(style)
        }
        // As in a machine, where an oil is told.
        let laws = wear(parameters(parameters.filter { $0.form == .link }.map { ($0.key, .link("X")) }))
        if !laws.isEmpty {
            lines += [
                "", Text(fr: "Usure (vie que neuf sur dix atteignent)", en: "Wear (life that nine of ten reach)")[language],
            ]
            for law in laws {
                let told = Text(law.failure) + .colon + law.told(signals(values))
                lines += wrappedText(told[language], style.width, indent: 4)
            }
        }
        let quantities = signals(values)
        if !quantities.isEmpty {
            lines += ["", Text(fr: "Grandeurs (REPÈRE.nom)", en: "Quantities (REF.name)")[language]]
            var table = TextTable(
                [
                    Text(fr: "nom", en: "name")[language], Text(fr: "unité", en: "unit")[language],
                    Text(fr: "sens", en: "meaning")[language],
                ], keepsNames: true)
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
                let signal = (Text("  " + act.signal) + .colon)[language]
                lines += wrappedText("\(signal)\(positions) (\(manner[language]))", style.width, indent: 4)
            }
        }
        lines += ["", Text(fr: "Dans un fichier (banc simulate)", en: "In a file (banc simulate)")[language]]
        lines += fileLines(ends, language)
        return lines
    }

    /// As an author writes one: what must be given, and in which section each kind of terminal is joined.
    private func fileLines(_ ends: [Terminal], _ language: Language) -> [String] {
        let given = parameters.filter(\.isRequired).map { parameter in
            let value =
                switch parameter.form {
                case .quantity(let kind, let range): Quantity(min(max(1, range.lowerBound), range.upperBound), kind).written
                case .count(let range): String(range.lowerBound)
                case .choice(let words): words.first ?? ""
                case .flag: "true"
                case .words: "[…]"
                case .link: Text(fr: "REPÈRE", en: "REFERENCE")[language]
                }
            return ", \(parameter.key): \(value)"
        }
        var lines = ["  components:", "    X1: {type: \(name)\(given.joined())}"]
        let sections: [(key: String, name: String, domains: [Domain], more: String)] = [
            ("wires", "\"1\"", [.electrical], ""),
            ("hoses", "H1", [.pneumatic, .hydraulic], ", length: 1 m, bore: 6 mm"),
            ("shafts", "S1", [.rotation, .translation, .thermal], ""),
        ]
        for section in sections {
            guard let end = ends.first(where: { section.domains.contains($0.domain) }) else { continue }
            lines += ["  \(section.key):", "    \(section.name): {from: \"X1:\(end.name)\", to: …\(section.more)}"]
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
        var table = TextTable(
            [
                Text(fr: "clé", en: "key")[language], Text(fr: "défaut", en: "default")[language],
                Text(fr: "bornes", en: "bounds")[language],
                Text(fr: "sens et source", en: "meaning and source")[language],
            ], keepsNames: true)
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

extension WearLaw {
    /// The life, what is counted of it, what makes it shorter, and where the figures come from.
    fileprivate func told(_ signals: [Signal]) -> Text {
        let counted: Text =
            switch duty {
            case .always: Text(fr: "\(hours) h, en marche ou non", en: "\(hours) h, running or not")
            case .time(let signal, _): Text(fr: "\(hours) h où \(signal) agit", en: "\(hours) h in which \(signal) acts")
            case .rises(let signal): Text(fr: "\(rounded(life)) fois \(signal)", en: "\(rounded(life)) times \(signal)")
            case .path(let signal): path(signal, signals.first { $0.name == signal }?.kind)
            case .work(let first, let second):
                Text("∫|\(first)·\(second)|·dt = \(rounded(life)) J")
            }
        return influences.reduce(counted) { $0 + ", " + $1.told }
            + (growth == 1 ? "" : " ; D^\(growth.formatted(.en, digits: 2))")
            + " [\(source)]"
    }

    private var hours: String { rounded(life / 3_600) }

    /// What a speed, a flow or a power adds up to.
    private func path(_ signal: String, _ kind: Quantity.Kind?) -> Text {
        switch kind {
        case .angularSpeed:
            Text(fr: "\(rounded(life / (2 * .pi))) tours (\(signal))", en: "\(rounded(life / (2 * .pi))) turns (\(signal))")
        case .speed: Text("\(rounded(life)) m (\(signal))")
        case .massFlow: Text("\(rounded(life)) kg (\(signal))")
        case .volumeFlow: Text("\(rounded(life)) m³ (\(signal))")
        case .power: Text("\(rounded(life)) J (\(signal))")
        default: Text("∫|\(signal)|·dt = \(rounded(life)) \(kind?.siUnit ?? "")·s")
        }
    }

    /// Two digits are all that a life deserves.
    private func rounded(_ value: Double) -> String {
        guard value >= 1e5 else { return value.formatted(.en, digits: 2) }
        var (digits, exponent) = (value, 0)
        while digits >= 9.95 { (digits, exponent) = (digits / 10, exponent + 1) }
        return "\(digits.formatted(.en, digits: 2))e\(exponent)"
    }
}

extension Influence {
    fileprivate var told: Text {
        switch self {
        case .load(let signal, let rated, let exponent):
            Text("× (\(signal)/\(rated.formatted(.en, digits: 3)))^\(exponent.formatted(.en, digits: 2))")
        case .heat(let signal, let reference, let doubling):
            Text(
                fr: "× 2 par \(doubling.formatted(.fr, digits: 3)) K de \(signal) au-dessus de "
                    + Quantity(reference, .temperature).formatted(.fr, digits: 3),
                en: "× 2 for each \(doubling.formatted(.en, digits: 3)) K of \(signal) above "
                    + Quantity(reference, .temperature).formatted(.en, digits: 3))
        case .dirt(_, let reference, let doubling):
            Text(
                fr: "× 2 par \(doubling.formatted(.fr, digits: 2)) codes ISO 4406 (≥ 6 µm) au-dessus de \(Int(reference))",
                en: "× 2 for each \(doubling.formatted(.en, digits: 2)) codes of ISO 4406 (≥ 6 µm) above \(Int(reference))")
        case .surcharge(let signal, let unit): Text("× (1 + \(signal)/\(unit.formatted(.en, digits: 3)))")
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
