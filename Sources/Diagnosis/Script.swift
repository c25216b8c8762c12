import Machines
public import Notation
import Simulation
public import Training

/// Lines typed at a session, kept beside a scenario: the worked example, or one that must fail.
public struct Script: Sendable {
    public struct Line: Sendable, Hashable {
        /// In the file, from 1.
        public let number: Int
        public let text: String
    }

    /// File name.
    public let name: String
    public let lines: [Line]
    public let language: Language
    /// Codes of indicators or competencies that this script must not reach, from its line `# fails: C1.5.4 C3.2`.
    public let fails: [String]

    public static let worked = "worked.txt"

    public var isWorked: Bool { name == Self.worked }

    /// Comments begin with `#`; two of them say something: `# lang: en`, and `# fails:` (`# échoue :`) with codes.
    public init(name: String, text: String) {
        self.name = name
        var language = Language.fr
        var fails: [String] = []
        var lines: [Line] = []
        for (index, raw) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = raw.trimmingPrefix { $0 == " " || $0 == "\t" }
            if line.hasPrefix("#") {
                if let value = Self.value(of: ["lang", "langue"], in: line) { language = Language(rawValue: value) ?? language }
                if let value = Self.value(of: ["fails", "echoue"], in: line) {
                    fails += value.split { $0 == " " || $0 == "," }.map { $0.uppercased() }
                }
            } else if !line.isEmpty {
                lines.append(Line(number: index + 1, text: String(line)))
            }
        }
        self.language = language
        self.fails = fails
        self.lines = lines
    }

    private static func value(of keys: [String], in comment: Substring) -> String? {
        let parts = comment.drop { $0 == "#" || $0 == " " }.split(separator: ":", maxSplits: 1)
        guard parts.count == 2, keys.contains(folded(String(parts[0])).filter { $0 != " " }) else { return nil }
        return parts[1].split(separator: " ").joined(separator: " ").lowercased()
    }
}

/// A script played to its end on a fresh session.
public struct Performance {
    public struct Trouble: Sendable {
        public let line: Script.Line
        public let text: Text
    }

    public let session: Session
    public private(set) var journal: Journal
    /// Lines that were not understood; the play ends at the first.
    public private(set) var refused: [Trouble] = []
    /// Acts that could not be done.
    public private(set) var prevented: [Trouble] = []
    public private(set) var dangers: [Trouble] = []

    /// - Throws: when the machine's equations cannot be solved.
    public init(_ script: Script, on exercise: Exercise, seed: UInt64, frameworkRevision: String = "") throws {
        let header = exercise.header(
            banc: "check", learner: nil, seed: seed, clock: .turn, frameworkRevision: frameworkRevision,
            platform: Header.Platform(system: "", architecture: "", library: "", features: []))
        session = try Session(exercise, seed: seed)
        journal = try Journal.begin(header).journal
        for line in script.lines where !session.state.finished {
            do {
                for action in try session.parser(script.language).parse(line.text) {
                    try perform(action, line)
                }
            } catch let refusal as Refusal {
                let near = refusal.suggestions.first.map { Text(fr: " (peut-être : \($0))", en: " (perhaps: \($0))") }
                refused.append(Trouble(line: line, text: refusal.problem + (near ?? Text(""))))
                break
            }
        }
    }

    private mutating func perform(_ action: Action, _ line: Script.Line) throws {
        let outcome = try session.perform(action)
        guard !action.isLookup else { return }
        let machine = session.machine
        let next = try journal.next(time: machine.time, scan: machine.scan, input: .action(action), events: outcome.events)
        journal.append(next.entry, line: next.line)
        let said = outcome.lines.first ?? Text("")
        for event in outcome.events {
            if case .prevented = event { prevented.append(Trouble(line: line, text: outcome.lines.last ?? said)) }
            if case .dangerousAct = event { dangers.append(Trouble(line: line, text: said)) }
        }
    }

    public var isFinished: Bool { session.state.finished }
    /// No fault is left on the machine.
    public var isMended: Bool { session.machine.faults.isEmpty }
}
