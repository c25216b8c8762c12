import Components
import Grafcet
import Machines
import Notation
import Simulation

/// The controller's link to its masters: what was written through it, how it is set, its plug.
extension Session {
    /// How it is named on the command line.
    static let link = NetworkFailure.reference

    /// Faults of the link that are about a setting, or about none: a plug.
    private func faults(about setting: NetworkSetting?) -> [Machines.Fault] {
        machine.faults.filter { $0.target == .network && NetworkFailure(rawValue: $0.failure)?.setting == setting }
    }

    private func severity(of faults: [Machines.Fault]) -> Double {
        faults.map { machine.plant.severity(of: $0.failure, on: .network) }.max() ?? 0
    }

    func adjustLink(_ parameter: String, _ amount: Amount) throws {
        guard let setting = NetworkSetting(rawValue: parameter) else {
            throw Prevention(
                .nothingToDo, Self.link, Text(Self.link) + Text(fr: " n'a pas ce réglage.", en: " has no such setting."))
        }
        try useTool([.laptop])
        guard machine.isControllerRunning else {
            throw Prevention(
                .safeState, Self.link,
                Text(fr: "L'automate n'est pas alimenté : rien à régler.", en: "The controller has no supply: nothing to set."))
        }
        guard let consequence = setting.consequence(of: amount.number) else {
            throw Prevention(
                .nothingToDo, Self.link, Text(fr: "Hors de l'étendue du réglage.", en: "Beyond the range of the setting."))
        }
        let concerned = faults(about: setting)
        let wrong = severity(of: concerned)
        let isOpen = setting == .access && !machine.isAccessRestricted
        let before = wrong > 0 || isOpen ? setting.wrong(severity: wrong) : setting.right
        if setting == .access { machine.isAccessRestricted = setting.isRight(amount.number) }
        if setting != .access || setting.isRight(amount.number) {
            for fault in concerned { machine.mend(fault) }
        }
        if consequence.severity > 0 { machine.inject(consequence.failure.fault, severity: consequence.severity) }
        emit(
            .adjusted(ref: Self.link, parameter: parameter, from: before, to: amount.number, situation: situation))
        say(
            Text("\(Self.link) ") + setting.text + " : " + Self.spoken(before, setting) + " → "
                + Self.spoken(amount.number, setting))
    }

    private static func spoken(_ value: Double, _ setting: NetworkSetting) -> Text {
        setting.words.indices.contains(Int(value)) ? setting.words[Int(value)] : Speech.number(value)
    }

    func reconnectLink() throws {
        let concerned = faults(about: nil)
        guard !concerned.isEmpty else {
            throw Prevention(
                .nothingToDo, Self.link,
                Text(fr: "La prise réseau est bien enfoncée.", en: "The network plug sits as it should."))
        }
        for fault in concerned { machine.mend(fault) }
        emit(.reconnected(ref: Self.link, asDrawn: true))
        say(Text(fr: "La prise réseau était mal enfoncée : clipsée.", en: "The network plug was not home: clipped in."))
    }

    // MARK: - Set-points

    /// Whether the controller holds this value, and a panel may change it.
    func isSetPoint(_ parameter: String, of ref: String) -> Bool {
        plan.component(ref)?.type.name == "plc-cpu"
            && exercise.definition.map?.setPoints.contains { $0.name == parameter } == true
    }

    func adjustSetPoint(_ ref: String, _ name: String, _ amount: Amount) throws {
        if machine.isControllerRunning { try checkOwnProgram(ref) }
        guard machine.isControllerRunning, let before = machine.variable(name) else {
            throw Prevention(
                .safeState, ref,
                Text(fr: "L'automate est hors tension : l'écran est noir.", en: "The controller is off: the screen is dark."))
        }
        let range = exercise.definition.map?.setPoints.first { $0.name == name }?.entry.range ?? 0...65535
        guard range.contains(amount.number), machine.setPoint(name, to: amount.number) else {
            throw Prevention(
                .nothingToDo, name, Text(fr: "Hors de l'étendue du réglage.", en: "Beyond the range of the setting."))
        }
        emit(.adjusted(ref: ref, parameter: name, from: before, to: amount.number, situation: situation))
        say(Text(name) + .colon + Speech.number(before) + " → " + Speech.number(amount.number))
    }

    // MARK: - What was written

    /// The page of the controller's log: who wrote what, the latest first, what is the same told once.
    func readWrites() -> [Named] {
        for master in exercise.definition.map?.masters ?? [] {
            say(Text(master.address) + .colon + master.text)
        }
        var groups: [(last: ReceivedWrite, first: ReceivedWrite, count: Int)] = []
        for write in machine.receivedWrites.reversed() {
            let same = groups.firstIndex { group in
                group.last.address == write.address && group.last.name == write.name && group.last.value == write.value
                    && group.last.isTaken == write.isTaken
            }
            if let same {
                groups[same].first = write
                groups[same].count += 1
            } else {
                groups.append((write, write, 1))
            }
        }
        func hour(_ write: ReceivedWrite) -> String { scenario.order.at.formatted(after: write.time - arrival) }
        for (last, first, count) in groups {
            let times = count > 1 ? Text(fr: ", \(count) fois depuis ", en: ", \(count) times since ") + hour(first) : Text("")
            let change = Text(" · \(last.name)") + .colon + (last.isTaken ? Speech.number(first.before) + " " : Text(""))
            say(
                Text("\(hour(last)) · \(last.address ?? "?")") + change + "→ " + Speech.number(last.value)
                    + (last.isTaken ? Text("") : Text(fr: " · refusé", en: " · refused")) + times)
        }
        if groups.isEmpty { say(Text(fr: "Aucune écriture.", en: "No write.")) }
        return groups.map { Named($0.last.name, $0.last.value) }
    }
}
