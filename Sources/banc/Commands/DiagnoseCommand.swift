import ArgumentParser
import Diagnosis
import Foundation
import Machines
import Notation
import Reports
import Simulation
import Training

/// `banc diagnose`: which faults of a machine can be told from which, and the looks that find them soonest.
struct DiagnoseCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "diagnose",
            abstract: Text(
                fr: "quelles pannes se distinguent, et par quels essais les trouver au plus vite",
                en: "which faults can be told apart, and by which tests to find them soonest"
            ).spoken,
            discussion: Text(
                fr: """
                    Chaque panne de la machine est essayée dans chaque état de son states.yaml, avec les sens et les instruments \
                    de l'atelier. Un scénario ne compte que ses outils. Cela prend de quelques secondes à quelques minutes.
                    """,
                en: """
                    Each fault of the machine is tried in each state of its states.yaml, with the senses and the instruments of \
                    the workshop. A scenario counts its own tools only. This takes some seconds to some minutes.
                    """
            ).spoken)
    }

    @OptionGroup var common: CommonOptions

    @Argument(help: ArgumentHelp(Text(fr: "MACHINE ou MACHINE/SCÉNARIO", en: "MACHINE or MACHINE/SCENARIO").spoken))
    var name: String

    @Option(
        name: .long,
        help: ArgumentHelp(
            Text(fr: "panne dont on veut le chemin (répétable)", en: "fault whose path is wanted (repeatable)").spoken,
            valueName: "id"))
    var fault: [String] = []

    @Option(name: .long, help: ArgumentHelp(Text(fr: "graine de l'exemplaire", en: "seed of the specimen").spoken))
    var seed: UInt64 = 1

    @Flag(name: .long, help: ArgumentHelp(Text(fr: "une valeur JSON", en: "one JSON value").spoken)) var json = false

    /// What is examined: a machine with all that a workshop has, or a scenario with its tools.
    private struct Subject {
        let definition: MachineDefinition
        var tools: [ToolKind]?
        var severities: [String: Double] = [:]
        let searched: [String]
    }

    func run() throws {
        try reporting {
            let library = try common.library()
            let subject = try subject(library)
            guard !subject.definition.faults.isEmpty else {
                throw Failure(
                    Exit.misuse,
                    Text(
                        fr: "\(subject.definition.machine.name) n'a pas de panne : écris son faults.yaml",
                        en: "\(subject.definition.machine.name) has no fault: write its faults.yaml"))
            }
            let states = try library.states(of: subject.definition.machine)
            let whole = try FaultMatrix(
                of: subject.definition, states: states, severities: subject.severities, seed: seed,
                workers: ProcessInfo.processInfo.activeProcessorCount,
                progress: faultProgress(of: subject.definition.faults.count))
            let report = DiagnosisReport(
                subject.tools.map { whole.with(tools: $0) } ?? whole, whole: whole, faults: subject.searched)
            if json {
                try Console.json(report.value(subject.definition.machine.name, Spoken.language))
            } else {
                for line in report.lines(name, Spoken.language, common.style) { Console.print(line) }
            }
        }
    }

    private func subject(_ library: Library) throws -> Subject {
        if library.machines.contains(name) {
            let definition = try library.definition(name)
            return Subject(definition: definition, searched: try fault.map { try definition.fault($0).id })
        }
        let exercise = try library.exercise(name)
        return Subject(
            definition: exercise.definition, tools: exercise.scenario.tools, severities: exercise.severities,
            searched: exercise.scenario.faults.map(\.id) + (try fault.map { try exercise.definition.fault($0).id }))
    }
}

/// Fault by fault, on a terminal.
func faultProgress(of count: Int) -> @Sendable (Int) -> Void {
    let tell = Console.progress()
    return { done in
        tell(Double(done) / Double(count), Text(fr: "panne \(done) sur \(count)", en: "fault \(done) of \(count)"))
    }
}

extension DiagnosisReport {
    /// What other programs may rely on.
    struct Value: Encodable {
        struct Fault: Encodable {
            let id: String
            let likelihood: Double
            /// Tests that tell it from health.
            let tests: Int
            let rivals: [String]
        }
        struct Step: Encodable {
            let state: String
            let act: String
            let bits: Double
            let seconds: Double
            let suspectsBefore: Int
            let suspectsAfter: Int
        }
        struct Search: Encodable {
            let fault: String
            let seconds: Double
            let steps: [Step]
            let rivals: [Rival]
        }
        struct Rival: Encodable {
            let fault: String
            let test: String?
            let state: String?
        }
        let machine: String
        let states: [String]
        let faults: [Fault]
        let groups: [[String]]
        let bits: Double
        let meanActs: Double
        let meanSeconds: Double
        let searches: [Search]
    }

    func value(_ machine: String, _ language: Language) -> Value {
        let mean = plan.mean
        return Value(
            machine: machine, states: matrix.states.map(\.name),
            faults: matrix.rows.indices.map { index in
                let row = matrix.rows[index]
                return Value.Fault(
                    id: row.fault.id, likelihood: row.fault.likelihood, tests: row.signature.findings.count,
                    rivals: matrix.rivals(of: index).map { matrix.rows[$0].fault.id })
            }, groups: groups, bits: plan.bits, meanActs: mean.acts, meanSeconds: mean.seconds,
            searches: searches.map { search in
                Value.Search(
                    fault: search.fault, seconds: search.seconds,
                    steps: search.steps.map { step in
                        Value.Step(
                            state: step.choice.state, act: step.choice.text(step.branch)[language], bits: step.choice.bits,
                            seconds: step.choice.seconds, suspectsBefore: step.suspectsBefore,
                            suspectsAfter: step.branch.suspects.count)
                    },
                    rivals: search.rivals.map {
                        Value.Rival(
                            fault: $0.fault, test: $0.beyond?.look.test.text[language], state: $0.beyond?.look.state)
                    })
            })
    }
}
