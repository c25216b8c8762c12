import Circuits
import Components
import Foundation
import Notation
import Testing

/// R + jX between two joints, in phasors: the loads of a hand-reckoned circuit.
struct PhasorLoad: Element {
    /// Siemens of 1/(R + jX), both parts.
    var admittance: Z

    init(_ resistance: Double, _ reactance: Double) { admittance = Z(1) / Z(resistance, reactance) }

    static var layering: Layering { .only(Layer.phasor) }
    static var isLinear: Bool { true }

    func stamp(_ s: Stamp) {
        let (g, b) = (admittance.re, admittance.im)
        let (u, w) = (s[0] - s[2], s[1] - s[3])
        for (row, sign) in [(0, 1.0), (2, -1.0)] {
            s.add(row, sign * (g * u - b * w))
            s.add(row + 1, sign * (b * u + g * w))
            for (column, side) in [(0, sign), (2, -sign)] {
                s.slope(row, column, side * g)
                s.slope(row, column + 1, -side * b)
                s.slope(row + 1, column, side * b)
                s.slope(row + 1, column + 1, side * g)
            }
        }
    }
}

/// Three ideal phases of 230 V on three joints, in the order L1 L2 L3.
extension Bench {
    @discardableResult
    func phases(_ joints: [String], _ volts: Double = 230) -> [Handle<VoltageSource>] {
        joints.enumerated().map { index, name in
            let angle = -2 * Double.pi / 3 * Double(index)
            return source(name, "PE", real: volts * cos(angle), imaginary: volts * sin(angle))
        }
    }

    @discardableResult
    func load(_ a: String, _ b: String, _ resistance: Double, _ reactance: Double = 0) -> Handle<PhasorLoad> {
        assembly.circuit.add(PhasorLoad(resistance, reactance), named: "Z", at: [joint(a), joint(b)])
    }
}

@Suite struct EnergyMeterTests {
    /// 10 A resistive, 5 A resistive, and 10 + j10 Ω to neutral on the three phases.
    private func bench(_ settings: Bench.Settings = []) throws -> Bench {
        let bench = try Bench([("P1", "energy-meter", settings)])
        bench.phases(["P1:1", "P1:3", "P1:5"])
        bench.wire("P1:N", "PE")
        bench.load("P1:2", "PE", 23)
        bench.load("P1:4", "PE", 46)
        bench.load("P1:6", "PE", 10, 10)
        try bench.run(0.05)
        return bench
    }

    // 0.02 %: the 0.5 mΩ of each path.
    private func expect(_ bench: Bench, _ signal: String, _ expected: Double) {
        #expect(abs(bench["P1.\(signal)"] - expected) < 2e-4 * max(abs(expected), 1), "\(signal): \(bench["P1.\(signal)"])")
    }

    @Test func `unbalanced loads read as the phasors on paper`() throws {
        let bench = try bench()
        let inductive = 230 * 230 / 20.0
        let active = 2300 + 1150 + inductive
        for phase in 1...3 { expect(bench, "u\(phase)", 230) }
        for pair in ["u12", "u23", "u31"] { expect(bench, pair, 230 * 3.0.squareRoot()) }
        expect(bench, "i1", 10)
        expect(bench, "i2", 5)
        expect(bench, "i3", 230 / 200.0.squareRoot())
        expect(bench, "power", active)
        expect(bench, "reactive", inductive)
        expect(bench, "apparent", (active * active + inductive * inductive).squareRoot())
        expect(bench, "power-factor", active / (active * active + inductive * inductive).squareRoot())
        let before = bench["P1.energy"]
        try bench.run(60, 0.05)
        #expect(abs(bench["P1.energy"] - before - active * 60) < 2e-4 * active * 60)
        #expect(bench["P1.energy-returned"] == 0)
    }

    @Test func `a transformer the wrong way round takes its phase away twice, a shorted one and a lost voltage once`() throws {
        let inductive = 230 * 230 / 20.0
        for (failure, item, active, reactive) in [
            ("ct-reversed", "1", 2300 + 1150 + inductive - 4600, inductive),
            ("ct-reversed", "6", 2300 + 1150 - inductive, -inductive),
            ("ct-shorted", "3", 2300 + inductive, inductive), ("voltage-lost", "5", 3450, 0),
        ] {
            let bench = try bench()
            bench.fail("P1", failure, item: item)
            try bench.run(0.02)
            expect(bench, "power", active)
            expect(bench, "reactive", reactive)
        }
        // More comes back through phase 1 than 2 and 3 take: the meter counts it as returned.
        let bench = try Bench([("P1", "energy-meter", [])])
        bench.phases(["P1:1", "P1:3", "P1:5"])
        bench.wire("P1:N", "PE")
        bench.load("P1:2", "PE", 23)
        bench.fail("P1", "ct-reversed", item: "2")
        try bench.run(10)
        #expect(bench["P1.energy"] == 0)
        #expect(abs(bench["P1.energy-returned"] - 23_000) < 30)
    }

    @Test func `an open neutral behind it shows as unequal voltages: Millman`() throws {
        let bench = try Bench([("P1", "energy-meter", [])])
        bench.phases(["P1:1", "P1:3", "P1:5"])
        for (terminal, ohms) in [("2", 50.0), ("4", 100), ("6", 200)] { bench.load("P1:\(terminal)", "P1:N", ohms) }
        try bench.run(0.05)
        // Millman, with the 3 W of the meter's own supply beside the 50 Ω.
        let emf = (0..<3).map { Z(230 * cos(-2 * Double.pi / 3 * Double($0)), 230 * sin(-2 * Double.pi / 3 * Double($0))) }
        var first = 150.0
        var expected: [Double] = []
        for _ in 0..<20 {
            let y = [1 / 50.0 + 3 / (first * first), 1 / 100.0, 1 / 200.0]
            let sum = Z(y[0]) * emf[0] + Z(y[1]) * emf[1] + Z(y[2]) * emf[2]
            let star = sum / Z(y[0] + y[1] + y[2])
            expected = emf.map { ($0 - star).modulus }
            first = expected[0]
        }
        for phase in 1...3 { expect(bench, "u\(phase)", expected[phase - 1]) }
        // Without the meter 150.6, 260.8 and 301.1 V (PHYSICS §3, at 231 V).
        #expect(abs(bench["P1.u1"] - 150.6) < 2 && abs(bench["P1.u3"] - 301.1) < 3)
    }

    // IEC 62053-22, class 0.5 S: from a thousandth of the rated current on, here 1 A.
    @Test(arguments: [(0.9, false), (1.1, true)])
    func `it counts nothing below a thousandth of its primary current`(amperes: Double, counts: Bool) throws {
        let bench = try Bench([("P1", "energy-meter", [("primary", .number(1_000))])])
        bench.phases(["P1:1", "P1:3", "P1:5"])
        bench.wire("P1:N", "PE")
        bench.load("P1:2", "PE", 230 / amperes)
        try bench.run(0.05)
        expect(bench, "i1", counts ? amperes : 0)
        #expect((bench["P1.power"] > 0) == counts)
    }

    @Test func `it is dark under 85 V, saturates over its range, and wrong or frozen when its failures say so`() throws {
        let bench = try bench([("primary", .number(5))])
        expect(bench, "i1", 6)
        bench.fail("P1", "wrong-ratio")
        try bench.run(0.02)
        expect(bench, "i1", 12)
        bench.fail("P1", "frozen")
        bench.load("P1:4", "PE", 100)
        let before = bench["P1.i2"]
        try bench.run(0.1)
        #expect(bench["P1.i2"] == before)
        bench.fail("P1", "dead")
        try bench.run(0.02)
        #expect(bench.assembly.percepts("P1", .sight).first!.en == "the display is dark")
    }
}
