import Foundation
import Notation
import Training

/// A session at a terminal or from a script: lines in, what comes of them out.
struct SessionPlayer {
    let recorder: Recorder
    let language: Language
    /// Nothing but the final JSON value goes to standard output.
    let isSilent: Bool

    private var prompt: String { "> " }

    func open(resumed: Bool) {
        if recorder.repaired > 0 {
            say(
                Text(
                    fr: "La dernière ligne du journal était coupée (\(recorder.repaired) octets) : elle est retirée.",
                    en: "The last line of the journal was cut off (\(recorder.repaired) bytes): it is removed."))
        }
        say(Text(fr: "journal : \(recorder.path)", en: "journal: \(recorder.path)"))
        if resumed {
            let count = recorder.journal.entries.count
            say(Text(fr: "Séance reprise après \(count) gestes.", en: "Session resumed after \(count) acts."))
        }
        for line in recorder.session.opening { say(line) }
    }

    /// Plays lines until there are none or the session is over.
    ///
    /// - Parameter isStrict: a line that is not understood ends the run: a script is not a person.
    func play(_ reader: LineReader, isStrict: Bool) throws {
        var number = 0
        while !recorder.session.state.finished, let line = reader.next(prompt: prompt) {
            number += 1
            let text = line.trimmingCharacters(in: .whitespaces)
            if text.isEmpty || text.hasPrefix("#") { continue }
            if reader.echoes { say(Text(prompt + text)) }
            do {
                try carryOut(text)
            } catch let refusal as Refusal {
                tell(refusal)
                guard !isStrict else {
                    throw Failure(
                        Exit.misuse,
                        Text(fr: "ligne \(number) du script : « \(text) »", en: "line \(number) of the script: '\(text)'"))
                }
            }
        }
    }

    private func carryOut(_ line: String) throws {
        for outcome in try recorder.play(line, language, wall: Date().timeIntervalSince1970) {
            for line in outcome.lines { say(line) }
            if outcome.more > 0 {
                say(Text(fr: "… encore \(outcome.more) lignes (plus)", en: "… \(outcome.more) more lines (more)"))
            }
        }
    }

    private func tell(_ refusal: Refusal) {
        say(refusal.problem)
        if !refusal.suggestions.isEmpty {
            say(
                Text(fr: "Peut-être : ", en: "Perhaps: ") + Text(refusal.suggestions.joined(separator: " · ")))
        }
    }

    private func say(_ text: Text) {
        guard !isSilent else { return }
        Console.print(text[language])
    }
}

extension Session {
    /// Whole lines that could follow what has been typed.
    func completions(of line: String, _ language: Language) -> [String] {
        let completion = parser(language).completion(of: line)
        let kept = line.dropLast(min(completion.replaced, line.count))
        return completion.candidates.map { kept + $0.word }
    }
}
