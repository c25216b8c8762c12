import Components
public import Machines
public import Notation

extension Maintenance {
    static let keys = [
        "people", "sources", "tools", "torques", "settings", "gammes", "thresholds", "trends", "history", "spares", "bins",
        "wastes", "tests", "production",
    ]

    /// Reads `maintenance.yaml` of a machine.
    ///
    /// - Throws: `Mistakes`, each with its line.
    public static func decode(_ node: Node, for machine: Machine) throws -> Maintenance {
        try Mistakes.gathered { mistakes in
            mistakes.collect { try node.format(1) }
            guard let file = node.mapping(keys: keys, collecting: &mistakes) else { throw mistakes }
            let thresholds = (try? file["thresholds"]?.mapping().entries.map(\.key)) ?? []
            let reader = MaintenanceReader(machine: machine, thresholds: thresholds)
            var read = Maintenance()
            read.people = reader.named(file["people"], &mistakes, reader.person)
            read.sources = reader.named(file["sources"], &mistakes, reader.source)
            read.tools = reader.named(file["tools"], &mistakes, reader.tool)
            read.torques = reader.listed(file["torques"], &mistakes, reader.torque)
            read.settings = reader.listed(file["settings"], &mistakes, reader.setting)
            read.gammes = reader.named(file["gammes"], &mistakes, reader.gamme)
            read.thresholds = reader.named(file["thresholds"], &mistakes, reader.threshold)
            read.trends = reader.named(file["trends"], &mistakes, reader.trend)
            read.history = reader.listed(file["history"], &mistakes, reader.intervention)
            read.spares = reader.named(file["spares"], &mistakes, reader.spare)
            read.bins = reader.named(file["bins"], &mistakes, reader.bin)
            read.wastes = reader.named(file["wastes"], &mistakes, reader.waste)
            read.procedures = reader.named(file["tests"], &mistakes, reader.procedure)
            read.production = mistakes.collect { try file["production"].map { try reader.production($0) } } ?? nil
            return read
        }
    }
}

/// Reads the blocks of a maintenance file, knowing its machine.
struct MaintenanceReader {
    let machine: Machine
    /// Names of those of the file.
    var thresholds: [String] = []

    func named<Value>(_ node: Node?, _ mistakes: inout Mistakes, _ read: (Node.Entry) throws -> Value) -> [Value] {
        guard let node, let block = mistakes.collect({ try node.mapping() }) else { return [] }
        return block.entries.compactMap { entry in mistakes.collect { try read(entry) } }
    }

    func listed<Value>(_ node: Node?, _ mistakes: inout Mistakes, _ read: (Node) throws -> Value) -> [Value] {
        guard let node, let items = mistakes.collect({ try node.sequence }) else { return [] }
        return items.compactMap { item in mistakes.collect { try read(item) } }
    }

    func person(_ entry: Node.Entry) throws -> Maintenance.Person {
        let block = try entry.value.mapping(keys: ["name", "role"])
        return Maintenance.Person(
            id: entry.key, name: try block.required("name").string, role: try block.required("role").text)
    }

    func source(_ entry: Node.Entry) throws -> Maintenance.Source {
        let block = try entry.value.mapping(keys: ["energy", "text", "device", "at", "padlock", "proves", "residual"])
        let proofs = try (block["proves"]?.sequence ?? []).map { item in
            let names = try item.strings
            for (name, node) in zip(names, try item.sequence) { try checkPoint(name, node) }
            switch names.count {
            case 1: return Maintenance.Source.Proof.gauge(names[0])
            case 2: return Maintenance.Source.Proof.pair(from: names[0], to: names[1])
            default:
                throw item.mistake(
                    Text(fr: "une paire de points, ou un manomètre seul", en: "a pair of points, or one gauge alone"))
            }
        }
        return Maintenance.Source(
            id: entry.key, energy: try block.required("energy").choice(of: Maintenance.Energy.self),
            text: try block.required("text").text, device: try component(block["device"] ?? entry.keyNode),
            place: try block["at"]?.choice(machine.locations.map(\.name)),
            takesPadlock: try block["padlock"]?.boolean ?? true, proofs: proofs, residual: try block["residual"]?.text)
    }

    func tool(_ entry: Node.Entry) throws -> Maintenance.Tool {
        let block = try entry.value.mapping(keys: ["text", "checked-weeks-ago", "valid-weeks"])
        return Maintenance.Tool(
            kind: try entry.keyNode.choice(of: ToolKind.self), text: try block.required("text").text,
            checkedWeeksAgo: try block["checked-weeks-ago"]?.integer(in: 0...1000),
            validWeeks: try block["valid-weeks"]?.integer(in: 1...1000))
    }

    func torque(_ node: Node) throws -> (reference: String, torque: Double) {
        let block = try node.mapping(keys: ["of", "torque"])
        return (try component(try block.required("of")), try block.required("torque").quantity(.torque, in: 0.01...1000))
    }

    func setting(_ node: Node) throws -> Maintenance.Setting {
        let block = try node.mapping(keys: ["of", "parameter", "value", "text"])
        let reference = try component(try block.required("of"))
        let parameters = machine.component(reference)!.type.parameters
        let named = try block.required("parameter")
        let name = try named.string
        guard let parameter = parameters.first(where: { $0.key == name }) else {
            throw named.unknown(Text(fr: "réglage", en: "setting"), among: parameters.map(\.key))
        }
        let value = try block.required("value")
        let read: ParameterValue =
            switch parameter.form {
            case .quantity(let kind, let range): .number(try value.quantity(kind, in: range))
            case .count(let range): .count(try value.integer(in: range))
            case .choice(let words): .count(words.firstIndex(of: try value.choice(words)) ?? 0)
            case .flag: .flag(try value.boolean)
            case .words: .words(try value.strings)
            case .link: .link(try value.string)
            }
        return Maintenance.Setting(
            reference: reference, parameter: parameter.key, value: read, text: try block["text"]?.text ?? parameter.text)
    }

    // MARK: - Task lists

    func gamme(_ entry: Node.Entry) throws -> Maintenance.Gamme {
        let block = try entry.value.mapping(keys: ["text", "revision", "period", "duration", "authorisations", "operations"])
        var mistakes = Mistakes()
        let operations = listed(try block.required("operations"), &mistakes, operation)
        try mistakes.check()
        return Maintenance.Gamme(
            id: entry.key, text: try block.required("text").text, revision: try block["revision"]?.string ?? "A",
            period: try block.required("period").duration(in: 3600...1e9),
            duration: try block.required("duration").duration(in: 1...1e6),
            authorisations: try block["authorisations"]?.strings ?? [], operations: operations)
    }

    private static let limitKeys = ["nominal", "reference", "min", "max", "alert", "danger"]
    private static let subjectKeys = ["point", "of", "wire", "variable", "location"]

    func operation(_ node: Node) throws -> Maintenance.Operation {
        let block = try node.mapping(
            keys: ["n", "state", "text", "tool", "sense", "torque", "part", "also", "if"] + Self.subjectKeys + Self.limitKeys)
        return Maintenance.Operation(
            number: try block.required("n").integer(in: 1...999),
            state: try block.required("state").choice(of: Maintenance.MachineState.self),
            text: try block.required("text").text, subject: try subject(block),
            tool: try block["tool"]?.choice(of: ToolKind.self), sense: try block["sense"]?.choice(of: Sense.self),
            limits: try limits(block), torque: try block["torque"]?.quantity(.torque, in: 0.01...1000),
            part: try block["part"]?.string, others: try (block["also"]?.sequence ?? []).map { try component($0) },
            condition: try block["if"]?.choice(thresholds))
    }

    private func subject(_ block: Mapping) throws -> Maintenance.Operation.Subject {
        if let point = block["point"] {
            try checkPoint(try point.string, point)
            return .point(try point.string)
        }
        if let wire = block["wire"] {
            guard machine.wire(try wire.string) != nil else {
                throw wire.unknown(Text(fr: "fil", en: "wire"), among: machine.wires.map(\.number))
            }
            return .wire(try wire.string)
        }
        if let variable = block["variable"] { return .variable(try variable.string) }
        if let location = block["location"] {
            return .location(try location.choice(machine.locations.map(\.name)))
        }
        return .component(try component(try block.required("of")))
    }

    /// All values of one kind: that of the first one written.
    private func limits(_ block: Mapping) throws -> Maintenance.Limits? {
        guard let first = Self.limitKeys.lazy.compactMap({ block[$0] }).first else { return nil }
        let text = try first.string
        guard let kind = Self.readKinds.first(where: { (try? Quantity.parse(text, as: $0)) != nil }) else {
            throw first.mistake(
                Text(fr: "une valeur avec son unité est attendue", en: "a value with its unit is expected"),
                expected: Text("0.72 A, 38 °C, 6 bar, 0.30 m/s"))
        }
        func value(_ key: String) throws -> Double? { try block[key]?.quantity(kind) }
        return Maintenance.Limits(
            kind: kind, nominal: try value("nominal") ?? value("reference"), least: try value("min"), most: try value("max"),
            alert: try value("alert"), danger: try value("danger"))
    }

    /// What a round reads, in the order in which a unit is recognised.
    static let readKinds: [Quantity.Kind] = [
        .current, .voltage, .resistance, .gaugePressure, .temperature, .speed, .force, .time, .angularSpeed, .torque, .length,
        .volumeFlow, .frequency, .power, .ratio,
    ]

    func threshold(_ entry: Node.Entry) throws -> Maintenance.Threshold {
        let block = try entry.value.mapping(keys: ["text", "state"] + Self.subjectKeys + Self.limitKeys)
        guard let limits = try limits(block) else { throw Mistake.missing("reference", in: block) }
        return Maintenance.Threshold(
            id: entry.key, text: try block.required("text").text, subject: try subject(block),
            state: try block["state"]?.choice(of: Maintenance.MachineState.self) ?? .running, limits: limits)
    }

    func trend(_ entry: Node.Entry) throws -> Maintenance.Trend {
        let block = try entry.value.mapping(keys: ["fault", "gamme", "state", "after", "severity", "load"])
        let severities = try block.required("severity").sequence.map { try $0.number(in: 0...1) }
        return Maintenance.Trend(
            id: entry.key, fault: try block["fault"]?.string, gamme: try block.required("gamme").string,
            state: try block["state"]?.choice(of: Maintenance.MachineState.self) ?? .running,
            after: try block["after"]?.duration(in: 0...1e6) ?? 0, severities: severities,
            loads: try block["load"]?.sequence.map { try $0.number(in: 0...1000) } ?? [])
    }

    /// `weeks-ago` as a person writes it, `days-ago` as a machine does.
    func intervention(_ node: Node) throws -> Maintenance.Intervention {
        let block = try node.mapping(
            keys: [
                "weeks-ago", "days-ago", "kind", "of", "failure", "minutes", "downtime", "cost", "by", "text", "parts",
            ])
        let days = try block["days-ago"]?.number(in: 0...35_000)
        if days != nil, let weeks = block["weeks-ago"] {
            throw weeks.mistake(Text(fr: "`days-ago` le dit déjà", en: "`days-ago` says so already"))
        }
        return Maintenance.Intervention(
            daysAgo: try days ?? 7 * Double(block.required("weeks-ago").integer(in: 0...5000)),
            kind: try block.required("kind").choice(of: Maintenance.Intervention.Kind.self),
            reference: try block["of"]?.string ?? "", failure: try block["failure"]?.string,
            minutes: try block["minutes"]?.integer(in: 0...10_000) ?? 0,
            downtime: try block["downtime"]?.integer(in: 0...10_000_000), cost: try block["cost"]?.number(in: 0...1e9),
            by: try block["by"]?.string ?? "", text: try block.required("text").text, parts: try block["parts"]?.strings ?? [])
    }

    // MARK: - Parts and waste

    func spare(_ entry: Node.Entry) throws -> Maintenance.Spare {
        let block = try entry.value.mapping(keys: ["text", "fits", "stock", "price", "delay", "shelf"])
        return Maintenance.Spare(
            reference: entry.key, text: try block.required("text").text,
            fits: try (block["fits"]?.sequence ?? []).map { try component($0) },
            stock: try block["stock"]?.integer(in: 0...100_000) ?? 0, price: try block["price"]?.number(in: 0...1e6) ?? 0,
            delay: try block["delay"]?.duration(in: 0...1e8) ?? 0, shelf: try block["shelf"]?.string)
    }

    func bin(_ entry: Node.Entry) throws -> Maintenance.Bin {
        Maintenance.Bin(id: entry.key, text: try entry.value.mapping(keys: ["text"]).required("text").text)
    }

    func waste(_ entry: Node.Entry) throws -> Maintenance.Waste {
        let block = try entry.value.mapping(keys: ["text", "bin", "from"])
        return Maintenance.Waste(
            id: entry.key, text: try block.required("text").text, bin: try block.required("bin").string,
            from: try (block["from"]?.sequence ?? []).map { try component($0) })
    }

    // MARK: - What it makes

    func production(_ node: Node) throws -> Maintenance.Production {
        let block = try node.mapping(keys: ["for", "counts", "supplies"])
        let made = machine.components.flatMap { component in
            component.type.signals(component.parameters).filter { $0.tally == .made }.map(\.name)
        }
        let counts = try (block["counts"]?.mapping().entries ?? []).map { entry in
            guard made.contains(entry.key) else {
                throw entry.keyNode.unknown(Text(fr: "compte", en: "count"), among: made)
            }
            return Named(entry.key, Double(try entry.value.integer(in: 0...100_000)))
        }
        return Maintenance.Production(
            seconds: try block.required("for").duration(in: 10...3600), counts: counts,
            supplies: try (block["supplies"]?.sequence ?? []).map(step))
    }

    // MARK: - Trying the machine

    func procedure(_ entry: Node.Entry) throws -> Maintenance.Procedure {
        let block = try entry.value.mapping(keys: ["operations", "expect"])
        let steps = try block.required("operations").sequence.map(step)
        let expect = try block.required("expect").mapping(keys: ["mode", "within"])
        return Maintenance.Procedure(
            name: entry.key, steps: steps, mode: try expect.required("mode").string,
            within: try expect["within"]?.duration(in: 0...3600) ?? 5)
    }

    private func step(_ node: Node) throws -> Maintenance.Procedure.Step {
        let step = try node.mapping(keys: ["operate", "position", "wait"])
        if let wait = step["wait"] { return .wait(try wait.duration(in: 0...3600)) }
        return .operate(reference: try component(try step.required("operate")), position: try step["position"]?.string)
    }

    // MARK: - Names

    private func component(_ node: Node) throws -> String {
        let reference = try node.string
        guard machine.component(reference) != nil else {
            throw node.unknown(Text(fr: "composant", en: "component"), among: machine.components.map(\.reference))
        }
        return reference
    }

    /// A named point, a terminal, a component or earth.
    private func checkPoint(_ name: String, _ node: Node) throws {
        if name == "PE" || machine.points.contains(where: { $0.name == name }) { return }
        let reference = name.split(separator: ":").first.map(String.init) ?? name
        guard machine.component(reference) != nil else {
            throw node.unknown(
                Text(fr: "point", en: "point"), among: machine.points.map(\.name) + machine.components.map(\.reference))
        }
    }
}

extension Node.Entry {
    /// The key as a value, to be read by type.
    var keyNode: Node { Node(origin: keyOrigin, content: .scalar(key, quoted: false)) }
}

extension Mistake {
    static func missing(_ key: String, in block: Mapping) -> Mistake {
        Mistake(origin: block.origin, problem: Text(fr: "la clé « \(key) » manque", en: "the key '\(key)' is missing"))
    }
}
