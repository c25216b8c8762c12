import Assessment
import Foundation
import Learners
import Notation

extension Level {
    /// A mark that needs no colour.
    var mark: String {
        switch self {
        case .notAcquired: "○"
        case .inProgress: "◔"
        case .acquiredWithHelp: "◕"
        case .acquired: "●"
        }
    }

    static let unseenMark = "·"
    static let unseen = Text(fr: "jamais observé", en: "never observed")

    /// What the marks of a grid say.
    static let legend =
        allCases.reversed().map { Text("\($0.mark) ") + $0.text }.joined(separator: Text(", "))
        + Text(", \(unseenMark) ") + unseen
        + Text(
            fr: " ; le nombre compte les indicateurs observés ; « ! » : un danger à lever",
            en: "; the number counts indicators that were seen; '!': a danger still open")
}

/// What both reports of learners say in the same words.
enum LearnerWords {
    static let disclaimer = Text(
        fr:
            "Aide au positionnement, pas une note officielle : seul un jury certifie une unité. Dans un exercice, la dernière séance terminée compte ; entre exercices, chacun pèse ce qu'il a laissé voir ; un danger n'entre dans aucune moyenne.",
        en:
            "An aid to positioning, no official mark: only a board of examiners certifies a unit. Within an exercise the last finished session counts; between exercises each weighs what it let be seen; a danger goes into no mean."
    )

    static func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }

    static func joined(_ words: [String]) -> String { words.joined(separator: ", ") }

    static func reason(_ reason: Portfolio.Suggestion.Reason) -> Text {
        switch reason {
        case .openGate: Text(fr: "à refaire sans danger", en: "to do again without danger")
        case .neverObserved: Text(fr: "montrerait ce qui n'a jamais été vu", en: "would show what was never seen")
        case .notConfirmed:
            Text(
                fr: "montrerait encore ce qui n'est pas acquis ou confirmé",
                en: "would show again what is not acquired or confirmed")
        }
    }

    /// The day of a moment where the reader is.
    static func day(_ time: Double, _ language: Language) -> String {
        var seconds = Int(time)
        var parts = tm()
        localtime_r(&seconds, &parts)
        let (year, month, day) = (Int(parts.tm_year) + 1900, Int(parts.tm_mon) + 1, Int(parts.tm_mday))
        return switch language {
        case .fr: String(format: "%02d/%02d/%04d", day, month, year)
        case .en: String(format: "%04d-%02d-%02d", year, month, day)
        }
    }
}

extension CommaText {
    /// For a spreadsheet: what it would take for a formula is kept as text.
    static func inert(_ rows: [[String]]) -> String {
        lines(rows.map { $0.map { $0.first.map("=+-@\t\r".contains) == true && Double($0) == nil ? "'" + $0 : $0 } })
    }
}
