import Notation

/// What is said about a journal.
enum JournalTexts {
    static func text(of error: JournalError) -> Text {
        switch error {
        case .notAJournal:
            Text(
                fr: "ce fichier n'est pas un journal de séance de banc (la première ligne devrait dire son format)",
                en: "this file is not a session journal of banc (its first line should say its format)")
        case .newerFormat(let format):
            Text(
                fr: "journal au format \(format), cette version de banc lit le format \(Header.currentFormat) : mets banc à jour",
                en: "journal of format \(format), this version of banc reads format \(Header.currentFormat): update banc")
        case .unreadable(let line):
            Text(
                fr: "ligne \(line) du journal : illisible ; elle a été abîmée ou modifiée après la séance",
                en: "line \(line) of the journal: unreadable; it was damaged or changed after the session")
        case .tampered(let line):
            Text(
                fr: "ligne \(line) du journal : elle ne correspond plus à l'empreinte notée sur la ligne suivante ; "
                    + "elle a été modifiée, ou une ligne manque après elle",
                en: "line \(line) of the journal: it no longer matches the digest noted on the next line; "
                    + "it was changed, or a line after it is missing")
        case .outOfOrder(let line):
            Text(
                fr:
                    "ligne \(line) du journal : son numéro ou son heure ne suit pas la ligne d'avant ; des lignes ont été déplacées",
                en: "line \(line) of the journal: its number or time does not follow the line before; lines were moved")
        case .notWritable(let line, let reason):
            Text(
                fr:
                    "ligne \(line) du journal : une valeur ne peut pas être écrite (\(reason)) ; c'est un défaut de banc, signale-le",
                en: "line \(line) of the journal: a value cannot be written (\(reason)); this is a defect of banc, report it")
        case .filesChanged(let paths):
            Text(
                fr: "la séance ne peut pas reprendre, ces fichiers ont changé depuis : \(paths.joined(separator: ", ")) ; "
                    + "remets-les comme ils étaient, ou commence une nouvelle séance",
                en: "the session cannot resume, these files have changed since: \(paths.joined(separator: ", ")); "
                    + "put them back as they were, or begin a new session")
        case .exists(let path):
            Text(
                fr: "\(path) existe déjà : choisis un autre nom, ou reprends-le avec « banc resume »",
                en: "\(path) exists already: choose another name, or go on with 'banc resume'")
        case .missing(let path):
            Text(fr: "\(path) : ce journal n'existe pas", en: "\(path): there is no such journal")
        case .notAFile(let path):
            Text(
                fr: "\(path) n'est pas un fichier ordinaire (lien ou dossier) : donne le vrai fichier du journal",
                en: "\(path) is not a plain file (a link or a folder): name the journal's true file")
        case .denied(let path):
            Text(
                fr: "\(path) : accès refusé ; vérifie à qui est le dossier",
                en: "\(path): access denied; check whose folder it is")
        case .inUse(let path):
            Text(
                fr: "\(path) : une séance est déjà ouverte sur ce journal ; termine-la d'abord",
                en: "\(path): a session is already open on this journal; finish it first")
        case .diskFull(let path):
            Text(
                fr: "\(path) : le disque est plein ; libère de la place puis reprends, rien de ce qui était affiché n'est perdu",
                en: "\(path): the disk is full; make room and resume, nothing that was shown is lost")
        case .failed(let path, let reason):
            Text(fr: "\(path) : le disque a refusé (\(reason))", en: "\(path): the disk refused (\(reason))")
        }
    }

    static func repaired(bytes: Int) -> Text {
        Text(
            fr: "Le journal s'arrêtait au milieu d'une ligne (\(bytes) octets) : elle est ôtée, le reste est intact.",
            en: "The journal ended in the middle of a line (\(bytes) bytes): it is removed, the rest is sound.")
    }
}
