import Components
import Grafcet
import Instruments
import Machines
import Notation
import Simulation

/// What a name on the command line stands for on this machine.
struct Target {
    /// As it was named.
    let name: String
    /// The component, or the component whose terminal it is; nil for a wire.
    let component: Machine.ComponentDeclaration?
    /// Terminal, screw or pole: `12` of `X2:12`, `12a` of `X2:12a`.
    let item: String?
    let wire: Machine.WireDeclaration?
    let location: String?

    var reference: String { component?.reference ?? wire?.number ?? name }
}

extension Session {
    // MARK: - Names

    /// The target of a name of the vocabulary; nil for what is no part of the machine.
    func target(_ name: String) -> Target? {
        if let component = standing(name) { return target(name, component, nil) }
        if let wire = plan.wire(name) { return target(name, wire: wire) }
        if let point = plan.points.first(where: { $0.name == name }) {
            switch point.place {
            case .signal(let reference, _):
                return plan.component(reference).map {
                    Target(name: name, component: $0, item: nil, wire: nil, location: point.location ?? $0.location)
                }
            case .terminal(let terminal):
                return plan.component(terminal.reference).map {
                    Target(name: name, component: $0, item: terminal.terminal, wire: nil, location: point.location ?? $0.location)
                }
            }
        }
        if let at = name.firstIndex(of: "@") {
            let home = target(String(name[name.index(after: at)...]))
            return Target(
                name: name, component: home?.component, item: home?.item, wire: plan.wire(String(name[..<at])),
                location: home?.location)
        }
        if let colon = name.firstIndex(of: ":"), let component = standing(String(name[..<colon])) {
            return target(name, component, String(name[name.index(after: colon)...]))
        }
        return nil
    }

    /// A component of the machine, a part of its kit where it was fitted.
    func standing(_ reference: String) -> Machine.ComponentDeclaration? {
        guard let component = plan.component(reference),
            let fitting = machine.plant.fitting(of: reference)
        else { return plan.component(reference) }
        guard let neighbour = fitting.neighbour else { return component.standing(at: fitting.at) }
        return standing(neighbour).map(component.standing) ?? component
    }

    private func target(_ name: String, _ component: Machine.ComponentDeclaration, _ item: String?) -> Target {
        let here = component.location ?? hoseLocation(component.reference)
        return Target(name: name, component: component, item: item, wire: nil, location: here)
    }

    /// What a hose joins; nothing for what is no hose.
    private func hoseEnds(_ reference: String) -> [Machine.ComponentDeclaration] {
        guard let hose = plan.hoses.first(where: { $0.reference == reference }) else { return [] }
        return [hose.from, hose.to].compactMap { plan.component($0.reference) }
    }

    /// A hose is met at either end: where one stands if one can, else at its first end.
    private func hoseLocation(_ reference: String) -> String? {
        let ends = hoseEnds(reference).compactMap(\.location)
        return ends.first { $0 == state.place } ?? ends.first
    }

    private func target(_ name: String, wire: Machine.WireDeclaration) -> Target {
        let ends = [wire.from, wire.to].compactMap { standing($0.reference) }
        let here = ends.first { $0.location == state.place && barrier(before: $0) == nil }
        let nearest = here ?? ends.first { barrier(before: $0) == nil } ?? ends.first
        return Target(name: name, component: nil, item: nil, wire: wire, location: nearest?.location)
    }

    /// The target, or the act is prevented: nothing of that name can be acted upon.
    func required(_ name: String) throws -> Target {
        guard let target = target(name) else {
            throw Prevention(
                .nothingToDo, name,
                Text.quoted(name) + Text(fr: " n'est pas une pièce de cette machine.", en: " is no part of this machine."))
        }
        return target
    }

    /// The electrical or pneumatic terminals that a target stands for, as points.
    func points(of target: Target, _ domains: Set<Domain> = [.electrical]) -> [String] {
        let isConductor = target.name.contains("@") || target.wire != nil && target.component == nil
        // No oil and no air stands at the ends of a wire.
        if isConductor, !domains.contains(.electrical) { return [] }
        if target.name.contains("@") { return [target.name] }
        if let wire = target.wire, target.component == nil { return [wire.from.description, wire.to.description] }
        guard let component = target.component else { return [] }
        let terminals = machine.plant.assembly.terminals(of: component.reference).filter { domains.contains($0.domain) }
        let kept = target.item.map { item in
            terminals.filter { $0.name == item || $0.name == item + "a" || $0.name == item + "b" }
        }
        return (kept ?? terminals).map { "\(component.reference):\($0.name)" }
    }

    // MARK: - Places

    func location(_ name: String?) -> Machine.Location? { name.flatMap { name in plan.locations.first { $0.name == name } } }

    func placeText(_ name: String) -> Text { location(name)?.text ?? Text(name) }

    /// The door, guard or cover that keeps a hand from a component; nil when nothing does.
    func barrier(before component: Machine.ComponentDeclaration) -> String? {
        if component.location == nil {
            // A hose is held at the end that is free.
            let barriers = hoseEnds(component.reference).map { barrier(before: $0) }
            return barriers.contains(nil) ? nil : barriers.first ?? nil
        }
        guard let place = location(component.location), !state.openDoors.contains(place.name) else { return nil }
        switch component.access {
        case .outside: return nil
        case .place: return place.hasDoor ? place.name : nil
        case .guard: return place.guardReference == nil ? nil : place.name
        case .cover: return place.cover == nil ? nil : place.name
        }
    }

    /// The door before a terminal of what is worked from outside: a handle goes through the door, a terminal does not.
    private func doorBeforeTerminals(of target: Target) -> String? {
        guard target.item != nil, let place = location(target.component?.location), place.hasDoor,
            !state.openDoors.contains(place.name)
        else { return nil }
        return place.name
    }

    /// Whether an eye that stands by a component sees it: a guard and a fixed cover can be seen through, a cabinet's door cannot.
    func isVisible(_ component: Machine.ComponentDeclaration) -> Bool {
        if component.location == nil {
            return machine.plant.isLoose(component.reference) || hoseEnds(component.reference).contains { isVisible($0) }
        }
        guard let place = location(component.location) else { return false }
        if component.access == .outside { return true }
        return !place.hasDoor || state.openDoors.contains(place.name)
    }

    /// Goes where a hand reaches the target. Prevented, before any step is made, when a door or a guard is in the way.
    func reach(_ target: Target) throws {
        if let component = reachedComponent(target), let door = barrier(before: component) ?? doorBeforeTerminals(of: target) {
            throw Prevention(
                .openDoor, door,
                Text(target.name) + Text(fr: " est derrière ", en: " is behind ") + barrierText(door)
                    + Text(fr: " : ouvre d'abord.", en: ": open it first."))
        }
        try walk(to: target.location)
    }

    /// Of a wire, the end that is reached where the target is.
    private func reachedComponent(_ target: Target) -> Machine.ComponentDeclaration? {
        if let component = target.component { return component }
        guard let wire = target.wire else { return nil }
        return [wire.from, wire.to].compactMap { standing($0.reference) }.first { $0.location == target.location }
    }

    /// Goes where the device of a source is worked.
    func reach(_ source: Maintenance.Source) throws {
        if let place = source.place { try walk(to: place) } else { try reach(required(source.device)) }
    }

    func barrierText(_ door: String) -> Text {
        guard let place = location(door) else { return Text(door) }
        if place.hasDoor { return Text(fr: "la porte ", en: "the door ") + place.text.afterOf }
        if place.guardReference != nil { return Text(fr: "le protecteur ", en: "the guard ") + place.text.afterOf }
        return Text(fr: "le carter ", en: "the cover ") + place.text.afterOf
    }

    /// Components at a place, in the order of the machine file, then what was fitted there.
    func components(at place: String) -> [Machine.ComponentDeclaration] {
        (plan.components + machine.plant.fittings.compactMap { standing($0.part) }).filter { $0.location == place }
    }

    // MARK: - State of the machine around

    /// AC and DC limits of the very low voltage, V (NF C 18-510).
    static let lowVoltageLimits = (ac: 50.0, dc: 120.0)
    /// Pa above the atmosphere from which a volume is under pressure.
    static let pressureLimit = 10e3
    /// m/s or rad/s from which something moves.
    static let motionLimit = 0.01
    /// K from which a surface burns (EN ISO 13732-1, metal, a second).
    static let burningFrom = 338.15

    /// The greater of DC and RMS of a point to earth, V.
    func potential(_ point: String) -> Double {
        guard let voltage = machine.plant.voltage(point) else { return 0 }
        return max(abs(voltage.dc), voltage.rms)
    }

    /// Above the very low voltage limit.
    func isDangerous(_ point: String) -> Bool {
        guard let voltage = machine.plant.voltage(point) else { return false }
        return abs(voltage.dc) > Self.lowVoltageLimits.dc || voltage.rms > Self.lowVoltageLimits.ac
    }

    /// Whether a hand on it would be hurt: what an open contact lets through to a conductor that floats does not survive a load.
    func isShocking(_ point: String) throws -> Bool {
        guard isDangerous(point), let loaded = try VoltageTester().read(point, "PE", on: machine) else { return false }
        return loaded.voltage >= Self.lowVoltageLimits.ac
    }

    /// The machine as it is within reach of where the trainee stands.
    var situation: Situation {
        let here = state.place.map { components(at: $0) } ?? []
        let reached = here.filter { barrier(before: $0) == nil }
        var isEnergised = false, isPressurised = false
        for component in reached {
            for terminal in machine.plant.assembly.terminals(of: component.reference) {
                let point = "\(component.reference):\(terminal.name)"
                switch terminal.domain {
                case .electrical: isEnergised = isEnergised || isDangerous(point)
                case .pneumatic:
                    isPressurised = isPressurised || (machine.plant.gaugePressure(at: point) ?? 0) > Self.pressureLimit
                case .hydraulic: isPressurised = isPressurised || isUnderOil(point)
                case .translation, .rotation, .thermal: break
                }
            }
        }
        return Situation(
            mode: mode, energised: isEnergised, pressurised: isPressurised, moving: here.contains(where: isMoving),
            whole: Situation.Whole(
                controlled: machine.isControllerRunning, pressurised: isUnderPressure, running: isMotorRunning))
    }

    /// Some gauge of the machine shows pressure.
    private var isUnderPressure: Bool {
        plan.components.contains { component in
            [(PointInstrument.gauge, Self.pressureLimit), (.oilNeedle, Self.oilLimit)].contains { instrument, limit in
                guard let signal = instrument.signal(of: component.reference, on: machine) else { return false }
                return (machine.plant.value(component.reference, signal) ?? 0) - instrument.zero > limit
            }
        }
    }

    /// It turns or slides.
    func isMoving(_ component: Machine.ComponentDeclaration) -> Bool {
        for signal in machine.plant.assembly.signals(of: component.reference) {
            guard signal.kind == .speed || signal.kind == .angularSpeed else { continue }
            if abs(machine.plant.value(component.reference, signal.name) ?? 0) > Self.motionLimit { return true }
        }
        return false
    }

    /// Some motor turns.
    var isMotorRunning: Bool {
        plan.components.contains { $0.type.name.hasSuffix("motor") && isMoving($0) }
    }

    // MARK: - Tools

    /// Takes the first of these tools that the scenario has, if none is in hand; prevented when it has none.
    @discardableResult
    func useTool(_ kinds: [ToolKind]) throws -> ToolKind? {
        guard !kinds.isEmpty else { return nil }
        if let out = kinds.first(where: { state.toolsOut.contains($0.rawValue) }) { return out }
        guard let kind = kinds.first(where: { scenario.tools.contains($0) }) else {
            throw Prevention(
                .tool, kinds[0].rawValue,
                Text(fr: "Il te faut : ", en: "You need: ") + kinds.map(\.text).joined(separator: Text(fr: " ou ", en: " or "))
                    + Text(fr: ". Le sujet n'en donne pas.", en: ". The exercise has none."))
        }
        emit(.toolTaken(tool: kind.rawValue))
        return kind
    }

    func wears(_ equipment: Equipment) -> Bool { state.worn.contains(equipment.rawValue) }

    /// Insulating gloves and face shield.
    var isProtectedForVoltage: Bool { wears(.insulatingGloves) && wears(.faceShield) }

    /// Titles that let one work near or on bare low-voltage parts.
    var mayWorkOnVoltage: Bool { !scenario.authorisations.filter { !["B0", "H0", "BF", "HF"].contains($0) }.isEmpty }

    /// The employer has named them for nitrogen.
    var mayChargeNitrogen: Bool { scenario.authorisations.contains("N2") }

    // MARK: - Lockout

    /// Really open: the device stands in the position that takes a padlock; a pin, in its hole.
    func isSeparated(_ source: Maintenance.Source) -> Bool {
        if let pinned = machine.plant.value(source.device, "pinned") { return pinned > 0.5 }
        for (control, _) in machine.controls(of: source.device) {
            guard let position = control.lockablePosition else { continue }
            return Int(machine.plant.value(source.device, control.signal) ?? -1) == position
        }
        return false
    }

    /// The sources that must be gone before a hand works on a target.
    func sourcesToLock(for target: Target) -> [Maintenance.Source] {
        let electrical = maintenance.sources.filter { $0.energy == .electricity }
        let air = maintenance.sources.filter { $0.energy == .pneumatics }
        let oil = maintenance.sources.filter { $0.energy == .hydraulics }
        let main = electrical.filter { plan.component($0.device)?.type.name == "isolator" }
        guard let component = reachedComponent(target) else { return electrical }
        let inCabinet = location(component.location)?.hasDoor == true && component.access != .outside
        var needed: [Maintenance.Source] = []
        switch component.type.domain {
        case .electrical:
            let isLow = points(of: target).allSatisfy { !isDangerous($0) }
            if inCabinet { needed = electrical } else if !isLow || component.type.name.hasSuffix("motor") { needed = main }
        case .pneumatic: needed = air
        case .hydraulic: needed = main + oil
        case .translation, .rotation, .thermal: needed = main.isEmpty ? electrical : main
        }
        // What is screwed into the oil: a transmitter, a pressure switch.
        if component.type.domain == .electrical, !points(of: target, [.hydraulic]).isEmpty { needed = main + oil }
        if component.access == .guard { needed += air.filter { source in !needed.contains { $0.id == source.id } } }
        return needed
    }

    /// Says each way in which work on a target is not safe, from the machine as it is and from what was verified.
    ///
    /// - Parameters:
    ///   - bare: a conductor or a port is laid bare, so that its own voltage or pressure counts.
    ///   - ports: a port may be what is laid bare; not when only wires come off.
    func checkSafe(_ target: Target, bare: Bool = true, ports: Bool = true) throws {
        if bare, try points(of: target).contains(where: isShocking) { danger(.shock, target.name) }
        if bare,
            points(of: target, [.pneumatic]).contains(where: { (machine.plant.gaugePressure(at: $0) ?? 0) > Self.pressureLimit })
        {
            danger(.underPressure, target.name)
        }
        if bare, ports { checkOil(target) }
        if let component = target.component, isMoving(component), component.access != .outside {
            danger(.entanglement, target.name)
        }
        checkLockedOut(target)
    }

    /// Says in which way the lockout for work on a target is not whole.
    func checkLockedOut(_ target: Target) {
        let needed = sourcesToLock(for: target)
        guard !needed.isEmpty else { return }
        if let open = needed.first(where: { !isSeparated($0) }) {
            danger(.workNotIsolated, open.id)
        } else if let unlocked = needed.first(where: { $0.takesPadlock && !state.locked.contains($0.id) }) {
            danger(.workNotLocked, unlocked.id)
        } else if needed.contains(where: { $0.energy == .hydraulics }) {
            if !isOilVerified { danger(.workNotVerified, target.name) }
        } else if needed.contains(where: { $0.energy == .electricity }), let place = target.location {
            checkVerified(target, at: place)
        } else if needed.contains(where: { $0.energy == .pneumatics }), !isAirVerified {
            danger(.workNotVerified, target.name)
        }
    }

    private func checkVerified(_ target: Target, at place: String) {
        if state.verificationFailed {
            danger(.workAfterBadVerification, target.name)
        } else if !state.verified.contains(where: { self.target($0)?.location == place || $0 == place }) {
            let hasProofs = !proofs(at: place).isEmpty
            // A place without a conductor to prove (a belt, a bearing) is verified where the machine is.
            if hasProofs || state.verified.isEmpty {
                danger(state.verified.isEmpty ? .workNotVerified : .wrongPlaceVerified, target.name)
            }
        }
    }

    /// A pressure was read or bled to zero since the air was shut.
    var isAirVerified: Bool {
        !state.bled.isEmpty
            || state.readings.contains { $0.quantity == .pressure && ($0.value ?? .infinity) < Self.pressureLimit }
            || state.observations.contains { $0.sense == .sight && $0.findings.contains { gauges.contains($0.ref) } }
    }

    private var gauges: [String] { plan.components.filter { $0.type.name == "gauge" }.map(\.reference) }

    /// The pairs to prove dead at a place: those of every electrical source whose points are there.
    func proofs(at place: String) -> [(from: String, to: String)] {
        var pairs: [(from: String, to: String)] = []
        for source in maintenance.sources where source.energy == .electricity {
            for case .pair(let from, let to) in source.proofs where target(from)?.location == place { pairs.append((from, to)) }
        }
        return pairs
    }
}

extension Text {
    /// After « de » and "of", with the French article drawn together: « l'armoire », « du tapis ».
    fileprivate var afterOf: Text {
        let contractions = [("le ", "du "), ("les ", "des ")]
        let contracted = contractions.first { fr.hasPrefix($0.0) }.map { $0.1 + fr.dropFirst($0.0.count) }
        return Text(fr: contracted ?? "de " + fr, en: "of " + en)
    }
}
