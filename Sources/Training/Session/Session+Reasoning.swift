import Components
import Grafcet
import Machines
import Notation
import Simulation

/// What the trainee thinks, noted before it is acted upon.
extension Session {
    func reason(_ action: Action) throws {
        switch action {
        case .function(let lost):
            emit(.functionStated(lost: lost))
            say(Text(fr: "Fonction perdue : ", en: "Lost function: ") + lost)
        case .chain(let block, let refs):
            emit(.chainStated(block: block, refs: refs))
            say(
                Text(
                    fr: block.chain == .information ? "Chaîne d'information, " : "Chaîne d'énergie, ",
                    en: block.chain == .information ? "Information chain, " : "Energy chain, ") + block.words.shown
                    + (refs.isEmpty ? "" : " : " + refs.joined(separator: " ")))
        case .hypothesis(let ref, let cause):
            let number = state.hypotheses.count + 1
            emit(.hypothesised(number: number, ref: ref, cause: cause))
            say(Text("H\(number)") + .colon + nameText(ref) + (cause.map { Text(" ") + causeText($0) } ?? Text("")))
        case .diagnosis(let ref, let cause, let proofs): try diagnose(ref, cause, proofs)
        case .answer(let question, let value): try answer(question, value)
        default: preconditionFailure("\(action.verb.id) is of another family")
        }
    }

    /// As it is said: a reference as it is, a suspect without one in the reader's words.
    func nameText(_ name: String) -> Text {
        vocabulary.entries.first { $0.kind == .suspect && $0.name == name }?.text ?? Text(name)
    }

    func causeText(_ cause: String) -> Text {
        vocabulary.entries.first { $0.kind == .cause && $0.name == cause }?.text ?? Text(cause)
    }

    private func diagnose(_ ref: String, _ cause: String, _ proofs: [Int]) throws {
        if let missing = proofs.first(where: { number in !state.readings.contains { $0.number == number } }) {
            throw Prevention(
                .readings, "\(missing)",
                Text(fr: "La mesure n° \(missing) n'existe pas.", en: "There is no reading no. \(missing)."))
        }
        let isBefore = state.work.isEmpty
        emit(.diagnosed(ref: ref, cause: cause, proofs: proofs))
        say(
            Text("\(ref) ") + causeText(cause)
                + (isBefore
                    ? Text(fr: " : noté avant démontage.", en: ": noted before anything is taken apart.")
                    : Text(fr: " : noté.", en: ": noted.")))
        if proofs.isEmpty { say(Text(fr: "Sans mesure à l'appui.", en: "With no reading behind it.")) }
    }

    private func answer(_ number: Int, _ value: String) throws {
        guard scenario.paper.contains(where: { $0.number == number }) else {
            throw Prevention(
                .nothingToDo, "\(number)",
                Text(fr: "Le sujet n'a pas de question \(number).", en: "The paper has no question \(number)."))
        }
        emit(.answered(question: number, value: value))
        say(Text(fr: "Question \(number) : ", en: "Question \(number): ") + value)
    }
}
