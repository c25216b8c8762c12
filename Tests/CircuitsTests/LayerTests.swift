import Circuits
import Testing

@Suite struct LayerTests {
    /// A 24 V part and a 230 V part, each with a load, on one earth, with a spare wire between them.
    private func cabinet() -> (circuit: Circuit, control: Joint, power: Joint, stray: Wire) {
        let circuit = Circuit()
        let earth = circuit.fixedJoint("PE", wired, value: 0)
        let (control, power) = (circuit.joint("24V", wired), circuit.joint("L1", wired))
        circuit.add(Battery(voltage: 24, conductance: 1), named: "G1", at: [control, earth])
        circuit.add(Conductance(resistance: 100), named: "R1", at: [control, earth])
        circuit.add(Mains(real: 230, conductance: 1), named: "T1", at: [power, earth])
        circuit.add(Conductance(resistance: 100), named: "R2", at: [power, earth])
        let loose = circuit.joint("loose", wired)
        let stray = circuit.wire("W", control, loose, resistance: 0.01, isMerged: true)
        return (circuit, control, power, stray)
    }

    @Test func `the phasor part is built where AC reaches, the DC part where DC reaches`() throws {
        let (circuit, control, power, _) = cabinet()
        try circuit.step(0.005)
        // One DC unknown, two of the phasor.
        #expect(circuit.unknownCount == 3)
        #expect(circuit.islandOrders == [1, 2])
        #expect(circuit.across(control, layer: 1) == 0)
        #expect(circuit.across(power) == 0)
        #expect(abs(circuit.across(power, layer: 1) - 230 * 100 / 101) < 1e-6)
    }

    @Test func `a stray wire brings both currents into both parts, and its removal takes them away`() throws {
        let (circuit, control, power, stray) = cabinet()
        try circuit.step(0.005)
        circuit.attach(stray, end: 1, to: power)
        try circuit.step(0.005)
        // One node of three layers: both sources and both loads of 100 Ω in parallel, each layer on its own.
        #expect(circuit.unknownCount == 3)
        #expect(circuit.across(control, layer: 1) == circuit.across(power, layer: 1))
        circuit.setMerged(stray, false)
        try circuit.step(0.005)
        #expect(circuit.unknownCount == 6)
        #expect(circuit.across(control, layer: 1) > 200)
        #expect(circuit.across(power) > 20)
        circuit.attach(stray, end: 1, to: circuit.joint("air", wired))
        try circuit.step(0.005)
        #expect(circuit.across(control, layer: 1) == 0)
        #expect(abs(circuit.across(control) - 24 * 100 / 101) < 1e-6)
    }

    @Test func `DC and AC on one conductor are each what they are alone`() throws {
        func loop(dc: Double, ac: Double) throws -> (dc: Double, ac: Double) {
            let circuit = Circuit()
            let earth = circuit.fixedJoint("PE", wired, value: 0)
            let (a, b) = (circuit.joint("a", wired), circuit.joint("b", wired))
            if dc > 0 { circuit.add(Battery(voltage: dc, conductance: 10), named: "G", at: [a, earth]) }
            circuit.add(Mains(real: ac, conductance: 5), named: "T", at: [b, earth])
            let load = circuit.add(Conductance(resistance: 10), named: "R", at: [b, a])
            circuit.add(Conductance(resistance: 3), named: "R2", at: [a, earth])
            try circuit.step(0.005)
            return (try circuit.through(load, 0), try circuit.through(load, 0, layer: 1))
        }
        let (both, direct, alternating) = (try loop(dc: 24, ac: 230), try loop(dc: 24, ac: 0), try loop(dc: 0, ac: 230))
        #expect(abs(both.dc - direct.dc) < 1e-12)
        // The battery is open to AC here, as `Battery` has a DC layer only.
        #expect(abs(both.ac - alternating.ac) < 1e-12)
        #expect(abs(both.ac) > 10 && abs(alternating.dc) < 1e-12)
    }

    @Test func `a closed contact never needs a new layer: opening and closing compiles nothing`() throws {
        let (circuit, control, power, _) = cabinet()
        let contact = circuit.add(Conductance(0), named: "K1", at: [control, power])
        try circuit.step(0.005)
        // Open, but a source reaches through it as soon as it closes.
        #expect(circuit.unknownCount == 6)
        let iterations = circuit.iterationCount
        contact.element.value = 100
        try circuit.step(0.005)
        #expect(circuit.across(control, layer: 1) > 100)
        #expect(circuit.iterationCount > iterations)
    }
}
