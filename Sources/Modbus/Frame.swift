/// A Modbus TCP frame, cut out of a stream of bytes by its MBAP header: transaction (2), protocol (2), length (2), unit (1), then the PDU.
enum Frame {
    /// Bytes before the function code.
    static let headerLength = 7
    static let largestPDU = 253
    /// Header and the largest PDU.
    static let maximumLength = 260
    /// The unit's byte and a function code.
    static let shortestPayload = 2
    /// The unit's byte and the largest PDU.
    static let longestPayload = 254

    static let unitOffset = 6

    /// What the stream begins with.
    enum Cut: Equatable {
        /// The rest has not come yet.
        case incomplete
        case request(length: Int)
        /// Another protocol's frame, to be passed over without an answer.
        case foreign(length: Int)
        /// A length that no frame has: where the next one begins can no longer be known.
        case broken
    }

    static func cut(_ stream: UnsafeRawBufferPointer) -> Cut {
        guard stream.count >= unitOffset else { return .incomplete }
        let payload = Int(stream.word(at: 4))
        guard shortestPayload...longestPayload ~= payload else { return .broken }
        let length = unitOffset + payload
        guard stream.count >= length else { return .incomplete }
        return stream.word(at: 2) == 0 ? .request(length: length) : .foreign(length: length)
    }
}

extension UnsafeRawBufferPointer {
    /// Two bytes, the high one first, as everything in Modbus.
    func word(at offset: Int) -> UInt16 {
        UInt16(self[offset]) << 8 | UInt16(self[offset + 1])
    }
}
