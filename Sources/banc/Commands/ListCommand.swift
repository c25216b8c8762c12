import ArgumentParser
import Components
import Foundation
import Machines
import Notation
import Simulation

/// `banc list`: what there is.
struct ListCommand: ParsableCommand {
    enum Subject: String, ExpressibleByArgument, CaseIterable {
        case machines, scenarios, components, faults
    }

    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "list",
            abstract: Text(fr: "ce qu'il y a : machines, scénarios, composants, pannes", en: "what there is").spoken)
    }

    @OptionGroup var common: CommonOptions

    @Argument(help: ArgumentHelp("machines, scenarios, components, faults"))
    var subject: Subject = .machines

    @Argument(help: ArgumentHelp(Text(fr: "machine, pour ses pannes", en: "a machine, for its faults").spoken))
    var machine: String?

    func run() throws {
        try reporting {
            switch subject {
            case .machines:
                let library = try common.library()
                for name in library.machines {
                    let definition = try library.definition(name)
                    Console.print("\(name)  \(definition.machine.text.spoken)")
                }
            case .scenarios:
                for name in try common.library().exercises { Console.print(name) }
            case .components:
                let width = Catalog.all.map(\.name.count).max() ?? 0
                for type in Catalog.all.sorted(by: { $0.name < $1.name }) {
                    Console.print(type.name.padding(toLength: width, withPad: " ", startingAt: 0) + "  " + type.text.spoken)
                }
            case .faults:
                guard let machine else {
                    throw Failure(
                        Exit.misuse,
                        Text(fr: "de quelle machine ? banc list faults MACHINE", en: "of which machine? banc list faults MACHINE")
                    )
                }
                let definition = try common.library().definition(machine)
                for fault in definition.faults {
                    let drift = fault.drift.map { drift in
                        let hours = (drift.time / 3_600).formatted(Spoken.language, digits: 4)
                        return (Text(fr: " · grandit en \(hours) h : ", en: " · grows over \(hours) h: ") + drift.trend).spoken
                    }
                    Console.print("\(fault.id)  \(fault.target.reference) · \(fault.text.spoken)\(drift ?? "")")
                }
                for combination in definition.combinations {
                    Console.print(
                        "\(combination.id)  \(combination.faults.joined(separator: " + ")) · \(combination.text.spoken)")
                }
            }
        }
    }
}
