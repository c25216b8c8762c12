public import Modbus
public import Notation

/// What each Modbus cell of a machine, or of a device without one, means.
public struct RegisterMap: Sendable {
    public enum Source: Sendable, Hashable {
        /// A variable of the program.
        case variable(String)
        /// A quantity of a component.
        case signal(reference: String, name: String)
        /// What it holds from the start: of a device without a machine.
        case constant(Double)
        case text(String)
        /// The key of a lock.
        case key
        /// Where masters show that they live.
        case heartbeat
        /// 1 while they do not.
        case heartbeatLost
        /// Seconds since the machine was met.
        case clock
        /// The GEMMA mode that a brain outside says it is in: tens 1 A, 2 F, 3 D, unit its number.
        case mode
        /// 1 while an alarm of the program is active.
        case programAlarm(String)
        /// How many alarms are active.
        case alarmCount
        /// The code of an active alarm, 0 without one: the latest in place 0.
        case alarm(place: Int)
    }

    public typealias Format = RegisterFormat

    public struct Entry: Sendable {
        public let area: Area
        /// In the protocol, from 0.
        public let address: Int
        public let name: String
        public let text: Text
        public let source: Source
        public let format: Format
        public let order: RegisterOrder
        /// The bits of the register that it takes, where it does not take the whole.
        public let bits: Range<Int>?
        /// Characters of a string.
        public let length: Int
        /// Values of this form, one after another: more than one only without a machine.
        public let count: Int
        /// value = raw × scale + offset, in SI.
        public let scale: Double
        public let offset: Double
        /// What a raw value times its written scale is counted in; nil where nothing was said.
        public let display: Display?
        public let isWritable: Bool
        /// What masters may write, in SI.
        public let range: ClosedRange<Double>?
        /// The name of the lock that must be open to write it.
        public let lock: String?
        /// How often a master asks for it: a group of the map's polling, or `Polling.never`; nil for the first group.
        public internal(set) var poll: String? = nil
        public internal(set) var thresholds: Polling.Thresholds? = nil
        /// The raw value by which the device says that there is no measure.
        public internal(set) var absent: Double? = nil

        public struct Display: Sendable, Hashable {
            public let unit: String
            /// value in the unit = raw × scale + offset.
            public let scale: Double
            public let offset: Double
        }

        /// The reference number that many masters show.
        public var reference: String { area.reference(of: address) }

        /// Cells of one value.
        public var width: Int {
            if area.holdsBits { return 1 }
            return format == .string ? (length + 1) / 2 : format.width
        }

        /// Its order where another would show otherwise; nil where it is that of one plain register.
        public var visibleOrder: RegisterOrder? {
            if area.holdsBits || bits != nil && !order.areBytesSwapped { return nil }
            return width > 1 || order.areBytesSwapped ? order : nil
        }

        /// The cells that it takes.
        public var addresses: Range<Int> { address..<(address + width * count) }

        /// The registers of a value; what does not fit is held at the nearest end. Bits stand where they belong, the others are 0.
        public func registers(_ value: Double) -> [UInt16] {
            var registers = [UInt16](repeating: 0, count: bits == nil ? width : 1)
            RegisterCoding(self).forEachRegister(value) { registers[$0] = $1 }
            return registers
        }

        public func registers(_ text: String) -> [UInt16] {
            var bytes = [UInt8](text.utf8.prefix(length))
            bytes += [UInt8](repeating: 0, count: 2 * width - bytes.count)
            let words = (0..<width).map { UInt16(bytes[2 * $0]) << 8 | UInt16(bytes[2 * $0 + 1]) }
            return order.areBytesSwapped ? words.map(\.byteSwapped) : words
        }

        /// The value that registers hold.
        public func value(_ registers: [UInt16]) -> Double {
            if area.holdsBits { return registers[0] == 0 ? 0 : 1 }
            let words = order.arranged(Array(registers.prefix(width)))
            if let bits { return Double(words[0] >> bits.lowerBound & UInt16(1 << bits.count - 1)) * scale + offset }
            return format.number(words.reduce(0) { $0 << 16 | UInt64($1) }) * scale + offset
        }

        /// The registers of its bits, which others share.
        public var mask: UInt16 {
            guard let bits else { return 0xFFFF }
            return order.arranged(UInt16(1 << bits.count - 1) << bits.lowerBound)
        }

        /// Whether masters may leave this in its registers.
        public func accepts(_ registers: [UInt16]) -> Bool {
            guard let range else { return true }
            let value = value(registers)
            // The rounding of the scale: thirty tenths are not quite three.
            let margin = abs(scale) * 1e-6
            return value >= range.lowerBound - margin && value <= range.upperBound + margin
        }
    }

    /// What a lock asks for, beside its key's entry.
    public struct KeyLock: Sendable {
        public let name: String
        public let address: Int
        public let value: UInt16
        /// Seconds; nil until another value is written.
        public let duration: Double?
    }

    /// The program must hear from masters, or falls back on what is safe.
    public struct Heartbeat: Sendable {
        public let area: Area
        public let address: Int
        /// Seconds.
        public let limit: Double
        /// By name of a writable entry: what it becomes, in SI.
        public let safe: [(name: String, value: Double)]
    }

    public struct Alarm: Sendable {
        /// What masters read, 1 to 65535.
        public let code: Int
        public let source: Source
        public let text: Text
    }

    /// A client that belongs to the machine.
    public struct Master: Sendable {
        public let name: String
        public let address: String
        public let text: Text
        /// By name of a writable entry: what it sets when it takes up its work, in SI.
        public let writes: [(name: String, value: Double)]
    }

    /// What the device is, where there is no machine to say so.
    public let text: Text?
    public let unit: UInt8
    public let entries: [Entry]
    public let layout: Layout
    public let identification: Identification?
    /// Nil for all that the server knows.
    public let functions: Set<FunctionCode>?
    public let locks: [KeyLock]
    public let heartbeat: Heartbeat?
    public let alarms: [Alarm]
    /// Who is expected to write.
    public let masters: [Master]
    /// For masters.
    public let polling: Polling

    /// Variables of the program in registers that masters may write: set-points.
    public var setPoints: [(name: String, entry: Entry)] {
        entries.compactMap { entry in
            guard entry.isWritable, entry.area == .holdingRegisters, case .variable(let name) = entry.source else { return nil }
            return (name, entry)
        }
    }

    /// What the server must know of it.
    /// - Parameter identification: where the map has none.
    public func served(identification other: Identification? = nil) -> Device {
        Device(
            number: unit, layout: layout, identification: identification ?? other,
            functions: functions ?? Set(FunctionCode.allCases),
            conditions: entries.filter { $0.isWritable && $0.range != nil }.flatMap { entry in
                (0..<entry.count).map { index in
                    let first = entry.address + index * entry.width
                    return WriteCondition(entry.area, first..<first + entry.width) { entry.accepts($0) }
                }
            },
            locks: locks.map { lock in
                Lock(
                    key: lock.address, value: lock.value,
                    protects: entries.filter { $0.lock == lock.name }.map { .init($0.area, $0.addresses, .client) },
                    duration: lock.duration.map { .seconds($0) })
            })
    }
}
