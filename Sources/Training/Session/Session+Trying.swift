import Components
import Grafcet
import Machines
public import Notation
import Simulation

/// Tests, restart and waiting: the machine is really operated, and judged from its own signals.
extension Session {
    func tryOut(_ action: Action) throws {
        switch action {
        case .test(let kind): try test(kind)
        case .restart: try restart()
        case .wait(let seconds): try wait(seconds)
        default: preconditionFailure("\(action.verb.id) is of another family")
        }
    }

    private func procedure(_ name: String) throws -> Maintenance.Procedure {
        guard let procedure = maintenance.procedure(name) else {
            throw Prevention(
                .document, name,
                Text(fr: "Le dossier ne dit pas comment faire cet essai.", en: "The dossier has no procedure for this test."))
        }
        return procedure
    }

    /// Nothing moves while a padlock is on or a guard is open.
    private func checkReadyToMove() throws {
        if let source = state.locked.first {
            throw Prevention(
                .safeState, source, Text(source) + Text(fr: " est encore sous ton cadenas.", en: " is still under your padlock."))
        }
        checkReadyForEnergy()
        let topics = ["test", "restart", "manual", "handOver", "arrival"]
        if !state.contacts.contains(where: { contact in !contact.asked && topics.contains(contact.topic ?? "") }) {
            danger(.restartedUnwarned, nil)
        }
        if !state.forced.isEmpty { danger(.outputForced, state.forced.first) }
    }

    // MARK: - Tests

    private func test(_ kind: TestKind) throws {
        let procedure = try procedure(kind.fileName)
        try checkReadyToMove()
        try walk(to: place(of: procedure))
        let watch = startWatch()
        let began = machine.time
        var reached: Double?
        var isQuiet = true
        // A stop must come at once; a start is judged once the hands have done their part.
        let stops = kind == .emergencyStop || kind == .guards
        let alarmsBefore = eventsSoFar.count
        for (index, step) in procedure.steps.enumerated() {
            switch step {
            case .operate(let reference, let position):
                _ = try? machine.operate(reference, to: position)
                try pass(0.3, watch)
            case .wait(let seconds): try pass(seconds, watch)
            }
            if reached == nil, mode == procedure.mode { reached = machine.time - began }
            if stops, index == 1 { isQuiet = !plan.components.contains(where: { isPowered($0) && isMoving($0) }) }
        }
        if reached == nil, try pass(upTo: procedure.within, until: { self.mode == procedure.mode }) {
            reached = machine.time - began
        }
        var passed = reached != nil
        if stops { passed = passed && isQuiet && mode == procedure.mode }
        let raised = eventsSoFar.dropFirst(alarmsBefore).contains { event in
            if case .alarmRaised(let name) = event { return !isSafetyAlarm(name) }
            return false
        }
        if !stops { passed = passed && !raised }
        if kind == .manual { passed = passed && watch.showsMovement }
        var values: [Named] = reached.map { [Named("seconds", $0)] } ?? []
        for stroke in watch.strokes where stroke.longest > 0 {
            values.append(Named("\(stroke.reference).stroke", stroke.longest))
        }
        emit(.tested(kind: kind, passed: passed, values: values))
        say(hands(of: procedure))
        say(
            kind.text + " : " + (passed ? Text(fr: "bon", en: "good") : Text(fr: "PAS BON", en: "NOT GOOD")) + " · " + mode
                + Speech.name(ofMode: mode, exercise.definition))
        if !passed { say(reasons(procedure, reached: reached != nil, kind, watch)) }
        for stroke in watch.strokes where stroke.longest > 0 {
            say(Text(stroke.reference) + .colon + Text(fr: "course ", en: "stroke ") + Speech.seconds(stroke.longest))
        }
        if stops, passed { say(Text(fr: "Arrêt franc, réarmement exigé.", en: "It stops at once and wants a reset.")) }
    }

    /// « S7 manuel, S1, S8 », what was operated in order.
    private func hands(of procedure: Maintenance.Procedure) -> Text {
        let hands: [Text] = procedure.steps.compactMap { step in
            guard case .operate(let reference, let position) = step else { return nil }
            return Text(reference) + (position.map { Text(" ") + vocabulary.spoken($0, .position, of: reference) } ?? Text(""))
        }
        return Text(fr: "Tu fais : ", en: "You do: ") + hands.joined(separator: Text(", "))
    }

    /// Why a test did not hold, as far as one who stands there can tell.
    private func reasons(_ procedure: Maintenance.Procedure, reached: Bool, _ kind: TestKind, _ watch: Watch) -> Text {
        var told: [Text] = []
        if !reached {
            told.append(
                Text(fr: "attendu \(procedure.mode), elle est en \(mode)", en: "expected \(procedure.mode), it is in \(mode)"))
        }
        for alarm in machine.controller?.activeAlarms ?? [] { told.append(alarm.text) }
        if kind == .manual, !watch.showsMovement {
            told.append(Text(fr: "aucun vérin n'a fait l'aller et le retour", en: "no cylinder went out and back"))
        }
        if told.isEmpty { told.append(Text(fr: "une alarme est venue pendant l'essai", en: "an alarm came up during the test")) }
        return told.joined(separator: Text(" · "))
    }

    /// The alarm that a stop raises by design.
    private func isSafetyAlarm(_ name: String) -> Bool {
        guard let chart = exercise.definition.program?.alarms.first else { return false }
        return chart.name == name
    }

    /// Something drives it: a motor or a cylinder, not what runs on by itself.
    private func isPowered(_ component: Machine.ComponentDeclaration) -> Bool {
        component.type.name.hasSuffix("motor") || component.type.name.hasSuffix("cylinder")
    }

    private func place(of procedure: Maintenance.Procedure) -> String? {
        for case .operate(let reference, _) in procedure.steps {
            if let place = plan.component(reference)?.location { return place }
        }
        return nil
    }

    // MARK: - Strokes

    /// Strokes of every cylinder while a test runs.
    private final class Watch {
        struct Stroke {
            let reference: String
            let signal: SignalIndex
            let length: Double
            var isOut: Bool?
            var leftAt: Double?
            var count = 0
            /// Seconds.
            var longest = 0.0
        }
        var strokes: [Stroke] = []
        /// A cylinder went out and back; a machine without any has shown all that it can.
        var showsMovement: Bool { strokes.isEmpty || strokes.contains { $0.count >= 2 } }
    }

    private func startWatch() -> Watch {
        let watch = Watch()
        for component in plan.components {
            guard let length = stroke(of: component.reference),
                let signal = machine.plant.assembly.signal(component.reference, "position")
            else { continue }
            watch.strokes.append(Watch.Stroke(reference: component.reference, signal: signal, length: length))
        }
        return watch
    }

    private func pass(_ seconds: Double, _ watch: Watch) throws {
        let count = Int((seconds / machine.plant.step).rounded())
        for _ in 0..<count {
            try pass(machine.plant.step)
            for index in watch.strokes.indices { follow(&watch.strokes[index]) }
        }
    }

    private func follow(_ stroke: inout Watch.Stroke) {
        let position = machine.plant.assembly.value(stroke.signal)
        let end: Bool? = position < 0.03 * stroke.length ? false : position > 0.97 * stroke.length ? true : nil
        switch (stroke.isOut, end) {
        case (nil, let end?): stroke.isOut = end
        case (_?, nil): stroke.leftAt = stroke.leftAt ?? machine.time
        case (let was?, let now?):
            if was != now, let left = stroke.leftAt {
                stroke.count += 1
                stroke.longest = max(stroke.longest, machine.time - left)
            }
            stroke.isOut = now
            stroke.leftAt = nil
        case (nil, nil): break
        }
    }

    // MARK: - Restart and waiting

    private func restart() throws {
        let procedure = try procedure("restart")
        try checkReadyToMove()
        try walk(to: place(of: procedure))
        try follow(procedure.steps)
        _ = try pass(upTo: procedure.within, until: { self.mode == procedure.mode })
        emit(.restarted(mode: mode))
        say(
            mode == procedure.mode
                ? Text(fr: "En production : ", en: "In production: ") + mode
                : Text(fr: "Elle ne repart pas : ", en: "It does not start again: ") + mode
                    + Speech.name(ofMode: mode, exercise.definition))
    }

    private func wait(_ seconds: Double) throws {
        let before = counts
        try pass(seconds)
        emit(.waited(seconds: seconds))
        let made = zip(counts, before).map { after, before in Named(after.name, after.value - before.value) }
        let seen = made.filter { $0.value != 0 }
        let time = Text(mode) + Text(", \(Int(seconds)) s")
        guard !made.isEmpty else {
            // A power unit makes nothing that is counted: it has produced when it stood in its mode of production.
            if mode == maintenance.procedure("restart")?.mode { emit(.produced(counts: [], seconds: seconds)) }
            return say(time)
        }
        emit(.produced(counts: made, seconds: seconds))
        say(time + Text(" · ") + text(of: seen))
    }

    private func text(of counts: [Named]) -> Text {
        guard !counts.isEmpty else { return Text(fr: "rien ne sort.", en: "nothing comes out.") }
        return counts.map { count in vocabulary.spoken(count.name, .count) + .colon + "\(Int(count.value))" }.joined(
            separator: " · ")
    }

    /// What has left the machine since it was switched on.
    var counts: [Named] { machine.counts { $0 == .made } }
}

extension TestKind {
    public var text: Text {
        switch self {
        case .manual: Text(fr: "Essai manuel", en: "Manual test")
        case .stepByStep: Text(fr: "Essai pas à pas", en: "Step-by-step test")
        case .dryRun: Text(fr: "Essai à vide", en: "Dry run")
        case .emergencyStop: Text(fr: "Arrêt d'urgence", en: "Emergency stop")
        case .guards: Text(fr: "Protecteurs", en: "Guards")
        }
    }
}
