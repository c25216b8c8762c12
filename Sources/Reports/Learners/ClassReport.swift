import Assessment
public import Dossiers
public import Learners
import Mustache
public import Notation

/// A class for its teacher: who has been seen in what, where, and how safely.
public struct ClassReport: Sendable {
    public let overview: ClassOverview
    /// By pseudonym; empty where names are not to leave this machine.
    public let names: [String: String]

    public init(_ overview: ClassOverview, names: [String: String]) {
        self.overview = overview
        self.names = names
    }

    func shown(_ row: ClassOverview.Row) -> String { row.learner + (names[row.learner].map { " (\($0))" } ?? "") }

    public func lines(_ language: Language, _ style: TerminalStyle = TerminalStyle()) -> [String] {
        func say(_ fr: String, _ en: String) -> String { Text(fr: fr, en: en)[language] }
        var lines = [summary[language]]
        if style.isPlain {
            for row in overview.learners { lines += [""] + spelled(row, language, style) }
        } else {
            for unit in units {
                lines += [""] + wrappedText("\(unit.code) \(unit.title[language])", style.width, indent: 4)
                lines += grid(unit.code, language).lines(style)
            }
            lines += wrappedText(Level.legend[language], style.width)
        }
        if !overview.neverSeen.isEmpty {
            lines.append("")
            lines += wrappedText(
                say("Personne n'a encore été vu en : ", "Nobody has been seen yet in: ")
                    + LearnerWords.joined(overview.neverSeen), style.width, indent: 2)
        }
        lines.append("")
        var table = TextTable(
            [
                say("exercice", "exercise"), say("essayé par", "tried by"), say("terminé par", "finished by"),
                say("danger chez", "danger in"), say("à lever", "open"),
            ], keepsNames: true)
        for exercise in overview.exercises {
            table.add(
                [exercise.exercise]
                    + [exercise.tried, exercise.finished, exercise.endangered, exercise.stillOpen].map(String.init))
        }
        lines += table.lines(style)
        for exercise in overview.exercises {
            for gate in exercise.gates {
                lines += wrappedText(
                    "  ! \(exercise.exercise) : \(gate.text[language]) — \(told(gate)[language])", style.width, indent: 4)
            }
        }
        return lines + [""] + wrappedText(LearnerWords.disclaimer[language], style.width)
    }

    var summary: Text {
        Text(
            fr: "élèves : \(overview.learners.count) · référentiel \(overview.framework)",
            en: "learners: \(overview.learners.count) · framework \(overview.framework)")
    }

    /// In the framework's order.
    var units: [(code: String, title: Text)] {
        var units: [(code: String, title: Text)] = []
        for column in overview.competencies where units.last?.code != column.unit {
            units.append((column.unit, column.unitTitle))
        }
        return units
    }

    func columns(_ unit: String) -> [ClassOverview.Column] { overview.competencies.filter { $0.unit == unit } }

    func told(_ gate: ClassOverview.Exercise.Broken) -> Text {
        Text(
            fr: "élèves : \(gate.learners), à lever : \(gate.open)", en: "learners: \(gate.learners), open: \(gate.open)")
    }

    private func grid(_ unit: String, _ language: Language) -> TextTable {
        let columns = columns(unit)
        var table = TextTable(
            [Text(fr: "élève", en: "learner")[language]] + columns.map(\.competency), keepsNames: true)
        for row in overview.learners { table.add([shown(row)] + cells(row, columns).map(Self.short)) }
        table.add(
            [Text(fr: "acquis par", en: "acquired by")[language]] + columns.map { "\($0.acquired)/\(overview.learners.count)" })
        return table
    }

    func cells(_ row: ClassOverview.Row, _ columns: [ClassOverview.Column]) -> [ClassOverview.Cell] {
        columns.compactMap { column in row.cells.first { $0.competency == column.competency } }
    }

    /// « ◔ 5! »
    static func short(_ cell: ClassOverview.Cell) -> String {
        guard let level = cell.level else { return Level.unseenMark }
        return "\(level.mark) \(cell.observations)" + (cell.isCapped ? "!" : "")
    }

    /// A row in words, for a screen reader.
    private func spelled(_ row: ClassOverview.Row, _ language: Language, _ style: TerminalStyle) -> [String] {
        func say(_ fr: String, _ en: String) -> String { Text(fr: fr, en: en)[language] }
        var lines = wrappedText(
            "\(shown(row)) : \(say("séances", "sessions")) \(row.sessions), \(say("dangers à lever", "open dangers")) \(row.openGates)",
            style.width, indent: 2)
        for cell in row.cells {
            guard let level = cell.level else { continue }
            let capped = cell.isCapped ? say(", limité par un danger à lever", ", capped by an open danger") : ""
            lines += wrappedText(
                "  \(cell.competency) \(level.text[language]), \(say("indicateurs observés", "indicators seen")) \(cell.observations)\(capped)",
                style.width, indent: 4)
        }
        let never = row.cells.filter { $0.level == nil }.map(\.competency)
        if !never.isEmpty {
            lines += wrappedText("  \(Level.unseen[language]) : \(LearnerWords.joined(never))", style.width, indent: 4)
        }
        return lines
    }

    // MARK: - For a spreadsheet

    /// A line a learner, two columns a competency, the headings in English.
    public func commaSeparated() -> String {
        let hasNames = !names.isEmpty
        let headings =
            ["learner"] + (hasNames ? ["name"] : []) + ["sessions", "finished", "openGates"]
            + overview.competencies.flatMap { ["\($0.competency).level", "\($0.competency).observations"] }
        let rows = overview.learners.map { row -> [String] in
            [row.learner] + (hasNames ? [names[row.learner] ?? ""] : []) + [
                "\(row.sessions)", "\(row.finished)", "\(row.openGates)",
            ]
                + row.cells.flatMap { [$0.level?.rawValue ?? "notObserved", "\($0.observations)"] }
        }
        return CommaText.inert([headings] + rows)
    }

    // MARK: - As a page

    /// A page that stands alone: no image, no style and no script from elsewhere; prints on A4, lying.
    public func html(_ language: Language) throws -> String {
        let template = try MustacheTemplate(string: String(decoding: PackageResources.class_mustache, as: UTF8.self))
        return template.render(ClassPage(self, language))
    }
}

/// What the template reads: strings of one language, every one of them escaped by it.
struct ClassPage {
    struct Unit {
        var title: String
        var count: String
    }

    struct Column {
        var code: String
        var title: String
        var acquired: String
    }

    struct Row {
        var learner: String
        var openGates: String
        var cells: [Cell]
    }

    struct Cell {
        /// A class of the style sheet, beside the mark.
        var kind: String
        var text: String
    }

    struct Exercise {
        var name: String
        var tried: String
        var finished: String
        var gates: [Sentence]
    }

    struct Sentence {
        var text: String
    }

    let language: String
    let title: String
    let subtitle: String
    let headLearner: String
    let headDangers: String
    let units: [Unit]
    let columns: [Column]
    let rows: [Row]
    let headAcquired: String
    let legend: String
    let neverTitle: String
    let never: [Sentence]
    let noNever: String
    let hasNever: Bool
    let exercisesTitle: String
    let headExercise: String
    let headTried: String
    let headFinished: String
    let headGates: String
    let exercises: [Exercise]
    let keyTitle: String
    let disclaimer: String

    init(_ report: ClassReport, _ language: Language) {
        func say(_ fr: String, _ en: String) -> String { Text(fr: fr, en: en)[language] }
        let overview = report.overview
        self.language = language.rawValue
        title = say("Suivi de la classe", "The class")
        subtitle = report.summary[language]
        headLearner = say("Élève", "Learner")
        headDangers = say("Dangers à lever", "Open dangers")
        units = report.units.map { unit in
            Unit(title: "\(unit.code) \(unit.title[language])", count: "\(report.columns(unit.code).count)")
        }
        columns = overview.competencies.map {
            Column(code: $0.competency, title: $0.title[language], acquired: "\($0.acquired)/\(overview.learners.count)")
        }
        rows = overview.learners.map { row in
            Row(
                learner: report.shown(row), openGates: "\(row.openGates)" + (row.openGates > 0 ? " !" : ""),
                cells: row.cells.map { Cell(kind: $0.level?.rawValue ?? "notObserved", text: ClassReport.short($0)) })
        }
        headAcquired = say("acquis par", "acquired by")
        legend = Level.legend[language]
        neverTitle = say("Personne n'a encore été vu en", "Nobody has been seen yet in")
        never = overview.competencies.filter { $0.seen == 0 }.map { Sentence(text: "\($0.competency) \($0.title[language])") }
        noNever = say("Chaque compétence a été vue chez quelqu'un.", "Each competency was seen in somebody.")
        hasNever = !never.isEmpty
        exercisesTitle = say("Exercices", "Exercises")
        headExercise = say("Exercice", "Exercise")
        headTried = say("Essayé par", "Tried by")
        headFinished = say("Terminé par", "Finished by")
        headGates = say("Dangers", "Dangers")
        exercises = overview.exercises.map { exercise in
            Exercise(
                name: exercise.exercise, tried: "\(exercise.tried)", finished: "\(exercise.finished)",
                gates: exercise.gates.map { Sentence(text: "! \($0.text[language]) — \(report.told($0)[language])") })
        }
        keyTitle = say("Compétences", "Competencies")
        disclaimer = LearnerWords.disclaimer[language]
    }
}
