import Circuits
import Components
import Foundation
import Notation
import Testing

/// Oil, tank, pump, relief valve, hoses: a power unit and its parts.
@Suite struct HydraulicPackTests {
    private typealias Part = HydraulicBench.Part

    // MARK: - Oil

    // Usual figures of a mineral VG 46 of viscosity index 100: about 130 mm²/s at 20 °C, 21 at 60 °C; the class itself at 40 °C.
    @Test(arguments: [(20.0, 130.0, 0.06), (40, 46, 0.001), (60, 21, 0.04), (100, 6.8, 0.001)])
    func `the viscosity of VG 46 follows ASTM D341`(celsius: Double, expected: Double, tolerance: Double) throws {
        let bench = try HydraulicBench([Part("OIL", "oil", [("initial-temperature", .number(celsius + 273.15))])])
        try bench.run(0.01)
        #expect(abs(bench["OIL", "kinematic-viscosity"] * 1e6 / expected - 1) < tolerance)
    }

    // ISO 3448: the class is the viscosity at 40 °C within a tenth.
    @Test func `an oil is of its class at 40 degrees, its ageing apart`() throws {
        for (index, grade) in [22.0, 32, 46, 68, 100].enumerated() {
            let bench = try HydraulicBench([
                Part("OIL", "oil", [("grade", .count(index)), ("initial-temperature", .number(313.15))])
            ])
            try bench.run(0.01)
            #expect(abs(bench["OIL", "kinematic-viscosity"] * 1e6 / grade - 1) < 0.1)
            #expect(bench.assembly.percepts("OIL", .sight).isEmpty)
        }
        let bench = try HydraulicBench([Part("OIL", "oil")])
        try bench.run(0.01)
        let healthy = bench["OIL", "viscosity"]
        bench.fail("OIL", "oxidised", 1)
        try bench.run(0.01)
        #expect(bench["OIL", "viscosity"] > 1.4 * healthy && !bench.assembly.percepts("OIL", .smell).isEmpty)
        bench.fail("OIL", "thin", 0.8)
        try bench.run(0.01)
        #expect(abs(bench["OIL", "viscosity"] / healthy - 22.0 / 46) < 0.02)
        bench.fail("OIL", "contaminated", 1)
        try bench.run(0.01)
        #expect(bench["OIL", "iso-4"] == 24 && bench["OIL", "iso-14"] == 19)
        bench.fail("OIL", "water", 0.5)
        try bench.run(0.01)
        #expect(bench.sees("OIL", .sight, "laiteuse"))
    }

    // MARK: - Flow laws

    @Test func `a sharp orifice is turbulent at a high and laminar at a low pressure difference`() throws {
        let oil = OilProperties()
        let area = Double.pi / 4 * 2e-3 * 2e-3
        let orifice = Orifice(area: area, oil: oil)
        let turbulent = Stamp.probe(orifice, at: [100e5, 0], dt: 0.005).flows[0]
        // C_d·A·√(2Δp/ρ), within what is left of the passage at a Reynolds number of 6000.
        #expect(abs(turbulent / (0.62 * area * (2 * 100e5 / 870.0).squareRoot()) - 1) < 1e-3)
        // Linear far below the passage, and the other way the same.
        let small = Stamp.probe(orifice, at: [20, 0], dt: 0.005).flows[0]
        let half = Stamp.probe(orifice, at: [0, 10], dt: 0.005).flows[0]
        #expect(abs(small / half + 2) < 1e-4)
        // The two asymptotes cross at a Reynolds number of 150.
        let crossing = turbulent * turbulent / 100e5 / (small / 20)
        #expect(abs(crossing / area * 2e-3 / oil.kinematicViscosity / 150 - 1) < 0.01)
    }

    // Hagen–Poiseuille: 128·μ·L·q/(π·d⁴). Blasius: 0.3164/Re^¼·L/d·ρ·u²/2.
    @Test func `a tube loses what Hagen and Poiseuille say, and Blasius when it is fast`() throws {
        for (bore, thickness, flow) in [(0.01, 1.0, litres(16)), (0.012, 0.12, litres(60))] {
            var oil = OilProperties()
            oil.viscosity *= thickness
            let circuit = Circuit()
            let joint = circuit.joint("inlet", Domain.hydraulic.nature)
            let floor = circuit.fixedJoint("floor", Domain.hydraulic.nature, value: 0)
            circuit.add(FlowSource(flow: flow), named: "pump", at: [joint])
            circuit.add(PipeFlow(length: 2, bore: bore, fittings: 0, oil: oil), named: "tube", at: [joint, floor])
            for _ in 0..<3 { try circuit.step(0.005) }
            let area = Double.pi / 4 * bore * bore
            let reynolds = flow / area * bore / oil.kinematicViscosity
            let factor = reynolds < 2000 ? 64 / reynolds : 0.3164 / pow(reynolds, 0.25)
            #expect(reynolds < 2000 || reynolds > 4000)
            let expected = factor * 2 / bore * oil.density / 2 * (flow / area) * (flow / area)
            #expect(abs(circuit.across(joint) / expected - 1) < 1e-6, "Re \(reynolds)")
        }
    }

    // MARK: - Pump

    /// The pump of the fault table between an open suction and a load pressure: 11 cm³, 1450 rpm.
    private func pump(_ bars: Double, _ failure: ActiveFailure? = nil, rpm: Double = 1450) throws -> HydraulicBench {
        let bench = try HydraulicBench([Part("P1", "gear-pump")])
        bench.source("P1:S", 0)
        bench.source("P1:P", bars * 1e5)
        bench.turn("P1", rpm)
        if let failure { bench.assembly.setFailures([failure], on: "P1") }
        try bench.run(0.1)
        return bench
    }

    @Test func `a pump that turns backwards is seen against the arrow on its body`() throws {
        #expect(!(try pump(0)).sees("P1", .sight, "flèche"))
        #expect(!(try pump(0, rpm: 0)).sees("P1", .sight, "flèche"))
        #expect(try pump(0, rpm: -1450).sees("P1", .sight, "contre la flèche"))
    }

    // H01, H02: 15.0 l/min at 100 bar, 10.4 with six times the leakage, 4.8 with twelve.
    @Test(arguments: [(0.0, 15.0), (5.0 / 11, 10.4), (1, 4.8)])
    func `a pump delivers what its leakage leaves`(severity: Double, expected: Double) throws {
        let bench = try pump(100, ActiveFailure("worn", severity: severity))
        // Three digits are given.
        #expect(abs(perMinute(bench["P1", "flow"]) - expected) < 0.06)
        let unloaded = try pump(0, ActiveFailure("worn", severity: severity))
        #expect(abs(perMinute(unloaded["P1", "flow"]) - 11e-3 * 1450) < 0.01, "normal unloaded")
    }

    @Test func `what the shaft gives is what the oil takes and what is lost, at an ordinary efficiency`() throws {
        let bench = try pump(100)
        let speed = 1450 * Double.pi / 30
        let hydraulic = bench["P1", "flow"] * 100e5
        #expect(abs(bench["P1", "torque"] * speed - hydraulic - bench["P1", "losses"]) < 2e-5 * hydraulic)
        // The ideal source at the outlet has a small resistance: 25 Pa.
        // Volumetric 0.90–0.98, mechanical 0.85–0.92.
        let volumetric = perMinute(bench["P1", "flow"]) / (11e-3 * 1450)
        let mechanical = 11e-6 / (2 * .pi) * 100e5 / bench["P1", "torque"]
        #expect(volumetric > 0.9 && volumetric < 0.98 && mechanical > 0.85 && mechanical < 0.92, "\(volumetric) \(mechanical)")
    }

    // H23: leakage 2.2 times as large in oil of 60 °C.
    @Test func `hot oil leaks more through the pump`() throws {
        func leakage(_ celsius: Double) throws -> Double {
            let bench = try HydraulicBench([
                Part("OIL", "oil", [("initial-temperature", .number(celsius + 273.15))]),
                Part("P1", "gear-pump", [("oil", .link("OIL"))]),
            ])
            bench.source("P1:S", 0)
            bench.source("P1:P", 100e5)
            bench.turn("P1", 1450)
            try bench.run(0.1)
            return 11e-3 * 1450 - perMinute(bench["P1", "flow"])
        }
        #expect(abs(try leakage(60) / leakage(40) - 2.2) < 0.06)
    }

    // H30.
    @Test func `a pump turned backwards gives no pressure`() throws {
        let bench = try HydraulicBench(
            [
                Part("P1", "gear-pump"), Part("V1", "relief-valve"), Part("R1", "hydraulic-check-valve"),
                Part("H1", "hydraulic-hose"),
            ], pipes: [("P1:P", "V1:P"), ("V1:T", "~"), ("P1:P", "R1:1"), ("R1:2", "H1:1")])
        bench.source("P1:S", 0)
        bench.turn("P1", -1450)
        try bench.run(2)
        #expect(bench.bar("P1:P") < 0 && bench.bar("P1:P") > -1 && abs(bench.bar("H1:2")) < 0.01)
        let forward = try pump(100)
        #expect(abs(bench["P1", "torque"]) < 0.2 * forward["P1", "torque"])
    }

    @Test func `a seized pump holds the shaft, one that leaks drips, one that draws air crackles`() throws {
        let bench = try HydraulicBench([Part("P1", "gear-pump")])
        bench.source("P1:S", 0)
        bench.source("P1:P", 50e5)
        let motor = bench.assembly.circuit.add(Brake(torque: -50), named: "motor", at: [bench.joint("P1:shaft")])
        bench.fail("P1", "seized", 1)
        try bench.run(1)
        let speed = bench.assembly.circuit.across(bench.joint("P1:shaft"))
        #expect(abs(speed) < 1, "\(speed)")
        #expect(!bench.assembly.percepts("P1", .touch).isEmpty)
        motor.element.torque = 0
        let leaking = try pump(100, ActiveFailure("case-leak", severity: 0.5))
        #expect(perMinute(leaking["P1", "leak"]) > 0.5 && !leaking.assembly.percepts("P1", .sight).isEmpty)
        let airy = try pump(100, ActiveFailure("air-leak", severity: 0.5))
        #expect(airy["P1", "flow"] < 0.9 * (try pump(100))["P1", "flow"] && airy.sees("P1", .hearing, "air"))
    }

    // MARK: - Power unit

    private func pack(_ failures: [(String, String, Double)] = [], celsius: Double = 40, walls: Double = 15) throws
        -> HydraulicBench
    {
        let oil: (key: String, value: ParameterValue) = ("oil", .link("OIL"))
        let bench = try HydraulicBench(
            [
                Part("OIL", "oil", [("initial-temperature", .number(celsius + 273.15))]),
                Part("0B", "hydraulic-tank", [oil, ("wall-conductance", .number(walls))]),
                Part("0P", "gear-pump", [oil]), Part("0V", "relief-valve", [oil]),
                Part("HS", "hydraulic-hose", [oil, ("bore", .number(0.025)), ("length", .number(0.6))]),
                Part("HP", "hydraulic-hose", [oil]), Part("HT", "hydraulic-hose", [oil, ("bore", .number(0.016))]),
                Part("0Q", "throttle", [oil]), Part("0M", "hydraulic-gauge"),
            ],
            pipes: [
                ("0B:S", "HS:1"), ("HS:2", "0P:S"), ("0P:P", "HP:1"), ("HP:2", "0Q:1"), ("HP:1", "0V:P"), ("HP:2", "0M:1"),
                ("0Q:2", "HT:1"), ("0V:T", "HT:1"), ("HT:2", "0B:T"),
            ])
        for (reference, failure, severity) in failures { bench.fail(reference, failure, severity) }
        return bench
    }

    private func close(_ bench: HydraulicBench, _ opening: Double = 0) {
        bench.assembly.setParameter("opening", .number(opening), on: "0Q")
    }

    // 120 bar set, 16 l/min in 8 bar: 127.4 bar dead-headed, 14.8 l/min, 3.14 kW.
    @Test func `a dead-headed pump goes through its relief valve at 127.4 bar`() throws {
        let bench = try HydraulicBench(
            [Part("P1", "gear-pump"), Part("V1", "relief-valve")], pipes: [("P1:P", "V1:P"), ("V1:T", "~")])
        bench.source("P1:S", 0)
        bench.turn("P1", 1450)
        try bench.run(1)
        // Digits given.
        #expect(abs(bench.bar("P1:P") - 127.4) < 0.06, "\(bench.bar("P1:P"))")
        #expect(abs(perMinute(bench["V1", "flow"]) - 14.8) < 0.06)
        #expect(abs(bench["V1", "losses"] - 3140) < 10, "\(bench["V1", "losses"])")
        #expect(bench.sees("V1", .hearing, "lamine"))
    }

    // H03–H06.
    @Test func `a relief valve drifts, sticks open, sticks shut, leaks`() throws {
        func deadHead(_ failure: String, _ severity: Double) throws -> HydraulicBench {
            let bench = try HydraulicBench(
                [Part("P1", "gear-pump"), Part("V1", "relief-valve")], pipes: [("P1:P", "V1:P"), ("V1:T", "~")])
            bench.source("P1:S", 0)
            bench.turn("P1", 1450)
            bench.fail("V1", failure, severity)
            try bench.run(300)
            return bench
        }
        // Set to 75 bar: 82.6 bar dead-headed.
        #expect(abs(try deadHead("drifted", 0.375 / 0.7).bar("P1:P") - 82.6) < 0.1)
        let open = try deadHead("stuck-open", 1).bar("P1:P")
        #expect(open > 3 && open < 10, "\(open)")
        #expect(try deadHead("stuck-shut", 1).bar("P1:P") > 400)
        let healthy = try deadHead("leaking", 0)
        #expect(!healthy.assembly.percepts("V1", .touch).isEmpty, "hot to the hand")
        #expect(try deadHead("leaking", 1).bar("P1:P") < healthy.bar("P1:P") - 1)
    }

    @Test func `a relief valve closes lower than it opens, by its hysteresis`() throws {
        let bench = try HydraulicBench([Part("V1", "relief-valve")], pipes: [("V1:T", "~")])
        let source = bench.source("V1:P", 0)
        func flow(_ bars: Double) throws -> Double {
            bench.assembly.circuit.setFixed(source, value: bars * 1e5)
            try bench.run(0.05)
            return perMinute(bench["V1", "flow"])
        }
        #expect(try flow(119.9) < 0.01)
        #expect(abs(try flow(124) - 8) < 0.1)
        // 4 % of 120 bar: 4.8 bar of play.
        #expect(abs(try flow(120) - 8) < 0.1)
        #expect(abs(try flow(118) - 5.6) < 0.1)
        #expect(try flow(115) < 0.01)
    }

    @Test func `an idling power unit shows a few bars, a loaded one what its load needs`() throws {
        let bench = try pack()
        bench.turn("0P", 1450)
        try bench.run(2)
        let idle = bench["0M", "pressure"] / 1e5
        // Unloaded 2–10 bar.
        #expect(idle > 2 && idle < 10, "\(idle)")
        let vacuum = bench.bar("0P:S")
        #expect(vacuum < -0.03 && vacuum > -0.2, "\(vacuum)")
        close(bench)
        try bench.run(2)
        #expect(abs(bench["0M", "pressure"] / 1e5 - 127.4) < 1)
        #expect(bench.sees("0M", .sight, "127,5 bar"))
        for (failure, check) in [
            ("stuck", { abs($0 - 127.4) < 1 }), ("offset", { $0 > 20 && $0 < 40 }), ("snubber-clogged", { $0 > 6 && $0 < 40 }),
        ] as [(String, (Double) -> Bool)] {
            bench.fail("0M", failure, 1)
            close(bench, failure == "stuck" ? 1 : failure == "offset" ? 1 : 0)
            try bench.run(2)
            #expect(check(bench["0M", "pressure"] / 1e5), "\(failure) \(bench["0M", "pressure"] / 1e5)")
        }
    }

    // First principle: in a closed circuit without walls, all that the shaft gives becomes heat.
    @Test func `the work of the shaft warms the oil, and nothing is lost or made`() throws {
        let bench = try pack(walls: 0)
        bench.turn("0P", 1450)
        let speed = 1450 * Double.pi / 30
        var work = 0.0
        try bench.run(120) {
            work += bench["0P", "torque"] * speed * 0.005
            if work > 2e4 { close(bench, 0.1) }
            return false
        }
        let capacity = 870 * 1900 * (2e-3 + bench["0B", "volume"])
        let heat = capacity * (bench["OIL", "temperature"] - 313.15)
        // What is stored in squeezed oil, and a step's delay: parts in ten thousand of 200 kJ.
        #expect(work > 1.5e5 && abs(heat / work - 1) < 2e-3, "\(heat) \(work)")
    }

    // 40 l: 66 kJ/K, and 15 W/K of walls.
    @Test func `oil that is left alone cools with the time constant of its tank`() throws {
        let bench = try pack(celsius: 60)
        try bench.run(3600, dt: 0.05)
        let capacity = 870 * 1900 * 42e-3
        let expected = 293.15 + 40 * exp(-3600 * 15 / capacity)
        #expect(abs(bench["OIL", "temperature"] - expected) < 0.1)
        #expect(abs(bench["0B", "temperature"] - bench["OIL", "temperature"]) < 0.1)
    }

    @Test func `after two thousand starts and stops every drop is back in the tank`() throws {
        let bench = try pack()
        let motor = bench.turn("0P", 1450)
        motor.element.speed = 0
        try bench.run(5)
        let before = bench["0B", "volume"]
        var most = 0.0
        for cycle in 0..<2000 {
            motor.element.speed = 1450 * .pi / 30
            close(bench, cycle % 2 == 0 ? 0 : 0.5)
            try bench.run(0.1)
            most = max(most, before - bench["0B", "volume"])
            motor.element.speed = 0
            try bench.run(0.1)
        }
        close(bench, 1)
        try bench.run(60)
        // Squeezing the oil of the lines takes some from the tank.
        #expect(most > 1e-7, "\(most)")
        // What Newton leaves over, of a metre cube pumped in all.
        #expect(abs(bench["0B", "volume"] - before) < 1e-9, "\(bench["0B", "volume"] - before)")
    }

    // H13: what a leak loses the tank lacks.
    @Test func `a leaking hose empties the tank by what falls on the floor`() throws {
        let bench = try pack([("HP", "leaking", 0.5)])
        bench.turn("0P", 1450)
        close(bench, 0.2)
        let before = bench["0B", "volume"]
        try bench.run(60)
        let lost = bench["HP", "lost"]
        #expect(lost > 1e-3)
        // The lines hold a few cm³ under pressure.
        #expect(abs(before - bench["0B", "volume"] - lost) < 1e-5, "\(before - bench["0B", "volume"]) \(lost)")
        #expect(bench.sees("HP", .sight, "jet"))
        try bench.run(600)
        #expect(bench.sees("0B", .sight, "mini") || bench.sees("0B", .sight, "ne se voit plus"))
    }

    // H16: −0.1 → −0.4 bar, 30 % less flow, noise.
    @Test func `a clogged strainer makes the pump cavitate`() throws {
        let bench = try pack()
        bench.turn("0P", 1450)
        try bench.run(2)
        let healthy = bench["0P", "flow"]
        #expect(!bench.sees("0P", .hearing, "gravier") && bench["0P", "filling"] > 0.999)
        bench.fail("0B", "strainer-clogged", 0.5)
        try bench.run(2)
        #expect(bench.bar("0P:S") < -0.35 && bench.bar("0P:S") > -0.5, "\(bench.bar("0P:S"))")
        let share = bench["0P", "flow"] / healthy
        #expect(share < 0.85 && share > 0.55, "\(share)")
        #expect(bench.sees("0P", .hearing, "gravier"))
    }

    // H25.
    @Test func `a low level brings foam, noise and less flow; topped up, it settles`() throws {
        let bench = try pack()
        bench.turn("0P", 1450)
        try bench.run(2)
        let healthy = bench["0P", "flow"]
        bench.fail("0B", "low-level", 0.85)
        try bench.run(60)
        #expect(bench["OIL", "air"] > 0.05 && bench["0P", "flow"] < 0.9 * healthy, "\(bench["OIL", "air"])")
        #expect(bench.sees("0B", .sight, "mousse") && bench.sees("0P", .hearing, "air"))
        bench.mend("0B")
        try bench.run(1200, dt: 0.02)
        #expect(bench["OIL", "air"] < 0.001 && abs(bench["0P", "flow"] / healthy - 1) < 0.05)
        #expect(abs(bench["0B", "volume"] - 40e-3) < 1e-4)
    }

    @Test func `a bared suction draws air as fast as the tank is turned over, and none while nothing is drawn`() throws {
        let bench = try HydraulicBench([Part("OIL", "oil"), Part("0B", "hydraulic-tank", [("oil", .link("OIL"))])])
        bench.fail("0B", "low-level", 0.85)
        try bench.run(60)
        #expect(bench["OIL", "air"] == 0)
        let flow = litres(16)
        let drawing = bench.feed("0B:S", -flow)
        let returning = bench.feed("0B:T", flow)
        // 9.4 l are left, 12 l would cover the mouth: 0.6·2·(1 − 9.4/12) of what it takes in is air; bubbles rise in two minutes.
        let (volume, settling) = (40e-3 * (1 - 0.9 * 0.85), 120.0)
        let taken = 0.6 * 2 * (1 - volume / 12e-3)
        let rate = flow / volume
        for seconds in [20.0, 40, 60] {
            try bench.run(20)
            let expected = taken * rate / (rate + 1 / settling) * (1 - exp(-seconds * (rate + 1 / settling)))
            #expect(abs(bench["OIL", "air"] / expected - 1) < 0.01, "\(bench["OIL", "air"]) \(expected)")
        }
        (drawing.element.flow, returning.element.flow) = (0, 0)
        let before = bench["OIL", "air"]
        try bench.run(60)
        #expect(abs(bench["OIL", "air"] / (before * exp(-60 / settling)) - 1) < 0.01)
    }

    @Test func `a chamber gives by the air that came with its oil, and one that is shut keeps its own`() throws {
        let bench = try HydraulicBench(
            [
                Part("OIL", "oil"),
                Part("C1", "hydraulic-cylinder", [("oil", .link("OIL")), ("coulomb", .number(0)), ("breakaway", .number(0))]),
            ], pipes: [("C1:B", "~")])
        let load = bench.load("C1", 0)
        let pump = bench.feed("C1:A", litres(10))
        try bench.run(60) { bench["C1", "position"] >= 0.1 }
        pump.element.flow = 0
        try bench.run(1)
        // Foam in the tank is not foam in the cylinder: 10 kN on 1963 mm² of clean oil.
        bench.set("OIL", "entrained-air", 0.1)
        let area = Double.pi / 4 * 0.05 * 0.05
        let pressure = 10e3 / area
        func sinks(_ volume: Double, _ air: Double) -> Double {
            volume / area * (1 - (1 - air) / (1 + pressure / 1.4e9) - air * 101_325 / (101_325 + pressure))
        }
        func press() throws -> Double {
            try bench.run(1)
            let before = bench["C1", "position"]
            load.element.torque = 10e3
            try bench.run(2)
            defer { load.element.torque = 0 }
            return before - bench["C1", "position"]
        }
        // 30 ml at the end, 2 ml in the port.
        let clean = sinks(32e-6 + 0.1 * area, 0)
        #expect(abs(try press() / clean - 1) < 0.02)
        // As much again, with a tenth of air: it mixes with what was there.
        pump.element.flow = litres(10)
        try bench.run(60) { bench["C1", "position"] >= 0.2 }
        pump.element.flow = 0
        let foamy = sinks(30e-6 + 0.2 * area, 0.1 * 0.1 * area / (30e-6 + 0.2 * area))
        let sunk = try press()
        #expect(abs(sunk / foamy - 1) < 0.03 && sunk > 5 * clean, "\(sunk) \(foamy)")
    }

    @Test func `a clogged breather holds the tank's air, a leaking tank empties itself`() throws {
        let bench = try pack([("0B", "breather-clogged", 1)])
        let draught = bench.feed("0B:T", -litres(8))
        try bench.run(60)
        // Boyle: 20 l of air become 28 l, less what an hour's breathing lets in, under 20 cm of oil.
        #expect(abs(bench.bar("0B:T") - (1.01325 * (20.0 / 28 - 1) + 0.017)) < 0.006, "\(bench.bar("0B:T"))")
        #expect(bench.sees("0B", .hearing, "aspire"))
        draught.element.flow = 0
        bench.mend("0B")
        try bench.run(1)
        #expect(bench.bar("0B:T") > 0)
        bench.fail("0B", "leaking", 1)
        let before = bench["0B", "volume"]
        try bench.run(600)
        #expect(before - bench["0B", "volume"] > 1e-3 && bench.sees("0B", .sight, "huile"))
    }

    // MARK: - Hoses, air

    /// Seconds to 50 bar of a closed volume of 0.637 l fed with 15.3 l/min.
    private func rise(air: Double = 0, aged: Double = 0, wall: Double = 1e11) throws -> Double {
        let bench = try HydraulicBench([
            Part("OIL", "oil", [("bulk-modulus", .number(1.2e9)), ("air", .number(air))]),
            Part(
                "H1", "hydraulic-hose",
                [
                    ("oil", .link("OIL")), ("bore", .number(0.02)), ("length", .number(6.366e-4 / (.pi * 1e-4))),
                    ("wall-modulus", .number(wall)),
                ]),
        ])
        bench.fail("H1", "aged", aged)
        try bench.run(0.1)
        bench.feed("H1:1", litres(15.3))
        let dt = 5e-5
        return try #require(try bench.run(0.5, dt: dt) { bench.bar("H1:2") >= 50 })
    }

    // H17: 10.4 ms, and 20.8 ms with half a per cent of undissolved air.
    @Test func `air in the oil doubles the time to 50 bar`() throws {
        let stiff = try rise()
        #expect(abs(stiff - 10.4e-3) < 0.2e-3, "\(stiff)")
        let soft = try rise(air: 0.005)
        // The bubbles themselves: 0.5 % of the volume, squeezed to a fiftieth: 0.0049/0.00417 more.
        #expect(abs(soft / stiff - 2.17) < 0.05, "\(soft)")
    }

    // H32.
    @Test func `a delaminated hose takes five times as long`() throws {
        #expect(abs(try rise(aged: 1) / rise() - 5) < 0.1)
        // 1/β = 1/β_oil + 1/β_wall.
        #expect(abs(try rise(wall: 0.6e9) / rise() - 3) < 0.1)
    }

    @Test func `a hose is kinked, plugged or comes off`() throws {
        let bench = try pack()
        bench.turn("0P", 1450)
        try bench.run(2)
        let healthy = (before: bench.bar("HP:1"), after: bench.bar("HP:2"))
        bench.fail("HP", "kinked", 0.8)
        try bench.run(2)
        #expect(bench.bar("HP:1") > healthy.before + 5 && bench.sees("HP", .sight, "pincé"))
        bench.fail("HP", "plugged", 1)
        try bench.run(2)
        #expect(bench.bar("HP:1") > 120 && bench.bar("HP:2") < 0.5)
        bench.fail("HP", "disconnected", 1)
        try bench.run(2)
        #expect(bench.bar("HP:1") < 2 && bench["HP", "leak"] > litres(14) && bench.sees("HP", .sight, "débranché"))
    }

    @Test func `a throttle passes its rated flow, less when clogged, more when worn`() throws {
        let bench = try HydraulicBench([Part("Q1", "throttle")], pipes: [("Q1:2", "~")])
        bench.source("Q1:1", 20e5)
        func flow() throws -> Double {
            try bench.run(0.05)
            return perMinute(bench["Q1", "flow"])
        }
        // 16 l/min at 5 bar: twice as much at four times the difference.
        #expect(abs(try flow() - 32) < 0.5)
        bench.assembly.setParameter("opening", .number(0.25), on: "Q1")
        #expect(abs(try flow() - 8) < 0.2)
        bench.fail("Q1", "clogged", 0.9)
        #expect(try flow() < 1.5)
        bench.fail("Q1", "worn", 0.5)
        #expect(try flow() > 15)
        bench.fail("Q1", "leaking", 1)
        _ = try flow()
        #expect(bench["Q1", "leak"] > 0 && !bench.assembly.percepts("Q1", .sight).isEmpty)
    }
}
