import Notation

extension ProgramReader {
    mutating func readVariables(_ node: Node) {
        guard let mapping = node.mapping(keys: nil, collecting: &mistakes) else { return }
        for entry in mapping.entries {
            guard let variable = readVariable(entry) else { continue }
            scope.add(variable)
            variableOrigins.append(entry.keyOrigin)
        }
    }

    private mutating func readVariable(_ entry: Node.Entry) -> Variable? {
        let keys = ["address", "type", "reference", "meaning", "initial", "constant", "retain"]
        guard let mapping = entry.value.mapping(keys: keys, collecting: &mistakes) else { return nil }
        checkName(entry)
        let constant = mapping["constant"]
        var address: Address?
        if let node = mapping["address"] {
            if constant != nil {
                mistakes.add(node.mistake(Text(fr: "une constante n'a pas d'adresse", en: "a constant has no address")))
            } else {
                address = readAddress(node)
                if address == nil { return placeholder(entry) }
            }
        }
        let role = ProgramReader.role(address, isConstant: constant != nil)
        let declared = mapping["type"].flatMap { node in mistakes.collect { try node.choice(of: ValueType.self) } }
        let type = declared ?? ProgramReader.type(address, literal: constant ?? mapping["initial"])
        if let address, let node = mapping["type"], declared != nil { check(type, address, node) }
        var initial = 0.0
        if let literal = constant ?? mapping["initial"] { initial = self.literal(literal, type) ?? 0 }
        if let node = mapping["initial"], role != .memory {
            mistakes.add(
                node.mistake(
                    Text(
                        fr: "seule une variable interne a une valeur initiale",
                        en: "only an internal variable has an initial value")))
        }
        var isRetained = false
        if let node = mapping["retain"] {
            isRetained = mistakes.collect { try node.boolean } ?? false
            if isRetained, role != .memory {
                mistakes.add(
                    node.mistake(
                        Text(
                            fr: "seule une variable interne peut être gardée à la coupure",
                            en: "only an internal variable can be kept when power is lost")))
            }
        }
        let reference = mapping["reference"].flatMap { node in mistakes.collect { try node.string } }
        let meaning = mapping["meaning"].flatMap { node in mistakes.collect { try node.text } }
        return Variable(
            name: entry.key, slot: assembly.slot(initial), role: role, type: type, address: address, reference: reference,
            meaning: meaning, initial: initial, isRetained: isRetained, origin: entry.keyOrigin)
    }

    /// Stands for a variable whose address is wrong, so that its readers are not told that it is missing.
    private mutating func placeholder(_ entry: Node.Entry) -> Variable {
        Variable(
            name: entry.key, slot: assembly.slot(), role: .memory, type: .bool, address: nil, reference: nil, meaning: nil,
            initial: 0, isRetained: false, origin: entry.keyOrigin)
    }

    private mutating func checkName(_ entry: Node.Entry) {
        guard !Lexer.isName(entry.key) else { return }
        let isWord = Parser.keywords.contains(entry.key.uppercased())
        mistakes.add(
            Mistake(
                origin: entry.keyOrigin,
                problem: isWord
                    ? Text.quoted(entry.key) + Text(fr: " est un mot du langage", en: " is a word of the language")
                    : Text.quoted(entry.key) + Text(fr: " ne peut pas être un nom", en: " cannot be a name"),
                expected: Text(
                    fr: "des lettres, chiffres, « _ » et « - » entre deux, au moins une lettre, ni nombre ni durée",
                    en: "letters, digits, '_' and '-' in between, a letter at least, no number nor duration")))
    }

    private static func role(_ address: Address?, isConstant: Bool) -> Variable.Role {
        if isConstant { return .constant }
        return switch address?.area {
        case .input: .input
        case .output: .output
        case .system: .system
        case .memory, nil: .memory
        }
    }

    /// The type of a variable that does not say: a bit is a BOOL, a word of memory a count, another word a number; a literal says its own.
    private static func type(_ address: Address?, literal: Node?) -> ValueType {
        if let address { return !address.isWord ? .bool : address.area == .memory ? .count : .number }
        guard case .scalar(let text, _)? = literal?.content else { return .bool }
        if ["true", "false", "0", "1"].contains(text.lowercased()), literal != nil {
            return ["0", "1"].contains(text) ? .number : .bool
        }
        if Lexer.number(text) != nil || text.hasPrefix("-") { return .number }
        return Lexer.isTime(text) ? .time : .bool
    }

    private mutating func check(_ type: ValueType, _ address: Address, _ node: Node) {
        guard (type == .bool) == address.isWord else { return }
        mistakes.add(
            node.mistake(
                Text(fr: "\(address) est un ", en: "\(address) is a ")
                    + (address.isWord ? Text(fr: "mot", en: "word") : Text("bit")),
                expected: address.isWord ? Text(fr: "count, number ou time", en: "count, number or time") : Text("bool")))
    }

    private mutating func readAddress(_ node: Node) -> Address? {
        guard let text = mistakes.collect({ try node.string }) else { return nil }
        guard let address = Address(text) else {
            mistakes.add(
                node.mistake(
                    Text.quoted(text) + Text(fr: " n'est pas une adresse", en: " is no address"),
                    expected: Text("%I0.5, %Q0.3, %M3, %IW0, %QW0, %MW10, %S6"), nearest: ProgramReader.mended(text)))
            return nil
        }
        if address.area == .system, SystemBit(rawValue: address.number) == nil {
            mistakes.add(
                node.mistake(
                    Text(fr: "pas de bit système \(address)", en: "no system bit \(address)"),
                    expected: Text(SystemBit.allCases.map { "%S\($0.rawValue)" }.joined(separator: ", "))))
            return nil
        }
        if let first = scope.variables.firstIndex(where: { $0.address == address }) {
            mistakes.add(
                node.mistake(
                    Text(fr: "\(address) est déjà l'adresse de ", en: "\(address) is already the address of ")
                        + Text.quoted(scope.variables[first].name)
                        + Text(fr: ", ligne \(variableOrigins[first].line)", en: ", line \(variableOrigins[first].line)")))
            return nil
        }
        return address
    }

    /// What is often written instead of an address: no percent sign, E and A of German books, small letters.
    private static func mended(_ text: String) -> String? {
        var better = text.uppercased()
        if !better.hasPrefix("%") { better = "%" + better }
        for (wrong, right) in [("%E", "%I"), ("%A", "%Q"), ("%O", "%Q"), ("%IX", "%I"), ("%QX", "%Q"), ("%MX", "%M")]
        where better.hasPrefix(wrong) {
            better = right + better.dropFirst(wrong.count)
        }
        return Address(better).map(\.description)
    }

    private mutating func literal(_ node: Node, _ type: ValueType) -> Double? {
        mistakes.collect {
            let text = try node.string
            switch type {
            case .bool: return text == "0" ? 0 : text == "1" ? 1 : try node.boolean ? 1 : 0
            case .count: return try node.number(in: ValueType.countBounds).rounded()
            case .number: return try node.number()
            case .time: return try Lexer.time(text) ?? node.duration()
            }
        }
    }
}

extension Lexer {
    /// `2s`, `2 s`, `T#2s`.
    static func time(_ text: String) -> Double? {
        if text.uppercased().hasPrefix("T#") { return seconds(text.dropFirst(2).lowercased().filter { $0 != "_" }) }
        return seconds(text.filter { $0 != " " })
    }

    static func isTime(_ text: String) -> Bool { time(text) != nil }
}
