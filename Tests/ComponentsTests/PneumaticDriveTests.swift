import Circuits
import Components
import Notation
import Testing

/// A whole drive: network, shut-off, filter-regulator, 5/2 valve, hoses, flow controls, silencers, cushioned cylinder.
@Suite struct PneumaticDriveTests {
    private typealias Part = PneumaticBench.Part

    private func drive(_ cylinder: [(key: String, value: ParameterValue)] = [], solenoids: Bool = false) throws -> PneumaticBench
    {
        let hose: [(key: String, value: ParameterValue)] = [("length", .number(0.6))]
        let bench = try PneumaticBench(
            [
                Part("G", "air-supply", [("pressure", bars(7))]), Part("0V1", "shut-off-valve", [("open", .flag(true))]),
                Part("0Z1", "filter-regulator"), Part("1V1", "valve-5-2"), Part("1Z3", "silencer"), Part("1Z5", "silencer"),
                Part("H1", "hose", hose), Part("H4", "hose", hose), Part("H2", "hose", hose), Part("1V2", "one-way-flow-control"),
                Part("1V3", "one-way-flow-control"),
                Part("1A1", "double-acting-cylinder", [("cushion-length", .number(0.015))] + cylinder),
            ],
            pipes: [
                ("G:1", "0V1:1"), ("0V1:2", "0Z1:1"), ("0Z1:2", "H1:1"), ("H1:2", "1V1:1"), ("1V1:4", "H4:1"), ("1V1:2", "H2:1"),
                ("1V1:5", "1Z5:1"), ("1V1:3", "1Z3:1"), ("H4:2", "1V2:1"), ("1V2:2", "1A1:A"), ("H2:2", "1V3:1"),
                ("1V3:2", "1A1:B"),
            ])
        try bench.run(3)
        return bench
    }

    private func extend(_ bench: PneumaticBench) throws -> Double? {
        bench.set("1V1", "pilot-14", 1)
        return try bench.run(8) { bench.value("1A1", "position") > 0.1999 }
    }

    private func retract(_ bench: PneumaticBench) throws -> Double? {
        bench.set("1V1", "pilot-14", 0)
        return try bench.run(8) { bench.value("1A1", "position") < 0.0001 }
    }

    @Test func `it goes out and comes back, quickly solved`() throws {
        let bench = try drive()
        let circuit = bench.assembly.circuit
        let before = circuit.iterationCount
        let start = bench.assembly.now.time
        for _ in 0..<10 {
            let out = try extend(bench)
            try bench.run(1)
            let back = try retract(bench)
            try bench.run(1)
            #expect(out != nil && back != nil && out! > 0.2 && out! < 1.5, "\(out ?? -1) \(back ?? -1)")
        }
        let steps = (bench.assembly.now.time - start) / 0.005
        let iterates = Double(circuit.iterationCount - before) / steps / Double(circuit.islandOrders.count)
        // One or two at rest, two or three in motion: 1.9 measured.
        #expect(iterates < 2.3, "\(iterates) iterates a step")
        #expect(circuit.halvingCount == 0, "\(circuit.halvingCount) halvings")
    }

    @Test func `every fault of the drive slows, hurries or stops the strokes that it concerns`() throws {
        func strokes(_ reference: String, _ failure: String, _ severity: Double) throws -> (out: Double, back: Double) {
            let bench = try drive()
            if !reference.isEmpty { bench.fail(reference, failure, severity) }
            try bench.run(2)
            let out = try extend(bench)
            try bench.run(2)
            let back = try retract(bench)
            return (out ?? .infinity, back ?? .infinity)
        }
        let healthy = try strokes("", "", 0)
        func near(_ a: Double, _ b: Double) -> Bool { abs(a - b) < 0.05 * b + 0.01 }
        // The silencer of port 3 lets out what the rod side drives out: the extension.
        let silencer = try strokes("1Z3", "clogged", 0.95)
        #expect(silencer.out > 1.3 * healthy.out && near(silencer.back, healthy.back), "\(silencer) \(healthy)")
        let needle = try strokes("1V3", "closed-by-vibration", 0.5)
        #expect(needle.out > 1.5 * healthy.out && near(needle.back, healthy.back), "\(needle) \(healthy)")
        let open = try strokes("1V3", "open-too-far", 1)
        #expect(open.out < 0.7 * healthy.out && near(open.back, healthy.back), "\(open) \(healthy)")
        let kinked = try strokes("H1", "kinked", 1)
        #expect(kinked.out > 1.2 * healthy.out && kinked.back > 1.2 * healthy.back, "\(kinked) \(healthy)")
        let plugged = try strokes("H4", "plugged", 1)
        #expect(plugged.out == .infinity)
        let seal = try strokes("1A1", "seal-leak", 0.6)
        // Without a load the braked rod side stands above the cap side: the leak helps out and hinders back.
        #expect(seal.back > 1.2 * healthy.back, "\(seal) \(healthy)")
        let bent = try strokes("1A1", "rod-bent", 1)
        #expect(bent.out > 1.05 * healthy.out, "\(bent) \(healthy)")
        let dry = try strokes("1A1", "dry", 1)
        #expect(dry.out > 1.1 * healthy.out && dry.back > 1.1 * healthy.back, "\(dry) \(healthy)")
        let loose = try strokes("H2", "disconnected", 1)
        #expect(loose.back == .infinity)
    }

    @Test func `a cushion takes the shock, and a lost one does not`() throws {
        var impacts: [Double] = []
        for severity in [0.0, 1.0] {
            let bench = try drive()
            bench.fail("1A1", "cushion-lost", severity)
            var hardest = 0.0
            bench.set("1V1", "pilot-14", 1)
            _ = try bench.run(4) {
                hardest = max(hardest, bench.value("1A1", "impact"))
                return false
            }
            impacts.append(hardest)
            #expect(bench.value("1A1", "position") > 0.1999)
        }
        // N24: 0.05 → 0.64 m/s.
        #expect(impacts[0] < 0.15 && impacts[1] > 0.3, "\(impacts)")
    }

    @Test func `a sealed-in cylinder is sprung and a vented one follows the hand`() throws {
        let bench = try drive()
        bench.set("0V1", "position", 0)
        try bench.run(10)
        bench.set("1A1", "push", 1)
        try bench.run(3)
        #expect(bench.value("1A1", "position") > 0.19)
        bench.set("1A1", "push", 2)
        try bench.run(3)
        #expect(bench.value("1A1", "position") < 0.01)
        #expect(bench.assembly.percepts("1A1", .sight).first?.fr == "la tige est rentrée")
    }

    @Test func `a saved drive goes on with the same digits`() throws {
        let bench = try drive()
        bench.set("1V1", "pilot-14", 1)
        try bench.run(0.3)
        let saved = try bench.assembly.snapshot()
        try bench.run(0.5)
        let first = bench.value("1A1", "position")
        try bench.assembly.restore(saved)
        try bench.run(0.5)
        #expect(bench.value("1A1", "position") == first)
    }
}
