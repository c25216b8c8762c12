/// The functions this server knows (MODBUS Application Protocol V1.1b3, section 6). Adding one is a case here: the exhaustive
/// switches in `Request`, `Access` and `Service` then ask what it means.
public enum FunctionCode: UInt8, CaseIterable, Sendable, Hashable {
    case readCoils = 1
    case readDiscreteInputs = 2
    case readHoldingRegisters = 3
    case readInputRegisters = 4
    case writeSingleCoil = 5
    case writeSingleRegister = 6
    case diagnostics = 8
    case writeMultipleCoils = 15
    case writeMultipleRegisters = 16
    case maskWriteRegister = 22
    case readWriteMultipleRegisters = 23
    /// With MEI type 14 only: read device identification.
    case encapsulatedInterface = 43

    /// Whether it reads or writes cells; the others ask about the device.
    public var touchesCells: Bool { self != .diagnostics && self != .encapsulatedInterface }

    /// Whether it changes cells.
    public var writesCells: Bool {
        switch self {
        case .writeSingleCoil, .writeSingleRegister, .writeMultipleCoils, .writeMultipleRegisters, .maskWriteRegister,
            .readWriteMultipleRegisters:
            true
        case .readCoils, .readDiscreteInputs, .readHoldingRegisters, .readInputRegisters, .diagnostics, .encapsulatedInterface:
            false
        }
    }
}
