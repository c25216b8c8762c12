/// Where a server listens or a client connects: "127.0.0.1:1502", "[::1]:1502", "bench.local:502".
public struct Endpoint: Sendable, Hashable {
    /// A name or an address, an IPv6 one without its brackets.
    public var host: String
    /// 0 lets the system choose when listening.
    public var port: UInt16

    public init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    /// This machine alone, on a port that needs no privilege.
    public static let loopback = Endpoint(host: "127.0.0.1", port: 1502)

    public init(parsing text: String) throws(EndpointError) {
        guard let colon = text.lastIndex(of: ":") else { throw .missingPort(text) }
        let digits = text[text.index(after: colon)...]
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            throw .bracketsMissing(text)
        }
        guard !host.isEmpty, !host.contains(where: { $0.isWhitespace || "[]".contains($0) }) else { throw .badHost(text) }
        guard digits.allSatisfy({ ("0"..."9").contains($0) }), let port = UInt16(digits) else { throw .badPort(String(digits)) }
        self.init(host: String(host), port: port)
    }
}

extension Endpoint: CustomStringConvertible {
    public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

/// Text that names no endpoint; each case carries the text that is at fault.
public enum EndpointError: Error, Sendable, Equatable {
    case missingPort(String)
    case badPort(String)
    case badHost(String)
    case bracketsMissing(String)
}

extension EndpointError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .missingPort(let text): "'\(text)' has no port: write HOST:PORT, e.g. 127.0.0.1:1502"
        case .badPort(let text): "'\(text)' is not a port: a number from 0 to 65535 was expected"
        case .badHost(let text): "'\(text)' names no host: write HOST:PORT, e.g. 127.0.0.1:1502"
        case .bracketsMissing(let text): "'\(text)': an IPv6 address stands in brackets, e.g. [::1]:1502"
        }
    }
}
