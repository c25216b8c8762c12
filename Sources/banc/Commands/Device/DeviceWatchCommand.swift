import ArgumentParser
import Devices
import Foundation
import Notation
import Simulation

/// `banc device watch`: the values as they come, in a table that redraws itself, or a line a turn where there is no terminal.
struct DeviceWatchCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "watch",
            abstract: Text(
                fr: "suit les valeurs : minimum, maximum, allure, alarmes",
                en: "follows the values: minimum, maximum, trend, alarms"
            ).spoken)
    }

    @OptionGroup var common: CommonOptions
    @OptionGroup var options: LinkOptions

    @OptionGroup var named: ProfileArgument

    @Argument(help: ArgumentHelp(Text(fr: "valeurs voulues ; toutes par défaut", en: "values wanted; all by default").spoken))
    var names: [String] = []

    @Option(
        name: .customLong("for"), help: ArgumentHelp(Text(fr: "s'arrête après cette durée", en: "stops after this time").spoken))
    var duration: String?

    func run() throws {
        try reporting {
            let device = try BenchDevice(named.profile, common, options)
            let points = try device.points(names)
            let limit = try duration.map { try Arguments.duration($0, option: "--for") } ?? .infinity
            let isLive = isatty(STDOUT_FILENO) == 1 && !common.plain
            var view = DeviceView(device, points, isLive: isLive)
            view.begin()
            let wasInterrupted = device.follow(for: limit) { sample, poller in
                view.show(sample, poller)
            }
            view.end()
            if wasInterrupted { throw Exit.interrupted }
        }
    }
}

extension BenchDevice {
    /// Takes turns until the time is over or Ctrl-C.
    /// - Parameter limit: seconds.
    /// - Returns: whether it was interrupted.
    func follow(for limit: Double, _ body: (Sample, Poller) throws -> Void) rethrows -> Bool {
        let interruption = Interruption()
        let poller = poller()
        let end = clock.now + limit
        while !interruption.isAsked {
            let now = clock.now
            if now >= end { return false }
            if poller.due > now {
                // In slices, so that Ctrl-C is heard.
                clock.sleep(min(poller.due - now, end - now, 0.05))
                continue
            }
            try body(poller.turn(), poller)
        }
        return true
    }
}

/// What `watch` shows.
struct DeviceView {
    private let device: BenchDevice
    private let points: [Int]
    private let isLive: Bool
    private let isColoured: Bool
    private var statistics: Statistics

    init(_ device: BenchDevice, _ points: [Int], isLive: Bool) {
        self.device = device
        self.points = points
        self.isLive = isLive
        isColoured = isLive && ProcessInfo.processInfo.environment["NO_COLOR", default: ""].isEmpty
        statistics = Statistics(device.profile)
    }

    func begin() {
        if isLive {
            // The cursor would flicker over the table.
            print("\u{1B}[?25l\u{1B}[2J", terminator: "")
        } else {
            Console.print(device.title.spoken)
        }
        fflush(nil)
    }

    func end() {
        if isLive { print("\u{1B}[?25h") }
        fflush(nil)
    }

    mutating func show(_ sample: Sample, _ poller: Poller) {
        let changed = statistics.take(sample)
        if isLive {
            let screen = Screen.now
            let lines = table(sample, poller, screen)
            // Home, each line cut off behind, the rest of the screen cleared.
            print("\u{1B}[H" + lines.map { $0 + "\u{1B}[K\n" }.joined() + "\u{1B}[J", terminator: "")
        } else {
            Console.print(line(sample))
            for index in changed { Console.print(change(index, sample)) }
        }
        fflush(nil)
    }

    /// A turn in one line: what was asked for in it.
    private func line(_ sample: Sample) -> String {
        let told = points.compactMap { index -> String? in
            guard let reading = sample.readings[index] else { return nil }
            if case .failed = reading, case .silent = sample.outcome { return nil }
            let point = device.profile.points[index]
            return "\(point.name) " + point.shown(reading, Spoken.language)
        }
        let trouble: [String] =
            switch sample.outcome {
            case .complete: []
            case .partial(let error), .silent(let error): [error.text.spoken]
            }
        return clockTime(sample.time) + "  " + (told + trouble).joined(separator: " · ")
    }

    private func change(_ index: Int, _ sample: Sample) -> String {
        let point = device.profile.points[index]
        let level = statistics.values[index].level
        let what = level == .normal ? Text(fr: "retour à la normale", en: "back to normal") : level.text
        let name = point.name + Text.colon.spoken
        let value = point.shown(statistics.values[index].last, Spoken.language)
        return "\(clockTime(sample.time))  \(name)\(what.spoken) (\(value))"
    }

    // MARK: The table

    private func table(_ sample: Sample, _ poller: Poller, _ screen: Screen) -> [String] {
        let language = Spoken.language
        let shown = points.prefix(max(1, screen.page - 4))
        let headings = [
            Text(fr: "nom", en: "name"), Text(fr: "valeur", en: "value"), Text("min"), Text("max"),
            Text(fr: "allure", en: "trend"), Text(""),
        ].map(\.spoken)
        let rows = shown.map { index -> [String] in
            let (point, value) = (device.profile.points[index], statistics.values[index])
            let remark: Text =
                value.isStale ? Text(fr: "ancienne", en: "old") + age(value, sample) : value.level.text
            return [
                point.name, point.shown(value.last, language), value.minimum.map { number($0, point) } ?? "",
                value.maximum.map { number($0, point) } ?? "", Sparkline.drawn(value.trail), remark.spoken,
            ]
        }
        let widths = headings.indices.map { column in ([headings] + rows).map { $0[column].count }.max() ?? 0 }
        func laid(_ row: [String]) -> String {
            zip(row, widths).map { $0 + String(repeating: " ", count: max(0, $1 - $0.count)) }.joined(separator: "  ")
        }
        var lines = [
            String((Text("\(clockTime(sample.time).prefix(8))  ") + device.title).spoken.prefix(screen.columns)), laid(headings),
        ]
        for (index, row) in zip(shown, rows) {
            let text = String(laid(row).prefix(screen.columns))
            lines.append(coloured(text, statistics.values[index]))
        }
        if points.count > shown.count {
            let left = points.count - shown.count
            lines.append(
                Text(fr: "… et \(left) autres : nomme celles que tu veux", en: "… and \(left) more: name those you want").spoken)
        }
        if case .silent(let error) = sample.outcome { lines.append(String(error.text.spoken.prefix(screen.columns))) }
        lines.append(String(poller.counters.text.spoken.prefix(screen.columns)))
        lines.append(Text(fr: "Ctrl-C pour arrêter", en: "Ctrl-C to stop").spoken)
        return lines
    }

    private func number(_ value: Double, _ point: Point) -> String {
        let text = point.shown(value, Spoken.language)
        return point.unit.isEmpty ? text : String(text.dropLast(point.unit.count + 1))
    }

    private func age(_ value: Statistics.Value, _ sample: Sample) -> Text {
        guard let time = value.time else { return Text("") }
        return Text(" (\(Int((sample.time - time).rounded())) s)")
    }

    /// A word says it too.
    private func coloured(_ text: String, _ value: Statistics.Value) -> String {
        guard isColoured else { return text }
        if value.isStale { return "\u{1B}[2m\(text)\u{1B}[0m" }
        switch value.level {
        case .normal: return text
        case .alert: return "\u{1B}[33m\(text)\u{1B}[0m"
        case .alarm: return "\u{1B}[1;31m\(text)\u{1B}[0m"
        }
    }
}

/// Numbers as a row of little bars, from the least to the greatest of them.
enum Sparkline {
    private static let bars = Array("▁▂▃▄▅▆▇█")

    static func drawn(_ numbers: [Double]) -> String {
        guard let least = numbers.min(), let greatest = numbers.max() else { return "" }
        let span = greatest - least
        return String(numbers.map { span > 0 ? bars[min(7, Int(($0 - least) / span * 8))] : bars[3] })
    }
}
