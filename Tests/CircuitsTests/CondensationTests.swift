import Testing

@testable import Circuits

/// Conductors are solved together, and nodes that only they touch are left out: nobody may see it.
@Suite struct CondensationTests {
    /// A random network of conductors with few elements of other kinds, and the same one in which every node has a load of 1e-18 S that
    /// is no conductor, so that none is left out.
    private struct Network {
        let circuit = Circuit()
        var joints: [Joint] = []
        var conductors: [Handle<Conductance>] = []

        init(seed: UInt64, isHeld: Bool) {
            var random = Seeded(seed)
            let earth = circuit.fixedJoint("earth", plain, value: 0)
            let fixed = circuit.fixedJoint("fixed", plain, value: 7)
            joints = (0..<40).map { circuit.joint("\($0)", plain) }
            for (index, joint) in joints.enumerated() {
                // A tree holds all together; then some meshes.
                let other = index == 0 ? earth : joints[Int.random(in: max(0, index - 6)..<index, using: &random)]
                conductors.append(
                    circuit.add(Conductance(random.decade(1e-6...1e3)), named: "R\(index)", at: [other, joint]))
                if isHeld { circuit.add(Law { (1e-18 * $0, 1e-18) }, named: "held\(index)", at: [joint, earth]) }
            }
            for number in 0..<15 {
                let (a, b) = (joints.randomElement(using: &random)!, joints.randomElement(using: &random)!)
                conductors.append(circuit.add(Conductance(random.decade(1e-6...1e3)), named: "M\(number)", at: [a, b]))
            }
            circuit.add(Conductance(0.1), named: "F", at: [fixed, joints[11]])
            circuit.add(Battery(voltage: 24, conductance: 100), named: "G", at: [joints[30], earth])
            circuit.add(Law { (1e-3 * $0 * $0 * $0, 3e-3 * $0 * $0) }, named: "cube", at: [joints[20], joints[5]])
        }

        func isAlike(_ other: Network) -> Bool {
            zip(joints, other.joints).allSatisfy { abs(circuit.across($0) - other.circuit.across($1)) < 1e-7 }
        }
    }

    @Test(arguments: 1...40) func `a node left out is where it would be otherwise`(seed: UInt64) throws {
        let (network, held) = (Network(seed: seed, isHeld: false), Network(seed: seed, isHeld: true))
        for circuit in [network.circuit, held.circuit] { try circuit.step(0.005) }
        #expect(network.circuit.islandWork[0].unknowns == 40)
        #expect(network.circuit.islandWork[0].solved < 20)
        #expect(held.circuit.islandWork[0].solved == 40)
        #expect(network.isAlike(held))
        for node in try network.circuit.imbalances() { #expect(abs(node.sum) <= 1e-9 * node.largest + 1e-9, "\(node)") }
        var random = Seeded(seed)
        for number in 0..<10 {
            // Contacts open, close and wear.
            let value = random.decade(1e-9...1e3)
            for network in [network, held] { network.conductors[number * 4].element.value = value }
            for circuit in [network.circuit, held.circuit] { try circuit.step(0.005) }
            #expect(network.isAlike(held))
        }
    }

    @Test(arguments: 1...10) func `a meter on nodes left out loads them as it would otherwise`(seed: UInt64) throws {
        let (network, held) = (Network(seed: seed, isHeld: false), Network(seed: seed, isHeld: true))
        for circuit in [network.circuit, held.circuit] { try circuit.step(0.005) }
        var random = Seeded(seed)
        for _ in 0..<10 {
            let (a, b) = (Int.random(in: 0..<40, using: &random), Int.random(in: 0..<40, using: &random))
            let found = try #require(try network.circuit.across(network.joints[a], network.joints[b], loadedBy: 1e-3))
            let expected = try #require(try held.circuit.across(held.joints[a], held.joints[b], loadedBy: 1e-3))
            #expect(abs(found.layers[0] - expected.layers[0]) < 1e-7)
        }
    }

    @Test func `a divider between imposed values needs no matrix, and answers a meter`() throws {
        let circuit = Circuit()
        let (low, high) = (circuit.fixedJoint("low", plain, value: 1), circuit.fixedJoint("high", plain, value: 9))
        let middle = circuit.joint("middle", plain)
        circuit.add(Conductance(resistance: 3000), named: "R1", at: [high, middle])
        circuit.add(Conductance(resistance: 1000), named: "R2", at: [middle, low])
        try circuit.step(0.005)
        #expect(circuit.islandWork[0].solved == 0)
        #expect(abs(circuit.across(middle) - 3) < 1e-15)
        // 750 Ω of the divider in series with 250 Ω.
        let reading = try #require(try circuit.across(middle, low, loadedBy: 1.0 / 250))
        #expect(abs(reading.layers[0] - 0.5) < 1e-12)
        #expect(reading.isExact)
    }

    @Test func `a leak of 1 GΩ beside 1 mΩ is not lost`() throws {
        // Two nodes tied to each other by 1 kS and to the rest by 1 nS: as long as nothing is subtracted, the leak counts in full.
        let circuit = Circuit()
        let earth = circuit.fixedJoint("earth", plain, value: 0)
        let (plus, near, far) = (circuit.joint("plus", plain), circuit.joint("near", plain), circuit.joint("far", plain))
        circuit.add(Battery(voltage: 24, conductance: 100), named: "G", at: [plus, earth])
        circuit.add(Conductance(2e-9), named: "R", at: [plus, near])
        circuit.add(Conductance(1e3), named: "W", at: [near, far])
        circuit.add(Conductance(1e-9), named: "leak", at: [far, earth])
        try circuit.step(0.005)
        #expect(circuit.islandWork[0].solved == 1)
        #expect(abs(circuit.across(far) - 16) < 1e-9)
    }

    @Test func `a node that nothing holds any more is named`() throws {
        let circuit = Circuit()
        let earth = circuit.fixedJoint("earth", plain, value: 0)
        let shaft = circuit.joint("shaft", plain)
        let brake = circuit.add(Conductance(2), named: "brake", at: [shaft, earth])
        try circuit.step(0.005)
        brake.element.value = 0
        #expect {
            try circuit.step(0.005)
        } throws: { error in
            guard case CircuitError.singular(let unknown, let elements) = error else { return false }
            return unknown == "shaft" && elements == ["brake"]
        }
    }

    @Test func `a restored circuit goes on with the same digits, whatever its contacts were in between`() throws {
        let network = Network(seed: 3, isHeld: false)
        for _ in 0..<3 { try network.circuit.step(0.005) }
        let snapshot = try network.circuit.snapshot()
        network.conductors[4].element.value *= 3
        try network.circuit.step(0.005)
        let first = network.joints.map { network.circuit.across($0) }
        network.conductors[9].element.value = 1e-9
        try network.circuit.step(0.005)
        try network.circuit.restore(snapshot)
        network.conductors[4].element.value *= 3
        try network.circuit.step(0.005)
        #expect(network.joints.map { network.circuit.across($0) } == first)
    }

    @Test func `what steps along straight lines needs no second solution, and what jumps between them is not missed`() throws {
        // Slope 0 on either side of a jump of 1 mA at 10 V: the slopes alone do not tell.
        let circuit = Circuit()
        let earth = circuit.fixedJoint("earth", plain, value: 0)
        let node = circuit.joint("node", plain)
        let source = circuit.add(Battery(voltage: 5, conductance: 1), named: "G", at: [node, earth])
        circuit.add(Law { ($0 > 10 ? 1e-3 : 0, 0) }, named: "step", at: [node, earth])
        try circuit.step(0.005)
        #expect(circuit.across(node) == 5)
        source.element.voltage = 20
        try circuit.step(0.005)
        #expect(abs(circuit.across(node) - 19.999) < 1e-12)
    }
}
