import Foundation
import Notation

/// The language of this run: `--lang`, else the environment, else French. Known before the arguments are parsed, for the help too.
enum Spoken {
    static let language: Language = {
        let arguments = CommandLine.arguments
        var option: String?
        for (index, argument) in arguments.enumerated() {
            if argument == "--lang", arguments.indices.contains(index + 1) { option = arguments[index + 1] }
            if argument.hasPrefix("--lang=") { option = String(argument.dropFirst("--lang=".count)) }
        }
        return Language.preferred(environment: ProcessInfo.processInfo.environment, option: option)
    }()
}

extension Text {
    /// In the language of this run.
    var spoken: String { self[Spoken.language] }
}
