import Foundation
import Notation
import Testing

@testable import Training

/// Weeks of a device's record as an exercise's trend.
@Suite struct TrendRecordTests {
    /// Three weeks, two readings each, then a week without any and one more.
    private static let record = """
        time,status,missed,velocity-x (mm/s),temperature (°C),crest
        2026-10-05T06:40:00.000Z,ok,0,0.5,40,3
        2026-10-05T06:41:00.000Z,ok,0,0.7,41,3
        2026-10-12T06:40:00.000Z,ok,0,0.8,40,3
        2026-10-12T06:41:00.000Z,partial,0,,,3
        2026-10-19T06:40:00.000Z,ok,0,1.1,42,3
        2026-11-02T06:40:00.000Z,ok,0,1.6,44,3

        """

    private func exercise(_ trend: String, record: String = record) throws -> Exercise {
        let scenario = """
            format: 1
            title: {fr: Elle vibre, en: It shakes}
            family: conditional
            order: {complaint: {fr: Elle vibre., en: It shakes.}}
            faults: [pied-vs1-desserre]
            start: {for: 1 s}
            trends: {vibration-VS1: \(trend)}
            """
        func file(_ name: String, _ text: String) -> Exercise.File {
            Exercise.File(path: "exercises/groupe-hydraulique/weeks/\(name)", shown: name, text: text)
        }
        return try Exercise.decode(
            named: "groupe-hydraulique/weeks", scenario: file("scenario.yaml", scenario),
            machine: Bench.machineFiles("groupe-hydraulique"), records: [file("vs1.csv", record)])
    }

    @Test func `a period is the mean of what was recorded in it, in SI, and one without a value is left out`() throws {
        let exercise = try exercise("{record: vs1.csv, value: velocity-x}")
        let trend = try #require(exercise.scenario.trends.first)
        #expect(trend.weeks.map(\.week) == [-5, -4, -3, -1])
        for (week, value) in zip(trend.weeks, [0.6e-3, 0.8e-3, 1.1e-3, 1.6e-3]) { #expect(abs(week.value - value) < 1e-9) }
        #expect(trend.source?.record == "vs1.csv" && trend.source?.period == 7 * 86_400)
        let header = exercise.files.map(\.path)
        #expect(header.contains("exercises/groupe-hydraulique/weeks/vs1.csv"), "a replay must notice another record")
    }

    @Test func `the dossier shows the weeks with their thresholds and where they come from`() throws {
        let exercise = try exercise("{record: vs1.csv, value: velocity-x, load: [100, 101]}")
        let session = try Session(exercise, seed: 1)
        let text = try Bench.play(["dossier tendance"], on: session).flatMap(\.allLines).map(\.fr).joined(separator: "\n")
        #expect(text.contains("alerte 1,80 mm/s") || text.contains("alerte 1,8 mm/s"), "\(text)")
        #expect(text.contains("vs1.csv · velocity-x · moyennes de 7 jours"), "\(text)")
        #expect(text.contains("S-5 0,60 mm/s (charge 100 %)") || text.contains("S-5 0,6 mm/s (charge 100 %)"), "\(text)")
    }

    @Test func `days are counted in days`() throws {
        let trend = try #require(try exercise("{record: vs1.csv, value: velocity-x, every: 1 d}").scenario.trends.first)
        #expect(trend.weeks.map(\.week) == [-29, -22, -15, -1])
    }

    @Test(arguments: [
        ("{record: vs2.csv, value: velocity-x}", "vs1.csv"),
        ("{record: vs1.csv, value: velocity}", "no value 'velocity'"),
        ("{record: vs1.csv, value: temperature}", "°C"),
        ("{record: vs1.csv, value: crest}", "no unit"),
        ("{record: vs1.csv}", "value"),
        ("{record: vs1.csv, value: velocity-x, values: [1 mm/s]}", "gives the values already"),
        ("{record: vs1.csv, value: velocity-x, every: 1000 d}", "1 periods"),
    ])
    func `a mistake in it is named`(_ trend: String, _ says: String) throws {
        let error = try #require(throws: Mistakes.self) { try exercise(trend) }
        #expect(error.all.contains { $0.origin.line == 7 && $0.description.contains(says) }, "\(error)")
    }

    @Test func `what is no record is told`() throws {
        let error = try #require(throws: Mistakes.self) {
            try exercise("{record: vs1.csv, value: velocity-x}", record: "semaine;valeur\n1;0,5\n")
        }
        #expect("\(error)".contains("no record"))
    }
}
