@testable import Modbus

/// Bytes from "00 01 FF03", spaces anywhere.
func bytes(_ hex: String) -> [UInt8] {
    let digits = hex.filter { $0 != " " && $0 != "\n" }.compactMap(\.hexDigitValue)
    precondition(digits.count % 2 == 0, "half a byte in \(hex)")
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] * 16 + digits[$0 + 1]) }
}

func hex(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { byte in
        let digits = String(byte, radix: 16, uppercase: true)
        return digits.count == 1 ? "0\(digits)" : digits
    }.joined(separator: " ")
}

/// A whole frame around a PDU.
func frame(_ pdu: [UInt8], transaction: UInt16 = 0x1234, unit: UInt8 = 255) -> [UInt8] {
    let length = UInt16(pdu.count + 1)
    let header: [UInt8] = [
        UInt8(transaction >> 8), UInt8(transaction & 255), 0, 0, UInt8(length >> 8), UInt8(length & 255), unit,
    ]
    return header + pdu
}

/// A PDU's frame.
func frame(_ pdu: String, transaction: UInt16 = 0x1234, unit: UInt8 = 255) -> [UInt8] {
    frame(bytes(pdu), transaction: transaction, unit: unit)
}

/// Four hexadecimal digits.
func word(_ value: Int) -> String {
    hex([UInt8(value >> 8 & 255), UInt8(value & 255)])
}

/// SplitMix64: the same numbers from the same seed everywhere.
struct SeededNumbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
