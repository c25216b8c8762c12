import Notation

/// What is counted of a search; the suspects are faults.
enum Noun {
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

func minutes(_ seconds: Double) -> Text { Text("\(max(1, Int((seconds / 60).rounded()))) min") }
