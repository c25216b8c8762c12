import Components
import Grafcet
import Machines
import Notation
import Simulation

/// Controls, tools, labels, the controller's laptop.
extension Session {
    func handle(_ action: Action) throws {
        switch action {
        case .operate(let ref, let position): try operate(ref, position)
        case .force(let variable, let value): try force(variable, value)
        case .unforce(let variable): try unforce(variable)
        case .take(let tools): try take(tools)
        case .putBack(let tools), .tidy(let tools): try putBack(tools)
        case .tag(let refs):
            try reach(required(refs[0]))
            try useTool([.labels])
            for ref in refs { emit(.tagged(ref: ref)) }
            say(Text(fr: "Repéré : ", en: "Tagged: ") + refs.joined(separator: " "))
        case .backUp(let device):
            try useTool([.laptop])
            emit(.backedUp(device: device))
            say(Text(fr: "Sauvegarde faite.", en: "Backup done."))
        case .bypass(let ref): try bypass(ref)
        default: preconditionFailure("\(action.verb.id) is of another family")
        }
    }

    /// Component types that stand between a hand and a danger.
    private static let safetyDevices = ["emergency-stop", "guard-switch", "safety-relay"]

    private func bypass(_ ref: String) throws {
        let target = try required(ref)
        guard let component = target.component, Self.safetyDevices.contains(component.type.name) || isWatched(component) else {
            throw Prevention(
                .nothingToDo, ref,
                Text(
                    fr: "Rien ne se ponte ici. Un contact se mesure : « mesurer continuite », hors tension.",
                    en: "Nothing is bridged here. A contact is measured: 'measure continuity', without voltage."))
        }
        danger(.safetyBypassed, ref)
        say(Text(fr: "On t'arrête : le pont n'est pas posé.", en: "You are stopped: the bridge is not fitted."))
    }

    /// A contactor whose mirror contact is wired: something refuses to start when it is welded.
    private func isWatched(_ component: Machine.ComponentDeclaration) -> Bool {
        let ends = plan.wires.flatMap { [$0.from.description, $0.to.description] }
        return component.type.name == "contactor" && ends.contains("\(component.reference):21")
    }

    /// Component types whose button stays pressed under a finger: a push-button, the manual override of a valve.
    private static let heldByHand = ["push-button", "valve-3-2", "valve-5-2"]

    private func operate(_ ref: String, _ position: String?) throws {
        let target = try required(ref)
        let reference = target.reference
        guard !machine.controls(of: reference).isEmpty else {
            throw Prevention(
                .nothingToDo, ref, Text(ref) + Text(fr: " ne se commande pas à la main.", en: " has nothing to operate."))
        }
        let source = maintenance.sources.first { $0.device == reference }
        if let source, state.locked.contains(source.id) {
            throw Prevention(
                .safeState, source.id, Text(ref) + Text(fr: " est sous ton cadenas.", en: " is under your padlock."))
        }
        if let source { try reach(source) } else { try reach(target) }
        // Pressed by name it is held, by somebody who stays there, until it is released by name.
        let isHeld =
            Self.heldByHand.contains(target.component?.type.name ?? "")
            && position.map { isPressed($0, of: reference) } ?? false
        let word: Text
        do {
            word = try machine.operate(reference, to: position, duration: isHeld ? .infinity : pushLength(on: target))
        } catch {
            throw Prevention(
                .nothingToDo, ref, Text(ref) + Text(fr: " n'a pas cette position.", en: " has no such position."))
        }
        let before = snapshot()
        try pass(4.5)
        emit(.operated(ref: ref, position: position, situation: situation))
        let until = isHeld ? Text(fr: ", tenu jusqu'à « relâché »", en: ", held until 'released'") : Text("")
        say(Text(ref) + .colon + word + until)
        for line in changes(since: before) { say(line) }
        if let source { takeIn(source) }
    }

    /// Seconds for which a hand stays on it: a button is let go at once, a rod is taken to where it goes.
    private func pushLength(on target: Target) -> Double {
        target.component?.type.name.hasSuffix("cylinder") == true ? 4 : RunningMachine.pushLength
    }

    /// Whether a word is that of a control's position away from its rest.
    private func isPressed(_ word: String, of reference: String) -> Bool {
        machine.controls(of: reference).contains { _, positions in
            positions.dropFirst().contains { folded($0.fr) == folded(word) || folded($0.en) == folded(word) }
        }
    }

    /// A source that was opened or closed with `actionner` is separated or restored all the same.
    func takeIn(_ source: Maintenance.Source) {
        if isSeparated(source), !state.isolated.contains(source.id) {
            emit(.isolated(source: source.id, underLoad: isMotorRunning))
        } else if !isSeparated(source), state.isolated.contains(source.id) {
            emit(.restored(source: source.id))
        }
    }

    // MARK: - What an act changed before one's eyes

    struct Seen {
        var lamps: [(reference: String, isLit: Bool)] = []
        var rods: [(reference: String, reversals: Int)] = []
        var time = 0.0
    }

    func snapshot() -> Seen {
        var seen = Seen()
        seen.time = machine.time
        for component in plan.components {
            if let lit = machine.plant.value(component.reference, "lit") { seen.lamps.append((component.reference, lit > 0.2)) }
        }
        return seen
    }

    /// Lamps that changed; strokes are told by whoever watches them.
    func changes(since seen: Seen) -> [Text] {
        var texts: [Text] = []
        for lamp in seen.lamps {
            let isLit = (machine.plant.value(lamp.reference, "lit") ?? 0) > 0.2
            guard isLit != lamp.isLit, let component = plan.component(lamp.reference), component.location == state.place else {
                continue
            }
            texts.append(
                Text(lamp.reference) + (isLit ? Text(fr: " s'allume", en: " lights up") : Text(fr: " s'éteint", en: " goes out")))
        }
        return texts.isEmpty ? [] : Speech.wrapped(texts)
    }

    // MARK: - The controller

    private func force(_ variable: String, _ value: Double) throws {
        try useTool([.laptop])
        guard machine.isControllerRunning else {
            throw Prevention(
                .safeState, variable,
                Text(
                    fr: "L'automate n'est pas alimenté : rien à forcer.", en: "The controller has no supply: nothing to force."))
        }
        try checkOwnProgram(variable)
        guard machine.force(variableName(variable), to: value) else {
            throw Prevention(
                .nothingToDo, variable, Text(variable) + Text(fr: " ne se force pas.", en: " cannot be forced."))
        }
        emit(.forced(variable: variable, value: value))
        say(Text(variable) + Text(fr: " forcé à ", en: " forced to ") + Speech.number(value))
    }

    private func unforce(_ variable: String) throws {
        try useTool([.laptop])
        guard state.forced.contains(variable), machine.release(variableName(variable)) else {
            throw Prevention(.nothingToDo, variable, Text(variable) + Text(fr: " n'est pas forcé.", en: " is not forced."))
        }
        emit(.unforced(variable: variable))
        say(Text(variable) + Text(fr: " : forçage ôté.", en: ": released."))
    }

    /// The program's name of an address.
    private func variableName(_ name: String) -> String {
        exercise.definition.program?.variables.first { $0.name == name || $0.address?.description == name }?.name ?? name
    }

    // MARK: - Tools

    private func take(_ tools: [String]) throws {
        for tool in tools where !state.toolsOut.contains(tool) {
            guard let kind = ToolKind(rawValue: tool), scenario.tools.contains(kind) else {
                throw Prevention(.tool, tool, Text(fr: "Le sujet ne donne pas : ", en: "The exercise has no: ") + tool)
            }
            emit(.toolTaken(tool: tool))
            if let known = maintenance.tool(kind), !known.isValid {
                say(known.text + Text(fr: " : contrôle périmé.", en: ": its check is out of date."))
            }
        }
        say(
            Text(fr: "En main : ", en: "In hand: ")
                + state.toolsOut.compactMap { ToolKind(rawValue: $0)?.text }.joined(separator: ", "))
    }

    /// All that are out when none is named; a padlock that locks something stays.
    private func putBack(_ tools: [String]) throws {
        let locked = !state.locked.isEmpty
        let chosen = (tools.isEmpty ? state.toolsOut : tools).filter { !(locked && $0 == ToolKind.padlock.rawValue) }
        let out = chosen.filter { state.toolsOut.contains($0) }
        guard !out.isEmpty else {
            throw Prevention(.nothingToDo, nil, Text(fr: "Aucun outil n'est sorti.", en: "No tool is out."))
        }
        for tool in out { emit(.toolPutBack(tool: tool)) }
        say(Text(fr: "Rangé : ", en: "Put away: ") + out.compactMap { ToolKind(rawValue: $0)?.text }.joined(separator: ", "))
    }
}
