import Circuits
import Components
import Foundation
import Notation
import Testing

@Suite struct ElectricalSupplyTests {
    @Test func `a 5 A supply on 3 ohms falls to 15.0 V at 5.0 A`() throws {
        let bench = try Bench([("G1", "power-supply", [("current-limit", .number(5))])])
        bench.feed("G1")
        let load = bench.resistor("G1:+", "G1:-", 1e6)
        try bench.run(0.3)
        // U₀ − R·I at no load, within the rounding of the corner (a few mV).
        #expect(abs(bench.dc("G1:+", "G1:-") - 24) < 0.01)
        #expect(bench["G1.led"] == 1)
        load.element.value = 1 / 6.0
        try bench.run(0.02)
        // 24 V behind 30 mΩ on 6 Ω.
        #expect(abs(bench.dc("G1:+", "G1:-") - 24 * 6 / 6.03) < 0.001)
        load.element.value = 1 / 3.0
        try bench.run(0.02)
        #expect(abs(bench.dc("G1:+", "G1:-") - 15) < 0.05)
        #expect(abs(bench["G1.output-current"] - 5) < 0.01)
        #expect(bench["G1.led"] == 0)
        // A dead short: still 5 A.
        load.element.value = 1000
        try bench.run(0.02)
        #expect(abs(bench["G1.output-current"] - 5) < 0.02)
        // Through the overload, the short and no load at all, no step was cut in two.
        load.element.value = 1e-9
        try bench.run(0.02)
        #expect(abs(bench.dc("G1:+", "G1:-") - 24) < 0.01)
        #expect(bench.assembly.circuit.halvingCount == 0)
    }

    @Test func `an aged output stage dips to 20 V at 4 A`() throws {
        let bench = try Bench([("G1", "power-supply", [("internal-resistance", .number(0.001))])])
        bench.feed("G1")
        bench.fail("G1", "aged")
        // 4 A wanted at 20 V: fault E02.
        _ = bench.resistor("G1:+", "G1:-", 5)
        try bench.run(0.3)
        #expect(abs(bench.dc("G1:+", "G1:-") - 20) < 0.02)
    }

    @Test func `the output floats until it is bonded, holds 20 ms without mains, and the input draws its power`() throws {
        let bench = try Bench([("G1", "power-supply", []), ("E1", "link", [])])
        let mains = bench.source("G1:L", "PE", real: 230)
        bench.wire("G1:N", "PE")
        bench.wire("E1:a", "G1:-")
        bench.wire("E1:b", "PE")
        _ = bench.resistor("G1:+", "G1:-", 12)
        let touch = bench.resistor("G1:+", "PE", 1000)
        try bench.run(0.3)
        let power = bench.dc("G1:+", "G1:-") * bench["G1.output-current"] / 0.88 + 1.5
        #expect(abs(bench["G1.input-current"] * 230 - power) < 1e-3 * power)
        #expect(abs(bench.dc("G1:+", "PE") - 23.94) < 0.02)
        bench["E1.fitted"] = 0
        try bench.run(0.05)
        // Through 1 kΩ the floating + is pulled to PE, and the − goes under it.
        #expect(abs(bench.dc("G1:+", "PE")) < 0.01)
        #expect(abs(bench.dc("G1:-", "PE") + 23.94) < 0.02)
        touch.element.value = 1e-9
        mains.element.real = 0
        try bench.run(0.015)
        #expect(bench.dc("G1:+", "G1:-") > 23)
        try bench.run(0.02)
        #expect(bench.dc("G1:+", "G1:-") < 0.1)
    }

    @Test func `a short on the bonded 24 V blows the branch fuse, and the rest of the 24 V comes back`() throws {
        let bench = try Bench([
            ("G1", "power-supply", []), ("E1", "link", []), ("F1", "fuse", [("rating", .number(2))]),
            (
                "R1", "resistive-load",
                [
                    ("power", .number(24)), ("voltage", .number(24)),
                ]
            ),
        ])
        bench.feed("G1")
        bench.wire("E1:a", "G1:-")
        bench.wire("E1:b", "PE")
        bench.wire("G1:+", "F1:1", 0.02)
        bench.wire("F1:2", "R1:1", 0.02)
        bench.wire("R1:2", "G1:-", 0.02)
        try bench.run(1)
        #expect(bench["F1.blown"] == 0)
        bench.fail("R1", "earth-fault", 1)
        let blown = try #require(try bench.time(until: "F1.blown", within: 2))
        // 5.5 A, 2.75 times the rating: 50 ms to 2 s (IEC 60127-2).
        #expect(blown > 0.05)
        try bench.run(0.05)
        #expect(abs(bench.dc("F1:1", "F1:2") - 24) < 0.05)
        #expect(abs(bench.dc("G1:+", "PE") - 24) < 0.05)
        // Without the bond the same fault passes unseen.
        bench.assembly.renew("F1")
        bench["E1.fitted"] = 0
        try bench.run(2)
        #expect(bench["F1.blown"] == 0)
    }

    @Test func `three lamps in star lose a phase: nothing changes for two with a neutral, half the square each without`() throws {
        let bench = try Bench([
            ("R", "three-phase-supply", []), ("Q0", "isolator", [("poles", .count(4)), ("closed", .flag(true))]),
            ("H1", "resistive-load", [("resistance", .number(50))]), ("H2", "resistive-load", [("resistance", .number(100))]),
            ("H3", "resistive-load", [("resistance", .number(200))]),
        ])
        for (line, pole) in [("L1", 1), ("L2", 3), ("L3", 5), ("N", 7)] { bench.wire("R:\(line)", "Q0:\(pole)") }
        for (load, pole) in [("H1", 2), ("H2", 4), ("H3", 6)] {
            bench.wire("Q0:\(pole)", "\(load):1")
            bench.wire("\(load):2", "Q0:8")
        }
        try bench.run(0.02)
        // 230.9 V less the drop in the supply's 38 mΩ and the poles: 0.2 V at 4.6 A.
        for load in ["H1", "H2", "H3"] { #expect(abs(bench.ac("\(load):1", "\(load):2") - 230.9) < 0.5) }
        #expect(abs(bench["R.voltage-l1-l2"] - 400) < 0.5)
        // The DC layer of the mains does not exist: no DC source reaches it.
        #expect(bench.dc("R:L1", "PE") == 0)

        bench.fail("R", "phase-lost", item: "L1")
        try bench.run(0.02)
        #expect(bench.ac("H1:1", "H1:2") < 0.5)
        #expect(abs(bench.ac("H2:1", "H2:2") - 230.9) < 0.5)

        // Neutral open: Millman's star point with 50, 100, 200 Ω; L1 lost: 400 V over 100 and 200 Ω in series.
        bench.fail("Q0", "pole-open", item: "7")
        try bench.run(0.02)
        #expect(abs(bench.ac("H2:1", "H2:2") - 400.0 / 3) < 0.5)
        #expect(abs(bench.ac("H3:1", "H3:2") - 800.0 / 3) < 0.5)
        bench.assembly.setFailures([], on: "R")
        try bench.run(0.02)
        for (load, volts) in [("H1", 150.6), ("H2", 260.8), ("H3", 301.1)] {
            // The table is for 230 V, this mains has 400/√3.
            #expect(abs(bench.ac("\(load):1", "\(load):2") - volts * 400 / 3.0.squareRoot() / 230) < 0.5)
        }
    }

    @Test func `a short-circuit at the mains draws its rated current and trips the breaker`() throws {
        let bench = try Bench([
            ("R", "three-phase-supply", [("short-circuit-current", .number(6000))]),
            ("Q1", "circuit-breaker", [("rating", .number(16)), ("closed", .flag(true))]),
        ])
        bench.wire("R:L1", "Q1:1")
        let fault = bench.resistor("Q1:2", "R:N", 0.02)
        try bench.assembly.step(0.005)
        // |Z| = 230.9/6000 with cos φ 0.7, the breaker's 9.4 mΩ and the fault's 20 mΩ in series.
        let z = 400 / 3.0.squareRoot() / 6000
        let r = 0.7 * z + 0.15 / 16 + 0.02
        let x = 0.51.squareRoot() * z
        let expected = 400 / 3.0.squareRoot() / (r * r + x * x).squareRoot()
        #expect(abs(bench.ac("Q1:2", "R:N") * fault.element.value - expected) < 0.001 * expected)
        try bench.assembly.step(0.005)
        #expect(bench["Q1.tripped"] == 1)
        #expect(bench.ac("Q1:2", "R:N") < 0.001)
    }

    @Test func `reversed phases turn the other way`() throws {
        func turn(_ isReversed: Bool) throws -> Double {
            let bench = try Bench([("R", "three-phase-supply", [("reversed", .flag(isReversed))])])
            _ = bench.resistor("R:L2", "R:N", 1e5)
            try bench.run(0.01)
            return bench.assembly.circuit.across(bench.joint("R:L2"), layer: Layer.imaginary)
        }
        #expect(abs(try turn(false) + 200) < 0.1)
        #expect(abs(try turn(true) - 200) < 0.1)
    }

    @Test func `a 10 megohm meter on a loaded divider reads the divider`() throws {
        let bench = try Bench([
            ("R1", "resistive-load", [("resistance", .number(1e6)), ("insulation", .number(1e12))]),
            ("R2", "resistive-load", [("resistance", .number(1e6)), ("insulation", .number(1e12))]),
        ])
        bench.source("R1:1", "PE", dc: 24)
        bench.wire("R1:2", "R2:1")
        bench.wire("R2:2", "PE")
        let meter = bench.resistor("R2:1", "PE", 1e7)
        try bench.run(0.01)
        // 24 V · (1 MΩ ∥ 10 MΩ) / (1 MΩ + 1 MΩ ∥ 10 MΩ); stray insulation of 1 TΩ takes 1e-6 of it.
        let parallel = 1e13 / 1.1e7
        #expect(abs(bench.dc("R2:1", "PE") - 24 * parallel / (1e6 + parallel)) < 1e-3)
        meter.element.value = 0
        try bench.run(0.01)
        #expect(abs(bench.dc("R2:1", "PE") - 12) < 1e-3)
    }

    @Test func `a relay coil charges along L over R, pulls and lets go at its voltages`() throws {
        let bench = try Bench([("K1", "relay", [("time-constant", .number(0.05))])])
        let source = bench.source("K1:A1", "PE", dc: 24)
        bench.wire("K1:A2", "PE")
        for _ in 0..<100 { try bench.assembly.step(0.0005) }
        // One time constant: 63.2 % of U/R = 25 mA, within h/2τ of implicit Euler.
        #expect(abs(bench["K1.current"] / 0.025 - (1 - exp(-1))) < 0.005)
        var states: [Double] = []
        for volts in [0.0, 16.5, 17.2, 5.2, 4.5] {
            source.element.dc = volts
            try bench.run(1)
            states.append(bench["K1.closed"])
        }
        #expect(states == [0, 0, 1, 1, 0])
    }

    @Test func `merged and solved wires agree within 2 percent and 10 mV`() throws {
        func readings(_ resistance: Double?) throws -> [Double] {
            let bench = try Bench([
                ("G1", "power-supply", []), ("F1", "fuse", [("rating", .number(4))]), ("X1", "terminal-strip", []),
                ("K1", "relay", []), ("H1", "lamp", []),
                ("R1", "resistive-load", [("power", .number(24)), ("voltage", .number(24))]),
            ])
            bench.feed("G1")
            let wires = [
                ("G1:-", "PE"), ("G1:+", "F1:1"), ("F1:2", "X1:1a"), ("X1:1b", "K1:11"), ("K1:12", "X1:2a"), ("X1:2b", "H1:X1"),
                ("H1:X2", "X1:3a"), ("X1:3b", "G1:-"), ("X1:1b", "R1:1"), ("R1:2", "X1:3a"),
            ]
            // 0.16 m of 1.5 mm²: 1.9 mV each at 1 A, five in the longest path.
            for (a, b) in wires { bench.wire(a, b, resistance.map { a == "G1:-" && b == "PE" ? 1e-4 : $0 }) }
            try bench.run(0.5)
            return [bench.dc("H1:X1", "H1:X2"), bench.dc("R1:1", "R1:2"), bench["G1.output-current"]]
        }
        let (merged, solved) = (try readings(nil), try readings(0.0019))
        #expect(abs(merged[2] - solved[2]) < 0.02 * merged[2])
        #expect(abs(merged[0] - solved[0]) < 0.010)
        #expect(abs(merged[1] - solved[1]) < 0.010)
        #expect(merged[2] > 1)
    }

    @Test func `a loose terminal of 20 kilohms drops what its load leaves, and opens at full severity`() throws {
        let bench = try Bench([
            ("G1", "power-supply", []), ("X2", "terminal-strip", []),
            (
                "R1", "resistive-load",
                [
                    ("resistance", .number(2400)), ("insulation", .number(1e12)),
                ]
            ),
        ])
        bench.feed("G1")
        bench.wire("G1:-", "PE")
        bench.wire("G1:+", "X2:12a")
        bench.wire("X2:12b", "R1:1")
        bench.wire("R1:2", "G1:-")
        try bench.run(0.3)
        let healthy = bench.dc("R1:1", "PE")
        #expect(abs(healthy - 24) < 0.01)
        for (name, severity) in [("loose", 0.530103), ("resistive", 0.883505)] {
            bench.fail("X2", name, severity, item: "12")
            try bench.run(0.02)
            #expect(abs(bench.dc("R1:1", "PE") - healthy * 2.4 / 22.4) < 0.01)
        }
        bench.fail("X2", "loose", 1, item: "12")
        try bench.run(0.02)
        #expect(bench.dc("R1:1", "PE") < 1e-4)
        bench.assembly.setFailures([], on: "X2")
        try bench.run(0.02)
        #expect(abs(bench.dc("R1:1", "PE") - healthy) < 1e-4)
    }
}
