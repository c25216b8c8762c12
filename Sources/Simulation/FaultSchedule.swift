import Components
import Machines

/// Faults at work on a plant and the severity of each at every moment.
struct FaultSchedule {
    private struct Item {
        let fault: Machines.Fault
        /// Severity where the profile is at its full value.
        let severity: Double
        /// Seconds: the time from which it exists.
        let start: Double
        /// It is met while it grows.
        let isGrowing: Bool
        let watched: SignalIndex?
        var generator: SeededRandom
        /// Time at which an intermittent changes or a shock's effect ends.
        var until: Double
        var isOn = false
    }

    private var items: [Item] = []

    var faults: [Machines.Fault] { items.map(\.fault) }

    /// Those that write over the network.
    var intrusions: [Machines.Fault] { faults.filter { $0.intrusion != nil } }
    var hasIntrusions: Bool { items.contains { $0.fault.intrusion != nil } }

    /// - Parameters:
    ///   - severity: instead of the fault's own; nil for its own.
    ///   - start: seconds of machine time.
    ///   - isGrowing: by its drift from there on, instead of being there whole.
    mutating func add(
        _ fault: Machines.Fault, severity: Double?, start: Double, isGrowing: Bool, seed: UInt64, to plant: Plant
    ) {
        let watched: SignalIndex? =
            switch fault.profile {
            case .shocks(let reference, _, _, _): plant.assembly.signal(reference, "impact")
            case .condition(let reference, let signal, _, _): plant.assembly.signal(reference, signal)
            default: nil
            }
        items.append(
            Item(
                fault: fault, severity: severity ?? fault.severity, start: start, isGrowing: isGrowing, watched: watched,
                generator: SeededRandom(seed: seed, fault.id), until: start))
    }

    mutating func remove(_ id: String, from plant: Plant) {
        for item in items where item.fault.id == id {
            plant.setFailure(item.fault.failure, on: item.fault.target, severity: 0)
        }
        items.removeAll { $0.fault.id == id }
    }

    /// Forgets every fault of a target that has been mended.
    mutating func forget(where isMended: (Machines.Fault) -> Bool) {
        items.removeAll { isMended($0.fault) }
    }

    /// Puts each fault's severity of this moment on the plant.
    mutating func apply(to plant: Plant) {
        for index in items.indices {
            let severity = severity(&items[index], plant)
            plant.setFailure(items[index].fault.failure, on: items[index].fault.target, severity: severity)
        }
    }

    private func severity(_ item: inout Item, _ plant: Plant) -> Double {
        let time = plant.time
        guard time >= item.start else { return 0 }
        let full = item.severity * drifted(item, time)
        switch item.fault.profile {
        case .constant: return full
        case .at(let moment): return time >= item.start + moment ? full : 0
        case .ramp(let from, let to):
            let share = (time - item.start - from) / max(to - from, plant.step)
            return full * min(max(share, 0), 1)
        case .shocks(_, let above, let severity, let hold):
            if let watched = item.watched, plant.assembly.value(watched) > above { item.until = time + hold }
            return time < item.until ? severity : full
        case .intermittent(let on, let off):
            if time >= item.until {
                item.isOn.toggle()
                item.until = time + item.generator.exponential(mean: item.isOn ? on : off)
            }
            return item.isOn ? full : 0
        case .condition(_, _, let above, let below):
            guard let watched = item.watched else { return 0 }
            let value = plant.assembly.value(watched)
            let holds = (above.map { value > $0 } ?? true) && (below.map { value < $0 } ?? true)
            return holds ? full : 0
        }
    }

    /// Share of its severity that a growing fault has come to, in steps: what changes at each scan would be placed anew at each.
    private func drifted(_ item: Item, _ time: Double) -> Double {
        guard item.isGrowing, let drift = item.fault.drift else { return 1 }
        return (drift.share(after: time - item.start) / Self.driftStep).rounded(.down) * Self.driftStep
    }

    private static let driftStep = 1e-3
}
