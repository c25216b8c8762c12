import Components
public import Notation

/// What becomes of a cylinder when the emergency stop cuts the air and when the air comes back, read from its valve and its supply.
public struct SafePosition: Sendable, Hashable {
    public let cylinder: String
    public let valve: String
    /// The valve that exhausts its supply when it is no longer commanded; nil when nothing does.
    public let dump: String?
    /// Comes back by a spring, or keeps its last position.
    public let isMonostable: Bool
    /// Outlet of the valve that the cylinder's cap side (`A`) is joined to: that of port 4 goes out when pilot 14 is commanded.
    public let capOutlet: String
    /// Which solenoid sends it out.
    public let extendingSolenoid: String?
    public let retractingSolenoid: String?

    public var onEmergencyStop: Text {
        guard let dump else {
            return isMonostable
                ? Text(
                    fr: "\(valve) revient par son ressort : \(cylinder) \(springPosition.fr)",
                    en: "\(valve) comes back by its spring: \(cylinder) \(springPosition.en)")
                : Text(fr: "\(cylinder) reste où il est, sous pression", en: "\(cylinder) stays where it is, under pressure")
        }
        return Text(
            fr: "\(dump) purge l'air : \(cylinder) perd sa force et reste où il est, on peut le bouger à la main",
            en: "\(dump) exhausts the air: \(cylinder) loses its force and stays where it is, a hand can move it")
    }

    public var onReturnOfAir: Text {
        if isMonostable {
            return Text(
                fr: "\(valve) monostable, non commandé : \(cylinder) \(springPosition.fr), d'un coup",
                en: "\(valve) spring return, not commanded: \(cylinder) \(springPosition.en), at once")
        }
        return Text(
            fr: "\(valve) bistable garde sa mémoire : \(cylinder) va à la dernière position commandée",
            en: "\(valve) double solenoid keeps its memory: \(cylinder) goes to the position last commanded")
    }

    /// Where the spring takes it: at rest the air is on port 2.
    private var springPosition: Text {
        capOutlet == "2" ? Text(fr: "sort", en: "goes out") : Text(fr: "rentre", en: "goes in")
    }
}

extension Machine {
    /// One for each cylinder that a 5/2 valve drives.
    public var safePositions: [SafePosition] {
        components.filter { $0.type.name == "double-acting-cylinder" }.compactMap { cylinder in
            guard let outlet = valveOutlet(of: TerminalReference(reference: cylinder.reference, terminal: "A")),
                let valve = component(outlet.reference)
            else { return nil }
            let pilot14 = valve.links.first { $0.key == "solenoid-14" }?.reference
            let pilot12 = valve.links.first { $0.key == "solenoid-12" }?.reference
            let isCapOn4 = outlet.terminal == "4"
            return SafePosition(
                cylinder: cylinder.reference, valve: valve.reference, dump: dumpValve(above: valve.reference),
                isMonostable: valve.returnsBySpring, capOutlet: outlet.terminal,
                extendingSolenoid: isCapOn4 ? pilot14 : pilot12, retractingSolenoid: isCapOn4 ? pilot12 : pilot14)
        }
    }

    /// The ports that hoses join to one.
    private func hosed(_ port: TerminalReference) -> [TerminalReference] {
        hoses.compactMap { $0.from == port ? $0.to : $0.to == port ? $0.from : nil }
    }

    /// The port of a 5/2 valve behind hoses and flow controls.
    private func valveOutlet(of port: TerminalReference) -> TerminalReference? {
        var current = port
        for _ in hoses {
            guard let next = hosed(current).first, let part = component(next.reference) else { return nil }
            if part.type.name == "valve-5-2" { return next }
            guard part.type.name == "one-way-flow-control",
                let through = part.terminals(.pneumatic).first(where: { $0 != next.terminal })
            else { return nil }
            current = TerminalReference(reference: next.reference, terminal: through)
        }
        return nil
    }

    private func dumpValve(above valve: String) -> String? {
        var waiting = [TerminalReference(reference: valve, terminal: "1")]
        var seen = Set(waiting)
        while !waiting.isEmpty {
            let port = waiting.removeFirst()
            for next in hosed(port) where seen.insert(next).inserted {
                if let part = component(next.reference), part.type.name == "valve-3-2", next.terminal == "2" {
                    return part.reference
                }
                waiting.append(next)
            }
        }
        return nil
    }
}
