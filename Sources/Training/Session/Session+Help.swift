import Components
import Grafcet
import Machines
public import Notation
import Simulation

/// Finding one's way: no time passes, nothing is written.
extension Session {
    func findOnesWay(_ action: Action) {
        switch action {
        case .help(let verb, let about): help(verb, about)
        case .whereAmI: whereAmI()
        case .summary: summarise()
        case .word(let term):
            let word = vocabulary.entries.first { $0.kind == .term && $0.name == term }?.text ?? Text(term)
            // A term without a meaning in the glossary is a mode of the machine, and its text is the mode's name.
            say(
                Glossary.meaning(of: term).map { word + .colon + $0 }
                    ?? Text(fr: "\(term), mode du GEMMA : ", en: "\(term), GEMMA mode: ") + word)
        default: break
        }
    }

    private func help(_ id: String?, _ about: String?) {
        if id == HelpTopic.score.id { return explainScore() }
        if id == Verb.chain.id, let chain = about.flatMap(ChainBlock.Chain.init) {
            let blocks = ChainBlock.allCases.filter { $0.chain == chain }
            say(chain.title + blocks.map(\.words.shown).joined(separator: " · "))
            say(
                Text(fr: "Dis laquelle de ces fonctions : chaine ", en: "Say which of these functions: chain ")
                    + blocks[0].words.shown)
            return
        }
        guard let id, let verb = Verb.named(id) else {
            let fr = Verb.overview(.fr), en = Verb.overview(.en)
            for (left, right) in zip(fr, en) { say(Text(fr: left, en: right)) }
            return
        }
        let fr = verb.explanation(.fr), en = verb.explanation(.en)
        for (left, right) in zip(fr, en) { say(Text(fr: left, en: right)) }
        if verb.id == Verb.hypothesis.id || verb.id == Verb.diagnosis.id { listCauses(of: about) }
        if verb.id == Verb.ask.id { tellPrice() }
    }

    /// The causes that can be written: those that fit what is named, or all.
    private func listCauses(of reference: String?) {
        let fitting = reference.map(vocabulary.causes) ?? []
        let causes = fitting.isEmpty ? vocabulary.entries.filter { $0.kind == .cause && Cause.named($0.name) != nil } : fitting
        let heading =
            fitting.isEmpty
            ? Text(fr: "Causes : ", en: "Causes: ")
            : Text(fr: "Causes pour \(reference ?? "") : ", en: "Causes for \(reference ?? ""): ")
        say(heading + causes.map { Text(fr: $0.spelling(.fr), en: $0.spelling(.en)) }.joined(separator: " · "))
    }

    private func explainScore() {
        for line in [
            Text(
                fr: "Chaque compétence se juge à ce que tu fais, pas au nombre de gestes ; une ligne mal comprise ne coûte rien.",
                en: "Each competency is judged by what you do, not by the number of acts; a line not understood costs nothing."),
            Text(
                fr: "La cause et sa preuve se disent avant de démonter : une pièce changée par chance ne prouve rien.",
                en: "The cause and its proof are said before taking anything apart: a lucky swap proves nothing."),
            Text(
                fr: "La sécurité n'est pas un pourcentage : un geste dangereux plafonne l'unité, certains l'éliminent.",
                en: "Safety is no percentage: a dangerous act caps the unit, some eliminate it."),
            Text(
                fr: "Un indice du tuteur a un petit prix, dit avant ; un mot du métier (« mot VAT ») est gratuit.",
                en: "A hint of the tutor has a small price, told before; a word of the trade ('word lockout') is free."),
            Text(
                fr: "Le score vient à la fin, après « terminer », ligne par ligne avec ses raisons.",
                en: "The score comes at the end, after 'finish', line by line with its reasons."),
        ] { say(line) }
    }

    /// Where one is and what is open, as `ou j'en suis` says it.
    public var standing: [Text] { lookedUp(.whereAmI) }

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
        for form in state.openForms { say(Text(fr: "Formulaire ouvert : ", en: "Form open: ") + form.kind.words.shown) }
        if let reading = state.readings.last { say(Text(fr: "Dernière mesure : ", en: "Last reading: ") + line(of: reading)) }
        if let question = scenario.questions.first(where: { $0.id == state.openQuestion }) {
            say(Text(fr: "Tuteur : ", en: "Tutor: ") + question.ask)
        }
    }

    private func summarise() {
        say(
            Text(fr: "Temps : ", en: "Time: ") + Speech.span(elapsed) + Text(fr: " · pièces : ", en: " · parts: ")
                + Speech.number(state.cost) + " €")
        for reading in state.readings.suffix(8) {
            say(line(of: reading))
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

    /// `n° 3 B2:3 – 0V : 21,5 V · non conforme`.
    private func line(of reading: Reading) -> Text {
        let value = reading.value.map { Speech.reading($0, reading.quantity) } ?? Text("OL")
        let verdict = state.verdicts[reading.number].map { Text(" · ") + $0.text } ?? Text("")
        return Text(fr: "n° ", en: "no. ")
            + Text("\(reading.number) \(reading.from)" + (reading.to.map { " – \($0)" } ?? ""))
            + .colon + value + verdict
    }

    func finish() {
        emit(.finished)
        say(Text(fr: "Séance terminée : ", en: "Session over: ") + Speech.span(elapsed) + ".")
        if !state.locked.isEmpty {
            say(Text(fr: "Tes cadenas sont restés : ", en: "Your padlocks were left: ") + state.locked.joined(separator: ", "))
        }
    }
}

extension ChainBlock.Chain {
    var title: Text {
        switch self {
        case .information: Text(fr: "Chaîne d'information : ", en: "Information chain: ")
        case .energy: Text(fr: "Chaîne d'énergie : ", en: "Energy chain: ")
        }
    }
}
