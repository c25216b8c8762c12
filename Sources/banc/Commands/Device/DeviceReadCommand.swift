import ArgumentParser
import Devices
import Dossiers
import Foundation
import Notation
import Simulation

/// `banc device read`: each value once.
struct DeviceReadCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "read", abstract: Text(fr: "lit les valeurs une fois", en: "reads the values once").spoken)
    }

    @OptionGroup var common: CommonOptions
    @OptionGroup var options: LinkOptions

    @OptionGroup var named: ProfileArgument

    @Argument(help: ArgumentHelp(Text(fr: "valeurs voulues ; toutes par défaut", en: "values wanted; all by default").spoken))
    var names: [String] = []

    @Flag(name: .long, help: ArgumentHelp(Text(fr: "une valeur JSON", en: "one JSON value").spoken))
    var json = false

    private struct Exported: Encodable {
        struct Value: Encodable {
            let name: String
            let number: Double?
            let text: String?
            let unit: String?
            /// "ok", "absent", or why it could not be read.
            let quality: String
            let level: String
        }
        let profile: String
        let place: String
        let unitNumber: UInt8
        /// Seconds since 1970.
        let time: Double
        let values: [Value]
    }

    func run() throws {
        try reporting {
            let device = try BenchDevice(named.profile, common, options)
            let points = try device.points(names)
            let poller = device.poller()
            let sample = poller.turn()
            if case .silent(let error) = sample.outcome { throw device.failure(error) }
            if json {
                try Console.json(exported(device, points, sample))
            } else {
                show(device, points, sample)
            }
        }
    }

    private func show(_ device: BenchDevice, _ points: [Int], _ sample: Sample) {
        Console.print(device.title.spoken)
        var table = TextTable(
            [Text(fr: "nom", en: "name"), Text(fr: "valeur", en: "value"), Text(""), Text(fr: "sens", en: "meaning")].map(
                \.spoken))
        for index in points {
            let point = device.profile.points[index]
            guard let reading = sample.readings[index] else { continue }
            let remark: String =
                if case .failed(let error) = reading { error.text.spoken } else { level(reading, point).text.spoken }
            table.add([point.name, point.shown(reading, Spoken.language), remark, point.entry.text.spoken])
        }
        for line in table.lines(common.style) { Console.print(line) }
    }

    private func level(_ reading: Reading, _ point: Point) -> Polling.Thresholds.Level {
        reading.number.flatMap { point.entry.thresholds?.level(of: $0, previously: .normal) } ?? .normal
    }

    private func exported(_ device: BenchDevice, _ points: [Int], _ sample: Sample) -> Exported {
        Exported(
            profile: device.profile.name, place: device.place.summary, unitNumber: device.link.unit, time: sample.time,
            values: points.compactMap { index in
                guard let reading = sample.readings[index] else { return nil }
                let point = device.profile.points[index]
                let (text, quality): (String?, String) =
                    switch reading {
                    case .number: (nil, "ok")
                    case .text(let text): (text, "ok")
                    case .absent: (nil, "absent")
                    case .failed(let error): (nil, error.word)
                    }
                return .init(
                    name: point.name, number: reading.number, text: text, unit: point.unit.isEmpty ? nil : point.unit,
                    quality: quality, level: "\(level(reading, point))")
            })
    }
}
