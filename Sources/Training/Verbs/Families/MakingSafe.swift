import Notation

/// Lockout, protection and the surroundings.
extension Verb {
    static let makingSafe: [Verb] = [
        wear, takeOff, markOut, lockOut, prepareLockout, isolate, lock, identify, proveDead, bleed, block, restore,
        placeContainment, bypass,
    ]

    static let wear = Verb(
        Words(fr: ["porter", "mettre"], en: ["wear"], also: ["mets", "enfiler", "put on"]), .makeSafe,
        Text(fr: "mettre un équipement de protection", en: "put on protective equipment"),
        duration: .each(15), writes: [.equipmentWorn],
        examples: [Text(fr: "porter gants-isolants ecran", en: "wear insulating-gloves face-shield")],
        Form(.names(Text(fr: "EPI", en: "PPE"), .equipment)) { .wear(equipment: $0) })

    static let takeOff = Verb(
        Words(fr: ["oter", "enlever"], en: ["take-off"], also: ["retirer les epi"]), .makeSafe,
        Text(fr: "ôter un équipement de protection", en: "take off protective equipment"),
        duration: .each(10), writes: [.equipmentTakenOff],
        examples: [Text(fr: "ôter gants-isolants", en: "take-off insulating-gloves")],
        Form(.names(Text(fr: "EPI", en: "PPE"), .equipment)) { .takeOff(equipment: $0) })

    static let markOut = Verb(
        Words(fr: ["baliser"], en: ["mark", "mark out"]), .makeSafe,
        Text(fr: "baliser la zone et poser la pancarte", en: "put barriers and a sign around the zone"),
        duration: .fixed(60), writes: [.areaMarkedOut],
        examples: [Text(fr: "baliser", en: "mark")],
        Form { .markOut })

    static let lockOut = Verb(
        Words(fr: ["consigner"], en: ["lockout"]), .makeSafe,
        Text(
            fr: "séparer une source puis la condamner ; avant : preparation ; après : identifier, purger, caler, vat",
            en: "isolate a source, then lock it; before: prepare; after: identify, bleed, block, prove-dead"),
        duration: .each(50), standing: .byTheTarget, tools: [.padlock], writes: [.isolated, .lockApplied],
        examples: [Text(fr: "consigner Q0", en: "lockout Q0")],
        together: [isolate, lock])

    static let prepareLockout = Verb(
        Words(fr: ["consigner preparation", "consigner preparer"], en: ["lockout prepare"]), .makeSafe,
        Text(
            fr: "préparer la consignation : recenser toutes les sources d'énergie, même en amont du sectionneur",
            en: "prepare the lockout: list every source of energy, even upstream of the isolator"),
        duration: .fixed(90), writes: [.lockoutPrepared],
        examples: [
            Text(fr: "consigner preparation", en: "lockout prepare"),
            Text(fr: "consigner preparation Q0 QX0", en: "lockout prepare Q0 QX0"),
        ],
        Form(Slot.names(Text("SOURCE"), .source).orNone()) { .prepareLockout(sources: $0.isEmpty ? nil : $0) })

    static let isolate = Verb(
        Words(fr: ["consigner separer", "separer"], en: ["lockout isolate", "isolate"]), .makeSafe,
        Text(fr: "ouvrir l'organe de séparation d'une source", en: "open the isolating device of a source"),
        duration: .each(20), standing: .byTheTarget, writes: [.isolated],
        examples: [Text(fr: "consigner separer Q0 QX0", en: "lockout isolate Q0 0V1")],
        Form(.names(Text("SOURCE"), .source)) { .isolate(sources: $0) })

    static let lock = Verb(
        Words(fr: ["consigner condamner", "condamner"], en: ["lockout lock", "lock"], also: ["cadenasser", "padlock"]), .makeSafe,
        Text(fr: "poser ton cadenas et ta pancarte sur l'organe ouvert", en: "put your padlock and tag on the open device"),
        duration: .each(30), standing: .byTheTarget, tools: [.padlock], writes: [.isolated, .lockApplied],
        examples: [Text(fr: "consigner condamner Q0 QX0", en: "lockout lock Q0")],
        Form(.names(Text("SOURCE"), .source)) { .lock(sources: $0) })

    static let identify = Verb(
        Words(fr: ["consigner identifier", "identifier"], en: ["lockout identify", "identify"]), .makeSafe,
        Text(fr: "reconnaître sur place l'endroit où tu vas travailler", en: "recognise on the spot where you are going to work"),
        duration: .fixed(30), standing: .byTheTarget, writes: [.identified],
        examples: [Text(fr: "consigner identifier X1", en: "lockout identify X1")],
        Form(.name(Text(fr: "LIEU", en: "PLACE"), .component, .place, .terminal, .hose)) { .identify(place: $0) })

    static let proveDead = Verb(
        Words(
            fr: ["consigner vat", "vat"], en: ["lockout prove-dead", "prove-dead"],
            also: ["verifier absence de tension", "verifier l'absence de tension"]), .makeSafe,
        Text(
            fr: "vérifier l'absence de tension : autotest, toutes les paires, autotest",
            en: "prove that it is dead: self-test, every pair, self-test"),
        duration: .fixed(120), standing: .byTheTarget, tools: [.voltageTester], writes: [.provedDead],
        examples: [Text(fr: "consigner vat X1", en: "lockout prove-dead X1"), Text(fr: "vat X1", en: "prove-dead X1")],
        Form(.name(Text(fr: "LIEU", en: "PLACE"), .component, .place).offering(.door)) { .proveDead(place: $0) })

    static let bleed = Verb(
        Words(fr: ["consigner purger", "purger"], en: ["lockout bleed", "bleed"]), .makeSafe,
        Text(fr: "faire tomber une pression ou une charge restante", en: "let down a remaining pressure or charge"),
        duration: .fixed(30), standing: .byTheTarget, writes: [.bled],
        examples: [Text(fr: "consigner purger 0Z1", en: "lockout bleed 0Z1")],
        Form(.name(Text("REF"), .component, .hose, .source)) { .bleed(ref: $0) })

    static let block = Verb(
        Words(fr: ["consigner caler", "caler"], en: ["lockout block", "block"]), .makeSafe,
        Text(fr: "caler ce qui peut tomber ou bouger", en: "prop what may fall or move"),
        duration: .fixed(60), standing: .byTheTarget, writes: [.blocked],
        examples: [Text(fr: "consigner caler 1A1", en: "lockout block 1A1")],
        Form(.name(Text("REF"), .component)) { .block(ref: $0) })

    static let restore = Verb(
        Words(fr: "deconsigner", en: "restore", also: ["decondamner"]), .makeSafe,
        Text(
            fr: "ôter tes cadenas dans l'ordre inverse et rétablir les énergies, ou une seule source",
            en: "take off your padlocks in the inverse order and restore the energies, or one source"),
        duration: .fixed(60), writes: [.lockRemoved, .unblocked, .restored],
        examples: [Text(fr: "deconsigner", en: "restore"), Text(fr: "deconsigner Q0", en: "restore Q0")],
        Form(Slot.name(Text("SOURCE"), .source).optional()) { .restore(source: $0) })

    static let placeContainment = Verb(
        Words(fr: ["retention poser", "retention"], en: ["place-tray", "tray"]), .makeSafe,
        Text(
            fr: "poser bac de rétention et absorbant avant d'ouvrir un circuit",
            en: "put a tray and absorbent before opening a circuit"),
        duration: .fixed(60), tools: [.tray], writes: [.containmentPlaced],
        examples: [Text(fr: "retention poser", en: "place-tray"), Text(fr: "rétention poser 0Z1", en: "tray 0Z1")],
        Form(Slot.name(Text("REF"), .component, .place, .hose).optional()) { .placeContainment(at: $0) })

    static let bypass = Verb(
        Words(fr: ["ponter", "shunter"], en: ["bypass", "jumper"], also: ["strapper", "by-passer", "bridge", "shunt"]), .makeSafe,
        Text(
            fr: "ponter un contact ne se fait pas ici ; ponter une sécurité est éliminatoire",
            en: "a contact is not bridged here; bypassing a safety device is eliminatory"),
        standing: .byTheTarget,
        examples: [Text(fr: "ponter S4", en: "bypass S4")],
        Form(.ref()) { .bypass(ref: $0) })
}
