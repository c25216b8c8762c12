import Glibc

@testable import Modbus

/// A plain TCP client that waits at most ten seconds for anything.
final class RawSocket {
    private let descriptor: Int32
    /// Kept running for as long as it has a client.
    private var server: Server?

    struct Failure: Error {
        var call: String
        var reason: Int32
    }

    /// An unconnected one, to be connected when no descriptor is left.
    init() {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var patience = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        setOption(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
    }

    convenience init(_ server: Server) throws {
        self.init()
        try connect(to: server)
    }

    deinit {
        close(descriptor)
    }

    func connect(to server: Server) throws {
        self.server = server
        guard let address = SocketAddress.all(of: server.endpoint, toListen: false).first else {
            throw Failure(call: "getaddrinfo", reason: 0)
        }
        guard address.withPointer({ Glibc.connect(descriptor, $0, address.length) }) == 0 else {
            throw Failure(call: "connect", reason: errno)
        }
    }

    func send(_ bytes: [UInt8]) throws {
        var offset = 0
        while offset < bytes.count {
            let sent = bytes[offset...].withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard sent > 0 else { throw Failure(call: "send", reason: errno) }
            offset += sent
        }
    }

    /// Sends the same bytes again and again until a second has passed without room for more; how many bytes went.
    func sendUntilFull(_ bytes: [UInt8]) throws -> Int {
        var total = 0
        while true {
            var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            guard poll(&waiting, 1, 1000) > 0 else { return total }
            let rest = bytes[(total % bytes.count)...]
            let sent = rest.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
            }
            if sent > 0 { total += sent } else if errno != EAGAIN { throw Failure(call: "send", reason: errno) }
        }
    }

    /// So many bytes; fewer only when the far side has closed.
    func receive(_ count: Int) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let received = bytes[filled...].withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
            if received < 0, errno == ECONNRESET { break }
            guard received >= 0 else { throw Failure(call: "recv", reason: errno) }
            if received == 0 { break }
            filled += received
        }
        return [UInt8](bytes[..<filled])
    }

    /// One whole frame; empty when the far side has closed.
    func receiveFrame() throws -> [UInt8] {
        let header = try receive(6)
        guard header.count == 6 else { return header }
        return try header + receive(Int(header[4]) << 8 + Int(header[5]))
    }

    func exchange(_ request: [UInt8]) throws -> [UInt8] {
        try send(request)
        return try receiveFrame()
    }

    /// Breaks the connection off, so that the far side gets a reset.
    func reset() {
        var abrupt = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &abrupt, socklen_t(MemoryLayout<linger>.size))
        shutdown(descriptor, Int32(SHUT_RD))
        var nowhere = sockaddr(sa_family: sa_family_t(AF_UNSPEC), sa_data: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
        // Connecting to nowhere dissolves the connection at once and leaves the descriptor to its owner.
        Glibc.connect(descriptor, &nowhere, socklen_t(MemoryLayout<sockaddr>.size))
    }

    /// Says that nothing more will be sent.
    func shutdownSending() {
        shutdown(descriptor, Int32(SHUT_WR))
    }

    var number: Int32 { descriptor }
}

/// Any free port of this machine.
let anyPort = Endpoint(host: "127.0.0.1", port: 0)

/// A server of the bench's map that shows its snapshot.
func benchServer(_ options: Server.Options = .init()) throws -> Server {
    let server = try Server([try benchUnit()], at: anyPort, options: options)
    server.publish(try benchSnapshot())
    return server
}
