import Circuits
import Components
import Notation
import Testing

@Suite struct DigitalSensorTests {
    /// A vacuum sensor at address 5 and another device at 6 whose digits are 231.
    private func bench() throws -> (Bench, Handle<VoltageSource>) {
        let bench = try Bench([
            ("B1", "digital-sensor", [("address", .count(5)), ("neighbour", .link("B2"))]),
            (
                "B2", "digital-sensor",
                [
                    ("address", .count(6)), ("quantity", .count(2)), ("zero", .number(273.15)), ("resolution", .number(0.1)),
                ]
            ),
        ])
        bench.source("B1:1", "PE", dc: 24)
        let other = bench.source("B2:1", "PE", dc: 24)
        for sensor in ["B1", "B2"] { bench.wire("\(sensor):3", "PE") }
        _ = bench.resistor("B1:4", "PE", 2_400)
        bench["B1.process"] = Air.atmosphere - 71_300
        bench["B2.process"] = 273.15 + 23.1
        try bench.run(0.1)
        return (bench, other)
    }

    /// The different values read at address 5 in three seconds.
    private func read(_ bench: Bench) throws -> Set<Double> {
        var values: Set<Double> = []
        for _ in 0..<30 {
            try bench.run(0.1)
            values.insert(bench["B1.value"])
        }
        return values
    }

    @Test func `it answers in whole digits and switches at its set point`() throws {
        let (bench, _) = try bench()
        #expect(try read(bench) == [-71])
        #expect(bench["B2.value"] == 231)
        #expect(bench.dc("B1:4", "PE") > 20)
        #expect(bench.assembly.percepts("B1", .sight).first!.en == "the display shows -71")
        for (kilopascals, isOn) in [(-61.0, true), (-56, true), (-54, false), (-59, false), (-61.4, true)] {
            bench["B1.process"] = Air.atmosphere + kilopascals * 1000
            try bench.run(0.05)
            #expect((bench.dc("B1:4", "PE") > 20) == isOn, "\(kilopascals)")
        }
    }

    @Test func `two of one address answer by turns, until the other is unplugged or the address is set`() throws {
        let (bench, other) = try bench()
        bench.assembly.setParameter("address", .count(6), on: "B1")
        #expect(try read(bench) == [-71, 231])
        other.element.dc = 0
        try bench.run(0.1)
        #expect(try read(bench) == [-71])
        other.element.dc = 24
        bench.assembly.setParameter("address", .count(7), on: "B1")
        try bench.run(0.1)
        #expect(try read(bench) == [-71])
        bench.fail("B1", "address-taken")
        #expect(try read(bench) == [-71, 231])
    }

    @Test func `a wrong scale, a drift and a frozen value read wrong without a sign of it`() throws {
        let (bench, _) = try bench()
        for (failure, digits) in [("wrong-scale", -114.0), ("zero-drift", -51)] {
            bench.fail("B1", failure)
            try bench.run(0.1)
            #expect(bench["B1.value"] == digits && bench["B1.valid"] == 1)
        }
        bench.assembly.setFailures([], on: "B1")
        try bench.run(0.1)
        bench.fail("B1", "frozen")
        bench["B1.process"] = Air.atmosphere
        try bench.run(1)
        #expect(bench["B1.value"] == -71)
        bench.fail("B1", "dead")
        try bench.run(0.1)
        #expect(bench["B1.valid"] == 0)
    }

    @Test func `it measures the cup or the motor that it is linked to`() throws {
        let bench = try Bench([
            ("V1", "vacuum-cup", []),
            ("B1", "digital-sensor", [("measures", .link("V1")), ("quantity", .count(1))]),
            ("M1", "induction-motor", []),
            (
                "B2", "digital-sensor",
                [
                    ("measures", .link("M1")), ("quantity", .count(6)), ("zero", .number(0)), ("resolution", .number(0.1)),
                ]
            ),
        ])
        bench.phases(["M1:U", "M1:V", "M1:W"], 231)
        bench.wire("M1:PE", "PE")
        for sensor in ["B1", "B2"] {
            bench.source("\(sensor):1", "PE", dc: 24)
            bench.wire("\(sensor):3", "PE")
        }
        try bench.run(2)
        #expect(bench["B1.value"] == 0)
        #expect(bench["B2.value"] == (bench["M1.speed"] * 10).rounded() && bench["B2.value"] > 1_500)
    }
}
