import Components
import Grafcet
import Machines
public import Notation
public import Simulation

/// A machine's days in production: it wears, its maintenance plan is followed or not, it breaks down, is mended and goes on.
///
/// A breakdown is found as whoever works with the machine finds it: it does not make what it should, twice in a row. What was worn enough
/// to be its cause is found on the machine too: the part with which it produces again. The same machine, terms and seed give the same life.
public final class MachineLife {
    /// Whether anybody follows the maintenance plan.
    public enum Care: String, Sendable, CaseIterable, Codable {
        case none, file
    }

    public struct Terms: Sendable {
        /// Days of which the history tells.
        public var days: Double
        /// Days that it has lived before, in the same way.
        public var before: Double
        public var calendar: WorkCalendar
        public var care: Care
        /// Seconds in which a new machine comes into production and warms, before its first day.
        public var warming = 2_700.0

        public init(days: Double, before: Double = 0, calendar: WorkCalendar, care: Care = .file) {
            self.days = days
            self.before = before
            self.calendar = calendar
            self.care = care
        }
    }

    /// Why a life cannot be told.
    public struct Refusal: Error, Sendable, Hashable {
        public let text: Text
    }

    private let definition: MachineDefinition
    private let maintenance: Maintenance
    private let terms: Terms
    private let production: Maintenance.Production
    private let restart: Maintenance.Procedure
    private let times: WorkTimes
    private let machine: RunningMachine
    private var ageing: Ageing
    /// Alarms of the machine when it was new.
    private let usualAlarms: [String]

    /// Required seconds that have passed.
    private var now = 0.0
    private var entries: [(date: Double, entry: Maintenance.Intervention)] = []
    private var readings: [[(date: Double, value: Double)]]
    private var taken: [(part: String, backAt: Double)] = []
    private var planned: [Plan] = []
    /// What was looked into without a cause being found; asked again once something has been mended.
    private var unexplained: [String] = []
    /// What is beyond its limits on a new machine already: its moment is one that only a person recognises.
    private var unreadable: [(id: String, text: Text)] = []
    /// It could not be put back into production.
    private var isLost = false

    /// Work that waits for a part.
    private struct Plan {
        let why: String
        let text: Text
        let wear: Ageing.Wear
        let date: Double
    }

    /// Seconds in another state before something is read there.
    private static let settling = 300.0
    /// Severity from which something is suspected.
    private static let suspectedFrom = 0.02
    /// The worst ones that are tried.
    private static let suspectLimit = 12

    /// - Throws: `Refusal` for a machine whose files do not say what it makes, or that does not make it when new.
    public init(_ definition: MachineDefinition, _ maintenance: Maintenance, seed: UInt64, terms: Terms) throws {
        guard let production = maintenance.production, let restart = maintenance.procedure("restart") else {
            throw Refusal(
                text: Text(
                    fr:
                        "son maintenance.yaml ne dit pas ce qu'elle produit (`production`) ou comment elle démarre (`tests: restart`)",
                    en: "its maintenance.yaml does not say what it makes (`production`) or how it is started (`tests: restart`)"))
        }
        self.definition = definition
        self.maintenance = maintenance
        self.terms = terms
        self.production = production
        self.restart = restart
        times = WorkTimes(maintenance: maintenance)
        // Steps as long as a scan: half the work, and no count differs.
        machine = try RunningMachine(definition, seed: seed, step: RunningMachine.scanLength)
        readings = maintenance.thresholds.map { _ in [] }
        try machine.follow(restart.steps)
        _ = try machine.advance(upTo: restart.within) { $0.mode?.rawValue == restart.mode }
        while machine.time < terms.warming {
            try machine.follow(production.supplies)
            try machine.advance(by: min(production.seconds, terms.warming - machine.time))
        }
        ageing = Ageing(machine)
        usualAlarms = machine.controller?.activeAlarms.map(\.name) ?? []
        guard try isProducing() else {
            throw Refusal(
                text: Text(
                    fr: "neuve, elle ne produit pas ce que dit `production` de son maintenance.yaml",
                    en: "new, it does not make what `production` of its maintenance.yaml says"))
        }
        guard terms.care == .file else { return }
        for gamme in maintenance.gammes {
            unreadable += try beyond(of: gamme).map { (Self.name(gamme, $0.operation), $0.operation.text) }
        }
        for threshold in maintenance.thresholds {
            let value = try read([Self.reading(threshold)], in: threshold.state)[0]
            if let value, !threshold.limits.accepts(value) { unreadable.append((threshold.id, threshold.text)) }
        }
    }

    /// Lives to the end of the terms.
    ///
    /// - Parameter progress: told the share that is done, 0…1.
    public func live(progress: (Double) -> Void = { _ in }) throws -> MachineHistory {
        let end = terms.before + terms.days
        var day = 0.0
        while day < end, !isLost {
            day = nextDay(after: day, before: end)
            try produce(until: terms.calendar.required(at: day * WorkCalendar.day))
            if isLost { break }
            try look(on: day)
            progress(day / end)
        }
        return history
    }

    /// The next day at whose end something is due, or on which the terms end.
    private func nextDay(after day: Double, before end: Double) -> Double {
        // Nobody looks at a trend that nobody will be told.
        let since = terms.care == .file ? day : max(day, terms.before - 1)
        let periods = terms.care == .file ? maintenance.gammes.map(\.periodInDays) : []
        let dates =
            [Self.next(7, after: since)] + periods.map { Self.next($0, after: day) }
            + planned.map { max(day + 1, ($0.date / WorkCalendar.day).rounded(.up)) }
        return min(end, dates.min()!)
    }

    private static func next(_ period: Double, after day: Double) -> Double { (day / period).rounded(.down) * period + period }

    private var history: MachineHistory {
        let end = (terms.before + terms.days) * WorkCalendar.day
        let first = terms.before * WorkCalendar.day
        var history = MachineHistory(
            machine: definition.machine.name, days: terms.days,
            entries: entries.filter { $0.date >= first }.map { date, entry in
                var dated = entry
                dated.daysAgo = max(0, (end - date) / WorkCalendar.day)
                return dated
            })
        history.calendar = terms.calendar
        history.seed = machine.seed
        history.care = terms.care
        history.unfollowed = unreadable.map(\.text)
        history.trends = zip(maintenance.thresholds, readings).compactMap { threshold, readings in
            let read = readings.filter { $0.date >= first }.map {
                MachineHistory.Trend.Reading(daysAgo: (end - $0.date) / WorkCalendar.day, value: $0.value)
            }
            return read.isEmpty ? nil : MachineHistory.Trend(threshold: threshold, readings: read)
        }
        history.wear = ageing.wear.filter { $0.severity > 0 }.sorted { $0.severity > $1.severity }.map {
            MachineHistory.Wear(reference: $0.reference, item: $0.item, failure: $0.law.failure, severity: $0.severity)
        }
        return history
    }

    private var date: Double { terms.calendar.date(of: now) }

    // MARK: - Production

    private func produce(until end: Double) throws {
        while end - now > machine.plant.step / 2, !isLost {
            try machine.follow(production.supplies)
            let before = counts
            var isRight = true
            let whole = end - now >= production.seconds
            now += try ageing.stride(machine, atMost: end - now, stretch: production.seconds) { _ in
                // What is shorter than it takes to tell is judged by the mode alone.
                isRight = machine.mode?.rawValue == restart.mode && (!whole || isEnough(since: before))
                return isRight
            }
            if try !isRight && !isProducing() {
                try breakDown()
            } else if terms.care == .file {
                try answerAlarms(at: date)
            }
        }
    }

    /// What has come out, good or bad.
    private var counts: [Named] { machine.counts { _ in true } }

    private func isEnough(since before: [Named]) -> Bool { Self.isEnough(counts, since: before, production.counts) }

    /// As many as are wanted of each, and nothing else.
    static func isEnough(_ counts: [Named], since before: [Named], _ wanted: [Named]) -> Bool {
        zip(counts, before).allSatisfy { after, before in
            let made = after.value - before.value
            return wanted.first { $0.name == after.name }.map { made >= $0.value } ?? (wanted.isEmpty || made == 0)
        }
    }

    /// Somebody watches it for as long as it takes to tell.
    private func isProducing() throws -> Bool {
        try machine.follow(production.supplies)
        let before = counts
        try machine.advance(by: production.seconds)
        return machine.mode?.rawValue == restart.mode && isEnough(since: before)
    }

    /// Energies cut and given back, what is jammed taken out, started as the dossier says; what was under way when it stopped is let out.
    private func isBack() throws -> Bool {
        try machine.cycleEnergies(of: maintenance)
        try machine.clearJams()
        try machine.follow(restart.steps)
        guard try machine.advance(upTo: restart.within, until: { $0.mode?.rawValue == restart.mode }) else { return false }
        try machine.follow(production.supplies)
        try machine.advance(by: production.seconds)
        return try isProducing()
    }

    // MARK: - Breakdown

    private func breakDown() throws {
        let (began, since) = (date, now)
        let symptom = self.symptom
        let found = try cause { try isBack() }
        guard let found else {
            isLost = true
            note(
                .corrective, Cause(reference: "", failure: nil),
                symptom
                    + Text(
                        fr: " ; aucune pièce usée ne l'explique, elle reste à l'arrêt",
                        en: "; no worn part explains it, it stays stopped"),
                at: began, labour: times.diagnosis(suspects: suspects.count), from: since, to: horizon)
            return
        }
        let looking = production.seconds + times.diagnosis(suspects: found.examined)
        now += looking
        var (labour, parts, cost) = (times.diagnosis(suspects: found.examined), [String](), 0.0)
        for wear in found.worn {
            let (remedy, part) = mending(of: wear)
            let work = times.work(remedy, on: definition.machine.component(wear.reference))
            if let part {
                now = max(now, terms.calendar.required(at: take(part)))
                parts.append(part.reference)
                cost += part.price
            }
            now += work
            labour += work
            forget(wear, remedy)
        }
        let worst = found.worn[0]
        note(
            .corrective, self.cause(of: worst),
            symptom + " ; " + found.worn.map { told($0) }.joined(separator: " ; "), at: began, labour: labour, from: since,
            to: now,
            parts: parts, cost: cost)
        unexplained = []
    }

    /// End of the terms, in required time.
    private var horizon: Double { terms.calendar.required(at: (terms.before + terms.days) * WorkCalendar.day) }

    /// What whoever calls says: what the panel shows, or what comes out.
    private var symptom: Text {
        if machine.mode?.rawValue == restart.mode {
            return Text(fr: "tourne, mais ne produit plus ce qu'il faut", en: "runs, but no longer makes what it should")
        }
        let alarms = (machine.controller?.activeAlarms ?? []).filter { !usualAlarms.contains($0.name) }.map(\.text)
        guard !alarms.isEmpty else { return Text(fr: "arrêt", en: "stopped") }
        return Text(fr: "arrêt : ", en: "stopped: ") + alarms.joined(separator: ", ")
    }

    /// What has worn most, one of a kind and part.
    private var suspects: [Ageing.Wear] {
        Array(
            ageing.wear.filter { $0.severity >= Self.suspectedFrom }.sorted { $0.severity > $1.severity }.prefix(
                Self.suspectLimit))
    }

    /// The first suspect that brings back what is asked when it alone is mended, else as many of the worst as it takes.
    ///
    /// - Parameter isGone: what is asked; it may let time pass on the machine.
    /// - Returns: nil, with the machine as it stood, when all of them together do not. Else the machine has them mended.
    private func cause(_ isGone: () throws -> Bool) throws -> (worn: [Ageing.Wear], examined: Int)? {
        let broken = try machine.snapshot()
        let suspects = suspects
        for (index, suspect) in suspects.enumerated() {
            try machine.restore(broken)
            mend(suspect)
            if try isGone() { return ([suspect], index + 1) }
        }
        // None alone: all of them, then as few of the worst as do.
        for count in stride(from: 2, through: suspects.count, by: 1) {
            try machine.restore(broken)
            for suspect in suspects.prefix(count) { mend(suspect) }
            if try isGone() { return (Array(suspects.prefix(count)), suspects.count) }
        }
        try machine.restore(broken)
        return nil
    }

    /// On the machine; who has had a part in hand leaves it set as the dossier has it.
    private func mend(_ wear: Ageing.Wear) {
        for setting in maintenance.settings where setting.reference == wear.reference {
            machine.plant.assembly.setParameter(setting.parameter, setting.value, on: wear.reference)
        }
        if mending(of: wear).remedy == .replace {
            machine.replace(wear.reference)
        } else {
            machine.plant.setFailure(wear.law.failure, on: wear.target, severity: 0)
        }
    }

    /// In the account of its wear.
    private func forget(_ wear: Ageing.Wear, _ remedy: Remedy) {
        ageing.forget(wear.reference, remedy == .replace ? nil : wear.law.failure)
    }

    private func known(_ wear: Ageing.Wear) -> Machines.Fault? {
        definition.faults.first { $0.failure == wear.law.failure && $0.target == wear.target }
            ?? definition.faults.first { $0.failure == wear.law.failure && $0.target.reference == wear.reference }
    }

    /// As the machine's list of faults says, else as the type does.
    private func mending(of wear: Ageing.Wear) -> (remedy: Remedy, part: Maintenance.Spare?) {
        let component = definition.machine.component(wear.reference)
        let known = known(wear)
        let remedy = known?.mending.remedy ?? component?.type.failure(wear.law.failure)?.remedies.first ?? .replace
        guard remedy == .replace else { return (remedy, nil) }
        let part =
            known?.mending.part.flatMap(maintenance.spare) ?? component?.article.flatMap(maintenance.spare)
            ?? maintenance.spares.first { $0.fits.contains(wear.reference) }
        return (remedy, part)
    }

    /// Takes a part from the store, which orders it again; the date at which it is there.
    private func take(_ part: Maintenance.Spare) -> Double {
        let ordered = date
        taken.removeAll { $0.backAt <= ordered }
        let left = part.stock - taken.count { $0.part == part.reference }
        taken.append((part.reference, ordered + part.delay))
        return left > 0 ? ordered : ordered + part.delay
    }

    private func isInStock(_ part: Maintenance.Spare) -> Bool {
        part.stock > taken.count { $0.part == part.reference && $0.backAt > date }
    }

    // MARK: - Care

    /// At the end of a day: readings of the week, parts that have come, visits that are due.
    private func look(on day: Double) throws {
        let date = day * WorkCalendar.day
        if day.remainder(dividingBy: 7) == 0 { try readThresholds(at: date) }
        guard terms.care == .file else { return }
        let due = planned.filter { $0.date <= date }
        planned.removeAll { $0.date <= date }
        for plan in due { try carryOut(plan, at: date) }
        for gamme in maintenance.gammes where day.remainder(dividingBy: gamme.periodInDays) == 0 { try visit(gamme, at: date) }
    }

    /// Values in one state; the machine then stands as before.
    private func read(_ readings: [RoundReading], in state: Maintenance.MachineState) throws -> [Double?] {
        let before = try machine.snapshot()
        defer { restore(before) }
        try enter(state)
        return try readings.map { reading in
            state == .running ? try reading.read(on: machine, cycle: production.seconds) : try reading.read(on: machine)
        }
    }

    private func restore(_ snapshot: RunningMachine.Snapshot) {
        do { try machine.restore(snapshot) } catch { preconditionFailure("a snapshot of the same machine: \(error)") }
    }

    private func enter(_ state: Maintenance.MachineState) throws {
        try machine.follow(production.supplies)
        switch state {
        case .running: break
        case .empty:
            try machine.follow(maintenance.procedure("dry-run")?.steps ?? [])
            try machine.advance(by: Self.settling)
        case .stopped, .locked:
            try machine.openSources(of: maintenance)
            try machine.advance(by: 10)
        }
    }

    private func readThresholds(at date: Double) throws {
        var values = [Double?](repeating: nil, count: maintenance.thresholds.count)
        for state in Maintenance.MachineState.allCases {
            let indices = maintenance.thresholds.indices.filter { maintenance.thresholds[$0].state == state }
            guard !indices.isEmpty else { continue }
            for (index, value) in zip(indices, try read(indices.map { Self.reading(maintenance.thresholds[$0]) }, in: state)) {
                values[index] = value
            }
        }
        for (index, value) in values.enumerated() {
            guard let value else { continue }
            readings[index].append((date, value))
            let threshold = maintenance.thresholds[index]
            guard terms.care == .file, !threshold.limits.accepts(value), !isUnreadable(threshold.id) else { continue }
            try look(
                into: threshold.id, threshold.text, value, threshold.limits, Self.reading(threshold), in: threshold.state,
                at: date)
        }
    }

    private static func reading(_ threshold: Maintenance.Threshold) -> RoundReading {
        RoundReading(subject: threshold.subject, kind: threshold.limits.kind, tool: nil)
    }

    /// A reading beyond its limits: what is it that brings it back?
    private func look(
        into id: String, _ text: Text, _ value: Double, _ limits: Maintenance.Limits, _ reading: RoundReading,
        in state: Maintenance.MachineState, at date: Double
    ) throws {
        guard !unexplained.contains(id), !planned.contains(where: { $0.why == id }) else { return }
        let stated = Dossier.limits(limits).map { $0.hasPrefix(" · ") ? String($0.dropFirst(3)) : $0 }
        let told =
            text + Text(fr: " : lu ", en: ": read ") + Speech.quantity(value, limits.kind, digits: Speech.readingDigits)
            + Text(fr: ", dossier ", en: ", dossier ") + stated
        try answer(id, told, at: date) {
            let values = try self.read([reading], in: state)
            return values[0].map(limits.accepts) ?? false
        }
    }

    private func answerAlarms(at date: Double) throws {
        let alarms = machine.controller?.activeAlarms ?? []
        for alarm in alarms where !usualAlarms.contains(alarm.name) {
            guard !unexplained.contains(alarm.name), !planned.contains(where: { $0.why == alarm.name }) else { continue }
            let text = Text(fr: "alarme « \(alarm.text.fr) »", en: "alarm '\(alarm.text.en)'")
            try answer(alarm.name, text, at: date) {
                try machine.follow(production.supplies)
                try machine.advance(by: production.seconds)
                return !(machine.controller?.activeAlarms ?? []).contains { $0.name == alarm.name }
            }
        }
    }

    /// Something was noticed while it produces: its cause is mended, or planned for when the part has come.
    private func answer(_ id: String, _ told: Text, at date: Double, isGone: () throws -> Bool) throws {
        let before = try machine.snapshot()
        let found = try cause(isGone)
        restore(before)
        guard let found else {
            unexplained.append(id)
            note(
                .conditionBased, Cause(reference: "", failure: nil),
                told + Text(fr: " ; cause non trouvée", en: "; cause not found"), at: date,
                labour: times.diagnosis(suspects: suspects.count), from: now, to: now)
            return
        }
        for wear in found.worn {
            let part = mending(of: wear).part
            var plan = Plan(why: id, text: told, wear: wear, date: date)
            if let part, !isInStock(part) {
                plan = Plan(why: id, text: told, wear: wear, date: take(part))
                planned.append(plan)
            } else {
                if let part { _ = take(part) }
                try carryOut(plan, at: date)
            }
        }
    }

    private func carryOut(_ plan: Plan, at date: Double) throws {
        let (remedy, part) = mending(of: plan.wear)
        let labour = times.diagnosis(suspects: 1) + times.work(remedy, on: definition.machine.component(plan.wear.reference))
        let since = now
        if !terms.calendar.hasPauses { now += labour }
        mend(plan.wear)
        forget(plan.wear, remedy)
        note(
            .conditionBased, cause(of: plan.wear), plan.text + " ; " + told(plan.wear), at: date, labour: labour, from: since,
            to: now, parts: part.map { [$0.reference] } ?? [], cost: part?.price ?? 0)
        unexplained = []
    }

    // MARK: - Visits

    private func visit(_ gamme: Maintenance.Gamme, at date: Double) throws {
        let since = now
        let stops = gamme.operations.contains { $0.state == .stopped || $0.state == .locked }
        if stops && !terms.calendar.hasPauses { now += gamme.duration }
        var (parts, cost, work) = ([String](), 0.0, [Text]())
        for operation in gamme.operations {
            guard try isWanted(operation), let remedy = Self.remedy(of: operation),
                case .component(let reference) = operation.subject
            else { continue }
            if remedy == .replace, let part = operation.part.flatMap(maintenance.spare) {
                parts.append(part.reference)
                cost += part.price
                _ = take(part)
            }
            if remedy == .replace { work.append(operation.text) }
            for component in [reference] + operation.others {
                for wear in ageing.wear where wear.reference == component && wear.severity > 0 && mends(remedy, wear) {
                    machine.plant.setFailure(wear.law.failure, on: wear.target, severity: 0)
                    ageing.forget(component, wear.law.failure)
                    if remedy != .replace, wear.severity >= Self.suspectedFrom { work.append(told(wear, remedy)) }
                }
            }
        }
        let beyond = try beyond(of: gamme)
        let found = work + beyond.map { $0.operation.text + Text(fr: " : hors limites", en: ": beyond its limits") }
        let result = found.isEmpty ? Text(fr: "rien à signaler", en: "nothing to report") : found.joined(separator: " ; ")
        note(
            .predetermined, Cause(reference: "", failure: nil), gamme.text + .colon + result,
            at: date, labour: gamme.duration, from: since, to: now, parts: parts, cost: cost)
        for (operation, value) in beyond {
            try look(
                into: Self.name(gamme, operation), operation.text, value, operation.limits!, Self.reading(operation),
                in: operation.state, at: date)
        }
    }

    private func isUnreadable(_ id: String) -> Bool { unreadable.contains { $0.id == id } }

    private static func name(_ gamme: Maintenance.Gamme, _ operation: Maintenance.Operation) -> String {
        "\(gamme.id) \(operation.number)"
    }

    /// What a visit reads beyond its limits, of what no weekly reading follows.
    private func beyond(of gamme: Maintenance.Gamme) throws -> [(operation: Maintenance.Operation, value: Double)] {
        var beyond: [(operation: Maintenance.Operation, value: Double)] = []
        for state in Maintenance.MachineState.allCases {
            let watched = gamme.operations.filter { operation in
                operation.state == state && operation.limits != nil && !isFollowed(operation)
                    && !isUnreadable(Self.name(gamme, operation))
                    && !Self.isProcedure(operation)
            }
            guard !watched.isEmpty else { continue }
            for (operation, value) in zip(watched, try read(watched.map(Self.reading), in: state)) {
                if let value, operation.limits?.accepts(value) == false { beyond.append((operation, value)) }
            }
        }
        return beyond
    }

    /// More than a reading: a needle that is watched with a stopwatch while somebody bleeds.
    private static func isProcedure(_ operation: Maintenance.Operation) -> Bool {
        operation.tool == .stopwatch && operation.limits?.kind != .time
    }

    /// The weekly readings have it already.
    private func isFollowed(_ operation: Maintenance.Operation) -> Bool {
        maintenance.thresholds.contains { $0.subject == operation.subject && $0.state == operation.state }
    }

    private static func reading(_ operation: Maintenance.Operation) -> RoundReading {
        RoundReading(subject: operation.subject, kind: operation.limits!.kind, tool: operation.tool)
    }

    private func isWanted(_ operation: Maintenance.Operation) throws -> Bool {
        guard let condition = operation.condition, let threshold = maintenance.thresholds.first(where: { $0.id == condition })
        else {
            return true
        }
        let value = try read([Self.reading(threshold)], in: threshold.state)[0]
        return value.map { !threshold.limits.accepts($0) } ?? false
    }

    /// What its tool does; nil for what only looks.
    private static func remedy(of operation: Maintenance.Operation) -> Remedy? {
        switch operation.tool {
        case .greaseGun: .grease
        case .cloth: .clean
        case .torqueDriver where operation.torque != nil: .tighten
        case .spanner where operation.part != nil: .replace
        default: nil
        }
    }

    private func mends(_ remedy: Remedy, _ wear: Ageing.Wear) -> Bool {
        let remedies = definition.machine.component(wear.reference)?.type.failure(wear.law.failure)?.remedies ?? []
        return remedies.contains(remedy) || known(wear)?.mending.remedy == remedy
    }

    // MARK: - The log

    private struct Cause {
        let reference: String
        let failure: String?
    }

    private func cause(of wear: Ageing.Wear) -> Cause {
        Cause(reference: wear.reference, failure: wear.law.failure)
    }

    /// « courroie CT1 détendue, tension refaite ».
    private func told(_ wear: Ageing.Wear, _ done: Remedy? = nil) -> Text {
        let (remedy, part) = mending(of: wear)
        let component = definition.machine.component(wear.reference)
        let failure = component?.type.failure(wear.law.failure)?.text ?? Text(wear.law.failure)
        let place = wear.item.isEmpty ? wear.reference : "\(wear.reference):\(wear.item)"
        // A fault of the list is called so at its own severity.
        let named = known(wear).flatMap { wear.severity >= $0.severity ? $0.text : nil }
        let text = named ?? Text(place) + .colon + failure
        return text + ", " + (done ?? remedy).done + (done == nil ? part.map { " (\($0.reference))" } ?? "" : "")
    }

    private func note(
        _ kind: Maintenance.Intervention.Kind, _ cause: Cause, _ text: Text, at date: Double, labour: Double, from since: Double,
        to end: Double, parts: [String] = [], cost: Double = 0
    ) {
        let stopped = min(end, max(horizon, since)) - since
        entries.append(
            (
                date,
                Maintenance.Intervention(
                    daysAgo: 0, kind: kind, reference: cause.reference, failure: cause.failure,
                    minutes: Int((labour / 60).rounded(.up)), downtime: Int((stopped / 60).rounded(.up)), cost: cost, by: "",
                    text: Speech.sentence(text), parts: parts)
            ))
    }
}

extension Maintenance.Gamme {
    /// A day at least.
    fileprivate var periodInDays: Double { max(1, (period / WorkCalendar.day).rounded()) }
}

extension Remedy {
    /// As a log says that it was done.
    fileprivate var done: Text {
        switch self {
        case .replace: Text(fr: "remplacement", en: "replaced")
        case .clean: Text(fr: "nettoyage", en: "cleaned")
        case .tighten: Text(fr: "serrage", en: "tightened")
        case .adjust: Text(fr: "réglage", en: "adjusted")
        case .tension: Text(fr: "tension refaite", en: "tensioned")
        case .grease: Text(fr: "graissage", en: "greased")
        case .reconnect: Text(fr: "rebranchement", en: "reconnected")
        case .free: Text(fr: "dégagement", en: "freed")
        case .reset: Text(fr: "réarmement", en: "reset")
        }
    }
}
