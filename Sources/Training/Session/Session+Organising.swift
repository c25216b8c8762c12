import Components
import Grafcet
import Machines
public import Notation
import Simulation

/// Forms one field at a time, the task list, the store, giving the machine back.
extension Session {
    func organise(_ action: Action) throws {
        switch action {
        case .openForm(let form): openForm(form)
        case .fill(let form, let field, let value): fill(form, field, value)
        case .skipField(let form, let field): skip(form, field)
        case .previousField(let form): back(form)
        case .leaveForm(let form): leave(form)
        case .file(let form): try file(form)
        case .tasks: try readTasks()
        case .taskDone(let operation, let verdict): try taskDone(operation, verdict)
        case .stock(let part): readStock(part)
        case .buy(let part, let count): try buy(part, count)
        case .handOver: try handOver()
        default: preconditionFailure("\(action.verb.id) is of another family")
        }
    }

    // MARK: - Forms

    private func openForm(_ kind: FormKind) {
        if state.openForm?.kind != kind { emit(.formOpened(form: kind)) }
        if kind == .order {
            // An order is read; its fields are filled by name: `bt durée-estimée 30 min`.
            for line in Dossier.order(exercise).lines { say(line) }
            return
        }
        cursor = FormCursor(kind: kind, index: kind.fields.firstIndex { !isFilled($0) } ?? kind.fields.count)
        if cursor?.asked != nil {
            say(
                kind.words.shown.map { $0.uppercased() }
                    + Text(
                        fr:
                            ", case par case : ton texte, ou passer · retour · annuler (tu peux consulter et mesurer pendant ce temps).",
                        en: ", field by field: your text, or skip · back · cancel (you can look things up and measure meanwhile)."
                    ))
        }
        askField()
    }

    private func leave(_ kind: FormKind?) {
        guard let kind, cursor?.kind == kind else {
            say(
                Text(
                    fr: "Aucun formulaire en main. Pour t'arrêter : Ctrl-D met la séance en attente, « terminer » la finit.",
                    en: "No form in hand. To stop: Ctrl-D keeps the session for later, 'finish' ends it."))
            return
        }
        cursor = nil
        let word = kind.words.shown
        say(
            Text(fr: "Formulaire laissé, rien n'est perdu : « ", en: "Form left, nothing is lost: '") + word
                + Text(fr: " » pour le reprendre.", en: "' to take it up again."))
    }

    private func isFilled(_ field: FormField) -> Bool { state.openForm?.filled.contains { $0.field == field } ?? false }

    private func fill(_ kind: FormKind, _ field: FormField, _ value: String) {
        if state.openForm?.kind != kind { emit(.formOpened(form: kind)) }
        emit(.fieldFilled(form: kind, field: field, value: value))
        say(field.words.shown.map { $0.prefix(1).uppercased() + $0.dropFirst() } + " : " + value)
        if cursor?.kind == kind, cursor?.asked == field {
            cursor?.index += 1
            askField()
        }
    }

    private func skip(_ kind: FormKind, _ field: FormField?) {
        let asked = field ?? (cursor?.kind == kind ? cursor?.asked : nil)
        guard let asked else { return }
        emit(.fieldFilled(form: kind, field: asked, value: ""))
        if cursor?.asked == asked {
            cursor?.index += 1
            askField()
        }
    }

    private func back(_ kind: FormKind) {
        guard cursor?.kind == kind, let index = cursor?.index else { return }
        guard index > 0 else {
            cursor = nil
            say(
                Text(
                    fr: "Le formulaire reste ouvert ; reprends-le quand tu veux.",
                    en: "The form stays open; go on with it when you like."))
            return
        }
        cursor?.index = index - 1
        askField()
    }

    /// The next field with what the journal suggests for it.
    private func askField() {
        guard let cursor else { return }
        guard let field = cursor.asked else {
            say(Text(fr: "Tout est rempli : « signer » pour envoyer.", en: "All is filled: 'sign' to send."))
            self.cursor = nil
            return
        }
        say(field.words.shown.map { $0.prefix(1).uppercased() + $0.dropFirst() } + Text(fr: " ?", en: "?"))
        let fr = suggestions(for: field, .fr), en = suggestions(for: field, .en)
        for (index, pair) in zip(fr, en).prefix(3).enumerated() { say(Text("  \(index + 1) ") + Text(fr: pair.0, en: pair.1)) }
    }

    /// From what was done and read, never from what is hidden.
    func suggestions(for field: FormField, _ language: Language) -> [String] {
        let texts: [Text]
        switch field {
        case .equipment: texts = [Text(plan.name)]
        case .symptom: texts = [scenario.order.complaint]
        case .cause:
            texts =
                (state.diagnosis.map { [Text("\($0.ref) ") + causeText($0.cause)] } ?? [])
                + state.hypotheses.suffix(2).map { hypothesis in
                    nameText(hypothesis.ref) + (hypothesis.cause.map { Text(" ") + causeText($0) } ?? Text(""))
                }
        case .remedy: texts = state.work.suffix(3).reversed().map(\.text)
        case .parts:
            let parts = state.work.compactMap { work in if case .replaced(_, let part) = work { part } else { nil } }
            texts = parts.isEmpty ? [Text(fr: "aucune", en: "none")] : [Text(parts.joined(separator: ", "))]
        case .proof:
            texts = state.readings.suffix(3).reversed().compactMap { reading in
                reading.value.map { value in
                    Text(reading.from + (reading.to.map { "–\($0)" } ?? "")) + .colon
                        + Speech.reading(value, reading.quantity)
                }
            }
        case .finalState: texts = [Text(fr: "en production, ", en: "in production, ") + mode]
        case .downTime: texts = [Speech.span(elapsed)]
        case .workTime: texts = [Speech.span(elapsed)]
        case .waitingTime: texts = [Text("0 min")]
        case .recommendation: texts = []
        case .urgency: texts = [Text(fr: "sous une semaine", en: "within a week"), Text(fr: "aujourd'hui", en: "today")]
        case .nature: texts = [scenario.family.text]
        case .priority: texts = [scenario.order.priority]
        case .slot: texts = []
        case .authorisations: texts = [Text(scenario.authorisations.joined(separator: ", "))]
        case .estimate: texts = [Text("30 min"), Text("45 min")]
        }
        return texts.map { $0[language] }
    }

    private func file(_ kind: FormKind) throws {
        guard let open = state.openForms.first(where: { $0.kind == kind }) else {
            throw Prevention(
                .document, kind.rawValue, Text(fr: "Ce formulaire n'est pas ouvert.", en: "That form is not open."))
        }
        let entries = kind.fields.map { field in
            FiledForm.Entry(field: field, value: open.filled.first { $0.field == field }?.value ?? "")
        }
        emit(.formFiled(form: FiledForm(kind: kind, entries: entries)))
        if cursor?.kind == kind { cursor = nil }
        // « La » demande, but « le » bon and « le » compte rendu.
        say(kind.words.shown.map { $0.uppercased() } + Text(fr: kind == .request ? " signée." : " signé.", en: " signed."))
        let empty = entries.filter { $0.value.isEmpty }.map(\.field.words.shown)
        if !empty.isEmpty { say(Text(fr: "Cases vides : ", en: "Left empty: ") + empty.joined(separator: ", ")) }
    }

    // MARK: - Tasks

    private func gammeOfTheDay() throws -> Maintenance.Gamme {
        guard let gamme = scenario.gamme.flatMap({ maintenance.gamme($0) }) else {
            throw Prevention(.document, nil, Text(fr: "Pas de gamme pour ce sujet.", en: "This exercise has no task list."))
        }
        return gamme
    }

    private func readTasks() throws {
        let gamme = try gammeOfTheDay()
        emit(.taskListOpened(revision: gamme.revision))
        say(gamme.text + Text(fr: " · indice \(gamme.revision)", en: " · revision \(gamme.revision)"))
        for (operation, line) in zip(gamme.operations, Dossier.taskList(gamme).lines.dropFirst()) {
            say(Text(state.tasksDone.contains(operation.number) ? "✓ " : "  ") + line)
        }
    }

    private func taskDone(_ number: Int, _ verdict: Verdict?) throws {
        let gamme = try gammeOfTheDay()
        guard let operation = gamme.operations.first(where: { $0.number == number }) else {
            throw Prevention(
                .nothingToDo, "\(number)",
                Text(fr: "La gamme n'a pas d'opération \(number).", en: "The list has no operation \(number)."))
        }
        emit(.taskDone(operation: number, verdict: verdict, situation: situation))
        say(Text("✓ \(number). ") + operation.text + (verdict.map { Text(" · ") + $0.text } ?? Text("")))
    }

    // MARK: - The store

    private func readStock(_ part: String?) {
        if let part, let spare = maintenance.spare(part) {
            emit(.stockRead(part: part, available: available(spare)))
            say(line(of: spare))
            return
        }
        for spare in maintenance.spares { say(line(of: spare)) }
        if maintenance.spares.isEmpty { say(Text(fr: "Le magasin est vide.", en: "The store is empty.")) }
    }

    private func line(of spare: Maintenance.Spare) -> Text {
        Text("\(spare.reference) · ") + spare.text
            + Text(fr: " · stock \(available(spare)) · ", en: " · in stock \(available(spare)) · ")
            + Speech.number(spare.price) + " €" + (spare.fits.isEmpty ? "" : " · " + spare.fits.prefix(5).joined(separator: " "))
    }

    private func buy(_ part: String, _ count: Int) throws {
        guard let spare = maintenance.spare(part) else {
            throw Prevention(
                .part, part, Text(fr: "Référence inconnue au magasin.", en: "The store does not know this reference."))
        }
        arrivals.append((part, count, machine.time + spare.delay))
        emit(.bought(part: part, count: count, delay: spare.delay))
        emit(.spent(amount: spare.price * Double(count), on: part))
        say(
            Text("\(count) × \(part) · ") + Speech.number(spare.price * Double(count))
                + Text(fr: " € · arrive dans ", en: " € · comes in ")
                + Text("\(Int(spare.delay / 86400)) ") + Text(fr: "j", en: "d"))
    }

    // MARK: - Giving back

    private func handOver() throws {
        let isLocked = !state.locked.isEmpty
        if !state.forced.isEmpty { danger(.outputForced, state.forced.first) }
        // Who takes it back watches it work first.
        let makes = mode == "F1" ? try watchProduction() : false
        emit(.handedOver(situation: situation))
        let words =
            isLocked
            ? Text(fr: "Tes cadenas sont encore dessus !", en: "Your padlocks are still on it!")
            : makes
                ? Text(fr: "Merci, elle tourne.", en: "Thank you, it runs.")
                : mode == "F1"
                    ? Text(
                        fr: "Je la prends, mais ce qui sort n'est pas bon. Regarde le tri.",
                        en: "I take it, but what comes out is not right. Look at the sorting.")
                    : Text(fr: "Je la prends, mais elle ne produit pas.", en: "I take it, but it does not produce.")
        say(Speech.quoted(by: name(of: "operator"), words))
    }
}

extension Session {
    /// Whether it makes what the exercise asks for while somebody looks at it; no longer than that takes.
    private func watchProduction() throws -> Bool {
        let production = scenario.production
        let before = counts, began = machine.time
        func isEnough() -> Bool {
            production.counts.allSatisfy { wanted in
                func count(_ all: [Named]) -> Double { all.first { $0.name == wanted.name }?.value ?? 0 }
                return count(counts) - count(before) >= wanted.value
            }
        }
        _ = try pass(upTo: production.seconds, until: isEnough)
        let made = zip(counts, before).map { after, before in Named(after.name, after.value - before.value) }
        if made.contains(where: { $0.value != 0 }) { emit(.produced(counts: made, seconds: machine.time - began)) }
        return isEnough() && mode == "F1"
    }
}

extension SessionState.Work {
    var text: Text {
        switch self {
        case .fitted(let ref, let at): Text(fr: "montage de \(ref) sur \(at)", en: "fitted \(ref) on \(at)")
        case .unfitted(let ref): Text(fr: "démontage de \(ref)", en: "took off \(ref)")
        case .replaced(let ref, let part): Text(fr: "remplacement de \(ref) (\(part))", en: "replaced \(ref) (\(part))")
        case .adjusted(let ref, _): Text(fr: "réglage de \(ref)", en: "adjusted \(ref)")
        case .tightened(let ref): Text(fr: "serrage de \(ref)", en: "tightened \(ref)")
        case .cleaned(let ref): Text(fr: "nettoyage de \(ref)", en: "cleaned \(ref)")
        case .freed(let ref): Text(fr: "dégagement de \(ref)", en: "freed \(ref)")
        case .greased(let ref): Text(fr: "graissage de \(ref)", en: "greased \(ref)")
        case .tensioned(let ref): Text(fr: "tension de \(ref)", en: "tensioned \(ref)")
        case .airBled(let ref): Text(fr: "purge d'air de \(ref)", en: "let air out of \(ref)")
        case .drained(let ref): Text(fr: "vidange de \(ref)", en: "drained \(ref)")
        case .toppedUp(let ref): Text(fr: "appoint de \(ref)", en: "topped up \(ref)")
        }
    }
}

extension Scenario.Family {
    public var text: Text {
        switch self {
        case .preparation: Text(fr: "préparation", en: "preparation")
        case .preventive: Text(fr: "préventive systématique", en: "systematic preventive")
        case .conditional: Text(fr: "préventive conditionnelle", en: "conditional preventive")
        case .corrective: Text(fr: "corrective", en: "corrective")
        case .improvement: Text(fr: "améliorative", en: "improvement")
        }
    }
}
