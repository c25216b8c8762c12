import ArgumentParser
import Foundation
import Learners
import Notation
import Records
import Reports

/// `banc report`: portfolios and the class, on paper or for a spreadsheet.
struct ReportCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "report",
            abstract: Text(fr: "rapports sur un élève ou sur la classe", en: "reports on a learner or on the class").spoken,
            subcommands: [LearnerReportCommand.self, ClassReportCommand.self])
    }
}

/// Where a report goes; to the terminal when nothing is said.
struct ReportOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            Text(fr: "page HTML à écrire, à imprimer", en: "HTML page to write, to print").spoken, valueName: "file"))
    var html: String?

    @Option(
        name: .long,
        help: ArgumentHelp(Text(fr: "fichier CSV à écrire, ou -", en: "CSV file to write, or -").spoken, valueName: "file"))
    var csv: String?

    @Flag(name: .long, help: ArgumentHelp(Text(fr: "une valeur JSON", en: "one JSON value").spoken)) var json = false
    @Flag(name: .long, help: namesHelp) var names = false

    func validate() throws {
        if json, csv == "-" {
            throw ValidationError(Text(fr: "--json ou --csv -, pas les deux", en: "--json or --csv -, not both").spoken)
        }
    }

    func write(
        _ value: some Encodable, html page: () throws -> String, csv text: () -> String, lines: () -> [String]
    ) throws {
        var written: [String] = []
        if let html {
            try PrivateFile.write(try page(), to: html)
            written.append(html)
        }
        if let csv, csv != "-" {
            try PrivateFile.write(text(), to: csv)
            written.append(csv)
        }
        if json { return try Console.json(value) }
        if csv == "-" { return print(text(), terminator: "") }
        if written.isEmpty { return lines().forEach { Console.print($0) } }
        for path in written { Console.print(Text(fr: "rapport : \(path)", en: "report: \(path)").spoken) }
    }
}

/// A file about people: for its owner alone.
enum PrivateFile {
    static func write(_ text: String, to path: String) throws {
        let failed = Failure(Exit.device, Text(fr: "impossible d'écrire \(path)", en: "cannot write \(path)"))
        let beside = "\(path).\(getpid())"
        let file = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw failed }
        do {
            let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
            try handle.write(contentsOf: Data(text.utf8))
            try handle.synchronize()
        } catch {
            unlink(beside)
            throw failed
        }
        guard rename(beside, path) == 0 else {
            unlink(beside)
            throw failed
        }
    }
}

/// `banc report learner`
struct LearnerReportCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "learner", abstract: Text(fr: "le portfolio d'un élève", en: "a learner's portfolio").spoken)
    }

    @OptionGroup var common: CommonOptions
    @Argument(help: ArgumentHelp(Text(fr: "pseudonyme", en: "pseudonym").spoken)) var id: String
    @OptionGroup var output: ReportOptions

    func run() throws {
        try reporting {
            let library = try common.library()
            let (portfolio, name) = try LearnerRegister.open(library).portfolio(of: id, library)
            let report = PortfolioReport(portfolio, name: output.names ? name : nil)
            try output.write(
                portfolio, html: { try report.html(Spoken.language) }, csv: report.commaSeparated,
                lines: { PortfolioReport(portfolio, name: name).lines(Spoken.language, common.style) })
        }
    }
}

/// `banc report class`
struct ClassReportCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "class",
            abstract: Text(
                fr: "élèves × compétences, exercices faits, dangers, ce que personne n'a montré",
                en: "learners × competencies, exercises done, dangers, what nobody has shown"
            ).spoken)
    }

    @OptionGroup var common: CommonOptions
    @OptionGroup var output: ReportOptions

    func run() throws {
        try reporting {
            let library = try common.library()
            let register = try LearnerRegister.open(library)
            let framework = try library.framework()
            let standing = try register.standing()
            standing.warn()
            let learners = try register.learners()
            let overview = ClassOverview(
                learners.map { Portfolio(of: $0.id, standing.attempts[$0.id] ?? [], framework: framework, occasions: []) },
                framework: framework)
            let names = Dictionary(uniqueKeysWithValues: learners.compactMap { learner in learner.name.map { (learner.id, $0) } })
            let report = ClassReport(overview, names: output.names ? names : [:])
            try output.write(
                overview, html: { try report.html(Spoken.language) }, csv: report.commaSeparated,
                lines: { ClassReport(overview, names: names).lines(Spoken.language, common.style) })
        }
    }
}
