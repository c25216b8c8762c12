public import Notation

/// A line that was not understood: no time passes, nothing is scored.
public struct Refusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// The part of the line that was not understood.
    public let segment: String
    /// What is wrong with it, in one sentence.
    public let problem: Text
    /// Whole lines that are right, the nearest first; at most three.
    public let suggestions: [String]
    /// The line is right and may mean either of the two that are offered.
    public let isChoice: Bool

    public init(segment: String, problem: Text, suggestions: [String], isChoice: Bool = false) {
        self.isChoice = isChoice
        self.segment = segment
        self.problem = problem
        self.suggestions = suggestions
    }

    public var description: String { problem[.en] }
}

extension Parser {
    func refusal(of segment: String, in line: String, _ failure: Failure) -> Refusal {
        let problem: Text
        var lines: [String] = []
        switch failure {
        case .unknownVerb:
            let words = segment.wordsOfLine
            problem = ParserTexts.unknownVerb(words.first ?? segment)
            let meant = Verb.instead(of: words, context.language)
            lines =
                (context.questionIsOpen ? ["\(Verb.reply.words.shown[context.language]) \(segment)"] : [])
                + (meant.isEmpty ? verbsNear(words) : meant)
        case .misread(let verb, let verbWords, let words, let misread):
            problem = ParserTexts.problem(misread, words: words, verb: verb)
            if case .noSuspect(let name) = misread.reason {
                lines = ["\(Verb.hypothesis.words.shown[context.language]) \(name) ; \(segment)"]
            }
            // `consigner separr`: one of the verbs of two words that begin so.
            if !verb.together.isEmpty { lines += verbsNear(verbWords + words) }
            // Another verb is meant when it cannot take what follows it at once.
            if misread.position == 0 { lines += verb.instead(of: words, context.language) }
            lines += repairs(verbWords, words, misread)
            // Then the verb's own examples, as far as they are right for this machine.
            lines += verb.examples.map { $0[context.language] }
        }
        return Refusal(segment: segment, problem: problem, suggestions: right(lines, not: segment))
    }

    /// Those that are understood, once each, at most three.
    private func right(_ lines: [String], not refused: String) -> [String] {
        var parser = self
        // What is offered must be right whatever the moment.
        parser.context.questionIsOpen = false
        var kept: [String] = []
        for line in lines where !kept.contains(line) && line != refused && kept.count < 3 {
            if (try? parser.acts(of: line)) != nil { kept.append(line) }
        }
        return kept
    }

    /// The line with its first words replaced by verbs that are spelled nearly so.
    func verbsNear(_ words: [String]) -> [String] {
        var lines: [String] = [], examples: [String] = []
        for length in stride(from: min(3, words.count), through: 1, by: -1) {
            let wanted = phraseKey(words.prefix(length).joined(separator: " "))
            let rest = words.dropFirst(length)
            var pool: [(spelling: String, verb: Verb)] = []
            for verb in Verb.all {
                for phrase in verb.words.all(context.language) where phrase.count > 2 {
                    // Of as many words, so that what follows them is not swallowed.
                    if phraseKey(phrase).split(separator: " ").count == length { pool.append((phrase, verb)) }
                }
            }
            for near in nearest(wanted, among: pool.map(\.spelling), count: 3) {
                lines.append(([near] + rest).joined(separator: " "))
                if let verb = pool.first(where: { $0.spelling == near })?.verb {
                    examples += verb.examples.prefix(1).map { $0[context.language] }
                }
            }
        }
        return lines + examples
    }

    /// The line with its wrong word replaced, left out, or the missing one added.
    private func repairs(_ verbWords: [String], _ words: [String], _ misread: Misread) -> [String] {
        let position = min(misread.position, words.count)
        let before = verbWords + words.prefix(position)
        let after = words.dropFirst(position + 1)
        func lines(_ candidates: [String], _ after: ArraySlice<String>) -> [String] {
            candidates.map { (before + [$0] + after).joined(separator: " ") }
        }
        switch misread.reason {
        case .missing(let slot):
            return lines(slot.candidates(misread.scope).prefix(3).map(\.word), [])
        case .notUnderstood(let slot):
            let all = slot.candidates(misread.scope)
            let candidates = all.map(\.word)
            let place = firstTelling(words, from: position)
            let wrong = words[place]
            let after = words.dropFirst(place + 1)
            var near = called(wrong, among: all, count: 3)
            if near.isEmpty { near = nearest(wrong, among: candidates, count: 3) }
            if near.isEmpty {
                let key = referenceKey(wrong)
                near = candidates.filter { referenceKey($0).hasPrefix(key) }.prefix(3).map { $0 }
                // `gloves` of `insulating-gloves`.
                if near.isEmpty, key.count > 2 {
                    near = candidates.filter { referenceKey($0).hasSuffix(" " + key) }.prefix(3).map { $0 }
                }
            }
            // Replaced by what is near; else something may be missing before it.
            return near.isEmpty
                ? lines(Array(candidates.prefix(3)), words.dropFirst(place)) + lines(Array(candidates.prefix(3)), after)
                : lines(near, after)
        case .noSuspect: return []
        case .severalTerminals(let part): return lines(misread.scope.vocabulary.pairsOfTerminals(of: part), after)
        case .tooMuch:
            return [before.joined(separator: " "), (before + after).joined(separator: " ")]
        }
    }

    /// What is called by a word of the workshop: `pompe` of P1, a gear pump.
    private func called(_ word: String, among candidates: [Candidate], count: Int) -> [String] {
        let wanted = folded(word)
        guard wanted.count > 3 else { return [] }
        return candidates.lazy.filter { candidate in
            candidate.about?[context.language].split(separator: " ").first.map { folded(String($0)) == wanted } ?? false
        }.prefix(count).map(\.word)
    }

    private func nearest(_ word: String, among candidates: [String], count: Int) -> [String] {
        var left = candidates
        var found: [String] = []
        while found.count < count, let near = Notation.nearest(word, among: left) {
            found.append(near)
            left.removeAll { $0 == near }
        }
        return found
    }
}
