import Components
import Grafcet
import Machines
import Notation

/// Which terminal of which module stands behind each address of a program.
///
/// Modules of a kind share the address space in the order of the machine file, eight channels to a byte: the sixteen inputs of the
/// first module are %I0.0…%I0.7 and %I1.0…%I1.7. Words are numbered channel by channel.
struct ControllerImage {
    private let inputs: [(slot: Slot, signal: SignalIndex)]
    private let outputs: [(slot: Slot, signal: SignalIndex)]
    private let running: SignalIndex?

    init(_ program: Program, plant: Plant) throws {
        let bitsIn = Self.channels(of: "plc-inputs", prefix: "i", plant)
        let bitsOut = Self.channels(of: "plc-outputs", prefix: "q", plant)
        let wordsIn = Self.channels(of: "plc-analog-inputs", prefix: "raw", plant)
        var mistakes = Mistakes()
        func signal(_ variable: Variable, _ channels: [SignalIndex], perByte: Bool) -> SignalIndex? {
            guard let address = variable.address else { return nil }
            let index = perByte ? address.number * 8 + (address.channel ?? 0) : address.number
            guard channels.indices.contains(index), !perByte || (address.channel ?? 0) < 8 else {
                mistakes.add(
                    Mistake(
                        origin: Origin(file: "program.yaml", line: 1, path: "variables.\(variable.name)"),
                        problem: Text(
                            fr: "\(address) n'existe sur aucun module de \(plant.machine.name)",
                            en: "no module of \(plant.machine.name) has \(address)"),
                        expected: Text("0…\(max(0, channels.count - 1))")))
                return nil
            }
            return channels[index]
        }
        inputs = program.inputs.compactMap { variable in
            let isWord = variable.address?.isWord ?? false
            return signal(variable, isWord ? wordsIn : bitsIn, perByte: !isWord).map { (variable.slot, $0) }
        }
        outputs = program.outputs.compactMap { variable in
            signal(variable, bitsOut, perByte: true).map { (variable.slot, $0) }
        }
        running = plant.machine.components.first { $0.type.name == "plc-cpu" }
            .flatMap { plant.assembly.signal($0.reference, "running") }
        try mistakes.check()
    }

    /// Signals `i0`, `i1`… of every module of a type, one after the other, each module on whole bytes.
    private static func channels(of type: String, prefix: String, _ plant: Plant) -> [SignalIndex] {
        plant.machine.components.filter { $0.type.name == type }.flatMap { module in
            plant.assembly.signals(of: module.reference)
                .filter { $0.name.hasPrefix(prefix) && Int($0.name.dropFirst(prefix.count)) != nil }
                .compactMap { plant.assembly.signal(module.reference, $0.name) }
        }
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
