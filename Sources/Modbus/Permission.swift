import Glibc

/// Who may come in, and what each may write.
public struct AccessPolicy: Sendable, Equatable {
    /// Nobody writes anything.
    public var isReadOnly: Bool
    /// Whose connections are taken; empty for everybody's.
    public var allowed: [Network]
    /// Who may write where; empty for everybody everywhere. A client may write what any rule of its address allows.
    public var writers: [Writer]

    public struct Writer: Sendable, Equatable {
        public var network: Network
        /// Nil: every cell that is the clients'.
        public var spans: [Layout.Span]?

        public init(_ network: Network, spans: [Layout.Span]? = nil) {
            self.network = network
            self.spans = spans
        }
    }

    public init(isReadOnly: Bool = false, allowed: [Network] = [], writers: [Writer] = []) {
        self.isReadOnly = isReadOnly
        self.allowed = allowed
        self.writers = writers
    }

    func admits(_ address: HostAddress?) -> Bool {
        guard !allowed.isEmpty else { return true }
        return address.map { address in allowed.contains { $0.contains(address) } } ?? false
    }

    func permission(of address: HostAddress?) -> Permission {
        if isReadOnly { return .nothing }
        guard !writers.isEmpty else { return .everything }
        let rules = address.map { address in writers.filter { $0.network.contains(address) } } ?? []
        if rules.contains(where: { $0.spans == nil }) { return .everything }
        return .spans(rules.flatMap { $0.spans ?? [] })
    }
}

/// What one client may write, of what clients may write at all.
enum Permission: Sendable {
    case everything
    case nothing
    case spans([Layout.Span])

    func mayWrite(_ area: Area, _ addresses: Range<Int>) -> Bool {
        switch self {
        case .everything: true
        case .nothing: false
        case .spans(let spans):
            addresses.allSatisfy { address in spans.contains { $0.area == area && $0.addresses.contains(address) } }
        }
    }
}

/// An address of IPv4 (4 bytes) or IPv6 (16).
struct HostAddress: Sendable, Equatable {
    let bytes: [UInt8]

    init?(_ text: String) {
        var bytes = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, text, &bytes) == 1 {
            self.bytes = Array(bytes[..<4])
        } else if inet_pton(AF_INET6, text, &bytes) == 1 {
            // An IPv4 client of an IPv6 socket is what it is.
            self.bytes = bytes.starts(with: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255]) ? Array(bytes[12...]) : bytes
        } else {
            return nil
        }
    }
}

/// Hosts with the same first bits: "192.168.1.0/24", "10.0.0.7", "fd00::/8".
public struct Network: Sendable, Equatable {
    private let prefix: [UInt8]
    private let length: Int

    /// Nil when the text is no address, or its length is longer than one.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = HostAddress(String(parts[0])) else { return nil }
        let whole = address.bytes.count * 8
        guard parts.count == 1 || parts[1].allSatisfy({ $0.isASCII && $0.isNumber }),
            let length = parts.count == 1 ? whole : Int(parts[1]), length <= whole
        else { return nil }
        self.length = length
        prefix = masked(address.bytes, length)
    }

    func contains(_ address: HostAddress) -> Bool {
        address.bytes.count == prefix.count && masked(address.bytes, length) == prefix
    }
}

private func masked(_ bytes: [UInt8], _ length: Int) -> [UInt8] {
    bytes.enumerated().map { index, byte in
        let bits = min(max(length - 8 * index, 0), 8)
        return byte & UInt8(truncatingIfNeeded: 0xFF00 >> bits)
    }
}
