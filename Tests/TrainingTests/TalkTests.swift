import Components
import Grafcet
import Machines
import Notation
import Simulation
import Testing

@testable import Training

/// What a session says to people who type as they speak, on the sorting conveyor.
@Suite struct TalkTests {
    private func session(_ scenario: String = SessionTests.shortest) throws -> Session {
        try Session(Bench.exercise("convoyeur-tri/short", scenario: scenario), seed: 7)
    }

    private func said(_ line: String, on session: Session, _ language: Language = .fr) throws -> String {
        try session.play(line, language).flatMap(\.allLines).map { $0[language] }.joined(separator: "\n")
    }

    // MARK: - Forms

    @Test func `an act in a form leaves the form where it was`() throws {
        let session = try session()
        try Bench.play(["cr", "dossier demande"], on: session)
        #expect(session.context(.fr).form?.field == .symptom)
        #expect(session.state.openForm?.filled.isEmpty == true)
        try Bench.play(["grands cartons non éjectés", "annuler"], on: session)
        #expect(session.context(.fr).form == nil)
        try Bench.play(["cr"], on: session)
        #expect(session.context(.fr).form?.field == .cause)
    }

    @Test func `another form takes nothing from the one that is open`() throws {
        let session = try session()
        try Bench.play(["cr", "grands cartons non éjectés", "di symptome armoire tapée", "signer di", "signer cr"], on: session)
        #expect(session.state.filed.map(\.kind) == [.request, .report])
        #expect(session.state.filed[1].entries.first?.value == "grands cartons non éjectés")
        #expect(session.state.openForm == nil)
    }

    // MARK: - People

    @Test(arguments: [
        ("quel est le symptôme exact", "what"), ("symptôme", "what"), ("quel est le problème", "what"),
        ("est-ce que la machine s'arrête", "stops"), ("quelqu'un est intervenu récemment", "changed"), ("bruit", "noise"),
        ("depuis quand", "since"), ("que se passe-t-il", "what"),
    ])
    func `the operator of the first exercise understands a plain question`(question: String, answer: String) throws {
        let session = try Session(Bench.exercise("convoyeur-tri/corrective"), seed: 1)
        let outcome = try session.perform(.ask(who: "operator", about: question))
        #expect(outcome.events == [.asked(who: "operator", about: question, answer: answer)])
    }

    @Test func `an operator without answers of her own still says what for she called`() throws {
        let session = try session()
        #expect(try said("questionner quel est le problème", on: session).contains("Les grands cartons passent."))
        #expect(try said("questionner la couleur du ciel", on: session).contains("je ne sais pas"))
    }

    @Test(arguments: [
        ("remise en énergie, écartez-vous", "restart", "remets en route"),
        ("je remets sous tension", "restart", "remets en route"),
        ("essai", "test", "essaies"), ("il fait beau", nil, "pas compris"),
        ("conseil : si ça siffle, arrête la machine", "advice", "souviendrai"),
    ])
    func `what a warning was taken for is said back`(message: String, topic: String?, words: String) throws {
        let session = try session()
        let outcome = try session.perform(.warn(who: "team", about: message))
        #expect(outcome.events.contains(.warned(who: "team", about: message, topic: topic)))
        #expect(outcome.allLines[0].fr.contains(words))
    }

    private static let withHints =
        SessionTests.shortest + "\n" + """
            mode: formation
            hints: [{say: {fr: "Sépare les chaînes.", en: "Separate the chains."}, price: 0.05}]
            questions:
              - {id: why, when: {first: operated}, ask: {fr: "Pourquoi ?", en: "Why?"}, good: [non, sort], then: {fr: "Bien.", en: "Good."}}
            """

    @Test func `a hint is given once its price was told, and nothing else is charged`() throws {
        let session = try session(Self.withHints)
        #expect(try said("questionner tuteur c'est quoi le VAT", on: session).contains("absence de tension"))
        #expect(try said("demander tuteur quelle est la panne", on: session).contains("mot VAT"))
        #expect(session.state.hints.isEmpty)
        #expect(try said("demander tuteur", on: session).contains("0,05"))
        #expect(session.state.hints.isEmpty)
        #expect(try said("demander tuteur", on: session).contains("Sépare les chaînes."))
        #expect(session.state.hints == ["hint-1"])
    }

    @Test func `the tutor explains after a good answer only`() throws {
        for (answer, words) in [("non", "Bien."), ("dire azerty", "vérifie-le")] {
            let session = try session(Self.withHints)
            try Bench.play(["actionner S8"], on: session)
            #expect(try said(answer, on: session).contains(words))
        }
        let session = try session(Self.withHints)
        try Bench.play(["actionner S8"], on: session)
        for line in ["n'importe quoi azerty", "tirer fil 212"] {
            #expect(throws: Refusal.self) { try session.play(line, .fr) }
        }
        #expect(try session.play("je regarde la cellule B2", .fr).flatMap(\.events).contains { $0.kind == .observed })
        #expect(session.state.openQuestion == "why")
    }

    // MARK: - Reading

    @Test func `a reference leads to its folio, its wires, its input and its place`() throws {
        let session = try session()
        let folio = try #require(try session.play("schema B2", .fr).last)
        guard case .diagramOpened(let name, _)? = folio.events.first else { return #expect(Bool(false)) }
        #expect(name != "list" && folio.allLines.contains { $0.fr.contains("B2") })
        #expect(try session.play("schema capteurs", .fr)[0].events.first != .diagramOpened(folio: "list", revision: nil))
        let all = try session.play("dossier fils", .fr)[0].allLines.count
        let some = try session.play("dossier fils B2", .fr)[0].allLines.map(\.fr)
        #expect(some.count > 3 && some.count < all / 4)
        #expect(some.dropFirst(3).allSatisfy { $0.contains("B2") || $0.hasPrefix(" ") })
        let english = try session.play("docs wiring B2", .en)[0].allLines.map(\.en)
        #expect(english.count > 3 && english.dropFirst(3).allSatisfy { $0.contains("B2") || $0.hasPrefix(" ") || $0.isEmpty })
        #expect(try said("es I0.6", on: session).contains("B2"))
        #expect(try session.play("aller B2", .fr)[0].events.contains(.moved(place: "poussoir")))
    }

    @Test func `the channels keep a space between columns and their meaning whole`() throws {
        let session = try session()
        let lines = try session.play("es", .fr)[0].allLines.map(\.fr)
        #expect(!lines.contains { $0.contains("manuel%") } && lines.allSatisfy { $0.count <= 80 })
        let meanings = session.exercise.definition.program?.variables.filter { $0.role == .input }.compactMap(\.meaning?.fr) ?? []
        let text = lines.joined(separator: " ").split(separator: " ").joined(separator: " ")
        #expect(!meanings.isEmpty && meanings.contains { $0.count > 22 })
        for word in meanings.flatMap({ $0.split(separator: " ") }) { #expect(text.contains(word)) }
    }

    @Test func `settings are said in words and in the units of their adjusters`() throws {
        let session = try session()
        let french = try said("dossier réglages", on: session)
        #expect(
            french.contains("6,0 bar") && french.contains("4,5 bar") && french.contains("1,10 A") && french.contains("24,1 V"))
        for word in ["set-pressure", "set-point", "pretension", "setting", "voltage", "opening"] {
            #expect(!french.contains(word), "\(word)")
        }
    }

    @Test func `a document fills the page that the screen gives, and what is left is not lost`() throws {
        let session = try session()
        session.page = 36
        let wires = try session.play("dossier fils", .fr)[0]
        #expect(wires.lines.count == 36 && wires.more > 36)
        #expect(try session.play("où j'en suis", .fr)[0].more == 0)
        let next = try session.play("plus", .fr)[0]
        #expect(next.lines.first?.fr.contains("(suite)") == true)
        #expect(Array(next.lines.dropFirst()) == Array(wires.allLines[36..<72]))
        let after = try session.play("plus", .fr)[0]
        #expect(after.lines.first == wires.allLines[72])
        // An answer keeps to six lines.
        #expect(try session.play("vue", .fr)[0].lines.count <= 6)
    }

    // MARK: - Help

    @Test func `causes that fit are listed, words and modes are explained`() throws {
        let session = try session()
        #expect(try said("aide hypothese X2:12", on: session).contains("Causes pour X2:12 : desserrée"))
        #expect(try said("aide hypothese", on: session).contains("faux-contact"))
        for (line, words) in [
            ("mot PNP", "+24 v"), ("mot butée", "arrête"), ("mot F1", "production"), ("c'est quoi le VAT", "absence de tension"),
            ("aide score", "preuve"), ("aide restitution", "rendre la machine"), ("chaine information", "acquérir"),
            ("chaine énergie", "convertir"),
        ] {
            #expect(try said(line, on: session).lowercased().contains(words), "\(line)")
        }
        for cause in ["faux contact", "mauvais contact", "vis desserrée"] {
            #expect(try session.play("hypothese borne X2:12 \(cause)", .fr)[0].events.count == 1)
        }
        for cause in ["plus d'alimentation", "sans alimentation", "n'est plus alimentée"] {
            #expect(try session.play("hypothese cellule B2 \(cause)", .fr)[0].events.count == 1)
        }
        let refusal = #expect(throws: Refusal.self) { try session.play("diagnostic X2:12", .fr) }
        #expect(refusal?.suggestions.first == "diagnostic X2:12 desserrée")
    }

    @Test func `a reading is reviewed with the digits that it was shown with`() throws {
        let session = try session()
        try Bench.play(["mesurer tension B2:3 0V"], on: session)
        let value = try #require(session.state.readings.last?.value)
        #expect(try said("bilan", on: session).contains(value.formatted(.fr, digits: 3) + " V"))
    }

    @Test func `tools and equipment go by their plain names`() throws {
        let session = try session()
        try Bench.play(["prendre VAT cadenas pancarte"], on: session)
        #expect(session.state.toolsOut == ["voltage-tester", "padlock"])
        let refusal = #expect(throws: Refusal.self) { try session.play("porter gants", .fr) }
        #expect(refusal?.suggestions.contains("porter gants-isolants") == true)
    }

    @Test func `bridging a safety device is refused and noted, a plain contact is only refused`() throws {
        let session = try session()
        #expect(try session.play("shunter S4", .fr)[0].events.map(\.kind) == [.prevented])
        let stop = try #require(
            session.exercise.definition.machine.components.first { $0.type.name == "emergency-stop" }?.reference)
        #expect(try session.play("ponter \(stop)", .fr)[0].events == [.dangerousAct(danger: .safetyBypassed, ref: stop)])
        // Its mirror contact is what a safety relay asks before it arms.
        #expect(try session.play("ponter KM11", .fr)[0].events == [.dangerousAct(danger: .safetyBypassed, ref: "KM11")])
        #expect(try session.play("ponter K1", .fr)[0].events.map(\.kind) == [.prevented])
    }

    @Test func `what is expected is said as it was typed`() throws {
        let session = try session()
        #expect(try said("mesurer tension B1:1 B1:3 attendu 24", on: session).contains("attendu 24 V"))
        #expect(try said("mesurer tension B1:1 B1:3 attendu 23,5", on: session).contains("attendu 23,5 V"))
    }

    @Test func `a display that wanders is one sight, whatever the numbers on it`() {
        let seen = ["affiche 1,05 kW, cos φ 0,36", "affiche 2,59 kW, cos φ 0,30", "affiche 1,20 kW, cos φ 0,74."]
        #expect(Speech.differsInNumber(seen[0], seen[1]) && !Speech.differsInNumber(seen[0], seen[2]))
        #expect(Speech.span(Array(seen.prefix(2)), "entre", "et") == "affiche entre 1,05 et 2,59 kW, cos φ entre 0,30 et 0,36")
        #expect(Speech.span(["la vis 4 tient −2 mm", "la vis 4 tient 3 mm"], "entre", "et") == "la vis 4 tient entre −2 et 3 mm")
        #expect(!Speech.differsInNumber("éteint", "éteint"))
    }
}
