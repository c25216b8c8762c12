import Components
import Machines
public import Notation
import Simulation
public import Training

/// What a session leaves on paper: the diagnosis sheet of a workshop class filled from the journal, and every act with its line.
///
/// A function of the journal and of what the scenario's files say; nothing is run again.
public struct SessionReport: Sendable {
    /// What the journal does not hold: the words of the scenario and of the machine, and when it was by the wall.
    public struct Context: Sendable {
        public var title: Text
        public var machine: Text
        public var maker: Text?
        public var orderNumber: String
        /// Who asks, with their place in the workshop.
        public var requester: Text
        public var priority: Text
        public var complaint: Text
        /// Hour of the order, to which machine time is added; nil shows the time since the beginning.
        public var clock: Scenario.ClockTime?
        /// Sources of energy by name, with what they feed.
        public var sources: [(name: String, text: Text)]
        /// What the instruments are called, by their identifiers.
        public var instruments: [(name: String, text: Text)]
        /// How the things of the exercise are called.
        public var names: Vocabulary
        /// When the session began by the wall, already written in the reader's way; nil when the side file is gone.
        public var date: String?
        /// Name of the journal's file, as the reader would look for it.
        public var journalName: String?

        public init(
            title: Text, machine: Text, maker: Text? = nil, orderNumber: String, requester: Text, priority: Text,
            complaint: Text, clock: Scenario.ClockTime?, sources: [(name: String, text: Text)],
            instruments: [(name: String, text: Text)] = [], names: Vocabulary = Vocabulary([]), date: String? = nil,
            journalName: String? = nil
        ) {
            self.title = title
            self.machine = machine
            self.maker = maker
            self.orderNumber = orderNumber
            self.requester = requester
            self.priority = priority
            self.complaint = complaint
            self.clock = clock
            self.sources = sources
            self.instruments = instruments
            self.names = names
            self.date = date
            self.journalName = journalName
        }

        public init(_ exercise: Exercise, date: String? = nil, journalName: String? = nil) {
            let order = exercise.scenario.order
            let name = exercise.maintenance.people.first { $0.id == order.from }?.name ?? order.from
            self.init(
                title: exercise.scenario.title, machine: exercise.definition.machine.text,
                maker: exercise.definition.machine.maker,
                orderNumber: order.number, requester: order.line.fr.isEmpty ? Text(name) : Text("\(name), ") + order.line,
                priority: order.priority, complaint: order.complaint, clock: order.at,
                sources: exercise.maintenance.sources.map { ($0.id, $0.text) },
                instruments: exercise.maintenance.tools.map { ($0.kind.rawValue, $0.text) },
                names: Vocabulary(of: exercise), date: date, journalName: journalName)
        }
    }

    public let journal: Journal
    public let context: Context

    public init(_ journal: Journal, _ context: Context) {
        self.journal = journal
        self.context = context
    }

    // MARK: - What the journal says

    /// An event with the line of the journal's file on which it is (the header has the first) and its machine time.
    struct Told {
        let line: Int
        let time: Double
        let event: Event
    }

    var events: [Told] {
        journal.entries.flatMap { entry in entry.events.map { Told(line: entry.index + 1, time: entry.time, event: $0) } }
    }

    /// Hour of the day when the scenario has one, else minutes and seconds since the beginning.
    func hour(_ seconds: Double) -> String {
        if let clock = context.clock { return clock.formatted(after: seconds) }
        let whole = Int(seconds)
        return "\(whole / 60):" + (whole % 60 < 10 ? "0" : "") + "\(whole % 60)"
    }

    /// The machine as it was when the trainee first met it.
    var firstSituation: (line: Int, situation: Situation)? {
        for told in events {
            if let situation = told.event.situation { return (told.line, situation) }
        }
        return nil
    }
}

extension Event {
    /// The machine's state that the event carries, if it does.
    var situation: Situation? {
        switch self {
        case .doorOpened(_, let situation), .recorded(_, _, _, let situation), .operated(_, _, let situation),
            .disconnected(_, let situation), .fitted(_, _, _, let situation), .unfitted(_, let situation),
            .replaced(_, _, _, _, let situation), .adjusted(_, _, _, _, let situation),
            .tightened(_, _, _, let situation), .cleaned(_, _, let situation), .freed(_, _, let situation),
            .greased(_, _, _, let situation),
            .tensioned(_, _, _, let situation), .airBled(_, _, let situation), .drained(_, _, _, let situation),
            .toppedUp(_, _, _, let situation),
            .taskDone(_, _, let situation), .handedOver(let situation), .entrusted(_, _, _, let situation):
            situation
        case .observed(let observation): observation.situation
        case .measured(let reading): reading.situation
        default: nil
        }
    }

    /// Work with tools on the machine.
    var isWork: Bool {
        switch kind {
        case .disconnected, .reconnected, .fitted, .unfitted, .replaced, .adjusted, .tightened, .cleaned, .freed, .greased,
            .tensioned, .airBled,
            .drained,
            .toppedUp, .wasteSorted, .entrusted:
            true
        default: false
        }
    }

    /// The trainee finds one's way or puts things by: no news for a timeline.
    var isMinor: Bool {
        switch kind {
        case .spent, .fieldFilled, .waited: true
        default: false
        }
    }
}
