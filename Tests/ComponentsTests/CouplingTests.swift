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
    )
        throws
    {
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
        `passes a torque with the twist of its stiffness, and turns back through the lash with a knock`()
        throws
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
