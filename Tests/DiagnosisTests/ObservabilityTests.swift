import Diagnosis
import Foundation
import Machines
import Notation
import Simulation
import Testing

@Suite struct ObservabilityTests {
    /// Every named fault of a machine, in the machine's states, with instruments of the workshop and accessible points only.
    @Test(arguments: Folder.machines) func `every named fault can be seen`(machine: String) throws {
        let definition = try Folder.definition(machine)
        let survey = try Survey(definition, states: try Folder.states(machine, of: definition.machine))
        let isFull = ProcessInfo.processInfo.environment["BANC_FULL_SURVEY"] != nil
        for fault in definition.faults {
            let began = Date()
            let signature = try survey.signature(of: fault) { !isFull && $0.isObservable && $0.hasSymptom }
            let best = signature.best(for: fault, in: definition.machine)
            let symptom = signature.findings.first { $0.test.isSymptom }
            report(
                fault.id, signature.findings.count, best.map(describe) ?? "-- NOT OBSERVABLE",
                "| symptom", symptom.map(describe) ?? "-- NONE", "|", Int(Date().timeIntervalSince(began) * 1000), "ms")
            #expect(signature.isObservable, "\(fault.id) is not observable")
        }
    }

    /// At once, whatever the output is.
    private func report(_ parts: Any...) {
        FileHandle.standardError.write(Data((parts.map { "\($0)" }.joined(separator: " ") + "\n").utf8))
    }

    private func describe(_ finding: Finding) -> String {
        "[\(finding.state)] \(finding.test.text.fr) \(finding.healthy) → \(finding.faulty) ×\(Int(finding.margin))"
    }
}
