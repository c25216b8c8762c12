import Circuits
import Components
import Instruments
public import Machines
import Notation
public import Simulation

/// A machine examined healthy and broken, in the same states, from the same specimen.
///
/// Deterministic: the same definition, states and seed give the same findings.
public final class Survey {
    /// Seconds for which a fault that comes with age has been there: as far as it goes.
    private static let age = 1e6
    /// Most pairs tried with the ohmmeter around a part.
    private static let mostPairs = 12

    public let definition: MachineDefinition
    public let states: [MachineState]
    private let machine: RunningMachine
    private let bench: Bench
    private let origin: RunningMachine.Snapshot
    /// The healthy machine at the end of each state, once it has been there.
    private var healthy: [Visit: (readings: Readings, end: RunningMachine.Snapshot)] = [:]

    private struct Visit: Hashable {
        let state: String
        /// Steps that had been done before the first state: what is compared is of one age.
        let delay: Int
    }

    private enum Ohms: Equatable {
        case value(Double)
        case open
        /// The meter refuses.
        case live
    }

    /// - Parameters:
    ///   - states: those of the machine's `states.yaml`, in their order.
    ///   - step: of the plant, seconds.
    public init(
        _ definition: MachineDefinition, states: [MachineState], seed: UInt64 = 1, step: Double = Plant.stepLength
    ) throws {
        self.definition = definition
        self.states = states
        machine = try RunningMachine(definition, seed: seed, step: step)
        bench = Bench(machine)
        origin = try machine.snapshot()
    }

    /// What tells a fault from health.
    ///
    /// - Parameters:
    ///   - severity: instead of the fault's own.
    ///   - targets: around which the ohmmeter is tried; nil for the fault's own. Signatures that are to be compared have the same.
    ///   - isEnough: asked after each state; true ends the search there.
    public func signature(
        of fault: Machines.Fault, severity: Double? = nil, around targets: [Machines.Fault.Target]? = nil,
        until isEnough: (Signature) -> Bool = { _ in false }
    ) throws -> Signature {
        try signature(of: targets ?? [fault.target], until: isEnough) { $0.inject(fault, severity: severity, age: Self.age) }
    }

    /// What tells from health a machine on which something was done to these targets.
    public func signature(
        of targets: [Machines.Fault.Target], until isEnough: (Signature) -> Bool = { _ in false },
        doing change: (RunningMachine) throws -> Void
    ) throws -> Signature {
        var signature = Signature()
        try machine.restore(origin)
        let met = machine.time
        try change(machine)
        let begun = try machine.snapshot()
        let delay = Int(((machine.time - met) / machine.plant.step).rounded())
        var ends: [String: RunningMachine.Snapshot] = [:]
        for state in states where !state.isSlow || !signature.isPlain {
            let reference = try healthyReadings(state, delay)
            try machine.restore(state.after.flatMap { ends[$0] } ?? begun)
            let readings = try Examination.run(state, machine, bench)
            signature.states.insert(state.name)
            signature.findings += Signature.findings(state.name, reference.readings, readings, bench)
            let end = try machine.snapshot()
            if state.isDead {
                let broken = try ohms(around: targets)
                try machine.restore(reference.end)
                let sound = try ohms(around: targets)
                signature.findings += zip(sound, broken).compactMap { Self.finding(state.name, $0.pair, $0.ohms, $1.ohms) }
            }
            if isEnough(signature) { break }
            ends[state.name] = end
        }
        return signature
    }

    private func healthyReadings(
        _ state: MachineState, _ delay: Int
    ) throws -> (readings: Readings, end: RunningMachine.Snapshot) {
        let visit = Visit(state: state.name, delay: delay)
        if let known = healthy[visit] { return known }
        if let after = state.after, let before = states.first(where: { $0.name == after }) {
            try machine.restore(try healthyReadings(before, delay).end)
        } else {
            try machine.restore(origin)
            for _ in 0..<delay { try machine.advanceStep() }
        }
        let readings = try Examination.run(state, machine, bench)
        let result = (readings, try machine.snapshot())
        healthy[visit] = result
        return result
    }

    // MARK: - Ohms

    private typealias Pair = (from: String, to: String)

    private func ohms(around targets: [Machines.Fault.Target]) throws -> [(pair: Pair, ohms: Ohms)] {
        var pairs: [Pair] = []
        for pair in targets.flatMap({ self.pairs(around: $0) }) where !pairs.contains(where: { $0 == pair }) {
            pairs.append(pair)
        }
        return try pairs.map { pair in
            let display = try Multimeter().read(.resistance, from: pair.from, to: pair.to, on: machine)
            return (pair, display.trouble != nil ? .live : display.value.map { .value($0) } ?? .open)
        }
    }

    /// Pairs of terminals that a technician would try around a part, each side of what is suspected and each to earth.
    private func pairs(around target: Machines.Fault.Target) -> [Pair] {
        switch target {
        case .wire(let number, let other):
            guard let wire = definition.machine.wire(number) else { return [] }
            let across = definition.machine.wire(other).map { [(wire.from.description, $0.from.description)] } ?? []
            return [(wire.from.description, wire.to.description), (wire.from.description, "PE")] + across
        case .network: return []
        case .component(let reference, let item):
            let terminals = machine.plant.assembly.terminals(of: reference).filter { $0.domain == .electrical }.map(\.name)
            var pairs: [Pair] = []
            for (index, name) in terminals.enumerated() where index + 1 < terminals.count {
                let next = terminals[index + 1]
                let isItem = item.isEmpty || name == item || name == "\(item)a" || next == item
                if isItem { pairs.append(("\(reference):\(name)", "\(reference):\(next)")) }
            }
            for name in terminals where item.isEmpty ? terminals.count <= 4 : name == item {
                pairs.append(("\(reference):\(name)", "PE"))
            }
            return Array(pairs.prefix(Self.mostPairs))
        }
    }

    private static func finding(_ state: String, _ pair: Pair, _ healthy: Ohms, _ broken: Ohms) -> Finding? {
        func found(_ before: Finding.Value, _ after: Finding.Value, _ margin: Double) -> Finding {
            Finding(
                state: state, test: .resistance(from: pair.from, to: pair.to), healthy: before, faulty: after, margin: margin)
        }
        switch (healthy, broken) {
        case (.live, _), (_, .live), (.open, .open): return nil
        case (.open, .value(let after)): return found(.none, .number(after), 10)
        case (.value(let before), .open): return found(.number(before), .none, 10)
        case (.value(let before), .value(let after)):
            let error = Multimeter.accuracy(.resistance, of: before) + Multimeter.accuracy(.resistance, of: after)
            let difference = abs(after - before)
            return difference > error ? found(.number(before), .number(after), difference / error) : nil
        }
    }
}
