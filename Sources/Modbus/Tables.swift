/// The cells as clients see them. One thread owns them.
final class Tables {
    let layout: Layout
    /// One byte of 0 or 1 a coil, from address 0 to the area's end; likewise the others.
    private let coils: UnsafeMutablePointer<UInt8>
    private let discreteInputs: UnsafeMutablePointer<UInt8>
    private let inputRegisters: UnsafeMutablePointer<UInt16>
    private let holdingRegisters: UnsafeMutablePointer<UInt16>

    /// Every cell at 0.
    init(_ layout: Layout) {
        self.layout = layout
        func zeros<Value: FixedWidthInteger>(_ area: Area) -> UnsafeMutablePointer<Value> {
            let count = layout.end(of: area)
            let table = UnsafeMutablePointer<Value>.allocate(capacity: max(count, 1))
            table.initialize(repeating: 0, count: max(count, 1))
            return table
        }
        coils = zeros(.coils)
        discreteInputs = zeros(.discreteInputs)
        inputRegisters = zeros(.inputRegisters)
        holdingRegisters = zeros(.holdingRegisters)
    }

    deinit {
        coils.deallocate()
        discreteInputs.deallocate()
        inputRegisters.deallocate()
        holdingRegisters.deallocate()
    }

    func check(_ access: Access) throws(ExceptionCode) {
        guard access.reads.isEmpty || layout.exists(access.area, access.reads) else { throw .illegalDataAddress }
        guard access.writes.isEmpty || layout.isWritable(access.area, access.writes) else { throw .illegalDataAddress }
    }

    subscript(cell: Cell) -> UInt16 {
        get {
            switch cell.area {
            case .coils: UInt16(coils[cell.address])
            case .discreteInputs: UInt16(discreteInputs[cell.address])
            case .inputRegisters: inputRegisters[cell.address]
            case .holdingRegisters: holdingRegisters[cell.address]
            }
        }
        set {
            switch cell.area {
            case .coils: coils[cell.address] = newValue == 0 ? 0 : 1
            case .discreteInputs: discreteInputs[cell.address] = newValue == 0 ? 0 : 1
            case .inputRegisters: inputRegisters[cell.address] = newValue
            case .holdingRegisters: holdingRegisters[cell.address] = newValue
            }
        }
    }

    func values(_ area: Area, _ addresses: Range<Int>) -> [UInt16] {
        addresses.map { self[Cell(area, $0)] }
    }

    /// Replaces every cell of the plant's.
    func adopt(_ snapshot: Snapshot) {
        for span in layout.spans where span.owner == .plant {
            let values = snapshot.values
            switch span.area {
            case .coils: copy(values.bits[0], span.addresses, to: coils)
            case .discreteInputs: copy(values.bits[1], span.addresses, to: discreteInputs)
            case .inputRegisters: copy(values.registers[0], span.addresses, to: inputRegisters)
            case .holdingRegisters: copy(values.registers[1], span.addresses, to: holdingRegisters)
            }
        }
    }

    // MARK: Carrying out

    /// Does what a checked request asks and appends the answering PDU (V1.1b3, sections 6.1 to 6.6, 6.11, 6.12, 6.16 and 6.17).
    func carryOut(_ access: Access, _ pdu: UnsafeRawBufferPointer, into output: inout Output) {
        output.append(access.function.rawValue)
        switch access.function {
        case .readCoils: read(bits: coils, access.reads, into: &output)
        case .readDiscreteInputs: read(bits: discreteInputs, access.reads, into: &output)
        case .readHoldingRegisters: read(holdingRegisters, access.reads, into: &output)
        case .readInputRegisters: read(inputRegisters, access.reads, into: &output)
        case .writeSingleCoil, .writeSingleRegister, .maskWriteRegister:
            write(access, pdu)
            output.append(UnsafeRawBufferPointer(rebasing: pdu[1...]))
        case .writeMultipleCoils, .writeMultipleRegisters:
            write(access, pdu)
            output.append(UnsafeRawBufferPointer(rebasing: pdu[1..<5]))
        case .readWriteMultipleRegisters:
            write(access, pdu)
            read(holdingRegisters, access.reads, into: &output)
        case .diagnostics, .encapsulatedInterface:
            preconditionFailure("a function that touches no cell")
        }
    }

    private func read(_ table: UnsafeMutablePointer<UInt16>, _ addresses: Range<Int>, into output: inout Output) {
        output.append(UInt8(2 * addresses.count))
        output.append(table + addresses.lowerBound, count: addresses.count)
    }

    private func read(bits table: UnsafeMutablePointer<UInt8>, _ addresses: Range<Int>, into output: inout Output) {
        output.append(UInt8((addresses.count + 7) / 8))
        output.append(bits: table + addresses.lowerBound, count: addresses.count)
    }

    private func write(_ access: Access, _ pdu: UnsafeRawBufferPointer) {
        for address in access.writes {
            let cell = Cell(access.area, address)
            self[cell] = access.value(at: address, in: pdu, before: self[cell])
        }
    }
}

private func copy<Value>(_ values: [Value], _ addresses: Range<Int>, to table: UnsafeMutablePointer<Value>) {
    values.withUnsafeBufferPointer { source in
        (table + addresses.lowerBound).update(from: source.baseAddress! + addresses.lowerBound, count: addresses.count)
    }
}
