import Devices
import Notation
import Records

/// Weeks before the exercise: written in the scenario, or recorded from a device.
extension ScenarioReader {
    /// More are no trend that a trainee reads.
    private static let periodLimit = 60

    func trends(_ node: Node?, _ mistakes: inout Mistakes) -> [Scenario.TrendData] {
        entries(node, &mistakes).compactMap { entry in
            mistakes.collect {
                guard let threshold = maintenance.thresholds.first(where: { $0.id == entry.key }) else {
                    throw entry.keyNode.unknown(Text(fr: "seuil", en: "threshold"), among: maintenance.thresholds.map(\.id))
                }
                let block = try entry.value.mapping(keys: ["values", "record", "value", "every", "load"])
                let loads = try block["load"]?.sequence.map { try $0.number(in: 0...1000) } ?? []
                var data = Scenario.TrendData(threshold: threshold.id, weeks: [], source: nil)
                if let record = block["record"] {
                    try read(record, block, threshold.limits.kind, into: &data)
                } else {
                    let values = try block.required("values").sequence.map { try $0.quantity(threshold.limits.kind) }
                    data.weeks = values.indices.map { Scenario.TrendData.Week(week: $0 - values.count, value: values[$0]) }
                }
                for index in data.weeks.indices where loads.indices.contains(index) { data.weeks[index].load = loads[index] }
                return data
            }
        }
    }

    /// Means of the column `value`, a period each, as `banc device trend` shows them.
    private func read(
        _ node: Node, _ block: Mapping, _ kind: Quantity.Kind, into data: inout Scenario.TrendData
    ) throws {
        if let values = block["values"] {
            throw values.mistake(Text(fr: "`record` donne déjà les valeurs", en: "`record` gives the values already"))
        }
        let name = try node.string
        guard let file = records.first(where: { $0.name == name }) else {
            throw node.unknown(Text(fr: "enregistrement", en: "record"), among: records.map(\.name))
        }
        let column = try block.required("value")
        let period = try block["every"]?.duration(in: 1...1e9) ?? 7 * 86_400
        var trend = Trend(every: period)
        var left = 0
        let unit: String
        do {
            unit = try CommaReader.numbers(of: try column.string, in: file.text, path: file.shown) { time, value in
                if !trend.take(value, at: time) { left += 1 }
            }
        } catch let error as LogError {
            throw column.mistake(error.text)
        }
        guard left == 0 else {
            throw node.mistake(
                Text(
                    fr: "\(name) : \(left) valeurs hors de l'ordre ou au-delà de \(Trend.periodLimit) périodes",
                    en: "\(name): \(left) values out of order or beyond \(Trend.periodLimit) periods"))
        }
        guard let last = trend.periods.last, (2...Self.periodLimit).contains(trend.periods.count) else {
            throw (block["every"] ?? node).mistake(
                Text(
                    fr: "\(name) a \(trend.periods.count) périodes avec des valeurs",
                    en: "\(name) has \(trend.periods.count) periods with values"),
                expected: Text(fr: "de 2 à \(Self.periodLimit)", en: "2 to \(Self.periodLimit)"))
        }
        data.source = Scenario.TrendData.Source(record: name, value: try column.string, period: period)
        do throws(Quantity.Refusal) {
            _ = try Quantity.parse("1 \(unit)", as: kind)
        } catch {
            throw column.mistake(error.problem, expected: error.expected, nearest: error.nearest)
        }
        let (factor, offset) = kind.unit(unit).map { ($0.factor, $0.offset) } ?? (1, 0)
        data.weeks = trend.periods.map { period in
            // A period without a value leaves a gap, as in the record.
            let before = ((last.start - period.start) / trend.interval).rounded()
            return Scenario.TrendData.Week(week: -1 - Int(before), value: period.mean * factor + offset)
        }
    }
}
