import Components
import Foundation
import Grafcet
import Machines
import Notation
import Simulation

/// The linen press as its folder describes it.
enum Press {
    static func files() throws -> [String: (shown: String, text: String)] { try MachineFolder.files("presse-emballage") }

    static func definition() throws -> MachineDefinition { try MachineFolder.definition("presse-emballage") }

    /// Met under power, at rest. A step as long as a scan: half the work, and no count differs.
    static func machine(seed: UInt64 = 1, step: Double = RunningMachine.scanLength) throws -> RunningMachine {
        try RunningMachine(definition(), seed: seed, step: step)
    }
}

/// A press in production that goes back to the same instants: for one suite, whose tests run one by one.
final class PressTrial {
    enum Place: CaseIterable {
        /// The belt begins to push a stack into the press, the drawer goes out; 8 s later the gate shuts, then both stations work.
        case pushing
        /// The pressed bale is held, then clamped and strapped.
        case holding
        /// The clamp opens: the belt is about to push.
        case transfer
    }

    let machine: RunningMachine
    private var instants: [Place: RunningMachine.Snapshot] = [:]

    init() throws {
        machine = try Press.machine()
        try machine.start()
        try reach(120) { $0.quantity("FLUX", "good") >= 1 }
        try reach(60) { $0.step("pose") == 101 }
        instants[.pushing] = try machine.snapshot()
        try reach(40) { $0.step("presse") == 205 }
        instants[.holding] = try machine.snapshot()
        try reach(40) { $0.step("presse") == 210 }
        instants[.transfer] = try machine.snapshot()
    }

    private func reach(_ limit: Double, _ isThere: (RunningMachine) -> Bool) throws {
        guard try machine.advance(upTo: limit, until: isThere) else { throw NotReached(mode: machine.mode?.rawValue) }
    }

    func go(to place: Place) throws {
        guard let instant = instants[place] else { throw NotReached(mode: nil) }
        try machine.restore(instant)
    }
}

extension RunningMachine {
    /// Step of the press's laying (`pose`) or pressing (`presse`).
    func step(_ station: String) -> Int { Int(variable("etape_\(station)") ?? -1) }

    func fault(_ id: String) throws -> Machines.Fault {
        guard let fault = definition.faults.first(where: { $0.id == id }) else { throw UnknownFault(id: id) }
        return fault
    }

    /// The remedy that the dossier gives, on what it is given for.
    func remedy(_ fault: Machines.Fault) {
        guard case .component(let reference, _) = fault.target, fault.mending.remedy == .replace else { return mend(fault) }
        replace(reference)
    }

    /// After a stop: the stop button acknowledges, S4 arms if need be, S1 starts.
    func resume() throws {
        if mode == .d2 {
            try operate("S2", to: nil)
            try advance(by: 1)
        }
        if mode == .d1 {
            try operate("S4", to: nil)
            try advance(by: 1)
        }
        if mode != .f1 {
            try operate("S1", to: nil)
            guard try advance(upTo: 60, until: { $0.mode == .f1 }) else { throw NotReached(mode: mode?.rawValue) }
        }
    }
}

extension RunningMachine {
    /// `REF.quantity`.
    subscript(name: String) -> Double {
        let dot = name.firstIndex(of: ".") ?? name.endIndex
        return quantity(String(name[..<dot]), String(name[dot...].dropFirst()))
    }

    /// What is perceived at a component, in English.
    func perceived(_ reference: String, _ sense: Sense) -> [String] {
        plant.assembly.percepts(reference, sense).map(\.en)
    }

    /// Bar at which the needle of the accumulator's gauge drops while it is bled slowly, pump off: its pre-charge.
    func preChargeBySlowBleed() throws -> Double {
        let opening = 0.3
        plant.assembly.setParameter("opening", .number(opening), on: "VP0")
        defer { plant.assembly.setParameter("opening", .number(0), on: "VP0") }
        var last = self["MAN1.pressure"]
        var usual = 0.0
        for second in 0..<900 {
            try advance(by: 1)
            let now = self["MAN1.pressure"]
            let fall = last - now
            // The bladder has pushed its last oil out: what is left in the lines is gone at once.
            if second > 3 && fall > 4 * usual { return last / 1e5 }
            usual = second == 0 ? fall : 0.8 * usual + 0.2 * fall
            last = now
        }
        return 0
    }
}
