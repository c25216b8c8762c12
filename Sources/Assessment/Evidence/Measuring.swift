import Notation
import Training

/// Readings, what was expected of them, and rounds.
extension Criteria.Measurement {
    /// Taken at one of its places, in either order of the leads.
    func isTaken(by reading: Reading) -> Bool {
        guard reading.quantity == quantity, during == nil || during == reading.during else { return false }
        let given = [reading.from, reading.to].compactMap { $0 }.map(\.plain)
        return points.contains { names in
            let wanted = names.map(\.plain)
            return wanted == given || wanted == given.reversed()
        }
    }

    func isInState(_ reading: Reading) -> Bool { live.map { $0 == reading.live } ?? true }

    /// Near enough to what the scenario says.
    func isNear(_ shown: Double?) -> Bool {
        guard let value else { return true }
        guard let shown else { return false }
        // A tester's leads may be the other way round.
        let near =
            [.voltageDC, .currentDC, .lowestVoltage].contains(quantity) ? abs(abs(shown) - abs(value)) : abs(shown - value)
        return near <= max(quantity.kind.magnitude(of: value) * tolerance, quantity.grain)
    }
}

extension Quantity.Kind {
    /// The size of a value as it is written, for tolerances in per cent: a temperature counts from 0 °C, not from 0 K.
    func magnitude(of value: Double) -> Double { self == .temperature ? abs(value - 273.15) : abs(value) }
}

extension Measurand {
    /// SI: what makes no difference in the workshop, near zero above all.
    var grain: Double {
        switch self {
        case .voltage, .voltageDC, .voltageAC, .lowestVoltage: 0.5
        case .resistance, .continuity: 0.5
        case .current, .currentAC, .currentDC: 0.01
        case .pressure: 10_000
        case .temperature: 2
        case .duration: 0.03
        case .speed: 0.005
        case .beltTension: 5
        case .vibration: 0.000_1
        case .gap: 0.02e-3
        case .insulation, .frequency, .phaseOrder, .power, .flow, .level, .humidity, .soundLevel, .ultrasound, .rotationSpeed:
            0
        }
    }
}

extension Evaluation {
    var measured: Finding {
        let wanted = criteria.measurements + criteria.proofs
        var found: [Int] = [], wrongState: [Int] = [], missing: [Criteria.Measurement] = []
        for measurement in wanted {
            let taken = timeline.readings.filter { measurement.isTaken(by: $0.reading) }
            if let good = taken.first(where: { measurement.isInState($0.reading) }) {
                found.append(good.step)
            } else {
                wrongState += taken.map(\.step)
                missing.append(measurement)
            }
        }
        let advice = Text(fr: "mesure ", en: "measure ") + Texts.readings(missing)
        guard !timeline.readings.isEmpty else { return Finding(absent, missing: advice) }
        let entries = timeline.entries(found + wrongState)
        // Several ways lead to a cause: half of the readings that count, in the right state, are enough to show the method.
        let share = Double(found.count) / Double(wanted.count)
        if !wrongState.isEmpty { return Finding(share >= 0.5 ? .partly : .missed, entries: entries, missing: advice) }
        return .share(share, reachedFrom: 0.5, partlyFrom: 0.01, entries: entries, missing: advice)
    }

    var controls: Finding {
        var found: [Int] = [], bad: [Int] = [], missing: [Criteria.Measurement] = []
        let work = timeline.last(.work)
        for control in criteria.controls {
            let after = timeline.readings.last { $0.step > work ?? Int.max && control.isTaken(by: $0.reading) }
            if let after, control.isInState(after.reading), control.isNear(after.reading.value) {
                found.append(after.step)
            } else {
                if let after { bad.append(after.step) }
                missing.append(control)
            }
        }
        let advice =
            Text(fr: "mesure de nouveau après l'intervention : ", en: "measure again after the work: ") + Texts.readings(missing)
        guard work != nil else { return Finding(absent, missing: advice) }
        if found.isEmpty && bad.isEmpty { return Finding(absent, missing: advice) }
        return .share(
            Double(found.count) / Double(criteria.controls.count), partlyFrom: 0.01, entries: timeline.entries(found + bad),
            missing: advice)
    }

    /// What the controls show was read before the work as well, at the same place in the same way, and is good after it.
    var gain: Finding {
        guard let work = timeline.first(.work) else { return controls }
        let before = criteria.controls.filter { control in
            timeline.readings.contains { $0.step < work && control.isTaken(by: $0.reading) }
        }
        let missing = criteria.controls.filter { !before.contains($0) }
        guard missing.isEmpty else {
            let taken = timeline.readings.filter { reading in before.contains { $0.isTaken(by: reading.reading) } }
            return .share(
                0.5 * Double(before.count) / Double(criteria.controls.count), partlyFrom: 0.01,
                entries: timeline.entries(taken.map(\.step)),
                missing: Text(fr: "mesure avant l'intervention aussi : ", en: "measure before the work as well: ")
                    + Texts.readings(missing))
        }
        return controls
    }

    var expectedFirst: Finding {
        let advice = Text(
            fr: "écris la valeur attendue avant de mesurer (« attendu 24 »)",
            en: "write the expected value before you measure ('expect 24')")
        let readings = timeline.readings
        guard !readings.isEmpty else { return Finding(absent, missing: advice) }
        let said = readings.filter { $0.reading.expected != nil }
        // Four in five: a reading that follows from the one before may go without.
        return .share(
            Double(said.count) / Double(readings.count), reachedFrom: 0.8, partlyFrom: 0.4,
            entries: timeline.entries(said.map(\.step)), missing: advice)
    }

    var verdictsRight: Finding {
        let advice = Text(
            fr: "compare chaque mesure à l'attendu et conclus juste (« conclure conforme » ou « non conforme »)",
            en: "compare each reading with what was expected and conclude rightly ('conclude ok' or 'not ok')")
        var right: [Int] = [], wrong: [Int] = []
        for (index, step) in timeline.steps.enumerated() {
            guard case .concluded(let number, let verdict) = step.event,
                let reading = timeline.readings.first(where: { $0.reading.number == number })?.reading
            else { continue }
            if isRight(verdict, of: reading) { right.append(index) } else { wrong.append(index) }
        }
        let count = right.count + wrong.count
        guard count > 0 else { return Finding(timeline.readings.isEmpty ? .notObserved : absent, missing: advice) }
        return .share(
            Double(right.count) / Double(count), partlyFrom: 0.5, entries: timeline.entries(wrong.isEmpty ? right : wrong),
            missing: advice)
    }

    /// By the scenario where it says; else by the trainee's own expectation, with a band in which either is defensible.
    private func isRight(_ verdict: Verdict, of reading: Reading) -> Bool {
        let known = (criteria.measurements + criteria.proofs)
            .first { $0.verdict != nil && $0.isTaken(by: reading) && $0.isNear(reading.value) }
        if let right = known?.verdict { return verdict == right }
        switch reading.expected {
        case nil: return true
        case .overload: return (reading.value == nil) == (verdict == .conforming)
        case .value(let expected):
            guard let value = reading.value else { return verdict == .nonConforming }
            let gap = abs(value - expected), size = reading.quantity.kind.magnitude(of: expected)
            if gap <= max(0.05 * size, reading.quantity.grain) { return verdict == .conforming }
            if gap > max(0.25 * size, 4 * reading.quantity.grain) { return verdict == .nonConforming }
            return true
        }
    }

    func noRepeats(most: Double) -> Finding {
        let advice = Text(
            fr: "ne refais pas une mesure dont tu as déjà le résultat : change de point, ou change l'état de la machine",
            en: "do not repeat a reading that you already have: change the point, or the machine's state")
        guard !timeline.readings.isEmpty else { return Finding(absent, missing: advice) }
        let repeats = timeline.repeats
        let share = Double(repeats.count) / Double(timeline.readings.count)
        if share <= most { return Finding(.reached, entries: timeline.entries(timeline.readings.map(\.step))) }
        return Finding(share <= 0.5 ? .partly : .missed, entries: timeline.entries(repeats), missing: advice)
    }

    // MARK: - Rounds

    func round(_ part: Evidence.RoundPart) -> Finding {
        typealias Record = (step: Int, value: Amount, verdict: Verdict, situation: Situation)
        var records: [(point: Criteria.RoundPoint, record: Record)] = []
        var missing: [String] = []
        for (place, point) in criteria.round.enumerated() {
            let found = timeline.steps.indices.filter { index in
                if case .recorded(let name, _, _, _) = timeline.steps[index].event {
                    name.plain == point.point.plain
                } else {
                    false
                }
            }
            // A point that the round visits twice, loaded and empty, has its records in the round's order.
            let same = criteria.round.indices.filter { criteria.round[$0].point.plain == point.point.plain }
            let turn = same.firstIndex(of: place) ?? 0
            let chosen = same.count > 1 ? (found.indices.contains(turn) ? found[turn] : nil) : found.last
            if let chosen, case .recorded(_, let value, let verdict, let situation) = timeline.steps[chosen].event {
                records.append((point, (chosen, value, verdict, situation)))
            } else {
                missing.append(point.point)
            }
        }
        let all = Text(
            fr: "relève chaque point de la ronde : \(missing.joined(separator: ", "))",
            en: "record each point of the round: \(missing.joined(separator: ", "))")
        guard !records.isEmpty else { return Finding(absent, missing: all) }
        let entries = timeline.entries(records.map(\.record.step))
        func judged(_ advice: Text, _ isRight: (Criteria.RoundPoint, Record) -> Bool) -> Finding {
            let wrong = records.filter { !isRight($0.point, $0.record) }
            let names = wrong.map(\.point.point).joined(separator: ", ")
            return .share(
                1 - Double(wrong.count) / Double(records.count), partlyFrom: 0.5,
                entries: wrong.isEmpty ? entries : timeline.entries(wrong.map(\.record.step)),
                missing: advice + Text(": \(names)"))
        }
        switch part {
        case .coverage:
            return .share(
                Double(records.count) / Double(criteria.round.count), partlyFrom: 0.5, entries: entries, missing: all)
        case .order:
            let steps = records.map(\.record.step)
            let inverted = zip(steps, steps.dropFirst()).filter { $0 > $1 }.count
            return .share(
                steps.count < 2 ? 1 : 1 - Double(inverted) / Double(steps.count - 1), partlyFrom: 0.5, entries: entries,
                missing: Text(fr: "suis l'ordre de la ronde", en: "follow the order of the round"))
        case .state:
            return judged(
                Text(
                    fr: "relève dans l'état prescrit (en marche, à l'arrêt) ",
                    en: "record in the state prescribed (running, stopped) ")
            ) { point, record in point.running.map { $0 == record.situation.isRunning } ?? true }
        case .units:
            return judged(Text(fr: "écris la valeur avec son unité ", en: "write the value with its unit ")) { _, record in
                record.value.unit != nil
            }
        case .instruments:
            return judged(Text(fr: "mesure avant d'écrire ", en: "measure before you write ")) { point, record in
                timeline.readings.contains { $0.step < record.step && point.isRead(by: $0.reading) }
            }
        case .values:
            return judged(Text(fr: "écris ce que l'appareil montre ", en: "write what the instrument shows ")) { point, record in
                isTrue(record.value, point, at: record.step)
            }
        case .verdicts:
            return judged(Text(fr: "compare chaque valeur à ses limites ", en: "compare each value with its limits ")) {
                point, record in
                record.verdict == point.verdict
            }
        case .anomalies:
            let bad = criteria.round.filter { $0.verdict == .nonConforming }
            let hits = records.filter { $0.point.verdict == .nonConforming && $0.record.verdict == .nonConforming }
            let alarms = records.filter { $0.point.verdict == .conforming && $0.record.verdict == .nonConforming }
            let score = Double(hits.count) / Double(bad.count + alarms.count)
            return .share(
                score, partlyFrom: 0.01, entries: timeline.entries((hits + alarms).map(\.record.step)),
                missing: Text(
                    fr: "trouve l'anomalie, sans fausse alerte : \(bad.map(\.point).joined(separator: ", "))",
                    en: "find the anomaly, with no false alarm: \(bad.map(\.point).joined(separator: ", "))"))
        }
    }

    /// By the trainee's own last reading of the point, else by what the scenario says.
    private func isTrue(_ amount: Amount, _ point: Criteria.RoundPoint, at step: Int) -> Bool {
        guard let written = amount.value(as: point.kind) else { return false }
        let own = timeline.readings.last {
            $0.step < step && point.isRead(by: $0.reading) && $0.reading.quantity.kind == point.kind
        }
        if let shown = own?.reading.value {
            // What one rounds when one writes: half a unit of the second digit at most.
            return abs(written - shown) <= 0.03 * point.kind.magnitude(of: shown) + (own?.reading.quantity.grain ?? 0)
        }
        guard let value = point.value else { return false }
        return abs(written - value) <= point.tolerance * point.kind.magnitude(of: value)
    }
}

extension Amount {
    /// SI, when the unit, or the usual one if none was written, is of this kind.
    func value(as kind: Quantity.Kind) -> Double? {
        (try? Quantity.parse("\(number) \(unit ?? "")", as: kind, lenient: true))?.value
    }
}

extension Situation {
    /// Something moves within reach, or the machine produces: a guarded drum turns out of reach.
    fileprivate var isRunning: Bool { moving || mode == "F1" }
}

extension Criteria.RoundPoint {
    /// Taken at the point, or where the instrument is put to know it.
    func isRead(by reading: Reading) -> Bool {
        ([point] + at).contains { $0.plain == reading.from.plain || $0.plain == reading.to?.plain }
    }
}

extension Timeline {
    /// Readings that repeat one already had: same quantity, same points, nothing done to the machine since.
    var repeats: [Int] {
        var known: [String] = [], repeated: [Int] = []
        for (index, step) in steps.enumerated() {
            if case .measured(let reading) = step.event {
                let ends = [reading.from, reading.to ?? ""].sorted().joined(separator: "|")
                let key = "\(reading.quantity.rawValue)|\(ends)|\(reading.during ?? "")|\(reading.situation.mode)|\(reading.live)"
                if known.contains(key) { repeated.append(index) } else { known.append(key) }
            } else if step.event.changesMachine {
                known = []
            }
        }
        return repeated
    }
}

extension Event {
    /// A reading taken before this may differ from one taken after.
    var changesMachine: Bool {
        switch kind {
        case .operated, .isolated, .restored, .reconnected, .restarted, .tested, .modeChanged, .tripped, .damaged, .produced,
            .waited, .forced, .unforced:
            true
        default: isWork
        }
    }
}
