import Foundation
import Machines
import Notation
import Simulation
import Training

/// A session at a terminal or from a script: lines in, what comes of them out.
struct SessionPlayer {
    let recorder: Recorder
    let language: Language
    /// Nothing but the final JSON value goes to standard output.
    let isSilent: Bool
    let screen: Screen
    let bench: BoundBench?
    /// Nil where time passes by acts.
    let live: LiveClock?

    /// In a form, which form and which field.
    private var prompt: String {
        recorder.session.context(language).form.map { $0.label[language] + " > " } ?? "> "
    }

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
        recorder.session.page = screen.page
        guard resumed else { return recorder.session.opening.forEach(say) }
        // Where one was, not where one began: the order in a line, then what has been done since.
        recorder.session.opening.prefix(1).forEach(say)
        recorder.session.standing.forEach(say)
    }

    /// Plays lines until there are none or the session is over.
    ///
    /// - Parameter isStrict: a line that is not understood ends the run: a script is not a person.
    func play(_ reader: LineReader, isStrict: Bool) throws {
        var number = 0
        // What a doubtful line may have meant, to choose by number.
        var choices: [String] = []
        let lines = live.map { _ in LineThread(reader) }
        while !recorder.session.state.finished, let line = try nextLine(reader, lines) {
            number += 1
            var text = line.trimmingCharacters(in: .whitespaces)
            if text.isEmpty || text.hasPrefix("#") { continue }
            if reader.echoes { say(Text(prompt + text)) }
            if let choice = Int(text), choices.indices.contains(choice - 1) { text = choices[choice - 1] }
            choices = []
            do {
                try carryOut(text)
            } catch let refusal as Refusal {
                tell(refusal)
                if refusal.isChoice { choices = refusal.suggestions }
                guard !isStrict else {
                    throw Failure(
                        Exit.misuse,
                        Text(fr: "ligne \(number) du script : « \(text) »", en: "line \(number) of the script: '\(text)'"))
                }
            }
        }
    }

    /// The machine lives while the line is awaited.
    private func nextLine(_ reader: LineReader, _ lines: LineThread?) throws -> String? {
        guard let lines, let live else { return reader.next(prompt: prompt) }
        // Who listens at a pipe hears it while the machine lives on.
        fflush(nil)
        lines.ask(prompt: prompt)
        let machine = recorder.session.machine
        let steps = Int((RunningMachine.scanLength / machine.plant.step).rounded())
        while true {
            if let line = lines.take() {
                try recorder.writePassed(wall: Date().timeIntervalSince1970)
                return line
            }
            let outcome = try live.lock.withLock { try recorder.letPass(steps, wall: Date().timeIntervalSince1970) }
            if !outcome.lines.isEmpty {
                // Whoever is typing has the prompt again below what is told.
                if !reader.echoes { Console.print() }
                for line in outcome.lines { say(line) }
                if !reader.echoes { print(prompt, terminator: "") }
                fflush(nil)
            }
            if recorder.session.state.finished { return nil }
        }
    }

    private func carryOut(_ line: String) throws {
        if live == nil { bench?.feed(recorder.session.machine) }
        for outcome in try recorder.play(line, language, wall: Date().timeIntervalSince1970) {
            for line in outcome.lines { say(line) }
            if outcome.more > 0 {
                say(
                    outcome.more == 1
                        ? Text(fr: "… encore 1 ligne (plus)", en: "… 1 more line (more)")
                        : Text(fr: "… encore \(outcome.more) lignes (plus)", en: "… \(outcome.more) more lines (more)"))
            }
        }
    }

    private func tell(_ refusal: Refusal) {
        say(refusal.problem)
        if refusal.isChoice {
            for (index, line) in refusal.suggestions.enumerated() { say(Text("  \(index + 1)  \(line)")) }
            return
        }
        if !refusal.suggestions.isEmpty {
            say(
                Text(fr: "Peut-être : ", en: "Perhaps: ") + Text(refusal.suggestions.joined(separator: " · ")))
        }
    }

    private func say(_ text: Text) {
        guard !isSilent else { return }
        for line in screen.lines(of: text[language]) { Console.print(line) }
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
