import Notation

/// The three sentences at the end: one habit each, from the indicators that were missed.
enum Advice {
    /// What was done well when nothing is missing.
    private static let praise = Text(
        fr: "Bien : refais pareil sur une autre panne, sans aide.", en: "Well done: do the same on another fault, without help.")

    static func sentences(_ score: Score, _ framework: Framework) -> [Text] {
        let habits = framework.habits
        var sentences: [Text] = []
        if score.gates.contains(where: { $0.danger != nil }), let gate = score.gates.first(where: { $0.danger != nil }) {
            sentences.append(gate.rule)
        }
        let states = score.indicators
        // What was missed says more than what was half done.
        for wanted in [IndicatorState.missed, .partly] {
            for habit in habits where sentences.count < 3 {
                let speaks = states.contains { $0.state == wanted && habit.indicators.contains($0.id) }
                if speaks, !sentences.contains(habit.text) { sentences.append(habit.text) }
            }
        }
        if sentences.count < 3 {
            // Nothing of the list: the indicator's own words.
            for indicator in states where sentences.count < 3 && indicator.state == .missed {
                let known = habits.contains { $0.indicators.contains(indicator.id) }
                if !known, let missing = indicator.missing {
                    sentences.append(
                        Text(fr: "La prochaine fois : ", en: "Next time: ") + missing + Text("."))
                }
            }
        }
        return sentences.isEmpty ? [praise] : sentences
    }
}
