import Foundation
import Notation
import Testing

@Suite struct ValidationTests {
    private static let families: [(name: Text, checks: [Check])] = [
        (Text(fr: "Électricité", en: "Electricity"), electrical), (Text(fr: "Protections", en: "Protections"), protections),
        (Text(fr: "Moteur et variateur", en: "Motor and drive"), motors),
        (Text(fr: "Commande et capteurs", en: "Control and sensors"), control),
        (Text(fr: "Pneumatique", en: "Pneumatics"), pneumatics), (Text(fr: "Hydraulique", en: "Hydraulics"), hydraulics),
        (Text(fr: "Mécanique et chaleur", en: "Mechanics and heat"), mechanics),
        (Text(fr: "Vibrations", en: "Vibration"), vibrations),
    ]
    private static let all = families.flatMap(\.checks)

    @Test(arguments: all) func `holds against its reference`(check: Check) throws {
        let value = try check.found()
        #expect(check.holds(value), "\(check.row(value))")
    }

    @Test func `there are at least forty of them, none twice`() {
        #expect(Self.all.count >= 40)
        #expect(Set(Self.all.map(\.quantity.en)).count == Self.all.count)
    }

    /// The page as this run gives it; `BANC_WRITE_VALIDATION=1` writes it in place of what is kept.
    @Test func `the page of docs is what this run gives`() throws {
        var page = Self.opening
        for family in Self.families {
            page += "\n## \(family.name.fr) · \(family.name.en)\n\n"
            page +=
                "| grandeur<br>*quantity* | unité<br>*unit* | référence<br>*reference* | source | banc | écart<br>*difference* "
            page += "| toléré<br>*allowed* | pourquoi<br>*why* |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n"
            for check in family.checks { page += check.row(try check.found()) + "\n" }
        }
        let url = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "docs/validation.md")
        if ProcessInfo.processInfo.environment["BANC_WRITE_VALIDATION"] == "1" {
            try page.write(to: url, atomically: true, encoding: .utf8)
        }
        let kept = try String(contentsOf: url, encoding: .utf8)
        for (ours, theirs) in zip(page.split(separator: "\n"), kept.split(separator: "\n")) where ours != theirs {
            Issue.record("\(theirs) is now \(ours): run Tools/validation-table")
        }
        #expect(page.split(separator: "\n").count == kept.split(separator: "\n").count)
    }

    private static let opening = """
        # Validation

        Chaque grandeur est calculée par banc et tenue contre une référence indépendante : une forme close écrite à côté du test, le
        tableau d'une norme, ou une intégration à part dont le script et la sortie sont gardés dans `Tests/ValidationTests/references`.
        Le tableau est écrit par l'exécution des tests (`Tools/validation-table`) ; un test échoue dès qu'il ne dit plus ce que banc donne.

        *Each quantity is worked out by banc and held against an independent reference: a closed form written beside the test, the
        table of a standard, or an integration apart whose script and output are kept in `Tests/ValidationTests/references`. The table is
        written by the run of the tests (`Tools/validation-table`); a test fails as soon as it no longer says what banc gives.*

        """
}

/// A number that a kept script has printed in `references/<file>.txt`.
func kept(_ file: String, _ name: String) -> Double {
    let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "references/\(file).txt")
    guard let text = try? String(contentsOf: url, encoding: .utf8) else { return .nan }
    for line in text.split(separator: "\n") {
        let parts = line.split(separator: " ")
        if parts.count == 2, parts[0] == name { return Double(parts[1]) ?? .nan }
    }
    return .nan
}
