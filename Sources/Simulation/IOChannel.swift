import Components
import Grafcet
public import Machines
import Modbus

/// A channel of a machine's I/O modules, by its place among all of its kind.
///
/// Modules of a kind share the address space in the order of the machine file, each on whole bytes of eight channels: the sixteen
/// inputs of the first module are %I0.0…%I0.7 and %I1.0…%I1.7. Words are numbered channel by channel.
public struct IOChannel: Sendable {
    /// Where it is on its module: the signal that carries it, and the terminal where it is wired.
    public struct Place: Sendable, Hashable {
        public let reference: String
        public let signal: String
        public let terminal: String
    }

    /// The modules that answer to one kind of address.
    public enum Kind: CaseIterable, Sendable {
        case bitsIn, bitsOut, wordsIn, wordsOut

        /// Decided by the controller, whoever that is.
        public var isOutput: Bool { self == .bitsOut || self == .wordsOut }

        init?(_ address: Address) {
            switch (address.area, address.isWord) {
            case (.input, false): self = .bitsIn
            case (.output, false): self = .bitsOut
            case (.input, true): self = .wordsIn
            case (.output, true): self = .wordsOut
            default: return nil
            }
        }

        /// Where a brain outside finds them.
        var area: Area {
            switch self {
            case .bitsIn: .discreteInputs
            case .bitsOut: .coils
            case .wordsIn: .inputRegisters
            case .wordsOut: .holdingRegisters
            }
        }

        var type: String {
            switch self {
            case .bitsIn: "plc-inputs"
            case .bitsOut: "plc-outputs"
            case .wordsIn: "plc-analog-inputs"
            case .wordsOut: "plc-analog-outputs"
            }
        }

        /// Of the module's signals: `i0`, `i1`…
        private var prefix: String {
            switch self {
            case .bitsIn: "i"
            case .bitsOut: "q"
            case .wordsIn, .wordsOut: "raw"
            }
        }

        private func terminal(_ number: Int) -> String {
            switch self {
            case .bitsIn: "I\(number)"
            case .bitsOut: "Q\(number)"
            case .wordsIn, .wordsOut: "\(number)+"
            }
        }

        /// Channels from the start of a module to the next multiple of which the next module begins.
        private var alignment: Int { isWord ? 1 : 8 }

        private var isWord: Bool { self == .wordsIn || self == .wordsOut }

        func index(_ address: Address) -> Int {
            isWord ? address.number : address.number * 8 + (address.channel ?? 0)
        }

        func address(_ index: Int) -> String {
            switch self {
            case .bitsIn: "%I\(index / 8).\(index % 8)"
            case .bitsOut: "%Q\(index / 8).\(index % 8)"
            case .wordsIn: "%IW\(index)"
            case .wordsOut: "%QW\(index)"
            }
        }

        /// The place behind each number of the address space; nil for those between two modules.
        fileprivate func places(_ machine: Machine) -> [Place?] {
            var places: [Place?] = []
            for module in machine.components where module.type.name == type {
                while places.count % alignment != 0 { places.append(nil) }
                for signal in module.type.signals(module.parameters) where signal.name.hasPrefix(prefix) {
                    guard let number = Int(signal.name.dropFirst(prefix.count)) else { continue }
                    places.append(
                        Place(reference: module.reference, signal: signal.name, terminal: terminal(number)))
                }
            }
            return places
        }
    }

    public let kind: Kind
    public let index: Int
    /// Nil where no module has it: between the last channel of one and the first of the next.
    public let place: Place?

    /// As the program writes it: %I0.3.
    public var number: String { kind.address(index) }

    /// Every channel, whether the program uses it or not, kind by kind in the order of addresses.
    public static func all(of machine: Machine) -> [IOChannel] {
        Kind.allCases.flatMap { kind in
            kind.places(machine).enumerated().map { IOChannel(kind: kind, index: $0, place: $1) }
        }
    }
}
