import Foundation
import Modbus
import Testing

/// The tunnel of docs/modbus.md, as it is written there.
@Suite(.serialized) struct TunnelTests {
    private struct Failed: Error {
        let said: String
    }

    private static let isInstalled = ["stunnel", "openssl", "python3"].allSatisfy { name in
        (try? run("/bin/sh", ["-c", "command -v \(name)"])) != nil
    }

    @discardableResult
    private static func run(_ path: String, _ arguments: [String], in folder: URL? = nil) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        if let folder { process.currentDirectoryURL = folder }
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let said = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failed(said: said) }
        return said
    }

    /// The block of the page that begins with these words.
    private func block(beginning words: String) throws -> String {
        let page = try String(contentsOf: Command.repository.appending(path: "docs/modbus.md"), encoding: .utf8)
        let parts = page.components(separatedBy: "```")
        let found = parts.map { $0.drop { $0 != "\n" }.dropFirst() }.first { $0.hasPrefix(words) }
        return String(try #require(found, "docs/modbus.md has no block that begins with '\(words)'"))
    }

    private func freePort() throws -> UInt16 {
        let server = try Server(Layout([.init(.coils, 0..<1, .client)]), at: Endpoint(host: "127.0.0.1", port: 0))
        defer { server.stop() }
        return server.endpoint.port
    }

    /// Asks one request through TLS and prints the answer in hexadecimal digits, or "refused" when there is none.
    private static let client = """
        import socket, ssl, sys
        port, name, request = int(sys.argv[1]), sys.argv[2], bytes.fromhex(sys.argv[3])
        context = ssl.create_default_context(cafile="banc.crt")
        if name: context.load_cert_chain(name + ".crt", name + ".key")
        try:
            with context.wrap_socket(socket.create_connection(("127.0.0.1", port), 10), server_hostname="banc") as tunnel:
                tunnel.sendall(request)
                answer = tunnel.recv(260)
        except (ssl.SSLError, ConnectionError):
            answer = b""
        print(answer.hex() or "refused")
        """

    @Test(.enabled(if: isInstalled, "stunnel4, openssl or python3 is not installed"))
    func `the tunnel asks for a certificate, and the roles are those of the authorities`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "banc-tunnel-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Self.run("/bin/sh", ["-e", "-c", block(beginning: "key=")], in: folder)

        let audit = folder.appending(path: "audit.jsonl").path(percentEncoded: false)
        let banc = Command.process([
            "serve", "convoyeur-tri", "--modbus", "127.0.0.1:0", "--lang", "en", "--allow", "127.0.0.2", "--allow", "127.0.0.3",
            "--allow-writes", "127.0.0.2", "--audit", audit,
        ])
        let said = Pipe()
        banc.standardOutput = said
        try banc.run()
        // A child has the signals blocked that its parent's thread has: but for this one it might live on.
        defer { if banc.isRunning { kill(banc.processIdentifier, SIGKILL) } }
        var line = Data()
        while !line.contains(0x0A) {
            let more = said.fileHandleForReading.availableData
            try #require(!more.isEmpty)
            line += more
        }
        said.fileHandleForReading.readabilityHandler = { _ = $0.availableData }
        let match = try #require(String(decoding: line, as: UTF8.self).firstMatch(of: #/127\.0\.0\.1:(\d+) · /#))

        let (writers, readers) = (try freePort(), try freePort())
        let configuration = try block(beginning: "; /etc/stunnel/banc.conf")
            .replacing("accept = 802", with: "accept = 127.0.0.1:\(writers)")
            .replacing("accept = 803", with: "accept = 127.0.0.1:\(readers)")
            .replacing("127.0.0.1:1502", with: "127.0.0.1:\(match.1)")
            .replacing("/etc/stunnel/", with: folder.path(percentEncoded: false) + "/")
        let file = folder.appending(path: "banc.conf")
        try "foreground = yes\npid =\n\(configuration)".write(to: file, atomically: true, encoding: .utf8)
        let stunnel = Process()
        stunnel.executableURL = URL(filePath: "/usr/bin/env")
        stunnel.arguments = ["stunnel", file.path(percentEncoded: false)]
        stunnel.standardOutput = FileHandle.nullDevice
        stunnel.standardError = FileHandle.nullDevice
        try stunnel.run()
        defer { if stunnel.isRunning { kill(stunnel.processIdentifier, SIGKILL) } }

        func ask(_ port: UInt16, as name: String, _ request: String) throws -> String {
            try Self.run("/usr/bin/env", ["python3", "-c", Self.client, "\(port)", name, request], in: folder)
                .trimmingCharacters(in: .whitespacesAndNewlines)
        }
        /// Holding register 0, and a write of 800 to it.
        let (read, write) = ("000100000006010300000001", "000200000006010600000320")
        var answer = "refused"
        for _ in 0..<100 where answer == "refused" {
            answer = try ask(readers, as: "tableau", read)
            if answer == "refused" { Thread.sleep(forTimeInterval: 0.1) }
        }
        #expect(answer == "00010000000501030203b6", "950 mA is the threshold at first")
        #expect(try ask(readers, as: "", read) == "refused", "nobody without a certificate")
        #expect(try ask(readers, as: "supervision", read) == "refused", "signed by another authority")
        #expect(try ask(writers, as: "tableau", write) == "refused")
        #expect(try ask(readers, as: "tableau", write) == "000200000003018602", "a reader does not write")
        #expect(try ask(writers, as: "supervision", write) == write)
        #expect(try ask(readers, as: "tableau", read) == "0001000000050103020320")
        banc.interrupt()
        banc.waitUntilExit()
        let kept = try String(contentsOfFile: audit, encoding: .utf8).split(separator: "\n")
        #expect(kept.count == 2)
        #expect(kept.first?.contains("\"client\":\"127.0.0.3:") == true && kept.first?.contains("exception 2") == true)
        #expect(kept.last?.contains("\"client\":\"127.0.0.2:") == true && kept.last?.contains("\"result\":\"ok\"") == true)

        // Plain Modbus is no handshake.
        let plain = """
            import socket, sys
            tunnel = socket.create_connection(("127.0.0.1", int(sys.argv[1])), 10)
            try:
                tunnel.sendall(bytes.fromhex(sys.argv[2]))
                answer = tunnel.recv(260)
            except ConnectionError:
                answer = b""
            print(answer.hex())
            """
        let past = try Self.run("/usr/bin/env", ["python3", "-c", plain, "\(writers)", read])
        #expect(!past.hasPrefix("0001"), "\(past)")
    }
}
