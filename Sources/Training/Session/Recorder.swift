import Machines
public import Notation
public import Simulation

/// A session with its journal: every act is on the disk before its outcome is given back.
public final class Recorder {
    public let session: Session
    private var store: JournalStore
    /// Of the wall's clock, since the last line of the journal: steps, and what the machine did in them.
    private var passed = (steps: 0, events: [Event]())

    public var journal: Journal { store.journal }
    public var path: String { store.path }
    /// Bytes of a last line that was cut off and removed when the journal was opened.
    public var repaired: Int { store.repaired }

    private init(session: Session, store: consuming JournalStore) {
        self.session = session
        self.store = store
    }

    // MARK: - Beginning and going on

    /// Begins a session and its journal; an existing file is never overwritten.
    ///
    /// - Parameters:
    ///   - header: made with `Exercise.header`; its seed is the session's, and its `outside` what comes from there.
    ///   - wall: seconds since 1970, for the side file only.
    ///   - connect: as `Session.init` has it.
    public static func begin(
        _ exercise: Exercise, header: Header, path: String, wall: Double, connect: ((RunningMachine) throws -> Void)? = nil
    ) throws -> Recorder {
        var header = header
        let session = try Session(exercise, seed: header.seed, outside: header.outside, connect: connect)
        header.outside?.writes = session.writesBeforeArrival
        return Recorder(session: session, store: try JournalStore.create(path: path, header: header, wall: wall))
    }

    /// Goes on with a session after an interruption: verifies the journal, does every act of it again, and checks that the machine
    /// answers as it did.
    ///
    /// - Throws: `JournalError.filesChanged` when a file is no longer what the session was made from; `Divergence` when this
    ///   machine computes something else.
    public static func resume(_ exercise: Exercise, path: String, wall: Double) throws -> Recorder {
        let store = try JournalStore.resume(path: path, wall: wall)
        let session = try replayed(store.journal, on: exercise)
        return Recorder(session: session, store: store)
    }

    /// Does an act, and writes it down before it says what came of it.
    ///
    /// - Throws: `JournalError` when the disk refuses: the act is then no part of the session, which must be resumed.
    public func perform(_ action: Action, wall: Double) throws -> Outcome {
        if !action.isLookup { try writePassed(wall: wall) }
        let outcome = try session.perform(action)
        guard !action.isLookup else { return outcome }
        try write(.action(action), outcome.events, wall: wall)
        return outcome
    }

    /// What came from outside within it stands before it, so that it is there when the journal is played again.
    private func write(_ input: Entry.Input, _ events: [Event], wall: Double) throws {
        let machine = session.machine
        let writes = machine.takeOutsideWrites()
        if !writes.isEmpty {
            _ = try store.append(time: machine.time, scan: machine.scan, input: .writes(writes), events: [], wall: wall)
        }
        _ = try store.append(time: machine.time, scan: machine.scan, input: input, events: events, wall: wall)
    }

    /// Lets the machine live while nobody acts. It is written down when something happens, every few seconds, and before the next act.
    ///
    /// - Throws: `JournalError` as `perform` does.
    public func letPass(_ steps: Int, wall: Double) throws -> Outcome {
        let outcome = try session.letPass(steps)
        passed.steps += steps
        passed.events += outcome.events
        if !outcome.events.isEmpty || Double(passed.steps) * session.machine.plant.step >= Self.unwritten {
            try writePassed(wall: wall)
        }
        return outcome
    }

    /// Seconds of the machine that may be lost with the power.
    private static let unwritten = 5.0

    /// Writes down what has passed since the last line; before the journal is left, too.
    public func writePassed(wall: Double) throws {
        guard passed.steps > 0 else { return }
        let (steps, events) = passed
        passed = (0, [])
        try write(.passing(steps), events, wall: wall)
    }

    /// Reads a line, does its acts in order, and gives the outcome of each.
    ///
    /// - Throws: `Refusal` when the line is not understood: nothing was done.
    public func play(_ line: String, _ language: Language, wall: Double) throws -> [Outcome] {
        try session.parser(language).parse(line).map { try perform($0, wall: wall) }
    }

    // MARK: - Again

    /// Where a journal and the machine of today part.
    public struct Divergence: Error, Hashable, Sendable, CustomStringConvertible {
        /// Number of the entry.
        public let entry: Int
        public let text: Text
        public var description: String { text[.en] }
    }

    /// Does every act of a journal on a fresh machine: nil when each entry comes out the same, byte for byte.
    ///
    /// - Throws: `JournalError.filesChanged`, or what the machine's equations throw.
    public static func verify(_ journal: Journal, on exercise: Exercise) throws -> Divergence? {
        do {
            _ = try replayed(journal, on: exercise)
            return nil
        } catch let divergence as Divergence {
            return divergence
        }
    }

    /// A session that has lived through a journal.
    private static func replayed(_ journal: Journal, on exercise: Exercise) throws -> Session {
        let changed = journal.header.changes(to: exercise.files)
            .filter { path in exercise.files.contains { $0.path == path } || exercise.owns(path) }
        guard changed.isEmpty else { throw JournalError.filesChanged(changed) }
        let session = try Session(exercise, seed: journal.header.seed, outside: journal.header.outside)
        var (again, _) = try Journal.begin(journal.header)
        for (index, entry) in journal.entries.enumerated() {
            let events = try session.replay(entry)
            // Writes were latched within the act that follows: they hold its time, and are compared by what they say.
            let machine = session.machine
            let isWrites = if case .writes = entry.input { true } else { false }
            let (remade, line) = try again.next(
                time: isWrites ? entry.time : machine.time, scan: isWrites ? entry.scan : machine.scan, input: entry.input,
                events: events)
            again.append(remade, line: line)
            let expected = index + 1 < journal.entries.count ? journal.entries[index + 1].previous : journal.lastDigest
            guard again.lastDigest == expected else { throw divergence(entry, remade) }
        }
        _ = session.machine.takeClientWrites()
        return session
    }

    private static func divergence(_ entry: Entry, _ remade: Entry) -> Divergence {
        let number = entry.index
        if entry.events.count != remade.events.count || entry.events.map(\.kind) != remade.events.map(\.kind) {
            let was = entry.events.map(\.kind.rawValue).joined(separator: ", ")
            let now = remade.events.map(\.kind.rawValue).joined(separator: ", ")
            return Divergence(
                entry: number,
                text: Text(
                    fr: "ligne \(number + 1) : le journal a [\(was)], la machine d'aujourd'hui donne [\(now)]",
                    en: "line \(number + 1): the journal has [\(was)], today's machine gives [\(now)]"))
        }
        let first = zip(entry.events, remade.events).first { $0 != $1 }
        let kind = first?.0.kind.rawValue ?? (entry.time == remade.time ? "scan" : "time")
        return Divergence(
            entry: number,
            text: Text(
                fr:
                    "ligne \(number + 1) : « \(kind) » n'a plus les mêmes valeurs ; même banc, même bibliothèque, même processeur ?",
                en: "line \(number + 1): '\(kind)' no longer has the same values; same banc, same library, same processor?"))
    }
}

extension RunningMachine {
    /// What came from outside since the last time.
    func takeOutsideWrites() -> [OutsideWrite] {
        takeClientWrites().map { OutsideWrite(scan: $0.scan, name: $0.name, value: $0.value) }
    }
}

extension Exercise {
    /// The first line of a journal of this exercise.
    ///
    /// - Parameters:
    ///   - platform: what digits may depend on, found by who runs on it.
    ///   - frameworkFiles: the competency framework's files, which the score reads.
    public func header(
        banc: String, learner: String?, seed: UInt64, clock: Header.Clock, frameworkRevision: String, platform: Header.Platform,
        frameworkFiles: [Header.File] = [], outside: Header.Outside? = nil
    ) -> Header {
        Header(
            banc: banc, scenario: name, machine: definition.machine.name, learner: learner, seed: seed, clock: clock,
            frameworkRevision: frameworkRevision, files: files + frameworkFiles, platform: platform, outside: outside)
    }

    /// `convoyeur-tri/corrective`.
    public var name: String { "\(scenario.machine)/\(scenario.name)" }

    /// A file that this exercise would have read if it were there.
    func owns(_ path: String) -> Bool {
        path.hasPrefix("machines/\(scenario.machine)/") || path.hasPrefix("exercises/\(scenario.machine)/\(scenario.name)/")
    }
}

extension Session {
    /// Reads a line and does its acts in order, without a journal.
    ///
    /// - Throws: `Refusal` when the line is not understood: nothing was done.
    public func play(_ line: String, _ language: Language) throws -> [Outcome] {
        try parser(language).parse(line).map { try perform($0) }
    }
}
