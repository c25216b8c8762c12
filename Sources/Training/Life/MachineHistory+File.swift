public import Machines
public import Notation

/// A history as a file: its lines are those of a `maintenance.yaml`, its weeks those of a scenario's `trends`, so that both can be
/// taken over by hand, and a whole file by an exercise.
extension MachineHistory {
    /// In an exercise's folder it takes the place of the machine's own history.
    public static let fileName = "history.yaml"
    private static let keys = ["machine", "days", "shifts", "days-per-week", "seed", "preventive", "history", "trends"]

    /// - Throws: `Mistakes`; a history of another machine is one.
    public static func decode(_ node: Node, for machine: Machine, _ maintenance: Maintenance) throws -> MachineHistory {
        try Mistakes.gathered { mistakes in
            mistakes.collect { try node.format(1) }
            guard let file = node.mapping(keys: keys, collecting: &mistakes) else { throw mistakes }
            let reader = MaintenanceReader(machine: machine)
            mistakes.collect {
                let named = try file.required("machine")
                guard try named.string == machine.name else {
                    throw named.mistake(
                        Text(fr: "l'historique d'une autre machine", en: "the history of another machine"),
                        expected: Text(machine.name))
                }
            }
            var history = MachineHistory(
                machine: machine.name, entries: reader.listed(file["history"], &mistakes, reader.intervention))
            history.days = mistakes.collect { try file["days"]?.number(in: 1...35_000) } ?? nil
            let shifts = mistakes.collect { try file["shifts"]?.integer(in: 1...3) } ?? nil
            let week = mistakes.collect { try file["days-per-week"]?.integer(in: 1...7) } ?? nil
            history.calendar = shifts.map { WorkCalendar(shifts: $0, daysPerWeek: week ?? 5) }
            history.seed = (mistakes.collect { try file["seed"]?.integer(in: 0...Int.max) } ?? nil).map { UInt64($0) }
            history.care = mistakes.collect { try file["preventive"]?.choice(of: MachineLife.Care.self) } ?? nil
            history.trends = reader.named(file["trends"], &mistakes) { try trend($0, maintenance) }
            return history
        }
    }

    /// The last of the values is the last week's.
    private static func trend(_ entry: Node.Entry, _ maintenance: Maintenance) throws -> Trend {
        guard let threshold = maintenance.thresholds.first(where: { $0.id == entry.key }) else {
            throw entry.keyNode.unknown(Text(fr: "seuil", en: "threshold"), among: maintenance.thresholds.map(\.id))
        }
        let values = try entry.value.mapping(keys: ["values"]).required("values").sequence.map {
            try $0.quantity(threshold.limits.kind)
        }
        return Trend(
            threshold: threshold,
            readings: values.indices.map { Trend.Reading(daysAgo: 7 * Double(values.count - 1 - $0), value: values[$0]) })
    }

    /// As `decode` reads it, but for the wear.
    public var yaml: String {
        var lines = ["format: 1", "machine: \(machine)"]
        if let days { lines.append("days: \(Self.number(days))") }
        if let calendar {
            lines.append("shifts: \(calendar.shifts)")
            lines.append("days-per-week: \(calendar.daysPerWeek)")
        }
        if let seed { lines.append("seed: \(seed)") }
        if let care { lines.append("preventive: \(care.rawValue)") }
        lines.append(entries.isEmpty ? "history: []" : "history:")
        lines += entries.map { "  - {\(Self.line($0))}" }
        if !trends.isEmpty { lines.append("trends:") }
        for trend in trends {
            let values = trend.readings.map { Quantity($0.value, trend.threshold.limits.kind).formatted(.en, digits: 4) }
            lines.append("  \(trend.threshold.id): {values: [\(values.map(Self.quoted).joined(separator: ", "))]}")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func line(_ entry: Maintenance.Intervention) -> String {
        var fields = ["days-ago: \(number(entry.daysAgo))", "kind: \(entry.kind.rawValue)"]
        if !entry.reference.isEmpty { fields.append("of: \(quoted(entry.reference))") }
        if let failure = entry.failure { fields.append("failure: \(quoted(failure))") }
        fields.append("minutes: \(entry.minutes)")
        if let downtime = entry.downtime { fields.append("downtime: \(downtime)") }
        if let cost = entry.cost { fields.append("cost: \(number(cost))") }
        if !entry.by.isEmpty { fields.append("by: \(quoted(entry.by))") }
        fields.append("text: {fr: \(quoted(entry.text.fr)), en: \(quoted(entry.text.en))}")
        fields.append("parts: [\(entry.parts.map(quoted).joined(separator: ", "))]")
        return fields.joined(separator: ", ")
    }

    /// To the hundredth.
    private static func number(_ value: Double) -> String {
        let hundredths = Int((value * 100).rounded())
        return hundredths % 100 == 0 ? "\(hundredths / 100)" : "\(Double(hundredths) / 100)"
    }

    private static func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: " ") + "\""
    }
}
