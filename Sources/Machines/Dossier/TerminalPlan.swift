import Components

/// A terminal strip with what is connected on each side of each terminal.
public struct TerminalPlan: Sendable, Hashable {
    public struct End: Sendable, Hashable {
        public let wire: String
        /// The other end of the wire.
        public let to: Machine.TerminalReference
    }

    public struct Item: Sendable, Hashable {
        public let number: String
        /// On side `a`, towards the cabinet, and on side `b`, towards the field.
        public let left: [End]
        public let right: [End]
    }

    public let reference: String
    public let items: [Item]
}

extension Machine {
    /// Wires in the order in which a reader looks for their numbers.
    public var wiringList: [WireDeclaration] { wires.sorted { precedesNaturally($0.number, $1.number) } }

    /// What a terminal is wired to.
    public func ends(at terminal: TerminalReference) -> [TerminalPlan.End] {
        wires.filter { $0.from == terminal || $0.to == terminal }.sorted { precedesNaturally($0.number, $1.number) }.flatMap {
            wire -> [TerminalPlan.End] in
            (wire.from == terminal ? [TerminalPlan.End(wire: wire.number, to: wire.to)] : [])
                + (wire.to == terminal ? [TerminalPlan.End(wire: wire.number, to: wire.from)] : [])
        }
    }

    public var terminalPlans: [TerminalPlan] {
        components.filter { $0.type.name == "terminal-strip" }.map { strip in
            let names = strip.terminals(.electrical).filter { $0.hasSuffix("a") }.map { String($0.dropLast()) }
            return TerminalPlan(
                reference: strip.reference,
                items: names.map { name in
                    TerminalPlan.Item(
                        number: name, left: ends(at: TerminalReference(reference: strip.reference, terminal: name + "a")),
                        right: ends(at: TerminalReference(reference: strip.reference, terminal: name + "b")))
                })
        }
    }
}
