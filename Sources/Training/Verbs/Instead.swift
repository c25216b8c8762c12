import Notation

/// Words that people type and that are no verb, or no argument of it, and what to type instead.
extension Verb {
    /// Verbs that such a word may mean, those whose grammar takes what follows are offered.
    private static let meant: [(words: [String], verbs: [Verb])] = [
        (
            ["verifier", "verifie", "controler", "controle", "tester", "teste", "check", "verify"],
            [measure, test, look, inputsOutputs]
        ),
        (
            ["retirer", "retire", "deposer", "sortir", "remove"],
            [disconnect, replace, unfit, free, open, takeOff]
        ),
        (["installer", "poser", "mettre en place", "mount", "install"], [fit, replace, reconnect, wear]),
        (["couper", "eteindre", "arreter", "stopper", "switch off", "stop"], [isolate, operate]),
        (["allumer", "demarrer", "lancer", "start", "switch on"], [operate, restart]),
        (["remettre en marche", "remettre en route", "remettre en service", "put back into operation"], [restart, restore]),
        (["ou est", "ou se trouve", "where is"], [go, look, diagram]),
        (["hypotheses", "suspects", "mes hypotheses"], [summary]),
        (["appeler", "parler", "call", "talk"], [ask, warn]),
        (["reparer", "repair", "fix"], [replace, tighten, clean, free]),
        (["noter", "ecrire", "note", "write"], [record, report, hypothesis]),
        (["chercher", "search", "find"], [look, diagram, stock]),
        (["brancher un fil", "connecter", "connect", "plug"], [reconnect]),
    ]

    /// Words of somebody who is lost, and what may help.
    private static let lost = [
        "au secours", "je ne sais pas", "je sais pas", "je suis perdu", "je suis bloque", "que faire", "quoi faire",
        "comment faire",
        "i don't know", "i am lost", "i'm lost", "what now", "help me", "aidez moi", "aide moi",
    ]

    /// The same words after the verbs that these may mean; only some of the lines are right.
    static func instead(of words: [String], _ language: Language) -> [String] {
        for (phrases, verbs) in meant {
            for phrase in phrases {
                let length = phrase.split(separator: " ").count
                guard phraseKey(words.prefix(length).joined(separator: " ")) == phrase else { continue }
                let rest = words.dropFirst(length).filter { $0 != "?" }
                return verbs.map { ([$0.words.shown[language]] + rest).joined(separator: " ") }
                    + verbs.map { $0.examples[0][language] }
            }
        }
        let line = phraseKey(words.joined(separator: " "))
        guard lost.contains(where: line.hasPrefix) else { return [] }
        return [whereAmI, help].map { $0.words.shown[language] } + [ask.examples[1][language]]
    }

    /// Lines to offer when one of these words follows the verb.
    func instead(of words: [String], _ language: Language) -> [String] {
        // What is no supplied part is taken off or put on in other ways.
        let others: [String: [Verb]] = [
            Verb.fit.id: [.replace, .reconnect, .wear], Verb.unfit.id: [.disconnect, .replace, .free, .open, .takeOff],
        ]
        if let others = others[id] { return others.map { ([$0.words.shown[language]] + words).joined(separator: " ") } }
        guard id == Verb.test.id else { return [] }
        func line(_ kind: TestKind) -> String { "\(self.words.shown[language]) \(kind.words.shown[language])" }
        let keys = words.map(phraseKey)
        if keys.contains(where: { $0.hasPrefix("secur") || $0.hasPrefix("safe") }) {
            return [line(.emergencyStop), line(.guards)]
        }
        if keys.contains(where: { $0.hasPrefix("produc") || $0.hasPrefix("auto") }) {
            return [Verb.restart.words.shown[language], line(.dryRun)]
        }
        return []
    }
}
