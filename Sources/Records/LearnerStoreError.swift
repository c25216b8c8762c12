public import Notation

/// Why the register of learners cannot be used, with what to do about it.
public enum LearnerStoreError: Error, Sendable, Equatable {
    case denied(path: String)
    case inUse(path: String)
    case diskFull(path: String)
    /// Erased, but another process still reads what was there before.
    case lingering(path: String)
    /// Damaged, or a file of something else.
    case unreadable(path: String)
    /// Made by a later banc.
    case newer(path: String)
    case failed(path: String, reason: String)

    /// What went wrong with a file, said of the register.
    init(_ error: LogError, _ path: String) {
        self =
            switch error {
            case .denied, .notAFile: .denied(path: path)
            case .inUse: .inUse(path: path)
            case .diskFull: .diskFull(path: path)
            case .notALog: .unreadable(path: path)
            case .failed(let place, let reason): .failed(path: place, reason: reason)
            case .missing, .noColumn, .tooMany: .failed(path: path, reason: error.text.en)
            }
    }

    public var text: Text {
        switch self {
        case .denied(let path):
            Text(
                fr: "impossible d'ouvrir le registre des élèves \(path) : vérifie que ce fichier et son dossier sont à toi",
                en: "cannot open the register of learners \(path): check that this file and its folder are yours")
        case .inUse(let path):
            Text(
                fr: "le registre des élèves \(path) est occupé par un autre banc : recommence quand il a fini",
                en: "the register of learners \(path) is being used by another banc: try again once it is done")
        case .diskFull(let path):
            Text(
                fr: "plus de place pour \(path) : ce qui était écrit est gardé",
                en: "no room left for \(path): what was written is kept")
        case .lingering(let path):
            Text(
                fr: "effacé du registre ; un autre banc le lit encore, \(path)-wal garde des traces jusqu'à ce qu'il ait fini",
                en: "erased from the register; another banc is still reading it, \(path)-wal keeps traces until it is done")
        case .unreadable(let path):
            Text(
                fr: """
                    le registre des élèves \(path) est abîmé, ou n'en est pas un. Mets-le de côté (mv "\(path)" "\(path).abime"), \
                    puis refais-le d'après les journaux : banc learner import --add DOSSIER_DES_JOURNAUX
                    """,
                en: """
                    the register of learners \(path) is damaged, or is none. Put it aside (mv "\(path)" "\(path).damaged"), then \
                    make it again from the journals: banc learner import --add FOLDER_OF_JOURNALS
                    """)
        case .newer(let path):
            Text(
                fr: "le registre des élèves \(path) vient d'un banc plus récent : prends celui-là",
                en: "the register of learners \(path) comes from a newer banc: use that one")
        case .failed(let path, let reason): Text("\(path): \(reason)")
        }
    }
}
