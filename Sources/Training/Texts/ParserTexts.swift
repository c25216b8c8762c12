import Notation

/// What is said about a line that was not understood.
enum ParserTexts {
    static func unknownVerb(_ word: String) -> Text {
        Text.quoted(word) + Text(fr: " n'est pas un verbe que je connais.", en: " is not a verb that I know.")
    }

    /// A line in a form that may be either.
    static func textOrAct(_ line: String, _ label: Text) -> Text {
        Text.quoted(line) + Text(fr: " : un texte pour ", en: ": a text for ") + label
            + Text(fr: ", ou un geste à faire ?", en: ", or something to do?")
    }

    static func problem(_ misread: Misread, words: [String], verb: Verb) -> Text {
        let usage = verb.usage.joined(separator: Text(fr: "  ou  ", en: "  or  "))
        switch misread.reason {
        case .noSuspect(let name):
            return Text(name) + Text(fr: " n'est pas encore un de tes suspects.", en: " is not one of your suspects yet.")
        case .severalTerminals(let part):
            return Text(part)
                + Text(fr: " a plusieurs bornes : dis entre lesquelles.", en: " has several terminals: say between which.")
        case .missing(let slot):
            return Text(fr: "Il manque ", en: "Missing: ") + slot.label + .colon + usage
        case .notUnderstood(let slot):
            let place = firstTelling(words, from: misread.position)
            let word = place < words.count ? words[place] : ""
            return Text.quoted(word) + Text(fr: " : ici il faut ", en: ": here goes ") + slot.label + " (" + usage + ")"
        case .tooMuch:
            let word = misread.position < words.count ? words[misread.position] : ""
            return Text.quoted(word) + Text(fr: " est en trop : ", en: " is too much: ") + usage
        }
    }
}
