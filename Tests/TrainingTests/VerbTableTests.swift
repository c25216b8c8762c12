import Notation
import Testing

@testable import Training

@Suite struct VerbTableTests {
    @Test func `every verb has words, a meaning and an example in both languages`() {
        #expect(Verb.all.count >= 75)
        for verb in Verb.all {
            #expect(!verb.words.fr.isEmpty && !verb.words.en.isEmpty)
            #expect(!verb.meaning.fr.isEmpty && !verb.meaning.en.isEmpty && verb.meaning.fr != verb.meaning.en, "\(verb.id)")
            #expect(!verb.examples.isEmpty, "\(verb.id)")
            // One line of an eighty-column screen holds usage or meaning, each wrapped once at most.
            for language in Language.allCases { #expect(verb.meaning[language].count <= 150, "\(verb.id)") }
        }
    }

    @Test(arguments: Language.allCases)
    func `every example of every verb is understood as that verb`(language: Language) throws {
        let form = Parser.Context.Asked(kind: .report, field: .cause)
        for verb in Verb.all {
            for example in verb.examples {
                for line in [example.fr, example.en] {
                    var parser = Conveyor.parser(language)
                    // Alone, these three mean the form that is open.
                    if [Verb.skipField.id, Verb.previousField.id, Verb.file.id].contains(verb.id), !line.contains(" ") {
                        parser.context.form = form
                    }
                    let actions = try parser.parse(line)
                    #expect(actions.map(\.verb.id) == (verb.together.isEmpty ? [verb] : verb.together).map(\.id), "\(line)")
                }
            }
        }
    }

    @Test func `no word means two verbs`() {
        var owners: [String: String] = [:]
        for verb in Verb.all {
            for spelling in verb.spellings {
                #expect(owners[spelling] == nil, "\(spelling): \(owners[spelling] ?? "") and \(verb.id)")
                owners[spelling] = verb.id
            }
        }
    }

    @Test func `identifiers are unique and found again`() {
        for verb in Verb.all { #expect(Verb.named(verb.id)?.words == verb.words) }
        #expect(Set(Verb.all.map(\.id)).count == Verb.all.count)
    }

    @Test(arguments: [
        "ici", "vue", "aller", "ouvrir", "fermer", "regarder", "ecouter", "toucher", "sentir", "dossier", "schema", "es", "ihm",
        "etape",
        "questionner", "prevenir", "alerter", "demander", "mesurer", "conclure", "relever", "fonction", "chaine", "hypothese",
        "diagnostic", "repondre", "porter", "baliser", "consigner preparation", "consigner separer", "consigner condamner",
        "consigner identifier", "consigner vat", "consigner purger", "consigner caler", "deconsigner", "retention poser",
        "actionner",
        "forcer", "prendre", "reposer", "ranger", "reperer", "sauvegarder", "debrancher", "rebrancher", "monter", "demonter",
        "remplacer", "regler",
        "serrer",
        "nettoyer", "graisser", "tendre", "desaerer", "vidanger", "trier", "di", "bt", "cr", "gamme", "stock", "commander",
        "restituer",
        "essai", "redemarrer", "attendre", "aide", "ou j'en suis", "bilan", "relire", "mot", "terminer", "passer", "retour",
        "plus",
        "here", "view", "go", "open", "look", "listen", "touch", "smell", "docs", "diagram", "io", "hmi", "step", "ask", "warn",
        "alert",
        "measure", "conclude", "record", "function", "chain", "hypothesis", "diagnosis", "answer", "wear", "mark",
        "lockout prepare",
        "lockout isolate", "lockout lock", "lockout identify", "lockout prove-dead", "lockout bleed", "lockout block", "restore",
        "operate", "force", "take", "tag", "backup", "disconnect", "reconnect", "fit", "unfit", "replace", "adjust", "tighten",
        "clean", "grease",
        "tension", "bleed-air", "drain", "sort", "request", "order", "report", "tasks", "stock", "buy", "hand-over", "test",
        "restart",
        "wait", "help", "where-am-i", "summary", "repeat", "word", "finish",
    ])
    func `every verb of the command line's contract is in the table`(phrase: String) {
        let words = phrase.wordsOfLine
        #expect(Verb.longest(beginning: words)?.length == words.count)
    }

    @Test func `every event is written by a verb, or is the machine's own or a consequence`() {
        let written = Set(Verb.all.flatMap(\.writes))
        let ofItself: Set<Event.Kind> = [
            .questioned, .instrumentDamaged, .modeChanged, .alarmRaised, .tripped, .damaged, .dangerousAct, .prevented,
        ]
        for kind in Event.Kind.allCases { #expect(written.contains(kind) != ofItself.contains(kind), "\(kind)") }
    }

    @Test func `a duration counts the things named`() {
        #expect(Action.tighten(refs: ["X2:1", "X2:2", "X2:3"], torque: 0.6).seconds == 60)
        #expect(Action.wait(seconds: 30).seconds == 30)
        #expect(Action.whereAmI.seconds == 0)
    }

    @Test func `help shows usage, meaning, needs and an example`() {
        #expect(
            Verb.measure.explanation(.fr).prefix(2) == [
                "mesurer GRANDEUR A [B] [attendu VALEUR] [parce que HYPOTHÈSE] [en actionnant COMMANDE]",
                "mesurer une grandeur entre deux points ou en un point ; dis d'abord la valeur attendue (30 s)",
            ])
        #expect(Verb.proveDead.explanation(.en)[2] == "needs: voltage tester")
        let overview = Verb.overview(.en).joined(separator: "\n")
        for verb in Verb.all { #expect(overview.contains(verb.words.shown.en)) }
    }
}
