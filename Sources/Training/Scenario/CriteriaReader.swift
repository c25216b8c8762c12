public import Notation

extension Criteria {
    static let keys = [
        "documents", "lost-function", "placements", "lockout", "emergency-stops", "equipment", "tools", "parts", "diagnosis",
        "further-diagnoses",
        "measurements", "controls", "repairs", "round", "operations", "requests", "report", "questions", "tests", "wastes",
        "advice", "duration", "hints",
    ]

    /// Reads the block `criteria:` of a scenario.
    ///
    /// - Throws: `Mistakes`, all of them.
    public static func decode(_ node: Node) throws -> Criteria {
        try Mistakes.gathered { mistakes in
            guard let block = node.mapping(keys: keys, collecting: &mistakes) else { throw mistakes }
            var read = Criteria()
            func take<Value>(_ key: String, _ body: (Node) throws -> Value) -> Value? {
                guard let node = block[key] else { return nil }
                return mistakes.collect { try body(node) }
            }
            func list<Value>(_ key: String, _ body: (Node) throws -> Value) -> [Value] {
                guard let items = take(key, { try $0.sequence }) else { return [] }
                return items.compactMap { item in mistakes.collect { try body(item) } }
            }
            read.documents = take("documents") { try $0.strings } ?? []
            read.lostFunction = take("lost-function") { try $0.wordGroups } ?? []
            read.placements = list("placements", placement)
            read.lockout = take("lockout", lockout)
            read.emergencyStops = take("emergency-stops") { try $0.strings } ?? []
            read.equipment = list("equipment", equipment)
            read.tools = take("tools") { try $0.strings } ?? []
            read.parts = take("parts") { try $0.strings } ?? []
            read.diagnosis = take("diagnosis", diagnosis)
            read.furtherDiagnoses = list("further-diagnoses", diagnosis)
            read.measurements = list("measurements", measurement)
            read.controls = list("controls", measurement)
            read.repairs = list("repairs", repair)
            read.round = list("round", roundPoint)
            read.operations = list("operations") { try $0.integer(in: 1...999) }
            read.requests = list("requests", formWords)
            read.report = take("report", formWords) ?? []
            read.questions = list("questions", question)
            read.tests = list("tests") { try $0.choice(of: TestKind.self) }
            read.wastes = take("wastes") { try $0.strings } ?? []
            read.advice = take("advice") { try $0.wordGroups } ?? []
            read.duration = take("duration") { try $0.duration(in: 1...1e6) }
            read.hints = list("hints", hint)
            return read
        }
    }

    private static func placement(_ node: Node) throws -> Placement {
        let block = try node.mapping(keys: ["block", "refs"])
        return Placement(try block.required("block").choice(of: ChainBlock.self), try block.required("refs").strings)
    }

    private static func lockout(_ node: Node) throws -> Lockout {
        let block = try node.mapping(keys: ["sources", "places", "bled", "blocked"])
        return Lockout(
            sources: try block.required("sources").strings, places: try block["places"]?.strings ?? [],
            bled: try block["bled"]?.strings ?? [], blocked: try block["blocked"]?.strings ?? [])
    }

    private static func equipment(_ node: Node) throws -> Equipment {
        let block = try node.mapping(keys: ["wear", "during"])
        return Equipment(
            try block.required("wear").strings, during: try block.required("during").choice(of: Equipment.During.self))
    }

    private static func diagnosis(_ node: Node) throws -> Diagnosis {
        let block = try node.mapping(keys: ["refs", "causes", "blocks", "proofs", "suspects"])
        return Diagnosis(
            refs: try block.required("refs").strings, causes: try block.required("causes").strings,
            blocks: try block["blocks"]?.sequence.map { try $0.choice(of: ChainBlock.self) } ?? [],
            proofs: try block["proofs"]?.sequence.map(measurement) ?? [], suspects: try block["suspects"]?.strings ?? [])
    }

    private static func measurement(_ node: Node) throws -> Measurement {
        let block = try node.mapping(keys: ["quantity", "points", "during", "live", "value", "tolerance", "verdict"])
        let quantity = try block.required("quantity").choice(of: Measurand.self)
        let points = try block.required("points").sequence.map { item in
            let names = try item.strings
            guard quantity.leads.contains(names.count) else {
                throw item.mistake(
                    Text(
                        fr: "\(names.count) point(s) pour \(quantity.rawValue)",
                        en: "\(names.count) point(s) for \(quantity.rawValue)"),
                    expected: Text(
                        fr: quantity.leads.upperBound == 1 ? "un seul point" : "deux points",
                        en: quantity.leads.upperBound == 1 ? "one point" : "two points"))
            }
            return names
        }
        return Measurement(
            quantity, points: points, during: try block["during"]?.string, live: try block["live"]?.boolean,
            value: try block["value"]?.quantity(quantity.kind),
            tolerance: try block["tolerance"]?.quantity(.ratio, in: 0...1) ?? 0.1,
            verdict: try block["verdict"]?.choice(of: Verdict.self))
    }

    private static func repair(_ node: Node) throws -> Repair {
        let block = try node.mapping(keys: ["act", "ref", "parameter", "at", "torque", "tension", "value", "tolerance"])
        return Repair(
            try block.required("act").choice(of: Repair.Act.self), try block.required("ref").string,
            parameter: try block["parameter"]?.string, at: try block["at"]?.strings ?? [],
            value: try block["torque"]?.quantity(.torque) ?? block["tension"]?.quantity(.force) ?? block["value"]?.number(),
            tolerance: try block["tolerance"]?.quantity(.ratio, in: 0...1) ?? 0.1)
    }

    private static func roundPoint(_ node: Node) throws -> RoundPoint {
        let block = try node.mapping(keys: ["point", "at", "quantity", "value", "tolerance", "running", "verdict"])
        let kind = try block.required("quantity").choice(of: Measurand.self).kind
        return RoundPoint(
            try block.required("point").string, at: try block["at"]?.strings ?? [], try block["value"]?.quantity(kind),
            kind: kind,
            tolerance: try block["tolerance"]?.quantity(.ratio, in: 0...1) ?? 0.05, running: try block["running"]?.boolean,
            verdict: try block.required("verdict").choice(of: Verdict.self))
    }

    private static func question(_ node: Node) throws -> Question {
        let block = try node.mapping(keys: ["number", "indicator", "words", "value", "quantity", "tolerance"])
        let right: Question.Right
        if let words = block["words"] {
            right = .words(try words.wordGroups)
        } else {
            let kind = try block.required("quantity").choice(of: Measurand.self).kind
            right = .value(
                Quantity(try block.required("value").quantity(kind), kind),
                tolerance: try block["tolerance"]?.quantity(.ratio, in: 0...1) ?? 0.05)
        }
        return Question(
            try block.required("number").integer(in: 1...99), indicator: try block.required("indicator").string, right)
    }

    private static func formWords(_ node: Node) throws -> [FormWords] {
        let names = FormField.allCases.map(\.rawValue)
        return try node.mapping(keys: names).entries.map { entry in
            FormWords(FormField(rawValue: entry.key)!, try entry.value.wordGroups)
        }
    }

    private static func hint(_ node: Node) throws -> Hint {
        let block = try node.mapping(keys: ["id", "competency"])
        return Hint(try block.required("id").string, competency: try block.required("competency").string)
    }
}

extension Node {
    /// `[X2:12, [desserr, loose]]`: each item a word, or a list of words of which one will do.
    fileprivate var wordGroups: Criteria.WordGroups {
        get throws {
            try sequence.map { item in
                if case .sequence = item.content { return try item.strings }
                return [try item.string]
            }
        }
    }
}
