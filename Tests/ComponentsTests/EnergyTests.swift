import Circuits
import Testing

@testable import Components

#if canImport(Glibc)
    import Glibc
#endif

/// A torque or a force that does not depend on the speed.
private struct Push: Element {
    static var isLinear: Bool { true }
    var value: Double
    func stamp(_ s: Stamp) { s.add(0, -value) }
}

@Suite struct EnergyTests {
    @Test func `a flywheel run up against friction accounts for every joule, and for those that the method takes`() throws {
        let circuit = Circuit()
        let bed = circuit.fixedJoint("bed", Domain.rotation.nature, value: 0)
        let shaft = circuit.joint("shaft", Domain.rotation.nature)
        let (inertia, stiffness) = (0.2, 400.0)
        let push = circuit.add(Push(value: 3), named: "M", at: [shaft])
        let wheel = circuit.add(Inertia(inertia), named: "J", at: [shaft])
        let friction = circuit.add(
            BristleFriction(breakaway: 1.2, coulomb: 1, viscous: 0.01, stiffness: stiffness, inertia: inertia), named: "F",
            at: [shaft, bed])
        try circuit.keepBooks(true)
        var (work, brake, numerical) = (0.0, 0.0, 0.0)
        for step in 0..<2000 {
            if step == 1000 { push.element.value = 0 }
            let (speed, force) = (wheel.element.speed, friction.element.force)
            try circuit.step(0.005)
            let (now, held) = (wheel.element.speed, friction.element.force)
            work += push.element.value * now * 0.005
            brake += (held * friction.element.slip + 0.01 * now * now) * 0.005
            numerical += inertia * pow(now - speed, 2) / 2 + pow(held - force, 2) / (2 * stiffness)
        }
        let books = try #require(circuit.books.first)
        #expect(work > 100)
        #expect(abs(books.given - work) < 1e-9 * work)
        #expect(abs(books.lost - brake) < 1e-6 * work)
        #expect(abs(books.numerical - numerical) < 1e-6 * work)
        let kept = inertia * pow(wheel.element.speed, 2) / 2 + pow(friction.element.force, 2) / (2 * stiffness)
        #expect(abs(books.stored - kept) < 1e-9 * work)
        #expect(abs(books.imbalance) < 1e-6 * work)
        // At 5 ms and a run-up of a second, the method takes its half per cent.
        #expect(books.numerical < 0.02 * books.given)
    }

    @Test func `a coil keeps half of L·i², and its resistance spends the rest`() throws {
        let circuit = Circuit()
        let earth = circuit.fixedJoint("PE", Domain.electrical.nature, value: 0)
        let plus = circuit.joint("plus", Domain.electrical.nature)
        circuit.add(VoltageSource(dc: 24), named: "G", at: [plus, earth])
        let coil = circuit.add(Coil(resistance: 250, inductance: 5), named: "KM1", at: [plus, earth])
        try circuit.keepBooks(true)
        for _ in 0..<200 { try circuit.step(0.005) }
        let books = try #require(circuit.books.first)
        let current = coil.element.current
        #expect(abs(books.stored - 2.5 * current * current) < 1e-12)
        // The exact charge of a coil of τ = 20 ms through 1 s: E·I·(t − τ) given, nothing numerical; Euler's is within h/2τ of ½·L·i².
        let given = 24 * 24 / 250 * (1 - 0.02)
        #expect(abs(books.given - given) < 0.01 * given)
        #expect(abs(books.given - books.stored - books.lost - books.numerical) < 1e-9)
        #expect(books.numerical > 0.1 * books.stored && books.numerical < 0.15 * books.stored)
    }

    /// An accumulator and a cylinder fed at 120 bar through an orifice, from empty.
    private func fed(_ dt: Double) throws -> (books: EnergyBooks, charge: GasCharge, piston: OilPiston, work: Double) {
        let circuit = Circuit()
        let pump = circuit.fixedJoint("pump", Domain.hydraulic.nature, value: 120e5)
        let floor = circuit.fixedJoint("floor", Domain.hydraulic.nature, value: 0)
        let (line, ring) = (circuit.joint("line", Domain.hydraulic.nature), circuit.joint("ring", Domain.hydraulic.nature))
        let rod = circuit.joint("rod", Domain.translation.nature)
        circuit.add(Orifice(area: 2e-6), named: "in", at: [pump, line])
        circuit.add(Orifice(area: 1e-5), named: "out", at: [ring, floor])
        let charge = circuit.add(GasCharge(gasVolume: 1e-3, precharge: 60e5, exponent: 1.4), named: "Z1", at: [line])
        circuit.add(OilVolume(1e-3), named: "hose", at: [line])
        let piston = circuit.add(
            OilPiston(capArea: 1.96e-3, rodArea: 1.35e-3, stroke: 0.4, deadVolume: 3e-5, inertia: 200, position: 0), named: "A1",
            at: [line, ring, rod])
        let load = 8_000.0
        circuit.add(Push(value: -load), named: "load", at: [rod])
        try circuit.keepBooks(true)
        for _ in 0..<Int((12 / dt).rounded()) { try circuit.step(dt) }
        return (circuit.books.reduce(EnergyBooks(), +), charge.element, piston.element, load * piston.element.position)
    }

    @Test func `oil under pressure, gas and a piston keep what their closed forms say, and the method's part goes with the step`()
        throws
    {
        let (books, charge, piston, work) = try fed(0.005)
        #expect(piston.isAgainstStop)
        // Adiabatic from 60 to 121 bar absolute, less the atmosphere's part; β·V: p²·V/2β; all at 120 bar in the end.
        let ratio = pow((120e5 + 101_325) / 60e5, 0.4 / 1.4)
        let gas = 60e5 * 1e-3 / 0.4 * (ratio - 1) - 101_325 * charge.oil
        #expect(abs(charge.energy - gas) < 1e-3 * gas, "\(charge.energy) \(gas)")
        let pressed = 120e5 * 120e5 / (2 * 1.4e9) * (1e-3 + 3e-5 + 1.96e-3 * 0.4)
        let stop = pow(120e5 * 1.96e-3 - 8_000, 2) / (2 * 1e8)
        #expect(abs(books.stored - gas - pressed - stop) < 0.01 * books.stored, "\(books.stored) \(gas + pressed + stop)")
        // The load was lifted; the rest went in the orifices.
        #expect(books.lost > work && work > 3_000)
        #expect(books.numerical >= 0 && books.numerical < 0.005 * (books.given + books.boundary))
        let fine = try fed(0.0005).books
        // Ten times shorter steps; the first filling lasts less than either.
        #expect(fine.numerical < 0.3 * books.numerical, "\(fine.numerical) \(books.numerical)")
        #expect(abs(fine.stored - books.stored) < 1e-3 * books.stored)
    }

    @Test(arguments: [0.0, 0.005, 0.05]) func `oil gives its pressure and its energy back from its content`(air: Double) {
        let law = OilLaw(air: air)
        for bars in [-0.95, -0.8, -0.2, 0, 0.5, 10, 200] {
            let pressure = bars * 1e5
            #expect(abs(law.pressure(law.content(pressure).share) - pressure) < 1, "\(bars) bar")
            // ∫p·df by the trapezium rule.
            var sum = 0.0
            let count = 200_000
            var last = law.content(0).share
            for step in 1...count {
                let share = law.content(pressure * Double(step) / Double(count)).share
                sum += (share - last) * pressure * (Double(step) - 0.5) / Double(count)
                last = share
            }
            #expect(abs(law.energy(pressure) - sum) < 1e-3 * abs(sum) + 1e-2, "\(bars) bar: \(law.energy(pressure)) \(sum)")
        }
    }

    @Test func `heat that leaves a body arrives in the air`() throws {
        let circuit = Circuit()
        let ambient = circuit.fixedJoint("ambient", Domain.thermal.nature, value: Air.ambient)
        let joint = circuit.joint("body", Domain.thermal.nature)
        let body = circuit.add(ThermalBody(capacity: 500), named: "M", at: [joint])
        circuit.add(HeatPath(conductance: 2), named: "air", at: [joint, ambient])
        body.element.heat = 60
        try circuit.keepBooks(true)
        for _ in 0..<20_000 { try circuit.step(0.005) }
        let books = try #require(circuit.books.first)
        // 60 W for 100 s; τ = 250 s.
        #expect(abs(books.given - 6000) < 1e-6)
        let rise = 30 * (1 - exp(-0.4))
        #expect(abs(books.stored - 500 * rise) < 0.001 * 6000)
        #expect(abs(books.boundary + (6000 - 500 * rise)) < 0.001 * 6000)
        // Heat is linear in its own variable: the method takes none.
        #expect(abs(books.numerical) < 1e-6 && abs(books.imbalance) < 1e-3)
    }

    @Test func `a bale pressed and let go gives back what its way back says, and the set spends the rest`() throws {
        let circuit = Circuit()
        let drive = circuit.fixedJoint("drive", Domain.translation.nature, value: 0.05)
        let platen = circuit.joint("platen", Domain.translation.nature)
        let (height, hardness, set, clearance) = (0.6, 6_000.0, 0.6, 0.1)
        // So stiff that the platen goes as the drive does.
        circuit.add(Conductance(1e10), named: "link", at: [drive, platen])
        let bale = circuit.add(
            FibreBale(height: height, hardness: hardness, set: set, clearance: clearance), named: "B", at: [platen])
        try circuit.keepBooks(true)
        // 0.3 m into it: half of its height.
        for _ in 0..<8_000 { try circuit.step(0.001) }
        let pressed = try #require(circuit.books.first)
        #expect(abs(bale.element.deepest - 0.3) < 1e-4)
        // van Wyk: K·(h₀/2·(4 − 1) − h₀/2) = K·h₀; the way back is a cube from the set on: F·(1 − s)·x/4.
        let (work, kept) = (hardness * height, 7 * hardness * (1 - set) * 0.3 / 4)
        #expect(abs(pressed.boundary - work) < 0.001 * work)
        #expect(abs(pressed.stored - kept) < 1e-3 * kept)
        #expect(abs(pressed.lost - (work - kept)) < 1e-3 * work)
        #expect(pressed.numerical > 0 && pressed.numerical < 0.002 * work)
        circuit.setFixed(drive, value: -0.05)
        for _ in 0..<8_000 { try circuit.step(0.001) }
        let back = try #require(circuit.books.first)
        #expect(abs(back.stored) < 1e-6 * work)
        #expect(abs(pressed.boundary - back.boundary - kept) < 0.01 * kept, "\(pressed.boundary - back.boundary) of \(kept)")
        // Pressed again, less far: nothing more is lost.
        circuit.setFixed(drive, value: 0.05)
        for _ in 0..<7_000 { try circuit.step(0.001) }
        let again = try #require(circuit.books.first)
        #expect(abs(again.lost - back.lost) < 1e-3 * work && again.stored > 0.1 * kept)
    }

    @Test func `bristles whose limit is taken away let go what they held, without sliding for it`() throws {
        let circuit = Circuit()
        let bed = circuit.fixedJoint("bed", Domain.rotation.nature, value: 0)
        let shaft = circuit.joint("shaft", Domain.rotation.nature)
        let push = circuit.add(Push(value: 2), named: "M", at: [shaft])
        circuit.add(Inertia(0.01), named: "J", at: [shaft])
        let lining = circuit.add(BristleFriction(breakaway: 0, coulomb: 0, viscous: 0), named: "F", at: [shaft, bed])
        lining.element.hold(8, give: 0.01, speed: 150)
        for _ in 0..<1_000 { try circuit.step(0.005) }
        #expect(abs(lining.element.force - 2) < 1e-3)
        push.element.value = 0
        lining.element.hold(0.01, give: 0.01, speed: 150)
        try circuit.keepBooks(true)
        try circuit.step(0.005)
        // 2 N·m on bristles of 960 N·m/rad are 2 mJ; on those of the open brake they would be 1.7 J, and 330 rad/s.
        let books = try #require(circuit.books.first)
        #expect(abs(books.stored) < 2e-3 && abs(books.numerical) < 2e-3, "\(books)")
        #expect(abs(lining.element.slip) < 1, "\(lining.element.slip)")
    }

    @Test func `a capacitor keeps half of C·u², filled through the rectifier and emptied by what the inverter takes`() throws {
        let circuit = Circuit()
        let earth = circuit.fixedJoint("PE", Domain.electrical.nature, value: 0)
        let plus = circuit.joint("plus", Domain.electrical.nature)
        let link = circuit.add(DcLink(capacitance: 1e-3, discharge: 1e-5), named: "C", at: [plus, earth])
        (link.element.supply, link.element.resistance) = (540, 100)
        try circuit.keepBooks(true)
        for _ in 0..<2_000 { try circuit.step(0.0005) }
        let charged = try #require(circuit.books.first)
        let half = 1e-3 * link.element.voltage * link.element.voltage / 2
        #expect(link.element.voltage > 539)
        #expect(abs(charged.stored - half) < 1e-9 * half)
        // ½·C·U² at the capacitor's side of the rectifier, and 2.9 W for what discharges it.
        #expect(abs(charged.given - charged.lost - half) < 0.005 * half, "\(charged)")
        // With τ = 100 ms: within h/2τ.
        #expect(charged.numerical > 0 && charged.numerical < 0.005 * half)
        link.element.supply = 0
        link.element.load = 0.5
        for _ in 0..<1_000 { try circuit.step(0.0005) }
        let after = try #require(circuit.books.first)
        let taken = charged.stored - after.stored
        #expect(taken > 0.5 * half)
        #expect(abs(after.lost - charged.lost - taken) < 0.005 * taken, "\(after)")
        #expect(abs(after.imbalance) < 1e-6 * half)
    }

    @Test func `oil that leaves a bath and comes back takes its heat and brings it; more comes as warm as the bath`() {
        var bath = OilBath(capacity: 40_000, temperature: Air.ambient + 30)
        let whole = bath.energy
        #expect(abs(whole - 1.2e6) < 1e-6)
        bath.resize(36_000)
        #expect(abs(bath.energy - whole) < 1e-9 * whole)
        bath.resize(39_000)
        #expect(abs(bath.energy - whole) < 1e-9 * whole)
        bath.resize(42_000)
        #expect(abs(bath.energy - whole - 2_000 * 30) < 1e-6)
    }
}
