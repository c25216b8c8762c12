import CModbus

/// The cells as clients see them, in libmodbus' own memory. One thread owns them.
struct Tables: ~Copyable {
    let layout: Layout
    let mapping: UnsafeMutablePointer<modbus_mapping_t>

    init(_ layout: Layout) {
        self.layout = layout
        let mapping = modbus_mapping_new(
            Int32(layout.end(of: .coils)), Int32(layout.end(of: .discreteInputs)),
            Int32(layout.end(of: .holdingRegisters)), Int32(layout.end(of: .inputRegisters)))
        guard let mapping else { fatalError("no memory for \(layout.spans.count) Modbus spans") }
        self.mapping = mapping
    }

    deinit {
        modbus_mapping_free(mapping)
    }

    func check(_ access: Access) throws(ExceptionCode) {
        guard access.reads.isEmpty || layout.exists(access.area, access.reads) else { throw .illegalDataAddress }
        guard access.writes.isEmpty || layout.isWritable(access.area, access.writes) else { throw .illegalDataAddress }
    }

    subscript(cell: Cell) -> UInt16 {
        get {
            switch cell.area {
            case .coils: UInt16(mapping.pointee.tab_bits[cell.address])
            case .discreteInputs: UInt16(mapping.pointee.tab_input_bits[cell.address])
            case .inputRegisters: mapping.pointee.tab_input_registers[cell.address]
            case .holdingRegisters: mapping.pointee.tab_registers[cell.address]
            }
        }
        nonmutating set {
            switch cell.area {
            case .coils: mapping.pointee.tab_bits[cell.address] = newValue == 0 ? 0 : 1
            case .discreteInputs: mapping.pointee.tab_input_bits[cell.address] = newValue == 0 ? 0 : 1
            case .inputRegisters: mapping.pointee.tab_input_registers[cell.address] = newValue
            case .holdingRegisters: mapping.pointee.tab_registers[cell.address] = newValue
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
            case .coils: copy(values.bits[0], span.addresses, to: mapping.pointee.tab_bits)
            case .discreteInputs: copy(values.bits[1], span.addresses, to: mapping.pointee.tab_input_bits)
            case .inputRegisters: copy(values.registers[0], span.addresses, to: mapping.pointee.tab_input_registers)
            case .holdingRegisters: copy(values.registers[1], span.addresses, to: mapping.pointee.tab_registers)
            }
        }
    }
}

private func copy<Value>(_ values: [Value], _ addresses: Range<Int>, to table: UnsafeMutablePointer<Value>) {
    values.withUnsafeBufferPointer { source in
        (table + addresses.lowerBound).update(from: source.baseAddress! + addresses.lowerBound, count: addresses.count)
    }
}
