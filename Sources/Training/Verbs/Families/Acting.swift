import Notation

/// Hands on the machine.
extension Verb {
    static let acting: [Verb] = [
        operate, force, unforce, take, putBack, tidy, tag, backUp, disconnect, reconnect, fit, unfit, replace, adjust, tighten,
        clean, free,
        grease,
        tension, bleedAir, drain, topUp, sortWaste,
    ]

    static let operate = Verb(
        Words(
            fr: ["actionner", "appuyer"], en: ["operate", "press"], short: ["a"],
            also: ["appuie", "manoeuvrer", "enfoncer", "appuyer sur", "push"]), .act,
        Text(
            fr: "actionner un bouton (« appuyé » : tenu jusqu'à « relâché »), un sélecteur, une vanne, une commande manuelle",
            en: "operate a button ('pressed': held until 'released'), a selector, a valve, a manual override"),
        duration: .fixed(5), standing: .byTheTarget, writes: [.operated],
        examples: [Text(fr: "actionner S7 manuel", en: "operate S7 manual"), Text(fr: "actionner S8", en: "press S8")],
        Form(.name(Text("REF"), .component, .source), Slot.name(Text("POSITION"), .position).optional()) {
            .operate(ref: $0, position: $1)
        })

    static let force = Verb(
        Words(fr: "forcer", en: "force"), .act,
        Text(
            fr: "forcer une variable de l'automate ; ce n'est jamais une réparation",
            en: "force a variable of the PLC; it is never a repair"),
        duration: .fixed(30), tools: [.laptop], writes: [.forced],
        examples: [Text(fr: "forcer %Q0.3 1", en: "force 1Y14 on")],
        Form(.name(Text(fr: "VARIABLE", en: "VARIABLE"), .variable), .value(Text(fr: "VALEUR", en: "VALUE"))) {
            .force(variable: $0, value: $1)
        })

    static let unforce = Verb(
        Words(fr: ["deforcer"], en: ["unforce", "release"]), .act,
        Text(fr: "supprimer le forçage d'une variable", en: "release a forced variable"),
        duration: .fixed(15), tools: [.laptop], writes: [.unforced],
        examples: [Text(fr: "deforcer %Q0.3", en: "unforce %Q0.3")],
        Form(.name(Text(fr: "VARIABLE", en: "VARIABLE"), .variable)) { .unforce(variable: $0) })

    static let take = Verb(
        Words(fr: "prendre", en: "take", also: ["prends"]), .act,
        Text(fr: "prendre un outil ou un appareil", en: "take a tool or an instrument"),
        duration: .each(10), writes: [.toolTaken],
        examples: [Text(fr: "prendre multimetre", en: "take multimeter")],
        Form(.names(Text(fr: "OUTIL", en: "TOOL"), .tool)) { .take(tools: $0) },
        // Taken, an equipment is put on.
        Form(.names(Text(fr: "EPI", en: "PPE"), .equipment)) { .wear(equipment: $0) }.hidden())

    static let putBack = Verb(
        Words(fr: ["reposer"], en: ["put-back"]), .act,
        Text(fr: "reposer un outil ou un appareil", en: "put a tool or an instrument back"),
        duration: .each(10), writes: [.toolPutBack],
        examples: [Text(fr: "reposer multimetre", en: "put back multimeter")],
        Form(.names(Text(fr: "OUTIL", en: "TOOL"), .tool)) { .putBack(tools: $0) })

    static let tidy = Verb(
        Words(fr: "ranger", en: "tidy"), .act,
        Text(fr: "compter et ranger les outils sortis", en: "count and tidy away the tools that are out"),
        duration: .fixed(30), writes: [.toolPutBack],
        examples: [Text(fr: "ranger outils", en: "tidy tools"), Text(fr: "ranger", en: "tidy multimeter")],
        Form(
            Slot.names(Text(fr: "OUTIL", en: "TOOL"), .tool).orAll(
                Words(fr: ["outils", "tout"], en: ["tools", "everything", "all"]))
        ) { .tidy(tools: $0) })

    static let tag = Verb(
        Words(fr: "reperer", en: "tag"), .act,
        Text(fr: "repérer un fil ou un tuyau avant de le débrancher", en: "tag a wire or a hose before disconnecting it"),
        duration: .each(15), standing: .byTheTarget, tools: [.labels], writes: [.tagged],
        examples: [Text(fr: "reperer W12", en: "tag W12")],
        Form(.refs()) { .tag(refs: $0) })

    static let backUp = Verb(
        Words(fr: "sauvegarder", en: "backup"), .act,
        Text(
            fr: "sauvegarder le programme ou les paramètres d'un appareil",
            en: "back up the program or the parameters of a device"),
        duration: .fixed(120), tools: [.laptop], writes: [.backedUp],
        examples: [Text(fr: "sauvegarder api", en: "backup plc")],
        Form(.name(Text(fr: "APPAREIL", en: "DEVICE"), .device)) { .backUp(device: $0) })

    static let disconnect = Verb(
        Words(fr: ["debrancher"], en: ["disconnect", "unplug"], also: ["deconnecter"]), .act,
        Text(fr: "débrancher un fil, un tuyau ou un connecteur", en: "disconnect a wire, a hose or a connector"),
        duration: .each(60), standing: .byTheTarget, tools: [.screwdriver], writes: [.disconnected],
        examples: [Text(fr: "debrancher W12", en: "disconnect W12"), Text(fr: "débrancher B3", en: "unplug H7")],
        Form(.refs()) { .disconnect(refs: $0) })

    static let reconnect = Verb(
        Words(fr: ["rebrancher"], en: ["reconnect"], also: ["reconnecter", "brancher"]), .act,
        Text(
            fr: "rebrancher ce qui a été débranché, au repère, ou un fil sur une autre borne",
            en: "reconnect what was disconnected, by its tag, or a wire on another terminal"),
        duration: .each(60), standing: .byTheTarget, tools: [.screwdriver], writes: [.reconnected],
        examples: [
            Text(fr: "rebrancher W12", en: "reconnect W12"), Text(fr: "rebrancher W12 sur X2:12a", en: "reconnect W12 on X2:12a"),
        ],
        Form(.name(Text(fr: "FIL", en: "WIRE"), .wire), Slot.name(Text(fr: "BORNE", en: "TERMINAL"), .terminal).after(on)) {
            .reconnect(refs: [$0], on: $1)
        },
        Form(.refs()) { .reconnect(refs: $0) })

    static let on = Words(fr: ["sur"], en: ["on"], also: ["a la borne", "onto"])

    static let fit = Verb(
        Words(fr: "monter", en: "fit", also: ["monte"]), .act,
        Text(
            fr: "monter une pièce fournie sur un orifice, avant tout ce qui y est vissé, au bout d'un tuyau, ou à un lieu",
            en: "fit a supplied part on a port, before all that is screwed on it, at the end of a hose, or at a place"),
        duration: .fixed(600), standing: .byTheTarget, tools: [.spanner, .screwdriver], writes: [.fitted, .spent],
        examples: [Text(fr: "monter 0V3 H7", en: "fit 0V3 H7"), Text(fr: "monter 0V3 sur 0Z1:2", en: "fit 0V3 on 0Z1:2")],
        Form(
            .name(Text(fr: "PIÈCE", en: "PART"), .kit),
            .name(Text(fr: "ORIFICE|TUYAU|LIEU", en: "PORT|HOSE|PLACE"), .terminal, .hose, .place)
        ) { .fit(part: $0, at: $1) })

    static let unfit = Verb(
        Words(fr: "demonter", en: "unfit", also: ["demonte", "dismount"]), .act,
        Text(
            fr: "démonter une pièce montée avec « monter » ; les tuyaux retournent où ils étaient",
            en: "take off a part that was fitted; the hoses go back to where they were"),
        duration: .fixed(600), standing: .byTheTarget, tools: [.spanner, .screwdriver], writes: [.unfitted],
        examples: [Text(fr: "demonter 0V3", en: "unfit 0V3")],
        Form(.name(Text(fr: "PIÈCE", en: "PART"), .kit)) { .unfit(part: $0) })

    static let replace = Verb(
        Words(fr: ["remplacer", "changer"], en: ["replace", "swap"]), .act,
        Text(fr: "remplacer un constituant par une pièce du magasin", en: "replace a component by a part from the store"),
        duration: .fixed(600), standing: .byTheTarget, tools: [.screwdriver, .spanner], writes: [.replaced],
        examples: [
            Text(fr: "remplacer KM11", en: "replace KM11"), Text(fr: "remplacer PL1 6205-2RS C3", en: "replace B3 XUB5"),
        ],
        Form(.ref(), Slot.name(Text(fr: "RÉFÉRENCE", en: "PART"), .part).optional()) { .replace(ref: $0, part: $1) },
        Form(.name(Text("REF"), .roundPoint), Slot.name(Text(fr: "RÉFÉRENCE", en: "PART"), .part).optional()) {
            .replace(ref: $0, part: $1)
        })

    static let adjust = Verb(
        Words(fr: "regler", en: "adjust", short: "set"), .act,
        Text(fr: "régler un paramètre à une valeur", en: "adjust a parameter to a value"),
        duration: .fixed(60), standing: .byTheTarget, writes: [.adjusted],
        examples: [Text(fr: "regler Q1 calibre 1,1 A", en: "adjust Q1 setting 1.1")],
        Form(
            .name(Text("REF"), .component), .name(Text(fr: "PARAMÈTRE", en: "PARAMETER"), .parameter),
            .amount(Text(fr: "VALEUR", en: "VALUE"))
        ) { .adjust(ref: $0, parameter: $1, value: $2) },
        // `regler modbus acces supervision`.
        Form(
            .name(Text("REF"), .component), .name(Text(fr: "PARAMÈTRE", en: "PARAMETER"), .parameter),
            .name(Text(fr: "VALEUR", en: "VALUE"), .position)
        ) { .adjust(ref: $0, parameter: $1, value: Amount(Double($2) ?? 0)) }.hidden())

    static let tighten = Verb(
        Words(fr: ["serrer", "resserrer"], en: ["tighten"]), .act,
        Text(
            fr: "serrer une borne, une vis, un raccord, au couple si tu le donnes",
            en: "tighten a terminal, a screw, a fitting, to a torque if you give it"),
        duration: .each(20), standing: .byTheTarget, tools: [.torqueDriver, .screwdriver, .spanner], writes: [.tightened],
        examples: [
            Text(fr: "serrer X1:2 1,2", en: "tighten X1:2 1.2 N.m"), Text(fr: "serrer X1:1..X1:4 1,2", en: "tighten X1:1..4"),
        ],
        Form(
            .names(Text("REF"), .component, .terminal, .wire, .hose, .roundPoint),
            Slot.torque(Text(fr: "COUPLE", en: "TORQUE")).optional()
        ) { .tighten(refs: $0, torque: $1) })

    static let clean = Verb(
        Words(fr: "nettoyer", en: "clean"), .act,
        Text(fr: "nettoyer un constituant", en: "clean a component"),
        duration: .fixed(120), standing: .byTheTarget, tools: [.cloth], writes: [.cleaned],
        examples: [Text(fr: "nettoyer 0Z1", en: "clean 0Z1")],
        Form(.name(Text("REF"), .component, .place, .roundPoint)) { .clean(ref: $0) })

    static let free = Verb(
        Words(fr: ["degager", "debloquer"], en: ["free", "clear"], also: ["decoincer", "liberer", "unjam"]), .act,
        Text(
            fr: "dégager ce qui est coincé : un objet sur le tapis, une pièce bloquée",
            en: "free what is stuck: a thing on the belt, a seized part"),
        duration: .fixed(60), standing: .byTheTarget, writes: [.freed],
        examples: [Text(fr: "degager 1A1", en: "free 1A1")],
        Form(.name(Text("REF"), .component, .roundPoint)) { .free(ref: $0) })

    static let grease = Verb(
        Words(fr: ["graisser", "lubrifier"], en: ["grease", "lubricate"]), .act,
        Text(
            fr: "graisser un palier, avec la quantité si tu la donnes", en: "grease a bearing, with the quantity if you give it"),
        duration: .fixed(90), standing: .byTheTarget, tools: [.greaseGun], writes: [.greased],
        examples: [Text(fr: "graisser PL1 3 g", en: "grease PL1")],
        Form(.name(Text("REF"), .component, .roundPoint), Slot.amount(Text(fr: "QUANTITÉ", en: "QUANTITY")).optional()) {
            .grease(ref: $0, amount: $1)
        })

    static let tension = Verb(
        Words(fr: "tendre", en: "tension", also: ["tends", "retendre"]), .act,
        Text(fr: "tendre une courroie, à la valeur si tu la donnes", en: "tension a belt, to the value if you give it"),
        duration: .fixed(300), standing: .byTheTarget, tools: [.spanner], writes: [.tensioned],
        examples: [Text(fr: "tendre courroie 400 N", en: "tension courroie 400")],
        Form(.name(Text("REF"), .component, .roundPoint), Slot.amount(Text(fr: "VALEUR", en: "VALUE")).optional()) {
            .tension(ref: $0, target: $1)
        })

    static let bleedAir = Verb(
        Words(fr: "desaerer", en: "bleed-air"), .act,
        Text(fr: "chasser l'air d'un circuit d'huile", en: "let the air out of an oil circuit"),
        duration: .fixed(180), standing: .byTheTarget, tools: [.spanner], writes: [.airBled],
        examples: [Text(fr: "desaerer 1A1", en: "bleed-air 1A1")],
        Form(.name(Text("REF"), .component, .hose)) { .bleedAir(ref: $0) })

    static let drain = Verb(
        Words(fr: "vidanger", en: "drain"), .act,
        Text(fr: "vidanger une cuve, un bol, un réducteur", en: "drain a tank, a bowl, a gearbox"),
        duration: .fixed(600), standing: .byTheTarget, tools: [.spanner], writes: [.drained],
        examples: [Text(fr: "vidanger 0Z1", en: "drain 0Z1")],
        Form(.name(Text("REF"), .component)) { .drain(ref: $0) })

    static let topUp = Verb(
        Words(fr: ["completer", "faire l'appoint"], en: ["top-up"], also: ["appoint", "remplir", "top up", "refill"]), .act,
        Text(
            fr: "faire l'appoint d'huile d'un réservoir, à son niveau ou du volume que tu donnes",
            en: "top up the oil of a tank, to its mark or by the volume that you give"),
        duration: .fixed(300), standing: .byTheTarget, writes: [.toppedUp],
        examples: [Text(fr: "completer 0Z1 2 l", en: "top-up 0Z1 2 l")],
        Form(.name(Text("REF"), .component), Slot.amount(Text(fr: "VOLUME", en: "VOLUME")).optional()) {
            .topUp(ref: $0, amount: $1)
        })

    static let sortWaste = Verb(
        Words(fr: "trier", en: "sort"), .act,
        Text(fr: "mettre un déchet dans le bon bac", en: "put waste into the right bin"),
        duration: .fixed(30), writes: [.wasteSorted],
        examples: [Text(fr: "trier chiffon-gras dangereux", en: "sort oily-rag hazardous")],
        Form(.name(Text(fr: "DÉCHET", en: "WASTE"), .waste), .name(Text(fr: "BAC", en: "BIN"), .bin)) {
            .sortWaste(waste: $0, bin: $1)
        })
}
