import Notation
import Training

/// Reads evidence as a framework's file has it: `question`, or one key and what it takes.
struct EvidenceReader {
    private static let names = Evidence.Kind.allCases.map(\.rawValue)

    func predicate(_ node: Node) throws -> Evidence {
        if case .scalar = node.content { return try predicate(try kind(node), node, nil) }
        let block = try node.mapping()
        guard let entry = block.entries.first, block.entries.count == 1 else {
            throw node.mistake(
                Text(fr: "\(block.entries.count) clés ici", en: "\(block.entries.count) keys here"),
                expected: Text(fr: "un prédicat par élément de la liste", en: "one predicate an item of the list"))
        }
        let name = Node(origin: entry.keyOrigin, content: .scalar(entry.key, quoted: false))
        return try predicate(try kind(name), name, entry.value)
    }

    func list(_ node: Node) throws -> [Evidence] {
        var mistakes = Mistakes()
        let items = try node.sequence
        let predicates = items.compactMap { item in mistakes.collect { try predicate(item) } }
        try mistakes.check()
        guard !predicates.isEmpty else {
            throw node.mistake(
                Text(
                    fr: "aucune preuve : un indicateur doit pouvoir être prouvé", en: "no evidence: an indicator must be provable"
                ),
                expected: Text(fr: "au moins un prédicat", en: "at least one predicate"))
        }
        return predicates
    }

    private func kind(_ node: Node) throws -> Evidence.Kind {
        let name = try node.string
        guard let kind = Evidence.Kind(rawValue: name) else {
            throw node.unknown(Text(fr: "prédicat", en: "predicate"), among: Self.names)
        }
        return kind
    }

    private func predicate(_ kind: Evidence.Kind, _ name: Node, _ value: Node?) throws -> Evidence {
        func block(_ keys: [String]) throws -> Mapping {
            guard let value else {
                throw name.mistake(
                    Text(fr: "« \(kind.rawValue) » ne dit rien de plus", en: "'\(kind.rawValue)' says nothing more"),
                    expected: Text(keys.map { "\($0): …" }.joined(separator: ", ")))
            }
            return try value.mapping(keys: keys)
        }
        func moment(_ block: Mapping, _ key: String = "before") throws -> Pattern.Moment {
            try block.required(key).choice(of: Pattern.Moment.self)
        }
        func bare(_ predicate: Evidence) throws -> Evidence {
            if let value {
                throw value.mistake(
                    Text(fr: "« \(kind.rawValue) » ne prend rien", en: "'\(kind.rawValue)' takes nothing"),
                    expected: Text("- \(kind.rawValue)"))
            }
            return predicate
        }
        func some<Choice: CaseIterable & RawRepresentable>(_ block: Mapping, _ key: String) throws -> [Choice]
        where Choice.RawValue == String {
            try block.required(key).sequence.map { try $0.choice(of: Choice.self) }
        }
        switch kind {
        case .happened:
            let block = try block(["event", "moment", "where", "count", "advice"])
            return .happened(
                try pattern(block), count: try block["count"]?.integer(in: 1...100) ?? 1,
                advice: try block.required("advice").text)
        case .before:
            let block = try block(["first", "then", "advice"])
            return .before(
                first: try pattern(block.required("first")), then: try pattern(block.required("then")),
                advice: try block.required("advice").text)
        case .inOrder:
            let block = try block(["of", "advice"])
            let items = try block.required("of")
            let patterns = try items.sequence.map(pattern)
            guard patterns.count > 1 else {
                throw items.mistake(
                    Text(fr: "un ordre se lit entre deux choses", en: "an order lies between two things"),
                    expected: Text(fr: "au moins deux motifs", en: "at least two patterns"))
            }
            return .inOrder(patterns, advice: try block.required("advice").text)
        case .never:
            let block = try block(["event", "moment", "where", "dangers", "given", "advice"])
            let given = try block["given"].map(pattern) ?? Pattern(.physical)
            if let dangers = block["dangers"] {
                let names = try dangers.sequence.map { try $0.choice(of: Danger.self).rawValue }
                return .never(
                    Pattern([.dangerousAct], where: [Pattern.Condition(field: "danger", values: names)]), given: given,
                    advice: try block.required("advice").text)
            }
            return .never(try pattern(block), given: given, advice: try block.required("advice").text)
        case .all: return .all(try list(value ?? name))
        case .any: return .any(try list(value ?? name))
        case .documents: return .documents(before: try moment(try block(["before"])))
        case .lostFunction: return .lostFunction(before: try moment(try block(["before"])))
        case .contacts: return .contacts(try some(try block(["at"]), "at"))
        case .lockout: return .lockout(try some(try block(["steps"]), "steps"))
        case .sceneReady:
            let block = try block(["of", "before"])
            return .sceneReady(try some(block, "of"), before: try moment(block))
        case .equipmentWorn: return .equipmentWorn(try some(try block(["during"]), "during"))
        case .noRepeats: return .noRepeats(most: try block(["most"]).required("most").quantity(.ratio, in: 0...1))
        case .round: return .round(try block(["of"]).required("of").choice(of: Evidence.RoundPart.self))
        case .hypotheses:
            let block = try block(["least", "before"])
            return .hypotheses(least: try block.required("least").integer(in: 1...20), before: try moment(block))
        case .ranking: return .ranking(among: try block(["among"]).required("among").integer(in: 1...20))
        case .chainFound: return .chainFound(before: try moment(try block(["before"])))
        case .diagnosis:
            let block = try block(["of", "before"])
            return .diagnosis(try block.required("of").choice(of: Evidence.DiagnosisPart.self), before: try moment(block))
        case .repaired: return .repaired(try block(["of"]).required("of").choice(of: Evidence.RepairPart.self))
        case .reportComplete:
            let block = try block(["form", "fields"])
            return .reportComplete(try block.required("form").choice(of: FormKind.self), try some(block, "fields"))
        case .reportDistinct: return .reportDistinct(try some(try block(["fields"]), "fields"))
        case .wordsAvoided: return .wordsAvoided(try block(["words"]).required("words").strings)
        case .valuesWithUnits: return .valuesWithUnits(try block(["field"]).required("field").choice(of: FormField.self))
        case .question: return try bare(.question)
        case .trainer: return try bare(.trainer)
        case .placements: return try bare(.placements)
        case .toolsChosen: return try bare(.toolsChosen)
        case .partsRight: return try bare(.partsRight)
        case .normalStop: return try bare(.normalStop)
        case .advice: return try bare(.advice)
        case .sourcesListed: return try bare(.sourcesListed)
        case .voltageVerification: return try bare(.voltageVerification)
        case .stopRule: return try bare(.stopRule)
        case .locksRemoved: return try bare(.locksRemoved)
        case .wastesSorted: return try bare(.wastesSorted)
        case .measured: return try bare(.measured)
        case .controls: return try bare(.controls)
        case .gain: return try bare(.gain)
        case .expectedFirst: return try bare(.expectedFirst)
        case .verdictsRight: return try bare(.verdictsRight)
        case .taggedFirst: return try bare(.taggedFirst)
        case .asDrawn: return try bare(.asDrawn)
        case .operationsInOrder: return try bare(.operationsInOrder)
        case .testsInOrder: return try bare(.testsInOrder)
        case .withinTime: return try bare(.withinTime)
        case .reportNames: return try bare(.reportNames)
        case .reportTrue: return try bare(.reportTrue)
        case .reportTimes: return try bare(.reportTimes)
        case .requestsFiled: return try bare(.requestsFiled)
        }
    }

    /// `{event: measured, where: {…}}`, `{moment: work}`, or a moment's name alone.
    private func pattern(_ node: Node) throws -> Pattern {
        if case .scalar = node.content { return Pattern(try node.choice(of: Pattern.Moment.self)) }
        return try pattern(try node.mapping(keys: ["event", "moment", "where"]))
    }

    private func pattern(_ block: Mapping) throws -> Pattern {
        if let moment = block["moment"] { return Pattern(try moment.choice(of: Pattern.Moment.self)) }
        let named = try block.required("event")
        var names = [named]
        if case .sequence(let items) = named.content { names = items }
        let kinds = try names.map { node in
            let name = try node.string
            guard let kind = Event.Kind(rawValue: name) else {
                throw node.unknown(Text(fr: "événement", en: "event"), among: Event.Kind.allCases.map(\.rawValue))
            }
            return kind
        }
        let conditions = try block["where"]?.mapping().entries.map { try condition($0, of: kinds) } ?? []
        return Pattern(kinds, where: conditions)
    }

    private func condition(_ entry: Node.Entry, of kinds: [Event.Kind]) throws -> Pattern.Condition {
        let known = kinds[0].fields.filter { field in kinds.allSatisfy { $0.fields.contains { $0.name == field.name } } }
        guard let field = known.first(where: { $0.name == entry.key }) else {
            let name = Node(origin: entry.keyOrigin, content: .scalar(entry.key, quoted: false))
            let mistake = name.unknown(
                Text(
                    fr: "champ de \(kinds.map(\.rawValue).joined(separator: ", "))",
                    en: "field of \(kinds.map(\.rawValue).joined(separator: ", "))"), among: known.map(\.name))
            throw Mistake(
                origin: mistake.origin, problem: mistake.problem,
                expected: known.isEmpty ? nil : Text(known.map(\.name).joined(separator: ", ")), nearest: mistake.nearest)
        }
        var nodes = [entry.value]
        if case .sequence(let items) = entry.value.content { nodes = items }
        let values = try nodes.map { node in
            switch field.form {
            case .text: try node.string
            case .number: try written(node.number())
            case .flag: try node.boolean ? "true" : "false"
            case .word(let words): try node.choice(words)
            }
        }
        return Pattern.Condition(field: entry.key, values: values)
    }

    private func written(_ number: Double) -> String {
        number == number.rounded() && abs(number) < 1e15 ? "\(Int(number))" : "\(number)"
    }
}
