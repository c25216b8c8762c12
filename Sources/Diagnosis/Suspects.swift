import Instruments
import Machines
import Simulation
public import Training

/// Which faults of the machine were still possible after each act of a session.
///
/// The session is held again with each other fault in the place of the hidden ones: same specimen, same acts. Where a machine then
/// shows something else than the trainee was shown, by more than instruments and chance can make, its fault is out. Nothing is asked of
/// what the trainee concluded: only of what there was to be seen.
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
        let excluded = try Crew.map(others.count, workers: workers, progress: progress) {
            { index in
                let session = try Session(
                    exercise.hiding(others[index]), seed: journal.header.seed, outside: journal.header.outside)
                return try Self.exclusion(session, entries)
            }
        }
        left = (0...entries.count).map { done in 1 + excluded.filter { $0.map { $0 >= done } ?? true }.count }
        remaining = zip(others, excluded).filter { $0.1 == nil }.map(\.0)
    }

    /// The entry at which a session shows something else; nil if it never does.
    private static func exclusion(_ session: Session, _ entries: [Entry]) throws -> Int? {
        var alarms = (seen: Set<String>(), here: Set<String>())
        var haveDiffered = false
        for (index, entry) in entries.enumerated() {
            let events: [Event]
            switch entry.input {
            case .action(let action): events = try session.perform(action).events
            case .passing(let steps): events = try session.letPass(steps).events
            case .writes(let writes):
                for write in writes { session.machine.schedule(scan: write.scan, name: write.name, value: write.value) }
                events = []
            }
            let (shown, seen) = (events.filter(\.isShown), entry.events.filter(\.isShown))
            guard shown.map(\.kind) == seen.map(\.kind), !zip(shown, seen).contains(where: { $0.differs(from: $1) }) else {
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

    /// Whether two events of one kind show different machines.
    fileprivate func differs(from other: Event) -> Bool {
        switch (self, other) {
        case (.measured(let one), .measured(let two)): one.differs(from: two)
        case (.observed(let one), .observed(let two)): one.differs(from: two)
        case (.channelsRead(let one, let mode), .channelsRead(let two, let otherMode)):
            mode != otherMode || one.count != two.count
                || zip(one, two).contains { $0.ref != $1.ref || !isNear($0.read, $1.read, share: 0.02, floor: 0.5) }
        case (.pageRead(_, let one), .pageRead(_, let two)), (.produced(let one, _), .produced(let two, _)):
            one.count != two.count
                || zip(one, two).contains { $0.name != $1.name || !isNear($0.value, $1.value, share: 0.03, floor: $0.chance) }
        case (.stepsRead(_, let one, let mode), .stepsRead(_, let two, let otherMode)): one != two || mode != otherMode
        case (.provedDead(let one), .provedDead(let two)): one.dead != two.dead
        case (.tested(_, let one, _), .tested(_, let two, _)): one != two
        case (.restarted(let one), .restarted(let two)): one != two
        case (.bled(_, let one, _), .bled(_, let two, _)): !isNear(one, two, share: 0.05, floor: 2e4)
        default: false
        }
    }
}

private func isNear(_ one: Double, _ two: Double, share: Double, floor: Double) -> Bool {
    abs(one - two) <= max(floor, share * max(abs(one), abs(two)))
}

extension Named {
    /// One more or less of what is counted is chance.
    fileprivate var chance: Double { value == value.rounded() ? 1 : 0 }
}

extension Reading {
    fileprivate func differs(from other: Reading) -> Bool {
        guard let one = value, let two = other.value else { return (value == nil) != (other.value == nil) }
        return abs(one - two) > error(at: one) + error(at: two)
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
        // Of a leak detector and a sound level meter, dB; the model's air has no humidity.
        case .soundLevel, .ultrasound, .humidity: 1.5
        }
    }
}

extension Observation {
    /// Share of the glances by which a percept must be there or not.
    private static let leastShare = 0.5

    fileprivate func differs(from other: Observation) -> Bool {
        let (mine, theirs) = (told, other.told)
        return mine.contains { one in
            guard let two = theirs.first(where: { $0.ref == one.ref && $0.what == one.what }) else {
                return one.level > Self.leastShare
            }
            return abs(one.level - two.level) > Self.leastShare
                || zip(one.values, two.values).contains { !isNear($0, $1, share: 0.05, floor: 0) }
        }
            || theirs.contains { two in
                two.level > Self.leastShare && !mine.contains { $0.ref == two.ref && $0.what == two.what }
            }
    }

    /// What was perceived, with the values that were read by eye apart.
    private var told: [(ref: String, what: String, level: Double, values: [Double])] {
        findings.map { ($0.ref, $0.what.withoutValues, $0.level, $0.what.spokenValues) }
    }
}
