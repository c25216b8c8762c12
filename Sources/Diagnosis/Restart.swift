import Components
import Grafcet
import Machines
import Notation
import Simulation
import Training

/// What hands do to mend a machine and to bring it back, as its dossier says.
extension RunningMachine {
    /// The remedy of a fault is done.
    func remedy(_ fault: Machines.Fault) {
        if fault.mending.remedy == .replace, case .component(let reference, _) = fault.target { replace(reference) }
        mend(fault)
    }

    func follow(_ steps: [Maintenance.Procedure.Step]) throws {
        for step in steps {
            switch step {
            case .operate(let reference, let position): try operate(reference, to: position)
            case .wait(let seconds): try advance(by: seconds)
            }
        }
    }

    /// Every source of the dossier opened, then closed again: what has tripped or latched begins anew.
    func cycleEnergies(of maintenance: Maintenance) throws {
        var closed: [(device: String, position: String)] = []
        for source in maintenance.sources {
            for (control, positions) in controls(of: source.device) {
                guard let open = control.lockablePosition, let other = positions.indices.first(where: { $0 != open }) else {
                    continue
                }
                try operate(source.device, to: "\(open)")
                closed.append((source.device, "\(other)"))
            }
        }
        try advance(by: 5)
        for reference in plant.assembly.references where plant.value(reference, "tripped") ?? 0 != 0 {
            if let (_, positions) = controls(of: reference).first { try operate(reference, to: "\(positions.count - 1)") }
        }
        for (device, position) in closed.reversed() { try operate(device, to: position) }
        try advance(by: 5)
    }

    /// Why it is not in the mode that the procedure promises once its steps are done; nil where it is.
    func troubleRestarting(by procedure: Maintenance.Procedure) throws -> Text? {
        try follow(procedure.steps)
        guard try !advance(upTo: procedure.within, until: { $0.mode?.rawValue == procedure.mode }) else { return nil }
        let mode = mode?.rawValue ?? "–"
        return Text(
            fr: "après le travail elle ne repart pas : mode \(mode), attendu \(procedure.mode)",
            en: "after the work it does not start: mode \(mode), expected \(procedure.mode)")
    }
}
