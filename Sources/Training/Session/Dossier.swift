import Components
import Dossiers
import Grafcet
import Machines
public import Notation
import Simulation

/// Sheets that every dossier derives from its files, by the names under which a journal has them.
public enum DerivedSheet: String, Sendable, CaseIterable {
    case order, function, chains, history, io, lockout, settings, thresholds, trends

    public var title: Text {
        switch self {
        case .order: Text(fr: "demande", en: "work-request")
        case .function: Text(fr: "fonction", en: "function")
        case .chains: Text(fr: "chaînes", en: "chains")
        case .history: Text(fr: "historique", en: "history")
        case .io: Text(fr: "table-es", en: "io-table")
        case .lockout: Text(fr: "consignation", en: "lockout")
        case .settings: Text(fr: "réglages", en: "settings")
        case .thresholds: Text(fr: "seuils", en: "thresholds")
        case .trends: Text(fr: "tendance", en: "trend")
        }
    }
}

extension Dossier.Sheet {
    fileprivate init(_ sheet: DerivedSheet, revision: String?, lines: [Text]) {
        self.init(id: sheet.rawValue, title: sheet.title, revision: revision, lines: lines)
    }
}

/// What there is to read about an exercise's machine, derived from its files so that it cannot disagree with them.
enum Dossier {
    struct Sheet {
        let id: String
        let title: Text
        let revision: String?
        let lines: [Text]
    }

    static func documents(of exercise: Exercise) -> [Sheet] {
        let plan = exercise.definition.machine
        let maintenance = exercise.maintenance
        var sheets: [Sheet] = [order(exercise), function(plan), chains(plan)]
        if !maintenance.history.isEmpty { sheets.append(history(maintenance)) }
        if exercise.definition.program != nil { sheets.append(inputsOutputs(exercise)) }
        if !maintenance.sources.isEmpty { sheets.append(lockout(maintenance)) }
        sheets.append(settings(maintenance, plan))
        for gamme in maintenance.gammes { sheets.append(taskList(gamme)) }
        if !maintenance.thresholds.isEmpty { sheets.append(thresholds(maintenance)) }
        if !exercise.scenario.trends.isEmpty { sheets.append(trends(exercise)) }
        sheets += derived(exercise, besides: sheets.map(\.id))
        for paper in exercise.papers {
            // A paper takes the place of the sheet that would be derived under its name.
            let place = sheets.firstIndex { $0.title.fr == paper.name }
            let sheet = Sheet(
                id: place.map { sheets[$0].id } ?? paper.name, title: place.map { sheets[$0].title } ?? Text(paper.name),
                revision: plan.revision, lines: bilingual { paperLines(paper.text[$0]) })
            if let place { sheets[place] = sheet } else { sheets.append(sheet) }
        }
        if !plan.kit.isEmpty { sheets.append(kit(exercise)) }
        for sheet in exercise.scenario.sheets {
            sheets.append(Sheet(id: sheet.id, title: sheet.title, revision: sheet.revision, lines: sheet.lines))
        }
        return sheets
    }

    static func order(_ exercise: Exercise) -> Sheet {
        let order = exercise.scenario.order
        let from = exercise.maintenance.person(order.from)?.name ?? order.from
        let heading = [
            Text(fr: "DI \(order.number)", en: "Request \(order.number)"), Text(exercise.definition.machine.name),
            Text(order.at.formatted(after: 0)),
            order.line.fr.isEmpty ? Text(from) : Text("\(from), ") + order.line, order.priority,
        ].joined(separator: " · ")
        return Sheet(
            .order, revision: nil,
            lines: [heading, Text(fr: "« \(order.complaint.fr) »", en: "\"\(order.complaint.en)\"")]
                + (exercise.scenario.situation.fr.isEmpty ? [] : [exercise.scenario.situation]))
    }

    private static func function(_ plan: Machine) -> Sheet {
        var lines = [plan.text]
        if let supply = plan.supply { lines.append(supply) }
        if let maker = plan.maker { lines.append(maker) }
        for place in plan.locations { lines.append(Text(place.name) + .colon + place.text) }
        return Sheet(.function, revision: plan.revision, lines: lines)
    }

    private static func chains(_ plan: Machine) -> Sheet {
        let links = plan.chains.information + plan.chains.energy
        let lines = links.filter { !$0.components.isEmpty }.map { Text($0.verb) + .colon + $0.components.joined(separator: " ") }
        return Sheet(.chains, revision: plan.revision, lines: lines)
    }

    /// What was supplied with the order, and lies on the bench.
    private static func kit(_ exercise: Exercise) -> Sheet {
        let lines = exercise.definition.machine.kit.map { part in
            let price = exercise.scenario.kit.first { $0.reference == part.reference }?.price ?? 0
            return Text("\(part.reference) · ") + part.text + (part.article.map { " · \($0)" } ?? "")
                + (price > 0 ? Text(" · ") + Speech.number(price) + " €" : Text(""))
        }
        return Sheet(id: "kit", title: Text(fr: "pièces-fournies", en: "supplied-parts"), revision: nil, lines: lines)
    }

    private static func history(_ maintenance: Maintenance) -> Sheet {
        let lines = maintenance.history.sorted { $0.daysAgo < $1.daysAgo }.map { entry in
            let by = maintenance.person(entry.by)?.name ?? entry.by
            return Text(fr: "il y a \(entry.weeksAgo) sem. · ", en: "\(entry.weeksAgo) weeks ago · ")
                + (entry.reference.isEmpty ? "" : "\(entry.reference) · ")
                + entry.text + " (\(by.isEmpty ? "" : "\(by), ")\(entry.minutes) min)"
        }
        return Sheet(.history, revision: nil, lines: lines)
    }

    private static func inputsOutputs(_ exercise: Exercise) -> Sheet {
        let variables = exercise.definition.program?.variables ?? []
        let lines = variables.filter { $0.role == .input || $0.role == .output }.map { variable in
            Text("\(variable.address?.description ?? "") \(variable.name)") + .colon
                + Text(fr: "1 si ", en: "1 if ") + (variable.meaning ?? Text(""))
        }
        return Sheet(
            .io, revision: exercise.definition.machine.revision, lines: lines)
    }

    private static func lockout(_ maintenance: Maintenance) -> Sheet {
        var lines: [Text] = []
        for source in maintenance.sources {
            lines.append(Text(source.id) + .colon + source.text)
            if let residual = source.residual { lines.append(residual) }
        }
        return Sheet(.lockout, revision: nil, lines: lines)
    }

    private static func settings(_ maintenance: Maintenance, _ plan: Machine) -> Sheet {
        var lines: [Text] = maintenance.settings.map { setting in
            let parameter = plan.component(setting.reference)?.type.parameters.first { $0.key == setting.parameter }
            return Text("\(setting.reference) · ") + (parameter?.text ?? Text(setting.parameter))
                + .colon + value(of: setting, parameter) + " · " + setting.text
        }
        for torque in maintenance.torques {
            lines.append(
                Text(fr: "couple \(torque.reference) : ", en: "torque \(torque.reference): ")
                    + Speech.quantity(torque.torque, .torque))
        }
        return Sheet(.settings, revision: nil, lines: lines)
    }

    /// In the unit that its adjuster shows: pressures are read on a gauge.
    private static func value(of setting: Maintenance.Setting, _ parameter: ParameterDescription?) -> Text {
        guard case .number(let number) = setting.value else { return Text("") }
        switch parameter?.form {
        case .quantity(.pressure, _): return Speech.quantity(number - Air.atmosphere, .gaugePressure)
        case .quantity(let kind, _): return Speech.quantity(number, kind, digits: Speech.readingDigits)
        default: return Speech.number(number)
        }
    }

    static func taskList(_ gamme: Maintenance.Gamme) -> Sheet {
        let lines = gamme.operations.map { operation in
            Text("\(operation.number). [") + operation.state.text + "] " + operation.text + limits(operation.limits)
        }
        return Sheet(id: gamme.id, title: gamme.text.map { _ in gamme.id }, revision: gamme.revision, lines: [gamme.text] + lines)
    }

    /// ` · 0,30 m/s (0,29 … 0,32)`.
    static func limits(_ limits: Maintenance.Limits?) -> Text {
        guard let limits else { return Text("") }
        var text = Text("")
        if let nominal = limits.nominal { text = text + " · " + Speech.stated(nominal, limits.kind) }
        let least = limits.least.map { Text("≥ ") + Speech.stated($0, limits.kind) }
        let most = limits.most.map { Text("≤ ") + Speech.stated($0, limits.kind) }
        let alert = limits.alert.map { Text(fr: "alerte ", en: "alert ") + Speech.stated($0, limits.kind) }
        let danger = limits.danger.map { Text(fr: "danger ", en: "danger ") + Speech.stated($0, limits.kind) }
        let bounds = [least, most, alert, danger].compactMap { $0 }
        return bounds.isEmpty ? text : text + " (" + bounds.joined(separator: ", ") + ")"
    }

    private static func thresholds(_ maintenance: Maintenance) -> Sheet {
        let lines = maintenance.thresholds.map { Text("\($0.id)") + .colon + $0.text + limits($0.limits) }
        return Sheet(.thresholds, revision: nil, lines: lines)
    }

    private static func trends(_ exercise: Exercise) -> Sheet {
        var lines: [Text] = []
        for trend in exercise.scenario.trends {
            guard let threshold = exercise.maintenance.thresholds.first(where: { $0.id == trend.threshold }) else { continue }
            lines.append(threshold.text + limits(threshold.limits))
            if let source = trend.source { lines.append(told(source)) }
            let values = trend.weeks.map { week in
                letter(of: trend) + Text("\(week.week) ") + Speech.stated(week.value, threshold.limits.kind)
                    + (week.load.map { Text(fr: " (charge \(Int($0)) %)", en: " (load \(Int($0))%)") } ?? Text(""))
            }
            lines += Speech.wrapped(values)
        }
        return Sheet(.trends, revision: nil, lines: lines)
    }

    private static func told(_ source: Scenario.TrendData.Source) -> Text {
        Text(fr: "enregistré : ", en: "recorded: ") + Text("\(source.record) · \(source.value) · ")
            + Text(fr: "moyennes de ", en: "means of ") + span(source.period)
    }

    private static func span(_ seconds: Double) -> Text {
        let days = seconds / 86_400
        guard days >= 1, days == days.rounded() else { return Speech.quantity(seconds, .time) }
        return Int(days) == 1 ? Text(fr: "1 jour", en: "1 day") : Text(fr: "\(Int(days)) jours", en: "\(Int(days)) days")
    }

    /// How a period is counted back from today: in weeks, in days, else in periods.
    private static func letter(of trend: Scenario.TrendData) -> Text {
        switch trend.source?.period {
        case nil, 7 * 86_400: Text(fr: "S", en: "W")
        case 86_400: Text(fr: "J", en: "D")
        default: Text("P")
        }
    }

    /// The rows of a document that name a reference, under its headings; a row goes on in the lines that begin with a space.
    static func lines(of sheet: Sheet, naming reference: String) -> [Text] {
        // Each language by itself: a row may take more lines in one than in the other.
        bilingual { language in rows(of: sheet.lines.map { $0[language] }, naming: reference) }
    }

    private static func rows(of lines: [String], naming reference: String) -> [String] {
        var kept: [String] = [], row: [String] = []
        let heading = (lines.firstIndex { $0.hasPrefix("──") || $0.hasPrefix("--") }).map { $0 + 1 } ?? 0
        func close() {
            if row.contains(where: { names(reference, $0) }) { kept += row }
            row = []
        }
        for line in lines.dropFirst(heading) {
            if !line.hasPrefix(" ") { close() }
            row.append(line)
        }
        close()
        return kept.isEmpty ? [] : Array(lines.prefix(heading).suffix(2)) + kept
    }

    /// Whether a line has the reference as a word or as the beginning of one: `B2` in `B2:3`, not in `B21`.
    private static func names(_ reference: String, _ line: String) -> Bool {
        let wanted = folded(reference)
        return folded(line).split { !($0.isLetter || $0.isNumber || ":%.@".contains($0)) }
            .contains { $0 == wanted || $0.hasPrefix(wanted + ":") }
    }

    // MARK: - Diagrams

    /// The machine's folios, drawn as text from its netlist; `3` and `F3` are folio 3.
    static func folios(of exercise: Exercise) -> [Sheet] {
        let dossier = Dossiers.Dossier(exercise.definition)
        return dossier.schematic.folios.map { folio in
            Sheet(
                id: "F\(folio.number)", title: folio.title, revision: exercise.definition.machine.revision,
                lines: bilingual { dossier.lines(of: folio, $0) })
        }
    }

    /// The documents that are derived from the machine alone.
    private static func derived(_ exercise: Exercise, besides known: [String]) -> [Sheet] {
        let dossier = Dossiers.Dossier(exercise.definition)
        return dossier.documents.filter { $0 != .diagrams && !known.contains($0.rawValue) }.map { document in
            Sheet(
                id: document.rawValue, title: document.name, revision: exercise.definition.machine.revision,
                lines: bilingual { dossier.lines(document, $0) })
        }
    }

    /// The two languages may take a different number of lines.
    static func bilingual(_ lines: (Language) -> [String]) -> [Text] {
        let (fr, en) = (lines(.fr), lines(.en))
        return (0..<max(fr.count, en.count)).map { index in
            Text(fr: index < fr.count ? fr[index] : "", en: index < en.count ? en[index] : "")
        }
    }
}

extension Maintenance.MachineState {
    var text: Text {
        switch self {
        case .running: Text(fr: "en marche", en: "running")
        case .empty: Text(fr: "à vide", en: "empty")
        case .stopped: Text(fr: "à l'arrêt", en: "stopped")
        case .locked: Text(fr: "consigné", en: "locked out")
        }
    }
}
