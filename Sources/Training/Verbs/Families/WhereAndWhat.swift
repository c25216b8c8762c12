import Notation

/// Where one is and what can be seen, heard, touched, smelt and read.
extension Verb {
    static let whereAndWhat: [Verb] = [
        here, view, go, open, close, look, listen, touch, smell, documents, diagram, inputsOutputs, hmi, step,
    ]

    static let here = Verb(
        Words(fr: "ici", en: "here"), .whereAndWhat,
        Text(
            fr: "où tu es, ce que tu portes, ce qui est à portée de main",
            en: "where you are, what you wear, what is within reach"),
        examples: [Text(fr: "ici", en: "here")],
        Form { .here })

    static let view = Verb(
        Words(fr: "vue", en: "view"), .whereAndWhat,
        Text(
            fr: "le plan de la machine : les lieux et ce qui s'y trouve",
            en: "the plan of the machine: its places and what is there"),
        examples: [Text(fr: "vue", en: "view")],
        Form { .view })

    static let go = Verb(
        Words(fr: "aller", en: "go", also: ["va", "vais", "allons", "aller voir", "se deplacer"]), .whereAndWhat,
        Text(
            fr: "aller à un endroit de la machine, ou devant un constituant",
            en: "go to a place of the machine, or to a component"),
        duration: .fixed(20), writes: [.moved],
        examples: [Text(fr: "aller à l'armoire", en: "go to the cabinet")],
        Form(.whereabouts) { .go(place: $0) })

    static let open = Verb(
        Words(fr: "ouvrir", en: "open", also: ["ouvre"]), .whereAndWhat,
        Text(fr: "ouvrir une armoire ou ôter un carter", en: "open a cabinet or take off a guard"),
        duration: .fixed(15), standing: .byTheTarget, writes: [.doorOpened],
        examples: [Text(fr: "ouvrir armoire", en: "open cabinet")],
        Form(.name(Text(fr: "PORTE", en: "DOOR"), .door)) { .open(door: $0) })

    static let close = Verb(
        Words(fr: ["fermer", "refermer"], en: ["close", "shut"]), .whereAndWhat,
        Text(fr: "fermer une armoire ou remettre un carter", en: "close a cabinet or put a guard back"),
        duration: .fixed(15), standing: .byTheTarget, writes: [.doorClosed],
        examples: [Text(fr: "fermer armoire", en: "close cabinet")],
        Form(.name(Text(fr: "PORTE", en: "DOOR"), .door)) { .close(door: $0) })

    static let look = Verb(
        Words(
            fr: ["regarder", "voir"], en: ["look", "see"], short: ["l"], also: ["observer", "examiner", "inspecter", "inspect"]),
        .whereAndWhat,
        Text(fr: "regarder ici, un lieu ou un constituant", en: "look around, at a place or at a component"),
        duration: .fixed(10), writes: [.observed],
        examples: [Text(fr: "regarder poussoir", en: "look at KM10"), Text(fr: "regarder", en: "look")],
        Form(
            Slot.name(Text("REF"), .component, .place, .door, .terminal, .wire, .hose, .roundPoint).optional()
                .orWhole(Words(fr: ["machine", "tout"], en: ["machine", "everything"]))
        ) { .look(at: $0) })

    static let listen = Verb(
        Words(fr: ["ecouter"], en: ["listen"]), .whereAndWhat,
        Text(fr: "écouter un constituant ou un lieu", en: "listen to a component or a place"),
        duration: .fixed(10), standing: .byTheTarget, writes: [.observed],
        examples: [Text(fr: "ecouter M1", en: "listen to M1")],
        Form(.name(Text("REF"), .component, .place, .hose, .roundPoint)) { .listen(to: $0) })

    static let touch = Verb(
        Words(fr: ["toucher"], en: ["touch", "feel"], also: ["palper"]), .whereAndWhat,
        Text(
            fr: "toucher un constituant ; sous tension, chaud ou en mouvement, c'est un geste dangereux",
            en: "touch a component; live, hot or moving, it is a dangerous act"),
        duration: .fixed(5), standing: .byTheTarget, writes: [.observed],
        examples: [Text(fr: "toucher M1", en: "touch M1")],
        Form(.name(Text("REF"), .component, .terminal, .wire, .hose, .roundPoint)) { .touch(ref: $0) })

    static let smell = Verb(
        Words(fr: ["sentir"], en: ["smell"], also: ["sens"]), .whereAndWhat,
        Text(fr: "sentir un constituant ou un lieu", en: "smell a component or a place"),
        duration: .fixed(5), standing: .byTheTarget, writes: [.observed],
        examples: [Text(fr: "sentir armoire", en: "smell the cabinet")],
        Form(.name(Text("REF"), .component, .place, .hose, .roundPoint)) { .smell(ref: $0) })

    static let documents = Verb(
        Words(
            fr: ["dossier", "document"], en: ["docs", "document", "doc"],
            also: ["lire", "lis", "consulter", "read", "consult"]), .whereAndWhat,
        Text(
            fr: "la liste des documents, ou en lire un, ou ce qu'il dit d'un repère",
            en: "the list of documents, or read one, or what it says of a reference"),
        duration: .fixed(45), writes: [.documentOpened],
        examples: [
            Text(fr: "dossier historique", en: "docs history"), Text(fr: "dossier", en: "docs"),
            Text(fr: "dossier historique B2", en: "docs history B2"),
        ],
        Form(
            Slot.name(Text(fr: "DOC", en: "DOC"), .document).optional(),
            Slot.name(Text("REF"), .component, .terminal, .wire, .hose, .variable).optional()
        ) { .document(name: $0, about: $1) },
        // `lire F4`, `lire B2`.
        Form(.folioItself) { .diagram(folio: $0) }.hidden(),
        Form(.name(Text("REF"), .component, .place)) { .look(at: $0) }.hidden())

    static let diagram = Verb(
        Words(fr: ["schema", "folio"], en: ["diagram", "folio-page", "drawing"]), .whereAndWhat,
        Text(
            fr: "la liste des folios, ou lire un folio, ou celui où est un repère",
            en: "the list of diagrams, or read one, or the one on which a reference is"),
        duration: .fixed(45), writes: [.diagramOpened],
        examples: [Text(fr: "schema F4", en: "diagram F4"), Text(fr: "schema", en: "diagram")],
        Form(Slot.name(Text(fr: "FOLIO", en: "FOLIO"), .folio).optional()) { .diagram(folio: $0) })

    static let inputsOutputs = Verb(
        Words(
            fr: ["es", "entrees sorties"], en: ["io"], short: ["e/s", "i/o"], also: ["entrees", "sorties", "inputs", "outputs"]),
        .whereAndWhat,
        Text(
            fr: "entrées et sorties de l'automate : adresse, « 1 si… », attendu, lu",
            en: "inputs and outputs of the PLC: address, '1 if…', expected, read"),
        duration: .fixed(20), writes: [.channelsRead],
        examples: [Text(fr: "es S1 S2 KM11", en: "io S1 S2 KM11"), Text(fr: "es", en: "io")],
        Form(Slot.names(Text("REF"), .component, .variable).orNone()) { .inputsOutputs(refs: $0) })

    static let hmi = Verb(
        Words(fr: "ihm", en: "hmi", also: ["pupitre", "ecran"]), .whereAndWhat,
        Text(
            fr: "l'écran du pupitre : page d'accueil, ou la page nommée",
            en: "the panel's screen: its first page, or the one named"),
        duration: .fixed(15), writes: [.pageRead],
        examples: [Text(fr: "ihm alarmes", en: "hmi alarms"), Text(fr: "ihm", en: "hmi")],
        Form(Slot.name(Text(fr: "PAGE", en: "PAGE"), .page).optional()) { .hmi(page: $0) })

    static let step = Verb(
        Words(fr: "etape", en: "step"), .whereAndWhat,
        Text(
            fr: "étapes actives du GRAFCET, mode de marche, ce qui est attendu", en: "active GRAFCET steps, mode, what is awaited"
        ),
        duration: .fixed(15), writes: [.stepsRead],
        examples: [Text(fr: "etape", en: "step")],
        Form { .step })
}

extension Slot where Value == String {
    /// A folio by its own name, not by what is drawn on it.
    fileprivate static var folioItself: Slot<String> {
        let folio = Slot<String>.name(Text(fr: "FOLIO", en: "FOLIO"), .folio)
        return Slot(shape: folio.shape) { (cursor: inout Cursor) throws(Misread) -> String in
            let before = cursor
            let name = try folio.read(&cursor)
            guard before.words.contains(where: { referenceKey($0.text) == referenceKey(name) }) else {
                throw before.notUnderstood(folio.shape)
            }
            return name
        }
    }
}
