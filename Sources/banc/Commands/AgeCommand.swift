import ArgumentParser
import Foundation
import Machines
import Notation
import Reports
import Simulation
import Training

/// `banc age`: a machine's days in production, with its maintenance or without.
struct AgeCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "age",
            abstract: Text(
                fr: "fait vivre une machine : usure, pannes, entretien, historique, tendances",
                en: "lets a machine live: wear, breakdowns, maintenance, history, trends"
            ).spoken,
            discussion: Self.guide.spoken)
    }

    private static let guide = Text(
        fr: """
            La machine produit, poste après poste. Elle s'use par ses propres lois ; une panne est constatée quand elle ne produit plus ce que \
            dit `production` de son maintenance.yaml, et la pièce en cause est celle qui la fait repartir. Les gammes, les seuils, le magasin \
            et les délais sont ceux de maintenance.yaml. La même graine donne la même vie.

            Une machine neuve tombe rarement en panne en trois mois : --after la fait vivre avant, de la même façon.

              banc age convoyeur-tri --for 90d --after 400d
              banc age convoyeur-tri --for 180d --after 600d --preventive none --keep history.yaml

            Posé dans le dossier d'un exercice, history.yaml devient son historique (« dossier historique »).
            """,
        en: """
            The machine produces, shift after shift. It wears by its own laws; it has broken down when it no longer makes what `production` of \
            its maintenance.yaml says, and the part to blame is the one with which it runs again. Task lists, thresholds, store and delays are \
            those of maintenance.yaml. The same seed gives the same life.

            A new machine seldom breaks down within three months: --after lets it live before, in the same way.

              banc age convoyeur-tri --for 90d --after 400d
              banc age convoyeur-tri --for 180d --after 600d --preventive none --keep history.yaml

            Put into an exercise's folder, history.yaml becomes its history ('docs history').
            """)

    enum CareOption: String, ExpressibleByArgument, CaseIterable {
        case none, file

        var care: MachineLife.Care { self == .none ? .none : .file }
    }

    @OptionGroup var common: CommonOptions

    @Argument(help: ArgumentHelp(Text(fr: "nom d'une machine", en: "a machine's name").spoken))
    var machine: String

    @Option(name: .customLong("for"), help: ArgumentHelp(Text(fr: "temps raconté", en: "time that is told").spoken))
    var duration: String = "90d"

    @Option(
        name: .long,
        help: ArgumentHelp(Text(fr: "temps vécu avant, de la même façon", en: "time lived before, in the same way").spoken))
    var after: String = "0s"

    @Option(name: .long, help: ArgumentHelp(Text(fr: "postes de 8 h par jour, 1 à 3", en: "shifts of 8 h a day, 1 to 3").spoken))
    var shifts: Int = 2

    @Option(
        name: .customLong("days-per-week"),
        help: ArgumentHelp(Text(fr: "jours de production par semaine", en: "days of production a week").spoken))
    var daysPerWeek: Int = 5

    @Option(
        name: .long,
        help: ArgumentHelp(
            Text(fr: "file : le préventif du dossier est fait ; none : jamais", en: "file: the plan is followed; none: never")
                .spoken))
    var preventive: CareOption = .file

    @Option(name: .long, help: ArgumentHelp(Text(fr: "graine de l'exemplaire", en: "seed of the specimen").spoken))
    var seed: UInt64 = 1

    @OptionGroup var rates: RateOptions

    @Option(
        name: .long,
        help: ArgumentHelp(Text(fr: "fichier YAML de l'historique à garder", en: "YAML file in which to keep the history").spoken)
    )
    var keep: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            Text(fr: "relevés de chaque semaine en CSV : fichier, ou -", en: "readings of each week as CSV: a file, or -").spoken)
    )
    var csv: String?

    @Option(
        name: .customLong("log-csv"),
        help: ArgumentHelp(Text(fr: "journal en CSV : fichier, ou -", en: "the log as CSV: a file, or -").spoken))
    var logCSV: String?

    @Flag(name: .long, help: ArgumentHelp(Text(fr: "une valeur JSON", en: "one JSON value").spoken))
    var json = false

    func validate() throws {
        guard (1...3).contains(shifts), (1...7).contains(daysPerWeek) else {
            throw ValidationError(
                Text(fr: "--shifts : 1 à 3 ; --days-per-week : 1 à 7", en: "--shifts: 1 to 3; --days-per-week: 1 to 7").spoken)
        }
        guard [csv, logCSV].filter({ $0 == "-" }).count + (json ? 1 : 0) <= 1 else {
            throw ValidationError(
                Text(
                    fr: "--json, --csv - et --log-csv - : un seul sur la sortie",
                    en: "--json, --csv - and --log-csv -: only one on the output"
                ).spoken)
        }
    }

    func run() throws {
        try reporting {
            let cared = try common.library().caredFor(machine)
            let days = try Arguments.duration(duration, option: "--for") / WorkCalendar.day
            guard days >= 1 else { throw Failure(Exit.misuse, Text(fr: "--for : un jour au moins", en: "--for: a day at least")) }
            let terms = MachineLife.Terms(
                days: days, before: try Arguments.duration(after, option: "--after") / WorkCalendar.day,
                calendar: WorkCalendar(shifts: shifts, daysPerWeek: daysPerWeek), care: preventive.care)
            // Opened first: a life takes its time.
            let kept = try keep.map { try TextOutput(path: $0) }
            let (trends, log) = (try csv.map { try TextOutput(path: $0) }, try logCSV.map { try TextOutput(path: $0) })
            let history: MachineHistory
            do {
                history = try MachineLife(cared.definition, cared.maintenance, seed: seed, terms: terms).live(
                    progress: lifeProgress())
            } catch let refusal as MachineLife.Refusal {
                throw Failure(Exit.misuse, Text("\(machine) : ") + refusal.text)
            }
            let report = HistoryReport(history, of: cared.definition.machine.text, rates: rates.rates)
            try kept?.write(history.yaml)
            try trends?.write(report.trendsCSV)
            try log?.write(report.logCSV)
            if json { return try Console.json(history.value(at: rates.rates)) }
            guard csv != "-", logCSV != "-", keep != "-" else { return }
            for line in report.lines(Spoken.language, common.style, isLived: true) { Console.print(line) }
        }
    }
}

/// What work and stops cost, where a cost is to have them.
struct RateOptions: ParsableArguments {
    @Option(
        name: .customLong("labour-rate"),
        help: ArgumentHelp(Text(fr: "€ par heure de travail", en: "€ for an hour of work").spoken))
    var labour: Double?

    @Option(
        name: .customLong("stop-rate"),
        help: ArgumentHelp(Text(fr: "€ par heure de production perdue", en: "€ for an hour of production that is lost").spoken))
    var stop: Double?

    var rates: MachineHistory.Rates { MachineHistory.Rates(labour: labour, stop: stop) }

    func validate() throws {
        guard [labour, stop].compactMap({ $0 }).allSatisfy({ (0...1e6).contains($0) }) else {
            throw ValidationError(
                Text(fr: "un taux va de 0 à 1 000 000 € l'heure", en: "a rate is from 0 to 1 000 000 € an hour").spoken)
        }
    }
}

/// Day by day, on a terminal.
private func lifeProgress() -> (Double) -> Void {
    let tell = Console.progress()
    return { done in tell(done, Text(fr: "\(Int(100 * done)) %", en: "\(Int(100 * done))%")) }
}

extension MachineHistory {
    /// What other programs may rely on.
    struct Value: Encodable {
        struct Entry: Encodable {
            let daysAgo: Double
            let kind: String
            let component: String?
            let failure: String?
            let text: [String: String]
            /// s
            let labour: Int
            let downtime: Int?
            let parts: [String]
            let cost: Double
        }
        struct Trend: Encodable {
            struct Reading: Encodable {
                let daysAgo: Double
                let value: Double
            }
            let threshold: String
            let readings: [Reading]
        }
        struct Wear: Encodable {
            let component: String
            let item: String?
            let failure: String
            let severity: Double
        }
        struct Figures: Encodable {
            let breakdowns: Int
            /// s
            let requiredTime: Double?
            let correctiveDowntime: Double
            let plannedDowntime: Double
            let mtbf: Double?
            let mttr: Double?
            let availability: Double?
            let operationalAvailability: Double?
        }
        struct Share: Encodable {
            let component: String
            let breakdowns: Int
            /// s
            let downtime: Int
            let cost: Double
        }
        let machine: String
        let days: Double?
        let shifts: Int?
        let daysPerWeek: Int?
        let seed: UInt64?
        let preventive: String?
        let entries: [Entry]
        let trends: [Trend]
        let wear: [Wear]
        let pareto: [Share]
        let figures: Figures
    }

    func value(at rates: Rates) -> Value {
        Value(
            machine: machine, days: days, shifts: calendar?.shifts, daysPerWeek: calendar?.daysPerWeek, seed: seed,
            preventive: care?.rawValue,
            entries: entries.sorted { $0.daysAgo > $1.daysAgo }.map { entry in
                Value.Entry(
                    daysAgo: entry.daysAgo, kind: entry.kind.rawValue, component: entry.reference.isEmpty ? nil : entry.reference,
                    failure: entry.failure, text: ["fr": entry.text.fr, "en": entry.text.en], labour: 60 * entry.minutes,
                    downtime: entry.downtime.map { 60 * $0 }, parts: entry.parts, cost: cost(of: entry, at: rates))
            },
            trends: trends.map { trend in
                Value.Trend(
                    threshold: trend.threshold.id,
                    readings: trend.readings.map { Value.Trend.Reading(daysAgo: $0.daysAgo, value: $0.value) })
            },
            wear: wear.map { wear in
                Value.Wear(
                    component: wear.reference, item: wear.item.isEmpty ? nil : wear.item, failure: wear.failure,
                    severity: wear.severity)
            },
            pareto: shares(at: rates).map { share in
                Value.Share(component: share.reference, breakdowns: share.count, downtime: 60 * share.minutes, cost: share.cost)
            },
            figures: Value.Figures(
                breakdowns: breakdowns, requiredTime: required, correctiveDowntime: correctiveDowntime,
                plannedDowntime: plannedDowntime, mtbf: meanTimeBetweenFailures, mttr: meanTimeToRestoration,
                availability: availability, operationalAvailability: operationalAvailability))
    }
}
