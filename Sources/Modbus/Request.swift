/// A request whose function, sub-function, lengths, quantities and values are in order; what it touches is not yet known to exist.
enum Request: Equatable {
    case access(Access)
    /// Function 8, sub-function 0: the data are sent back.
    case loopback
    /// Function 8, sub-function 10.
    case clearCounters
    /// Function 8, sub-functions 11, 13, 14, 15, 17.
    case counter(Counter)
    /// Function 43, MEI type 14.
    case identification(IdentificationRequest)

    init(pdu: UnsafeRawBufferPointer) throws(ExceptionCode) {
        guard let code = pdu.first, let function = FunctionCode(rawValue: code) else { throw .illegalFunction }
        switch function {
        case .readCoils, .readDiscreteInputs, .readHoldingRegisters, .readInputRegisters, .writeSingleCoil, .writeSingleRegister,
            .writeMultipleCoils, .writeMultipleRegisters, .maskWriteRegister, .readWriteMultipleRegisters:
            self = .access(try Access(function, pdu: pdu))
        case .diagnostics:
            self = try Self.diagnostics(pdu)
        case .encapsulatedInterface:
            self = .identification(try IdentificationRequest(pdu: pdu))
        }
    }

    /// The sub-functions that mean something without a serial line: the others (restart of the line, its delimiter, listening only,
    /// its check sums and overruns) are not supported (01), as V1.1b3 section 6.8 asks of a sub-function that a device lacks.
    private static func diagnostics(_ pdu: UnsafeRawBufferPointer) throws(ExceptionCode) -> Request {
        guard pdu.count >= 3 else { throw .illegalDataValue }
        let subFunction = pdu.word(at: 1)
        if subFunction == 0 {
            // N × 2 bytes of data.
            guard pdu.count >= 5, pdu.count % 2 == 1 else { throw .illegalDataValue }
            return .loopback
        }
        guard subFunction == 10 || Counter(rawValue: subFunction) != nil else { throw .illegalFunction }
        guard pdu.count == 5, pdu.word(at: 3) == 0 else { throw .illegalDataValue }
        return Counter(rawValue: subFunction).map { .counter($0) } ?? .clearCounters
    }
}

/// What function 8 counts, by its sub-function. Each counter has 16 bits and begins anew after 65535.
enum Counter: UInt16, CaseIterable {
    /// Requests that came, whichever unit they were for.
    case busMessages = 11
    /// Exceptions that this unit answered.
    case exceptions = 13
    /// Requests for this unit, exceptions and broadcasts included.
    case serverMessages = 14
    /// Requests for this unit that got no answer.
    case silences = 15
    /// Exceptions 06 that this unit answered.
    case busy = 17
}
