import ArgumentParser
import Foundation
import Machines
import Notation
import Reports
import Simulation
import Training

/// `banc history`: a machine's maintenance log, and what it comes to.
struct HistoryCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "history",
            abstract: Text(
                fr: "l'historique de maintenance d'une machine : journal, Pareto, MTBF, MTTR",
                en: "a machine's maintenance history: log, Pareto, MTBF, MTTR"
            ).spoken,
            discussion: Text(
                fr: """
                    Sans --log, celui de son maintenance.yaml ; avec --log, un fichier gardé par « banc age --keep ». MTBF et disponibilité \
                    veulent les postes, que seul un tel fichier dit.
                    """,
                en: """
                    Without --log, that of its maintenance.yaml; with --log, a file kept by 'banc age --keep'. MTBF and availability want the \
                    shifts, which only such a file says.
                    """
            ).spoken)
    }

    @OptionGroup var common: CommonOptions

    @Argument(help: ArgumentHelp(Text(fr: "nom d'une machine", en: "a machine's name").spoken))
    var machine: String

    @Option(
        name: .long,
        help: ArgumentHelp(Text(fr: "historique gardé par « banc age --keep »", en: "a history kept by 'banc age --keep'").spoken)
    )
    var log: String?

    @Option(name: .long, help: ArgumentHelp(Text(fr: "un seul repère", en: "one component only").spoken))
    var component: String?

    @Option(
        name: .long, help: ArgumentHelp(Text(fr: "les derniers temps seulement (30d)", en: "the last time only (30d)").spoken))
    var since: String?

    @OptionGroup var rates: RateOptions

    @Option(
        name: .customLong("log-csv"),
        help: ArgumentHelp(Text(fr: "journal en CSV : fichier, ou -", en: "the log as CSV: a file, or -").spoken))
    var logCSV: String?

    @Flag(name: .long, help: ArgumentHelp(Text(fr: "une valeur JSON", en: "one JSON value").spoken))
    var json = false

    func validate() throws {
        guard !(json && logCSV == "-") else {
            throw ValidationError(
                Text(fr: "--json et --log-csv - : un seul sur la sortie", en: "--json and --log-csv -: only one on the output")
                    .spoken)
        }
    }

    func run() throws {
        try reporting {
            let cared = try common.library().caredFor(machine)
            var history = MachineHistory(machine: cared.definition.machine.name, entries: cared.maintenance.history)
            if let log {
                let text = try Library.read(URL(filePath: log), shown: log)
                history = try MachineHistory.decode(
                    try Document.parse(text, name: log), for: cared.definition.machine, cared.maintenance)
            }
            if let component, !history.entries.contains(where: { $0.reference == component }) {
                let known = cared.definition.machine.components.map(\.reference)
                guard known.contains(component) else {
                    throw RunningMachine.OperationError.unknownReference(component, nearest: nearest(component, among: known))
                }
            }
            let days = try since.map { try Arguments.duration($0, option: "--since") / WorkCalendar.day }
            history = history.filtered(sinceDays: days, component: component)
            let report = HistoryReport(history, of: cared.definition.machine.text, rates: rates.rates)
            try logCSV.map { try TextOutput(path: $0) }?.write(report.logCSV)
            if json { return try Console.json(history.value(at: rates.rates)) }
            guard logCSV != "-" else { return }
            for line in report.lines(Spoken.language, common.style, isLived: false) { Console.print(line) }
        }
    }
}
