import Components
import Grafcet
import Machines
import Modbus
import Notation

/// Which terminal of which module stands behind each address of a program.
///
/// Modules of a kind share the address space in the order of the machine file, each on whole bytes of eight channels: the sixteen
/// inputs of the first module are %I0.0…%I0.7 and %I1.0…%I1.7. Words are numbered channel by channel.
struct ControllerImage {
    private let inputs: [(slot: Slot, signal: SignalIndex)]
    private let outputs: [(slot: Slot, signal: SignalIndex)]
    private let running: SignalIndex?

    /// What stands behind an address: a signal of a module.
    struct Place {
        let reference: String
        let signal: String
    }

    /// The modules that answer to one kind of address.
    enum Kind: CaseIterable {
        case bitsIn, bitsOut, wordsIn

        /// Where a brain outside finds them.
        var area: Area {
            switch self {
            case .bitsIn: .discreteInputs
            case .bitsOut: .coils
            case .wordsIn: .inputRegisters
            }
        }

        var isOutput: Bool { area == .coils || area == .holdingRegisters }

        init?(_ address: Address) {
            switch (address.area, address.isWord) {
            case (.input, false): self = .bitsIn
            case (.output, false): self = .bitsOut
            case (.input, true): self = .wordsIn
            default: return nil
            }
        }

        var type: String {
            switch self {
            case .bitsIn: "plc-inputs"
            case .bitsOut: "plc-outputs"
            case .wordsIn: "plc-analog-inputs"
            }
        }

        /// Of the module's signals: `i0`, `i1`…
        var prefix: String {
            switch self {
            case .bitsIn: "i"
            case .bitsOut: "q"
            case .wordsIn: "raw"
            }
        }

        /// Channels from the start of a module to the next multiple of which the next module begins.
        var alignment: Int { self == .wordsIn ? 1 : 8 }

        func index(_ address: Address) -> Int {
            self == .wordsIn ? address.number : address.number * 8 + (address.channel ?? 0)
        }

        func address(_ index: Int) -> String {
            switch self {
            case .bitsIn: "%I\(index / 8).\(index % 8)"
            case .bitsOut: "%Q\(index / 8).\(index % 8)"
            case .wordsIn: "%IW\(index)"
            }
        }

        /// The place behind each number of the address space; nil for those between two modules.
        func places(_ machine: Machine) -> [Place?] {
            var places: [Place?] = []
            for module in machine.components where module.type.name == type {
                while places.count % alignment != 0 { places.append(nil) }
                for signal in module.type.signals(module.parameters)
                where signal.name.hasPrefix(prefix) && Int(signal.name.dropFirst(prefix.count)) != nil {
                    places.append(Place(reference: module.reference, signal: signal.name))
                }
            }
            return places
        }
    }

    private struct Map {
        let machine: Machine
        let places: [Kind: [Place?]]

        init(_ machine: Machine) {
            self.machine = machine
            var places: [Kind: [Place?]] = [:]
            for kind in Kind.allCases { places[kind] = kind.places(machine) }
            self.places = places
        }

        func place(_ address: Address) -> Place? {
            guard let kind = Kind(address), let places = places[kind], (address.channel ?? 0) < 8 else { return nil }
            let index = kind.index(address)
            return places.indices.contains(index) ? places[index] : nil
        }

        /// First and last address of the kind that there is.
        func expected(_ address: Address) -> Text {
            guard let kind = Kind(address) else {
                return Text(fr: "une sortie d'un bit, comme %Q0.0", en: "an output of one bit, such as %Q0.0")
            }
            guard let count = places[kind]?.count, count > 0 else {
                return Text(fr: "un module « \(kind.type) » dans machine.yaml", en: "a module '\(kind.type)' in machine.yaml")
            }
            let (first, last) = (kind.address(0), kind.address(count - 1))
            return Text(fr: "de \(first) à \(last)", en: "from \(first) to \(last)")
        }
    }

    /// Every input and output of the program must have a module, and the components it names must be there.
    static func check(_ program: Program, _ machine: Machine, _ mistakes: inout Mistakes) {
        let map = Map(machine)
        for variable in program.variables {
            if let address = variable.address, variable.role == .input || variable.role == .output, map.place(address) == nil {
                mistakes.add(
                    Mistake(
                        origin: variable.origin,
                        problem: Text(
                            fr: "\(address) n'existe sur aucun module de \(machine.name)",
                            en: "no module of \(machine.name) has \(address)"),
                        expected: map.expected(address)))
            }
            if let reference = variable.reference, machine.component(reference) == nil {
                mistakes.add(
                    Mistake(
                        origin: variable.origin,
                        problem: Text(
                            fr: "composant « \(reference) » introuvable", en: "component '\(reference)' not found"),
                        nearest: nearest(reference, among: machine.components.map(\.reference))))
            }
        }
    }

    init(_ program: Program, plant: Plant) {
        let map = Map(plant.machine)
        func bound(_ variables: [Variable]) -> [(slot: Slot, signal: SignalIndex)] {
            variables.compactMap { variable in
                guard let address = variable.address, let place = map.place(address),
                    let signal = plant.assembly.signal(place.reference, place.signal)
                else { return nil }
                return (variable.slot, signal)
            }
        }
        inputs = bound(program.inputs)
        outputs = bound(program.outputs)
        running = Self.running(in: plant)
    }

    /// Whether the controller has its supply and runs; nil where the machine has no controller to say so.
    static func running(in plant: Plant) -> SignalIndex? {
        plant.machine.components.first { $0.type.name == "plc-cpu" }
            .flatMap { plant.assembly.signal($0.reference, "running") }
    }

    func isPowered(_ plant: Plant) -> Bool { running.map { plant.assembly.value($0) != 0 } ?? true }

    func read(_ plant: Plant, into controller: inout Controller) {
        for input in inputs { controller.set(input.slot, to: plant.assembly.value(input.signal)) }
    }

    func write(_ controller: Controller, to plant: Plant) {
        for output in outputs { plant.assembly.set(output.signal, controller[output.slot]) }
    }

    func clear(_ plant: Plant) {
        for output in outputs { plant.assembly.set(output.signal, 0) }
    }
}
