import Components
import Instruments
import Machines
import Notation
import Simulation
import Training

/// An improvement has no fault to find: what must be seen is its gain, on the machine as it was met and on the improved one.
extension ScenarioCheck {
    mutating func checkGain() throws {
        let scenario = exercise.scenario
        let repairs = exercise.criteria.repairs
        guard !scenario.kit.isEmpty || scenario.gain != nil else { return }
        let name = Text(fr: "le gain se mesure, et la machine produit", en: "the gain can be measured, and the machine produces")
        var reasons: [Text] = []
        for part in scenario.kit where !repairs.contains(where: { $0.act == .fitted && $0.ref == part.reference }) {
            reasons.append(
                Text(
                    fr: "criteria.repairs ne dit pas où se monte \(part.reference) (act: fitted)",
                    en: "criteria.repairs does not say where \(part.reference) is fitted (act: fitted)"))
        }
        guard let gain = scenario.gain else {
            reasons.append(
                Text(fr: "le bloc « gain » manque : ce qui doit changer", en: "the block 'gain' is missing: what must change"))
            return add(.gain, name, reasons)
        }
        for reading in gain.readings {
            let points = reading.from + (reading.to.map { " – \($0)" } ?? "")
            func told(_ when: Text, _ reason: Text) {
                reasons.append(Text(points) + ", " + when + Text(fr: " : ", en: ": ") + reason)
            }
            func check(_ when: Text, _ value: Double, on machine: RunningMachine) throws -> Double? {
                guard let display = try take(reading, after: gain.steps, on: machine), let shown = display.value else {
                    told(when, Text(fr: "rien ne se lit", en: "nothing is read"))
                    return nil
                }
                if abs(shown - value) > reading.tolerance {
                    let written = Quantity(value, reading.quantity.kind)
                    told(
                        when,
                        Text(
                            fr: "la machine donne \(display.formatted(.fr)), le fichier \(written.formatted(.fr, digits: 4))",
                            en: "the machine gives \(display.formatted(.en)), the file \(written.formatted(.en, digits: 4))"))
                }
                return shown
            }
            let machine = try Session(exercise, seed: seed).machine
            let before = try check(Text(fr: "avant", en: "before"), reading.before, on: machine)
            let improved = try improvedMachine(repairs, &reasons)
            let after = try check(Text(fr: "après", en: "after"), reading.after, on: improved)
            // What two readings may differ by for no reason.
            if let before, let after, abs(after - before) <= 2 * reading.tolerance {
                told(
                    Text(fr: "avant et après", en: "before and after"), Text(fr: "le gain ne se voit pas", en: "no gain is seen"))
            }
        }
        if let procedure = exercise.maintenance.procedure("restart") {
            let machine = try improvedMachine(repairs, &reasons)
            try exercise.maintenance.follow(gain.steps, on: machine)
            try exercise.maintenance.cycleEnergies(of: machine)
            reasons += try troublesRestarting(machine, procedure)
        }
        add(.gain, name, reasons)
    }

    /// The machine that the trainee meets, with the work done that the scenario expects: parts fitted and settings made.
    private func improvedMachine(_ repairs: [Criteria.Repair], _ reasons: inout [Text]) throws -> RunningMachine {
        let machine = try Session(exercise, seed: seed).machine
        for repair in repairs {
            if repair.act == .adjusted, let parameter = repair.parameter, let value = repair.value,
                machine.plant.assembly.parameter(parameter, of: repair.ref) != nil
            {
                machine.plant.assembly.setParameter(parameter, .number(value), on: repair.ref)
            }
            guard repair.act == .fitted else { continue }
            let at = repair.at.first ?? ""
            do {
                guard let place = place(at) else { throw FittingError.noPort(at) }
                try machine.plant.fit(repair.ref, at: place)
            } catch is FittingError {
                let told = Text(
                    fr: "\(repair.ref) ne se monte pas sur « \(at) » (criteria.repairs, at)",
                    en: "\(repair.ref) cannot be fitted on '\(at)' (criteria.repairs, at)")
                if !reasons.contains(told) { reasons.append(told) }
            }
        }
        return machine
    }

    private func place(_ name: String) -> FittingPlace? {
        if exercise.definition.machine.hoses.contains(where: { $0.reference == name }) { return .hose(name, end: 0) }
        if exercise.definition.machine.locations.contains(where: { $0.name == name }) { return .location(name) }
        let parts = name.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return nil }
        return .port(Machine.TerminalReference(reference: parts[0], terminal: parts[1]))
    }

    private func take(
        _ reading: Scenario.Gain.Reading, after steps: [Maintenance.Procedure.Step], on machine: RunningMachine
    ) throws -> Display? {
        try exercise.maintenance.follow(steps, on: machine)
        if let control = reading.during { try machine.operate(control, to: nil) }
        return try read(reading.quantity, reading.from, reading.to, on: machine)
    }
}
