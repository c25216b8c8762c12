import Notation

/// Tests, restart, and letting time pass.
extension Verb {
    static let tryingOut: [Verb] = [test, restart, wait]

    static let test = Verb(
        Words(fr: ["essai", "essayer"], en: ["test", "try"]), .tryOut,
        Text(
            fr: "essayer la machine : manuel, pas à pas, à vide, arrêt d'urgence, protecteurs",
            en: "test the machine: manual, step by step, dry run, emergency stop, guards"),
        duration: .fixed(60), writes: [.tested],
        examples: [
            Text(fr: "essai manuel", en: "test manual"), Text(fr: "essai pas-à-pas", en: "test step by step"),
            Text(fr: "essai au", en: "test estop"),
        ],
        Form(.choice(Text(fr: "ESSAI", en: "TEST"))) { .test(kind: $0) })

    static let restart = Verb(
        Words(fr: ["redemarrer"], en: ["restart"], also: ["remettre en production", "remettre en route"]), .tryOut,
        Text(fr: "remettre la machine en production", en: "put the machine back into production"),
        duration: .fixed(20), writes: [.restarted],
        examples: [Text(fr: "redemarrer", en: "restart")],
        Form { .restart })

    static let wait = Verb(
        Words(fr: ["attendre"], en: ["wait"], also: ["attends", "patienter"]), .tryOut,
        Text(fr: "laisser passer du temps et voir ce qui arrive", en: "let time pass and see what happens"),
        duration: .asAsked, writes: [.waited, .produced],
        examples: [Text(fr: "attendre 30s", en: "wait 2 min")],
        Form(.span(Text(fr: "DURÉE", en: "TIME"))) { .wait(seconds: $0) })
}
