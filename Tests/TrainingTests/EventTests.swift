import Foundation
import Notation
import Testing

@testable import Training

/// One line of every event that a journal of format 1 may hold. Frozen: a line here is never edited, only added.
private let samples = [
    #"{"moved":{"place":"cabinet"}}"#,
    #"{"doorOpened":{"door":"cabinet","situation":{"energised":true,"mode":"F4","moving":false,"pressurised":true}}}"#,
    #"{"doorClosed":{"door":"cabinet"}}"#,
    #"{"observed":{"observation":{"at":"B2","findings":[{"level":0,"ref":"B2","what":"lit"}],"sense":"sight","situation":{"energised":true,"mode":"F1","moving":true,"pressurised":true}}}}"#,
    #"{"documentOpened":{"document":"history"}}"#,
    #"{"documentOpened":{"document":"io-list","revision":"B"}}"#,
    #"{"diagramOpened":{"folio":"F4","revision":"B"}}"#,
    #"{"channelsRead":{"channels":[{"address":"%I0.6","expected":1,"read":0,"ref":"B2"},{"address":"%Q0.3","read":0,"ref":"1Y14"}],"mode":"F4"}}"#,
    #"{"pageRead":{"page":"alarms","values":[{"name":"count","value":12}]}}"#,
    #"{"stepsRead":{"active":["X10"],"blocking":["B2"],"mode":"F1"}}"#,
    #"{"asked":{"about":"depuis quand","answer":"since-break","who":"operator"}}"#,
    #"{"warned":{"about":"arrêt","topic":"stop","who":"operator"}}"#,
    #"{"alerted":{"about":"tension présente"}}"#,
    #"{"entrusted":{"accepted":true,"refs":["X0","0Z1"],"situation":{"energised":false,"mode":"0","moving":false,"pressurised":false},"who":"team"}}"#,
    #"{"questioned":{"question":"is-cylinder-suspect"}}"#,
    #"{"replied":{"question":"is-cylinder-suspect","text":"non, il sort en manuel"}}"#,
    #"{"hintGiven":{"hint":"look-at-led","price":0.5}}"#,
    #"{"measured":{"reading":{"because":2,"expected":{"value":{"si":24}},"from":"B2:1","instrument":"multimeter","live":true,"number":1,"quantity":"voltageDC","range":60,"situation":{"energised":true,"mode":"F4","moving":false,"pressurised":true},"to":"B2:3","value":2.6}}}"#,
    #"{"measured":{"reading":{"expected":{"overload":{}},"from":"X2:12a","instrument":"multimeter","live":false,"number":2,"quantity":"resistance","situation":{"energised":false,"mode":"A1","moving":false,"pressurised":false},"to":"X2:12b"}}}"#,
    #"{"concluded":{"reading":1,"verdict":"nonConforming"}}"#,
    #"{"recorded":{"point":"palier-queue","situation":{"energised":true,"mode":"F1","moving":true,"pressurised":true},"value":{"number":61,"unit":"°C"},"verdict":"nonConforming"}}"#,
    #"{"instrumentDamaged":{"by":"Q0:1","instrument":"multimeter"}}"#,
    #"{"functionStated":{"lost":"éjecter"}}"#,
    #"{"chainStated":{"block":"acquire","refs":["B2"]}}"#,
    #"{"hypothesised":{"cause":"dead","number":1,"ref":"B2"}}"#,
    #"{"diagnosed":{"cause":"loose","proofs":[3,4],"ref":"X2:12"}}"#,
    #"{"answered":{"question":2,"value":"X10"}}"#,
    #"{"equipmentWorn":{"equipment":"insulating-gloves"}}"#,
    #"{"equipmentTakenOff":{"equipment":"insulating-gloves"}}"#,
    #"{"areaMarkedOut":{}}"#,
    #"{"lockoutPrepared":{"sources":["Q0","QX0"]}}"#,
    #"{"isolated":{"source":"Q0","underLoad":false}}"#,
    #"{"lockApplied":{"source":"Q0"}}"#,
    #"{"identified":{"place":"X2"}}"#,
    #"{"provedDead":{"verification":{"dead":true,"instrument":"voltage-tester","pairs":[{"from":"L1","to":"L2","voltage":0}],"place":"X2","selfTestAfter":true,"selfTestBefore":true}}}"#,
    #"{"bled":{"after":0,"before":600000,"ref":"0Z1"}}"#,
    #"{"blocked":{"ref":"1A1"}}"#,
    #"{"unblocked":{"ref":"1A1"}}"#,
    #"{"lockRemoved":{"own":true,"source":"Q0"}}"#,
    #"{"restored":{"source":"Q0"}}"#,
    #"{"containmentPlaced":{"at":"0Z1"}}"#,
    #"{"operated":{"position":"manual","ref":"S7","situation":{"energised":true,"mode":"F4","moving":false,"pressurised":true}}}"#,
    #"{"forced":{"value":1,"variable":"%Q0.3"}}"#,
    #"{"unforced":{"variable":"%Q0.3"}}"#,
    #"{"toolTaken":{"tool":"multimeter"}}"#,
    #"{"toolPutBack":{"tool":"multimeter"}}"#,
    #"{"tagged":{"ref":"W12"}}"#,
    #"{"backedUp":{"device":"plc"}}"#,
    #"{"disconnected":{"ref":"W12","situation":{"energised":false,"mode":"A1","moving":false,"pressurised":false}}}"#,
    #"{"reconnected":{"asDrawn":true,"ref":"W12"}}"#,
    #"{"reconnected":{"asDrawn":false,"on":"X3:5a","ref":"126"}}"#,
    #"{"fitted":{"at":"0V2:2","hoses":["H5","H7"],"ref":"0V3","situation":{"energised":false,"mode":"A1","moving":false,"pressurised":false}}}"#,
    #"{"unfitted":{"ref":"0V3","situation":{"energised":false,"mode":"A1","moving":false,"pressurised":false}}}"#,
    #"{"replaced":{"fits":true,"healthyBefore":true,"part":"XUB5","ref":"B2","situation":{"energised":false,"mode":"A1","moving":false,"pressurised":false}}}"#,
    #"{"adjusted":{"from":1.4,"parameter":"setting","ref":"Q1","situation":{"energised":false,"mode":"A1","moving":false,"pressurised":false},"to":1.1}}"#,
    #"{"tightened":{"effect":{"after":0,"before":0.9},"ref":"X2:12","situation":{"energised":false,"mode":"A1","moving":false,"pressurised":false},"torque":0.6}}"#,
    #"{"cleaned":{"effect":{"after":0,"before":0.5},"ref":"B2","situation":{"energised":false,"mode":"A1","moving":false,"pressurised":false}}}"#,
    #"{"freed":{"effect":{"after":0,"before":1},"ref":"FLUX","situation":{"energised":false,"mode":"A1","moving":false,"pressurised":false}}}"#,
    #"{"greased":{"amount":0.003,"effect":{"after":0.1,"before":0.7},"ref":"palier-queue","situation":{"energised":false,"mode":"A1","moving":false,"pressurised":false}}}"#,
    #"{"tensioned":{"from":270,"ref":"courroie","situation":{"energised":false,"mode":"A1","moving":false,"pressurised":false},"to":400}}"#,
    #"{"airBled":{"effect":{"after":0,"before":0.4},"ref":"1A1","situation":{"energised":false,"mode":"A1","moving":false,"pressurised":false}}}"#,
    #"{"drained":{"contained":true,"ref":"0Z1","situation":{"energised":false,"mode":"A1","moving":false,"pressurised":false},"volume":0.03}}"#,
    #"{"toppedUp":{"effect":{"after":0,"before":0.5},"ref":"0B","situation":{"energised":false,"mode":"A5","moving":false,"pressurised":false},"volume":0.02}}"#,
    #"{"wasteSorted":{"bin":"hazardous","right":true,"waste":"oily-rag"}}"#,
    #"{"formOpened":{"form":"report"}}"#,
    #"{"fieldFilled":{"field":"cause","form":"report","value":"X2:12 desserrée"}}"#,
    #"{"formFiled":{"form":{"entries":[{"field":"cause","value":"X2:12 desserrée"}],"kind":"report"}}}"#,
    #"{"taskListOpened":{"revision":"C"}}"#,
    #"{"taskDone":{"operation":3,"situation":{"energised":true,"mode":"F1","moving":true,"pressurised":true},"verdict":"conforming"}}"#,
    #"{"stockRead":{"available":2,"part":"XUB5"}}"#,
    #"{"bought":{"count":1,"delay":86400,"part":"XUB5"}}"#,
    #"{"handedOver":{"situation":{"energised":true,"mode":"F1","moving":true,"pressurised":true}}}"#,
    #"{"tested":{"kind":"emergencyStop","passed":true,"values":[{"name":"stop","value":0.2}]}}"#,
    #"{"restarted":{"mode":"F1"}}"#,
    #"{"produced":{"counts":[{"name":"tallEjected","value":3}],"seconds":30}}"#,
    #"{"waited":{"seconds":30}}"#,
    #"{"modeChanged":{"from":"A1","to":"F1"}}"#,
    #"{"alarmRaised":{"alarm":"guard-open"}}"#,
    #"{"tripped":{"ref":"Q1"}}"#,
    #"{"damaged":{"failure":"burnt","ref":"1Y14"}}"#,
    #"{"dangerousAct":{"danger":"workNotVerified","ref":"X2:12"}}"#,
    #"{"spent":{"amount":42.5,"on":"XUB5"}}"#,
    #"{"prevented":{"need":"openDoor","of":"X2:12"}}"#,
    #"{"finished":{}}"#,
]

@Suite struct EventTests {
    private func encoded(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    @Test(arguments: samples)
    func `a line of an old journal still says the same`(sample: String) throws {
        let event = try JSONDecoder().decode(Event.self, from: Data(sample.utf8))
        #expect(sample.hasPrefix("{\"\(event.kind.rawValue)\":"))
        #expect(try encoded(event) == sample)
    }

    @Test func `every event has a frozen line`() throws {
        let frozen = try samples.map { try JSONDecoder().decode(Event.self, from: Data($0.utf8)).kind }
        #expect(Set(frozen) == Set(Event.Kind.allCases))
    }

    @Test(arguments: [
        #"{"measure":{"because":2,"expected":{"value":{"si":24}},"from":"B2:1","quantity":"voltageDC","to":"B2:3"}}"#,
        #"{"measure":{"from":"0Z1","quantity":"pressure"}}"#, #"{"here":{}}"#, #"{"go":{"place":"cabinet"}}"#,
        #"{"tighten":{"refs":["X2:12"],"torque":0.6}}"#, #"{"diagnosis":{"cause":"loose","proofs":[3,4],"ref":"X2:12"}}"#,
        #"{"record":{"point":"palier-queue","value":{"number":61,"unit":"°C"},"verdict":"nonConforming"}}"#,
        #"{"fill":{"field":"cause","form":"report","value":"X2:12"}}"#, #"{"proveDead":{"place":"X2"}}"#,
        #"{"chain":{"block":"acquire","refs":[]}}"#, #"{"test":{"kind":"emergencyStop"}}"#, #"{"restore":{}}"#,
    ])
    func `an action of an old journal still says the same`(sample: String) throws {
        #expect(try encoded(JSONDecoder().decode(Action.self, from: Data(sample.utf8))) == sample)
    }

    @Test func `every action has named arguments in its JSON and is read back`() throws {
        let parser = Conveyor.parser()
        for verb in Verb.all {
            for example in verb.examples {
                for line in [example.fr, example.en] {
                    for action in (try? parser.parse(line)) ?? [] {
                        let text = try encoded(action)
                        #expect(!text.contains("\"_"), "\(text)")
                        #expect(try JSONDecoder().decode(Action.self, from: Data(text.utf8)) == action)
                    }
                }
            }
        }
    }
}

@Suite struct SessionStateTests {
    private let dead = Situation(mode: "A1", energised: false)
    private let running = Situation(mode: "F1", energised: true, pressurised: true, moving: true)

    private func state(_ events: [Event]) -> SessionState {
        var state = SessionState()
        state.apply(events, at: 60)
        return state
    }

    private func verification(dead: Bool) -> Event {
        .provedDead(
            verification: Verification(
                place: "X2", instrument: "voltage-tester", selfTestBefore: true,
                pairs: [.init(from: "L1", to: "L2", voltage: dead ? 0 : 400)], selfTestAfter: true, dead: dead))
    }

    @Test func `lockout, verification and return leave the scene as it was`() {
        let locked: [Event] = [
            .isolated(source: "Q0", underLoad: false), .lockApplied(source: "Q0"), verification(dead: true),
            .bled(ref: "0Z1", before: 6e5, after: 0),
        ]
        let work = state(locked)
        #expect(work.isolated == ["Q0"] && work.locked == ["Q0"] && work.verified == ["X2"] && work.bled == ["0Z1"])
        let back = state(locked + [.lockRemoved(source: "Q0", own: true), .restored(source: "Q0")])
        #expect(back.isolated.isEmpty && back.locked.isEmpty && back.verified.isEmpty && back.bled.isEmpty)
    }

    @Test func `a voltage found undoes what was verified`() {
        let found = state([verification(dead: true), verification(dead: false)])
        #expect(found.verified.isEmpty && found.verificationFailed)
        let again = state([verification(dead: false), verification(dead: true)])
        #expect(again.verified == ["X2"] && !again.verificationFailed)
    }

    @Test func `what was opened, taken, worn and unplugged is out until it is put back`() {
        let out: [Event] = [
            .doorOpened(door: "cabinet", situation: running), .toolTaken(tool: "multimeter"),
            .equipmentWorn(equipment: "face-shield"),
            .disconnected(ref: "W12", situation: dead), .forced(variable: "%Q0.3", value: 1), .blocked(ref: "1A1"),
        ]
        let scene = state(out)
        #expect(scene.openDoors == ["cabinet"] && scene.toolsOut == ["multimeter"] && scene.worn == ["face-shield"])
        #expect(scene.disconnected == ["W12"] && scene.forced == ["%Q0.3"] && scene.blocked == ["1A1"])
        let back: [Event] = [
            .doorClosed(door: "cabinet"), .toolPutBack(tool: "multimeter"), .equipmentTakenOff(equipment: "face-shield"),
            .reconnected(ref: "W12", asDrawn: true), .unforced(variable: "%Q0.3"), .unblocked(ref: "1A1"),
        ]
        var empty = SessionState()
        empty.mode = "F1"
        empty.clock = 60
        #expect(state(out + back) == empty)
    }

    @Test func `a field that is written again replaces what it held, and signing closes the form`() {
        let writing: [Event] = [
            .formOpened(form: .report), .fieldFilled(form: .report, field: .cause, value: "B2"),
            .fieldFilled(form: .report, field: .cause, value: "X2:12"),
        ]
        #expect(state(writing).openForm?.filled == [FiledForm.Entry(field: .cause, value: "X2:12")])
        let form = FiledForm(kind: .report, entries: [.init(field: .cause, value: "X2:12")])
        let signed = state(writing + [.formFiled(form: form)])
        #expect(signed.openForm == nil && signed.filed == [form])
        #expect(form[.cause] == "X2:12" && form[.remedy] == nil)
    }

    @Test func `mode, clock and cost follow`() {
        let now = state([
            .restarted(mode: "F1"), .modeChanged(from: "F1", to: "A1"), .spent(amount: 40, on: "B2"),
            .spent(amount: 2.5, on: "H7"),
        ])
        #expect(now.mode == "A1" && now.clock == 60 && now.cost == 42.5)
    }

    @Test func `every frozen event folds`() throws {
        var state = SessionState()
        for sample in samples { state.apply(try JSONDecoder().decode(Event.self, from: Data(sample.utf8))) }
        #expect(state.finished && state.handedOver && state.readings.count == 2 && state.work.count == 12)
    }
}

@Suite struct DangerTests {
    @Test func `defeating a safety measure is eliminatory, and only that`() {
        let eliminatory = Danger.allCases.filter { $0.gate == .eliminatory }
        #expect(eliminatory == [.safetyBypassed, .foreignLockRemoved, .outputForced])
    }

    @Test(arguments: Danger.allCases)
    func `every danger says what happened and which rule it breaks, in both languages`(danger: Danger) {
        for text in [danger.happening, danger.rule] {
            #expect(!text.fr.isEmpty && !text.en.isEmpty && text.fr != text.en)
        }
    }
}
