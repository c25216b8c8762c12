import Devices
import Foundation
import Modbus
import Notation
import Simulation
import Testing

/// Each profile beside its twin: the same file served by our server and read by our client over TCP.
@Suite struct TwinTests {
    /// A profile's device, served.
    private final class Twin {
        let profile: Profile
        let server: Server
        private let twin: RegisterTwin
        let link: ClientLink

        init(_ profile: Profile) throws {
            self.profile = profile
            server = try Server([profile.map.served()], at: Endpoint(host: "127.0.0.1", port: 0))
            twin = RegisterTwin(profile.map, on: server)
            link = ClientLink(.network(server.endpoint), unit: profile.map.unit, timeout: .seconds(20))
        }

        deinit { server.stop() }
    }

    @Test(arguments: Profiles.names) func `every value that the file gives its twin is read back`(name: String) throws {
        let twin = try Twin(Profiles.named(name))
        let poller = Poller(twin.profile, over: twin.link, clock: SystemClock())
        let sample = poller.turn()
        #expect(sample.outcome == .complete)
        for (point, reading) in zip(twin.profile.points, sample.readings) where point.group != nil {
            switch point.entry.source {
            case .constant(let value):
                let isAbsent = point.entry.absent.map { point.entry.registers(value) == [UInt16($0)] } ?? false
                #expect(reading == (isAbsent ? .absent : .number(value)), "\(point.name)")
            case .text(let text): #expect(reading == .text(text), "\(point.name)")
            default: Issue.record("\(point.name) has a source that a device without a machine has not")
            }
        }
        #expect(poller.counters.exceptions == 0 && poller.counters.splits == 0)
    }

    @Test(arguments: Profiles.names) func `what may be written is written and read back, to both ends of its range`(name: String)
        throws
    {
        let twin = try Twin(Profiles.named(name))
        for point in twin.profile.points where point.entry.isWritable {
            let ends: [Double] = point.range.map { [$0.lowerBound, $0.upperBound] } ?? [1, 0]
            for end in ends {
                let writing = try Writing("\(end)", into: point.name, of: twin.profile)
                try writing.carryOut(over: twin.link)
                #expect(try writing.reading(over: twin.link) == .number(end), "\(point.name)")
                try writing.close(over: twin.link)
            }
        }
    }

    @Test func `bits written beside others leave them alone, with function 22 and without`() throws {
        for name in ["automate", "variateur"] {
            let twin = try Twin(Profiles.named(name))
            let names = name == "automate" ? ["option.sorting", "option.counting"] : ["command.run", "command.reverse"]
            for (index, value) in [(0, "1"), (1, "1"), (0, "0")] {
                try Writing(value, into: names[index], of: twin.profile).carryOut(over: twin.link)
            }
            let writings = try names.map { try Writing("1", into: $0, of: twin.profile) }
            #expect(try writings.map { try $0.reading(over: twin.link) } == [.number(0), .number(1)])
        }
    }

    @Test func `nothing is sent that the profile does not allow`() throws {
        let meter = try Profiles.named("compteur-energie")
        #expect(throws: WritingError.unknown("ct-primry", nearest: "ct-primary")) {
            try Writing("5", into: "ct-primry", of: meter)
        }
        #expect(throws: WritingError.notWritable("u1", writable: ["reset-partial", "ct-primary", "demand-period"])) {
            try Writing("5", into: "u1", of: meter)
        }
        #expect(throws: WritingError.outOfRange("demand-period", "min", minimum: 1, maximum: 60)) {
            try Writing("61", into: "demand-period", of: meter)
        }
        #expect(throws: WritingError.notANumber("beaucoup")) { try Writing("beaucoup", into: "demand-period", of: meter) }
        #expect(try Writing("80", into: "ct-primary", of: meter).lock?.name == "setup")
        let block = try Profiles.made("holding-registers: {0: {name: a, format: u16, writable: true}}")
        #expect(throws: WritingError.doesNotFit("a", "65536")) { try Writing("65536", into: "a", of: block) }
    }

    @Test(arguments: Profiles.names) func `a scan finds every cell of a twin and none besides`(name: String) throws {
        let twin = try Twin(Profiles.named(name))
        var scan = Scan(twin.link, clock: SystemClock(), pause: 0)
        #expect(try scan.isThere())
        for area in Area.allCases {
            let found = try scan.cells(of: area, in: 0..<256)
            let there = Set(twin.profile.map.entries.filter { $0.area == area }.flatMap(\.addresses)).filter { $0 < 256 }
            let code: FunctionCode =
                switch area {
                case .coils: .readCoils
                case .discreteInputs: .readDiscreteInputs
                case .holdingRegisters: .readHoldingRegisters
                case .inputRegisters: .readInputRegisters
                }
            let isKnown = twin.profile.map.functions?.contains(code) ?? true
            #expect(Set(found.flatMap(\.addresses)) == (isKnown ? there : []), "\(area)")
        }
    }

    @Test func `the draft of a scan is a profile that reads and serves what was found`() throws {
        let twin = try Twin(Profiles.named("bloc-temperature"))
        var scan = Scan(twin.link, clock: SystemClock(), pause: 0)
        let found = try Area.allCases.flatMap { try scan.cells(of: $0, in: 0..<256) }
        for language in Language.allCases {
            let yaml = ProfileDraft(found, at: .network(twin.server.endpoint), unit: 5).yaml(language)
            let profile = try Profile(named: "new", try RegisterMap.decode(try Document.parse(yaml, name: "new.yaml")))
            #expect(profile.map.unit == 5 && profile.polling.address == "\(twin.server.endpoint)")
            let copy = try Twin(profile)
            var second = Scan(copy.link, clock: SystemClock(), pause: 0)
            #expect(try Area.allCases.flatMap { try second.cells(of: $0, in: 0..<256) } == found)
        }
    }

    @Test func `a stretch too long to name is drafted with a count`() throws {
        let found = [Scan.Found(area: .holdingRegisters, addresses: 10..<2010, cells: [UInt16](repeating: 3, count: 2000))]
        let line = SerialLine(path: "/dev/ttyUSB0", rate: 9600, parity: .none, stopBits: 1)
        let yaml = ProfileDraft(found, at: .line(line), unit: 9).yaml(.en)
        let map = try RegisterMap.decode(try Document.parse(yaml, name: "new.yaml"))
        #expect(map.entries.count == 501 && map.entries.last?.addresses == 510..<2010)
        #expect(map.polling.rate == 9600 && map.polling.parity == "none" && map.polling.stopBits == 1)
    }

    @Test func `a twin that falls silent and comes back is polled through its absence`() throws {
        let profile = try Profiles.made("link: {retries: 0}\npolls: {all: 20 ms}\nholding-registers: {0: {name: a, value: 7}}")
        var server: Server? = try Server([profile.map.served()], at: Endpoint(host: "127.0.0.1", port: 0))
        let endpoint = server!.endpoint
        let link = ClientLink(.network(endpoint), unit: 1, timeout: .seconds(20))
        let clock = SystemClock()
        let poller = Poller(profile, over: link, clock: clock)
        func turn() -> Sample {
            clock.sleep(poller.due - clock.now)
            return poller.turn()
        }
        _ = RegisterTwin(profile.map, on: server!)
        #expect(turn().outcome == .complete)
        server!.stop()
        server = nil
        var sample = turn()
        #expect(sample.outcome != .complete)
        for _ in 0..<3 { sample = turn() }
        #expect(sample.outcome == .silent(.link(.refused(endpoint))))
        let again = try Server([profile.map.served()], at: endpoint)
        defer { again.stop() }
        _ = RegisterTwin(profile.map, on: again)
        var turns = 0
        while turn().outcome != .complete, turns < 100 { turns += 1 }
        #expect(turns < 100)
        #expect(poller.counters.connections == 2 && poller.counters.failedConnections >= 3)
    }
}
