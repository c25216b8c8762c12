import Circuits
import Components
import Notation
import Testing

@Suite struct ControlSensorTests {
    /// A supply of 24.1 V with its 0 V on PE.
    private func bench(_ components: [(reference: String, type: String, settings: Bench.Settings)], seed: UInt64 = 1) throws
        -> Bench
    {
        let bench = try Bench(
            seed: seed,
            [("G1", "power-supply", [("voltage", .number(24.1)), ("internal-resistance", .number(0.001))])] + components)
        bench.feed("G1")
        bench.wire("G1:-", "PE")
        return bench
    }

    @Test func `a photocell behind a 20 kilohm terminal has 2.6 V, and sees nothing`() throws {
        let bench = try bench([("X2", "terminal-strip", []), ("B1", "photocell", [])])
        bench.wire("G1:+", "X2:12a")
        bench.wire("X2:12b", "B1:1")
        bench.wire("B1:3", "G1:-")
        _ = bench.resistor("B1:4", "G1:-", 10_000)
        bench["B1.blocked"] = 1
        try bench.run(0.3)
        #expect(bench["B1.led"] == 1)
        #expect(abs(bench.dc("B1:1", "PE") - 24.1) < 0.01)
        bench.fail("X2", "loose", 0.530103, item: "12")
        try bench.run(0.05)
        // 24.1 V · 2.4/22.4, less what the output's leak takes: 10 µA per 24 V.
        #expect(abs(bench.dc("B1:1", "PE") - 24.1 * 2.4 / 22.4) < 0.01)
        #expect(bench["B1.led"] == 0 && bench["B1.output"] == 0)
        #expect(bench.assembly.percepts("B1", .sight).map(\.en) == ["green LED off", "yellow LED off"])
    }

    @Test func `a PNP output drops 1.9 V at 100 mA, leaks 10 µA when off, and holds 200 mA into a short`() throws {
        let bench = try bench([("B1", "photocell", [])])
        bench.wire("G1:+", "B1:1")
        bench.wire("B1:3", "G1:-")
        let load = bench.resistor("B1:4", "G1:-", 222)
        bench["B1.blocked"] = 1
        try bench.run(0.3)
        // (24.1 − 1.7)/(222 + 2) = 100 mA.
        #expect(abs(bench.dc("B1:1", "B1:4") - 1.9) < 0.002)
        load.element.value = 100
        try bench.run(0.02)
        #expect(abs(bench.dc("B1:4", "PE") - 0.002) < 1e-4)
        bench["B1.blocked"] = 0
        load.element.value = 1e-4
        try bench.run(0.02)
        // 10 µA per 24 V in 10 kΩ.
        #expect(abs(bench.dc("B1:4", "PE") - 0.1) < 0.003)
    }

    @Test func `dirt takes the margin of a beam before it is interrupted by nothing`() throws {
        let bench = try bench([("B1", "photocell", [("margin", .number(4))])])
        bench.wire("G1:+", "B1:1")
        bench.wire("B1:3", "G1:-")
        var outputs: [Double] = []
        for dirt in [0, 0.7, 0.8] {
            bench.fail("B1", "dirty", dirt)
            try bench.run(0.3)
            outputs.append(bench["B1.output"])
        }
        #expect(outputs == [0, 0, 1])
        bench.assembly.setParameter("light-on", .flag(true), on: "B1")
        try bench.run(0.05)
        #expect(bench["B1.output"] == 0)
    }

    @Test func `an inductive sensor comes on under its distance and lets go 5 percent above, an aluminium target from nearer`()
        throws
    {
        func switched(_ material: Double) throws -> (on: Double, off: Double) {
            let bench = try bench([
                ("B5", "inductive-sensor", [("sensing-distance", .number(0.004)), ("material", .number(material))])
            ])
            bench.wire("G1:+", "B5:1")
            bench.wire("B5:3", "G1:-")
            try bench.run(0.3)
            var (on, off) = (0.0, 0.0)
            for step in stride(from: 80, through: 1, by: -1) where on == 0 {
                bench["B5.gap"] = Double(step) * 1e-4
                try bench.run(0.005)
                if bench["B5.output"] == 1 { on = Double(step) * 1e-4 }
            }
            for step in 1...80 where off == 0 {
                bench["B5.gap"] = Double(step) * 1e-4
                try bench.run(0.005)
                if bench["B5.output"] == 0 { off = Double(step) * 1e-4 }
            }
            return (on, off)
        }
        // Steps of 0.1 mm.
        let steel = try switched(1)
        #expect(abs(steel.on - 0.004) < 1e-4 && abs(steel.off - 0.0043) < 1.01e-4)
        #expect(abs(try switched(0.4).on - 0.0016) < 1e-4)
    }

    @Test func `beside a moving part an inductive sensor is on while the target passes, whatever its gap then is within reach`()
        throws
    {
        func switched(_ gap: Double) throws -> (from: Double, to: Double) {
            let bench = MechanicalBench()
            try bench.declare("T1", AnyComponentType(Mover.self))
            try bench.declare(
                "B5", AnyComponentType(InductiveSensor.self),
                [("on", .link("T1")), ("at", .number(0.3)), ("target-length", .number(0.03)), ("mounting-gap", .number(gap))])
            try bench.assembly.build()
            bench.assembly.circuit.add(
                VoltageSource(dc: 24), named: "G",
                at: [bench.assembly.joint("B5", "1")!, bench.assembly.joint("B5", "3")!])
            try bench.run(0.3)
            var seen = (from: 0.0, to: 0.0)
            for millimetre in 200...400 {
                bench.assembly.set(bench.assembly.signal("T1", "position")!, Double(millimetre) / 1000)
                try bench.run(0.01)
                guard bench["B5", "output"] == 1 else { continue }
                if seen.from == 0 { seen.from = Double(millimetre) / 1000 }
                seen.to = Double(millimetre) / 1000
            }
            return seen
        }
        let seen = try switched(0.002)
        #expect(abs(seen.from - 0.285) < 0.0011 && abs(seen.to - 0.315) < 0.0011, "\(seen)")
        #expect(try switched(0.006).to == 0)
    }

    @Test func `a reed switch closes within its window, drops its voltage, lights its LED; moved, it no longer does`() throws {
        let bench = try bench([("1S1", "reed-switch", [("at", .number(0.002)), ("drop", .number(0.5))])])
        bench.wire("G1:+", "1S1:1")
        bench.wire("1S1:3", "G1:-")
        _ = bench.resistor("1S1:4", "G1:-", 10_000)
        try bench.run(0.3)
        #expect(bench["1S1.closed"] == 1 && bench["1S1.led"] == 1)
        #expect(abs(bench.dc("1S1:1", "1S1:4") - 0.5) < 0.01)
        // 15 mm away the window of 6 mm is passed.
        bench.fail("1S1", "shifted")
        try bench.run(0.02)
        #expect(bench["1S1.closed"] == 0 && bench["1S1.led"] == 0)
        #expect(bench.dc("1S1:4", "PE") < 0.01)
        bench.fail("1S1", "welded")
        try bench.run(0.02)
        #expect(bench["1S1.closed"] == 1)
    }

    @Test func `contacts follow the hand: button, selector by names, emergency stop, guard`() throws {
        let bench = try bench([
            ("S1", "push-button", [("contacts", .count(2))]),
            (
                "S2", "selector",
                [("positions", .words(["auto", "stop", "manuel"])), ("contacts", .words(["auto", "auto+manuel"]))]
            ),
            ("S0", "emergency-stop", []), ("B9", "guard-switch", []),
        ])
        func closes(_ reference: String, _ a: String, _ b: String) throws -> Bool {
            let probe = bench.assembly.circuit.add(
                Ohmmeter(), named: "probe", at: [bench.joint("\(reference):\(a)"), bench.joint("\(reference):\(b)")])
            try bench.run(0.01)
            bench.assembly.circuit.remove(probe)
            return probe.element.resistance < 1
        }
        #expect(try !closes("S1", "13", "14") && closes("S1", "21", "22"))
        bench["S1.position"] = 1
        try bench.run(0.01)
        #expect(try closes("S1", "13", "14") && !closes("S1", "21", "22"))
        var pattern: [Bool] = []
        for position in 0..<3 {
            bench["S2.position"] = Double(position)
            try bench.run(0.01)
            pattern += [try closes("S2", "13", "14"), try closes("S2", "23", "24")]
        }
        #expect(pattern == [true, true, false, false, false, true])
        #expect(bench.assembly.controls(of: "S2").first?.positions.map(\.fr) == ["auto", "stop", "manuel"])
        #expect(try closes("S0", "11", "12") && closes("S0", "21", "22"))
        bench["S0.position"] = 1
        bench["B9.guard"] = 1
        bench.fail("S0", "contact-welded", item: "21")
        try bench.run(0.01)
        #expect(try !closes("S0", "11", "12") && closes("S0", "21", "22"))
        #expect(try !closes("B9", "11", "12") && closes("B9", "33", "34"))
    }
}
