import Notation
import Testing

@testable import Assessment
@testable import Training

/// One predicate of a framework's file, with sessions that give it each of its outcomes.
struct EvidenceCase: Sendable, CustomTestStringConvertible {
    var kind: Evidence.Kind
    var evidence: String
    var criteria = ""
    var reached: [Event]
    /// Nil for a predicate that knows no half way.
    var partly: [Event]?
    var missed: [Event]
    /// In a session that goes on, or with no occasion.
    var notObserved: [Event] = []
    /// What the advice must say, in both languages.
    var says: String?

    var testDescription: String { kind.rawValue }
}

private let lockoutCriteria = "lockout: {sources: [Q0, QX0], places: [X2]}"
private let lockoutDone: [Event] = [
    isolated("Q0"), isolated("QX0"), locked("Q0"), locked("QX0"), .identified(place: "X2"), proof("X2"),
]
private let causeCriteria = """
    diagnosis:
      refs: [X2:12, X2]
      causes: [loose, desserr]
      blocks: [acquire, supply]
      proofs: [{quantity: voltageDC, points: [[X2:12a, X2:12b], [B2:3, 0V]], live: true, value: 21.5 V}]
      suspects: [B2, X2:12, W226]
    """
private let proving = reading(1, .voltageDC, "X2:12b", "X2:12a", -21.5)
private let roundCriteria = """
    round:
      - {point: courroie, quantity: beltTension, value: 270 N, running: false, verdict: nonConforming}
      - {point: palier-queue, quantity: temperature, value: 38 °C, running: true, verdict: conforming}
    """
private let belt = recorded("courroie", 270, "N", .nonConforming, dead)
private let bearing = recorded("palier-queue", 38, "°C", .conforming)
private let whole: [(FormField, String)] = [
    (.symptom, "grands cartons non éjectés"), (.cause, "X2:12 desserrée"), (.remedy, "serrage de X2:12 à 0,6 N·m"),
    (.parts, "aucune"), (.proof, "21,5 V avant, 24,1 V après"), (.finalState, "en production"),
    (.downTime, "7 min"), (.workTime, "5 min"), (.waitingTime, "2 min"),
]
private func without(_ field: FormField, _ text: String = "") -> [(FormField, String)] {
    whole.map { $0.0 == field ? ($0.0, text) : $0 }
}

private let onEvents: [EvidenceCase] = [
    EvidenceCase(
        kind: .happened, evidence: "[{happened: {event: warned, where: {topic: advice}, count: 2, advice: {fr: deux, en: two}}}]",
        reached: [warned("advice"), warned("advice")], partly: [warned("advice")], missed: [warned("stop")], says: "two"),
    EvidenceCase(
        kind: .before, evidence: "[{before: {first: {event: asked}, then: measurement, advice: {fr: avant, en: first}}}]",
        reached: [asked, proving], partly: [proving, asked], missed: [proving], says: "first"),
    EvidenceCase(
        kind: .inOrder, evidence: "[{in-order: {of: [work, trial, production], advice: {fr: ordre, en: order}}}]",
        reached: [tightened("X2:12"), tested(.manual), restarted], partly: [tightened("X2:12"), tested(.manual)],
        missed: [tested(.manual), tightened("X2:12"), restarted], says: "order"),
    EvidenceCase(
        kind: .never,
        evidence: "[{never: {event: replaced, where: {healthyBefore: true}, given: work, advice: {fr: non, en: do not}}}]",
        reached: [tightened("X2:12")], missed: [replaced("B2", healthy: true)], notObserved: [asked], says: "do not"),
    EvidenceCase(
        kind: .all,
        evidence:
            "[{all: [{happened: {event: asked, advice: {fr: a, en: a}}}, {happened: {event: observed, advice: {fr: b, en: b}}}]}]",
        reached: [asked, observed], partly: [asked], missed: [warned("stop")], says: "a; b"),
    EvidenceCase(
        kind: .any,
        evidence:
            "[{any: [{happened: {event: asked, advice: {fr: a, en: a}}}, {happened: {event: observed, advice: {fr: b, en: b}}}]}]",
        reached: [observed], missed: [warned("stop")]),
    EvidenceCase(
        kind: .question, evidence: "[question]",
        criteria: """
            questions:
              - {number: 1, indicator: C1.1.1, words: [[ejecter, eject], [grand, tall]]}
              - {number: 2, indicator: C1.1.1, quantity: duration, value: 0.45 s, tolerance: 5 %}
            """,
        reached: [.answered(question: 1, value: "Éjecter les grands cartons"), .answered(question: 2, value: "0,46 s")],
        partly: [.answered(question: 1, value: "eject the tall boxes"), .answered(question: 2, value: "4,5 s")],
        missed: [.answered(question: 1, value: "tourner")], says: "1, 2"),
    EvidenceCase(
        kind: .withinTime, evidence: "[within-time]", criteria: "duration: 60 s",
        reached: [], partly: [asked], missed: [asked, asked], notObserved: [], says: "1 min"),
]

private let preparing: [EvidenceCase] = [
    EvidenceCase(
        kind: .documents, evidence: "[{documents: {before: measurement}}]", criteria: "documents: [historique, io-list]",
        reached: [
            .documentOpened(document: "historique", revision: nil), .documentOpened(document: "io-list", revision: "B"), proving,
        ],
        partly: [.documentOpened(document: "historique", revision: nil), proving], missed: [proving], says: "io-list"),
    EvidenceCase(
        kind: .documents, evidence: "[{documents: {before: measurement}}]", criteria: "documents: [io]",
        reached: [.documentOpened(document: "io", revision: nil), proving], missed: [proving], says: "read io-table before"),
    EvidenceCase(
        kind: .lostFunction, evidence: "[{lost-function: {before: measurement}}]", criteria: "lost-function: [[ejecter, eject]]",
        reached: [.functionStated(lost: "Éjecter les grands"), proving], partly: [proving, .functionStated(lost: "ejecter")],
        missed: [.functionStated(lost: "avancer"), proving]),
    EvidenceCase(
        kind: .placements, evidence: "[placements]", criteria: "placements: [{block: acquire, refs: [B1, B2]}]",
        reached: [.chainStated(block: .acquire, refs: ["B1", "b2"])], partly: [.chainStated(block: .acquire, refs: ["B1"])],
        missed: [.chainStated(block: .acquire, refs: ["M1"])], says: "B1"),
    EvidenceCase(
        kind: .toolsChosen, evidence: "[tools-chosen]", criteria: "tools: [multimeter, voltage-tester, padlock, torque-driver]",
        reached: ["multimeter", "voltage-tester", "padlock", "torque-driver", "cloth"].map { .toolTaken(tool: $0) },
        partly: ["multimeter", "voltage-tester", "cloth"].map { .toolTaken(tool: $0) },
        missed: [.toolTaken(tool: "cloth")], says: "padlock"),
    EvidenceCase(
        kind: .partsRight, evidence: "[parts-right]", criteria: "parts: [6205-2RS C3, GRA-LGMT2]",
        reached: [.stockRead(part: "6205-2RS C3", available: 4), .bought(part: "GRA-LGMT2", count: 1, delay: 0)],
        partly: [.stockRead(part: "6205-2RS C3", available: 4)],
        missed: [.stockRead(part: "6205-2RS C3", available: 4), replaced("PL3", "6205-2RS", fits: false)], says: "6205-2RS C3"),
    EvidenceCase(
        kind: .contacts, evidence: "[{contacts: {at: [arrival, stop, test, hand-over]}}]",
        reached: [asked, warned("stop"), isolated("Q0"), warned("test"), tested(.manual), handedOver],
        partly: [asked, isolated("Q0"), tested(.manual), handedOver], missed: [isolated("Q0"), tested(.manual)]),
    EvidenceCase(
        kind: .normalStop, evidence: "[normal-stop]", criteria: "{lockout: {sources: [Q0]}, emergency-stops: [S0]}",
        reached: [.operated(ref: "S2", position: nil, situation: running), isolated("Q0")],
        missed: [.operated(ref: "S0", position: nil, situation: running), isolated("Q0")], notObserved: [asked]),
    EvidenceCase(
        kind: .advice, evidence: "[advice]", criteria: "advice: [[nettoyer, clean], [semaine, week]]",
        reached: [warned("advice", "nettoyer la cellule chaque semaine")], partly: [warned("advice", "nettoyer la cellule")],
        missed: [warned("stop", "arrêt")], says: "what to watch"),
]

private let makingSafe: [EvidenceCase] = [
    EvidenceCase(
        kind: .sourcesListed, evidence: "[sources-listed]", criteria: lockoutCriteria,
        reached: [.lockoutPrepared(sources: ["Q0", "QX0", "0V1"]), isolated("Q0")],
        partly: [isolated("Q0"), .lockoutPrepared(sources: ["Q0", "QX0"])], missed: [.lockoutPrepared(sources: ["Q0"])],
        says: "QX0"),
    EvidenceCase(
        kind: .lockout, evidence: "[{lockout: {steps: [isolated, locked, bled, identified, verified]}}]",
        criteria: lockoutCriteria, reached: lockoutDone + [tightened("X2:12")],
        missed: lockoutDone.dropLast() + [tightened("X2:12")], notObserved: [isolated("Q0")], says: "X2"),
    EvidenceCase(
        kind: .voltageVerification, evidence: "[voltage-verification]", criteria: lockoutCriteria,
        reached: lockoutDone + [tightened("X2:12")], partly: [proof("X2", selfTests: false)],
        missed: lockoutDone.dropLast() + [proof("X2", selfTests: false), tightened("X2:12")], notObserved: [isolated("Q0")],
        says: "X2"),
    EvidenceCase(
        kind: .stopRule, evidence: "[stop-rule]", criteria: lockoutCriteria,
        reached: [proof("X2", 230), .alerted(about: "tension"), isolated("QX0")],
        missed: [proof("X2", 230), tightened("X2:12")], notObserved: [proof("X2")]),
    EvidenceCase(
        kind: .locksRemoved, evidence: "[locks-removed]", criteria: lockoutCriteria,
        reached: [locked("Q0"), locked("QX0"), .lockRemoved(source: "QX0", own: true), .lockRemoved(source: "Q0", own: true)],
        partly: [locked("Q0"), locked("QX0"), .lockRemoved(source: "Q0", own: true), .lockRemoved(source: "QX0", own: true)],
        missed: [locked("Q0"), .lockRemoved(source: "Q0", own: false)], notObserved: [locked("Q0")]),
    EvidenceCase(
        kind: .sceneReady, evidence: "[{scene-ready: {of: [tools, doors], before: restoration}}]",
        reached: [
            .toolTaken(tool: "multimeter"), .doorOpened(door: "armoire", situation: live), .toolPutBack(tool: "multimeter"),
            .doorClosed(door: "armoire"), .restored(source: "Q0"),
        ],
        partly: [.toolTaken(tool: "multimeter"), .restored(source: "Q0")],
        missed: [.toolTaken(tool: "multimeter"), .doorOpened(door: "armoire", situation: live), .restored(source: "Q0")]),
    EvidenceCase(
        kind: .equipmentWorn, evidence: "[{equipment-worn: {during: [verification]}}]",
        criteria: "equipment: [{wear: [insulating-gloves, face-shield], during: verification}]",
        reached: [.equipmentWorn(equipment: "insulating-gloves"), .equipmentWorn(equipment: "face-shield"), proof("X2")],
        partly: [
            proof("X2"), .equipmentWorn(equipment: "insulating-gloves"), .equipmentWorn(equipment: "face-shield"), proof("X2"),
        ],
        missed: [.equipmentWorn(equipment: "insulating-gloves"), proof("X2")], notObserved: [asked], says: "face-shield"),
    EvidenceCase(
        kind: .wastesSorted, evidence: "[wastes-sorted]", criteria: "wastes: [oily-rag, old-sensor]",
        reached: [
            .wasteSorted(waste: "oily-rag", bin: "hazardous", right: true),
            .wasteSorted(waste: "old-sensor", bin: "weee", right: true),
        ],
        partly: [.wasteSorted(waste: "oily-rag", bin: "hazardous", right: true)],
        missed: [.wasteSorted(waste: "oily-rag", bin: "ordinary", right: false)], says: "oily-rag"),
]

private let measuring: [EvidenceCase] = [
    EvidenceCase(
        kind: .measured, evidence: "[measured]",
        criteria: """
            measurements:
              - {quantity: voltageDC, points: [[B2:1, B2:3]], live: true, value: 2.6 V}
              - {quantity: voltageDC, points: [[B2:1, 0V]], live: true, value: 24 V}
              - {quantity: resistance, points: [[X2:12a, X2:12b]], live: false}
            """,
        reached: [reading(1, .voltageDC, "b2:3", "B2:1", 2.6), reading(2, .voltageDC, "B2:1", "0V", 24.1)],
        partly: [reading(1, .voltageDC, "B2:1", "B2:3", 2.6)], missed: [reading(1, .voltageDC, "B1:1", "B1:3", 24)],
        says: "X2:12a – X2:12b"),
    EvidenceCase(
        kind: .controls, evidence: "[controls]",
        criteria: """
            controls:
              - {quantity: voltageDC, points: [[B2:1, B2:3]], value: 24.1 V}
              - {quantity: resistance, points: [[X2:12a, X2:12b]], value: 0.1 ohm}
            """,
        reached: [
            tightened("X2:12"), reading(1, .voltageDC, "B2:1", "B2:3", 24),
            reading(2, .resistance, "X2:12a", "X2:12b", 0.1, live: false),
        ],
        partly: [tightened("X2:12"), reading(1, .voltageDC, "B2:1", "B2:3", 24)],
        missed: [reading(1, .voltageDC, "B2:1", "B2:3", 24), tightened("X2:12")], says: "B2:1 – B2:3"),
    EvidenceCase(
        kind: .gain, evidence: "[gain]",
        criteria: """
            controls:
              - {quantity: duration, points: [[1A1]], during: S1, value: 1.1 s}
              - {quantity: duration, points: [[0P2]], value: 4 s}
            """,
        reached: [
            timed("1A1", 0.18, "S1"), timed("0P2", 0.24, "S1"), tightened("a"), timed("1A1", 1.13, "S1"), timed("0P2", 4.1, nil),
        ],
        // The one was read at the wrong moment before the work.
        partly: [
            timed("1A1", 0.45, nil), timed("0P2", 0.24, "S1"), tightened("a"), timed("1A1", 1.13, "S1"), timed("0P2", 4, "S1"),
        ],
        missed: [tightened("a"), timed("1A1", 1.13, "S1"), timed("0P2", 4.1, "S1")], says: "1A1"),
    EvidenceCase(
        kind: .gain, evidence: "[gain]", criteria: "controls: [{quantity: duration, points: [[1A1]], during: S1, value: 1.1 s}]",
        reached: [timed("1A1", 0.18, "S1"), tightened("a"), timed("1A1", 0.2, "S1"), timed("1A1", 1.13, "S1")],
        // What was read last is no better.
        missed: [timed("1A1", 0.18, "S1"), tightened("a"), timed("1A1", 0.19, "S1")], says: "1A1"),
    EvidenceCase(
        kind: .expectedFirst, evidence: "[expected-first]", reached: [reading(1, .voltageDC, "a", "b", 24, expected: 24)],
        partly: [reading(1, .voltageDC, "a", "b", 24, expected: 24), reading(2, .voltageDC, "a", "c", 24)],
        missed: [reading(1, .voltageDC, "a", "b", 24)]),
    EvidenceCase(
        kind: .verdictsRight, evidence: "[verdicts-right]",
        reached: [reading(1, .voltageDC, "a", "b", 2.6, expected: 24), .concluded(reading: 1, verdict: .nonConforming)],
        partly: [
            reading(1, .voltageDC, "a", "b", 2.6, expected: 24), .concluded(reading: 1, verdict: .nonConforming),
            reading(2, .voltageDC, "a", "c", 24.1, expected: 24), .concluded(reading: 2, verdict: .nonConforming),
        ],
        missed: [reading(1, .voltageDC, "a", "b", 2.6, expected: 24), .concluded(reading: 1, verdict: .conforming)]),
    EvidenceCase(
        kind: .noRepeats, evidence: "[{no-repeats: {most: 20 %}}]",
        reached: [reading(1, .voltageDC, "a", "b", 24), isolated("Q0"), reading(2, .voltageDC, "a", "b", 0)],
        partly: [reading(1, .voltageDC, "a", "b", 24), reading(2, .voltageDC, "b", "a", 24)],
        missed: [
            reading(1, .voltageDC, "a", "b", 24), reading(2, .voltageDC, "a", "b", 24), reading(3, .voltageDC, "a", "b", 24),
        ]),
    EvidenceCase(
        kind: .round, evidence: "[{round: {of: coverage}}]", criteria: roundCriteria, reached: [belt, bearing], partly: [belt],
        missed: [asked], says: "palier-queue"),
    EvidenceCase(
        kind: .round, evidence: "[{round: {of: order}}]", criteria: roundCriteria, reached: [belt, bearing],
        missed: [bearing, belt],
        notObserved: [asked]),
    EvidenceCase(
        kind: .round, evidence: "[{round: {of: state}}]", criteria: roundCriteria, reached: [belt, bearing],
        partly: [recorded("courroie", 270, "N", .nonConforming, running), bearing],
        missed: [recorded("courroie", 270, "N", .nonConforming, running)]),
    EvidenceCase(
        kind: .round, evidence: "[{round: {of: values}}]", criteria: roundCriteria, reached: [belt, bearing],
        partly: [recorded("courroie", 400, "N", .conforming, dead), bearing],
        missed: [reading(1, .beltTension, "courroie", nil, 300), belt], says: "courroie"),
    EvidenceCase(
        kind: .round, evidence: "[{round: {of: units}}]", criteria: roundCriteria, reached: [belt, bearing],
        partly: [recorded("courroie", 270, nil, .nonConforming, dead), bearing],
        missed: [recorded("courroie", 270, nil, .nonConforming, dead)]),
    EvidenceCase(
        kind: .round, evidence: "[{round: {of: instruments}}]", criteria: roundCriteria,
        reached: [reading(1, .beltTension, "courroie", nil, 270), belt],
        partly: [reading(1, .beltTension, "courroie", nil, 270), belt, bearing], missed: [belt]),
    EvidenceCase(
        kind: .round, evidence: "[{round: {of: verdicts}}]", criteria: roundCriteria, reached: [belt, bearing],
        partly: [recorded("courroie", 270, "N", .conforming, dead), bearing],
        missed: [recorded("courroie", 270, "N", .conforming, dead)]),
    EvidenceCase(
        kind: .round, evidence: "[{round: {of: anomalies}}]", criteria: roundCriteria, reached: [belt, bearing],
        partly: [belt, recorded("palier-queue", 38, "°C", .nonConforming)],
        missed: [recorded("courroie", 270, "N", .conforming, dead), bearing], says: "courroie"),
]

private let reasoning: [EvidenceCase] = [
    EvidenceCase(
        kind: .hypotheses, evidence: "[{hypotheses: {least: 2, before: measurement}}]", criteria: causeCriteria,
        reached: [.hypothesised(number: 1, ref: "B2", cause: nil), .hypothesised(number: 2, ref: "W226", cause: nil), proving],
        partly: [.hypothesised(number: 1, ref: "B2", cause: nil), proving],
        missed: [.hypothesised(number: 1, ref: "M1", cause: nil), proving], says: "2"),
    EvidenceCase(
        kind: .ranking, evidence: "[{ranking: {among: 1}}]", criteria: causeCriteria,
        reached: [
            .hypothesised(number: 1, ref: "W226", cause: nil), .hypothesised(number: 2, ref: "B2", cause: nil),
            reading(1, .voltageDC, "a", "b", 0, because: 2),
        ],
        partly: [.hypothesised(number: 1, ref: "W226", cause: nil)], missed: [.hypothesised(number: 1, ref: "M1", cause: nil)],
        says: "B2"),
    EvidenceCase(
        kind: .chainFound, evidence: "[{chain-found: {before: work}}]", criteria: causeCriteria,
        reached: [.chainStated(block: .acquire, refs: []), tightened("X2:12")],
        partly: [.chainStated(block: .process, refs: []), tightened("X2:12")],
        missed: [tightened("X2:12")], says: "acquire"),
    EvidenceCase(
        kind: .diagnosis, evidence: "[{diagnosis: {of: component, before: work}}]", criteria: causeCriteria,
        reached: [.diagnosed(ref: "x2:12", cause: "loose", proofs: []), tightened("X2:12")],
        partly: [tightened("X2:12"), .diagnosed(ref: "X2:12", cause: "loose", proofs: [])],
        missed: [.diagnosed(ref: "B2", cause: "dead", proofs: []), replaced("B2")], says: "X2:12"),
    EvidenceCase(
        kind: .diagnosis, evidence: "[{diagnosis: {of: cause, before: work}}]", criteria: causeCriteria,
        reached: [.diagnosed(ref: "X2:12", cause: "desserrée", proofs: [])],
        partly: [.diagnosed(ref: "X2:12", cause: "burnt", proofs: [])], missed: [tightened("X2:12")], says: "loose"),
    EvidenceCase(
        kind: .diagnosis, evidence: "[{diagnosis: {of: proof, before: work}}]", criteria: causeCriteria,
        reached: [proving, .diagnosed(ref: "X2:12", cause: "loose", proofs: [1]), tightened("X2:12")],
        partly: [
            reading(1, .voltageDC, "B2:1", "B2:3", 2.6), .diagnosed(ref: "X2:12", cause: "loose", proofs: [1]),
            tightened("X2:12"),
        ],
        missed: [proving, replaced("B2", healthy: true)], says: "X2:12a – X2:12b"),
]

private let repairCriteria = "repairs: [{act: tightened, ref: X2:12, torque: 0.6 N·m}, {act: replaced, ref: B2}]"

private let working: [EvidenceCase] = [
    EvidenceCase(
        kind: .repaired, evidence: "[{repaired: {of: done}}]", criteria: repairCriteria,
        reached: [tightened("X2:12", 2), replaced("B2")],
        partly: [tightened("X2:12")], missed: [tightened("X2:11")], says: "B2"),
    EvidenceCase(
        kind: .repaired, evidence: "[{repaired: {of: effective}}]", criteria: repairCriteria,
        reached: [tightened("X2:12"), replaced("B2")], partly: [tightened("X2:12", after: 0.5), replaced("B2")],
        missed: [tightened("X2:12", after: 0.5)]),
    EvidenceCase(
        kind: .repaired, evidence: "[{repaired: {of: values}}]", criteria: repairCriteria, reached: [tightened("X2:12", 0.58)],
        missed: [tightened("X2:12", 1.2)], says: "0.6"),
    EvidenceCase(
        kind: .repaired, evidence: "[{repaired: {of: effective}}]",
        criteria: "repairs: [{act: fitted, ref: 0V3, at: [\"0V2:2\"]}, {act: fitted, ref: 0V4, at: [TU7]}]",
        reached: [fitted("0V3", "0V2:2", ["TU5", "TU7"]), fitted("0V4", "0S1:P", ["TU7"])],
        // One that was taken off is not there.
        partly: [
            fitted("0V3", "0V2:2", ["TU5"]), fitted("0V4", "0S1:P", ["TU7"]), .unfitted(ref: "0V4", situation: dead),
        ],
        missed: [fitted("0V3", "0Z1:2", ["TU3"])], says: "0V2:2"),
    EvidenceCase(
        kind: .repaired, evidence: "[{repaired: {of: effective}}]",
        criteria: "repairs: [{act: reconnected, ref: \"126\", at: [\"X3:5a\"]}]",
        reached: [.reconnected(ref: "126", asDrawn: false, on: "X3:5a")],
        missed: [.reconnected(ref: "126", asDrawn: true)], says: "X3:5a"),
    EvidenceCase(
        kind: .lockout, evidence: "[{lockout: {steps: [isolated, locked, bled]}}]",
        criteria: "{lockout: {sources: [0V1], bled: [0P2]}, repairs: [{act: fitted, ref: 0V3}]}",
        // A gauge that was read at zero shows as much as a bled line; a part that was fitted is set in service.
        reached: [
            isolated("0V1"), locked("0V1"), reading(1, .pressure, "0P2", nil, 0), fitted("0V3", "0V2:2", []),
            .lockRemoved(source: "0V1", own: true), .restored(source: "0V1"),
            .adjusted(ref: "0V3", parameter: "throttle", from: 1, to: 2, situation: live),
        ],
        missed: [
            isolated("0V1"), locked("0V1"), reading(1, .pressure, "0P2", nil, 6e5), fitted("0V3", "0V2:2", []),
        ], says: "0P2"),
    EvidenceCase(
        kind: .normalStop, evidence: "[normal-stop]", criteria: "{lockout: {sources: [Q0]}, emergency-stops: [S0]}",
        // It was found pressed, and let out.
        reached: [.operated(ref: "S0", position: "déverrouillé", situation: live), isolated("Q0")],
        missed: [.operated(ref: "S0", position: "enfoncé", situation: live), isolated("Q0")]),
    EvidenceCase(
        kind: .taggedFirst, evidence: "[tagged-first]",
        reached: [.tagged(ref: "W12"), .disconnected(ref: "W12", situation: dead)],
        partly: [.tagged(ref: "W12"), .disconnected(ref: "W12", situation: dead), .disconnected(ref: "W13", situation: dead)],
        missed: [.disconnected(ref: "W13", situation: dead), .tagged(ref: "W13")], notObserved: [asked], says: "W13"),
    EvidenceCase(
        kind: .asDrawn, evidence: "[as-drawn]",
        reached: [.disconnected(ref: "W12", situation: dead), .reconnected(ref: "W12", asDrawn: true)],
        missed: [.disconnected(ref: "W12", situation: dead), .reconnected(ref: "W12", asDrawn: false)],
        notObserved: [.disconnected(ref: "W12", situation: dead)]),
    EvidenceCase(
        kind: .operationsInOrder, evidence: "[operations-in-order]", criteria: "operations: [1, 2, 3]",
        reached: [observed, bearing] + [1, 2, 3].map { .taskDone(operation: $0, verdict: .conforming, situation: running) },
        partly: [observed] + [1, 3].map { .taskDone(operation: $0, verdict: .conforming, situation: running) },
        missed: [1, 2, 3].map { .taskDone(operation: $0, verdict: .conforming, situation: running) }, says: "in its order"),
    EvidenceCase(
        kind: .testsInOrder, evidence: "[tests-in-order]", criteria: "tests: [manual, dryRun, emergencyStop]",
        reached: [tightened("X2:12"), tested(.manual), tested(.emergencyStop), tested(.dryRun), restarted],
        partly: [tightened("X2:12"), tested(.dryRun), tested(.manual), tested(.emergencyStop), restarted],
        missed: [tested(.manual), tested(.dryRun), tested(.emergencyStop), tightened("X2:12")], says: "manual"),
]

private let accounting: [EvidenceCase] = [
    EvidenceCase(
        kind: .reportComplete, evidence: "[{report-complete: {form: report, fields: [cause, remedy]}}]", reached: [report(whole)],
        partly: [report(without(.cause))], missed: [report([])], says: "cause"),
    EvidenceCase(
        kind: .reportNames, evidence: "[report-names]",
        criteria: "report: {cause: [X2:12, [desserr, loose]], remedy: [[serr, tighten]]}",
        reached: [report(whole)], partly: [report(without(.cause, "B2 morte"))], missed: [report([(.cause, "X2:1 desserrée")])],
        says: "the component and what"),
    EvidenceCase(
        kind: .reportTrue, evidence: "[report-true]",
        reached: [proving, tightened("X2:12"), reading(2, .voltageDC, "B2:1", "B2:3", 24.1), restarted, report(whole)],
        missed: [proving, report(without(.remedy, "cellule B2 remplacée"))], says: "never done"),
    EvidenceCase(
        kind: .reportTrue, evidence: "[report-true]", reached: [proving, report([(.proof, "21,5 V sur X2:12, %I0.6 à 0")])],
        missed: [proving, report([(.proof, "18 V sur X2:12")])], says: "18 V"),
    EvidenceCase(
        kind: .reportTrue, evidence: "[report-true]", reached: [replaced("B2"), report([(.parts, "XUB5")])],
        missed: [replaced("B2"), report([(.parts, "aucune")])], says: "B2"),
    EvidenceCase(
        kind: .reportTrue, evidence: "[report-true]",
        reached: [tightened("X2:12"), restarted, report([(.finalState, "en production")])],
        missed: [restarted, tightened("X2:12"), report([(.finalState, "en production")])], says: "not restarted"),
    EvidenceCase(
        kind: .reportDistinct, evidence: "[{report-distinct: {fields: [symptom, cause, remedy]}}]", reached: [report(whole)],
        partly: [report(without(.remedy, "X2:12 desserrée"))],
        missed: [report([(.symptom, "panne"), (.cause, "Panne"), (.remedy, "panne")])]),
    EvidenceCase(
        kind: .reportTimes, evidence: "[report-times]",
        reached: [asked, asked, asked, asked, report(whole)], partly: [asked, report(without(.downTime, "90 min"))],
        missed: [report([(.downTime, "longtemps")])], says: "1 min"),
    EvidenceCase(
        kind: .wordsAvoided, evidence: "[{words-avoided: {words: [ras, hs]}}]", reached: [report(whole)],
        missed: [report(without(.symptom, "B2 HS"))], says: "hs"),
    EvidenceCase(
        kind: .valuesWithUnits, evidence: "[{values-with-units: {field: proof}}]", reached: [report(whole)],
        partly: [report(without(.proof, "21,5 V avant, 24 après, 3"))], missed: [report(without(.proof, "21,5 puis 24,1"))]),
    EvidenceCase(
        kind: .requestsFiled, evidence: "[requests-filed]",
        criteria: "requests: [{equipment: [courroie], symptom: [[270], N], urgency: [[semaine, week]]}]",
        reached: [report([(.equipment, "courroie"), (.symptom, "270 N"), (.urgency, "cette semaine")], .request)],
        partly: [report([(.equipment, "courroie"), (.symptom, "270 N"), (.urgency, "un jour")], .request)],
        missed: [report([(.equipment, "palier")], .request)], says: "by when"),
]

private let cases = onEvents + preparing + makingSafe + measuring + reasoning + working + accounting

@Suite struct EvidenceTests {
    private static let second: [Event] = [.diagnosed(ref: "S0", cause: "contact-oxidised", proofs: [])]
    private static let first: [Event] = [.diagnosed(ref: "X2:12", cause: "loose", proofs: []), tightened("X2:12")]

    @Test(arguments: [
        (events: first + second + [replaced("S0")], state: IndicatorState.reached),
        (first + [replaced("S0")] + second, .partly), (first, .missed), ([tightened("X2:12"), replaced("S0")], .missed),
    ])
    func `of two causes each is to be told before its own component is mended`(events: [Event], state: IndicatorState) throws {
        let criteria = causeCriteria + "\nfurther-diagnoses:\n  - {refs: [S0], causes: [contact-oxidised, oxyd]}"
        let evidence = "[{diagnosis: {of: cause, before: work}}]"
        let finding = try Session.finding(evidence, events + [.finished], criteria: criteria)
        #expect(finding.state == state)
        if state == .partly { #expect(finding.missing?.en.contains("S0") == true) }
    }

    @Test func `a list of sources may be made again until one of them is separated`() throws {
        let short = Event.lockoutPrepared(sources: ["Q0"]), whole = Event.lockoutPrepared(sources: ["Q0", "QX0"])
        func state(_ events: [Event]) throws -> IndicatorState {
            try Session.finding("[sources-listed]", events + [.finished], criteria: lockoutCriteria).state
        }
        #expect(try state([short, whole, isolated("Q0")]) == .reached)
        #expect(try state([short, isolated("Q0"), whole]) == .missed)
    }

    @Test func `work that is given to somebody else counts as work, and wants the lockout`() throws {
        func state(_ events: [Event]) throws -> IndicatorState {
            try Session.finding(
                "[{lockout: {steps: [isolated, locked, identified, verified]}}]", events + [.finished], criteria: lockoutCriteria
            ).state
        }
        let given = Event.entrusted(who: "team", refs: ["X2"], accepted: true, situation: dead)
        #expect(try state(lockoutDone + [given]) == .reached)
        #expect(try state(lockoutDone.dropLast() + [given]) == .missed)
    }

    @Test(arguments: cases) func `a predicate is reached when what it asks was done`(_ item: EvidenceCase) throws {
        let finding = try Session.finding(item.evidence, item.reached + [.finished], criteria: item.criteria)
        #expect(finding.state == .reached)
        #expect(finding.missing == nil)
        #expect(!finding.entries.isEmpty, "what is reached is proved by lines")
        #expect(finding.entries == finding.entries.sorted())
    }

    @Test(arguments: cases.filter { $0.partly != nil }) func `half a way is half a way`(_ item: EvidenceCase) throws {
        let finding = try Session.finding(item.evidence, item.partly! + [.finished], criteria: item.criteria)
        #expect(finding.state == .partly)
        #expect(finding.missing != nil)
        #expect(!finding.entries.isEmpty)
    }

    @Test(arguments: cases) func `what was not done, or done wrong, is missed and says what would have been right`(
        _ item: EvidenceCase
    ) throws {
        let finding = try Session.finding(item.evidence, item.missed + [.finished], criteria: item.criteria)
        #expect(finding.state == .missed)
        let missing = try #require(finding.missing)
        #expect(!missing.fr.isEmpty && !missing.en.isEmpty)
        if let says = item.says { #expect(missing.en.contains(says), "\(missing.en)") }
    }

    @Test(arguments: cases) func `nothing is said before the occasion has come`(_ item: EvidenceCase) throws {
        #expect(try Session.finding(item.evidence, item.notObserved, criteria: item.criteria).state == .notObserved)
    }

    @Test(arguments: [("X3:5a", IndicatorState.reached), ("X3:6a", .missed)])
    func `a wire that the modification moves is as drawn where it is wanted`(terminal: String, state: IndicatorState) throws {
        let finding = try Session.finding(
            "[as-drawn]",
            [.disconnected(ref: "126", situation: dead), .reconnected(ref: "126", asDrawn: false, on: terminal)],
            criteria: "repairs: [{act: reconnected, ref: \"126\", at: [\"X3:5a\"]}]")
        #expect(finding.state == state)
    }

    @Test(arguments: cases.filter { !$0.criteria.isEmpty }) func `what the scenario does not expect is not observed`(
        _ item: EvidenceCase
    ) throws {
        let finding = try Session.finding(item.evidence, item.missed + [.finished])
        #expect(finding.state == .notObserved)
        #expect(finding.missing != nil)
        let predicates = try Session.evidence(item.evidence)
        #expect(predicates.allSatisfy { !$0.canBeObserved(for: "C1.1.1", with: Criteria()) })
    }

    @Test func `every predicate has its sessions`() {
        for kind in Evidence.Kind.allCases where kind != .trainer {
            #expect(cases.contains { $0.kind == kind }, "\(kind.rawValue)")
        }
        for part in Evidence.RoundPart.allCases {
            #expect(cases.contains { $0.kind == .round && $0.evidence.contains(part.rawValue) }, "\(part.rawValue)")
        }
    }

    @Test func `what only a trainer can see is never observed`() throws {
        let finding = try Session.finding("[trainer]", [report(whole), .finished])
        #expect(finding.state == .notObserved)
        #expect(finding.missing?.en.contains("trainer") == true)
    }

    @Test func `evidence is the entry that shows it`() throws {
        let events = [asked, observed, proving, .diagnosed(ref: "X2:12", cause: "loose", proofs: [1])] as [Event]
        let finding = try Session.finding("[{diagnosis: {of: proof, before: work}}]", events, criteria: causeCriteria)
        #expect(finding.entries == [3, 4])
    }

    @Test func `what was verified is no longer so once an energy is back`() throws {
        let events = lockoutDone + [.restored(source: "QX0"), tightened("X2:12"), .finished]
        let finding = try Session.finding("[voltage-verification]", events, criteria: lockoutCriteria)
        #expect(finding.state == .missed)
    }

    @Test func `the cabinet's own source may be closed with the door open, if the last energy comes with all shut`() throws {
        let opened = Event.doorOpened(door: "armoire", situation: live)
        let evidence = "[{scene-ready: {of: [tools, doors], before: restoration}}]"
        let right = [opened, .restored(source: "QX0"), .doorClosed(door: "armoire"), .restored(source: "Q0"), .finished]
        #expect(try Session.finding(evidence, right).state == .reached)
        let wrong = [opened, .restored(source: "QX0"), .restored(source: "Q0"), .doorClosed(door: "armoire"), .finished]
        #expect(try Session.finding(evidence, wrong).state == .partly)
    }

    @Test func `an amount is told from a reference`() {
        let amounts = "X2:12 à 0,6 N·m, 21,5 V puis 24.1 V (%I0.6, 1A1, W12), 20 kΩ".amounts
        #expect(amounts.map(\.number) == [0.6, 21.5, 24.1, 20])
        #expect(amounts.map(\.unit) == ["N·m", "V", "V", "kΩ"])
        // Numbers of readings are no values.
        let contacts = "KM11:21–22 ouvert : 24 V, puis X2:3-4 fermé, boucle 4–20 mA".amounts
        #expect(contacts.map(\.number) == [24, 4, 20])
        let numbered = "n° 3 21,5 V entre B2:3 et 0V, n° 4 : 21,5 V ; mesures 3, 4 et 8, puis 24 V".amounts
        #expect(numbered.map(\.number) == [21.5, 0, 21.5, 24])
    }

    @Test func `a word is not found inside another`() {
        #expect("borne X2:12 desserrée".holds("desserr"))
        #expect("x2 : 12".holds("X2:12"))
        #expect(!"X2:12".holds("X2:1"))
        #expect(!"rebrancher".holds("brancher"))
        #expect("serrée à 0,6".holds("0.6"))
    }
}
