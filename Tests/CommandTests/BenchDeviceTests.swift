import Foundation
import Testing

/// `banc device` as a process, beside `banc serve --map` with the same file.
@Suite(.serialized) struct BenchDeviceTests {
    /// A served twin, and where it listens.
    private final class Twin {
        let process: Process
        let place: String

        struct NotServing: Error {}

        convenience init(_ maps: String...) throws {
            try self.init(arguments: maps.flatMap { ["--map", $0] })
        }

        init(arguments: [String]) throws {
            process = Command.process(["serve", "--modbus", "127.0.0.1:0", "--lang", "en"] + arguments)
            let pipe = Pipe()
            process.standardOutput = pipe
            try process.run()
            var said = Data()
            while !said.contains(0x0A) {
                let more = pipe.fileHandleForReading.availableData
                guard !more.isEmpty else { throw NotServing() }
                said += more
            }
            guard let place = String(decoding: said, as: UTF8.self).firstMatch(of: #/127\.0\.0\.1:\d+/#) else {
                throw NotServing()
            }
            self.place = String(place.0)
            pipe.fileHandleForReading.readabilityHandler = { _ = $0.availableData }
        }

        deinit {
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }
    }

    private func device(_ arguments: String..., language: String = "en") throws -> Command.Result {
        try Command.run(["device"] + arguments + ["--lang", language])
    }

    @Test func `values are read with their units and meanings, in both languages and in JSON`() throws {
        let twin = try Twin("compteur-energie")
        let french = try device("read", "compteur-energie", "--at", twin.place, language: "fr")
        #expect(french.status == 0, "\(french.errors)")
        #expect(french.lines[0] == "compteur d'énergie triphasé · \(twin.place), unité 10")
        #expect(french.lines.contains { $0.hasPrefix("u1 ") && $0.contains("231,5 V") && $0.hasSuffix("tension simple L1") })
        #expect(french.lines.contains { $0.hasPrefix("energy ") && $0.contains("48213,7 kWh") })
        let english = try device("read", "compteur-energie", "p", "tag", "--at", twin.place)
        #expect(english.lines.count == 6)
        #expect(english.lines.contains { $0.hasPrefix("p ") && $0.contains("1.920 kW") })
        let json = try device("read", "compteur-energie", "cos-phi", "--at", twin.place, "--json")
        let value = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
        let first = (value?["values"] as? [[String: Any]])?.first
        #expect(first?["number"] as? Double == 0.81 && first?["quality"] as? String == "ok")
    }

    @Test func `without a terminal the watch is a line a turn, and tells of levels`() throws {
        let folder = try Folder()
        let profile = folder.path("essai.yaml")
        try """
        format: 1
        text: essai
        polls: {all: 50 ms}
        holding-registers: {0: {name: t, value: 91, unit: °C, thresholds: {alert: {max: 80}, alarm: {max: 90}}, text: palier}}
        """.write(toFile: profile, atomically: true, encoding: .utf8)
        let twin = try Twin(profile)
        let result = try device("watch", profile, "--at", twin.place, "--for", "1s")
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.lines[0] == "essai · \(twin.place), unit 1")
        #expect(result.lines[1].wholeMatch(of: #/\d\d:\d\d:\d\d\.\d{3}  t 91 °C/#) != nil)
        #expect(result.lines[2].wholeMatch(of: #/\d\d:\d\d:\d\d\.\d{3}  t: ALARM \(91 °C\)/#) != nil)
        #expect(result.lines.count > 4 && !result.output.contains("\u{1B}"))
    }

    @Test func `a write shows before and after, and nothing is written that is not allowed or confirmed`() throws {
        let twin = try Twin("variateur", "compteur-energie")
        func write(_ assignment: String, _ more: String..., profile: String = "variateur") throws -> Command.Result {
            try Command.run(["device", "write", profile, assignment, "--at", twin.place, "--lang", "en"] + more)
        }
        let unasked = try write("setpoint=42.5")
        #expect(unasked.status == 2 && unasked.errors == "nobody to ask: add --yes to write\n")
        #expect(unasked.lines[1] == "setpoint: 35.0 Hz → 42.5 Hz   (holding registers 1, 40002 = 425)")
        let done = try write("setpoint=42.5", "--yes")
        #expect(done.status == 0 && done.lines[2] == "Written. Read back: 42.5 Hz", "\(done.errors)")
        #expect(try write("setpoint=42.5", "--yes").lines[1].hasPrefix("setpoint: 42.5 Hz → 42.5 Hz"))
        for (assignment, sentence) in [
            ("setpoint=61", "setpoint: from 0 to 60 Hz\n"),
            ("setpont=10", "no value 'setpont' in this profile; nearest: setpoint\n"),
            ("setpoint", "'setpoint': write NAME=VALUE\n"), ("setpoint=fast", "'fast' is not a number\n"),
        ] {
            let refused = try write(assignment, "--yes")
            #expect(refused.status == 2 && refused.errors == sentence)
        }
        #expect(
            try write("current=3", "--yes").errors.hasPrefix("the profile does not allow 'current' to be written; it allows: "))
        let locked = try write("ct-primary=80", "--yes", profile: "compteur-energie")
        #expect(locked.errors == "'ct-primary' is behind the lock 'setup' (register 200): add --unlock to open it\n")
        #expect(try write("ct-primary=80", "--yes", "--unlock", profile: "compteur-energie").status == 0)
    }

    @Test func `a scan finds units and addresses, and a profile drafted from it reads the device`() throws {
        let folder = try Folder()
        let twin = try Twin("variateur", "bloc-temperature")
        let units = try device("scan", "--at", twin.place, "--units", "1-9")
        #expect(units.lines == ["unit 2 answers", "unit 5 answers", "2 found; its addresses: --unit N", ""])
        let cells = try device("scan", "--at", twin.place, "--unit", "5", "--pause", "0s", "--to", "210")
        #expect(cells.status == 0)
        #expect(cells.lines.contains("input registers 0–7: 214 220 587 65494 32767 32767 32767 32767"))
        #expect(cells.lines.contains("holding registers 200–201: 4 3"))
        let path = folder.path("neuf.yaml")
        let drafted = try device("new", "--at", twin.place, "--unit", "5", "--pause", "0s", "--to", "210", "-o", path)
        #expect(drafted.status == 0 && drafted.output == "\(path): 18 cells to name\n")
        #expect(try device("read", path).lines.contains { $0.hasPrefix("i2 ") && $0.contains("587") })
        let again = try device("new", "--at", twin.place, "--unit", "5", "--to", "0", "-o", path)
        #expect(again.status == 3 && again.errors == "\(path) exists already: give another name\n")
    }

    @Test func `a device that is not there is told with what to look at`() throws {
        let nobody = try device("read", "variateur", "--at", "127.0.0.1:1", "--timeout", "5 s")
        #expect(nobody.status == 3)
        #expect(nobody.errors == "127.0.0.1:1, unit 2: nothing listens there; check the address and the port\n")
        #expect(
            try device("read", "variateur").errors
                == "the profile does not say where the device is: give --at HOST:PORT or --at /dev/ttyUSB0\n")
        let line = try device("read", "variateur", "--at", "/dev/no-such")
        #expect(line.status == 3)
        #expect(line.errors == "/dev/no-such, 9600 8E1, unit 2: there is no /dev/no-such; is the adapter plugged in?\n")
        #expect(try device("read", "variateur", "--at", "/dev/null").errors.hasSuffix("/dev/null is no serial port\n"))
        let absent = try Twin("bloc-temperature")
        let other = try device("read", "variateur", "--at", absent.place)
        #expect(other.status == 3 && other.errors.contains("no answer behind the gateway") || other.errors.contains("gateway"))
        #expect(try device("record", "variateur", "--at", absent.place).status == 2)
    }

    @Test func `what was recorded stays when the recorder is killed, and the recording goes on`() throws {
        let folder = try Folder()
        let profile = folder.path("essai.yaml")
        try """
        format: 1
        polls: {all: 20 ms}
        holding-registers: {0: {name: t, value: 7, count: 20}}
        """.write(toFile: profile, atomically: true, encoding: .utf8)
        let twin = try Twin(profile)
        let arguments = [
            "device", "record", profile, "--at", twin.place, "--csv", folder.path("a.csv"), "--sqlite", folder.path("a.db"),
            "--trace", "--lang", "en",
        ]
        var told = 0
        for round in 1...3 {
            let recorder = Command.process(arguments)
            let pipe = Pipe()
            recorder.standardOutput = pipe
            try recorder.run()
            var said = Data()
            // "12 ok", once both files hold it.
            while said.split(separator: 0x0A).count < 12 {
                let more = pipe.fileHandleForReading.availableData
                try #require(!more.isEmpty)
                said += more
            }
            kill(recorder.processIdentifier, SIGKILL)
            said += pipe.fileHandleForReading.readDataToEndOfFile()
            recorder.waitUntilExit()
            let records = said.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast().filter {
                $0.hasSuffix(Data(" ok".utf8))
            }
            told += records.count
            let rows = try String(contentsOfFile: folder.path("a.csv"), encoding: .utf8).split(separator: "\n").dropFirst()
            #expect(rows.count >= told, "round \(round)")
            // As a crash of the whole machine could leave it.
            let file = try FileHandle(forWritingTo: folder.url.appending(path: "a.csv"))
            try file.seekToEnd()
            try file.write(contentsOf: Data("2026-11-2".utf8))
            try file.close()
        }
        let last = try Command.run(arguments + ["--for", "200ms"])
        #expect(last.status == 0, "\(last.errors)")
        let rows = try String(contentsOfFile: folder.path("a.csv"), encoding: .utf8).split(separator: "\n").dropFirst()
        #expect(rows.count > told)
        // "2026-11-26T13:43:05.027Z"
        #expect(rows.allSatisfy { $0.prefix { $0 != "," }.count == 24 })
        #expect(
            rows.allSatisfy {
                $0.split(separator: ",").dropFirst(3).allSatisfy { $0 == "7" } && $0.split(separator: ",").count == 23
            })
        let database = Process()
        database.executableURL = URL(filePath: "/usr/bin/env")
        database.arguments = [
            "sqlite3", folder.path("a.db"), "PRAGMA integrity_check; SELECT count(*) FROM sample; SELECT count(*) FROM recording",
        ]
        let pipe = Pipe()
        database.standardOutput = pipe
        try database.run()
        let answer = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self).split(separator: "\n")
        database.waitUntilExit()
        try #require(answer.count == 3 && answer[0] == "ok")
        #expect(Int(answer[1]) ?? 0 > told)
        #expect(answer[2] == "4")
    }

    @Test func `a record shows its trend and when it reaches its thresholds`() throws {
        let folder = try Folder()
        // Weeks of one reading a day, half a degree a day: 82 °C on 1 February, so 100 °C on 9 March.
        var lines = ["time,status,missed,outlet-temperature (°C)"]
        for day in 1...28 {
            lines.append("2026-02-\(day < 10 ? "0" : "")\(day)T12:00:00.000Z,ok,0,\(81.5 + 0.5 * Double(day))")
        }
        try lines.joined(separator: "\n").appending("\n").write(toFile: folder.path("a.csv"), atomically: true, encoding: .utf8)
        let result = try device("trend", "compresseur", "outlet-temperature", "--csv", folder.path("a.csv"))
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.lines[0] == "screw compressor controller · outlet-temperature")
        #expect(result.lines[3].contains("2026-02-01") && result.lines[3].contains("83.5 °C"))
        #expect(result.lines.contains("slope: +3.50 °C a period"))
        #expect(result.lines.contains("alert (100 °C) about 2026-03-09, in 2.2 periods at this pace"))
        #expect(result.lines.contains("for a scenario: values: [83.5 °C, 87.0 °C, 90.5 °C, 94.0 °C]"))
        #expect(
            try device("trend", "compresseur", "line-pressure", "--csv", folder.path("a.csv")).errors
                == "\(folder.path("a.csv")) has no value 'line-pressure'\n")
    }

    @Test func `a served machine feels a real guard, and is read by its own map`() throws {
        let folder = try Folder()
        let profile = folder.path("garde.yaml")
        try "format: 1\npolls: {all: 50 ms}\ncoils: {0: {name: guard, writable: true}}\n"
            .write(toFile: profile, atomically: true, encoding: .utf8)
        let real = try Twin(profile)
        let machine = try Twin(
            arguments: [
                "convoyeur-tri", "--operate", "S4@1s", "--operate", "S1@2s", "--bind",
                "B10=device:\(profile)/guard@\(real.place)",
            ])
        func waits(for mode: Double) throws -> Bool {
            for _ in 0..<600 {
                let read = try device("read", "convoyeur-tri", "mode_gemma", "--at", machine.place, "--json")
                let value = try JSONSerialization.jsonObject(with: Data(read.output.utf8)) as? [String: Any]
                if (value?["values"] as? [[String: Any]])?.first?["number"] as? Double == mode { return true }
                Thread.sleep(forTimeInterval: 0.05)
            }
            return false
        }
        #expect(try waits(for: 21))
        #expect(try device("write", profile, "guard=1", "--at", real.place, "--yes").status == 0)
        #expect(try waits(for: 31))
    }

    /// A session that plays the beginning of the worked example: enough to have been judged on something.
    /// - Returns: its journal.
    private func session(_ name: String, _ more: [String], in folder: Folder) throws -> String {
        let worked = Command.repository.appending(path: "Scenarios/exercises/convoyeur-tri/corrective/worked.txt")
        let script = folder.path("debut.txt")
        try String(contentsOf: worked, encoding: .utf8).split(separator: "\n").filter { !$0.hasPrefix("#") }.prefix(24)
            .joined(separator: "\n").write(toFile: script, atomically: true, encoding: .utf8)
        let journal = folder.path("\(name).jsonl")
        let session = try Command.run(
            ["train", "convoyeur-tri/corrective", "--script", script, "--journal", journal, "--lang", "fr"] + more)
        #expect(session.status == 0, "\(session.errors)")
        return journal
    }

    @Test func `a session with a real guard has the same score as one without, and its journal can be played again`() throws {
        let folder = try Folder()
        let profile = folder.path("garde.yaml")
        try "format: 1\npolls: {all: 50 ms}\ndiscrete-inputs: {0: {name: guard}}\n"
            .write(toFile: profile, atomically: true, encoding: .utf8)
        let real = try Twin(profile)
        func score(_ name: String, _ more: [String]) throws -> String {
            let journal = try session(name, more, in: folder)
            let replay = try Command.run(["replay", journal, "--lang", "fr"])
            #expect(replay.status == 0, "\(replay.errors)")
            return try Command.run(["score", journal, "--json"]).output
        }
        let simulated = try score("a", [])
        let bound = try score("b", ["--bind", "B10=device:\(profile)/guard@\(real.place)"])
        #expect(simulated == bound && simulated.count > 1000)
    }

    @Test func `an ammeter, a pressure gauge and an I-O block of the bench take their places with the same score`() throws {
        let folder = try Folder()
        // They say what the machine's own sensors would feel.
        let profile = folder.path("etabli.yaml")
        try """
        format: 1
        polls: {all: 50 ms}
        discrete-inputs: {0: {name: guard}, 3: {name: di3, value: 1}}
        holding-registers:
          0: {name: i, value: 0.9, scale: 0.001, unit: A, writable: true}
          1: {name: p, value: 6, scale: 0.01, unit: bar}
        """.write(toFile: profile, atomically: true, encoding: .utf8)
        let real = try Twin(profile)
        let bindings = ["B20": "i", "0S1": "p", "B10": "guard"].flatMap { target, value in
            ["--bind", "\(target)=device:\(profile)/\(value)@\(real.place)"]
        }
        let bound = try session("b", bindings, in: folder)
        #expect(try Command.run(["replay", bound, "--lang", "fr"]).status == 0)
        let score = try Command.run(["score", bound, "--json"]).output
        #expect(try score == Command.run(["score", try session("a", [], in: folder), "--json"]).output && score.count > 1000)
        // Resumed, with the ammeter only: the others keep what they said last.
        let more = folder.path("suite.txt")
        try "attendre 5s\nes intensite\n".write(toFile: more, atomically: true, encoding: .utf8)
        #expect(try device("write", profile, "i=0.5", "--at", real.place, "--yes").status == 0)
        let resumed = try Command.run(
            ["resume", bound, "--script", more, "--lang", "en", "--bind", "B20=device:\(profile)/i@\(real.place)"])
        #expect(resumed.status == 0, "\(resumed.errors)")
        #expect(resumed.errors.contains("0S1.port-pressure is no longer bound (--bind): it keeps its last value"))
        #expect(try String(contentsOfFile: bound, encoding: .utf8).contains(#""name":"B20.line-current","scan""#))
        #expect(try Command.run(["replay", bound, "--lang", "fr"]).status == 0)
        let refused = try Command.run(
            ["resume", bound, "--script", more, "--lang", "en", "--bind", "B1=device:\(profile)/di3@\(real.place)"])
        #expect(refused.status == 2)
        #expect(refused.errors.hasPrefix("B1.blocked was not bound when the session began; bound were: "), "\(refused.errors)")
        let late = try Command.run(
            [
                "resume", try session("c", [], in: folder), "--script", more, "--lang", "en", "--bind",
                "B20=device:\(profile)/i@\(real.place)",
            ])
        #expect(late.status == 2 && late.errors.contains("began without a real device"), "\(late.errors)")
    }

    @Test func `with a real ammeter in its place the whole worked example has the score of one without`() throws {
        let folder = try Folder()
        let profile = folder.path("pince.yaml")
        // Between the current of a motor that turns and the level of the alarm.
        try "format: 1\npolls: {all: 50 ms}\nholding-registers: {0: {name: i, value: 0.6, scale: 0.001, unit: A}}\n"
            .write(toFile: profile, atomically: true, encoding: .utf8)
        let real = try Twin(profile)
        func score(_ name: String, _ more: [String]) throws -> String {
            let journal = folder.path("\(name).jsonl")
            let session = try Command.run(["train", "convoyeur-tri/corrective", "--worked", "--journal", journal] + more)
            #expect(session.status == 0, "\(session.errors)")
            return try Command.run(["score", journal, "--json"]).output
        }
        let bound = try score("b", ["--bind", "B20=device:\(profile)/i@\(real.place)"])
        #expect(try bound == score("a", []) && bound.count > 1000)
    }

    @Test func `on the wall's clock a real guard that opens while nobody acts stops the machine, and that is played again`()
        throws
    {
        let folder = try Folder()
        let profile = folder.path("garde.yaml")
        try "format: 1\npolls: {all: 50 ms}\ncoils: {0: {name: guard, writable: true}}\n"
            .write(toFile: profile, atomically: true, encoding: .utf8)
        let real = try Twin(profile)
        let journal = folder.path("a.jsonl")
        let session = Command.process([
            "train", "convoyeur-tri/corrective", "--clock", "live", "--speed", "4", "--script", "-", "--journal", journal,
            "--lang",
            "en", "--bind", "B10=device:\(profile)/guard@\(real.place)",
        ])
        let (input, output) = (Pipe(), Pipe())
        session.standardInput = input
        session.standardOutput = output
        try session.run()
        defer { kill(session.processIdentifier, SIGKILL) }
        var said = ""
        func waits(for part: String) throws {
            while !said.contains(part) {
                let more = output.fileHandleForReading.availableData
                try #require(!more.isEmpty, "\(said)")
                said += String(decoding: more, as: UTF8.self)
            }
        }
        input.fileHandleForWriting.write(Data("attendre 2s\n".utf8))
        try waits(for: "F1, 2 s")
        #expect(try device("write", profile, "guard=1", "--at", real.place, "--yes").status == 0)
        try waits(for: "F1 → D1")
        input.fileHandleForWriting.closeFile()
        try waits(for: "Session waiting")
        session.waitUntilExit()
        #expect(session.terminationStatus == 0)
        let text = try String(contentsOfFile: journal, encoding: .utf8)
        #expect(
            text.contains(#""clock":"live""#) && text.contains(#""passing":"#) && text.contains(#"{"name":"B10.guard","scan""#))
        #expect(try Command.run(["replay", journal, "--lang", "fr"]).status == 0)
    }

    /// As somebody sees it: `script` gives the command a terminal.
    private func onTerminal(_ arguments: [String], typing: String = "") throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        let command = ([Command.executable.path(percentEncoded: false)] + arguments).map { "'\($0)'" }.joined(separator: " ")
        process.arguments = ["TERM=xterm", "script", "-qec", "stty cols 100 rows 40; \(command)", "/dev/null"]
        process.currentDirectoryURL = Command.repository
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        input.fileHandleForWriting.write(Data(typing.utf8))
        let said = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: said, as: UTF8.self)
    }

    @Test func `on a terminal the watch is a table that redraws itself, with extremes, a trail and alarms`() throws {
        let twin = try Twin("compresseur")
        let said = try onTerminal(["device", "watch", "compresseur", "--at", twin.place, "--for", "5s", "--lang", "en"])
        // Home again for each turn, and the cursor back at the end.
        #expect(said.components(separatedBy: "\u{1B}[H").count > 2 && said.contains("\u{1B}[?25h"))
        let last = said.components(separatedBy: "\u{1B}[H").last ?? ""
        let row = last.split(separator: "\r\n").first { $0.hasPrefix("line-pressure") } ?? ""
        #expect(row.contains(#/7\.15 bar +7\.15 +7\.15 +▄▄/#), "\(last)")
        #expect(last.contains("alert"))
    }

    @Test func `on a terminal a write asks, and only yes writes`() throws {
        let twin = try Twin("compresseur")
        let write = ["device", "write", "compresseur", "unload-at=7.8", "--at", twin.place, "--lang", "en"]
        #expect(try onTerminal(write, typing: "n\n").contains("Nothing was written."))
        #expect(try device("read", "compresseur", "unload-at", "--at", twin.place).output.contains("7.5 bar"))
        #expect(try onTerminal(write, typing: "y\n").contains("Written. Read back: 7.8 bar"))
    }

    @Test func `what a real cell sees decides on the boxes of a session, from its beginning on`() throws {
        let folder = try Folder()
        let profile = folder.path("cellule.yaml")
        try "format: 1\npolls: {all: 50 ms}\ndiscrete-inputs: {0: {name: seen, value: 1}}\n"
            .write(toFile: profile, atomically: true, encoding: .utf8)
        let real = try Twin(profile)
        let script = folder.path("lignes.txt")
        try "es B1 B2\n".write(toFile: script, atomically: true, encoding: .utf8)
        let journal = folder.path("a.jsonl")
        let session = try Command.run(
            [
                "train", "convoyeur-tri/corrective", "--script", script, "--journal", journal, "--lang", "fr", "--bind",
                "B1=device:\(profile)/seen@\(real.place)",
            ])
        #expect(session.status == 0, "\(session.errors)")
        // What stands before it is what it is told: no difference to find.
        let line = session.lines.first { $0.hasPrefix("B1 ") } ?? ""
        #expect(!line.isEmpty && !line.contains("écart"), "\(session.output)")
        #expect(try Command.run(["replay", journal, "--lang", "fr"]).status == 0)
        #expect(
            try String(contentsOfFile: journal, encoding: .utf8).contains(
                #""told":[{"input":"blocked","reference":"B1","value":1}]"#))
    }

    @Test func `Ctrl-C ends a recording with what it has`() throws {
        let folder = try Folder()
        let twin = try Twin("compteur-energie")
        let recorder = Command.process(
            [
                "device", "record", "compteur-energie", "--at", twin.place, "--csv", folder.path("a.csv"), "--trace", "--lang",
                "en",
            ])
        let pipe = Pipe()
        recorder.standardOutput = pipe
        try recorder.run()
        var said = Data()
        while said.split(separator: 0x0A).count < 3 { said += pipe.fileHandleForReading.availableData }
        recorder.interrupt()
        said += pipe.fileHandleForReading.readDataToEndOfFile()
        recorder.waitUntilExit()
        #expect(recorder.terminationStatus == 130)
        let last = String(decoding: said, as: UTF8.self).split(separator: "\n").last ?? ""
        #expect(last.wholeMatch(of: #/\d+ records · requests \d+.*/#) != nil)
    }
}

extension Data.SubSequence {
    fileprivate func hasSuffix(_ other: Data) -> Bool { suffix(other.count).elementsEqual(other) }
}
