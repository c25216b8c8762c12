import Foundation
import Modbus
import Notation
import Simulation
import Synchronization
import Testing

/// `banc serve --control external` as a process, and the example of docs/soft-plc as the brain outside.
@Suite(.serialized) struct SoftPlcTests {
    static let python = ProcessInfo.processInfo.environment["BANC_PYTHON"] ?? "python3"
    static let isThere: Bool = {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [python, "-c", "import pymodbus"]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }()

    /// A process and what it has said so far.
    private final class Said: Sendable {
        let process: Process
        private let data = Mutex(Data())

        init(_ process: Process) throws {
            self.process = process
            let pipe = Pipe()
            process.standardOutput = pipe
            process.standardError = pipe
            pipe.fileHandleForReading.readabilityHandler = { [weak self] handle in
                let more = handle.availableData
                if more.isEmpty { handle.readabilityHandler = nil }
                self?.data.withLock { $0 += more }
            }
            try process.run()
        }

        var text: String { data.withLock { String(decoding: $0, as: UTF8.self) } }

        /// Until it has said something, or ended; two minutes at most.
        func waits(for part: String) -> Bool {
            for _ in 0..<2400 where process.isRunning && !text.contains(part) { Thread.sleep(forTimeInterval: 0.05) }
            // Its last lines may still be in the pipe.
            if !process.isRunning { Thread.sleep(forTimeInterval: 0.3) }
            return text.contains(part)
        }

        func signal(_ number: Int32) { kill(process.processIdentifier, number) }

        /// After Ctrl-C.
        func end() -> Int32 {
            process.interrupt()
            process.waitUntilExit()
            Thread.sleep(forTimeInterval: 0.3)
            return process.terminationStatus
        }

        /// A child has the signals blocked that its parent's thread has: but for this one it might live on.
        deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }
    }

    /// The operator pushes S4 and S1 again and again: who is started is not started twice, and who comes late finds them pushed.
    private static let pushes = (0..<20).flatMap { index in
        ["--operate", "S4@\(2 + 10 * index)s", "--operate", "S1@\(6 + 10 * index)s"]
    }

    private func serve(_ more: [String]) throws -> Said {
        try Said(
            Command.process(["serve", "convoyeur-tri", "--control", "external", "--lang", "en"] + more + Self.pushes))
    }

    private func port(of served: Said) throws -> UInt16 {
        try #require(served.waits(for: " · Ctrl-C to stop"), "\(served.text)")
        let match = try #require(served.text.firstMatch(of: #/on Modbus TCP, 127\.0\.0\.1:(\d+) · /#), "\(served.text)")
        return try #require(UInt16(match.1))
    }

    private func plc(_ script: String, _ arguments: [String]) throws -> Said {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments =
            [Self.python, Command.repository.appending(path: "docs/soft-plc/\(script)").path(percentEncoded: false)] + arguments
        process.standardInput = FileHandle.nullDevice
        return try Said(process)
    }

    private struct Sorted: Decodable, Equatable {
        let grands: Int
        let petits: Int
    }

    /// What the program of the machine makes of as many boxes.
    private func internally(_ boxes: Double) throws -> Sorted {
        let folder = Command.repository.appending(path: "Scenarios/machines/convoyeur-tri")
        var files: [String: (shown: String, text: String)] = [:]
        for name in MachineDefinition.fileNames {
            files[name] = (name, try String(contentsOf: folder.appending(path: name), encoding: .utf8))
        }
        let machine = try RunningMachine(MachineDefinition.decode(named: "convoyeur-tri", files: files), seed: 1)
        try machine.operate("S4", to: nil)
        try machine.advance(by: 2)
        try machine.operate("S1", to: nil)
        func count(_ name: String) -> Double { machine.variable(name) ?? 0 }
        #expect(try machine.advance(upTo: 300) { _ in count("grands") + count("petits") >= boxes })
        return Sorted(grands: Int(count("grands")), petits: Int(count("petits")))
    }

    /// From the summary at the end.
    private func counted(_ name: String, _ text: String) throws -> Int {
        let match = try #require(
            text.firstMatch(of: try Regex("FLUX\\.\(name) = (\\d+)", as: (Substring, Substring).self)), "\(text)")
        return try #require(Int(match.1))
    }

    private static let boxes = 8

    /// Boxes come in the same order whoever sorts them.
    private func check(_ sorted: Said, _ served: Said) throws {
        try #require(sorted.waits(for: "}"), "\(sorted.text) \(served.text)")
        sorted.process.waitUntilExit()
        #expect(sorted.process.terminationStatus == 0, "\(sorted.text)")
        let counts = try JSONDecoder().decode(Sorted.self, from: Data(sorted.text.utf8))
        #expect(served.end() == 130)
        #expect(try counts == internally(Double(Self.boxes)))
        #expect(counts.grands > 0 && counts.petits > 0)
        #expect(try counted("ejected-tall", served.text) == counts.grands)
        for never in ["ejected-small", "passed-tall", "fallen", "jammed"] { #expect(try counted(never, served.text) == 0) }
        // The last ones are still on the belt.
        #expect(try (1...counts.petits).contains(counted("passed-small", served.text)))
        #expect(served.text.contains("the PLC's cycle: mean "))
        #expect(served.text.contains("from an input's change to the write that follows: mean "))
    }

    @Test(.enabled(if: isThere, "pymodbus cannot be imported by \(python)"))
    func `a soft PLC that is the client sorts as the program of the machine does`() throws {
        let served = try serve(["--modbus", "127.0.0.1:0", "--watchdog", "10s", "--speed", "2"])
        let plc = try plc("convoyeur_tri.py", ["--port", "\(port(of: served))", "--cartons", "\(Self.boxes)"])
        try check(plc, served)
    }

    @Test(.enabled(if: isThere, "pymodbus cannot be imported by \(python)"))
    func `a soft PLC that is the server sorts as the program of the machine does`() throws {
        let free = try Server(Layout([.init(.coils, 0..<1, .client)]), at: Endpoint(host: "127.0.0.1", port: 0))
        let port = free.endpoint.port
        free.stop()
        let plc = try plc("serveur.py", ["--port", "\(port)", "--cartons", "\(Self.boxes)"])
        let served = try serve(["--plc", "127.0.0.1:\(port)", "--plc-mode", "100", "--watchdog", "10s", "--speed", "2"])
        try check(plc, served)
    }

    @Test(.enabled(if: isThere, "pymodbus cannot be imported by \(python)"))
    func `a soft PLC that freezes loses the machine, and gets it back from the start`() throws {
        let served = try serve(["--modbus", "127.0.0.1:0", "--watchdog", "1s", "--speed", "2"])
        let port = try port(of: served)
        let plc = try plc("convoyeur_tri.py", ["--port", "\(port)"])
        let watching = try Client(Endpoint(host: "127.0.0.1", port: port), unit: 1, timeout: .seconds(10))
        /// Raw counts of M1's current: 0.3 A is a motor that turns.
        func turns() throws -> Bool {
            Double(Int16(bitPattern: try watching.readInputRegisters(at: 0, count: 1)[0])) * 2 / 27648 > 0.3
        }
        func waits(until isSo: () throws -> Bool) throws -> Bool {
            for _ in 0..<1200 {
                if try isSo() { return true }
                Thread.sleep(forTimeInterval: 0.05)
            }
            return false
        }
        try #require(try waits { try turns() }, "\(served.text) \(plc.text)")
        plc.signal(SIGSTOP)
        try #require(served.waits(for: "link lost: all outputs at 0"))
        #expect(try waits { try !turns() })
        #expect(try watching.readCoils(at: 0, count: 12).allSatisfy { !$0 })
        #expect(try watching.readDiscreteInputs(at: 16, count: 1) == [true])
        plc.signal(SIGCONT)
        // It finds its outputs held and begins anew: S1 is asked for, then the beacon, then the belt.
        #expect(try waits { try watching.readDiscreteInputs(at: 16, count: 1) == [false] })
        #expect(try !turns())
        #expect(try waits { try turns() })
        plc.signal(SIGKILL)
        #expect(served.end() == 130)
        #expect(served.text.contains("links lost: "))
    }

    @Test(.enabled(if: isThere, "pymodbus cannot be imported by \(python)"), arguments: ["convoyeur_tri.py", "serveur.py"])
    func `a soft PLC drives the machine of a session, which is replayed and scored without it`(script: String) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "banc-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (lines, journal) = (folder.appending(path: "lignes.txt").path, folder.appending(path: "a.jsonl").path)
        try "es B1 B2\nattendre 5s\netape\n".write(toFile: lines, atomically: true, encoding: .utf8)
        let free = try Server(Layout([.init(.coils, 0..<1, .client)]), at: Endpoint(host: "127.0.0.1", port: 0))
        let port = free.endpoint.port
        free.stop()
        let way =
            script == "serveur.py" ? ["--plc", "127.0.0.1:\(port)", "--plc-mode", "100"] : ["--modbus", "127.0.0.1:\(port)"]
        let plc = try plc(script, ["--port", "\(port)"])
        let session = try Said(
            Command.process(
                [
                    "train", "convoyeur-tri/corrective", "--control", "external", "--speed", "3", "--watchdog", "10s", "--script",
                    lines, "--journal", journal, "--lang", "en",
                ] + way))
        #expect(session.waits(for: "Session waiting"), "\(session.text) \(plc.text)")
        session.process.waitUntilExit()
        #expect(session.process.terminationStatus == 0)
        #expect(session.text.contains("F1, 5 s"), "\(session.text)")
        #expect(session.text.contains("A PLC outside drives the machine"), "\(session.text)")
        #expect(session.text.contains("the PLC's cycle: mean "))
        plc.signal(SIGKILL)
        #expect(try Command.run(["replay", journal]).status == 0)
        #expect(try Command.run(["score", journal, "--json"]).output.contains("\"indicators\""))
    }

    @Test func `the map of a brain outside is printed for both ways`() throws {
        let served = try Command.run(["map", "convoyeur-tri", "--control", "external", "--lang", "en"])
        #expect(served.status == 0)
        #expect(served.output.contains("    5  10006  R    bit  B1"))
        #expect(served.output.contains("    0  00001  R/W  bit  KM11"))
        let inside = try Command.run([
            "map", "convoyeur-tri", "--control", "external", "--plc", "--plc-outputs", "512", "--format", "csv", "--lang", "fr",
        ])
        #expect(inside.output.contains("coils,512,00513,L/É,bit,,,KM11,%Q0.0 marche du tapis"))
        #expect(inside.output.contains("holding-registers,0,40001,L,i16,,,courant_brut"))
    }

    @Test func `wrong uses of the control by a brain outside get a sentence and exit status 2`() throws {
        for (arguments, sentence) in [
            (["serve", "convoyeur-tri", "--plc", "127.0.0.1:502"], "--plc goes with --control external"),
            (["serve", "convoyeur-tri", "--control", "external", "--plc", "there"], "--plc there: write HOST:PORT"),
            (["serve", "convoyeur-tri", "--control", "external", "--watchdog", "1ms"], "--watchdog: from 50ms to 3600s"),
            (
                ["map", "convoyeur-tri", "--control", "external", "--plc", "--plc-outputs", "3"],
                "--plc-outputs 3: the outputs would lie on the inputs"
            ),
        ] {
            let result = try Command.run(arguments + ["--lang", "en"])
            #expect(result.status == 2, "\(arguments)")
            #expect(result.errors.contains(sentence), "\(result.errors)")
        }
    }
}
