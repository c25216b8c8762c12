import ArgumentParser
import Notation

@main
struct Banc: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "banc",
            abstract: Text(
                fr: "une machine de production à casser, mesurer et réparer",
                en: "a production machine to break, measure and repair"
            ).spoken,
            subcommands: [
                ListCommand.self, TrainCommand.self, ResumeCommand.self, ReplayCommand.self, ScoreCommand.self,
                DebriefCommand.self, ShowCommand.self,
                SimulateCommand.self, ServeCommand.self, MapCommand.self, DeviceCommand.self, MachineCommand.self,
                ScenarioCommand.self, DiagnoseCommand.self, AgeCommand.self, HistoryCommand.self,
                LearnerCommand.self, ReportCommand.self, BenchCommand.self,
            ])
    }

    /// Every command takes `--lang`, `--scenarios` and `--plain`; written before the command's name, they go behind it.
    static func commandFirst(_ arguments: [String]) -> [String] {
        var rest = arguments[...], options: [String] = []
        while let first = rest.first, first.hasPrefix("--") {
            let taken =
                ["--lang", "--scenarios"].contains(first) ? 2 : ["--plain"].contains(first) || first.contains("=") ? 1 : 0
            guard taken > 0, rest.count >= taken else { break }
            options += rest.prefix(taken)
            rest = rest.dropFirst(taken)
        }
        guard let command = rest.first, !command.hasPrefix("-") else { return arguments }
        // A command of a command (`scenario check`) takes them behind its own name.
        let words = rest.prefix { !$0.hasPrefix("-") }
        return Array(words) + options + rest.dropFirst(words.count)
    }

    /// The parser's own status for wrong use is 64; the contract says 2.
    static func main() {
        do {
            var command = try parseAsRoot(commandFirst(Array(CommandLine.arguments.dropFirst())))
            try command.run()
        } catch {
            guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
            Console.error(fullMessage(for: error))
            exit(withError: Exit.misuse)
        }
    }
}
