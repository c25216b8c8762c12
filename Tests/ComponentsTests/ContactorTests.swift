import Circuits
import Components
import Notation
import Testing

@Suite struct ContactorTests {
    /// A contactor under an ideal DC source between A1 and A2, for `seconds`.
    private func bench(_ failures: [ActiveFailure] = []) throws -> (Assembly, Handle<VoltageSource>) {
        let assembly = Assembly(seed: 1)
        try assembly.declare("KM1", AnyComponentType(Contactor.self), AnyComponentType(Contactor.self).parameters())
        try assembly.build()
        let source = assembly.circuit.add(
            VoltageSource(dc: 0), named: "G", at: [assembly.joint("KM1", "A1")!, assembly.earth])
        _ = assembly.circuit.wire(
            "W", assembly.joint("KM1", "A2")!, assembly.earth, resistance: 0.01, isMerged: true)
        assembly.setFailures(failures, on: "KM1")
        return (assembly, source)
    }

    @Test func `it pulls in at its pick-up voltage, not below, and keeps until its drop-out`() throws {
        let (assembly, source) = try bench()
        let closed = assembly.signal("KM1", "closed")!
        var states: [Double] = []
        for volts in [16.0, 17.5, 9.5, 8.0] {
            source.element.dc = volts
            for _ in 0..<100 { try assembly.step(0.005) }
            states.append(assembly.value(closed))
        }
        #expect(states == [0, 1, 1, 0])
    }

    @Test func `a coil draws its power over its voltage, 2.3 W at 24 V`() throws {
        let (assembly, source) = try bench()
        source.element.dc = 24
        for _ in 0..<100 { try assembly.step(0.005) }
        #expect(abs(assembly.value(assembly.signal("KM1", "current")!) - 2.3 / 24) < 1e-5)
    }

    @Test func `a welded pole keeps the mirror contact open`() throws {
        let (assembly, _) = try bench([ActiveFailure("pole-welded", severity: 1, item: "3")])
        let meter = assembly.circuit.add(
            Ohmmeter(), named: "ohm", at: [assembly.joint("KM1", "21")!, assembly.joint("KM1", "22")!])
        _ = assembly.circuit.wire("W2", assembly.joint("KM1", "22")!, assembly.earth, resistance: 0.01, isMerged: true)
        try assembly.step(0.005)
        #expect(meter.element.resistance > 1e6)
    }
}
