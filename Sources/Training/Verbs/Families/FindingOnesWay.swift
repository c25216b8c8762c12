import Notation

/// Help and reminders: no time passes, nothing is scored.
extension Verb {
    static let findingOnesWay: [Verb] = [help, whereAmI, summary, repeatLast, more, word, finish]

    /// How the meaning of a word is asked for.
    static let meaningWords = [
        "c'est quoi", "qu'est-ce que", "qu'est-ce qu'un", "qu'est-ce qu'une", "qu'est-ce que c'est", "que veut dire",
        "ça veut dire quoi", "que signifie", "definition", "définition de", "what is", "what does", "what means", "meaning of",
    ]

    static let help = Verb(
        Words(fr: ["aide"], en: ["help"], short: ["?"]), .findOnesWay,
        Text(fr: "les verbes, ou un verbe en détail", en: "the verbs, or one verb in detail"),
        examples: [Text(fr: "aide mesurer", en: "help measure"), Text(fr: "aide", en: "help")],
        Form(Slot.verb.optional(), Slot.ref(Text("REF")).optional()) { .help(verb: $0, about: $1) })

    static let whereAmI = Verb(
        Words(
            fr: ["ou j'en suis", "ou en suis-je"], en: ["where-am-i"], also: ["ou suis-je", "j'en suis ou", "where am i now"]),
        .findOnesWay,
        Text(fr: "ce que tu as fait, ce qui reste ouvert", en: "what you have done, what is still open"),
        examples: [Text(fr: "où j'en suis", en: "where am i")],
        Form { .whereAmI })

    static let summary = Verb(
        Words(fr: "bilan", en: "summary"), .findOnesWay,
        Text(
            fr: "tes mesures, tes hypothèses, ton temps ; ne ferme rien",
            en: "your readings, your hypotheses, your time; closes nothing"),
        examples: [Text(fr: "bilan", en: "summary")],
        Form { .summary })

    static let repeatLast = Verb(
        Words(fr: "relire", en: "repeat"), .findOnesWay,
        Text(fr: "redire la dernière réponse", en: "say the last answer again"),
        examples: [Text(fr: "relire", en: "repeat")],
        Form { .repeatLast })

    static let more = Verb(
        Words(fr: "plus", en: "more", short: "+"), .findOnesWay,
        Text(fr: "la suite d'une longue réponse", en: "the rest of a long answer"),
        examples: [Text(fr: "plus", en: "more")],
        Form { .more })

    static let word = Verb(
        Words(fr: "mot", en: "word", also: meaningWords), .findOnesWay,
        Text(fr: "ce que veut dire un mot du métier", en: "what a word of the trade means"),
        examples: [Text(fr: "mot consignation", en: "word lockout")],
        Form(.name(Text(fr: "TERME", en: "TERM"), .term)) { .word(term: $0) })

    static let finish = Verb(
        Words(fr: "terminer", en: "finish"), .findOnesWay,
        Text(fr: "finir la séance ; elle ne pourra plus reprendre", en: "end the session; it cannot be resumed"),
        writes: [.finished],
        examples: [Text(fr: "terminer", en: "finish")],
        Form { .finish })
}

/// What help can be asked about besides verbs.
enum HelpTopic: CaseIterable, Hashable, Sendable, Worded {
    case score, forms, tutor, time

    /// What help is then asked for: its own name, or the verb that tells it.
    var id: String {
        switch self {
        case .score: "score"
        case .forms: "report"
        case .tutor: "ask"
        case .time: "wait"
        }
    }

    var words: Words {
        switch self {
        case .score: Words(fr: ["score", "note"], en: ["score"], also: ["points", "notation", "evaluation", "bareme", "marks"])
        case .forms: Words(fr: ["formulaire"], en: ["form"], also: ["formulaires", "forms", "compte rendu"])
        case .tutor: Words(fr: ["tuteur"], en: ["tutor"], also: ["indice", "indices", "hint", "hints"])
        case .time: Words(fr: ["temps"], en: ["time"], also: ["duree"])
        }
    }
}

extension Slot where Value == String {
    /// A verb, by any of its words; its identifier is read.
    fileprivate static var verb: Slot<String> {
        let shape = SlotShape(label: Text(fr: "VERBE", en: "VERB")) { scope in
            Verb.all.map { Candidate($0.words.shown[scope.context.language], about: $0.meaning) }
        }
        return Slot(shape: shape) { (cursor: inout Cursor) throws(Misread) -> String in
            let texts = cursor.words.map(\.text)
            if let (verb, length) = Verb.longest(beginning: texts) {
                cursor.skip(length)
                return verb.id
            }
            // `aide score`, `aide restitution`: no verb, but something to say, or a verb near it.
            guard let word = texts.first else { throw cursor.missing(shape) }
            if let topic = cursor.readChoice(of: HelpTopic.self) { return topic.id }
            if let verb = Verb.all.first(where: { $0.begins(with: word) }) ?? Verb.akin(to: word) {
                cursor.skip()
                return verb.id
            }
            throw cursor.notUnderstood(shape)
        }
    }
}
