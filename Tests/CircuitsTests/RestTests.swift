import Testing

@testable import Circuits

#if canImport(Glibc)
    import Glibc
#endif

/// Memories fast and slow, a corner, and contacts that change seldom: most of the time nothing moves.
private struct Sleeper {
    let circuit = Circuit()
    var contacts: [Handle<Conductance>] = []
    var joints: [Joint] = []
    let source: Handle<Battery>
    let slow: Handle<Capacitor>

    init(rests: Bool) {
        circuit.restsWhenStill = rests
        let earth = circuit.fixedJoint("PE", wired, value: 0)
        var last = circuit.joint("plus", wired)
        source = circuit.add(Battery(voltage: 24, conductance: 10), named: "G", at: [last, earth])
        for number in 0..<8 {
            let joint = circuit.joint("\(number)", wired)
            contacts.append(circuit.add(Conductance(0.1), named: "K\(number)", at: [last, joint]))
            switch number % 3 {
            case 0: circuit.add(Inductor(2, resistance: 100), named: "L\(number)", at: [joint, earth])
            case 1: circuit.add(Capacitor(1e-3), named: "C\(number)", at: [joint, earth])
            default: circuit.add(Ramp(), named: "V\(number)", at: [joint, earth])
            }
            joints.append(joint)
            last = joint
        }
        // An hour beside milliseconds: in an island of its own.
        let apart = circuit.joint("apart", wired)
        slow = circuit.add(Capacitor(3600, charge: 3600 * 9.9999), named: "C", at: [apart, earth])
        circuit.add(Battery(voltage: 10, conductance: 1), named: "G2", at: [apart, earth])
        joints.append(apart)
    }

    func disturb(_ step: Int) {
        var random = Seeded(UInt64(step / 800))
        guard step % 800 == Int.random(in: 0..<800, using: &random) else { return }
        contacts[Int.random(in: 0..<contacts.count, using: &random)].element.value = random.decade(0.1...10)
    }

    func run(_ steps: Range<Int>) throws -> [[Double]] {
        try steps.map { step in
            disturb(step)
            try circuit.step(0.005)
            return joints.map { circuit.across($0) }
        }
    }
}

/// A store of charge that notes what flows into it: a reading, or one of the things that it keeps.
private protocol Reservoir: Element {
    var capacity: Double { get }
    var charge: Double { get set }
    var flow: Double { get set }
}

extension Reservoir {
    static var layering: Layering { .only([0]) }
    static var stores: [Int] { [0] }
    static var isLinear: Bool { true }
    func stamp(_ s: Stamp) {
        let g = capacity / s.dt
        s.flow(from: 0, to: 1, g * (s[0] - s[1]) - charge / s.dt, g, -g)
    }
    mutating func accept(_ s: Stamp) {
        let held = capacity * (s[0] - s[1])
        flow = (held - charge) / s.dt
        charge = held
    }
    func through(_ index: Int, _ s: Stamp) -> Double { index == 0 ? flow : -flow }
}

private struct WatchedReservoir: Reservoir {
    let capacity: Double
    var charge: Double
    var flow = 0.0
}

private struct ReadReservoir: Reservoir {
    static var readings: [PartialKeyPath<Self>] { [\.flow] }
    let capacity: Double
    var charge: Double
    var flow = 0.0
}

/// Nothing below 5 V, then 0.1 S: two straight parts.
private struct Ramp: Element {
    func stamp(_ s: Stamp) {
        let above = max(s[0] - s[1] - 5, 0)
        s.flow(from: 0, to: 1, 0.1 * above, above > 0 ? 0.1 : 0, above > 0 ? -0.1 : 0)
    }
}

@Suite struct RestTests {
    @Test func `rests change no value by more than the leeway, and spare most of the work`() throws {
        let (steady, resting) = (Sleeper(rests: false), Sleeper(rests: true))
        let (expected, found) = try (steady.run(0..<12_000), resting.run(0..<12_000))
        var worst = 0.0
        for (row, other) in zip(expected, found) {
            for (a, b) in zip(row, other) {
                worst = max(worst, abs(a - b) / (wired.tolerance + Island.relativeTolerance * abs(a)))
            }
        }
        // Both runs are themselves within a tolerance of the solution.
        #expect(worst < Island.leeway + 2)
        #expect(resting.circuit.iterationCount * 4 < steady.circuit.iterationCount)
    }

    @Test func `what drifts slowly is integrated over the rests, whatever interrupts them`() throws {
        let circuit = Circuit()
        circuit.restsWhenStill = true
        let earth = circuit.fixedJoint("PE", wired, value: 0)
        let top = circuit.joint("top", wired)
        let store = circuit.add(Capacitor(1, charge: 100), named: "C", at: [top, earth])
        let source = circuit.add(CurrentSource(current: 1e-4), named: "I", at: [earth, top])
        var random = Seeded(7)
        var charge = 100.0
        for step in 0..<40_000 {
            // 5e-9 of the charge a step: rests of 64 steps, if nobody interrupts.
            if step % 20 == 0 && Bool.random(using: &random) {
                source.element.current = Double.random(in: 0.5e-4...2e-4, using: &random)
            }
            try circuit.step(0.005)
            charge += 0.005 * source.element.current
            #expect(abs(circuit.across(top) - charge) < 1e-4)
        }
        source.element.current = 0
        try circuit.step(0.005)
        // Stray insulation of 1 TΩ, and Newton's tolerance, are all that is missing of 0.025 C.
        #expect(abs(store.element.charge - charge) < 1e-6)
        #expect(circuit.iterationCount < 20_000)
    }

    @Test func `a run saved in the middle of a rest goes on with the same digits`() throws {
        let straight = try Sleeper(rests: true).run(0..<2000)
        for half in [511, 700, 1003] {
            let ladder = Sleeper(rests: true)
            let first = try ladder.run(0..<half)
            #expect(ladder.circuit.islands.contains { $0.rest.owed > 0 })
            // What is changed between the step and the save must be seen after the restore.
            ladder.disturb(half)
            let saved = try ladder.circuit.snapshot()
            _ = try ladder.run(half..<half + 333)
            try ladder.circuit.restore(saved)
            #expect(try first + ladder.run(half..<2000) == straight)
        }
    }

    @Test func `an island at rest does not hear of another's topology`() throws {
        let straight = try Sleeper(rests: true).run(0..<1200)
        let ladder = Sleeper(rests: true)
        var found: [[Double]] = []
        for step in 0..<1200 {
            if step % 97 == 5 {
                let joint = ladder.circuit.joint("new \(step)", wired)
                ladder.circuit.add(Conductance(1), named: "R\(step)", at: [ladder.joints.last!, joint])
            }
            found += try ladder.run(step..<step + 1)
        }
        #expect(found.map { $0.dropLast() } == straight.map { $0.dropLast() })
    }

    @Test func `what an element keeps only to be read keeps no island awake`() throws {
        func run<Kind: Reservoir>(_ store: Kind) throws -> (across: Double, flow: Double, iterations: Int) {
            let circuit = Circuit()
            circuit.restsWhenStill = true
            let earth = circuit.fixedJoint("PE", wired, value: 0)
            let top = circuit.joint("top", wired)
            let handle = circuit.add(store, named: "C", at: [top, earth])
            circuit.add(Battery(voltage: 10, conductance: 1), named: "G", at: [top, earth])
            for _ in 0..<6400 { try circuit.step(0.005) }
            return (circuit.across(top), handle.element.flow, circuit.iterationCount)
        }
        // Six minutes' time constant: the voltage rests, the current of 0.1 mA falls by 1.4e-5 of itself a step.
        let watched = try run(WatchedReservoir(capacity: 360, charge: 360 * 9.9999))
        let read = try run(ReadReservoir(capacity: 360, charge: 360 * 9.9999))
        #expect(read.iterations * 10 < watched.iterations)
        #expect(abs(read.across - watched.across) < 1e-8)
        #expect(abs(read.flow - watched.flow) < 1e-4 * watched.flow)
    }

    @Test func `an element that comes to an island at rest finds it in the present`() throws {
        let circuit = Circuit()
        circuit.restsWhenStill = true
        let earth = circuit.fixedJoint("PE", wired, value: 0)
        let top = circuit.joint("top", wired)
        let store = circuit.add(Capacitor(1, charge: 100), named: "C", at: [top, earth])
        circuit.add(CurrentSource(current: 1e-4), named: "I", at: [earth, top])
        for _ in 0..<200 { try circuit.step(0.005) }
        #expect(store.element.charge < 100 + 200 * 0.005e-4)
        circuit.add(Conductance(1e-12), named: "R", at: [top, earth])
        try circuit.step(0.005)
        #expect(abs(store.element.charge - 100 - 201 * 0.005e-4) < 2e-9)
    }

    @Test func `an imposed value that changes ends the rest with the step in which it counts`() throws {
        let circuit = Circuit()
        circuit.restsWhenStill = true
        let hot = circuit.fixedJoint("hot", plain, value: 50)
        let node = circuit.joint("node", plain)
        circuit.add(Conductance(1), named: "R1", at: [hot, node])
        circuit.add(Conductance(1), named: "R2", at: [node, circuit.fixedJoint("cold", plain, value: 0)])
        for _ in 0..<150 { try circuit.step(0.005) }
        circuit.setFixed(hot, value: 60)
        try circuit.step(0.005)
        #expect(abs(circuit.across(node) - 30) < 1e-9)
    }

    @Test func `an element's numbers are found among its bytes`() {
        struct Inside {
            var flag = true
            var range = 1.0...2.0
        }
        struct Outside {
            var count: Int32 = 3
            var first = 0.5
            var inside = Inside()
            var pair = (7.0, false)
        }
        let form = ElementForm(Outside())
        #expect(form.map { Array($0.numbers) } == [8, 24, 32, 40])
        form?.deallocate()
        let less = ElementForm(Outside(), readings: [\.pair, \.first])
        #expect(less.map { Array($0.numbers) } == [24, 32])
        #expect(less.map { $0.others.contains { $0 >= 40 } } == false)
        less?.deallocate()
        struct Holder { var text = "" }
        #expect(ElementForm(Holder()) == nil)
    }
}
