import Foundation

/// Reads a column of a `CommaLog` back, a line at a time, however long the file is.
public struct CommaReader {
    /// A line of two thousand values is far shorter.
    private static let longestLine = 1 << 20

    private let path: String

    public init(_ path: String) { self.path = path }

    /// Numbers of a column with their times (seconds since 1970); lines without one are passed over.
    /// - Parameter name: of the point, without its unit.
    public func numbers(of name: String, _ body: (_ time: Double, _ value: Double) -> Void) throws(LogError) {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { throw errno == ENOENT ? .missing(path: path) : LogError(errno, path) }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { throw .notAFile(path: path) }
        var column = CommaColumn(name, path: path)
        var pending: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = chunk.withUnsafeMutableBytes { read(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw LogError(errno, path) }
            // What follows the last line's end is a line that is being written, or was cut.
            guard count > 0 else { return }
            pending += chunk[..<count]
            var start = 0
            while let end = pending[start...].firstIndex(of: UInt8(ascii: "\n")) {
                let line = String(decoding: pending[start..<end], as: UTF8.self)
                start = end + 1
                if let number = try column.number(in: line) { body(number.time, number.value) }
            }
            pending.removeSubrange(..<start)
            guard pending.count <= Self.longestLine else { throw .notALog(path: path) }
        }
    }

    /// The same of a log whose text is at hand already.
    /// - Parameter path: as errors should name it.
    /// - Returns: the unit in the column's heading; empty without one.
    public static func numbers(
        of name: String, in text: String, path: String, _ body: (_ time: Double, _ value: Double) -> Void
    ) throws(LogError) -> String {
        var column = CommaColumn(name, path: path)
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            if let number = try column.number(in: String(line)) { body(number.time, number.value) }
        }
        guard let unit = column.unit else { throw .notALog(path: path) }
        return unit
    }

    /// The fields of a line, their quotation marks taken off.
    static func fields(_ line: String) -> [String] {
        var fields = [""]
        var isQuoted = false
        var previous: Character?
        for character in line {
            switch character {
            case "\"":
                // Two of them within a quoted field are one.
                if !isQuoted, previous == "\"" { fields[fields.count - 1].append(character) }
                isQuoted.toggle()
            case "," where !isQuoted: fields.append("")
            default: fields[fields.count - 1].append(character)
            }
            previous = character
        }
        return fields
    }
}

/// One column of a log, found in its headings, then read line by line.
private struct CommaColumn {
    private let name: String
    private let path: String
    private var index: Int?
    /// Of the heading; nil before it was read.
    private(set) var unit: String?

    init(_ name: String, path: String) {
        self.name = name
        self.path = path
    }

    /// Nil for the headings, and for a line without a number here.
    mutating func number(in line: String) throws(LogError) -> (time: Double, value: Double)? {
        let fields = CommaReader.fields(line)
        guard let index else {
            try find(fields)
            return nil
        }
        guard fields.indices.contains(index), let time = TimeStamp.read(fields[0]), let value = Double(fields[index]) else {
            return nil
        }
        return (time, value)
    }

    private mutating func find(_ headings: [String]) throws(LogError) {
        guard headings.prefix(3) == ["time", "status", "missed"] else { throw .notALog(path: path) }
        guard let found = headings.dropFirst(3).firstIndex(where: { $0 == name || $0.hasPrefix("\(name) (") }) else {
            throw .noColumn(path: path, name: name)
        }
        index = found
        unit = String(headings[found].dropFirst(name.count + 2).dropLast())
    }
}
