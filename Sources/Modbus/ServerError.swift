import Glibc

/// Why a server cannot listen.
public enum ServerError: Error, Sendable, Equatable {
    case portInUse(Endpoint)
    /// Ports under 1024 need a privilege.
    case notPermitted(Endpoint)
    /// The address is another machine's.
    case addressNotLocal(Endpoint)
    case unknownHost(Endpoint)
    case tooManyDescriptors
    /// `errno` of a call that should not fail.
    case system(call: String, Int32)

    init(call: String, _ reason: Int32, at endpoint: Endpoint) {
        self =
            switch reason {
            case EADDRINUSE: .portInUse(endpoint)
            case EACCES, EPERM: .notPermitted(endpoint)
            case EADDRNOTAVAIL: .addressNotLocal(endpoint)
            case EMFILE, ENFILE: .tooManyDescriptors
            default: .system(call: call, reason)
            }
    }
}

extension ServerError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .portInUse(let endpoint): "\(endpoint) is in use by another program: choose another port, or 0 for any free one"
        case .notPermitted(let endpoint): "no permission to listen on \(endpoint): choose a port from 1024 up"
        case .addressNotLocal(let endpoint): "\(endpoint.host) is not an address of this machine"
        case .unknownHost(let endpoint): "no host is called \(endpoint.host)"
        case .tooManyDescriptors: "too many files and connections are open"
        case .system(let call, let reason): "\(call): \(String(cString: strerror(reason)))"
        }
    }
}
