import Circuits
import Components
import Notation
import Testing

@Suite struct EncoderTests {
    private func bench(_ speed: Double) throws -> Bench {
        let bench = try Bench([("B1", "encoder", [])])
        bench.source("B1:1", "PE", dc: 24)
        bench.wire("B1:3", "PE")
        for channel in ["A", "B"] { _ = bench.resistor("B1:\(channel)", "PE", 10_000) }
        try bench.run(0.1)
        bench["B1.turning"] = speed
        bench["B1.reset"] = 1
        try bench.run(0.01)
        bench["B1.reset"] = 0
        return bench
    }

    // One pulse either way.
    @Test(arguments: [157.08, 3, -20])
    func `counts its pulses, forwards and backwards, however fast`(speed: Double) throws {
        let bench = try bench(speed)
        try bench.run(10)
        #expect(abs(bench["B1.count"] - speed * 10 / (2 * .pi) * 1024) <= 1.5)
        #expect(abs(bench["B1.pulse-frequency"] - abs(speed) / (2 * .pi) * 1024) < 1e-6)
    }

    @Test func `without B it counts forwards whichever way it turns, without A not at all`() throws {
        for (item, share) in [("B", -1.0), ("A", 0)] {
            let bench = try bench(-20)
            bench.fail("B1", "channel-missing", item: item)
            try bench.run(10)
            #expect(abs(bench["B1.count"] - share * -20 * 10 / (2 * .pi) * 1024) <= 1.5)
            #expect(abs(bench.dc("B1:\(item)", "PE")) < 1e-3)
        }
    }

    @Test func `a meter sees half of the supply on a fast channel, and the levels of a slow one a quarter apart`() throws {
        let fast = try bench(100)
        try fast.run(1)
        // 23 V behind 100 Ω into 10 kΩ.
        for channel in ["A", "B"] { #expect(abs(fast.dc("B1:\(channel)", "PE") - 11.5 * 10_000 / 10_100) < 1e-3) }
        // One pulse in 2 s.
        let slow = try bench(2 * .pi / 1024 / 2)
        var both: Set<String> = []
        for _ in 0..<400 {
            try slow.run(0.005)
            both.insert("\(slow["B1.a"] > 0.5)\(slow["B1.b"] > 0.5)")
        }
        #expect(both.count == 4)
    }

    @Test func `on a motor it follows the shaft; a slipping coupling loses counts`() throws {
        for severity in [0.0, 0.3] {
            let bench = try Bench([("M1", "induction-motor", []), ("B1", "encoder", [("on", .link("M1"))])])
            bench.phases(["M1:U", "M1:V", "M1:W"], 231)
            bench.wire("M1:PE", "PE")
            bench.source("B1:1", "PE", dc: 24)
            bench.wire("B1:3", "PE")
            bench.fail("B1", "coupling-slips", severity)
            try bench.run(3)
            let before = bench["B1.count"]
            try bench.run(2)
            let expected = bench["M1.speed"] * 2 / (2 * .pi) * 1024 * (1 - severity)
            #expect(abs(bench["B1.count"] - before - expected) < 5)
        }
    }
}
