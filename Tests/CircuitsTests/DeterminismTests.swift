import Testing

@testable import Circuits

#if canImport(Glibc)
    import Glibc
#endif

/// Everything that can make digits differ: curved laws, memories, own unknowns, contacts over twelve decades, two islands.
private struct Plant {
    let circuit = Circuit()
    var contacts: [Handle<Contact>] = []
    var joints: [Joint] = []
    var wires: [Wire] = []
    let supply: Handle<IdealSource>
    let mains: Handle<Mains>

    init() {
        let earth = circuit.fixedJoint("PE", wired, value: 0)
        let plus = circuit.joint("plus", wired)
        supply = circuit.add(IdealSource(voltage: 24), named: "G", at: [plus, earth])
        var last = plus
        for number in 0..<12 {
            let joint = circuit.joint("\(number)", wired)
            contacts.append(circuit.add(Contact(resistance: 1), named: "K\(number)", at: [last, joint]))
            let wire = circuit.wire("W\(number)", last, joint, resistance: 1e3, isMerged: false)
            wires.append(wire)
            switch number % 4 {
            case 0: circuit.add(Inductor(1, resistance: 10), named: "L\(number)", at: [joint, earth])
            case 1: circuit.add(Capacitor(1e-4), named: "C\(number)", at: [joint, earth])
            case 2: circuit.add(Diode(), named: "V\(number)", at: [joint, earth])
            default: circuit.add(IdealSource(voltage: 1), named: "G\(number)", at: [joint, circuit.joint("+\(number)", wired)])
            }
            joints.append(joint)
            last = joint
        }
        let apart = circuit.joint("apart", wired)
        mains = circuit.add(Mains(real: 230, conductance: 3), named: "T", at: [apart, earth])
        contacts.append(circuit.add(Contact(resistance: 1), named: "K99", at: [apart, earth]))
        joints.append(apart)
    }

    /// Contacts and topology of a step, from its number alone.
    func disturb(_ step: Int, topology: Bool = true) {
        var random = Seeded(UInt64(step))
        let contact = Int.random(in: 0..<contacts.count, using: &random)
        contacts[contact].element.resistance = random.decade(1e-6...1e9)
        guard topology && step % 17 == 0 else { return }
        let wire = wires[Int.random(in: 0..<wires.count, using: &random)]
        switch step % 3 {
        case 0: circuit.setResistance(wire, circuit.resistance(wire).isInfinite ? 50 : .infinity)
        case 1: circuit.setMerged(wire, !circuit.isMerged(wire))
        default: circuit.attach(wire, end: 1, to: joints[Int.random(in: 0..<joints.count - 1, using: &random)])
        }
    }

    func run(_ steps: Range<Int>, topology: Bool = true) throws -> [UInt64] {
        var digits: [UInt64] = []
        for step in steps {
            disturb(step, topology: topology)
            try circuit.step(0.005)
            digits.append(circuit.time.bitPattern)
            for joint in joints {
                for layer in 0..<3 { digits.append(circuit.across(joint, layer: layer).bitPattern) }
            }
            digits.append(try circuit.through(supply, 0).bitPattern)
        }
        return digits
    }

    var pivotChoices: Int { circuit.islands.reduce(0) { $0 + $1.matrix.pivotChoices } }
}

/// A contact whose current is an unknown: v = R·i. Over fifteen decades of R, no choice of pivots serves for all.
private struct Contact: Element {
    static var layering: Layering { .only([0, 1]) }
    static var internals: [(name: String, tolerance: Double)] { [("i", 1e-9), ("i.real", 1e-9)] }
    static var isLinear: Bool { true }
    var resistance: Double
    func stamp(_ s: Stamp) {
        for layer in 0..<2 {
            let (a, b, i) = (layer, 2 + layer, 4 + layer)
            s.add(a, s[i])
            s.slope(a, i, 1)
            s.add(b, -s[i])
            s.slope(b, i, -1)
            s.add(i, resistance * s[i] - s[a] + s[b])
            s.slope(i, i, resistance)
            s.slope(i, a, -1)
            s.slope(i, b, 1)
        }
    }
}

/// A diode, its exponential continued as a line above 0.75 V.
private struct Diode: Element {
    static var layering: Layering { .only([0]) }
    func stamp(_ s: Stamp) {
        let v = s[0] - s[1]
        let top = min(v, 0.75)
        let current = 1e-12 * exp(top / 0.026)
        let slope = current / 0.026
        s.flow(from: 0, to: 1, current - 1e-12 + slope * (v - top), slope, -slope)
    }
}

@Suite struct DeterminismTests {
    @Test func `two runs give the same digits`() throws {
        #expect(try Plant().run(0..<200) == Plant().run(0..<200))
    }

    @Test func `a run saved and restored half-way goes on with the same digits`() throws {
        let straight = try Plant().run(0..<200)
        let plant = Plant()
        let first = try plant.run(0..<100)
        let saved = try plant.circuit.snapshot()
        _ = try plant.run(100..<180)
        try plant.circuit.restore(saved)
        #expect(try first + plant.run(100..<200) == straight)
        // And once more from the same copy.
        try plant.circuit.restore(saved)
        #expect(try first + plant.run(100..<200) == straight)
    }

    @Test func `the pivots of a saved state come back, though others were chosen since`() throws {
        let plant = Plant()
        _ = try plant.run(0..<50, topology: false)
        let saved = try plant.circuit.snapshot()
        let before = plant.pivotChoices
        let straight = try plant.run(50..<150, topology: false)
        // Else this test proves nothing.
        #expect(plant.pivotChoices > before)
        try plant.circuit.restore(saved)
        #expect(try plant.run(50..<150, topology: false) == straight)
    }

    @Test func `a state saved before the first step starts like new`() throws {
        let plant = Plant()
        let saved = try plant.circuit.snapshot()
        let straight = try plant.run(0..<60, topology: false)
        #expect(plant.pivotChoices > 2)
        try plant.circuit.restore(saved)
        // Nothing is known to flow yet.
        #expect(try plant.circuit.through(plant.mains, 0, layer: 1) == 0)
        for contact in plant.contacts { contact.element.resistance = 1 }
        #expect(try plant.run(0..<60, topology: false) == straight)
    }

    @Test func `readings after a restore are those at the save`() throws {
        let plant = Plant()
        _ = try plant.run(0..<30)
        let wire = plant.circuit.wire("W", plant.joints[0], plant.joints[1], resistance: 2, isMerged: false)
        try plant.circuit.step(0.005)
        func readings() throws -> [Double] {
            let meter = try #require(try plant.circuit.across(plant.joints[2], plant.joints[5], loadedBy: 1e-7))
            return try [plant.circuit.through(wire), plant.circuit.through(plant.supply, 0)] + meter.layers
        }
        let saved = try plant.circuit.snapshot()
        let before = try readings()
        _ = try plant.run(30..<60)
        try plant.circuit.restore(saved)
        #expect(try readings() == before)
    }

    @Test func `a snapshot takes out what has come since, and brings back imposed values and wires`() throws {
        let circuit = Circuit()
        let ground = circuit.fixedJoint("ground", plain, value: 0)
        let hot = circuit.fixedJoint("hot", plain, value: 50)
        let (node, other) = (circuit.joint("node", plain), circuit.joint("other", plain))
        circuit.add(Conductance(1), named: "R1", at: [node, ground])
        circuit.add(Conductance(1), named: "R2", at: [other, ground])
        let wire = circuit.wire("W", hot, node, resistance: 1, isMerged: false)
        try circuit.step(0.005)
        let saved = try circuit.snapshot()
        circuit.setFixed(hot, value: 80)
        circuit.add(Law { ($0 * 100, 100) }, named: "late", at: [node, ground])
        _ = circuit.wire("late", node, other, resistance: 1, isMerged: true)
        circuit.attach(wire, end: 1, to: other)
        circuit.setResistance(wire, 7)
        try circuit.step(0.005)
        #expect(abs(circuit.across(node) - 25) > 1)
        try circuit.restore(saved)
        #expect(circuit.across(node) == 25)
        #expect(circuit.resistance(wire) == 1 && circuit.ends(wire) == (hot, node))
        try circuit.step(0.005)
        #expect(abs(circuit.across(node) - 25) < 1e-12)
        #expect(circuit.across(other) == 0)
        // The restored topology can be changed again, and come back again.
        circuit.attach(wire, end: 1, to: other)
        try circuit.step(0.005)
        #expect(abs(circuit.across(other) - 25) < 1e-12)
        try circuit.restore(saved)
        #expect(circuit.across(node) == 25)
    }

    @Test func `an island's digits do not hear of another's topology, halvings or failure`() throws {
        func run(_ disturb: (Circuit, Joint, Joint, Int) -> Void) throws -> [UInt64] {
            let circuit = Circuit()
            let ground = circuit.fixedJoint("ground", wired, value: 0)
            let (node, top) = (circuit.joint("node", wired), circuit.joint("top", wired))
            // In front of the island watched, so that it is stepped and numbered before it.
            let other = circuit.joint("other", wired)
            circuit.add(Conductance(1), named: "R0", at: [other, ground])
            let supply = circuit.add(IdealSource(voltage: 24), named: "G", at: [top, ground])
            var contacts = [circuit.add(Contact(resistance: 1), named: "K", at: [top, node])]
            var chain = [node]
            for number in 0..<8 {
                let next = circuit.joint("\(number)", wired)
                contacts.append(circuit.add(Contact(resistance: 1), named: "K\(number)", at: [chain.last!, next]))
                circuit.add(Law { ($0 * $0 * $0, 3 * $0 * $0 + 1e-3) }, named: "V\(number)", at: [next, ground])
                circuit.add(Capacitor(1e-2), named: "C\(number)", at: [next, chain[number / 2]])
                chain.append(next)
            }
            var digits: [UInt64] = []
            for step in 0..<60 {
                var random = Seeded(UInt64(step))
                contacts[Int.random(in: 0..<9, using: &random)].element.resistance = random.decade(1e-6...1e9)
                disturb(circuit, other, ground, step)
                try? circuit.step(0.005)
                digits += chain.map { circuit.across($0).bitPattern } + [try circuit.through(supply, 0).bitPattern]
            }
            return digits
        }
        let alone = try run { _, _, _, _ in }
        let changing = try run { circuit, other, ground, step in
            if step % 7 == 0 { circuit.add(IdealSource(voltage: 1), named: "G\(step)", at: [circuit.joint("+", wired), other]) }
        }
        let failing = try run { circuit, other, ground, step in
            if step == 20 { circuit.add(Law { _ in (.nan, 1) }, named: "bad", at: [other, ground]) }
        }
        #expect(changing == alone)
        #expect(failing == alone)
    }
}
