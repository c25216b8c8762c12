import Circuits
import Components
import Foundation
import Notation
import Testing

@Suite struct CouplingTests {
    private func bench(_ values: [(key: String, value: ParameterValue)] = []) throws
        -> MechanicalBench
    {
        let bench = MechanicalBench()
        try bench.declare("A1", AnyComponentType(Coupling.self), values)
        try bench.assembly.build()
        return bench
    }

    @Test(arguments: [(100.0, 1e-3, 1e-3), (1_500, 8e-4, 5e-3)])
    func `two inertias swing against each other at √(k·(J₁ + J₂)/(J₁·J₂))`(
        stiffness: Double, first: Double, second: Double
    ) throws {
        let bench = try bench([
            ("stiffness", .number(stiffness)), ("damping", .number(0)), ("offset", .number(0)),
            ("inertia", .number(1e-7)),
        ])
        let circuit = bench.assembly.circuit
        circuit.add(Inertia(first), named: "first", at: [bench.assembly.joint("A1", "in")!])
        circuit.add(Inertia(second), named: "second", at: [bench.assembly.joint("A1", "out")!])
        let push = bench.drive("A1", "in", Brake(torque: -1))
        let pulsation = (stiffness * (first + second) / (first * second)).squareRoot()
        let dt = 0.01 / pulsation
        // A twist, then let go: the zeros of the twist are counted.
        for _ in 0..<300 { try bench.assembly.step(dt) }
        push.element.torque = 0
        var (time, crossings, last) = (0.0, [Double](), bench["A1", "twist"])
        while crossings.count < 11 {
            try bench.assembly.step(dt)
            time += dt
            let now = bench["A1", "twist"]
            if (last < 0) != (now < 0) { crossings.append(time - dt * now / (now - last)) }
            last = now
        }
        let period = (crossings[10] - crossings[0]) / 5
        #expect(abs(period * pulsation / (2 * .pi) - 1) < 1e-3)
    }

    @Test
    func
        `passes a torque with the twist of its stiffness, and turns back through the lash with a knock`() throws
    {
        let bench = try bench([("lash", .number(0.05)), ("offset", .number(0))])
        _ = bench.drive("A1", "in", Brake(speed: 10))
        let load = bench.drive("A1", "out", Brake(torque: 6))
        try bench.run(1)
        #expect(abs(bench["A1", "torque"] - 6) < 1e-3)
        #expect(abs(bench["A1", "twist"] - 0.025 - 6 / 1_500) < 1e-6)
        load.element.torque = -6
        var knock = 0.0
        for _ in 0..<200 {
            try bench.assembly.step(0.005)
            knock = max(knock, bench["A1", "knock"])
        }
        #expect(abs(bench["A1", "twist"] + 0.025 + 6 / 1_500) < 1e-6)
        #expect(knock > 1)
    }

    @Test func `shafts out of line flex the insert once a turn: drag, heat and dust`() throws {
        let bench = try bench([("offset", .number(0.4e-3))])
        let drive = bench.drive("A1", "in", Brake(speed: 150))
        try bench.run(10_000, 2)
        // ψ·½·k_r·e² a turn, 150/2π turns a second.
        let power = 0.8 * 0.5 * 1e6 * 0.16e-6 * 150 / (2 * .pi)
        #expect(abs(-(try bench.assembly.circuit.through(drive, 0)) * 150 / power - 1) < 0.01)
        #expect(abs((bench["A1", "temperature"] - 293.15) * 0.12 / power - 1) < 0.01)
        #expect(bench.assembly.percepts("A1", .sight).count == 1)
        #expect(bench.assembly.percepts("A1", .touch).count == 1)
    }

    @Test func `sheared, one hub turns without the other`() throws {
        let bench = try bench()
        _ = bench.drive("A1", "in", Brake(speed: 150))
        _ = bench.assembly.circuit.add(
            BristleFriction(breakaway: 1, coulomb: 1, viscous: 0.01), named: "load",
            at: [bench.assembly.joint("A1", "out")!, bench.assembly.bed])
        try bench.run(1)
        #expect(abs(bench.assembly.circuit.across(bench.assembly.joint("A1", "out")!) - 150) < 0.01)
        bench.fail("A1", "sheared")
        try bench.run(1)
        #expect(abs(bench.assembly.circuit.across(bench.assembly.joint("A1", "out")!)) < 1e-6)
        #expect(bench["A1", "torque"] == 0)
    }
}

@Suite struct ClutchTests {
    @Test func `carries the load along with its torque, then holds it; without current it lets go`() throws {
        let bench = MechanicalBench()
        try bench.declare("E1", AnyComponentType(Clutch.self))
        try bench.assembly.build()
        let out = bench.assembly.joint("E1", "out")!
        bench.assembly.circuit.add(Inertia(0.0498), named: "load", at: [out])
        _ = bench.drive("E1", "in", Brake(speed: 150))
        try bench.run(0.1)
        #expect(abs(bench.assembly.circuit.across(out)) < 1e-6)
        let coil = bench.coil("E1", 24)
        // Attracted after 15 ms, 20 ms of travel: then J·ω/T, 0.05·150/10 = 0.75 s, to synchronism.
        try bench.run(0.3)
        let speed = bench.assembly.circuit.across(out)
        try bench.run(0.2)
        #expect(abs((bench.assembly.circuit.across(out) - speed) / 0.2 - 10 / 0.05) < 0.5)
        try bench.run(0.5)
        #expect(abs(bench.assembly.circuit.across(out) - 150) < 1e-3)
        // The discs took as much heat as the load took energy.
        #expect(abs((bench["E1", "temperature"] - 293.15) * 400 / (0.5 * 0.05 * 150 * 150) - 1) < 0.06)
        coil.element = VoltageSource()
        _ = bench.drive("E1", "out", Brake(torque: 1))
        try bench.run(0.5)
        #expect(bench.assembly.circuit.across(out) < 145)
        #expect(bench["E1", "engaged"] == 0)
    }

    @Test(arguments: [("lining-oiled", 2.0), ("lining-worn", 0.0), ("dragging", 10.0)])
    func `slips at what its linings leave`(failure: String, torque: Double) throws {
        let bench = MechanicalBench()
        try bench.declare("E1", AnyComponentType(Clutch.self))
        try bench.assembly.build()
        bench.fail("E1", failure)
        _ = bench.coil("E1", 24)
        _ = bench.drive("E1", "in", Brake(speed: 150))
        let hold = bench.drive("E1", "out", Brake(speed: 0))
        try bench.run(0.5)
        #expect(abs(try bench.assembly.circuit.through(hold, 0) - torque) < 0.01)
        #expect(bench.assembly.percepts("E1", .hearing).isEmpty == (torque == 0))
    }
}

/// Elements with memory answer from their state what flows into them: every node of a solved circuit balances.
@Suite struct MechanicalBalanceTests {
    @Test func `forces and torques sum to nothing at each node, in contact, in the play, against a stop`() throws {
        let circuit = Circuit()
        let (rotation, translation) = (Domain.rotation.nature, Domain.translation.nature)
        let (first, second) = (circuit.joint("first", rotation), circuit.joint("second", rotation))
        let carriage = circuit.joint("carriage", translation)
        let bed = circuit.fixedJoint("bed", rotation, value: 0)
        circuit.add(Inertia(1e-3), named: "first", at: [first])
        circuit.add(Inertia(2e-3), named: "second", at: [second])
        var mesh = PlayedSpring(arms: (0.02, 0.06), stiffness: 1e7)
        mesh.play = 1e-4
        mesh.damping = 100
        mesh.efficiency = 0.95
        circuit.add(mesh, named: "mesh", at: [first, second])
        circuit.add(PlayedSpring(arms: (2e-3, 1), stiffness: 1e7), named: "screw", at: [second, carriage])
        circuit.add(LiftedMass(mass: 50, weight: 490, travel: 0...0.3, position: 0.15), named: "load", at: [carriage])
        circuit.add(FibreBale(height: 0.2, hardness: 400, set: 0.5, clearance: 0.02), named: "bale", at: [carriage])
        let drive = circuit.add(Brake(), named: "drive", at: [first])
        circuit.add(Conductance(1e-3), named: "oil", at: [second, bed])
        for step in 0..<800 {
            if step % 100 == 0 { drive.element.torque = [0, -1.5, 0.5, -3, 1, -0.3, 2, -6][step / 100] }
            try circuit.step(0.005)
            // A first change of less than a hundred tolerances ends a step, though something may begin to bear within it.
            for node in try circuit.imbalances() {
                #expect(abs(node.sum) < 1e-5 * max(1, node.largest), "\(node.joint), step \(step)")
            }
        }
    }
}
