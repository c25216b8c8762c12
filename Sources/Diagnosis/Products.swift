import Components
import Grafcet
import Machines
import Simulation

/// What a machine makes, by what counts it: whoever watches what comes out, else the numbers that its program keeps.
struct Products {
    private let counters: [(name: String, read: (RunningMachine) -> Double)]

    init(of machine: RunningMachine) {
        let assembly = machine.plant.assembly
        var counters: [(name: String, read: (RunningMachine) -> Double)] = machine.definition.machine.components.flatMap {
            component in
            assembly.signals(of: component.reference).filter { $0.tally == .made }.compactMap { signal in
                assembly.signal(component.reference, signal.name).map { index in
                    ("\(component.reference).\(signal.name)", { $0.plant.assembly.value(index) })
                }
            }
        }
        if counters.isEmpty {
            counters = (machine.definition.program?.variables ?? []).filter { $0.isRetained && $0.type != .bool }.map {
                variable in
                (variable.name, { $0.controller?[variable.slot] ?? 0 })
            }
        }
        self.counters = counters
    }

    var isEmpty: Bool { counters.isEmpty }

    /// The first of them of which one more is made within so many seconds, and how long that took; nil where none is.
    func next(on machine: RunningMachine, within limit: Double) throws -> (name: String, seconds: Double)? {
        let (before, met) = (counters.map { $0.read(machine) }, machine.time)
        func made(_ machine: RunningMachine) -> Int? {
            zip(counters, before).enumerated().first { $0.element.0.read(machine) > $0.element.1 }?.offset
        }
        guard try machine.advance(upTo: limit, until: { made($0) != nil }), let index = made(machine) else { return nil }
        return (counters[index].name, machine.time - met)
    }
}
