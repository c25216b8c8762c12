import Dossiers
import Foundation

/// Where a session is shown.
struct Screen {
    /// Characters on a line.
    var columns: Int
    /// Lines of a document at once.
    var page: Int

    /// A screen of 80 columns and 24 rows, for a pipe or a file.
    static let usual = Screen(columns: 80, rows: 24)

    init(columns: Int, rows: Int) {
        self.columns = max(20, columns)
        // Room is left for the line that was typed, what is left to read, and the prompt.
        page = max(6, rows - 4)
    }

    /// A line cut at words, what follows set in under it.
    func lines(of line: String) -> [String] {
        guard line.count > columns else { return [line] }
        let margin = String(line.prefix { $0 == " " })
        let glued = Self.joints.reduce(String(line.dropFirst(margin.count))) { $0.replacing($1.apart, with: $1.glued) }
        return wrappedText(glued, columns - margin.count, indent: 2).map { margin + $0.replacing("\u{A0}", with: " ") }
    }

    /// What French punctuation must not be parted from.
    private static let joints: [(apart: String, glued: String)] =
        ["« "].map { ($0, "«\u{A0}") }
        + [" »", " :", " ;", " ?", " !"].map { mark in
            (mark, "\u{A0}" + mark.dropFirst())
        }

    /// The terminal as it is now; a document is laid out for 80 columns, which more do not change.
    static var now: Screen {
        var size = winsize()
        guard isatty(STDOUT_FILENO) == 1, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0
        else {
            return usual
        }
        return Screen(columns: min(Int(size.ws_col), 100), rows: Int(size.ws_row))
    }
}
