import Circuits
import Testing

@Suite struct TopologyTests {
    @Test func `cutting, moving and merging wires keeps an inductor's current and a capacitor's charge`() throws {
        let circuit = Circuit()
        let earth = circuit.fixedJoint("PE", wired, value: 0)
        let (plus, a1, top) = (circuit.joint("plus", wired), circuit.joint("A1", wired), circuit.joint("top", wired))
        circuit.add(Battery(voltage: 24, conductance: 1), named: "G", at: [plus, earth])
        let coil = circuit.add(Inductor(10, resistance: 100), named: "KM1", at: [a1, earth])
        circuit.add(Conductance(resistance: 100), named: "V1", at: [a1, earth])
        let capacitor = circuit.add(Capacitor(1e-3), named: "C", at: [top, earth])
        let feed = circuit.wire("W1", plus, a1, resistance: 0.02, isMerged: true)
        let tie = circuit.wire("W2", plus, top, resistance: 0.02, isMerged: false)
        for _ in 0..<100 { try circuit.step(0.005) }
        let (current, charge) = (coil.element.current, capacitor.element.charge)
        let (before, held) = (circuit.across(a1), circuit.across(top))
        #expect(current > 0.2 && charge > 0.02)

        circuit.setResistance(feed, .infinity)
        circuit.attach(tie, end: 0, to: circuit.joint("W2@plus", wired))
        try circuit.compileIfNeeded()
        #expect(coil.element.current == current && capacitor.element.charge == charge)
        // Nodes read what they read until the next step.
        #expect(circuit.across(a1) == before && circuit.across(top) == held)

        // The current goes on through V1, 20 ms of time constant and no jump.
        try circuit.step(0.005)
        #expect(abs(coil.element.current - current / (1 + 0.005 * 200 / 10)) < 1e-9)
        #expect(abs(circuit.across(a1) + 100 * coil.element.current) < 1e-6)
        #expect(abs(capacitor.element.charge - charge) < 1e-12)

        let kept = coil.element.current
        circuit.setMerged(feed, true)
        circuit.attach(tie, end: 0, to: a1)
        try circuit.compileIfNeeded()
        #expect(coil.element.current == kept)
        for _ in 0..<400 { try circuit.step(0.005) }
        // 2 s, twenty time constants: 1 Ω of source, twice 100 Ω in parallel.
        #expect(abs(coil.element.current - 24.0 / 51 / 2) < 1e-4)
    }

    @Test func `a node of several joints starts from one that was solved`() throws {
        let circuit = Circuit()
        // The first joint of the node to be was connected to nothing.
        let idle = circuit.joint("idle", air)
        let live = circuit.joint("live", air)
        let supply = circuit.fixedJoint("supply", air, value: 7e5)
        circuit.add(Conductance(1e-6), named: "R", at: [supply, live])
        try circuit.step(0.005)
        #expect(circuit.across(idle) == 1e5)
        _ = circuit.wire("H1", idle, live, resistance: 1, isMerged: true)
        try circuit.compileIfNeeded()
        #expect(circuit.across(idle) == circuit.across(live))
        #expect(abs(circuit.across(live) - 7e5) < 1)
    }

    @Test func `a change of value compiles nothing: the factors of the topology serve on`() throws {
        let ladder = Ladder(seed: 9, rungs: 20)
        try ladder.circuit.step(0.005)
        let factorisations = ladder.circuit.factorisationCount
        for step in 0..<10 {
            ladder.rungs[step].element.value *= 2
            try ladder.circuit.step(0.005)
        }
        // A compiled anew circuit would count from its own first one.
        #expect(ladder.circuit.factorisationCount > factorisations + 9)
        let before = ladder.circuit.factorisationCount
        for _ in 0..<10 { try ladder.circuit.step(0.005) }
        #expect(ladder.circuit.factorisationCount == before)
    }

    @Test func `parts that share fixed joints only are islands`() throws {
        let circuit = Circuit()
        let earth = circuit.fixedJoint("PE", wired, value: 0)
        let frame = circuit.fixedJoint("frame", plain, value: 0)
        for number in 0..<3 {
            let (a, b) = (circuit.joint("a\(number)", wired), circuit.joint("b\(number)", wired))
            circuit.add(Battery(voltage: 24, conductance: 1), named: "G\(number)", at: [a, earth])
            circuit.add(Conductance(1), named: "R\(number)", at: [a, b])
            circuit.add(Conductance(1), named: "B\(number)", at: [circuit.joint("c\(number)", plain), frame])
        }
        try circuit.step(0.005)
        #expect(circuit.islandOrders.sorted() == [1, 1, 1, 2, 2, 2])
    }
}
