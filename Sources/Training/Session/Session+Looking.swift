import Components
import Grafcet
import Machines
import Notation
import Simulation

/// Where one is, what is open, and what the senses find.
extension Session {
    func lookAround(_ action: Action) throws {
        switch action {
        case .here: here()
        case .view: view()
        case .go(let place): try go(place)
        case .open(let door): try open(door)
        case .close(let door): try shut(door)
        case .look(let name): try look(name)
        case .listen(let name): try sense(.hearing, name)
        case .touch(let name): try touch(name)
        case .smell(let name): try sense(.smell, name)
        default: preconditionFailure("\(action.verb.id) is of another family")
        }
    }

    // MARK: - Places

    private func here() {
        let place = state.place ?? ""
        say(Text(fr: "Tu es : ", en: "You are at: ") + placeText(place) + ". " + Text(hour) + ".")
        if !state.worn.isEmpty {
            let worn = state.worn.compactMap { Equipment(rawValue: $0)?.text }
            say(Text(fr: "Tu portes : ", en: "You wear: ") + worn.joined(separator: ", "))
        }
        if !state.toolsOut.isEmpty {
            let tools = state.toolsOut.compactMap { ToolKind(rawValue: $0)?.text }
            say(Text(fr: "En main : ", en: "In hand: ") + tools.joined(separator: ", "))
        }
        let reached = components(at: place).filter { barrier(before: $0) == nil }
        if !reached.isEmpty {
            let lines = Speech.wrapped(reached.map { Text($0.reference) }, separator: " ", width: 64)
            for (index, line) in lines.enumerated() {
                say(index == 0 ? Text(fr: "À portée : ", en: "Within reach: ") + line : Text("  ") + line)
            }
        }
        if let barrier = components(at: place).lazy.compactMap({ self.barrier(before: $0) }).first {
            say(Text(fr: "Fermé : ", en: "Closed: ") + barrierText(barrier))
        }
    }

    private func view() {
        for place in plan.locations {
            let references = components(at: place.name).map(\.reference)
            let names = references.prefix(8).joined(separator: " ") + (references.count > 8 ? " …" : "")
            let mark = place.name == state.place ? "• " : "  "
            say(Text(mark) + place.text + Text(" (\(place.name))") + .colon + names)
        }
    }

    private func go(_ name: String) throws {
        // To a component is to where it stands.
        let place = location(name) == nil ? target(name)?.location ?? name : name
        guard place != state.place else {
            throw Prevention(.nothingToDo, place, Text(fr: "Tu y es déjà.", en: "You are there already."))
        }
        emit(.moved(place: place))
        say(Text("→ ") + placeText(place))
    }

    // MARK: - Doors

    private func open(_ door: String) throws {
        guard let place = location(door) else { return }
        guard !state.openDoors.contains(door) else {
            throw Prevention(.nothingToDo, door, Text(fr: "C'est déjà ouvert.", en: "It is open already."))
        }
        let isCover = !place.hasDoor && place.guardReference == nil
        if isCover { try useTool([.spanner, .screwdriver]) }
        try walk(to: door)
        let wasMoving = components(at: door).contains { ($0.access == .cover || $0.access == .guard) && isMoving($0) }
        if !place.hasDoor, wasMoving { danger(.guardOpenedMoving, door) }
        emit(.doorOpened(door: door, situation: situation))
        if let guardSwitch = place.guardReference { try setGuard(guardSwitch, open: true) }
        let inside = components(at: door).filter { $0.access != .outside }.map(\.reference)
        say(Text(fr: "Ouvert : ", en: "Open: ") + barrierText(door))
        if !inside.isEmpty {
            say(Text(inside.prefix(14).joined(separator: " ") + (inside.count > 14 ? " …" : "")))
        }
        guard place.hasDoor, components(at: door).contains(where: hasDangerousTerminal) else { return }
        if let degree = place.exposed {
            say(
                Text(
                    fr: "Des parties sont sous 230/400 V, protégées au doigt (\(degree)).",
                    en: "Some parts are at 230/400 V, finger-safe (\(degree))."))
        } else if !isProtectedForVoltage {
            danger(.enclosureOpenedLive, door)
        }
    }

    private func hasDangerousTerminal(_ component: Machine.ComponentDeclaration) -> Bool {
        machine.plant.assembly.terminals(of: component.reference).contains {
            $0.domain == .electrical && isDangerous("\(component.reference):\($0.name)")
        }
    }

    /// The guard's own switch sees it.
    private func setGuard(_ reference: String, open: Bool) throws {
        try machine.operate(reference, to: open ? "1" : "0")
        try pass(0.5)
    }

    private func shut(_ door: String) throws {
        guard let place = location(door) else { return }
        guard state.openDoors.contains(door) else {
            throw Prevention(.nothingToDo, door, Text(fr: "C'est déjà fermé.", en: "It is closed already."))
        }
        if !place.hasDoor, place.guardReference == nil { try useTool([.spanner, .screwdriver]) }
        try walk(to: door)
        emit(.doorClosed(door: door))
        if let guardSwitch = place.guardReference { try setGuard(guardSwitch, open: false) }
        say(Text(fr: "Fermé : ", en: "Closed: ") + barrierText(door))
    }

    // MARK: - Senses

    private func look(_ name: String?) throws {
        let at = name ?? state.place ?? ""
        let watched: [Machine.ComponentDeclaration]
        if let place = location(at) {
            // What is near is seen from where one stands.
            if at != state.place, location(state.place)?.near.contains(at) != true { try walk(to: at) }
            watched = components(at: place.name).filter { isVisible($0) }
        } else {
            let target = try required(at)
            try walk(to: target.location)
            if let component = target.component {
                guard isVisible(component) else {
                    throw Prevention(
                        .openDoor, component.location,
                        Text(fr: "Caché : ouvre d'abord ", en: "Hidden: first open ") + barrierText(component.location ?? ""))
                }
                watched = [component]
            } else {
                watched = [target.wire?.from, target.wire?.to].compactMap { $0.flatMap { plan.component($0.reference) } }.filter {
                    $0.location == target.location
                }
                describe(target)
            }
        }
        try giveSignal()
        let findings = try watch(watched, for: 9)
        emit(.observed(observation: Observation(sense: .sight, at: at, findings: findings.map(\.finding), situation: situation)))
        say(Text(mode) + Speech.name(ofMode: mode, exercise.definition))
        for line in Self.lines(of: findings) { say(line) }
        if watched.count == 1, let component = watched.first { for line in displayed(component) { say(line) } }
        if findings.isEmpty { say(Text(fr: "Rien de particulier.", en: "Nothing in particular.")) }
        if let component = watched.first, watched.count == 1 {
            say(Text(component.reference) + .colon + component.text)
        }
    }

    /// A wire's own look: where it goes and its colour; hanging ends.
    private func describe(_ target: Target) {
        guard let wire = target.wire else { return }
        say(Text(wire.number) + .colon + Text("\(wire.from) – \(wire.to), ") + wire.colour)
        for (number, end) in machine.plant.disconnectedWires where number == wire.number {
            say(Text(fr: "débranché côté ", en: "disconnected at ") + (end == 0 ? wire.from : wire.to).description)
        }
    }

    /// One thing perceived, its words and for what share of the time.
    private struct Found {
        let finding: Observation.Finding
        let text: Text
    }

    /// Watches for some seconds: what a component shows all the time, and what it shows now and then.
    private func watch(_ components: [Machine.ComponentDeclaration], for seconds: Double) throws -> [Found] {
        let glances = 36
        var seen: [(reference: String, text: Text, count: Int)] = []
        for _ in 0..<glances {
            for component in components {
                for text in look(component) {
                    if let index = seen.firstIndex(where: { $0.reference == component.reference && $0.text == text }) {
                        seen[index].count += 1
                    } else {
                        seen.append((component.reference, text, 1))
                    }
                }
            }
            try pass(seconds / Double(glances))
        }
        // Together by component, in the order of the machine.
        return components.flatMap { component in
            let here = seen.filter { $0.reference == component.reference }
            return here.map { item in
                Found(
                    finding: Observation.Finding(
                        ref: item.reference, what: item.text.en, level: Double(item.count) / Double(glances)),
                    text: Self.told(item, among: here, glances))
            }
        }
    }

    /// « LED jaune tantôt allumée, tantôt éteinte »: two states that take turns are one sight, told with the first of them.
    private static func told(
        _ item: (reference: String, text: Text, count: Int), among seen: [(reference: String, text: Text, count: Int)],
        _ glances: Int
    ) -> Text {
        guard item.count < glances else { return item.text }
        // A needle that wanders is one sight too: from where to where.
        let alike = seen.filter { Speech.differsInNumber($0.text.fr, item.text.fr) }
        if alike.count > 2 {
            guard alike.first?.text == item.text else { return Text("") }
            return Text(
                fr: Speech.span(alike.map(\.text.fr), "entre", "et"), en: Speech.span(alike.map(\.text.en), "between", "and"))
        }
        for other in seen where other.text != item.text && other.count + item.count == glances {
            guard let fr = Speech.beginning(item.text.fr, other.text.fr), let en = Speech.beginning(item.text.en, other.text.en)
            else { continue }
            guard seen.firstIndex(where: { $0.text == item.text })! < seen.firstIndex(where: { $0.text == other.text })! else {
                return Text("")
            }
            return Text(
                fr: "\(fr.shared) tantôt \(fr.first), tantôt \(fr.second)", en: "\(en.shared) now \(en.first), now \(en.second)")
        }
        return item.text + Text(fr: " par moments", en: " now and then")
    }

    /// What an eye sees of a component now: what its type says, and what stands before it.
    private func look(_ component: Machine.ComponentDeclaration) -> [Text] {
        var texts = machine.plant.assembly.percepts(component.reference, .sight)
        if isBlocked(component.reference) == true {
            texts.append(Text(fr: "un carton devant", en: "a box in front"))
        }
        if machine.plant.isLoose(component.reference) {
            texts.append(Text(fr: "sur l'établi, pas monté", en: "on the bench, not fitted"))
        } else if let fitting = machine.plant.fitting(of: component.reference) {
            texts.append(Text(fr: "monté sur \(fitting.at)", en: "fitted on \(fitting.at)"))
        }
        return texts
    }

    /// m; nil for what has none.
    func stroke(of reference: String) -> Double? {
        if case .number(let stroke)? = machine.plant.assembly.parameter("stroke", of: reference) { return stroke }
        return nil
    }

    private static func lines(of findings: [Found]) -> [Text] {
        var lines: [(reference: String, text: Text)] = []
        for found in findings where !found.text.fr.isEmpty {
            if let last = lines.last, last.reference == found.finding.ref {
                lines[lines.count - 1].text = last.text + ", " + found.text
            } else {
                lines.append((found.finding.ref, found.text))
            }
        }
        // What looks the same is said once: « S1, S2, S4 : le bouton est relâché ».
        var groups: [(references: [String], text: Text)] = []
        for line in lines {
            if let index = groups.firstIndex(where: { $0.text == line.text }) {
                groups[index].references.append(line.reference)
            } else {
                groups.append(([line.reference], line.text))
            }
        }
        return groups.map { Text($0.references.joined(separator: ", ")) + .colon + $0.text }
    }

    /// Hearing and smell, of a component or of all that is at a place.
    private func sense(_ sense: Sense, _ name: String) throws {
        let watched: [Machine.ComponentDeclaration]
        if location(name) != nil {
            try walk(to: name)
            watched = components(at: name)
        } else {
            let target = try required(name)
            try walk(to: target.location)
            watched = target.component.map { [$0] } ?? []
        }
        try giveSignal()
        let kind: Components.Sense = sense == .hearing ? .hearing : .smell
        var findings: [Found] = []
        let glances = 12
        for _ in 0..<glances {
            for component in watched {
                for text in machine.plant.assembly.percepts(component.reference, kind)
                where !findings.contains(where: { $0.finding.ref == component.reference && $0.text == text }) {
                    let finding = Observation.Finding(ref: component.reference, what: text.en, level: 1)
                    findings.append(Found(finding: finding, text: text))
                }
            }
            try pass(0.25)
        }
        emit(.observed(observation: Observation(sense: sense, at: name, findings: findings.map(\.finding), situation: situation)))
        for line in Self.lines(of: findings) { say(line) }
        if findings.isEmpty {
            say(
                sense == .hearing
                    ? Text(fr: "Rien d'anormal à l'oreille.", en: "Nothing unusual to hear.")
                    : Text(fr: "Aucune odeur.", en: "No smell."))
        }
    }

    private func touch(_ name: String) throws {
        let target = try required(name)
        try reach(target)
        if target.item != nil || target.wire != nil, try points(of: target).contains(where: isShocking) { danger(.shock, name) }
        if let component = target.component, isMoving(component), component.access != .outside { danger(.entanglement, name) }
        var findings: [Found] = []
        if let component = target.component {
            for text in machine.plant.assembly.percepts(component.reference, .touch) {
                findings.append(
                    Found(finding: Observation.Finding(ref: component.reference, what: text.en, level: 1), text: text))
            }
            if let warm = warmth(of: component.reference) {
                findings.append(
                    Found(finding: Observation.Finding(ref: component.reference, what: warm.en, level: 1), text: warm))
            }
        }
        emit(
            .observed(observation: Observation(sense: .touch, at: name, findings: findings.map(\.finding), situation: situation)))
        for line in Self.lines(of: findings) { say(line) }
        if findings.isEmpty { say(Text(fr: "Rien d'anormal au toucher.", en: "Nothing unusual to the touch.")) }
    }

    /// What a hand makes of a temperature, and the burn when it is too hot.
    private func warmth(of reference: String) -> Text? {
        let names = machine.plant.assembly.signals(of: reference).filter { $0.kind == .temperature }.map(\.name)
        let surface = ["frame-temperature", "case-temperature", "temperature"].first { names.contains($0) }
        guard let surface, let temperature = machine.plant.value(reference, surface) else { return nil }
        switch temperature {
        case ..<298.15: return Text(fr: "froid", en: "cold")
        case ..<311.15: return Text(fr: "tiède", en: "lukewarm")
        case ..<323.15: return Text(fr: "chaud, la main y tient", en: "warm, a hand stays on it")
        case ..<Self.burningFrom: return Text(fr: "très chaud, la main n'y tient pas", en: "very hot, a hand does not stay on it")
        default:
            danger(.burn, reference)
            return Text(fr: "brûlant", en: "burning hot")
        }
    }
}
