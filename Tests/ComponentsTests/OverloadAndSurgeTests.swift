import Circuits
import Components
import Foundation
import Notation
import Testing

@Suite struct OverloadAndSurgeTests {
    /// A relay of a class with an imposed current, times its setting, in each pole.
    private func relay(_ tripClass: Int, _ ratios: [Double], _ settings: Bench.Settings = []) throws -> (
        Bench, [Handle<Conductance>]
    ) {
        let bench = try Bench([("F1", "thermal-overload", [("class", .count(tripClass)), ("setting", .number(4))] + settings)])
        let loads = ratios.enumerated().map { index, ratio in
            // 10 kV through a resistance: the poles change nothing.
            bench.source("F1:\(2 * index + 1)", "PE", real: 1e4)
            return bench.resistor("F1:\(2 * index + 2)", "PE", 1e4 / max(4 * ratio, 1e-6))
        }
        return (bench, loads)
    }

    // IEC 60947-4-1 table 3: none in 2 h at 1.05, < 2 h at 1.2 then, the class's own minutes at 1.5 warm and seconds at 7.2 cold.
    @Test(arguments: [(0, 120.0, 2.0...10.0), (1, 240, 4...10), (2, 480, 6...20), (3, 720, 9...30)])
    func `keeps the four columns of its class`(row: (tripClass: Int, warm: Double, locked: ClosedRange<Double>)) throws {
        let (cold, _) = try relay(row.tripClass, [7.2, 7.2, 7.2])
        #expect(row.locked.contains(try #require(try cold.time(until: "F1.tripped", within: 40))))
        let (light, loads) = try relay(row.tripClass, [1.05, 1.05, 1.05])
        #expect(try light.time(until: "F1.tripped", within: 7200, 5) == nil)
        for load in loads { load.element.value = 4 * 1.2 / 1e4 }
        #expect(try light.time(until: "F1.tripped", within: 7200, 5) != nil)
        let (warm, more) = try relay(row.tripClass, [1, 1, 1])
        try warm.run(7200, 5)
        for load in more { load.element.value = 4 * 1.5 / 1e4 }
        #expect(try #require(try warm.time(until: "F1.tripped", within: 720, 0.5)) < row.warm)
    }

    @Test func `a lost phase brings the trip nearer; its contacts change over; it is reset once cool`() throws {
        let (two, _) = try relay(1, [1.15, 1.15, 0])
        let (three, _) = try relay(1, [1.15, 1.15, 1.15])
        let sooner = try #require(try two.time(until: "F1.tripped", within: 7200, 1))
        #expect(sooner < 0.5 * (try #require(try three.time(until: "F1.tripped", within: 7200, 1))))

        let (bench, loads) = try relay(1, [7.2, 7.2, 7.2])
        bench.source("F1:95", "PE", dc: 24)
        bench.source("F1:97", "PE", dc: 24)
        for contact in ["96", "98"] { _ = bench.resistor("F1:\(contact)", "PE", 1_000) }
        try bench.run(0.1)
        #expect(bench.dc("F1:96", "PE") > 23 && bench.dc("F1:98", "PE") < 1)
        #expect(try bench.time(until: "F1.tripped", within: 20) != nil)
        for load in loads { load.element.value = 1e-12 }
        try bench.run(0.1)
        #expect(bench.dc("F1:96", "PE") < 1 && bench.dc("F1:98", "PE") > 23)
        bench["F1.reset"] = 1
        try bench.run(1)
        #expect(bench["F1.tripped"] == 1, "it is still hot")
        try bench.run(180, 0.5)
        #expect(bench["F1.tripped"] == 0)
        bench["F1.reset"] = 0
        bench["F1.test"] = 1
        try bench.run(0.1)
        #expect(bench["F1.tripped"] == 1)
    }

    private func protector() throws -> (Bench, [Handle<VoltageSource>]) {
        let bench = try Bench([("F0", "surge-protector", [])])
        let sources = bench.phases(["F0:L1", "F0:L2", "F0:L3"])
        bench.wire("F0:N", "PE")
        bench.wire("F0:PE", "PE")
        bench.source("F0:11", "PE", dc: 24)
        for contact in ["12", "14"] { _ = bench.resistor("F0:\(contact)", "PE", 1_000) }
        return (bench, sources)
    }

    @Test func `a surge protector leaks microamperes, bears 301 V of a lost neutral, and is cut off by 330 V`() throws {
        let (bench, sources) = try protector()
        try bench.run(10, 0.05)
        #expect(abs(bench["F0.leakage"] - 3 * 1e-3 * pow(230 / 275.0, 30)) < 1e-7)
        #expect(bench.dc("F0:14", "PE") > 23 && bench.dc("F0:12", "PE") < 1)
        let direct = { (source: Handle<VoltageSource>, volts: Double) in
            (source.element.real, source.element.imaginary) = (volts, 0)
        }
        direct(sources[0], 301)
        try bench.run(300, 0.05)
        #expect(bench["F0.healthy"] == 1)
        direct(sources[0], 330)
        var elapsed = 0.0
        while bench["F0.healthy"] == 1 && elapsed < 60 {
            try bench.run(0.005)
            elapsed += 0.005
        }
        // From the heat of 301 V towards that of 330 V: 10 K/W, 20 s, +80 K.
        let (before, after) = (10 * 301 * 1e-3 * pow(301 / 275.0, 30), 10 * 330 * 1e-3 * pow(330 / 275.0, 30))
        #expect(abs(elapsed - 20 * log((after - before) / (after - 80))) < 0.05)
        try bench.run(0.05)
        #expect(bench.dc("F0:14", "PE") < 1 && bench.dc("F0:12", "PE") > 23)
        #expect(bench.assembly.percepts("F0", .sight).first!.en == "a window of the surge protector is red")
        direct(sources[0], 230)
        try bench.run(100, 0.05)
        #expect(bench["F0.healthy"] == 0, "for good")
        bench.assembly.renew("F0")
        try bench.run(1)
        #expect(bench["F0.healthy"] == 1)
    }

    @Test func `a leaking varistor trips a residual-current device before it burns`() throws {
        let bench = try Bench([("Q1", "residual-current-device", [("closed", .flag(true))]), ("F0", "surge-protector", [])])
        bench.phases(["Q1:1", "Q1:3", "Q1:5"])
        bench.wire("Q1:7", "PE")
        for (pole, line) in [("2", "L1"), ("4", "L2"), ("6", "L3"), ("8", "N")] { bench.wire("Q1:\(pole)", "F0:\(line)") }
        bench.wire("F0:PE", "PE")
        #expect(try bench.time(until: "Q1.tripped", within: 2) == nil)
        bench.fail("F0", "varistor-leaking", 0.9, item: "L2")
        #expect(try #require(try bench.time(until: "Q1.tripped", within: 5)) < 1)
        #expect(bench["F0.healthy"] == 1)
    }

    @Test func `a stack light shows the tiers that are fed`() throws {
        let bench = try Bench([("P1", "stack-light", [])])
        bench.wire("P1:0", "PE")
        let red = bench.source("P1:3", "PE", dc: 24)
        try bench.run(0.05)
        #expect(bench.assembly.percepts("P1", .sight).map(\.en) == ["the red light is on"])
        red.element.dc = 12
        bench.source("P1:1", "PE", dc: 24)
        try bench.run(0.05)
        #expect(bench.assembly.percepts("P1", .sight).map(\.en) == ["the green light is on", "the red light is faint"])
        #expect(abs(bench["P1.lit3"] - 0.25) < 1e-9)
        bench.fail("P1", "tier-dead", item: "1")
        red.element.dc = 0
        try bench.run(0.05)
        #expect(bench.assembly.percepts("P1", .sight).map(\.fr) == ["la colonne est éteinte"])
    }
}
