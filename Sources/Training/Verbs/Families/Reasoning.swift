import Notation

/// What one thinks, said before it is acted upon.
extension Verb {
    static let reasoning: [Verb] = [function, chain, hypothesis, diagnosis, answer]

    static let proofs = Words(fr: ["preuve", "preuves"], en: ["proof", "proofs"], also: ["prouve par", "mesures", "mesure"])

    static let function = Verb(
        Words(fr: "fonction", en: "function"), .reason,
        Text(fr: "dire quelle fonction n'est plus assurée", en: "say which function is lost"),
        duration: .fixed(20), writes: [.functionStated],
        examples: [Text(fr: "fonction éjecter les grands cartons", en: "function eject the tall boxes")],
        Form(.sentence(Text(fr: "FONCTION", en: "FUNCTION"))) { .function(lost: $0) })

    static let chain = Verb(
        Words(fr: "chaine", en: "chain"), .reason,
        Text(
            fr:
                "dire où est la panne dans les chaînes (acquérir, traiter, communiquer ; alimenter, distribuer…), ou y placer des constituants",
            en:
                "say where in the chains the fault lies (acquire, process, communicate; supply, distribute…), or place components there"
        ),
        duration: .fixed(15), writes: [.chainStated],
        examples: [Text(fr: "chaine acquerir", en: "chain acquire"), Text(fr: "chaine acquérir S1 S2", en: "chain convert M1")],
        Form(.choice(Text(fr: "FONCTION", en: "FUNCTION")), Slot.names(Text("REF"), .component).orNone()) {
            .chain(block: $0, refs: $1)
        },
        // `chaine information` names no function yet: what there is to say.
        Form(.choice(Text(fr: "CHAÎNE", en: "CHAIN"))) { (chain: ChainBlock.Chain) in .help(verb: "chain", about: chain.rawValue)
        }
        .hidden())

    static let hypothesis = Verb(
        Words(
            fr: ["hypothese"], en: ["hypothesis", "suspect"], short: ["h"], also: ["suspecter", "soupconner", "je soupconne"]),
        .reason,
        Text(
            fr: "ajouter un suspect à ta liste, avec la cause si tu en as une",
            en: "add a suspect to your list, with the cause if you have one"),
        duration: .fixed(15), writes: [.hypothesised],
        examples: [
            Text(fr: "hypothese S4 coupé", en: "hypothesis S4 open"), Text(fr: "hypothese T1", en: "hypothesis T1"),
        ],
        Form(
            .name(Text("REF"), .component, .terminal, .wire, .hose, .suspect, .roundPoint),
            Slot.name(Text(fr: "CAUSE", en: "CAUSE"), .cause).optional()
        ) { .hypothesis(ref: $0, cause: $1) })

    static let diagnosis = Verb(
        Words(fr: ["diagnostic"], en: ["diagnosis", "diagnose"], also: ["diagnostiquer"]), .reason,
        Text(
            fr: "dire le constituant, la cause et les mesures qui le prouvent, avant de démonter",
            en: "say the component, the cause and the readings that prove it, before taking anything apart"),
        duration: .fixed(30), writes: [.diagnosed],
        examples: [Text(fr: "diagnostic S4 coupé preuve 3 4", en: "diagnosis S4 open proof 3 4")],
        Form(
            .name(Text("REF"), .component, .terminal, .wire, .hose, .suspect, .roundPoint),
            .name(Text(fr: "CAUSE", en: "CAUSE"), .cause), Slot.ordinals(Text("N")).after(proofs)
        ) { .diagnosis(ref: $0, cause: $1, proofs: $2 ?? []) })

    static let answer = Verb(
        Words(fr: ["repondre"], en: ["answer"]), .reason,
        Text(fr: "répondre à une question numérotée du sujet", en: "answer a numbered question of the paper"),
        duration: .fixed(20), writes: [.answered],
        examples: [Text(fr: "repondre 2 X10", en: "answer 2 X10")],
        Form(.ordinal(Text("N")), .sentence(Text(fr: "VALEUR", en: "VALUE"))) { .answer(question: $0, value: $1) })
}
