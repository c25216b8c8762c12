public import Foundation

/// The file of a journal while a session is open on it: locked, mode 0600, each line on the disk before `append` returns.
///
/// Beside `seance.jsonl` lies `seance.times.jsonl`, outside the chain: when each entry was made by the wall, and each resume.
public struct JournalStore: ~Copyable {
    public let path: String
    public private(set) var journal: Journal
    private let file: Int32
    private let times: Int32
    /// Where the next line goes; what lies beyond after a failed write is no part of the journal.
    private var length: Int

    /// Bytes that were cut off from the last line and removed when the file was opened; 0 if it was sound.
    public let repaired: Int

    /// Makes a new journal. Its folder is made too (mode 0700); an existing file is never overwritten.
    /// - Parameter wall: seconds since 1970, for the side file.
    public static func create(path: String, header: Header, wall: Double) throws(JournalError) -> JournalStore {
        let (journal, line) = try Journal.begin(header)
        let folder = (path as NSString).deletingLastPathComponent
        if !folder.isEmpty { try makeFolder(folder) }
        let file = try openFile(path, O_RDWR | O_CREAT | O_EXCL)
        let times: Int32
        do throws(JournalError) {
            try lock(file, path: path)
            times = try openFile(timesPath(of: path), O_WRONLY | O_APPEND | O_CREAT)
        } catch {
            close(file)
            throw error
        }
        var store = JournalStore(path: path, journal: journal, file: file, times: times, length: 0, repaired: 0)
        do throws(JournalError) {
            try store.write(line)
            try synchronise(folder: folder.isEmpty ? "." : folder)
        } catch {
            // An empty file would stand in the way of the next try, and is no journal.
            unlink(path)
            unlink(timesPath(of: path))
            throw error
        }
        store.note(TimeLine(began: wall))
        return store
    }

    /// Opens a journal to go on with it: takes the lock, verifies, removes a last line that was cut off.
    public static func resume(path: String, wall: Double) throws(JournalError) -> JournalStore {
        let file = try openFile(path, O_RDWR)
        do throws(JournalError) {
            try lock(file, path: path)
            let text = try readAll(file, path: path)
            let journal = try Journal.decode(text)
            let sound = text.count - journal.cutOff
            if journal.cutOff > 0 {
                guard ftruncate(file, off_t(sound)) == 0, fsync(file) == 0 else { throw failure(errno, path) }
            }
            let times = try openFile(timesPath(of: path), O_WRONLY | O_APPEND | O_CREAT)
            let store = JournalStore(
                path: path, journal: journal, file: file, times: times, length: sound, repaired: journal.cutOff)
            store.note(TimeLine(after: journal.entries.count, resumed: wall))
            return store
        } catch {
            close(file)
            throw error
        }
    }

    /// Reads and verifies without taking the lock: for `replay`, `score`, `debrief`, even while a session is open.
    public static func read(path: String) throws(JournalError) -> Journal {
        let file = try openFile(path, O_RDONLY)
        defer { close(file) }
        return try Journal.decode(readAll(file, path: path))
    }

    /// The text of a journal, or of its side file, as it lies there.
    /// - Parameter limit: bytes; of a longer file somewhat more than these are given.
    public static func text(path: String, atMost limit: Int) throws(JournalError) -> Data {
        let file = try openFile(path, O_RDONLY)
        defer { close(file) }
        return try readAll(file, path: path, atMost: limit)
    }

    /// What a file's first line says, whatever became of the others; nil when it is no journal's.
    public static func header(path: String) -> Header? {
        guard let text = try? text(path: path, atMost: 1 << 20) else { return nil }
        return try? JSONDecoder().decode(Header.self, from: text.prefix { $0 != UInt8(ascii: "\n") })
    }

    /// When a session began, in seconds since 1970, from the text of its side file; nil for what no clock of a workshop shows.
    public static func began(inTimes text: String) -> Double? {
        let began = text.split(separator: "\n").lazy.compactMap {
            (try? JSONDecoder().decode(Beginning.self, from: Data($0.utf8)))?.began
        }.first
        // To the end of the century: anybody can write in that file.
        return began.flatMap { (0...4_102_444_800).contains($0) ? $0 : nil }
    }

    private struct Beginning: Decodable { var began: Double? }

    /// Writes a journal and its side file into a folder, made where there is none, under a name that is free there.
    /// - Returns: the journal's path.
    public static func copy(_ text: Data, times: Data, into folder: String, as name: String) throws(JournalError) -> String {
        try makeFolder(folder)
        let stem = name.hasSuffix(".jsonl") ? String(name.dropLast(".jsonl".count)) : name
        var number = 1
        while true {
            let path = "\(folder)/\(stem)" + (number == 1 ? ".jsonl" : "-\(number).jsonl")
            do throws(JournalError) {
                try write(text, to: path)
            } catch .exists where number < 1000 {
                number += 1
                continue
            }
            // It informs and proves nothing: one of that name that is there stays.
            if !times.isEmpty { try? write(times, to: timesPath(of: path)) }
            try synchronise(folder: folder)
            return path
        }
    }

    private static func write(_ text: Data, to path: String) throws(JournalError) {
        let file = try openFile(path, O_WRONLY | O_CREAT | O_EXCL)
        defer { close(file) }
        var written = 0
        while written < text.count {
            let count = text.withUnsafeBytes { Foundation.write(file, $0.baseAddress! + written, text.count - written) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                let code = errno
                unlink(path)
                throw failure(code, path)
            }
            written += count
        }
        guard fsync(file) == 0 else {
            let code = errno
            unlink(path)
            throw failure(code, path)
        }
    }

    /// Removes a journal and its side file.
    public static func remove(path: String) throws(JournalError) {
        for file in [timesPath(of: path), path] where unlink(file) != 0 && errno != ENOENT { throw failure(errno, file) }
    }

    /// For tests, which bring a descriptor of their own (a full device).
    init(path: String, journal: Journal, file: Int32, times: Int32, length: Int, repaired: Int) {
        self.path = path
        self.journal = journal
        self.file = file
        self.times = times
        self.length = length
        self.repaired = repaired
    }

    deinit {
        // Closing the descriptor drops the lock.
        close(file)
        close(times)
    }

    /// Writes one entry and waits until it is on the disk; only then may its outcome be shown. A failure leaves the journal as it was.
    public mutating func append(
        time: Double, scan: Int, input: Entry.Input, events: [Event], wall: Double
    ) throws(JournalError) -> Entry {
        let (entry, line) = try journal.next(time: time, scan: scan, input: input, events: events)
        try write(line)
        journal.append(entry, line: line)
        note(TimeLine(entry: entry.index, wall: wall))
        return entry
    }

    private mutating func write(_ line: Data) throws(JournalError) {
        var bytes = [UInt8](line)
        bytes.append(UInt8(ascii: "\n"))
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                pwrite(file, buffer.baseAddress! + written, buffer.count - written, off_t(length + written))
            }
            if count < 0 {
                let code = errno
                if code == EINTR { continue }
                // What was written of the line must not stay; if it does, the next opening finds it cut off and removes it.
                ftruncate(file, off_t(length))
                throw Self.failure(code, path)
            }
            written += count
        }
        guard fsync(file) == 0 else {
            let code = errno
            ftruncate(file, off_t(length))
            throw Self.failure(code, path)
        }
        length += bytes.count
    }

    // MARK: - The side file

    /// One line of the side file.
    private struct TimeLine: Encodable {
        var began: Double?
        var resumed: Double?
        var after: Int?
        var entry: Int?
        var wall: Double?

        init(began: Double) { self.began = began }
        init(after: Int, resumed: Double) { (self.after, self.resumed) = (after, resumed) }
        init(entry: Int, wall: Double) { (self.entry, self.wall) = (entry, wall) }
    }

    /// Wall times inform and prove nothing: a line that cannot be written is left out, and the session goes on.
    private borrowing func note(_ line: TimeLine) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        guard var bytes = try? encoder.encode(line) else { return }
        bytes.append(UInt8(ascii: "\n"))
        _ = bytes.withUnsafeBytes { Foundation.write(times, $0.baseAddress, $0.count) }
    }

    public static func timesPath(of path: String) -> String {
        (path.hasSuffix(".jsonl") ? String(path.dropLast(".jsonl".count)) : path) + ".times.jsonl"
    }

    // MARK: - The system

    private static func openFile(_ path: String, _ flags: Int32) throws(JournalError) -> Int32 {
        let file = open(path, flags | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o600)
        guard file >= 0 else { throw failure(errno, path) }
        var status = stat()
        guard fstat(file, &status) == 0 else {
            let code = errno
            close(file)
            throw failure(code, path)
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            close(file)
            throw .notAFile(path: path)
        }
        return file
    }

    private static func makeFolder(_ folder: String) throws(JournalError) {
        var made = folder.hasPrefix("/") ? "/" : ""
        for part in folder.split(separator: "/") {
            made += made.isEmpty || made.hasSuffix("/") ? String(part) : "/\(part)"
            guard mkdir(made, 0o700) != 0 else { continue }
            guard errno == EEXIST else { throw failure(errno, made) }
        }
    }

    private static func lock(_ file: Int32, path: String) throws(JournalError) {
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            throw errno == EWOULDBLOCK ? .inUse(path: path) : failure(errno, path)
        }
    }

    private static func synchronise(folder: String) throws(JournalError) {
        let directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { throw failure(errno, folder) }
        defer { close(directory) }
        guard fsync(directory) == 0 else { throw failure(errno, folder) }
    }

    private static func readAll(_ file: Int32, path: String, atMost limit: Int = .max) throws(JournalError) -> Data {
        var text = Data()
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            if text.count > limit { return text }
            let count = chunk.withUnsafeMutableBytes { Foundation.read(file, $0.baseAddress, $0.count) }
            if count == 0 { return text }
            if count < 0 {
                if errno == EINTR { continue }
                throw failure(errno, path)
            }
            text.append(contentsOf: chunk[..<count])
        }
    }

    private static func failure(_ code: Int32, _ path: String) -> JournalError {
        switch code {
        case EEXIST: .exists(path: path)
        case ENOENT: .missing(path: path)
        case ELOOP, EISDIR, ENOTDIR, ENXIO: .notAFile(path: path)
        case EACCES, EPERM, EROFS: .denied(path: path)
        case ENOSPC, EDQUOT: .diskFull(path: path)
        default: .failed(path: path, reason: String(cString: strerror(code)))
        }
    }
}
