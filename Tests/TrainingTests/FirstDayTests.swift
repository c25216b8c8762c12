import Foundation
import Notation
import Testing

@testable import Training

@Suite struct FirstDayTests {
    @Test func `transcript`() throws {
        let began = Date()
        let session = try Session(Bench.exercise("convoyeur-tri/corrective"), seed: 1)
        print("start \(Date().timeIntervalSince(began)) s")
        print(session.opening.map(\.fr).joined(separator: "\n"))
        let script = ProcessInfo.processInfo.environment["SCRIPT"] ?? ""
        let text = try String(contentsOfFile: script, encoding: .utf8)
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            print("> \(line)")
            do {
                for outcome in try session.play(String(line), .fr) {
                    print(outcome.lines.map(\.fr).joined(separator: "\n"))
                    if outcome.more > 0 { print("… plus (\(outcome.more))") }
                }
            } catch let refusal as Refusal {
                print("?? \(refusal.problem.fr) \(refusal.suggestions)")
            }
        }
        print("end \(Date().timeIntervalSince(began)) s, machine \(session.elapsed) s")
    }
}
