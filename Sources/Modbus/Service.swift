/// Which unit numbers are answered; the others get exception 0B, as a gateway answers for a device that is not there.
public enum Units: Sendable, Equatable {
    /// These, and 0 and 255, which mean the addressed device itself.
    case own(Set<UInt8>)
    case any

    func serves(_ unit: UInt8) -> Bool {
        switch self {
        case .own(let units): unit == 0 || unit == 255 || units.contains(unit)
        case .any: true
        }
    }
}

/// Requests in, answers out, over the tables: bytes only, no client's socket and no clock.
struct Service: ~Copyable {
    /// The largest stream that `serve` takes at once.
    static let streamLimit = 2048
    /// A request that reads has 12 bytes or more; shorter ones get an exception of 9.
    private static let outputLimit = (streamLimit / 12 + 1) * Frame.maximumLength

    let tables: Tables
    private let units: Units
    private var responder: Responder
    private var output = Output(capacity: outputLimit)

    /// What the requests since the last `serve` began have changed, in order.
    private(set) var writes: [Write] = []

    init(_ layout: Layout, _ units: Units) throws(ServerError) {
        tables = Tables(layout)
        self.units = units
        responder = try Responder()
    }

    /// The answers to the last stream, in the order of its requests.
    var answers: UnsafeRawBufferPointer { output.bytes }

    struct Served: Equatable {
        /// Bytes of whole frames; the rest is to be presented again with what follows it.
        var consumed = 0
        /// Where the next frame begins cannot be known.
        var isBroken = false
    }

    /// Answers every whole frame at the beginning of a stream.
    /// - Parameter writeRoom: how many writing requests may be accepted; more are told to come back.
    mutating func serve(_ stream: UnsafeRawBufferPointer, of peer: Peer, writeRoom: Int = .max) -> Served {
        precondition(stream.count <= Self.streamLimit)
        output.count = 0
        writes.removeAll(keepingCapacity: true)
        var served = Served()
        cutting: while true {
            let rest = UnsafeRawBufferPointer(rebasing: stream[served.consumed...])
            switch Frame.cut(rest) {
            case .incomplete:
                break cutting
            case .broken:
                served.isBroken = true
                break cutting
            case .foreign(let length):
                served.consumed += length
            case .request(let length):
                guard answer(UnsafeRawBufferPointer(rebasing: rest[..<length]), peer, writeRoom) else {
                    served.isBroken = true
                    break cutting
                }
                served.consumed += length
                if responder.isFull { responder.drain(into: &output) }
            }
        }
        responder.drain(into: &output)
        return served
    }

    /// False when the client can be given no answer.
    private mutating func answer(_ frame: UnsafeRawBufferPointer, _ peer: Peer, _ writeRoom: Int) -> Bool {
        let access: Access
        do {
            access = try check(frame, writeRoom)
        } catch {
            return responder.refuse(frame, error)
        }
        switch access.function {
        case .readCoils, .readDiscreteInputs, .readHoldingRegisters, .readInputRegisters, .writeSingleCoil, .writeSingleRegister,
            .writeMultipleCoils, .writeMultipleRegisters, .maskWriteRegister, .readWriteMultipleRegisters:
            let replied = responder.reply(to: frame, tables)
            if !access.writes.isEmpty {
                // Told even if libmodbus failed: what it has changed, the plant must know.
                writes.append(
                    Write(
                        peer: peer, function: access.function, area: access.area, address: access.writes.lowerBound,
                        values: tables.values(access.area, access.writes)))
            }
            return replied || responder.refuse(frame, .serverDeviceFailure)
        }
    }

    private func check(_ frame: UnsafeRawBufferPointer, _ writeRoom: Int) throws(ExceptionCode) -> Access {
        guard units.serves(frame[Frame.unitOffset]) else { throw .gatewayTargetFailedToRespond }
        let access = try Access(pdu: UnsafeRawBufferPointer(rebasing: frame[Frame.headerLength...]))
        try tables.check(access)
        guard access.writes.isEmpty || writes.count < writeRoom else { throw .serverDeviceBusy }
        return access
    }
}
