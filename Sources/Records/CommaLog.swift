public import Devices
import Foundation
import Notation

/// Samples as comma-separated values: a line each, on the disk before it counts as written.
///
/// A line that a crash has cut off is removed when the file is opened again. A file with other columns is put aside, not mixed with.
public final class CommaLog: SampleLog {
    public let path: String
    private let rotation: Rotation
    private let header: String
    private let points: [Point]
    private var file: Int32 = -1
    private var length = 0
    /// Seconds since 1970 of the file's first sample.
    private var first: Double?

    public init(_ path: String, of profile: Profile, rotation: Rotation = Rotation()) throws(LogError) {
        self.path = path
        self.rotation = rotation
        points = profile.points
        let names = profile.points.map { $0.unit.isEmpty ? $0.name : "\($0.name) (\($0.unit))" }
        header = CommaText.line(["time", "status", "missed"] + names) + "\n"
        try open()
        guard length > 0, Self.read(file, at: 0, count: header.utf8.count) != Array(header.utf8) else { return }
        guard Self.read(file, at: 0, count: 12) == Array("time,status,".utf8) else {
            close(file)
            file = -1
            throw .notALog(path: path)
        }
        try startAnew(at: Date.now.timeIntervalSince1970)
    }

    deinit {
        if file >= 0 { close(file) }
    }

    public func append(_ sample: Sample) throws {
        if rotation.isDue(size: length, first: first, now: sample.time), first != nil { try startAnew(at: sample.time) }
        var bytes: [UInt8] = length == 0 ? Array(header.utf8) : []
        bytes += line(sample).utf8
        try write(bytes)
        first = first ?? sample.time
    }

    private func line(_ sample: Sample) -> String {
        var line = TimeStamp.written(sample.time) + ",\(sample.outcome.word),\(sample.missed)"
        for reading in sample.readings {
            line += ","
            switch reading {
            case .number(let value): line += Self.number(value)
            case .text(let text): line += CommaText.field(text)
            case .absent, .failed, nil: break
            }
        }
        return line + "\n"
    }

    // MARK: The file

    private func open() throws(LogError) {
        let opened = try LogFile.open(path)
        guard flock(opened, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            close(opened)
            throw LogError(code, path)
        }
        file = opened
        length = Int(lseek(opened, 0, SEEK_END))
        try repair()
        first = length > header.utf8.count ? firstTime() : nil
        try LogFile.synchroniseFolder(of: path)
    }

    /// Removes what follows the last whole line.
    private func repair() throws(LogError) {
        var end = length
        while end > 0 {
            let start = max(0, end - 1 << 16)
            let chunk = Self.read(file, at: start, count: end - start)
            guard chunk.count == end - start else { throw .failed(path: path, reason: "read") }
            if let newline = chunk.lastIndex(of: UInt8(ascii: "\n")) {
                end = start + newline + 1
                break
            }
            end = start
        }
        guard end < length else { return }
        // A file of another kind may have no lines at all.
        let begins = Array("time,status,".utf8)
        guard Self.read(file, at: 0, count: begins.count) == Array(begins.prefix(length)) else { throw .notALog(path: path) }
        guard ftruncate(file, off_t(end)) == 0, fsync(file) == 0 else { throw LogError(errno, path) }
        length = end
    }

    private func firstTime() -> Double? {
        TimeStamp.read(String(decoding: Self.read(file, at: header.utf8.count, count: 24), as: UTF8.self))
    }

    private func startAnew(at date: Double) throws(LogError) {
        close(file)
        file = -1
        try LogFile.moveAside(path, at: date)
        try open()
        if let kept = rotation.kept { try LogFile.prune(path, keeping: kept) }
    }

    private func write(_ bytes: [UInt8]) throws(LogError) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                pwrite(file, $0.baseAddress! + written, $0.count - written, off_t(length + written))
            }
            if count < 0 {
                let code = errno
                if code == EINTR { continue }
                // What was written of the line must not stay; if it does, the next opening removes it.
                ftruncate(file, off_t(length))
                throw LogError(code, path)
            }
            written += count
        }
        guard fdatasync(file) == 0 else {
            let code = errno
            ftruncate(file, off_t(length))
            throw LogError(code, path)
        }
        length += bytes.count
    }

    private static func read(_ file: Int32, at offset: Int, count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, read in
            while read < count {
                let got = pread(file, buffer.baseAddress! + read, count - read, off_t(offset + read))
                if got < 0, errno == EINTR { continue }
                guard got > 0 else { return }
                read += got
            }
        }
    }

    // MARK: Writing out

    /// Whole numbers without a fraction, others with the digits that are theirs.
    static func number(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
    }
}
