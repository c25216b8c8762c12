/// Comma-separated values after RFC 4180.
public enum CommaText {
    /// A row, without its end of line.
    public static func line(_ cells: [String]) -> String { cells.map(field).joined(separator: ",") }

    public static func lines(_ rows: [[String]]) -> String { rows.map { line($0) + "\n" }.joined() }

    /// In quotation marks where it needs them.
    public static func field(_ text: String) -> String {
        text.contains(where: { ",\"\r\n".contains($0) }) ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
    }
}
