import CModbus
import Glibc

/// A serial line as its devices expect it: Modbus RTU over RS-485 through a tty, eight data bits.
public struct SerialLine: Sendable, Hashable {
    public enum Parity: String, Sendable, CaseIterable {
        case none, even, odd
    }

    /// Who turns the driver of a two-wire line to sending and back.
    public enum Direction: String, Sendable, CaseIterable {
        /// The adapter by itself: nearly all that plug into USB.
        case adapter
        /// The kernel's driver of the port (TIOCSRS485).
        case kernel
        /// banc by the line RTS, up while it sends.
        case rts
        /// RTS, down while it sends.
        case rtsInverted = "rts-inverted"
    }

    /// The rates that libmodbus sets; it takes any other for 9600 without a word.
    public static let rates = [1200, 2400, 4800, 9600, 19200, 38400, 57600, 115_200, 230_400, 460_800, 921_600]

    /// Of the tty.
    public var path: String
    /// One of `rates`.
    public var rate: Int
    public var parity: Parity
    /// 1 or 2.
    public var stopBits: Int
    public var direction: Direction
    /// By RTS: between turning the line and the first byte, and after the last; nil for the time of a character.
    public var turnaround: Duration?

    /// As the serial line guide has it: even parity; two stop bits without one.
    public init(
        path: String, rate: Int = 19200, parity: Parity = .even, stopBits: Int? = nil, direction: Direction = .adapter,
        turnaround: Duration? = nil
    ) {
        self.path = path
        self.rate = rate
        self.parity = parity
        self.stopBits = stopBits ?? (parity == .none ? 2 : 1)
        self.direction = direction
        self.turnaround = turnaround
    }

    /// The silence between two frames: 3.5 characters of eleven bits, 1.75 ms above 19200 Bd (Modbus over serial line V1.02, 2.5.1.1).
    public var frameGap: Duration {
        rate > 19200 ? .microseconds(1750) : .microseconds(Int64((38.5e6 / Double(rate)).rounded(.up)))
    }

    /// "/dev/ttyUSB0, 19200 8E1".
    public var summary: String {
        let letter =
            switch parity {
            case .none: "N"
            case .even: "E"
            case .odd: "O"
            }
        return "\(path), \(rate) 8\(letter)\(stopBits)"
    }
}

extension SerialLine {
    /// For libmodbus.
    var parityLetter: CChar {
        switch parity {
        case .none: CChar(UInt8(ascii: "N"))
        case .even: CChar(UInt8(ascii: "E"))
        case .odd: CChar(UInt8(ascii: "O"))
        }
    }

    /// Tells libmodbus who turns an open line.
    func turn(_ context: OpaquePointer, _ descriptor: Int32) throws(LinkError) {
        switch direction {
        case .adapter: return
        case .kernel:
            guard modbus_rtu_set_serial_mode(context, MODBUS_RTU_RS485) == 0 else { throw .directionRefused(path, direction) }
        case .rts, .rtsInverted:
            // libmodbus sets RTS without looking whether the port has it.
            var lines: Int32 = 0
            guard ioctl(descriptor, UInt(TIOCMGET), &lines) == 0,
                modbus_rtu_set_rts(context, direction == .rts ? MODBUS_RTU_RTS_UP : MODBUS_RTU_RTS_DOWN) == 0
            else { throw .directionRefused(path, direction) }
            if let turnaround { modbus_rtu_set_rts_delay(context, Int32(clamping: turnaround.nanoseconds / 1000)) }
        }
    }

    /// Nothing but a tty is opened: opening another kind of file could wait for ever, or do something.
    func check() throws(LinkError) {
        var status = stat()
        guard stat(path, &status) == 0 else { throw errno == ENOENT ? .noDevice(path) : .failing(path, errno) }
        guard status.st_mode & S_IFMT == S_IFCHR else { throw .notSerial(path) }
        guard Self.rates.contains(rate), 1...2 ~= stopBits else { throw .badRequest }
    }
}

/// Takes in what nobody asked for.
/// - Parameters:
///   - limit: microseconds at the most.
///   - silence: microseconds without a byte that end it.
///   - isWaiting: for a first byte until the limit, rather than for the silence.
/// - Returns: how many bytes came.
func drain(_ descriptor: Int32, limit: Int64, silence: Int64, isWaiting: Bool) -> Int {
    let clock = ContinuousClock()
    let end = clock.now.advanced(by: .microseconds(limit))
    var quiet = clock.now.advanced(by: .microseconds(isWaiting ? limit : silence))
    var count = 0
    var bytes = [UInt8](repeating: 0, count: 256)
    while true {
        let left = max(.zero, min(end, quiet) - clock.now).components
        let milliseconds = left.seconds * 1000 + (left.attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
        var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        let ready = poll(&waiting, 1, Int32(clamping: milliseconds))
        if ready < 0, errno == EINTR { continue }
        guard ready > 0 else { return count }
        let received = read(descriptor, &bytes, bytes.count)
        guard received > 0 else { return count }
        count += received
        let now = clock.now
        guard now < end else { return count }
        quiet = now.advanced(by: .microseconds(silence))
    }
}
