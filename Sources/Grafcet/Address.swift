/// Where a variable lives in the controller's memory, written as in IEC 61131-3: `%I0.5`, `%Q0.3`, `%M3`, `%IW0`, `%QW0`, `%MW10`, `%S6`.
public struct Address: Sendable, Hashable, Codable, Comparable, CustomStringConvertible {
    public enum Area: String, Sendable, Codable, CaseIterable {
        /// Read from the I/O image at the start of a scan.
        case input = "I"
        /// Written to the I/O image at the end of a scan.
        case output = "Q"
        /// The program's own memory.
        case memory = "M"
        /// Written by the controller itself: see `SystemBit`.
        case system = "S"
    }

    public let area: Area
    public let isWord: Bool
    /// The module of a bit of the I/O image, or the number itself elsewhere.
    public let number: Int
    /// The channel of a bit of the I/O image; none elsewhere.
    public let channel: Int?

    /// Channels of one module, as `%I0.0` to `%I0.31`.
    public static let channels = 0...31

    /// - Returns: nothing when the text is not an address.
    public init?(_ text: String) {
        var rest = text[...]
        guard rest.popFirst() == "%", let letter = rest.popFirst(), let area = Area(rawValue: String(letter)) else { return nil }
        let isWord = rest.first == "W"
        if isWord { rest.removeFirst() }
        if rest.first == "X" { return nil }
        let parts = rest.split(separator: ".", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { Address.number($0) }
        guard numbers.count == parts.count, let first = numbers.first else { return nil }
        let hasChannel = !isWord && (area == .input || area == .output)
        guard numbers.count == (hasChannel ? 2 : 1), !(area == .system && isWord) else { return nil }
        if hasChannel, !Address.channels.contains(numbers[1]) { return nil }
        self.area = area
        self.isWord = isWord
        self.number = first
        self.channel = hasChannel ? numbers[1] : nil
    }

    private static func number(_ digits: Substring) -> Int? {
        guard !digits.isEmpty, digits.count <= 5, digits.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        if digits.count > 1, digits.first == "0" { return nil }
        return Int(digits)
    }

    public var description: String {
        "%\(area.rawValue)\(isWord ? "W" : "")\(number)" + (channel.map { ".\($0)" } ?? "")
    }

    private var order: (Int, Int, Int, Int) {
        (Area.allCases.firstIndex(of: area) ?? 0, isWord ? 1 : 0, number, channel ?? 0)
    }

    public static func < (left: Address, right: Address) -> Bool { left.order < right.order }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let address = Address(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(text) is no address")
        }
        self = address
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// The bits that the controller writes itself, numbered as a PLC of the workshop does.
public enum SystemBit: Int, Sendable, CaseIterable {
    /// Square wave of 100 ms.
    case tenthOfSecond = 5
    /// Square wave of 1 s: a lamp that blinks.
    case second = 6
    /// Square wave of 1 min.
    case minute = 7
    /// True in the first scan after power-up.
    case firstScan = 13
    /// True in a scan that calculated something which is no number (a division by zero); the variable kept its value.
    case overflow = 18

    /// Microseconds of a square wave.
    var period: Int64? {
        switch self {
        case .tenthOfSecond: 100_000
        case .second: 1_000_000
        case .minute: 60_000_000
        case .firstScan, .overflow: nil
        }
    }
}
