internal import CCrypto

/// A SHA-256, as 64 lower-case hexadecimal digits.
public struct Digest: Codable, Hashable, Sendable, CustomStringConvertible {
    public let hexadecimal: String

    /// Of these bytes.
    public init(of bytes: some Collection<UInt8>) {
        var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
        let contiguous = Array(bytes)
        _ = SHA256(contiguous, contiguous.count, &digest)
        var digits: [UInt8] = []
        digits.reserveCapacity(2 * digest.count)
        let alphabet = Array("0123456789abcdef".utf8)
        for byte in digest {
            digits.append(alphabet[Int(byte >> 4)])
            digits.append(alphabet[Int(byte & 15)])
        }
        hexadecimal = String(decoding: digits, as: UTF8.self)
    }

    public init(of text: String) {
        self.init(of: text.utf8)
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        hexadecimal = try container.decode(String.self)
        guard hexadecimal.utf8.count == 64, hexadecimal.allSatisfy({ $0.isHexDigit && !$0.isUppercase }) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "64 lower-case hexadecimal digits")
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(hexadecimal)
    }

    public var description: String { hexadecimal }
}
