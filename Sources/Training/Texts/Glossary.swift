import Notation

/// Words of the trade, in a sentence each.
enum Glossary {
    struct Term: Sendable {
        let id: String
        let word: Text
        /// Other words that are looked up for it.
        let aliases: [String]
        let meaning: Text

        init(_ id: String, _ word: Text, also aliases: [String] = [], _ meaning: Text) {
            self.id = id
            self.word = word
            self.aliases = aliases
            self.meaning = meaning
        }
    }

    static func meaning(of term: String) -> Text? { all.first { $0.id == term }?.meaning }

    static let all: [Term] = [
        Term(
            "lockout", Text(fr: "consignation", en: "lockout"), also: ["consigner", "déconsignation"],
            Text(
                fr: "séparer, condamner, identifier, vérifier qu'il n'y a plus d'énergie",
                en: "isolate, lock, identify, prove that the energy is gone")),
        Term(
            "prove-dead", Text(fr: "VAT", en: "prove-dead"),
            also: ["vérification d'absence de tension", "absence de tension", "voltage tester"],
            Text(
                fr: "vérifier l'absence de tension, paire par paire, avec un VAT essayé avant et après",
                en: "prove the absence of voltage pair by pair, with a tester tried before and after")),
        Term(
            "gemma", Text("GEMMA"), also: ["mode", "modes"],
            Text(
                fr: "guide des modes de marche et d'arrêt : A arrêts, F marches, D défaillances",
                en: "guide of start and stop modes: A stops, F runs, D failures")),
        Term(
            "pelv", Text(fr: "TBTP", en: "PELV"), also: ["tbt", "tbts", "très basse tension"],
            Text(
                fr: "très basse tension de protection, moins de 50 V AC ou 120 V DC, reliée à la terre",
                en: "protective extra-low voltage, under 50 V AC or 120 V DC, tied to earth")),
        Term(
            "symptom", Text(fr: "symptôme", en: "symptom"),
            Text(fr: "ce qu'on voit de la panne ; ce n'est pas sa cause", en: "what is seen of the fault; not its cause")),
        Term(
            "function-lost", Text(fr: "fonction perdue", en: "lost function"),
            Text(fr: "ce que la machine devait faire et ne fait plus", en: "what the machine had to do and no longer does")),
        Term(
            "troubleshooting", Text(fr: "dépannage", en: "troubleshooting"), also: ["réparation", "repair"],
            Text(
                fr: "remise en service provisoire ; la réparation, elle, est définitive",
                en: "a provisional return to service; a repair is final")),
        Term(
            "pnp", Text("PNP"), also: ["capteur pnp"],
            Text(
                fr: "capteur dont la sortie donne le +24 V à l'entrée quand il est actif",
                en: "sensor whose output gives +24 V to the input when it is active")),
        Term(
            "npn", Text("NPN"), also: ["capteur npn"],
            Text(
                fr: "capteur dont la sortie tire l'entrée au 0 V quand il est actif",
                en: "sensor whose output pulls the input to 0 V when it is active")),
        Term(
            "normally-open", Text(fr: "NO", en: "normally-open"), also: ["contact no", "à fermeture", "make contact"],
            Text(
                fr: "contact ouvert au repos, qui se ferme quand on l'actionne (13-14)",
                en: "contact open at rest, that closes when operated (13-14)")),
        Term(
            "normally-closed", Text(fr: "NF", en: "normally-closed"), also: ["contact nf", "à ouverture", "break contact"],
            Text(
                fr: "contact fermé au repos, qui s'ouvre quand on l'actionne (11-12)",
                en: "contact closed at rest, that opens when operated (11-12)")),
        Term(
            "stop", Text(fr: "butée", en: "end-stop"), also: ["butee"],
            Text(
                fr: "pièce fixe qui arrête un mouvement au même endroit à chaque fois",
                en: "fixed part that stops a movement at the same place each time")),
        Term(
            "terminal", Text(fr: "borne", en: "terminal"), also: ["bornier"],
            Text(
                fr: "point où un fil se visse ; X2:12 est la borne 12 du bornier X2",
                en: "point where a wire is screwed; X2:12 is terminal 12 of strip X2")),
        Term(
            "folio", Text("folio"), also: ["schéma", "diagram"],
            Text(fr: "page numérotée du dossier de schémas", en: "numbered page of the diagrams")),
        Term(
            "input", Text(fr: "entrée", en: "input"), also: ["%i"],
            Text(
                fr: "voie par laquelle l'automate lit un capteur, %I ; elle est à 1 quand la tension y arrive",
                en: "channel by which the controller reads a sensor, %I; it is 1 when the voltage gets there")),
        Term(
            "output", Text(fr: "sortie", en: "output"), also: ["%q"],
            Text(
                fr: "voie par laquelle l'automate commande un préactionneur, %Q",
                en: "channel by which the controller drives a valve or a contactor, %Q")),
        Term(
            "plc", Text(fr: "API", en: "PLC"), also: ["automate", "controller"],
            Text(
                fr: "automate programmable industriel : il lit les entrées, exécute le programme, écrit les sorties",
                en: "programmable controller: it reads the inputs, runs the program, writes the outputs")),
        Term(
            "grafcet", Text("GRAFCET"), also: ["étape", "transition"],
            Text(
                fr: "graphe d'étapes et de transitions qui décrit le cycle ; une étape active attend sa transition",
                en: "chart of steps and transitions that describes the cycle; an active step awaits its transition")),
        Term(
            "information-chain", Text(fr: "chaîne d'information", en: "information chain"), also: ["chaine information"],
            Text(
                fr: "acquérir, traiter, communiquer : des capteurs aux ordres",
                en: "acquire, process, communicate: from sensors to orders")),
        Term(
            "energy-chain", Text(fr: "chaîne d'énergie", en: "energy chain"), also: ["chaine energie"],
            Text(
                fr: "alimenter, distribuer, convertir, transmettre, agir : de la source à l'effet",
                en: "supply, distribute, convert, transmit, act: from the source to the effect")),
        Term(
            "isolator", Text(fr: "sectionneur", en: "isolator"),
            Text(
                fr: "appareil qui sépare de la source, se cadenasse ouvert, et ne se manœuvre pas en charge",
                en: "device that separates from the source, takes a padlock when open, and is not operated under load")),
        Term(
            "breaker", Text(fr: "disjoncteur", en: "circuit-breaker"), also: ["breaker"],
            Text(
                fr: "coupe seul une surintensité ou un court-circuit, et se réarme",
                en: "breaks an overcurrent or a short circuit by itself, and can be reset")),
        Term(
            "contactor", Text(fr: "contacteur", en: "contactor"), also: ["relais", "relay"],
            Text(fr: "interrupteur de puissance commandé par une bobine (A1-A2)", en: "power switch driven by a coil (A1-A2)")),
        Term(
            "valve", Text(fr: "distributeur", en: "valve"), also: ["électrovanne"],
            Text(
                fr: "envoie l'air d'un côté ou de l'autre du vérin ; commandé par une bobine ou à la main",
                en: "sends the air to one side of the cylinder or the other; driven by a coil or by hand")),
        Term(
            "reed-switch", Text(fr: "ILS", en: "reed-switch"), also: ["détecteur de position", "capteur de vérin"],
            Text(fr: "détecteur magnétique de position, fixé sur le vérin", en: "magnetic position switch, fixed on the cylinder")
        ),
        Term(
            "photocell", Text(fr: "cellule", en: "photocell"), also: ["cellule photoélectrique"],
            Text(
                fr: "capteur qui voit un objet couper ou renvoyer son faisceau de lumière",
                en: "sensor that sees an object cut or return its beam of light")),
        Term(
            "ppe", Text(fr: "EPI", en: "PPE"), also: ["équipement de protection", "protective equipment"],
            Text(
                fr: "équipement de protection individuelle : gants, écran, chaussures…",
                en: "personal protective equipment: gloves, face shield, shoes…")),
        Term(
            "emergency-stop", Text(fr: "AU", en: "emergency-stop"), also: ["arrêt d'urgence"],
            Text(
                fr: "arrêt d'urgence : coupe les mouvements tout de suite, et exige un réarmement",
                en: "emergency stop: cuts movements at once, and asks for a reset")),
        Term(
            "request", Text(fr: "DI", en: "work-request"), also: ["demande d'intervention"],
            Text(
                fr: "demande d'intervention : ce qui ne va pas, écrit par qui l'a vu",
                en: "work request: what is wrong, written by who saw it")),
        Term(
            "order", Text(fr: "BT", en: "work-order"), also: ["bon de travail"],
            Text(
                fr: "bon de travail : ce qu'il y a à faire, par qui, avec quoi",
                en: "work order: what is to be done, by whom, with what")),
        Term(
            "report", Text(fr: "CR", en: "report"), also: ["compte rendu", "compte-rendu"],
            Text(
                fr: "compte rendu d'intervention : symptôme, cause, remède, preuve, temps",
                en: "report of the work: symptom, cause, remedy, proof, times")),
        Term(
            "expected", Text(fr: "attendu", en: "expected"), also: ["valeur attendue"],
            Text(
                fr: "la valeur que donnerait une machine saine, dite avant de mesurer",
                en: "the value that a sound machine would give, said before measuring")),
        Term(
            "range", Text(fr: "calibre", en: "range"),
            Text(
                fr: "la plus grande valeur que l'appareil peut montrer sur ce réglage ; ou le courant d'un fusible",
                en: "the largest value that the meter can show so set; or the current of a fuse")),
        Term(
            "bad-contact", Text(fr: "faux contact", en: "bad contact"), also: ["mauvais contact"],
            Text(
                fr: "liaison qui laisse passer mal ou par moments : vis desserrée, contact oxydé",
                en: "joint that conducts badly or now and then: loose screw, oxidised contact")),
        Term(
            "residual-energy", Text(fr: "énergie résiduelle", en: "residual energy"), also: ["énergie restante"],
            Text(
                fr: "ce qui reste après la coupure : air, charge d'un condensateur, masse levée",
                en: "what stays after the cut: air, the charge of a capacitor, a lifted mass")),
        Term(
            "authorisation", Text(fr: "habilitation", en: "authorisation"), also: ["br", "b0", "habilité"],
            Text(
                fr: "titre de l'employeur : B0 non électricien, BR intervention générale, B2V travaux",
                en: "the employer's title: B0 no electrical work, BR general intervention, B2V works")),
    ]
}
