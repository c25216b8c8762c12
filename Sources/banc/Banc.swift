import ArgumentParser

@main
struct Banc: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "banc")
}
