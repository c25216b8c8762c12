import Foundation

/// The files of a log, opened so that nothing else is met on the way: no link is followed, no device or pipe is opened.
enum LogFile {
    /// Readable and writable by its owner alone where it is made.
    static func open(_ path: String) throws(LogError) -> Int32 {
        let file = Foundation.open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o600)
        guard file >= 0 else { throw LogError(errno, path) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(file)
            throw .notAFile(path: path)
        }
        return file
    }

    static func size(_ path: String) -> Int {
        var status = stat()
        return lstat(path, &status) == 0 ? Int(status.st_size) : 0
    }

    /// That a file has come, or has another name, is on the disk too.
    static func synchroniseFolder(of path: String) throws(LogError) {
        let folder = self.folder(of: path)
        let directory = Foundation.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { throw LogError(errno, folder) }
        defer { close(directory) }
        guard fsync(directory) == 0 else { throw LogError(errno, folder) }
    }

    /// With those above it, for its owner alone where it is made.
    static func makeFolder(_ folder: String) throws(LogError) {
        var made = folder.hasPrefix("/") ? "/" : ""
        for part in folder.split(separator: "/") {
            made += made.isEmpty || made.hasSuffix("/") ? String(part) : "/\(part)"
            guard mkdir(made, 0o700) != 0, errno != EEXIST else { continue }
            throw LogError(errno, made)
        }
    }

    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// `essai.csv` becomes `essai-20261126T124205Z.csv`; nothing is ever written over.
    static func moveAside(_ path: String, at date: Double) throws(LogError) {
        let (stem, ending) = parts(path)
        let stamp = TimeStamp.compact(date)
        for attempt in 1...100 {
            let name = attempt == 1 ? "\(stem)-\(stamp)\(ending)" : "\(stem)-\(stamp)-\(attempt)\(ending)"
            var status = stat()
            if lstat(name, &status) == 0 { continue }
            guard errno == ENOENT, rename(path, name) == 0 else { throw LogError(errno, name) }
            return try synchroniseFolder(of: path)
        }
        throw .tooMany(path: path)
    }

    /// Removes the oldest of the files that were moved aside.
    static func prune(_ path: String, keeping count: Int) throws(LogError) {
        let (stem, ending) = parts(path)
        let name = stem.split(separator: "/").last.map(String.init) ?? stem
        let folder = folder(of: path)
        let content = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let aside = content.compactMap { file -> (stamp: Substring, number: Int, file: String)? in
            guard file.hasPrefix("\(name)-"), file.hasSuffix(ending),
                let match = file.dropFirst(name.count + 1).dropLast(ending.count).wholeMatch(of: #/(\d{8}T\d{6}Z)(?:-(\d+))?/#)
            else { return nil }
            return (match.1, match.2.flatMap { Int($0) } ?? 1, file)
        }.sorted { ($0.stamp, $0.number) < ($1.stamp, $1.number) }
        for old in aside.dropLast(count) {
            let victim = "\(folder)/\(old.file)"
            guard unlink(victim) == 0 else { throw LogError(errno, victim) }
        }
    }

    private static func parts(_ path: String) -> (stem: String, ending: String) {
        guard let dot = path.lastIndex(of: "."), !path[dot...].contains("/"), dot != path.startIndex else { return (path, "") }
        return (String(path[..<dot]), String(path[dot...]))
    }
}

/// When a log goes on in a new file, and how many old ones stay.
public struct Rotation: Sendable, Hashable {
    /// Bytes of a file; nil for no limit.
    public var size: Int?
    /// Seconds of records in a file; nil for no limit.
    public var span: Double?
    /// Files beside the one that is written; nil for all.
    public var kept: Int?

    public init(size: Int? = nil, span: Double? = nil, kept: Int? = nil) {
        self.size = size
        self.span = span
        self.kept = kept
    }

    func isDue(size: Int, first: Double?, now: Double) -> Bool {
        if let limit = self.size, size >= limit { return true }
        if let span, let first, now - first >= span { return true }
        return false
    }
}
