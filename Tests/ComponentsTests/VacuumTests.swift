import Circuits
import Components
import Foundation
import Notation
import Testing

/// Mass flow by ISO 6358-1, kg/s, in the tests' own words.
private func isoFlow(_ upstream: Double, _ downstream: Double, _ conductance: Double, _ ratio: Double) -> Double {
    guard upstream >= downstream else { return -isoFlow(downstream, upstream, conductance, ratio) }
    let t = max(0, (downstream / upstream - ratio) / (1 - ratio))
    return conductance * 1.185 * upstream * max(0, 1 - t * t).squareRoot()
}

/// Runge–Kutta of order 4 of dp/dt = R·T/V·ṁ(p) until `end`; seconds, or nil beyond `limit`.
private func time(
    from start: Double, to end: Double, volume: Double, limit: Double = 200, _ flow: (Double) -> Double
) -> Double? {
    let (h, gain) = (1e-4, 287 * 293.15 / volume)
    var p = start
    var t = 0.0
    while t < limit {
        let k1 = gain * flow(p)
        let k2 = gain * flow(p + h / 2 * k1)
        let k3 = gain * flow(p + h / 2 * k2)
        let k4 = gain * flow(p + h * k3)
        p += h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
        t += h
        if (end - start) * (p - end) >= 0 { return t }
    }
    return nil
}

@Suite struct VacuumTests {
    private typealias Part = PneumaticBench.Part
    private static let atmosphere = 101_325.0

    /// An ejector under full pressure with 50 ml in all on its vacuum side.
    private func ejector(_ values: [(key: String, value: ParameterValue)] = [], pressure: Double = 6) throws -> PneumaticBench {
        try PneumaticBench(
            [
                Part("G", "air-supply", [("pressure", bars(pressure))]), Part("V", "vacuum-ejector", values),
                Part("B", "reservoir", [("volume", .number(4.8e-5))]),
            ],
            pipes: [("G:1", "V:1"), ("V:V", "B:1")])
    }

    // PHYSICS N27: 0.264 s to −55 kPa with 12 l/min, 0.79 s with 4.
    @Test(arguments: [(0.0, 0.264), (1, 0.79)])
    func `it empties 50 ml in the time of its exponential, a dirty nozzle in three times that`(
        severity: Double, published: Double
    ) throws {
        let bench = try ejector()
        bench.fail("V", "nozzle-dirty", severity)
        let elapsed = try #require(try bench.run(3, dt: 0.001) { bench.pressure("V:V") < Self.atmosphere - 55_000 })
        let suction = 2e-4 * (1 - severity * 2 / 3)
        let depth = Self.atmosphere - 0.3e5
        let closedForm = 5e-5 * depth / (1.185 * 287 * 293.15 * suction) * log(depth / (depth - 55_000))
        // Filling of the supply port: a few steps of 1 ms.
        #expect(abs(elapsed - closedForm) < 0.006)
        #expect(abs(elapsed - published) < 0.01)
    }

    @Test func `with a leak it goes as an independent integration, to where suction and leak balance`() throws {
        let bench = try ejector()
        let leak = 5e-10
        bench.assembly.circuit.add(
            Restriction(conductance: leak, ratio: 0.3), named: "leak", at: [bench.assembly.atmosphere, bench.joint("B:1")])
        let flow = { (p: Double) in
            isoFlow(Self.atmosphere, p, leak, 0.3) - 1.185 * 2e-4 * (p - 0.3e5) / (Self.atmosphere - 0.3e5)
        }
        let elapsed = try #require(try bench.run(3, dt: 0.001) { bench.pressure("V:V") < Self.atmosphere - 45_000 })
        let expected = try #require(time(from: Self.atmosphere, to: Self.atmosphere - 45_000, volume: 5e-5, flow))
        #expect(abs(elapsed - expected) < 0.006)
        try bench.run(3)
        var (low, high) = (0.3e5, Self.atmosphere)
        for _ in 0..<60 {
            let middle = (low + high) / 2
            if flow(middle) > 0 { low = middle } else { high = middle }
        }
        #expect(abs(bench.pressure("V:V") - low) < 20)
        // N26: −53.3 kPa, whose critical ratio is not told.
        #expect(abs(low - (Self.atmosphere - 53_300)) < 600)
    }

    @Test func `less supply gives less vacuum; without supply it lets the vacuum go, unless its check valve holds it`() throws {
        let weak = try ejector(pressure: 2.7)
        try weak.run(5)
        // 2.7 bar is half of the way from 0.9 to 4.5: half of the best vacuum.
        #expect(abs(weak.pressure("V:V") - (Self.atmosphere - 0.5 * 71_325)) < 300)
        for (hasCheck, holds) in [(false, false), (true, true)] {
            let bench = try ejector([("check-valve", .flag(hasCheck))])
            try bench.run(3)
            bench.fail("G", "low-pressure", 1)
            try bench.run(10)
            #expect((bench.pressure("V:V") < 0.35e5) == holds)
            bench.fail("V", "check-leaking", 1)
            try bench.run(10)
            #expect(bench.pressure("V:V") > 0.9e5)
        }
    }

    private func gripper() throws -> PneumaticBench {
        try PneumaticBench(
            [
                Part("G", "air-supply"), Part("V", "vacuum-ejector"), Part("C", "vacuum-cup", [("load", .number(20))]),
                Part("S", "vacuum-switch"),
            ],
            pipes: [("G:1", "V:1"), ("V:V", "C:V"), ("V:V", "S:V")])
    }

    @Test func `a cup holds its sheet by pressure and area: −71 kPa on 50 mm, −53 once its lip is torn`() throws {
        let bench = try gripper()
        try bench.run(2)
        #expect(bench.value("C", "held") == 0)
        #expect(bench.pressure("V:V") > Self.atmosphere - 8_000, "without a sheet it sucks the room's air")
        bench.set("C", "sheet", 1)
        try bench.run(2)
        let force = 71_300 * Double.pi / 4 * 0.05 * 0.05
        #expect(abs(bench.value("C", "force") - force) < 0.01 * force)
        #expect(bench.value("C", "held") == 1)
        bench.fail("C", "torn", 1)
        try bench.run(2)
        #expect(abs(bench.pressure("V:V") - (Self.atmosphere - 53_300)) < 1_000)
        bench.fail("G", "low-pressure", 1)
        try bench.run(2)
        #expect(bench.value("C", "held") == 0)
    }

    @Test func `a vacuum switch gives its output under −60 kPa and takes it back 5 kPa above`() throws {
        let bench = try gripper()
        let circuit = bench.assembly.circuit
        circuit.add(VoltageSource(dc: 24), named: "G24", at: [bench.joint("S:1"), bench.assembly.earth])
        circuit.add(Conductance(resistance: 2_400), named: "input", at: [bench.joint("S:4"), bench.assembly.earth])
        _ = circuit.wire("0V", bench.joint("S:3"), bench.assembly.earth, resistance: 0.01, isMerged: true)
        bench.set("C", "sheet", 1)
        var switched: Double?
        try bench.run(3, dt: 0.001) {
            if bench.value("S", "output") == 1 { switched = bench.pressure("V:V") }
            return switched != nil
        }
        #expect(abs(try #require(switched) - (Self.atmosphere - 60_000)) < 500)
        #expect(bench.assembly.percepts("S", .sight).first!.en == "the display shows -60 kPa")
        try bench.run(1)
        #expect(circuit.across(bench.joint("S:4")) > 20)
        bench.set("C", "sheet", 0)
        switched = nil
        try bench.run(3, dt: 0.001) {
            if bench.value("S", "output") == 0 { switched = bench.pressure("V:V") }
            return switched != nil
        }
        #expect(try #require(switched) > Self.atmosphere - 55_000)
        // A torn lip keeps it from ever coming.
        bench.set("C", "sheet", 1)
        bench.fail("C", "torn", 1)
        #expect(try bench.run(3) { bench.value("S", "output") == 1 } == nil)
    }

    // MARK: - Filling and emptying

    @Test(arguments: [0.5e-9, 1e-9, 3e-9])
    func `a soft start fills to half pressure in the time of an independent integration, then at once`(throttle: Double) throws {
        let bench = try PneumaticBench(
            [
                Part("G", "air-supply", [("pressure", bars(6)), ("conductance", .number(1e-6))]),
                Part("0V3", "soft-start-valve", [("throttle", .number(throttle))]),
                Part("B", "reservoir", [("volume", .number(5e-3))]),
            ],
            pipes: [("G:1", "0V3:1"), ("0V3:2", "B:1")])
        let supply = 6e5 + Self.atmosphere
        let half = 3e5 + Self.atmosphere
        let elapsed = try #require(try bench.run(100) { bench.value("0V3", "open") == 1 })
        let expected = try #require(
            time(from: Self.atmosphere, to: half, volume: 5.002e-3) { isoFlow(supply, $0, throttle, 0.35) })
        // A step of 5 ms, and 0.1 % of implicit Euler and of the supply's own drop.
        #expect(abs(elapsed - expected) < 0.01 + 2e-3 * expected, "\(elapsed) for \(expected)")
        let rest = try #require(try bench.run(20) { bench.pressure("B:1") > supply - 0.1e5 })
        #expect(rest < 0.05 * elapsed + 0.5)
        // When the supply is vented the machine's air goes back through it, and the next start is soft again.
        bench.fail("G", "low-pressure", 1)
        try bench.run(10)
        #expect(bench.value("0V3", "open") == 0 && bench.pressure("B:1") < 1.1e5)
    }

    @Test func `a stuck main seat never opens, or fills at once`() throws {
        func fill(_ failure: String) throws -> Double? {
            let bench = try PneumaticBench(
                [Part("G", "air-supply"), Part("0V3", "soft-start-valve"), Part("B", "reservoir")],
                pipes: [("G:1", "0V3:1"), ("0V3:2", "B:1")])
            bench.fail("0V3", failure, 1)
            return try bench.run(60) { bench.pressure("B:1") > 7e5 }
        }
        let shut = try #require(try fill("stuck-closed"))
        let wide = try #require(try fill("stuck-open"))
        #expect(shut > 10 && wide < 0.5)
    }

    @Test func `a quick exhaust hurries the stroke that empties through it, a stuck diaphragm takes that back`() throws {
        func stroke(_ hasQuickExhaust: Bool, _ failure: String? = nil) throws -> Double {
            let valve: [(key: String, value: ParameterValue)] = [
                ("conductance", sonic(0.8)), ("exhaust-conductance", sonic(0.4)),
            ]
            var parts = [
                Part("G", "air-supply"), Part("1V1", "valve-5-2", valve), Part("1A1", "double-acting-cylinder"),
            ]
            var pipes = [("G:1", "1V1:1"), ("1V1:4", "1A1:A"), ("1V1:3", "~"), ("1V1:5", "~")]
            if hasQuickExhaust {
                parts.append(Part("1V4", "quick-exhaust-valve"))
                pipes += [("1V1:2", "1V4:1"), ("1V4:2", "1A1:B"), ("1V4:3", "~")]
            } else {
                pipes.append(("1V1:2", "1A1:B"))
            }
            let bench = try PneumaticBench(parts, pipes: pipes)
            if let failure { bench.fail("1V4", failure, 1) }
            try bench.run(2)
            bench.set("1V1", "pilot-14", 1)
            return try bench.run(5) { bench.value("1A1", "position") > 0.1999 } ?? .infinity
        }
        let plain = try stroke(false)
        let quick = try stroke(true)
        #expect(quick < 0.7 * plain, "\(quick) against \(plain)")
        let stuck = try stroke(true, "stuck")
        #expect(stuck > 0.95 * plain && stuck < 1.2 * plain)
        #expect(try stroke(true, "clogged") > quick)
    }
}
