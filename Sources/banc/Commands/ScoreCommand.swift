import ArgumentParser
import Assessment
import Dossiers
import Notation
import Reports
import Training

/// `banc score`: what a journal proves, indicator by indicator.
struct ScoreCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "score",
            abstract: Text(
                fr: "ce qu'une séance prouve, indicateur par indicateur", en: "what a session proves, indicator by indicator"
            )
            .spoken)
    }

    @OptionGroup var common: CommonOptions
    @Argument(help: ArgumentHelp(Text(fr: "journal", en: "journal").spoken)) var journal: String
    @Flag(name: .long, help: ArgumentHelp(Text(fr: "une valeur JSON", en: "one JSON value").spoken)) var json = false
    @Flag(name: .long, help: revealHelp) var reveal = false

    @Option(name: .long, help: ArgumentHelp(Text(fr: "rapport HTML à écrire", en: "HTML report to write").spoken))
    var report: String?

    func run() throws {
        try reporting {
            let judgement = try Judgement(
                try JournalStore.read(path: journal), path: journal, library: try common.library(), reveals: reveal)
            if json {
                try Console.json(judgement.score)
            } else {
                for line in judgement.score.lines(Spoken.language, common.style) { Console.print(line) }
            }
            if let report {
                try judgement.writeReport(to: report)
                if !json { Console.print(Text(fr: "rapport : \(report)", en: "report: \(report)").spoken) }
            }
        }
    }
}

/// `banc debrief`: a session told again, with advice.
struct DebriefCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "debrief",
            abstract: Text(
                fr: "raconte une séance et donne trois conseils", en: "tells a session again and gives three pieces of advice"
            )
            .spoken)
    }

    @OptionGroup var common: CommonOptions
    @Argument(help: ArgumentHelp(Text(fr: "journal", en: "journal").spoken)) var journal: String
    @Flag(name: .long, help: ArgumentHelp(Text(fr: "une valeur JSON", en: "one JSON value").spoken)) var json = false
    @Flag(name: .long, help: revealHelp) var reveal = false

    func run() throws {
        try reporting {
            let judgement = try Judgement(
                try JournalStore.read(path: journal), path: journal, library: try common.library(), reveals: reveal)
            if json {
                try Console.json(judgement.debrief)
            } else {
                for line in judgement.debrief.lines(Spoken.language, common.style) { Console.print(line) }
            }
        }
    }
}

private let revealHelp = ArgumentHelp(
    Text(
        fr: "dit la cause et le chemin de référence même si elle n'a pas été trouvée (pour le formateur)",
        en: "tells the cause and the reference path even if it was not found (for the instructor)"
    ).spoken)
