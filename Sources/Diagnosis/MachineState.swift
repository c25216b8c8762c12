public import Machines
public import Notation

/// A state of a machine in which it is examined, and how a hand takes it there.
public struct MachineState: Sendable, Hashable {
    public enum Step: Sendable, Hashable {
        /// `hold`: seconds before a momentary control is let go; nil for a short push.
        case operate(reference: String, position: String?, hold: Double?)
        /// Seconds.
        case wait(Double)
    }

    public let name: String
    public let text: Text
    /// State from whose end it begins; nil from power-up.
    public let after: String?
    public let steps: [Step]
    /// No source is left: resistances may be read.
    public let isDead: Bool
    /// Long to simulate: only for what nothing else has told.
    public let isSlow: Bool

    public init(name: String, text: Text, after: String?, steps: [Step], isDead: Bool = false, isSlow: Bool = false) {
        self.name = name
        self.text = text
        self.after = after
        self.steps = steps
        self.isDead = isDead
        self.isSlow = isSlow
    }

    public static let fileName = "states.yaml"

    /// Reads a machine's `states.yaml`.
    ///
    /// - Throws: `Mistakes`.
    public static func decode(_ node: Node, for machine: Machine) throws -> [MachineState] {
        try Mistakes.gathered { mistakes in
            mistakes.collect { try node.format(1) }
            guard let file = node.mapping(keys: ["states"], collecting: &mistakes),
                let states = mistakes.collect({ try file.required("states").mapping() })
            else { throw mistakes }
            var read: [MachineState] = []
            for entry in states.entries {
                let names = read.map(\.name)
                if let state = mistakes.collect({ try state(entry.key, entry.value, machine, before: names) }) {
                    read.append(state)
                }
            }
            return read
        }
    }

    private static func state(_ name: String, _ node: Node, _ machine: Machine, before: [String]) throws -> MachineState {
        let block = try node.mapping(keys: ["text", "after", "operations", "dead", "slow"])
        let after = try block["after"].map { node in
            guard before.contains(try node.string) else {
                throw node.unknown(Text(fr: "état qui précède", en: "state before this one"), among: before)
            }
            return try node.string
        }
        return MachineState(
            name: name, text: try block.required("text").text, after: after,
            steps: try block.required("operations").sequence.map { try step($0, machine) },
            isDead: try block["dead"]?.boolean ?? false, isSlow: try block["slow"]?.boolean ?? false)
    }

    private static func step(_ node: Node, _ machine: Machine) throws -> Step {
        let block = try node.mapping(keys: ["operate", "position", "hold", "wait"])
        if let wait = block["wait"] { return .wait(try wait.duration(in: 0...3600)) }
        let operated = try block.required("operate")
        guard machine.component(try operated.string) != nil else {
            throw operated.unknown(Text(fr: "composant", en: "component"), among: machine.components.map(\.reference))
        }
        return .operate(
            reference: try operated.string, position: try block["position"]?.string,
            hold: try block["hold"]?.duration(in: 0...3600))
    }
}
