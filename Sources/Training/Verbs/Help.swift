public import Notation

extension Verb {
    /// What `aide` shows without a verb: one line a family, its verbs.
    public static func overview(_ language: Language) -> [String] {
        var lines: [String] = []
        for family in Family.allCases {
            var words: [String] = []
            for verb in all where verb.family == family {
                let shown = verb.words.shown[language]
                if !words.contains(shown) { words.append(shown) }
            }
            let mark = Text.colon[language]
            lines.append(family.text[language] + mark + words.joined(separator: " · "))
        }
        return lines
    }

    /// What `aide VERBE` shows: usage, what it does, how long it takes, an example, short forms.
    public func explanation(_ language: Language) -> [String] {
        var lines = usage.map { $0[language] }
        var sentence = meaning[language]
        switch duration {
        case .none: break
        case .fixed(let seconds): sentence += " (\(VerbTexts.duration(seconds)[language]))"
        case .each(let seconds): sentence += " (\(VerbTexts.durationEach(seconds)[language]))"
        case .asAsked: break
        }
        lines.append(sentence)
        if !tools.isEmpty { lines.append(VerbTexts.tools(tools)[language]) }
        lines.append(VerbTexts.example(examples[0])[language])
        let short = words.of(language).dropFirst() + words.short
        if !short.isEmpty { lines.append(VerbTexts.short(Array(short))[language]) }
        return lines
    }
}
