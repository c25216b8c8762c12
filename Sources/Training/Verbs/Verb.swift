public import Notation

/// A session verb: all that there is to know of it, in one place. Help, completion, the parser and the tests read this.
public struct Verb: Sendable, Identifiable {
    /// What the verbs are grouped by in help.
    public enum Family: String, Sendable, CaseIterable {
        case whereAndWhat, people, measure, reason, makeSafe, act, organise, tryOut, findOnesWay
    }

    /// How long it takes on the machine's clock, walking not included.
    public enum Duration: Hashable, Sendable {
        case none
        /// Seconds.
        case fixed(Double)
        /// Seconds for each thing named.
        case each(Double)
        /// As long as is asked.
        case asAsked
    }

    /// Where one must stand.
    public enum Standing: Hashable, Sendable {
        case anywhere
        /// Within reach of what is named.
        case byTheTarget
    }

    public let words: Words
    public let family: Family
    /// One line.
    public let meaning: Text
    public let duration: Duration
    public let standing: Standing
    /// One of these must be out; empty for bare hands.
    public let tools: [ToolKind]
    /// The events it writes when it succeeds.
    public let writes: [Event.Kind]
    /// Lines that are right for the machine of the tests, one in each language at least.
    public let examples: [Text]
    /// What may follow it; the first that fits is taken.
    let forms: [Form]
    /// Verbs that it stands for, one after another, each with all that follows it; it has no act of its own then.
    let together: [Verb]

    init(
        _ words: Words, _ family: Family, _ meaning: Text, duration: Duration = .none, standing: Standing = .anywhere,
        tools: [ToolKind] = [], writes: [Event.Kind] = [], examples: [Text], together: [Verb] = [], _ forms: Form...
    ) {
        self.words = words
        self.family = family
        self.meaning = meaning
        self.duration = duration
        self.standing = standing
        self.tools = tools
        self.writes = writes
        self.examples = examples
        self.forms = together.first?.forms ?? forms
        self.together = together
    }

    /// Its first English word, stable.
    public var id: String { words.en[0] }

    /// `mesurer GRANDEUR A [B] [attendu VALEUR] [parce que N]`, one line a form.
    public var usage: [Text] {
        var usage: [Text] = []
        for form in forms where !form.isHidden {
            let line = ([words.shown] + form.slots.filter { !$0.isHidden }.map(\.usage)).joined(separator: " ")
            if !usage.contains(line) { usage.append(line) }
        }
        return usage
    }

    /// Machine seconds that the act takes of itself.
    public func seconds(of action: Action) -> Double {
        switch duration {
        case .none: 0
        case .fixed(let seconds): seconds
        case .each(let seconds): seconds * Double(max(1, action.count))
        case .asAsked:
            if case .wait(let seconds) = action { seconds } else { 0 }
        }
    }
}

/// What may follow a verb: slots in order, and what they make together.
struct Form: Sendable {
    let slots: [SlotShape]
    /// Taken, but shown nowhere.
    private(set) var isHidden = false
    private let readAll: @Sendable (inout Cursor) throws(Misread) -> Action
    /// Reads the slots one after another as far as they go, to know what may come next.
    private let probes: [@Sendable (inout Cursor) throws(Misread) -> Void]

    init<each Value: Sendable>(_ slot: repeat Slot<each Value>, make: @escaping @Sendable (repeat each Value) -> Action) {
        var slots: [SlotShape] = []
        var probes: [@Sendable (inout Cursor) throws(Misread) -> Void] = []
        for one in repeat each slot {
            slots.append(one.shape)
            probes.append(Self.probe(of: one))
        }
        self.slots = slots
        self.probes = probes
        readAll = { (cursor: inout Cursor) throws(Misread) -> Action in
            let values = (repeat try (each slot).read(&cursor))
            return make(repeat each values)
        }
    }

    private static func probe<Value>(of slot: Slot<Value>) -> @Sendable (inout Cursor) throws(Misread) -> Void {
        { [read = slot.read] (cursor: inout Cursor) throws(Misread) in _ = try read(&cursor) }
    }

    /// Taken, but shown nowhere: what is said with this verb and done by another.
    func hidden() -> Form {
        var form = self
        form.isHidden = true
        return form
    }

    var introducers: [Words] { slots.compactMap(\.introducer) }

    func read(_ words: [String], _ scope: Cursor.Scope) throws(Misread) -> Action {
        var cursor = Cursor(words, introducers: introducers, scope: scope)
        let action = try readAll(&cursor)
        try cursor.finish()
        return action
    }

    /// The slots that could take the word after these, each with what is known by then.
    func next(after words: [String], _ scope: Cursor.Scope) -> [(slot: SlotShape, scope: Cursor.Scope)] {
        var cursor = Cursor(words, introducers: introducers, scope: scope)
        var open: [(SlotShape, Cursor.Scope)] = []
        for (shape, probe) in zip(slots, probes) {
            if shape.introducer != nil {
                // Inside a clause whose words are still wanted, nothing else can come.
                switch cursor.clauseIsOpen(shape) {
                case .some(true): return [(shape, cursor.scope)]
                case .some(false): continue
                case .none: open.append((shape, cursor.scope))
                }
                continue
            }
            let wasAtEnd = cursor.isAtEnd
            if wasAtEnd { open.append((shape, cursor.scope)) }
            do throws(Misread) {
                try probe(&cursor)
            } catch {
                if wasAtEnd { return open }
                // The slot took what there was and wants more.
                if case .missing = error.reason { return [(shape, error.scope)] }
                return []
            }
            if !wasAtEnd, cursor.isAtEnd, shape.repeats { open.append((shape, cursor.scope)) }
        }
        return cursor.isAtEnd ? open : []
    }
}

/// A tool or an instrument, by what it is for. Raw values are the identifiers that scenarios write.
public enum ToolKind: String, Codable, Hashable, Sendable, CaseIterable {
    case multimeter
    case voltageTester = "voltage-tester"
    case clampMeter = "clamp-meter"
    case insulationTester = "insulation-tester"
    case phaseTester = "phase-tester"
    case gauge
    case oilGauge = "oil-gauge"
    case contactThermometer = "contact-thermometer"
    case infraredThermometer = "infrared-thermometer"
    case stopwatch, tachometer
    case tensionTester = "tension-tester"
    case vibrationMeter = "vibration-meter"
    case leakDetector = "leak-detector"
    case soundLevelMeter = "sound-level-meter"
    case padlock
    case torqueDriver = "torque-driver"
    case screwdriver, spanner
    case greaseGun = "grease-gun"
    case cloth, labels, laptop, tray
    case feelerGauge = "feeler-gauge"
    case dialGauge = "dial-gauge"
}
