import Foundation
import Testing

/// `banc age` and `banc history` as their users run them.
@Suite struct AgeCommandTests {
    private func run(_ arguments: String...) throws -> Command.Result { try Command.run(arguments) }

    private func inFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "banc-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder)
    }

    private static let log = """
        format: 1
        machine: convoyeur-tri
        days: 28
        shifts: 1
        days-per-week: 5
        seed: 3
        preventive: file
        history:
          - {days-ago: 20.5, kind: corrective, of: B1, failure: dirty, minutes: 20, downtime: 25, cost: 0, text: {fr: B1 sale, en: B1 dirty}, parts: []}
          - {days-ago: 12, kind: corrective, of: B1, failure: dirty, minutes: 20, downtime: 35, cost: 0, text: {fr: B1 sale, en: B1 dirty}, parts: []}
          - {days-ago: 9, kind: corrective, of: R1, failure: worn, minutes: 90, downtime: 540, cost: 240, text: {fr: réducteur usé, en: gearbox worn}, parts: [RED-63-I20]}
          - {days-ago: 7, kind: predetermined, minutes: 15, downtime: 0, cost: 0, text: {fr: relevé, en: readings}, parts: []}
          - {days-ago: 0, kind: predetermined, minutes: 15, downtime: 0, cost: 0, text: {fr: relevé, en: readings}, parts: []}
        trends:
          palier-queue: {values: [38 °C, 66 °C]}

        """

    @Test func `a kept history is told in both languages, each as its readers write it`() throws {
        try inFolder { folder in
            let file = folder.appending(path: "history.yaml").path(percentEncoded: false)
            try Self.log.write(toFile: file, atomically: true, encoding: .utf8)
            let french = try run("history", "convoyeur-tri", "--log", file, "--plain", "--lang", "fr")
            #expect(french.status == 0 && french.errors.isEmpty)
            #expect(french.output == Self.french, "\(french.output)")
            let english = try run("history", "convoyeur-tri", "--log", file, "--plain", "--lang", "en")
            #expect(english.output == Self.english, "\(english.output)")
            #expect((french.lines + english.lines).allSatisfy { $0.count <= 80 })
        }
    }

    private static let french = """
        Convoyeur de tri · 28 jours · 1 poste de 8 h, 5 jours par semaine · exemplaire 3
        · préventif suivi

        journal
        jour  nature      repère  fait           arrêt   travail  coût
        ---------------------------------------------------------------
        8     corrective  B1      B1 sale        25 min  20 min   0 €
        16    corrective  B1      B1 sale        35 min  20 min   0 €
        19    corrective  R1      réducteur usé  9 h     90 min   240 €
        2 × relevé

        relevés de la semaine, lus sur la machine (! : hors limites)
        jour  palier-queue
        ------------------
        21    38,0 °C
        28    66,0 °C !

        Pareto
        par nombre de pannes : B1 2 (67 %) · R1 1 (33 %)
        par temps d'arrêt : R1 9 h (90 %) · B1 60 min (10 %)
        par coût des pièces : R1 240 € (100 %)

        indicateurs (EN 13306)
        pannes : 3
        temps requis : 160 h
        arrêts pour panne : 10 h
        arrêts prévus : 0 h
        MTBF, temps de marche / pannes : 50 h
        MTTR, du constat à la reprise, attente des pièces comprise : 3,33 h
        travail moyen par panne : 43 min
        disponibilité MTBF/(MTBF + MTTR) : 0,9375
        disponibilité, arrêts prévus compris : 0,9375

        """

    private static let english = """
        Sorting conveyor · 28 days · 1 shift of 8 h, 5 days a week · specimen 3 ·
        preventive maintenance followed

        log
        day  kind        ref  done          stop    work    cost
        ---------------------------------------------------------
        8    corrective  B1   B1 dirty      25 min  20 min  0 €
        16   corrective  B1   B1 dirty      35 min  20 min  0 €
        19   corrective  R1   gearbox worn  9 h     90 min  240 €
        2 × readings

        readings of the week, read on the machine (!: beyond the limits)
        day  palier-queue
        -----------------
        21   38.0 °C
        28   66.0 °C !

        Pareto
        by number of breakdowns: B1 2 (67%) · R1 1 (33%)
        by downtime: R1 9 h (90%) · B1 60 min (10%)
        by cost of parts: R1 240 € (100%)

        figures (EN 13306)
        breakdowns: 3
        required time: 160 h
        stops for breakdowns: 10 h
        planned stops: 0 h
        MTBF, operating time / breakdowns: 50 h
        MTTR, from found to running, waiting for parts in it: 3.33 h
        mean work at a breakdown: 43 min
        availability MTBF/(MTBF + MTTR): 0.9375
        availability, planned stops in it: 0.9375

        """

    @Test func `a history is filtered, costed and exported`() throws {
        try inFolder { folder in
            let file = folder.appending(path: "history.yaml").path(percentEncoded: false)
            try Self.log.write(toFile: file, atomically: true, encoding: .utf8)
            let costed = try run(
                "history", "convoyeur-tri", "--log", file, "--component", "R1", "--since", "10d", "--labour-rate", "40",
                "--stop-rate",
                "100", "--lang", "en")
            // 240 + 1.5 h at 40 + 9 h at 100.
            #expect(costed.lines.contains("by cost (parts, work, stops): R1 1200 € (100%)"), "\(costed.output)")
            let csv = try run("history", "convoyeur-tri", "--log", file, "--log-csv", "-")
            #expect(
                csv.lines.first
                    == "daysAgo,kind,component,failure,labourMinutes,downtimeMinutes,cost,parts,textFr,textEn")
            #expect(csv.lines.contains("9.0,corrective,R1,worn,90,540,240.0,RED-63-I20,réducteur usé,gearbox worn"))
            let json = try run("history", "convoyeur-tri", "--log", file, "--json")
            let value = try #require(JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
            let figures = try #require(value["figures"] as? [String: Any])
            #expect(figures["mtbf"] as? Double == 180_000 && figures["mttr"] as? Double == 12_000)
        }
    }

    @Test func `the log that a machine ships is told as far as it goes`() throws {
        let history = try run("history", "convoyeur-tri", "--lang", "en")
        #expect(history.status == 0)
        #expect(history.lines.contains { $0.hasPrefix("by number of breakdowns: 1A1 2 (40%)") }, "\(history.output)")
        #expect(!history.output.contains("MTBF"))
    }

    @Test func `what cannot be read or is not there is said, with its status`() throws {
        try inFolder { folder in
            let file = folder.appending(path: "history.yaml").path(percentEncoded: false)
            try Self.log.replacing("corrective, of: R1", with: "correctiv, of: R1").write(
                toFile: file, atomically: true, encoding: .utf8)
            let broken = try run("history", "convoyeur-tri", "--log", file, "--lang", "en")
            #expect(broken.status == 2)
            #expect(
                broken.errors.contains("history.yaml:11") && broken.errors.contains("nearest: corrective"), "\(broken.errors)")
        }
        let absent = try run("history", "convoyeur-tri", "--component", "B12", "--lang", "en")
        #expect(absent.status == 2 && absent.errors.contains("no component 'B12'"))
        #expect(try run("age", "convoyeur-tri", "--shifts", "4").status == 2)
        #expect(try run("age", "convoyeur-tri", "--for", "1h", "--lang", "en").status == 2)
        #expect(try run("age", "convoyeur-tri", "--json", "--csv", "-").status == 2)
        let elsewhere = try run("age", "convoyeur-tri", "--keep", "/nowhere/history.yaml", "--lang", "en")
        #expect(elsewhere.status == 3 && elsewhere.errors == "cannot write /nowhere/history.yaml\n")
    }

    @Test func `a week of a machine is kept, and what was kept is its history`() throws {
        try inFolder { folder in
            let file = folder.appending(path: "history.yaml").path(percentEncoded: false)
            let (trends, log) = (folder.appending(path: "trends.csv"), folder.appending(path: "log.csv"))
            let lived = try run(
                "age", "convoyeur-tri", "--for", "7d", "--keep", file, "--csv", trends.path(percentEncoded: false), "--log-csv",
                log.path(percentEncoded: false), "--json")
            #expect(lived.status == 0 && lived.errors.isEmpty, "\(lived.errors)")
            let value = try #require(JSONSerialization.jsonObject(with: Data(lived.output.utf8)) as? [String: Any])
            #expect(value["days"] as? Double == 7 && value["shifts"] as? Int == 2)
            let entries = try #require(value["entries"] as? [[String: Any]])
            #expect(entries.map { $0["kind"] as? String } == ["predetermined"])
            let figures = try #require(value["figures"] as? [String: Any])
            #expect(figures["breakdowns"] as? Int == 0 && figures["requiredTime"] as? Double == 5 * 16 * 3_600)
            let rows = try String(contentsOf: trends, encoding: .utf8).split(separator: "\n")
            #expect(rows.first == "daysAgo,courant-a-vide,palier-queue,palier-queue-allee,carcasse-moteur")
            let values = rows.last.map { $0.split(separator: ",").compactMap { Double($0) } } ?? []
            #expect(values.count == 5 && values[0] == 0 && abs(values[1] - 0.72) < 0.03, "\(rows)")
            #expect(try String(contentsOf: log, encoding: .utf8).contains("predetermined,,,15,0,0.0,"))
            let told = try run("history", "convoyeur-tri", "--log", file, "--lang", "fr")
            #expect(told.lines.contains { $0.contains("Relevé conditionnel") } && told.output.contains("pannes : 0"))
        }
    }

    @Test(arguments: ["fr", "en"]) func `help says what a calendar does and what becomes of its file`(language: String) throws {
        let help = try run("age", "--help", "--lang", language)
        #expect(help.output.contains("--after") && help.output.contains("history.yaml"))
        #expect(help.output.contains(language == "fr" ? "dossier historique" : "docs"))
        let all = try run("--help", "--lang", language)
        for command in ["age", "history"] { #expect(all.lines.contains { $0.hasPrefix("  \(command) ") }) }
    }
}
