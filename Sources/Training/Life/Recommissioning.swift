import Components
import Machines
import Notation
public import Simulation

/// A machine put back into production by hand, as its dossier says.
extension Maintenance {
    public func follow(_ steps: [Procedure.Step], on machine: RunningMachine) throws {
        for step in steps {
            switch step {
            case .operate(let reference, let position): try machine.operate(reference, to: position)
            case .wait(let seconds): try machine.advance(by: seconds)
            }
        }
    }

    /// Opens every source; what was opened, to be closed again.
    func separate(_ machine: RunningMachine) throws -> [(device: String, position: String)] {
        var closed: [(device: String, position: String)] = []
        for source in sources {
            for (control, positions) in machine.controls(of: source.device) {
                guard let open = control.lockablePosition, let other = positions.indices.first(where: { $0 != open }) else {
                    continue
                }
                try machine.operate(source.device, to: "\(open)")
                closed.append((source.device, "\(other)"))
            }
        }
        return closed
    }

    /// Every source opened, then closed again: what has tripped or latched begins anew.
    public func cycleEnergies(of machine: RunningMachine) throws {
        let closed = try separate(machine)
        try machine.advance(by: 5)
        for reference in machine.plant.assembly.references where machine.plant.value(reference, "tripped") ?? 0 != 0 {
            if let (_, positions) = machine.controls(of: reference).first {
                try machine.operate(reference, to: "\(positions.count - 1)")
            }
        }
        for (device, position) in closed.reversed() { try machine.operate(device, to: position) }
        try machine.advance(by: 5)
    }

    /// What is jammed is taken out by the control that a part has for that.
    func clear(_ machine: RunningMachine) throws {
        for reference in machine.plant.assembly.references where machine.plant.value(reference, "jammed") ?? 0 != 0 {
            for (control, positions) in machine.controls(of: reference) where control.signal == Session.clearing {
                try machine.operate(reference, to: positions.last?[.fr])
            }
        }
        try machine.advance(by: 5)
    }
}
