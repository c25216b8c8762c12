import ArgumentParser
import Devices
import Dossiers
import Foundation
import Notation
import Records
import Simulation

/// `banc device trend`: what was recorded of a value, period by period, and when it reaches its thresholds.
struct DeviceTrendCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "trend",
            abstract: Text(
                fr: "la tendance d'une valeur enregistrée, et quand elle atteint ses seuils",
                en: "the trend of a recorded value, and when it reaches its thresholds"
            ).spoken)
    }

    @OptionGroup var common: CommonOptions

    @OptionGroup var named: ProfileArgument

    @Argument(help: ArgumentHelp(Text(fr: "valeur", en: "value").spoken))
    var name: String

    @Option(
        name: .long, parsing: .singleValue,
        help: ArgumentHelp(
            Text(
                fr: "enregistrement CSV (répétable, du plus ancien au plus récent)",
                en: "CSV record (repeatable, the oldest first)"
            ).spoken, valueName: "file"))
    var csv: [String] = []

    @Option(name: .long, help: ArgumentHelp(Text(fr: "durée d'une période", en: "length of a period").spoken, valueName: "time"))
    var every = "7d"

    func validate() throws {
        guard !csv.isEmpty else { throw ValidationError(Text(fr: "donne --csv FICHIER", en: "give --csv FILE").spoken) }
    }

    func run() throws {
        try reporting {
            let profile = try common.library().profile(named.profile)
            guard let index = profile.point(name) else {
                throw Failure(
                    Exit.misuse,
                    WritingError.unknown(name, nearest: nearest(name, among: profile.points.map(\.name))).text)
            }
            let point = profile.points[index]
            let interval = try Arguments.duration(every, option: "--every")
            guard interval >= 1 else {
                throw Failure(Exit.misuse, Text(fr: "--every \(every) : au moins 1 s", en: "--every \(every): at least 1 s"))
            }
            var trend = Trend(every: interval)
            var left = 0
            for file in csv {
                try CommaReader(file).numbers(of: name) { time, value in
                    if !trend.take(value, at: time) { left += 1 }
                }
            }
            guard !trend.periods.isEmpty else {
                throw Failure(Exit.unmet, Text(fr: "aucune valeur de « \(name) »", en: "no value of '\(name)'"))
            }
            show(profile, point, trend, left)
        }
    }

    private func show(_ profile: Profile, _ point: Point, _ trend: Trend, _ left: Int) {
        let language = Spoken.language
        Console.print((profile.text + " · \(point.name)").spoken)
        var table = TextTable(
            [Text(fr: "depuis", en: "from"), Text(fr: "moyenne", en: "mean"), Text("min"), Text("max"), Text("n"), Text("")].map(
                \.spoken))
        for period in trend.periods {
            let level = point.entry.thresholds?.level(of: period.mean, previously: .normal) ?? .normal
            table.add([
                Self.day(period.start, trend.interval), point.shown(period.mean, language, finer: 1),
                point.shown(period.minimum, language),
                point.shown(period.maximum, language), "\(period.count)", level.text.spoken,
            ])
        }
        for line in table.lines(common.style) { Console.print(line) }
        if left > 0 {
            Console.print(
                Text(
                    fr: "\(left) valeurs hors de l'ordre ou au-delà de 1000 périodes",
                    en: "\(left) values out of order or beyond 1000 periods"
                )
                .spoken)
        }
        guard let slope = trend.slope else { return }
        let sign = slope > 0 ? "+" : ""
        let change = sign + Quantity(slope, .ratio).formatted(language, digits: 3) + (point.unit.isEmpty ? "" : " \(point.unit)")
        Console.print(Text(fr: "pente : \(change) par période", en: "slope: \(change) a period").spoken)
        let thresholds = point.entry.thresholds
        tell(Text(fr: "alerte", en: "alert"), slope > 0 ? thresholds?.alert?.maximum : thresholds?.alert?.minimum, trend, point)
        tell(Text(fr: "alarme", en: "alarm"), slope > 0 ? thresholds?.alarm?.maximum : thresholds?.alarm?.minimum, trend, point)
        // As a conditional scenario's `trends` has them.
        let values = trend.periods.map { point.shown($0.mean, .en, finer: 1) }.joined(separator: ", ")
        Console.print(Text(fr: "pour un scénario : ", en: "for a scenario: ").spoken + "values: [\(values)]")
    }

    private func tell(_ level: Text, _ limit: Double?, _ trend: Trend, _ point: Point) {
        guard let limit, let crossing = trend.crossing(limit), let last = trend.periods.last else { return }
        let language = Spoken.language
        let periods = ((crossing - last.start) / trend.interval).formatted(language, digits: 2)
        let day = Self.day(crossing, trend.interval)
        Console.print(
            (level
                + Text(
                    fr: " (\(point.shown(limit, language))) vers \(day), dans \(periods) périodes à ce train",
                    en: " (\(point.shown(limit, language))) about \(day), in \(periods) periods at this pace")).spoken)
    }

    /// A day, with the time of day where periods are shorter.
    private static func day(_ time: Double, _ interval: Double) -> String {
        var seconds = Int(time.rounded())
        var parts = tm()
        localtime_r(&seconds, &parts)
        let day = String(format: "%04d-%02d-%02d", Int(parts.tm_year) + 1900, parts.tm_mon + 1, parts.tm_mday)
        return interval >= 86_400 ? day : day + String(format: " %02d:%02d:%02d", parts.tm_hour, parts.tm_min, parts.tm_sec)
    }
}
