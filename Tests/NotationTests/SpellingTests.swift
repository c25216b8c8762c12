import Notation
import Testing

@Suite struct SpellingTests {
    @Test func `accents and case fold away`() {
        #expect(folded("Préparation") == "preparation")
        #expect(folded("ŒUVRE à Noël") == "oeuvre a noel")
        #expect(folded("μ") == folded("µ"))
        #expect(folded("Ω") == folded("\u{2126}"))
        #expect(folded("l’armoire") == "l'armoire")
    }

    @Test(arguments: [
        ("coli", "coil"), ("COIL", "coil"), ("coill", "coil"), ("typ", "type"), ("résistance", "resistance"), ("KM2", "KM1"),
        ("Q", "Q1"),
        ("pression", "pression"), ("presion", "pression"),
    ]) func `the nearest right word is found`(word: String, expected: String) {
        let words = ["Q1", "type", "coil", "resistance", "KM1", "KM10", "pression", "pressure"]
        #expect(nearest(word, among: words) == expected)
    }

    @Test(arguments: ["zorg", "", "x", "transformateur", String(repeating: "a", count: 100_000)])
    func `a word near to none has no nearest`(word: String) {
        #expect(nearest(word, among: ["type", "coil", "KM1"]) == nil)
    }

    @Test func `swapped letters count for one, and the first of equals wins`() {
        #expect(nearest("KM01", among: ["KM10", "KM11", "KM0"]) == "KM10")
        #expect(nearest("anything", among: []) == nil)
    }

    @Test func `the language is the option's, else the locale's, else French`() {
        func language(_ environment: [String: String], _ option: String? = nil) -> Language {
            Language.preferred(environment: environment, option: option)
        }
        #expect(language([:]) == .fr)
        #expect(language([:], "en") == .en)
        #expect(language(["LANG": "en_GB.UTF-8"]) == .en)
        #expect(language(["LANG": "en_GB.UTF-8"], "fr") == .fr)
        #expect(language(["LC_ALL": "fr_FR", "LANG": "en_US"]) == .fr)
        #expect(language(["LC_ALL": "", "LC_MESSAGES": "en", "LANG": "fr"]) == .en)
        #expect(language(["LANG": "C.UTF-8"]) == .fr)
        #expect(language(["LANG": "de_DE"]) == .fr)
        #expect(Language.matching("enfant") == nil)
    }

    @Test func `texts are joined in both languages`() {
        let both = Text(fr: "vérin", en: "cylinder") + " " + Text("1A1")
        #expect(both[.fr] == "vérin 1A1" && both[.en] == "cylinder 1A1")
        let list = [both, Text("KM1")].joined(separator: Text(fr: " et ", en: " and "))
        #expect(list == Text(fr: "vérin 1A1 et KM1", en: "cylinder 1A1 and KM1"))
        #expect(Text.quoted("x") == Text(fr: "« x »", en: "'x'"))
        #expect(both.map { $0.uppercased() }.en == "CYLINDER 1A1")
    }
}
