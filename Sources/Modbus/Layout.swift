/// The four tables of the Modbus data model.
public enum Area: Int, CaseIterable, Sendable, Hashable {
    case coils
    case discreteInputs
    case inputRegisters
    case holdingRegisters

    /// One bit a cell; else a 16-bit register.
    public var holdsBits: Bool { self == .coils || self == .discreteInputs }
}

/// One coil, input or register, by its address in the protocol (from 0, not the reference number from 1).
public struct Cell: Sendable, Hashable {
    public var area: Area
    /// 0…65535.
    public var address: Int

    public init(_ area: Area, _ address: Int) {
        self.area = area
        self.address = address
    }
}

extension Cell: CustomStringConvertible {
    public var description: String { "\(area) \(address)" }
}

/// Who gives a cell its value. Clients read all cells and write only their own; a write to the plant's cells is exception 02, as is a gap.
public enum Owner: Sendable, Hashable {
    /// Replaced with each published snapshot.
    case plant
    /// Written by clients, latched by the plant at each scan, and written by the plant when its program changes the value.
    case client
}

/// Which cells exist and who owns them. Sparse: an address outside every span is exception 02.
public struct Layout: Sendable, Equatable {
    public struct Span: Sendable, Hashable {
        public var area: Area
        /// Addresses in the protocol, from 0.
        public var addresses: Range<Int>
        public var owner: Owner

        public init(_ area: Area, _ addresses: Range<Int>, _ owner: Owner) {
            self.area = area
            self.addresses = addresses
            self.owner = owner
        }
    }

    /// By area, then by address.
    public let spans: [Span]
    /// By area: the addresses that exist, neighbours joined, ascending.
    private let readable: [[Range<Int>]]
    /// By area: the addresses that clients may write, neighbours joined, ascending.
    private let writable: [[Range<Int>]]

    public init(_ spans: [Span]) throws(LayoutError) {
        for span in spans {
            guard !span.addresses.isEmpty else { throw .empty(span) }
            guard span.addresses.lowerBound >= 0, span.addresses.upperBound <= 65536 else { throw .outsideAddressSpace(span) }
            guard span.owner == .plant || span.area == .coils || span.area == .holdingRegisters else { throw .notWritable(span) }
        }
        let sorted = spans.sorted {
            ($0.area.rawValue, $0.addresses.lowerBound) < ($1.area.rawValue, $1.addresses.lowerBound)
        }
        for (span, next) in zip(sorted, sorted.dropFirst()) where span.area == next.area {
            guard span.addresses.upperBound <= next.addresses.lowerBound else { throw .overlap(span, next) }
        }
        self.spans = sorted
        readable = Area.allCases.map { area in joined(sorted.filter { $0.area == area }) }
        writable = Area.allCases.map { area in joined(sorted.filter { $0.area == area && $0.owner == .client }) }
    }

    public func owner(of cell: Cell) -> Owner? {
        let one = cell.address..<cell.address + 1
        guard covers(readable[cell.area.rawValue], one) else { return nil }
        return covers(writable[cell.area.rawValue], one) ? .client : .plant
    }

    /// Whether every address of the range exists.
    func exists(_ area: Area, _ addresses: Range<Int>) -> Bool {
        covers(readable[area.rawValue], addresses)
    }

    /// Whether clients may write every address of the range.
    func isWritable(_ area: Area, _ addresses: Range<Int>) -> Bool {
        covers(writable[area.rawValue], addresses)
    }

    /// One past the highest address of the area; 0 when it is empty.
    func end(of area: Area) -> Int {
        readable[area.rawValue].last?.upperBound ?? 0
    }
}

/// Joins spans that touch, so that a request across two of them is one look-up.
private func joined(_ spans: [Layout.Span]) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    for span in spans {
        if let last = ranges.last, last.upperBound == span.addresses.lowerBound {
            ranges[ranges.count - 1] = last.lowerBound..<span.addresses.upperBound
        } else {
            ranges.append(span.addresses)
        }
    }
    return ranges
}

/// Whether one of the ascending ranges holds all the addresses.
private func covers(_ ranges: [Range<Int>], _ addresses: Range<Int>) -> Bool {
    var low = 0
    var high = ranges.count
    while low < high {
        let middle = (low + high) / 2
        if ranges[middle].upperBound <= addresses.lowerBound { low = middle + 1 } else { high = middle }
    }
    guard low < ranges.count else { return false }
    return ranges[low].lowerBound <= addresses.lowerBound && addresses.upperBound <= ranges[low].upperBound
}

/// Spans that make no map.
public enum LayoutError: Error, Sendable, Equatable {
    case empty(Layout.Span)
    /// Addresses are 0…65535.
    case outsideAddressSpace(Layout.Span)
    /// Discrete inputs and input registers have no function that writes them.
    case notWritable(Layout.Span)
    case overlap(Layout.Span, Layout.Span)
}

extension LayoutError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .empty(let span): "\(span.area) \(span.addresses): no address at all"
        case .outsideAddressSpace(let span): "\(span.area) \(span.addresses): Modbus addresses go from 0 to 65535"
        case .notWritable(let span): "\(span.area) \(span.addresses): no Modbus function writes these; make them the plant's"
        case .overlap(let one, let other): "\(one.area): \(one.addresses) and \(other.addresses) overlap"
        }
    }
}
