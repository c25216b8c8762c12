import Components
import Diagnosis
import Foundation
import Machines
import Notation
import Simulation
import Testing

@Suite struct ObservabilityTests {
    /// Every named fault of a machine, in the machine's states, with instruments of the workshop and accessible points only; then mended,
    /// after which nothing may differ from the healthy machine any more.
    ///
    /// The large machines take minutes each, and what they make is not the same a second later: each of their faults has its own
    /// symptom, remedy and production again in SimulationTests.
    @Test(arguments: ["convoyeur-tri"]) func `every named fault can be seen, and its remedy ends it`(machine: String) throws {
        let definition = try Folder.definition(machine)
        let states = try Folder.states(machine, of: definition.machine)
        let survey = try Survey(definition, states: states)
        let still = try Survey(definition, states: Array(states.prefix(2)))
        for fault in definition.faults {
            let signature = try survey.signature(of: fault) { $0.isObservable && $0.hasSymptom }
            let best = signature.best(for: fault, in: definition.machine)
            report(
                "\(fault.id): [\(best?.state ?? "–")] \(best?.text.en ?? "NOT OBSERVABLE")\(signature.hasSymptom ? "" : " (no free sign)")"
            )
            #expect(signature.isObservable, "\(fault.id) is not observable")
            #expect(
                signature.hasSymptom || isToldByMeasuring(fault.symptom),
                "\(fault.id): nothing to see, hear or time, though the dossier says '\(fault.symptom.en)'")
            let mended = try still.signature(of: [fault.target]) { running in
                running.inject(fault)
                try running.advance(by: 0.5)
                if fault.mending.remedy == .replace, case .component(let reference, _) = fault.target {
                    running.replace(reference)
                }
                running.mend(fault)
                try running.advance(by: 1)
            }
            #expect(!mended.isObservable, "\(fault.id), mended: \(mended.findings.prefix(3).map(\.text.en))")
        }
    }

    /// The dossier's symptom is a value, or there is none.
    private func isToldByMeasuring(_ symptom: Text) -> Bool {
        ["tension", " V", "m/s"].contains { symptom.fr.contains($0) } || symptom.fr.hasPrefix("aucun")
    }

    /// At once, whatever the output is.
    private func report(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }
}
