import Components
public import Notation

extension Machine {
    private static let keys = [
        "machine", "locations", "wire-classes", "components", "wires", "shafts", "hoses", "points", "chains",
    ]
    public static let energyVerbs = ["alimenter", "distribuer", "convertir", "moduler", "stocker", "transmettre", "agir"]
    public static let informationVerbs = ["acquérir", "traiter", "communiquer"]

    /// Reads `machine.yaml`, or a bare circuit (components and connections only).
    ///
    /// - Throws: `Mistakes`, all that could be found, each with its line.
    public static func decode(_ node: Node, named name: String) throws -> Machine {
        try Mistakes.gathered { mistakes in
            mistakes.collect { try node.format(1) }
            guard let file = node.mapping(keys: keys, collecting: &mistakes) else { throw mistakes }
            // Without its components, all the rest of a machine would be told wrong.
            if let section = file["components"], mistakes.collect({ try section.mapping() }) == nil { throw mistakes }
            if file["components"] == nil, !mistakes.isEmpty { throw mistakes }
            var reader = MachineReader()
            let head = file["machine"].flatMap { node in
                mistakes.collect { try node.mapping(keys: ["name", "text", "revision", "supply", "maker", "start"]) }
            }
            let locations = reader.blocks(file["locations"], &mistakes) { try reader.location($0, $1, &$2) }
            let classes = reader.blocks(file["wire-classes"], &mistakes) { try reader.wireClass($0, $1, &$2) }
            // A block that could not be read is still named, so that one mistake is told once.
            reader.locations = Self.names(in: file["locations"])
            reader.classes = classes
            reader.classNames = Self.names(in: file["wire-classes"])
            reader.componentNames = Self.names(in: file["components"]) + Self.names(in: file["hoses"])
            let components = reader.blocks(file["components"], &mistakes) { try reader.component($0, $1, &$2) }
            reader.components = components
            let hosed = reader.blocks(file["hoses"], &mistakes) { try reader.hose($0, $1, &$2) }
            reader.components = components + hosed.map(\.component)
            for (index, hose) in hosed.enumerated() {
                guard
                    let other = (components + hosed[..<index].map(\.component)).first(where: {
                        $0.reference == hose.hose.reference
                    })
                else { continue }
                mistakes.add(
                    Mistake(
                        origin: hose.hose.origin,
                        problem: Text(
                            fr: "le repère \(other.reference) est déjà pris ligne \(other.origin.line)",
                            en: "the reference \(other.reference) is already taken at line \(other.origin.line)")))
            }
            for component in reader.components { reader.checkLinks(component, &mistakes) }
            reader.checkPlaces(file["locations"], &mistakes)
            let hoses = hosed.map(\.hose)
            for hose in hoses { reader.checkPorts(hose, &mistakes) }
            let wires = reader.blocks(file["wires"], &mistakes) { try reader.wire($0, $1, &$2) }
            let shafts = reader.blocks(file["shafts"], &mistakes) { try reader.shaft($0, $1, &$2) }
            let points = reader.blocks(file["points"], &mistakes) { try reader.point($0, $1, &$2) }
            let chains = file["chains"].flatMap { node in mistakes.collect { try reader.chains(node) } }
            return Machine(
                name: head?["name"].flatMap { node in mistakes.collect { try node.string } } ?? name,
                text: head?["text"].flatMap { node in mistakes.collect { try node.text } } ?? Text(name),
                revision: head?["revision"].flatMap { node in mistakes.collect { try node.string } } ?? "A",
                supply: head?["supply"].flatMap { node in mistakes.collect { try node.text } },
                maker: head?["maker"].flatMap { node in mistakes.collect { try node.text } },
                start: head?["start"].flatMap { node in mistakes.collect { try node.strings } } ?? [],
                locations: locations, wireClasses: classes, components: reader.components, wires: wires, shafts: shafts,
                hoses: hoses, chains: chains ?? Chains(energy: [], information: []), points: points, origin: node.origin)
        }
    }
}

extension Machine {
    /// The same machine with parts beside it that can be fitted: a block like `components`, without places.
    ///
    /// - Parameter beside: keys of its blocks that are read by somebody else.
    /// - Throws: `Mistakes`, all of them.
    public func with(kit section: Node, beside keys: [String] = []) throws -> Machine {
        try Mistakes.gathered { mistakes in
            var reader = MachineReader()
            reader.componentNames = components.map(\.reference) + Self.names(in: section)
            var machine = self
            machine.kit = reader.blocks(section, &mistakes) { name, node, mistakes in
                try Self.isWire(node) ? nil : try reader.kitPart(name, node, beside: keys, &mistakes)
            }.compactMap { $0 }
            for part in machine.kit { reader.checkLinks(part, &mistakes) }
            reader.components = components + machine.kit
            (reader.classes, reader.classNames) = (wireClasses, wireClasses.map(\.name))
            machine.kitWires = reader.blocks(section, &mistakes) { name, node, mistakes in
                try Self.isWire(node) ? try reader.wire(name, node, &mistakes) : nil
            }.compactMap { $0 }
            let taken = components.map(\.reference) + wires.map(\.number)
            let added = machine.kit.map { ($0.reference, $0.origin) } + machine.kitWires.map { ($0.number, $0.origin) }
            for (name, origin) in added where taken.contains(name) {
                mistakes.add(
                    Mistake(
                        origin: origin,
                        problem: Text(
                            fr: "le repère \(name) est déjà pris sur la machine",
                            en: "the reference \(name) is taken on the machine")))
            }
            return machine
        }
    }

    /// What joins two terminals and has no type.
    private static func isWire(_ node: Node) throws -> Bool {
        let block = try node.mapping()
        return block["type"] == nil && block["from"] != nil
    }

    private static func names(in section: Node?) -> [String] {
        guard let section, case .mapping(let entries) = section.content else { return [] }
        return entries.map(\.key)
    }
}

/// Reads the blocks of a machine file, knowing those already read.
struct MachineReader {
    var locations: [String] = []
    var classes: [Machine.WireClass] = []
    var classNames: [String] = []
    var componentNames: [String] = []
    var components: [Machine.ComponentDeclaration] = []

    /// Named in the file, but not readable: told already.
    private func isBroken(_ reference: String) -> Bool {
        componentNames.contains(reference) && !components.contains { $0.reference == reference }
    }

    /// A block that leans on one that could not be read: nothing more to say.
    private struct AlreadyTold: Error {}

    /// Every named block of a section, the good ones kept and the mistakes of the others collected.
    func blocks<Value>(
        _ node: Node?, _ mistakes: inout Mistakes, _ read: (String, Node, inout Mistakes) throws -> Value
    ) -> [Value] {
        guard let node, let section = mistakes.collect({ try node.mapping() }) else { return [] }
        var values: [Value] = []
        for entry in section.entries {
            var inner = Mistakes()
            let value = inner.collect { () -> Value in
                var found = Mistakes()
                let value = try read(entry.key, entry.value, &found)
                try found.check()
                return value
            }
            if let value {
                values.append(value)
            } else if !(inner.unexpected is AlreadyTold) {
                mistakes.collect { try inner.check() }
            } else {
                mistakes.all += inner.all
            }
        }
        return values
    }

    func location(_ name: String, _ node: Node, _ mistakes: inout Mistakes) throws -> Machine.Location {
        let block = try node.mapping(keys: ["text", "door", "guard", "cover", "exposed", "near"])
        return Machine.Location(
            name: name, text: try block.required("text").text, hasDoor: try block["door"]?.boolean ?? false,
            exposed: try block["exposed"]?.string, guardReference: try block["guard"]?.string, cover: try block["cover"]?.text,
            near: try block["near"]?.strings ?? [])
    }

    func wireClass(_ name: String, _ node: Node, _ mistakes: inout Mistakes) throws -> Machine.WireClass {
        let block = try node.mapping(keys: ["text", "section", "colour", "rated", "length"])
        return Machine.WireClass(
            name: name, text: try block["text"]?.text ?? Text(name), colour: try block.required("colour").text,
            section: try block.required("section").quantity(.area, in: 0.1e-6...300e-6),
            rated: try block.required("rated").quantity(.current, in: 0...1000),
            length: try block["length"]?.quantity(.length, in: 0.001...1000) ?? 3)
    }

    func component(
        _ reference: String, _ node: Node, _ mistakes: inout Mistakes
    ) throws -> Machine.ComponentDeclaration {
        try Self.checkReference(reference, node.origin)
        let type = try type(in: try node.mapping())
        return try declaration(reference, type, node, reserved: Self.reservedKeys, &mistakes)
    }

    /// A part that can be fitted: it stands nowhere yet.
    func kitPart(
        _ reference: String, _ node: Node, beside keys: [String], _ mistakes: inout Mistakes
    ) throws -> Machine.ComponentDeclaration {
        try Self.checkReference(reference, node.origin)
        let type = try type(in: try node.mapping())
        let own = Self.reservedKeys.filter { $0 != "location" && $0 != "accessible" }
        return try declaration(reference, type, node, reserved: own + keys, &mistakes)
    }

    /// A reference must be writable in `KM1:A1`, `KM1.current`, `KM1=on@2s`; `PE` is the earth's.
    private static func checkReference(_ reference: String, _ origin: Origin) throws(Mistake) {
        guard reference != "PE" else {
            throw Mistake(
                origin: origin, problem: Text(fr: "« PE » est le nom de la terre", en: "'PE' is the name of the earth"),
                expected: Text(fr: "un autre repère", en: "another reference"))
        }
        let isGood = reference.split(separator: "-", omittingEmptySubsequences: false).allSatisfy { part in
            !part.isEmpty && part.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
        }
        guard isGood else {
            throw Mistake(
                origin: origin,
                problem: Text.quoted(reference) + Text(fr: " ne peut pas être un repère", en: " cannot be a reference"),
                expected: Text(fr: "des lettres et des chiffres, comme KM1 ou 0V2", en: "letters and digits, such as KM1 or 0V2"))
        }
    }

    /// Guards and neighbours of places, once every component is known.
    func checkPlaces(_ section: Node?, _ mistakes: inout Mistakes) {
        guard case .mapping(let entries)? = section?.content else { return }
        for entry in entries {
            guard case .mapping(let keys) = entry.value.content else { continue }
            for item in keys {
                switch (item.key, item.value.content) {
                case ("guard", .scalar(let reference, _)) where !componentNames.contains(reference):
                    mistakes.add(item.value.unknown(Text(fr: "composant", en: "component"), among: componentNames))
                case ("near", .sequence(let places)):
                    for place in places {
                        guard case .scalar(let name, _) = place.content, !locations.contains(name) else { continue }
                        mistakes.add(place.unknown(Text(fr: "lieu", en: "location"), among: locations))
                    }
                default: break
                }
            }
        }
    }

    private func place(_ node: Node) throws -> String {
        let name = try node.string
        guard locations.contains(name) else { throw node.unknown(Text(fr: "lieu", en: "location"), among: locations) }
        return name
    }

    private static let reservedKeys = ["type", "location", "article", "text", "designation", "accessible"]

    private func type(in block: Mapping) throws -> AnyComponentType {
        let node = try block.required("type")
        guard let type = Catalog.type(named: try node.string) else {
            throw node.unknown(Text(fr: "type de composant", en: "component type"), among: Catalog.all.map(\.name))
        }
        return type
    }

    private func declaration(
        _ reference: String, _ type: AnyComponentType, _ node: Node, reserved: [String], _ mistakes: inout Mistakes
    ) throws -> Machine.ComponentDeclaration {
        let block = try node.mapping(keys: reserved + type.parameters.map(\.key))
        var values: [(key: String, value: ParameterValue)] = []
        var links: [(key: String, reference: String, origin: Origin)] = []
        for parameter in type.parameters {
            guard let node = block[parameter.key] else {
                if parameter.isRequired {
                    mistakes.add(
                        Mistake(
                            origin: block.origin,
                            problem: Text(
                                fr: "\(reference) (\(type.name)) : la clé « \(parameter.key) » manque",
                                en: "\(reference) (\(type.name)): the key '\(parameter.key)' is missing"),
                            expected: parameter.text))
                }
                continue
            }
            guard let value = mistakes.collect({ try Self.value(node, parameter.form) }) else { continue }
            values.append((parameter.key, value))
            if case .link(let other) = value { links.append((parameter.key, other, node.origin)) }
        }
        let location = try block["location"].map(place)
        return Machine.ComponentDeclaration(
            reference: reference, type: type, parameters: type.parameters(values), links: links, location: location,
            access: try block["accessible"]?.choice(of: Machine.Access.self) ?? .place, article: try block["article"]?.string,
            text: try block["text"]?.text ?? type.text,
            designation: try block["designation"]?.string, origin: node.origin)
    }

    /// A parameter's value in the form that its type declares.
    static func value(_ node: Node, _ form: ParameterDescription.Form) throws -> ParameterValue {
        switch form {
        case .quantity(let kind, let range): .number(try node.quantity(kind, in: range))
        case .count(let range): .count(try node.integer(in: range))
        case .choice(let words):
            .count(words.firstIndex(of: try node.choice(words)) ?? 0)
        case .flag: .flag(try node.boolean)
        case .words: .words(try node.strings)
        case .link: .link(try node.string)
        }
    }

    func checkLinks(_ component: Machine.ComponentDeclaration, _ mistakes: inout Mistakes) {
        for link in component.links {
            let reference = link.reference.split(separator: ":").first.map(String.init) ?? link.reference
            if !reference.isEmpty && !componentNames.contains(reference) {
                mistakes.add(
                    Mistake(
                        origin: link.origin,
                        problem: Text(
                            fr: "\(component.reference).\(link.key) : composant « \(reference) » introuvable",
                            en: "\(component.reference).\(link.key): component '\(reference)' not found"),
                        nearest: nearest(reference, among: componentNames)))
            }
        }
    }

    // MARK: - Connections

    func hose(
        _ reference: String, _ node: Node, _ mistakes: inout Mistakes
    ) throws -> (hose: Machine.HoseDeclaration, component: Machine.ComponentDeclaration) {
        try Self.checkReference(reference, node.origin)
        let block = try node.mapping()
        let from = try Self.terminalReference(try block.required("from"))
        let to = try Self.terminalReference(try block.required("to"))
        // What it leads is what its ends hold.
        let holdsOil = [from, to].contains { domain(of: $0) == .hydraulic }
        guard let type = Catalog.type(named: holdsOil ? "hydraulic-hose" : "hose") else {
            preconditionFailure("the catalogue has no hose")
        }
        let component = try declaration(
            reference, type, node, reserved: ["from", "to"] + Self.reservedKeys.filter { $0 != "type" }, &mistakes)
        return (Machine.HoseDeclaration(reference: reference, from: from, to: to, origin: node.origin), component)
    }

    private func domain(of end: Machine.TerminalReference) -> Domain? {
        guard let component = components.first(where: { $0.reference == end.reference }) else { return nil }
        return component.type.terminals(component.parameters).first { $0.name == end.terminal }?.domain
    }

    func checkPorts(_ hose: Machine.HoseDeclaration, _ mistakes: inout Mistakes) {
        for end in [hose.from, hose.to] {
            do {
                try check(end, at: hose.origin, domains: [.pneumatic, .hydraulic])
            } catch is AlreadyTold {
                continue
            } catch {
                mistakes.collect { throw error }
            }
        }
        mistakes.collect { try checkEnds(hose.from, hose.to, hose.origin) }
    }

    func wire(_ number: String, _ node: Node, _ mistakes: inout Mistakes) throws -> Machine.WireDeclaration {
        let block = try node.mapping(keys: ["from", "to", "class", "section", "length", "colour", "rated"])
        let from = try terminal(try block.required("from"), domains: [.electrical])
        let to = try terminal(try block.required("to"), domains: [.electrical])
        try checkEnds(from, to, node.origin)
        let wireClass = try wireClass(of: block)
        return Machine.WireDeclaration(
            number: number, from: from, to: to, wireClass: wireClass.name, colour: try block["colour"]?.text ?? wireClass.colour,
            section: try block["section"]?.quantity(.area, in: 0.1e-6...300e-6) ?? wireClass.section,
            length: try block["length"]?.quantity(.length, in: 0.001...1000) ?? wireClass.length,
            rated: try block["rated"]?.quantity(.current, in: 0...1000) ?? wireClass.rated, origin: node.origin)
    }

    private func wireClass(of block: Mapping) throws -> Machine.WireClass {
        // A circuit that tells none apart has but one.
        if classNames.isEmpty && block["class"] == nil { return .plain }
        let node = try block.required("class")
        let name = try node.string
        guard let wireClass = classes.first(where: { $0.name == name }) else {
            if classNames.contains(name) { throw AlreadyTold() }
            throw node.unknown(Text(fr: "classe de fil", en: "wire class"), among: classes.map(\.name))
        }
        return wireClass
    }

    /// What joins must have two ends.
    private func checkEnds(_ from: Machine.TerminalReference, _ to: Machine.TerminalReference, _ origin: Origin) throws(Mistake) {
        guard from == to else { return }
        throw Mistake(
            origin: origin, problem: Text(fr: "les deux bouts sont sur \(from)", en: "both ends are on \(from)"),
            expected: Text(fr: "deux bornes différentes", en: "two different terminals"))
    }

    func shaft(_ name: String, _ node: Node, _ mistakes: inout Mistakes) throws -> Machine.ShaftDeclaration {
        let block = try node.mapping(keys: ["from", "to"])
        let domains: [Domain] = [.rotation, .translation, .thermal]
        let from = try terminal(try block.required("from"), domains: domains)
        let to = try terminal(try block.required("to"), domains: domains)
        try checkEnds(from, to, node.origin)
        if let a = domain(from), let b = domain(to), a != b {
            throw node.mistake(
                Text(
                    fr: "\(from) (\(a.text.fr)) et \(to) (\(b.text.fr)) ne peuvent être accouplés",
                    en: "\(from) (\(a.text.en)) and \(to) (\(b.text.en)) cannot be coupled"))
        }
        return Machine.ShaftDeclaration(name: name, from: from, to: to, origin: node.origin)
    }

    func point(_ name: String, _ node: Node, _ mistakes: inout Mistakes) throws -> Machine.MeasuringPoint {
        let block = try node.mapping(keys: ["text", "of", "signal", "terminal", "location"])
        return Machine.MeasuringPoint(
            name: name, text: try block.required("text").text, place: try place(of: block),
            location: try block["location"].map(place))
    }

    private func place(of block: Mapping) throws -> Machine.MeasuringPoint.Place {
        if let node = block["terminal"] {
            return .terminal(try terminal(node, domains: [.electrical, .pneumatic, .hydraulic]))
        }
        let of = try block.required("of", expected: Text(fr: "of et signal, ou terminal", en: "of and signal, or terminal"))
        let reference = try of.string
        if isBroken(reference) { throw AlreadyTold() }
        guard let component = components.first(where: { $0.reference == reference }) else {
            throw of.unknown(Text(fr: "composant", en: "component"), among: components.map(\.reference))
        }
        let signal = try block.required("signal")
        let names = component.type.signals(component.parameters).map(\.name)
        guard names.contains(try signal.string) else {
            throw signal.unknown(Text(fr: "grandeur", en: "quantity"), among: names)
        }
        return .signal(reference: reference, name: try signal.string)
    }

    func chains(_ node: Node) throws -> Machine.Chains {
        let block = try node.mapping(keys: ["energy", "information"])
        func links(_ key: String, _ verbs: [String]) throws -> [Machine.Chains.Link] {
            try block[key]?.sequence.map { item in
                let link = try item.mapping(keys: ["verb", "components"])
                let names = try link.required("components")
                for name in try names.sequence {
                    let reference = try name.string
                    guard componentNames.contains(reference) else {
                        throw name.unknown(Text(fr: "composant", en: "component"), among: componentNames)
                    }
                }
                return Machine.Chains.Link(
                    verb: try link.required("verb").choice(verbs), components: try names.strings)
            } ?? []
        }
        return Machine.Chains(
            energy: try links("energy", Machine.energyVerbs), information: try links("information", Machine.informationVerbs))
    }

    // MARK: - Terminals

    /// `KM1:A1` in its two parts; `PE` alone is the earth.
    static func terminalReference(_ node: Node) throws -> Machine.TerminalReference {
        let text = try node.string
        if text == "PE" { return Machine.TerminalReference(reference: "PE", terminal: "") }
        guard let colon = text.firstIndex(of: ":"), colon != text.startIndex, text.index(after: colon) != text.endIndex else {
            throw node.mistake(
                Text.quoted(text) + Text(fr: " n'est pas une borne", en: " is not a terminal"),
                expected: Text(fr: "REPÈRE:BORNE, par exemple KM1:A1", en: "REFERENCE:TERMINAL, such as KM1:A1"))
        }
        guard text[..<colon] != "PE" else {
            throw node.mistake(
                Text.quoted(text) + Text(fr: " : la terre n'a pas de bornes", en: ": the earth has no terminals"), nearest: "PE")
        }
        return Machine.TerminalReference(
            reference: String(text[..<colon]), terminal: String(text[text.index(after: colon)...]))
    }

    private func terminal(_ node: Node, domains: [Domain]) throws -> Machine.TerminalReference {
        let reference = try Self.terminalReference(node)
        try check(reference, at: node.origin, domains: domains)
        return reference
    }

    private func domain(_ terminal: Machine.TerminalReference) -> Domain? {
        if terminal.reference == "PE" { return .electrical }
        guard let component = components.first(where: { $0.reference == terminal.reference }) else { return nil }
        return component.type.terminals(component.parameters).first { $0.name == terminal.terminal }?.domain
    }

    private func check(_ terminal: Machine.TerminalReference, at origin: Origin, domains: [Domain]) throws {
        guard terminal.reference != "PE" else {
            guard domains.contains(.electrical) else {
                throw Mistake(
                    origin: origin,
                    problem: Text(fr: "PE est une borne « électricité »", en: "PE is a terminal of electricity"),
                    expected: domains.map(\.text).joined(separator: Text(fr: " ou ", en: " or ")))
            }
            return
        }
        if isBroken(terminal.reference) { throw AlreadyTold() }
        guard let component = components.first(where: { $0.reference == terminal.reference }) else {
            throw Mistake(
                origin: origin,
                problem: Text(
                    fr: "composant « \(terminal.reference) » introuvable", en: "component '\(terminal.reference)' not found"),
                nearest: nearest(terminal.reference, among: components.map(\.reference)))
        }
        let terminals = component.type.terminals(component.parameters)
        guard let found = terminals.first(where: { $0.name == terminal.terminal }) else {
            throw Mistake(
                origin: origin,
                problem: Text(
                    fr: "\(terminal.reference) (\(component.type.name)) n'a pas de borne « \(terminal.terminal) »",
                    en: "\(terminal.reference) (\(component.type.name)) has no terminal '\(terminal.terminal)'"),
                expected: Text(terminals.prefix(24).map(\.name).joined(separator: ", ")),
                nearest: nearest(terminal.terminal, among: terminals.map(\.name)))
        }
        guard domains.contains(found.domain) else {
            throw Mistake(
                origin: origin,
                problem: Text(
                    fr: "\(terminal) est une borne « \(found.domain.text.fr) »",
                    en: "\(terminal) is a terminal of \(found.domain.text.en)"),
                expected: domains.map(\.text).joined(separator: Text(fr: " ou ", en: " or ")))
        }
    }
}
