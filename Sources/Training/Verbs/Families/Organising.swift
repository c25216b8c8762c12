import Notation

/// Forms, tasks, parts, and giving the machine back.
extension Verb {
    static let organising: [Verb] = [
        request, order, report, skipField, previousField, leaveForm, file, tasks, stock, buy, handOver,
    ]

    static let request = form(
        .request, Text(fr: "écrire une demande d'intervention pour une anomalie", en: "write a work request for an anomaly"),
        examples: [
            Text(fr: "di", en: "request"),
            Text(fr: "di symptome fuite d'air au raccord de TU3", en: "request symptom air leak at the fitting of TU3"),
        ])

    static let order = form(
        .order, Text(fr: "lire et préparer le bon de travail", en: "read and prepare the work order"),
        examples: [Text(fr: "bt", en: "order"), Text(fr: "bt durée-estimée 30 min", en: "order estimate 30 min")])

    static let report = form(
        .report, Text(fr: "écrire le compte rendu", en: "write the report"),
        examples: [
            Text(fr: "cr", en: "report"),
            Text(fr: "cr cause contact 13-14 de S4 usé", en: "report cause contact 13-14 of S4 worn"),
        ])

    /// Opens the form; or writes one of its fields at once.
    private static func form(_ kind: FormKind, _ help: Text, examples: [Text]) -> Verb {
        Verb(
            kind.words, .organise, help, duration: .fixed(20), writes: [.formOpened, .fieldFilled, .formFiled],
            examples: examples,
            Form { .openForm(form: kind) },
            Form(.field(of: kind), .sentence(Text(fr: "TEXTE", en: "TEXT"))) { .fill(form: kind, field: $0, value: $1) })
    }

    static let skipField = Verb(
        Words(fr: "passer", en: "skip"), .organise,
        Text(fr: "laisser vide la case demandée", en: "leave the field that is asked empty"),
        examples: [Text(fr: "passer", en: "skip"), Text(fr: "passer cr pièces", en: "skip report parts")],
        Form(.form, Slot.choice(Text(fr: "CASE", en: "FIELD")).optional()) { .skipField(form: $0, field: $1) })

    static let previousField = Verb(
        Words(fr: "retour", en: "back"), .organise,
        Text(fr: "revenir à la case d'avant", en: "go back to the field before"),
        examples: [Text(fr: "retour", en: "back")],
        Form(.form) { .previousField(form: $0) })

    static let leaveForm = Verb(
        Words(fr: ["annuler", "quitter"], en: ["cancel", "quit"], also: ["abandonner", "sortir du formulaire", "exit"]),
        .organise,
        Text(
            fr: "laisser le formulaire ; ce qui est écrit reste", en: "leave the form; what is written stays"),
        examples: [Text(fr: "annuler", en: "cancel")],
        Form(Slot.form.ifItFits()) { .leaveForm(form: $0) })

    static let file = Verb(
        Words(fr: ["signer", "envoyer"], en: ["sign", "send"]), .organise,
        Text(fr: "signer le formulaire ouvert", en: "sign the form that is open"),
        duration: .fixed(10), writes: [.formFiled],
        examples: [Text(fr: "signer", en: "sign"), Text(fr: "signer di", en: "sign request")],
        Form(.form) { .file(form: $0) })

    static let tasks = Verb(
        Words(fr: "gamme", en: "tasks"), .organise,
        Text(fr: "lire la gamme, ou cocher une opération faite", en: "read the task list, or tick an operation as done"),
        duration: .fixed(15), writes: [.taskListOpened, .taskDone],
        examples: [Text(fr: "gamme", en: "tasks"), Text(fr: "gamme 3 conforme", en: "tasks 3")],
        Form { .tasks },
        Form(.ordinal(Text(fr: "OPÉRATION", en: "OPERATION")), Slot.choice(Text("c|nc")).optional()) {
            .taskDone(operation: $0, verdict: $1)
        })

    static let stock = Verb(
        Words(fr: ["stock", "magasin"], en: ["stock", "store"]), .organise,
        Text(fr: "chercher une pièce au magasin : référence, quantité", en: "look for a part in the store: reference, quantity"),
        duration: .fixed(30), writes: [.stockRead],
        examples: [Text(fr: "stock", en: "stock"), Text(fr: "stock 6205-2RS C3", en: "stock XUB5")],
        Form(Slot.name(Text(fr: "RÉFÉRENCE", en: "PART"), .part).optional()) { .stock(part: $0) })

    static let buy = Verb(
        Words(fr: ["commander"], en: ["buy"]), .organise,
        Text(fr: "commander une pièce", en: "buy a part"),
        duration: .fixed(60), writes: [.bought, .spent],
        examples: [Text(fr: "commander XUB5 2", en: "buy XUB5")],
        Form(.name(Text(fr: "RÉFÉRENCE", en: "PART"), .part), Slot.ordinal(Text(fr: "NOMBRE", en: "COUNT")).optional()) {
            .buy(part: $0, count: $1 ?? 1)
        })

    static let handOver = Verb(
        Words(fr: "restituer", en: "hand-over", also: ["rendre la machine"]), .organise,
        Text(fr: "rendre la machine à l'exploitant", en: "give the machine back to the operator"),
        duration: .fixed(60), writes: [.handedOver],
        examples: [Text(fr: "restituer", en: "hand-over")],
        Form { .handOver })
}

extension Slot where Value == FormField {
    /// A field that this form has.
    fileprivate static func field(of kind: FormKind) -> Slot<FormField> {
        let any = Slot<FormField>.choice(Text(fr: "CASE", en: "FIELD"))
        let shape = SlotShape(label: any.shape.label) { scope in
            kind.fields.map { Candidate($0.words.shown[scope.context.language]) }
        }
        return Slot(shape: shape) { (cursor: inout Cursor) throws(Misread) -> FormField in
            let before = cursor
            let field = try any.read(&cursor)
            guard kind.fields.contains(field) else { throw before.notUnderstood(shape) }
            return field
        }
    }
}

extension Slot where Value == FormKind {
    /// The form that is open unless another is named.
    fileprivate static var form: Slot<FormKind> {
        let choice = Slot<FormKind>.choice(Text(fr: "FORMULAIRE", en: "FORM"))
        var shape = choice.shape
        shape.optional = true
        return Slot(shape: shape) { [shape] (cursor: inout Cursor) throws(Misread) -> FormKind in
            if let (form, length) = cursor.longestChoice(of: FormKind.self) {
                cursor.skip(length)
                return form
            }
            guard let form = cursor.scope.context.openForm else { throw cursor.notUnderstood(shape) }
            return form
        }
    }
}
