import Components
import Foundation
import Notation

@testable import Assessment
@testable import Reports
@testable import Training

/// A short session made by hand, with a trainee who writes what a page must not execute.
enum HandmadeSession {
    static let hostile = "<script>alert('x')</script>\"><img src=x onerror=alert(1)> & {{{title}}}"

    static let live = Situation(mode: "F4", energised: true, pressurised: true, moving: false)
    static let dead = Situation(mode: "A1", energised: false)

    static func reading(_ number: Int, _ from: String, _ to: String, _ value: Double?, expected: Double?) -> Event {
        .measured(
            reading: Reading(
                number: number, quantity: .voltageDC, instrument: "multimeter", from: from, to: to, value: value,
                expected: expected.map { .value(si: $0) }, live: true, situation: live))
    }

    static var events: [Event] {
        [
            .observed(observation: Observation(sense: .sight, at: "poussoir", findings: [], situation: live)),
            .asked(who: "operator", about: hostile, answer: "other"),
            .channelsRead(
                channels: [
                    ChannelReading(ref: "B1", address: "%I0.5", expected: 1, read: 1),
                    ChannelReading(ref: "B2", address: "%I0.6", expected: 1, read: 0),
                ], mode: "F4"),
            .chainStated(block: .acquire, refs: ["B2"]),
            .hypothesised(number: 1, ref: "B2", cause: hostile),
            reading(1, "B2:1", "B2:3", 2.6, expected: 24),
            .concluded(reading: 1, verdict: .nonConforming),
            reading(2, "X2:12a", "X2:12b", nil, expected: 0),
            .diagnosed(ref: "X2:12", cause: "loose", proofs: [1]),
            .lockoutPrepared(sources: ["Q0", "QX0"]),
            .isolated(source: "Q0", underLoad: false),
            .lockApplied(source: "Q0"),
            .equipmentWorn(equipment: "insulating-gloves"),
            .provedDead(
                verification: Verification(
                    place: "X2", instrument: "voltage-tester", selfTestBefore: true,
                    pairs: [Verification.Pair(from: "L1", to: "L2", voltage: 0)], selfTestAfter: true, dead: true)),
            .tightened(ref: "X2:12", torque: 0.6, effect: Effect(before: 0.9, after: 0), situation: dead),
            .dangerousAct(danger: .safetyBypassed, ref: "B10"),
            .tested(kind: .manual, passed: true, values: []),
            .formFiled(
                form: FiledForm(
                    kind: .report, entries: [.init(field: .symptom, value: hostile), .init(field: .cause, value: "X2:12")])),
            .handedOver(situation: live),
            .finished,
        ]
    }

    static func journal(_ events: [Event] = events, outside: Header.Outside? = nil) throws -> Journal {
        let header = Header(
            banc: "0.1", scenario: "convoyeur-tri/corrective", machine: "convoyeur-tri", learner: hostile, seed: 7, clock: .turn,
            frameworkRevision: "test", files: [],
            platform: Header.Platform(system: "Linux", architecture: "x86_64", library: "glibc", features: []), outside: outside)
        var (journal, _) = try Journal.begin(header)
        for (index, event) in events.enumerated() {
            let time = Double(index + 1) * 60
            let (entry, line) = try journal.next(
                time: time, scan: Int(time * 100), input: .action(.wait(seconds: 60)), events: [event])
            journal.append(entry, line: line)
        }
        return journal
    }

    static let context = SessionReport.Context(
        title: Text(fr: "Les grands cartons", en: "Tall boxes"), machine: Text(fr: "Convoyeur de tri", en: "Sorting conveyor"),
        orderNumber: "2041", requester: Text(fr: "Nadia, ligne 3", en: "Nadia, line 3"),
        priority: Text(fr: "haute", en: "high"), complaint: Text(fr: "Le vérin est mort ?", en: "Is the cylinder dead?"),
        clock: Scenario.ClockTime(minutes: 642), sources: [("Q0", Text(fr: "réseau 400 V", en: "400 V mains"))],
        instruments: [("multimeter", Text(fr: "multimètre", en: "multimeter"))], date: "24/11/2026")

    static func framework() throws -> Framework {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Scenarios/competencies/mspc.yaml")
        return try Framework.decode(try Document.parse(String(contentsOf: file, encoding: .utf8), name: "mspc.yaml"))
    }

    static func score() throws -> (Score, Debrief) {
        let criteria = try Criteria.decode(
            try Document.parse("lockout: {sources: [Q0], places: [X2]}\ntests: [manual]", name: "criteria.yaml"))
        let framework = try framework()
        let journal = try journal()
        let score = Score(
            of: journal, scored: ["C1.3", "C1.5", "C3.1", "C3.2", "C3.3"], criteria: criteria, framework: framework)
        return (score, Debrief(of: journal, score: score, criteria: criteria, framework: framework))
    }
}
