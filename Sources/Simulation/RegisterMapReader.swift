import Components
public import Grafcet
public import Machines
import Modbus
public import Notation

extension RegisterMap {
    private static let areas = Area.allCases.map { (key: $0.key, area: $0) }
    private static let heads = ["unit"] + Area.allCases.map(\.key)
    private static let others = ["text", "order", "identification", "functions", "locks", "heartbeat", "alarms", "masters"]

    /// Reads a `modbus.yaml`.
    ///
    /// - Parameter machine: nil for a device without one: its cells hold what the file says.
    /// - Throws: `Mistakes`.
    public static func decode(_ node: Node, machine: Machine? = nil, program: Program? = nil) throws -> RegisterMap {
        try Mistakes.gathered { mistakes in
            mistakes.collect { try node.format(1) }
            guard let file = node.mapping(keys: heads + others + Polling.keys, collecting: &mistakes) else { throw mistakes }
            let polling = Polling(file, &mistakes)
            var reader = RegisterMapReader(
                machine: machine, program: program, polling: polling,
                order: mistakes.collect { try file["order"]?.choice(of: RegisterOrder.self) ?? .highFirst } ?? .highFirst)
            let unit = mistakes.collect { try file["unit"]?.integer(in: 1...247) ?? 1 } ?? 1
            mistakes.collect { try reader.readLocks(file["locks"]) }
            for (key, area) in areas {
                guard let section = file[key], let block = mistakes.collect({ try section.mapping() }) else { continue }
                for item in block.entries {
                    if let entry = mistakes.collect({ try reader.entry(item, area: area) }) {
                        reader.add(entry, at: item.keyOrigin, &mistakes)
                    }
                }
            }
            let heartbeat = file["heartbeat"].flatMap { node in mistakes.collect { try reader.heartbeat(node) } }
            let alarms = file["alarms"].flatMap { node in mistakes.collect { try reader.alarms(node) } } ?? []
            let masters = file["masters"].flatMap { node in mistakes.collect { try reader.masters(node) } } ?? []
            let identification = file["identification"].flatMap { node in mistakes.collect { try Self.identification(node) } }
            let functions = file["functions"].flatMap { node in mistakes.collect { try Self.functions(node) } }
            // An overlap has been told with its line; there is no layout of it.
            try mistakes.check()
            do {
                return RegisterMap(
                    text: try file["text"]?.text, unit: UInt8(unit), entries: reader.entries,
                    layout: try Layout(reader.spans), identification: identification, functions: functions, locks: reader.locks,
                    heartbeat: heartbeat, alarms: alarms, masters: masters, polling: polling)
            } catch let error as LayoutError {
                throw node.mistake(Text(fr: "table Modbus impossible : \(error)", en: "impossible Modbus map: \(error)"))
            }
        }
    }

    private static let objects = [
        "vendor-name", "product-code", "revision", "vendor-url", "product-name", "model-name", "user-application-name",
    ]

    private static func identification(_ node: Node) throws -> Identification {
        let block = try node.mapping(keys: objects + ["extended"])
        func object(_ key: String) throws -> String? {
            guard let node = block[key] else { return nil }
            return try text(node)
        }
        var extended: [UInt8: String] = [:]
        for item in try block["extended"]?.mapping().entries ?? [] {
            guard let number = UInt8(item.key), number >= 128 else {
                throw Mistake(
                    origin: item.keyOrigin,
                    problem: Text.quoted(item.key)
                        + Text(fr: " n'est pas un numéro d'objet privé", en: " is no private object's number"),
                    expected: Text(fr: "un nombre de 128 à 255", en: "a number from 128 to 255"))
            }
            extended[number] = try text(item.value)
        }
        return try Identification(
            vendorName: try text(block.required("vendor-name")), productCode: try text(block.required("product-code")),
            revision: try text(block.required("revision")), vendorURL: object("vendor-url"), productName: object("product-name"),
            modelName: object("model-name"), userApplicationName: object("user-application-name"), extended: extended)
    }

    /// What function 43/14 can carry.
    private static func text(_ node: Node) throws -> String {
        let text = try node.string
        guard text.utf8.count <= Identification.valueLimit, text.utf8.allSatisfy({ 0x20...0x7E ~= $0 }) else {
            throw node.mistake(
                Text(fr: "l'identification ne peut porter ce texte", en: "the identification cannot carry this text"),
                expected: Text(
                    fr: "au plus \(Identification.valueLimit) caractères sans accent",
                    en: "at most \(Identification.valueLimit) characters without accents"))
        }
        return text
    }

    private static func functions(_ node: Node) throws -> Set<FunctionCode> {
        let known = FunctionCode.allCases.map { String($0.rawValue) }
        return Set(
            try node.sequence.map { item in
                FunctionCode(rawValue: UInt8(try item.choice(known))!)!
            })
    }
}

/// Reads the entries of a map, one after another, and keeps what they take.
private struct RegisterMapReader {
    private static let sources = ["variable", "of", "signal", "value"]
    private static let keys =
        ["name", "text"] + sources
        + [
            "format", "scale", "offset", "writable", "length", "count", "order", "unit", "range", "lock", "poll", "thresholds",
            "absent",
        ]

    let machine: Machine?
    let program: Program?
    let polling: Polling
    let order: RegisterOrder
    private(set) var entries: [RegisterMap.Entry] = []
    private(set) var locks: [RegisterMap.KeyLock] = []
    /// By area: which entry took a cell first, and the bits of a register that are taken.
    private var taken: [[Int: (entry: Int, mask: UInt16)]] = Area.allCases.map { _ in [:] }

    init(machine: Machine?, program: Program?, polling: Polling, order: RegisterOrder) {
        self.machine = machine
        self.program = program
        self.polling = polling
        self.order = order
    }

    /// Registers that share their bits are one span.
    var spans: [Layout.Span] {
        var seen: Set<Cell> = []
        return entries.compactMap { entry in
            if entry.bits != nil, !seen.insert(Cell(entry.area, entry.address)).inserted { return nil }
            return Layout.Span(entry.area, entry.addresses, entry.isWritable ? .client : .plant)
        }
    }

    mutating func add(_ entry: RegisterMap.Entry, at origin: Origin, _ mistakes: inout Mistakes) {
        let area = entry.area.rawValue
        let bits = entry.bits.map { UInt16(1 << $0.count - 1) << $0.lowerBound } ?? 0xFFFF
        let met = entry.addresses.compactMap { taken[area][$0] }.first
        if let met, met.mask & bits != 0 {
            let other = entries[met.entry]
            let shown = "\(other.addresses.lowerBound)" + (other.addresses.count > 1 ? "–\(other.addresses.upperBound - 1)" : "")
            mistakes.add(
                Mistake(
                    origin: origin,
                    problem: Text(
                        fr: "l'adresse \(entry.address) recouvre « \(other.name) » (\(shown))",
                        en: "the address \(entry.address) overlaps '\(other.name)' (\(shown))"),
                    expected: Text(fr: "une adresse libre", en: "a free address")))
        } else if let met, entries[met.entry].isWritable != entry.isWritable {
            let other = entries[met.entry].name
            mistakes.add(
                Mistake(
                    origin: origin,
                    problem: Text(
                        fr: "les bits d'un registre s'écrivent tous ou aucun, et « \(other) » est du même",
                        en: "the bits of a register are all written or none, and '\(other)' is of the same")))
        }
        for address in entry.addresses { taken[area][address, default: (entries.count, 0)].mask |= bits }
        entries.append(entry)
    }

    // MARK: An entry

    func entry(_ item: Node.Entry, area: Area) throws -> RegisterMap.Entry {
        let (address, bits) = try place(item, area)
        let block = try item.value.mapping(keys: Self.keys)
        let source = try source(block)
        let isWritable = try block["writable"]?.boolean ?? false
        if isWritable { try checkWritable(block, source, area) }
        let format = try block["format"]?.choice(of: RegisterFormat.self) ?? .u16
        let scale = try block["scale"]?.number(in: -1e9...1e9) ?? 1
        if scale == 0 {
            throw block["scale"]!.mistake(
                Text(fr: "une échelle nulle ne donne pas de valeur", en: "a scale of zero gives no value"),
                expected: Text(fr: "un nombre autre que 0", en: "a number other than 0"))
        }
        let forRegisters = ["format", "scale", "offset", "length", "order", "unit", "range", "absent"]
        if area.holdsBits, let extra = forRegisters.compactMap({ block[$0] }).first {
            throw extra.mistake(Text(fr: "un bit n'a ni format ni échelle", en: "a bit has no format and no scale"))
        }
        if bits != nil, let extra = ["format", "length", "count"].compactMap({ block[$0] }).first {
            throw extra.mistake(
                Text(fr: "des bits d'un registre sont un nombre sans signe", en: "bits of a register are a number without sign"))
        }
        let length = try self.length(block, format, source)
        let count = try block["count"]?.integer(in: 1...65536) ?? 1
        if count > 1, machine != nil {
            throw block["count"]!.mistake(
                Text(fr: "une machine montre une valeur par adresse", en: "a machine shows one value an address"))
        }
        let offset = try block["offset"]?.number(in: -1e9...1e9) ?? 0
        let (factor, shift, unit) = try self.unit(block, source)
        var entry = RegisterMap.Entry(
            area: area, address: address, name: try block["name"]?.string ?? Self.name(source, item.key),
            text: try machine == nil ? block["text"]?.text ?? Text("") : block.required("text").text, source: source,
            format: format, order: try block["order"]?.choice(of: RegisterOrder.self) ?? order, bits: bits, length: length,
            count: count, scale: scale * factor, offset: offset * factor + shift,
            display: unit.map { .init(unit: $0, scale: scale, offset: offset) }, isWritable: isWritable,
            range: try range(block, factor, shift), lock: try lock(block, isWritable))
        entry.poll = try block["poll"].map { try polling.group($0) }
        entry.thresholds = try block["thresholds"].map { try Polling.Thresholds($0) }
        entry.absent = try block["absent"]?.number(in: format.range)
        guard entry.addresses.upperBound <= 65536 else {
            let size = entry.addresses.count
            throw Mistake(
                origin: item.keyOrigin,
                problem: size == 2
                    ? Text(
                        fr: "deux registres à partir de \(address) dépassent 65535",
                        en: "two registers from \(address) go past 65535")
                    : Text(
                        fr: "\(size) adresses à partir de \(address) dépassent 65535",
                        en: "\(size) addresses from \(address) go past 65535"),
                expected: size > 65536 ? nil : Text(fr: "\(65536 - size) au plus", en: "\(65536 - size) at most"))
        }
        return entry
    }

    /// `12`, or in a register `12.3` and `12.4-7` for some of its bits.
    private func place(_ item: Node.Entry, _ area: Area) throws(Mistake) -> (Int, Range<Int>?) {
        let parts = item.key.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = Int(parts[0]), (0...65535).contains(address), parts.count == 1 || !area.holdsBits else {
            throw Mistake(
                origin: item.keyOrigin,
                problem: Text.quoted(item.key) + Text(fr: " n'est pas une adresse", en: " is not an address"),
                expected: Text(fr: "un nombre de 0 à 65535", en: "a number from 0 to 65535"))
        }
        guard parts.count > 1 else { return (address, nil) }
        let ends = parts[1].split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard ends.count <= 2, let first = ends.first ?? nil, let last = ends.last ?? nil, 0...15 ~= first, first...15 ~= last
        else {
            throw Mistake(
                origin: item.keyOrigin,
                problem: Text.quoted(String(parts[1])) + Text(fr: " ne nomme pas de bits", en: " names no bits"),
                expected: Text(fr: "un bit de 0 à 15, ou 4-7", en: "a bit from 0 to 15, or 4-7"))
        }
        return (address, first..<last + 1)
    }

    private func checkWritable(_ block: Mapping, _ source: RegisterMap.Source, _ area: Area) throws(Mistake) {
        let node = block["writable"]!
        if area == .discreteInputs || area == .inputRegisters {
            throw node.mistake(
                Text(fr: "cette table ne s'écrit pas en Modbus", en: "Modbus has no function that writes this table"))
        }
        switch source {
        case .variable(let name):
            if let role = program?.variable(name)?.role, role != .memory, role != .output {
                throw node.mistake(
                    Text(fr: "un maître n'écrit pas « \(name) »", en: "a master does not write '\(name)'"),
                    expected: Text(fr: "une variable interne ou une sortie", en: "an internal variable or an output"))
            }
        case .constant where machine == nil, .text where machine == nil: break
        default:
            throw node.mistake(
                Text(
                    fr: "un maître n'écrit que des variables du programme", en: "a master writes variables of the program only"))
        }
    }

    private func length(_ block: Mapping, _ format: RegisterFormat, _ source: RegisterMap.Source) throws -> Int {
        let isText = if case .text = source { true } else { false }
        guard format == .string else {
            if let node = block["length"] {
                throw node.mistake(Text(fr: "seul un texte a une longueur", en: "only a string has a length"))
            }
            if isText {
                throw block["value"]!.mistake(Text(fr: "un texte a le format « string »", en: "a text has the format 'string'"))
            }
            return 0
        }
        guard isText else {
            throw block["format"]!.mistake(
                Text(fr: "un nombre n'est pas un texte", en: "a number is no text"),
                expected: Text(fr: "value, avec un texte entre guillemets", en: "value, with a text in quotes"))
        }
        return try block.required("length").integer(in: 1...246)
    }

    /// Factor and shift from the written unit into SI, and how it is written.
    private func unit(_ block: Mapping, _ source: RegisterMap.Source) throws -> (Double, Double, String?) {
        guard let node = block["unit"] else { return (1, 0, nil) }
        guard case .signal(let reference, let name) = source, let component = machine?.component(reference),
            let signal = component.type.signals(component.parameters).first(where: { $0.name == name })
        else { return (1, 0, try node.string) }
        let symbol = try node.unit(of: signal.kind)
        let unit = signal.kind.unit(symbol)!
        return (unit.factor, unit.offset, symbol)
    }

    private func range(_ block: Mapping, _ factor: Double, _ shift: Double) throws -> ClosedRange<Double>? {
        guard let node = block["range"] else { return nil }
        let ends = try node.mapping(keys: ["min", "max"])
        let (low, high) = (try ends.required("min").number(), try ends.required("max").number())
        guard low <= high else {
            throw node.mistake(
                Text(fr: "le minimum dépasse le maximum", en: "the minimum is above the maximum"), expected: Text("min ≤ max"))
        }
        guard try block["writable"]?.boolean ?? false else {
            throw node.mistake(
                Text(fr: "seul ce qui s'écrit a des limites", en: "only what is written has limits"),
                expected: Text("writable: true"))
        }
        return low * factor + shift...high * factor + shift
    }

    private func lock(_ block: Mapping, _ isWritable: Bool) throws -> String? {
        guard let node = block["lock"] else { return nil }
        let name = try node.string
        guard locks.contains(where: { $0.name == name }) else {
            throw node.unknown(Text(fr: "verrou", en: "lock"), among: locks.map(\.name))
        }
        guard isWritable else {
            throw node.mistake(
                Text(fr: "seul ce qui s'écrit se verrouille", en: "only what is written can be locked"),
                expected: Text("writable: true"))
        }
        return name
    }

    private static func name(_ source: RegisterMap.Source, _ key: String) -> String {
        switch source {
        case .variable(let variable): variable
        case .signal(let reference, let signal): "\(reference).\(signal)"
        default: key
        }
    }

    private func source(_ block: Mapping) throws -> RegisterMap.Source {
        let isOne = Text(fr: "une adresse montre une seule chose", en: "an address shows one thing only")
        let choices = Text(fr: "variable, ou of et signal", en: "variable, or of and signal")
        if let node = block["value"] {
            if let other = block["variable"] ?? block["of"] ?? block["signal"] { throw other.mistake(isOne, expected: choices) }
            if case .scalar(let text, quoted: true) = node.content { return .text(text) }
            return .constant(try node.number())
        }
        guard let machine else {
            if let other = block["variable"] ?? block["of"] ?? block["signal"] {
                throw other.mistake(
                    Text(fr: "il n'y a pas de machine derrière cette table", en: "there is no machine behind this map"),
                    expected: Text("value"))
            }
            if try block["format"]?.string == RegisterFormat.string.rawValue { return .text("") }
            return .constant(0)
        }
        if let node = block["variable"] {
            if let of = block["of"] ?? block["signal"] { throw of.mistake(isOne, expected: choices) }
            return .variable(try variable(node))
        }
        let of = try block.required("of", expected: choices)
        let reference = try of.string
        guard let component = machine.component(reference) else {
            throw of.unknown(Text(fr: "composant", en: "component"), among: machine.components.map(\.reference))
        }
        let signalNode = try block.required("signal")
        let signals = component.type.signals(component.parameters).map(\.name)
        guard signals.contains(try signalNode.string) else {
            throw signalNode.unknown(Text(fr: "grandeur de \(reference)", en: "quantity of \(reference)"), among: signals)
        }
        return .signal(reference: reference, name: try signalNode.string)
    }

    private func variable(_ node: Node) throws -> String {
        let name = try node.string
        guard let program else {
            throw node.mistake(Text(fr: "la machine n'a pas de programme", en: "the machine has no program"))
        }
        guard program.slot(name) != nil else {
            throw node.unknown(Text(fr: "variable du programme", en: "program variable"), among: program.variables.map(\.name))
        }
        return name
    }

    // MARK: Locks, heartbeat, alarms

    /// Before the entries, which name them.
    mutating func readLocks(_ node: Node?) throws {
        var mistakes = Mistakes()
        for item in try node?.mapping().entries ?? [] {
            let read = mistakes.collect {
                let keys = try item.value.mapping(keys: ["at", "value", "for", "text"])
                let at = try keys.required("at")
                let lock = RegisterMap.KeyLock(
                    name: item.key, address: try at.integer(in: 0...65535),
                    value: UInt16(try keys.required("value").integer(in: 1...65535)),
                    duration: try keys["for"]?.duration(in: 0.1...86_400))
                let text = try keys["text"]?.text ?? Text(fr: "clé de « \(item.key) »", en: "key of '\(item.key)'")
                return (lock, text, at.origin)
            }
            guard let (lock, text, origin) = read else { continue }
            locks.append(lock)
            add(own(.holdingRegisters, lock.address, lock.name, text, .key, isWritable: true), at: origin, &mistakes)
        }
        try mistakes.check()
    }

    mutating func heartbeat(_ node: Node) throws -> RegisterMap.Heartbeat {
        var mistakes = Mistakes()
        let block = try node.mapping(keys: ["table", "at", "within", "lost", "then", "text"])
        let table = try block["table"]?.choice([Area.coils.key, Area.holdingRegisters.key])
        let area = table == Area.coils.key ? Area.coils : .holdingRegisters
        let address = try block.required("at").integer(in: 0...65535)
        let text = try block["text"]?.text ?? Text(fr: "battement de vie du maître", en: "the master's heartbeat")
        add(own(area, address, "heartbeat", text, .heartbeat, isWritable: true), at: try block.required("at").origin, &mistakes)
        if let lost = block["lost"] {
            let text = Text(fr: "maître perdu", en: "master lost")
            add(
                own(.discreteInputs, try lost.integer(in: 0...65535), "heartbeat-lost", text, .heartbeatLost, isWritable: false),
                at: lost.origin, &mistakes)
        }
        // Neither a key nor the heartbeat itself.
        let writable = entries.filter { entry in
            switch entry.source {
            case .variable, .constant: entry.isWritable
            default: false
            }
        }
        var safe: [(name: String, value: Double)] = []
        for item in try block["then"]?.mapping().entries ?? [] {
            guard writable.contains(where: { $0.name == item.key }) else {
                let near = nearest(item.key, among: writable.map(\.name))
                mistakes.add(
                    Mistake(
                        origin: item.keyOrigin,
                        problem: Text.quoted(item.key)
                            + Text(fr: " ne s'écrit pas par Modbus", en: " is not written over Modbus"),
                        expected: near == nil ? Text(writable.map(\.name).joined(separator: ", ")) : nil, nearest: near))
                continue
            }
            if let value = mistakes.collect({ try item.value.number() }) { safe.append((item.key, value)) }
        }
        try mistakes.check()
        return RegisterMap.Heartbeat(
            area: area, address: address, limit: try block.required("within").duration(in: 0.02...3600), safe: safe)
    }

    func masters(_ node: Node) throws -> [RegisterMap.Master] {
        try node.mapping().entries.map { item in
            let block = try item.value.mapping(keys: ["address", "text", "writes"])
            let writes = try (block["writes"]?.mapping().entries ?? []).map { write in
                guard entries.contains(where: { $0.isWritable && $0.name == write.key }) else {
                    throw Mistake(
                        origin: write.keyOrigin,
                        problem: Text.quoted(write.key)
                            + Text(fr: " ne s'écrit pas par Modbus", en: " is not written over Modbus"),
                        nearest: nearest(write.key, among: entries.filter(\.isWritable).map(\.name)))
                }
                return (name: write.key, value: try write.value.number())
            }
            return RegisterMap.Master(
                name: item.key, address: try block.required("address").string, text: try block.required("text").text,
                writes: writes)
        }
    }

    mutating func alarms(_ node: Node) throws -> [RegisterMap.Alarm] {
        var mistakes = Mistakes()
        let block = try node.mapping(keys: ["at", "slots", "list"])
        let address = try block.required("at").integer(in: 0...65535)
        let places = try block["slots"]?.integer(in: 1...100) ?? 8
        guard address + places < 65536 else {
            throw block["at"]!.mistake(
                Text(
                    fr: "\(places + 1) registres à partir de \(address) dépassent 65535",
                    en: "\(places + 1) registers from \(address) go past 65535"))
        }
        var alarms: [RegisterMap.Alarm] = []
        for item in try block.required("list").mapping().entries {
            mistakes.collect {
                guard let code = Int(item.key), 1...65535 ~= code else {
                    throw Mistake(
                        origin: item.keyOrigin,
                        problem: Text.quoted(item.key) + Text(fr: " n'est pas un code d'alarme", en: " is not an alarm's code"),
                        expected: Text(fr: "un nombre de 1 à 65535", en: "a number from 1 to 65535"))
                }
                let keys = try item.value.mapping(keys: ["alarm", "text"] + Self.sources)
                if let node = keys["alarm"] {
                    let known = program?.alarms ?? []
                    let name = try node.string
                    guard let alarm = known.first(where: { $0.name == name }) else {
                        throw node.unknown(Text(fr: "alarme du programme", en: "alarm of the program"), among: known.map(\.name))
                    }
                    alarms.append(
                        .init(code: code, source: .programAlarm(alarm.name), text: try keys["text"]?.text ?? alarm.text))
                } else {
                    alarms.append(.init(code: code, source: try source(keys), text: try keys.required("text").text))
                }
            }
        }
        let count = Text(fr: "alarmes actives", en: "active alarms")
        let origin = try block.required("at").origin
        add(own(.inputRegisters, address, "alarms", count, .alarmCount, isWritable: false), at: origin, &mistakes)
        for place in 0..<places {
            let text = Text(fr: "code d'alarme, rang \(place + 1)", en: "alarm code, place \(place + 1)")
            add(
                own(.inputRegisters, address + 1 + place, "alarm-\(place + 1)", text, .alarm(place: place), isWritable: false),
                at: origin, &mistakes)
        }
        try mistakes.check()
        return alarms
    }

    /// A cell that the map itself makes.
    private func own(
        _ area: Area, _ address: Int, _ name: String, _ text: Text, _ source: RegisterMap.Source, isWritable: Bool
    ) -> RegisterMap.Entry {
        RegisterMap.Entry(
            area: area, address: address, name: name, text: text, source: source, format: .u16, order: .highFirst, bits: nil,
            length: 0, count: 1, scale: 1, offset: 0, display: nil, isWritable: isWritable, range: nil, lock: nil)
    }
}
