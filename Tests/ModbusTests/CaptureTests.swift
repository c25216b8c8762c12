import Foundation
import Testing

@testable import Modbus

/// What Wireshark's decoder makes of the conversations: it reads Modbus with rules of its own.
@Suite struct CaptureTests {
    @Test(.enabled(if: isInstalled("tshark", "-v"), "tshark is not installed (Debian package tshark)"))
    func `the decoder of Wireshark finds nothing to complain of, and the functions that were asked`() throws {
        let client = try RawSocket(try benchServer())
        var capture = Capture()
        var functions: [UInt8] = []
        for (request, due) in conformanceFrames() where !isNonsense(request) {
            let answer = try client.exchange(request)
            #expect(answer.count == due.count)
            capture.append(request, isAnswer: false)
            capture.append(answer, isAnswer: true)
            functions += [request[7], answer[7] & 0x7F]
        }
        let file = FileManager.default.temporaryDirectory.appending(path: "banc-\(UUID().uuidString).pcap")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(capture.bytes).write(to: file)
        func tshark(_ arguments: String...) throws -> [Substring] {
            let (status, output) = try run("tshark", ["-r", file.path, "-o", "mbtcp.tcp.port:1502"] + arguments)
            try #require(status == 0, "\(output)")
            // It may warn about being root, or about a home that cannot be written.
            return output.split(separator: "\n").filter { !$0.hasPrefix("Running as") && !$0.contains("** (tshark") }
        }
        let complaints = try tshark(
            "-Y", "_ws.malformed || (_ws.expert.severity >= warning && !modbus.exception_code)", "-T", "fields", "-e",
            "frame.number", "-e", "_ws.expert.message", "-e", "modbus.func_code")
        #expect(complaints.isEmpty, "\(complaints.joined(separator: "\n"))")
        let decoded = try tshark("-Y", "mbtcp", "-T", "fields", "-e", "modbus.func_code")
        #expect(decoded.map { String($0) } == functions.map { String($0) })
        // Each answer belongs to the request before it.
        let lengths = try tshark("-Y", "mbtcp", "-T", "fields", "-e", "mbtcp.prot_id")
        #expect(lengths.count == functions.count && lengths.allSatisfy { $0 == "0" })
    }

    /// Requests that are wrong on purpose in a way that the decoder may well call malformed.
    private func isNonsense(_ request: [UInt8]) -> Bool {
        request.withUnsafeBytes { bytes in
            (try? Request(pdu: UnsafeRawBufferPointer(rebasing: bytes[Frame.headerLength...]))) == nil
        }
    }
}

/// A capture file of raw IP packets, one for each frame, of one TCP conversation that was opened before.
private struct Capture {
    private(set) var bytes: [UInt8] = []
    private var sent: [UInt32] = [1, 1]
    private var number: UInt32 = 0

    init() {
        // Magic of microseconds, version 2.4, no time zone, largest packet, link type 101 (raw IP); the host's order.
        bytes += little(0xA1B2_C3D4) + [2, 0, 4, 0] + little(0) + little(0) + little(65535) + little(101)
    }

    mutating func append(_ payload: [UInt8], isAnswer: Bool) {
        let side = isAnswer ? 1 : 0
        let ports: [UInt16] = isAnswer ? [1502, 50000] : [50000, 1502]
        let addresses: [[UInt8]] = isAnswer ? [[127, 0, 0, 2], [127, 0, 0, 1]] : [[127, 0, 0, 1], [127, 0, 0, 2]]
        let length = UInt16(40 + payload.count)
        let ip: [UInt8] = [0x45, 0] + big(length) + [0, 0, 0x40, 0, 64, 6, 0, 0] + addresses[0] + addresses[1]
        let tcp: [UInt8] =
            big(ports[0]) + big(ports[1]) + big(sent[side]) + big(sent[1 - side]) + [0x50, 0x18] + big(UInt16(65535)) + [
                0, 0, 0, 0,
            ]
        number += 1
        bytes += little(1_700_000_000) + little(number) + little(UInt32(length)) + little(UInt32(length)) + ip + tcp + payload
        sent[side] += UInt32(payload.count)
    }

    private func big<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
        withUnsafeBytes(of: value.bigEndian) { [UInt8]($0) }
    }

    private func little(_ value: UInt32) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { [UInt8]($0) }
    }
}
