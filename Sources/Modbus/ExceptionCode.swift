/// Why the far side said no: an answer, not a failure of the link (that is `LinkError`).
public enum ExceptionCode: UInt8, CaseIterable, Error, Sendable {
    case illegalFunction = 1
    /// A cell that is not in the map, or a write to one that clients may only read.
    case illegalDataAddress = 2
    /// A quantity, byte count, length or value that the function does not allow.
    case illegalDataValue = 3
    case serverDeviceFailure = 4
    case acknowledge = 5
    /// More writes than the plant has taken in: ask again.
    case serverDeviceBusy = 6
    case memoryParityError = 8
    case gatewayPathUnavailable = 10
    /// No unit of that number lives here.
    case gatewayTargetFailedToRespond = 11
}

// MARK: - CustomStringConvertible

extension ExceptionCode: CustomStringConvertible {
    public var description: String {
        switch self {
        case .illegalFunction: "illegal function (01)"
        case .illegalDataAddress: "illegal data address (02)"
        case .illegalDataValue: "illegal data value (03)"
        case .serverDeviceFailure: "server device failure (04)"
        case .acknowledge: "acknowledge, still working (05)"
        case .serverDeviceBusy: "server device busy (06)"
        case .memoryParityError: "memory parity error (08)"
        case .gatewayPathUnavailable: "gateway path unavailable (0A)"
        case .gatewayTargetFailedToRespond: "gateway target device failed to respond (0B)"
        }
    }
}
