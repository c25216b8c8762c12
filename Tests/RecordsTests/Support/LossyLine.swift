import Devices
import Modbus
import Simulation

/// Time that passes only when somebody waits.
final class FakeClock: Timekeeper {
    var now = 0.0
    var date: Double { 1_795_000_000 + now }
    func sleep(_ seconds: Double) { now += max(0, seconds) }
}

/// A device on a bad line: answers are lost and disturbed at random, and now and then the cable is out. Every register holds its
/// address.
final class LossyLine: DeviceLink {
    private let clock: FakeClock
    private var random: SeededRandom
    /// Shares of the requests.
    private let lost: Double
    private let disturbed: Double
    /// Seconds of the clock while which the cable is out.
    private let outages: [Range<Double>]
    private(set) var isOpen = false
    private(set) var strayBytes = 0

    init(_ clock: FakeClock, seed: UInt64, lost: Double, disturbed: Double, outages: [Range<Double>]) {
        self.clock = clock
        random = SeededRandom(seed: seed)
        self.lost = lost
        self.disturbed = disturbed
        self.outages = outages
    }

    private var isOut: Bool { outages.contains { $0.contains(clock.now) } }

    func open() throws(ClientError) {
        guard !isOut else { throw .link(.noDevice("/dev/ttyUSB0")) }
        isOpen = true
    }

    func close() { isOpen = false }

    func read(_ area: Area, at address: Int, count: Int) throws(ClientError) -> [UInt16] {
        clock.sleep(0.03)
        guard !isOut else {
            isOpen = false
            throw .link(.closed)
        }
        let chance = random.unit()
        if chance < lost {
            clock.sleep(0.5)
            throw .link(.timedOut)
        }
        if chance < lost + disturbed {
            strayBytes += 3
            throw .link(.badChecksum)
        }
        return (address..<address + count).map { UInt16($0) }
    }

    func write(_ area: Area, at address: Int, _ cells: [UInt16], isSingle: Bool) throws(ClientError) {
        throw .exception(.illegalFunction)
    }

    func mask(at address: Int, and: UInt16, or: UInt16) throws(ClientError) { throw .exception(.illegalFunction) }
}
