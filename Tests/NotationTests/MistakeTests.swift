import Notation
import Testing

enum Colour: String, CaseIterable { case green, orange, red }

/// A file that is wrong, how it is read, and what its author must be told.
struct BadInput: Sendable, CustomTestStringConvertible {
    let yaml: String
    let fr: String
    let en: String
    let read: @Sendable (Node) throws -> Void

    init(_ yaml: String, fr: String, en: String, read: @escaping @Sendable (Node) throws -> Void = { _ in }) {
        self.yaml = yaml
        self.fr = fr
        self.en = en
        self.read = read
    }

    var testDescription: String { en }

    func mistakes() -> Mistakes {
        var mistakes = Mistakes()
        mistakes.collect { try read(try Document.parse(yaml, name: "m.yaml")) }
        return mistakes
    }

    /// The value of `x`, read as a quantity.
    static func quantity(
        _ value: String, _ kind: Quantity.Kind, in range: ClosedRange<Double>? = nil, fr: String, en: String
    ) -> BadInput {
        BadInput("x: \(value)", fr: "m.yaml:1: x: " + fr, en: "m.yaml:1: x: " + en) { root in
            _ = try root.mapping().required("x").quantity(kind, in: range)
        }
    }

    /// The value of `x`, read by this.
    static func value(_ value: String, fr: String, en: String, read: @escaping @Sendable (Node) throws -> Void) -> BadInput {
        BadInput("x: \(value)", fr: "m.yaml:1: x: " + fr, en: "m.yaml:1: x: " + en) { root in
            guard let node = try root.mapping()["x"] else { return }
            try read(node)
        }
    }
}

@Suite struct MistakeTests {
    static let quantities: [BadInput] = [
        .quantity(
            "4.7 kV", .resistance, fr: "« 4.7 kV » est une tension ; attendu : une résistance, par exemple 4.7 kΩ",
            en: "'4.7 kV' is a voltage; expected: a resistance, e.g. 4.7 kΩ"),
        .quantity(
            "0,37 kW", .power, fr: "« 0,37 kW » a une virgule : écrire 0.37 kW", en: "'0,37 kW' has a comma: write 0.37 kW"),
        .quantity(
            "24", .voltage, fr: "« 24 » n'a pas d'unité ; attendu : une tension, par exemple 24 V",
            en: "'24' has no unit; expected: a voltage, e.g. 24 V"),
        .quantity(
            "0", .current, fr: "« 0 » n'a pas d'unité ; attendu : un courant, par exemple 1.1 A",
            en: "'0' has no unit; expected: a current, e.g. 1.1 A"),
        .quantity(
            "4.7 Kohm", .resistance,
            fr: "unité « Kohm » inconnue ; attendu : une résistance, par exemple 4.7 kΩ ; le plus proche : 4.7 kΩ",
            en: "unknown unit 'Kohm'; expected: a resistance, e.g. 4.7 kΩ; nearest: 4.7 kΩ"),
        .quantity(
            "6 Bar", .pressure, fr: "unité « Bar » inconnue ; attendu : une pression, par exemple 6 bar ; le plus proche : 6 bar",
            en: "unknown unit 'Bar'; expected: a pressure, e.g. 6 bar; nearest: 6 bar"),
        .quantity(
            "6 zorg", .pressure, fr: "unité « zorg » inconnue ; attendu : une pression, par exemple 6 bar",
            en: "unknown unit 'zorg'; expected: a pressure, e.g. 6 bar"),
        .quantity(
            "0.5 bar(a)", .pressureDifference,
            fr: "« 0.5 bar(a) » est un niveau de pression ; attendu : un écart de pression, par exemple 0.5 bar",
            en: "'0.5 bar(a)' is a pressure level; expected: a pressure difference, e.g. 0.5 bar"),
        .quantity(
            "20 °C", .temperatureDifference,
            fr: "« 20 °C » est une température ; attendu : un écart de température, par exemple 15 K",
            en: "'20 °C' is a temperature; expected: a temperature difference, e.g. 15 K"),
        .quantity(
            "293 K", .temperature, fr: "« 293 K » est un écart de température ; attendu : une température, par exemple 20 °C",
            en: "'293 K' is a temperature difference; expected: a temperature, e.g. 20 °C"),
        .quantity(
            "beaucoup", .force, fr: "« beaucoup » n'est pas une grandeur ; attendu : une force, par exemple 400 N",
            en: "'beaucoup' is not a quantity; expected: a force, e.g. 400 N"),
        .quantity(
            "1e999 N", .force, fr: "« 1e999 N » est trop grand ; attendu : une force, par exemple 400 N",
            en: "'1e999 N' is too large; expected: a force, e.g. 400 N"),
        .quantity(
            "48 V", .voltage, in: 0...30, fr: "« 48 V » est hors limites ; attendu : de 0 V à 30 V",
            en: "'48 V' is out of range; expected: from 0 V to 30 V"),
        .quantity(
            "-1 mm", .length, in: 0.05...(.infinity), fr: "« -1 mm » est hors limites ; attendu : au moins 50 mm",
            en: "'-1 mm' is out of range; expected: at least 50 mm"),
        .quantity(
            "[1 V, 2 V]", .voltage, fr: "une liste ; attendu : une tension, par exemple 24 V",
            en: "a list; expected: a voltage, e.g. 24 V"),
        .quantity(
            "90 %", .power, fr: "« 90 % » est un rapport ; attendu : une puissance, par exemple 0.37 kW",
            en: "'90 %' is a ratio; expected: a power, e.g. 0.37 kW"),
    ]

    static let scalars: [BadInput] = [
        .value(
            "017", fr: "« 017 » commence par zéro : ce n'est pas un nombre ; attendu : un nombre entier",
            en: "'017' begins with zero: it is not a number; expected: a whole number"
        ) { _ = try $0.integer() },
        .value("1:13", fr: "« 1:13 » ; attendu : un nombre entier", en: "'1:13'; expected: a whole number") {
            _ = try $0.integer()
        },
        .value(
            "12", fr: "« 12 » est hors limites ; attendu : un nombre entier de 0 à 9",
            en: "'12' is out of range; expected: a whole number from 0 to 9"
        ) {
            _ = try $0.integer(in: 0...9)
        },
        .value(
            "99999999999999999999", fr: "« 99999999999999999999 » est hors limites ; attendu : un nombre entier",
            en: "'99999999999999999999' is out of range; expected: a whole number"
        ) { _ = try $0.integer() },
        .value("5 V", fr: "« 5 V » ; attendu : un nombre sans unité", en: "'5 V'; expected: a number without unit") {
            _ = try $0.number()
        },
        .value("0,5", fr: "« 0,5 » a une virgule : écrire 0.5", en: "'0,5' has a comma: write 0.5") { _ = try $0.number() },
        .value("1.5", fr: "« 1.5 » est hors limites ; attendu : de 0 à 1", en: "'1.5' is out of range; expected: from 0 to 1") {
            _ = try $0.number(in: 0...1)
        },
        .value(".nan", fr: "« .nan » ; attendu : un nombre sans unité", en: "'.nan'; expected: a number without unit") {
            _ = try $0.number()
        },
        .value(
            "oui", fr: "« oui » ; attendu : true ou false ; le plus proche : true",
            en: "'oui'; expected: true or false; nearest: true"
        ) { _ = try $0.boolean },
        .value(
            "NO", fr: "« NO » ; attendu : true ou false ; le plus proche : false",
            en: "'NO'; expected: true or false; nearest: false"
        ) {
            _ = try $0.boolean
        },
        .value(
            "gren", fr: "« gren » ; attendu : green, orange ou red ; le plus proche : green",
            en: "'gren'; expected: green, orange or red; nearest: green"
        ) { _ = try $0.choice(of: Colour.self) },
        .value("", fr: "rien n'est écrit ici ; attendu : un texte", en: "nothing is written here; expected: a text") {
            _ = try $0.string
        },
        .value("{a: 1}", fr: "un bloc de clés ; attendu : une liste", en: "a block of keys; expected: a list") {
            _ = try $0.sequence
        },
        .value("texte", fr: "« texte » ; attendu : un bloc de clés", en: "'texte'; expected: a block of keys") {
            _ = try $0.mapping()
        },
        .value("{fr: Vérin}", fr: "la clé « en » manque", en: "the key 'en' is missing") { _ = try $0.text },
        .value(
            "[Vérin]", fr: "une liste ; attendu : un texte, ou {fr: …, en: …}", en: "a list; expected: a text, or {fr: …, en: …}"
        ) { _ = try $0.text },
        .value("furlong", fr: "« furlong » ; attendu : K ou mK", en: "'furlong'; expected: K or mK") {
            _ = try $0.unit(of: .temperatureDifference)
        },
        .value("KM2", fr: "composant « KM2 » : introuvable ; le plus proche : KM1", en: "component 'KM2' not found; nearest: KM1")
        {
            throw $0.unknown(Text(fr: "composant", en: "component"), among: ["Q1", "KM1", "KM10"])
        },
    ]

    static let documents: [BadInput] = [
        BadInput(
            "format: 1\ncomponents:\n  KM1:\n    coli: 24 V\n",
            fr: "m.yaml:4: components.KM1.coli: clé « coli » inconnue ; attendu : type ou coil ; le plus proche : coil",
            en: "m.yaml:4: components.KM1.coli: unknown key 'coli'; expected: type or coil; nearest: coil"
        ) { root in
            let components = try root.mapping(keys: ["components"]).required("components").mapping()
            _ = try components.required("KM1").mapping(keys: ["type", "coil"])
        },
        BadInput(
            "a:\n  b: 1\n", fr: "m.yaml:2: a: la clé « c » manque", en: "m.yaml:2: a: the key 'c' is missing"
        ) { root in _ = try root.mapping().required("a").mapping().required("c") },
        BadInput(
            "wires:\n  - {from: X1, to: X2}\n  - {from: X1, to: }\n",
            fr: "m.yaml:3: wires[2].to: rien n'est écrit ici ; attendu : une valeur",
            en: "m.yaml:3: wires[2].to: nothing is written here; expected: a value"
        ) { root in
            for wire in try root.mapping().required("wires").sequence { _ = try wire.mapping().required("to") }
        },
        BadInput(
            "# a machine\nname: x\n", fr: "m.yaml:1: le fichier ne commence pas par son format ; attendu : format: 1",
            en: "m.yaml:1: the file does not begin with its format; expected: format: 1"
        ) { try $0.format(1) },
        BadInput(
            "format: 2\n", fr: "m.yaml:1: format: « 2 » ; attendu : format: 1", en: "m.yaml:1: format: '2'; expected: format: 1"
        ) {
            try $0.format(1)
        },
        BadInput(
            "a:\n  KM1: 1\n  # again\n  KM2: 2\n  \"KM1\": 3\n",
            fr: "m.yaml:5: a.KM1: clé « KM1 » écrite deux fois, d'abord à la ligne 2",
            en: "m.yaml:5: a.KM1: the key 'KM1' is written twice, first on line 2"),
        BadInput(
            "a: [{x: [1, 'it''s, x: 2'], y: {x: 3},\n  x: 4}]\n",
            fr: "m.yaml:2: a[1].x: clé « x » écrite deux fois, d'abord à la ligne 1",
            en: "m.yaml:2: a[1].x: the key 'x' is written twice, first on line 1"),
        BadInput(
            "a: 1\nb: 2\na: 3\nb: 4\na: 5\n",
            fr: """
                m.yaml:3: a: clé « a » écrite deux fois, d'abord à la ligne 1
                m.yaml:4: b: clé « b » écrite deux fois, d'abord à la ligne 2
                m.yaml:5: a: clé « a » écrite deux fois, d'abord à la ligne 1
                """,
            en: """
                m.yaml:3: a: the key 'a' is written twice, first on line 1
                m.yaml:4: b: the key 'b' is written twice, first on line 2
                m.yaml:5: a: the key 'a' is written twice, first on line 1
                """),
        BadInput(
            "base: &base {a: 1}\nother:\n  <<: *base\n",
            fr: "m.yaml:3: other.<<: la fusion « << » n'est pas prise : écrire les clés",
            en: "m.yaml:3: other.<<: the merge '<<' is not taken: write the keys"),
        BadInput(
            "a: 1\nb: !!int 3\n", fr: "m.yaml:2: b: l'étiquette « !!int » n'est pas prise",
            en: "m.yaml:2: b: the tag '!!int' is not taken"),
        BadInput(
            "a: *b\n", fr: "m.yaml:1: alias (*nom) que rien ne nomme (&nom)",
            en: "m.yaml:1: an alias (*name) that nothing names (&name)"),
        BadInput("a: 1\n[x]: 2\n", fr: "m.yaml:2: une clé doit être un simple texte", en: "m.yaml:2: a key must be a plain text"),
        BadInput("", fr: "m.yaml:1: le fichier est vide", en: "m.yaml:1: the file is empty"),
        BadInput("# nothing\n", fr: "m.yaml:1: le fichier est vide", en: "m.yaml:1: the file is empty"),
        BadInput("a: 1\nb: {x: 1\nc: 2\n", fr: "m.yaml:2: il manque « , » ou « } »", en: "m.yaml:2: a ',' or a '}' is missing"),
        BadInput(
            "a:\n  b: 1\n\tc: 2\n",
            fr: "m.yaml:3: une tabulation : le retrait se fait en espaces",
            en: "m.yaml:3: a tab: indent with spaces"),
        BadInput(
            "a: 1\nb: voir: page 2\n", fr: "m.yaml:2: « : » mal placé : mettre le texte entre guillemets ou vérifier le retrait",
            en: "m.yaml:2: misplaced ':': quote the text or check the indentation"),
        BadInput(
            "a: 1\nb: @x\n", fr: "m.yaml:2: un texte ne peut pas commencer ainsi : mettre des guillemets, pas de tabulation",
            en: "m.yaml:2: a text cannot begin so: quote it, and use no tab"),
        BadInput("a: 1\n---\nb: 2\n", fr: "m.yaml:2: un second document (---)", en: "m.yaml:2: a second document (---)"),
        BadInput(
            "a: 1\nb: \"\u{7}\"\n", fr: "m.yaml:2: un caractère de commande, invisible",
            en: "m.yaml:2: a control character, invisible"),
    ]

    @Test(arguments: quantities + scalars + documents)
    func `a mistake says where, what, what was expected and the nearest`(bad: BadInput) {
        let mistakes = bad.mistakes()
        #expect(mistakes.rendered(.fr) == bad.fr)
        #expect(mistakes.rendered(.en) == bad.en)
        #expect(mistakes.unexpected == nil)
    }

    @Test func `a trainee's value is refused in a sentence`() throws {
        let refusal = try #require(throws: Quantity.Refusal.self) {
            try Quantity.parse("2,6 A", as: .voltage, lenient: true)
        }
        #expect(refusal.reason.fr == "« 2,6 A » est un courant ; attendu : une tension, par exemple 24 V")
    }

    @Test func `all the unknown keys of a block are told, and the block is still read`() throws {
        let root = try Document.parse("name: x\nzzz: 1\nnaem: 2\n", name: "m.yaml")
        var mistakes = Mistakes()
        let mapping = try #require(root.mapping(keys: ["name"], collecting: &mistakes))
        #expect(mistakes.all.map(\.origin.line) == [2, 3])
        #expect(mistakes.all.map(\.nearest) == [nil, "name"])
        #expect(try mapping.required("name").string == "x")
        #expect(throws: Mistakes.self) { try root.mapping(keys: ["name"]) }
    }

    @Test func `a reading gathers what it collects and what it throws`() throws {
        let root = try Document.parse("a: 1 V\nb: 2 zorg\nc: x\n", name: "m.yaml")
        let thrown = try #require(throws: Mistakes.self) {
            try Mistakes.gathered { mistakes in
                let block = try root.mapping()
                let first = mistakes.collect { try block.required("a").quantity(.voltage) }
                #expect(first == 1)
                let second = mistakes.collect { try block.required("b").quantity(.voltage) }
                #expect(second == nil)
                _ = try block.required("c").integer()
            }
        }
        #expect(thrown.all.map(\.origin.path) == ["b", "c"])
        #expect(try Mistakes.gathered { _ in 3 } == 3)
    }

    @Test func `an error that is no author's mistake is not hidden`() {
        struct Defect: Error {}
        var mistakes = Mistakes()
        let value: Int? = mistakes.collect { throw Defect() }
        #expect(value == nil)
        #expect(!mistakes.isEmpty)
        #expect(throws: Defect.self) { try mistakes.check() }
        #expect(throws: Defect.self) { try Mistakes.gathered { _ in throw Defect() } }
    }
}
