import Components
import Grafcet
import Machines
import Notation
import Simulation

/// Hands on the machine. An act mends a fault when it is a remedy of that fault's failure, diagnosed or not.
extension Session {
    func work(_ action: Action) throws {
        switch action {
        case .disconnect(let refs): try disconnect(refs)
        case .reconnect(let refs, let terminal):
            if let terminal, let wire = refs.first { try land(wire, on: terminal) } else { try reconnect(refs) }
        case .fit(let part, let at): try fit(part, at)
        case .unfit(let part): try unfit(part)
        case .replace(let ref, let part): try replace(ref, part)
        case .adjust(let ref, let parameter, let value): try adjust(ref, parameter, value)
        case .tighten(let refs, let torque): try tighten(refs, torque)
        case .clean(let ref): try clean(ref)
        case .free(let ref): try free(ref)
        case .grease(let ref, let amount): try grease(ref, amount)
        case .tension(let ref, let amount): try tension(ref, amount)
        case .bleedAir(let ref):
            try reach(required(ref))
            try useTool([.spanner])
            let target = try required(ref)
            let isOil = target.component?.type.domain == .hydraulic
            let effect = mend(isOil ? .free : .reset, target)
            emit(.airBled(ref: ref, effect: effect, situation: situation))
            say(
                Text(ref)
                    + (!isOil
                        ? Text(
                            fr: " : pas d'air à chasser d'un circuit d'air.",
                            en: ": there is no air to let out of an air circuit.")
                        : effect.after < effect.before
                            ? Text(
                                fr: " : l'air sort en mousse, puis l'huile coule claire.", en: ": air foams out, then clear oil.")
                            : Text(fr: " : l'huile sort claire, sans air.", en: ": clear oil comes out, without air.")))
        case .drain(let ref): try drain(ref)
        case .topUp(let ref, let amount): try topUp(ref, amount)
        case .sortWaste(let waste, let bin): try sort(waste, bin)
        default: preconditionFailure("\(action.verb.id) is of another family")
        }
    }

    // MARK: - Mending

    /// Faults at work on a target that this remedy mends.
    private func faults(on target: Target, mendedBy remedy: Remedy, parameter: String? = nil) -> [Machines.Fault] {
        machine.faults.filter { fault in
            switch fault.target {
            case .wire(let number, let other):
                guard let named = target.wire?.number, [number, other].contains(named), target.component == nil else {
                    return false
                }
                return fault.mending.remedy == remedy || (remedy == .replace)
            case .component(let reference, let item):
                guard target.component?.reference == reference, matches(target.item, item) else { return false }
                if let parameter, let wanted = fault.mending.parameter, wanted != parameter { return false }
                let remedies = target.component?.type.failure(fault.failure)?.remedies ?? []
                return fault.mending.remedy == remedy || remedies.contains(remedy)
            // Not by a hand on a part: see `adjustLink`.
            case .network: return false
            }
        }
    }

    /// Whether a screw or terminal named is that of a fault: `12`, `12a` and `12b` are one; none named is all of them.
    private func matches(_ named: String?, _ item: String) -> Bool {
        guard let named, !item.isEmpty else { return true }
        return named == item || named == item + "a" || named == item + "b"
    }

    /// Severity of the worst failure on a target, and what is left of it once this remedy is applied.
    @discardableResult
    private func mend(_ remedy: Remedy, _ target: Target, parameter: String? = nil) -> Effect {
        let before = severity(on: target)
        for fault in faults(on: target, mendedBy: remedy, parameter: parameter) { machine.mend(fault) }
        return Effect(before: before, after: severity(on: target))
    }

    private func severity(on target: Target) -> Double {
        let active = machine.plant.failures(on: target.component?.reference ?? target.wire?.number ?? target.name)
        return active.filter { matches(target.item, $0.failure.item) }.map(\.failure.severity).max() ?? 0
    }

    // MARK: - Wires, connectors and hoses

    private func disconnect(_ refs: [String]) throws {
        for ref in refs {
            let target = try required(ref)
            try reach(target)
            try useTool([.screwdriver, .spanner])
            guard !state.disconnected.contains(ref) else {
                throw Prevention(.nothingToDo, ref, Text(ref) + Text(fr: " est déjà débranché.", en: " is disconnected already."))
            }
            let isHose = target.component.map { hose in plan.hoses.contains { $0.reference == hose.reference } } ?? false
            if isConnector(target) { checkConnector(target) } else { try checkSafe(target, ports: isHose) }
            if isHose { checkContained(target) }
            let ends = wireEnds(of: target)
            if ends.isEmpty, let hose = target.component, plan.hoses.contains(where: { $0.reference == hose.reference }) {
                let failure = hose.type.failures.first { $0.name == "disconnected" || $0.name == "unplugged" }
                guard let failure else {
                    throw Prevention(.nothingToDo, ref, Text(ref) + Text(fr: " ne se démonte pas.", en: " cannot be taken off."))
                }
                machine.plant.setFailure(failure.name, on: .component(reference: hose.reference, item: ""), severity: 1)
            }
            for end in ends { machine.plant.disconnect(wire: end.wire, end: end.end) }
            emit(.disconnected(ref: ref, situation: situation))
            let names = ends.map { "\($0.wire)@\($0.terminal)" }.joined(separator: " ")
            say(
                Text(ref) + Text(fr: " : débranché", en: ": disconnected")
                    + (names.isEmpty || target.wire == nil ? "" : " (\(names))"))
        }
    }

    /// A connector of a sensor or a coil is undone at very low voltage without a tool on a bare part.
    private func isConnector(_ target: Target) -> Bool {
        guard let component = target.component, target.item == nil else { return false }
        return component.access == .outside && points(of: target).allSatisfy { !isDangerous($0) }
    }

    private func checkConnector(_ target: Target) {
        if let component = target.component, isMoving(component) { danger(.entanglement, target.name) }
    }

    /// The wire ends that come off with a target: the end of a wire that is at hand, or all those of a component or a terminal.
    private func wireEnds(of target: Target) -> [(wire: String, end: Int, terminal: String)] {
        if let wire = target.wire {
            let isFirst = standing(wire.from.reference)?.location == target.location
            return [(wire.number, isFirst ? 0 : 1, (isFirst ? wire.from : wire.to).description)]
        }
        let points = points(of: target)
        var ends: [(String, Int, String)] = []
        for wire in plan.wires + plan.kitWires {
            if points.contains(wire.from.description) { ends.append((wire.number, 0, wire.from.description)) }
            if points.contains(wire.to.description) { ends.append((wire.number, 1, wire.to.description)) }
        }
        return ends
    }

    /// Of a wire, both that belong where one stands.
    private func looseEnds(of target: Target) -> [(wire: String, end: Int, terminal: String)] {
        var ends = wireEnds(of: target)
        if let wire = target.wire {
            ends = [wire.from, wire.to].enumerated().filter { standing($0.element.reference)?.location == target.location }
                .map { (wire.number, $0.offset, $0.element.description) }
        }
        return ends.filter { machine.plant.isDisconnected(wire: $0.wire, end: $0.end) }
    }

    private func reconnect(_ refs: [String]) throws {
        for ref in refs {
            if ref == Self.link {
                try reconnectLink()
                continue
            }
            let target = try required(ref)
            try reach(target)
            try useTool([.screwdriver, .spanner])
            let ends = looseEnds(of: target)
            let broken = faults(on: target, mendedBy: .reconnect)
            guard state.disconnected.contains(ref) || !ends.isEmpty || !broken.isEmpty else {
                throw Prevention(.nothingToDo, ref, Text(ref) + Text(fr: " n'est pas débranché.", en: " is not disconnected."))
            }
            let isHose = target.component.map { hose in plan.hoses.contains { $0.reference == hose.reference } } ?? false
            if isConnector(target) { checkConnector(target) } else { try checkSafe(target, ports: isHose) }
            for fault in broken { machine.mend(fault) }
            for end in ends { machine.plant.reconnect(wire: end.wire, end: end.end) }
            if let hose = target.component, plan.hoses.contains(where: { $0.reference == hose.reference }) {
                for name in ["disconnected", "unplugged"] where hose.type.failure(name) != nil {
                    machine.plant.setFailure(name, on: .component(reference: hose.reference, item: ""), severity: 0)
                }
            }
            emit(.reconnected(ref: ref, asDrawn: true))
            let crossed = broken.flatMap(\.crossedWires).filter { $0 != ref && !state.disconnected.contains($0) }
            guard let other = crossed.first else {
                say(Text(ref) + Text(fr: " : rebranché.", en: ": reconnected."))
                continue
            }
            // Two wires that were on each other's terminals come home together.
            emit(.reconnected(ref: other, asDrawn: true))
            say(
                Text(
                    fr: "\(ref) et \(other) étaient l'un à la place de l'autre : remis chacun sur sa borne.",
                    en: "\(ref) and \(other) were each in the other's place: each is back on its terminal."))
        }
    }

    // MARK: - Screws

    private func tighten(_ refs: [String], _ torque: Double?) throws {
        var firm = 0
        for name in refs {
            let target = try required(name)
            // A point of a round is a place on a part: what is tightened is the part.
            let ref = plan.points.contains { $0.name == name } ? target.reference : name
            try reach(target)
            try useTool(torque == nil ? [.screwdriver, .spanner] : [.torqueDriver])
            try checkSafe(target)
            let specified = maintenance.torque(of: target.reference)
            // Below two thirds of its torque a screw does not hold; half as much again and its thread goes.
            let holds = torque.map { given in specified.map { given >= 0.66 * $0 } ?? true } ?? true
            let isTooMuch = torque.map { given in specified.map { given > 1.5 * $0 } ?? false } ?? false
            let effect = holds ? mend(.tighten, target) : Effect(before: severity(on: target), after: severity(on: target))
            emit(.tightened(ref: ref, torque: torque, effect: effect, situation: situation))
            if isTooMuch {
                danger(.overTorque, ref)
                emit(.damaged(ref: ref, failure: "thread"))
            }
            let done =
                torque.map { Text(fr: "serrée à ", en: "tightened to ") + Speech.quantity($0, .torque) }
                ?? Text(fr: "serrée à la main", en: "tightened by hand")
            if effect.after < effect.before {
                say(Text(ref) + .colon + Text(fr: "elle tournait ; ", en: "it turned; ") + done + ".")
            } else if refs.count == 1 {
                say(
                    Text(ref) + .colon
                        + (holds
                            ? Text(fr: "elle tenait ; ", en: "it held; ") + done
                            : Text(fr: "couple trop faible", en: "not enough torque")) + ".")
            } else {
                firm += 1
            }
        }
        if firm > 0, refs.count > 1 { say(Text(fr: "Les autres tenaient (\(firm)).", en: "The others held (\(firm)).")) }
    }

    // MARK: - Care

    private func clean(_ ref: String) throws {
        guard let target = target(ref) else {
            try walk(to: ref)
            try useTool([.cloth])
            emit(.cleaned(ref: ref, effect: Effect(before: 0, after: 0), situation: situation))
            say(Text(ref) + Text(fr: " : propre.", en: ": clean."))
            return
        }
        try reach(target)
        try useTool([.cloth])
        if target.component?.access != .outside { try checkSafe(target, bare: false) }
        let effect = mend(.clean, target)
        emit(.cleaned(ref: ref, effect: effect, situation: situation))
        say(Text(ref) + Text(fr: " : nettoyé.", en: ": cleaned."))
    }

    /// Takes away what blocks by the component's own control for that (a box that is jammed), and gets a part that is stuck moving.
    private func free(_ ref: String) throws {
        let target = try required(ref)
        try reach(target)
        let clearing = machine.controls(of: target.reference).first { $0.control.signal == Self.clearing }
        if clearing != nil {
            if target.component.map(isMoving) == true || isMotorRunning { danger(.entanglement, ref) }
        } else {
            try useTool([.spanner])
            try checkSafe(target, bare: false)
        }
        let effect = mend(.free, target)
        if let clearing {
            let position = clearing.positions.last?[.fr]
            do {
                try machine.operate(target.reference, to: position)
            } catch {
                throw Prevention(.nothingToDo, ref, Text(ref) + Text(fr: " ne se dégage pas.", en: " cannot be cleared."))
            }
            try pass(4.5)
        }
        emit(.freed(ref: ref, effect: effect, situation: situation))
        say(Text(ref) + Text(fr: " : dégagé.", en: ": freed."))
    }

    /// The control by which what is in the way is taken off.
    static let clearing = "clear"

    private func grease(_ ref: String, _ amount: Amount?) throws {
        let target = try required(ref)
        try reach(target)
        try useTool([.greaseGun])
        if target.component.map(isMoving) == true || isMotorRunning { danger(.entanglement, ref) }
        try checkSafe(target, bare: false)
        let effect = mend(.grease, target)
        emit(.greased(ref: ref, amount: amount?.number, effect: effect, situation: situation))
        say(
            Text(ref) + Text(fr: " : graissé", en: ": greased") + (amount.map { Text(", ") + Self.written($0) } ?? Text("")) + "."
        )
    }

    private func tension(_ ref: String, _ amount: Amount?) throws {
        let target = try required(ref)
        try reach(target)
        try useTool([.spanner])
        try checkSafe(target, bare: false)
        let reference = target.reference
        guard let before = machine.plant.value(reference, "tension"),
            case .number(let nominal)? = machine.plant.assembly.parameter("pretension", of: reference)
        else {
            throw Prevention(.nothingToDo, ref, Text(ref) + Text(fr: " ne se tend pas.", en: " has no tension."))
        }
        let wanted: Double
        if let amount {
            guard let read = try? Quantity.parse(Self.plain(amount), as: .force, lenient: true) else {
                throw Prevention(.nothingToDo, ref, Text(fr: "Une tension se donne en N.", en: "A tension is given in N."))
            }
            wanted = min(max(read.value, 0), 2000)
        } else {
            wanted = nominal
        }
        mend(.tension, target)
        machine.plant.assembly.setParameter("pretension", .number(wanted), on: reference)
        try pass(1)
        let after = machine.plant.value(reference, "tension") ?? wanted
        emit(.tensioned(ref: ref, from: before, to: after, situation: situation))
        say(Text(ref) + .colon + Speech.quantity(before, .force, digits: 3) + " → " + Speech.quantity(after, .force, digits: 3))
    }

    private static func plain(_ amount: Amount) -> String { "\(amount.number) \(amount.unit ?? "")" }

    // MARK: - Settings

    private func adjust(_ ref: String, _ parameter: String, _ amount: Amount) throws {
        if ref == Self.link { return try adjustLink(parameter, amount) }
        if isSetPoint(parameter, of: ref) { return try adjustSetPoint(ref, parameter, amount) }
        let target = try required(ref)
        try reach(target)
        let reference = target.reference
        if parameter == Self.alignment {
            let effect = mend(.adjust, target)
            emit(.adjusted(ref: ref, parameter: parameter, from: effect.before, to: effect.after, situation: situation))
            say(Text(ref) + Text(fr: " : remis en place.", en: ": put back in line."))
            return
        }
        guard let described = target.component?.type.parameters.first(where: { $0.key == parameter && $0.isAdjustable }),
            case .quantity(let kind, let range) = described.form,
            case .number(let before)? = machine.plant.assembly.parameter(parameter, of: reference)
        else {
            throw Prevention(
                .nothingToDo, ref, Text(ref) + Text(fr: " n'a pas ce réglage.", en: " has no such setting."))
        }
        guard target.component?.type.name != "accumulator" || parameter != "pre-charge" || mayChargeNitrogen else {
            danger(.beyondAuthorisation, ref)
            throw Prevention(
                .authorisation, ref,
                Text(
                    fr: "L'azote se gonfle avec sa bouteille et son gonfleur, par la personne désignée : fais-la venir.",
                    en: "Nitrogen is charged with its bottle and its kit, by the person named for it: have them come."))
        }
        guard let read = try? Quantity.parse(Self.plain(amount), as: kind, lenient: true) else {
            throw Prevention(.nothingToDo, ref, Text(fr: "Attendu : ", en: "Expected: ") + kind.expectation)
        }
        guard range.contains(read.value) else {
            throw Prevention(.nothingToDo, ref, Text(fr: "Hors de l'étendue du réglage.", en: "Beyond the range of the setting."))
        }
        // What is a turn too much of an air regulator is less than the needle's width on an oil valve.
        if [.pressure, .gaugePressure, .pressureDifference].contains(kind),
            let limit = maintenance.settings.first(where: { $0.reference == reference && $0.parameter == parameter }),
            case .number(let nominal) = limit.value, read.value > nominal + max(1.5e5, 0.05 * nominal)
        {
            danger(.overPressure, ref)
        }
        let effect = mend(.adjust, target, parameter: parameter)
        machine.plant.assembly.setParameter(parameter, .number(read.value), on: reference)
        emit(.adjusted(ref: ref, parameter: parameter, from: before, to: read.value, situation: situation))
        say(
            Text("\(ref) ") + described.text + " : "
                // What had drifted did not stand at what its screw was set to.
                + (effect.after < effect.before
                    ? Text(fr: "déréglé, remis à ", en: "out of adjustment, set to ")
                    : Speech.quantity(before, kind, digits: 3) + " → ")
                + Speech.quantity(read.value, kind, digits: 3))
    }

    /// The setting that every part has: where it points and sits.
    static let alignment = "alignment"

    // MARK: - Parts

    private func replace(_ ref: String, _ named: String?) throws {
        let target = try required(ref)
        let reference = target.reference
        let article = named ?? target.component?.article
        let spare =
            article.flatMap { maintenance.spare($0) }
            ?? (named == nil ? maintenance.spares.first { $0.fits.contains(reference) } : nil)
        guard let spare else {
            throw Prevention(
                .part, article ?? ref, Text(fr: "Le magasin n'a pas de pièce pour ", en: "The store has no part for ") + ref)
        }
        guard available(spare) > 0 else {
            throw Prevention(
                .part, spare.reference,
                Text(spare.reference) + Text(fr: " : plus en stock, commande-la.", en: ": out of stock, order it."))
        }
        try reach(target)
        try useTool([.screwdriver, .spanner])
        try checkSafe(target)
        checkContained(target)
        checkPinned(target)
        let fits =
            spare.fits.contains(reference) || target.component?.article == spare.reference
            || (target.wire != nil && spare.fits.isEmpty)
        let wasHealthy = severity(on: target) == 0 && faults(on: target, mendedBy: .replace).isEmpty
        partsTaken[spare.reference, default: 0] += 1
        if fits {
            for fault in faults(on: target, mendedBy: .replace) { machine.mend(fault) }
            if target.component != nil, target.item == nil { machine.replace(reference) }
        }
        emit(.replaced(ref: ref, part: spare.reference, fits: fits, healthyBefore: wasHealthy, situation: situation))
        emit(.spent(amount: spare.price, on: spare.reference))
        say(
            Text(ref) + .colon + spare.text
                + (fits
                    ? Text(fr: ", posée.", en: ", fitted.")
                    : Text(fr: " : elle ne va pas, l'ancienne reste.", en: ": it does not fit, the old one stays.")))
        say(Text(fr: "Coût : ", en: "Cost: ") + Speech.number(spare.price) + " €")
    }

    /// In the store now: the stock, less what was taken, and what was ordered and has come.
    func available(_ spare: Maintenance.Spare) -> Int {
        let come = arrivals.filter { $0.part == spare.reference && $0.at <= machine.time }.map(\.count).reduce(0, +)
        return spare.stock + come - (partsTaken[spare.reference] ?? 0)
    }

    private func drain(_ ref: String) throws {
        let target = try required(ref)
        try reach(target)
        try useTool([.spanner])
        try checkSafe(target)
        let isContained = state.containments.contains("") || state.containments.contains(ref)
        if !isContained { danger(.spill, ref) }
        // The bowl of a filter, m³.
        emit(.drained(ref: ref, volume: 2e-5, contained: isContained, situation: situation))
        say(Text(ref) + Text(fr: " : vidangé.", en: ": drained."))
    }

    /// Pours oil into a tank: what is missing of its filling, or the volume given.
    private func topUp(_ ref: String, _ amount: Amount?) throws {
        let target = try required(ref)
        try reach(target)
        let assembly = machine.plant.assembly
        guard let volume = assembly.signal(target.reference, "volume"), let poured = assembly.signal(target.reference, "poured"),
            case .number(let filling)? = assembly.parameter("volume", of: target.reference),
            case .number(let capacity)? = assembly.parameter("capacity", of: target.reference)
        else {
            throw Prevention(
                .nothingToDo, ref, Text(ref) + Text(fr: " n'a pas de niveau à compléter.", en: " has no level to top up."))
        }
        let before = assembly.value(volume)
        let wanted: Double
        if let amount {
            guard let read = try? Quantity.parse(Self.plain(amount), as: .volume, lenient: true) else {
                throw Prevention(.nothingToDo, ref, Text(fr: "Un volume se donne en l.", en: "A volume is given in l."))
            }
            wanted = max(read.value, 0)
        } else {
            wanted = max(filling - before, 0)
        }
        let isTooMuch = before + wanted > capacity
        let added = min(wanted, max(0, capacity - before))
        // Oil that makes up for what was missing is that oil; the rest is new.
        let severity = severity(on: target)
        var effect = Effect(before: severity, after: severity)
        if added > 0.66 * (filling - before) { effect = mend(.adjust, target) }
        try pass(machine.plant.step)
        let restored = assembly.value(volume) - before
        assembly.set(poured, assembly.value(poured) + added - restored)
        try pass(5)
        if isTooMuch { danger(.spill, ref) }
        emit(.toppedUp(ref: ref, volume: added, effect: effect, situation: situation))
        say(
            Text(ref) + .colon + Speech.quantity(before, .volume) + " → " + Speech.quantity(assembly.value(volume), .volume))
    }

    private func sort(_ waste: String, _ bin: String) throws {
        guard let known = maintenance.wastes.first(where: { $0.id == waste }) else {
            throw Prevention(.nothingToDo, waste, Text(fr: "Ce déchet n'existe pas ici.", en: "There is no such waste here."))
        }
        let isRight = known.bin == bin
        emit(.wasteSorted(waste: waste, bin: bin, right: isRight))
        if !isRight { danger(.mixedWaste, waste) }
        say(known.text + Text(" → ") + (maintenance.bins.first { $0.id == bin }?.text ?? Text(bin)))
    }
}
