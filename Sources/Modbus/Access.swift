/// The cells that a well-formed request touches. Making one checks all that can be known without the tables: lengths, quantities and
/// values (03), which the protocol's state diagrams ask about after the function (01) and before addresses (02).
struct Access: Equatable {
    let function: FunctionCode
    let area: Area
    /// Empty when nothing is read. The upper bound may lie past 65536.
    let reads: Range<Int>
    /// Empty when nothing is written. The upper bound may lie past 65536.
    let writes: Range<Int>

    init(_ function: FunctionCode, pdu: UnsafeRawBufferPointer) throws(ExceptionCode) {
        switch function {
        case .readCoils:
            self.init(function, .coils, reads: try quantity(in: pdu, upTo: 2000))
        case .readDiscreteInputs:
            self.init(function, .discreteInputs, reads: try quantity(in: pdu, upTo: 2000))
        case .readHoldingRegisters:
            self.init(function, .holdingRegisters, reads: try quantity(in: pdu, upTo: 125))
        case .readInputRegisters:
            self.init(function, .inputRegisters, reads: try quantity(in: pdu, upTo: 125))
        case .writeSingleCoil:
            let address = try single(in: pdu, length: 5)
            guard pdu.word(at: 3) == 0x0000 || pdu.word(at: 3) == 0xFF00 else { throw .illegalDataValue }
            self.init(function, .coils, writes: address)
        case .writeSingleRegister:
            self.init(function, .holdingRegisters, writes: try single(in: pdu, length: 5))
        case .writeMultipleCoils:
            self.init(function, .coils, writes: try values(in: pdu, at: 1, upTo: 1968) { ($0 + 7) / 8 })
        case .writeMultipleRegisters:
            self.init(function, .holdingRegisters, writes: try values(in: pdu, at: 1, upTo: 123) { $0 * 2 })
        case .maskWriteRegister:
            self.init(function, .holdingRegisters, writes: try single(in: pdu, length: 7))
        case .readWriteMultipleRegisters:
            guard pdu.count >= 10 else { throw .illegalDataValue }
            let count = Int(pdu.word(at: 3))
            guard 1...125 ~= count else { throw .illegalDataValue }
            let writes = try values(in: pdu, at: 5, upTo: 121) { $0 * 2 }
            self.init(function, .holdingRegisters, reads: range(pdu.word(at: 1), count), writes: writes)
        case .diagnostics, .encapsulatedInterface:
            throw .illegalFunction
        }
    }

    /// What the request will leave in a cell that it writes.
    func value(at address: Int, in pdu: UnsafeRawBufferPointer, before: UInt16) -> UInt16 {
        let index = address - writes.lowerBound
        return switch function {
        case .writeSingleCoil: pdu[3] == 0 ? 0 : 1
        case .writeSingleRegister: pdu.word(at: 3)
        case .writeMultipleCoils: UInt16(pdu[6 + index / 8] >> (index % 8) & 1)
        case .writeMultipleRegisters: pdu.word(at: 6 + 2 * index)
        case .maskWriteRegister: before & pdu.word(at: 3) | pdu.word(at: 5) & ~pdu.word(at: 3)
        case .readWriteMultipleRegisters: pdu.word(at: 10 + 2 * index)
        case .readCoils, .readDiscreteInputs, .readHoldingRegisters, .readInputRegisters, .diagnostics, .encapsulatedInterface:
            before
        }
    }

    private init(_ function: FunctionCode, _ area: Area, reads: Range<Int> = 0..<0, writes: Range<Int> = 0..<0) {
        self.function = function
        self.area = area
        self.reads = reads
        self.writes = writes
    }
}

private func range(_ address: UInt16, _ count: Int) -> Range<Int> {
    Int(address)..<Int(address) + count
}

/// Address and quantity of a read request.
private func quantity(in pdu: UnsafeRawBufferPointer, upTo limit: Int) throws(ExceptionCode) -> Range<Int> {
    guard pdu.count == 5 else { throw .illegalDataValue }
    let count = Int(pdu.word(at: 3))
    guard 1...limit ~= count else { throw .illegalDataValue }
    return range(pdu.word(at: 1), count)
}

private func single(in pdu: UnsafeRawBufferPointer, length: Int) throws(ExceptionCode) -> Range<Int> {
    guard pdu.count == length else { throw .illegalDataValue }
    return range(pdu.word(at: 1), 1)
}

/// Address, quantity, byte count and as many bytes, which end the request.
private func values(
    in pdu: UnsafeRawBufferPointer, at offset: Int, upTo limit: Int, bytes: (Int) -> Int
) throws(ExceptionCode) -> Range<Int> {
    guard pdu.count >= offset + 5 else { throw .illegalDataValue }
    let count = Int(pdu.word(at: offset + 2))
    let byteCount = Int(pdu[offset + 4])
    guard 1...limit ~= count, byteCount == bytes(count), pdu.count == offset + 5 + byteCount else { throw .illegalDataValue }
    return range(pdu.word(at: offset), count)
}
