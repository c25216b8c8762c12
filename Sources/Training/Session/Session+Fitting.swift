import Components
import Machines
import Notation
import Simulation

/// Parts of the kit, and wires put elsewhere: what makes the machine another than the drawn one.
extension Session {
    func fit(_ part: String, _ at: String) throws {
        guard isLoose(part) else {
            throw Prevention(.nothingToDo, part, Text(part) + Text(fr: " est déjà monté.", en: " is fitted already."))
        }
        let place = try fittingPlace(at)
        guard let port = machine.plant.port(of: place) else { throw noPort(at) }
        let target = try required(port.description)
        try reach(target)
        try useTool([.spanner])
        checkSafe(target)
        checkContained(target)
        do {
            try machine.plant.fit(part, at: place)
        } catch {
            throw noPort(at)
        }
        let hoses = machine.plant.fittings.first { $0.part == part }?.hoses ?? []
        emit(.fitted(ref: part, at: port.description, hoses: hoses, situation: situation))
        if let price = scenario.kit.first(where: { $0.reference == part })?.price, price > 0 {
            emit(.spent(amount: price, on: part))
        }
        say(
            Text("\(part) : ")
                + (hoses.isEmpty
                    ? Text(fr: "monté sur \(port).", en: "fitted on \(port).")
                    : Text(fr: "monté entre \(port) et ", en: "fitted between \(port) and ")
                        + hoses.joined(separator: " ")
                        + Text(fr: ", la flèche dans le sens du débit.", en: ", its arrow along the flow.")))
    }

    func unfit(_ part: String) throws {
        guard let fitting = machine.plant.fittings.first(where: { $0.part == part }) else {
            throw Prevention(.nothingToDo, part, Text(part) + Text(fr: " n'est pas monté.", en: " is not fitted."))
        }
        let target = try required(fitting.port.description)
        try reach(target)
        try useTool([.spanner])
        checkSafe(target)
        checkContained(target)
        machine.plant.removeFitting(part)
        emit(.unfitted(ref: part, situation: situation))
        say(
            Text("\(part) : ")
                + Text(fr: "démonté, \(fitting.port) est comme avant.", en: "taken off, \(fitting.port) is as it was."))
    }

    /// A hose is taken at the end that is at hand where one stands, else at its first; a port with everything on it.
    private func fittingPlace(_ name: String) throws -> FittingPlace {
        if let hose = plan.hoses.first(where: { $0.reference == name }) {
            let ends = [hose.from, hose.to].map { standing($0.reference) }
            let atHand = ends.firstIndex { $0?.location == state.place && $0.map { barrier(before: $0) == nil } ?? false }
            return .hose(name, end: atHand ?? 0)
        }
        let target = try required(name)
        guard let reference = target.component?.reference, let terminal = target.item else { throw noPort(name) }
        return .port(Machine.TerminalReference(reference: reference, terminal: terminal))
    }

    private func noPort(_ name: String) -> Prevention {
        Prevention(
            .nothingToDo, name,
            Text(
                fr: "Cela ne se monte pas sur \(name) : donne un tuyau ou un orifice de la même énergie.",
                en: "It cannot be fitted on \(name): name a hose or a port of the same energy."))
    }

    /// What stands on the machine and on no folio.
    var undrawn: [Text] {
        guard !machine.plant.fittings.isEmpty else { return [] }
        let parts = machine.plant.fittings.map { "\($0.part) (\($0.port))" }.joined(separator: ", ")
        return [
            Text(
                fr: "Monté depuis l'indice \(plan.revision), pas encore au dossier : \(parts)",
                en: "Fitted since revision \(plan.revision), not in the dossier yet: \(parts)")
        ]
    }

    // MARK: - Wires

    /// Puts the end of a wire that hangs free on a terminal, its own or another.
    func land(_ number: String, on terminal: String) throws {
        let target = try required(terminal)
        guard let ends = plan.wire(number).map({ [$0.from, $0.to] }),
            let end = ends.indices.first(where: { end in
                machine.plant.isDisconnected(wire: number, end: end) && standing(ends[end].reference)?.location == target.location
            })
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
        checkSafe(target, ports: false)
        let asDrawn = point == ends[end].description
        machine.plant.reconnect(wire: number, end: end, to: joint)
        emit(.reconnected(ref: number, asDrawn: asDrawn))
        say(Text(number) + Text(fr: " : branché sur \(point).", en: ": connected on \(point)."))
    }
}
