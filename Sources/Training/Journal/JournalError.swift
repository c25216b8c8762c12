public import Notation

/// Why a journal cannot be used, with what to do about it.
public enum JournalError: Error, Hashable, Sendable, CustomStringConvertible {
    // The text
    case notAJournal
    case newerFormat(Int)
    case unreadable(line: Int)
    case tampered(line: Int)
    case outOfOrder(line: Int)
    case notWritable(line: Int, reason: String)
    case filesChanged([String])

    // The file
    case exists(path: String)
    case missing(path: String)
    case notAFile(path: String)
    case denied(path: String)
    case inUse(path: String)
    case diskFull(path: String)
    case failed(path: String, reason: String)

    public var text: Text { JournalTexts.text(of: self) }

    public var description: String { text[.en] }
}
