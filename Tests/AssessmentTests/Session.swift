import Notation

@testable import Assessment
@testable import Training

/// Sessions made by hand: what was done, without a machine.
enum Session {
    static let header = Header(
        banc: "0.1", scenario: "convoyeur-tri/corrective", machine: "convoyeur-tri", learner: "yanis", seed: 7, clock: .turn,
        frameworkRevision: "test", files: [],
        platform: Header.Platform(system: "Linux", architecture: "x86_64", library: "glibc 2.36", features: []))

    /// One entry an event, a minute each.
    static func journal(_ events: [Event]) throws -> Journal { try journal(entries: events.map { [$0] }) }

    /// - Parameter times: machine time at the end of each entry, s; a minute each when not given.
    static func journal(entries: [[Event]], times: [Double]? = nil) throws -> Journal {
        var (journal, _) = try Journal.begin(header)
        for (index, events) in entries.enumerated() {
            let time = times?[index] ?? Double(index + 1) * 60
            let (entry, line) = try journal.next(
                time: time, scan: Int(time * 100), input: .action(.wait(seconds: 60)), events: events)
            journal.append(entry, line: line)
        }
        return journal
    }

    static func criteria(_ yaml: String) throws -> Criteria {
        try Criteria.decode(try Document.parse(yaml.isEmpty ? "{}" : yaml, name: "criteria.yaml"))
    }

    static func evidence(_ yaml: String) throws -> [Evidence] {
        try EvidenceReader().list(try Document.parse(yaml, name: "evidence.yaml"))
    }

    static func finding(_ evidence: String, _ events: [Event], criteria: String = "", indicator: String = "C1.1.1") throws
        -> Finding
    {
        let timeline = Timeline(try journal(events).entries)
        return Evaluation(timeline: timeline, criteria: try Self.criteria(criteria), indicator: indicator)
            .finding(try Self.evidence(evidence))
    }
}

// MARK: - Short ways to say what happened

let live = Situation(mode: "F4", energised: true, pressurised: true, moving: false)
let running = Situation(mode: "F1", energised: true, pressurised: true, moving: true)
let dead = Situation(mode: "A1", energised: false)

func reading(
    _ number: Int, _ quantity: Measurand, _ from: String, _ to: String? = nil, _ value: Double?, expected: Double? = nil,
    because: Int? = nil, live isLive: Bool = true
) -> Event {
    .measured(
        reading: Reading(
            number: number, quantity: quantity, instrument: "multimeter", from: from, to: to, value: value,
            expected: expected.map { .value(si: $0) }, because: because, live: isLive, situation: isLive ? live : dead))
}

/// A time on the stopwatch, while a control was operated.
func timed(_ point: String, _ seconds: Double, _ control: String?) -> Event {
    .measured(
        reading: Reading(
            number: 1, quantity: .duration, instrument: "stopwatch", from: point, value: seconds, during: control, live: false,
            situation: dead))
}

func fitted(_ ref: String, _ port: String, _ hoses: [String]) -> Event {
    .fitted(ref: ref, at: port, hoses: hoses, situation: dead)
}

func proof(_ place: String, _ voltage: Double = 0, dead: Bool = true, selfTests: Bool = true) -> Event {
    .provedDead(
        verification: Verification(
            place: place, instrument: "voltage-tester", selfTestBefore: selfTests,
            pairs: [Verification.Pair(from: "L1", to: "L2", voltage: voltage)], selfTestAfter: selfTests,
            dead: dead && voltage == 0 && selfTests))
}

func report(_ fields: [(FormField, String)], _ kind: FormKind = .report) -> Event {
    .formFiled(form: FiledForm(kind: kind, entries: fields.map { FiledForm.Entry(field: $0.0, value: $0.1) }))
}

func tightened(_ ref: String, _ torque: Double? = 0.6, after: Double = 0) -> Event {
    .tightened(ref: ref, torque: torque, effect: Effect(before: 0.9, after: after), situation: dead)
}

func replaced(_ ref: String, _ part: String = "XUB5", fits: Bool = true, healthy: Bool = false) -> Event {
    .replaced(ref: ref, part: part, fits: fits, healthyBefore: healthy, situation: dead)
}

func recorded(_ point: String, _ value: Double, _ unit: String?, _ verdict: Verdict, _ situation: Situation = running) -> Event {
    .recorded(point: point, value: Amount(value, unit), verdict: verdict, situation: situation)
}

func warned(_ topic: String?, _ about: String = "") -> Event { .warned(who: "operator", about: about, topic: topic) }
func isolated(_ source: String) -> Event { .isolated(source: source, underLoad: false) }
func locked(_ source: String) -> Event { .lockApplied(source: source) }
func tested(_ kind: TestKind, _ passed: Bool = true) -> Event { .tested(kind: kind, passed: passed, values: []) }

let observed = Event.observed(observation: Observation(sense: .sight, at: "B2", findings: [], situation: live))
let asked = Event.asked(who: "operator", about: "depuis quand", answer: "since-break")
let restarted = Event.restarted(mode: "F1")
let produced = Event.produced(counts: [Named("ejected-tall", 3)], seconds: 30)
let handedOver = Event.handedOver(situation: running)
