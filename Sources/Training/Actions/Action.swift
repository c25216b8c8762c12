/// What a trainee does: the typed value of one verb with its arguments.
///
/// Names of places, components, terminals, tools, documents, people… are the canonical ones of the vocabulary the line was read
/// with. The JSON shape (English keys, one key a case) is the journal's and does not change: a new argument is optional, a new act
/// is a new case.
public enum Action: Codable, Hashable, Sendable {
    // MARK: where and what
    case here
    case view
    case go(place: String)
    case open(door: String)
    case close(door: String)
    case look(at: String?)
    case listen(to: String)
    case touch(ref: String)
    case smell(ref: String)
    /// All of it, or the lines that name a reference.
    case document(name: String?, about: String? = nil)
    case diagram(folio: String?)
    case inputsOutputs(refs: [String])
    case hmi(page: String?)
    case step

    // MARK: people
    case ask(who: String, about: String)
    case warn(who: String, about: String)
    case alert(about: String)
    /// What is answered to a question that the tutor has just put.
    case reply(text: String)

    // MARK: measure
    /// `from` and `to` are where the two leads (or the one probe) go; `because` is the number of a hypothesis; `during` is a control
    /// that somebody else operates at the same moment.
    case measure(
        quantity: Measurand, from: String, to: String?, expected: Expected?, because: Int?, during: String? = nil)
    case conclude(verdict: Verdict)
    case record(point: String, value: Amount, verdict: Verdict)

    // MARK: reason
    case function(lost: String)
    case chain(block: ChainBlock, refs: [String])
    case hypothesis(ref: String, cause: String?)
    /// `proofs` are numbers of readings, as they were shown.
    case diagnosis(ref: String, cause: String, proofs: [Int])
    case answer(question: Int, value: String)

    // MARK: make safe
    case wear(equipment: [String])
    case takeOff(equipment: [String])
    case markOut
    /// The sources that one found by oneself; nil to have them all told by the dossier.
    case prepareLockout(sources: [String]? = nil)
    case isolate(sources: [String])
    case lock(sources: [String])
    case identify(place: String)
    case proveDead(place: String)
    case bleed(ref: String)
    case block(ref: String)
    /// Of one source, or of all of them in the inverse order when none is named.
    case restore(source: String?)
    case placeContainment(at: String?)
    /// Bridging a contact: never done, and noted when it is a safety device's.
    case bypass(ref: String)

    // MARK: act
    case operate(ref: String, position: String?)
    case force(variable: String, value: Double)
    case unforce(variable: String)
    case take(tools: [String])
    case putBack(tools: [String])
    /// All of the tools that are out when none is named.
    case tidy(tools: [String])
    case tag(refs: [String])
    case backUp(device: String)
    case disconnect(refs: [String])
    /// Where it was, or on another terminal.
    case reconnect(refs: [String], on: String? = nil)
    /// A part of the kit on a port, or between a hose and its port.
    case fit(part: String, at: String)
    case unfit(part: String)
    case replace(ref: String, part: String?)
    case adjust(ref: String, parameter: String, value: Amount)
    /// `torque` in N·m.
    case tighten(refs: [String], torque: Double?)
    case clean(ref: String)
    /// What is stuck or jammed.
    case free(ref: String)
    case grease(ref: String, amount: Amount?)
    case tension(ref: String, target: Amount?)
    case bleedAir(ref: String)
    case topUp(ref: String, amount: Amount?)
    case drain(ref: String)
    case sortWaste(waste: String, bin: String)

    // MARK: organise
    case openForm(form: FormKind)
    case fill(form: FormKind, field: FormField, value: String)
    case skipField(form: FormKind, field: FormField?)
    case previousField(form: FormKind)
    /// The form stays open; nil when none is.
    case leaveForm(form: FormKind?)
    case file(form: FormKind)
    case tasks
    case taskDone(operation: Int, verdict: Verdict?)
    case stock(part: String?)
    case buy(part: String, count: Int)
    case handOver

    // MARK: try
    case test(kind: TestKind)
    case restart
    case wait(seconds: Double)

    // MARK: find one's way
    /// `about` is what the verb is to be used on, or which of its choices.
    case help(verb: String?, about: String? = nil)
    case whereAmI
    case summary
    case repeatLast
    case more
    case word(term: String)
    case finish
}

extension Action {
    /// Whether what it says is a sheet to read, shown by the page.
    var isPaper: Bool {
        switch self {
        case .document, .diagram, .inputsOutputs, .prepareLockout, .openForm(.order), .tasks, .stock, .help: true
        default: false
        }
    }

    /// Whether the act only helps to find one's way: it takes no time, changes nothing, and leaves no line in the journal.
    public var isLookup: Bool {
        switch self {
        case .help, .whereAmI, .summary, .repeatLast, .more, .word: true
        default: false
        }
    }
}
