import Circuits
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// Cannot be solved in steps longer than a millisecond; counts its steps and their length.
private struct Hasty: Element {
    static var isGrounded: Bool { true }
    let longest: Double
    var steps = 0
    var elapsed = 0.0
    func stamp(_ s: Stamp) {
        // (x − 0.3)² + 1 has no root.
        let x = s[0] - 0.3
        s.add(0, s.dt > longest ? x * x + 1 : x - 3)
        s.slope(0, 0, s.dt > longest ? 2 * x : 1)
    }
    mutating func accept(_ s: Stamp) {
        steps += 1
        elapsed += s.dt
    }
}

@Suite struct NewtonTests {
    @Test func `a step that one island cannot take is halved there, and only there`() throws {
        let circuit = Circuit()
        let (a, b) = (circuit.joint("a", plain), circuit.joint("b", plain))
        let hasty = circuit.add(Hasty(longest: 1e-3), named: "hasty", at: [a])
        let calm = circuit.add(Hasty(longest: 1), named: "calm", at: [b])
        for _ in 0..<3 { try circuit.step(0.005) }
        #expect(circuit.islandOrders == [1, 1])
        #expect(hasty.element.steps == 24)
        #expect(calm.element.steps == 3)
        #expect(abs(hasty.element.elapsed - 0.015) < 1e-15)
        #expect(abs(calm.element.elapsed - 0.015) < 1e-15)
        #expect(circuit.halvingCount == 21)
    }

    @Test func `what cannot be solved however small the step names its element and its node`() throws {
        let circuit = Circuit()
        let (a, b) = (circuit.joint("1A1:rod", plain), circuit.joint("b", plain))
        circuit.add(Hasty(longest: 0), named: "1A1", at: [a])
        let calm = circuit.add(Hasty(longest: 1), named: "calm", at: [b])
        #expect {
            try circuit.step(0.005)
        } throws: { error in
            guard case CircuitError.unsolved(let time, let step, let unknown, let elements) = error else { return false }
            return time == 0 && step == 0.005 / 1024 && unknown == "1A1:rod" && elements == ["1A1"]
        }
        // Nobody else hears of it.
        #expect(calm.element.steps == 1)
        #expect(circuit.time == 0.005)
    }

    @Test func `a matrix without solution names the node and what touches it`() throws {
        let circuit = Circuit()
        let ground = circuit.fixedJoint("ground", plain, value: 0)
        let node = circuit.joint("node", plain)
        circuit.add(Conductance(0), named: "R1", at: [node, ground])
        #expect(throws: CircuitError.singular(unknown: "node", elements: ["R1"])) { try circuit.step(0.005) }
    }

    @Test func `an unknown of an element's own is named after both`() throws {
        let circuit = Circuit()
        let ground = circuit.fixedJoint("ground", plain, value: 0)
        let node = circuit.joint("node", plain)
        circuit.add(Undecided(), named: "M1", at: [node])
        circuit.add(Conductance(1), named: "R", at: [node, ground])
        #expect(throws: CircuitError.singular(unknown: "M1.slip", elements: ["M1"])) { try circuit.step(0.005) }
    }

    @Test func `a cycle of Newton's method is left by damping`() throws {
        // x − 10 + 1000·atan x: from 10, full changes end in a cycle between ±1570.
        let circuit = Circuit()
        let ground = circuit.fixedJoint("ground", plain, value: 0)
        let node = circuit.joint("node", plain)
        let law = Law { (1000 * atan($0), 1000 / (1 + $0 * $0)) }
        circuit.add(Law { ($0 - 10, 1) }, named: "line", at: [node, ground])
        let bend = circuit.add(Law { (0 * $0, 0) }, named: "bend", at: [node, ground])
        try circuit.step(0.005)
        #expect(abs(circuit.across(node) - 10) < 1e-9)
        bend.element = law
        try circuit.step(0.005)
        let x = circuit.across(node)
        #expect(abs(x - 10 + 1000 * atan(x)) < 1e-4)
        #expect(circuit.halvingCount == 0)
        #expect(circuit.iterationCount > 12)
    }

    @Test func `no element is asked about a pressure below vacuum`() throws {
        // Whole changes from 1 bar would: the slope of the cube root at 1 bar leads to −1.4 bar.
        let lowest = Lowest()
        let circuit = Circuit()
        let vacuum = circuit.fixedJoint("vacuum", air, value: 0)
        let node = circuit.joint("node", air)
        circuit.add(
            Law {
                lowest.value = min(lowest.value, $0)
                let root = cbrt($0 / 1e5)
                return (root - 0.2, root / (3 * $0))
            }, named: "leak", at: [node, vacuum])
        try circuit.step(0.005)
        #expect(abs(circuit.across(node) - 800) < 0.1)
        #expect(lowest.value > 0)
        #expect(circuit.halvingCount == 0)
    }

    @Test func `a state at rest costs one iterate and no factorisation`() throws {
        let circuit = Circuit()
        let ground = circuit.fixedJoint("ground", plain, value: 0)
        let node = circuit.joint("node", plain)
        circuit.add(Law { ($0 * $0 * $0 + 1e-3 * $0 - 8.002, 3 * $0 * $0 + 1e-3) }, named: "cube", at: [node, ground])
        for _ in 0..<3 { try circuit.step(0.005) }
        #expect(abs(circuit.across(node) - 2) < 1e-9)
        let (iterations, factorisations) = (circuit.iterationCount, circuit.factorisationCount)
        for _ in 0..<10 { try circuit.step(0.005) }
        #expect(circuit.iterationCount == iterations + 10)
        #expect(circuit.factorisationCount <= factorisations + 1)
    }

    @Test func `floating nodes are named, each once`() throws {
        let circuit = Circuit()
        let ground = circuit.fixedJoint("ground", plain, value: 0)
        let (a, b, c) = (circuit.joint("A", plain), circuit.joint("B", plain), circuit.joint("C", plain))
        circuit.add(Conductance(1), named: "R1", at: [a, b])
        let tie = circuit.wire("W", c, ground, resistance: 1, isMerged: false)
        circuit.add(Conductance(1), named: "R2", at: [c, ground])
        #expect(throws: CircuitError.floating(nature: "plain", joints: ["A", "B"])) { try circuit.step(0.005) }
        circuit.attach(tie, end: 1, to: a)
        try circuit.step(0.005)
    }

    @Test func `an electrical node without a path only floats on its stray insulation, and is listed`() throws {
        let circuit = Circuit()
        let (a, b) = (circuit.joint("A", wired), circuit.joint("B", wired))
        circuit.add(Battery(voltage: 24, conductance: 1), named: "G", at: [a, b])
        try circuit.step(0.005)
        #expect(circuit.floatingJoints == ["A", "B"])
        // Half above the earth, half below: equal insulation on both sides.
        #expect(abs(circuit.across(a) - 12) < 1e-3)
        #expect(abs(circuit.across(a) - circuit.across(b) - 24) < 1e-9)
    }

    @Test func `ideal sources in a loop are named, all of them and no other`() throws {
        let circuit = Circuit()
        let earth = circuit.fixedJoint("PE", wired, value: 0)
        let (a, b, c) = (circuit.joint("A", wired), circuit.joint("B", wired), circuit.joint("C", wired))
        circuit.add(IdealSource(voltage: 24), named: "G1", at: [a, earth])
        circuit.add(IdealSource(voltage: 5), named: "G2", at: [b, a])
        circuit.add(IdealSource(voltage: 1), named: "G4", at: [c, b])
        circuit.add(IdealSource(voltage: 12), named: "G3", at: [b, earth])
        #expect(throws: CircuitError.sourceLoop(elements: ["G2", "G1", "G3"])) { try circuit.step(0.005) }
    }

    @Test func `an ideal source shorted by a merged wire is named`() throws {
        let circuit = Circuit()
        let earth = circuit.fixedJoint("PE", wired, value: 0)
        let a = circuit.joint("A", wired)
        circuit.add(IdealSource(voltage: 24), named: "G1", at: [a, earth])
        let wire = circuit.wire("W", a, earth, resistance: 0.001, isMerged: true)
        #expect(throws: CircuitError.sourceLoop(elements: ["G1"])) { try circuit.step(0.005) }
        circuit.setMerged(wire, false)
        try circuit.step(0.005)
        #expect(abs(circuit.through(wire) - 24_000) < 1e-6)
    }

    @Test func `a wire between two natures is refused by name`() throws {
        let circuit = Circuit()
        _ = circuit.wire("H1", circuit.joint("a", plain), circuit.joint("b", air), resistance: 1, isMerged: true)
        #expect(throws: CircuitError.mixedNatures(wire: "H1")) { try circuit.step(0.005) }
    }
}

/// Its own unknown appears in no equation.
private struct Undecided: Element {
    static var internals: [(name: String, tolerance: Double)] { [("slip", 1e-9)] }
    static var isLinear: Bool { true }
    func stamp(_ s: Stamp) {}
}

/// The least value an element was asked about. One thread steps the circuit of its test.
private final class Lowest: @unchecked Sendable {
    var value = Double.infinity
}
