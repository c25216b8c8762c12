public import Notation

/// The place of a value in a controller's state.
public struct Slot: Sendable, Hashable, Codable, Comparable {
    public let index: Int

    init(_ index: Int) { self.index = index }

    public static func < (left: Slot, right: Slot) -> Bool { left.index < right.index }
}

/// What a variable holds. Inside, all are a `Double`: 0 or 1, a whole number, a number, seconds.
public enum ValueType: String, Sendable, Codable, CaseIterable {
    case bool
    /// A whole number from 0 to 65 535, as a word holds; it stays at its bounds.
    case count
    case number
    case time

    /// A count is calculated with as a number.
    var inExpressions: ValueType { self == .count ? .number : self }

    static let countBounds = 0.0...65535.0

    /// The words `BOOL`, `nombre`… of a mistake.
    var text: Text {
        switch self {
        case .bool: Text("BOOL")
        case .count: Text(fr: "compteur", en: "count")
        case .number: Text(fr: "nombre", en: "number")
        case .time: Text(fr: "TIME (durée)", en: "TIME")
        }
    }
}

/// A name of the program: a terminal's bit, an internal bit or word, a constant.
public struct Variable: Sendable, Equatable {
    public enum Role: String, Sendable, Codable {
        case input, output, memory, constant, system
    }

    public let name: String
    public let slot: Slot
    public let role: Role
    public let type: ValueType
    public let address: Address?
    /// The component that stands behind it, as in the machine: `S1`, `KM11`.
    public let reference: String?
    /// "1 si…": what it means when true, or what it counts.
    public let meaning: Text?
    /// At power-up; or the value of a constant.
    public let initial: Double
    /// Kept when the controller loses power.
    public let isRetained: Bool
    /// Of its name in the file.
    public let origin: Origin

    /// Constants and system bits are the program's alone; all else can be forced from a console.
    public var isForceable: Bool { role != .constant && role != .system }
}
