import Circuits
import Components
import Foundation
import Notation
import Testing

/// Heat in cabinets and contacts.
@Suite struct ContactHeatTests {
    /// A strip between 24 V and a load of some ohms.
    private func strip(_ ohms: Double) throws -> Bench {
        let bench = try Bench([("X1", "terminal-strip", [])])
        bench.source("X1:3a", "PE", dc: 24)
        _ = bench.resistor("X1:3b", "PE", ohms)
        return bench
    }

    @Test func `a loose terminal warms by its watts, with its time constant, and cools when it is tight again`() throws {
        let bench = try strip(4.7)
        try bench.run(10)
        #expect(bench["X1.hottest-contact"] == 0 && bench["X1.contact-temperature"] == 293.15)
        // 0.1·10^(10·0.1) = 1 Ω.
        bench.fail("X1", "loose", 0.1, item: "3")
        let current = 24 / (4.7 + 1 + 3e-4)
        let steady = 1.7 * current * current * 1.0003
        try bench.run(90, 0.05)
        #expect(abs((bench["X1.contact-temperature"] - 293.15) / (steady * (1 - exp(-1))) - 1) < 0.01)
        #expect(bench["X1.hottest-contact"] == 3)
        try bench.run(900, 0.05)
        #expect(abs((bench["X1.contact-temperature"] - 293.15) / steady - 1) < 0.01)
        bench.assembly.setFailures([], on: "X1")
        try bench.run(90, 0.05)
        #expect(abs((bench["X1.contact-temperature"] - 293.15) / (steady * exp(-1)) - 1) < 0.02)
        try bench.run(1_800, 0.05)
        #expect(bench["X1.hottest-contact"] == 0)
    }

    // 7.84 A through a pole of 0.5 Ω are 30.7 W, and some 30–60 K on a thermogram; a healthy one of 2 mΩ is as cool as its neighbours.
    @Test func `a pitted pole of a contactor is the one that the camera shows`() throws {
        let bench = try Bench([("KM1", "contactor", [])])
        bench.source("KM1:A1", "PE", dc: 24)
        bench.wire("KM1:A2", "PE")
        for (inlet, outlet) in [("1", "2"), ("3", "4"), ("5", "6")] {
            bench.source("KM1:\(inlet)", "PE", real: 230)
            _ = bench.resistor("KM1:\(outlet)", "PE", 230 / 7.84)
        }
        try bench.run(600, 0.05)
        #expect(bench["KM1.contact-temperature"] < 293.15 + 1)
        bench.fail("KM1", "pole-worn", 0.5, item: "3")
        try bench.run(600, 0.05)
        let rise = bench["KM1.contact-temperature"] - 293.15
        #expect(rise > 30 && rise < 60 && bench["KM1.hottest-contact"] == 2, "\(rise)")
    }

    @Test func `a contact that has just closed is not judged by the voltage that was across it while open`() throws {
        // Whichever step of the tenth of a second between two looks it closes in.
        for steps in 0..<20 {
            let bench = try Bench([("KM1", "contactor", [])])
            let supply = bench.source("KM1:A1", "PE", dc: 0)
            bench.wire("KM1:A2", "PE")
            bench.source("KM1:1", "PE", real: 230)
            _ = bench.resistor("KM1:2", "PE", 230 / 7.84)
            try bench.run(0.1 + 0.005 * Double(steps))
            supply.element.dc = 24
            try bench.run(0.3)
            #expect(bench["KM1.contact-temperature"] < 293.15 + 1)
        }
    }

    // MARK: - Cabinet

    @Test func `the air of a cabinet settles where its losses go out, and comes there with its time constant`() throws {
        let bench = try Bench([("AR1", "cabinet", [("losses", .number(120))])])
        let fan = bench.source("AR1:F1", "PE", dc: 24)
        bench.wire("AR1:F2", "PE")
        // 60 m³/h of air of 1.19 kg/m³ and 1006 J/(kg·K), beside 6 W/K of walls.
        let conductance = 6 + 60.0 / 3_600 * 1.19 * 1_006
        try bench.run(12_000 / conductance, 0.1)
        #expect(abs((bench["AR1.temperature"] - 293.15) / (120 / conductance * (1 - exp(-1))) - 1) < 0.01)
        try bench.run(10_000, 1)
        #expect(abs((bench["AR1.temperature"] - 293.15) / (120 / conductance) - 1) < 0.002)
        // Without its fan the walls have it all.
        fan.element.dc = 0
        try bench.run(20_000, 1)
        #expect(abs(bench["AR1.temperature"] - 293.15 - 20) < 0.1 && bench["AR1.fan"] == 0)
        fan.element.dc = 24
        bench.fail("AR1", "filter-clogged")
        try bench.run(20_000, 1)
        let choked = 6 + 0.1 * 60 / 3_600 * 1.19 * 1_006
        #expect(abs((bench["AR1.temperature"] - 293.15) / (120 / choked) - 1) < 0.005)
    }

    @Test func `a drive warms the cabinet that cools it`() throws {
        func hot(_ failure: String?) throws -> (air: Double, sink: Double, fault: Double) {
            let bench = try Bench([
                ("AR1", "cabinet", [("losses", .number(150)), ("airflow", .number(50.0 / 3_600))]),
                ("U1", "frequency-drive", [("cabinet", .link("AR1"))]),
            ])
            bench.source("AR1:F1", "PE", dc: 24)
            bench.wire("AR1:F2", "PE")
            for (index, line) in ["L1", "L2", "L3"].enumerated() {
                let angle = -2 * Double.pi / 3 * Double(index)
                bench.source("U1:\(line)", "PE", real: 231 * cos(angle), imaginary: 231 * sin(angle))
            }
            if let failure { bench.assembly.setFailures([ActiveFailure(failure, severity: 1)], on: "AR1") }
            try bench.run(8_000, 0.05)
            return (bench["AR1.temperature"], bench["U1.temperature"], bench["U1.fault"])
        }
        let (well, clogged) = (try hot(nil), try hot("filter-clogged"))
        // 15 W of the drive at rest and 150 W of the rest, beside 16.6 and 1.66 W/K of air.
        #expect(abs((well.air - 293.15) / (165 / 22.63) - 1) < 0.01 && abs((clogged.air - 293.15) / (165 / 7.66) - 1) < 0.01)
        #expect(abs(clogged.sink - clogged.air) < 0.01 && well.fault == 0, "without load the heat sink is as warm as its air")
    }
}
