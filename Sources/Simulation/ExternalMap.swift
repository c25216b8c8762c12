import Grafcet
import Machines
import Modbus
import Notation

extension RegisterMap {
    /// What a brain outside sees of a machine: the channels of its modules and no more, in the order of their addresses in the program.
    /// %I0.0 is discrete input 0, %Q0.0 coil 0, %IW0 input register 0, %QW0 holding register 0; those that no module has between two
    /// are 0. Behind the inputs stands whether the outputs are held at 0, behind the words the machine's clock, behind the outputs the mode
    /// of the GEMMA, for a brain that says it.
    public static func external(_ definition: MachineDefinition) -> RegisterMap {
        var entries: [Entry] = []
        for channel in IOChannel.all(of: definition.machine) where !channel.kind.isOutput || channel.place != nil {
            let variable = definition.program?.variables.first { $0.address?.description == channel.number }
            let meaning = variable?.meaning ?? Text(fr: "libre", en: "free")
            entries.append(
                entry(
                    channel.kind.area, channel.index, variable?.name ?? channel.number, Text(channel.number + " ") + meaning,
                    variable.map { .variable($0.name) } ?? channel.place.map { .signal(reference: $0.reference, name: $0.signal) }
                        ?? .constant(0), format: .i16))
        }
        func end(_ area: Area) -> Int { entries.filter { $0.area == area }.map(\.addresses.upperBound).max() ?? 0 }
        entries.append(
            entry(
                .discreteInputs, end(.discreteInputs), "held",
                Text(fr: "sorties retenues à 0 : rien d'écrit à temps", en: "outputs held at 0: nothing written in time"),
                .heartbeatLost, format: .u16))
        entries.append(
            entry(
                .inputRegisters, end(.inputRegisters), "clock",
                Text(fr: "horloge de la machine, ms", en: "the machine's clock, ms"), .clock, format: .u32, scale: 0.001))
        entries.append(
            entry(
                .holdingRegisters, end(.holdingRegisters), "mode",
                Text(
                    fr: "mode du GEMMA que dit l'automate, s'il le dit : 11 A1, 21 F1, 31 D1… ; 0 : il n'en dit rien",
                    en: "GEMMA mode that the PLC says, if it does: 11 A1, 21 F1, 31 D1…; 0: it says nothing"), .mode, format: .u16
            ))
        return RegisterMap(entries, unit: definition.map?.unit ?? 1)
    }

    /// The same in the memory of a controller that is the server: coils and holding registers alone, inputs at the addresses that they
    /// have, outputs from `address` on.
    /// - Parameter mode: the holding register in which it says the mode of the GEMMA; nil for one that does not.
    /// - Returns: nil where the outputs would lie on the inputs, or past the last address.
    public func inController(outputsAt address: Int, modeAt mode: Int? = nil) -> RegisterMap? {
        let moved = entries.compactMap { entry in
            if entry.source == .mode { return mode.map { entry.moved(to: .holdingRegisters, $0) } }
            return entry.isWritable
                ? entry.moved(to: entry.area, entry.address + address)
                : entry.moved(to: entry.area.holdsBits ? .coils : .holdingRegisters, entry.address)
        }
        guard moved.allSatisfy({ $0.addresses.upperBound <= 65536 }),
            moved.filter(\.isWritable).allSatisfy({ output in
                !moved.contains {
                    $0.area == output.area && $0.name != output.name && $0.addresses.overlaps(output.addresses)
                }
            })
        else { return nil }
        return RegisterMap(moved, unit: unit)
    }

    private init(_ entries: [Entry], unit: UInt8) {
        let spans = entries.map { Layout.Span($0.area, $0.addresses, $0.isWritable ? .client : .plant) }
        guard let layout = try? Layout(spans) else { preconditionFailure("channels of one address") }
        self.init(
            text: nil, unit: unit, entries: entries, layout: layout, identification: nil, functions: nil, locks: [],
            heartbeat: nil, alarms: [], masters: [], polling: Polling())
    }

    private static func entry(
        _ area: Area, _ address: Int, _ name: String, _ text: Text, _ source: Source, format: Format, scale: Double = 1
    ) -> Entry {
        Entry(
            area: area, address: address, name: name, text: text, source: source, format: format, order: .highFirst, bits: nil,
            length: 0, count: 1, scale: scale, offset: 0, display: nil, isWritable: area == .coils || area == .holdingRegisters,
            range: nil, lock: nil)
    }
}

extension RegisterMap.Entry {
    fileprivate func moved(to area: Area, _ address: Int) -> RegisterMap.Entry {
        RegisterMap.Entry(
            area: area, address: address, name: name, text: text, source: source, format: format, order: order, bits: bits,
            length: length, count: count, scale: scale, offset: offset, display: display, isWritable: isWritable, range: range,
            lock: lock)
    }
}
