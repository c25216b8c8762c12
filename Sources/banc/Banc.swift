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
                SimulateCommand.self, ServeCommand.self, MapCommand.self, MachineCommand.self, ScenarioCommand.self,
                BenchCommand.self,
            ])
    }

    /// The parser's own status for wrong use is 64; the contract says 2.
    static func main() {
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch {
            guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
            Console.error(fullMessage(for: error))
            exit(withError: Exit.misuse)
        }
    }
}
