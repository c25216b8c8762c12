import Circuits
import Components
import Notation
import Testing

/// A snapshot of one assembly restored into another that was just built: nothing of the first may be left in the second.
@Suite struct TakeOverTests {
    /// The component alone, each terminal tied to its reference, 24 V behind a resistance on the electrical ones.
    private struct Stand {
        let assembly: Assembly
        private let sources: [Handle<VoltageSource>]

        init(_ type: AnyComponentType) throws {
            let assembly = Assembly(seed: 3)
            self.assembly = assembly
            try assembly.declare("X1", type, type.parameters())
            try assembly.build()
            var sources: [Handle<VoltageSource>] = []
            for terminal in assembly.terminals(of: "X1") {
                let joint = assembly.joint("X1", terminal.name)!
                let (reference, conductance): (Joint, Double) =
                    switch terminal.domain {
                    case .electrical: (assembly.circuit.joint("bench", Domain.electrical.nature), 0.01)
                    case .pneumatic: (assembly.circuit.fixedJoint("network", Domain.pneumatic.nature, value: 6.5e5), 1e-9)
                    case .hydraulic: (assembly.tank, 1e-9)
                    case .translation: (assembly.frame, 1)
                    case .rotation: (assembly.bed, 1e-3)
                    case .thermal: (assembly.ambient, 1)
                    }
                assembly.circuit.add(Conductance(conductance), named: "bench", at: [joint, reference])
                if terminal.domain == .electrical {
                    sources.append(
                        assembly.circuit.add(VoltageSource(), named: "G", at: [reference, assembly.earth]))
                }
            }
            self.sources = sources
        }

        /// Voltages and inputs drawn at random, each for some steps.
        func live(_ life: UInt64) throws -> [UInt64] {
            var generator = SeededGenerator(state: life)
            var trace: [UInt64] = []
            for _ in 0..<3 {
                for source in sources { source.element = VoltageSource(dc: Bool.random(using: &generator) ? 24 : 0) }
                for input in assembly.signals(of: "X1") where input.isInput {
                    let value = Double(Int.random(in: 0...1, using: &generator)) * (input.kind == .length ? 0.1 : 1)
                    assembly.set(assembly.signal("X1", input.name)!, value)
                }
                for _ in 0..<6 {
                    try assembly.step(0.005)
                    trace += assembly.signals(of: "X1").map { assembly.value(assembly.signal("X1", $0.name)!).bitPattern }
                    for terminal in assembly.terminals(of: "X1") {
                        trace.append(assembly.circuit.across(assembly.joint("X1", terminal.name)!).bitPattern)
                    }
                }
            }
            return trace
        }
    }

    @Test(arguments: Catalog.all.map(\.name))
    func `every type goes on elsewhere with the same digits, whatever becomes of the first`(name: String) throws {
        let type = try #require(Catalog.type(named: name))
        let first = try Stand(type)
        _ = try first.live(1)
        let saved = try first.assembly.snapshot()
        let expected = try first.live(2)
        let second = try Stand(type)
        try second.assembly.restore(saved)
        // The first is led astray; the second must not follow.
        _ = try first.live(3)
        #expect(try second.live(2) == expected)
    }
}
