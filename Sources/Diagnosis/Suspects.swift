import Instruments
import Machines
import Simulation
public import Training

/// Which faults of the machine were still possible after each act of a session.
///
/// The session is held again with each other fault in the place of the hidden ones: same specimen, same acts. Where a machine then
/// shows something else than the trainee was shown, by more than instruments and chance can make, its fault is out. A figure tells by its
/// side alone, above or below that of a machine without a fault: how far it goes is a matter of how bad the fault is. Nothing is asked
/// of what the trainee concluded: only of what there was to be seen.
public struct Suspects: Sendable {
    /// How many there were before any act, then after each entry of the journal, the hidden one included, as far as the first work that
    /// was meant to mend: afterwards the machines are no longer the same.
    public let left: [Int]
    /// The others that nothing had excluded by then.
    public let remaining: [String]

    /// - Parameters:
    ///   - workers: sessions that are held side by side.
    ///   - progress: called after each fault, from any thread, with how many are done.
    /// - Throws: when a machine's equations cannot be solved.
    public init(
        in journal: Journal, on exercise: Exercise, workers: Int = 1, progress: @Sendable (Int) -> Void = { _ in }
    ) throws {
        let hidden = exercise.scenario.faults.map(\.id)
        let others = exercise.definition.faults.map(\.id).filter { !hidden.contains($0) }
        let entries = Array(journal.entries.prefix { !$0.events.contains(where: \.isRemedy) })
        let healthy = try Self.shown(on: exercise.hiding(nil), as: journal.header, entries)
        let excluded = try Crew.map(others.count, workers: workers, progress: progress) {
            { index in
                let session = try Self.session(exercise.hiding(others[index]), as: journal.header)
                return try Self.exclusion(session, entries, healthy)
            }
        }
        left = (0...entries.count).map { done in 1 + excluded.filter { $0.map { $0 >= done } ?? true }.count }
        remaining = zip(others, excluded).filter { $0.1 == nil }.map(\.0)
    }

    private static func session(_ exercise: Exercise, as header: Header) throws -> Session {
        try Session(exercise, seed: header.seed, outside: header.outside)
    }

    /// What each entry shows on a machine.
    private static func shown(on exercise: Exercise, as header: Header, _ entries: [Entry]) throws -> [[Event]] {
        let session = try session(exercise, as: header)
        return try entries.map { try session.replay($0).filter(\.isShown) }
    }

    /// The entry at which a session shows something else; nil if it never does.
    private static func exclusion(_ session: Session, _ entries: [Entry], _ healthy: [[Event]]) throws -> Int? {
        var alarms = (seen: Set<String>(), here: Set<String>())
        var haveDiffered = false
        for (index, entry) in entries.enumerated() {
            let events = try session.replay(entry)
            let (shown, seen) = (events.filter(\.isShown), entry.events.filter(\.isShown))
            guard shown.map(\.kind) == seen.map(\.kind) else { return index }
            // What a machine without a fault does not show sets no side.
            let sound: [Event?] = healthy[index].map(\.kind) == seen.map(\.kind) ? healthy[index] : seen.map { _ in nil }
            for (here, (there, sound)) in zip(shown, zip(seen, sound)) where here.differs(from: there, sound: sound) {
                return index
            }
            alarms.seen.formUnion(entry.events.compactMap(\.alarm))
            alarms.here.formUnion(events.compactMap(\.alarm))
            // An alarm may come an act sooner or later.
            if alarms.seen != alarms.here {
                if haveDiffered { return index }
                haveDiffered = true
            } else {
                haveDiffered = false
            }
        }
        return nil
    }
}

extension Event {
    /// It shows the trainee something of the machine.
    fileprivate var isShown: Bool {
        switch kind {
        case .observed, .channelsRead, .pageRead, .stepsRead, .measured, .provedDead, .tested, .restarted, .produced, .bled: true
        default: false
        }
    }

    fileprivate var alarm: String? {
        switch self {
        case .alarmRaised(let alarm): alarm
        case .tripped(let reference): reference
        default: nil
        }
    }

    /// Whether two events of one kind show different machines; the third is what one without a fault shows.
    fileprivate func differs(from other: Event, sound: Event?) -> Bool {
        switch (self, other) {
        case (.measured(let one), .measured(let two)): one.differs(from: two, sound: sound?.reading)
        case (.observed(let one), .observed(let two)): one.differs(from: two, sound: sound?.observation)
        case (.channelsRead(let one, let mode), .channelsRead(let two, let otherMode)):
            mode != otherMode || one.count != two.count
                || zip(one, two).contains { one, two in
                    one.ref != two.ref
                        || Figure(one.read, share: 0.02, floor: 0.5).differs(from: two.read, sound: sound?.read(one.ref))
                }
        case (.pageRead(_, let one), .pageRead(_, let two)), (.produced(let one, _), .produced(let two, _)):
            one.count != two.count
                || zip(one, two).contains { one, two in
                    one.name != two.name
                        || Figure(one.value, share: 0.03, floor: one.chance)
                            .differs(from: two.value, sound: sound?.value(one.name))
                }
        case (.stepsRead(_, let one, let mode), .stepsRead(_, let two, let otherMode)): one != two || mode != otherMode
        case (.provedDead(let one), .provedDead(let two)): one.dead != two.dead
        case (.tested(_, let one, _), .tested(_, let two, _)): one != two
        case (.restarted(let one), .restarted(let two)): one != two
        case (.bled(_, let one, _), .bled(_, let two, _)):
            Figure(one, share: 0.05, floor: 2e4).differs(from: two, sound: sound?.bledFrom)
        default: false
        }
    }

    private var reading: Reading? { if case .measured(let reading) = self { reading } else { nil } }

    private var observation: Observation? { if case .observed(let observation) = self { observation } else { nil } }

    private func read(_ reference: String) -> Double? {
        if case .channelsRead(let channels, _) = self { channels.first { $0.ref == reference }?.read } else { nil }
    }

    private func value(_ name: String) -> Double? {
        switch self {
        case .pageRead(_, let values), .produced(let values, _): values.first { $0.name == name }?.value
        default: nil
        }
    }

    private var bledFrom: Double? { if case .bled(_, let before, _) = self { before } else { nil } }
}

/// A number that was shown, and how far off it may be.
private struct Figure {
    let value: Double
    let share: Double
    let floor: Double

    init(_ value: Double, share: Double, floor: Double) {
        (self.value, self.share, self.floor) = (value, share, floor)
    }

    /// On another side of the sound machine's than `other`; by itself where that shows none.
    func differs(from other: Double, sound: Double?) -> Bool {
        guard side(value, of: other) != 0 else { return false }
        guard let sound else { return true }
        return side(value, of: sound) != side(other, of: sound)
    }

    /// 1 above, −1 below, 0 where they are told apart by nobody.
    private func side(_ one: Double, of two: Double) -> Int {
        abs(one - two) <= max(floor, share * max(abs(one), abs(two))) ? 0 : one > two ? 1 : -1
    }
}

extension Named {
    /// One more or less of what is counted is chance.
    fileprivate var chance: Double { value == value.rounded() ? 1 : 0 }
}

extension Reading {
    fileprivate func differs(from other: Reading, sound: Reading?) -> Bool {
        guard let one = value, let two = other.value else { return (value == nil) != (other.value == nil) }
        let error = error(at: one) + error(at: two)
        return Figure(one, share: 0, floor: error).differs(from: two, sound: sound?.value)
    }

    /// Largest error of the instrument that reads this quantity, SI.
    private func error(at value: Double) -> Double {
        switch quantity {
        case .voltage, .voltageDC, .voltageAC, .lowestVoltage: Multimeter.accuracy(.voltageDC, of: value)
        case .resistance, .continuity: Multimeter.accuracy(.resistance, of: value)
        case .frequency: Multimeter.accuracy(.frequency, of: value)
        case .current, .currentAC, .currentDC: ClampMeter.accuracy(of: value)
        case .insulation: InsulationTester.accuracy(of: value)
        case .duration: Stopwatch.error
        case .vibration: VibrationMeter.accuracy(of: value)
        case .pressure: PointInstrument.gauge.accuracy(of: value)
        case .temperature: PointInstrument.thermometer.accuracy(of: value)
        case .beltTension: PointInstrument.tensionGauge.accuracy(of: value)
        case .speed: PointInstrument.tachometer.accuracy(of: value)
        case .rotationSpeed: PointInstrument.shaftTachometer.accuracy(of: value)
        case .flow: PointInstrument.flowDisplay.accuracy(of: value)
        case .power: PointInstrument.powerDisplay.accuracy(of: value)
        case .level: PointInstrument.sightGlass.accuracy(of: value)
        case .gap: PointInstrument.dialGauge.accuracy(of: value)
        case .phaseOrder: 0.5
        case .soundLevel: SoundLevelMeter.accuracy
        case .ultrasound: LeakDetector.accuracy
        // No instrument reads it.
        case .humidity: .infinity
        }
    }
}

extension Observation {
    /// Share of the glances by which a percept must be there or not.
    private static let leastShare = 0.5

    fileprivate func differs(from other: Observation, sound: Observation?) -> Bool {
        let (mine, theirs, sounds) = (told, other.told, sound?.told)
        let perceived = (mine + theirs).map { (ref: $0.ref, what: $0.what) }
        return perceived.contains { percept in
            func find(_ all: [Percept]) -> Percept? { all.first { $0.ref == percept.ref && $0.what == percept.what } }
            let (one, two, sound) = (find(mine), find(theirs), sounds.map(find))
            let level = Figure(one?.level ?? 0, share: 0, floor: Self.leastShare)
            if level.differs(from: two?.level ?? 0, sound: sound.map { $0?.level ?? 0 }) { return true }
            guard let one, let two else { return false }
            return zip(one.values, two.values).enumerated().contains { index, values in
                let healthy = sound.flatMap { $0 }.flatMap { $0.values.indices.contains(index) ? $0.values[index] : nil }
                return Figure(values.0, share: 0.05, floor: 0).differs(from: values.1, sound: healthy)
            }
        }
    }

    private typealias Percept = (ref: String, what: String, level: Double, values: [Double])

    /// What was perceived, with the values that were read by eye apart.
    private var told: [Percept] {
        findings.map { ($0.ref, $0.what.withoutValues, $0.level, $0.what.spokenValues) }
    }
}
