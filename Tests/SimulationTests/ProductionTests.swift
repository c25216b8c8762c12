import Components
import Grafcet
import Machines
import Notation
import Simulation
import Testing

@Suite struct ProductionTests {
    @Test func `S4 then S1 start the conveyor, which sorts tall boxes from small ones`() throws {
        let machine = try Conveyor.machine()
        #expect(machine.mode == .d1)
        #expect(machine.air < 0.05)
        try machine.start()
        #expect(abs(machine.air - 6) < 0.3)
        let atStart = machine.time
        var alarms: [String] = []
        while machine.time < atStart + 60 {
            try machine.advance(by: 0.1)
            alarms += machine.alarms
        }
        #expect(alarms == [])
        #expect(machine.mode == .f1)
        // One box every 3.4 s: in 60 s a dozen have been through, whatever the seed makes of their heights.
        #expect(machine.quantity("FLUX", "ejected-tall") >= 3)
        #expect(machine.quantity("FLUX", "passed-small") >= 3)
        #expect(machine.quantity("FLUX", "ejected-small") == 0)
        #expect(machine.quantity("FLUX", "passed-tall") == 0)
        #expect(machine.quantity("FLUX", "jammed") == 0)
        // The program counted what was made, but for the box under way.
        #expect(abs((machine.variable("grands") ?? 0) - machine.quantity("FLUX", "ejected-tall")) <= 1)
        let made = machine.quantity("FLUX", "ejected-tall") + machine.quantity("FLUX", "passed-small")
        let onBelt = machine.quantity("FLUX", "on-belt")
        #expect(machine.quantity("FLUX", "fed") == made + onBelt)
    }

    @Test func `the reset moves nothing, the start is wanted`() throws {
        let machine = try Conveyor.machine()
        try machine.operate("S4", to: nil)
        try machine.advance(by: 6)
        #expect(machine.variable("KM10") == 1)
        #expect(machine.mode == .a5)
        #expect(abs(machine.beltSpeed) < 1e-3)
        #expect(machine.air < 0.05)
    }

    @Test func `S1 without the reset does nothing`() throws {
        let machine = try Conveyor.machine()
        try machine.operate("S1", to: nil)
        try machine.advance(by: 5)
        #expect(machine.mode == .d1)
        #expect(abs(machine.beltSpeed) < 1e-3)
        #expect(machine.air < 0.05)
    }

    @Test func `the emergency stop stops the belt and takes the air off, and a reset alone does not start again`() throws {
        let machine = try Conveyor.inProduction()
        #expect(machine.beltSpeed > 0.1)
        try machine.operate("S0", to: "enfoncé")
        try machine.advance(by: 1.5)
        #expect(machine.mode == .d1)
        #expect(machine.alarms.contains("securite"))
        #expect(abs(machine.beltSpeed) < 0.01)
        #expect(machine.variable("KM10") == 0)
        try machine.advance(by: 3)
        #expect(machine.air < 0.1)
        // The reset is refused while the button is in.
        try machine.operate("S4", to: nil)
        try machine.advance(by: 1)
        #expect(machine.variable("KM10") == 0)
        try machine.operate("S0", to: "déverrouillé")
        try machine.advance(by: 1)
        #expect(machine.variable("KM10") == 0)
        try machine.operate("S4", to: nil)
        try machine.advance(by: 5)
        #expect(machine.variable("KM10") == 1)
        #expect(machine.mode == .a5)
        #expect(abs(machine.beltSpeed) < 1e-3)
        try machine.operate("S1", to: nil)
        #expect(try machine.advance(upTo: 20) { $0.mode == .f1 && $0.beltSpeed > 0.1 })
    }

    @Test func `opening the pusher's guard stops the machine`() throws {
        let machine = try Conveyor.inProduction()
        try machine.operate("B10", to: "ouvert")
        try machine.advance(by: 2)
        #expect(machine.mode == .d1)
        #expect(abs(machine.beltSpeed) < 0.01)
        try machine.advance(by: 3)
        #expect(machine.air < 0.1)
        try machine.operate("S4", to: nil)
        try machine.advance(by: 1)
        #expect(machine.variable("KM10") == 0)
    }

    @Test func `a motor breaker put off gives its alarm and stops in fault`() throws {
        let machine = try Conveyor.inProduction()
        try machine.operate("Q1", to: "déclenché")
        try machine.advance(by: 1.5)
        #expect(machine.alarms.contains("Q1"))
        #expect(machine.mode == .d2)
        #expect(abs(machine.beltSpeed) < 0.01)
        #expect(try machine.plant.current(inWire: "38")?.rms ?? .nan < 1e-3)
    }

    @Test func `a lost phase stalls or overloads the motor until Q1 trips or the program stops it`() throws {
        let machine = try Conveyor.inProduction()
        try machine.inject(named: "phase-l2-perdue")
        try machine.advance(by: 0.5)
        let currents = try ["38", "39", "40"].map { try machine.plant.current(inWire: $0)?.rms ?? .nan }
        // The star's neutral is not tied: what comes by U leaves by W.
        #expect(currents[1] < 0.02)
        #expect(abs(currents[0] - currents[2]) < 0.01 * currents[0])
        #expect(currents[0] > 1)
        #expect(try machine.advance(upTo: 60) { $0.mode == .d2 })
    }

    @Test func `two runs from the same seed are the same to the last bit, and another seed is another specimen`() throws {
        func trace(_ seed: UInt64) throws -> [UInt64] {
            let machine = try Conveyor.inProduction(seed: seed)
            try machine.inject(named: "borne-x2-12-desserree")
            var trace: [UInt64] = []
            for _ in 0..<100 {
                try machine.advance(by: 0.05)
                for component in machine.definition.machine.components {
                    for signal in component.type.signals(component.parameters) {
                        trace.append(machine.quantity(component.reference, signal.name).bitPattern)
                    }
                }
                trace += try ["38", "212", "101"].map { try machine.plant.current(inWire: $0)?.rms.bitPattern ?? 0 }
            }
            return trace
        }
        let first = try trace(7)
        #expect(first == (try trace(7)))
        #expect(first != (try trace(8)))
    }

    @Test func `without its supply the controller lets its outputs go, and comes back in its initial steps with its counts`()
        throws
    {
        let machine = try Conveyor.inProduction()
        #expect(try machine.advance(upTo: 40) { ($0.variable("grands") ?? 0) >= 1 })
        let tall = try #require(machine.variable("grands"))
        machine.plant.disconnect(wire: "106", end: 1)
        try machine.advance(by: 2)
        #expect(!machine.isControllerRunning)
        #expect(machine.mode == nil)
        #expect(abs(machine.beltSpeed) < 0.01)
        machine.plant.reconnect(wire: "106", end: 1)
        #expect(try machine.advance(upTo: 10) { $0.isControllerRunning })
        try machine.advance(by: 1)
        #expect(machine.variable("grands") == tall)
        #expect(machine.variable("depart") == 0)
        // The safety relay kept its own supply: the machine is armed and waits for a start.
        #expect(machine.mode == .a5)
        #expect(abs(machine.beltSpeed) < 1e-3)
    }
}
