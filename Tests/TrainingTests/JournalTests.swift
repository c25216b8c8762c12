import Foundation
import Machines
import Notation
import Testing

@testable import Training

@Suite struct JournalTests {
    static let header = Header(
        banc: "0.1", scenario: "convoyeur-tri/borne-desserree", machine: "convoyeur-tri", learner: "yanis", seed: 7, clock: .turn,
        frameworkRevision: "1",
        files: [
            Header.File(path: "machines/convoyeur-tri/machine.yaml", sha256: Digest(of: "machine")),
            Header.File(path: "exercises/a.yaml", sha256: Digest(of: "exercise")),
        ],
        platform: Header.Platform(system: "Linux", architecture: "x86_64", library: "glibc 2.36", features: ["avx2", "fma"]))

    static let steps: [(Double, Int, Entry.Input, [Event])] = [
        (20, 2000, .action(.go(place: "cabinet")), [.moved(place: "cabinet")]),
        (25, 2500, .action(.conclude(verdict: .conforming)), [.concluded(reading: 1, verdict: .conforming)]),
        (26, 2600, .writes([OutsideWrite(scan: 2550, name: "cmd_acquit", value: 1)]), []),
        (36.1, 3610, .action(.finish), [.finished]),
    ]

    /// A journal of four entries and its text.
    static func sample() throws -> (journal: Journal, text: Data) {
        var (journal, line) = try Journal.begin(header)
        var text = line + Data("\n".utf8)
        for (time, scan, input, events) in steps {
            let entry: Entry
            (entry, line) = try journal.next(time: time, scan: scan, input: input, events: events)
            journal.append(entry, line: line)
            text += line + Data("\n".utf8)
        }
        return (journal, text)
    }

    private func lines(_ text: Data) -> [String] {
        String(decoding: text, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    @Test func `a digest is that of the standard`() {
        // FIPS 180-4, "abc" and the empty message.
        #expect(Digest(of: "abc").hexadecimal == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(Digest(of: "").hexadecimal == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    }

    @Test func `what is written is read back, byte for byte`() throws {
        let (journal, text) = try Self.sample()
        let read = try Journal.decode(text)
        #expect(read == journal)
        #expect(try read.encoded() == text)
        #expect(read.cutOff == 0)
        #expect(read.lastDigest == Digest(of: Data(lines(text)[4].utf8)))
    }

    @Test func `the first lines are frozen`() throws {
        let (_, text) = try Self.sample()
        #expect(
            lines(text)[0] == """
                {"banc":"0.1","clock":"turn","files":[{"path":"exercises/a.yaml","sha256":"\(Digest(of: "exercise"))"},\
                {"path":"machines/convoyeur-tri/machine.yaml","sha256":"\(Digest(of: "machine"))"}],"format":1,"frameworkRevision":"1",\
                "learner":"yanis","machine":"convoyeur-tri","platform":{"architecture":"x86_64","features":["avx2","fma"],\
                "library":"glibc 2.36","system":"Linux"},"scenario":"convoyeur-tri/borne-desserree","seed":7}
                """)
        #expect(
            lines(text)[1] == """
                {"action":{"go":{"place":"cabinet"}},"events":[{"moved":{"place":"cabinet"}}],"index":1,\
                "previous":"\(Digest(of: lines(text)[0]))","scan":2000,"time":20}
                """)
    }

    @Test func `the lines of what comes from outside are frozen`() throws {
        var header = Self.header
        header.outside = Header.Outside(
            told: [.init(reference: "B1", input: "blocked", value: 1)], isControlled: true,
            writes: [OutsideWrite(scan: 3, name: "KM11", value: 1)])
        var (journal, line) = try Journal.begin(header)
        #expect(
            String(decoding: line, as: UTF8.self).contains(
                """
                "outside":{"isControlled":true,"told":[{"input":"blocked","reference":"B1","value":1}],\
                "writes":[{"name":"KM11","scan":3,"value":1}]},"platform"
                """))
        var text = line + Data("\n".utf8)
        let (entry, second) = try journal.next(time: 2, scan: 200, input: .passing(400), events: [])
        #expect(
            String(decoding: second, as: UTF8.self) == """
                {"events":[],"index":1,"passing":400,"previous":"\(Digest(of: line))","scan":200,"time":2}
                """)
        journal.append(entry, line: second)
        text += second + Data("\n".utf8)
        line = second
        let read = try Journal.decode(text)
        #expect(read == journal && read.header == header && read.lastDigest == Digest(of: line))
    }

    @Test func `every changed byte of every line but the last is noticed`() throws {
        let (_, text) = try Self.sample()
        let lastLine = text.dropLast().lastIndex(of: UInt8(ascii: "\n"))!
        for position in stride(from: 0, to: lastLine, by: 7) {
            var changed = text
            changed[position] = changed[position] == UInt8(ascii: "7") ? UInt8(ascii: "8") : UInt8(ascii: "7")
            #expect(throws: JournalError.self, "byte \(position)") { try Journal.decode(changed) }
        }
    }

    @Test func `a changed line is named`() throws {
        let (_, text) = try Self.sample()
        var changed = lines(text)
        changed[2] = changed[2].replacing("conforming", with: "nonConforming")
        #expect(throws: JournalError.tampered(line: 3)) { try Journal.decode(Data(changed.joined(separator: "\n").utf8)) }
        var missing = lines(text)
        missing.remove(at: 2)
        #expect(throws: JournalError.tampered(line: 2)) { try Journal.decode(Data(missing.joined(separator: "\n").utf8)) }
        var broken = lines(text)
        broken[3] = "{\"index\""
        #expect(throws: JournalError.unreadable(line: 4)) { try Journal.decode(Data(broken.joined(separator: "\n").utf8)) }
        for bad in ["", "\n", "bonjour\n", "{}\n"] {
            #expect(throws: JournalError.notAJournal) { try Journal.decode(Data(bad.utf8)) }
        }
        #expect(throws: JournalError.newerFormat(2)) { try Journal.decode(Data("{\"format\":2}\n".utf8)) }
    }

    @Test func `a last line that was cut off is left out wherever it was cut`() throws {
        let (journal, text) = try Self.sample()
        let end = text.dropLast().lastIndex(of: UInt8(ascii: "\n"))!
        for length in (end + 2)..<text.count {
            let read = try Journal.decode(text.prefix(length))
            #expect(read.entries == Array(journal.entries.dropLast()))
            #expect(read.cutOff == length - end - 1)
        }
    }

    @Test func `a number that is not finite is refused, not written`() throws {
        let (journal, _) = try Self.sample()
        #expect(throws: JournalError.self) {
            try journal.next(time: 40, scan: 4000, input: .action(.here), events: [.bled(ref: "0Z1", before: .nan, after: 0)])
        }
    }

    @Test func `files that changed since are named`() {
        let files = [
            Header.File(path: "machines/convoyeur-tri/machine.yaml", sha256: Digest(of: "other")),
            Header.File(path: "new.yaml", sha256: Digest(of: "new")),
        ]
        #expect(Self.header.changes(to: files) == ["exercises/a.yaml", "machines/convoyeur-tri/machine.yaml", "new.yaml"])
        #expect(Self.header.changes(to: Self.header.files).isEmpty)
    }

    @Test func `two journals differ first where they differ`() throws {
        let (journal, text) = try Self.sample()
        #expect(try journal.firstDifference(from: Journal.decode(text)) == nil)
        let shorter = try Journal.decode(text.prefix(text.count - 2))
        #expect(journal.firstDifference(from: shorter) == 5)
    }

    @Test(arguments: [
        JournalError.notAJournal, .newerFormat(2), .unreadable(line: 3), .tampered(line: 3), .outOfOrder(line: 3),
        .notWritable(line: 3, reason: "x"), .filesChanged(["a"]), .exists(path: "p"), .missing(path: "p"), .notAFile(path: "p"),
        .denied(path: "p"), .inUse(path: "p"), .diskFull(path: "p"), .failed(path: "p", reason: "x"),
    ])
    func `every error is said in both languages`(error: JournalError) {
        #expect(!error.text.fr.isEmpty && !error.text.en.isEmpty && error.text.fr != error.text.en)
    }
}

@Suite struct JournalStoreTests {
    /// A folder of its own, gone when the test ends.
    private func inFolder(_ body: (String) throws -> Void) throws {
        let folder = NSTemporaryDirectory() + "banc-journal-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    private func mode(_ path: String) -> UInt32 {
        var status = stat()
        return lstat(path, &status) == 0 ? UInt32(status.st_mode) & 0o777 : 0
    }

    private func fill(_ store: inout JournalStore) throws {
        for (time, scan, input, events) in JournalTests.steps {
            _ = try store.append(time: time, scan: scan, input: input, events: events, wall: 1e9 + time)
        }
    }

    @Test func `a new journal is private, and on the disk after each entry`() throws {
        try inFolder { folder in
            let path = folder + "/a/seance.jsonl"
            var store = try JournalStore.create(path: path, header: JournalTests.header, wall: 1e9)
            #expect(mode(path) == 0o600)
            #expect(mode(folder) == 0o700)
            #expect(mode(folder + "/a") == 0o700)
            #expect(mode(folder + "/a/seance.times.jsonl") == 0o600)
            try fill(&store)
            #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == JournalTests.sample().text)
            #expect(try JournalStore.read(path: path) == JournalTests.sample().journal)
        }
    }

    @Test func `a session's beginning is read from the side file, and its absence is no fault`() {
        #expect(JournalStore.began(inTimes: "{\"began\":1764000000.5}\n{\"entry\":1,\"wall\":1764000010}\n") == 1_764_000_000.5)
        #expect(JournalStore.began(inTimes: "") == nil)
        #expect(JournalStore.began(inTimes: "garbage\n") == nil)
        #expect(
            JournalStore.began(inTimes: "{\"began\":1e300}\n") == nil && JournalStore.began(inTimes: "{\"began\":-1}\n") == nil)
    }

    @Test func `a copy takes a free name, is private, and goes with its side file`() throws {
        try inFolder { folder in
            let text = try JournalTests.sample().text, times = Data("{\"began\":1}\n".utf8)
            let one = try JournalStore.copy(text, times: times, into: folder, as: "seance.jsonl")
            let other = try JournalStore.copy(text, times: Data(), into: folder, as: "seance.jsonl")
            #expect(one == folder + "/seance.jsonl" && other == folder + "/seance-2.jsonl")
            #expect(mode(other) == 0o600 && mode(folder + "/seance.times.jsonl") == 0o600 && mode(folder) == 0o700)
            #expect(try JournalStore.read(path: other) == JournalTests.sample().journal)
            #expect(JournalStore.header(path: one) == JournalTests.header)
            try JournalStore.remove(path: one)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["seance-2.jsonl"])
        }
    }

    @Test func `an existing journal is never overwritten`() throws {
        try inFolder { folder in
            let path = folder + "/seance.jsonl"
            _ = try JournalStore.create(path: path, header: JournalTests.header, wall: 0)
            #expect(throws: JournalError.exists(path: path)) {
                _ = try JournalStore.create(path: path, header: JournalTests.header, wall: 0)
            }
        }
    }

    @Test func `one session at a time, readers at any time`() throws {
        try inFolder { folder in
            let path = folder + "/seance.jsonl"
            let store = try JournalStore.create(path: path, header: JournalTests.header, wall: 0)
            #expect(throws: JournalError.inUse(path: path)) { _ = try JournalStore.resume(path: path, wall: 0) }
            #expect(try JournalStore.read(path: path).entries.isEmpty)
            #expect(store.journal.entries.isEmpty)
        }
    }

    @Test func `a session that was cut off goes on where it was`() throws {
        try inFolder { folder in
            let path = folder + "/seance.jsonl"
            do {
                var store = try JournalStore.create(path: path, header: JournalTests.header, wall: 0)
                let (time, scan, input, events) = JournalTests.steps[0]
                _ = try store.append(time: time, scan: scan, input: input, events: events, wall: 0)
            }
            let handle = try #require(FileHandle(forWritingAtPath: path))
            try handle.seekToEnd()
            try handle.write(contentsOf: Data("{\"action\":{\"conc".utf8))
            try handle.close()
            var store = try JournalStore.resume(path: path, wall: 5)
            #expect(store.repaired == 16)
            #expect(store.journal.entries.count == 1)
            for (time, scan, input, events) in JournalTests.steps.dropFirst() {
                _ = try store.append(time: time, scan: scan, input: input, events: events, wall: 6)
            }
            #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == JournalTests.sample().text)
            let times = try String(contentsOfFile: folder + "/seance.times.jsonl", encoding: .utf8)
            #expect(times.contains("{\"after\":1,\"resumed\":5}\n"))
        }
    }

    @Test func `a link, a folder and nothing at all are refused by name`() throws {
        try inFolder { folder in
            let path = folder + "/seance.jsonl"
            _ = try JournalStore.create(path: path, header: JournalTests.header, wall: 0)
            try FileManager.default.createSymbolicLink(atPath: folder + "/link.jsonl", withDestinationPath: path)
            #expect(throws: JournalError.notAFile(path: folder + "/link.jsonl")) {
                _ = try JournalStore.resume(path: folder + "/link.jsonl", wall: 0)
            }
            #expect(throws: JournalError.notAFile(path: folder)) { _ = try JournalStore.read(path: folder) }
            #expect(throws: JournalError.missing(path: folder + "/none")) { _ = try JournalStore.read(path: folder + "/none") }
        }
    }

    @Test func `a full disk is said, and the journal stays as it was`() throws {
        let (journal, _) = try Journal.begin(JournalTests.header)
        let full = open("/dev/full", O_RDWR), times = open("/dev/null", O_WRONLY)
        try #require(full >= 0 && times >= 0)
        var store = JournalStore(path: "/dev/full", journal: journal, file: full, times: times, length: 0, repaired: 0)
        do throws(JournalError) {
            _ = try store.append(time: 1, scan: 100, input: .action(.here), events: [], wall: 0)
            Issue.record("a full device took the line")
        } catch {
            #expect(error == .diskFull(path: "/dev/full"))
        }
        #expect(store.journal == journal)
    }
}
