import Components
import Machines
public import Notation
public import Simulation

extension Scenario {
    static let keys = [
        "title", "situation", "family", "mode", "order", "start", "age", "faults", "accepted-ambiguities", "kit", "gain",
        "trainee",
        "authorisations", "tools", "equipment",
        "people", "topics", "hints", "questions", "paper", "documents", "report", "remedies", "lockout", "tests", "production",
        "gamme", "trends", "decision", "expect", "scored", "criteria", "dangers", "duration",
    ]

    /// Reads `scenario.yaml` of an exercise.
    ///
    /// - Parameters:
    ///   - name: `machine/exercise`.
    ///   - records: of devices, that `trends` may cite by their names.
    /// - Throws: `Mistakes`, each with its line, what was expected and the nearest right spelling.
    public static func decode(
        _ node: Node, named name: String, definition: MachineDefinition, maintenance: Maintenance, records: [Exercise.File] = []
    ) throws -> Scenario {
        try Mistakes.gathered { mistakes in
            mistakes.collect { try node.format(1) }
            guard let file = node.mapping(keys: keys, collecting: &mistakes) else { throw mistakes }
            var reader = ScenarioReader(definition: definition, maintenance: maintenance, records: records)
            guard let scenario = reader.scenario(file, named: name, &mistakes) else { throw mistakes }
            return scenario
        }
    }
}

struct ScenarioReader {
    let definition: MachineDefinition
    let maintenance: Maintenance
    let records: [Exercise.File]
    var machine: Machine { definition.machine }

    init(definition: MachineDefinition, maintenance: Maintenance, records: [Exercise.File] = []) {
        self.definition = definition
        self.maintenance = maintenance
        self.records = records
    }

    mutating func scenario(_ file: Mapping, named name: String, _ mistakes: inout Mistakes) -> Scenario? {
        let family = mistakes.collect { try file.required("family").choice(of: Scenario.Family.self) }
        let title = mistakes.collect { try file.required("title").text }
        let order = mistakes.collect { try self.order(try file.required("order")) }
        let faults = listed(file["faults"], &mistakes, fault)
        let accepted = listed(file["accepted-ambiguities"], &mistakes) { try ambiguity($0, faults) }
        let kit = kit(file["kit"], &mistakes)
        let gain = mistakes.collect { try file["gain"].map { try self.gain($0) } }
        let start = mistakes.collect { try self.start(file["start"]) }
        let age = mistakes.collect { try file["age"].map { try self.age($0) } }
        let roles = roles(file["people"], &mistakes)
        let report = mistakes.collect { try self.report(file["report"], faults) }
        let remedies = mistakes.collect { try self.remedies(file["remedies"], faults) }
        let questions = listed(file["questions"], &mistakes, question)
        let situation = mistakes.collect { try file["situation"]?.text ?? Text("") }
        let mode = mistakes.collect { try file["mode"]?.choice(of: Scenario.Mode.self) ?? .formation }
        let trainee = mistakes.collect { try file["trainee"].map { try self.person($0) } }
        let authorisations = mistakes.collect { try file["authorisations"]?.strings ?? ["B0", "BR"] }
        let tools = mistakes.collect { try self.tools(file["tools"]) }
        let equipment = mistakes.collect { try self.equipment(file["equipment"]) }
        let topics = mistakes.collect { try self.topics(file["topics"]) }
        let hints = hints(file["hints"], &mistakes)
        let paper = listed(file["paper"], &mistakes, paper)
        let sheets = sheets(file["documents"], &mistakes)
        let sources = mistakes.collect { try self.sources(file["lockout"]) }
        let tests = mistakes.collect { try self.tests(file["tests"]) }
        let production = mistakes.collect { try self.production(file["production"]) }
        let gamme = mistakes.collect { try self.gamme(file["gamme"]) }
        let trends = trends(file["trends"], &mistakes)
        let decision = mistakes.collect { try file["decision"]?.choice(["continue", "shorten", "plan", "stop"]) }
        let expectations = listed(file["expect"], &mistakes, expectation)
        let scored = mistakes.collect { try file["scored"]?.strings ?? [] }
        let criteria = mistakes.collect { try file["criteria"].map(Criteria.decode) ?? Criteria() }
        let dangers = mistakes.collect { try file["dangers"]?.choice(of: Scenario.AfterDanger.self) ?? .continue }
        let duration = mistakes.collect { try file["duration"]?.duration(in: 60...86400) }
        // Everything was read, so that all the mistakes are told; what is missing was told among them.
        guard let family, let title, let order, let start, let report, let remedies, let production else { return nil }
        return Scenario(
            name: name.split(separator: "/").last.map(String.init) ?? name, machine: machine.name, title: title,
            situation: situation ?? Text(""), family: family, mode: mode ?? .formation, order: order, start: start,
            age: age ?? nil, faults: faults, acceptedAmbiguities: accepted, kit: kit, gain: gain ?? nil, trainee: trainee ?? nil,
            authorisations: authorisations ?? [],
            tools: tools ?? [],
            equipment: equipment ?? [], roles: roles, topics: topics ?? [], hints: hints, questions: questions, paper: paper,
            sheets: sheets, report: report, remedies: remedies, sources: sources ?? [], tests: tests ?? [],
            production: production, gamme: gamme ?? nil, trends: trends, decision: decision ?? nil,
            expectations: expectations, scored: scored ?? [], criteria: criteria ?? Criteria(),
            dangers: dangers ?? .continue, duration: duration ?? nil)
    }

    private func listed<Value>(_ node: Node?, _ mistakes: inout Mistakes, _ read: (Node) throws -> Value) -> [Value] {
        guard let node, let items = mistakes.collect({ try node.sequence }) else { return [] }
        return items.compactMap { item in mistakes.collect { try read(item) } }
    }

    func entries(_ node: Node?, _ mistakes: inout Mistakes) -> [Node.Entry] {
        guard let node, let block = mistakes.collect({ try node.mapping() }) else { return [] }
        return block.entries
    }

    /// What the kit's parts cost; the parts themselves are the machine's by now.
    private func kit(_ node: Node?, _ mistakes: inout Mistakes) -> [Scenario.KitPart] {
        entries(node, &mistakes).compactMap { entry in
            // What has no type is a wire.
            guard (try? entry.value.mapping()["type"]) != nil else { return nil }
            return mistakes.collect {
                let price = try entry.value.mapping()["price"]?.number(in: 0...100_000)
                return Scenario.KitPart(reference: entry.key, price: price ?? 0)
            }
        }
    }

    /// A component of the machine or its kit, one of its terminals, or a named point.
    private func known(_ node: Node) throws -> String {
        let name = try node.string
        let reference = name.split(separator: ":").first.map(String.init) ?? name
        let names = (machine.components + machine.kit).map(\.reference) + machine.points.map(\.name)
        guard names.contains(reference) else { throw node.unknown(Text(fr: "composant", en: "component"), among: names) }
        return name
    }

    private func gain(_ node: Node) throws -> Scenario.Gain {
        let block = try node.mapping(keys: ["steps", "readings"])
        let readings = try block.required("readings").sequence.map { item in
            let reading = try item.mapping(keys: ["measure", "from", "to", "during", "before", "after", "tolerance"])
            let quantity = try reading.required("measure").choice(of: Measurand.self)
            return Scenario.Gain.Reading(
                quantity: quantity, from: try known(reading.required("from")), to: try reading["to"].map(known),
                during: try reading["during"].map(known), before: try reading.required("before").quantity(quantity.kind),
                after: try reading.required("after").quantity(quantity.kind),
                tolerance: try reading.required("tolerance").quantity(quantity.toleranceKind))
        }
        return Scenario.Gain(steps: try block["steps"].map { try steps($0) } ?? [], readings: readings)
    }

    // MARK: - The story

    private func order(_ node: Node) throws -> Scenario.Order {
        let block = try node.mapping(keys: ["number", "at", "from", "line", "priority", "complaint"])
        return Scenario.Order(
            number: try block["number"]?.string ?? "1", at: try clock(block["at"]),
            from: try block["from"].map { try person($0) } ?? maintenance.people.first?.id ?? "operator",
            line: try block["line"]?.text ?? Text(""),
            priority: try block["priority"]?.text ?? Text(fr: "priorité normale", en: "normal priority"),
            complaint: try block.required("complaint").text)
    }

    /// `10:42`.
    private func clock(_ node: Node?) throws -> Scenario.ClockTime {
        guard let node else { return Scenario.ClockTime(minutes: 8 * 60) }
        let parts = try node.string.split(separator: ":").map { Int($0) }
        guard parts.count == 2, let hours = parts[0], let minutes = parts[1], (0..<24).contains(hours), (0..<60).contains(minutes)
        else {
            throw node.mistake(
                Text.quoted(try node.string) + Text(fr: " n'est pas une heure", en: " is not an hour of the day"),
                expected: Text("\"10:42\""))
        }
        return Scenario.ClockTime(minutes: hours * 60 + minutes)
    }

    private func person(_ node: Node) throws -> String {
        let id = try node.string
        guard maintenance.people.isEmpty || maintenance.person(id) != nil else {
            throw node.unknown(Text(fr: "personne", en: "person"), among: maintenance.people.map(\.id))
        }
        return id
    }

    private func start(_ node: Node?) throws -> Scenario.Start {
        let block = try node?.mapping(keys: ["for", "operations", "place", "air"])
        let places = machine.locations.map(\.name)
        let place = try block?["place"].map { node in
            guard places.contains(try node.string) else { throw node.unknown(Text(fr: "lieu", en: "place"), among: places) }
            return try node.string
        }
        let operations = try block?["operations"].map { node in
            try zip(node.strings, node.sequence).map { try operation($0, $1.origin) }
        }
        return Scenario.Start(
            seconds: try block?["for"]?.duration(in: 0...86400) ?? 30,
            operations: try operations ?? usualStart(for: node), place: place ?? places.first ?? "",
            air: try block?["air"]?.quantity(.temperature, in: Plant.roomTemperatures))
    }

    func usualStart(for node: Node?) throws -> [Scenario.Start.Operation] {
        try machine.start.map { try operation($0, node?.origin ?? machine.origin) }
    }

    /// `4000 h`, or `{use: 4000 h, renewed: {0H1: 300 h}}`.
    private func age(_ node: Node) throws -> Scenario.Age {
        guard case .scalar = node.content else {
            let block = try node.mapping(keys: ["use", "renewed"])
            let use = try block.required("use").duration(in: Self.ages)
            let renewed = try block["renewed"]?.mapping().entries.map { entry in
                guard machine.component(entry.key) != nil else {
                    throw entry.keyNode.unknown(
                        Text(fr: "composant", en: "component"), among: machine.components.map(\.reference))
                }
                return Scenario.Age.Renewed(reference: entry.key, use: try entry.value.duration(in: 0...use))
            }
            return Scenario.Age(use: use, renewed: renewed ?? [], start: try usualStart(for: node))
        }
        return Scenario.Age(use: try node.duration(in: Self.ages), renewed: [], start: try usualStart(for: node))
    }

    /// From an hour to thirty years of production by day and night, seconds.
    private static let ages = 3_600.0...1e9

    /// `S4@1s`, `S7=manuel@2s`, `S8@1s+3s`: as on the command line.
    private func operation(_ text: String, _ origin: Origin) throws -> Scenario.Start.Operation {
        func wrong() -> Mistake {
            Mistake(
                origin: origin,
                problem: Text.quoted(text) + Text(fr: " n'est pas une manœuvre", en: " is not an operation"),
                expected: Text(
                    fr: "REPÈRE[=POSITION]@TEMPS[+DURÉE], par exemple S1@2s", en: "REF[=POSITION]@TIME[+TIME], e.g. S1@2s"))
        }
        guard let sign = text.lastIndex(of: "@") else { throw wrong() }
        let what = text[..<sign].split(separator: "=", maxSplits: 1).map(String.init)
        let when = text[text.index(after: sign)...].split(separator: "+", maxSplits: 1).map(String.init)
        guard let reference = what.first, let first = when.first, let at = try? Quantity.parse(first, as: .time) else {
            throw wrong()
        }
        guard machine.component(reference) != nil else {
            throw Mistake(
                origin: origin,
                problem: Text(fr: "composant « \(reference) » introuvable", en: "component '\(reference)' not found"),
                nearest: nearest(reference, among: machine.components.map(\.reference)))
        }
        var duration: Double?
        if when.count > 1 {
            guard let held = try? Quantity.parse(when[1], as: .time) else { throw wrong() }
            duration = held.value
        }
        return Scenario.Start.Operation(
            reference: reference, position: what.count > 1 ? what[1] : nil, at: at.value, duration: duration)
    }

    private func fault(_ node: Node) throws -> Scenario.HiddenFault {
        if case .scalar = node.content {
            return Scenario.HiddenFault(id: try faultName(node), severity: nil, at: 0, grown: nil)
        }
        let block = try node.mapping(keys: ["id", "severity", "at", "grown"])
        let id = try faultName(try block.required("id"))
        let growing = definition.faults.filter { $0.drift != nil }.map(\.id)
        if let grown = block["grown"], !growing.contains(id) {
            throw grown.mistake(
                Text(
                    fr: "« \(id) » ne grandit pas : elle n'a pas de dérive (drift)",
                    en: "'\(id)' does not grow: it has no drift"),
                expected: growing.isEmpty ? nil : Text(growing.joined(separator: ", ")))
        }
        return Scenario.HiddenFault(
            id: id, severity: try block["severity"]?.number(in: 0...1), at: try block["at"]?.duration(in: 0...1e6) ?? 0,
            grown: try block["grown"]?.duration(in: 0...1e9))
    }

    private func faultName(_ node: Node) throws -> String {
        let id = try node.string
        guard definition.faults.contains(where: { $0.id == id }) else {
            throw node.unknown(Text(fr: "panne", en: "fault"), among: definition.faults.map(\.id))
        }
        return id
    }

    /// A fault that one of the hidden ones may be taken for.
    private func ambiguity(_ node: Node, _ hidden: [Scenario.HiddenFault]) throws -> String {
        let id = try faultName(node)
        guard !hidden.contains(where: { $0.id == id }) else {
            throw node.mistake(
                Text(
                    fr: "« \(id) » est la panne cachée : nomme celle avec laquelle on peut la confondre",
                    en: "'\(id)' is the hidden fault: name the one that it may be taken for"))
        }
        return id
    }

    // MARK: - People

    private mutating func roles(_ node: Node?, _ mistakes: inout Mistakes) -> [Scenario.Role] {
        let ids = Scenario.Role.standard.map(\.id)
        var roles = Scenario.Role.standard
        for entry in entries(node, &mistakes) {
            let read = mistakes.collect { () -> Scenario.Role in
                guard let index = ids.firstIndex(of: entry.key) else {
                    throw entry.keyNode.unknown(Text(fr: "rôle", en: "role"), among: ids)
                }
                let block = try entry.value.mapping(keys: ["person", "answers", "acts", "work"])
                var role = roles[index]
                role.person = try block["person"].map { try person($0) }
                if let answers = block["answers"] {
                    role.answers = try answers.mapping().entries.map { answer in
                        let block = try answer.value.mapping(keys: ["when", "say"])
                        return Scenario.Answer(
                            id: answer.key, keywords: try block["when"]?.strings ?? [], say: try block.required("say").text)
                    }
                }
                if let acts = block["acts"] {
                    role.acts = try acts.mapping().entries.map { act in (act.key, try steps(act.value)) }
                }
                role.work = try block["work"].map { try work($0) }
                return role
            }
            if let read, let index = ids.firstIndex(of: read.id) { roles[index] = read }
        }
        return roles
    }

    private func work(_ node: Node) throws -> Scenario.Role.Work {
        let block = try node.mapping(keys: ["when", "on", "for", "say"])
        let references = machine.components.map(\.reference)
        let on = try block.required("on")
        for (reference, item) in try zip(on.strings, on.sequence) where !references.contains(reference) {
            throw item.unknown(Text(fr: "composant", en: "component"), among: references)
        }
        return Scenario.Role.Work(
            keywords: try block.required("when").strings, references: try on.strings,
            duration: try block.required("for").duration(in: 1...14_400), say: try block.required("say").text)
    }

    private func steps(_ node: Node) throws -> [Maintenance.Procedure.Step] {
        let references = machine.components.map(\.reference)
        return try node.sequence.map { item in
            let step = try item.mapping(keys: ["operate", "position", "wait"])
            if let wait = step["wait"] { return .wait(try wait.duration(in: 0...3600)) }
            let operated = try step.required("operate")
            guard references.contains(try operated.string) else {
                throw operated.unknown(Text(fr: "composant", en: "component"), among: references)
            }
            return .operate(reference: try operated.string, position: try step["position"]?.string)
        }
    }

    private func topics(_ node: Node?) throws -> [Scenario.Topic] {
        var topics = Scenario.Topic.standard
        for entry in try node?.mapping().entries ?? [] {
            let words = try entry.value.strings
            if let index = topics.firstIndex(where: { $0.id == entry.key }) {
                topics[index].keywords += words
            } else {
                topics.append(Scenario.Topic(id: entry.key, keywords: words))
            }
        }
        return topics
    }

    private func hints(_ node: Node?, _ mistakes: inout Mistakes) -> [Scenario.Hint] {
        var number = 0
        return listed(node, &mistakes) { item in
            number += 1
            let block = try item.mapping(keys: ["say", "price"])
            return Scenario.Hint(
                id: "hint-\(number)", say: try block.required("say").text, price: try block["price"]?.number(in: 0...1) ?? 0.05)
        }
    }

    private func question(_ node: Node) throws -> Scenario.Question {
        let block = try node.mapping(keys: ["id", "when", "ask", "good", "then"])
        let when = try block.required("when").mapping(keys: ["first", "measuring", "operating"])
        let moment: Scenario.Question.Moment
        if let first = when["first"] {
            moment = .first(try first.choice(of: Event.Kind.self))
        } else if let measuring = when["measuring"] {
            moment = .measuring(try measuring.strings)
        } else {
            moment = .operating(try when.required("operating").string)
        }
        return Scenario.Question(
            id: try block.required("id").string, moment: moment, ask: try block.required("ask").text,
            keywords: try block["good"]?.strings ?? [], then: try block["then"]?.text)
    }

    private func paper(_ node: Node) throws -> Scenario.PaperQuestion {
        let block = try node.mapping(keys: ["n", "ask", "accepts"])
        return Scenario.PaperQuestion(
            number: try block.required("n").integer(in: 1...99), ask: try block.required("ask").text,
            accepts: try block.required("accepts").strings)
    }

    // MARK: - What may be used

    private func tools(_ node: Node?) throws -> [ToolKind] {
        guard let node else { return maintenance.tools.isEmpty ? ToolKind.allCases : maintenance.tools.map(\.kind) }
        return try node.sequence.map { try $0.choice(of: ToolKind.self) }
    }

    private func equipment(_ node: Node?) throws -> [Equipment] {
        guard let node else { return Equipment.allCases }
        return try node.sequence.map { try $0.choice(of: Equipment.self) }
    }

    private func sources(_ node: Node?) throws -> [String] {
        guard let node else { return [] }
        return try node.sequence.map { item in
            guard maintenance.source(try item.string) != nil else {
                throw item.unknown(Text(fr: "source", en: "source"), among: maintenance.sources.map(\.id))
            }
            return try item.string
        }
    }

    private func tests(_ node: Node?) throws -> [TestKind] {
        guard let node else { return TestKind.allCases.filter { maintenance.procedure($0.fileName) != nil } }
        return try node.sequence.map { item in
            let name = try item.choice(TestKind.allCases.map(\.fileName))
            return TestKind.allCases.first { $0.fileName == name }!
        }
    }

    private func sheets(_ node: Node?, _ mistakes: inout Mistakes) -> [Scenario.Sheet] {
        entries(node, &mistakes).compactMap { entry in
            mistakes.collect {
                let block = try entry.value.mapping(keys: ["title", "revision", "lines"])
                return Scenario.Sheet(
                    id: entry.key, title: try block.required("title").text, revision: try block["revision"]?.string,
                    lines: try block.required("lines").sequence.map { try $0.text })
            }
        }
    }

    // MARK: - What is judged

    private func report(_ node: Node?, _ faults: [Scenario.HiddenFault]) throws -> Scenario.ExpectedReport {
        let hidden = definition.words(on: faults).map(\.fault)
        let block = try node?.mapping(keys: ["component", "cause", "remedy", "readings"])
        let readings = try block?["readings"]?.sequence.map { try reading($0) } ?? []
        return Scenario.ExpectedReport(
            component: try block?["component"]?.strings ?? hidden.map(\.point),
            cause: try block?["cause"]?.strings ?? hidden.flatMap { fault in fault.words(in: machine) },
            remedy: try block?["remedy"]?.strings ?? hidden.flatMap { $0.mending.remedy.keywords }, readings: readings)
    }

    private func reading(_ node: Node) throws -> Double {
        let text = try node.string
        for kind in MaintenanceReader.readKinds where kind != .ratio {
            if let quantity = try? Quantity.parse(text, as: kind) { return quantity.value }
        }
        throw node.mistake(
            Text.quoted(text) + Text(fr: " n'est pas une valeur avec son unité", en: " is not a value with its unit"),
            expected: Text("21.5 V"))
    }

    private func remedies(_ node: Node?, _ faults: [Scenario.HiddenFault]) throws -> [Scenario.AcceptedRemedy] {
        guard let node else {
            return definition.words(on: faults).map(\.fault).map {
                Scenario.AcceptedRemedy(action: $0.mending.remedy.rawValue, reference: $0.point, part: $0.mending.part)
            }
        }
        return try node.sequence.map { item in
            let block = try item.mapping(keys: ["action", "of", "part"])
            return Scenario.AcceptedRemedy(
                action: try block.required("action").choice(of: Remedy.self).rawValue, reference: try block.required("of").string,
                part: try block["part"]?.string)
        }
    }

    private func production(_ node: Node?) throws -> Scenario.Production {
        let block = try node?.mapping(keys: ["for", "counts"])
        var counts: [Named] = []
        for entry in try block?["counts"]?.mapping().entries ?? [] {
            counts.append(Named(entry.key, Double(try entry.value.integer(in: 0...100_000))))
        }
        return Scenario.Production(seconds: try block?["for"]?.duration(in: 1...7200) ?? 30, counts: counts)
    }

    private func gamme(_ node: Node?) throws -> String? {
        guard let node else { return nil }
        guard maintenance.gamme(try node.string) != nil else {
            throw node.unknown(Text(fr: "gamme", en: "task list"), among: maintenance.gammes.map(\.id))
        }
        return try node.string
    }

    private func expectation(_ node: Node) throws -> Scenario.Expectation {
        let block = try node.mapping(keys: ["measure", "from", "to", "value", "tolerance"])
        let quantity = try block.required("measure").choice(of: Measurand.self)
        return Scenario.Expectation(
            quantity: quantity, from: try block.required("from").string, to: try block["to"]?.string,
            value: try block.required("value").quantity(quantity.kind),
            tolerance: try block.required("tolerance").quantity(quantity.toleranceKind))
    }
}

extension Measurand {
    fileprivate var toleranceKind: Quantity.Kind { kind == .temperature ? .temperatureDifference : kind }
}

extension TestKind {
    /// As `maintenance.yaml` and scenarios write it.
    public var fileName: String {
        switch self {
        case .manual: "manual"
        case .stepByStep: "step-by-step"
        case .dryRun: "dry-run"
        case .emergencyStop: "emergency-stop"
        case .guards: "guards"
        }
    }
}

extension MachineDefinition {
    /// How it comes into production, as its own file says.
    ///
    /// - Throws: `Mistake`.
    public func usualStart() throws -> [Scenario.Start.Operation] {
        try ScenarioReader(definition: self, maintenance: Maintenance()).usualStart(for: nil).sorted { $0.at < $1.at }
    }
}
