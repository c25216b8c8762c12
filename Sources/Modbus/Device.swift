/// One device behind a server's address.
public struct Device: Sendable {
    /// By which requests name it.
    public var number: UInt8
    public var layout: Layout
    /// Nil: the device does not know function 43/14.
    public var identification: Identification?
    /// The functions that the device knows; others are exception 01.
    public var functions: Set<FunctionCode>
    /// What clients may write only under a condition.
    public var conditions: [WriteCondition]
    public var locks: [Lock]

    public init(
        number: UInt8, layout: Layout, identification: Identification? = nil,
        functions: Set<FunctionCode> = Set(FunctionCode.allCases), conditions: [WriteCondition] = [], locks: [Lock] = []
    ) {
        self.number = number
        self.layout = layout
        self.identification = identification
        self.functions = functions
        self.conditions = conditions
        self.locks = locks
    }
}

/// What the cells of a value must hold after a write; a write that would leave anything else is exception 03.
public struct WriteCondition: Sendable {
    public let area: Area
    public let addresses: Range<Int>
    /// Told the cells' values in the order of their addresses.
    public let accepts: @Sendable ([UInt16]) -> Bool

    public init(_ area: Area, _ addresses: Range<Int>, accepts: @escaping @Sendable ([UInt16]) -> Bool) {
        self.area = area
        self.addresses = addresses
        self.accepts = accepts
    }
}

/// Cells that take writes only for a while after the right value was written to a key register. While it is locked, writes to them are
/// exception 02, as to cells that clients may only read. The key register reads 1 while it is open and 0 otherwise: it does not tell
/// its value.
public struct Lock: Sendable {
    /// Of a holding register that is the clients'.
    public let key: Int
    public let value: UInt16
    public let protected: [Layout.Span]
    /// Nil: until another value is written to the key.
    public let duration: Duration?

    public init(key: Int, value: UInt16, protects protected: [Layout.Span], duration: Duration? = nil) {
        self.key = key
        self.value = value
        self.protected = protected
        self.duration = duration
    }
}

/// Which unit numbers lead to the server's first unit; those that lead nowhere get exception 0B, as a gateway answers for a device that
/// is not there.
public enum Units: Sendable, Equatable {
    /// These, the unit's own, and 0 and 255, which mean the addressed device itself (TCP implementation guide, section 4.4.2).
    case own(Set<UInt8>)
    /// All that are no other unit's.
    case any
}
