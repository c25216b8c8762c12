import Circuits
import Testing

#if canImport(Glibc)
    import Glibc
#endif

@Suite struct CircuitTests {
    @Test func `a divider halves, and a 10 megohm meter on it changes nothing that matters`() throws {
        let circuit = Circuit()
        let earth = circuit.fixedJoint("PE", wired, value: 0)
        let plus = circuit.joint("plus", wired)
        let middle = circuit.joint("middle", wired)
        _ = circuit.add(Battery(voltage: 24, conductance: 1e3), named: "G", at: [plus, earth])
        _ = circuit.add(Conductance(resistance: 1000), named: "R1", at: [plus, middle])
        let low = circuit.add(Conductance(resistance: 1000), named: "R2", at: [middle, earth])
        try circuit.step(0.005)
        #expect(abs(circuit.across(middle) - 12) < 1e-5)
        #expect(abs(try circuit.through(low, 0) - 0.012) < 1e-8)
        // Only the DC layer of two nodes is built: no AC source reaches them.
        #expect(circuit.unknownCount == 2)
    }

    @Test func `an RC charge follows the exponential within the error of implicit Euler`() throws {
        let circuit = Circuit()
        let earth = circuit.fixedJoint("PE", wired, value: 0)
        let plus = circuit.joint("plus", wired)
        let top = circuit.joint("top", wired)
        _ = circuit.add(Battery(voltage: 24, conductance: 1e6), named: "G", at: [plus, earth])
        _ = circuit.add(Conductance(resistance: 1000), named: "R", at: [plus, top])
        _ = circuit.add(Capacitor(1e-3), named: "C", at: [top, earth])
        for _ in 0..<200 { try circuit.step(0.005) }
        // Implicit Euler's own value after n steps: 24·(1 − (1 + h/τ)^−n), exactly; the exponential within h/2τ.
        let euler = 24 * (1 - pow(1.005, -200))
        #expect(abs(circuit.across(top) - euler) < 1e-4)
        #expect(abs(circuit.across(top) - 24 * (1 - exp(-1))) < 24 * 0.0025)
    }

    @Test func `a cut merged wire reads the source on one side and nothing on the other`() throws {
        let circuit = Circuit()
        let earth = circuit.fixedJoint("PE", wired, value: 0)
        let plus = circuit.joint("plus", wired)
        let end = circuit.joint("end", wired)
        _ = circuit.add(Battery(voltage: 24, conductance: 1e3), named: "G", at: [plus, earth])
        _ = circuit.add(Conductance(resistance: 2400), named: "load", at: [end, earth])
        let wire = circuit.wire("W1", plus, end, resistance: 0.036, isMerged: true)
        try circuit.step(0.005)
        #expect(circuit.unknownCount == 1)
        circuit.setResistance(wire, .infinity)
        try circuit.step(0.005)
        #expect(abs(circuit.across(plus) - 24) < 1e-6)
        #expect(abs(circuit.across(end)) < 1e-6)
    }

    @Test func `a node without a path is named, not a singular matrix`() throws {
        let circuit = Circuit()
        let a = circuit.joint("A", plain)
        let b = circuit.joint("B", plain)
        _ = circuit.add(Conductance(1), named: "R", at: [a, b])
        #expect(throws: CircuitError.floating(nature: "plain", joints: ["A", "B"])) { try circuit.step(0.005) }
    }
}
