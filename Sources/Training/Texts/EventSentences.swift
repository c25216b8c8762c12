import Components
public import Notation

extension Event {
    /// What was done or happened, for somebody who reads the session afterwards. Words of the trainee stand between quotation marks.
    ///
    /// - Parameter names: how the things of this exercise are called; identifiers that it does not know are shown as they are.
    public func sentence(_ names: Vocabulary) -> Text {
        switch self {
        // Where and what.
        case .moved(let place): Text(fr: "va : ", en: "goes to ") + names.spoken(place, .place)
        case .doorOpened(let door, _): Text(fr: "ouvre ", en: "opens ") + names.spoken(door, .door)
        case .doorClosed(let door): Text(fr: "ferme ", en: "closes ") + names.spoken(door, .door)
        case .observed(let observation): observation.sentence(names)
        case .documentOpened(let document, let revision):
            Text(fr: "ouvre le document ", en: "opens the document ") + names.spoken(document, .document) + indexed(revision)
        case .diagramOpened(let folio, let revision):
            Text(fr: "ouvre le folio \(folio)", en: "opens folio \(folio)") + indexed(revision)
        case .channelsRead(let channels, let mode):
            Text(fr: "lit les E/S (mode \(mode)) : ", en: "reads the I/O (mode \(mode)): ")
                + Text(channels.map { "\($0.ref) = \(Self.bit($0.read))" }.joined(separator: ", "))
        case .pageRead(let page, _): Text(fr: "lit la page ", en: "reads the page ") + names.spoken(page, .page)
        case .stepsRead(let active, let blocking, let mode):
            Text(fr: "lit les étapes (mode \(mode)) : ", en: "reads the steps (mode \(mode)): ")
                + Text(active.joined(separator: ", "))
                + (blocking.isEmpty
                    ? Text("")
                    : Text(
                        fr: " ; attend \(blocking.joined(separator: ", "))", en: "; waits for \(blocking.joined(separator: ", "))"
                    ))
        // People.
        case .asked(let who, let about, _):
            Text(fr: "questionne ", en: "asks ") + names.spoken(who, .person) + .colon + .quoted(about)
        case .warned(let who, let about, _):
            Text(fr: "prévient ", en: "tells ") + names.spoken(who, .person) + .colon + .quoted(about)
        case .alerted(let about): Text(fr: "alerte : ", en: "gives the alarm: ") + .quoted(about)
        case .entrusted(let who, let refs, let isAccepted, _):
            Text(
                fr: "confie le travail sur \(refs.joined(separator: ", ")) : ",
                en: "entrusts the work on \(refs.joined(separator: ", ")): ")
                + names.spoken(who, .person) + (isAccepted ? Text("") : Text(fr: " (refusé)", en: " (refused)"))
        case .questioned(let question): Text(fr: "le tuteur demande (\(question))", en: "the tutor asks (\(question))")
        case .replied(_, let text): Text(fr: "répond : ", en: "answers: ") + .quoted(text)
        case .hintGiven(let hint, let price):
            Text(fr: "demande de l'aide (\(hint))", en: "asks for help (\(hint))")
                + (price > 0 ? Text(" −\(Int((price * 100).rounded())) %") : Text(""))
        // Measure.
        case .measured(let reading): reading.sentence
        case .concluded(let reading, let verdict):
            Text(fr: "conclut de la mesure \(reading) : ", en: "concludes from reading \(reading): ") + verdict.words.shown
        case .recorded(let point, let value, let verdict, _):
            Text(fr: "relève \(point) : ", en: "records \(point): ") + value.text + " · " + verdict.words.shown
        case .instrumentDamaged(let instrument, let cause):
            names.spoken(instrument, .tool) + Text(fr: " endommagé (\(cause))", en: " damaged (\(cause))")
        // Reason.
        case .functionStated(let lost): Text(fr: "fonction non assurée : ", en: "function lost: ") + .quoted(lost)
        case .chainStated(let block, let refs):
            Text(fr: "bloc en cause : ", en: "block at fault: ") + block.words.shown
                + (refs.isEmpty ? "" : " (\(refs.joined(separator: ", ")))")
        case .hypothesised(let number, let ref, let cause):
            Text(fr: "hypothèse H\(number) : ", en: "hypothesis H\(number): ") + names.spoken(ref, .suspect)
                + (cause.map { Text(" — ") + names.spoken($0, .cause) } ?? Text(""))
        case .diagnosed(let ref, let cause, let proofs):
            Text(fr: "diagnostic : ", en: "diagnosis: ") + names.spoken(ref, .suspect) + Text(" — ") + names.spoken(cause, .cause)
                + (proofs.isEmpty
                    ? Text(fr: ", sans preuve citée", en: ", no proof quoted")
                    : Text(
                        fr: ", preuves : mesures \(proofs.map(String.init).joined(separator: ", "))",
                        en: ", proofs: readings \(proofs.map(String.init).joined(separator: ", "))"))
        case .answered(let question, let value):
            Text(fr: "répond à la question \(question) : ", en: "answers question \(question): ") + .quoted(value)
        default: sentenceOfWork(names)
        }
    }

    private func sentenceOfWork(_ names: Vocabulary) -> Text {
        switch self {
        // Make safe.
        case .equipmentWorn(let equipment): Text(fr: "porte ", en: "wears ") + names.spoken(equipment, .equipment)
        case .equipmentTakenOff(let equipment): Text(fr: "quitte ", en: "takes off ") + names.spoken(equipment, .equipment)
        case .areaMarkedOut: Text(fr: "balise la zone", en: "marks out the area")
        case .lockoutPrepared(let sources):
            Text(
                fr: "prépare la consignation : \(sources.joined(separator: ", "))",
                en: "prepares the lockout: \(sources.joined(separator: ", "))")
        case .isolated(let source, let underLoad):
            Text(fr: "sépare \(source)", en: "isolates \(source)")
                + (underLoad ? Text(fr: " (en charge)", en: " (under load)") : Text(""))
        case .lockApplied(let source): Text(fr: "condamne \(source)", en: "locks \(source)")
        case .identified(let place): Text(fr: "identifie le lieu ", en: "identifies the place ") + names.spoken(place, .place)
        case .provedDead(let proof):
            proof.dead
                ? Text(
                    fr: "VAT à \(proof.place) : absence de tension (\(proof.pairs.count) couples)",
                    en: "proves \(proof.place) dead (\(proof.pairs.count) pairs)")
                : Text(fr: "VAT à \(proof.place) : pas concluante", en: "proof at \(proof.place): not conclusive")
        case .bled(let ref, let before, let after):
            Text(
                fr: "purge \(ref) : \(Self.pressure(before, .fr)) puis \(Self.pressure(after, .fr))",
                en: "bleeds \(ref): \(Self.pressure(before, .en)), then \(Self.pressure(after, .en))")
        case .blocked(let ref): Text(fr: "cale \(ref)", en: "blocks \(ref)")
        case .unblocked(let ref): Text(fr: "décale \(ref)", en: "unblocks \(ref)")
        case .lockRemoved(let source, let own):
            Text(fr: "ôte le cadenas de \(source)", en: "takes the lock off \(source)")
                + (own ? Text("") : Text(fr: " (pas le sien)", en: " (not their own)"))
        case .restored(let source): Text(fr: "rétablit \(source)", en: "restores \(source)")
        case .containmentPlaced(let at): Text(fr: "pose une rétention", en: "places a tray") + (at.map { " (\($0))" } ?? "")
        // Act.
        case .operated(let ref, let position, _):
            Text(fr: "actionne \(ref)", en: "operates \(ref)")
                + (position.map { Text.colon + names.spoken($0, .position, of: ref) } ?? Text(""))
        case .forced(let variable, let value): Text(fr: "force \(variable) à ", en: "forces \(variable) to ") + Self.bit(value)
        case .unforced(let variable): Text(fr: "défait le forçage de \(variable)", en: "removes the forcing of \(variable)")
        case .toolTaken(let tool): Text(fr: "prend ", en: "takes ") + names.spoken(tool, .tool)
        case .toolPutBack(let tool): Text(fr: "repose ", en: "puts back ") + names.spoken(tool, .tool)
        case .tagged(let ref): Text(fr: "repère \(ref)", en: "tags \(ref)")
        case .backedUp(let device): Text(fr: "sauvegarde ", en: "backs up ") + names.spoken(device, .device)
        case .disconnected(let ref, _): Text(fr: "débranche \(ref)", en: "disconnects \(ref)")
        case .reconnected(let ref, let asDrawn, let terminal):
            Text(fr: "rebranche \(ref)", en: "reconnects \(ref)")
                + (terminal.map { Text(fr: " sur \($0)", en: " on \($0)") } ?? Text(""))
                + (asDrawn ? Text("") : Text(fr: " (pas comme au schéma)", en: " (not as drawn)"))
        case .fitted(let ref, let at, let hoses, _):
            Text(fr: "monte \(ref) sur \(at)", en: "fits \(ref) on \(at)")
                + (hoses.isEmpty ? "" : " (\(hoses.joined(separator: ", ")))")
        case .unfitted(let ref, _): Text(fr: "démonte \(ref)", en: "takes off \(ref)")
        case .replaced(let ref, let part, let fits, _, _):
            Text(fr: "remplace \(ref) par \(part)", en: "replaces \(ref) with \(part)")
                + (fits ? Text("") : Text(fr: " (ne convient pas)", en: " (does not fit)"))
        case .adjusted(let ref, let parameter, let from, let to, _):
            Text(fr: "règle \(ref) ", en: "adjusts \(ref) ") + names.spoken(parameter, .parameter, of: ref)
                + .colon + SettingText.text(from, of: parameter) + " → " + SettingText.text(to, of: parameter)
        case .tightened(let ref, let torque, _, _):
            Text(fr: "serre \(ref)", en: "tightens \(ref)")
                + (torque.map { Self.quantity($0, .torque) } ?? Text(fr: " sans couple", en: " by feel"))
        case .cleaned(let ref, _, _): Text(fr: "nettoie \(ref)", en: "cleans \(ref)")
        case .freed(let ref, _, _): Text(fr: "dégage \(ref)", en: "frees \(ref)")
        case .greased(let ref, _, _, _): Text(fr: "graisse \(ref)", en: "greases \(ref)")
        case .tensioned(let ref, _, let to, _): Text(fr: "tend \(ref) à", en: "tensions \(ref) to") + Self.quantity(to, .force)
        case .airBled(let ref, _, _): Text(fr: "désaère \(ref)", en: "bleeds air from \(ref)")
        case .drained(let ref, _, let contained, _):
            Text(fr: "vidange \(ref)", en: "drains \(ref)")
                + (contained ? Text("") : Text(fr: " sans rétention", en: " without a tray"))
        case .toppedUp(let ref, let volume, _, _):
            Text(fr: "complète \(ref) de", en: "tops up \(ref) by") + Self.quantity(volume, .volume)
        case .wasteSorted(let waste, let bin, let right):
            Text(fr: "trie ", en: "sorts ") + names.spoken(waste, .waste) + Text(" → ") + names.spoken(bin, .bin)
                + (right ? Text("") : Text(fr: " (mauvais bac)", en: " (wrong bin)"))
        default: sentenceOfReturn(names)
        }
    }

    private func sentenceOfReturn(_ names: Vocabulary) -> Text {
        switch self {
        // Organise.
        case .formOpened(let form): Text(fr: "ouvre le ", en: "opens the ") + form.title
        case .fieldFilled(_, let field, let value): field.title + .colon + .quoted(value)
        case .formFiled(let form): Text(fr: "signe le ", en: "signs the ") + form.kind.title
        case .taskListOpened(let revision): Text(fr: "ouvre la gamme", en: "opens the task list") + indexed(revision)
        case .taskDone(let operation, let verdict, _):
            Text(fr: "opération \(operation) faite", en: "operation \(operation) done")
                + (verdict.map { Text(" · ") + $0.words.shown } ?? Text(""))
        case .stockRead(let part, let available):
            Text(fr: "stock de \(part) : \(available)", en: "stock of \(part): \(available)")
        case .bought(let part, let count, _): Text(fr: "commande \(count) × \(part)", en: "orders \(count) × \(part)")
        case .handedOver: Text(fr: "restitue la machine", en: "hands the machine back")
        // Try.
        case .tested(let kind, let passed, _):
            Text(fr: "essai ", en: "test: ") + kind.words.shown
                + (passed ? Text(fr: " : bon", en: ", good") : Text(fr: " : échec", en: ", failed"))
        case .restarted(let mode): Text(fr: "remet en production (\(mode))", en: "restarts production (\(mode))")
        case .produced(let counts, let seconds):
            counts.filter { $0.value != 0 }.reduce(
                Text(fr: "production pendant", en: "production for") + Self.quantity(seconds, .time)
            ) { told, count in
                told + Text(fr: " · ", en: " · ") + names.spoken(count.name, .count)
                    + Text(fr: " : \(Int(count.value))", en: ": \(Int(count.value))")
            }
        case .waited(let seconds): Text(fr: "attend", en: "waits") + Self.quantity(seconds, .time)
        // The machine.
        case .modeChanged(let from, let to): Text(fr: "mode \(from) → \(to)", en: "mode \(from) → \(to)")
        case .alarmRaised(let alarm): Text(fr: "alarme : ", en: "alarm: ") + names.spoken(alarm, .alarm)
        case .tripped(let ref): Text(fr: "\(ref) déclenche", en: "\(ref) trips")
        case .damaged(let ref, let failure):
            Text(fr: "\(ref) abîmé (", en: "\(ref) damaged (") + names.spoken(failure, .cause) + ")"
        case .dangerousAct(let danger, let ref):
            Text(fr: "acte dangereux", en: "dangerous act") + (ref.map { " (\($0))" } ?? "") + .colon
                + danger.happening
        case .spent(let amount, let on):
            Text(
                fr: "coût : \(amount.formatted(.fr, digits: 4)) € (\(on))",
                en: "cost: \(amount.formatted(.en, digits: 4)) € (\(on))")
        case .prevented(let need, let of):
            Text(fr: "pas possible : ", en: "not possible: ") + need.title + (of.map { " (\($0))" } ?? "")
        case .finished: Text(fr: "termine", en: "finishes")
        default: Text(kind.rawValue)
        }
    }

    private func indexed(_ revision: String?) -> Text {
        revision.map { Text(fr: " (indice \($0))", en: " (revision \($0))") } ?? Text("")
    }

    private static func bit(_ value: Double) -> String { value.formatted(.en, digits: 5) }

    private static func pressure(_ value: Double, _ language: Language) -> String {
        Quantity(value, .gaugePressure).formatted(language)
    }

    private static func quantity(_ value: Double, _ kind: Quantity.Kind) -> Text {
        Text(fr: " \(Quantity(value, kind).formatted(.fr))", en: " \(Quantity(value, kind).formatted(.en))")
    }
}

extension Observation {
    fileprivate func sentence(_ names: Vocabulary) -> Text {
        let verb: Text =
            switch sense {
            case .sight: Text(fr: "regarde", en: "looks at")
            case .hearing: Text(fr: "écoute", en: "listens to")
            case .touch: Text(fr: "touche", en: "touches")
            case .smell: Text(fr: "sent", en: "smells")
            }
        return verb + " " + names.spoken(at, .place) + " (\(situation.mode))"
    }
}

extension Measurand {
    /// A value of it as one says it.
    func told(_ value: Double, digits: Int = 3) -> Text {
        switch self {
        case .phaseOrder: value > 0 ? Text(fr: "direct", en: "direct") : Text(fr: "inverse", en: "reverse")
        case .ultrasound: Speech.number(value, digits: digits) + " dB"
        case .soundLevel: Speech.number(value, digits: digits) + " dB(A)"
        default:
            Text(
                fr: Quantity(value, kind).formatted(.fr, digits: digits),
                en: Quantity(value, kind).formatted(.en, digits: digits))
        }
    }
}

extension Reading {
    public var points: String { [from, to].compactMap { $0 }.joined(separator: " – ") }

    /// The value as it was shown, `OL` when the meter said so.
    public var shown: Text {
        if let value { return quantity.told(value) }
        return quantity == .phaseOrder ? Text(fr: "phase absente", en: "phase missing") : Text("OL")
    }

    public var awaited: Text? {
        switch expected {
        case .value(let si)?: quantity.told(si)
        case .overload?: Text("OL")
        case nil: nil
        }
    }

    fileprivate var sentence: Text {
        Text(fr: "mesure \(number) · ", en: "reading \(number) · ") + quantity.words.shown + " \(points)"
            + (during.map { Text(fr: " en actionnant \($0)", en: " while operating \($0)") } ?? Text("")) + " : " + shown
            + (awaited.map { Text(fr: " · attendu ", en: " · expected ") + $0 } ?? Text(""))
    }
}

extension Amount {
    public var text: Text {
        Text(
            fr: number.formatted(.fr, digits: 4) + (unit.map { " \($0)" } ?? ""),
            en: number.formatted(.en, digits: 4) + (unit.map { " \($0)" } ?? ""))
    }
}

extension FormKind {
    public var title: Text {
        switch self {
        case .request: Text(fr: "demande d'intervention", en: "work request")
        case .order: Text(fr: "bon de travail", en: "work order")
        case .report: Text(fr: "compte rendu", en: "report")
        }
    }
}

extension FormField {
    public var title: Text {
        switch self {
        case .equipment: Text(fr: "équipement", en: "equipment")
        case .symptom: Text(fr: "symptôme", en: "symptom")
        case .cause: Text(fr: "cause", en: "cause")
        case .remedy: Text(fr: "remède", en: "remedy")
        case .parts: Text(fr: "pièces", en: "parts")
        case .proof: Text(fr: "preuve", en: "proof")
        case .finalState: Text(fr: "état final", en: "final state")
        case .downTime: Text(fr: "temps d'arrêt", en: "down time")
        case .workTime: Text(fr: "temps d'intervention", en: "work time")
        case .waitingTime: Text(fr: "temps d'attente", en: "waiting time")
        case .recommendation: Text(fr: "suite à donner", en: "follow-up")
        case .urgency: Text(fr: "urgence", en: "urgency")
        case .nature: Text(fr: "nature", en: "nature")
        case .priority: Text(fr: "priorité", en: "priority")
        case .slot: Text(fr: "créneau", en: "slot")
        case .authorisations: Text(fr: "habilitations", en: "authorisations")
        case .estimate: Text(fr: "durée estimée", en: "estimate")
        }
    }
}

extension Need {
    fileprivate var title: Text {
        switch self {
        case .nearness: Text(fr: "trop loin", en: "too far")
        case .tool: Text(fr: "il manque un outil", en: "a tool is missing")
        case .openDoor: Text(fr: "c'est fermé", en: "it is shut")
        case .document: Text(fr: "il manque un document", en: "a document is missing")
        case .part: Text(fr: "il manque la pièce", en: "the part is missing")
        case .readings: Text(fr: "il manque des mesures", en: "readings are missing")
        case .safeState: Text(fr: "la machine ne le permet pas", en: "the machine does not allow it")
        case .authorisation: Text(fr: "pas habilité", en: "not authorised")
        case .nothingToDo: Text(fr: "rien à faire là", en: "nothing to do there")
        }
    }
}
