import Glibc

@testable import Modbus

/// A port that takes connections and says nothing.
final class Listener {
    let endpoint: Endpoint
    private let descriptor: Int32

    init() throws {
        let descriptor = openStreamSocket(AF_INET)
        self.descriptor = descriptor
        endpoint = try bound(descriptor)
    }

    deinit {
        close(descriptor)
    }
}

private func bound(_ descriptor: Int32) throws -> Endpoint {
    let address = SocketAddress.all(of: anyPort, toListen: true)[0]
    guard address.withPointer({ bind(descriptor, $0, address.length) }) == 0, listen(descriptor, 8) == 0 else {
        throw RawSocket.Failure(call: "bind", reason: errno)
    }
    return SocketAddress.filled { getsockname(descriptor, $0, $1) }.1.endpoint
}
