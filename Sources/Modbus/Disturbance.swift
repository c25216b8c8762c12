/// What is wrong with a unit's answers, for masters to be tried against. Shares are of its requests, evenly spread: at 0.25 each fourth.
public struct Disturbance: Sendable, Equatable {
    /// Before the answers of a burst leave.
    public var delay: Duration = .zero
    /// Share that gets no answer.
    public var silence = 0.0
    /// Share that gets exception 06 (busy).
    public var busy = 0.0
    /// Share that gets exception 04 (device failure).
    public var failure = 0.0
    /// Share at which the connection is closed instead of an answer.
    public var dropping = 0.0
    /// Share at which another device of the same number speaks: in turn its answer collides with this one's (0B, as a gateway finds no
    /// sense in it), or is heard instead: then it has the write, and its cells are 0.
    public var duplication = 0.0
    /// Registers that a request may read or write, else exception 03; sixteen times as many bits.
    public var registerLimit = Int.max

    public init() {}
}

/// What becomes of one request.
enum Treatment: Equatable {
    case normal
    case silence
    case drop
    case refusal(ExceptionCode)
    /// The other device of the same number answers.
    case other
}

/// Spreads the shares of a disturbance over the requests.
struct Disturber {
    let disturbance: Disturbance
    /// What of each share has added up since it last struck.
    private var sums = [Double](repeating: 0, count: 5)
    private var wasCollision = false

    init(_ disturbance: Disturbance) {
        self.disturbance = disturbance
    }

    mutating func treat(_ pdu: UnsafeRawBufferPointer) -> Treatment {
        let treatment = struck()
        guard treatment == .normal else { return treatment }
        if disturbance.registerLimit < Int.max, case .access(let access)? = try? Request(pdu: pdu) {
            return isWithinLimit(access.area, max(access.reads.count, access.writes.count))
                ? .normal : .refusal(.illegalDataValue)
        }
        return .normal
    }

    private func isWithinLimit(_ area: Area, _ count: Int) -> Bool {
        let limit = area.holdsBits ? 16 * min(disturbance.registerLimit, 125) : disturbance.registerLimit
        return count <= limit
    }

    /// Of a request that is about to be sent, for so many cells.
    mutating func treat(_ area: Area, _ count: Int) -> Treatment {
        let treatment = struck()
        return treatment == .normal && !isWithinLimit(area, count) ? .refusal(.illegalDataValue) : treatment
    }

    /// What a share makes of it.
    private mutating func struck() -> Treatment {
        if strikes(0, disturbance.dropping) { return .drop }
        if strikes(1, disturbance.silence) { return .silence }
        if strikes(2, disturbance.busy) { return .refusal(.serverDeviceBusy) }
        if strikes(3, disturbance.failure) { return .refusal(.serverDeviceFailure) }
        if strikes(4, disturbance.duplication) {
            wasCollision.toggle()
            return wasCollision ? .refusal(.gatewayTargetFailedToRespond) : .other
        }
        return .normal
    }

    private mutating func strikes(_ index: Int, _ share: Double) -> Bool {
        sums[index] += share
        guard sums[index] >= 1 - 1e-9 else { return false }
        sums[index] -= 1
        return true
    }
}
