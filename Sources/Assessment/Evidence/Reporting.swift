import Notation
import Training

/// Forms: whether they are whole, name the right things, and say what the journal says.
extension Evaluation {
    private var report: (step: Int, form: FiledForm)? { timeline.filed(.report).last }

    private func withReport(_ advice: Text, _ judge: (Int, FiledForm) -> Finding) -> Finding {
        guard let report else {
            return Finding(
                absent,
                missing: Text(
                    fr: "écris et signe le compte rendu (verbe « cr »)", en: "write and sign the report (verb 'report')"))
        }
        return judge(report.step, report.form)
    }

    func reportComplete(_ kind: FormKind, _ fields: [FormField]) -> Finding {
        let form = timeline.filed(kind).last
        let empty = fields.filter { (form?.form[$0] ?? "").isEmpty }
        let advice =
            Text(fr: "\(kind.words.shown.fr) : remplis ", en: "\(kind.words.shown.en): fill in ")
            + empty.map(\.words.shown).joined(separator: Text(", "))
        guard let form else { return Finding(absent, missing: advice) }
        return .share(
            1 - Double(empty.count) / Double(fields.count), partlyFrom: 0.5, entries: timeline.entries([form.step]),
            missing: advice)
    }

    var reportNames: Finding {
        withReport(Text("")) { step, form in
            let lacking = lackingWords(criteria.report, in: form)
            return .share(
                1 - Double(lacking.count) / Double(criteria.report.count), partlyFrom: 0.5, entries: timeline.entries([step]),
                missing: advice(lacking, Text(fr: "le compte rendu dit", en: "the report says")))
        }
    }

    private func lackingWords(_ words: [Criteria.FormWords], in form: FiledForm) -> [Criteria.FormWords] {
        words.compactMap { asked in
            let lacking = asked.words.lacking(in: form[asked.field] ?? "")
            return lacking.isEmpty ? nil : Criteria.FormWords(asked.field, lacking)
        }
    }

    private func advice(_ lacking: [Criteria.FormWords], _ head: Text) -> Text {
        let parts: [Text] = lacking.map { asked in
            let name = asked.field.words.shown
            return name + .colon + asked.field.wanted
        }
        return head + " " + parts.joined(separator: Text(" ; "))
    }

    /// What is written was done: parts, remedy, readings.
    var reportTrue: Finding {
        withReport(Text("")) { step, form in
            var lies: [Text] = [], proofs: [Int] = [step]
            check(parts: form, &lies, &proofs)
            check(remedy: form, &lies, &proofs)
            check(readings: form, &lies, &proofs)
            check(finalState: form, &lies, &proofs)
            let head = Text(fr: "n'écris que ce qui a été fait : ", en: "write only what was done: ")
            return Finding(
                lies.isEmpty ? .reached : .missed, entries: timeline.entries(proofs),
                missing: head + lies.joined(separator: Text(" ; ")))
        }
    }

    private func check(parts form: FiledForm, _ lies: inout [Text], _ proofs: inout [Int]) {
        let text = form[.parts] ?? ""
        for (index, step) in timeline.steps.enumerated() {
            if case .fitted(let ref, _, _, _) = step.event {
                proofs.append(index)
                if !text.holds(ref) {
                    lies.append(
                        Text(
                            fr: "\(ref) a été monté et ne figure pas aux pièces",
                            en: "\(ref) was fitted and is not among the parts")
                    )
                }
            }
            guard case .replaced(let ref, let part, _, _, _) = step.event else { continue }
            proofs.append(index)
            if !text.holds(ref), !text.holds(part) {
                lies.append(
                    Text(
                        fr: "\(ref) a été remplacé et ne figure pas aux pièces",
                        en: "\(ref) was replaced and is not among the parts"))
            }
        }
        // Consumables leave no event of a part fitted: with them, what is named cannot be held against the report.
        let usesConsumables = timeline.first(Pattern([.greased, .cleaned, .drained, .toppedUp])) != nil
        guard !usesConsumables else { return }
        var fitted: [String] = [], named: [String] = []
        for step in timeline.steps {
            switch step.event {
            case .replaced(_, let part, _, _, _): fitted.append(part)
            case .stockRead(let part, _), .bought(let part, _, _): if !named.contains(part) { named.append(part) }
            default: break
            }
        }
        for part in named where text.holds(part) && !fitted.contains(part) {
            lies.append(Text(fr: "\(part) n'a pas été montée", en: "\(part) was not fitted"))
        }
    }

    private func check(remedy form: FiledForm, _ lies: inout [Text], _ proofs: inout [Int]) {
        let text = form[.remedy] ?? ""
        let claims: [(words: [String], kinds: [Event.Kind], name: Text)] = [
            (["remplac", "chang", "replac", "swap"], [.replaced], Text(fr: "remplacement", en: "replacement")),
            (["monte", "fitted"], [.fitted], Text(fr: "montage", en: "fitting")),
            (["serr", "resserr", "tighten"], [.tightened], Text(fr: "serrage", en: "tightening")),
            (["tendu", "retend", "tensioned"], [.tensioned], Text(fr: "tension de courroie", en: "belt tension")),
            (["graiss", "greas", "lubrif"], [.greased], Text(fr: "graissage", en: "greasing")),
            (["nettoy", "clean"], [.cleaned], Text(fr: "nettoyage", en: "cleaning")),
            (["degage", "debloque", "freed"], [.freed], Text(fr: "dégagement", en: "freeing")),
        ]
        for claim in claims where text.claims(anyOf: claim.words) {
            let done = timeline.all(Pattern(claim.kinds))
            if let first = done.first {
                proofs.append(first)
            } else {
                lies.append(claim.name + Text(fr: " écrit, jamais fait", en: " written, never done"))
            }
        }
    }

    /// A machine said to produce was restarted after the last work.
    private func check(finalState form: FiledForm, _ lies: inout [Text], _ proofs: inout [Int]) {
        guard (form[.finalState] ?? "").claims(anyOf: ["production", "produit", "producing", "redemarr", "restart"]) else {
            return
        }
        let work = timeline.last(.work) ?? -1
        if let restart = timeline.all(Pattern([.restarted])).last(where: { $0 > work }) {
            proofs.append(restart)
        } else if work >= 0 {
            lies.append(
                Text(fr: "« en production » écrit, machine non redémarrée", en: "'in production' written, machine not restarted"))
        }
    }

    private func check(readings form: FiledForm, _ lies: inout [Text], _ proofs: inout [Int]) {
        for amount in (form[.proof] ?? "").amounts {
            // `0V` is a point as often as a value.
            guard let (kind, value) = Self.quantity(amount), value != 0 else { continue }
            let shown = timeline.readings.first { reading in
                guard reading.reading.quantity.kind == kind else { return false }
                let grain = 0.03 * kind.magnitude(of: value) + reading.reading.quantity.grain
                if let read = reading.reading.value, abs(abs(read) - abs(value)) <= grain { return true }
                // The expected value may be quoted beside the one read.
                if case .value(let expected) = reading.reading.expected {
                    return abs(expected - value) <= grain
                }
                return false
            }
            let recorded = timeline.state.records.contains { record in
                record.value.value(as: kind).map { abs($0 - value) <= 0.03 * kind.magnitude(of: value) } ?? false
            }
            if let shown {
                proofs.append(shown.step)
            } else if !recorded, !isNominal(value, kind) {
                let number = Quantity(value, kind)
                lies.append(
                    Text(
                        fr: "\(number.formatted(.fr)) n'est aucune de tes mesures",
                        en: "\(number.formatted(.en)) is none of your readings"))
            }
        }
    }

    /// What a number with a unit is, when it is something that an instrument of this trade shows; nil without a unit.
    private static func quantity(_ amount: (number: Double, unit: String)) -> (kind: Quantity.Kind, value: Double)? {
        guard !amount.unit.isEmpty else { return nil }
        let kinds: [Quantity.Kind] = [
            .voltage, .resistance, .current, .gaugePressure, .force, .temperature, .time, .speed, .length, .volumeFlow, .power,
        ]
        for kind in kinds {
            if let read = try? Quantity.parse("\(amount.number) \(amount.unit)", as: kind, lenient: true) {
                return (kind, read.value)
            }
        }
        return nil
    }

    /// A value of the scenario: a nominal, a limit, a torque.
    private func isNominal(_ value: Double, _ kind: Quantity.Kind) -> Bool {
        criteria.round.contains { $0.kind == kind && $0.value.map { abs($0 - value) <= 0.03 * abs(value) } ?? false }
    }

    func reportDistinct(_ fields: [FormField]) -> Finding {
        withReport(Text("")) { step, form in
            let texts = fields.map { (form[$0] ?? "").plain }
            let filled = texts.filter { !$0.isEmpty }
            var distinct: [String] = []
            for text in filled where !distinct.contains(text) { distinct.append(text) }
            let advice = Text(fr: "distingue ", en: "keep apart ") + fields.map(\.words.shown).joined(separator: Text(", "))
            return .share(
                Double(distinct.count) / Double(fields.count), partlyFrom: 0.6, entries: timeline.entries([step]), missing: advice
            )
        }
    }

    var reportTimes: Finding {
        withReport(Text("")) { step, form in
            let session = timeline.steps[step].time
            let advice = Text(
                fr: "sépare arrêt, intervention et attente, en minutes, comme le journal (\(minutes(session)) min de séance)",
                en:
                    "keep down, work and waiting times apart, in minutes, as the journal has them (\(minutes(session)) min of session)"
            )
            let given = [FormField.downTime, .workTime, .waitingTime].map { Self.seconds(form[$0] ?? "") }
            let entries = timeline.entries([step])
            guard let down = given[0], let work = given[1], let waiting = given[2] else {
                let none = given.allSatisfy { $0 == nil }
                return Finding(none ? .missed : .partly, entries: entries, missing: advice)
            }
            // A round works while the machine runs, a breakdown began before the trainee came: the three need not add up. But nobody
            // worked longer than the session lasted, nor a small part of it, and waiting is part of the stop.
            let coherent = work <= 1.2 * session + 120 && work >= 0.3 * session - 120 && waiting <= down + 60
            return Finding(coherent ? .reached : .partly, entries: entries, missing: advice)
        }
    }

    private func minutes(_ seconds: Double) -> Int { Int((seconds / 60).rounded()) }

    /// A duration as people write it: `24 min`, `24`, `1 h 10`.
    static func seconds(_ text: String) -> Double? {
        let amounts = text.amounts
        guard let first = amounts.first else { return nil }
        switch first.unit {
        case "h": return first.number * 3600 + (amounts.count > 1 ? amounts[1].number * 60 : 0)
        case "s": return first.number
        default: return first.number * 60
        }
    }

    func wordsAvoided(_ words: [String]) -> Finding {
        withReport(Text("")) { step, form in
            var found: [String] = []
            for entry in form.entries {
                for word in words
                where entry.value.plain.split(whereSeparator: { !$0.isLetter && !$0.isNumber }).contains(where: {
                    $0 == word.plain
                }) {
                    if !found.contains(word) { found.append(word) }
                }
            }
            return Finding(
                found.isEmpty ? .reached : .missed, entries: timeline.entries([step]),
                missing: Text(
                    fr: "dis ce que tu as vu et mesuré, pas « \(found.joined(separator: ", ")) »",
                    en: "say what you saw and measured, not '\(found.joined(separator: ", "))'"))
        }
    }

    func valuesWithUnits(_ field: FormField) -> Finding {
        withReport(Text("")) { step, form in
            let amounts = (form[field] ?? "").amounts
            let with = amounts.filter { Self.quantity($0) != nil }
            let name = field.words.shown
            let advice = Text(
                fr: "« \(name.fr) » : des valeurs mesurées avec leurs unités",
                en: "'\(name.en)': measured values with their units")
            guard !amounts.isEmpty else { return Finding(.missed, entries: timeline.entries([step]), missing: advice) }
            return .share(
                Double(with.count) / Double(amounts.count), reachedFrom: 0.6, partlyFrom: 0.3, entries: timeline.entries([step]),
                missing: advice)
        }
    }

    var requestsFiled: Finding {
        let filed = timeline.filed(.request)
        var found: [Int] = [], share = 0.0
        var lacking: [Criteria.FormWords] = []
        for asked in criteria.requests {
            let best = filed.min { lackingWords(asked, in: $0.form).count < lackingWords(asked, in: $1.form).count }
            guard let best else {
                lacking += asked
                continue
            }
            let missing = lackingWords(asked, in: best.form)
            lacking += missing
            if missing.count < asked.count || missing.isEmpty { found.append(best.step) }
            share += (1 - Double(missing.count) / Double(max(1, asked.count))) / Double(criteria.requests.count)
        }
        let advice = advice(lacking, Text(fr: "écris et signe une DI :", en: "write and sign a request:"))
        guard !filed.isEmpty else { return Finding(absent, missing: advice) }
        return .share(
            share, partlyFrom: 0.5, entries: timeline.entries(found.isEmpty ? filed.map(\.step) : found), missing: advice)
    }
}

extension String {
    /// Whether the text says that this was done: the word's beginning is there, and nothing just before that denies it or puts it off.
    fileprivate func claims(anyOf words: [String]) -> Bool {
        let parts = plain.split { !$0.isLetter && !$0.isNumber }.map(String.init)
        // What is planned is not claimed.
        if parts.contains(where: { part in ["planifi", "prevoir", "prevu", "planned", "schedul"].contains { part.hasPrefix($0) } }
        ) {
            return false
        }
        let denials = ["pas", "non", "sans", "aucun", "aucune", "jamais", "not", "no", "prevoir", "planifier", "faire", "plan"]
        for (index, part) in parts.enumerated() where words.contains(where: { part.hasPrefix($0) }) {
            if !parts[..<index].suffix(2).contains(where: { denials.contains($0) }) { return true }
        }
        return false
    }
}

extension FormField {
    /// What a field must tell, for somebody who left it out: never the words themselves.
    fileprivate var wanted: Text {
        switch self {
        case .equipment: Text(fr: "la machine et le constituant", en: "the machine and the component")
        case .symptom: Text(fr: "le constituant, ce qu'il fait, la valeur lue", en: "the component, what it does, the value read")
        case .cause: Text(fr: "le constituant et ce qui lui est arrivé", en: "the component and what happened to it")
        case .remedy: Text(fr: "ce qui a été fait, sur quoi", en: "what was done, to what")
        case .urgency: Text(fr: "pour quand", en: "by when")
        case .proof: Text(fr: "les valeurs, avant et après", en: "the values, before and after")
        case .recommendation: Text(fr: "ce qui reste à faire", en: "what remains to be done")
        case .parts, .finalState, .downTime, .workTime, .waitingTime, .nature, .priority, .slot, .authorisations, .estimate:
            Text(fr: "à dire", en: "to be told")
        }
    }
}
