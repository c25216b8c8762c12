/// A request and its answer, taken apart for someone who watches.
public struct Exchange: Sendable, Equatable {
    public let unit: UInt8
    /// As it stands in the request, known or not.
    public let code: UInt8
    /// Nil for a function that the server does not know.
    public let function: FunctionCode?
    /// Of what is read; nil when nothing is, or when the request makes no sense.
    public private(set) var reads: Span?
    /// Of what is written, likewise.
    public private(set) var writes: Span?
    public let outcome: Outcome

    public struct Span: Sendable, Equatable {
        public let area: Area
        public let addresses: Range<Int>
        /// What was read or was to be written; empty for an exception and for a masked write. A bit is 0 or 1.
        public let values: [UInt16]
    }

    public enum Outcome: Sendable, Equatable {
        case answered
        case exception(ExceptionCode)
        /// A broadcast, or a device that is silent.
        case unanswered
    }

    /// - Parameters: whole frames.
    public init(request: [UInt8], answer: [UInt8]?) {
        let pdu = [UInt8](request[Frame.headerLength...])
        unit = request[Frame.unitOffset]
        code = pdu[0]
        function = FunctionCode(rawValue: pdu[0])
        let reply = answer.map { [UInt8]($0[Frame.headerLength...]) }
        outcome =
            switch reply {
            case nil: .unanswered
            case let reply? where reply[0] != pdu[0]: .exception(ExceptionCode(rawValue: reply[1]) ?? .serverDeviceFailure)
            case _?: .answered
            }
        guard case .access(let access)? = pdu.withUnsafeBytes({ try? Request(pdu: $0) }) else { return }
        if !access.reads.isEmpty {
            let values = outcome == .answered ? Self.values(reply ?? [], access) : []
            reads = Span(area: access.area, addresses: access.reads, values: values)
        }
        if !access.writes.isEmpty {
            let values = pdu.withUnsafeBytes { bytes in
                access.function == .maskWriteRegister ? [] : access.writes.map { access.value(at: $0, in: bytes, before: 0) }
            }
            writes = Span(area: access.area, addresses: access.writes, values: values)
        }
    }

    private static func values(_ reply: [UInt8], _ access: Access) -> [UInt16] {
        let data = reply.dropFirst(2)
        return (0..<access.reads.count).compactMap { index in
            if access.area.holdsBits {
                let byte = data.startIndex + index / 8
                return data.indices.contains(byte) ? UInt16(data[byte] >> (index % 8) & 1) : nil
            }
            let byte = data.startIndex + 2 * index
            return data.indices.contains(byte + 1) ? UInt16(data[byte]) << 8 | UInt16(data[byte + 1]) : nil
        }
    }
}
