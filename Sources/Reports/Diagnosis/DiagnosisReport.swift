public import Diagnosis
public import Dossiers
import Machines
public import Notation

/// What a fault × test matrix says to an instructor: what can be told apart, what cannot and what it would take, and how to search.
public struct DiagnosisReport: Sendable {
    /// A fault that is to be found, and how.
    public struct Search: Sendable {
        public let fault: String
        /// Of not knowing which of the suspects it is.
        public let bits: Double
        public let steps: [SearchPlan.Step]
        public let seconds: Double
        /// States of the machine that the way leads through, in order.
        public let states: [String]
        public let rivals: [Rival]
    }

    /// A fault that these tools do not tell from the one sought.
    public struct Rival: Sendable {
        public let fault: String
        /// What would tell them apart with other tools, if anything.
        public let beyond: Distinction?
    }

    /// With the tools there are.
    public let matrix: FaultMatrix
    public let plan: SearchPlan
    public let searches: [Search]
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
        searches = faults.compactMap { id in
            guard let index = matrix.index(of: id), matrix.rows[index].signature.isObservable else { return nil }
            let steps = plan.path(to: index)
            var states: [String] = []
            for step in steps where states.last != step.choice.state { states.append(step.choice.state) }
            return Search(
                fault: id, bits: plan.bits, steps: steps, seconds: steps.reduce(0) { $0 + $1.choice.seconds }, states: states,
                rivals: matrix.rivals(of: index).map { rival in
                    Rival(
                        fault: matrix.rows[rival].fault.id,
                        beyond: whole.distinctions(index, rival).max { $0.margin < $1.margin })
                })
        }
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
                + Self.minutes(seconds))
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

    private func told(_ search: Search, _ language: Language, _ style: TerminalStyle) -> [String] {
        func say(_ text: Text, indent: Int) -> [String] { wrappedText(text[language], style.width, indent: indent) }
        var lines = say(
            Text(search.fault) + .colon + Noun.act.counted(search.steps.count) + ", "
                + Noun.state.counted(search.states.count) + ", " + Self.minutes(search.seconds), indent: 2)
        for (number, step) in search.steps.enumerated() {
            lines += say(
                Text("  \(number + 1). ") + state(step.choice.state) + " · " + step.choice.text(step.branch)
                    + " (\(step.suspectsBefore) → \(step.branch.suspects.count))", indent: 5)
        }
        guard !search.rivals.isEmpty else {
            return lines + say(Text(fr: "  isolée de toutes les autres", en: "  told from all others"), indent: 4)
        }
        for rival in search.rivals {
            lines += say(
                Text(fr: "  rien ne la sépare de ", en: "  nothing tells it from ") + Text(rival.fault)
                    + (rival.beyond.map {
                        Text(fr: " avec ces outils ; il faudrait : ", en: " with these tools; it would take: ")
                            + $0.look.test.text
                            + ", " + state($0.look.state)
                    } ?? Text("")), indent: 4)
        }
        return lines
    }

    private func told(_ choice: SearchPlan.Choice) -> Text {
        state(choice.state) + " · " + choice.act.text + " ("
            + Noun.bit.counted(choice.bits) + ", " + Self.minutes(choice.seconds) + ")"
    }

    private func state(_ name: String) -> Text { matrix.states.first { $0.name == name }?.text ?? Text(name) }

    /// What is counted here; the suspects are faults.
    private enum Noun {
        case fault, state, act, suspect, bit

        private var words: (fr: String, en: String) {
            switch self {
            case .fault: ("panne", "fault")
            case .state: ("état", "state")
            case .act: ("acte", "act")
            case .suspect: ("suspecte", "suspect")
            case .bit: ("bit", "bit")
            }
        }

        func counted(_ count: Int) -> Text { counted(Double(count), { _ in "\(count)" }) }

        func counted(_ value: Double) -> Text {
            counted(value) { Quantity(value, .ratio).formatted($0, digits: 2) }
        }

        /// French counts as one what is less than two.
        private func counted(_ value: Double, _ number: (Language) -> String) -> Text {
            Text(
                fr: "\(number(.fr)) \(words.fr)\(value < 2 ? "" : "s")",
                en: "\(number(.en)) \(words.en)\(value == 1 ? "" : "s")")
        }
    }

    private static func minutes(_ seconds: Double) -> Text { Text("\(max(1, Int((seconds / 60).rounded()))) min") }
}
