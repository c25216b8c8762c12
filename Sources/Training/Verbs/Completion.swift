import Notation

/// What a line can go on with.
public struct Completion: Hashable, Sendable {
    /// How many characters at the end of the line each candidate replaces.
    public var replaced: Int
    public var candidates: [Candidate]
}

extension Parser {
    /// The right ways to go on from the end of a partial line.
    public func completion(of line: String) -> Completion {
        if let form = context.form {
            let kept = form.suggestions.filter { folded($0).hasPrefix(folded(line)) }
            return Completion(replaced: line.count, candidates: kept.map { Candidate($0) })
        }
        let segment = String(line.split(separator: ";", omittingEmptySubsequences: false).last ?? "")
        var words = segment.wordsOfLine
        let partial = segment.last.map(\.isWhitespace) ?? true ? "" : words.removeLast()
        var candidates = words.isEmpty ? verbs(after: [], partial) : []
        if !words.isEmpty {
            candidates += verbs(after: words, partial)
            if let (verb, length) = Verb.longest(beginning: words) {
                let arguments = Array(words.dropFirst(length))
                for form in verb.forms where !form.isHidden {
                    for (slot, scope) in form.next(after: arguments, scope) { candidates += offered(by: slot, scope, arguments) }
                }
            }
        }
        var kept: [Candidate] = []
        for candidate in candidates where matches(candidate.word, partial) && !kept.contains(where: { $0.word == candidate.word })
        {
            kept.append(candidate)
        }
        return Completion(replaced: partial.count, candidates: kept)
    }

    private func matches(_ word: String, _ partial: String) -> Bool {
        referenceKey(word).hasPrefix(referenceKey(partial))
    }

    /// Verbs of which these are the first words: their next word. The other language's only when it was begun in it.
    private func verbs(after words: [String], _ partial: String) -> [Candidate] {
        let typed = words.isEmpty ? "" : phraseKey(words.joined(separator: " ")) + " "
        var mine: [Candidate] = [], other: [Candidate] = []
        for verb in Verb.all {
            for language in Language.allCases {
                for phrase in verb.words.of(language) {
                    guard phraseKey(phrase).hasPrefix(typed), phrase.count > typed.count else { continue }
                    let rest = phrase.dropFirst(typed.count)
                    let word = typed.isEmpty ? String(rest) : String(rest.prefix { $0 != " " })
                    let candidate = Candidate(word, about: verb.meaning)
                    if language == context.language { mine.append(candidate) } else { other.append(candidate) }
                }
            }
        }
        return mine.contains { matches($0.word, partial) } ? mine : other
    }

    private func offered(by slot: SlotShape, _ scope: Cursor.Scope, _ words: [String]) -> [Candidate] {
        if let introducer = slot.introducer {
            let phrase = introducer.shown[context.language]
            let begun = words.last.map { last in
                introducer.fr.contains { phraseKey($0) == phraseKey(last) }
                    || introducer.en.contains { phraseKey($0) == phraseKey(last) }
            }
            guard begun == true else { return [Candidate(phrase)] }
        }
        return slot.candidates(scope)
    }
}
