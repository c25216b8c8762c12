import ArgumentParser
import Dossiers
import Notation

/// What every command takes.
struct CommonOptions: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp(Text(fr: "langue : fr ou en", en: "language: fr or en").spoken))
    var lang: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            Text(fr: "dossier des machines et des exercices", en: "folder of machines and exercises").spoken, valueName: "dir"))
    var scenarios: String?

    @Flag(
        name: .long,
        help: ArgumentHelp(Text(fr: "sans couleur ni cadre", en: "no colour, no boxes").spoken))
    var plain = false

    func validate() throws {
        if let lang, Language(rawValue: lang) == nil {
            throw ValidationError(Text(fr: "--lang : fr ou en", en: "--lang: fr or en").spoken)
        }
    }

    /// For text tables: no boxes when plain, as for a screen reader.
    var style: TerminalStyle { TerminalStyle(isPlain: plain) }

    func library() throws -> Library { try Library(option: scenarios) }
}
