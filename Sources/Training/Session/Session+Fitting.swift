import Components
import Machines
import Notation
import Simulation

/// Parts of the kit, and wires put elsewhere: what makes the machine another than the drawn one.
extension Session {
    func fit(_ part: String, _ at: String) throws {
        guard machine.plant.isLoose(part) else {
            throw Prevention(.nothingToDo, part, Text(part) + Text(fr: " est déjà monté.", en: " is fitted already."))
        }
        let place = try fittingPlace(at)
        let target = try fittingTarget(part, place)
        try reach(target)
        try useTool([.spanner, .screwdriver])
        try checkSafe(target)
        checkContained(target)
        do {
            try machine.plant.fit(part, at: place)
        } catch {
            throw noPort(at)
        }
        guard let fitting = machine.plant.fitting(of: part) else { return }
        let (hoses, port) = (fitting.hoses, fitting.at)
        emit(.fitted(ref: part, at: port, hoses: hoses, situation: situation))
        if let price = scenario.kit.first(where: { $0.reference == part })?.price, price > 0 {
            emit(.spent(amount: price, on: part))
        }
        say(
            Text(part) + .colon
                + (hoses.isEmpty
                    ? Text(fr: "monté sur \(port).", en: "fitted on \(port).")
                    : Text(fr: "monté entre \(port) et ", en: "fitted between \(port) and ")
                        + hoses.joined(separator: " ")
                        + Text(fr: ", la flèche dans le sens du débit.", en: ", its arrow along the flow.")))
    }

    func unfit(_ part: String) throws {
        guard let fitting = machine.plant.fitting(of: part) else {
            throw Prevention(.nothingToDo, part, Text(part) + Text(fr: " n'est pas monté.", en: " is not fitted."))
        }
        let target = try required(fitting.neighbour == nil ? part : fitting.at)
        try reach(target)
        try useTool([.spanner, .screwdriver])
        try checkSafe(target)
        checkContained(target)
        machine.plant.removeFitting(part)
        emit(.unfitted(ref: part, situation: situation))
        say(
            Text(part) + .colon
                + Text(fr: "démonté, \(fitting.at) est comme avant.", en: "taken off, \(fitting.at) is as it was."))
    }

    /// A hose is taken at the end that is at hand where one stands, else at its first; a port with everything on it.
    private func fittingPlace(_ name: String) throws -> FittingPlace {
        if let place = location(name) { return .location(place.name) }
        if let hose = plan.hoses.first(where: { $0.reference == name }) {
            let ends = [hose.from, hose.to].map { standing($0.reference) }
            let atHand = ends.firstIndex { $0?.location == state.place && $0.map { barrier(before: $0) == nil } ?? false }
            return .hose(name, end: atHand ?? 0)
        }
        let target = try required(name)
        guard let reference = target.component?.reference, let terminal = target.item else { throw noPort(name) }
        return .port(Machine.TerminalReference(reference: reference, terminal: terminal))
    }

    /// Where the hand works: at the port, or where the part is to stand.
    private func fittingTarget(_ part: String, _ place: FittingPlace) throws -> Target {
        if case .location(let name) = place {
            let component = plan.component(part)?.standing(at: name)
            return Target(name: part, component: component, item: nil, wire: nil, location: name)
        }
        guard let port = machine.plant.port(of: place) else { throw noPort(part) }
        return try required(port.description)
    }

    private func noPort(_ name: String) -> Prevention {
        Prevention(
            .nothingToDo, name,
            Text(
                fr:
                    "Cela ne se monte pas sur \(name) : donne un tuyau, un orifice de la même énergie, ou un lieu s'il n'a pas d'orifice.",
                en: "It cannot be fitted on \(name): name a hose, a port of the same energy, or a place if it has no port."))
    }

    /// What stands on the machine and on no folio.
    var undrawn: [Text] {
        guard !machine.plant.fittings.isEmpty else { return [] }
        let parts = machine.plant.fittings.map { "\($0.part) (\($0.at))" }.joined(separator: ", ")
        return [
            Text(
                fr: "Monté depuis l'indice \(plan.revision), pas encore au dossier : \(parts)",
                en: "Fitted since revision \(plan.revision), not in the dossier yet: \(parts)")
        ]
    }

    // MARK: - Wires

    /// The end that was made for that terminal, else one that hangs there; a wire of the kit is in the hand.
    private func looseEnd(of number: String, _ ends: [Machine.TerminalReference], at target: Target) -> Int? {
        let isOfKit = plan.kitWires.contains { $0.number == number }
        let loose = ends.indices.filter { end in
            machine.plant.isDisconnected(wire: number, end: end)
                && (isOfKit || standing(ends[end].reference)?.location == target.location)
        }
        return loose.first { isSame(ends[$0], target) } ?? loose.first
    }

    /// Whether a terminal is the one named: `12`, `12a` and `12b` are one screw.
    private func isSame(_ terminal: Machine.TerminalReference, _ target: Target) -> Bool {
        guard terminal.reference == target.component?.reference, let item = target.item else { return false }
        return [item, item + "a", item + "b"].contains(terminal.terminal)
    }

    /// Puts the end of a wire that hangs free on a terminal, its own or another.
    func land(_ number: String, on terminal: String) throws {
        let target = try required(terminal)
        guard let ends = plan.wire(number).map({ [$0.from, $0.to] }),
            let end = looseEnd(of: number, ends, at: target)
        else {
            throw Prevention(
                .nothingToDo, number,
                Text(
                    fr: "\(number) n'a pas de bout libre là : débranche-le d'abord.",
                    en: "\(number) has no loose end there: disconnect it first."))
        }
        // Of a strip's screw, the side that the end was on.
        let sides = [ends[end].terminal.hasSuffix("b") ? "b" : "a", "b"]
        let point = ([terminal] + sides.map { terminal + $0 }).first { machine.plant.joint($0) != nil }
        guard let point, let joint = machine.plant.joint(point), machine.plant.domain(ofPoint: point) == .electrical else {
            throw Prevention(
                .nothingToDo, terminal, Text(terminal) + Text(fr: " n'est pas une borne.", en: " is no terminal."))
        }
        try reach(target)
        try useTool([.screwdriver, .spanner])
        try checkSafe(target, ports: false)
        let asDrawn = point == ends[end].description
        machine.plant.reconnect(wire: number, end: end, to: joint)
        emit(.reconnected(ref: number, asDrawn: asDrawn, on: point))
        say(Text(number) + Text(fr: " : branché sur \(point).", en: ": connected on \(point)."))
    }
}
