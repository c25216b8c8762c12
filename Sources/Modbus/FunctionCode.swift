/// The functions this server knows (MODBUS Application Protocol V1.1b3, section 6). Adding one is a case here: the exhaustive
/// switches in `Access` and `Service` then ask what it means.
public enum FunctionCode: UInt8, CaseIterable, Sendable {
    case readCoils = 1
    case readDiscreteInputs = 2
    case readHoldingRegisters = 3
    case readInputRegisters = 4
    case writeSingleCoil = 5
    case writeSingleRegister = 6
    case writeMultipleCoils = 15
    case writeMultipleRegisters = 16
    case maskWriteRegister = 22
    case readWriteMultipleRegisters = 23
}
