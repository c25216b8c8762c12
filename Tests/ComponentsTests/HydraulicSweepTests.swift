import Circuits
import Components
import Notation
import Testing

/// A whole circuit with every kind of valve, through its motions with every fault: each step must be solved.
@Suite struct HydraulicSweepTests {
    private typealias Part = HydraulicBench.Part

    static func circuit() throws -> HydraulicBench {
        func part(_ name: String, _ type: String, _ values: [(key: String, value: ParameterValue)] = []) -> Part {
            Part(name, type, [("oil", .link("OIL"))] + values)
        }
        let bench = try HydraulicBench(
            [
                Part("OIL", "oil"), part("0B", "hydraulic-tank"),
                part("HS", "hydraulic-hose", [("bore", .number(0.025)), ("length", .number(0.6))]), part("P1", "variable-pump"),
                part("HP", "hydraulic-hose"), part("Z1", "hydraulic-filter", [("indicator", gauge(5)), ("bypass", gauge(7))]),
                part("V0", "relief-valve"), part("R1", "hydraulic-check-valve"),
                part("Z2", "accumulator", [("pre-charge", gauge(60))]),
                part("V1", "valve-4-3"), part("Q1", "flow-regulator"), part("R2", "pilot-check-valve"),
                part("V3", "counterbalance-valve", [("set-pressure", gauge(60))]),
                part("A1", "hydraulic-cylinder", [("cushion-length", .number(0.02))]), part("V4", "pressure-reducing-valve"),
                part("V5", "proportional-valve"), part("A2", "hydraulic-cylinder", [("stroke", .number(0.1))]),
                part("HT", "hydraulic-hose", [("bore", .number(0.016))]), part("Z3", "hydraulic-filter"), part("E1", "cooler"),
                Part("X1", "test-point"), Part("M1", "hydraulic-gauge"),
            ],
            pipes: [
                ("0B:S", "HS:1"), ("HS:2", "P1:S"), ("P1:P", "HP:1"), ("HP:2", "Z1:1"), ("Z1:2", "R1:1"), ("P1:P", "V0:P"),
                ("V0:T", "HT:1"), ("R1:2", "Z2:1"), ("Z2:T", "HT:1"), ("R1:2", "V1:P"), ("R1:2", "X1:1"), ("X1:M", "M1:1"),
                ("V1:A", "Q1:1"), ("Q1:2", "R2:A"), ("R2:B", "A1:A"), ("R2:X", "V1:B"), ("V1:B", "V3:V"), ("V3:C", "A1:B"),
                ("V3:X", "V1:A"), ("V1:T", "HT:1"), ("R1:2", "V4:P"), ("V4:A", "V5:P"), ("V4:T", "HT:1"), ("V5:A", "A2:A"),
                ("V5:B", "A2:B"), ("V5:T", "HT:1"), ("HT:2", "Z3:1"), ("Z3:2", "E1:1"), ("E1:2", "0B:T"),
            ])
        bench.turn("P1", 1450)
        bench.load("A1", 4000)
        for minus in ["V5:0V", "V5:C-"] {
            _ = bench.assembly.circuit.wire(minus, bench.joint(minus), bench.assembly.earth, resistance: 0.01, isMerged: true)
        }
        for (plus, volts) in [("V5:24V", 24.0), ("V5:C+", 0)] {
            bench.assembly.circuit.add(VoltageSource(dc: volts), named: plus, at: [bench.joint(plus), bench.assembly.earth])
        }
        return bench
    }

    /// Out, stop, in, stop, with the second cylinder against it, and the accumulator bled.
    @discardableResult
    static func cycle(
        _ bench: HydraulicBench, each: () -> Void = {}
    ) throws -> (first: ClosedRange<Double>, second: ClosedRange<Double>) {
        var (low, high) = ((1.0, 1.0), (0.0, 0.0))
        for (a, b, test, bleed, seconds) in [
            (1.0, 0.0, 0.6, 0.0, 1.5), (0, 0, -1, 0, 0.3), (0, 1, -0.3, 0, 1.5), (1, 0, 1, 0, 3), (0, 1, 0, 1, 4),
            (0, 0, 0, 0, 0.3),
        ] {
            bench.set("V1", "override-a", a)
            bench.set("V1", "override-b", b)
            bench.set("V5", "test", test)
            bench.set("Z2", "bleed", bleed)
            try bench.run(seconds) {
                each()
                low = (min(low.0, bench["A1", "position"]), min(low.1, bench["A2", "position"]))
                high = (max(high.0, bench["A1", "position"]), max(high.1, bench["A2", "position"]))
                return false
            }
        }
        return (low.0...high.0, low.1...high.1)
    }

    @Test func `a healthy circuit makes its motions`() throws {
        let bench = try Self.circuit()
        try bench.run(1)
        let moved = try Self.cycle(bench)
        #expect(moved.first.upperBound > 0.15 && moved.first.lowerBound < 0.01, "\(moved.first)")
        #expect(moved.second.upperBound > 0.09, "\(moved.second)")
        #expect(bench["M1", "pressure"] > 10e5)
        // Nearly all steps at their first try.
        #expect(bench.assembly.circuit.halvingCount < 20, "\(bench.assembly.circuit.halvingCount)")
    }

    // Every component gives the oil what it throttles: after whole cycles nothing but heat is left of the shaft's work.
    @Test func `the work of the shaft is found again as heat, whichever way it went`() throws {
        let bench = try Self.circuit()
        bench.assembly.setParameter("wall-conductance", .number(0), on: "0B")
        bench.assembly.setParameter("still-conductance", .number(0), on: "E1")
        try bench.run(1)
        try Self.cycle(bench)
        func heat() -> Double { 870 * 1900 * (2e-3 + bench["0B", "volume"]) * (bench["OIL", "temperature"] - 293.15) }
        let (start, volume) = (heat(), bench["0B", "volume"])
        var work = 0.0
        for _ in 0..<10 {
            try Self.cycle(bench) { work += bench["P1", "torque"] * 1450 * .pi / 30 * 0.005 }
        }
        #expect(abs(bench["0B", "volume"] - volume) < 1e-5, "a whole number of cycles")
        // As in the press: shocks, and what bursts through a valve within a step.
        #expect(work > 5e4 && abs((heat() - start) / work - 1) < 0.02, "\(heat() - start) \(work)")
    }

    private static let references = [
        "OIL", "0B", "HS", "P1", "HP", "Z1", "V0", "R1", "Z2", "V1", "Q1", "R2", "V3", "A1", "V4", "V5", "A2", "HT", "Z3", "E1",
        "X1",
        "M1",
    ]

    @Test(arguments: references)
    func `every fault of a circuit at every severity is solved, and no pressure is below vacuum`(reference: String) throws {
        let bench = try Self.circuit()
        try bench.run(0.5)
        let snapshot = try bench.assembly.snapshot()
        for failure in try #require(bench.assembly.type(of: reference)).failures {
            for severity in [0.3, 0.7, 1] {
                try bench.assembly.restore(snapshot)
                bench.fail(reference, failure.name, severity)
                try Self.cycle(bench)
                for port in ["P1:S", "P1:P", "A1:A", "A1:B", "A2:A", "V1:T"] {
                    #expect(bench.bar(port) > -1.014, "\(failure.name) \(severity) \(port): \(bench.bar(port))")
                }
            }
        }
    }
}
