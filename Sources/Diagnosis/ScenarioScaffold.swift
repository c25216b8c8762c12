import Components
public import Machines
public import Notation
public import Simulation
public import Training

/// A new scenario's folder, written so that it checks at once and is then made better.
///
/// The machine is met stopped, before its reset; the worked example locks every source out, mends, and starts again.
public struct ScenarioScaffold: Sendable {
    /// Names and texts.
    public let files: [(name: String, text: String)]
    /// Nil when the example mends; else why a hand has to write that line.
    public let gap: Text?

    public init(for fault: Machines.Fault, on definition: MachineDefinition, _ maintenance: Maintenance, _ language: Language) {
        let writer = Writer(fault: fault, machine: definition.machine, maintenance: maintenance, language: language)
        files = [("scenario.yaml", writer.scenario), (Script.worked, writer.worked), ("bad-1.txt", writer.bad)]
        gap =
            writer.remedy == nil
            ? Text(
                fr:
                    "« \(fault.mending.remedy.rawValue) » sur \(fault.target.reference) : écris toi-même le geste dans worked.txt",
                en: "'\(fault.mending.remedy.rawValue)' on \(fault.target.reference): write that act in worked.txt yourself")
            : nil
    }

    /// A fault that a first scenario can be about: one whose remedy a hand can do with what is in the store.
    public static func firstFault(of definition: MachineDefinition, _ maintenance: Maintenance) -> Machines.Fault? {
        let mendable = definition.faults.filter {
            Writer(fault: $0, machine: definition.machine, maintenance: maintenance, language: .fr).remedy != nil
        }
        let likeliest = mendable.map(\.likelihood).max() ?? 0
        return mendable.first { $0.likelihood == likeliest }
    }
}

private struct Writer {
    let fault: Machines.Fault
    let machine: Machine
    let maintenance: Maintenance
    let language: Language

    private func said(_ fr: String, _ en: String) -> String { Text(fr: fr, en: en)[language] }
    private func quoted(_ text: String) -> String { "\"" + text.replacing("\"", with: "\\\"") + "\"" }
    private func pair(_ text: Text) -> String { "{fr: \(quoted(text.fr)), en: \(quoted(text.en))}" }

    var scenario: String {
        let complaint = fault.symptom
        return """
            # \(said("Un scénario : ce qui ne va pas, qui le dit, et rien d'autre. Le reste vient de la machine.", "A scenario: what is wrong, who says so, and nothing else. The rest comes from the machine."))
            format: 1
            title: \(pair(complaint))
            family: corrective
            # \(said("La demande, dans les mots de l'exploitant : ce qu'il voit, jamais la cause.", "The request, in the operator's words: what is seen, never the cause."))
            order:
              complaint: \(pair(complaint))
            # \(said("Ce que la machine a vécu avant l'arrivée de l'élève. Enlève operations pour qu'elle produise : la séance commence en F1.", "What the machine lived through before the trainee came. Take operations away and it produces: the session begins in F1."))
            start: {for: 2 s, operations: []}
            # \(said("La panne cachée : banc list faults \(machine.name) les montre toutes.", "The hidden fault: banc list faults \(machine.name) shows them all."))
            faults: [\(fault.id)]
            # \(said("Les habilitations de l'élève.", "What the trainee is authorised to do."))
            authorisations: [BR, B0]
            # \(said("Ce qui est évalué : enlève le #, puis complète worked.txt jusqu'à ce que banc scenario check soit d'accord.", "What is scored: take the # away, then complete worked.txt until banc scenario check agrees."))
            # scored: [C1.5, C3.1, C3.2]

            """
    }

    // MARK: - Scripts

    private var reference: String { fault.target.reference }

    /// `X2:12`, `B2`, `W226`.
    private var point: String {
        switch fault.target {
        case .wire(let number, _): "W\(number)"
        case .network: reference
        case .component(let reference, let item):
            item.isEmpty || fault.mending.remedy != .tighten ? reference : "\(reference):\(item)"
        }
    }

    /// The act that mends, when a hand can do it with what is in the store.
    var remedy: String? {
        let mending = fault.mending
        switch mending.remedy {
        case .replace:
            guard let part = mending.part, let spare = maintenance.spare(part), spare.stock > 0 else { return nil }
            return said("remplacer \(point) \(part)", "replace \(point) \(part)")
        case .clean: return said("nettoyer \(point)", "clean \(point)")
        case .tighten:
            let torque = mending.value ?? maintenance.torque(of: reference) ?? 0.6
            return said(
                "serrer \(point) \(torque.formatted(.fr, digits: 2))", "tighten \(point) \(torque.formatted(.en, digits: 2))")
        case .adjust where fault.target == .network:
            guard let name = mending.parameter, let setting = NetworkSetting(rawValue: name), let value = mending.value else {
                return nil
            }
            let word = setting.words.indices.contains(Int(value)) ? setting.words[Int(value)][language] : "\(Int(value))"
            return said("regler \(point) \(setting.text.fr) \(word)", "adjust \(point) \(setting.text.en) \(word)")
        case .adjust:
            guard let parameter = mending.parameter else {
                return said("regler \(point) alignement 0", "adjust \(point) alignment 0")
            }
            guard let value = mending.value, let component = machine.component(reference),
                let described = component.type.parameters.first(where: { $0.key == parameter }),
                case .quantity(let kind, _) = described.form
            else { return nil }
            let written = Quantity(value, kind).formatted(language, digits: 3)
            return said("regler \(point) \(parameter) \(written)", "adjust \(point) \(parameter) \(written)")
        case .tension:
            return said("tendre \(point) \(Int(mending.value ?? 400))", "tension \(point) \(Int(mending.value ?? 400))")
        case .grease: return said("graisser \(point)", "grease \(point)")
        case .reconnect: return said("rebrancher \(point)", "reconnect \(point)")
        case .free: return said("degager \(point)", "free \(point)")
        case .reset: return nil
        }
    }

    /// Where a hand works on the fault.
    private var component: Machine.ComponentDeclaration? {
        switch fault.target {
        case .component(let reference, _):
            if let hose = machine.hoses.first(where: { $0.reference == reference }) {
                return machine.component(hose.from.reference)
            }
            return machine.component(reference)
        case .wire(let number, _):
            guard let wire = machine.wire(number) else { return nil }
            let ends = [wire.from, wire.to].compactMap { machine.component($0.reference) }
            return ends.first { $0.access == .outside } ?? ends.first
        case .network: return nil
        }
    }

    private func location(_ name: String?) -> Machine.Location? {
        name.flatMap { name in machine.locations.first { $0.name == name } }
    }

    /// Doors before the devices that lock out and before what is proved dead.
    private var doors: [String] {
        var doors: [String] = []
        for source in maintenance.sources {
            guard let device = machine.component(source.device), let place = location(device.location), place.hasDoor else {
                continue
            }
            if !doors.contains(place.name) { doors.append(place.name) }
        }
        return doors
    }

    /// The guard or cover before the work, besides the doors.
    private var barrier: String? {
        guard let component, let place = location(component.location), !doors.contains(place.name) else { return nil }
        switch component.access {
        case .outside: return nil
        case .place: return place.hasDoor ? place.name : nil
        case .guard, .cover: return place.name
        }
    }

    var worked: String {
        let sources = maintenance.sources.map(\.id).joined(separator: " ")
        let gauges = maintenance.sources.flatMap(\.proofs).compactMap { if case .gauge(let gauge) = $0 { gauge } else { nil } }
        var lines: [String] = [
            "# "
                + said(
                    "L'exemple corrigé : il se joue, répare et remet en production.",
                    "The worked example: it plays, mends and puts back in production."),
            "# lang: \(language.rawValue)",
            said("prevenir exploitant bonjour, j'arrive", "warn operator hello, here I am"),
            said("regarder", "look"),
            "# "
                + said(
                    "Ajoute ici tes mesures, tes hypothèses et le diagnostic, avant de démonter.",
                    "Add your measurements, hypotheses and diagnosis here, before you take anything apart."),
            said("prevenir exploitant arret de la machine", "warn operator I stop the machine"),
            said("consigner preparation", "lockout prepare"),
        ]
        lines += doors.map { said("ouvrir \($0)", "open \($0)") }
        lines += [
            said("consigner separer \(sources)", "lockout isolate \(sources)"),
            said("condamner \(sources)", "lockout lock \(sources)"),
            said("porter gants-isolants ecran", "wear insulating-gloves face-shield"),
        ]
        lines += doors.map { said("consigner vat \($0)", "lockout prove-dead \($0)") }
        lines += gauges.prefix(1).map { said("mesurer pression \($0)", "measure pressure \($0)") }
        if let barrier { lines.append(said("ouvrir \(barrier)", "open \(barrier)")) }
        lines.append(remedy ?? "# " + said("ICI le geste qui répare", "HERE the act that mends"))
        // A cover's screws take the spanner too.
        if let barrier { lines.append(said("fermer \(barrier)", "close \(barrier)")) }
        lines.append(said("ranger outils", "tidy tools"))
        lines.append(said("deconsigner", "restore"))
        lines += doors.map { said("fermer \($0)", "close \($0)") }
        // What is inside a cabinet was given back first.
        if !doors.isEmpty { lines.append(said("deconsigner", "restore")) }
        lines += [
            said("attendre 5s", "wait 5s"),
            said("prevenir exploitant essai et remise en production", "warn operator test and restart"),
            said("redemarrer", "restart"), said("attendre 40s", "wait 40s"), said("restituer", "hand-over"),
            said("terminer", "finish"), "",
        ]
        return lines.joined(separator: "\n")
    }

    var bad: String {
        [
            "# "
                + said(
                    "Ce qu'il ne faut pas faire : elle est rendue en panne.", "What must not be done: it is given back broken."),
            "# lang: \(language.rawValue)",
            "# "
                + said(
                    "Dis ici ce qui doit échouer, quand scored est rempli :  # fails: C3.1",
                    "Say here what must fail, once scored is filled:  # fails: C3.1"),
            said("regarder", "look"), said("redemarrer", "restart"), said("attendre 30s", "wait 30s"),
            said("restituer", "hand-over"),
            said("terminer", "finish"), "",
        ].joined(separator: "\n")
    }
}
