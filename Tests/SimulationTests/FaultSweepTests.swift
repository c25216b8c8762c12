import Components
import Machines
import Simulation
import Testing

/// Whatever is broken, and however badly, every step is solved: `advance` throws when one is not.
@Suite struct FaultSweepTests {
    /// Longer than any fault takes to grow.
    private static let age = 1e7

    @Test(arguments: [0.3, 0.7, 1])
    func `no fault stops the simulation of a conveyor in production`(severity: Double) throws {
        let machine = try Conveyor.inProduction()
        let healthy = try machine.snapshot()
        for fault in machine.definition.faults {
            try machine.restore(healthy)
            machine.inject(fault, severity: severity, age: Self.age)
            #expect(throws: Never.self, "\(fault.id) at \(severity)") { try machine.advance(by: 5) }
        }
    }

    /// What brakes the belt or lets its drive slip, two by two, under boxes of 40 kg: it starts, stalls and slips.
    @Test func `an overloaded belt stalls without stopping the simulation`() throws {
        let machine = try Conveyor.machine()
        let rest = try machine.snapshot()
        let names = [
            "palier-queue-sec", "palier-tete-use", "courroie-detendue", "courroie-glacee", "tapis-deporte", "carton-coince",
        ]
        let faults = names.compactMap { name in machine.definition.faults.first { $0.id == name } }
        #expect(faults.count == names.count)
        var stalled = 0
        for (index, first) in faults.enumerated() {
            for second in faults[..<index] {
                try machine.restore(rest)
                machine.plant.assembly.setParameter("small-mass", .number(40), on: "FLUX")
                machine.plant.assembly.setParameter("tall-mass", .number(40), on: "FLUX")
                machine.inject(first, severity: 1, age: Self.age)
                machine.inject(second, severity: 1, age: Self.age)
                #expect(throws: Never.self, "\(first.id) and \(second.id)") {
                    try machine.operate("S4", to: nil)
                    try machine.advance(by: 1)
                    try machine.operate("S1", to: nil)
                    try machine.advance(by: 14)
                }
                if machine.quantity("M1", "speed") > 50 && abs(machine.beltSpeed) < 1e-6 { stalled += 1 }
            }
        }
        // Else the test would not test what its name says.
        #expect(stalled > 3)
    }
}
