import Components
import Machines
import Notation

extension Scenario.Role {
    /// Whom one can always talk to.
    static let standard = [
        Scenario.Role(
            id: "operator", called: Text(fr: "exploitant", en: "operator"), person: nil, answers: [], acts: []),
        Scenario.Role(id: "team", called: Text(fr: "équipe", en: "team"), person: nil, answers: [], acts: []),
        Scenario.Role(id: "tutor", called: Text(fr: "tuteur", en: "tutor"), person: nil, answers: [], acts: []),
    ]
}

extension Scenario.Topic {
    /// What is asked for is done when one looks or measures.
    static let signal = "signal"

    /// What a message is recognised to be about; the first that fits.
    static let standard = [
        // Advice may speak of a stop or a test without asking for one.
        Scenario.Topic(id: "advice", keywords: ["conseil", "prochaine fois", "advice", "next time"]),
        Scenario.Topic(
            id: "handOver",
            keywords: [
                "restitu", "machine rendue", "c'est fini", "termine", "repar", "hand over", "handed back", "finished", "done",
            ]),
        Scenario.Topic(id: signal, keywords: ["a mon signal", "at my signal"]),
        Scenario.Topic(id: "manual", keywords: ["manuel", "manual"]),
        Scenario.Topic(
            id: "restart",
            keywords: [
                "remise en route", "remettre en route", "redemarr", "production", "remise en energie", "remets l'energie",
                "remettre l'energie", "remise sous tension", "remets sous tension", "remettre sous tension", "remise en service",
                "restart", "back in production", "power back", "re-energi", "reenergi",
            ]),
        Scenario.Topic(id: "test", keywords: ["essai", "essaye", "j'essaie", "test", "trial"]),
        Scenario.Topic(
            id: "stop", keywords: ["arret", "arrete", "consign", "coupe", "stop", "shut", "lock"]),
        Scenario.Topic(
            id: "arrival",
            keywords: ["arrive", "bonjour", "je viens", "je commence", "je suis", "hello", "here", "begin", "start"]),
        Scenario.Topic(
            id: "advice",
            keywords: [
                "surveill", "nettoy", "previen", "appelle", "evite", "watch", "clean", "call", "avoid",
            ]),
        Scenario.Topic(id: "plan", keywords: ["planifi", "a prevoir", "planning", "plan ", "schedule"]),
    ]
}

extension Scenario.Topic {
    /// What somebody has understood, said back.
    static func text(_ id: String?) -> Text? {
        switch id {
        case "handOver": Text(fr: "tu me rends la machine", en: "you give the machine back")
        case signal: Text(fr: "j'attends ton signal", en: "I wait for your signal")
        case "manual": Text(fr: "tu passes en manuel", en: "you go to manual")
        case "restart": Text(fr: "tu remets en route, je m'écarte", en: "you restart it, I stand clear")
        case "test": Text(fr: "tu essaies la machine, je m'écarte", en: "you test the machine, I stand clear")
        case "stop": Text(fr: "tu arrêtes la machine", en: "you stop the machine")
        case "arrival": Text(fr: "tu commences", en: "you begin")
        case "plan": Text(fr: "je le mets au planning", en: "I put it on the schedule")
        case "advice": Text(fr: "je m'en souviendrai", en: "I shall remember it")
        default: nil
        }
    }
}

extension Machines.Fault {
    /// The reference as a technician says it: `X2:12`, `B2`, `226`.
    var point: String {
        switch target {
        case .component(let reference, let item): item.isEmpty ? reference : "\(reference):\(item)"
        case .wire(let number, _): number
        case .network: target.reference
        }
    }

    /// What the trade calls this failure, in both languages.
    func words(in machine: Machine) -> [String] {
        let text: Text?
        switch target {
        case .component(let reference, _): text = machine.component(reference)?.type.failure(failure)?.text
        case .wire: text = WireFailure(rawValue: failure)?.text
        case .network: text = NetworkFailure(rawValue: failure)?.text
        }
        return Cause.named(failure)?.words ?? text.map { [$0.fr, $0.en] } ?? [failure]
    }
}

extension Remedy {
    /// Words by which a report says that this was done.
    var keywords: [String] {
        switch self {
        case .replace: ["remplac", "chang", "replac", "new", "neuf", "neuve"]
        case .clean: ["nettoy", "clean"]
        case .tighten: ["serr", "resserr", "tight"]
        case .adjust: ["regl", "adjust", "set"]
        case .tension: ["tend", "tension"]
        case .grease: ["graiss", "lubrif", "greas"]
        case .reconnect: ["rebranch", "raccord", "reconnect"]
        case .free: ["degag", "debloq", "free"]
        case .reset: ["rearm", "reset", "reenclench"]
        }
    }
}

/// A cause as it is said on the command line: failures of component types, and the general words of the trade.
struct Cause {
    /// Identifier of the journal.
    let name: String
    let text: Text
    /// Word stems of either language, as a report is searched for them.
    let words: [String]
    /// Other spellings on the command line.
    let aliases: [String]

    static func named(_ name: String) -> Cause? { common.first { $0.name == name } }

    /// The words of every day, whatever the component.
    static let common: [Cause] = [
        Cause(
            name: "dead", text: Text(fr: "hs", en: "dead"), words: ["hs", "hors service", "mort", "dead"],
            aliases: ["hors-service", "morte", "mort"]),
        Cause(
            name: "loose", text: Text(fr: "desserrée", en: "loose"), words: ["desserr", "loose"],
            aliases: ["desserre", "desserré", "mal-serrée", "mal-serré", "slack-screw"]),
        Cause(
            name: "open", text: Text(fr: "coupé", en: "open"), words: ["coup", "cut", "open", "interromp"],
            aliases: ["coupée", "coupure", "cut", "ouvert", "ouverte"]),
        // What one feels before knowing whether the screw is loose or the contact oxidised.
        Cause(
            name: "bad-contact", text: Text(fr: "faux-contact", en: "bad-contact"), words: ["contact"],
            aliases: ["mauvais-contact", "un faux contact", "intermittent"]),
        Cause(
            name: "unsupplied", text: Text(fr: "sans-alimentation", en: "no-supply"), words: ["aliment", "supply"],
            aliases: [
                "plus d'alimentation", "pas d'alimentation", "n'est plus alimentée", "n'est pas alimentée", "non alimentée",
                "non alimenté", "pas alimentée", "plus alimentée", "sans tension", "plus de tension", "unsupplied",
                "without supply",
            ]),
        Cause(
            name: "resistive", text: Text(fr: "oxydé", en: "oxidised"), words: ["oxyd", "oxidis", "resist"],
            aliases: ["oxydée", "résistant", "résistante", "resistive", "oxidized"]),
        Cause(
            name: "shorted", text: Text(fr: "court-circuit", en: "short"), words: ["court-circuit", "short"],
            aliases: ["court circuit", "shorted"]),
        Cause(
            name: "earth", text: Text(fr: "à la masse", en: "to earth"), words: ["masse", "terre", "earth"],
            aliases: ["a-la-masse", "earthed"]),
        Cause(
            name: "disconnected", text: Text(fr: "débranché", en: "disconnected"), words: ["debranch", "disconnect"],
            aliases: ["débranchée"]),
        Cause(
            name: "blown", text: Text(fr: "fondu", en: "blown"), words: ["fondu", "grill", "blown"],
            aliases: ["grillé", "grillée"]),
        Cause(
            name: "dirty", text: Text(fr: "sale", en: "dirty"), words: ["sale", "encrass", "dirty"],
            aliases: ["encrassé", "encrassée"]),
        Cause(
            name: "misaligned", text: Text(fr: "dévié", en: "misaligned"), words: ["devi", "orient", "desalign", "misalign"],
            aliases: ["déviée", "mal-orientée", "mal-orienté", "désaligné", "désalignée", "désalignement"]),
        Cause(
            name: "shifted", text: Text(fr: "déplacé", en: "shifted"), words: ["deplac", "shift"],
            aliases: ["déplacée", "déréglé", "déréglée"]),
        // What was set and no longer stands there.
        Cause(
            name: "drifted", text: Text(fr: "dérivé", en: "drifted"), words: ["deriv", "dereg", "drift"],
            aliases: ["dérivée", "dérive", "a dérivé"]),
        Cause(
            name: "offset", text: Text(fr: "décalé", en: "offset"), words: ["decal", "offset"],
            aliases: ["décalée", "décalage"]),
        Cause(name: "worn", text: Text(fr: "usé", en: "worn"), words: ["us", "worn"], aliases: ["usée", "usure"]),
        Cause(
            name: "slack", text: Text(fr: "détendue", en: "slack"), words: ["detend", "slack"], aliases: ["détendu", "détente"]),
        Cause(
            name: "dry", text: Text(fr: "sec", en: "dry"), words: ["sec", "graiss", "lubrif", "dry"],
            aliases: ["sèche", "manque-de-graisse", "pas-graissé"]),
        Cause(
            name: "clogged", text: Text(fr: "colmaté", en: "clogged"), words: ["colmat", "bouch", "clog"],
            aliases: ["colmatée", "bouché", "bouchée"]),
        Cause(name: "leaking", text: Text(fr: "fuite", en: "leak"), words: ["fuit", "leak"], aliases: ["fuit", "leaking"]),
        Cause(name: "kinked", text: Text(fr: "pincé", en: "kinked"), words: ["pinc", "kink"], aliases: ["pincée"]),
        Cause(
            name: "lining-oiled", text: Text(fr: "gras", en: "oily"), words: ["gras", "huil", "oil"],
            aliases: ["grasse", "grasses", "huileux", "huile", "de l'huile", "plein d'huile", "oiled"]),
        Cause(
            name: "torn", text: Text(fr: "déchiré", en: "torn"), words: ["dechir", "fend", "torn"],
            aliases: ["déchirée", "fendu", "fendue", "split"]),
        Cause(
            name: "stuck", text: Text(fr: "bloqué", en: "stuck"), words: ["bloqu", "gripp", "coll", "stuck"],
            aliases: ["bloquée", "grippé", "grippée", "collé", "collée"]),
        Cause(
            name: "broken", text: Text(fr: "cassé", en: "broken"), words: ["cass", "romp", "brok"],
            aliases: ["cassée", "rompu", "rompue"]),
    ]
}
