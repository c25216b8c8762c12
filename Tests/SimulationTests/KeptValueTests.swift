import Grafcet
import Notation
import Simulation
import Testing

/// A controller calculates anew only what follows from a change. One made of its state before each scan calculates everything.
struct KeptValueTests {
    @Test(arguments: ["convoyeur-tri", "groupe-hydraulique", "presse-emballage"])
    func `what a machine's program keeps is what it would calculate anew`(_ name: String) throws {
        let program = try #require(try MachineFolder.definition(name).program)
        let reached = try compare(program, scans: 4_000, seed: 7)
        #expect(reached > 5, "it did run")
    }

    @Test func `so it is with equations that read later ones, edges, delays both ways and quotients that are no numbers`() throws
    {
        let yaml = """
            format: 1
            variables:
              a: {address: "%I0.0"}
              b: {address: "%I0.1"}
              n: {address: "%IW0"}
              q: {address: "%Q0.0"}
              r: {address: "%Q0.1"}
              early: {}
              late: {}
              top: {}
              quotient: {type: number}
              held: {}
              sum: {type: number}
              count: {address: "%MW0"}
              overflow: {address: "%S18"}
            equations:
              early: late AND NOT b
              late: a XOR held
              top: ↑a OR ↓late
              quotient: n / (n - 2)
              held: 50ms/b/80ms
              sum: quotient + count
              q: top OR X2
              r: sum > 3
            charts:
              G1:
                rank: 1
                steps:
                  1: {initial: true}
                  2: {actions: [{activation: "count := count + 1"}]}
                transitions:
                  - {from: 1, to: 2, if: ↑b OR top}
                  - {from: 2, to: 1, if: 30ms/X2 AND NOT early}
            """
        let program = try Program.decode(Document.parse(yaml, name: "program.yaml"))
        #expect(try compare(program, scans: 4_000, seed: 11) == 2)
    }

    /// - Returns: how many steps have been active.
    private func compare(_ program: Program, scans: Int, seed: UInt64) throws -> Int {
        var random = SeededRandom(seed: seed)
        var controller = Controller(program)
        var reached: Set<Int> = []
        for scan in 0..<scans {
            disturb(&controller, &random)
            var fresh = try Controller(program, state: controller.state)
            let dt = scan % 50 == 0 ? 5 : 0.01
            controller.scan(dt: dt)
            fresh.scan(dt: dt)
            try #require(fresh.state == controller.state, "scan \(scan)")
            reached.formUnion(controller.activeSteps)
        }
        return reached.count
    }

    /// Something from outside, seldom all at once.
    private func disturb(_ controller: inout Controller, _ random: inout SeededRandom) {
        let program = controller.program
        if random.unit() < 0.3, let input = program.inputs.randomElement(using: &random) {
            let value = input.type == .bool ? (random.unit() * 2).rounded(.down) : (random.unit() * 6).rounded(.down)
            controller.set(input.slot, to: value)
        }
        let chance = random.unit()
        guard chance < 0.03, let variable = program.variables.randomElement(using: &random) else { return }
        switch chance {
        case ..<0.01: controller.set(variable.slot, to: (random.unit() * 3).rounded(.down))
        case ..<0.015: controller.force(variable.slot, to: (random.unit() * 3).rounded(.down))
        case ..<0.028: for forced in controller.forced { controller.release(forced.slot) }
        default: controller.powerUp()
        }
    }
}
