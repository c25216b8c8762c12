import Components
import Diagnosis
import Foundation
import Machines
import Notation
import Simulation
import Testing

@Suite struct ObservabilityTests {
    /// What the walk cannot see, by machine and fault: why, and whose test sees it.
    private static let hidden = [
        "groupe-hydraulique": [
            "distributeur-90":
                "hundredths of a second between 1Y10 and PS2, which no stopwatch tells: HydraulicUnitTests, by the program's `front`",
            "distributeur-80": "the same",
            "distributeur-73": "the same",
            "accumulateur-115":
                "a recharge shorter by 4 %, a needle that drops 15 bar lower while it is bled: HydraulicUnitTests, by `charge` and the bleed",
        ],
        "presse-emballage": [
            "boucle-b52-coupee-a-chaud": "opens above 48 °C of oil, after an hour: PressHiddenFaultTests, morning and afternoon",
            "rail-axe-point-dur":
                "some centimetres of a travel, the motor hardly feels it: PressFaultTests, by the guide's force there",
            "supervision-figee": "values that stand still are told by looking twice: PressLinkFaultTests, SupervisionTests",
        ],
    ]

    /// What stays after the remedy until the machine is started again; PressFaultTests sees it produce.
    private static let traces = [
        "presse-emballage": [
            "accouplement-axe-cisaille": "the gripper has fallen"
        ]
    ]

    /// Seconds after a remedy: what is new has come up; a thermometer put into its pocket has the oil's temperature.
    private static let settling = (first: 1.0, longest: 60.0)

    /// Every named fault of a machine, in the machine's states, with instruments of the workshop and accessible points only; then mended,
    /// after which nothing may differ any more from a healthy machine as old.
    ///
    /// The large machines take steps as long as a scan, which are half the work; the conveyor those of production.
    @Test(arguments: ["presse-emballage", "groupe-hydraulique", "convoyeur-tri"])
    func `every named fault can be seen, and its remedy ends it`(machine: String) throws {
        let definition = try Folder.definition(machine)
        let states = try Folder.states(machine, of: definition.machine)
        let step = machine == "convoyeur-tri" ? Plant.stepLength : RunningMachine.scanLength
        let survey = try Survey(definition, states: states, step: step)
        let still = try Survey(definition, states: Array(states.prefix(2)), step: step)
        let hidden = Self.hidden[machine] ?? [:]
        let traces = Self.traces[machine] ?? [:]
        #expect(Set(hidden.keys).union(traces.keys).subtracting(definition.faults.map(\.id)) == [])
        for fault in definition.faults {
            let signature = try survey.signature(of: fault) { $0.isObservable && $0.hasSymptom }
            let best = signature.best(for: fault, in: definition.machine)
            report(
                "\(fault.id): [\(best?.state ?? "–")] \(best?.text.en ?? "NOT OBSERVABLE")\(signature.hasSymptom ? "" : " (no free sign)")"
            )
            if hidden[fault.id] != nil {
                #expect(!signature.isObservable, "\(fault.id) is observable")
            } else {
                #expect(signature.isObservable, "\(fault.id) is not observable")
                #expect(
                    signature.hasSymptom || isToldByMeasuring(fault.symptom),
                    "\(fault.id): nothing to see, hear or time, though the dossier says '\(fault.symptom.en)'")
            }
            var mended = try self.signature(of: fault, mendedFor: Self.settling.first, still)
            if mended.isObservable { mended = try self.signature(of: fault, mendedFor: Self.settling.longest, still) }
            #expect(
                mended.isObservable == (traces[fault.id] != nil),
                "\(fault.id), mended: \(mended.findings.prefix(3).map(\.text.en))")
        }
    }

    /// What is left of a fault so many seconds after its remedy.
    private func signature(of fault: Machines.Fault, mendedFor seconds: Double, _ survey: Survey) throws -> Signature {
        try survey.signature(of: [fault.target]) { running in
            running.inject(fault)
            try running.advance(by: 0.5)
            if fault.mending.remedy == .replace, case .component(let reference, _) = fault.target { running.replace(reference) }
            running.mend(fault)
            try running.advance(by: seconds)
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
