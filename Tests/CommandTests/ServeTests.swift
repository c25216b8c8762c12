import Foundation
import Testing

/// `banc serve` as a process, spoken to by clients that others wrote.
@Suite(.serialized) struct ServeTests {
    /// A served machine, and the port that its first line tells.
    private final class Served {
        let process: Process
        let port: Int

        struct NotServing: Error {
            let said: String
        }

        /// Fast, so that a second of the wall is ten of the machine.
        ///
        /// - Parameter descriptors: how many the process may have open at a time.
        init(_ more: [String] = [], descriptors: Int? = nil) throws {
            process = Command.process(
                ["serve", "convoyeur-tri", "--modbus", "127.0.0.1:0", "--lang", "en", "--operate", "S4@1s", "--operate", "S1@2s"]
                    + more)
            if let descriptors {
                process.arguments =
                    ["-c", "ulimit -n \(descriptors); exec \"$0\" \"$@\"", Command.executable.path] + process.arguments!
                process.executableURL = URL(filePath: "/bin/sh")
            }
            let pipe = Pipe()
            process.standardOutput = pipe
            try process.run()
            var said = Data()
            while !said.contains(0x0A) {
                let more = pipe.fileHandleForReading.availableData
                guard !more.isEmpty else { throw NotServing(said: String(decoding: said, as: UTF8.self)) }
                said += more
            }
            let line = String(decoding: said.prefix { $0 != 0x0A }, as: UTF8.self)
            guard let match = line.firstMatch(of: #/^Sorting conveyor on Modbus TCP, 127\.0\.0\.1:(\d+) · /#),
                let port = Int(match.1)
            else { throw NotServing(said: line) }
            self.port = port
            // What it prints later must not fill the pipe.
            pipe.fileHandleForReading.readabilityHandler = { _ = $0.availableData }
        }

        func stop() -> Int32 {
            process.interrupt()
            process.waitUntilExit()
            return process.terminationStatus
        }

        deinit { if process.isRunning { process.terminate() } }
    }

    private func tool(_ name: String, _ arguments: [String]) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [name] + arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, output)
    }

    private static func isInstalled(_ name: String, _ arguments: String...) -> Bool {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [name] + arguments
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }

    private static let python = ProcessInfo.processInfo.environment["BANC_PYTHON"] ?? "python3"

    @Test(.enabled(if: isInstalled("mbpoll", "-V"), "mbpoll is not installed (Debian package mbpoll)"))
    func `mbpoll reads and writes the running machine`() throws {
        let served = try Served(["--speed", "10"])
        func mbpoll(_ table: String, at address: Int, _ more: String...) throws -> [String] {
            let options = ["-m", "tcp", "-p", "\(served.port)", "-a", "1", "-0", "-1", "-q", "-t", table, "-r", "\(address)"]
            let answer = try tool("mbpoll", options + ["127.0.0.1"] + more)
            return answer.output.split(separator: "\n").filter { $0.hasPrefix("[") }.map {
                $0.split(separator: ":", maxSplits: 1)[1].trimmingCharacters(in: .whitespaces)
            }
        }
        func waits(for mode: String) throws -> Bool {
            for _ in 0..<300 {
                if try mbpoll("3", at: 0) == [mode] { return true }
                Thread.sleep(forTimeInterval: 0.05)
            }
            return false
        }
        #expect(try waits(for: "21"))
        #expect(try mbpoll("1", at: 2) == ["1"])
        #expect(try mbpoll("4", at: 0) == ["950"])
        _ = try mbpoll("4", at: 0, "800")
        #expect(try mbpoll("4", at: 0) == ["800"])
        _ = try mbpoll("0", at: 0, "1")
        #expect(try waits(for: "11"))
        #expect(served.stop() == 130)
    }

    @Test(.enabled(if: isInstalled(python, "-c", "import pymodbus"), "pymodbus cannot be imported by \(python)"))
    func `pymodbus clients read and write the running machine side by side`() throws {
        let served = try Served(["--speed", "10"])
        let script = """
            import sys, time
            from pymodbus.client import ModbusTcpClient
            clients = [ModbusTcpClient("127.0.0.1", port=int(sys.argv[1])) for _ in range(4)]
            assert all(client.connect() for client in clients)
            def done(answer):
                assert not answer.isError(), answer
                return answer
            def mode(client):
                return done(client.read_input_registers(0, count=1)).registers[0]
            def wait(wanted):
                for _ in range(600):
                    if mode(clients[1]) == wanted: return
                    time.sleep(0.02)
                raise AssertionError(f"mode {mode(clients[1])} instead of {wanted}")
            wait(21)
            assert done(clients[2].read_discrete_inputs(0, count=3)).bits[2]
            done(clients[0].write_register(0, 300))
            assert done(clients[3].read_holding_registers(0, count=1)).registers == [300]
            speed = done(clients[2].read_input_registers(13, count=1)).registers[0]
            assert 100 < speed < 1000 or speed == 0, speed
            done(clients[1].write_coil(0, True))
            wait(11)
            assert not done(clients[0].read_coils(0, count=1)).bits[0]
            assert clients[0].write_coil(16, True).exception_code == 2
            for client in clients: client.close()
            """
        let result = try tool(Self.python, ["-c", script, "\(served.port)"])
        #expect(result.status == 0, "\(result.output)")
        #expect(served.stop() == 130)
    }

    /// In a process of its own, which no thread pool shares: Dispatch ends a process in which it finds no descriptor for itself.
    @Test(.enabled(if: isInstalled(python, "-V"), "\(python) is not installed"))
    func `clients that find no descriptor left are turned away and disturb nobody`() throws {
        let served = try Served(descriptors: 24)
        let script = """
            import socket, sys
            def connect():
                client = socket.create_connection(("127.0.0.1", int(sys.argv[1])), timeout=60)
                client.sendall(bytes.fromhex("000700000006010300000001"))
                return client
            def answers(client):
                try: return client.recv(64)
                except ConnectionResetError: return b""
            first = connect()
            assert len(answers(first)) == 11
            others = [connect() for _ in range(40)]
            heard = [len(answers(client)) for client in others]
            assert set(heard) == {0, 11}, heard
            assert heard[-1] == 0, heard
            first.sendall(bytes.fromhex("000800000006010300000001"))
            assert answers(first)[:2] == bytes([0, 8])
            for client in others: client.close()
            for _ in range(600):
                late = connect()
                if len(answers(late)) == 11: break
                late.close()
            else: raise AssertionError("nobody is served any more")
            """
        let result = try tool(Self.python, ["-c", script, "\(served.port)"])
        #expect(result.status == 0, "\(result.output)")
        #expect(served.stop() == 130)
    }

    @Test func `a port in use gets one sentence and exit status 3`() throws {
        let served = try Served()
        for (language, sentence) in [
            (
                "fr",
                "127.0.0.1:\(served.port) est déjà pris par un autre programme : choisis un autre port, ou 0 pour un port libre\n"
            ),
            ("en", "127.0.0.1:\(served.port) is in use by another program: choose another port, or 0 for a free one\n"),
        ] {
            let second = try Command.run(["serve", "convoyeur-tri", "--modbus", "127.0.0.1:\(served.port)", "--lang", language])
            #expect(second.status == 3)
            #expect(second.errors == sentence)
            #expect(second.output.isEmpty)
        }
        #expect(served.stop() == 130)
    }

    @Test func `an address that is not of this machine, and a host that does not exist, get exit status 3`() throws {
        let far = try Command.run(["serve", "convoyeur-tri", "--modbus", "192.0.2.1:1502", "--lang", "en"])
        #expect(far.status == 3)
        #expect(far.errors == "192.0.2.1 is not an address of this machine\n")
        let nobody = try Command.run(["serve", "convoyeur-tri", "--modbus", "nobody.invalid:1502", "--lang", "en"])
        #expect(nobody.status == 3)
        #expect(nobody.errors == "no host is called nobody.invalid\n")
    }

    @Test func `it stops by itself at the time asked for`() throws {
        let result = try Command.run(
            ["serve", "convoyeur-tri", "--modbus", "127.0.0.1:0", "--for", "1s", "--speed", "20", "--lang", "fr"])
        #expect(result.status == 0)
        #expect(result.output.hasPrefix("Convoyeur de tri sur Modbus TCP, 127.0.0.1:"))
        #expect(result.output.contains("00001  L/É  bit  cmd_fin_cycle"))
    }
}
