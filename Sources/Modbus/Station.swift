/// A unit as the socket's thread holds it: its cells, its counters, its locks, and its way to the plant.
final class Station {
    let unit: Device
    let tables: Tables
    let mailbox: Mailbox
    private let knowsFunction: [Bool]

    /// What the requests of the batch under way have changed, in order.
    private(set) var writes: [Write] = []
    /// Whether the tables have been brought up to date for the batch under way.
    private(set) var isCurrent = false
    /// How many more writes the plant can take.
    private var room = 0
    private var disturber: Disturber?
    /// Of the snapshot that the tables show.
    private var publication: UInt64 = 0
    /// Room for a few masters, each in the place of its number.
    private var readers = [Reader](repeating: Reader(), count: 16)

    /// What a client can have taken into account in its writes.
    private struct Reader {
        var peer = 0
        /// By table: the number of the last snapshot read since its last write; 0 for none.
        var read = SIMD4<UInt64>(repeating: 0)
        /// What its last write went by.
        var seen: UInt64 = 0

        /// A decision is as old as the oldest of what it was made from.
        mutating func decide() -> UInt64 {
            let oldest = read.replacing(with: .max, where: read .== 0).min()
            if oldest < .max { seen = oldest }
            read = SIMD4(repeating: 0)
            return seen
        }
    }
    private var counts: [UInt16] = Array(repeating: 0, count: Counter.allCases.count)
    /// Of all the server's messages, those before the counters were last cleared.
    private var messagesBefore: UInt64 = 0
    /// By lock: nanoseconds until which it is open; 0 for closed.
    private var openUntil: [UInt64]

    init(_ unit: Device, _ mailbox: Mailbox) {
        self.unit = unit
        self.mailbox = mailbox
        tables = Tables(unit.layout)
        knowsFunction = (UInt8.min...UInt8.max).map { code in FunctionCode(rawValue: code).map(unit.functions.contains) ?? false }
        openUntil = unit.locks.map { _ in 0 }
    }

    // MARK: A batch

    func forget() {
        writes.removeAll(keepingCapacity: true)
    }

    /// Before the first request of a batch for this unit: one response never shows two scans.
    func bringUp() {
        let brought = mailbox.bring(to: tables)
        room = brought.room
        publication = brought.publication
        if brought.disturbance != disturber?.disturbance { disturber = brought.disturbance.map { Disturber($0) } }
        isCurrent = true
    }

    /// After the batch, and before its answers leave: who has the answer finds the write in the next latch.
    func handOver() {
        mailbox.take(writes)
        isCurrent = false
    }

    // MARK: A request

    /// Nanoseconds by which the answers of the batch are late.
    var delay: UInt64 { disturber?.disturbance.delay.nanoseconds ?? 0 }

    func treatment(of pdu: UnsafeRawBufferPointer) -> Treatment {
        disturber?.treat(pdu) ?? .normal
    }

    /// What another device of this number would answer, all of its cells at 0.
    func answerAsOther(_ pdu: UnsafeRawBufferPointer, into output: inout Output) throws(ExceptionCode) {
        guard case .access(let access) = try Request(pdu: pdu) else { throw .illegalFunction }
        try tables.check(access)
        guard !access.reads.isEmpty else {
            let echo = access.function == .writeMultipleCoils || access.function == .writeMultipleRegisters ? 5 : pdu.count
            output.append(UnsafeRawBufferPointer(rebasing: pdu[..<echo]))
            return
        }
        let count = access.area.holdsBits ? (access.reads.count + 7) / 8 : 2 * access.reads.count
        output.append(access.function.rawValue)
        output.append(UInt8(count))
        for _ in 0..<count { output.append(UInt8(0)) }
    }

    /// - Parameters:
    ///   - now: nanoseconds of a clock that only goes forward.
    ///   - messages: requests to the whole server so far.
    func answer(
        _ frame: UnsafeRawBufferPointer, _ peer: Peer, _ permission: Permission, now: UInt64, messages: UInt64,
        into output: inout Output
    ) throws(ExceptionCode) {
        let pdu = UnsafeRawBufferPointer(rebasing: frame[Frame.headerLength...])
        guard knowsFunction[Int(pdu[0])] else { throw .illegalFunction }
        if !unit.locks.isEmpty { closeLocks(now) }
        switch try Request(pdu: pdu) {
        case .access(let access):
            try check(access, pdu, permission, now)
            tables.carryOut(access, pdu, into: &output)
            if !access.writes.isEmpty { told(access, peer, now) }
            if !access.reads.isEmpty { self[peer].read[access.area.rawValue] = publication }
        case .loopback:
            output.append(pdu)
        case .clearCounters:
            counts = counts.map { _ in 0 }
            messagesBefore = messages
            output.append(pdu)
        case .counter(let counter):
            output.append(UnsafeRawBufferPointer(rebasing: pdu[..<3]))
            output.append(
                counter == .busMessages ? UInt16(truncatingIfNeeded: messages - messagesBefore) : self[counter])
        case .identification(let request):
            guard let identification = unit.identification else { throw .illegalFunction }
            try identification.answer(request, into: &output)
        }
    }

    private func check(
        _ access: Access, _ pdu: UnsafeRawBufferPointer, _ permission: Permission, _ now: UInt64
    ) throws(ExceptionCode) {
        try tables.check(access)
        guard !access.writes.isEmpty else { return }
        guard permission.mayWrite(access.area, access.writes), !isLocked(access, now) else { throw .illegalDataAddress }
        for condition in unit.conditions where condition.area == access.area && condition.addresses.overlaps(access.writes) {
            let after = condition.addresses.map { address in
                access.writes.contains(address)
                    ? access.value(at: address, in: pdu, before: tables[Cell(access.area, address)])
                    : tables[Cell(access.area, address)]
            }
            guard condition.accepts(after) else { throw .illegalDataValue }
        }
        guard writes.count < room else { throw .serverDeviceBusy }
    }

    /// Remembers what a request has changed.
    private func told(_ access: Access, _ peer: Peer, _ now: UInt64) {
        if !unit.locks.isEmpty && access.area == .holdingRegisters { turnKeys(access.writes, now) }
        writes.append(
            Write(
                peer: peer, function: access.function, area: access.area, address: access.writes.lowerBound,
                values: tables.values(access.area, access.writes), arrival: now,
                seen: self[peer].decide()))
    }

    /// What this client has read; another's is forgotten for it.
    private subscript(peer: Peer) -> Reader {
        get {
            let reader = readers[peer.number % readers.count]
            return reader.peer == peer.number ? reader : Reader(peer: peer.number)
        }
        set { readers[peer.number % readers.count] = newValue }
    }

    // MARK: Locks

    private func isLocked(_ access: Access, _ now: UInt64) -> Bool {
        zip(unit.locks, openUntil).contains { lock, until in
            now >= until && lock.protected.contains { $0.area == access.area && $0.addresses.overlaps(access.writes) }
        }
    }

    /// A key whose time has passed falls back.
    private func closeLocks(_ now: UInt64) {
        for (index, lock) in unit.locks.enumerated() where openUntil[index] != 0 && now >= openUntil[index] {
            openUntil[index] = 0
            tables[Cell(.holdingRegisters, lock.key)] = 0
        }
    }

    private func turnKeys(_ addresses: Range<Int>, _ now: UInt64) {
        for (index, lock) in unit.locks.enumerated() where addresses.contains(lock.key) {
            let key = Cell(.holdingRegisters, lock.key)
            let isRight = tables[key] == lock.value
            openUntil[index] = isRight ? lock.duration.map { now + $0.nanoseconds } ?? .max : 0
            tables[key] = isRight ? 1 : 0
        }
    }

    // MARK: Counters

    private subscript(counter: Counter) -> UInt16 {
        get { counts[Counter.allCases.firstIndex(of: counter)!] }
        set { counts[Counter.allCases.firstIndex(of: counter)!] = newValue }
    }

    func count(_ counter: Counter) {
        self[counter] &+= 1
    }
}

extension Duration {
    /// At least 0.
    var nanoseconds: UInt64 {
        UInt64(max(0, components.seconds)) * 1_000_000_000 + UInt64(max(0, components.attoseconds / 1_000_000_000))
    }
}
