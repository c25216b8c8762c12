import Grafcet
import Notation
import Simulation
import Training

extension RunningMachine {
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
