import Components
import Grafcet
import Machines
public import Notation
import Simulation

/// The operator, the team and the tutor.
extension Session {
    func talk(_ action: Action) throws {
        switch action {
        case .ask(let who, let about): ask(who, about)
        case .warn(let who, let about): try warn(who, about, within: action.seconds)
        case .alert(let about):
            emit(.alerted(about: about))
            say(Text(fr: "Tout le monde s'écarte. L'équipe arrive.", en: "Everybody stands clear. The team is coming."))
        case .reply(let text): reply(text)
        default: preconditionFailure("\(action.verb.id) is of another family")
        }
    }

    /// The first screen: the order, the words of who asks, three kinds of act.
    public var opening: [Text] {
        Dossier.order(exercise).lines + [
            Text(
                fr: "Tu commences par :  1 regarder   2 questionner   3 un document     (aide · ici)",
                en: "You begin with:  1 look   2 ask   3 a document     (help · here)")
        ]
    }

    func name(of role: String) -> String {
        guard let declared = scenario.roles.first(where: { $0.id == role }), let person = declared.person else {
            if role == "operator" { return maintenance.person(scenario.order.from)?.name ?? "…" }
            return role == "tutor" ? "Tuteur" : "Équipe"
        }
        return maintenance.person(person)?.name ?? person
    }

    private func ask(_ who: String, _ about: String) {
        if who == "tutor" {
            emit(.asked(who: who, about: about, answer: nil))
            return askTutor(about)
        }
        let role = scenario.roles.first { $0.id == who }
        let said = folded(about)
        let answer =
            role?.answers.first { answer in answer.keywords.contains { said.contains(folded($0)) } }
            ?? (isAboutTheMatter(said) ? role?.answers.first { $0.id == "what" } : nil)
            ?? role?.answers.first { $0.keywords.isEmpty }
        emit(.asked(who: who, about: about, answer: answer?.id))
        // Who asked for the work can always say again what for.
        let complaint = who == "operator" && isAboutTheMatter(said) ? scenario.order.complaint : nil
        let hasOwn = answer.map { !$0.keywords.isEmpty } ?? false
        let words =
            (hasOwn ? answer?.say : complaint ?? answer?.say) ?? Text(fr: "Là, je ne sais pas.", en: "That I do not know.")
        say(Speech.quoted(by: name(of: who), words))
    }

    /// What is wrong, in whatever words.
    private func isAboutTheMatter(_ question: String) -> Bool {
        ["symptom", "probleme", "panne", "quoi", "se passe", "problem", "wrong", "fault", "happen"].contains {
            question.contains($0)
        }
    }

    /// A hint for who asks for help and knows its price; a question of another kind gets none, and costs nothing.
    private func askTutor(_ about: String) {
        let asked = phraseKey(about)
        let wantsHint = asked.isEmpty || Self.helpWords.contains { asked.contains($0) }
        guard wantsHint else {
            say(
                Text(
                    fr:
                        "Tuteur : je ne réponds pas à ta place. Un mot du métier : « mot VAT » ; un indice : « demander tuteur ».",
                    en: "Tutor: I do not answer in your place. A word of the trade: 'word lockout'; a hint: 'ask tutor'."))
            return
        }
        guard priceTold || (scenario.hints.indices.contains(hintsGiven) && scenario.hints[hintsGiven].price == 0) else {
            priceTold = scenario.hints.indices.contains(hintsGiven)
            return priceTold ? tellPrice() : hint()
        }
        priceTold = false
        hint()
    }

    private static let helpWords = [
        "aide", "indice", "bloque", "coince", "sais pas", "sais plus", "hint", "help", "stuck", "oui", "yes",
    ]

    /// What the next hint costs, before it is asked for.
    func tellPrice() {
        guard scenario.hints.indices.contains(hintsGiven) else { return }
        let price = Speech.quantity(scenario.hints[hintsGiven].price, .ratio, digits: 1)
        say(
            Text(fr: "Tuteur : un indice coûte ", en: "Tutor: a hint costs ") + price
                + Text(fr: " ; « demander tuteur » encore une fois pour l'avoir.", en: "; 'ask tutor' once more to have it."))
    }

    private func hint() {
        guard scenario.hints.indices.contains(hintsGiven) else {
            say(
                Text(
                    fr: "Tuteur : relis tes mesures et ta liste de suspects.",
                    en: "Tutor: read your readings and your suspects again."))
            return
        }
        let hint = scenario.hints[hintsGiven]
        hintsGiven += 1
        emit(.hintGiven(hint: hint.id, price: hint.price))
        say(Text(fr: "Tuteur : ", en: "Tutor: ") + hint.say)
        if hint.price > 0 {
            say(Text(fr: "(aide comptée : ", en: "(help counted: ") + Speech.quantity(hint.price, .ratio, digits: 1) + ")")
        }
    }

    /// - Parameter seconds: of the talk and what follows from it; what is asked for is done at its end.
    private func warn(_ who: String, _ about: String, within seconds: Double) throws {
        let said = folded(about)
        if let work = scenario.roles.first(where: { $0.id == who })?.work,
            work.keywords.contains(where: { said.contains(folded($0)) })
        {
            emit(.warned(who: who, about: about, topic: "work"))
            return try entrust(work, to: who)
        }
        let topic = scenario.topics.first { topic in topic.keywords.contains { said.contains(folded($0)) } }?.id
        emit(.warned(who: who, about: about, topic: topic))
        let act = scenario.roles.first { $0.id == who }?.acts.first { $0.topic == topic }
        // Whoever has the hands for it restarts it himself.
        let understood =
            act != nil && topic == "restart"
            ? Text(
                fr: "je la remets en route, reste hors de la machine", en: "I put it back in production, stay out of the machine")
            : Scenario.Topic.text(topic)
        say(
            Speech.quoted(
                by: name(of: who),
                topic == nil
                    ? Text(
                        fr: "Bon. C'est pour quoi : arrêt, essai, remise en route ? Je n'ai pas compris.",
                        en: "All right. What is it for: a stop, a test, a restart? I did not understand.")
                    : Text(fr: "D'accord", en: "All right")
                        + (understood.map { Text.colon + $0 } ?? Text("")) + Text(".")))
        guard let act else { return }
        guard topic != Scenario.Topic.signal else {
            awaited = act.steps
            return
        }
        try pass(max(0, seconds - length(of: act.steps)))
        try follow(act.steps)
        say(Text(fr: "Machine en ", en: "Machine in ") + mode + Speech.name(ofMode: mode, exercise.definition))
    }

    /// Whoever takes work over looks first whether the machine is safe, and does nothing on one that is not.
    private func entrust(_ work: Scenario.Role.Work, to who: String) throws {
        let before = eventsSoFar.count
        for target in work.references.compactMap(target) { checkLockedOut(target) }
        let isSafe = !eventsSoFar.dropFirst(before).contains { $0.kind == .dangerousAct }
        emit(.entrusted(who: who, refs: work.references, accepted: isSafe, situation: situation))
        guard isSafe else {
            say(
                Speech.quoted(
                    by: name(of: who),
                    Text(
                        fr: "Je contrôle avant de signer, et ce n'est pas sûr. Je ne touche à rien : reprends ta consignation.",
                        en: "I check before I sign, and it is not safe. I touch nothing: go over your lockout again.")))
            return
        }
        say(
            Speech.quoted(
                by: name(of: who),
                Text(fr: "Contrôlé, attestation signée. Je commence.", en: "Checked, certificate signed. I begin.")))
        try pass(work.duration)
        say(Speech.quoted(by: name(of: who), work.say))
    }

    /// Whoever waits for it does what was asked, when eyes or probes are where they must be.
    ///
    /// - Returns: whether anybody waited.
    @discardableResult
    func giveSignal() throws -> Bool {
        guard !awaited.isEmpty else { return false }
        let steps = awaited
        awaited = []
        say(Text(fr: "Ton signal : ", en: "Your signal: ") + told(steps))
        try follow(steps)
        return true
    }

    private func told(_ steps: [Maintenance.Procedure.Step]) -> Text {
        let hands = steps.compactMap { step -> String? in
            switch step {
            case .operate(let reference, let position): position.map { "\(reference) \($0)" } ?? reference
            case .wait: nil
            }
        }
        return Text(hands.joined(separator: ", "))
    }

    /// Seconds in which a hand works a control.
    private static let handLength = 0.5

    private func length(of steps: [Maintenance.Procedure.Step]) -> Double {
        steps.reduce(0) { sum, step in
            switch step {
            case .operate: sum + Self.handLength
            case .wait(let seconds): sum + seconds
            }
        }
    }

    /// Hands of somebody on the controls; a device under the trainee's padlock is left alone.
    func follow(_ steps: [Maintenance.Procedure.Step]) throws {
        for step in steps {
            switch step {
            case .operate(let reference, let position):
                if let source = maintenance.sources.first(where: { $0.device == reference }), state.locked.contains(source.id) {
                    continue
                }
                _ = try? machine.operate(reference, to: position)
                try pass(Self.handLength)
            case .wait(let seconds): try pass(seconds)
            }
        }
    }

    private func reply(_ text: String) {
        let question = state.openQuestion
        emit(.replied(question: question, text: text))
        guard let question, let asked = scenario.questions.first(where: { $0.id == question }) else {
            say(Text(fr: "Noté.", en: "Noted."))
            return
        }
        let isGood = asked.keywords.isEmpty || isGoodAnswer(text, asked.keywords)
        say(
            Text(fr: "Tuteur : ", en: "Tutor: ")
                + ((isGood ? asked.then : nil) ?? Text(fr: "c'est noté ; vérifie-le.", en: "noted; check it.")))
    }

    /// In formation, the tutor asks at the moments that the scenario says.
    func askWhy(after action: Action) {
        guard scenario.mode == .formation, state.openQuestion == nil else { return }
        for question in scenario.questions where !questionsAsked.contains(question.id) && isMoment(question.moment) {
            questionsAsked.append(question.id)
            emit(.questioned(question: question.id))
            say(Text(fr: "Tuteur : ", en: "Tutor: ") + question.ask)
            return
        }
    }

    private func isMoment(_ moment: Scenario.Question.Moment) -> Bool {
        eventsSoFar.contains { event in
            switch (moment, event) {
            case (.first(let kind), _): event.kind == kind
            case (.measuring(let points), .measured(let reading)):
                points.contains(reading.from) || reading.to.map(points.contains) == true
            case (.operating(let reference), .operated(let ref, _, _)): ref == reference
            default: false
            }
        }
    }
}
