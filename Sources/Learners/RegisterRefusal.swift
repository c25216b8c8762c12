public import Notation
public import Training

/// Why a journal is not counted, or a learner not taken, with what to do about it.
public enum RegisterRefusal: Error, Sendable, Hashable {
    case badIdentifier(String)
    case badName
    case unknownLearner(String, nearest: String?)
    /// The journal does not say whose it is.
    case noLearner
    case unknownExercise(String)
    case tooLong(path: String)
    /// The same session was counted with more lines.
    case shortened(lines: Int, known: Int)
    /// Its chain is broken, or it is no journal.
    case unsound(JournalError)
    /// The machine, asked again, answers something else.
    case differs(Recorder.Divergence)

    /// Something was done to the journal since it was written.
    public var isTampering: Bool {
        switch self {
        case .shortened, .differs, .unsound(.tampered), .unsound(.outOfOrder): true
        default: false
        }
    }

    public var text: Text {
        switch self {
        case .badIdentifier(let id):
            Text(
                fr: "« \(id) » : un pseudonyme a de 1 à \(Register.longestIdentifier) lettres, chiffres, points ou tirets",
                en: "'\(id)': a pseudonym has 1 to \(Register.longestIdentifier) letters, digits, dots or dashes")
        case .badName:
            Text(
                fr: "un nom tient sur une ligne de \(Register.longestName) caractères",
                en: "a name is one line of \(Register.longestName) characters at most")
        case .unknownLearner(let id, let nearest):
            Text(
                fr: "« \(id) » n'est pas dans le registre : banc learner add \(id)",
                en: "'\(id)' is not in the register: banc learner add \(id)")
                + (nearest.map { Text(fr: " ; le plus proche : \($0)", en: "; nearest: \($0)") } ?? Text(""))
        case .noLearner:
            Text(
                fr: "cette séance n'a pas de pseudonyme (banc train … --learner ID) : elle n'est comptée à personne",
                en: "this session has no pseudonym (banc train … --learner ID): it counts for nobody")
        case .unknownExercise(let name):
            Text(
                fr: "l'exercice \(name) n'est pas ici (--scenarios DOSSIER) : rien ne dit ce que cette séance vaut",
                en: "the exercise \(name) is not here (--scenarios FOLDER): nothing says what this session is worth")
        case .tooLong(let path):
            Text(
                fr: "\(path) dépasse \(Register.longestJournal >> 20) Mo : ce n'est pas un journal de séance",
                en: "\(path) is over \(Register.longestJournal >> 20) MB: that is no journal of a session")
        case .shortened(let lines, let known):
            Text(
                fr:
                    "il s'arrête à la ligne \(lines), cette séance est connue jusqu'à la ligne \(known) : copie ancienne ou journal raccourci ; rien n'est changé",
                en:
                    "it stops at line \(lines), this session is known up to line \(known): an old copy or a shortened journal; nothing is changed"
            )
        case .unsound(let error): error.text
        case .differs(let divergence): divergence.text
        }
    }
}
