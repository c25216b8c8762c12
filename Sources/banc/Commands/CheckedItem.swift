import Diagnosis
import Notation

/// One thing that a check has verified, as it is shown and as other programs read it.
struct CheckedItem: Encodable {
    let aspect: String
    let text: String
    let holds: Bool
    let reasons: [String]
    let notes: [String]

    init(_ item: Checked<some RawRepresentable<String>>, _ language: Language) {
        aspect = item.aspect.rawValue
        text = item.text[language]
        holds = item.holds
        reasons = item.reasons.map { $0[language] }
        notes = item.notes.map { $0[language] }
    }

    /// Files that cannot be read.
    init(_ mistakes: Mistakes, _ language: Language) {
        aspect = "files"
        text = Text(fr: "les fichiers se lisent", en: "the files can be read")[language]
        holds = false
        reasons = mistakes.rendered(language).split(separator: "\n").map(String.init)
        notes = []
    }

    func show() {
        let mark = holds ? Text(fr: "bon", en: "good") : Text(fr: "NON", en: "NO")
        Console.print("  \(mark.spoken)  \(text)")
        for reason in reasons + notes { Console.print("       \(reason)") }
    }
}
