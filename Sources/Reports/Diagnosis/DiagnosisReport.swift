public import Diagnosis
public import Dossiers
import Machines
public import Notation

/// What a fault × test matrix says to an instructor: what can be told apart, what cannot and what it would take, and how to search.
public struct DiagnosisReport: Sendable {
    /// With the tools there are.
    public let matrix: FaultMatrix
    public let plan: SearchPlan
    public let searches: [FaultSearch]
    public let unseen: [String]
    public let groups: [[String]]

    /// - Parameters:
    ///   - whole: with all the tools of a workshop.
    ///   - faults: whose searches are wanted.
    public init(_ matrix: FaultMatrix, whole: FaultMatrix, faults: [String]) {
        self.matrix = matrix
        let plan = SearchPlan(matrix)
        self.plan = plan
        unseen = matrix.unseen.map(\.id)
        groups = matrix.groups.map { $0.map { matrix.rows[$0].fault.id } }
        searches = faults.compactMap { FaultSearch(for: $0, in: matrix, by: plan, whole: whole) }
    }

    /// For a terminal.
    public func lines(_ name: String, _ language: Language, _ style: TerminalStyle = TerminalStyle()) -> [String] {
        func say(_ text: Text, indent: Int = 2) -> [String] {
            wrappedText(text[language], style.width, indent: indent)
        }
        let (acts, seconds) = plan.mean
        var lines = say(
            Text(name)
                + .colon + Noun.fault.counted(matrix.rows.count) + ", "
                + Noun.state.counted(matrix.states.count))
        lines += say(
            Text(fr: "Recherche : ", en: "Search: ") + Noun.bit.counted(plan.bits)
                + Text(fr: " à trouver ; en moyenne ", en: " to find; on average ") + Noun.act.counted(acts) + ", "
                + minutes(seconds))
        if !unseen.isEmpty {
            lines += say(
                Text(fr: "Rien ne les montre : ", en: "Nothing shows them: ") + Text(unseen.joined(separator: ", ")))
        }
        if !groups.isEmpty {
            lines.append(Text(fr: "Rien ne les sépare :", en: "Nothing tells them apart:")[language])
            for group in groups { lines += say(Text("  " + group.joined(separator: " = ")), indent: 4) }
        }
        if searches.isEmpty, let first = plan.first {
            lines += say(Text(fr: "Premier acte : ", en: "First act: ") + told(first))
            for branch in first.branches {
                lines += say(
                    Text("  ") + first.text(branch) + .colon + Noun.suspect.counted(branch.suspects.count),
                    indent: 6)
            }
        }
        for search in searches { lines += [""] + told(search, language, style) }
        return lines
    }

    private func told(_ search: FaultSearch, _ language: Language, _ style: TerminalStyle) -> [String] {
        func say(_ text: Text, indent: Int) -> [String] { wrappedText(text[language], style.width, indent: indent) }
        var lines = say(
            Text(search.fault) + .colon + Noun.act.counted(search.steps.count) + ", "
                + Noun.state.counted(search.states.count) + ", " + minutes(search.seconds), indent: 2)
        for (number, step) in search.steps.enumerated() {
            lines += say(
                Text("  \(number + 1). ") + state(step.choice.state) + " · " + step.choice.text(step.branch)
                    + " (\(step.suspectsBefore) → \(step.branch.suspects.count))", indent: 5)
        }
        guard !search.rivals.isEmpty else {
            return lines + say(Text(fr: "  isolée de toutes les autres", en: "  told from all others"), indent: 4)
        }
        for rival in search.rivals { lines += say(Text("  ") + rival.text(matrix.states), indent: 4) }
        return lines
    }

    private func told(_ choice: SearchPlan.Choice) -> Text {
        state(choice.state) + " · " + choice.act.text + " ("
            + Noun.bit.counted(choice.bits) + ", " + minutes(choice.seconds) + ")"
    }

    private func state(_ name: String) -> Text { matrix.states.text(of: name) }
}
