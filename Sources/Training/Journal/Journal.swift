public import Foundation

/// A session as it is kept: a header and entries, each line holding the SHA-256 of the line before.
///
/// Pure: text in, values out. `JournalStore` has the file.
public struct Journal: Hashable, Sendable {
    public let header: Header
    public private(set) var entries: [Entry] = []
    /// Of the last line: what the next one must hold, and what a register of attempts keeps.
    public private(set) var lastDigest: Digest
    /// Bytes after the last whole line: a line that was being written when the power went. Zero for a sound journal.
    public private(set) var cutOff = 0

    /// Of every line in turn, the header's first.
    public var lineDigests: [String] { (entries.map(\.previous) + [lastDigest]).map(\.hexadecimal) }

    /// A journal that begins, and its first line.
    public static func begin(_ header: Header) throws(JournalError) -> (journal: Journal, line: Data) {
        let line = try encode(header, line: 1)
        return (Journal(header: header, lastDigest: Digest(of: line)), line)
    }

    private init(header: Header, lastDigest: Digest) {
        self.header = header
        self.lastDigest = lastDigest
    }

    /// The entry that comes next, and its line without the end of line. Nothing is changed until `append`.
    public func next(time: Double, scan: Int, input: Entry.Input, events: [Event]) throws(JournalError) -> (
        entry: Entry, line: Data
    ) {
        let entry = Entry(
            index: entries.count + 1, time: time, scan: scan, input: input, events: events, previous: lastDigest)
        return (entry, try Self.encode(entry, line: entries.count + 2))
    }

    /// Takes in an entry that `next` made and that is now on the disk.
    public mutating func append(_ entry: Entry, line: Data) {
        entries.append(entry)
        lastDigest = Digest(of: line)
    }

    /// The journal's whole text.
    public func encoded() throws(JournalError) -> Data {
        var text = try Self.encode(header, line: 1)
        text.append(endOfLine)
        for entry in entries {
            text.append(try Self.encode(entry, line: entry.index + 1))
            text.append(endOfLine)
        }
        return text
    }

    /// Reads and verifies: every line decodes, indices follow, machine time never goes back, and every line holds the digest of the
    /// one before. A last line without its end is left out and counted in `cutOff`.
    public static func decode(_ text: Data) throws(JournalError) -> Journal {
        var lines = text.split(separator: endOfLine, omittingEmptySubsequences: false)
        // What follows the last end of line: nothing, or a line that was cut off.
        let cutOff = lines.popLast()?.count ?? 0
        guard let first = lines.first else { throw JournalError.notAJournal }
        let format = try? JSONDecoder().decode(Format.self, from: first)
        guard let format else { throw JournalError.notAJournal }
        guard format.format == Header.currentFormat else { throw JournalError.newerFormat(format.format) }
        var journal = Journal(header: try decode(Header.self, from: first, line: 1), lastDigest: Digest(of: first))
        for (offset, line) in lines.dropFirst().enumerated() {
            let number = offset + 2
            let entry = try decode(Entry.self, from: line, line: number)
            // The digest is the previous line's: that is the line which was changed, or a line between them that is gone.
            guard entry.previous == journal.lastDigest else { throw JournalError.tampered(line: number - 1) }
            guard entry.index == offset + 1, entry.time >= journal.entries.last?.time ?? 0 else {
                throw JournalError.outOfOrder(line: number)
            }
            journal.append(entry, line: line)
        }
        journal.cutOff = cutOff
        return journal
    }

    /// The first line at which two journals differ, from 1, or nil when they are the same.
    public func firstDifference(from other: Journal) -> Int? {
        if header != other.header { return 1 }
        for (mine, theirs) in zip(entries, other.entries) where mine != theirs { return mine.index + 1 }
        if entries.count != other.entries.count { return min(entries.count, other.entries.count) + 2 }
        return nil
    }

    private struct Format: Decodable {
        var format: Int
    }

    private static func encode(_ value: some Encodable, line: Int) throws(JournalError) -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return try encoder.encode(value)
        } catch {
            // A number that is not finite: the machine's equations let one through.
            throw JournalError.notWritable(line: line, reason: "\(error)")
        }
    }

    private static func decode<Value: Decodable>(_ type: Value.Type, from line: Data, line number: Int) throws(JournalError)
        -> Value
    {
        do {
            return try JSONDecoder().decode(type, from: line)
        } catch {
            throw JournalError.unreadable(line: number)
        }
    }
}

private let endOfLine = UInt8(ascii: "\n")
