import CModbus
import Glibc

/// The link failed: nothing is known about what the far side did. (That it answered no is an `ExceptionCode`.)
public enum LinkError: Error, Sendable, Equatable {
    case unknownHost(Endpoint)
    case refused(Endpoint)
    case unreachable(Endpoint)
    case timedOut
    /// The far side closed the connection, or an earlier failure did.
    case closed
    /// An answer to another question, or none that the protocol knows.
    case badAnswer
    /// What came back was disturbed on the line.
    case badChecksum
    /// Another unit of the line answered.
    case wrongUnit
    /// A quantity or an address that no request can carry.
    case badRequest
    /// libmodbus waits by select(), which ends at 1024 descriptors.
    case tooManyDescriptors
    /// No file of this path.
    case noDevice(String)
    case notSerial(String)
    /// The line does not take the rate or the parity.
    case settingsRefused(String)
    case notPermitted(String)
    /// The port cannot be turned to sending that way.
    case directionRefused(String, SerialLine.Direction)
    /// Another program has the line.
    case lineInUse(String)
    case system(Int32)
}

extension LinkError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unknownHost(let endpoint): "no host is called \(endpoint.host)"
        case .refused(let endpoint): "nothing listens on \(endpoint)"
        case .unreachable(let endpoint): "\(endpoint) cannot be reached"
        case .timedOut: "no answer in time"
        case .closed: "the connection is closed"
        case .badAnswer: "the answer is not one to the request"
        case .badChecksum: "the answer's checksum is wrong"
        case .wrongUnit: "another unit answered"
        case .badRequest: "no Modbus request can ask for that many or at that address"
        case .tooManyDescriptors: "too many files and connections are open"
        case .noDevice(let path): "there is no \(path)"
        case .notSerial(let path): "\(path) is no serial line"
        case .settingsRefused(let path): "\(path) does not take this rate or parity"
        case .directionRefused(let path, let direction): "\(path) cannot be turned by \(direction.rawValue)"
        case .notPermitted(let path): "no right to use \(path)"
        case .lineInUse(let path): "another program uses \(path)"
        case .system(let reason): String(cString: strerror(reason))
        }
    }
}

/// Why a request has no result.
public enum ClientError: Error, Sendable, Equatable {
    case link(LinkError)
    case exception(ExceptionCode)
}

extension ClientError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .link(let error): error.description
        case .exception(let code): code.description
        }
    }
}

/// A Modbus TCP connection, or a serial line as its RTU master, that asks one request at a time and waits for its answer no longer than
/// the time-out. Belongs to one thread.
///
/// After any failure of the link a connection is closed and stays so: a late answer would be taken for the next one's. A serial line has
/// no number of the request in its frames: after a failure it is listened to until what is late has come, at most for the time-out again.
/// Addresses are the protocol's, from 0.
public final class Client {
    /// Of a serial line.
    private struct Manners {
        /// Between an answer and the next request.
        let pause: Duration
        /// Microseconds.
        let timeout: Int64
        var lastAnswer: ContinuousClock.Instant?
    }

    private let context: OpaquePointer
    private var descriptor: Int32 = -1
    /// Nil on TCP.
    private var manners: Manners?
    /// What came over the serial line without being asked for: late answers, noise, another master.
    public private(set) var strayBytes = 0

    /// - Parameter timeout: for the connection, and then for each answer.
    public init(_ endpoint: Endpoint, unit: UInt8 = 255, timeout: Duration = .seconds(1)) throws(ClientError) {
        guard let context = modbus_new_tcp("127.0.0.1", Int32(endpoint.port)) else { throw .link(.system(errno)) }
        self.context = context
        let microseconds = timeout.microseconds
        do throws(LinkError) {
            descriptor = try connected(to: endpoint, milliseconds: Int32(clamping: (microseconds + 999) / 1000))
        } catch {
            throw .link(error)
        }
        modbus_set_socket(context, descriptor)
        try prepare(unit, microseconds)
    }

    /// The line is taken for this process alone.
    /// - Parameters:
    ///   - unit: 1 to 247.
    ///   - pause: the least silence between an answer and the next request, where the line's own gap is too short for its devices.
    public init(_ line: SerialLine, unit: UInt8, timeout: Duration = .seconds(1), pause: Duration = .zero) throws(ClientError) {
        do throws(LinkError) { try line.check() } catch { throw .link(error) }
        guard
            let context = modbus_new_rtu(line.path, Int32(line.rate), line.parityLetter, 8, Int32(line.stopBits))
        else { throw .link(.system(errno)) }
        self.context = context
        let microseconds = timeout.microseconds
        manners = Manners(pause: max(pause, line.frameGap), timeout: microseconds)
        guard modbus_connect(context) == 0 else { throw .link(.failing(line.path, errno)) }
        descriptor = modbus_get_socket(context)
        guard isatty(descriptor) == 1 else { throw .link(.notSerial(line.path)) }
        guard descriptor < FD_SETSIZE else { throw .link(.tooManyDescriptors) }
        // libmodbus shares the line with whoever opens it too; two masters on it would take each other's answers.
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { throw .link(.lineInUse(line.path)) }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        do throws(LinkError) { try line.turn(context, descriptor) } catch { throw .link(error) }
        try prepare(unit, microseconds)
    }

    private func prepare(_ unit: UInt8, _ microseconds: Int64) throws(ClientError) {
        try select(unit: unit)
        modbus_set_response_timeout(context, UInt32(clamping: microseconds / 1_000_000), UInt32(microseconds % 1_000_000))
        // The answer's bytes share the response time-out instead of having one each.
        modbus_set_byte_timeout(context, 0, 0)
    }

    deinit {
        closeLink()
        modbus_free(context)
    }

    /// False after a failure that closed it.
    public var isOpen: Bool { descriptor >= 0 }

    /// From the next request on.
    public func select(unit: UInt8) throws(ClientError) {
        guard manners == nil || 1...247 ~= unit, modbus_set_slave(context, Int32(unit)) == 0 else { throw .link(.badRequest) }
    }

    // MARK: Reading

    public func readCoils(at address: Int, count: Int) throws(ClientError) -> [Bool] {
        try bits(at: address, count) { modbus_read_bits(context, Int32(address), Int32(count), $0) }
    }

    public func readDiscreteInputs(at address: Int, count: Int) throws(ClientError) -> [Bool] {
        try bits(at: address, count) { modbus_read_input_bits(context, Int32(address), Int32(count), $0) }
    }

    public func readHoldingRegisters(at address: Int, count: Int) throws(ClientError) -> [UInt16] {
        try registers(at: address, count) { modbus_read_registers(context, Int32(address), Int32(count), $0) }
    }

    public func readInputRegisters(at address: Int, count: Int) throws(ClientError) -> [UInt16] {
        try registers(at: address, count) { modbus_read_input_registers(context, Int32(address), Int32(count), $0) }
    }

    // MARK: Writing

    public func writeCoil(at address: Int, _ value: Bool) throws(ClientError) {
        try perform(at: address) { modbus_write_bit(context, Int32(address), value ? 1 : 0) }
    }

    public func writeRegister(at address: Int, _ value: UInt16) throws(ClientError) {
        try perform(at: address) { modbus_write_register(context, Int32(address), value) }
    }

    public func writeCoils(at address: Int, _ values: [Bool]) throws(ClientError) {
        let bytes: [UInt8] = values.map { $0 ? 1 : 0 }
        try perform(at: address) { modbus_write_bits(context, Int32(address), Int32(clamping: bytes.count), bytes) }
    }

    public func writeRegisters(at address: Int, _ values: [UInt16]) throws(ClientError) {
        try perform(at: address) { modbus_write_registers(context, Int32(address), Int32(clamping: values.count), values) }
    }

    /// The register becomes (register ∧ and) ∨ (or ∧ ¬and).
    public func maskRegister(at address: Int, and: UInt16, or: UInt16) throws(ClientError) {
        try perform(at: address) { modbus_mask_write_register(context, Int32(address), and, or) }
    }

    /// Writes, then reads, in one request.
    public func writeRegisters(
        at address: Int, _ values: [UInt16], thenReadAt readAddress: Int, count: Int
    ) throws(ClientError) -> [UInt16] {
        guard 0...65535 ~= address else { throw .link(.badRequest) }
        return try registers(at: readAddress, count) {
            modbus_write_and_read_registers(
                context, Int32(address), Int32(clamping: values.count), values, Int32(readAddress), Int32(count), $0)
        }
    }

    // MARK: Calls into libmodbus

    private func bits(
        at address: Int, _ count: Int, _ call: (UnsafeMutablePointer<UInt8>?) -> Int32
    ) throws(ClientError) -> [Bool] {
        guard 0...65535 ~= address, 1...2000 ~= count else { throw .link(.badRequest) }
        var values = [UInt8](repeating: 0, count: count)
        let result = values.withUnsafeMutableBufferPointer { buffer in outcome { call(buffer.baseAddress) } }
        try result.get()
        return values.map { $0 != 0 }
    }

    private func registers(
        at address: Int, _ count: Int, _ call: (UnsafeMutablePointer<UInt16>?) -> Int32
    ) throws(ClientError) -> [UInt16] {
        guard 0...65535 ~= address, 1...125 ~= count else { throw .link(.badRequest) }
        var values = [UInt16](repeating: 0, count: count)
        let result = values.withUnsafeMutableBufferPointer { buffer in outcome { call(buffer.baseAddress) } }
        try result.get()
        return values
    }

    private func perform(at address: Int, _ call: () -> Int32) throws(ClientError) {
        guard 0...65535 ~= address else { throw .link(.badRequest) }
        try outcome(call).get()
    }

    private func outcome(_ call: () -> Int32) -> Result<Void, ClientError> {
        guard descriptor >= 0 else { return .failure(.link(.closed)) }
        listen()
        let result = call()
        let reason = errno
        manners?.lastAnswer = .now
        guard result < 0 else { return .success(()) }
        if let code = UInt8(exactly: reason - Int32(MODBUS_ENOBASE)), let exception = ExceptionCode(rawValue: code) {
            return .failure(.exception(exception))
        }
        let error = LinkError(reason)
        if let manners, error.leavesLine {
            // Half an answer, or one that is late, must not be taken for the next one's.
            strayBytes += drain(
                descriptor, limit: manners.timeout, silence: max(manners.pause.microseconds, 20_000),
                isWaiting: error == .timedOut)
            self.manners?.lastAnswer = .now
        } else if error != .badRequest {
            closeLink()
        }
        return .failure(.link(error))
    }

    /// Keeps the silence that ends the last frame; what comes meanwhile is nobody's answer.
    private func listen() {
        guard let manners else { return }
        let due = manners.lastAnswer.map { $0.advanced(by: manners.pause) - .now } ?? .zero
        strayBytes += drain(descriptor, limit: max(1, due.microseconds), silence: manners.timeout, isWaiting: true)
    }

    private func closeLink() {
        guard descriptor >= 0 else { return }
        if manners == nil {
            close(descriptor)
        } else {
            modbus_close(context)
        }
        descriptor = -1
        modbus_set_socket(context, -1)
    }
}

extension LinkError {
    /// libmodbus' own numbers follow its exceptions: macros of sums, which Swift does not import.
    fileprivate init(_ reason: Int32) {
        let firstOwn = Int32(MODBUS_ENOBASE) + Int32(MODBUS_EXCEPTION_GATEWAY_TARGET) + 1
        self =
            switch reason {
            case ETIMEDOUT: .timedOut
            case ECONNRESET, EPIPE, ENOTCONN, EBADF, EIO, ENXIO, ENODEV: .closed
            case firstOwn: .badChecksum  // EMBBADCRC
            case EINVAL, firstOwn + 4: .badRequest  // EMBMDATA: too many data
            case firstOwn + 5: .wrongUnit  // EMBBADSLAVE
            case Int32(MODBUS_ENOBASE)...: .badAnswer
            default: .system(reason)
            }
    }
}

extension LinkError {
    /// Of opening a line.
    static func failing(_ path: String, _ reason: Int32) -> LinkError {
        switch reason {
        case ENOENT, ENXIO, ENODEV: .noDevice(path)
        case EACCES, EPERM: .notPermitted(path)
        case EBUSY: .lineInUse(path)
        case ENOTTY: .notSerial(path)
        case EINVAL: .settingsRefused(path)
        default: .system(reason)
        }
    }

    /// A serial line that failed like this is still there.
    fileprivate var leavesLine: Bool {
        switch self {
        case .timedOut, .badAnswer, .badChecksum, .wrongUnit: true
        default: false
        }
    }
}

extension Duration {
    /// At least one.
    fileprivate var microseconds: Int64 {
        max(1, components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000)
    }
}

/// A connected socket that libmodbus can wait on.
private func connected(to endpoint: Endpoint, milliseconds: Int32) throws(LinkError) -> Int32 {
    var failure = LinkError.unknownHost(endpoint)
    for address in SocketAddress.all(of: endpoint, toListen: false) {
        let opened = openStreamSocket(address.family)
        guard opened >= 0 else { throw errno == EMFILE || errno == ENFILE ? .tooManyDescriptors : .system(errno) }
        guard opened < FD_SETSIZE else {
            close(opened)
            throw .tooManyDescriptors
        }
        let reason = connect(opened, address, milliseconds)
        if reason == 0 {
            setOption(opened, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
            return opened
        }
        close(opened)
        failure =
            switch reason {
            case ECONNREFUSED: .refused(endpoint)
            case ETIMEDOUT: .timedOut
            case ENETUNREACH, EHOSTUNREACH: .unreachable(endpoint)
            default: .system(reason)
            }
    }
    throw failure
}

/// `errno` of the connection, 0 when it stands.
private func connect(_ descriptor: Int32, _ address: SocketAddress, _ milliseconds: Int32) -> Int32 {
    guard address.withPointer({ Glibc.connect(descriptor, $0, address.length) }) != 0 else { return 0 }
    guard errno == EINPROGRESS else { return errno }
    var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    let ready = poll(&waiting, 1, milliseconds)
    guard ready > 0 else { return ready == 0 ? ETIMEDOUT : errno }
    var reason: Int32 = 0
    var length = socklen_t(MemoryLayout<Int32>.size)
    getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &reason, &length)
    return reason
}
