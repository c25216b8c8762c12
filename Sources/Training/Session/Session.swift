import Components
import Grafcet
import Machines
public import Notation
public import Simulation

/// What an act came to: its events for the journal, and what is said to the trainee.
public struct Outcome: Sendable, Hashable {
    public let events: [Event]
    /// Everything that there is to say.
    public let allLines: [Text]
    /// How many of them are shown at once; `plus` shows the others.
    public let shown: Int

    /// Lines of an answer that are shown at once.
    public static let shownAtOnce = 6

    public init(events: [Event], allLines: [Text], shown: Int = Outcome.shownAtOnce) {
        self.events = events
        self.allLines = allLines
        self.shown = shown
    }

    /// What is shown at once.
    public var lines: [Text] { Array(allLines.prefix(shown)) }
    /// Lines left for `plus`.
    public var more: Int { max(0, allLines.count - shown) }
}

/// A trainee before a machine: every act changes the machine and the state by its events, and nothing else does.
///
/// Deterministic: the same exercise, seed and actions give the same events. One thread owns it.
public final class Session {
    public let exercise: Exercise
    public let machine: RunningMachine
    /// The fold of every event so far.
    public private(set) var state = SessionState()
    /// What can be named here.
    public let vocabulary: Vocabulary
    /// Machine time at which the trainee arrived, s.
    public let arrival: Double
    /// What came from outside until then.
    public let writesBeforeArrival: [OutsideWrite]

    // What the act under way has come to.
    private var events: [Event] = []
    private var lines: [Text] = []
    private var modePath: [String] = []
    private var walked = 0.0
    // What was last seen of the machine.
    private var lastScan = 0
    private var lastMode = ""
    private var activeAlarms: [String] = []
    private var trips: [(reference: String, signal: SignalIndex, was: Bool)] = []
    private var loads: [Load] = []
    /// Hands are on the machine.
    private var isHandling = false
    // What is remembered between acts and is no event.
    private var remaining = Remainder()
    private var isPaper = false
    private var said: [Text] = []
    /// Lines of a document that are shown at once; whoever has a screen says how many it takes.
    public var page = Outcome.shownAtOnce
    var cursor: FormCursor?
    var partsTaken: [String: Int] = [:]
    var arrivals: [(part: String, count: Int, at: Double)] = []
    /// What somebody does at the trainee's signal.
    var awaited: [Maintenance.Procedure.Step] = []
    var hintsGiven = 0
    /// The next hint's price was told.
    var priceTold = false
    var questionsAsked: [String] = []
    /// How often the supervisor's page was read, and what it shows while its values stand still.
    var supervisionRounds = 0
    var frozenSupervision: [RunningMachine.SupervisedValue]?

    var scenario: Scenario { exercise.scenario }
    var maintenance: Maintenance { exercise.maintenance }
    var plan: Machine { exercise.definition.machine }

    /// Brings the machine to the moment at which the trainee arrives.
    ///
    /// - Parameters:
    ///   - outside: what comes from outside the machine in the place of what is its own.
    ///   - connect: what comes from outside takes hold of the machine, before its story begins; nil for a session played again.
    public init(
        _ exercise: Exercise, seed: UInt64, outside: Header.Outside? = nil, connect: ((RunningMachine) throws -> Void)? = nil
    ) throws {
        self.exercise = exercise
        let outside = outside ?? Header.Outside()
        let machine = try RunningMachine(
            exercise.definition.telling(outside.told), seed: seed,
            brain: outside.isControlled ? .external(watchdog: .infinity) : .program)
        self.machine = machine
        for write in outside.writes { machine.schedule(scan: write.scan, name: write.name, value: write.value) }
        try exercise.scenario.age?.put(on: machine, of: exercise.definition)
        if let air = exercise.scenario.start.air { machine.plant.roomTemperature = air }
        try connect?(machine)
        try Self.live(machine, through: exercise.scenario, exercise.definition)
        arrival = machine.time
        vocabulary = Vocabulary(of: exercise)
        state.place = exercise.scenario.start.place
        state.clock = machine.time
        lastScan = machine.scan
        lastMode = Self.mode(of: machine)
        state.mode = lastMode
        activeAlarms = machine.controller?.activeAlarms.map(\.name) ?? []
        for reference in machine.plant.assembly.references {
            if let signal = machine.plant.assembly.signal(reference, "tripped") {
                trips.append((reference, signal, machine.plant.assembly.value(signal) != 0))
            }
        }
        loads = Self.loads(of: machine, exercise.definition.machine)
        writesBeforeArrival = machine.takeOutsideWrites()
    }

    /// The mode that is written while the controller has no supply, and while a brain outside does not say it.
    static let (unpowered, untold) = ("0", "?")

    private static func mode(of machine: RunningMachine) -> String {
        machine.mode?.rawValue ?? (machine.isControllerRunning ? untold : unpowered)
    }

    private static func live(_ machine: RunningMachine, through scenario: Scenario, _ definition: MachineDefinition) throws {
        var operations = scenario.start.operations.sorted { $0.at < $1.at }
        var faults = scenario.faults.sorted { $0.at < $1.at }
        let end = scenario.start.seconds
        while true {
            let now = machine.time + machine.plant.step / 2
            while let fault = faults.first, fault.at <= now {
                if let known = definition.faults.first(where: { $0.id == fault.id }) {
                    machine.inject(
                        known, severity: fault.severity, age: fault.grown ?? 0, isGrowing: fault.grown != nil)
                }
                faults.removeFirst()
            }
            while let operation = operations.first, operation.at <= now {
                try machine.operate(
                    operation.reference, to: operation.position, duration: operation.duration ?? RunningMachine.pushLength)
                operations.removeFirst()
            }
            if now >= end { break }
            try machine.advanceStep()
        }
    }

    // MARK: - Acting

    /// Does what is asked, lets its time pass on the machine, and says what came of it.
    ///
    /// - Throws: when the machine's equations cannot be solved; never for what a trainee did wrong.
    public func perform(_ action: Action) throws -> Outcome {
        events = []
        lines = []
        isPaper = action.isPaper
        modePath = []
        walked = 0
        if action.isLookup { return lookUp(action) }
        if state.finished {
            say(Text(fr: "La séance est terminée.", en: "The session is over."))
            emit(.prevented(need: .nothingToDo, of: nil))
            return close(action)
        }
        let began = machine.time
        do {
            try carryOut(action)
            let spent = machine.time - began - walked
            if action.seconds - spent > machine.plant.step / 2 { try pass(action.seconds - spent) }
        } catch let prevention as Prevention {
            emit(.prevented(need: prevention.need, of: prevention.of))
            say(prevention.text)
        }
        return close(action)
    }

    private func close(_ action: Action) -> Outcome {
        notice()
        if modePath.count > 1 { say(Speech.modes(modePath, exercise.definition)) }
        state.apply([], at: machine.time)
        if !state.finished { askWhy(after: action) }
        if scenario.dangers == .end, !state.finished, events.contains(where: \.isDangerous) {
            emit(.finished)
            say(
                Text(
                    fr: "Dans ce sujet, un geste dangereux arrête la séance.",
                    en: "In this exercise a dangerous act ends the session."))
        }
        said = lines
        return told()
    }

    /// What was said, cut to a page; what does not fit takes the place of what `plus` had to show, a short answer leaves it.
    private func told() -> Outcome {
        let shown = isPaper ? max(page, Outcome.shownAtOnce) : Outcome.shownAtOnce
        if lines.count > shown {
            remaining = Remainder(title: lines[0], lines: Array(lines.dropFirst(shown)), page: shown)
        } else if !lines.isEmpty {
            remaining.isFollowed = true
        }
        return Outcome(events: events, allLines: lines, shown: shown)
    }

    /// What `plus` has to show.
    private struct Remainder {
        /// The first line of what it goes on with.
        var title = Text("")
        var lines: [Text] = []
        var page = Outcome.shownAtOnce
        /// Something else was said since.
        var isFollowed = false
    }

    private func more() -> Outcome {
        guard !remaining.lines.isEmpty else {
            return Outcome(events: [], allLines: [Text(fr: "C'est tout.", en: "That is all.")])
        }
        // After another answer, of what it is the rest.
        let heading = remaining.isFollowed ? [remaining.title + Text(fr: " (suite)", en: " (continued)")] : []
        let outcome = Outcome(events: [], allLines: heading + remaining.lines, shown: heading.count + remaining.page)
        remaining.lines = Array(remaining.lines.dropFirst(remaining.page))
        remaining.isFollowed = false
        return outcome
    }

    /// What a look-up would say, without saying it.
    func lookedUp(_ action: Action) -> [Text] {
        let before = (lines, remaining)
        lines = []
        defer { (lines, remaining) = before }
        findOnesWay(action)
        return lines
    }

    /// `plus` and `relire` show what was said; the other look-ups say something themselves.
    private func lookUp(_ action: Action) -> Outcome {
        switch action {
        case .more: return more()
        case .repeatLast:
            return Outcome(events: [], allLines: said.isEmpty ? opening : said)
        default:
            findOnesWay(action)
            return told()
        }
    }

    /// To its family; exhaustive, so that a new verb cannot be forgotten.
    private func carryOut(_ action: Action) throws {
        isHandling = action.verb.family == .makeSafe || action.verb.family == .act
        switch action {
        case .here, .view, .go, .open, .close, .look, .listen, .touch, .smell: try lookAround(action)
        case .document, .diagram, .inputsOutputs, .hmi, .step: try read(action)
        case .ask, .warn, .alert, .reply: try talk(action)
        case .measure, .conclude, .record: try measure(action)
        case .function, .chain, .hypothesis, .diagnosis, .answer: try reason(action)
        case .wear, .takeOff, .markOut, .prepareLockout, .isolate, .lock, .identify, .proveDead, .bleed, .block, .restore,
            .placeContainment:
            try makeSafe(action)
        case .operate, .force, .unforce, .take, .putBack, .tidy, .tag, .backUp, .bypass: try handle(action)
        case .disconnect, .reconnect, .fit, .unfit, .replace, .adjust, .tighten, .clean, .free, .grease, .tension, .bleedAir,
            .drain, .topUp,
            .sortWaste:
            try work(action)
        case .openForm, .fill, .skipField, .previousField, .leaveForm, .file, .tasks, .taskDone, .stock, .buy, .handOver:
            try organise(action)
        case .test, .restart, .wait: try tryOut(action)
        case .finish: finish()
        case .help, .whereAmI, .summary, .repeatLast, .more, .word: break
        }
    }

    /// Steps of the machine that go by on the wall's clock while nobody acts; what it does meanwhile is noticed as in an act.
    public func letPass(_ steps: Int) throws -> Outcome {
        events = []
        lines = []
        modePath = []
        isHandling = false
        guard !state.finished else { return Outcome(events: [], allLines: []) }
        try pass(Double(steps) * machine.plant.step)
        if modePath.count > 1 { say(Speech.modes(modePath, exercise.definition)) }
        state.apply([], at: machine.time)
        return Outcome(events: events, allLines: lines)
    }

    /// Does again what an entry of a journal was given; writes from outside are latched in the act that follows.
    public func replay(_ entry: Entry) throws -> [Event] {
        switch entry.input {
        case .action(let action): return try perform(action).events
        case .passing(let steps): return try letPass(steps).events
        case .writes(let writes):
            for write in writes { machine.schedule(scan: write.scan, name: write.name, value: write.value) }
            return []
        }
    }

    // MARK: - What an act writes and says

    func emit(_ event: Event) {
        events.append(event)
        state.apply([event], at: machine.time)
    }

    func say(_ text: Text) { lines.append(text) }

    /// A dangerous act, once an act; explained with the rule behind it.
    func danger(_ danger: Danger, _ reference: String?) {
        let event = Event.dangerousAct(danger: danger, ref: reference)
        guard !events.contains(event), !events.contains(where: { $0.danger == danger }) else { return }
        emit(event)
        say(Text(fr: "DANGER · ", en: "DANGER · ") + danger.happening)
        say(danger.rule)
    }

    /// Events of the act so far.
    var eventsSoFar: [Event] { events }

    // MARK: - Time

    /// Lets machine time pass and takes note of what the machine does meanwhile.
    func pass(_ seconds: Double) throws {
        let count = Int((seconds / machine.plant.step).rounded())
        for _ in 0..<count {
            try machine.advanceStep()
            if machine.scan != lastScan { notice() }
        }
    }

    /// Until something holds, at most so long.
    func pass(upTo limit: Double, until holds: () -> Bool) throws -> Bool {
        let count = Int((limit / machine.plant.step).rounded())
        for _ in 0..<count {
            if holds() { return true }
            try machine.advanceStep()
            if machine.scan != lastScan { notice() }
        }
        return holds()
    }

    /// Walks there if one is not there; the time is added to the act's own.
    func walk(to place: String?) throws {
        guard let place, place != state.place else { return }
        let began = machine.time
        emit(.moved(place: place))
        try pass(Self.walk)
        walked += machine.time - began
        say(Text("→ ") + placeText(place) + Text(" (\(Int(Self.walk)) s)"))
    }

    /// Seconds between two places.
    static let walk = 20.0

    /// Modes, alarms and trips since the last look.
    func notice() {
        lastScan = machine.scan
        let mode = mode
        if mode != lastMode {
            emit(.modeChanged(from: lastMode, to: mode))
            if modePath.isEmpty { modePath = [lastMode] }
            modePath.append(mode)
            lastMode = mode
        }
        let alarms = machine.isControllerRunning ? machine.controller?.activeAlarms ?? [] : []
        for alarm in alarms where !activeAlarms.contains(alarm.name) {
            let isNew = !events.contains(.alarmRaised(alarm: alarm.name))
            emit(.alarmRaised(alarm: alarm.name))
            // One that comes and goes is said once an act.
            if isNew { say(Text(fr: "Alarme : ", en: "Alarm: ") + alarm.text) }
        }
        activeAlarms = alarms.map(\.name)
        watchLoads(&loads, handling: isHandling)
        for index in trips.indices {
            let isTripped = machine.plant.assembly.value(trips[index].signal) != 0
            if isTripped, !trips[index].was {
                emit(.tripped(ref: trips[index].reference))
                say(Text(trips[index].reference) + Text(fr: " a déclenché.", en: " has tripped."))
            }
            trips[index].was = isTripped
        }
    }

    /// GEMMA mode now, `0` without supply.
    public var mode: String { Self.mode(of: machine) }

    /// Seconds since the trainee arrived.
    public var elapsed: Double { machine.time - arrival }

    /// The hour on the workshop's clock.
    var hour: String { scenario.order.at.formatted(after: elapsed) }

    // MARK: - What the parser needs

    /// The moment's context for reading a line.
    public func context(_ language: Language) -> Parser.Context {
        var form: Parser.Context.Asked?
        if let cursor, let field = cursor.asked {
            form = Parser.Context.Asked(kind: cursor.kind, field: field, suggestions: suggestions(for: field, language))
        }
        let last = state.readings.last.map { Parser.Context.Measured(quantity: $0.quantity, from: $0.from, to: $0.to) }
        return Parser.Context(
            language: language, menu: state.readings.isEmpty ? [.look, .ask, .documents] : [], form: form,
            openForm: state.openForm?.kind, questionIsOpen: state.openQuestion != nil,
            answerWords: scenario.questions.first { $0.id == state.openQuestion }?.keywords ?? [],
            suspects: state.hypotheses.map(\.ref), lastMeasurement: last)
    }

    public func parser(_ language: Language) -> Parser {
        Parser(vocabulary: vocabulary, context: context(language))
    }
}

/// An act that cannot be done now: no time passes.
struct Prevention: Error {
    let need: Need
    let of: String?
    let text: Text

    init(_ need: Need, _ of: String?, _ text: Text) {
        self.need = need
        self.of = of
        self.text = text
    }
}

/// Where one is in a form.
struct FormCursor {
    let kind: FormKind
    /// In `kind.fields`; past the last when all have been asked.
    var index = 0

    var asked: FormField? { kind.fields.indices.contains(index) ? kind.fields[index] : nil }
}

extension Event {
    var danger: Danger? {
        if case .dangerousAct(let danger, _) = self { danger } else { nil }
    }

    var isDangerous: Bool { danger != nil }
}
