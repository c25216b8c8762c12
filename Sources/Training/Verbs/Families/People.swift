import Notation

/// Talking with the operator, the team and the tutor.
extension Verb {
    static let people: [Verb] = [ask, warn, alert, reply]

    static let ask = Verb(
        Words(fr: ["questionner", "demander"], en: ["ask"], short: ["q"], also: ["interroger", "demander a", "question"]),
        .people,
        Text(
            fr: "poser une question (à l'exploitant si tu ne dis pas à qui) ; le tuteur aide, à petit prix",
            en: "ask a question (of the operator if you name nobody); the tutor helps, at a small price"),
        duration: .fixed(30), writes: [.asked, .hintGiven],
        examples: [
            Text(fr: "questionner exploitant depuis quand", en: "ask operator since when"),
            Text(fr: "demander tuteur", en: "ask tutor"), Text(fr: "questionner depuis quand", en: "ask what changed"),
        ],
        // « c'est quoi le VAT » is the glossary's, whoever is asked.
        Form(Slot.name(Text(fr: "QUI", en: "WHO"), .person).ifItFits(), .meaningAsked) { .word(term: $1) }.hidden(),
        Form(
            Slot.name(Text(fr: "QUI", en: "WHO"), .person).ifItFits(),
            Slot.sentence(Text(fr: "QUESTION", en: "QUESTION")).optional()
        ) { .ask(who: $0 ?? "operator", about: $1 ?? "") })

    static let warn = Verb(
        Words(fr: ["prevenir", "informer"], en: ["warn", "tell"], also: ["previens", "avertir", "avertis", "dire a"]), .people,
        Text(
            fr: "dire quelque chose à quelqu'un : arrivée, arrêt, essai, remise, conseil",
            en: "tell somebody something: arrival, stop, test, return, advice"),
        duration: .fixed(20), writes: [.warned, .entrusted],
        examples: [
            Text(fr: "prevenir exploitant passage en manuel", en: "warn operator going to manual"),
            Text(fr: "prevenir equipe essai", en: "tell team test"),
        ],
        Form(
            .name(Text(fr: "QUI", en: "WHO"), .person), .sentence(Text(fr: "QUOI", en: "WHAT"))
        ) { .warn(who: $0, about: $1) })

    static let alert = Verb(
        Words(fr: "alerter", en: "alert"), .people,
        Text(
            fr: "arrêter tout et donner l'alerte : un danger imprévu",
            en: "stop everything and raise the alarm: a danger not foreseen"),
        duration: .fixed(15), writes: [.alerted],
        examples: [Text(fr: "alerter tension présente en X1", en: "alert voltage present at X1")],
        Form(.sentence(Text(fr: "QUOI", en: "WHAT"))) { .alert(about: $0) })

    /// Also what any line is that begins with no verb while the tutor waits for an answer.
    static let reply = Verb(
        Words(fr: ["dire", "reponse"], en: ["say", "reply"], also: ["dis"]), .people,
        Text(fr: "répondre à la question du tuteur", en: "answer the tutor's question"),
        duration: .fixed(10), writes: [.replied],
        examples: [Text(fr: "dire non, il sort en manuel", en: "say no, it extends in manual")],
        Form(.sentence(Text(fr: "RÉPONSE", en: "ANSWER"))) { .reply(text: $0) })
}

extension Slot where Value == String {
    /// A term of the glossary whose meaning is asked for: « c'est quoi le VAT ».
    fileprivate static var meaningAsked: Slot<String> {
        let term = Slot<String>.name(Text(fr: "TERME", en: "TERM"), .term)
        return Slot(shape: term.shape) { (cursor: inout Cursor) throws(Misread) -> String in
            guard let length = cursor.introduction(among: Verb.meaningWords) else { throw cursor.notUnderstood(term.shape) }
            cursor.skip(length)
            let name = try term.read(&cursor)
            if cursor.peek()?.first == "?" { cursor.skip() }
            return name
        }
    }
}

extension Cursor {
    /// How many of the next words are one of these phrases, the longest; nil when none is.
    func introduction(among phrases: [String]) -> Int? {
        phrases.map(phraseKey).compactMap { phrase in
            let next = (1...4).first { count in peek(count).map { phraseKey($0.joined(separator: " ")) } == phrase }
            return next
        }.max()
    }
}
