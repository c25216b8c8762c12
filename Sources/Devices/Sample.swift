public import Modbus

/// What one turn of a poller has told: a record, whether the device answered or not.
public struct Sample: Sendable {
    /// Seconds since 1970.
    public let time: Double
    /// From 1, without a gap.
    public let number: Int
    /// Polls whose time passed since the last sample and that were not made, the device being left alone.
    public let missed: Int
    /// By point of the profile; nil where it was not asked for in this turn.
    public let readings: [Reading?]
    public let outcome: Outcome

    public enum Outcome: Sendable, Equatable {
        case complete
        /// Some values have failed, for this reason the first of them.
        case partial(ClientError)
        /// The device said nothing.
        case silent(ClientError)

        /// One word, as logs have it: "ok", "timeout", "exception-2".
        public var word: String {
            switch self {
            case .complete: "ok"
            case .partial(let error), .silent(let error): error.word
            }
        }
    }

    public init(time: Double, number: Int, missed: Int, readings: [Reading?], outcome: Outcome) {
        self.time = time
        self.number = number
        self.missed = missed
        self.readings = readings
        self.outcome = outcome
    }
}

/// Where samples are kept.
public protocol SampleLog: AnyObject {
    /// When it returns, the sample is on the disk.
    func append(_ sample: Sample) throws
}

extension ClientError {
    /// One word, as logs have it.
    public var word: String {
        switch self {
        case .exception(let code): "exception-\(code.rawValue)"
        case .link(let error):
            switch error {
            case .timedOut: "timeout"
            case .badChecksum: "bad-checksum"
            case .wrongUnit: "wrong-unit"
            case .badAnswer: "bad-answer"
            case .closed: "closed"
            case .refused: "refused"
            case .unreachable: "unreachable"
            case .unknownHost: "unknown-host"
            case .badRequest: "bad-request"
            case .tooManyDescriptors: "too-many-files"
            case .noDevice: "no-device"
            case .notSerial: "not-serial"
            case .settingsRefused: "settings-refused"
            case .directionRefused: "direction-refused"
            case .notPermitted: "not-permitted"
            case .lineInUse: "line-in-use"
            case .system(let reason): "system-\(reason)"
            }
        }
    }

    /// The device itself has spoken: not a gateway in its place.
    var isFromDevice: Bool {
        switch self {
        case .exception(.gatewayPathUnavailable), .exception(.gatewayTargetFailedToRespond): false
        case .exception: true
        case .link: false
        }
    }

    /// Asking the same once more may help.
    var isWorthAsking: Bool {
        switch self {
        case .exception(.acknowledge), .exception(.serverDeviceBusy): true
        case .exception: false
        case .link(.badRequest): false
        case .link: true
        }
    }
}
