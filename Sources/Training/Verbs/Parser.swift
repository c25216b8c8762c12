public import Notation

/// Reads what a trainee types: a line becomes actions, or a refusal that costs nothing and names the nearest right lines.
public struct Parser: Sendable {
    /// What the meaning of a line depends on besides its words.
    public struct Context: Sendable {
        /// A form whose field is being asked.
        public struct Asked: Sendable {
            public var kind: FormKind
            public var field: FormField
            /// What the journal suggests to write in it, chosen by number.
            public var suggestions: [String]

            public init(kind: FormKind, field: FormField, suggestions: [String] = []) {
                self.kind = kind
                self.field = field
                self.suggestions = suggestions
            }

            /// `CR · cause`: what a prompt shows.
            public var label: Text { kind.words.shown.map { $0.uppercased() } + " · " + field.words.shown }
        }

        /// What the next measurement repeats when it leaves something out.
        public struct Measured: Sendable {
            public var quantity: Measurand
            public var from: String
            public var to: String?

            public init(quantity: Measurand, from: String, to: String? = nil) {
                self.quantity = quantity
                self.from = from
                self.to = to
            }
        }

        public var language: Language
        /// The beginnings of line that bare numbers choose: those of the first screen.
        public var menu: [Verb]
        public var form: Asked?
        /// A form that is open, whether or not one of its fields is being asked.
        public var openForm: FormKind?
        /// The tutor has put a question: a line that begins with no verb and reads as an answer answers it.
        public var questionIsOpen: Bool
        /// Words of a good answer to it.
        public var answerWords: [String]
        /// What is suspected so far, in the order of the hypotheses' numbers.
        public var suspects: [String]
        public var lastMeasurement: Measured?

        public init(
            language: Language, menu: [Verb] = [], form: Asked? = nil, openForm: FormKind? = nil, questionIsOpen: Bool = false,
            answerWords: [String] = [], suspects: [String] = [], lastMeasurement: Measured? = nil
        ) {
            self.language = language
            self.menu = menu
            self.form = form
            self.openForm = openForm ?? form?.kind
            self.questionIsOpen = questionIsOpen
            self.answerWords = answerWords
            self.suspects = suspects
            self.lastMeasurement = lastMeasurement
        }
    }

    public var vocabulary: Vocabulary
    public var context: Context

    public init(vocabulary: Vocabulary, context: Context) {
        self.vocabulary = vocabulary
        self.context = context
    }

    var scope: Cursor.Scope { Cursor.Scope(vocabulary: vocabulary, context: context) }

    /// The actions of a line, in their order; none for an empty line or a comment. One part that is not understood refuses the whole.
    public func parse(_ line: String) throws(Refusal) -> [Action] {
        let line = line.trimmingSpaces
        if line.isEmpty || line.hasPrefix("#") { return [] }
        if let form = context.form, let actions = try inForm(line, form) { return actions }
        do throws(Unread) {
            return try acts(of: line)
        } catch {
            throw error.parser.refusal(of: error.segment, in: line, error.failure)
        }
    }

    /// The part of a line that was not understood, with what it was read by.
    struct Unread: Error {
        let parser: Parser
        let segment: String
        let failure: Failure
    }

    /// What a line does outside a form.
    func acts(of line: String) throws(Unread) -> [Action] {
        var actions: [Action] = []
        var parser = self
        for segment in line.split(separator: ";").map({ String($0).trimmingSpaces }) where !segment.isEmpty {
            let done: [Action]
            do throws(Failure) {
                done = try parser.actions(of: segment)
            } catch {
                throw Unread(parser: parser, segment: segment, failure: error)
            }
            actions += done
            for action in done { parser.follow(action) }
        }
        return actions
    }

    /// What the rest of a line is read with once this was said in it.
    private mutating func follow(_ action: Action) {
        context.menu = []
        switch action {
        case .measure(let quantity, let from, let to, _, _, _):
            context.lastMeasurement = Context.Measured(quantity: quantity, from: from, to: to)
        case .reply: context.questionIsOpen = false
        case .hypothesis(let ref, _): context.suspects.append(ref)
        default: break
        }
    }

    // MARK: - One part of a line

    /// Why a part of a line was not understood.
    enum Failure: Error {
        case unknownVerb
        /// After which verb, its words as they were written, and where.
        case misread(Verb, verbWords: [String], words: [String], Misread)
    }

    /// One act, or those of the verbs that one word stands for.
    func actions(of segment: String) throws(Failure) -> [Action] {
        var words = segment.wordsOfLine
        // A number of the first screen stands for the beginning of a line.
        if let first = words.first, let number = Int(first), context.menu.indices.contains(number - 1) {
            words.replaceSubrange(0..<1, with: context.menu[number - 1].words.shown[context.language].wordsOfLine)
        }
        // « lire le schéma F4 » says twice that something is read.
        if let rest = Self.afterReading(words) { return try actions(of: rest.joined(separator: " ")) }
        guard let (verb, length) = Verb.longest(beginning: words) else {
            if context.questionIsOpen, isAnswer(words) { return [.reply(text: segment)] }
            if words.count == 2, words[1] == "?", let verb = Verb.all.first(where: { $0.begins(with: words[0]) }) {
                return [.help(verb: verb.id)]
            }
            // « je regarde », « je veux mesurer ».
            var failure = Failure.unknownVerb
            for passed in Self.passedOver(in: words) {
                do throws(Failure) {
                    return try actions(of: words.dropFirst(passed).joined(separator: " "))
                } catch {
                    if case .misread = error { failure = error }
                }
            }
            throw failure
        }
        let verbWords = Array(words.prefix(length))
        let arguments = Array(words.dropFirst(length))
        if arguments.last == "?" { return [asked(verb, arguments)] }
        do throws(Misread) {
            var actions: [Action] = []
            for one in verb.together.isEmpty ? [verb] : verb.together { actions.append(try read(one, arguments)) }
            return actions
        } catch {
            throw .misread(verb, verbWords: verbWords, words: arguments, error)
        }
    }

    /// A line that ends in a question mark: help on its verb, but in a sentence it is only a question mark.
    private func asked(_ verb: Verb, _ arguments: [String]) -> Action {
        if let action = try? read(verb, arguments) {
            if case .word = action { return action }
            if let sentence = action.sentence, sentence.contains(where: \.isLetter) { return action }
        }
        let words = Array(arguments.dropLast())
        if verb.id == Verb.word.id, let action = try? read(verb, words) { return action }
        let named = verb.forms.lazy.compactMap { $0.next(after: words, scope).compactMap(\.scope.reference).last }.first
        return .help(verb: verb.id, about: named)
    }

    /// Whether words that begin with no verb read as an answer to the tutor.
    private func isAnswer(_ words: [String]) -> Bool {
        let plain = words.map { folded($0).trimmingPunctuation }
        guard let first = plain.first, Verb.instead(of: words, context.language).isEmpty else { return false }
        let beginning = plain.prefix(2).joined(separator: " ")
        return Self.answerOpenings.contains(first) || Self.answerOpenings.contains(beginning)
            || isGoodAnswer(plain.joined(separator: " "), context.answerWords)
    }

    private static let answerOpenings: Set<String> = [
        "oui", "non", "si", "car", "parce", "c'est", "ce n'est", "il", "elle", "ils", "elles", "je pense", "je crois",
        "je dirais",
        "je suppose", "je sais", "je ne", "peut-etre", "donc", "yes", "no", "because", "it", "it's", "i think", "i believe",
        "i don't", "maybe", "perhaps", "so",
    ]

    /// What follows « lire », when it begins with a verb of its own; an article is passed over.
    private static func afterReading(_ words: [String]) -> [String]? {
        guard let first = words.first, ["lire", "lis", "consulter", "read", "consult"].contains(folded(first)) else { return nil }
        let articles = words.dropFirst().prefix { ["le", "la", "les", "the"].contains(folded($0)) }.count
        let rest = Array(words.dropFirst(1 + articles))
        return Verb.longest(beginning: rest) == nil ? nil : rest
    }

    /// How many words may say only that somebody does or wants the act that follows.
    private static func passedOver(in words: [String]) -> [Int] {
        let plain = words.map(folded)
        return spoken.filter { plain.starts(with: $0) }.map(\.count)
    }

    /// The longest first.
    private static let spoken: [[String]] = [
        "i want to", "je veux", "je voudrais", "je vais", "je dois", "il faut", "on va", "on peut", "i will", "let me", "puis-je",
        "peux-tu", "je", "on", "nous", "i", "puis", "ensuite", "please", "svp",
    ].map { $0.split(separator: " ").map(String.init) }

    /// The first form that fits; else what was wrong with the one that came furthest.
    private func read(_ verb: Verb, _ words: [String]) throws(Misread) -> Action {
        var furthest: Misread?
        for form in verb.forms {
            do throws(Misread) {
                return try form.read(words, scope)
            } catch {
                if form.isHidden { continue }
                if error.position >= furthest?.position ?? -1 { furthest = error }
            }
        }
        throw furthest ?? Misread(reason: .tooMuch, position: 0, scope: scope)
    }

    // MARK: - Forms

    /// A line while a field is asked: a suggestion's number, a way around the form, an act, or the text itself. An act that leaves the
    /// form first, or comes back to it, is an act.
    ///
    /// Nil: the line is read as any other.
    ///
    /// - Throws: when it may be a text or an act; both are offered as lines that say which.
    private func inForm(_ line: String, _ form: Context.Asked) throws(Refusal) -> [Action]? {
        let words = line.wordsOfLine
        if let (verb, length) = Verb.longest(beginning: words), length == words.count {
            switch verb.id {
            case Verb.skipField.id: return [.skipField(form: form.kind, field: form.field)]
            case Verb.previousField.id: return [.previousField(form: form.kind)]
            case Verb.leaveForm.id: return [.leaveForm(form: form.kind)]
            case Verb.file.id: return [.file(form: form.kind)]
            case form.kind.words.en[0]: return [.openForm(form: form.kind)]
            default: if verb.family == .findOnesWay { return nil }
            }
        }
        if words.first.map(phraseKey) == "aide" || words.first.map(phraseKey) == "help" || line == "?" { return nil }
        if let number = Int(line), form.suggestions.indices.contains(number - 1) {
            return [.fill(form: form.kind, field: form.field, value: form.suggestions[number - 1])]
        }
        // Neither a number of the first screen nor an answer to the tutor is meant here.
        var parser = self
        parser.context.menu = []
        parser.context.questionIsOpen = false
        if let actions = try? parser.acts(of: line), let first = actions.first {
            // « questionner » is no word of a report; « demander » may be.
            let isQuestion = words.first.map { phraseKey($0) != "demander" && phraseKey($0) != "demande" } ?? false
            let isSaid = first == .leaveForm(form: form.kind) || actions.last == .openForm(form: form.kind)
            if isSaid || actions.allSatisfy({ $0.isPlainlyAnAct || ($0.verb.id == Verb.ask.id && isQuestion) }) { return actions }
            throw choice(line, form)
        }
        if let act = parser.misspelled(words) { throw choice(line, meaning: act, form) }
        return [.fill(form: form.kind, field: form.field, value: line)]
    }

    /// The line with its verb spelled rightly, where it is then plainly an act: « mesurrer tension B2:1 B2:3 ».
    private func misspelled(_ words: [String]) -> String? {
        guard words.count > 1 else { return nil }
        return verbsNear(words).first { line in
            line.wordsOfLine.count == words.count && (try? acts(of: line))?.allSatisfy(\.isPlainlyAnAct) == true
        }
    }

    /// - Parameter act: the line as the act that it may be, where its spelling is not that.
    private func choice(_ line: String, meaning act: String? = nil, _ form: Context.Asked) -> Refusal {
        let language = context.language
        let text = "\(form.kind.words.shown[language]) \(form.field.words.shown[language]) "
        return Refusal(
            segment: line, problem: ParserTexts.textOrAct(line, form.label),
            suggestions: [
                text + line.replacing(";", with: ","), "\(act ?? line) ; \(form.kind.words.shown[language])",
            ], isChoice: true)
    }
}

/// Whether an answer has one of the words that a good one has: the whole word when it is short, else its beginning.
func isGoodAnswer(_ answer: String, _ good: [String]) -> Bool {
    let words = folded(answer).split { !($0.isLetter || $0.isNumber || $0 == "'") }.flatMap { word in
        [String(word)] + word.split(separator: "'").map(String.init)
    }
    return good.map(folded).contains { key in
        if key.contains(" ") { return folded(answer).contains(key) }
        return words.contains { key.count < 4 ? $0 == key : $0.hasPrefix(key) }
    }
}

extension Action {
    /// Whether a line that says it cannot be the text of a form's field: nobody writes « mesurer tension B2:1 B2:3 » as a cause.
    fileprivate var isPlainlyAnAct: Bool {
        switch verb.family {
        case .whereAndWhat, .measure, .findOnesWay: true
        case .reason: sentence == nil
        case .organise: if case .buy = self { false } else { true }
        case .people, .makeSafe, .act, .tryOut: false
        }
    }

    /// The free words of the act.
    fileprivate var sentence: String? {
        switch self {
        case .ask(_, let text), .warn(_, let text), .alert(let text), .reply(let text), .function(let text), .answer(_, let text),
            .fill(_, _, let text):
            text
        default: nil
        }
    }
}

extension String {
    var trimmingSpaces: String {
        var view = self[...]
        while let first = view.first, first.isWhitespace { view.removeFirst() }
        while let last = view.last, last.isWhitespace { view.removeLast() }
        return String(view)
    }

    fileprivate var trimmingPunctuation: String {
        String(reversed().drop { ".,!:".contains($0) }.reversed())
    }

    /// Split at spaces of any sort; a question mark that ends a word is a word of its own.
    var wordsOfLine: [String] {
        var words: [String] = []
        for part in split(whereSeparator: \.isWhitespace) {
            if part.count > 1, part.hasSuffix("?") {
                words.append(String(part.dropLast()))
                words.append("?")
            } else {
                words.append(String(part))
            }
        }
        return words
    }
}
