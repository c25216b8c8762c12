import ArgumentParser
import Circuits
import Foundation
import Learners
import Modbus
import Notation
import Records
import Simulation
import Training

/// What the exit status of the command says (CLI contract).
enum Exit {
    /// A check did not hold.
    static let unmet = ExitCode(1)
    /// Wrong use, or a file that is bad or unreadable.
    static let misuse = ExitCode(2)
    /// A device, port or disk failed.
    static let device = ExitCode(3)
    /// A step could not be solved.
    static let unsolved = ExitCode(4)
    static let interrupted = ExitCode(130)
}

/// A failure that is told in one sentence and ends the command.
struct Failure: Error {
    let code: ExitCode
    let text: Text

    init(_ code: ExitCode, _ text: Text) {
        self.code = code
        self.text = text
    }
}

/// Runs a command's body; every error that a user can meet becomes a sentence on standard error and an exit status.
func reporting(_ body: () throws -> Void) throws {
    do {
        try body()
    } catch let mistakes as Mistakes {
        Console.error(mistakes.rendered(Spoken.language))
        throw Exit.misuse
    } catch let mistake as Mistake {
        Console.error(mistake.rendered(Spoken.language))
        throw Exit.misuse
    } catch let failure as Failure {
        Console.error(failure.text.spoken)
        throw failure.code
    } catch let error as CircuitError {
        Console.error(Text(fr: "pas de temps sans solution : \(error)", en: "unsolved step: \(error)").spoken)
        throw Exit.unsolved
    } catch let error as JournalError {
        Console.error(error.text.spoken)
        throw error.exitCode
    } catch let divergence as Recorder.Divergence {
        Console.error(divergence.text.spoken)
        throw Exit.unmet
    } catch let error as LogError {
        Console.error(error.text.spoken)
        throw error.exitCode
    } catch let refusal as RegisterRefusal {
        Console.error(refusal.text.spoken)
        throw refusal.isTampering ? Exit.unmet : Exit.misuse
    } catch let error as LearnerStoreError {
        Console.error(error.text.spoken)
        throw Exit.device
    } catch let error as RunningMachine.OperationError {
        Console.error(error.text.spoken)
        throw Exit.misuse
    }
}

extension JournalError {
    /// A journal that has been changed is a check that does not hold; one that is none is a wrong file; the rest is the disk's.
    var exitCode: ExitCode {
        switch self {
        case .tampered, .outOfOrder, .filesChanged: Exit.unmet
        case .notAJournal, .newerFormat, .unreadable, .missing, .notAFile, .exists: Exit.misuse
        case .notWritable, .denied, .inUse, .diskFull, .failed: Exit.device
        }
    }
}

extension LogError {
    /// A path that names something else is wrong use; the rest is the disk's.
    var exitCode: ExitCode {
        switch self {
        case .notAFile, .notALog, .missing, .noColumn: Exit.misuse
        case .denied, .inUse, .diskFull, .tooMany, .failed: Exit.device
        }
    }
}

/// Standard output and error.
enum Console {
    static func print(_ line: String = "") { Swift.print(line) }

    /// One JSON value with sorted keys.
    static func json(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        print(String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    /// Asks for a yes; without a terminal there is nobody to ask.
    /// - Parameter otherwise: what to do then.
    static func confirms(_ question: Text, otherwise: Text) throws -> Bool {
        guard isatty(STDIN_FILENO) == 1 else {
            throw Failure(Exit.misuse, Text(fr: "personne à qui demander : ", en: "nobody to ask: ") + otherwise)
        }
        Swift.print(question.spoken + Text(fr: " [o/N] ", en: " [y/N] ").spoken, terminator: "")
        fflush(nil)
        let answer = readLine()?.trimmingCharacters(in: .whitespaces).lowercased() ?? ""
        return ["o", "oui", "y", "yes"].contains(answer)
    }

    /// Tells on a terminal what of a long work is done and how long the rest may take; nothing where nobody reads.
    /// - Returns: to be called with the share that is done, above 0, and what to call it.
    static func progress() -> @Sendable (_ done: Double, _ told: Text) -> Void {
        guard isatty(STDERR_FILENO) == 1 else { return { _, _ in } }
        let started = ContinuousClock.now
        return { done, told in
            let left = ((ContinuousClock.now - started) * (1 / done - 1)).components.seconds
            let text = told + Text(fr: ", encore \(left) s", en: ", \(left) s left")
            FileHandle.standardError.write(Data("\r\u{1B}[K\(done < 1 ? text.spoken : "")".utf8))
        }
    }

    static func error(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }
}
