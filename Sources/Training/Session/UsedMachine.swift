import Machines
import Simulation

extension Scenario.Age {
    /// Seconds in which the twin comes into production and warms, and those simulated before each leap: some cycles.
    private static let warming = 180.0
    private static let stretch = 60.0
    /// A trainee waits for it: some per cent of a severity are no matter here.
    private static let leap = 0.1

    /// Wears a machine, as it stands, by what a twin of it has worn in so much production; one that a worn part stops wears no more.
    ///
    /// - Parameter definition: the machine's own, of which nothing comes from outside.
    func put(on machine: RunningMachine, of definition: MachineDefinition) throws {
        try wear(definition, seed: machine.seed).put(on: machine.plant)
    }

    private func wear(_ definition: MachineDefinition, seed: UInt64) throws -> Ageing {
        // Steps as long as a scan: half the work, and no count differs.
        let twin = try RunningMachine(definition, seed: seed, step: RunningMachine.scanLength)
        for operation in start.sorted(by: { $0.at < $1.at }) {
            try twin.advance(by: max(0, operation.at - twin.time))
            try twin.operate(
                operation.reference, to: operation.position, duration: operation.duration ?? RunningMachine.pushLength)
        }
        try twin.advance(by: max(0, Self.warming - twin.time))
        var ageing = Ageing(twin)
        for part in renewed.sorted(by: { $0.use > $1.use }) {
            try ageing.advance(twin, by: use - part.use - ageing.time, stretch: Self.stretch, leap: Self.leap)
            ageing.renew(part.reference, of: twin)
        }
        try ageing.advance(twin, by: use - ageing.time, stretch: Self.stretch, leap: Self.leap)
        return ageing
    }
}
