import Components
import Foundation
import Grafcet
import Instruments
import Machines
import Notation
import Simulation

/// The sorting conveyor as its folder describes it.
enum Conveyor {
    static let folder = MachineFolder.url("convoyeur-tri")

    static func files() throws -> [String: (shown: String, text: String)] { try MachineFolder.files("convoyeur-tri") }

    static func definition() throws -> MachineDefinition { try MachineFolder.definition("convoyeur-tri") }

    /// Met under power, at rest.
    static func machine(seed: UInt64 = 1) throws -> RunningMachine { try RunningMachine(definition(), seed: seed) }

    /// Armed by S4 and started by S1, up to automatic sorting.
    static func inProduction(seed: UInt64 = 1) throws -> RunningMachine {
        let machine = try machine(seed: seed)
        try machine.start()
        return machine
    }
}

struct NotReached: Error {
    let mode: String?
}

extension RunningMachine {
    /// S4 then S1, until the machine sorts.
    func start() throws {
        try advance(by: 1)
        try operate("S4", to: nil)
        try advance(by: 1)
        try operate("S1", to: nil)
        guard try advance(upTo: 20, until: { $0.mode == .f1 }) else { throw NotReached(mode: mode?.rawValue) }
    }

    /// A quantity of a component, which must exist.
    func quantity(_ reference: String, _ name: String) -> Double { plant.value(reference, name) ?? .nan }

    var beltSpeed: Double { quantity("TA1", "speed") }
    /// Gauge bar downstream of the safety exhaust valve.
    var air: Double { (quantity("0P2", "pressure") - 101_325) / 1e5 }
    var alarms: [String] { controller?.activeAlarms.map(\.name) ?? [] }

    func inject(named id: String, severity: Double? = nil) throws {
        guard let fault = definition.faults.first(where: { $0.id == id }) else { throw UnknownFault(id: id) }
        inject(fault, severity: severity)
    }

    func volts(_ from: String, _ to: String, _ function: Multimeter.Function = .voltageDC) throws -> Double {
        try Multimeter().read(function, from: from, to: to, on: self).value ?? .nan
    }
}

struct UnknownFault: Error {
    let id: String
}
