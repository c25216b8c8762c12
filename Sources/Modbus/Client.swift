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
    /// A quantity or an address that no request can carry.
    case badRequest
    /// libmodbus waits by select(), which ends at 1024 descriptors.
    case tooManyDescriptors
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
        case .badRequest: "no Modbus request can ask for that many or at that address"
        case .tooManyDescriptors: "too many files and connections are open"
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

/// A Modbus TCP connection that asks one request at a time and waits for its answer no longer than the time-out. Belongs to one thread.
///
/// After any failure of the link it is closed and stays so: a late answer would be taken for the next one's. Addresses are the
/// protocol's, from 0.
public final class Client {
    private let context: OpaquePointer
    private var descriptor: Int32 = -1

    /// - Parameter timeout: for the connection, and then for each answer.
    public init(_ endpoint: Endpoint, unit: UInt8 = 255, timeout: Duration = .seconds(1)) throws(ClientError) {
        guard let context = modbus_new_tcp("127.0.0.1", Int32(endpoint.port)) else { throw .link(.system(errno)) }
        self.context = context
        let microseconds = max(1, timeout.components.seconds * 1_000_000 + timeout.components.attoseconds / 1_000_000_000_000)
        do throws(LinkError) {
            descriptor = try connected(to: endpoint, milliseconds: Int32(clamping: (microseconds + 999) / 1000))
        } catch {
            throw .link(error)
        }
        modbus_set_socket(context, descriptor)
        guard modbus_set_slave(context, Int32(unit)) == 0 else { throw .link(.badRequest) }
        modbus_set_response_timeout(context, UInt32(clamping: microseconds / 1_000_000), UInt32(microseconds % 1_000_000))
        // The answer's bytes share the response time-out instead of having one each.
        modbus_set_byte_timeout(context, 0, 0)
    }

    deinit {
        closeLink()
        modbus_free(context)
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
        guard call() < 0 else { return .success(()) }
        let reason = errno
        if let code = UInt8(exactly: reason - Int32(MODBUS_ENOBASE)), let exception = ExceptionCode(rawValue: code) {
            return .failure(.exception(exception))
        }
        let error = LinkError(reason)
        if error != .badRequest { closeLink() }
        return .failure(.link(error))
    }

    private func closeLink() {
        guard descriptor >= 0 else { return }
        close(descriptor)
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
            case ECONNRESET, EPIPE, ENOTCONN, EBADF: .closed
            case EINVAL, firstOwn + 4: .badRequest  // EMBMDATA: too many data
            case Int32(MODBUS_ENOBASE)...: .badAnswer
            default: .system(reason)
            }
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
