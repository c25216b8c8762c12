import Foundation
public import Notation

/// Why a log cannot be kept, with what to do about it.
public enum LogError: Error, Sendable, Equatable {
    case notAFile(path: String)
    case denied(path: String)
    /// Another recorder writes it.
    case inUse(path: String)
    case diskFull(path: String)
    /// A file of something else: it is left alone.
    case notALog(path: String)
    case missing(path: String)
    /// A log without this value.
    case noColumn(path: String, name: String)
    /// More files of one second than names for them.
    case tooMany(path: String)
    case failed(path: String, reason: String)

    init(_ code: Int32, _ path: String) {
        self =
            switch code {
            case ELOOP, EISDIR, ENOTDIR, ENXIO: .notAFile(path: path)
            case EACCES, EPERM, EROFS, ENOENT: .denied(path: path)
            case ENOSPC, EDQUOT: .diskFull(path: path)
            case EWOULDBLOCK: .inUse(path: path)
            default: .failed(path: path, reason: String(cString: strerror(code)))
            }
    }

    public var text: Text {
        switch self {
        case .notAFile(let path):
            Text(
                fr: "\(path) n'est pas un fichier ordinaire : donne un autre chemin",
                en: "\(path) is no ordinary file: give another path")
        case .denied(let path):
            Text(
                fr: "impossible d'écrire \(path) : vérifie que le dossier existe et que tu as le droit d'y écrire",
                en: "cannot write \(path): check that the folder exists and that you may write there")
        case .inUse(let path):
            Text(
                fr: "un autre enregistrement écrit déjà \(path) : arrête-le ou donne un autre chemin",
                en: "another recorder writes \(path) already: stop it or give another path")
        case .diskFull(let path):
            Text(
                fr: "plus de place pour \(path) : ce qui était écrit est gardé",
                en: "no room left for \(path): what was written is kept")
        case .notALog(let path):
            Text(
                fr: "\(path) n'est pas un enregistrement de banc : il est laissé tel quel, donne un autre chemin",
                en: "\(path) is no record of banc's: it is left alone, give another path")
        case .missing(let path): Text(fr: "\(path) n'existe pas", en: "there is no \(path)")
        case .noColumn(let path, let name):
            Text(fr: "\(path) n'a pas de valeur « \(name) »", en: "\(path) has no value '\(name)'")
        case .tooMany(let path):
            Text(fr: "trop de fichiers pour \(path) en une seconde", en: "too many files for \(path) within a second")
        case .failed(let path, let reason): Text("\(path): \(reason)")
        }
    }
}
