import Foundation

/// Points of time as logs write them, always in UTC.
enum TimeStamp {
    /// "2026-11-26T12:42:05.123Z".
    static func written(_ time: Double) -> String {
        let milliseconds = Int((time * 1000).rounded())
        let parts = parts(milliseconds / 1000)
        return String(
            format: "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", Int(parts.tm_year) + 1900, parts.tm_mon + 1, parts.tm_mday,
            parts.tm_hour, parts.tm_min, parts.tm_sec, milliseconds % 1000)
    }

    /// For the name of a file: "20261126T124205Z".
    static func compact(_ time: Double) -> String {
        let parts = parts(Int(time))
        return String(
            format: "%04d%02d%02dT%02d%02d%02dZ", Int(parts.tm_year) + 1900, parts.tm_mon + 1, parts.tm_mday, parts.tm_hour,
            parts.tm_min, parts.tm_sec)
    }

    /// Seconds since 1970 of what `written` writes.
    static func read(_ text: String) -> Double? {
        guard let match = text.wholeMatch(of: #/(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)\.(\d{3})Z/#) else { return nil }
        let numbers = [match.1, match.2, match.3, match.4, match.5, match.6, match.7].compactMap { Int32($0) }
        var parts = tm()
        (parts.tm_year, parts.tm_mon, parts.tm_mday) = (numbers[0] - 1900, numbers[1] - 1, numbers[2])
        (parts.tm_hour, parts.tm_min, parts.tm_sec) = (numbers[3], numbers[4], numbers[5])
        return Double(timegm(&parts)) + Double(numbers[6]) / 1000
    }

    private static func parts(_ seconds: Int) -> tm {
        var seconds = seconds
        var parts = tm()
        gmtime_r(&seconds, &parts)
        return parts
    }
}
