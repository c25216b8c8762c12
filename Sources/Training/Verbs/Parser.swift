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
        /// The tutor has put a question: a line that begins with no verb answers it.
        public var questionIsOpen: Bool
        public var lastMeasurement: Measured?

        public init(
            language: Language, menu: [Verb] = [], form: Asked? = nil, openForm: FormKind? = nil, questionIsOpen: Bool = false,
            lastMeasurement: Measured? = nil
        ) {
            self.language = language
            self.menu = menu
            self.form = form
            self.openForm = openForm ?? form?.kind
            self.questionIsOpen = questionIsOpen
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
        if let form = context.form, let action = inForm(line, form) { return [action] }
        var actions: [Action] = []
        var parser = self
        for segment in line.split(separator: ";").map({ String($0).trimmingSpaces }) where !segment.isEmpty {
            let action: Action
            do throws(Failure) {
                action = try parser.action(of: segment)
            } catch {
                throw parser.refusal(of: segment, in: line, error)
            }
            actions.append(action)
            parser.follow(action)
        }
        return actions
    }

    /// What the rest of a line is read with once this was said in it.
    private mutating func follow(_ action: Action) {
        context.menu = []
        switch action {
        case .measure(let quantity, let from, let to, _, _):
            context.lastMeasurement = Context.Measured(quantity: quantity, from: from, to: to)
        case .reply: context.questionIsOpen = false
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

    func action(of segment: String) throws(Failure) -> Action {
        var words = segment.wordsOfLine
        // A number of the first screen stands for the beginning of a line.
        if let first = words.first, let number = Int(first), context.menu.indices.contains(number - 1) {
            words.replaceSubrange(0..<1, with: context.menu[number - 1].words.shown[context.language].wordsOfLine)
        }
        guard let (verb, length) = Verb.longest(beginning: words) else {
            if context.questionIsOpen { return .reply(text: segment) }
            if words.count == 2, words[1] == "?", let verb = Verb.all.first(where: { $0.begins(with: words[0]) }) {
                return .help(verb: verb.id)
            }
            throw .unknownVerb
        }
        let verbWords = Array(words.prefix(length))
        let arguments = Array(words.dropFirst(length))
        if arguments.last == "?" {
            let action = try? read(verb, arguments)
            // In a sentence, a question mark is only a question mark.
            guard let action, let sentence = action.sentence, sentence.contains(where: { $0.isLetter }) else {
                return .help(verb: verb.id)
            }
            return action
        }
        do throws(Misread) {
            return try read(verb, arguments)
        } catch {
            throw .misread(verb, verbWords: verbWords, words: arguments, error)
        }
    }

    /// The first form that fits; else what was wrong with the one that came furthest.
    private func read(_ verb: Verb, _ words: [String]) throws(Misread) -> Action {
        var furthest: Misread?
        for form in verb.forms {
            do throws(Misread) {
                return try form.read(words, scope)
            } catch {
                if error.position >= furthest?.position ?? -1 { furthest = error }
            }
        }
        throw furthest ?? Misread(reason: .tooMuch, position: 0, scope: scope)
    }

    // MARK: - Forms

    /// A line while a field is asked: a suggestion's number, a way around the form, or the text itself.
    private func inForm(_ line: String, _ form: Context.Asked) -> Action? {
        let words = line.wordsOfLine
        if let (verb, length) = Verb.longest(beginning: words), length == words.count {
            switch verb.id {
            case Verb.skipField.id: return .skipField(form: form.kind, field: form.field)
            case Verb.previousField.id: return .previousField(form: form.kind)
            case Verb.file.id: return .file(form: form.kind)
            case form.kind.words.en[0]: return .openForm(form: form.kind)
            default:
                // Nil: the line is read as any other.
                if verb.family == .findOnesWay { return nil }
            }
        }
        if words.first.map(phraseKey) == "aide" || words.first.map(phraseKey) == "help" || line == "?" { return nil }
        if let number = Int(line), form.suggestions.indices.contains(number - 1) {
            return .fill(form: form.kind, field: form.field, value: form.suggestions[number - 1])
        }
        return .fill(form: form.kind, field: form.field, value: line)
    }
}

extension Action {
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
