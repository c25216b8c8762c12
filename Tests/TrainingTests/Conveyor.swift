import Notation

@testable import Training

/// A vocabulary such as a session makes for the sorting conveyor: enough for every verb's examples.
enum Conveyor {
    static let vocabulary: Vocabulary = {
        var entries: [Vocabulary.Entry] = []
        func add(_ kind: Vocabulary.Kind, _ names: [String]) {
            for name in names { entries.append(Vocabulary.Entry(name, kind)) }
        }
        func called(_ kind: Vocabulary.Kind, _ name: String, _ fr: String, _ en: String) {
            entries.append(Vocabulary.Entry(name, kind, called: Text(fr: fr, en: en)))
        }
        called(.place, "cabinet", "armoire", "cabinet")
        called(.place, "pusher", "poussoir", "pusher")
        called(.place, "panel", "pupitre", "panel")
        called(.door, "cabinet", "armoire", "cabinet")
        called(.door, "headGuard", "carter", "head-guard")
        add(
            .component,
            [
                "B1", "B2", "B3", "KM11", "Q1", "S1", "S2", "S4", "S7", "S8", "KM1", "KM10", "0Z1", "1A1", "1Y14", "X1",
                "X2", "T1", "PL1", "Q0",
            ])
        entries.append(Vocabulary.Entry("M1", .component, text: Text(fr: "moteur du tapis", en: "belt motor")))
        add(.source, ["Q0", "QX0", "0V1"])
        add(
            .terminal,
            [
                "KM10:A1", "KM10:A2", "S4:13", "S4:14", "X1:1", "X1:2", "X1:3", "X1:4", "B2:1", "B2:3", "KM1:A1", "KM1:A2", "0V",
                "24V", "X2:12a", "X2:12b", "M1:U", "PE", "0Z1:2",
            ])
        add(.terminal, (1...24).map { "X2:\($0)" })
        add(.wire, ["W12", "W120", "226"])
        add(.hose, ["H7"])
        add(.kit, ["0V3"])
        called(.document, "history", "historique", "history")
        add(.folio, ["F1", "F4"])
        called(.page, "alarms", "alarmes", "alarms")
        called(.person, "operator", "exploitant", "operator")
        entries.append(Vocabulary.Entry("operator", .person, aliases: ["Nadia"]))
        called(.person, "team", "équipe", "team")
        called(.person, "tutor", "tuteur", "tutor")
        called(.tool, "multimeter", "multimètre", "multimeter")
        called(.tool, "spanner", "clé", "spanner")
        called(.equipment, "insulating-gloves", "gants-isolants", "insulating-gloves")
        called(.equipment, "face-shield", "écran", "face-shield")
        add(.part, ["6205-2RS C3", "XUB5"])
        called(.waste, "oily-rag", "chiffon-gras", "oily-rag")
        called(.bin, "hazardous", "dangereux", "hazardous")
        entries.append(Vocabulary.Entry("%Q0.3", .variable, aliases: ["1Y14"]))
        called(.device, "plc", "api", "plc")
        entries.append(Vocabulary.Entry("setting", .parameter, called: Text(fr: "calibre", en: "setting"), owner: "Q1"))
        entries.append(Vocabulary.Entry("manual", .position, called: Text(fr: "manuel", en: "manual"), owner: "S7"))
        called(.cause, "dead", "hs", "dead")
        called(.cause, "loose", "desserrée", "loose")
        called(.cause, "open", "coupé", "open")
        called(.suspect, "wire-signal-B2", "fil-signal-B2", "wire-signal-B2")
        add(.roundPoint, ["carcasse-moteur", "manometre-0Z1", "palier-queue", "courroie"])
        called(.term, "lockout", "consignation", "lockout")
        return Vocabulary(entries, causes: ["B2": ["dead", "open"]])
    }()

    static func parser(
        _ language: Language = .fr, menu: [Verb] = [], form: Parser.Context.Asked? = nil, question: Bool = false,
        good: [String] = [], last: Parser.Context.Measured? = nil
    ) -> Parser {
        Parser(
            vocabulary: vocabulary,
            context: Parser.Context(
                language: language, menu: menu, form: form, questionIsOpen: question, answerWords: good, lastMeasurement: last))
    }
}
