import Circuits
import Components
import Foundation
import Notation
import Testing

/// Particles in the oil: where they come from, what holds them back, what they wear.
@Suite struct CleanlinessTests {
    private typealias Part = HydraulicBench.Part

    // Worked example of a maker of particle counters: 300 000, 50 000 and 700 particles in 100 ml are 19/16/10.
    @Test(arguments: [(3_000.0, 19), (500, 16), (7, 10), (1_300, 17), (1_301, 18), (80, 13), (0.005, 0), (2_500_000, 28)])
    func `a concentration has the scale number of ISO 4406`(perMillilitre: Double, code: Int) {
        #expect(ParticleCounts.code(perMillilitre * 1e6) == code)
    }

    @Test func `each scale number is twice the one before, within the standard's rounding`() {
        for code in 1...28 {
            // 2^R hundredths of a particle, rounded to 1, 1.3, 1.6, 2, 2.5, 3.2, 4, 5, 6.4, 8.
            let nominal = pow(2, Double(code)) / 100
            #expect(ParticleCounts.code(nominal * 0.9 * 1e6) == code, "\(code)")
            #expect(ParticleCounts.code(nominal * 1.1 * 1e6) == code + 1, "\(code)")
        }
    }

    /// 16 l/min from the tank through a filter and back.
    private func loop(
        dust: Double, rating: Double = 10e-6, filter: String? = nil, oil: [(key: String, value: ParameterValue)] = []
    ) throws -> HydraulicBench {
        let bench = try HydraulicBench(
            [
                Part("OIL", "oil", oil),
                Part("TK", "hydraulic-tank", [("oil", .link("OIL")), ("dust", .number(dust))]),
                Part("Z1", "hydraulic-filter", [("oil", .link("OIL")), ("rating", .number(rating))]),
            ], pipes: [("Z1:2", "TK:T")])
        bench.feed("TK:S", -litres(16))
        bench.feed("Z1:1", litres(16))
        if let filter { bench.fail("Z1", filter, 1) }
        return bench
    }

    /// β of an element at a size, from its rating.
    private func share(_ size: Double, rating: Double = 10e-6) -> Double {
        1 - exp(-log(200) * (size / rating) * (size / rating))
    }

    @Test func `without sources the oil cleans by the filter's share of it, size by size`() throws {
        let bench = try loop(dust: 0)
        try bench.run(2)
        let start = [4, 6, 14].map { bench["OIL", "count-\($0)"] }
        let seconds = 300.0
        try bench.run(seconds, dt: 0.05)
        for (before, size) in zip(start, [4.0, 6, 14]) {
            // 40 l in the tank, 2 l in the circuit: n = n₀·exp(−q·(1 − 1/β)·t/V).
            let expected = exp(-litres(16) * share(size * 1e-6) * seconds / 42e-3)
            #expect(abs(bench["OIL", "count-\(Int(size))"] / before / expected - 1) < 0.02, "\(size) µm")
        }
        #expect(bench["OIL", "iso-14"] < bench["OIL", "iso-6"])
    }

    @Test(arguments: [10.0, 25]) func `what comes in and what is held back settle a code, finer with a finer filter`(
        microns: Double
    ) throws {
        let rating = microns * 1e-6
        let bench = try loop(dust: 6e-5, rating: rating)
        try bench.run(6_000, dt: 0.5)
        for (size, perKilogram) in [(4.0, 2.5e12), (6, 8e11), (14, 6e10)] {
            // Ġ/(q·(1 − 1/β)), the dust being told by volume of oil that circulates.
            let expected = 6e-5 * perKilogram * 1e-6 / share(size * 1e-6, rating: rating)
            #expect(abs(bench["OIL", "count-\(Int(size))"] / expected - 1) < 0.02, "\(size) µm")
        }
        // All that comes in is held: 6e-5 kg/m³ of 16 l/min.
        #expect(abs(bench["Z1", "captured"] / (6e-5 * litres(16)) - 1) < 0.02)
    }

    @Test func `what the by-pass or a tear lets by is not cleaned`() throws {
        var counts: [Double] = []
        for failure in [nil, "torn", "bypass-stuck-open", "clogged"] {
            let bench = try loop(dust: 6e-5, filter: failure)
            try bench.run(3_000, dt: 0.5)
            counts.append(bench["OIL", "count-14"])
        }
        #expect(counts[1] > 5 * counts[0] && counts[2] > 1.2 * counts[0] && counts[3] > 1.2 * counts[0], "\(counts)")
    }

    @Test func `a torn breather dirties the oil by some codes, soiled oil is soiled at once and stays so`() throws {
        let bench = try loop(dust: 6e-5)
        try bench.run(3_000, dt: 0.5)
        let clean = bench["OIL", "iso-6"]
        bench.fail("TK", "breather-open", 1)
        try bench.run(3_000, dt: 0.5)
        // 31 times: 4.95 codes.
        #expect(abs(bench["OIL", "iso-6"] - clean - 5) <= 1)
        bench.mend("TK")
        try bench.run(3_000, dt: 0.5)
        #expect(bench["OIL", "iso-6"] == clean)
        bench.fail("OIL", "contaminated", 1)
        try bench.run(0.1)
        #expect(abs(bench["OIL", "iso-6"] - clean - 6) <= 1)
        try bench.run(3_000, dt: 0.5)
        #expect(abs(bench["OIL", "iso-6"] - clean - 6) <= 1)
        bench.mend("OIL")
        try bench.run(3_000, dt: 0.5)
        #expect(bench["OIL", "iso-6"] == clean)
        bench.assembly.renew("OIL")
        try bench.run(0.1)
        #expect(bench["OIL", "iso-4"] == 18 && bench["OIL", "iso-14"] == 13)
    }

    @Test func `a worn pump sheds more, and more in dirty oil`() throws {
        /// Particles of 14 µm and more after a quarter of an hour without a filter, per millilitre.
        func shed(worn: Double, code: Int) throws -> Double {
            let bench = try HydraulicBench(
                [
                    Part("OIL", "oil", [("particles-6", .count(code))]),
                    Part("TK", "hydraulic-tank", [("oil", .link("OIL")), ("dust", .number(0))]),
                    Part("P1", "gear-pump", [("oil", .link("OIL"))]),
                ], pipes: [("TK:S", "P1:S")])
            bench.turn("P1", 1450)
            bench.source("P1:P", 100e5)
            if worn > 0 { bench.fail("P1", "worn", worn) }
            try bench.run(2)
            let start = bench["OIL", "count-14"]
            try bench.run(60, dt: 0.05)
            return bench["OIL", "count-14"] - start
        }
        let healthy = try shed(worn: 0, code: 16)
        #expect(healthy > 0)
        // 1 + 30·0.5 times as much; warmer and thinner oil makes the drag a little less.
        #expect(abs(try shed(worn: 0.5, code: 16) / healthy / 16 - 1) < 0.15)
        // Two codes: twice.
        #expect(abs(try shed(worn: 0, code: 18) / healthy - 2) < 0.1)
    }

    // ISO 12103-A3 test dust, as the oil counts it: kg a particle between two sizes.
    private func mass(_ from4: Double, _ from6: Double, _ from14: Double) -> Double {
        1e-13 * (from4 - from6) + 6e-13 * (from6 - from14) + 6.5e-12 * from14
    }

    @Test(arguments: [true, false]) func `oil that is poured in dilutes the dirt by its share, oil that is lost does not`(
        isFault: Bool
    ) throws {
        let bench = try HydraulicBench([
            Part("OIL", "oil"), Part("TK", "hydraulic-tank", [("oil", .link("OIL")), ("dust", .number(0))]),
        ])
        bench.fail("OIL", "contaminated", 1)
        try bench.run(0.1)
        let sizes = [4, 6, 14]
        let bought = sizes.map { bench["OIL", "count-\($0)"] / 64 }
        if isFault {
            bench.fail("TK", "low-level", 1)
        } else {
            let draught = bench.feed("TK:T", -litres(216))
            try bench.run(10)
            draught.element.flow = 0
        }
        try bench.run(0.1)
        let left = bench["TK", "volume"] + 2e-3
        for (size, new) in zip(sizes, bought) { #expect(abs(bench["OIL", "count-\(size)"] / new - 64) < 1e-6) }
        // Made up to its mark by a mended fault, or poured in.
        if isFault {
            bench.mend("TK")
        } else {
            bench.set("TK", "poured", 20e-3)
        }
        try bench.run(0.1)
        let now = bench["TK", "volume"] + 2e-3
        for (size, new) in zip(sizes, bought) {
            // V·n + ΔV·n₀ = (V + ΔV)·n'.
            let expected = (left * 64 * new + (now - left) * new) / now
            #expect(abs(bench["OIL", "count-\(size)"] / expected - 1) < 0.002, "\(size) µm")
        }
    }

    @Test(arguments: [0.0, 0.5]) func `a cylinder sheds by the work of its friction, and more when its guide is worn`(
        worn: Double
    ) throws {
        let bench = try HydraulicBench(
            [
                Part("OIL", "oil"), Part("TK", "hydraulic-tank", [("oil", .link("OIL")), ("dust", .number(0))]),
                Part("C1", "hydraulic-cylinder", [("oil", .link("OIL"))]),
            ], pipes: [("C1:B", "TK:T")])
        if worn > 0 { bench.fail("C1", "rod-seal-leak", worn) }
        try bench.run(2)
        let start = bench["OIL", "count-14"]
        bench.feed("C1:A", litres(10))
        try bench.run(20) { bench["C1", "position"] > 0.35 }
        let path = bench["C1", "position"]
        let speed = litres(10) / (.pi / 4 * 0.05 * 0.05)
        try bench.run(2)
        // Coulomb's 400 N and 500 N·s/m along the way; 8e-12 kg a joule, thirty times more when worn out; the seal of the rod last.
        let work = (400 + 500 * speed) * path
        let expected = 8e-12 * (1 + 30 * worn) * work * 6e10 * 1e-6 / (bench["TK", "volume"] + 2e-3)
        #expect(abs((bench["OIL", "count-14"] - start) / expected - 1) < 0.25, "\((bench["OIL", "count-14"] - start) / expected)")
    }

    @Test(arguments: [16, 20]) func `an edge that throttles is cut by what the oil carries`(code: Int) throws {
        let bench = try HydraulicBench(
            [
                Part(
                    "OIL", "oil",
                    [("particles-4", .count(code + 2)), ("particles-6", .count(code)), ("particles-14", .count(code - 3))]),
                Part("TK", "hydraulic-tank", [("oil", .link("OIL")), ("dust", .number(0))]),
                Part("VL", "relief-valve", [("oil", .link("OIL")), ("set-pressure", gauge(100))]),
            ], pipes: [("VL:T", "TK:T")])
        bench.feed("TK:S", -litres(16))
        bench.feed("VL:P", litres(16))
        try bench.run(5)
        let start = bench["OIL", "count-14"]
        try bench.run(60)
        // A tenth of the particles' share of the power, c/ρ, at 2 GPa: 4e-7 kg/J.
        let carried = mass(bench["OIL", "count-4"] * 1e6, bench["OIL", "count-6"] * 1e6, bench["OIL", "count-14"] * 1e6)
        let expected = 4e-7 * carried / 870 * bench["VL", "losses"] * 60 * 6e10 * 1e-6 / 42e-3
        #expect(abs((bench["OIL", "count-14"] - start) / expected - 1) < 0.05, "\((bench["OIL", "count-14"] - start) / expected)")
    }

    // MARK: - Wear

    @Test func `a filter clogs with the dust that it holds, a pump wears twice as fast for two codes`() throws {
        let filter = Catalog.type(named: "hydraulic-filter")!
        let law = filter.wear(filter.parameters([("dirt-capacity", .number(0.02))])).first { $0.failure == "clogged" }!
        // 16 mg an hour for 1250 h.
        let captured = 16e-6 / 3_600
        #expect(abs(law.severity(0, after: law.increment([captured], last: [captured], dt: 1_250 * 3_600)) - 1) < 1e-9)
        let pump = Catalog.type(named: "gear-pump")!
        let worn = pump.wear(pump.parameters([("oil", .link("OIL"))])).first { $0.failure == "worn" }!
        #expect(worn.sources.map(\.owner) == ["", "", "OIL"])
        func rate(_ code: Double) -> Double { worn.increment([150, 20, code], last: [150, 20, code], dt: 1) }
        #expect(abs(rate(18) / rate(16) - 2) < 1e-9 && abs(rate(12) / rate(16) - 0.25) < 1e-9)
        // Without an oil there is no code to follow.
        #expect(pump.wear(pump.parameters()).first { $0.failure == "worn" }!.sources.map(\.owner) == ["", ""])
    }

    @Test func `every type through which oil passes under pressure wears with its dirt`() {
        let without = Catalog.all.filter { type in
            type.domain == .hydraulic && type.parameters.contains { $0.key == "oil" }
                && !type.wear(type.parameters([("oil", .link("OIL"))])).contains { $0.sources.contains { $0.owner == "OIL" } }
        }
        // They hold, lead, cool or clean it, or have no part that moves in it.
        #expect(
            without.map(\.name) == [
                "accumulator", "cooler", "hydraulic-filter", "hydraulic-hose",
            ])
    }

    // MARK: - Case drain

    /// 100 bar at the outlet, 1450 rpm, the case to the tank through a hole.
    private func drained(hole: Double) throws -> HydraulicBench {
        let bench = try HydraulicBench(
            [Part("P1", "variable-pump", [("drain", .count(1)), ("set-pressure", .number(200e5))])], pipes: [("P1:S", "~")])
        bench.turn("P1", 1450)
        bench.source("P1:P", 100e5)
        bench.assembly.circuit.add(Orifice(area: hole), named: "drain", at: [bench.joint("P1:L"), bench.assembly.tank])
        try bench.run(1)
        return bench
    }

    @Test func `the drain gives the internal leakage, and more of it as the pump wears`() throws {
        let bench = try drained(hole: 5e-5)
        let inner = try HydraulicBench(
            [Part("P1", "variable-pump", [("set-pressure", .number(200e5))])], pipes: [("P1:S", "~")])
        inner.turn("P1", 1450)
        inner.source("P1:P", 100e5)
        try inner.run(1)
        // k·Δp, at 40 mPa·s, whichever way it goes: 0.72 l/min.
        #expect(abs(bench["P1", "drain"] / 1.2e-12 / 100e5 - 1) < 0.002)
        #expect(abs(inner["P1", "drain"] / 1.2e-12 / 100e5 - 1) < 0.002)
        #expect(abs(bench["P1", "flow"] / inner["P1", "flow"] - 1) < 1e-4)
        #expect(abs(bench["P1", "losses"] / inner["P1", "losses"] - 1) < 1e-3)
        bench.fail("P1", "worn", 1)
        try bench.run(1)
        #expect(abs(bench["P1", "drain"] / (12 * 1.2e-12 * 100e5) - 1) < 0.002)
        #expect(bench["P1", "leak"] == 0)
    }

    @Test func `a drain that is shut lifts the lip of the shaft seal`() throws {
        let bench = try drained(hole: 0)
        #expect(bench.bar("P1:L") > 5 && bench.bar("P1:L") < 12)
        #expect(abs(bench["P1", "leak"] / bench["P1", "drain"] - 1) < 0.01)
        #expect(bench.sees("P1", .sight, "huile"))
    }
}
