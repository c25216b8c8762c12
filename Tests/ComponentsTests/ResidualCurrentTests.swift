import Circuits
import Components
import Notation
import Testing

@Suite struct ResidualCurrentTests {
    /// A closed device of four poles on three phases and neutral, with a leak from L1 behind it to earth.
    private func bench(_ leak: Double, _ settings: Bench.Settings = [], seed: UInt64 = 1) throws -> Bench {
        let bench = try Bench(seed: seed, [("Q1", "residual-current-device", settings + [("closed", .flag(true))])])
        bench.phases(["Q1:1", "Q1:3", "Q1:5"])
        bench.wire("Q1:7", "PE")
        // Uneven loads with a neutral: their sum is none.
        bench.load("Q1:2", "Q1:8", 12)
        bench.load("Q1:4", "Q1:8", 40, 30)
        bench.load("Q1:4", "Q1:6", 25)
        if leak.isFinite { bench.load("Q1:2", "PE", leak) }
        return bench
    }

    @Test(arguments: [UInt64(1), 2, 3, 4, 5, 6])
    func `30 mA: 46 mA through 5 kΩ trips it, 14.9 mA never, whatever the specimen`(seed: UInt64) throws {
        let faulty = try bench(5_000, seed: seed)
        let time = try #require(try faulty.time(until: "Q1.tripped", within: 1))
        #expect(time <= 0.3)
        let sound = try bench(15_400, seed: seed)
        #expect(try sound.time(until: "Q1.tripped", within: 60, 0.05) == nil)
        #expect(abs(sound["Q1.residual"] - 230 / 15_400.0) < 1e-5)
        let loaded = try bench(.infinity, seed: seed)
        #expect(try loaded.time(until: "Q1.tripped", within: 10, 0.05) == nil)
        #expect(loaded["Q1.residual"] < 1e-5)
    }

    @Test(arguments: [false, true], [0.03, 0.3])
    func `it keeps the break times of IEC 61008-1 at one, two and five times its sensitivity`(
        isSelective: Bool, sensitivity: Double
    )
        throws
    {
        let bands: [(Double, ClosedRange<Double>)] =
            isSelective ? [(1, 0.13...0.5), (2, 0.06...0.2), (5, 0.05...0.15)] : [(1, 0...0.3), (2, 0...0.15), (5, 0...0.04)]
        for (times, band) in bands {
            let bench = try bench(
                230 / (times * sensitivity), [("selective", .flag(isSelective)), ("sensitivity", .number(sensitivity))])
            let time = try #require(try bench.time(until: "Q1.tripped", within: 1))
            #expect(band.contains(time), "\(time) s at \(times)")
        }
    }

    @Test func `300 mA lets 46 mA pass; a motor whose winding is at 5 kΩ to its frame trips 30 mA`() throws {
        let fire = try bench(5_000, [("sensitivity", .number(0.3))])
        #expect(try fire.time(until: "Q1.tripped", within: 5) == nil)

        let bench = try Bench([("Q1", "residual-current-device", [("closed", .flag(true))]), ("M1", "induction-motor", [])])
        bench.phases(["Q1:1", "Q1:3", "Q1:5"])
        for (pole, winding) in [("2", "U"), ("4", "V"), ("6", "W")] { bench.wire("Q1:\(pole)", "M1:\(winding)") }
        bench.wire("M1:PE", "PE")
        #expect(try bench.time(until: "Q1.tripped", within: 2) == nil)
        // 3·10⁸ Ω to the power 1 − severity: 5 kΩ.
        bench.fail("M1", "earth-fault", 0.5637, item: "U")
        try bench.run(0.02)
        #expect(abs(bench["Q1.residual"] - 0.046) < 0.001)
        let time = try #require(try bench.time(until: "Q1.tripped", within: 2))
        #expect(time < 0.3)
    }

    @Test func `its test button trips it, unless the test circuit or the mechanism fails; it closes again`() throws {
        let bench = try bench(.infinity)
        try bench.run(0.1)
        bench["Q1.test"] = 1
        #expect(try bench.time(until: "Q1.tripped", within: 1) != nil)
        bench["Q1.test"] = 0
        try bench.run(0.1)
        #expect(bench["Q1.position"] == 0 && bench["Q1.closed"] == 0)
        bench["Q1.position"] = 1
        try bench.run(0.1)
        #expect(bench["Q1.closed"] == 1)
        for failure in ["test-open", "does-not-trip"] {
            bench.fail("Q1", failure)
            bench["Q1.test"] = 1
            #expect(try bench.time(until: "Q1.tripped", within: 1) == nil)
            bench["Q1.test"] = 0
            try bench.run(0.1)
        }
    }
}
