import Components
import Grafcet
import Machines
import Notation
import Simulation

/// Finding one's way: no time passes, nothing is written.
extension Session {
    func findOnesWay(_ action: Action) {
        switch action {
        case .help(let verb): help(verb)
        case .whereAmI: whereAmI()
        case .summary: summarise()
        case .word(let term):
            let text = vocabulary.entries.first { $0.kind == .term && $0.name == term }
            say((text?.text ?? Text(term)) + " : " + (Glossary.meaning(of: term) ?? Text("?")))
        default: break
        }
    }

    private func help(_ id: String?) {
        guard let id, let verb = Verb.named(id) else {
            let fr = Verb.overview(.fr), en = Verb.overview(.en)
            for (left, right) in zip(fr, en) { say(Text(fr: left, en: right)) }
            return
        }
        let fr = verb.explanation(.fr), en = verb.explanation(.en)
        for (left, right) in zip(fr, en) { say(Text(fr: left, en: right)) }
    }

    private func whereAmI() {
        say(Text(hour) + " · " + placeText(state.place ?? "") + " · " + mode + Speech.name(ofMode: mode, exercise.definition))
        if !state.openDoors.isEmpty {
            say(Text(fr: "Ouvert : ", en: "Open: ") + state.openDoors.map { placeText($0) }.joined(separator: ", "))
        }
        if !state.locked.isEmpty {
            say(Text(fr: "Sous ton cadenas : ", en: "Under your padlock: ") + state.locked.joined(separator: ", "))
        }
        if !state.disconnected.isEmpty {
            say(Text(fr: "Débranché : ", en: "Disconnected: ") + state.disconnected.joined(separator: ", "))
        }
        if !state.toolsOut.isEmpty {
            say(
                Text(fr: "Sorti : ", en: "Out: ")
                    + state.toolsOut.compactMap { ToolKind(rawValue: $0)?.text }.joined(separator: ", "))
        }
        if let form = state.openForm { say(Text(fr: "Formulaire ouvert : ", en: "Form open: ") + form.kind.words.shown) }
        if let question = scenario.questions.first(where: { $0.id == state.openQuestion }) {
            say(Text(fr: "Tuteur : ", en: "Tutor: ") + question.ask)
        }
    }

    private func summarise() {
        say(
            Text(fr: "Temps : ", en: "Time: ") + Speech.span(elapsed) + Text(fr: " · pièces : ", en: " · parts: ")
                + Speech.number(state.cost) + " €")
        for reading in state.readings.suffix(8) {
            let value = reading.value.map { Speech.quantity($0, reading.quantity.kind) } ?? Text("OL")
            let verdict = state.verdicts[reading.number].map { Text(" · ") + $0.text } ?? Text("")
            say(Text("n° \(reading.number) \(reading.from)" + (reading.to.map { " – \($0)" } ?? "") + " : ") + value + verdict)
        }
        for hypothesis in state.hypotheses {
            say(
                Text("H\(hypothesis.number) ") + nameText(hypothesis.ref) + " "
                    + (hypothesis.cause.map { causeText($0) } ?? Text("")))
        }
        if let diagnosis = state.diagnosis {
            say(Text(fr: "Diagnostic : \(diagnosis.ref) ", en: "Diagnosis: \(diagnosis.ref) ") + causeText(diagnosis.cause))
        }
    }

    func finish() {
        emit(.finished)
        say(Text(fr: "Séance terminée : ", en: "Session over: ") + Speech.span(elapsed) + ".")
        if !state.locked.isEmpty {
            say(Text(fr: "Tes cadenas sont restés : ", en: "Your padlocks were left: ") + state.locked.joined(separator: ", "))
        }
    }
}

/// Words of the trade, in a sentence each.
enum Glossary {
    static func meaning(of term: String) -> Text? { all.first { $0.id == term }?.meaning }

    static let all: [(id: String, word: Text, meaning: Text)] = [
        (
            "lockout", Text(fr: "consignation", en: "lockout"),
            Text(
                fr: "séparer, condamner, identifier, vérifier qu'il n'y a plus d'énergie",
                en: "isolate, lock, identify, prove that the energy is gone")
        ),
        (
            "prove-dead", Text(fr: "vat", en: "prove-dead"),
            Text(
                fr: "vérifier l'absence de tension, paire par paire, avec un VAT essayé avant et après",
                en: "prove the absence of voltage pair by pair, with a tester tried before and after")
        ),
        (
            "gemma", Text("gemma"),
            Text(
                fr: "guide des modes de marche et d'arrêt : A arrêts, F marches, D défaillances",
                en: "guide of start and stop modes: A stops, F runs, D failures")
        ),
        (
            "pelv", Text(fr: "tbtp", en: "pelv"),
            Text(
                fr: "très basse tension de protection, moins de 50 V AC ou 120 V DC, reliée à la terre",
                en: "protective extra-low voltage, under 50 V AC or 120 V DC, tied to earth")
        ),
        (
            "symptom", Text(fr: "symptôme", en: "symptom"),
            Text(fr: "ce qu'on voit de la panne ; ce n'est pas sa cause", en: "what is seen of the fault; not its cause")
        ),
        (
            "function-lost", Text(fr: "fonction perdue", en: "lost function"),
            Text(fr: "ce que la machine devait faire et ne fait plus", en: "what the machine had to do and no longer does")
        ),
        (
            "troubleshooting", Text(fr: "dépannage", en: "troubleshooting"),
            Text(
                fr: "remise en service provisoire ; la réparation, elle, est définitive",
                en: "a provisional return to service; a repair is final")
        ),
    ]
}
