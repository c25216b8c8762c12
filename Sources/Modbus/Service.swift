/// Requests in, answers out, over the units' cells: bytes only, no client's socket and no clock.
struct Service: ~Copyable {
    /// The largest stream that `serve` takes at once.
    static let streamLimit = 2048
    /// A request that reads has 12 bytes or more; shorter ones get an answer of 9 or are few.
    private static let outputLimit = (streamLimit / 12 + 2) * Frame.maximumLength

    let stations: [Station]
    /// By unit number: the station, or -1 for nobody.
    private let stationOf: [Int16]
    /// Whether unit 0 means all of them, as on a serial line, instead of the server itself.
    private let zeroIsBroadcast: Bool
    private let log: RequestLog?
    /// Where connections put what has come: one for all, so that a thousand of them stay in the processor's cache.
    let input = UnsafeMutableRawBufferPointer.allocate(byteCount: streamLimit, alignment: 16)
    private var output = Output(capacity: outputLimit)
    private var messages: UInt64 = 0

    /// - Parameter units: the first is the server itself; a number belongs to the first unit that has it.
    init(_ stations: [Station], _ units: Units, zeroIsBroadcast: Bool = false, log: RequestLog? = nil) {
        self.stations = stations
        self.zeroIsBroadcast = zeroIsBroadcast
        self.log = log
        stationOf = (UInt8.min...UInt8.max).map { number in
            if let index = stations.firstIndex(where: { $0.unit.number == number }) { return Int16(index) }
            return switch units {
            case .own(let own): number == 0 || number == 255 || own.contains(number) ? 0 : -1
            case .any: 0
            }
        }
    }

    deinit {
        input.deallocate()
    }

    /// The answers to the last stream, in the order of its requests.
    var answers: UnsafeRawBufferPointer { output.bytes }

    struct Served: Equatable {
        /// Bytes of whole frames; the rest is to be presented again with what follows it.
        var consumed = 0
        /// Where the next frame begins cannot be known.
        var isBroken = false
        /// The connection is to be closed without another answer.
        var isDropped = false
        /// Nanoseconds for which the answers are to be held back.
        var delay: UInt64 = 0
    }

    /// Answers every whole frame at the beginning of a stream.
    /// - Parameter now: nanoseconds of a clock that only goes forward.
    mutating func serve(
        _ stream: UnsafeRawBufferPointer, of peer: Peer, with permission: Permission = .everything, now: UInt64 = 0
    ) -> Served {
        precondition(stream.count <= Self.streamLimit)
        output.empty()
        for station in stations { station.forget() }
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
                served.isDropped = !answer(UnsafeRawBufferPointer(rebasing: rest[..<length]), peer, permission, now)
                served.consumed += length
                if served.isDropped { break cutting }
            }
        }
        for station in stations where station.isCurrent {
            served.delay = max(served.delay, station.delay)
            station.handOver()
        }
        return served
    }

    /// False when the connection is to be closed instead.
    private mutating func answer(
        _ frame: UnsafeRawBufferPointer, _ peer: Peer, _ permission: Permission, _ now: UInt64
    ) -> Bool {
        messages &+= 1
        let number = frame[Frame.unitOffset]
        if number == 0 && zeroIsBroadcast {
            for station in stations { broadcast(frame, to: station, peer, permission, now) }
            log?.append(peer, frame, answer: nil)
            return true
        }
        let index = Int(stationOf[Int(number)])
        let treatment = index < 0 ? Treatment.normal : prepare(stations[index], frame)
        guard treatment != .drop && treatment != .silence else {
            stations[index].count(.silences)
            log?.append(peer, frame, answer: nil)
            return treatment == .silence
        }
        output.open(answering: frame)
        do throws(ExceptionCode) {
            guard index >= 0 else { throw .gatewayTargetFailedToRespond }
            switch treatment {
            case .refusal(let code): throw code
            case .other:
                try stations[index].answerAsOther(UnsafeRawBufferPointer(rebasing: frame[Frame.headerLength...]), into: &output)
            case .normal, .silence, .drop:
                try stations[index].answer(frame, peer, permission, now: now, messages: messages, into: &output)
            }
        } catch {
            if index >= 0 {
                stations[index].count(.exceptions)
                if error == .serverDeviceBusy { stations[index].count(.busy) }
            }
            // The function's code with its highest bit set, then why not.
            output.append(frame[Frame.headerLength] | 0x80)
            output.append(error.rawValue)
        }
        output.close()
        log?.append(peer, frame, answer: output.last)
        return true
    }

    private func prepare(_ station: Station, _ frame: UnsafeRawBufferPointer) -> Treatment {
        if !station.isCurrent { station.bringUp() }
        station.count(.serverMessages)
        return station.treatment(of: UnsafeRawBufferPointer(rebasing: frame[Frame.headerLength...]))
    }

    /// A broadcast is carried out by each unit that can, and answered by none; only writes make sense.
    private mutating func broadcast(
        _ frame: UnsafeRawBufferPointer, to station: Station, _ peer: Peer, _ permission: Permission, _ now: UInt64
    ) {
        if !station.isCurrent { station.bringUp() }
        station.count(.serverMessages)
        station.count(.silences)
        guard let function = FunctionCode(rawValue: frame[Frame.headerLength]), function.writesCells,
            function != .readWriteMultipleRegisters
        else { return }
        output.open(answering: frame)
        do {
            try station.answer(frame, peer, permission, now: now, messages: messages, into: &output)
        } catch {
            station.count(.exceptions)
        }
        output.takeBack()
    }
}
