import Notation
import Testing

@testable import Training

@Suite struct ParserTests {
    private let measured = Action.measure(quantity: .voltage, from: "B2:1", to: "B2:3", expected: .value(si: 24), because: nil)

    @Test(arguments: [
        "mesurer tension B2:1 B2:3 attendu 24", "Mesurer TENSION b2:1 b2:3 attendu 24,0",
        "mesure tension -B2:1 -B2/3 attendu 24.0 V",
        "m u b2 1 b2 3 attendu 24V", "m u b2:1 b2:3 attendu 24 v", "measure voltage B2.1 B2.3 expect 24",
        "  mesurer  tension  B2:1  B2:3  attendu  24  ",
    ])
    func `spellings of one measurement are the same action`(line: String) throws {
        #expect(try Conveyor.parser().parse(line) == [measured])
    }

    @Test func `an expected value takes the unit of the quantity`() throws {
        let parser = Conveyor.parser()
        func expected(_ line: String) throws -> Expected? {
            guard case .measure(_, _, _, let expected, _, _) = try parser.parse(line)[0] else { return nil }
            return expected
        }
        #expect(try expected("mesurer pression 0Z1 attendu 6") == .value(si: 6e5))
        #expect(try expected("mesurer pression 0Z1 attendu 600 kPa") == .value(si: 6e5))
        #expect(try expected("mesurer isolement B2:1 B2:3 attendu 1") == .value(si: 1e6))
        #expect(try expected("mesurer résistance X2:12a X2:12b attendu 2,4 kΩ") == .value(si: 2400))
        #expect(try expected("mesurer temperature M1 attendu 40") == .value(si: 313.15))
        #expect(try expected("mesurer continuité KM1:A1 KM1:A2 attendu ouvert") == .overload)
        #expect(throws: Refusal.self) { try parser.parse("mesurer tension B2:1 B2:3 attendu 5 bar") }
    }

    @Test func `clauses come in any order`() throws {
        let one = try Conveyor.parser().parse("m r X2:12a X2:12b attendu 0,5 parce que H2")
        let other = try Conveyor.parser(.en).parse("measure resistance X2:12a X2:12b because 2 expect 0.5")
        #expect(one == other)
        #expect(one == [.measure(quantity: .resistance, from: "X2:12a", to: "X2:12b", expected: .value(si: 0.5), because: 2)])
    }

    @Test func `what a measurement leaves out is that of the last one`() throws {
        let last = Parser.Context.Measured(quantity: .voltage, from: "B2:1", to: "B2:3")
        let parser = Conveyor.parser(last: last)
        #expect(try parser.parse("m") == [.measure(quantity: .voltage, from: "B2:1", to: "B2:3", expected: nil, because: nil)])
        #expect(
            try parser.parse("m r") == [.measure(quantity: .resistance, from: "B2:1", to: "B2:3", expected: nil, because: nil)])
        #expect(
            try parser.parse("m b2:1 0v attendu 24") == [
                .measure(quantity: .voltage, from: "B2:1", to: "0V", expected: .value(si: 24), because: nil)
            ])
        // Within one line too; and without a last one, nothing is guessed.
        #expect(try Conveyor.parser().parse("m u B2:1 B2:3 ; m r").count == 2)
        #expect(throws: Refusal.self) { try Conveyor.parser().parse("m") }
        #expect(throws: Refusal.self) { try Conveyor.parser().parse("m u B2:1") }
    }

    @Test func `a chain is read in order and refused as a whole`() throws {
        let line = "prevenir exploitant passage en manuel ; actionner S7 manuel ; actionner S8"
        #expect(
            try Conveyor.parser().parse(line) == [
                .warn(who: "operator", about: "passage en manuel"), .operate(ref: "S7", position: "manual"),
                .operate(ref: "S8", position: nil),
            ])
        let refusal = #expect(throws: Refusal.self) { try Conveyor.parser().parse("baliser ; actioner S8 ; ici") }
        #expect(refusal?.segment == "actioner S8")
        #expect(refusal?.suggestions.first == "actionner S8")
    }

    @Test func `a range names what is between, in natural order`() throws {
        let wanted = (1...24).map { "X2:\($0)" }
        for line in [
            "serrer X2:1..X2:24 0,6", "serrer x2:1..24 0.6 N.m", "serrer X2:1 .. X2:24 0,6 Nm", "tighten X2/1..X2/24 0,6",
        ] {
            #expect(try Conveyor.parser().parse(line) == [.tighten(refs: wanted, torque: 0.6)], "\(line)")
        }
        #expect(try Conveyor.parser().parse("serrer X2:9..11") == [.tighten(refs: ["X2:9", "X2:10", "X2:11"], torque: nil)])
        #expect(throws: Refusal.self) { try Conveyor.parser().parse("serrer X2:11..9") }
        // 226 is a wire too.
        #expect(try Conveyor.parser().parse("serrer M1 226 N·m") == [.tighten(refs: ["M1"], torque: 226)])
        #expect(try Conveyor.parser().parse("serrer M1 226 0,6") == [.tighten(refs: ["M1", "226"], torque: 0.6)])
        #expect(throws: Refusal.self) { try Conveyor.parser().parse("serrer X2:1..B2:3") }
        #expect(throws: Refusal.self) { try Conveyor.parser().parse("serrer X2:12 6 bar") }
    }

    @Test func `articles say nothing, accents and apostrophes neither`() throws {
        let parser = Conveyor.parser()
        #expect(try parser.parse("aller à l’armoire") == [.go(place: "cabinet")])
        #expect(try parser.parse("regarder le poussoir") == [.look(at: "pusher")])
        #expect(try parser.parse("ôter les gants isolants") == [.takeOff(equipment: ["insulating-gloves"])])
        #expect(try parser.parse("où j’en suis") == [.whereAmI])
    }

    @Test func `a question goes to the operator unless somebody is named`() throws {
        let parser = Conveyor.parser()
        #expect(try parser.parse("questionner depuis quand ?") == [.ask(who: "operator", about: "depuis quand ?")])
        #expect(try parser.parse("questionner Nadia depuis quand") == [.ask(who: "operator", about: "depuis quand")])
        #expect(try parser.parse("demander tuteur") == [.ask(who: "tutor", about: "")])
    }

    @Test func `a number of the first screen begins a line`() throws {
        let parser = Conveyor.parser(menu: [.look, .ask, .documents])
        #expect(try parser.parse("2 depuis quand") == [.ask(who: "operator", about: "depuis quand")])
        #expect(try parser.parse("1 poussoir") == [.look(at: "pusher")])
        #expect(throws: Refusal.self) { try parser.parse("4 poussoir") }
        #expect(throws: Refusal.self) { try Conveyor.parser().parse("1 poussoir") }
    }

    @Test func `what is no verb answers the tutor while a question is open`() throws {
        let line = "non, il sort en manuel ; chaine acquerir"
        #expect(
            try Conveyor.parser(question: true).parse(line) == [
                .reply(text: "non, il sort en manuel"), .chain(block: .acquire, refs: []),
            ])
        #expect(throws: Refusal.self) { try Conveyor.parser().parse(line) }
        // Only the first part answers.
        #expect(throws: Refusal.self) { try Conveyor.parser(question: true).parse("non ; peut-être") }
    }

    @Test func `a form takes a text, a suggestion's number, and the ways around`() throws {
        let asked = Parser.Context.Asked(kind: .report, field: .cause, suggestions: ["X2:12 desserrée", "B2 hs"])
        let parser = Conveyor.parser(form: asked)
        #expect(
            try parser.parse("remplacer la borne ; puis serrer") == [
                .fill(form: .report, field: .cause, value: "remplacer la borne ; puis serrer")
            ])
        #expect(try parser.parse("1") == [.fill(form: .report, field: .cause, value: "X2:12 desserrée")])
        #expect(try parser.parse("3") == [.fill(form: .report, field: .cause, value: "3")])
        #expect(try parser.parse("passer") == [.skipField(form: .report, field: .cause)])
        #expect(try parser.parse("retour") == [.previousField(form: .report)])
        #expect(try parser.parse("signer") == [.file(form: .report)])
        #expect(try parser.parse("aide cr") == [.help(verb: "report")])
        #expect(
            try Conveyor.parser().parse("cr cause borne X2:12") == [.fill(form: .report, field: .cause, value: "borne X2:12")])
        #expect(throws: Refusal.self) { try Conveyor.parser().parse("cr urgence haute") }
    }

    @Test func `a question mark after any word asks for help`() throws {
        let parser = Conveyor.parser()
        #expect(try parser.parse("mesurer ?") == [.help(verb: "measure")])
        #expect(try parser.parse("mesurer tension?") == [.help(verb: "measure")])
        #expect(try parser.parse("consigner ?") == [.help(verb: "lockout")])
        #expect(try parser.parse("questionner ?") == [.help(verb: "ask")])
        #expect(try parser.parse("?") == [.help(verb: nil)])
        #expect(try parser.parse("? serrer") == [.help(verb: "tighten")])
    }

    @Test func `a comment and an empty line say nothing`() throws {
        #expect(try Conveyor.parser().parse("# un grand carton").isEmpty)
        #expect(try Conveyor.parser().parse("   ").isEmpty)
        #expect(try Conveyor.parser().parse(" ; ici ; ") == [.here])
    }

    @Test func `a duration takes seconds, minutes and hours`() throws {
        let parser = Conveyor.parser()
        for (line, seconds) in [
            ("30", 30.0), ("30s", 30), ("30 s", 30), ("2 min", 120), ("1 min 30 s", 90), ("1h", 3600), ("0,5 min", 30),
        ] {
            #expect(try parser.parse("attendre \(line)") == [.wait(seconds: seconds)], "\(line)")
        }
        for line in ["-3", "0", "48 h", "5 V", "un peu"] {
            #expect(throws: Refusal.self, "\(line)") { try parser.parse("attendre \(line)") }
        }
    }

    @Test func `a round's value keeps its unit as written`() throws {
        let parser = Conveyor.parser()
        #expect(
            try parser.parse("relever palier-queue 61 nc") == [
                .record(point: "palier-queue", value: Amount(61), verdict: .nonConforming)
            ])
        #expect(
            try parser.parse("relever courroie 270N c") == [
                .record(point: "courroie", value: Amount(270, "N"), verdict: .conforming)
            ])
    }

    @Test func `a position belongs to its component`() throws {
        #expect(throws: Refusal.self) { try Conveyor.parser().parse("actionner S8 manuel") }
    }

    @Test(arguments: [
        ("mesuer tension B2:1 B2:3", "mesurer tension B2:1 B2:3"), ("mesurer tention B2:1 B2:3", "mesurer tension B2:1 B2:3"),
        ("aller pousoir", "aller poussoir"), ("consigner separr Q0", "consigner separer Q0"), ("serer X2:12", "serrer X2:12"),
        ("ouvrir armoir", "ouvrir armoire"), ("baliser zone", "baliser"), ("actionner S7 manuell", "actionner S7 manuel"),
        ("essai manel", "essai manuel"), ("hypothese B2 desseree", "hypothese B2 desserrée"),
    ])
    func `the nearest right line is offered first`(wrong: String, right: String) throws {
        let refusal = #expect(throws: Refusal.self) { try Conveyor.parser().parse(wrong) }
        #expect(refusal?.suggestions.first == right)
    }

    @Test func `every line that is offered is right`() throws {
        // Every third letter of each example left out in turn: the result is understood, or refused with right lines.
        var refused = 0
        for verb in Verb.all {
            for language in Language.allCases {
                let parser = Conveyor.parser(language)
                let example = verb.examples[0][language]
                for offset in stride(from: 1, to: example.count, by: 3) {
                    var line = example
                    line.remove(at: line.index(line.startIndex, offsetBy: offset))
                    do throws(Refusal) {
                        _ = try parser.parse(line)
                    } catch {
                        refused += 1
                        #expect(!error.problem.fr.isEmpty && !error.problem.en.isEmpty)
                        #expect(error.suggestions.count <= 3)
                        for suggestion in error.suggestions { _ = try parser.parse(suggestion) }
                    }
                }
            }
        }
        #expect(refused > 300)
    }

    @Test(arguments: [
        "", ";;;", "?", "??", "m m m m", "serrer ..", "serrer X2:1..", "attendre 99999999999999999999", "es ''", "'", "-",
        "porter -", "mot '",
    ])
    func `hostile lines are refused or understood, never a trap`(line: String) {
        _ = try? Conveyor.parser().parse(line)
        _ = Conveyor.parser().completion(of: line)
    }

    @Test func `natural order counts numbers`() {
        let names = ["X2:10", "X2:9", "B10", "B2", "X2:9a", "X2:09"]
        #expect(names.sorted(by: naturallyBefore) == ["B2", "B10", "X2:9", "X2:09", "X2:9a", "X2:10"])
    }
}

@Suite struct CompletionTests {
    private func words(_ line: String, _ language: Language = .fr) -> [String] {
        Conveyor.parser(language).completion(of: line).candidates.map(\.word)
    }

    @Test func `verbs by their beginning, in one's language first`() {
        #expect(words("mes") == ["mesurer"])
        #expect(words("meas") == ["measure"])
        #expect(words("mes", .en) == ["mesurer"])
        #expect(words("consigner v") == ["vat"])
        #expect(
            Set(words("consigner ")).isSuperset(of: [
                "preparation", "separer", "condamner", "identifier", "vat", "purger", "caler",
            ]))
    }

    @Test func `arguments by what fits at that place`() {
        #expect(words("aller ") == ["armoire", "pupitre", "poussoir"])
        #expect(words("mesurer ten").prefix(1) == ["tension"])
        #expect(words("mesurer tension B2").prefix(1) == ["B2"])
        #expect(words("mesurer tension B2:1 b2:") == ["B2:1", "B2:3"])
        #expect(words("actionner S7 ") == ["manuel"])
        #expect(words("ici ; essai ma") == ["manuel"])
        #expect(words("regler Q1 ", .en) == ["setting"])
    }

    @Test func `clauses once their turn has come`() {
        #expect(words("mesurer tension B2:1 B2:3 att") == ["attendu"])
        #expect(words("mesurer tension B2:1 B2:3 ") == ["attendu", "parce que", "en actionnant"])
        #expect(words("mesurer tension B2:1 B2:3 attendu 24 ") == ["parce que", "en actionnant"])
    }

    @Test func `nothing after a line that is complete or wrong`() {
        #expect(words("baliser ").isEmpty)
        #expect(words("aller nullepart ").isEmpty)
    }

    @Test func `a candidate replaces the word that was begun`() {
        #expect(Conveyor.parser().completion(of: "ici ; aller pou").replaced == 3)
        #expect(Conveyor.parser().completion(of: "aller ").replaced == 0)
    }

    @Test func `a reference is what has that name, before what a standard designates so`() {
        let vocabulary = Vocabulary([
            Vocabulary.Entry("OIL", .component, aliases: ["-WM1"]), Vocabulary.Entry("WM1", .component, aliases: ["-PJ1"]),
        ])
        #expect(vocabulary.entry("WM1", kinds: [.component], owner: nil)?.name == "WM1")
        #expect(vocabulary.entry("PJ1", kinds: [.component], owner: nil)?.name == "WM1")
    }
}
