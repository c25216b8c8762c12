import Components
public import Grafcet
public import Machines
public import Modbus
public import Notation

/// What each Modbus cell of a machine means.
public struct RegisterMap: Sendable {
    public enum Source: Sendable, Hashable {
        /// A variable of the program.
        case variable(String)
        /// A quantity of a component.
        case signal(reference: String, name: String)
    }

    /// How a value is laid in registers; the high word first in 32 bits.
    public enum Format: String, Sendable, CaseIterable {
        case u16, i16, u32, f32
        public var width: Int { self == .u32 || self == .f32 ? 2 : 1 }
    }

    public struct Entry: Sendable {
        public let area: Area
        /// In the protocol, from 0.
        public let address: Int
        public let name: String
        public let text: Text
        public let source: Source
        public let format: Format
        /// value = raw × scale + offset, in SI.
        public let scale: Double
        public let offset: Double
        public let isWritable: Bool

        /// The reference number that many masters show: 1-based, with the area's leading digit (00001, 10001, 30001, 40001).
        public var reference: String {
            let digit =
                switch area {
                case .coils: 0
                case .discreteInputs: 1
                case .inputRegisters: 3
                case .holdingRegisters: 4
                }
            let number = String(address + 1)
            return "\(digit)" + String(repeating: "0", count: max(0, 4 - number.count)) + number
        }

        /// The cells that it takes.
        public var addresses: Range<Int> { address..<(address + (area.holdsBits ? 1 : format.width)) }

        /// The registers of a value; what does not fit is held at the nearest end.
        public func registers(_ value: Double) -> [UInt16] {
            if area.holdsBits { return [value != 0 ? 1 : 0] }
            let scaled = (value - offset) / scale
            // What is no number shows as zero, as a module without a measure does.
            let raw = scaled.isNaN && format != .f32 ? 0 : scaled
            switch format {
            case .u16: return [UInt16(min(max(raw.rounded(), 0), 65535))]
            case .i16: return [UInt16(bitPattern: Int16(min(max(raw.rounded(), -32768), 32767)))]
            case .u32:
                let whole = UInt32(min(max(raw.rounded(), 0), 4_294_967_295))
                return [UInt16(whole >> 16), UInt16(truncatingIfNeeded: whole)]
            case .f32:
                let bits = Float(raw).bitPattern
                return [UInt16(bits >> 16), UInt16(truncatingIfNeeded: bits)]
            }
        }

        /// The value that registers hold.
        public func value(_ registers: [UInt16]) -> Double {
            if area.holdsBits { return registers[0] == 0 ? 0 : 1 }
            let raw: Double =
                switch format {
                case .u16: Double(registers[0])
                case .i16: Double(Int16(bitPattern: registers[0]))
                case .u32: Double(UInt32(registers[0]) << 16 | UInt32(registers[1]))
                case .f32: Double(Float(bitPattern: UInt32(registers[0]) << 16 | UInt32(registers[1])))
                }
            return raw * scale + offset
        }
    }

    public let unit: UInt8
    public let entries: [Entry]
    public let layout: Layout

    public static func decode(_ node: Node, machine: Machine, program: Program?) throws -> RegisterMap {
        let areas: [(key: String, area: Area)] = [
            ("coils", .coils), ("discrete-inputs", .discreteInputs), ("input-registers", .inputRegisters),
            ("holding-registers", .holdingRegisters),
        ]
        return try Mistakes.gathered { mistakes in
            mistakes.collect { try node.format(1) }
            guard let file = node.mapping(keys: ["unit"] + areas.map(\.key), collecting: &mistakes) else { throw mistakes }
            let unit = mistakes.collect { try file["unit"]?.integer(in: 1...247) ?? 1 } ?? 1
            var entries: [Entry] = []
            for (key, area) in areas {
                guard let section = file[key], let block = mistakes.collect({ try section.mapping() }) else { continue }
                for item in block.entries {
                    let entry = mistakes.collect {
                        try Self.entry(item, area: area, machine: machine, program: program)
                    }
                    guard let entry else { continue }
                    if let other = entries.first(where: { $0.area == area && $0.addresses.overlaps(entry.addresses) }) {
                        let shown =
                            "\(other.addresses.lowerBound)"
                            + (other.format.width == 2 ? "–\(other.addresses.upperBound - 1)" : "")
                        mistakes.add(
                            Mistake(
                                origin: item.keyOrigin,
                                problem: Text(
                                    fr: "l'adresse \(entry.address) recouvre « \(other.name) » (\(shown))",
                                    en: "the address \(entry.address) overlaps '\(other.name)' (\(shown))"),
                                expected: Text(fr: "une adresse libre", en: "a free address")))
                    }
                    entries.append(entry)
                }
            }
            // An overlap has been told with its line; there is no layout of it.
            try mistakes.check()
            let spans = entries.map { Layout.Span($0.area, $0.addresses, $0.isWritable ? .client : .plant) }
            do {
                return RegisterMap(unit: UInt8(unit), entries: entries, layout: try Layout(spans))
            } catch {
                throw node.mistake(Text(fr: "table Modbus impossible : \(error)", en: "impossible Modbus map: \(error)"))
            }
        }
    }

    private static func entry(_ item: Node.Entry, area: Area, machine: Machine, program: Program?) throws -> Entry {
        guard let address = Int(item.key), (0...65535).contains(address) else {
            throw Mistake(
                origin: item.keyOrigin,
                problem: Text.quoted(item.key) + Text(fr: " n'est pas une adresse", en: " is not an address"),
                expected: Text(fr: "un nombre de 0 à 65535", en: "a number from 0 to 65535"))
        }
        let block = try item.value.mapping(
            keys: ["name", "text", "variable", "of", "signal", "format", "scale", "offset", "writable"])
        let source = try source(block, machine: machine, program: program)
        let isWritable = try block["writable"]?.boolean ?? false
        if isWritable, area == .discreteInputs || area == .inputRegisters {
            throw block["writable"]!.mistake(
                Text(fr: "cette table ne s'écrit pas en Modbus", en: "Modbus has no function that writes this table"))
        }
        if isWritable, case .variable(let name) = source, let role = program?.variable(name)?.role, role != .memory,
            role != .output
        {
            throw block["writable"]!.mistake(
                Text(fr: "un maître n'écrit pas « \(name) »", en: "a master does not write '\(name)'"),
                expected: Text(fr: "une variable interne ou une sortie", en: "an internal variable or an output"))
        }
        if isWritable, case .signal = source {
            throw block["writable"]!.mistake(
                Text(
                    fr: "un maître n'écrit que des variables du programme", en: "a master writes variables of the program only"))
        }
        let format = try block["format"]?.choice(of: Format.self) ?? .u16
        let scale = try block["scale"]?.number(in: -1e9...1e9) ?? 1
        if scale == 0 {
            throw block["scale"]!.mistake(
                Text(fr: "une échelle nulle ne donne pas de valeur", en: "a scale of zero gives no value"),
                expected: Text(fr: "un nombre autre que 0", en: "a number other than 0"))
        }
        if area.holdsBits, let extra = ["format", "scale", "offset"].compactMap({ block[$0] }).first {
            throw extra.mistake(Text(fr: "un bit n'a ni format ni échelle", en: "a bit has no format and no scale"))
        }
        if !area.holdsBits, address + format.width > 65536 {
            throw Mistake(
                origin: item.keyOrigin,
                problem: Text(
                    fr: "deux registres à partir de \(address) dépassent 65535", en: "two registers from \(address) go past 65535"
                ),
                expected: Text(fr: "65534 au plus", en: "65534 at most"))
        }
        let name: String =
            switch source {
            case .variable(let variable): variable
            case .signal(let reference, let signal): "\(reference).\(signal)"
            }
        return Entry(
            area: area, address: address, name: try block["name"]?.string ?? name, text: try block.required("text").text,
            source: source, format: format, scale: scale, offset: try block["offset"]?.number(in: -1e9...1e9) ?? 0,
            isWritable: isWritable)
    }

    private static func source(_ block: Mapping, machine: Machine, program: Program?) throws -> Source {
        if let node = block["variable"] {
            if let of = block["of"] ?? block["signal"] {
                throw of.mistake(
                    Text(fr: "une adresse montre une seule chose", en: "an address shows one thing only"),
                    expected: Text(fr: "variable, ou of et signal", en: "variable, or of and signal"))
            }
            let name = try node.string
            guard let program else {
                throw node.mistake(Text(fr: "la machine n'a pas de programme", en: "the machine has no program"))
            }
            guard program.slot(name) != nil else {
                throw node.unknown(
                    Text(fr: "variable du programme", en: "program variable"), among: program.variables.map(\.name))
            }
            return .variable(name)
        }
        let of = try block.required("of", expected: Text(fr: "variable, ou of et signal", en: "variable, or of and signal"))
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
}
