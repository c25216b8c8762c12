import Circuits
import Components
import Foundation
import Notation
import Testing

@Suite struct ControlPlcTests {
    private func bench(_ components: [(reference: String, type: String, settings: Bench.Settings)], seed: UInt64 = 1) throws
        -> Bench
    {
        let bench = try Bench(seed: seed, [("G1", "power-supply", [])] + components)
        bench.feed("G1")
        bench.wire("G1:-", "PE")
        return bench
    }

    @Test(arguments: [UInt64(1), 2, 3])
    func `an input card is of type 3: 1 from 11 V with 2 mA, 0 up to 5 V, each threshold its own with its hysteresis`(
        seed: UInt64
    ) throws {
        let bench = try Bench(seed: seed, [("A1", "plc-inputs", [])])
        bench.wire("A1:M", "PE")
        let sources = (0..<16).map { bench.source("A1:I\($0)", "PE") }
        func states(_ volts: Double) throws -> [Double] {
            for source in sources { source.element.dc = volts }
            try bench.run(0.02)
            return (0..<16).map { bench["A1.i\($0)"] }
        }
        #expect(try states(5) == [Double](repeating: 0, count: 16))
        #expect(try states(11) == [Double](repeating: 1, count: 16))
        #expect(try states(0) == [Double](repeating: 0, count: 16))
        var up = [Double](repeating: 0, count: 16)
        var down = up
        for step in 0...120 {
            let now = try states(Double(step) * 0.1)
            for index in 0..<16 where now[index] == 1 && up[index] == 0 { up[index] = Double(step) * 0.1 }
        }
        for step in stride(from: 120, through: 0, by: -1) {
            let now = try states(Double(step) * 0.1)
            for index in 0..<16 where now[index] == 0 && down[index] == 0 { down[index] = Double(step) * 0.1 }
        }
        #expect(up.allSatisfy { $0 >= 6 && $0 <= 10.1 })
        #expect(Set(up).count > 4)
        for (rise, fall) in zip(up, down) { #expect(abs(rise - fall - 1) < 0.21) }
    }

    @Test func `an input draws 2 mA from 5 V and 2.7 mA at 24 V`() throws {
        let bench = try Bench([("A1", "plc-inputs", [])])
        bench.wire("A1:M", "PE")
        let source = bench.source("A1:I0", "PE")
        for (volts, milliamperes) in [(2.5, 1.0), (11, 2.0 + 6 / 27.0), (24, 2.0 + 19 / 27.0), (0, 0)] {
            source.element.dc = volts
            try bench.run(0.01)
            // The rounded corner takes up to 2 % of a milliampere.
            let current = -(try bench.assembly.circuit.through(source, 0))
            #expect(abs(abs(current) * 1000 - milliamperes) < 0.02)
        }
    }

    @Test
    func `an oxidised contact in series: 1 kilohm still reads 1, 20 kilohms reads 0; on a resistive input 16.1 V and 7.8 V`()
        throws
    {
        func voltage(_ settings: Bench.Settings, _ ohms: Double) throws -> (volts: Double, state: Double) {
            let bench = try Bench([
                ("A1", "plc-inputs", settings),
                (
                    "R1", "resistive-load",
                    [
                        ("resistance", .number(ohms)), ("insulation", .number(1e12)),
                    ]
                ),
            ])
            bench.wire("A1:M", "PE")
            bench.source("R1:1", "PE", dc: 22.5)
            bench.wire("R1:2", "A1:I0")
            try bench.run(0.05)
            return (bench.dc("A1:I0", "PE"), bench["A1.i0"])
        }
        // E09 and E10 of the fault table are for 2.5 kΩ without a knee.
        let resistive: Bench.Settings = [("knee", .number(40))]
        let mild = try voltage(resistive, 1000)
        #expect(abs(mild.volts - 22.5 * 2.5 / 3.5) < 0.05 && mild.state == 1)
        #expect(abs(try voltage(resistive, 4700).volts - 22.5 * 2.5 / 7.2) < 0.05)
        // With its knee: 22.5 V = R·i + u, i = 2 mA + (u − 5 V)/27 kΩ.
        for ohms in [1000.0, 4700] {
            let expected = (22.5 - ohms * (0.002 - 5 / 27_000.0)) / (1 + ohms / 27_000)
            let found = try voltage([], ohms)
            #expect(abs(found.volts - expected) < 0.05 && found.state == 1)
        }
        let dead = try voltage([], 20_000)
        #expect(abs(dead.volts - 22.5 / 9) < 0.05 && dead.state == 0)
    }

    @Test func `the processor starts in 3 s, survives 19 V, stops at 18 V and starts anew`() throws {
        let bench = try Bench([("A0", "plc-cpu", [])])
        let source = bench.source("A0:L+", "PE", dc: 24)
        bench.wire("A0:M", "PE")
        try bench.run(2.9)
        #expect(bench["A0.running"] == 0)
        try bench.run(0.2)
        #expect(bench["A0.running"] == 1)
        var states: [Double] = []
        for (volts, seconds) in [(19.0, 1.0), (18, 0.01), (19, 4), (24, 2), (24, 1.1)] {
            source.element.dc = volts
            try bench.run(seconds)
            states.append(bench["A0.running"])
        }
        #expect(states == [1, 0, 0, 0, 1])
    }

    @Test func `outputs obey the program only while it runs; a shorted channel obeys nothing`() throws {
        let bench = try bench([
            ("A0", "plc-cpu", [("start-time", .number(0))]), ("A2", "plc-outputs", [("cpu", .link("A0"))]),
            ("K1", "relay", []),
        ])
        for (a, b) in [
            ("G1:+", "A0:L+"), ("A0:M", "G1:-"), ("G1:+", "A2:L+"), ("A2:M", "G1:-"), ("A2:Q0", "K1:A1"), ("K1:A2", "G1:-"),
        ] {
            bench.wire(a, b)
        }
        try bench.run(0.5)
        #expect(bench["K1.closed"] == 0)
        bench["A2.q0"] = 1
        try bench.run(0.1)
        #expect(bench["K1.closed"] == 1 && bench["A2.led0"] == 1)
        // 25 mA in 0.2 Ω.
        #expect(abs(bench.dc("A2:L+", "A2:Q0") - 0.005) < 0.001)
        bench["A0.mode"] = 0
        try bench.run(0.1)
        #expect(bench["K1.closed"] == 0 && bench["A2.led0"] == 0)
        bench.fail("A2", "channel-shorted", item: "0")
        try bench.run(0.1)
        #expect(bench["K1.closed"] == 1 && bench["A2.led0"] == 0)
        bench["A0.mode"] = 1
        bench.fail("A2", "channel-open", item: "Q0")
        try bench.run(0.1)
        #expect(bench["K1.closed"] == 0 && bench["A2.led0"] == 1)
    }

    @Test func `a shorted output gives half an ampere`() throws {
        let bench = try bench([("A2", "plc-outputs", [])])
        bench.wire("G1:+", "A2:L+")
        bench.wire("A2:M", "G1:-")
        let short = bench.resistor("A2:Q3", "G1:-", 0.01)
        bench["A2.q3"] = 1
        try bench.run(0.3)
        #expect(abs(bench.dc("A2:Q3", "PE") * short.element.value - 0.5) < 0.005)
    }

    // MARK: - Current loops

    /// A transmitter on `amperes` of 2 A, its loop from 24 V through a receiver; what the receiver reads, amperes.
    private func loop(
        _ amperes: Double, series: Double = 10, across transmitter: Double? = nil, shunt: Double? = nil,
        failures: [ActiveFailure] = []
    ) throws -> (read: Double, series: Double, counts: Double) {
        let bench = try Bench([("T1", "ct-transmitter", []), ("A3", "plc-analog-inputs", [])])
        bench.source("T1:P1", "PE", real: 1000)
        _ = bench.resistor("T1:P2", "PE", amperes > 0 ? 1000 / amperes : 1e12)
        bench.source("T1:+", "PE", dc: 24)
        let line = bench.resistor("T1:-", "A3:0+", series)
        bench.wire("A3:0-", "PE")
        bench.wire("A3:M", "PE")
        if let transmitter { _ = bench.resistor("T1:+", "T1:-", transmitter) }
        if let shunt { _ = bench.resistor("A3:0+", "A3:0-", shunt) }
        bench.assembly.setFailures(failures, on: "T1")
        try bench.run(2)
        return (bench["A3.a0"], bench.dc("T1:-", "A3:0+") * line.element.value, bench["A3.raw0"])
    }

    @Test func `a current loop reads 4 to 20 mA over its range, in counts too`() throws {
        for (amperes, milliamperes, counts) in [(0.0, 4.0, 0.0), (1, 12, 13_824), (2, 20, 27_648)] {
            let found = try loop(amperes)
            #expect(abs(found.read * 1000 - milliamperes) < 0.005)
            #expect(abs(found.counts - counts) < 10)
        }
        #expect(abs(try loop(4).read * 1000 - 20.5) < 0.005)
    }

    @Test func `leaks, a weak terminal and an open loop read as the fault table says`() throws {
        // E29: 20 kΩ across the transmitter: i + (24 − 260·I)/20 kΩ, 13.03 mA at mid range, 5.13 mA at the bottom.
        #expect(abs(try loop(1, across: 20_000).read * 1000 - 13.03) < 0.03)
        #expect(abs(try loop(0, across: 20_000).read * 1000 - 5.13) < 0.03)
        // E30: 2 kΩ across the receiver: 17.8 mA read, 20.0 mA in the series meter.
        let shunted = try loop(2, shunt: 2000)
        #expect(abs(shunted.read * 1000 - 17.8) < 0.03 && abs(shunted.series * 1000 - 20) < 0.01)
        // E31: 700 Ω in a terminal: the top of the range is 14.6 mA.
        #expect(abs(try loop(2, series: 710).read * 1000 - 14.6) < 0.2)
        #expect(abs(try loop(1, series: 710).read * 1000 - 12) < 0.01)
        // E32: an open loop.
        #expect(abs(try loop(1, series: 1e9).read) < 1e-5)
    }

    @Test func `a drifting, weak, dead or saturated transmitter says so in its current`() throws {
        func read(_ failure: String) throws -> Double {
            try loop(1, failures: [ActiveFailure(failure, severity: 1)]).read * 1000
        }
        #expect(abs(try read("drift") - 14) < 0.01)
        #expect(abs(try read("gain-low") - 8) < 0.01)
        #expect(abs(try read("dead")) < 0.01)
        #expect(abs(try read("saturated") - 22) < 0.01)
    }
}
