public import Notation

extension Framework {
    /// Reads `competencies/mspc.yaml`.
    ///
    /// - Throws: `Mistakes`, all of them: an indicator without evidence, an event, a field or a predicate that does not exist…
    public static func decode(_ node: Node) throws -> Framework {
        try Mistakes.gathered { mistakes in
            mistakes.collect { try node.format(1) }
            let keys = ["revision", "title", "source", "levels", "units", "habits"]
            guard let file = node.mapping(keys: keys, collecting: &mistakes) else { throw mistakes }
            var reader = FrameworkReader()
            let revision = mistakes.collect { try file.required("revision").string }
            let title = mistakes.collect { try file.required("title").text }
            let source = mistakes.collect { try file.required("source").text }
            let levels = mistakes.collect { try reader.levels(try file.required("levels")) }
            let units = mistakes.collect { try reader.units(try file.required("units")) }
            let habits = mistakes.collect { try reader.habits(file["habits"], among: units ?? []) }
            mistakes.all += reader.mistakes.all
            guard let revision, let title, let source, let levels, let units, let habits else { throw mistakes }
            return Framework(revision: revision, title: title, source: source, levels: levels, units: units, habits: habits)
        }
    }
}

private struct FrameworkReader {
    private let predicates = EvidenceReader()
    private(set) var mistakes = Mistakes()
    private var seen: [String: Int] = [:]

    func levels(_ node: Node) throws -> Framework.Levels {
        let block = try node.mapping(keys: ["in-progress", "acquired", "safety-cap"])
        let read = Framework.Levels(
            inProgress: try block.required("in-progress").quantity(.ratio, in: 0...1),
            acquired: try block.required("acquired").quantity(.ratio, in: 0...1),
            safetyCap: try block.required("safety-cap").quantity(.ratio, in: 0...1))
        guard read.inProgress < read.acquired else {
            throw node.mistake(
                Text(
                    fr: "« in-progress » doit commencer avant « acquired »",
                    en: "'in-progress' must begin before 'acquired'"))
        }
        return read
    }

    func habits(_ node: Node?, among units: [Framework.Unit]) throws -> [Framework.Habit] {
        let known = units.flatMap(\.competencies).flatMap(\.indicators).map(\.id)
        return try (node?.sequence ?? []).map { item in
            let block = try item.mapping(keys: ["indicators", "text"])
            let indicators = try block.required("indicators").sequence.map { node in
                let id = try node.string
                guard known.contains(id) else { throw node.unknown(Text(fr: "indicateur", en: "indicator"), among: known) }
                return id
            }
            return Framework.Habit(indicators: indicators, text: try block.required("text").text)
        }
    }

    mutating func units(_ node: Node) throws -> [Framework.Unit] {
        try Self.some(node).map { entry in
            Framework.Unit(code: entry.key, title: text(entry.value, also: ["competencies"]), competencies: competencies(entry))
        }
    }

    private mutating func competencies(_ unit: Node.Entry) -> [Framework.Competency] {
        entries(unit.value, "competencies").map { entry in
            if let line = seen[entry.key] {
                mistakes.add(
                    Mistake(
                        origin: entry.keyOrigin,
                        problem: Text(
                            fr: "« \(entry.key) » déjà donnée ligne \(line)", en: "'\(entry.key)' already given at line \(line)"))
                )
            }
            seen[entry.key] = entry.keyOrigin.line
            return Framework.Competency(
                code: entry.key, title: text(entry.value, also: ["indicators"]), indicators: indicators(entry))
        }
    }

    private mutating func indicators(_ competency: Node.Entry) -> [Framework.Indicator] {
        let entries = entries(competency.value, "indicators")
        return entries.compactMap { entry in
            let predicates = self.predicates
            return mistakes.collect {
                try Mistakes.gathered { mistakes in
                    let block = try entry.value.mapping(keys: ["text", "weight", "gate", "evidence"])
                    let text = mistakes.collect { try block.required("text").text }
                    let weight = mistakes.collect { try block["weight"]?.number(in: 0.1...10) ?? 1 }
                    let gate = mistakes.collect { try block["gate"]?.choice(of: Framework.Indicator.Gate.self) ?? .none }
                    let evidence = mistakes.collect {
                        guard let node = block["evidence"] else {
                            throw Mistake(
                                origin: entry.keyOrigin,
                                problem: Text(
                                    fr: "l'indicateur \(competency.key).\(entry.key) n'a pas de preuve",
                                    en: "indicator \(competency.key).\(entry.key) has no evidence"),
                                expected: Text(
                                    fr: "evidence: une liste de prédicats, ou [trainer]",
                                    en: "evidence: a list of predicates, or [trainer]"))
                        }
                        return try predicates.list(node)
                    }
                    guard let text, let weight, let gate, let evidence else { throw mistakes }
                    return Framework.Indicator(
                        id: "\(competency.key).\(entry.key)", text: text, weight: weight, gate: gate, evidence: evidence)
                }
            }
        }
    }

    /// The title of a block that has one other key, which is read apart.
    private mutating func text(_ node: Node, also others: [String]) -> Text {
        mistakes.collect { try node.mapping(keys: ["title"] + others).required("title").text } ?? Text("")
    }

    private mutating func entries(_ node: Node, _ key: String) -> [Node.Entry] {
        // An unknown key beside it was told with the title.
        guard let block = mistakes.collect({ try node.mapping() }) else { return [] }
        return mistakes.collect { try Self.some(try block.required(key)) } ?? []
    }

    private static func some(_ node: Node) throws -> [Node.Entry] {
        let entries = try node.mapping().entries
        guard !entries.isEmpty else {
            throw node.mistake(Text(fr: "rien n'est donné ici", en: "nothing is given here"))
        }
        return entries
    }
}
