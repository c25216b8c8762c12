import Circuits
import Components
import Foundation
import Notation
import Testing

/// The proportional relief valve and the flow meter in the line, against their own characteristics.
@Suite struct ProportionalReliefTests {
    private typealias Part = HydraulicBench.Part

    /// Fed with 8 l/min, its command in volts: 4–200 bar for 0–10 V, 3 bar of override at 8 l/min.
    private func relief(
        _ volts: Double, command: Int = 0
    ) throws -> (bench: HydraulicBench, command: Handle<VoltageSource>, supply: Handle<VoltageSource>) {
        let bench = try HydraulicBench(
            [
                Part(
                    "V1", "proportional-relief",
                    [
                        ("command", .count(command)), ("rated-flow", .number(litres(8))), ("override", .number(3e5)),
                        ("hysteresis", .number(0)),
                    ])
            ], pipes: [("V1:T", "~")])
        bench.feed("V1:P", litres(8))
        for terminal in ["0V", "C-"] {
            _ = bench.assembly.circuit.wire(
                terminal, bench.joint("V1:\(terminal)"), bench.assembly.earth, resistance: 0.01, isMerged: true)
        }
        let supply = bench.volts("V1:24V", "V1:0V", 24)
        let source = bench.volts("V1:C+", "V1:C-", volts)
        try bench.run(2)
        return (bench, source, supply)
    }

    // p = p_min + u·(p_max − p_min) + override·(q − q_pilot)/q_n, the pilot oil being 4e-13·p.
    @Test(arguments: [(0.0, 0.0), (2.5, 0.25), (7.65, 0.765), (10, 1), (12, 1)])
    func `it holds the pressure that its command asks, with its override`(volts: Double, share: Double) throws {
        let (bench, _, _) = try relief(volts)
        let pressure = bench.bar("V1:P")
        let pilot = 4e-13 * pressure * 1e5
        let expected = 4 + 196 * share + 3 * (1 - pilot / litres(8))
        #expect(abs(pressure - expected) < 0.05, "\(pressure) for \(expected)")
        #expect(abs(bench["V1", "flow"] - litres(8)) < 1e-9)
    }

    @Test(arguments: [(5.0, 1.0), (3, 0.5), (1, 0), (0.5, 0)])
    func `a current is read on 250 ohms, and a broken loop lets the oil pass`(volts: Double, share: Double) throws {
        let (bench, _, _) = try relief(volts, command: 1)
        #expect(abs(bench["V1", "setting"] / 1e5 - (4 + 196 * share)) < 0.05)
    }

    @Test func `without a supply, dead or stuck open it holds nothing, and its lamp tells which`() throws {
        let (bench, _, supply) = try relief(8)
        #expect(bench.bar("V1:P") > 160 && bench.sees("V1", .sight, "allumée") && bench.sees("V1", .hearing, "siffle"))
        supply.element.dc = 12
        try bench.run(1)
        #expect(bench.bar("V1:P") < 8 && bench.sees("V1", .sight, "éteinte"))
        supply.element.dc = 24
        bench.fail("V1", "dead", 1)
        try bench.run(1)
        #expect(bench.bar("V1:P") < 8 && bench.sees("V1", .sight, "éteinte"))
        bench.fail("V1", "stuck-open", 1)
        try bench.run(1)
        #expect(bench.bar("V1:P") < 8 && bench.sees("V1", .sight, "allumée"))
        bench.fail("V1", "drifted", 0.3)
        try bench.run(1)
        #expect(abs(bench["V1", "setting"] / 1e5 - (4 + 196 * 0.8 * 0.85)) < 0.1)
        bench.fail("V1", "null-shifted", 0.5)
        try bench.run(1)
        #expect(abs(bench["V1", "setting"] / 1e5 - (4 + 196 * 0.9)) < 0.1)
    }

    // Throttling warms oil by Δp/(ρ·c): 9.1 K for 150 bar.
    @Test func `the oil that leaves is warmer by what was throttled`() throws {
        let (bench, _, _) = try relief(7.45)
        let rise = bench["V1", "outlet-temperature"] - 293.15
        #expect(abs(rise - bench.bar("V1:P") * 1e5 / (870 * 1_900)) < 0.2, "\(rise)")
    }

    // MARK: - Flow meter

    private func meter() throws -> (bench: HydraulicBench, current: () -> Double) {
        let bench = try HydraulicBench(
            [Part("F1", "flow-transmitter", [("range", .number(litres(20))), ("rated-loss", .number(0.6e5))])],
            pipes: [("F1:2", "~")])
        bench.feed("F1:1", litres(8))
        bench.volts("F1:+", "F1:-", 24)
        try bench.run(2)
        return (bench, { bench["F1", "loop-current"] * 1e3 })
    }

    @Test func `a flow meter says its flow in 4–20 mA and on its display, and costs pressure`() throws {
        let (bench, current) = try meter()
        #expect(abs(current() - (4 + 16 * 8 / 20.0)) < 0.01, "\(current())")
        #expect(abs(bench["F1", "flow"] - litres(8)) < 1e-8)
        #expect(bench.sees("F1", .sight, "8,0 l/min"))
        // 0.6 of its loss at full range is laminar.
        let loss = 0.6 * (0.6 * 8 / 20.0 + 0.4 * 0.16)
        #expect(abs(bench.bar("F1:1") - loss) < 0.02, "\(bench.bar("F1:1"))")
    }

    @Test func `worn it reads low, held it reads nothing and chokes, dead its display is dark`() throws {
        let (bench, current) = try meter()
        let loss = bench.bar("F1:1")
        bench.fail("F1", "worn", 0.5)
        try bench.run(2)
        #expect(abs(current() - (4 + 16 * 8 * 0.8 / 20)) < 0.01)
        bench.fail("F1", "stuck", 1)
        try bench.run(2)
        #expect(abs(current() - 4) < 0.01 && bench.bar("F1:1") > 10 * loss)
        bench.fail("F1", "dead", 1)
        try bench.run(1)
        #expect(current() < 0.01 && bench.sees("F1", .sight, "éteint"))
    }

    // MARK: - What others say of the oil

    @Test func `a temperature sensor screwed into an outlet reads the oil that leaves`() throws {
        let bench = try HydraulicBench(
            [
                Part("OIL", "oil", [("initial-temperature", .number(333.15))]),
                Part("0B", "hydraulic-tank", [("oil", .link("OIL"))]),
                Part("E1", "cooler", [("oil", .link("OIL"))]),
                Part("B1", "oil-temperature", [("tank", .link("E1"))]), Part("B2", "oil-temperature", [("tank", .link("OIL"))]),
            ], pipes: [("E1:2", "0B:T")])
        bench.feed("E1:1", litres(10))
        for reference in ["B1", "B2"] { bench.volts("\(reference):+", "\(reference):-", 24) }
        bench.volts("E1:L", "E1:N", 230)
        try bench.run(90)
        #expect(abs(bench["B1", "temperature"] - bench["E1", "outlet-temperature"]) < 0.6)
        #expect(bench["B2", "temperature"] > bench["B1", "temperature"] + 5)
    }

    @Test func `oil that is poured in raises the level, and makes up for what was let out`() throws {
        let bench = try HydraulicBench([Part("0B", "hydraulic-tank")])
        try bench.run(0.1)
        let full = bench["0B", "volume"]
        bench.fail("0B", "low-level", 0.5)
        try bench.run(0.1)
        #expect(abs(bench["0B", "volume"] - 0.55 * full) < 1e-6)
        bench.set("0B", "poured", 5e-3)
        try bench.run(0.1)
        #expect(abs(bench["0B", "volume"] - 0.55 * full - 5e-3) < 1e-6)
        bench.mend("0B")
        try bench.run(0.1)
        #expect(abs(bench["0B", "volume"] - full - 5e-3) < 1e-6)
    }

    // P/G: 26 W over 0.35 W/K after many time constants.
    @Test func `a large coil is as warm as its heat conductance says`() throws {
        let bench = try HydraulicBench([Part("Y1", "solenoid", [("power", .number(26)), ("to-air", .number(0.35))])])
        bench.volts("Y1:1", "Y1:2", 24)
        try bench.run(6_000, dt: 0.05)
        #expect(abs(bench["Y1", "temperature"] - 293.15 - 26 / 0.35) < 0.5)
    }
}
