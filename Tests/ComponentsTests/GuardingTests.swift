import Circuits
import Components
import Notation
import Testing

/// Guard lock and light curtain, alone and in front of a safety relay.
@Suite struct GuardingTests {
    private func door(_ settings: Bench.Settings = []) throws -> (Bench, Handle<VoltageSource>) {
        let bench = try Bench([("B1", "guard-lock", settings)])
        bench.wire("B1:A2", "PE")
        let solenoid = bench.source("B1:A1", "PE")
        for contact in ["1", "2", "3", "4"] {
            let (a, b) = contact == "3" ? ("33", "34") : ("\(contact)1", "\(contact)2")
            bench.source("B1:\(a)", "PE", dc: 24)
            _ = bench.resistor("B1:\(b)", "PE", 1_000)
        }
        try bench.run(0.1)
        return (bench, solenoid)
    }

    /// Which of 12, 22, 34 and 42 have their 24 V.
    private func made(_ bench: Bench) -> [Bool] { ["12", "22", "34", "42"].map { bench.dc("B1:\($0)", "PE") > 20 } }

    @Test func `a locked door resists; with power on its solenoid it opens, and locks again once shut`() throws {
        let (bench, solenoid) = try door()
        #expect(made(bench) == [true, true, false, true])
        bench["B1.guard"] = 1
        try bench.run(0.1)
        #expect(bench["B1.guard"] == 0 && bench["B1.closed"] == 1)
        #expect(bench.assembly.percepts("B1", .touch).first?.en == "the guard resists: it is locked")
        solenoid.element.dc = 24
        try bench.run(0.2)
        // Free but shut: the safety contacts are open already.
        #expect(made(bench) == [false, false, false, false])
        #expect(abs(bench["B1.current"] - 5 / 24.0) < 1e-3)
        bench["B1.guard"] = 1
        try bench.run(0.1)
        #expect(made(bench) == [false, false, true, false])
        solenoid.element.dc = 0
        try bench.run(0.2)
        #expect(bench["B1.locked"] == 0, "the bolt does not find its hole")
        bench["B1.guard"] = 0
        try bench.run(0.1)
        #expect(made(bench) == [true, true, false, true])
    }

    @Test func `the auxiliary release frees it without power; an open coil does not; a broken spring never locks`() throws {
        let (bench, solenoid) = try door()
        bench.fail("B1", "coil-open")
        solenoid.element.dc = 24
        bench["B1.guard"] = 1
        try bench.run(0.2)
        #expect(bench["B1.closed"] == 1)
        bench["B1.release"] = 1
        try bench.run(0.05)
        bench["B1.guard"] = 1
        try bench.run(0.05)
        #expect(bench["B1.closed"] == 0 && made(bench) == [false, false, true, false])

        let (broken, _) = try door()
        broken.fail("B1", "bolt-broken")
        try broken.run(0.1)
        #expect(made(broken) == [false, false, false, false])
        let (jammed, coil) = try door()
        jammed.fail("B1", "bolt-jammed")
        coil.element.dc = 24
        try jammed.run(0.2)
        #expect(jammed["B1.locked"] == 1)
        #expect(jammed.assembly.percepts("B1", .hearing).first?.en == "the solenoid hums without drawing the bolt")
    }

    /// A light curtain whose outputs hold the channels of a safety relay with automatic start.
    private func curtain() throws -> Bench {
        let bench = try Bench([
            ("G1", "power-supply", []), ("B2", "light-curtain", []), ("K0", "safety-relay", [("monitored", .flag(false))]),
        ])
        bench.feed("G1")
        for (a, b) in [
            ("G1:-", "PE"), ("G1:+", "B2:+"), ("B2:-", "G1:-"), ("G1:+", "K0:A1"), ("K0:A2", "G1:-"), ("B2:OSSD1", "K0:S12"),
            ("B2:OSSD2", "K0:S22"), ("K0:Y1", "K0:Y2"),
        ] { bench.wire(a, b) }
        try bench.run(2)
        return bench
    }

    @Test func `a body in the field opens both outputs within the response time, and they come back when it has gone`() throws {
        let bench = try curtain()
        #expect(bench["K0.on"] == 1 && bench["B2.clear"] == 1)
        // 1 V and 1 Ω below the supply, into 1 kΩ, 10 kΩ of its own test: 24 V less 1.03 V.
        let load = 1 / (1 / 1_000.0 + 1 / 10_000.0)
        #expect(abs(bench.dc("B2:OSSD1", "PE") - (bench.dc("B2:+", "PE") - 1) * load / (load + 1)) < 0.01)
        bench["B2.intrusion"] = 1
        var elapsed = 0.0
        while bench.dc("B2:OSSD1", "PE") > 5 || bench.dc("B2:OSSD2", "PE") > 5 {
            try bench.run(0.005)
            elapsed += 0.005
        }
        #expect(elapsed <= 0.025)
        try bench.run(0.1)
        #expect(bench["K0.on"] == 0 && bench["K0.fault"] == 0)
        bench["B2.intrusion"] = 0
        try bench.run(0.5)
        #expect(bench["K0.on"] == 1)
    }

    @Test func `an output stuck on is found at the first intrusion: both go, and stay off until the supply has been away`() throws
    {
        let bench = try curtain()
        bench.fail("B2", "ossd-stuck", item: "OSSD1")
        try bench.run(1)
        #expect(bench["K0.on"] == 1, "nothing shows while the field is free")
        bench["B2.intrusion"] = 1
        try bench.run(0.5)
        #expect(bench["K0.on"] == 0 && bench["K0.channel-1"] == 1 && bench["K0.channel-2"] == 0)
        #expect(bench["B2.fault"] == 1)
        bench["B2.intrusion"] = 0
        try bench.run(1)
        #expect(bench["B2.clear"] == 0 && bench["K0.on"] == 0)
        bench.assembly.setFailures([], on: "B2")
        try bench.run(1)
        #expect(bench["B2.fault"] == 1)
        bench.fail("G1", "dead")
        try bench.run(0.5)
        bench.assembly.setFailures([], on: "G1")
        try bench.run(3)
        #expect(bench["B2.fault"] == 0 && bench["K0.on"] == 1)
    }

    @Test func `dirt takes the margin: an orange light before it opens`() throws {
        let bench = try curtain()
        bench.fail("B2", "dirty", 0.6)
        try bench.run(0.2)
        #expect(abs(bench["B2.light"] - 1.2) < 1e-9 && bench["K0.on"] == 1)
        #expect(bench.assembly.percepts("B2", .sight).contains { $0.en.contains("orange") })
        bench.fail("B2", "dirty", 0.7)
        try bench.run(0.2)
        #expect(bench["K0.on"] == 0)
    }

    @Test func `an output shorted to 0 V or to 24 V outside locks it`() throws {
        for (other, isIntruding) in [("PE", false), ("B2:+", true)] {
            let bench = try curtain()
            bench.wire("B2:OSSD2", other, 0.1)
            bench["B2.intrusion"] = isIntruding ? 1 : 0
            try bench.run(0.5)
            #expect(bench["B2.fault"] == 1 && bench["B2.clear"] == 0)
        }
    }
}
