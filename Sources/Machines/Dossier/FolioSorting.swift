import Components

/// Which folio each part of the electrical diagrams goes to, from what it is joined to.
///
/// The mains are followed through poles and contacts to their loads; the rest gathers around what gives a folio its subject (safety
/// devices, output channels, sensors, input channels), the nearest first; what is left belongs to the 24 V distribution.
struct FolioSorting {
    private struct Link {
        let part: Int
        /// The pin by which it is reached.
        let pin: SymbolPart.Pin
        let from: SymbolPart.Pin
    }

    private let parts: [SymbolPart]
    /// By reference, of boxes: the terminals between which the mains go on.
    private let passages: [String: Set<String>]
    private var links: [[Link]] = []
    /// By part: the pins that are on a net shared by everybody (a fused branch, the common 0 V).
    private var railPins: [Set<String>] = []
    private var subjects: [Schematic.Subject?]

    init(_ machine: Machine, _ wires: [Schematic.Conductor]) {
        parts = machine.components.flatMap { $0.symbolParts(.electrical) }
        passages = Dictionary(
            uniqueKeysWithValues: machine.components.compactMap { component in
                Self.passages[component.type.name].map { (component.reference, $0) }
            })
        subjects = [Schematic.Subject?](repeating: nil, count: parts.count)
        join(wires)
        followMains()
        gather()
        settleRest(wires)
    }

    /// Subjects in the order of the dossier, each with its parts in the order of the machine file.
    var sorted: [(Schematic.Subject, [SymbolPart])] {
        Schematic.Subject.allCases.compactMap { subject in
            let own = parts.indices.filter { subjects[$0] == subject }.map { parts[$0] }
            return own.isEmpty ? nil : (subject, own)
        }
    }

    // MARK: - What is joined to what

    private mutating func join(_ wires: [Schematic.Conductor]) {
        var homes: [Machine.TerminalReference: (part: Int, pin: SymbolPart.Pin)] = [:]
        for (index, part) in parts.enumerated() {
            for pin in part.pins { homes[.init(reference: part.reference, terminal: pin.terminal)] = (index, pin) }
        }
        links = [[Link]](repeating: [], count: parts.count)
        railPins = [Set<String>](repeating: [], count: parts.count)
        var nets = Nets()
        for wire in wires {
            nets.join(wire.from, wire.to)
            guard let a = homes[wire.from], let b = homes[wire.to] else { continue }
            links[a.part].append(Link(part: b.part, pin: b.pin, from: a.pin))
            links[b.part].append(Link(part: a.part, pin: a.pin, from: b.pin))
        }
        var rails: Set<Machine.TerminalReference> = []
        for part in parts where part.symbol == .fuse || part.symbol == .supplyOutput {
            for pin in part.pins { rails.insert(nets.root(.init(reference: part.reference, terminal: pin.terminal))) }
        }
        for (index, part) in parts.enumerated() {
            for pin in part.pins where rails.contains(nets.root(.init(reference: part.reference, terminal: pin.terminal))) {
                railPins[index].insert(pin.terminal)
            }
        }
    }

    private struct Nets {
        private var parents: [Machine.TerminalReference: Machine.TerminalReference] = [:]

        func root(_ terminal: Machine.TerminalReference) -> Machine.TerminalReference {
            var current = terminal
            while let parent = parents[current] { current = parent }
            return current
        }

        mutating func join(_ a: Machine.TerminalReference, _ b: Machine.TerminalReference) {
            let (x, y) = (root(a), root(b))
            if x != y { parents[x] = y }
        }
    }

    // MARK: - The mains

    /// Power as far as the loads; behind a breaker of one or two poles it is an auxiliary circuit.
    private mutating func followMains() {
        for (index, part) in parts.enumerated() where part.symbol == .mains {
            subjects[index] = .power
            spread(from: index, .power)
        }
    }

    private mutating func spread(from start: Int, _ subject: Schematic.Subject) {
        var waiting = [start]
        while !waiting.isEmpty {
            let index = waiting.removeFirst()
            let passage = passages[parts[index].reference]
            guard index == start || passage != nil || leadsOn(parts[index].symbol) else { continue }
            for link in links[index]
            where subjects[link.part] == nil && link.from.terminal != "PE" && passage?.contains(link.from.terminal) != false {
                if case .breakerPoles(let count) = parts[link.part].symbol, count < 3, subject == .power {
                    subjects[link.part] = .auxiliary
                    waiting.append(link.part)
                } else if isOfEarth(link.part) {
                    continue
                } else {
                    subjects[link.part] = subjects[index]
                    waiting.append(link.part)
                }
            }
        }
    }

    /// What is drawn as a box and lets the current of the mains through, to its loads. Its other terminals belong to the control.
    private static let passages: [String: Set<String>] = [
        "energy-meter": ["1", "2", "3", "4", "5", "6", "N"],
        "frequency-drive": ["L1", "L2", "L3", "U", "V", "W", "DC+", "DC-", "PB"],
        "thermal-overload": ["1", "2", "3", "4", "5", "6"],
        "transformer": ["P1", "P2", "S1", "S2"],
        "brake-rectifier": ["1", "2", "13", "15"],
    ]

    /// Current passes through it and goes further.
    private func leadsOn(_ symbol: Symbol) -> Bool {
        switch symbol {
        case .isolatorPoles, .breakerPoles, .residualCurrentPoles, .motorBreakerPoles, .contactorPoles, .normallyOpen,
            .normallyClosed, .terminal, .currentSensor, .fuse:
            true
        default: false
        }
    }

    /// A terminal of the earth strip: only joined to earth pins and to its like.
    private func isOfEarth(_ index: Int) -> Bool {
        guard parts[index].symbol == .terminal else { return false }
        return links[index].contains { $0.pin.terminal == "PE" }
    }

    // MARK: - Control

    private mutating func gather() {
        seed(.safety) {
            switch $0 {
            case .electronics, .normallyOpen(.emergencyStop), .normallyClosed(.emergencyStop), .normallyOpen(.guard),
                .normallyClosed(.guard):
                true
            default: false
            }
        }
        // The contacts and the supply of a relay stay with its electronics.
        let relays = Set(parts.filter { $0.symbol == .electronics }.map(\.reference))
        for index in parts.indices where relays.contains(parts[index].reference) { subjects[index] = .safety }
        seed(.sensors) {
            switch $0 {
            case .sensor, .transmitterLoop, .changeover(.pressure): true
            default: false
            }
        }
        seed(.outputs) { $0 == .plcOutput }
        seed(.control) { [.supplyOutput, .plcSupply, .fuse].contains($0) }
        spreadByDistance()
        seed(.inputs) { $0 == .plcInput }
        spreadByDistance()
    }

    private mutating func seed(_ subject: Schematic.Subject, _ isSeed: (Symbol) -> Bool) {
        for (index, part) in parts.enumerated() where subjects[index] == nil && isSeed(part.symbol) && !links[index].isEmpty {
            subjects[index] = subject
        }
    }

    /// Every part goes to the folio that reaches it in the fewest wires, shared nets not counted.
    private mutating func spreadByDistance() {
        var front = parts.indices.filter {
            subjects[$0] != nil && ![.power, .auxiliary, .control].contains(subjects[$0]!)
        }
        while !front.isEmpty {
            var next: [Int] = []
            for index in front {
                for link in links[index] where subjects[link.part] == nil && !railPins[index].contains(link.from.terminal) {
                    subjects[link.part] = subjects[index]
                    next.append(link.part)
                }
            }
            front = next
        }
    }

    // MARK: - The rest

    private mutating func settleRest(_ wires: [Schematic.Conductor]) {
        // A terminal of a strip goes with what is on its field side, the second one in the netlist.
        var hasChanged = true
        while hasChanged {
            hasChanged = false
            for index in parts.indices where subjects[index] == nil && parts[index].symbol == .terminal {
                let field = parts[index].pins[1].terminal
                guard let link = links[index].first(where: { $0.from.terminal == field && subjects[$0.part] != nil }) else {
                    continue
                }
                subjects[index] = subjects[link.part]
                hasChanged = true
            }
        }
        for index in parts.indices where subjects[index] == nil {
            if links[index].isEmpty {
                subjects[index] = .spare
            } else if isOfEarth(index) {
                subjects[index] = .power
            } else {
                subjects[index] = .control
            }
        }
        keepSpareContactsTogether()
    }

    /// A contact that nothing uses is a spare, a part with half its terminals used is not.
    private mutating func keepSpareContactsTogether() {
        for index in parts.indices where links[index].isEmpty {
            switch parts[index].symbol {
            case .mains, .motor: subjects[index] = .power
            default: subjects[index] = .spare
            }
        }
    }
}
