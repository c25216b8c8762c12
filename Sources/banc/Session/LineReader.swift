import CEdit
import Foundation

/// One line at a time from whoever types: with history and completion on a terminal, plainly from a pipe or a file.
final class LineReader {
    private let isInteractive: Bool
    private let lines: FileHandleLines?

    /// - Parameters:
    ///   - script: lines to read instead of standard input.
    ///   - completions: whole lines that could follow what has been typed.
    init(script: FileHandleLines?, completions: @escaping (String) -> [String]) {
        isInteractive = script == nil && isatty(STDIN_FILENO) == 1
        lines = isInteractive ? nil : script ?? FileHandleLines(.standardInput)
        guard isInteractive else { return }
        // The character type must be UTF-8 or libedit drops accented letters; the numeric locale stays the program's own.
        if setlocale(LC_CTYPE, "") == nil || String(cString: nl_langinfo(Int32(CODESET))) != "UTF-8" {
            setlocale(LC_CTYPE, "C.UTF-8")
        }
        Completer.shared = Completer(completions)
        using_history()
        stifle_history(500)
        line_completion { _, _, _ in Completer.matches() }
    }

    /// Nil at the end of what there is to read.
    func next(prompt: String) -> String? {
        guard isInteractive else {
            guard let line = lines?.next() else { return nil }
            return line
        }
        guard let typed = readline(prompt) else { return nil }
        defer { free(typed) }
        let line = String(cString: typed)
        if !line.trimmingCharacters(in: .whitespaces).isEmpty { add_history(typed) }
        return line
    }

    var echoes: Bool { !isInteractive }
}

/// What libedit asks for when the tabulator is hit. Its interface is a C function without context.
private final class Completer {
    // libedit is single-threaded and calls back on the thread that reads the line, the only one that sets or reads this.
    nonisolated(unsafe) static var shared: Completer?

    private let completions: (String) -> [String]

    init(_ completions: @escaping (String) -> [String]) { self.completions = completions }

    /// Candidates for the line so far, as libedit wants them: the longest common beginning, each of them, an end mark.
    static func matches() -> UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? {
        guard let buffer = line_so_far(), let shared else { return nil }
        let candidates = shared.completions(String(cString: buffer))
        guard let first = candidates.first else { return nil }
        let common = candidates.dropFirst().reduce(first) { $0.commonPrefix(with: $1) }
        let all = [common] + (candidates.count > 1 ? candidates : [])
        // libedit frees the list and its strings.
        let list = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: all.count + 1)
        for (index, word) in all.enumerated() { list[index] = strdup(word) }
        list[all.count] = nil
        return list
    }
}

/// The lines of a file or a pipe, without their ends, of bounded length.
final class FileHandleLines {
    private let handle: FileHandle
    private var pending = Data()
    private var isAtEnd = false
    private static let longest = 10_000

    init(_ handle: FileHandle) { self.handle = handle }

    func next() -> String? {
        while true {
            if let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
                let line = pending[pending.startIndex..<end]
                pending = Data(pending[pending.index(after: end)...])
                return String(decoding: line, as: UTF8.self)
            }
            if isAtEnd || pending.count > Self.longest {
                guard !pending.isEmpty else { return nil }
                defer { pending = Data() }
                return String(decoding: pending, as: UTF8.self)
            }
            let more = handle.availableData
            if more.isEmpty { isAtEnd = true } else { pending.append(more) }
        }
    }
}
