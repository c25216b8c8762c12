import Foundation
import Machines
import Notation
import Simulation
import Testing

@testable import Training

/// A machine by the calendar: what wear, breakdowns and care make of it.
@Suite struct MachineLifeTests {
    /// The sorting conveyor, as its files have it or with a word of one of them replaced.
    private func conveyor(_ old: String = "", _ new: String = "") throws -> (MachineDefinition, Maintenance) {
        var files: [String: (shown: String, text: String)] = [:]
        for file in try Bench.machineFiles("convoyeur-tri") {
            let name = String(file.path.split(separator: "/").last!)
            files[name] = (file.shown, old.isEmpty ? file.text : file.text.replacing(old, with: new))
        }
        let definition = try MachineDefinition.decode(
            named: "convoyeur-tri", files: files.filter { $0.key != "maintenance.yaml" })
        let maintenance = try #require(files["maintenance.yaml"])
        let node = try Document.parse(maintenance.text, name: maintenance.shown)
        return (definition, try Maintenance.decode(node, for: definition.machine))
    }

    private func history(
        _ machine: (MachineDefinition, Maintenance), days: Double, care: MachineLife.Care, seed: UInt64 = 2,
        warming: Double = 300
    ) throws -> MachineHistory {
        var terms = MachineLife.Terms(days: days, calendar: WorkCalendar(shifts: 3, daysPerWeek: 7), care: care)
        terms.warming = warming
        return try MachineLife(machine.0, machine.1, seed: seed, terms: terms).live()
    }

    // MARK: - The calendar

    @Test func `required time stands still at night and at the week's end`() {
        let calendar = WorkCalendar(shifts: 2, daysPerWeek: 5)
        let (hour, day) = (3_600.0, 86_400.0)
        #expect(calendar.required(at: 5 * hour) == 5 * hour)
        #expect(calendar.required(at: 20 * hour) == 16 * hour)
        #expect(calendar.required(at: 6.5 * day) == 80 * hour)
        #expect(calendar.required(at: 90 * day) == (12 * 5 + 5) * 16 * hour)
        // 16 h are over at night: it goes on the next morning; 80 h on Friday night: on Monday.
        #expect(calendar.date(of: 16 * hour) == day)
        #expect(calendar.date(of: 80 * hour) == 7 * day)
        #expect(WorkCalendar(shifts: 3, daysPerWeek: 7).required(at: 12.3 * day) == 12.3 * day)
    }

    @Test(arguments: [(1, 5), (2, 5), (2, 6), (3, 7)]) func `a date and its required time lead to each other`(
        shifts: Int, days: Int
    ) {
        let calendar = WorkCalendar(shifts: shifts, daysPerWeek: days)
        for required in stride(from: 0.0, through: 3e6, by: 12_345) {
            #expect(abs(calendar.required(at: calendar.date(of: required)) - required) < 1e-3)
        }
    }

    // MARK: - Production

    @Test func `what must come out must, and nothing else may`() {
        func holds(_ made: [Double], _ wanted: [Named]) -> Bool {
            let names = ["good", "soft"]
            let before = names.map { Named($0, 10) }
            return MachineLife.isEnough(zip(names, made).map { Named($0, 10 + $1) }, since: before, wanted)
        }
        #expect(holds([2, 0], [Named("good", 2)]) && holds([3, 0], [Named("good", 2)]))
        #expect(!holds([1, 0], [Named("good", 2)]))
        #expect(!holds([3, 1], [Named("good", 2)]), "a soft bale is none")
        #expect(holds([0, 0], []) && holds([4, 1], []), "nobody counts")
    }

    @Test func `a machine that nobody says anything of is refused, and one that does not make it when new`() throws {
        let (definition, maintenance) = try conveyor()
        var silent = maintenance
        silent.production = nil
        #expect(throws: MachineLife.Refusal.self) { try history((definition, silent), days: 1, care: .none) }
        // No belt pulls at 150 N.
        let error = try #require(throws: MachineLife.Refusal.self) {
            try history(conveyor("pretension: 400 N", "pretension: 150 N"), days: 1, care: .none)
        }
        #expect(error.text.en.contains("new"))
    }

    @Test func `what a new machine has beyond its limits is told, and nobody runs after it`() throws {
        let life = try history(
            conveyor("reference: 43 °C, alert: 75 °C", "reference: 10 °C, alert: 15 °C"), days: 8, care: .file)
        #expect(life.unfollowed.map(\.en) == ["frame of M1"])
        #expect(!life.entries.contains { $0.text.en.contains("frame of M1") }, "\(life.entries.map(\.text.en))")
        #expect(try history(conveyor(), days: 1, care: .file).unfollowed.isEmpty)
    }

    // MARK: - Breakdown

    @Test func `a belt fitted too slack slips, glazes and stops the production; one is waited for, and the machine goes on`()
        throws
    {
        var (definition, maintenance) = try conveyor("pretension: 400 N", "pretension: 240 N")
        maintenance.spares = maintenance.spares.map { spare in
            guard spare.reference == "SPZ-1000" else { return spare }
            return Maintenance.Spare(
                reference: spare.reference, text: spare.text, fits: spare.fits, stock: 0, price: spare.price, delay: 3 * 86_400,
                shelf: nil)
        }
        let life = try history((definition, maintenance), days: 28, care: .none)
        let breakdown = try #require(life.entries.first)
        #expect(life.entries.count == 1, "the new one is tensioned as the dossier says: \(life.entries.map(\.text.en))")
        #expect(breakdown.kind == .corrective && breakdown.reference == "CT1" && breakdown.failure == "glazed")
        #expect(breakdown.parts == ["SPZ-1000"] && breakdown.cost == 16)
        #expect(breakdown.text.fr.contains("ne produit plus") && breakdown.text.fr.contains("remplacement (SPZ-1000)"))
        // Three days and nights of three shifts; then found, understood, locked out, replaced and started within the hour.
        let waited = 3 * 24 * 60
        let beyond = (breakdown.downtime ?? 0) - waited
        #expect(beyond > 0 && beyond < 60 && breakdown.minutes <= beyond, "\(breakdown)")
        #expect(life.wear.first { $0.failure == "glazed" }.map { $0.severity < 0.1 } ?? true)
        #expect(life.trends.first?.readings.count == 4)
        // By hand: hours asked for, less those lost.
        let lost = 60 * Double(breakdown.downtime ?? 0)
        #expect(life.meanTimeBetweenFailures == 28 * 86_400 - lost && life.meanTimeToRestoration == lost)
    }

    // MARK: - Care

    @Test func `the plan keeps clean what its visits clean, and its readings are the machine's`() throws {
        let machine = try conveyor()
        let (cared, left) = (
            try history(machine, days: 31, care: .file, warming: 2_700), try history(machine, days: 31, care: .none)
        )
        func dirt(_ life: MachineHistory) -> Double {
            life.wear.filter { ["B1", "B2", "B3"].contains($0.reference) && $0.failure == "dirty" }.map(\.severity).reduce(0, +)
        }
        #expect(dirt(left) > 0.05 && dirt(cared) < 0.2 * dirt(left), "\(dirt(cared)) \(dirt(left))")
        #expect(left.entries.isEmpty)
        let kinds = Set(cared.entries.map(\.kind))
        #expect(kinds.contains(.predetermined) && !kinds.contains(.corrective))
        let visits = cared.entries.filter { $0.text.fr.hasPrefix("Ronde systématique") }
        #expect(visits.count == 1 && visits[0].text.fr.contains("nettoyage") && visits[0].minutes == 45)
        #expect(cared.entries.count { $0.text.fr.hasPrefix("Relevé conditionnel") } == 4)
        // With three shifts a visit that locks out is taken from production; readings are not.
        #expect(visits[0].downtime == 45 && cared.plannedDowntime == 45 * 60)
        // As the dossier has them, within the thermometer and a warm motor.
        for (id, value, tolerance) in [("courant-a-vide", 0.72, 0.03), ("palier-queue", 311.15, 2), ("carcasse-moteur", 321, 6)] {
            let trend = try #require(cared.trends.first { $0.threshold.id == id })
            #expect(trend.readings.count == 4)
            #expect(trend.readings.allSatisfy { abs($0.value - value) < tolerance }, "\(id) \(trend.readings)")
        }
    }

    @Test func `the same terms and seed give the same life`() throws {
        let machine = try conveyor()
        func life() throws -> MachineHistory { try history(machine, days: 7, care: .file, seed: 1, warming: 120) }
        let (first, again) = (try life(), try life())
        #expect(first.wear == again.wear && first.trends == again.trends && first.entries == again.entries)
        #expect(!first.wear.isEmpty && !first.entries.isEmpty)
    }

    @Test(arguments: [
        ("presse-emballage", Maintenance.Operation.Subject.point("retour"), Quantity.Kind.gaugePressure),
        ("convoyeur-tri", .point("manometre-0Z1"), .gaugePressure), ("convoyeur-tri", .variable("intensite"), .current),
    ])
    func `what goes up and down is read for a cycle, whatever shows it`(
        machine: String, subject: Maintenance.Operation.Subject, kind: Quantity.Kind
    ) throws {
        let scenario = """
            format: 1
            title: {fr: Un relevé, en: A reading}
            family: preventive
            order: {complaint: {fr: La ronde du mois., en: The monthly round.}}
            start: {for: 2 s, operations: []}
            scored: [C3.1]
            """
        let running = try RunningMachine(Bench.exercise("\(machine)/short", scenario: scenario).definition, seed: 1)
        let reading = RoundReading(subject: subject, kind: kind, tool: nil)
        let (began, value) = (running.time, try reading.read(on: running, cycle: 3))
        #expect(value != nil)
        #expect(running.time - began >= 3 && running.time - began < 6)
    }

    // MARK: - Figures

    private func entry(
        _ reference: String, _ kind: Maintenance.Intervention.Kind = .corrective, daysAgo: Double = 1, minutes: Int = 30,
        downtime: Int? = nil, cost: Double? = nil
    ) -> Maintenance.Intervention {
        Maintenance.Intervention(
            daysAgo: daysAgo, kind: kind, reference: reference, failure: nil, minutes: minutes, downtime: downtime, cost: cost,
            by: "", text: Text("…"), parts: [])
    }

    @Test func `what falls most often need not cost most`() {
        var history = MachineHistory(
            machine: "m", days: 28,
            entries: [
                entry("B1", downtime: 20, cost: 0), entry("B1", downtime: 20, cost: 0), entry("B1", downtime: 20, cost: 0),
                entry("R1", minutes: 90, downtime: 540, cost: 240), entry("CT1", .conditionBased, downtime: 0, cost: 16),
                entry("", .predetermined, minutes: 45, downtime: 60, cost: 0),
            ])
        history.calendar = WorkCalendar(shifts: 1, daysPerWeek: 5)
        let shares = history.shares(at: MachineHistory.Rates())
        #expect(shares.map(\.reference) == ["B1", "R1", "CT1"])
        #expect(shares.map(\.count) == [3, 1, 0])
        #expect(shares.map(\.minutes) == [60, 540, 0])
        #expect(shares.map(\.cost) == [0, 240, 16])
        // 20 days of 8 h; 10 h of breakdowns, 1 h planned: 149 h of running, four breakdowns.
        let hour = 3_600.0
        #expect(history.required == 160 * hour)
        #expect(history.meanTimeBetweenFailures == 37.25 * hour)
        #expect(history.meanTimeToRestoration == 2.5 * hour)
        let (intrinsic, operational) = (37.25 / 39.75, 149.0 / 160)
        #expect(abs((history.availability ?? 0) - intrinsic) < 1e-12)
        #expect(abs((history.operationalAvailability ?? 0) - operational) < 1e-12)
        // At 40 € an hour of work and 100 € an hour of stop.
        let paid = history.shares(at: MachineHistory.Rates(labour: 40, stop: 100))
        #expect(paid.map(\.cost) == [160, 1_200, 36], "60 + 100, 240 + 60 + 900, 16 + 20")
        #expect(history.filtered(sinceDays: nil, component: "B1").breakdowns == 3)
    }

    @Test func `a log without shifts has no MTBF, and one without downtime no MTTR`() throws {
        let (_, maintenance) = try conveyor()
        let shipped = MachineHistory(machine: "convoyeur-tri", entries: maintenance.history)
        #expect(shipped.breakdowns == 5)
        #expect(shipped.meanTimeBetweenFailures == nil && shipped.meanTimeToRestoration == nil && shipped.availability == nil)
        #expect(shipped.meanRepairMinutes == 43, "(35 + 20 + 75 + 15 + 70) / 5")
    }

    // MARK: - The file

    @Test func `a history is read back as it was written`() throws {
        let (definition, maintenance) = try conveyor()
        var history = MachineHistory(
            machine: "convoyeur-tri", days: 21,
            entries: [
                Maintenance.Intervention(
                    daysAgo: 12.25, kind: .corrective, reference: "CT1", failure: "glazed", minutes: 24, downtime: 25, cost: 16,
                    by: "karim", text: Text(fr: "courroie « glacée » : \"neuve\"", en: "belt glazed: \\ new"), parts: ["SPZ-1000"]
                ),
                entry("", .predetermined, daysAgo: 0), entry("B1", .conditionBased, daysAgo: 3, downtime: 0, cost: 1.25),
            ])
        history.calendar = WorkCalendar(shifts: 2, daysPerWeek: 6)
        (history.seed, history.care) = (7, .file)
        let threshold = try #require(maintenance.thresholds.first { $0.id == "palier-queue" })
        history.trends = [
            MachineHistory.Trend(
                threshold: threshold, readings: [(14, 311.15), (7, 312.65), (0, 315.05)].map { .init(daysAgo: $0, value: $1) })
        ]
        let read = try MachineHistory.decode(
            try Document.parse(history.yaml, name: "history.yaml"), for: definition.machine, maintenance)
        #expect(read.entries == history.entries)
        #expect(read.days == 21 && read.calendar == history.calendar && read.seed == 7 && read.care == .file)
        #expect(zip(read.trends[0].readings, history.trends[0].readings).allSatisfy { abs($0.value - $1.value) < 0.01 })
        #expect(read.trends[0].readings.map(\.daysAgo) == [14, 7, 0])
    }

    @Test(arguments: [
        ("format: 1\nmachine: presse-emballage\nhistory: []", 2, "another machine"),
        ("format: 1\nmachine: convoyeur-tri\nhistory: [{days-ago: 1, kind: correctif, text: x}]", 3, "corrective"),
        ("format: 1\nmachine: convoyeur-tri\nhistory: [{days-ago: 1, weeks-ago: 2, kind: corrective, text: x}]", 3, "days-ago"),
        ("format: 1\nmachine: convoyeur-tri\nhistory: [{days-ago: -1, kind: corrective, text: x}]", 3, "days-ago"),
        ("format: 1\nmachine: convoyeur-tri\nshifts: 4\nhistory: []", 3, "shifts"),
        ("format: 1\nmachine: convoyeur-tri\ntrends: {palier-quai: {values: [38 °C]}}", 3, "palier-queue"),
        ("format: 1\nmachine: convoyeur-tri\ntrends: {palier-queue: {values: [0.7 A]}}", 3, "°C"),
        ("format: 1\nmachine: convoyeur-tri\nhistorique: []", 3, "history"),
    ])
    func `a mistake in it is named`(_ text: String, _ line: Int, _ says: String) throws {
        let (definition, maintenance) = try conveyor()
        let error = try #require(throws: Mistakes.self) {
            try MachineHistory.decode(try Document.parse(text, name: "history.yaml"), for: definition.machine, maintenance)
        }
        #expect(error.all.contains { $0.origin.line == line && $0.description.contains(says) }, "\(error)")
    }

    @Test func `an exercise's own history takes the place of the machine's`() throws {
        let written = """
            format: 1
            machine: convoyeur-tri
            history:
              - {days-ago: 15, kind: corrective, of: CT1, minutes: 24, text: {fr: courroie glacée, en: belt glazed}, parts: [SPZ-1000]}
            """
        #expect(Exercise.recordNames(among: ["worked.txt", "history.yaml", "a.csv"]) == ["a.csv", "history.yaml"])
        let exercise = try Exercise.decode(
            named: "convoyeur-tri/short",
            scenario: Exercise.File(path: "scenario.yaml", shown: "scenario.yaml", text: SessionTests.shortest),
            machine: Bench.machineFiles("convoyeur-tri"),
            records: [
                Exercise.File(
                    path: "exercises/convoyeur-tri/short/history.yaml", shown: "history.yaml", text: written)
            ])
        let session = try Session(exercise, seed: 1)
        let said = Bench.said(try Bench.play(["dossier historique"], on: session))
        #expect(said.contains("il y a 2 sem. · CT1 · courroie glacée (24 min)"), "\(said)")
        #expect(!said.contains("1S2"))
        // A journal tells by its digest which history was read.
        #expect(exercise.files.contains { $0.path.hasSuffix("/history.yaml") })
    }
}
