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
                ListCommand.self, TrainCommand.self, ResumeCommand.self, ReplayCommand.self, ShowCommand.self,
                SimulateCommand.self, ServeCommand.self, MapCommand.self, MachineCommand.self,
                BenchCommand.self,
            ])
    }
}
