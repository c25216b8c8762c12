import Circuits
import Testing

/// Faults that the engine had once.
@Suite struct RegressionTests {
    @Test func `a value that is not a number does not hide behind a good one that follows it`() {
        // The second node hears nothing of the first: its own change is finite, and comes after.
        let circuit = Circuit()
        let ground = circuit.fixedJoint("ground", plain, value: 0)
        let (bad, good) = (circuit.joint("bad", plain), circuit.joint("good", plain))
        circuit.add(Law { (Double.nan * $0, 1) }, named: "NAN", at: [bad, ground])
        circuit.add(Conductance(1), named: "R", at: [good, ground])
        circuit.add(OneWay(), named: "link", at: [bad, good])
        #expect {
            try circuit.step(0.005)
        } throws: { error in
            guard case CircuitError.unsolved(_, _, let unknown, let elements) = error else { return false }
            return unknown == "bad" && elements.contains("NAN")
        }
    }

    @Test func `a wire gives back the resistance it was given, to the last bit`() {
        let circuit = Circuit()
        let (a, b) = (circuit.joint("a", wired), circuit.joint("b", wired))
        var random = Seeded(1)
        for number in 0..<200 {
            let resistance = random.decade(1e-4...1e6)
            let wire = circuit.wire("W\(number)", a, b, resistance: resistance, isMerged: number % 2 == 0)
            if circuit.resistance(wire) != resistance {
                Issue.record("\(resistance) came back as \(circuit.resistance(wire))"); return
            }
        }
    }

    @Test func `a coil with both ends on earth loses its current`() throws {
        let circuit = Circuit()
        let earth = circuit.fixedJoint("PE", wired, value: 0)
        let plus = circuit.joint("plus", wired)
        let (a1, a2) = (circuit.joint("A1", wired), circuit.joint("A2", wired))
        circuit.add(Battery(voltage: 24, conductance: 100), named: "G", at: [plus, earth])
        let coil = circuit.add(Inductor(1, resistance: 100), named: "KM1", at: [a1, a2])
        let feed = circuit.wire("W1", plus, a1, resistance: 0.01, isMerged: true)
        _ = circuit.wire("W2", a2, earth, resistance: 0.01, isMerged: true)
        for _ in 0..<100 { try circuit.step(0.005) }
        #expect(abs(coil.element.current - 0.24) < 1e-3)
        circuit.attach(feed, end: 0, to: earth)
        for _ in 0..<2 { try circuit.step(0.005) }
        // Two implicit steps of τ = 10 ms.
        #expect(abs(coil.element.current - 0.24 / 2.25) < 1e-3)
    }

    @Test func `a conductance between two fixed joints carries what its law says`() throws {
        let circuit = Circuit()
        let (cold, hot) = (circuit.fixedJoint("cold", plain, value: 0), circuit.fixedJoint("hot", plain, value: 50))
        let wall = circuit.add(Conductance(3), named: "wall", at: [hot, cold])
        try circuit.step(0.005)
        #expect(try circuit.through(wall, 0) == 150)
    }

    @Test func `what flows can be read between a change of topology and the next step`() throws {
        let circuit = Circuit()
        let earth = circuit.fixedJoint("PE", wired, value: 0)
        let plus = circuit.joint("plus", wired)
        circuit.add(Battery(voltage: 24, conductance: 10), named: "G", at: [plus, earth])
        let load = circuit.add(Memory(), named: "M", at: [plus, earth])
        #expect(try circuit.through(load, 0) == 0)
        try circuit.step(0.005)
        let before = try circuit.through(load, 0)
        #expect(before > 0)
        circuit.add(Conductance(1), named: "R", at: [plus, earth])
        #expect(try circuit.through(load, 0) == before)
    }

    @Test func `a port on which nothing is screwed reads the rest value of its nature`() throws {
        let circuit = Circuit()
        let port = circuit.joint("port", air)
        #expect(circuit.across(port) == 1e5)
        try circuit.step(0.005)
        #expect(circuit.across(port) == 1e5)
    }

    @Test func `an iterate without slope is a step to halve, not yet an error`() throws {
        // Flat at the start, where a long step throws the unknown; a short one stays on the slope.
        let circuit = Circuit()
        let ground = circuit.fixedJoint("ground", plain, value: 0)
        let node = circuit.joint("node", plain)
        circuit.add(Flat(), named: "flat", at: [node, ground])
        try circuit.step(0.005)
        #expect(circuit.halvingCount > 0)
        #expect(abs(circuit.across(node) - 0.5) < 1e-6)
    }

    @Test func `two fixed joints wired together are refused, whatever their values`() {
        let circuit = Circuit()
        let (a, b) = (circuit.fixedJoint("a", plain, value: 1), circuit.fixedJoint("b", plain, value: 1))
        _ = circuit.wire("W", a, b, resistance: 1, isMerged: true)
        #expect(throws: CircuitError.fixedTogether(joints: ["a", "b"])) { try circuit.step(0.005) }
    }

    @Test func `an ideal transformer without mains is dead, not singular`() throws {
        let circuit = Circuit()
        let earth = circuit.fixedJoint("PE", wired, value: 0)
        let (primary, secondary) = (circuit.joint("primary", wired), circuit.joint("secondary", wired))
        circuit.add(Transformer(), named: "T1", at: [primary, earth, secondary, earth])
        circuit.add(Conductance(1), named: "R", at: [secondary, earth])
        try circuit.step(0.005)
        #expect(abs(circuit.across(secondary, layer: 1)) < 1e-9)
    }

    @Test func `time is the number of steps times their length, not a sum of roundings`() throws {
        let circuit = Circuit()
        for _ in 0..<720_000 { try circuit.step(0.005) }
        // Half a unit in the last place, where a plain sum is 1.8 µs off.
        #expect(abs(circuit.time - 3600) <= 3600.0.ulp)
    }
}

/// The first terminal stirs the second's equation not at all: structure without slope.
private struct OneWay: Element {
    func stamp(_ s: Stamp) { s.flow(from: 0, to: 1, 0, 0, 0) }
}

/// A conductance that grows with the step: reading it needs the step's length.
private struct Memory: Element {
    static var layering: Layering { .only([0]) }
    func stamp(_ s: Stamp) {
        let g = 1 / s.dt
        s.flow(from: 0, to: 1, g * (s[0] - s[1]), g, -g)
    }
}

/// x′ = 100 while x < 1, with no slope at all when the step is long.
private struct Flat: Element {
    static var isGrounded: Bool { true }
    var position = 0.0
    func stamp(_ s: Stamp) {
        let isLong = s.dt > 0.001
        s.add(0, isLong ? 1 : (s[0] - position) / s.dt - 100)
        s.slope(0, 0, isLong ? 0 : 1 / s.dt)
    }
    mutating func accept(_ s: Stamp) { position = s[0] }
}

/// Ideal, 10 to 1: two windings, each phasor part with its primary current as unknown.
private struct Transformer: Element {
    static var layering: Layering { .only([1, 2]) }
    static var internals: [(name: String, tolerance: Double)] { [("i.real", 1e-9), ("i.imaginary", 1e-9)] }
    static var isLinear: Bool { true }
    func stamp(_ s: Stamp) {
        for part in 0..<2 {
            let (a, b, c, d, i) = (part, 2 + part, 4 + part, 6 + part, 8 + part)
            s.add(a, s[i])
            s.slope(a, i, 1)
            s.add(b, -s[i])
            s.slope(b, i, -1)
            s.add(c, -10 * s[i])
            s.slope(c, i, -10)
            s.add(d, 10 * s[i])
            s.slope(d, i, 10)
            s.add(i, s[a] - s[b] - 10 * (s[c] - s[d]))
            s.slope(i, a, 1)
            s.slope(i, b, -1)
            s.slope(i, c, -10)
            s.slope(i, d, 10)
        }
    }
}
