import Modbus

/// Whether masters live, by machine time: watched from the first beat on.
struct HeartbeatWatch {
    private let heartbeat: RegisterMap.Heartbeat
    /// Seconds; nil before the first beat.
    private var lastBeat: Double?
    private(set) var isLost = false

    init(_ heartbeat: RegisterMap.Heartbeat) {
        self.heartbeat = heartbeat
    }

    /// Any write to the heartbeat's cell is a beat, whatever its value.
    /// - Returns: true at the moment at which the masters are lost.
    mutating func isLost(after writes: [Write], at time: Double) -> Bool {
        if writes.contains(where: { $0.touches(heartbeat.area, heartbeat.address..<heartbeat.address + 1) }) {
            lastBeat = time
            isLost = false
        }
        guard let lastBeat, !isLost, time - lastBeat > heartbeat.limit else { return false }
        isLost = true
        return true
    }
}

/// Active alarms, the latest first.
struct AlarmList {
    private(set) var codes: [Int] = []

    /// One alarm as it is now. Those of the map are told in its order.
    mutating func update(_ code: Int, isActive: Bool) {
        guard codes.contains(code) != isActive else { return }
        if isActive { codes.insert(code, at: 0) } else { codes.removeAll { $0 == code } }
    }
}

extension Write {
    func touches(_ area: Area, _ addresses: Range<Int>) -> Bool {
        self.area == area && address < addresses.upperBound && addresses.lowerBound < address + values.count
    }
}

extension Snapshot {
    /// Puts registers beside those that share their cells.
    mutating func put(_ registers: [UInt16], of entry: RegisterMap.Entry, at index: Int = 0) {
        let first = entry.address + index * entry.width
        for (offset, register) in registers.enumerated() {
            let cell = Cell(entry.area, first + offset)
            self[cell] = entry.bits == nil ? register : self[cell] & ~entry.mask | register
        }
    }

    /// Puts a value beside those that share its cells.
    mutating func put(_ value: Double, as coding: RegisterCoding, _ presentation: NetworkFaults.Presentation) {
        coding.forEachRegister(presentation.shown(value, as: coding)) { place, register in
            let offset = presentation.areSwapped && coding.bits == nil ? coding.width - 1 - place : place
            let cell = Cell(coding.area, coding.address + offset)
            self[cell] = coding.bits == nil ? register : self[cell] & ~coding.mask | register
        }
    }
}
