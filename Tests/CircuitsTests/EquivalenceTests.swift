import Circuits
import Testing

@Suite struct EquivalenceTests {
    @Test(arguments: 1...50) func `what flows into a node flows out of it`(seed: UInt64) throws {
        let ladder = Ladder(seed: seed, rungs: 40, decades: 1e-3...1e9)
        var random = Seeded(seed)
        let circuit = ladder.circuit
        let earth = circuit.fixedJoint("earth", wired, value: 0)
        for _ in 0..<5 {
            let joint = ladder.joints[Int.random(in: 0...40, using: &random)]
            circuit.add(Capacitor(1e-4), named: "C", at: [joint, earth])
            let other = ladder.joints[Int.random(in: 0...40, using: &random)]
            circuit.add(Inductor(1, resistance: 50), named: "L", at: [joint, other])
        }
        for _ in 0..<3 { try circuit.step(0.005) }
        let imbalances = try circuit.imbalances()
        #expect(imbalances.count == 3 * 41)
        for node in imbalances {
            // What rounding leaves of volts between conductances of 1 kS.
            #expect(abs(node.sum) <= 1e-9 * node.largest + 1e-9, "\(node)")
        }
    }

    @Test func `an element with memory that does not answer for itself is found out`() throws {
        let circuit = Circuit()
        let earth = circuit.fixedJoint("PE", wired, value: 0)
        let (plus, top) = (circuit.joint("plus", wired), circuit.joint("top", wired))
        circuit.add(Battery(voltage: 24, conductance: 1), named: "G", at: [plus, earth])
        circuit.add(Conductance(resistance: 1000), named: "R", at: [plus, top])
        circuit.add(Forgetful(), named: "C", at: [top, earth])
        try circuit.step(0.005)
        #expect(try circuit.imbalances().contains { $0.joint == "top" && abs($0.sum) > 1e-3 })
    }

    /// Current of 24 V behind 1 Ω into resistors.
    private func current(_ build: (Circuit, Joint, Joint) -> Void) throws -> Double {
        let circuit = Circuit()
        let ground = circuit.fixedJoint("ground", plain, value: 0)
        let plus = circuit.joint("plus", plain)
        circuit.add(Battery(voltage: 24, conductance: 1), named: "G", at: [plus, ground])
        build(circuit, plus, ground)
        try circuit.step(0.005)
        return 24 - circuit.across(plus)
    }

    @Test(arguments: [1, 2, 7, 30]) func `n alike in parallel are one n-th, m in series m times`(count: Int) throws {
        let parallel = try current { circuit, plus, ground in
            for index in 0..<count { circuit.add(Conductance(resistance: 47), named: "R\(index)", at: [plus, ground]) }
        }
        #expect(abs(parallel - 24 / (1 + 47 / Double(count))) < 1e-12)
        let series = try current { circuit, plus, ground in
            var end = plus
            for index in 0..<count {
                let next = index == count - 1 ? ground : circuit.joint("\(index)", plain)
                circuit.add(Conductance(resistance: 47), named: "R\(index)", at: [end, next])
                end = next
            }
        }
        #expect(abs(series - 24 / (1 + 47 * Double(count))) < 1e-12)
    }
}

/// A capacitor without `through`: the default sees the state after the step.
private struct Forgetful: Element {
    static var layering: Layering { .only([0]) }
    static var isLinear: Bool { true }
    var charged = 0.0
    func stamp(_ s: Stamp) {
        let g = 1e-3 / s.dt
        s.flow(from: 0, to: 1, g * (s[0] - s[1] - charged), g, -g)
    }
    mutating func accept(_ s: Stamp) { charged = s[0] - s[1] }
}
