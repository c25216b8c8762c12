import Circuits
import Testing

/// A random ladder of resistors between a rail and earth, fed with DC and AC; seeded.
struct Ladder {
    let circuit = Circuit()
    var joints: [Joint] = []
    var rungs: [Handle<Conductance>] = []

    init(seed: UInt64, rungs count: Int, nature: Nature = wired, decades: ClosedRange<Double> = 1...1e6) {
        var random = Seeded(seed)
        let earth = circuit.fixedJoint("PE", nature, value: 0)
        joints.append(circuit.joint("0", nature))
        circuit.add(Battery(voltage: 24, conductance: 10), named: "G", at: [joints[0], earth])
        if nature.layers > 1 { circuit.add(Mains(real: 230, conductance: 2), named: "T", at: [joints[0], earth]) }
        for number in 1...count {
            let joint = circuit.joint("\(number)", nature)
            let back = joints[Int.random(in: 0..<joints.count, using: &random)]
            rungs.append(circuit.add(Conductance(resistance: random.decade(decades)), named: "S\(number)", at: [back, joint]))
            let other = Bool.random(using: &random) ? earth : joints[Int.random(in: 0..<joints.count, using: &random)]
            rungs.append(circuit.add(Conductance(resistance: random.decade(decades)), named: "P\(number)", at: [joint, other]))
            joints.append(joint)
        }
    }
}

@Suite struct MeterTests {
    private let meter = 1e-7

    @Test(arguments: 1...20) func `a computed meter reads what an inserted one reads`(seed: UInt64) throws {
        let (open, loaded) = (Ladder(seed: seed, rungs: 30), Ladder(seed: seed, rungs: 30))
        var random = Seeded(seed &* 77)
        let a = Int.random(in: 1...30, using: &random)
        let b = (a + Int.random(in: 1..<30, using: &random)) % 31
        loaded.circuit.add(Conductance(meter), named: "P1", at: [loaded.joints[a], loaded.joints[b]])
        // The second step refines what the first has left to rounding.
        for circuit in [open.circuit, loaded.circuit] { for _ in 0..<2 { try circuit.step(0.005) } }
        let reading = try #require(try open.circuit.across(open.joints[a], open.joints[b], loadedBy: meter))
        #expect(reading.isExact)
        for layer in 0..<3 {
            let inserted =
                loaded.circuit.across(loaded.joints[a], layer: layer) - loaded.circuit.across(loaded.joints[b], layer: layer)
            // 230 V times the rounding of a few operations.
            #expect(abs(reading.layers[layer] - inserted) < 1e-12)
        }
    }

    @Test func `a meter pulls a ghost voltage down, inserted or computed`() throws {
        // A cut wire beside a live one: 100 MΩ of coupling. 230 V open, 21 V on a meter of 10 MΩ.
        let circuit = Circuit()
        let earth = circuit.fixedJoint("PE", wired, value: 0)
        let (live, ghost) = (circuit.joint("L", wired), circuit.joint("ghost", wired))
        circuit.add(Mains(real: 230, conductance: 10), named: "T", at: [live, earth])
        circuit.add(Conductance(resistance: 1e8), named: "coupling", at: [live, ghost])
        try circuit.step(0.005)
        #expect(abs(circuit.across(ghost, layer: 1) - 230) < 0.1)
        let reading = try #require(try circuit.across(ghost, earth, loadedBy: meter))
        #expect(abs(reading.layers[1] - 230.0 / 11) < 0.01)
        circuit.add(Conductance(meter), named: "P1", at: [ghost, earth])
        try circuit.step(0.005)
        #expect(abs(circuit.across(ghost, layer: 1) - reading.layers[1]) < 1e-12)
    }

    @Test func `a meter across a capacitor reads what it would have read in the step just done`() throws {
        func built() -> (circuit: Circuit, top: Joint, earth: Joint) {
            let circuit = Circuit()
            let earth = circuit.fixedJoint("PE", wired, value: 0)
            let (plus, top) = (circuit.joint("plus", wired), circuit.joint("top", wired))
            circuit.add(Battery(voltage: 24, conductance: 1), named: "G", at: [plus, earth])
            circuit.add(Conductance(resistance: 1e6), named: "R", at: [plus, top])
            circuit.add(Capacitor(1e-9), named: "C", at: [top, earth])
            return (circuit, top, earth)
        }
        let (open, loaded) = (built(), built())
        for _ in 0..<3 {
            try open.circuit.step(0.0005)
            try loaded.circuit.step(0.0005)
        }
        loaded.circuit.add(Conductance(meter), named: "P1", at: [loaded.top, loaded.earth])
        try open.circuit.step(0.0005)
        try loaded.circuit.step(0.0005)
        let reading = try #require(try open.circuit.across(open.top, open.earth, loadedBy: meter))
        #expect(abs(reading.layers[0] - loaded.circuit.across(loaded.top)) < 1e-12)
        #expect(abs(reading.layers[0] - open.circuit.across(open.top)) > 0.01)
    }

    @Test func `a meter between two islands reads the difference, and one lead in the air nothing it could know`() throws {
        let circuit = Circuit()
        let earth = circuit.fixedJoint("PE", wired, value: 0)
        let (a, b, air) = (circuit.joint("a", wired), circuit.joint("b", wired), circuit.joint("air", wired))
        circuit.add(Battery(voltage: 24, conductance: 1e-5), named: "G1", at: [a, earth])
        circuit.add(Battery(voltage: 5, conductance: 1e-6), named: "G2", at: [b, earth])
        #expect(try circuit.across(a, b, loadedBy: meter) == nil)
        try circuit.step(0.005)
        #expect(circuit.islandOrders == [1, 1])
        let reading = try #require(try circuit.across(a, b, loadedBy: meter))
        #expect(try circuit.across(a, air, loadedBy: meter) == nil)
        circuit.add(Conductance(meter), named: "P1", at: [a, b])
        try circuit.step(0.005)
        #expect(abs(reading.layers[0] - (circuit.across(a) - circuit.across(b))) < 1e-12)
        #expect(abs(reading.layers[0] - 19) > 1)
    }

    @Test func `on a curved law the computed meter says that it is not exact`() throws {
        let circuit = Circuit()
        let ground = circuit.fixedJoint("ground", plain, value: 0)
        let node = circuit.joint("node", plain)
        circuit.add(Law { ($0 * $0 * $0 + 1e-6 * $0 - 1, 3 * $0 * $0 + 1e-6) }, named: "curve", at: [node, ground])
        try circuit.step(0.005)
        let reading = try #require(try circuit.across(node, ground, loadedBy: 1e-3))
        #expect(!reading.isExact)
        circuit.add(Conductance(1e-3), named: "P1", at: [node, ground])
        try circuit.step(0.005)
        // x³ + g·x = 1: the correction misses by the square of the load.
        #expect(abs(reading.layers[0] - circuit.across(node)) < 1e-6)
    }

    @Test func `leads move from point to point, and a removed meter comes back with its state`() throws {
        let ladder = Ladder(seed: 5, rungs: 6)
        let circuit = ladder.circuit
        let first = circuit.add(Inductor(1, resistance: 1e6), named: "P1", at: [ladder.joints[1], ladder.joints[2]])
        try circuit.step(0.005)
        let kept = first.element.current
        circuit.remove(first)
        try circuit.step(0.005)
        #expect(try circuit.through(first, 0) == 0)
        #expect(first.element.current == kept)
        circuit.insert(first)
        circuit.attach(first, terminal: 1, to: ladder.joints[3])
        for _ in 0..<50 { try circuit.step(0.005) }
        #expect(abs(first.element.current * 1e6 - (circuit.across(ladder.joints[1]) - circuit.across(ladder.joints[3]))) < 1e-6)
    }
}
