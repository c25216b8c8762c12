import Components
public import Machines
import Notation
public import Simulation

/// What hands do to mend a machine and to bring it back into production, as its dossier says.
extension RunningMachine {
    /// The remedy of a fault is done.
    public func remedy(_ fault: Machines.Fault) {
        if fault.mending.remedy == .replace, case .component(let reference, _) = fault.target { replace(reference) }
        mend(fault)
    }

    public func follow(_ steps: [Maintenance.Procedure.Step]) throws {
        for step in steps {
            switch step {
            case .operate(let reference, let position): try operate(reference, to: position)
            case .wait(let seconds): try advance(by: seconds)
            }
        }
    }

    /// Opens every source of the dossier; what was opened, to be closed again.
    @discardableResult
    func openSources(of maintenance: Maintenance) throws -> [(device: String, position: String)] {
        var opened: [(device: String, position: String)] = []
        for source in maintenance.sources {
            for (control, positions) in controls(of: source.device) {
                guard let open = control.lockablePosition, let other = positions.indices.first(where: { $0 != open }) else {
                    continue
                }
                try operate(source.device, to: "\(open)")
                opened.append((source.device, "\(other)"))
            }
        }
        return opened
    }

    /// Every source of the dossier opened, then closed again: what has tripped or latched begins anew.
    public func cycleEnergies(of maintenance: Maintenance) throws {
        let opened = try openSources(of: maintenance)
        try advance(by: 5)
        for reference in plant.assembly.references where plant.value(reference, "tripped") ?? 0 != 0 {
            if let (_, positions) = controls(of: reference).first { try operate(reference, to: "\(positions.count - 1)") }
        }
        for (device, position) in opened.reversed() { try operate(device, to: position) }
        try advance(by: 5)
    }

    /// What its components have counted since it was switched on, of these kinds.
    func counts(where isWanted: (Signal.Tally) -> Bool) -> [Named] {
        definition.machine.components.flatMap { component in
            plant.assembly.signals(of: component.reference).filter { $0.tally.map(isWanted) ?? false }
                .map { Named($0.name, plant.value(component.reference, $0.name) ?? 0) }
        }
    }

    /// What is jammed is taken out by the control that a part has for that.
    func clearJams() throws {
        for reference in plant.assembly.references where plant.value(reference, "jammed") ?? 0 != 0 {
            for (control, positions) in controls(of: reference) where control.signal == Session.clearing {
                try operate(reference, to: positions.last?[.fr])
            }
        }
        try advance(by: 5)
    }
}
