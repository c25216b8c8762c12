import Circuits
import Components
import Instruments
import Machines
import Notation
import Simulation
import Testing

@Suite struct MeasuringTests {
    /// In production, a box in front of both cells or not: the cell's own consumption does not depend on it.
    private func loosened() throws -> RunningMachine {
        let machine = try Conveyor.machine()
        try machine.inject(named: "borne-x2-12-desserree")
        try machine.advance(by: 1)
        return machine
    }

    @Test func `the loose terminal X2_12 leaves 2,6 V to the cell and lifts its 0 V to 21,5 V`() throws {
        let machine = try loosened()
        // Tolerances of the scenario, and of 24.1 V ± 0.1 V for the supply's own.
        #expect(abs(try machine.volts("B2:1", "B2:3") - 2.6) <= 0.3)
        #expect(abs(try machine.volts("B2:3", "0V") - 21.5) <= 0.4)
        #expect(abs(try machine.volts("B2:1", "0V") - 24.1) <= 0.1)
        // The neighbour is well.
        #expect(abs(try machine.volts("B1:1", "B1:3") - 24.1) <= 0.1)
    }

    @Test func `a dead circuit gives the loose terminal's resistance, hidden by the cell while it is plugged`() throws {
        let machine = try loosened()
        try machine.operate("Q0", to: "ouvert")
        try machine.advance(by: 3)
        func ohms() throws -> Double {
            try Multimeter().read(.resistance, from: "X2:12a", to: "X2:12b", on: machine).value ?? .infinity
        }
        #expect(abs(try ohms() - 2200) <= 0.05 * 2200)
        machine.plant.disconnect(wire: "212", end: 1)
        #expect(abs(try ohms() - 20_000) <= 0.02 * 20_000)
        let fault = try #require(machine.faults.first)
        machine.mend(fault)
        // The terminal's 0.3 mΩ behind the leads' 0.1 Ω.
        #expect(abs(try ohms() - 0.1) < 0.05)
        machine.plant.reconnect(wire: "212", end: 1)
        try machine.operate("Q0", to: "fermé")
        try machine.advance(by: 3)
        #expect(abs(try machine.volts("B2:1", "B2:3") - 24.1) <= 0.1)
    }

    @Test func `the ohmmeter refuses a live pair`() throws {
        let machine = try loosened()
        let display = try Multimeter().read(.resistance, from: "X2:12a", to: "X2:12b", on: machine)
        #expect(display.trouble == .refusedLive)
        #expect(display.value == nil)
        #expect(abs(display.presentVoltage - 21.5) < 0.5)
        let mains = try Multimeter().read(.continuity, from: "X0:1", to: "X0:N", on: machine)
        #expect(mains.trouble == .damagedLive)
    }

    @Test func `behind the open Q0 all pairs are dead, but not the orange ones until QX0 is off`() throws {
        let machine = try Conveyor.machine()
        let tester = VoltageTester()
        func volts(_ from: String, _ to: String) throws -> Double { try tester.read(from, to, on: machine)?.voltage ?? .nan }
        #expect(abs(try volts("L1", "L2") - 400) <= 4)
        #expect(abs(try volts("L1", "N") - 230) <= 3)
        try machine.operate("Q0", to: "ouvert")
        try machine.advance(by: 2)
        for (from, to) in [
            ("L1", "L2"), ("L2", "L3"), ("L1", "L3"), ("L1", "N"), ("L2", "N"), ("L3", "N"), ("L1", "PE"), ("24V", "0V"),
        ] {
            #expect(try volts(from, to) == 0, "\(from)–\(to)")
        }
        #expect(abs(try volts("X0:1", "X0:N") - 230) <= 3)
        #expect(abs(try volts("X0:1", "PE") - 230) <= 3)
        try machine.operate("QX0", to: "déclenché")
        try machine.advance(by: 0.5)
        #expect(try volts("X0:1", "X0:N") == 0)
        #expect(try volts("X0:1", "PE") == 0)
    }

    /// Open contacts leak a little: unloaded they would bring a rectifier's input back to life, loaded not, and so on for ever.
    @Test func `the 24 V falls within a tenth of a second of its mains, without a meter to help`() throws {
        let machine = try Conveyor.machine()
        try machine.operate("Q0", to: "ouvert")
        // 20 ms of hold-up, then no capacitor in the model.
        try machine.advance(by: 0.1)
        let (plus, zero) = (try #require(machine.plant.joint("T1:+")), try #require(machine.plant.joint("T1:-")))
        let circuit = machine.plant.assembly.circuit
        #expect(abs(circuit.across(plus) - circuit.across(zero)) < 0.01)
        #expect(!machine.isControllerRunning)
        try machine.operate("Q0", to: "fermé")
        #expect(try machine.advance(upTo: 3) { $0.isControllerRunning })
    }

    @Test func `the closed shut-off valve leaves no pressure downstream`() throws {
        let machine = try Conveyor.inProduction()
        let before = try PointInstrument.gauge.read("0P2", on: machine)
        #expect(before.formatted(.en) == "6.0 bar")
        try machine.operate("0V1", to: "fermé")
        try machine.advance(by: 10)
        for gauge in ["0P1", "0P2"] {
            #expect(try PointInstrument.gauge.read(gauge, on: machine).formatted(.en) == "0.0 bar", "\(gauge)")
        }
        // Within a cylinder too: nothing is kept in a chamber.
        for chamber in ["prise-1A1-A", "prise-1A1-B"] {
            let joint = try #require(machine.plant.joint(chamber))
            #expect(abs(machine.plant.assembly.circuit.across(joint) - 101_325) < 5e3, "\(chamber)")
        }
    }

    @Test func `the clamp reads the running motor's three currents, and none on a lost phase`() throws {
        let machine = try Conveyor.inProduction()
        try machine.advance(by: 5)
        let clamp = ClampMeter()
        for wire in ["38", "39", "40"] {
            let current = try #require(try clamp.read(wire: wire, direct: false, on: machine).value)
            #expect((0.65...0.9).contains(current), "\(wire): \(current) A")
        }
        try machine.inject(named: "moteur-enroulement-coupe")
        #expect(try #require(try clamp.read(wire: "39", direct: false, on: machine).value) <= 0.02)
        #expect(try #require(try clamp.read(wire: "38", direct: false, on: machine).value) > 0.9)
    }

    @Test func `a high-impedance meter shows a ghost on a wire that is off, a tester with a load does not`() throws {
        let machine = try Conveyor.machine()
        // The output is off; once its wire is loose only the transistor's leak of 10 µA feeds it.
        machine.plant.disconnect(wire: "143", end: 0)
        try machine.advance(by: 0.5)
        let ghost = try machine.volts("A3:Q3", "0V")
        #expect(ghost > 10)
        #expect(try VoltageTester().read("A3:Q3", "0V", on: machine)?.voltage == 0)
        // With its coil it is dead for both.
        machine.plant.reconnect(wire: "143", end: 0)
        #expect(abs(try machine.volts("A3:Q3", "0V")) < 0.1)
    }

    @Test func `a cut wire shows 24 V on one side and nothing on the other`() throws {
        let machine = try Conveyor.machine()
        try machine.inject(named: "fil-alimentation-b1-coupe")
        try machine.advance(by: 0.5)
        #expect(abs(try machine.volts("X2:1b", "0V") - 24.1) < 0.1)
        #expect(abs(try machine.volts("B1:1", "0V")) < 0.1)
    }

    @Test func `an earth fault on the bonded 24 V melts the fuse of its branch alone`() throws {
        let machine = try Conveyor.machine()
        machine.plant.setFailure("earth", on: .wire(number: "112"), severity: 1)
        #expect(try machine.advance(upTo: 30) { $0.quantity("F3", "blown") == 1 })
        try machine.advance(by: 1)
        for fuse in ["F1", "F2", "F4"] { #expect(machine.quantity(fuse, "blown") == 0, "\(fuse)") }
        #expect(abs(try machine.volts("X2:1a", "0V")) < 0.1)
        #expect(abs(try machine.volts("F1:2", "0V") - 24.1) < 0.2)
    }

    @Test func `without the bond an earth fault on the 24 V melts nothing and lifts the earth's potential`() throws {
        let machine = try Conveyor.machine()
        machine.plant.disconnect(wire: "105", end: 1)
        machine.plant.setFailure("earth", on: .wire(number: "112"), severity: 1)
        try machine.advance(by: 10)
        #expect(machine.quantity("F3", "blown") == 0)
        #expect(abs(try machine.volts("PE", "0V") - 24.1) < 0.3)
    }
}
