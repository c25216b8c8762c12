import Foundation
import Notation
import Training

/// Where journals lie when nothing is said: `$XDG_DATA_HOME/banc/journals`, for their owner's eyes only.
enum JournalPlace {
    static var folder: URL {
        let environment = ProcessInfo.processInfo.environment
        let base =
            environment["XDG_DATA_HOME"].flatMap { $0.hasPrefix("/") ? URL(filePath: $0) : nil }
            ?? FileManager.default.homeDirectoryForCurrentUser.appending(path: ".local/share")
        return base.appending(path: "banc/journals")
    }

    /// A new name: the exercise and the moment.
    static func path(for exercise: String, at moment: Date) -> String {
        let parts = Calendar(identifier: .gregorian).dateComponents(
            [.year, .month, .day, .hour, .minute, .second, .nanosecond], from: moment)
        func two(_ number: Int?) -> String { String(format: "%02d", number ?? 0) }
        let stamp =
            "\(parts.year ?? 0)\(two(parts.month))\(two(parts.day))-\(two(parts.hour))\(two(parts.minute))\(two(parts.second))"
            + String(format: "-%03d", (parts.nanosecond ?? 0) / 1_000_000)
        let name = exercise.replacing("/", with: "-")
        return folder.appending(path: "\(name)-\(stamp).jsonl").path(percentEncoded: false)
    }
}
