import Circuits
import Components
import Foundation
import Notation
import Testing

/// Valves of a hydraulic circuit, one by one, between ideal sources.
@Suite struct HydraulicValveTests {
    private typealias Part = HydraulicBench.Part

    // MARK: - Pressure

    @Test func `a reducing valve keeps its side down, gives flow within its droop and relieves what pushes back`() throws {
        let bench = try HydraulicBench([Part("V1", "pressure-reducing-valve")], pipes: [("V1:T", "~")])
        bench.source("V1:P", 120e5)
        try bench.run(1)
        #expect(abs(bench.bar("V1:A") - 40) < 0.7, "\(bench.bar("V1:A"))")
        let use = bench.feed("V1:A", -litres(15))
        try bench.run(1)
        #expect(bench.bar("V1:A") > 37 && bench.bar("V1:A") < 39.9, "\(bench.bar("V1:A"))")
        #expect(abs(perMinute(bench["V1", "flow"]) - 15) < 0.01 && bench.sees("V1", .hearing, "souffle"))
        use.element.flow = litres(10)
        try bench.run(1)
        #expect(bench.bar("V1:A") < 55 && abs(perMinute(bench["V1", "drain"]) - 10) < 0.1)
        use.element.flow = 0
        bench.fail("V1", "drifted", 0.5)
        try bench.run(1)
        #expect(abs(bench.bar("V1:A") - 26) < 0.7)
        bench.fail("V1", "leaking", 1)
        try bench.run(1)
        // 2.4 l/min through the worn spool goes on to the drain.
        #expect(perMinute(bench["V1", "drain"]) > 1.5)
        bench.fail("V1", "stuck-open", 1)
        try bench.run(1)
        #expect(abs(bench.bar("V1:A") - 120) < 0.1)
    }

    @Test func `a check valve opens at its cracking pressure and shuts the other way`() throws {
        let bench = try HydraulicBench([Part("R1", "hydraulic-check-valve")], pipes: [("R1:2", "~")])
        let source = bench.source("R1:1", 0)
        func flow(_ bars: Double) throws -> Double {
            bench.assembly.circuit.setFixed(source, value: bars * 1e5)
            try bench.run(0.05)
            return perMinute(bench["R1", "flow"])
        }
        #expect(abs(try flow(0.49)) < 1e-3)
        // 30 l/min at 3 bar, fully open.
        #expect(abs(try flow(3) - 30) < 0.3)
        #expect(abs(try flow(-0.8)) < 1e-3)
        bench.fail("R1", "stuck-shut", 1)
        #expect(abs(try flow(3)) < 1e-3)
        let back = try HydraulicBench([Part("R1", "hydraulic-check-valve")], pipes: [("R1:1", "~")])
        back.source("R1:2", 100e5)
        try back.run(0.1)
        #expect(abs(back["R1", "flow"]) < 1e-8)
        // H26: 1e-12 m³/(s·Pa) at 100 bar: 0.6 l/min.
        back.fail("R1", "leaking", 0.25)
        try back.run(0.1)
        #expect(abs(perMinute(back["R1", "flow"]) + 0.6) < 0.001)
        back.fail("R1", "stuck-open", 1)
        try back.run(0.1)
        #expect(perMinute(back["R1", "flow"]) < -100)
    }

    // MARK: - Holding a load

    /// A cylinder, rod upwards under 9000 N, whose cap side a valve holds at 46 bar.
    private func hung(_ valve: String, _ ports: (below: String, load: String)) throws -> HydraulicBench {
        let bench = try HydraulicBench(
            [
                Part("V1", valve, valve == "counterbalance-valve" ? [("set-pressure", gauge(70))] : []),
                Part("A1", "hydraulic-cylinder", [("initial-position", .number(0.3)), ("mass", .number(100))]),
            ], pipes: [("V1:\(ports.load)", "A1:A"), ("A1:B", "~")])
        bench.load("A1", 9000)
        return bench
    }

    private func sunk(_ bench: HydraulicBench, after seconds: Double, dt: Double = 0.005) throws -> Double {
        let before = bench["A1", "position"]
        try bench.run(seconds, dt: dt)
        return before - bench["A1", "position"]
    }

    @Test func `a pilot-operated check valve holds its load for ten minutes, and lets it down when piloted`() throws {
        let bench = try hung("pilot-check-valve", ("A", "B"))
        bench.source("V1:A", 0)
        let pilot = bench.source("V1:X", 0)
        try bench.run(1)
        // Less than a tenth of a millimetre in ten minutes.
        #expect(abs(try sunk(bench, after: 600)) < 1e-4)
        let pressure = bench["A1", "pressure-a"]
        // Friction may bear some of the load: 9000 N ± 600 N over 19.6 cm².
        #expect(abs(pressure * 1.9635e-3 - 9000) < 620)
        // It needs (p_B + p_cracking)/3.5.
        let needed = (pressure + 1.5e5) / 3.5
        bench.assembly.circuit.setFixed(pilot, value: 0.95 * needed)
        #expect(abs(try sunk(bench, after: 1)) < 1e-4)
        bench.assembly.circuit.setFixed(pilot, value: 1.3 * needed)
        #expect(try sunk(bench, after: 1) > 0.05)
    }

    @Test func `a pilot-operated check valve leaks, sticks open, or will not open`() throws {
        let bench = try hung("pilot-check-valve", ("A", "B"))
        bench.source("V1:A", 0)
        let pilot = bench.source("V1:X", 0)
        try bench.run(1)
        bench.fail("V1", "leaking", 0.25)
        // 1e-12 × 46 bar = 4.6e-6 m³/s over 19.6 cm²: 2.3 mm/s.
        let drift = try sunk(bench, after: 10)
        #expect(abs(drift - 0.023) < 0.003, "\(drift)")
        // H27.
        bench.fail("V1", "stuck-shut", 1)
        bench.assembly.circuit.setFixed(pilot, value: 100e5)
        #expect(abs(try sunk(bench, after: 5)) < 1e-4)
        bench.assembly.circuit.setFixed(pilot, value: 0)
        bench.fail("V1", "stuck-open", 1)
        #expect(try sunk(bench, after: 1) > 0.1)
    }

    @Test func `a counterbalance valve holds, and lets down at the pace of its pilot's feed`() throws {
        let bench = try hung("counterbalance-valve", ("V", "C"))
        bench.source("V1:V", 0)
        let pilot = bench.source("V1:X", 0)
        try bench.run(1)
        #expect(abs(try sunk(bench, after: 600)) < 1e-4)
        let pressure = bench["A1", "pressure-a"]
        // Opens where p_C + 3·p_X = 70 bar.
        let cracking = (70e5 - pressure) / 3
        bench.assembly.circuit.setFixed(pilot, value: cracking - 1e5)
        #expect(abs(try sunk(bench, after: 1)) < 1e-4)
        bench.assembly.circuit.setFixed(pilot, value: cracking + 2.5e5)
        let slow = try sunk(bench, after: 0.5)
        bench.assembly.circuit.setFixed(pilot, value: cracking + 5e5)
        let fast = try sunk(bench, after: 0.5)
        #expect(slow > 0.005 && fast > 1.5 * slow, "\(slow) \(fast)")
        bench.assembly.circuit.setFixed(pilot, value: 0)
        try bench.run(0.5)
        #expect(abs(try sunk(bench, after: 1)) < 1e-4)
    }

    @Test func `a counterbalance valve that has drifted or leaks lets the load sink; plugged, it will not let it down`() throws {
        for (failure, severity, pilotBars, isSinking) in [
            ("drifted", 0.7, 0.0, true), ("leaking", 1, 0, true), ("stuck-shut", 1, 100, false),
        ] {
            let bench = try hung("counterbalance-valve", ("V", "C"))
            bench.source("V1:V", 0)
            bench.source("V1:X", pilotBars * 1e5)
            bench.fail("V1", failure, severity)
            // The oil under the load gives a millimetre at first.
            try bench.run(1)
            let sink = try sunk(bench, after: 5)
            #expect(isSinking ? sink > 0.01 : sink < 1e-3, "\(failure) \(sink)")
        }
        // Upwards it is a check valve.
        let bench = try hung("counterbalance-valve", ("V", "C"))
        bench.source("V1:V", 80e5)
        #expect(try sunk(bench, after: 0.3) < -0.03)
    }

    // MARK: - Directional valves

    /// Flows out of A and B, l/min, with 60 bar at P and 20 bar at A and B behind small resistances.
    private func centre(_ index: Int) throws -> (a: Double, b: Double, p: Double) {
        let bench = try HydraulicBench([Part("V1", "valve-4-3", [("centre", .count(index))])], pipes: [("V1:T", "~")])
        let feed = bench.assembly.circuit.fixedJoint("feed", Domain.hydraulic.nature, value: 60e5)
        bench.assembly.circuit.add(Conductance(1e-10), named: "feed", at: [feed, bench.joint("V1:P")])
        for port in ["A", "B"] {
            let side = bench.assembly.circuit.fixedJoint("side", Domain.hydraulic.nature, value: 20e5)
            bench.assembly.circuit.add(Conductance(1e-10), named: "side", at: [side, bench.joint("V1:\(port)")])
        }
        try bench.run(0.2)
        return (bench.bar("V1:A"), bench.bar("V1:B"), bench.bar("V1:P"))
    }

    @Test func `a closed centre holds everything, a tandem one unloads the pump, a floating one the cylinder, an open one all`()
        throws
    {
        for (index, holdsPump, holdsCylinder) in [(0, true, true), (1, false, true), (2, true, false), (3, false, false)] {
            let (a, b, p) = try centre(index)
            #expect(holdsPump ? p > 59 : p < 15, "\(index): \(p)")
            #expect(holdsCylinder ? a > 19 && b > 19 : a < 12 && b < 12, "\(index): \(a) \(b)")
        }
    }

    private func shifted(_ values: [(key: String, value: ParameterValue)] = []) throws -> HydraulicBench {
        let bench = try HydraulicBench(
            [
                Part("Ya", "solenoid", [("power", .number(16.5))]), Part("Yb", "solenoid", [("power", .number(16.5))]),
                Part("V1", "valve-4-3", [("solenoid-a", .link("Ya")), ("solenoid-b", .link("Yb"))] + values),
            ], pipes: [("V1:T", "~")])
        bench.source("V1:P", 60e5)
        bench.source("V1:A", 56e5)
        bench.source("V1:B", 4e5)
        for coil in ["Ya", "Yb"] {
            _ = bench.assembly.circuit.wire(
                coil, bench.joint("\(coil):2"), bench.assembly.earth, resistance: 0.01, isMerged: true)
        }
        try bench.run(0.1)
        return bench
    }

    private func energise(_ bench: HydraulicBench, _ coil: String) -> Handle<VoltageSource> {
        bench.assembly.circuit.add(
            VoltageSource(dc: 24), named: "G\(coil)", at: [bench.joint("\(coil):1"), bench.assembly.earth])
    }

    @Test func `a directional valve follows its solenoids, with the rated loss on each edge`() throws {
        let bench = try shifted()
        // At the centre the lands leak 10–60 cm³/min at 100 bar: here from P (4 bar) and to T (56 bar).
        let leak = perMinute(bench["V1", "flow-a"]) * 1000
        #expect(abs(leak - 5e-14 * (4e5 - 56e5) * 6e7) < 0.1, "\(leak)")
        let source = energise(bench, "Ya")
        let time = try #require(try bench.run(1) { bench["V1", "spool"] == 1 })
        // Coil, one step for the signal, 30 ms of travel.
        #expect(time > 0.03 && time < 0.06, "\(time)")
        try bench.run(0.1)
        // 16 l/min at 4 bar on P→A, and on B→T.
        #expect(abs(perMinute(bench["V1", "flow-a"]) - 16) < 0.2 && abs(perMinute(bench["V1", "flow-b"]) + 16) < 0.2)
        source.element.dc = 0
        _ = energise(bench, "Yb")
        try bench.run(0.3)
        #expect(bench["V1", "spool"] == -1 && bench["V1", "flow-b"] > litres(40) && bench["V1", "flow-a"] < -litres(40))
        #expect(bench.sees("V1", .hearing, "siffle"))
    }

    // H07–H10, H31.
    @Test func `a spool sticks where it is, shifts only partly, lags, leaks`() throws {
        let bench = try shifted()
        bench.fail("V1", "stuck", 1)
        bench.set("V1", "override-a", 1)
        try bench.run(0.5)
        #expect(bench["V1", "spool"] == 0)
        bench.mend("V1")
        try bench.run(0.5)
        #expect(bench["V1", "spool"] == 1)
        bench.fail("V1", "stuck", 1)
        bench.set("V1", "override-a", 0)
        try bench.run(0.5)
        #expect(bench["V1", "spool"] == 1 && bench["V1", "flow-a"] > litres(15), "stuck on")
        bench.fail("V1", "partly-shifted", 0.65)
        bench.set("V1", "override-a", 1)
        try bench.run(0.5)
        let share = perMinute(bench["V1", "flow-a"]) / 16
        #expect(abs(share - 0.35) < 0.02, "\(share)")
        for (severity, milliseconds) in [(0.0, 30.0), (0.18, 60), (0.53, 120), (1, 200)] {
            let bench = try shifted()
            bench.fail("V1", "slow", severity)
            bench.set("V1", "override-b", 1)
            let time = try #require(try bench.run(1) { bench["V1", "spool"] == -1 })
            #expect(abs(time * 1000 - milliseconds) < 6, "\(time)")
        }
        let leaking = try HydraulicBench([Part("V1", "valve-4-3")], pipes: [("V1:T", "~"), ("V1:P", "~"), ("V1:B", "~")])
        leaking.source("V1:A", 100e5)
        leaking.fail("V1", "leaking", 1)
        try leaking.run(0.1)
        // Over two lands: from A to T and from A to P.
        #expect(abs(perMinute(leaking["V1", "flow-a"]) + 2) < 0.1, "\(perMinute(leaking["V1", "flow-a"]))")
    }

    private func proportional(
        _ command: Int, _ values: [(key: String, value: ParameterValue)] = []
    ) throws -> (bench: HydraulicBench, command: Handle<VoltageSource>, supply: Handle<VoltageSource>) {
        let bench = try HydraulicBench(
            [Part("V1", "proportional-valve", [("command", .count(command))] + values)], pipes: [("V1:T", "~")])
        bench.source("V1:P", 25e5)
        bench.source("V1:A", 20e5)
        bench.source("V1:B", 5e5)
        for terminal in ["0V", "C-"] {
            _ = bench.assembly.circuit.wire(
                terminal, bench.joint("V1:\(terminal)"), bench.assembly.earth, resistance: 0.01, isMerged: true)
        }
        let supply = bench.assembly.circuit.add(
            VoltageSource(dc: 24), named: "24V", at: [bench.joint("V1:24V"), bench.assembly.earth])
        let source = bench.assembly.circuit.add(
            VoltageSource(dc: 0), named: "C", at: [bench.joint("V1:C+"), bench.assembly.earth])
        return (bench, source, supply)
    }

    @Test(arguments: [(0, -10.0, -1.0), (0, 5, 0.5), (1, 10, 1), (1, -5, 0), (2, 5, 1), (2, 3, 0), (2, 1, -1), (2, 0.5, 0)])
    func `a proportional valve reads its command`(command: Int, volts: Double, expected: Double) throws {
        // 250 Ω: 5 V are 20 mA, 3 V 12 mA, 1 V 4 mA, 0.5 V a broken loop.
        let (bench, source, supply) = try proportional(command, [("hysteresis", .number(0))])
        source.element.dc = volts
        try bench.run(1)
        #expect(abs(bench["V1", "spool"] - expected) < 1e-3, "\(bench["V1", "spool"])")
        supply.element.dc = 12
        try bench.run(1)
        #expect(abs(bench["V1", "spool"]) < 1e-3 && bench.sees("V1", .sight, "éteinte"))
    }

    @Test func `a proportional valve opens in proportion beyond its dead band, with the rated loss when open`() throws {
        let (bench, source, _) = try proportional(0, [("hysteresis", .number(0))])
        for (volts, share) in [(10.0, 1.0), (0.4, 0), (5.25, 0.5)] {
            source.element.dc = volts
            try bench.run(1)
            #expect(abs(perMinute(bench["V1", "flow-a"]) / 16 - share) < 0.02, "\(volts)")
        }
        source.element.dc = -10
        try bench.run(1)
        #expect(bench["V1", "flow-b"] > litres(25) && bench["V1", "flow-a"] < -litres(25))
    }

    // A first-order lag: 63.2 % after its time constant. ZeMA's grades of lag.
    @Test(arguments: [(0.0, 0.03), (0.18, 0.06), (0.53, 0.12), (1, 0.2)])
    func `the spool of a proportional valve lags by its grade`(severity: Double, expected: Double) throws {
        let (bench, source, _) = try proportional(0, [("hysteresis", .number(0))])
        bench.fail("V1", "slow", severity)
        try bench.run(0.1)
        source.element.dc = 10
        let time = try #require(try bench.run(2, dt: 0.001) { bench["V1", "spool"] > 1 - exp(-1) })
        #expect(abs(time - expected) < 0.003 + 0.03 * expected, "\(time)")
    }

    @Test func `play, a shifted null, a weak solenoid, worn edges and a dead amplifier show`() throws {
        let (bench, source, _) = try proportional(0)
        func spool(_ volts: Double) throws -> Double {
            source.element.dc = volts
            try bench.run(1)
            return bench["V1", "spool"]
        }
        let rising = try spool(5)
        _ = try spool(10)
        // 3 % of the command between the two ways.
        #expect(abs(try spool(5) - rising - 0.03) < 1e-3)
        bench.fail("V1", "sticking", 1)
        _ = try spool(1)
        let stuck = try spool(5)
        _ = try spool(10)
        #expect(try spool(5) - stuck > 0.2)
        bench.fail("V1", "weak", 1)
        #expect(try spool(10) < 0.35)
        bench.fail("V1", "null-shifted", 1)
        #expect(abs(try spool(0) - 0.3) < 0.01)
        bench.fail("V1", "leaking", 1)
        #expect(abs(try spool(0)) < 0.01)
        // P→A 5 bar less A→T 20 bar, 2.1e-12.
        #expect(abs(bench["V1", "flow-a"] + 2.1e-12 * 15e5) < 2e-7)
        bench.fail("V1", "dead", 1)
        #expect(abs(try spool(10)) < 0.01)
    }

    // MARK: - Flow

    @Test func `a flow regulator holds its flow against the pressure, and lets back freely`() throws {
        let bench = try HydraulicBench([Part("Q1", "flow-regulator")], pipes: [("Q1:2", "~")])
        let source = bench.source("Q1:1", 0)
        func flow(_ bars: Double) throws -> Double {
            bench.assembly.circuit.setFixed(source, value: bars * 1e5)
            try bench.run(0.05)
            return perMinute(bench["Q1", "flow"])
        }
        // Within 5 % from 12 to 120 bar.
        for bars in [12.0, 40, 120] { #expect(abs(try flow(bars) / 6 - 1) < 0.05, "\(bars)") }
        // Below, an orifice: a quarter of 8 bar gives half.
        #expect(abs(try flow(2) - 3) < 0.1)
        // H28.
        bench.fail("Q1", "drifted", 1)
        #expect(abs(try flow(60) - 3) < 0.15)
        bench.fail("Q1", "clogged", 0.5)
        #expect(abs(try flow(60) / 6 - 0.515) < 0.03)
        bench.fail("Q1", "compensator-stuck", 1)
        // √(120/8) times as much.
        #expect(abs(try flow(120) / 6 - 15.0.squareRoot()) < 0.1)
        let back = try HydraulicBench([Part("Q1", "flow-regulator")], pipes: [("Q1:1", "~")])
        back.source("Q1:2", 8e5)
        try back.run(0.1)
        #expect(perMinute(back["Q1", "flow"]) < -15)
    }

    // MARK: - Compensated pump

    private func compensated(_ failure: ActiveFailure? = nil) throws -> HydraulicBench {
        let bench = try HydraulicBench(
            [
                Part("P1", "variable-pump"), Part("Q1", "throttle", [("opening", .number(0))]),
                Part("H1", "hydraulic-hose", [("length", .number(2))]),
            ], pipes: [("P1:P", "H1:1"), ("H1:2", "Q1:1"), ("Q1:2", "~")])
        bench.source("P1:S", 0)
        bench.turn("P1", 1450)
        if let failure { bench.assembly.setFailures([failure], on: "P1") }
        try bench.run(3)
        return bench
    }

    @Test func `a compensated pump holds its pressure without flow, and gives all its flow below its band`() throws {
        let bench = try compensated()
        // It still feeds its own leakage: just below the set pressure.
        #expect(bench.bar("P1:P") < 100 && bench.bar("P1:P") > 99, "\(bench.bar("P1:P"))")
        // α·D·ω = k·p.
        let alone = 1.2e-12 * bench.bar("P1:P") * 1e5 / (18e-6 / (2 * .pi) * 1450 * .pi / 30)
        #expect(abs(bench["P1", "stroke"] - alone) < 2e-3, "\(bench["P1", "stroke"]) \(alone)")
        let idle = bench["P1", "torque"]
        bench.assembly.setParameter("opening", .number(1), on: "Q1")
        try bench.run(2)
        // 18 cm³ at 1450 rpm through a throttle that passes 16 l/min at 5 bar.
        #expect(abs(perMinute(bench["P1", "flow"]) - 26.1) < 0.3 && bench["P1", "stroke"] > 0.999)
        #expect(idle < 0.2 * 18e-6 / (2 * .pi) * 100e5)
        bench.assembly.setParameter("opening", .number(0.1), on: "Q1")
        try bench.run(2)
        #expect(bench.bar("P1:P") > 95 && bench.bar("P1:P") < 100)
    }

    @Test func `a compensator drifts, lags, or leaves the pump at full displacement`() throws {
        #expect(abs(try compensated(ActiveFailure("compensator-drifted", severity: 0.5)).bar("P1:P") - 64.5) < 0.6)
        #expect(try compensated(ActiveFailure("stuck-full", severity: 1)).bar("P1:P") > 300)
        let worn = try compensated(ActiveFailure("worn", severity: 1))
        #expect(worn["P1", "stroke"] > 0.3)
        func peak(_ severity: Double) throws -> Double {
            let bench = try compensated(ActiveFailure("sluggish", severity: severity))
            bench.assembly.setParameter("opening", .number(1), on: "Q1")
            try bench.run(2)
            bench.assembly.setParameter("opening", .number(0.1), on: "Q1")
            var highest = 0.0
            try bench.run(1, dt: 0.001) {
                highest = max(highest, bench.bar("P1:P"))
                return false
            }
            return highest
        }
        #expect(try peak(1) > peak(0) + 10)
    }

    @Test func `a compensated pump leaks, draws air, seizes like any other`() throws {
        let leaking = try compensated(ActiveFailure("case-leak", severity: 1))
        #expect(leaking["P1", "leak"] > litres(1) && !leaking.assembly.percepts("P1", .sight).isEmpty)
        let airy = try compensated(ActiveFailure("air-leak", severity: 1))
        #expect(airy["P1", "filling"] < 0.75 && airy.sees("P1", .hearing, "air"))
        let seized = try compensated(ActiveFailure("seized", severity: 1))
        #expect(seized["P1", "torque"] > 150 && !seized.assembly.percepts("P1", .touch).isEmpty)
    }
}
