import Devices
import Foundation
import Modbus
import Records
import Testing

/// A day of polling on a bad line, in accelerated time, recorded as on the bench.
@Suite struct DayTests {
    private static let day = 86_400.0
    private static let outages = [3_000.0..<3_400, 40_000.0..<47_200]

    private static func device() throws -> Profile {
        try profile(
            """
            link: {retries: 2}
            limits: {registers: 8}
            polls: {fast: 5 s, slow: 60 s}
            holding-registers: {0: {name: a, count: 12}, 40: {name: b, format: u32}, 50: {name: c, poll: slow}}
            """)
    }

    @Test func `24 h on a lossy line lose no record`() throws {
        let folder = try Folder()
        let clock = FakeClock()
        let line = LossyLine(clock, seed: 7, lost: 0.05, disturbed: 0.03, outages: Self.outages)
        let device = try Self.device()
        let poller = Poller(device, over: line, clock: clock)
        let comma = try CommaLog(folder.path("day.csv"), of: device, rotation: Rotation(size: 200_000))
        let database = try DatabaseLog(folder.path("day.db"), of: device, at: "test")
        var (count, missed, silent, slow) = (0, 0, 0, 0)
        var last = clock.now
        while clock.now < Self.day {
            clock.sleep(poller.due - clock.now)
            last = clock.now
            let sample = poller.turn()
            try comma.append(sample)
            try database.append(sample)
            count += 1
            missed += sample.missed
            #expect(sample.number == count)
            if case .silent = sample.outcome { silent += 1 }
            if sample.readings[device.points.count - 1] != nil { slow += 1 }
            for (point, reading) in zip(device.points, sample.readings) {
                guard let number = reading?.number else { continue }
                let first = point.addresses.lowerBound
                try #require(number == (point.name == "b" ? Double(first * 65536 + first + 1) : Double(first)))
            }
        }
        // Each poll that was due has been made or is said to be missed; every turn holds a fast one.
        let due = Int(last / 5 + 1e-6) + 1 + Int(last / 60 + 1e-6) + 1
        #expect(count + slow + missed == due)
        #expect(count > 15_000)
        // Only the outages go by: on a lossy line the device answers in nearly every turn.
        let out = Self.outages.reduce(0) { $0 + $1.upperBound - $1.lowerBound }
        #expect(Double(missed) < out / 5 * 1.1 + out / 60 * 1.1)
        #expect(silent < 600)
        let rows = try lines(folder)
        #expect(rows.count == count)
        #expect(rows.reduce(0) { $0 + Int($1.split(separator: ",", omittingEmptySubsequences: false)[2])! } == missed)
        #expect(rows == rows.sorted(), "in the order of their times")
        #expect(try database.samples() == count)
        let counters = poller.counters
        #expect(counters.timeouts > 1000 && counters.badChecksums > 500 && counters.connections == 1 + Self.outages.count)
        #expect(counters.missed == missed)
        #expect(counters.requests == counters.answers + counters.timeouts + counters.badChecksums + counters.lostConnections)
    }

    private func lines(_ folder: Folder) throws -> [String] {
        try folder.names.filter { $0.hasSuffix(".csv") }.sorted { ($0 == "day.csv" ? 1 : 0, $0) < ($1 == "day.csv" ? 1 : 0, $1) }
            .flatMap { try folder.lines($0).dropFirst() }
    }

    /// In a process of its own, for other tests take memory and files too.
    @Test func `24 h leave neither memory nor files behind`() async {
        await #expect(processExitsWith: .success) {
            let folder = try Folder()
            let clock = FakeClock()
            let line = LossyLine(clock, seed: 8, lost: 0.05, disturbed: 0.03, outages: DayTests.outages)
            let device = try DayTests.device()
            let poller = Poller(device, over: line, clock: clock)
            var statistics = Statistics(device)
            let log = try CommaLog(folder.path("day.csv"), of: device, rotation: Rotation(size: 500_000, kept: 2))
            func run(until end: Double) throws {
                while clock.now < end {
                    clock.sleep(poller.due - clock.now)
                    let sample = poller.turn()
                    try log.append(sample)
                    statistics.take(sample)
                }
            }
            /// Bytes.
            func resident() throws -> Int {
                let fields = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
                return Int(fields[1])! * Int(getpagesize())
            }
            func files() throws -> Int { try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count }
            try run(until: 2 * 3600)
            let (before, open) = (try resident(), try files())
            try run(until: DayTests.day)
            let (after, left) = (try resident(), try files())
            // A record held back each time would be eight megabytes.
            precondition(after < before + 3_000_000, "\(before) bytes became \(after)")
            precondition(left == open, "\(open) files became \(left)")
            precondition(folder.names.count == 3)
        }
    }
}
