import ArgumentParser
import Devices
import Foundation
import Notation
import Records
import Simulation

/// `banc device record`: the values on the disk, turn by turn.
struct DeviceRecordCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "record",
            abstract: Text(
                fr: "enregistre les valeurs, en CSV ou en SQLite", en: "records the values, as CSV or in SQLite"
            ).spoken)
    }

    @OptionGroup var common: CommonOptions
    @OptionGroup var options: LinkOptions

    @OptionGroup var named: ProfileArgument

    @Option(
        name: .long,
        help: ArgumentHelp(Text(fr: "fichier CSV à continuer", en: "CSV file to go on with").spoken, valueName: "file"))
    var csv: String?

    @Option(
        name: .long,
        help: ArgumentHelp(Text(fr: "base SQLite à continuer", en: "SQLite database to go on with").spoken, valueName: "file"))
    var sqlite: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            Text(fr: "nouveau fichier au-delà de cette taille (10MB)", en: "a new file beyond this size (10MB)").spoken,
            valueName: "size"))
    var rotateSize: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            Text(fr: "nouveau fichier après cette durée (24h)", en: "a new file after this time (24h)").spoken, valueName: "time")
    )
    var rotateEvery: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            Text(fr: "garde ce nombre d'anciens fichiers ; tous par défaut", en: "keeps so many old files; all by default").spoken
        ))
    var keep: Int?

    @Option(
        name: .customLong("for"), help: ArgumentHelp(Text(fr: "s'arrête après cette durée", en: "stops after this time").spoken))
    var duration: String?

    @Flag(
        name: .long,
        help: ArgumentHelp(
            Text(fr: "dit chaque enregistrement une fois sur le disque", en: "tells each record once it is on the disk").spoken))
    var trace = false

    func validate() throws {
        guard csv != nil || sqlite != nil else {
            throw ValidationError(
                Text(
                    fr: "où enregistrer ? donne --csv FICHIER ou --sqlite FICHIER",
                    en: "record where? give --csv FILE or --sqlite FILE"
                )
                .spoken)
        }
        if let keep, !(1...100_000 ~= keep) {
            throw ValidationError(Text(fr: "--keep : de 1 à 100000", en: "--keep: from 1 to 100000").spoken)
        }
    }

    func run() throws {
        try reporting {
            let device = try BenchDevice(named.profile, common, options)
            let limit = try duration.map { try Arguments.duration($0, option: "--for") } ?? .infinity
            let rotation = try rotation()
            var logs: [any SampleLog] = []
            if let csv { logs.append(try CommaLog(csv, of: device.profile, rotation: rotation)) }
            if let sqlite {
                let place = device.place.summary
                logs.append(try DatabaseLog(sqlite, of: device.profile, at: place, rotation: rotation))
            }
            let files = [csv, sqlite].compactMap { $0 }.joined(separator: ", ")
            Console.print((device.title + " → \(files)").spoken)
            Console.print(Text(fr: "Ctrl-C pour arrêter", en: "Ctrl-C to stop").spoken)
            fflush(nil)
            var statistics = Statistics(device.profile)
            var (count, wasSilent) = (0, false)
            var counters = Counters()
            let wasInterrupted = try device.follow(for: limit) { sample, poller in
                for log in logs { try log.append(sample) }
                count += 1
                counters = poller.counters
                if trace {
                    Console.print("\(sample.number) \(sample.outcome.word)")
                    fflush(nil)
                }
                for index in statistics.take(sample) { tell(index, statistics, sample, device) }
                wasSilent = tell(sample, wasSilent)
            }
            Console.print(Text(fr: "\(count) enregistrements", en: "\(count) records").spoken + " · " + counters.text.spoken)
            if wasInterrupted { throw Exit.interrupted }
        }
    }

    /// That a device has fallen silent, or answers again: once, on standard error.
    private func tell(_ sample: Sample, _ wasSilent: Bool) -> Bool {
        if case .silent(let error) = sample.outcome {
            if !wasSilent { Console.error("\(clockTime(sample.time))  " + error.text.spoken) }
            return true
        }
        if wasSilent {
            Console.error(
                "\(clockTime(sample.time))  " + Text(fr: "l'appareil répond de nouveau", en: "the device answers again").spoken)
        }
        return false
    }

    private func tell(_ index: Int, _ statistics: Statistics, _ sample: Sample, _ device: BenchDevice) {
        let (point, value) = (device.profile.points[index], statistics.values[index])
        let what = value.level == .normal ? Text(fr: "retour à la normale", en: "back to normal") : value.level.text
        let name = point.name + Text.colon.spoken
        Console.error("\(clockTime(sample.time))  \(name)\(what.spoken) (\(point.shown(value.last, Spoken.language)))")
    }

    private func rotation() throws -> Rotation {
        Rotation(
            size: try rotateSize.map { try Self.bytes($0) },
            span: try rotateEvery.map { text in
                let span = try Arguments.duration(text, option: "--rotate-every")
                guard span >= 1 else {
                    throw Failure(
                        Exit.misuse, Text(fr: "--rotate-every \(text) : au moins 1 s", en: "--rotate-every \(text): at least 1 s")
                    )
                }
                return span
            }, kept: keep)
    }

    private static func bytes(_ text: String) throws -> Int {
        let factors = [
            "": 1, "B": 1, "KB": 1000, "KO": 1000, "MB": 1_000_000, "MO": 1_000_000, "GB": 1_000_000_000, "GO": 1_000_000_000,
        ]
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let unit = text.dropFirst(digits.count).trimmingCharacters(in: .whitespaces).uppercased()
        guard let number = Int(digits), let factor = factors[unit], number <= 1_000_000_000, number * factor >= 1000 else {
            throw Failure(
                Exit.misuse,
                Text(
                    fr: "--rotate-size \(text) : une taille à partir de 1kB, par exemple 10MB",
                    en: "--rotate-size \(text): a size from 1kB up, such as 10MB"))
        }
        return number * factor
    }
}
