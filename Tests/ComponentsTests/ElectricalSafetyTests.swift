import Circuits
import Components
import Notation
import Testing

/// A safety relay with its emergency stop, reset button and the mirror contact of a contactor in its loop.
@Suite struct ElectricalSafetyTests {
    private func bench(_ settings: Bench.Settings = []) throws -> Bench {
        let bench = try Bench([
            ("G1", "power-supply", []), ("K0", "safety-relay", settings), ("S0", "emergency-stop", []), ("S1", "push-button", []),
            ("KM1", "contactor", []),
        ])
        bench.feed("G1")
        for (a, b) in [
            ("G1:-", "PE"), ("G1:+", "K0:A1"), ("K0:A2", "G1:-"), ("K0:S11", "S0:11"), ("S0:12", "K0:S12"), ("K0:S21", "S0:21"),
            ("S0:22", "K0:S22"), ("K0:Y1", "KM1:21"), ("KM1:22", "S1:13"), ("S1:14", "K0:Y2"), ("G1:+", "K0:13"),
            ("K0:14", "KM1:A1"), ("KM1:A2", "G1:-"),
        ] { bench.wire(a, b) }
        try bench.run(0.5)
        return bench
    }

    private func reset(_ bench: Bench) throws {
        bench["S1.position"] = 1
        try bench.run(0.2)
        bench["S1.position"] = 0
        try bench.run(0.2)
    }

    @Test func `the reset moves nothing until the button is let go, then both channels hold it`() throws {
        let bench = try bench()
        #expect(bench["K0.channel-1"] == 1 && bench["K0.channel-2"] == 1 && bench["K0.power"] == 1)
        #expect(bench["K0.on"] == 0)
        bench["S1.position"] = 1
        try bench.run(1)
        #expect(bench["K0.on"] == 0 && bench["KM1.closed"] == 0)
        bench["S1.position"] = 0
        try bench.run(0.2)
        #expect(bench["K0.on"] == 1 && bench["KM1.closed"] == 1)
        bench["S0.position"] = 1
        try bench.run(0.2)
        #expect(bench["K0.on"] == 0 && bench["KM1.closed"] == 0 && bench["K0.fault"] == 0)
        // Releasing the emergency stop starts nothing.
        bench["S0.position"] = 0
        try bench.run(1)
        #expect(bench["K0.on"] == 0)
        try reset(bench)
        #expect(bench["K0.on"] == 1)
    }

    @Test func `an automatic start needs no release`() throws {
        let bench = try bench([("monitored", .flag(false))])
        bench["S1.position"] = 1
        try bench.run(0.2)
        #expect(bench["K0.on"] == 1)
    }

    @Test func `a button already pressed when the channels close does not start it`() throws {
        let bench = try bench()
        bench["S0.position"] = 1
        bench["S1.position"] = 1
        try bench.run(0.2)
        bench["S0.position"] = 0
        try bench.run(0.2)
        bench["S1.position"] = 0
        try bench.run(0.2)
        #expect(bench["K0.on"] == 0)
    }

    @Test func `one welded channel opens the outputs all the same, and forbids the next start`() throws {
        let bench = try bench()
        try reset(bench)
        bench.fail("S0", "contact-welded", item: "21")
        bench["S0.position"] = 1
        try bench.run(0.2)
        #expect(bench["K0.on"] == 0)
        // E27: 0 V on the channel that opened, 24 V less the 22 Ω on the other.
        #expect(bench.dc("K0:S12", "PE") < 0.1 && bench.dc("K0:S22", "PE") > 22)
        #expect(bench["K0.fault"] == 1)
        bench["S0.position"] = 0
        try bench.run(0.2)
        try reset(bench)
        #expect(bench["K0.on"] == 0)
        bench.assembly.setFailures([], on: "S0")
        bench["S0.position"] = 1
        try bench.run(0.2)
        bench["S0.position"] = 0
        try bench.run(0.2)
        try reset(bench)
        #expect(bench["K0.on"] == 1)
    }

    @Test func `a contactor welded shut keeps the loop open and the reset without effect`() throws {
        let bench = try bench()
        bench.fail("KM1", "pole-welded", item: "3")
        try reset(bench)
        #expect(bench["K0.on"] == 0)
        #expect(bench.dc("K0:Y2", "PE") < 0.1)
    }

    @Test func `one of its own welded contacts still opens through the other relay, and is found at the next start`() throws {
        let bench = try bench()
        try reset(bench)
        bench.fail("K0", "contact-welded", 0.5, item: "13")
        bench["S0.position"] = 1
        try bench.run(0.2)
        #expect(bench["KM1.closed"] == 0 && bench["K0.fault"] == 1)
        bench["S0.position"] = 0
        try bench.run(0.2)
        try reset(bench)
        #expect(bench["K0.on"] == 0)
    }
}
