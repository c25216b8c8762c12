import Devices
import Modbus

/// Time that passes only when somebody waits.
final class FakeClock: Timekeeper {
    var now = 1000.0
    var date: Double { 1_700_000_000 + now }
    func sleep(_ seconds: Double) { now += max(0, seconds) }
}

/// A device made of a table, whose line does what a test tells it to.
final class FakeLink: DeviceLink {
    struct Asked: Equatable {
        let area: Area
        let addresses: Range<Int>
    }

    let clock: FakeClock
    /// The value of a cell; nil where the device has none.
    var cell: (Area, Int) -> UInt16? = { _, address in UInt16(address) }
    /// What goes wrong with the next requests; nil for nothing.
    var troubles: [ClientError?] = []
    var isPlugged = true
    /// Requests of more than this are exception 03.
    var limit = 125
    private(set) var asked: [Asked] = []
    private(set) var isOpen = false
    private(set) var opened = 0
    let strayBytes = 0

    init(_ clock: FakeClock) { self.clock = clock }

    func open() throws(ClientError) {
        guard isPlugged else { throw .link(.noDevice("/dev/ttyUSB0")) }
        isOpen = true
        opened += 1
    }

    func close() { isOpen = false }

    func read(_ area: Area, at address: Int, count: Int) throws(ClientError) -> [UInt16] {
        asked.append(Asked(area: area, addresses: address..<address + count))
        clock.sleep(0.01)
        guard isPlugged else {
            isOpen = false
            throw .link(.closed)
        }
        if let trouble = troubles.isEmpty ? nil : troubles.removeFirst() {
            if trouble == .link(.timedOut) { clock.sleep(1) }
            throw trouble
        }
        guard count <= limit else { throw .exception(.illegalDataValue) }
        let cells = (address..<address + count).compactMap { cell(area, $0) }
        guard cells.count == count else { throw .exception(.illegalDataAddress) }
        return cells
    }

    func write(_ area: Area, at address: Int, _ cells: [UInt16], isSingle: Bool) throws(ClientError) {
        throw .exception(.illegalFunction)
    }

    func mask(at address: Int, and: UInt16, or: UInt16) throws(ClientError) { throw .exception(.illegalFunction) }

    func forget() { asked = [] }
}
