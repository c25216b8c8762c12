import Components
import Grafcet
import Instruments
import Machines
import Notation
import Simulation

/// Lockout, protection and the surroundings.
extension Session {
    func makeSafe(_ action: Action) throws {
        switch action {
        case .wear(let equipment): try wear(equipment)
        case .takeOff(let equipment):
            for item in equipment where state.worn.contains(item) { emit(.equipmentTakenOff(equipment: item)) }
            say(Text(fr: "Ôté.", en: "Taken off."))
        case .markOut:
            emit(.areaMarkedOut)
            say(Text(fr: "Zone balisée, pancarte posée.", en: "Area marked out, sign in place."))
        case .prepareLockout(let sources): try prepare(sources)
        case .isolate(let sources): for source in sources { try isolate(source) }
        case .lock(let sources): try lock(sources)
        case .identify(let place): try identify(place)
        case .proveDead(let place): try proveDead(place)
        case .bleed(let ref): try bleed(ref)
        case .block(let ref):
            let target = try required(ref)
            let source = maintenance.sources.first { $0.device == target.reference && $0.energy == .gravity }
            if let source { try reach(source) } else { try reach(target) }
            try pin(target, inserted: true)
            emit(.blocked(ref: ref))
            say(Text(ref) + Text(fr: " : calé.", en: ": blocked."))
            if let source { takeIn(source) }
        case .restore(let source): try restore(source)
        case .placeContainment(let at):
            try useTool([.tray])
            if let at, let target = target(at) { try walk(to: target.location) }
            emit(.containmentPlaced(at: at))
            say(Text(fr: "Bac et absorbant en place.", en: "Tray and absorbent in place."))
        default: preconditionFailure("\(action.verb.id) is of another family")
        }
    }

    private func wear(_ equipment: [String]) throws {
        for item in equipment {
            guard let known = Equipment(rawValue: item), scenario.equipment.contains(known) else {
                throw Prevention(.tool, item, Text(fr: "Il n'y en a pas ici : ", en: "There is none here: ") + item)
            }
            if !state.worn.contains(item) { emit(.equipmentWorn(equipment: item)) }
        }
        say(
            Text(fr: "Tu portes : ", en: "You wear: ")
                + state.worn.compactMap { Equipment(rawValue: $0)?.text }.joined(separator: ", "))
    }

    /// Who is there to prepare lists the sources; to anybody else the dossier tells them.
    private func prepare(_ named: [String]?) throws {
        guard named != nil || scenario.family != .preparation else {
            throw Prevention(
                .document, nil,
                Text(
                    fr: "Recense-les toi-même, par leurs organes : « consigner preparation REPÈRE REPÈRE… ».",
                    en: "List them yourself, by their devices: 'lockout prepare REF REF…'."))
        }
        let sources = maintenance.sources.filter { named?.contains($0.id) ?? true }
        emit(.lockoutPrepared(sources: sources.map(\.id)))
        say(
            named == nil
                ? Text(fr: "Sources d'énergie de la machine :", en: "Sources of energy of the machine:")
                : Text(fr: "Tu as recensé :", en: "You have listed:"))
        for source in sources { say(Text("\(source.id) · ") + source.text) }
        if isMotorRunning { say(Text(fr: "La machine tourne encore.", en: "The machine is still running.")) }
    }

    private func source(_ id: String) throws -> Maintenance.Source {
        guard let source = maintenance.source(id) else {
            throw Prevention(.nothingToDo, id, Text(id) + Text(fr: " n'est pas une source.", en: " is no source."))
        }
        return source
    }

    private func isolate(_ id: String) throws {
        let source = try source(id)
        guard !isSeparated(source) else {
            guard !state.isolated.contains(id) else {
                throw Prevention(.nothingToDo, id, Text(id) + Text(fr: " est déjà ouvert.", en: " is open already."))
            }
            // Opened by somebody else: who looks at it and tries its handle answers for it from now on.
            try reach(source)
            emit(.isolated(source: id, underLoad: false))
            say(
                Text(id)
                    + Text(
                        fr: " : déjà ouvert par quelqu'un d'autre, poignée contrôlée.",
                        en: ": opened by somebody else, handle checked."))
            return
        }
        try reach(source)
        let underLoad = source.energy == .electricity && isMotorRunning && plan.component(source.device)?.type.name == "isolator"
        if underLoad { danger(.isolatedUnderLoad, id) }
        if source.energy == .gravity {
            try pin(required(source.device), inserted: true)
            emit(.blocked(ref: source.device))
        } else {
            try put(source.device, inLockablePosition: true)
        }
        emit(.isolated(source: id, underLoad: underLoad))
        say(Text(id) + Text(fr: " : séparé.", en: ": isolated."))
    }

    /// Operates an isolating device, one way or the other.
    private func put(_ device: String, inLockablePosition isLockable: Bool) throws {
        for (control, positions) in machine.controls(of: device) {
            guard let lockable = control.lockablePosition else { continue }
            let index = isLockable ? lockable : positions.indices.first { $0 != lockable } ?? lockable
            try machine.operate(device, to: "\(index)")
            try pass(1)
            return
        }
    }

    private func lock(_ sources: [String]) throws {
        for id in sources {
            let source = try source(id)
            guard isSeparated(source) else {
                throw Prevention(
                    .safeState, id,
                    Text(id) + Text(fr: " n'est pas ouvert : sépare d'abord.", en: " is not open: isolate first."))
            }
            guard source.takesPadlock else {
                throw Prevention(.nothingToDo, id, Text(id) + Text(fr: " ne prend pas de cadenas.", en: " takes no padlock."))
            }
            try reach(source)
            try useTool([.padlock])
            // A padlock on what somebody else has opened answers for it too.
            if !state.isolated.contains(id) { emit(.isolated(source: id, underLoad: false)) }
            if !state.locked.contains(id) { emit(.lockApplied(source: id)) }
        }
        let trainee = scenario.trainee.flatMap { maintenance.person($0)?.name } ?? ""
        let count = state.locked.count
        say(
            Text(
                fr: "\(count) cadenas, \(count) pancarte\(count > 1 ? "s" : "") : \(trainee), \(hour).",
                en: "\(count) padlock\(count > 1 ? "s" : ""), \(count) tag\(count > 1 ? "s" : ""): \(trainee), \(hour)."))
    }

    private func identify(_ place: String) throws {
        if let target = target(place) { try reach(target) } else { try walk(to: place) }
        emit(.identified(place: place))
        let text = target(place)?.component.map { Text(place) + .colon + $0.text } ?? placeText(place)
        say(Text(fr: "Reconnu sur place : ", en: "Recognised on the spot: ") + text)
    }

    // MARK: - Proving dead

    private func proveDead(_ place: String) throws {
        let target = target(place)
        if let target { try reach(target) } else { try walk(to: place) }
        guard let here = target?.location ?? location(place)?.name else { return }
        let pairs = proofs(at: here)
        guard !pairs.isEmpty else {
            throw Prevention(.nothingToDo, place, Text(fr: "Aucun conducteur à vérifier ici.", en: "No conductor to prove here."))
        }
        if let door = components(at: here).first(where: { $0.access == .place }).flatMap({ barrier(before: $0) }) {
            throw Prevention(.openDoor, door, Text(fr: "Ouvre d'abord ", en: "First open ") + barrierText(door) + ".")
        }
        let tool = try useTool([.voltageTester])
        if !isProtectedForVoltage { danger(.liveWithoutEquipment, place) }
        var read: [Verification.Pair] = []
        for pair in pairs {
            guard let shown = try VoltageTester().read(pair.from, pair.to, on: machine) else { continue }
            read.append(Verification.Pair(from: pair.from, to: pair.to, voltage: shown.voltage))
        }
        notice()
        let isSound = maintenance.tool(.voltageTester)?.isValid ?? true
        let isDead = isSound && read.allSatisfy { $0.voltage == 0 }
        emit(
            .provedDead(
                verification: Verification(
                    place: place, instrument: tool?.rawValue ?? ToolKind.voltageTester.rawValue, selfTestBefore: isSound,
                    pairs: read,
                    selfTestAfter: isSound, dead: isDead)))
        let good = Text(fr: "Autotest : bon.", en: "Self-test: good.")
        let items = read.map { Text("\($0.from)-\($0.to) ") + Speech.number($0.voltage) + ($0.voltage == 0 ? "" : " V") }
        for line in Speech.wrapped([good] + items + [good]) { say(line) }
        if isDead {
            say(Text(fr: "Absence de tension vérifiée au lieu de travail.", en: "Proved dead at the place of work."))
        } else {
            say(
                Text(
                    fr: "TENSION PRÉSENTE. Stop : trouve la source, et recommence.",
                    en: "VOLTAGE PRESENT. Stop: find the source and start again."))
        }
    }

    private func bleed(_ ref: String) throws {
        let target = try required(ref)
        try reach(target)
        if target.component?.type.domain == .hydraulic { return try bleedDown(target) }
        let ports = points(of: target, [.pneumatic])
        guard let port = ports.first(where: { $0.hasSuffix(":2") }) ?? ports.first,
            let before = machine.plant.gaugePressure(at: port)
        else {
            throw Prevention(.nothingToDo, ref, Text(fr: "Rien à purger là.", en: "Nothing to bleed there."))
        }
        try pass(20)
        let after = machine.plant.gaugePressure(at: port) ?? 0
        emit(.bled(ref: ref, before: before, after: after))
        say(
            Text(ref) + .colon + Speech.quantity(max(0, before), .gaugePressure) + " → "
                + Speech.quantity(max(0, after), .gaugePressure))
    }

    // MARK: - Giving the energy back

    private func restore(_ named: String?) throws {
        // The last one put on comes off first.
        var order = state.locked.reversed().map { $0 }
        order += state.isolated.reversed().filter { !order.contains($0) }
        if let named { order = order.filter { $0 == named } }
        guard !order.isEmpty else {
            if named == nil {
                if state.blocked.isEmpty { say(Text(fr: "Rien n'est consigné.", en: "Nothing is locked out.")) }
                try unblock()
                return
            }
            throw Prevention(.nothingToDo, named, Text(fr: "Rien n'est consigné.", en: "Nothing is locked out."))
        }
        // All can be reached, or nothing is begun.
        for id in order {
            let source = try source(id)
            let target = try required(source.device)
            if source.place == nil, let component = target.component, let door = barrier(before: component) {
                throw Prevention(
                    .openDoor, door,
                    Text(id) + Text(fr: " est derrière ", en: " is behind ") + barrierText(door)
                        + Text(
                            fr: ". Ouvre, « deconsigner \(id) », referme, puis rends le reste.",
                            en: ". Open it, 'restore \(id)', shut it, then give the rest back."))
            }
        }
        // What is inside an open cabinet comes first; the rest waits until it is shut.
        let inside = named == nil ? order.filter(isInsideAnOpenDoor) : []
        let left = inside.isEmpty ? [] : order.filter { !inside.contains($0) }
        if !inside.isEmpty { order = inside }
        checkReadyForEnergy()
        for id in order {
            let source = try source(id)
            try unblock(over: id)
            try walk(to: source.place ?? required(source.device).location)
            let wasLocked = state.locked.contains(id)
            if wasLocked { emit(.lockRemoved(source: id, own: true)) }
            if source.energy == .gravity {
                try pin(required(source.device), inserted: false)
                emit(.unblocked(ref: source.device))
            } else {
                try put(source.device, inLockablePosition: false)
            }
            emit(.restored(source: id))
            say(
                Text(id)
                    + (wasLocked
                        ? Text(fr: " : cadenas ôté, énergie rétablie.", en: ": padlock off, energy restored.")
                        : Text(fr: " : énergie rétablie (il n'était pas condamné).", en: ": energy restored (it was not locked)."))
            )
        }
        if state.isolated.isEmpty { try unblock() }
        try pass(1)
        if !left.isEmpty {
            let names = left.joined(separator: ", ")
            say(
                Text(
                    fr: "Reste \(names) : ferme d'abord, puis « deconsigner ».",
                    en: "\(names) left: shut the door first, then 'restore'."))
        }
    }

    /// Takes off what blocks the machine, the last put on first.
    ///
    /// - Parameter source: that is given back next: only what was put on after it comes off; nil, for all that is left.
    private func unblock(over source: String? = nil) throws {
        for ref in state.blocked.reversed() {
            // The pin of a source comes out with its source.
            let isSource = maintenance.sources.contains { $0.device == ref && state.isolated.contains($0.id) }
            if isSource || source.map({ state.blockedOver[ref]?.contains($0) != true }) ?? false { continue }
            if let target = target(ref) { try pin(target, inserted: false) }
            emit(.unblocked(ref: ref))
            say(Text(ref) + Text(fr: " : cale ôtée.", en: ": block taken off."))
        }
    }

    /// The device of a source can be reached because its cabinet is open.
    private func isInsideAnOpenDoor(_ id: String) -> Bool {
        guard let device = maintenance.source(id)?.device, let component = plan.component(device), component.access == .place
        else { return false }
        return location(component.location).map { $0.hasDoor && state.openDoors.contains($0.name) } ?? false
    }

    /// Tools left in the machine, and covers off, when energy comes back.
    func checkReadyForEnergy() {
        if let tool = state.toolsOut.compactMap({ ToolKind(rawValue: $0) }).first(where: \.isLeftBehind) {
            danger(.restartedToolLeft, tool.rawValue)
        }
        if let open = state.openDoors.first(where: { location($0)?.hasDoor == false }) { danger(.restartedGuardOff, open) }
    }
}

extension ToolKind {
    /// It can lie forgotten where the work was; an instrument stays in the hand, a padlock on its device.
    var isLeftBehind: Bool {
        switch self {
        case .screwdriver, .spanner, .torqueDriver, .greaseGun, .cloth, .tray, .feelerGauge, .dialGauge: true
        case .multimeter, .voltageTester, .clampMeter, .insulationTester, .phaseTester, .gauge, .oilGauge, .contactThermometer,
            .infraredThermometer, .stopwatch, .tachometer, .tensionTester, .vibrationMeter, .leakDetector, .soundLevelMeter,
            .padlock, .labels,
            .laptop:
            false
        }
    }
}
