import ArgumentParser
import Assessment
import Diagnosis
import Dossiers
import Foundation
import Notation
import Reports
import Simulation
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

    @Flag(
        name: .long,
        help: ArgumentHelp(
            Text(
                fr: "compte les pannes encore possibles après chaque acte : la séance est rejouée sur chacune (quelques minutes)",
                en: "counts the faults still possible after each act: the session is held again on each (some minutes)"
            ).spoken))
    var suspects = false

    func run() throws {
        try reporting {
            let judgement = try Judgement(
                try JournalStore.read(path: journal), path: journal, library: try common.library(), reveals: reveal)
            let suspects = suspects ? try worked(judgement) : nil
            let debrief = judgement.debrief(suspects)
            if json {
                try Console.json(debrief)
            } else {
                for line in debrief.lines(Spoken.language, common.style) { Console.print(line) }
                if reveal, let suspects { Console.print(told(suspects.remaining)) }
            }
        }
    }
}

extension DebriefCommand {
    private func worked(_ judgement: Judgement) throws -> Suspects {
        guard !judgement.exercise.scenario.faults.isEmpty else {
            throw Failure(
                Exit.misuse,
                Text(
                    fr: "\(judgement.journal.header.scenario) ne cache pas de panne : il n'y a pas de suspectes à compter",
                    en: "\(judgement.journal.header.scenario) hides no fault: there are no suspects to count"))
        }
        // The machine of today must be the one that the trainee had.
        if let divergence = try Recorder.verify(judgement.journal, on: judgement.exercise) { throw divergence }
        return try Suspects(
            in: judgement.journal, on: judgement.exercise, workers: ProcessInfo.processInfo.activeProcessorCount,
            progress: faultProgress(of: judgement.exercise.definition.faults.count - judgement.exercise.scenario.faults.count))
    }

    private func told(_ faults: [String]) -> String {
        (faults.isEmpty
            ? Text(fr: "Avant de réparer, toutes les autres étaient exclues.", en: "Before the repair all others were excluded.")
            : Text(fr: "Pas encore exclues avant de réparer : ", en: "Not yet excluded before the repair: ")
                + Text(faults.joined(separator: ", "))).spoken
    }
}

private let revealHelp = ArgumentHelp(
    Text(
        fr: "dit la cause et le chemin de référence même si elle n'a pas été trouvée (pour le formateur)",
        en: "tells the cause and the reference path even if it was not found (for the instructor)"
    ).spoken)
