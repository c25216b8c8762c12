import Modbus
import Notation

/// How a master reaches a device of a map and asks it: what `banc device` reads beside the registers.
public struct Polling: Sendable {
    /// Of one request.
    public struct Limits: Sendable, Hashable {
        /// 1 to 125.
        public var registers = 125
        /// 1 to 2000.
        public var bits = 2000
        /// Cells that the map does not have and that a request may read along: none unless said, for some devices refuse them.
        public var gap = 0
    }

    public struct Group: Sendable, Hashable {
        public let name: String
        /// Seconds.
        public let interval: Double
    }

    /// The poll of an entry that is never asked for by itself.
    public static let never = "never"

    /// Where the device is unless it is said otherwise: `192.168.1.20:502`, or the tty of a serial line.
    public var address: String?
    /// Of a serial line.
    public var rate = 19200
    /// Of a serial line: none, even or odd.
    public var parity = "even"
    /// Of a serial line: 1 or 2; nil for what the parity asks for.
    public var stopBits: Int?
    /// Of a serial line: who turns it to sending, as `SerialLine.Direction` spells it.
    public var direction = "adapter"
    /// Seconds, where RTS turns the line; nil for the time of a character.
    public var turnaround: Double?
    /// Seconds for an answer.
    public var timeout = 1.0
    /// Seconds of silence between an answer and the next request.
    public var pause = 0.0
    /// Seconds between the connection and the first request.
    public var settling = 0.0
    /// How often a request is asked again when no answer came, or a wrong one.
    public var retries = 1
    public var limits = Limits()
    /// Never empty; entries that name none are of the first.
    public var groups = [Group(name: "all", interval: 1)]

    public init() {}

    /// What a value should not reach, in the unit of its entry.
    public struct Thresholds: Sendable, Hashable {
        public struct Band: Sendable, Hashable {
            public let minimum: Double?
            public let maximum: Double?

            func isLeft(by value: Double, margin: Double) -> Bool {
                if let minimum, value < minimum + margin { return true }
                if let maximum, value > maximum - margin { return true }
                return false
            }
        }

        public enum Level: Int, Sendable, Comparable {
            case normal, alert, alarm

            public static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }
        }

        public let alert: Band?
        public let alarm: Band?
        /// How far a value must come back before the level falls.
        public let hysteresis: Double

        /// - Parameter previous: what it was, which is kept within the hysteresis.
        public func level(of value: Double, previously previous: Level) -> Level {
            if alarm?.isLeft(by: value, margin: previous == .alarm ? hysteresis : 0) == true { return .alarm }
            if alert?.isLeft(by: value, margin: previous >= .alert ? hysteresis : 0) == true { return .alert }
            return .normal
        }
    }
}

// MARK: - Reading

extension Polling {
    static let keys = ["link", "limits", "polls"]

    init(_ file: Mapping, _ mistakes: inout Mistakes) {
        if let node = file["link"] { mistakes.collect { try readLink(node) } }
        if let node = file["limits"] { mistakes.collect { try readLimits(node) } }
        if let node = file["polls"] { readGroups(node, &mistakes) }
    }

    private mutating func readLink(_ node: Node) throws {
        let block = try node.mapping(
            keys: [
                "at", "baud", "parity", "stop-bits", "direction", "turnaround", "timeout", "pause", "settling", "retries",
            ])
        address = try block["at"]?.string
        if let node = block["baud"] {
            rate = Int(try node.choice(SerialLine.rates.map { String($0) }))!
        }
        if let node = block["parity"] { parity = try node.choice(of: SerialLine.Parity.self).rawValue }
        stopBits = try block["stop-bits"]?.integer(in: 1...2)
        if let node = block["direction"] { direction = try node.choice(of: SerialLine.Direction.self).rawValue }
        turnaround = try block["turnaround"]?.duration(in: 0...0.1)
        timeout = try block["timeout"]?.duration(in: 0.01...60) ?? timeout
        pause = try block["pause"]?.duration(in: 0...10) ?? pause
        settling = try block["settling"]?.duration(in: 0...60) ?? settling
        retries = try block["retries"]?.integer(in: 0...10) ?? retries
    }

    private mutating func readLimits(_ node: Node) throws {
        let block = try node.mapping(keys: ["registers", "bits", "gap"])
        limits.registers = try block["registers"]?.integer(in: 1...125) ?? limits.registers
        limits.bits = try block["bits"]?.integer(in: 1...2000) ?? limits.bits
        limits.gap = try block["gap"]?.integer(in: 0...124) ?? limits.gap
    }

    private mutating func readGroups(_ node: Node, _ mistakes: inout Mistakes) {
        guard let block = node.mapping(keys: nil, collecting: &mistakes) else { return }
        let read = block.entries.compactMap { item in
            mistakes.collect {
                guard item.key != Self.never else {
                    throw Mistake(
                        origin: item.keyOrigin,
                        problem: Text.quoted(Self.never)
                            + Text(fr: " est pris : jamais de lui-même", en: " is taken: never by itself"),
                        expected: Text(fr: "un autre nom", en: "another name"))
                }
                return Group(name: item.key, interval: try item.value.duration(in: 0.02...86_400))
            }
        }
        if !(1...16 ~= block.entries.count) {
            mistakes.add(
                node.mistake(
                    Text(fr: "\(block.entries.count) cadences", en: "\(block.entries.count) polls"),
                    expected: Text(fr: "de 1 à 16", en: "from 1 to 16")))
        }
        if !read.isEmpty { groups = read }
    }

    /// The poll that an entry names.
    func group(_ node: Node) throws -> String {
        let names = groups.map(\.name) + [Self.never]
        let name = try node.string
        guard names.contains(name) else { throw node.unknown(Text(fr: "cadence", en: "poll"), among: names) }
        return name
    }
}

extension Polling.Thresholds {
    init(_ node: Node) throws {
        let block = try node.mapping(keys: ["alert", "alarm", "hysteresis"])
        alert = try block["alert"].map { try Band($0) }
        alarm = try block["alarm"].map { try Band($0) }
        hysteresis = try block["hysteresis"]?.number(in: 0...1e12) ?? 0
        guard alert != nil || alarm != nil else {
            throw node.mistake(
                Text(fr: "ni alerte ni alarme", en: "neither alert nor alarm"),
                expected: Text("{alert: {max: …}, alarm: {max: …}}"))
        }
        let isOrdered =
            (alert?.maximum ?? -.infinity) <= (alarm?.maximum ?? .infinity)
            && (alert?.minimum ?? .infinity) >= (alarm?.minimum ?? -.infinity)
        guard isOrdered else {
            throw node.mistake(
                Text(fr: "l'alarme vient avant l'alerte", en: "the alarm comes before the alert"),
                expected: Text(fr: "l'alerte d'abord", en: "the alert first"))
        }
    }
}

extension Polling.Thresholds.Band {
    fileprivate init(_ node: Node) throws {
        let block = try node.mapping(keys: ["min", "max"])
        minimum = try block["min"]?.number()
        maximum = try block["max"]?.number()
        guard minimum != nil || maximum != nil else {
            throw node.mistake(Text(fr: "ni min ni max", en: "neither min nor max"), expected: Text("{min: …, max: …}"))
        }
        if let minimum, let maximum, minimum >= maximum {
            throw node.mistake(
                Text(fr: "le minimum atteint le maximum", en: "the minimum reaches the maximum"), expected: Text("min < max"))
        }
    }
}
