import Circuits
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// A 24 V distribution: a rail of terminals chained by short wires, closed to a ring, a load on each, and the returns on earth.
private struct Distribution {
    let circuit = Circuit()
    var feeders: [Wire] = []
    var returns: [Wire] = []
    var loads: [Handle<Conductance>] = []
    var rail: [Joint] = []
    var last: [Joint] = []

    init(isMerged: Bool, isRing: Bool) {
        let earth = circuit.fixedJoint("PE", wired, value: 0)
        let plus = circuit.joint("plus", wired)
        circuit.add(Battery(voltage: 24, conductance: 20), named: "G", at: [plus, earth])
        circuit.add(Mains(real: 2, conductance: 20), named: "hum", at: [plus, earth])
        var before = plus
        for number in 0..<8 {
            let (top, bottom) = (circuit.joint("X1:\(number)", wired), circuit.joint("X2:\(number)", wired))
            // Bridges of 1.5 mm², 20 to 55 cm: 2 to 7 mΩ, so that not even the whole chain drops 10 mV.
            let resistance = 0.0121 * (0.2 + 0.05 * Double(number))
            feeders.append(circuit.wire("W\(number)", before, top, resistance: resistance, isMerged: isMerged))
            loads.append(circuit.add(Conductance(resistance: 240 + 40 * Double(number)), named: "R\(number)", at: [top, bottom]))
            returns.append(
                circuit.wire("N\(number)", bottom, number == 0 ? earth : last.last!, resistance: 0.003, isMerged: isMerged))
            rail.append(top)
            last.append(bottom)
            before = top
        }
        if isRing { feeders.append(circuit.wire("ring", before, plus, resistance: 0.02, isMerged: isMerged)) }
    }
}

@Suite struct WireTests {
    @Test(arguments: [false, true]) func `merged wires change currents by less than 2 % and voltages by less than 10 mV`(
        isRing: Bool
    ) throws {
        let merged = Distribution(isMerged: true, isRing: isRing)
        let parted = Distribution(isMerged: false, isRing: isRing)
        try merged.circuit.step(0.005)
        try parted.circuit.step(0.005)
        // Eight loads and seven chains of return wire: one node of three layers against sixteen and more.
        #expect(merged.circuit.unknownCount == 3)
        #expect(parted.circuit.unknownCount == 3 * 17)
        for layer in [0, 1] {
            for index in merged.loads.indices {
                let exact = try parted.circuit.through(parted.loads[index], 0, layer: layer)
                #expect(abs(try merged.circuit.through(merged.loads[index], 0, layer: layer) / exact - 1) < 0.02)
                let shift =
                    merged.circuit.across(merged.rail[index], layer: layer)
                    - parted.circuit.across(parted.rail[index], layer: layer)
                #expect(abs(shift) < 0.01)
            }
            for (wire, solved) in zip(merged.feeders + merged.returns, parted.feeders + parted.returns) {
                let exact = parted.circuit.through(solved, layer: layer)
                let (a, b) = parted.circuit.ends(solved)
                let drop = parted.circuit.across(a, layer: layer) - parted.circuit.across(b, layer: layer)
                #expect(abs(try merged.circuit.through(any: wire, layer: layer) / exact - 1) < 0.02)
                #expect(abs(try merged.circuit.drop(any: wire, layer: layer) / drop - 1) < 0.02)
                #expect(try parted.circuit.through(any: solved, layer: layer) == exact)
            }
        }
    }

    @Test func `current splits between parallel merged wires as their resistances say`() throws {
        let circuit = Circuit()
        let earth = circuit.fixedJoint("PE", wired, value: 0)
        let (plus, end) = (circuit.joint("plus", wired), circuit.joint("end", wired))
        circuit.add(Battery(voltage: 24, conductance: 1e3), named: "G", at: [plus, earth])
        let load = circuit.add(Conductance(resistance: 24), named: "R", at: [end, earth])
        let thick = circuit.wire("W1", plus, end, resistance: 0.004, isMerged: true)
        let thin = circuit.wire("W2", end, plus, resistance: 0.012, isMerged: true)
        let loose = circuit.wire("W3", end, circuit.joint("nowhere", wired), resistance: 0.01, isMerged: true)
        try circuit.step(0.005)
        let current = try circuit.through(load, 0)
        #expect(abs(try circuit.through(any: thick) - 0.75 * current) < 1e-12)
        #expect(abs(try circuit.through(any: thin) + 0.25 * current) < 1e-12)
        #expect(abs(try circuit.drop(any: thick) - 0.003 * current) < 1e-12)
        #expect(abs(try circuit.through(any: loose)) < 1e-9)
    }

    @Test func `a merged wire to earth carries what the elements on earth draw`() throws {
        let circuit = Circuit()
        let earth = circuit.fixedJoint("PE", wired, value: 0)
        let (plus, minus, far) = (circuit.joint("plus", wired), circuit.joint("minus", wired), circuit.joint("far", wired))
        circuit.add(Battery(voltage: 24, conductance: 1e3), named: "G", at: [plus, minus])
        circuit.add(Conductance(resistance: 240), named: "R", at: [plus, far])
        let bond = circuit.wire("bond", minus, earth, resistance: 0.005, isMerged: true)
        let back = circuit.wire("back", far, minus, resistance: 0.005, isMerged: true)
        try circuit.step(0.005)
        // All returns by the wire back; the bond carries the stray insulation only.
        #expect(abs(try circuit.through(any: back) - 0.1) < 1e-6)
        #expect(abs(try circuit.through(any: bond)) < 1e-9)
    }

    @Test func `a milliohm beside a teraohm is solved to one in a million`() throws {
        // Without stray insulation, so that the closed form is short.
        let circuit = Circuit()
        let ground = circuit.fixedJoint("ground", plain, value: 0)
        let (a, b, c) = (circuit.joint("a", plain), circuit.joint("b", plain), circuit.joint("c", plain))
        circuit.add(IdealSource(voltage: 24), named: "G", at: [a, ground])
        let wire = circuit.wire("W", a, b, resistance: 1e-3, isMerged: false)
        circuit.add(Conductance(resistance: 23.999), named: "load", at: [b, ground])
        circuit.add(Conductance(resistance: 1e12), named: "insulation", at: [b, c])
        let leak = circuit.add(Conductance(resistance: 2e12), named: "leak", at: [c, ground])
        try circuit.step(0.005)
        #expect(abs((circuit.across(a) - circuit.across(b)) / 1e-3 - 1) < 1e-6)
        #expect(abs(circuit.through(wire) - 1) < 1e-6)
        #expect(abs(circuit.across(c) / (23.999 * 2 / 3) - 1) < 1e-6)
        #expect(abs(try circuit.through(leak, 0) / (23.999 / 3e12) - 1) < 1e-6)
    }

    @Test func `a wire of no resistance at all is solved like the least one`() throws {
        let circuit = Circuit()
        let earth = circuit.fixedJoint("PE", wired, value: 0)
        let (a, b) = (circuit.joint("a", wired), circuit.joint("b", wired))
        circuit.add(Battery(voltage: 24, conductance: 1), named: "G", at: [a, earth])
        let wire = circuit.wire("W", a, b, resistance: 0, isMerged: false)
        let load = circuit.add(Conductance(resistance: 23), named: "R", at: [b, earth])
        try circuit.step(0.005)
        // 1 A through 0.1 µΩ out of 24 V: eight digits are lost of sixteen.
        #expect(abs(try circuit.through(load, 0) - 1) < 1e-7)
        #expect(abs(circuit.through(wire) - 1) < 1e-6)
        circuit.setMerged(wire, true)
        try circuit.step(0.005)
        #expect(abs(try circuit.through(any: wire) - 1) < 1e-7)
    }
}
