public import Notation

/// A paper of the machine's dossier as its maker or its mechanics wrote it, in Markdown: `documents/conduite.fr.md` and `conduite.en.md`.
public struct Paper: Sendable, Hashable {
    /// File name without language and extension.
    public let name: String
    /// The Markdown. A language that has no file reads the other's.
    public let text: Text

    /// Files that differ in their language only make one paper; `conduite.md` is for both.
    static func all(in files: [Exercise.File]) -> [Paper] {
        var names: [String] = []
        for file in files where !names.contains(file.stem) { names.append(file.stem) }
        return names.sorted().map { name in
            let versions = files.filter { $0.stem == name }
            func written(in language: Language) -> String {
                let version = versions.first { $0.name.contains(".\(language.rawValue).") }
                return (version ?? versions.first)?.text ?? ""
            }
            return Paper(name: name, text: Text(fr: written(in: .fr), en: written(in: .en)))
        }
    }
}

extension Exercise.File {
    fileprivate var stem: String { String(name.prefix { $0 != "." }) }
}
