import Foundation
import Glibc
import Testing

/// `banc serve` and `banc map` on devices that have no machine; the trace and the audit.
@Suite(.serialized) struct DeviceCommandTests {
    /// Sends whole requests one after another and gives the answers.
    private func exchange(_ requests: [[UInt8]], port: Int) throws -> [[UInt8]] {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        try #require(connected == 0)
        return requests.map { pdu in
            let frame = [0, 1, 0, 0, 0, UInt8(pdu.count + 1), 255] + pdu
            send(descriptor, frame, frame.count, Int32(MSG_NOSIGNAL))
            var answer = [UInt8](repeating: 0, count: 260)
            let received = recv(descriptor, &answer, answer.count, 0)
            return [UInt8](answer[7..<max(received, 7)])
        }
    }

    @Test func `a device is served with its trace in words and its writes kept`() throws {
        let audit = FileManager.default.temporaryDirectory.appending(path: "banc-\(UUID().uuidString).jsonl")
        defer { try? FileManager.default.removeItem(at: audit) }
        let process = Command.process([
            "serve", "--map", "compteur-energie", "--modbus", "127.0.0.1:0", "--lang", "en", "--trace", "--audit", audit.path,
        ])
        // The port stands in the first line, which only a reader of its own sees in time.
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        var said = Data()
        while !said.contains(0x0A) { said += pipe.fileHandleForReading.availableData }
        let head = String(decoding: said, as: UTF8.self)
        let port = try #require(head.firstMatch(of: #/127\.0\.0\.1:(\d+)/#).flatMap { Int($0.1) })
        // 101 may be written, to 60 at most; 100 is locked; function 7 is not known.
        let answers = try exchange(
            [[6, 0, 101, 0, 30], [6, 0, 101, 0, 61], [6, 0, 100, 0, 80], [3, 0, 101, 0, 1], [7]], port: port)
        #expect(answers == [[6, 0, 101, 0, 30], [0x86, 3], [0x86, 2], [3, 2, 0, 30], [0x87, 1]])
        // From the middle of one value to the middle of another.
        #expect(try exchange([[4, 0, 1, 0, 6]], port: port).first?.prefix(2) == [4, 12])
        Thread.sleep(forTimeInterval: 0.3)
        process.interrupt()
        said += pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == 130)
        let text = String(decoding: said, as: UTF8.self)
        for sentence in [
            "unit 255 · function 6, write one register · writes holding registers 101 (40102) demand-period = 30 → done",
            "unit 255 · function 6, write one register · writes holding registers 101 (40102) demand-period = 61 → refused: illegal data value (03)",
            "unit 255 · function 3, read holding registers · reads holding registers 101 (40102) demand-period → 30",
            "unit 255 · function 4, read input registers · reads input registers 1–6 (30002) u2…3, i1 → ",
            "unit 255 · unknown function 7 → refused: illegal function (01)", "#1 127.0.0.1:", " connects", " leaves",
        ] {
            #expect(text.contains(sentence), "\(sentence)")
        }
        let lines = try String(contentsOf: audit, encoding: .utf8).split(separator: "\n").map {
            try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
        }
        #expect(lines.map { $0?["result"] as? String } == ["ok", "exception 3", "exception 2"])
        #expect(lines.map { $0?["address"] as? Int } == [101, 101, 100])
        #expect(lines.map { $0?["values"] as? [Int] } == [[30], [61], [80]])
        #expect(lines.allSatisfy { ($0?["client"] as? String)?.hasPrefix("127.0.0.1:") == true })
    }

    @Test func `a map is exported as Markdown, comma-separated values and JSON, with both numberings`() throws {
        func map(_ format: String) throws -> Command.Result {
            try Command.run(["map", "compteur-energie", "--format", format, "--lang", "en"])
        }
        #expect(try map("markdown").lines.contains("| 0 | 30001 | R | f32 CDAB | V |  | u1 | voltage L1 to N |"))
        #expect(
            try map("csv").lines.contains("holding-registers,100,40101,R/W,u16,A,5…9999 [setup],ct-primary,CT primary"))
        let value = try JSONSerialization.jsonObject(with: Data(try map("json").output.utf8)) as? [String: Any]
        let cells = value?["cells"] as? [[String: Any]] ?? []
        let energy = cells.first { $0["name"] as? String == "energy" }
        #expect(energy?["reference"] as? String == "30017" && energy?["registers"] as? Int == 4)
        #expect(energy?["format"] as? String == "u64" && energy?["order"] as? String == "CDAB")
        #expect(try Command.run(["map", "convoyeur-tri", "--format", "csv"]).status == 0)
    }

    @Test func `what cannot be served is told in a sentence`() throws {
        for (arguments, sentence) in [
            (["--map", "compteur-energi"], "map 'compteur-energi' not found; nearest: compteur-energie\n"),
            (
                ["--map", "table-libre", "--map", "table-libre"],
                "two maps have unit 1: give each its own (key 'unit')\n"
            ),
            (
                ["--map", "table-libre", "--allow", "10.0.0"],
                "--allow 10.0.0: write an address or a network, such as 192.168.1.0/24\n"
            ),
            (
                ["--map", "table-libre", "--allow-writes", "10.0.0.7=inputs:0"],
                "--allow-writes 10.0.0.7=inputs:0: write ADDRESS=coils:0-7 or ADDRESS=holding-registers:0-99\n"
            ),
        ] {
            let result = try Command.run(["serve", "--modbus", "127.0.0.1:0", "--for", "1s", "--lang", "en"] + arguments)
            #expect(result.status == 2)
            #expect(result.errors == sentence)
        }
        #expect(try Command.run(["serve", "--lang", "en"]).status == 2)
    }

    @Test func `the bench of the server is one value in JSON`() throws {
        let result = try Command.run(["bench", "modbus", "--json", "--seconds", "0.02", "--rounds", "1"])
        #expect(result.status == 0, "\(result.errors)")
        let value = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
        let loads = value?["modbus"] as? [[String: Any]] ?? []
        #expect(loads.map { $0["connections"] as? Int } == [32, 200, 900, 32, 32, 200, 900, 32])
        for load in loads {
            #expect(
                Set(load.keys) == ["connections", "depth", "p99Ratio", "ratioToBareResponder", "registers", "requestsPerSecond"])
            #expect((load["ratioToBareResponder"] as? Double ?? 0) > 0)
        }
    }
}
