import Circuits
import Components
import Foundation
import Notation
import Testing

/// A ram that nothing slows.
struct Ram: Element {
    /// m/s.
    var speed = 0.0

    static var isGrounded: Bool { true }
    static var isLinear: Bool { true }
    static var internals: [(name: String, tolerance: Double)] { [("force", 1e-3)] }

    func stamp(_ s: Stamp) {
        s.add(0, s[1])
        s.slope(0, 1, 1)
        s.add(1, s[0] - speed)
        s.slope(1, 0, 1)
    }
}

@Suite struct PressLoadTests {
    private let steady: [(key: String, value: ParameterValue)] = [("spread", .number(0))]

    private func bench(_ values: [(key: String, value: ParameterValue)]) throws -> MechanicalBench {
        let bench = MechanicalBench()
        try bench.declare("B1", AnyComponentType(PressLoad.self), values)
        try bench.assembly.build()
        return bench
    }

    /// Presses to a descent of the platen, m, at 0.1 m/s.
    private func press(_ bench: MechanicalBench, _ drive: Handle<Ram>, to position: Double) throws {
        drive.element.speed = position > bench["B1", "position"] ? 0.1 : -0.1
        let steps = Int((abs(position - bench["B1", "position"]) / 0.1 / 0.005).rounded())
        for _ in 0..<steps { try bench.assembly.step(0.005) }
        drive.element.speed = 0
        try bench.run(0.05)
    }

    @Test(arguments: [(0.1, 0.0), (0.2, 0), (0.35, 0.25), (0.5, 0.5), (0.6, 2.0 / 3)])
    func `presses back after van Wyk: nothing before it touches, seven times K at half of its height`(
        position: Double, compressed: Double
    ) throws {
        let bench = try bench(steady)
        let drive = bench.assembly.circuit.add(Ram(), named: "ram", at: [bench.assembly.joint("B1", "platen")!])
        try press(bench, drive, to: position)
        let expected = 45_000 / 7 * (pow(1 / (1 - compressed), 3) - 1)
        #expect(abs(bench["B1", "force"] - expected) < 1e-4 * expected + 1)
        #expect(abs(-(try bench.assembly.circuit.through(drive, 0)) - expected) < 1e-3 * expected + 1)
    }

    @Test func `lets go on a steeper way, keeps its set, and takes less work when pressed again`() throws {
        let bench = try bench(steady)
        let drive = bench.assembly.circuit.add(Ram(), named: "ram", at: [bench.assembly.joint("B1", "platen")!])
        try press(bench, drive, to: 0.5)
        let first = bench["B1", "work"]
        // ∫K·((h₀/h)³ − 1)·dx from h₀ to h₀/2 is K·h₀·(3/2 − 1/2).
        #expect(abs(first / (45_000 / 7 * 0.6) - 1) < 0.01)
        try press(bench, drive, to: 0.2 + 0.6 * 0.3)
        #expect(abs(bench["B1", "force"]) < 1)
        #expect(abs(bench["B1", "height"] - 0.42) < 1e-6)
        // A quarter of the work comes back: F_m·(x_m − x_s)/4.
        #expect(abs((first - bench["B1", "work"]) / (45_000 * 0.12 / 4) - 1) < 0.03)
        try press(bench, drive, to: 0.5)
        #expect(abs(bench["B1", "force"] - 45_000) < 50)
        #expect(abs(bench["B1", "work"] - first) < 0.03 * first)
    }

    @Test func `another bale begins anew, and differs from the last`() throws {
        let bench = try bench([("spread", .number(0.1))])
        let drive = bench.assembly.circuit.add(Ram(), named: "ram", at: [bench.assembly.joint("B1", "platen")!])
        let bale = bench.assembly.signal("B1", "bale")!
        var forces: [Double] = []
        for _ in 0..<4 {
            try press(bench, drive, to: 0.5)
            forces.append(bench["B1", "force"])
            try press(bench, drive, to: 0)
            bench.assembly.set(bale, 0)
            try bench.run(0.1)
            #expect(bench["B1", "present"] == 0 && bench["B1", "force"] == 0)
            bench.assembly.set(bale, 1)
            try bench.run(0.1)
            #expect(abs(bench["B1", "height"] - 0.6) < 1e-9)
        }
        #expect(bench["B1", "bales"] == 4)
        #expect(Set(forces.map { Int($0) }).count == 4)
        #expect(forces.allSatisfy { abs($0 / 45_000 - 1) <= 0.101 })
    }

    @Test func `a bale comes with each that its feed counts`() throws {
        let bench = MechanicalBench()
        try bench.declare("B1", AnyComponentType(PressLoad.self), [("loaded", .flag(false))])
        try bench.declare("B2", AnyComponentType(PressLoad.self), [("loaded", .flag(false)), ("feed", .link("B1"))])
        try bench.assembly.build()
        try bench.run(0.1)
        #expect(bench["B2", "present"] == 0)
        for count in 1...3 {
            bench.assembly.set(bench.assembly.signal("B1", "bale")!, 1)
            try bench.run(0.1)
            #expect(bench["B2", "present"] == 1 && bench["B2", "bales"] == Double(count))
            bench.assembly.set(bench.assembly.signal("B1", "bale")!, 0)
            try bench.run(0.1)
            #expect(bench["B2", "present"] == 0, "taken away with it")
        }
    }

    @Test func `too much linen, wet linen and a hard object each ask for more force at the same stroke`() throws {
        var forces: [String: Double] = [:]
        for failure in ["", "overfilled", "wet", "foreign-body"] {
            let bench = try bench(steady)
            if !failure.isEmpty { bench.fail("B1", failure, 0.8) }
            let drive = bench.assembly.circuit.add(Ram(), named: "ram", at: [bench.assembly.joint("B1", "platen")!])
            try press(bench, drive, to: 0.5)
            forces[failure] = bench["B1", "force"]
        }
        for failure in ["overfilled", "wet", "foreign-body"] {
            #expect(forces[failure]! > 1.3 * forces[""]!)
        }
    }
}
