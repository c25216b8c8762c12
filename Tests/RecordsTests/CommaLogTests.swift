import Devices
import Foundation
import Modbus
import Records
import Testing

@Suite struct CommaLogTests {
    private let folder: Folder
    private let device: Profile
    private static let head = "time,status,missed,u (V),\"a,b\",tag"

    init() throws {
        folder = try Folder()
        device = try profile(
            """
            holding-registers:
              0: {name: u, unit: V}
              1: {name: "a,b", scale: 0.1}
              2: {name: tag, value: "", format: string, length: 8}
            """)
    }

    private func row(_ number: Int, at time: Double = 1_795_000_000) -> Sample {
        sample(number, at: time + Double(number), [.number(Double(number)), .number(0.5), .text("x")])
    }

    @Test func `a sample is a line, with what failed left empty and told in its status`() throws {
        let log = try CommaLog(folder.path("a.csv"), of: device)
        try log.append(sample(1, at: 1_795_000_000.25, [.number(231), .number(1.5), .text("L\"1\", nord")]))
        try log.append(
            sample(2, at: 1_795_000_001, [.failed(.link(.timedOut)), .absent, nil], .silent(.link(.timedOut)), missed: 3))
        #expect(
            try folder.lines("a.csv") == [
                Self.head, "2026-11-18T11:06:40.250Z,ok,0,231,1.5,\"L\"\"1\"\", nord\"", "2026-11-18T11:06:41.000Z,timeout,3,,,",
            ])
        var status = stat()
        #expect(stat(folder.path("a.csv"), &status) == 0 && status.st_mode & 0o777 == 0o600)
    }

    @Test func `a log that is opened again goes on where it was, less the line that a crash has cut`() throws {
        do {
            let log = try CommaLog(folder.path("a.csv"), of: device)
            for number in 1...3 { try log.append(row(number)) }
        }
        let whole = try folder.text("a.csv")
        for cut in ["2026-11-18T11:06:4", "2026-11-18T11:06:44.000Z,ok,0,4,0.5,x", "\0\0\0"] {
            try folder.write(whole + cut, to: "a.csv")
            let log = try CommaLog(folder.path("a.csv"), of: device)
            #expect(try folder.text("a.csv") == whole)
            try log.append(row(4))
            #expect(try folder.lines("a.csv").count == 5)
        }
        // Not even its headings were whole.
        try folder.write("time,sta", to: "b.csv")
        try CommaLog(folder.path("b.csv"), of: device).append(row(1))
        #expect(try folder.lines("b.csv").count == 2)
    }

    @Test func `a log of other values is put aside, a file of something else is left alone`() throws {
        try folder.write("time,status,missed,other\n", to: "a.csv")
        try CommaLog(folder.path("a.csv"), of: device).append(row(1))
        #expect(folder.names.count == 2)
        #expect(try folder.lines("a.csv").count == 2)
        for text in ["nom;prix\n1;2\n", "no line at all", "nom;prix\n1;2\ncut"] {
            try folder.write(text, to: "b.csv")
            #expect(throws: LogError.notALog(path: folder.path("b.csv"))) { try CommaLog(folder.path("b.csv"), of: device) }
            #expect(try folder.text("b.csv") == text)
        }
    }

    @Test func `no link is followed, no pipe opened, and two recorders do not share a file`() throws {
        try folder.write("mine\n", to: "mine")
        symlink(folder.path("mine"), folder.path("link.csv"))
        #expect(throws: LogError.notAFile(path: folder.path("link.csv"))) { try CommaLog(folder.path("link.csv"), of: device) }
        mkfifo(folder.path("pipe.csv"), 0o600)
        #expect(throws: LogError.notAFile(path: folder.path("pipe.csv"))) { try CommaLog(folder.path("pipe.csv"), of: device) }
        #expect(throws: LogError.notAFile(path: folder.url.path)) { try CommaLog(folder.url.path, of: device) }
        #expect(throws: LogError.denied(path: folder.path("no/a.csv"))) { try CommaLog(folder.path("no/a.csv"), of: device) }
        let log = try CommaLog(folder.path("a.csv"), of: device)
        #expect(throws: LogError.inUse(path: folder.path("a.csv"))) { try CommaLog(folder.path("a.csv"), of: device) }
        try log.append(row(1))
        #expect(try folder.text("mine") == "mine\n")
    }

    @Test func `files are turned over by size, none of their lines lost, the oldest taken away`() throws {
        do {
            let log = try CommaLog(folder.path("a.csv"), of: device, rotation: Rotation(size: 400))
            for number in 1...50 { try log.append(row(number)) }
        }
        func numbers() throws -> [Int] {
            try folder.names.filter { $0 != "a.csv" }.flatMap { try folder.lines($0).dropFirst() }
                .appending(contentsOf: try folder.lines("a.csv").dropFirst()).map { Int($0.split(separator: ",")[3])! }
        }
        #expect(folder.names.count >= 5)
        #expect(try numbers() == Array(1...50))
        let kept = try CommaLog(folder.path("a.csv"), of: device, rotation: Rotation(size: 400, kept: 2))
        for number in 51...90 { try kept.append(row(number)) }
        #expect(folder.names.count == 3)
        let left = try numbers()
        #expect(left == Array(left[0]...90))
    }

    @Test func `files are turned over by time, counted from their first line, after a restart too`() throws {
        let rotation = Rotation(span: 3600)
        var log: CommaLog? = try CommaLog(folder.path("a.csv"), of: device, rotation: rotation)
        try log!.append(row(1))
        try log!.append(row(3600))
        #expect(folder.names == ["a.csv"])
        log = nil
        log = try CommaLog(folder.path("a.csv"), of: device, rotation: rotation)
        try log!.append(row(3601))
        #expect(folder.names == ["a-20261118T120641Z.csv", "a.csv"])
        #expect(try folder.lines("a.csv").count == 2)
    }
}

extension Array {
    fileprivate func appending(contentsOf others: some Sequence<Element>) -> [Element] { self + others }
}
