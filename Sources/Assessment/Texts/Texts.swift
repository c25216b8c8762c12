import Notation
import Training

/// What would have been right, with the scenario's references: plain words, said to the trainee.
enum Texts {
    static func names(_ names: [String]) -> Text {
        Text(names.joined(separator: ", "))
    }

    static func numbers(_ numbers: [Int]) -> String { numbers.map { "\($0)" }.joined(separator: ", ") }

    static func answer(_ numbers: [Int]) -> Text {
        Text(
            fr: "réponds juste à la question \(Self.numbers(numbers)) (verbe « repondre »)",
            en: "answer question \(Self.numbers(numbers)) rightly (verb 'answer')")
    }

    static func documents(_ missing: [String], _ moment: Pattern.Moment) -> Text {
        Text(fr: "lis ", en: "read ") + titles(missing) + Text(fr: " avant ", en: " before ") + moment.text
    }

    /// As the dossier lists them.
    static func titles(_ documents: [String]) -> Text {
        documents.map { DerivedSheet(rawValue: $0)?.title ?? Text($0) }.joined(separator: Text(", "))
    }

    /// « B2:3 – 0V »
    static func points(_ measurement: Criteria.Measurement) -> String {
        measurement.points.first?.joined(separator: " – ") ?? ""
    }

    static func reading(_ measurement: Criteria.Measurement) -> Text {
        let name = measurement.quantity.words.shown
        let live = measurement.live.map { live in
            live ? Text(fr: ", sous tension", en: ", live") : Text(fr: ", hors tension", en: ", dead")
        }
        let during = measurement.during.map { Text(fr: " en actionnant \($0)", en: " while operating \($0)") }
        return Text(fr: "\(name.fr) \(points(measurement))", en: "\(name.en) \(points(measurement))") + (live ?? Text(""))
            + (during ?? Text(""))
    }

    static func readings(_ measurements: [Criteria.Measurement]) -> Text {
        measurements.map(reading).joined(separator: Text(" ; "))
    }
}
