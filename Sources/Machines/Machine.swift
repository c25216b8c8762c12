public import Components
public import Notation

/// A machine as its file describes it: a netlist of components with references, and where they are.
///
/// A value without life: `Plant` brings it to life, the dossier is derived from it.
public struct Machine: Sendable {
    public let name: String
    public let text: Text
    public let revision: String
    /// What it is fed with, and who made it.
    public let supply: Text?
    public let maker: Text?
    /// Acts that take it from rest to production, as `banc simulate --operate` writes them: `S4@1s`.
    public let start: [String]
    public let locations: [Location]
    public let wireClasses: [WireClass]
    public private(set) var components: [ComponentDeclaration]
    /// Components that lie beside it and can be fitted: there from the first, on nothing.
    public internal(set) var kit: [ComponentDeclaration] = []
    /// Wires that come with it, both ends loose.
    public internal(set) var kitWires: [WireDeclaration] = []
    public let wires: [WireDeclaration]
    /// Joints that turn, move or conduct heat together.
    public let shafts: [ShaftDeclaration]
    public let hoses: [HoseDeclaration]
    public let chains: Chains
    public let points: [MeasuringPoint]
    /// Of its file.
    public let origin: Origin

    public struct Location: Sendable, Hashable {
        public let name: String
        public let text: Text
        /// Behind a door that must be opened to see or touch what is inside.
        public let hasDoor: Bool
        /// Degree of protection of the live parts behind the door: `IP2X`.
        public let exposed: String?
        /// The guard switch that watches over the place.
        public let guardReference: String?
        /// A fixed cover that takes a tool.
        public let cover: Text?
        /// Places seen from here.
        public let near: [String]
    }

    public struct WireClass: Sendable, Hashable {
        public let name: String
        public let text: Text
        public let colour: Text
        /// m².
        public let section: Double
        /// A, the current in service: decides whether its drop can matter.
        public let rated: Double
        /// m, when a wire gives none.
        public let length: Double

        /// Of every wire in a circuit that names no class.
        static let plain = WireClass(
            name: "", text: Text(""), colour: Text(fr: "noir", en: "black"), section: 1.5e-6, rated: 10, length: 3)
    }

    public struct TerminalReference: Sendable, Hashable, CustomStringConvertible {
        public let reference: String
        public let terminal: String

        public init(reference: String, terminal: String) {
            self.reference = reference
            self.terminal = terminal
        }

        public var description: String { terminal.isEmpty ? reference : "\(reference):\(terminal)" }
    }

    public struct ComponentDeclaration: Sendable {
        public let reference: String
        public let type: AnyComponentType
        public let parameters: AnyParameters
        /// Links to other components: key, reference.
        public let links: [(key: String, reference: String, origin: Origin)]
        public private(set) var location: String?
        public private(set) var access: Access
        /// Order reference of the part.
        public let article: String?
        public let text: Text
        /// EN 81346-2.
        public let designation: String?
        public let origin: Origin
        /// Inputs by which it is told from outside what it would sense, and what it is told at first, in SI.
        public fileprivate(set) var told: [(input: String, value: Double)] = []

        /// A connection with a life of its own: listed with the hoses, not with the components.
        public var isHose: Bool { type.name == "hose" || type.name == "hydraulic-hose" }

        /// The same where another stands, behind what is before that one.
        public func standing(beside other: ComponentDeclaration) -> ComponentDeclaration {
            standing(at: other.location, behind: other.access)
        }

        public func standing(at location: String?, behind access: Access = .place) -> ComponentDeclaration {
            var moved = self
            (moved.location, moved.access) = (location, access)
            return moved
        }
    }

    /// What must be open before a hand reaches a component.
    public enum Access: String, Sendable, CaseIterable, Codable {
        /// Nothing, whatever the place has.
        case outside
        /// What the place has: its door.
        case place
        /// The interlocked guard of the place.
        case `guard`
        /// The fixed cover of the place.
        case cover
    }

    public struct WireDeclaration: Sendable {
        public let number: String
        public let from: TerminalReference
        public let to: TerminalReference
        public let wireClass: String
        public let colour: Text
        /// m².
        public let section: Double
        /// m.
        public let length: Double
        /// A.
        public let rated: Double
        public let origin: Origin

        /// Ohms at 20 °C: ρL/S with ρ = 0.0178 Ω·mm²/m for copper.
        public var resistance: Double { 0.0178e-6 * length / section }
    }

    public struct ShaftDeclaration: Sendable {
        public let name: String
        public let from: TerminalReference
        public let to: TerminalReference
        public let origin: Origin
    }

    /// A hose is a component of type `hose` of that reference, screwed on two ports.
    public struct HoseDeclaration: Sendable {
        public let reference: String
        public let from: TerminalReference
        public let to: TerminalReference
        public let origin: Origin
    }

    /// The two chains, with the imposed verbs in order.
    public struct Chains: Sendable, Hashable {
        public struct Link: Sendable, Hashable {
            public let verb: String
            public let components: [String]
        }
        public let energy: [Link]
        public let information: [Link]
    }

    /// A named place where an instrument is put.
    public struct MeasuringPoint: Sendable, Hashable {
        public enum Place: Sendable, Hashable {
            /// A quantity of a component, for a thermometer, a tachometer, a tension gauge.
            case signal(reference: String, name: String)
            /// Another name of a terminal or a port: `0V`, `X0:N`.
            case terminal(TerminalReference)
        }

        public let name: String
        public let text: Text
        public let place: Place
        public let location: String?
    }

    /// Of the machine as drawn, or of what can be fitted to it.
    public func component(_ reference: String) -> ComponentDeclaration? {
        components.first { $0.reference == reference } ?? kit.first { $0.reference == reference }
    }
    public func wire(_ number: String) -> WireDeclaration? {
        wires.first { $0.number == number } ?? kitWires.first { $0.number == number }
    }
}

extension Machine {
    /// An input of a component by which it is told from outside what it would sense.
    public struct ToldInput: Codable, Hashable, Sendable {
        public let reference: String
        public let input: String
        /// What it is told at first, in SI.
        public let value: Double

        public init(reference: String, input: String, value: Double) {
            self.reference = reference
            self.input = input
            self.value = value
        }
    }

    /// It has no component of that reference, or that component no such input.
    public struct UnknownInput: Error, Hashable, Sendable {
        public let input: ToldInput
    }

    /// The same machine with components that no longer sense of it what they are told from outside.
    public func telling(_ inputs: [ToldInput]) throws(UnknownInput) -> Machine {
        var machine = self
        for input in inputs {
            guard let index = components.firstIndex(where: { $0.reference == input.reference }),
                components[index].inputs.contains(where: { $0.name == input.input })
            else { throw UnknownInput(input: input) }
            machine.components[index].told.removeAll { $0.input == input.input }
            machine.components[index].told.append((input.input, input.value))
        }
        return machine
    }
}

extension Machine.ComponentDeclaration {
    /// What can be told it from outside: first what stands for what it senses.
    public var inputs: [Signal] { type.told(parameters) + type.signals(parameters).filter(\.isInput) }
}
