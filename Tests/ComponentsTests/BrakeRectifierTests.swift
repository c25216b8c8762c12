import Circuits
import Components
import Foundation
import Notation
import Testing

@Suite struct BrakeRectifierTests {
    private func bench(_ settings: Bench.Settings = []) throws -> (Bench, Handle<VoltageSource>, Handle<Conductance>?) {
        let bench = try Bench([("R1", "brake-rectifier", settings)])
        let mains = bench.source("R1:1", "PE", real: 0)
        bench.wire("R1:2", "PE")
        let contact = settings.isEmpty ? nil : bench.resistor("R1:4", "R1:5", 0.01)
        try bench.run(0.1)
        mains.element.real = 230
        return (bench, mains, contact)
    }

    /// Seconds until the brake is released (1) or has fallen (0).
    private func time(_ bench: Bench, until state: Double) throws -> Double {
        var elapsed = 0.0
        while bench["R1.released"] != state && elapsed < 2 {
            try bench.run(0.001, 0.001)
            elapsed += 0.001
        }
        return elapsed
    }

    @Test func `230 V give 207 V on the coil, its current, and the mains power`() throws {
        let (bench, _, _) = try bench()
        try bench.run(2)
        let resistance = 207 * 207 / 30.0
        // 1 Ω of the rectifier.
        #expect(abs(bench.dc("R1:13", "R1:15") - 207 * resistance / (resistance + 1)) < 0.01)
        #expect(abs(bench["R1.current"] - 207 / (resistance + 1)) < 1e-4)
        #expect(bench["R1.energised"] == 1)
    }

    @Test func `it releases and falls as an RL circuit, ten times sooner when the direct side is opened`() throws {
        let (slow, mains, _) = try bench()
        // Two steps for the mains to be seen; implicit Euler at 1 ms over 80 ms.
        #expect(abs(try time(slow, until: 1) - 0.08 * log(1 / 0.4)) < 0.004)
        try slow.run(1)
        mains.element.real = 0
        #expect(abs(try time(slow, until: 0) - 0.08 * log(4)) < 0.004)

        let (fast, _, contact) = try bench([("direct-switching", .flag(true))])
        try fast.run(2)
        #expect(fast["R1.released"] == 1)
        contact!.element.value = 1e-9
        #expect(abs(try time(fast, until: 0) - 0.008 * log(4)) < 0.003)
    }

    @Test func `half a wave does not release it, an open coil has its voltage and no current`() throws {
        let (half, _, _) = try bench()
        half.fail("R1", "diode-open")
        try half.run(2)
        #expect(abs(half.dc("R1:13", "R1:15") - 103.5) < 0.1)
        #expect(half["R1.released"] == 0)
        #expect(half.assembly.percepts("R1", .hearing).first!.en == "the coil hums without pulling")
        let (open, _, _) = try bench()
        open.fail("R1", "coil-open")
        try open.run(2)
        #expect(abs(open.dc("R1:13", "R1:15") - 207) < 0.1 && open["R1.current"] < 1e-5)
        let (dead, _, _) = try bench()
        dead.fail("R1", "dead")
        try dead.run(2)
        #expect(abs(dead.dc("R1:13", "R1:15")) < 0.1)
    }
}
