public import Modbus

/// The way to one device, as a poller needs it: a connection or a line, a simulated one in a test.
public protocol DeviceLink: AnyObject {
    var isOpen: Bool { get }
    /// What came without being asked for, since the beginning.
    var strayBytes: Int { get }
    func open() throws(ClientError)
    func close()
    /// Bits as 0 and 1.
    func read(_ area: Area, at address: Int, count: Int) throws(ClientError) -> [UInt16]
    /// - Parameter isSingle: by the function that writes one cell.
    func write(_ area: Area, at address: Int, _ cells: [UInt16], isSingle: Bool) throws(ClientError)
    /// The register becomes (register ∧ and) ∨ (or ∧ ¬and).
    func mask(at address: Int, and: UInt16, or: UInt16) throws(ClientError)
}

/// Time as a poller sees it, so that a day can pass in a second.
public protocol Timekeeper: AnyObject {
    /// Seconds that never go back.
    var now: Double { get }
    /// Seconds since 1970.
    var date: Double { get }
    func sleep(_ seconds: Double)
}

/// Where a device is: on the network, or on a serial line.
public enum DevicePlace: Sendable, Hashable {
    case network(Endpoint)
    case line(SerialLine)

    /// Nil on the network.
    public var line: SerialLine? {
        if case .line(let line) = self { line } else { nil }
    }

    public var summary: String {
        switch self {
        case .network(let endpoint): "\(endpoint)"
        case .line(let line): line.summary
        }
    }
}

/// The way to a unit through libmodbus.
public final class ClientLink: DeviceLink {
    private let place: DevicePlace
    public let unit: UInt8
    private let timeout: Duration
    private let pause: Duration
    /// Nil for a connection of its own.
    private let shared: SharedLine?
    private var client: Client?
    private var strayBefore = 0

    /// - Parameters:
    ///   - timeout: for the connection and each answer.
    ///   - pause: of a serial line, between an answer and the next request.
    ///   - shared: the line itself, where others use it too.
    public init(
        _ place: DevicePlace, unit: UInt8, timeout: Duration, pause: Duration = .zero, over shared: SharedLine? = nil
    ) {
        self.place = place
        self.unit = unit
        self.timeout = timeout
        self.pause = pause
        self.shared = shared
    }

    public var isOpen: Bool { shared?.isOpen ?? (client?.isOpen == true) }
    public var strayBytes: Int { shared?.strayBytes ?? strayBefore + (client?.strayBytes ?? 0) }

    public func open() throws(ClientError) {
        if let shared { return try shared.open(unit: unit) }
        guard !isOpen else { return }
        close()
        switch place {
        case .network(let endpoint): client = try Client(endpoint, unit: unit, timeout: timeout)
        case .line(let line): client = try Client(line, unit: unit, timeout: timeout, pause: pause)
        }
    }

    /// Its own connection; a line that others use too stays theirs.
    public func close() {
        guard shared == nil else { return }
        strayBefore = strayBytes
        client = nil
    }

    public func read(_ area: Area, at address: Int, count: Int) throws(ClientError) -> [UInt16] {
        try use { client throws(ClientError) in
            switch area {
            case .coils: try client.readCoils(at: address, count: count).map { $0 ? 1 : 0 }
            case .discreteInputs: try client.readDiscreteInputs(at: address, count: count).map { $0 ? 1 : 0 }
            case .inputRegisters: try client.readInputRegisters(at: address, count: count)
            case .holdingRegisters: try client.readHoldingRegisters(at: address, count: count)
            }
        }
    }

    public func write(_ area: Area, at address: Int, _ cells: [UInt16], isSingle: Bool) throws(ClientError) {
        try use { client throws(ClientError) in
            switch (area, isSingle) {
            case (.coils, true): try client.writeCoil(at: address, cells[0] != 0)
            case (.coils, false): try client.writeCoils(at: address, cells.map { $0 != 0 })
            case (.holdingRegisters, true): try client.writeRegister(at: address, cells[0])
            case (.holdingRegisters, false): try client.writeRegisters(at: address, cells)
            default: throw .link(.badRequest)
            }
        }
    }

    public func mask(at address: Int, and: UInt16, or: UInt16) throws(ClientError) {
        try use { client throws(ClientError) in try client.maskRegister(at: address, and: and, or: or) }
    }

    private func use<Value>(_ ask: (Client) throws(ClientError) -> Value) throws(ClientError) -> Value {
        if let shared { return try shared.use(unit, ask) }
        guard let client else { throw .link(.closed) }
        return try ask(client)
    }
}
