import Foundation
import Testing

@testable import Assessment
@testable import Training

@Suite struct EventFieldTests {
    /// Events whose fields all hold something.
    private static let samples: [Event] =
        [
            .moved(place: "a"), .doorOpened(door: "a", situation: live), .doorClosed(door: "a"), observed,
            .documentOpened(document: "a", revision: "B"), .diagramOpened(folio: "a", revision: "B"),
            .channelsRead(channels: [], mode: "F1"), .pageRead(page: "a", values: []),
            .stepsRead(active: [], blocking: [], mode: "F1"), asked, warned("stop"), .alerted(about: "a"),
            .entrusted(who: "a", refs: ["b"], accepted: true, situation: live),
            .questioned(question: "a"), .replied(question: "a", text: "b"), .hintGiven(hint: "a", price: 1),
            reading(1, .voltageDC, "a", "b", 2), .concluded(reading: 1, verdict: .conforming), belt,
            .instrumentDamaged(instrument: "a", by: "b"), .functionStated(lost: "a"), .chainStated(block: .act, refs: []),
            .hypothesised(number: 1, ref: "a", cause: "b"), .diagnosed(ref: "a", cause: "b", proofs: []),
            .answered(question: 1, value: "a"), .equipmentWorn(equipment: "a"), .equipmentTakenOff(equipment: "a"),
        ] + others

    private static let belt = recorded("courroie", 270, "N", .conforming)
    private static let effect = Effect(before: 1, after: 0)

    private static let others: [Event] =
        [
            .areaMarkedOut, .lockoutPrepared(sources: []), isolated("a"), locked("a"), .identified(place: "a"), proof("a"),
            .bled(ref: "a", before: 1, after: 0), .blocked(ref: "a"), .unblocked(ref: "a"),
            .lockRemoved(source: "a", own: true), .restored(source: "a"), .containmentPlaced(at: "a"),
            .operated(ref: "a", position: "b", situation: live), .forced(variable: "a", value: 1), .unforced(variable: "a"),
            .toolTaken(tool: "a"), .toolPutBack(tool: "a"), .tagged(ref: "a"), .backedUp(device: "a"),
            .disconnected(ref: "a", situation: live), .reconnected(ref: "a", asDrawn: true), replaced("a"),
            .fitted(ref: "a", at: "b", hoses: [], situation: live), .unfitted(ref: "a", situation: live),
            .adjusted(ref: "a", parameter: "b", from: 1, to: 2, situation: live), tightened("a"),
            .cleaned(ref: "a", effect: effect, situation: live), .freed(ref: "a", effect: effect, situation: live),
            .greased(ref: "a", amount: 1, effect: effect, situation: live),
            .tensioned(ref: "a", from: 1, to: 2, situation: live), .airBled(ref: "a", effect: effect, situation: live),
            .drained(ref: "a", volume: 1, contained: true, situation: live),
            .toppedUp(ref: "a", volume: 1, effect: effect, situation: live), .wasteSorted(waste: "a", bin: "b", right: true),
        ] + last

    private static let last: [Event] = [
        .formOpened(form: .report), .fieldFilled(form: .report, field: .cause, value: "a"), report([]),
        .taskListOpened(revision: "C"), .taskDone(operation: 1, verdict: .conforming, situation: live),
        .stockRead(part: "a", available: 1), .bought(part: "a", count: 1, delay: 0), handedOver, tested(.manual), restarted,
        produced, .waited(seconds: 1), .modeChanged(from: "A1", to: "F1"), .alarmRaised(alarm: "a"), .tripped(ref: "a"),
        .damaged(ref: "a", failure: "b"), .dangerousAct(danger: .shock, ref: "a"), .spent(amount: 1, on: "a"),
        .prevented(need: .tool, of: "a"), .finished,
    ]

    @Test func `there is a sample of every kind of event`() {
        for kind in Event.Kind.allCases { #expect(Self.samples.contains { $0.kind == kind }, "\(kind.rawValue)") }
    }

    @Test func `every field that a framework may ask for has what the journal has under that name`() throws {
        for event in Self.samples {
            let json = try JSONSerialization.jsonObject(with: try JSONEncoder().encode(event))
            for field in event.kind.fields {
                let text = try #require(event.text(of: field.name), "\(event.kind.rawValue).\(field.name)")
                let written = Self.find(field.name, in: json)
                #expect(written.contains(text), "\(event.kind.rawValue).\(field.name): \(text) \(written)")
                if case .word(let words) = field.form { #expect(words.contains(text)) }
            }
        }
    }

    /// Every scalar under a key of this name (a filed form's `kind` is what the fields call `form`).
    private static func find(_ key: String, in json: Any) -> [String] {
        if let object = json as? [String: Any] {
            return object.flatMap { name, value in
                (name == key || (key == "form" && name == "kind") ? [text(value)].compactMap { $0 } : []) + find(key, in: value)
            }
        }
        if let list = json as? [Any] { return list.flatMap { find(key, in: $0) } }
        return []
    }

    private static func text(_ value: Any) -> String? {
        if let text = value as? String { return text }
        guard let number = value as? NSNumber else { return nil }
        return CFGetTypeIDIsBoolean(number) ? (number.boolValue ? "true" : "false") : "\(number)"
    }

    private static func CFGetTypeIDIsBoolean(_ number: NSNumber) -> Bool { String(cString: number.objCType) == "c" }
}
