/// Values by cell, dense from address 0. A bit is 0 or 1.
struct CellValues: Sendable, Equatable {
    var bits: [[UInt8]]
    var registers: [[UInt16]]

    init(_ layout: Layout) {
        bits = [Area.coils, .discreteInputs].map { [UInt8](repeating: 0, count: layout.end(of: $0)) }
        registers = [Area.inputRegisters, .holdingRegisters].map { [UInt16](repeating: 0, count: layout.end(of: $0)) }
    }

    subscript(cell: Cell) -> UInt16 {
        get {
            switch cell.area {
            case .coils: UInt16(bits[0][cell.address])
            case .discreteInputs: UInt16(bits[1][cell.address])
            case .inputRegisters: registers[0][cell.address]
            case .holdingRegisters: registers[1][cell.address]
            }
        }
        set {
            switch cell.area {
            case .coils: bits[0][cell.address] = newValue == 0 ? 0 : 1
            case .discreteInputs: bits[1][cell.address] = newValue == 0 ? 0 : 1
            case .inputRegisters: registers[0][cell.address] = newValue
            case .holdingRegisters: registers[1][cell.address] = newValue
            }
        }
    }
}

/// The plant's cells at one instant, published whole.
public struct Snapshot: Sendable, Equatable {
    let layout: Layout
    var values: CellValues

    /// All zero.
    public init(_ layout: Layout) {
        self.layout = layout
        values = CellValues(layout)
    }

    /// A register's value, or 0 and 1 for a bit (any other value than 0 sets it). The cell must be the plant's.
    public subscript(cell: Cell) -> UInt16 {
        get { values[cell] }
        set {
            precondition(layout.owner(of: cell) == .plant, "\(cell) is not the plant's to publish")
            values[cell] = newValue
        }
    }
}

/// Which of a unit's snapshots it was, and when it could first be read.
public struct Publication: Sendable, Equatable {
    /// From 1.
    public let number: UInt64
    /// Nanoseconds of the monotonic clock.
    public let instant: UInt64
}

/// The clients' cells as the plant latched them.
public struct ClientCells: Sendable, Equatable {
    private let layout: Layout
    var values: CellValues

    init(_ layout: Layout) {
        self.layout = layout
        values = CellValues(layout)
    }

    /// A register's value, or 0 and 1 for a bit. The cell must be the clients'.
    public subscript(cell: Cell) -> UInt16 {
        precondition(layout.owner(of: cell) == .client, "\(cell) is not the clients'")
        return values[cell]
    }
}

/// A connection, told apart from every other of the server's life.
public struct Peer: Sendable, Hashable {
    /// From 1, in the order of acceptance.
    public let number: Int
    /// "192.0.2.7:50123".
    public let address: String

    /// Its address without the port.
    public var host: String { address.lastIndex(of: ":").map { String(address[..<$0]) } ?? address }
}

/// What one accepted request changed.
public struct Write: Sendable, Equatable {
    public let peer: Peer
    public let function: FunctionCode
    public let area: Area
    /// The first cell's address.
    public let address: Int
    /// What the cells hold since: for a masked write the result, for a bit 0 or 1.
    public let values: [UInt16]
    /// When it came, on the clock of `Publication`.
    public let arrival: UInt64
    /// The number of the publication that the client can have known: of the tables that it has read since its last write, the one
    /// that it read longest ago; as of its last write where it has read none, 0 where it never has.
    public let seen: UInt64

    init(
        peer: Peer, function: FunctionCode, area: Area, address: Int, values: [UInt16], arrival: UInt64 = 0, seen: UInt64 = 0
    ) {
        self.peer = peer
        self.function = function
        self.area = area
        self.address = address
        self.values = values
        self.arrival = arrival
        self.seen = seen
    }

    public var cells: some Sequence<(cell: Cell, value: UInt16)> {
        let area = area
        let address = address
        return values.enumerated().lazy.map { (Cell(area, address + $0.offset), $0.element) }
    }
}
