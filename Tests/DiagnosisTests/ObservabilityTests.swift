import Components
import Diagnosis
import Foundation
import Machines
import Notation
import Simulation
import Testing

@Suite struct ObservabilityTests {
    /// What stays after the remedy until the machine is started again; PressFaultTests sees it produce.
    private static let traces = [
        "presse-emballage": [
            "accouplement-axe-cisaille": "the gripper has fallen"
        ]
    ]

    /// Every named fault of a machine, in the machine's states, with instruments of the workshop and accessible points only; then mended,
    /// after which nothing may differ any more from a healthy machine as old.
    ///
    /// The large machines take steps as long as a scan, which are half the work; the conveyor those of production.
    @Test(arguments: ["presse-emballage", "groupe-hydraulique", "convoyeur-tri"])
    func `every named fault can be seen, and its remedy ends it`(machine: String) throws {
        let definition = try Folder.definition(machine)
        let states = try Folder.states(machine, of: definition.machine)
        let step = machine == "convoyeur-tri" ? Plant.stepLength : RunningMachine.scanLength
        let trials = try FaultTrials(definition, states: states, step: step)
        let traces = Self.traces[machine] ?? [:]
        #expect(Set(traces.keys).subtracting(definition.faults.map(\.id)) == [])
        for fault in definition.faults {
            let trial = try trials.trial(of: fault)
            let signature = trial.signature
            let best = signature.best(for: fault, in: definition.machine)
            report(
                "\(fault.id): [\(best?.state ?? "–")] \(best?.text.en ?? "NOT OBSERVABLE")\(signature.hasSymptom ? "" : " (no free sign)")"
            )
            if fault.unseen != nil {
                #expect(!signature.isObservable, "\(fault.id) is observable")
            } else {
                #expect(signature.isObservable, "\(fault.id) is not observable")
                #expect(
                    signature.hasSymptom || isToldByMeasuring(fault.symptom),
                    "\(fault.id): nothing to see, hear or time, though the dossier says '\(fault.symptom.en)'")
            }
            #expect(
                trial.left.isObservable == (traces[fault.id] != nil),
                "\(fault.id), mended: \(trial.left.findings.prefix(3).map(\.text.en))")
        }
    }

    /// The dossier's symptom is a value, a creep that takes a minute to be seen, or there is none.
    private func isToldByMeasuring(_ symptom: Text) -> Bool {
        ["tension", " V", "m/s", "0,2 s", "manomètre de contrôle", " bar", "par minute"].contains { symptom.fr.contains($0) }
            || symptom.fr.hasPrefix("aucun")
    }

    /// At once, whatever the output is.
    private func report(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }
}
