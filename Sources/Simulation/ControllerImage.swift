import Components
import Grafcet
import Machines
import Notation

/// Which signal of which module stands behind each address of a program: see `IOChannel`.
struct ControllerImage {
    /// By place among the program's inputs.
    private let inputs: [(place: Int, signal: SignalIndex)]
    private let outputs: [(slot: Slot, signal: SignalIndex)]
    private let running: SignalIndex?

    private struct Map {
        let machine: Machine
        let channels: [IOChannel.Kind: [IOChannel]]

        init(_ machine: Machine) {
            self.machine = machine
            channels = Dictionary(grouping: IOChannel.all(of: machine), by: \.kind)
        }

        func place(_ address: Address) -> IOChannel.Place? {
            guard let kind = IOChannel.Kind(address), let channels = channels[kind], (address.channel ?? 0) < 8 else {
                return nil
            }
            let index = kind.index(address)
            return channels.indices.contains(index) ? channels[index].place : nil
        }

        /// First and last address of the kind that there is.
        func expected(_ address: Address) -> Text {
            guard let kind = IOChannel.Kind(address) else {
                return Text(fr: "une entrée ou une sortie, comme %Q0.0", en: "an input or an output, such as %Q0.0")
            }
            guard let count = channels[kind]?.count, count > 0 else {
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
        let places = Dictionary(uniqueKeysWithValues: program.inputs.enumerated().map { ($1.slot, $0) })
        inputs = bound(program.inputs).map { (places[$0.slot]!, $0.signal) }
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
        for input in inputs { controller.set(input: input.place, to: plant.assembly.value(input.signal)) }
    }

    func write(_ values: Controller.Values, to plant: Plant) {
        for output in outputs { plant.assembly.set(output.signal, values[output.slot]) }
    }

    func clear(_ plant: Plant) {
        for output in outputs { plant.assembly.set(output.signal, 0) }
    }
}
