import Circuits
import Components
import Notation
import Testing

@Suite struct AnalogOutputTests {
    private func bench(_ settings: Bench.Settings = []) throws -> Bench {
        let bench = try Bench([("A1", "plc-analog-outputs", settings)])
        bench.source("A1:L+", "PE", dc: 24)
        bench.wire("A1:M", "PE")
        return bench
    }

    @Test(arguments: [(0.0, 0.0), (6_912, 2.5), (13_824, 5), (27_648, 10)])
    func `a voltage output gives its share of 10 V into a drive's input`(counts: Double, volts: Double) throws {
        let bench = try bench()
        _ = bench.resistor("A1:0+", "A1:0-", 30_000)
        bench["A1.raw0"] = counts
        try bench.run(0.05)
        // 1 Ω of its own behind 30 kΩ.
        #expect(abs(bench.dc("A1:0+", "A1:0-") - volts) < 1e-3)
    }

    @Test(arguments: [(0.0, 4.0), (13_824, 12), (27_648, 20)])
    func `a current output pushes its milliamperes through a loop, up to what the supply lets it`(
        counts: Double, milliamperes: Double
    ) throws {
        let bench = try bench([("channel-1", .count(1))])
        let loop = bench.resistor("A1:1+", "A1:1-", 250)
        bench["A1.raw1"] = counts
        try bench.run(0.05)
        #expect(abs(bench.dc("A1:1+", "A1:1-") - 0.25 * milliamperes) < 2e-3)
        #expect(bench["A1.led"] == 0)
        loop.element.value = 1 / 10_000.0
        try bench.run(0.05)
        // 21 V behind 10 Ω and the 1 Ω of the common.
        #expect(abs(bench.dc("A1:1+", "A1:1-") - 21 * 10_000 / 10_011) < 0.2)
        #expect(bench["A1.led"] == 1)
    }

    @Test func `a short takes 25 mA and lights the fault lamp; a stopped processor gives nothing`() throws {
        let bench = try Bench([("A1", "plc-analog-outputs", [("cpu", .link("A0"))]), ("A0", "plc-cpu", [])])
        bench.source("A1:L+", "PE", dc: 24)
        bench.source("A0:L+", "PE", dc: 24)
        for joint in ["A1:M", "A0:M"] { bench.wire(joint, "PE") }
        let load = bench.resistor("A1:0+", "A1:0-", 10)
        bench["A1.raw0"] = 27_648
        try bench.run(1)
        #expect(bench.dc("A1:0+", "A1:0-") == 0, "it takes 3 s to start")
        try bench.run(3)
        #expect(abs(bench.dc("A1:0+", "A1:0-") - 0.25) < 1e-3)
        #expect(bench["A1.led"] == 1)
        load.element.value = 1e-4
        try bench.run(0.1)
        #expect(abs(bench.dc("A1:0+", "A1:0-") - 10) < 0.01 && bench["A1.led"] == 0)
        bench["A0.mode"] = 0
        try bench.run(0.1)
        #expect(bench.dc("A1:0+", "A1:0-") < 1e-3)
    }

    @Test(arguments: [0.005, 0.01])
    func `a value told between two steps acts in the very next one, as an output of the digital card does`(step: Double) throws {
        let bench = try Bench([("A1", "plc-analog-outputs", [("channel-1", .count(1))]), ("A2", "plc-outputs", [])])
        bench.source("A1:L+", "PE", dc: 24)
        bench.wire("A1:L+", "A2:L+")
        for zero in ["A1:M", "A2:M"] { bench.wire(zero, "PE") }
        _ = bench.resistor("A1:0+", "A1:0-", 30_000)
        _ = bench.resistor("A1:1+", "A1:1-", 250)
        _ = bench.resistor("A2:Q0", "PE", 1_000)
        try bench.run(0.1, step)
        (bench["A1.raw0"], bench["A1.raw1"], bench["A2.q0"]) = (27_648, 27_648, 1)
        try bench.run(step, step)
        #expect(bench.dc("A2:Q0", "PE") > 23.9)
        #expect(abs(bench.dc("A1:0+", "A1:0-") - 10) < 1e-3)
        #expect(abs(bench.dc("A1:1+", "A1:1-") - 5) < 2e-3)
        (bench["A1.raw0"], bench["A1.raw1"], bench["A2.q0"]) = (6_912, 0, 0)
        try bench.run(step, step)
        #expect(bench.dc("A2:Q0", "PE") < 0.1)
        #expect(abs(bench.dc("A1:0+", "A1:0-") - 2.5) < 1e-3)
        #expect(abs(bench.dc("A1:1+", "A1:1-") - 1) < 2e-3)
    }
}
