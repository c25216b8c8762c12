import Circuits
import Components
import Foundation
import Notation
import Testing

/// Whole circuits: a motor-driven unit, a conditioning rig with a cooling circuit, and what every circuit must keep.
@Suite struct HydraulicRigTests {
    private typealias Part = HydraulicBench.Part

    // MARK: - Motor

    /// A motor of 0.37 kW with a pump of 1.6 cm³ and a relief valve of 60 bar, three-phase.
    private func motorised(_ failures: [(String, String, Double)] = [], swapped: Bool = false) throws -> HydraulicBench {
        let bench = try HydraulicBench(
            [
                Part("M1", "induction-motor"),
                Part(
                    "P1", "gear-pump",
                    [
                        ("displacement", .number(1.6e-6 / (2 * .pi))), ("leakage", .number(2.5e-13)), ("friction", .number(0.1)),
                        ("drag", .number(5e-4)),
                    ]),
                Part(
                    "V0", "relief-valve",
                    [("set-pressure", gauge(60)), ("rated-flow", .number(litres(2))), ("override", gauge(4))]),
                Part("0B", "hydraulic-tank"), Part("R1", "hydraulic-check-valve"), Part("B1", "hydraulic-gauge"),
            ],
            pipes: [
                ("M1:shaft", "P1:shaft"), ("0B:S", "P1:S"), ("P1:P", "R1:1"), ("R1:2", "V0:P"), ("V0:T", "0B:T"),
                ("R1:2", "B1:1"),
            ])
        let order = swapped ? ["V", "U", "W"] : ["U", "V", "W"]
        for (index, winding) in order.enumerated() {
            let angle = -2 * Double.pi / 3 * Double(index)
            bench.assembly.circuit.add(
                VoltageSource(real: 400 / 3.0.squareRoot() * cos(angle), imaginary: 400 / 3.0.squareRoot() * sin(angle)),
                named: "L\(index + 1)", at: [bench.joint("M1:\(winding)"), bench.assembly.earth])
        }
        _ = bench.assembly.circuit.wire("PE", bench.joint("M1:PE"), bench.assembly.earth, resistance: 1e-3, isMerged: true)
        for (reference, failure, severity) in failures { bench.fail(reference, failure, severity) }
        try bench.run(3)
        return bench
    }

    @Test func `a motor turns its pump up to the relief pressure, with the current that the torque asks`() throws {
        let bench = try motorised()
        #expect(abs(bench["B1", "pressure"] / 1e5 - 64) < 1, "\(bench["B1", "pressure"])")
        // What the motor gives beyond its own friction the pump takes.
        #expect(abs(bench["M1", "torque"] - bench["P1", "torque"] - 0.03 - 2.55e-4 * bench["M1", "speed"]) < 0.01)
        #expect(bench["M1", "current"] > 0.8 && bench["M1", "current"] < 1.1, "\(bench["M1", "current"])")
    }

    // H06, H30.
    @Test func `a relief valve stuck shut overloads the motor, a swapped phase leaves it idling without pressure`() throws {
        let healthy = try motorised()
        let shut = try motorised([("V0", "stuck-shut", 1)])
        #expect(shut["B1", "pressure"] > 2 * healthy["B1", "pressure"] && shut["M1", "current"] > 1.5 * healthy["M1", "current"])
        let swapped = try motorised(swapped: true)
        #expect(swapped["M1", "speed"] < -140 && abs(swapped["B1", "pressure"]) < 1e5)
        #expect(swapped["M1", "current"] < 0.9 * healthy["M1", "current"])
    }

    // MARK: - What every circuit keeps

    @Test func `flows balance at every node, and a snapshot goes on with the same digits`() throws {
        let bench = try HydraulicCylinderTests.press(oil: true)
        bench.set("V1", "override-a", 1)
        try bench.run(1)
        var nodes = 0
        for node in try bench.assembly.circuit.imbalances() where node.joint.contains(":") && !node.joint.contains("oil") {
            // Newton's tolerance of a pascal on the slopes there are.
            #expect(abs(node.sum) <= 1e-6 * node.largest + 1e-12, "\(node)")
            nodes += 1
        }
        #expect(nodes >= 8, "\(nodes)")
        let snapshot = try bench.assembly.snapshot()
        func life(_ bench: HydraulicBench) throws -> [Double] {
            bench.set("V1", "override-a", 0)
            try bench.run(0.2)
            bench.set("V1", "override-b", 1)
            try bench.run(1)
            return [
                bench["A1", "position"], bench["A1", "pressure-a"], bench["0B", "volume"], bench["OIL", "temperature"],
                bench.bar("P1:P"),
            ]
        }
        let first = try life(bench)
        try bench.assembly.restore(snapshot)
        #expect(try life(bench) == first)
        // And in another rig that has just been built.
        let other = try HydraulicCylinderTests.press(oil: true)
        try other.assembly.restore(snapshot)
        #expect(try life(other) == first)
    }

    // MARK: - Conditioning rig

    /// What the sensors of the rig say: after hours of work, then at a step of its valve.
    private struct Readings {
        var oil = 0.0
        var efficiencyOfCooling = 0.0
        var coolingPower = 0.0
        var coolerPressure = 0.0
        var flow = 0.0
        var efficiency = 0.0
        var motorPower = 0.0
        /// Pa that the working pressure falls by in the half second after the valve opens.
        var dip = 0.0
        /// Seconds from the order until the load's pressure is there.
        var edge = 0.0
    }

    /// After the public rig: a working circuit with accumulator and valve, a cooling circuit with filter and cooler, one tank.
    private func rig(_ failure: (String, String, Double)? = nil) throws -> Readings {
        let oil: (key: String, value: ParameterValue) = ("oil", .link("OIL"))
        let bench = try HydraulicBench(
            [
                Part("OIL", "oil", [("initial-temperature", .number(313.15))]), Part("0B", "hydraulic-tank", [oil]),
                Part("P1", "gear-pump", [oil]), Part("R1", "hydraulic-check-valve", [oil]),
                Part("V0", "relief-valve", [oil, ("set-pressure", gauge(150))]), Part("Z1", "accumulator", [oil]),
                Part("V1", "valve-4-3", [oil]),
                Part("Q1", "throttle", [oil, ("rated-loss", gauge(100)), ("rated-flow", .number(litres(14)))]),
                Part("P2", "gear-pump", [oil]), Part("Z2", "hydraulic-filter", [oil]), Part("E1", "cooler", [oil]),
            ],
            pipes: [
                ("0B:S", "P1:S"), ("P1:P", "R1:1"), ("R1:2", "V0:P"), ("R1:2", "Z1:1"), ("R1:2", "V1:P"), ("V0:T", "0B:T"),
                ("Z1:T", "0B:T"), ("V1:T", "0B:T"), ("V1:A", "Q1:1"), ("Q1:2", "0B:T"), ("0B:S", "P2:S"), ("P2:P", "Z2:1"),
                ("Z2:2", "E1:1"), ("E1:2", "0B:T"),
            ])
        for pump in ["P1", "P2"] { bench.turn(pump, 1450) }
        _ = bench.assembly.circuit.wire("N", bench.joint("E1:N"), bench.assembly.earth, resistance: 0.01, isMerged: true)
        bench.assembly.circuit.add(VoltageSource(real: 230), named: "G", at: [bench.joint("E1:L"), bench.assembly.earth])
        if let failure { bench.fail(failure.0, failure.1, failure.2) }
        bench.set("V1", "override-a", 1)
        // Four hours under load bring the temperatures there.
        try bench.run(14_400, dt: 0.2)
        let speed = 1450 * Double.pi / 30
        var r = Readings()
        r.oil = bench["OIL", "temperature"]
        r.efficiencyOfCooling = bench["E1", "efficiency"]
        r.coolingPower = bench["E1", "cooling-power"]
        r.coolerPressure = bench.bar("E1:1")
        r.flow = bench["V1", "flow-a"]
        r.motorPower = bench["P1", "torque"] * speed
        r.efficiency = r.flow * bench.bar("V1:P") * 1e5 / r.motorPower
        // The pump fills the accumulator over a closed valve; then the valve opens.
        bench.set("V1", "override-a", 0)
        try bench.run(20)
        let before = bench.bar("R1:2")
        bench.set("V1", "override-a", 1)
        r.edge = try #require(try bench.run(2) { bench.bar("Q1:1") > 80 })
        try bench.run(0.5)
        r.dip = before - bench.bar("R1:2")
        return r
    }

    // The four faults of the ZeMA set move the sensors in the published directions.
    @Test func `the faults of a conditioning rig move its sensors as in the public data`() throws {
        let healthy = try rig()
        #expect(healthy.oil > 273.15 + 30 && healthy.oil < 273.15 + 70, "\(healthy)")
        // Cooler at 20 %: hotter oil, less cooling, thinner oil in the cooling circuit; at 3 % more so.
        let fouled = try rig(("E1", "fouled", 0.8 / 0.97))
        let failed = try rig(("E1", "fouled", 1))
        for (better, worse) in [(healthy, fouled), (fouled, failed)] {
            #expect(worse.oil > better.oil + 5 && worse.efficiencyOfCooling < better.efficiencyOfCooling)
            #expect(worse.coolingPower < better.coolingPower && worse.coolerPressure < better.coolerPressure)
        }
        // Pump leakage, weak and severe: less flow and efficiency, nearly the same power.
        let weak = try rig(("P1", "worn", 0.2))
        let severe = try rig(("P1", "worn", 0.6))
        for (better, worse) in [(healthy, weak), (weak, severe)] {
            #expect(worse.flow < 0.97 * better.flow && worse.efficiency < better.efficiency)
        }
        // The pressure of the working circuit falls with the flow: the power changes far less than the flow's square.
        #expect(weak.motorPower > 0.8 * healthy.motorPower)
        // Accumulator without its pre-charge: the pressure falls further when the valve opens.
        let slack = try rig(("Z1", "lost-pre-charge", 1))
        #expect(slack.dip > healthy.dip + 1, "\(healthy.dip) \(slack.dip)")
        // Valve: each grade of lag later.
        let edges = try [0.0, 0.18, 0.53, 1].map { try rig(("V1", "slow", $0)).edge }
        #expect(zip(edges, edges.dropFirst()).allSatisfy { $0 < $1 } && edges[3] - edges[0] > 0.09, "\(edges)")
    }
}
