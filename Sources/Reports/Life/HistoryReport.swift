import Components
public import Dossiers
import Machines
public import Notation
public import Training

/// A machine's history in words, and as comma-separated values.
public struct HistoryReport: Sendable {
    private let history: MachineHistory
    private let machine: Text
    private let rates: MachineHistory.Rates

    public init(_ history: MachineHistory, of machine: Text, rates: MachineHistory.Rates) {
        self.history = history
        self.machine = machine
        self.rates = rates
    }

    // MARK: - In words

    /// - Parameter isLived: it comes out of a calendar, whose limits are then said.
    public func lines(_ language: Language, _ style: TerminalStyle, isLived: Bool) -> [String] {
        var lines = wrappedText(heading[language], style.width)
        lines += log(language, style) + weeks(language, style) + pareto(language, style) + figures(language, style)
        if isLived { lines += limits.flatMap { [""] + wrappedText($0[language], style.width) } }
        return lines
    }

    private var heading: Text {
        var parts = [machine]
        if let days = history.days { parts.append(number(days) + Text(fr: " jours", en: " days")) }
        if let calendar = history.calendar {
            parts.append(
                Text(
                    fr:
                        "\(calendar.shifts) poste\(calendar.shifts > 1 ? "s" : "") de 8 h, \(calendar.daysPerWeek) jours par semaine",
                    en: "\(calendar.shifts) shift\(calendar.shifts > 1 ? "s" : "") of 8 h, \(calendar.daysPerWeek) days a week"))
        }
        if let seed = history.seed { parts.append(Text(fr: "exemplaire \(seed)", en: "specimen \(seed)")) }
        switch history.care {
        case .file?: parts.append(Text(fr: "préventif suivi", en: "preventive maintenance followed"))
        case .none?: parts.append(Text(fr: "sans préventif", en: "no preventive maintenance"))
        case nil: break
        }
        return parts.joined(separator: " · ")
    }

    /// Days from 1 where the log says how many it covers, else weeks ago.
    private func when(_ daysAgo: Double, _ language: Language) -> String {
        guard let days = history.days else { return "−\(Int(daysAgo / 7)) \(Text(fr: "sem.", en: "wk")[language])" }
        return "\(Self.day(daysAgo, of: days))"
    }

    private static func day(_ daysAgo: Double, of days: Double) -> Int { max(1, Int((days - daysAgo).rounded(.up))) }

    private func log(_ language: Language, _ style: TerminalStyle) -> [String] {
        let repeated = Dictionary(grouping: history.entries.filter(isRoutine), by: \.text).filter { $0.value.count > 1 }
        var table = TextTable(
            [
                history.days == nil ? Text(fr: "date", en: "date") : Text(fr: "jour", en: "day"), Text(fr: "nature", en: "kind"),
                Text(fr: "repère", en: "ref"), Text(fr: "fait", en: "done"), Text(fr: "arrêt", en: "stop"),
                Text(fr: "travail", en: "work"), Text(fr: "coût", en: "cost"),
            ].map { $0[language] })
        for entry in history.entries.sorted(by: { $0.daysAgo > $1.daysAgo }) where repeated[entry.text] == nil {
            table.add([
                when(entry.daysAgo, language), entry.kind.text[language], entry.reference, entry.text[language],
                entry.downtime.map { length($0)[language] } ?? "–", length(entry.minutes)[language],
                entry.cost == nil && rates == MachineHistory.Rates()
                    ? "–" : "\(number(history.cost(of: entry, at: rates))[language]) €",
            ])
        }
        var lines = ["", Text(fr: "journal", en: "log")[language]]
        if table.rows.isEmpty { lines.append(Text(fr: "rien", en: "nothing")[language]) } else { lines += table.lines(style) }
        for (text, entries) in repeated.sorted(by: { $0.key.en < $1.key.en }) {
            lines += wrappedText("\(entries.count) × \(text[language])", style.width, indent: 4)
        }
        return lines
    }

    /// A visit of the plan that stopped nothing and left nothing.
    private func isRoutine(_ entry: Maintenance.Intervention) -> Bool {
        entry.kind == .predetermined && entry.downtime ?? 0 == 0 && entry.parts.isEmpty
    }

    private func weeks(_ language: Language, _ style: TerminalStyle) -> [String] {
        guard let longest = history.trends.max(by: { $0.readings.count < $1.readings.count }) else { return [] }
        var table = TextTable([Text(fr: "jour", en: "day")[language]] + history.trends.map(\.threshold.id), keepsNames: true)
        for index in longest.readings.indices {
            let daysAgo = longest.readings[index].daysAgo
            table.add(
                [when(daysAgo, language)]
                    + history.trends.map { trend in
                        guard let reading = trend.readings.first(where: { abs($0.daysAgo - daysAgo) < 0.5 }) else { return "–" }
                        let kind = trend.threshold.limits.kind
                        let mark = trend.threshold.limits.accepts(reading.value) ? "" : " !"
                        return Quantity(reading.value, kind).formatted(language, digits: 3) + mark
                    })
        }
        let title = Text(
            fr: "relevés de la semaine, lus sur la machine (! : hors limites)",
            en: "readings of the week, read on the machine (!: beyond the limits)")
        return ["", title[language]] + table.lines(style)
    }

    private func pareto(_ language: Language, _ style: TerminalStyle) -> [String] {
        let shares = history.shares(at: rates)
        func line(_ title: Text, _ value: (MachineHistory.Share) -> Double, _ told: (MachineHistory.Share) -> Text) -> [String] {
            let ranked = shares.filter { value($0) > 0 }.sorted { value($0) > value($1) }
            guard !ranked.isEmpty else { return [] }
            let total = ranked.reduce(0) { $0 + value($1) }
            let items = ranked.prefix(6).map {
                "\($0.reference) \(told($0)[language]) (\(Quantity(value($0) / total, .ratio).formatted(language, unit: "%", decimals: 0)))"
            }
            return wrappedText((title + .colon)[language] + items.joined(separator: " · "), style.width, indent: 4)
        }
        let lines =
            line(Text(fr: "par nombre de pannes", en: "by number of breakdowns"), { Double($0.count) }, { Text("\($0.count)") })
            + line(Text(fr: "par temps d'arrêt", en: "by downtime"), { Double($0.minutes) }, { length($0.minutes) })
            + line(costTitle, \.cost, { number($0.cost) + " €" })
        return lines.isEmpty ? [] : ["", "Pareto"] + lines
    }

    private var costTitle: Text {
        switch (rates.labour, rates.stop) {
        case (nil, nil): Text(fr: "par coût des pièces", en: "by cost of parts")
        case (_?, nil): Text(fr: "par coût (pièces, travail)", en: "by cost (parts, work)")
        case (nil, _?): Text(fr: "par coût (pièces, arrêts)", en: "by cost (parts, stops)")
        case (_?, _?): Text(fr: "par coût (pièces, travail, arrêts)", en: "by cost (parts, work, stops)")
        }
    }

    private func figures(_ language: Language, _ style: TerminalStyle) -> [String] {
        var rows: [(Text, Text)] = [(Text(fr: "pannes", en: "breakdowns"), Text("\(history.breakdowns)"))]
        if let required = history.required {
            rows.append((Text(fr: "temps requis", en: "required time"), hours(required)))
            rows.append((Text(fr: "arrêts pour panne", en: "stops for breakdowns"), hours(history.correctiveDowntime)))
            rows.append((Text(fr: "arrêts prévus", en: "planned stops"), hours(history.plannedDowntime)))
            rows.append(
                (
                    Text(fr: "MTBF, temps de marche / pannes", en: "MTBF, operating time / breakdowns"),
                    history.meanTimeBetweenFailures.map(hours)
                        ?? Text(fr: "aucune panne en \(hours(required).fr)", en: "no breakdown in \(hours(required).en)")
                ))
        }
        if let restoration = history.meanTimeToRestoration {
            rows.append(
                (
                    Text(
                        fr: "MTTR, du constat à la reprise, attente des pièces comprise",
                        en: "MTTR, from found to running, waiting for parts in it"), hours(restoration)
                ))
        }
        if let minutes = history.meanRepairMinutes {
            rows.append((Text(fr: "travail moyen par panne", en: "mean work at a breakdown"), length(Int(minutes.rounded()))))
        }
        if let availability = history.availability {
            rows.append(
                (Text(fr: "disponibilité MTBF/(MTBF + MTTR)", en: "availability MTBF/(MTBF + MTTR)"), share(availability)))
        }
        if let availability = history.operationalAvailability {
            rows.append(
                (Text(fr: "disponibilité, arrêts prévus compris", en: "availability, planned stops in it"), share(availability)))
        }
        let lines = rows.map { ($0.0 + .colon + $0.1)[language] }
        return ["", Text(fr: "indicateurs (EN 13306)", en: "figures (EN 13306)")[language]]
            + lines.flatMap { wrappedText($0, style.width, indent: 4) }
    }

    /// What a reader could take for more than it is.
    private var limits: [Text] {
        [
            Text(
                fr:
                    "Ce qui n'y est pas : les pannes soudaines (les fréquences de faults.yaml sont relatives, sans taux), l'usure d'une machine arrêtée, les fautes de main, l'huile et la graisse consommées. Les durées sont celles des verbes d'une séance et des gammes, les délais ceux du magasin ; l'usure la plus avancée est soupçonnée la première. Une pièce prise est recommandée aussitôt.",
                en:
                    "What is not in it: sudden failures (the frequencies of faults.yaml are relative, no rates), wear of a machine that stands, slips of the hand, oil and grease that are used up. Times are those of a session's verbs and of the task lists, delays the store's; what has worn most is suspected first. A part that is taken is ordered again at once."
            ),
            Text(
                fr:
                    history.calendar?.hasPauses == true
                    ? "Les visites à l'arrêt et les travaux prévus se font hors production : ils n'arrêtent rien."
                    : "À 3 postes, les visites à l'arrêt et les travaux prévus se prennent sur la production.",
                en:
                    history.calendar?.hasPauses == true
                    ? "Visits that need a stop and planned work are done outside production: they stop nothing."
                    : "With 3 shifts, visits that need a stop and planned work are taken from production."),
        ] + unfollowed
    }

    private var unfollowed: [Text] {
        guard !history.unfollowed.isEmpty else { return [] }
        let told = Text(
            fr:
                "Hors limites sur la machine neuve déjà, donc pas suivi (la valeur se lit à un moment que seule une personne reconnaît)",
            en:
                "Beyond its limits on the new machine already, so not followed (it is read at a moment that only a person recognises)"
        )
        return [told + .colon + history.unfollowed.joined(separator: " ; ") + "."]
    }

    private func number(_ value: Double) -> Text {
        Text(fr: value.formatted(.fr, digits: 4), en: value.formatted(.en, digits: 4))
    }

    private func hours(_ seconds: Double) -> Text {
        Text(fr: (seconds / 3_600).formatted(.fr, digits: 3), en: (seconds / 3_600).formatted(.en, digits: 3)) + " h"
    }

    private func share(_ value: Double) -> Text { number(value) }

    /// `35 min`, `12,5 h`.
    private func length(_ minutes: Int) -> Text { minutes < 120 ? Text("\(minutes) min") : hours(60 * Double(minutes)) }

    // MARK: - Comma-separated

    /// A line an entry: English words, minutes, a dot for the decimal.
    public var logCSV: String {
        let rows = history.entries.sorted { $0.daysAgo > $1.daysAgo }.map { entry in
            [
                "\(entry.daysAgo)", entry.kind.rawValue, entry.reference, entry.failure ?? "", "\(entry.minutes)",
                entry.downtime.map { "\($0)" } ?? "", "\(history.cost(of: entry, at: rates))", entry.parts.joined(separator: " "),
                entry.text.fr, entry.text.en,
            ]
        }
        return CommaText.lines(
            [
                [
                    "daysAgo", "kind", "component", "failure", "labourMinutes", "downtimeMinutes", "cost", "parts", "textFr",
                    "textEn",
                ]
            ] + rows)
    }

    /// A line a week, a column a threshold, SI.
    public var trendsCSV: String {
        let longest = history.trends.max { $0.readings.count < $1.readings.count }
        let rows = (longest?.readings ?? []).map { week in
            ["\(week.daysAgo)"]
                + history.trends.map { trend in
                    trend.readings.first { abs($0.daysAgo - week.daysAgo) < 0.5 }.map { "\($0.value)" } ?? ""
                }
        }
        return CommaText.lines([["daysAgo"] + history.trends.map(\.threshold.id)] + rows)
    }
}

extension Maintenance.Intervention.Kind {
    /// After NF EN 13306.
    public var text: Text {
        switch self {
        case .preventive: Text(fr: "préventive", en: "preventive")
        case .predetermined: Text(fr: "systématique", en: "predetermined")
        case .conditionBased: Text(fr: "conditionnelle", en: "condition-based")
        case .corrective: Text(fr: "corrective", en: "corrective")
        case .modification: Text(fr: "modification", en: "modification")
        case .improvement: Text(fr: "amélioration", en: "improvement")
        }
    }
}
