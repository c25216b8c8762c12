import Foundation
import Notation
import Testing

@testable import Training

/// Lines as people type them who have read nothing: each is understood, or the refusal says what to type.
@Suite struct SpeechTests {
    private let asked = Parser.Context.Asked(kind: .report, field: .remedy)
    private func suggestions(_ line: String, _ parser: Parser = Conveyor.parser()) -> [String] {
        do throws(Refusal) {
            _ = try parser.parse(line)
            return []
        } catch {
            return error.suggestions
        }
    }

    // MARK: - Forms

    @Test(arguments: [
        "dossier historique", "es S1 S2", "mesurer tension B2:1 B2:3", "regarder poussoir", "gamme", "cr cause borne X2:12",
        "di symptome fuite d'air", "hypothese B2 hs", "bilan", "où j'en suis",
        "questionner exploitant depuis quand",
    ])
    func `in a form, what is plainly an act is done`(line: String) throws {
        #expect(try Conveyor.parser(form: asked).parse(line) == Conveyor.parser().parse(line))
    }

    @Test(arguments: [
        "Serrage de X2:12 à 0,6 N·m, puis contrôle de tout le bornier X2.", "remplacement de B2", "aucune", "45 min",
        "mesure faite",
        "plus d'alimentation sur B2", "étape 20 bloquée", "test : bon", "Mot de passe perdu",
    ])
    func `in a form, a sentence stays a sentence`(line: String) throws {
        #expect(try Conveyor.parser(form: asked).parse(line) == [.fill(form: .report, field: .remedy, value: line)])
    }

    @Test(arguments: [
        "remplacer B2", "serrer X2:12", "demander exploitant depuis quand", "prevenir exploitant essai", "commander XUB5",
        "redemarrer",
    ])
    func `in a form, what may be either is asked, and both answers are right lines`(line: String) throws {
        let parser = Conveyor.parser(form: asked)
        let refusal = #expect(throws: Refusal.self) { try parser.parse(line) }
        let choice = try #require(refusal)
        #expect(choice.isChoice && choice.suggestions == ["cr remède \(line)", "\(line) ; cr"])
        #expect(try parser.parse(choice.suggestions[0]) == [.fill(form: .report, field: .remedy, value: line)])
        #expect(
            try parser.parse(choice.suggestions[1]) == Conveyor.parser().parse(line) + [.openForm(form: .report)])
        #expect(try parser.parse("annuler ; \(line)") == [.leaveForm(form: .report)] + Conveyor.parser().parse(line))
    }

    @Test(arguments: [("mesurrer tension B2:1 B2:3", "mesurer tension B2:1 B2:3"), ("regardr poussoir", "regarder poussoir")])
    func `in a form, an act whose verb is misspelled is asked for`(line: String, act: String) throws {
        let refusal = #expect(throws: Refusal.self) { try Conveyor.parser(form: asked).parse(line) }
        #expect(refusal?.suggestions == ["cr remède \(line)", "\(act) ; cr"])
    }

    @Test func `a form is left with a word of either language`() throws {
        for line in ["annuler", "quitter", "cancel", "quit"] {
            #expect(try Conveyor.parser(form: asked).parse(line) == [.leaveForm(form: .report)])
            #expect(try Conveyor.parser().parse(line) == [.leaveForm(form: nil)])
        }
    }

    @Test func `a form's prompt says which form and which field`() {
        #expect(asked.label == Text(fr: "CR · remède", en: "REPORT · remedy"))
    }

    // MARK: - The tutor's question

    @Test(arguments: ["n'importe quoi azerty", "tirer fil 212", "poussoir nord", "vérifier ce qui sort"])
    func `nonsense answers no question, and how to answer is said`(line: String) throws {
        let parser = Conveyor.parser(question: true, good: ["no", "sort"])
        #expect(suggestions(line, parser).contains("dire \(line)"))
    }

    @Test(arguments: [
        "Non.", "oui, il sort", "parce qu'il sort en manuel", "le vérin sort", "je pense que non", "no, it extends",
    ])
    func `what reads as an answer is one`(line: String) throws {
        #expect(try Conveyor.parser(question: true, good: ["no", "sort"]).parse(line) == [.reply(text: line)])
    }

    @Test func `an act typed with a pronoun is that act, question or not`() throws {
        for question in [false, true] {
            let parser = Conveyor.parser(question: question)
            #expect(try parser.parse("je regarde le capteur B2") == [.look(at: "B2")])
            #expect(try parser.parse("je vais à l'armoire") == [.go(place: "cabinet")])
            #expect(try parser.parse("je veux mesurer la tension B2:1 B2:3").map(\.verb.id) == ["measure"])
        }
    }

    @Test(arguments: [
        "questionner tuteur c'est quoi la consignation", "c'est quoi une consignation ?", "que veut dire consignation",
    ])
    func `a question about a word is the glossary's`(line: String) throws {
        #expect(try Conveyor.parser().parse(line) == [.word(term: "lockout")])
    }

    // MARK: - Natural French

    @Test func `locking out a source is isolating it, then locking it`() throws {
        #expect(try Conveyor.parser().parse("consigner Q0") == [.isolate(sources: ["Q0"]), .lock(sources: ["Q0"])])
        #expect(try Conveyor.parser(.en).parse("lockout Q0 QX0").count == 2)
        #expect(suggestions("consigner armoire").allSatisfy { !$0.hasPrefix("deconsigner") })
    }

    @Test(arguments: [
        ("va à l'armoire", Action.go(place: "cabinet")), ("aller au capteur B2", .go(place: "B2")),
        ("aller B2", .go(place: "B2")),
        ("hypothese borne X2:12 desserrée", .hypothesis(ref: "X2:12", cause: "loose")),
        ("hypothèse le fil W12 coupé", .hypothesis(ref: "W12", cause: "open")),
        ("hypothese X2:12 est desserrée", .hypothesis(ref: "X2:12", cause: "loose")),
        ("diagnostic borne X2:12 desserrée preuve 1,2", .diagnosis(ref: "X2:12", cause: "loose", proofs: [1, 2])),
        ("diagnostic X2:12 desserrée preuve 1 et 2", .diagnosis(ref: "X2:12", cause: "loose", proofs: [1, 2])),
        ("ouvre l'armoire", .open(door: "cabinet")), ("prends le multimètre", .take(tools: ["multimeter"])),
        ("chaine information", .help(verb: "chain", about: "information")),
        ("chaîne d'énergie", .help(verb: "chain", about: "energy")),
        ("essai arrêt d'urgence", .test(kind: .emergencyStop)), ("essai urgence", .test(kind: .emergencyStop)),
        ("lire historique", .document(name: "history")), ("lire le folio F4", .diagram(folio: "F4")),
        ("dossier historique B2", .document(name: "history", about: "B2")), ("consulter B2", .look(at: "B2")),
        ("lire le dossier historique", .document(name: "history")), ("lire B2", .look(at: "B2")),
        ("read diagram F4", .diagram(folio: "F4")),
        ("porter gants", .wear(equipment: ["insulating-gloves"])), ("prendre gants", .wear(equipment: ["insulating-gloves"])),
        ("ponter S4", .bypass(ref: "S4")), ("attendre 1 minute", .wait(seconds: 60)),
        ("attendre 1 h 30 minutes", .wait(seconds: 5400)),
        (
            "mesurer tension B2:1 B2:3 attendu 24 volts",
            .measure(quantity: .voltage, from: "B2:1", to: "B2:3", expected: .value(si: 24), because: nil)
        ), ("regarder la machine", .look(at: nil)), ("look at the machine", .look(at: nil)),
        ("serrer X2:12 à 0.6 Nm", .tighten(refs: ["X2:12"], torque: 0.6)),
        ("shunter le bouton S4", .bypass(ref: "S4")),
        ("hypothese X2:12 ?", .help(verb: "hypothesis", about: "X2:12")),
        ("aide hypothese borne X2:12", .help(verb: "hypothesis", about: "X2:12")), ("aide score", .help(verb: "score")),
        ("aide restitution", .help(verb: "hand-over")), ("aide mesure", .help(verb: "measure")),
        ("aide tuteur", .help(verb: "ask")),
    ])
    func `what is plain to a workshop is understood`(line: String, action: Action) throws {
        #expect(try Conveyor.parser().parse(line) == [action])
    }

    @Test(arguments: [
        "mesurer tension B2:1-B2:3", "mesurer tension B2:1 – B2:3", "mesurer la tension entre les bornes B2:1 et B2:3",
        "mesurer tension entre la borne B2:1 et la borne B2:3",
    ])
    func `two points are read however they are joined`(line: String) throws {
        #expect(
            try Conveyor.parser().parse(line) == [
                .measure(quantity: .voltage, from: "B2:1", to: "B2:3", expected: nil, because: nil)
            ])
    }

    @Test func `a bare number after the points is what is expected`() throws {
        #expect(
            try Conveyor.parser().parse("mesurer tension B2:1 B2:3 24")
                == Conveyor.parser().parse("mesurer tension B2:1 B2:3 attendu 24"))
        #expect(try Conveyor.parser().parse("m p 0Z1 6 bar") == Conveyor.parser().parse("m p 0Z1 attendu 6"))
    }

    @Test func `a reason may be a suspect by its name; one that is none yet is told how to become one`() throws {
        var parser = Conveyor.parser()
        parser.context.suspects = ["B2", "X2:12"]
        guard
            case .measure(_, _, _, _, let because, _)? = try parser.parse("mesurer tension B2:1 B2:3 parce que la borne X2:12")
                .first
        else { return #expect(Bool(false)) }
        #expect(because == 2)
        let line = "mesurer tension B2:1 B2:3 parce que KM1"
        #expect(suggestions(line, parser).first == "hypothese KM1 ; \(line)")
        #expect(try parser.parse("hypothese KM1 ; \(line)").count == 2)
    }

    @Test(arguments: [
        ("vérifier tension B2:1 B2:3", "mesurer tension B2:1 B2:3"), ("contrôler B2", "regarder B2"),
        ("tester B2", "regarder B2"), ("retirer W12", "debrancher W12"), ("démonter B3", "debrancher B3"),
        ("essai sécurité", "essai au"), ("essai en production", "redemarrer"),
        ("mesurer tension B2", "mesurer tension B2:1 B2:3"),
        ("mesurer tension de B2 attendu 24", "mesurer tension de B2:1 B2:3 attendu 24"),
        ("mesurer tension 24V", "mesurer tension 24V 0V"), ("vat", "vat armoire"),
        ("où est B2 ?", "aller B2"), ("remettre en marche", "redemarrer"), ("hypotheses", "bilan"),
        ("hypothese moteur", "hypothese M1"), ("nettoyer le moteur", "nettoyer M1"),
        ("mesurer température moteur attendu 40", "mesurer température M1 attendu 40"),
        ("parler à nadia", "questionner exploitant depuis quand"),
        ("diagnostic B2", "diagnostic B2 coupé"), ("au secours", "demander tuteur"), ("je ne sais pas quoi faire", "aide"),
    ])
    func `what is not understood is told what to type`(wrong: String, right: String) throws {
        #expect(suggestions(wrong).contains(right), "\(suggestions(wrong))")
    }

    @Test func `causes are offered by the component they fit`() {
        let candidates = Conveyor.parser().completion(of: "hypothese B2 ").candidates.map(\.word)
        #expect(candidates.prefix(2) == ["hs", "coupé"])
    }

    @Test func `what an act leaves out is not in its line of the journal`() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        for (action, line) in [
            (Action.document(name: "history"), #"{"document":{"name":"history"}}"#),
            (.document(name: "history", about: "B2"), #"{"document":{"about":"B2","name":"history"}}"#),
            (.leaveForm(form: .report), #"{"leaveForm":{"form":"report"}}"#), (.bypass(ref: "S5"), #"{"bypass":{"ref":"S5"}}"#),
        ] {
            #expect(String(decoding: try encoder.encode(action), as: UTF8.self) == line)
            #expect(try JSONDecoder().decode(Action.self, from: Data(line.utf8)) == action)
        }
    }

    // MARK: - Help

    @Test func `help shows the short forms of its own language, and a usage once`() {
        #expect(Verb.proveDead.explanation(.fr).last == "aussi : vat")
        #expect(Verb.proveDead.explanation(.en).last == "also: prove-dead")
        for verb in Verb.all {
            let english = Set(verb.words.en).subtracting(verb.words.fr)
            for language in Language.allCases {
                let lines = verb.explanation(language)
                #expect(Set(lines).count == lines.count, "\(verb.id)")
                guard language == .fr, let last = lines.last, last.hasPrefix("aussi") else { continue }
                let short = last.dropFirst("aussi : ".count).split(separator: ", ").map(String.init)
                #expect(english.isDisjoint(with: short), "\(last)")
            }
        }
    }
}
