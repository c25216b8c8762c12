import Foundation
import Grafcet
import Machines
import Notation
import Simulation
import Testing

/// The hydraulic power unit as its folder describes it, and what its sensors make of a duty cycle.
enum HydraulicUnit {
    static let definition: MachineDefinition = {
        do {
            return try MachineFolder.definition("groupe-hydraulique")
        } catch { preconditionFailure("\(error)") }
    }()

    static func machine(seed: UInt64 = 1) throws -> RunningMachine { try RunningMachine(definition, seed: seed) }

    static func inCycle(seed: UInt64 = 1) throws -> RunningMachine {
        let machine = try machine(seed: seed)
        try machine.start()
        return machine
    }

    /// At the end of its first duty cycle, which filled the accumulator: every other is like the next.
    static func warm(seed: UInt64 = 1) throws -> RunningMachine {
        let machine = try inCycle(seed: seed)
        guard try machine.advance(upTo: 90, until: { ($0.variable("cycles") ?? 0) >= 1 }) else {
            throw NotReached(mode: machine.mode?.rawValue)
        }
        return machine
    }

    /// The grades of the public rig, from the healthy one on.
    static let grades: [String?] = [
        nil, "pompe-fuite-faible", "pompe-fuite-forte", "distributeur-90", "distributeur-80", "distributeur-73",
        "accumulateur-115", "accumulateur-100", "accumulateur-90", "echangeur-20", "echangeur-3",
    ]

    /// Another seed is another copy of the machine: its thresholds and its randomness.
    static let seeds: [UInt64] = [1, 2, 3]

    /// A cycle of each grade on each copy, in the order of the seeds; each begins where the first cycle ended.
    static let graded = Result {
        var cycles: [String?: [Cycle]] = [:]
        for seed in seeds {
            let machine = try warm(seed: seed)
            let start = try machine.snapshot()
            for grade in grades {
                try machine.restore(start)
                if let grade { try machine.inject(named: grade) }
                cycles[grade, default: []].append(try #require(try Cycle(of: machine), "\(grade ?? "healthy")"))
            }
        }
        return cycles
    }
}

/// Features of one duty cycle, from the scanned sensors: means as the public set gives them, and the times that its raw traces show.
struct Cycle {
    /// Means over the cycle: bar, W, l/min, °C, per cent.
    var means: [String: Double] = [:]
    /// ms from the command of 1V10 to 100 bar at PS2.
    var front = 0.0
    /// ms in which PS1 rises from 165 to 180 bar over the closed valve.
    var recharge = 0.0

    static let sensors = [
        "PS1", "PS2", "PS3", "PS4", "PS5", "PS6", "FS1", "FS2", "TS1", "TS2", "TS3", "TS4", "TS5", "CE", "CP",
    ]

    subscript(name: String) -> Double {
        switch name {
        case "front": front
        case "recharge": recharge
        default: means[name] ?? .nan
        }
    }

    /// From now to the end of the cycle under way: nil when that stops.
    init?(of machine: RunningMachine) throws {
        func value(_ name: String) -> Double { machine.variable(name) ?? .nan }
        var sums: [String: Double] = [:]
        var power = 0.0
        var hydraulic = 0.0
        var count = 0.0
        // The scan is 10 ms.
        let end = value("cycles") + 1
        while value("cycles") < end {
            try machine.advance(by: 0.01)
            guard machine.mode == .f1 else { return nil }
            for name in Self.sensors { sums[name, default: 0] += value(name) }
            let now = machine.plant.value("CM1", "power") ?? .nan
            power += now
            hydraulic += value("PS1") * value("FS1") / 600 * 1e3
            count += 1
        }
        for name in Self.sensors { means[name] = sums[name]! / count }
        means["EPS1"] = power / count
        means["SE"] = 100 * hydraulic / power
        front = value("front")
        recharge = value("charge")
    }
}
