public import Modbus

/// Looks for what answers on a link that knows no profile, one request after another, no faster than it is told.
public struct Scan {
    /// Cells that answer, side by side, with what they held.
    public struct Found: Sendable, Equatable {
        public let area: Area
        public let addresses: Range<Int>
        public let cells: [UInt16]

        public init(area: Area, addresses: Range<Int>, cells: [UInt16]) {
            self.area = area
            self.addresses = addresses
            self.cells = cells
        }
    }

    /// Cells of one request to begin with.
    static let block = 64

    private let link: any DeviceLink
    private let clock: any Timekeeper
    private let pause: Double
    /// Requests made.
    public private(set) var requests = 0

    /// - Parameter pause: seconds between two requests.
    public init(_ link: any DeviceLink, clock: any Timekeeper, pause: Double) {
        self.link = link
        self.clock = clock
        self.pause = pause
    }

    /// Whether somebody answers under the link's unit, be it with an exception.
    public mutating func isThere() throws(ClientError) -> Bool {
        do throws(ClientError) {
            _ = try ask(.holdingRegisters, 0..<1)
            return true
        } catch {
            return error.isFromDevice
        }
    }

    /// The cells of an area that answer.
    /// - Parameter isAsked: looked at between two requests; true ends the scan with what has been found.
    /// - Throws: what is wrong with the link; that a cell is refused is not.
    public mutating func cells(
        of area: Area, in range: Range<Int>, until isAsked: () -> Bool = { false }
    ) throws(ClientError) -> [Found] {
        var found: [Found] = []
        var (address, size) = (range.lowerBound, Self.block)
        while address < range.upperBound, !isAsked() {
            let next = address..<min(address + size, range.upperBound)
            do throws(ClientError) {
                let cells = try ask(area, next)
                if let last = found.last, last.addresses.upperBound == next.lowerBound {
                    found[found.count - 1] = Found(
                        area: area, addresses: last.addresses.lowerBound..<next.upperBound, cells: last.cells + cells)
                } else {
                    found.append(Found(area: area, addresses: next, cells: cells))
                }
                address = next.upperBound
                size = min(2 * next.count, Self.block)
            } catch {
                // The area is not there at all.
                if error == .exception(.illegalFunction) { return found }
                guard case .exception = error, error.isFromDevice else { throw error }
                // A hole costs a request a cell: there is no telling where it ends.
                if next.count == 1 { address += 1 }
                size = max(1, next.count / 2)
            }
        }
        return found
    }

    /// Asks once more when there was no answer, or a wrong one.
    private mutating func ask(_ area: Area, _ addresses: Range<Int>) throws(ClientError) -> [UInt16] {
        for isLast in [false, true] {
            if requests > 0 { clock.sleep(pause) }
            requests += 1
            do throws(ClientError) {
                if !link.isOpen { try link.open() }
                return try link.read(area, at: addresses.lowerBound, count: addresses.count)
            } catch {
                if isLast || !error.isWorthAsking { throw error }
            }
        }
        throw .link(.closed)
    }
}
