import Circuits
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// Air under a piston that goes up and down by itself, 1 to 10 and back in a second: the pressure is the unknown.
private struct Chamber: Element {
    static var isLinear: Bool { true }
    static var isGrounded: Bool { true }
    static let specificGas = 287 * 293.15
    /// Whether the mass is the state, or the pressure.
    let storesMass: Bool
    var elapsed = 0.0
    var mass: Double
    var pressure = 1e5
    init(storesMass: Bool) {
        self.storesMass = storesMass
        mass = 1e5 * Self.volume(0) / Self.specificGas
    }
    static func volume(_ time: Double) -> Double { 1e-4 * (5.5 + 4.5 * cos(2 * .pi * time)) }
    func stamp(_ s: Stamp) {
        let (old, new) = (Self.volume(elapsed), Self.volume(elapsed + s.dt))
        if storesMass {
            let g = new / Self.specificGas / s.dt
            s.add(0, g * s[0] - mass / s.dt)
            s.slope(0, 0, g)
        } else {
            let g = (new + (new - old)) / Self.specificGas / s.dt
            s.add(0, g * s[0] - new * pressure / Self.specificGas / s.dt)
            s.slope(0, 0, g)
        }
    }
    mutating func accept(_ s: Stamp) {
        elapsed += s.dt
        pressure = s[0]
        mass = s[0] * Self.volume(elapsed) / Self.specificGas
    }
}

@Suite struct StorageTests {
    private func gain(storesMass: Bool) throws -> Double {
        let circuit = Circuit()
        let chamber = circuit.add(Chamber(storesMass: storesMass), named: "1A1", at: [circuit.joint("chamber", air)])
        let start = chamber.element.mass
        for _ in 0..<2000 { try circuit.step(0.005) }
        return chamber.element.mass / start - 1
    }

    @Test func `ten strokes of a closed chamber keep its mass when the mass is the state`() throws {
        // 2000 roundings of 1e-16, and Newton's tolerance on a linear law: none.
        #expect(abs(try gain(storesMass: true)) < 1e-9)
    }

    @Test func `the same strokes gain tens of per cent when the pressure is the state`() throws {
        // Each step multiplies by 1 / (1 − (ΔV/V)²): why the rule exists.
        #expect(try gain(storesMass: false) > 0.2)
    }

    @Test func `charge that leaves a capacitor arrives in the other`() throws {
        let circuit = Circuit()
        let ground = circuit.fixedJoint("ground", plain, value: 0)
        let (a, b) = (circuit.joint("a", plain), circuit.joint("b", plain))
        let full = circuit.add(Capacitor(1e-3, charge: 0.02), named: "C1", at: [a, ground])
        let empty = circuit.add(Capacitor(3e-3), named: "C2", at: [b, ground])
        circuit.add(Conductance(resistance: 100), named: "R", at: [a, b])
        for _ in 0..<1000 {
            try circuit.step(0.005)
            #expect(abs(full.element.charge + empty.element.charge - 0.02) < 1e-14)
        }
        #expect(abs(circuit.across(b) - 5) < 1e-6)
    }

    @Test func `an RL rise follows the exponential within the error of implicit Euler`() throws {
        let circuit = Circuit()
        let earth = circuit.fixedJoint("PE", wired, value: 0)
        let plus = circuit.joint("plus", wired)
        circuit.add(IdealSource(voltage: 24), named: "G", at: [plus, earth])
        let coil = circuit.add(Inductor(10, resistance: 100), named: "KM1", at: [plus, earth])
        for _ in 0..<20 { try circuit.step(0.005) }
        // τ = 100 ms, 20 steps of 5 ms: Euler's own value to rounding; the exponential within h/2τ of the rise.
        #expect(abs(coil.element.current - 0.24 * (1 - pow(1.05, -20))) < 1e-12)
        #expect(abs(coil.element.current - 0.24 * (1 - exp(-1))) < 0.24 * 0.025)
        #expect(try circuit.through(coil, 0) == coil.element.current)
    }

    @Test func `an LC oscillation loses what implicit Euler takes, no more and no less`() throws {
        // ωh = 0.5: every step divides the energy by 1 + (ωh)², whatever the phase. Resonances near the step are damped: a stated
        // limit of the method, not an oscillation to trust.
        let circuit = Circuit()
        let ground = circuit.fixedJoint("ground", plain, value: 0)
        let top = circuit.joint("top", plain)
        let (inductance, capacity) = (0.1, 1e-3)
        let capacitor = circuit.add(Capacitor(capacity, charge: 0.01), named: "C", at: [top, ground])
        let inductor = circuit.add(Inductor(inductance), named: "L", at: [top, ground])
        func energy() -> Double {
            let (charge, current) = (capacitor.element.charge, inductor.element.current)
            return charge * charge / capacity / 2 + inductance * current * current / 2
        }
        let start = energy()
        for _ in 0..<40 { try circuit.step(0.005) }
        #expect(abs(energy() / start * pow(1.25, 40) - 1) < 1e-9)
    }

    @Test func `a capacitor keeps its charge when its source is taken away, and loses it as its resistor says`() throws {
        let circuit = Circuit()
        let earth = circuit.fixedJoint("PE", wired, value: 0)
        let (plus, bus) = (circuit.joint("plus", wired), circuit.joint("bus", wired))
        circuit.add(Battery(voltage: 540, conductance: 1000), named: "G", at: [plus, earth])
        let feed = circuit.wire("W", plus, bus, resistance: 0.01, isMerged: true)
        let capacitor = circuit.add(Capacitor(1e-3), named: "C", at: [bus, earth])
        circuit.add(Conductance(resistance: 10_000), named: "R", at: [bus, earth])
        for _ in 0..<10 { try circuit.step(0.005) }
        circuit.setResistance(feed, .infinity)
        let removed = circuit.joint("W@loose", wired)
        circuit.attach(feed, end: 0, to: removed)
        let before = circuit.across(bus)
        // τ = 10 s: after 5 s a mechanic still finds 327 V.
        for _ in 0..<1000 { try circuit.step(0.005) }
        // 1 TΩ of stray insulation beside 10 kΩ takes 2 µV.
        #expect(abs(circuit.across(bus) - before * pow(1.0005, -1000)) < 1e-5)
        #expect(abs(capacitor.element.charge - 1e-3 * circuit.across(bus)) < 1e-12)
    }
}
