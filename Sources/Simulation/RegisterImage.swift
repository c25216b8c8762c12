import Components
import Grafcet
import Machines
import Modbus

/// A machine's register map tied to a server: what it publishes after each scan and latches before.
struct RegisterImage {
    private struct Published {
        let entry: RegisterMap.Entry
        let slot: Slot?
        let signal: SignalIndex?
    }

    private let server: Server
    private let published: [Published]
    private let writable: [(entry: RegisterMap.Entry, slot: Slot)]

    init(_ map: RegisterMap, server: Server, machine: RunningMachine) {
        self.server = server
        func slot(_ entry: RegisterMap.Entry) -> Slot? {
            if case .variable(let name) = entry.source { machine.definition.program?.slot(name) } else { nil }
        }
        published = map.entries.filter { !$0.isWritable }.map { entry in
            if case .signal(let reference, let name) = entry.source {
                Published(entry: entry, slot: nil, signal: machine.plant.assembly.signal(reference, name))
            } else {
                Published(entry: entry, slot: slot(entry), signal: nil)
            }
        }
        writable = map.entries.filter(\.isWritable).compactMap { entry in slot(entry).map { (entry, $0) } }
        for (entry, slot) in writable { store(entry, machine.controller?[slot] ?? 0) }
    }

    private func store(_ entry: RegisterMap.Entry, _ value: Double) {
        for (offset, register) in entry.registers(value).enumerated() {
            _ = server.store(Cell(entry.area, entry.address + offset), register)
        }
    }

    /// Writes of masters since the last scan go into the program; what the program changed goes into the clients' cells.
    func latch(into controller: inout Controller) -> [(name: String, value: Double)] {
        let latch = server.latch()
        var written: [(name: String, value: Double)] = []
        for (entry, slot) in writable {
            let width = entry.area.holdsBits ? 1 : entry.format.width
            let range = entry.address..<(entry.address + width)
            let isWritten = latch.writes.contains { write in
                write.area == entry.area && write.cells.contains { range.contains($0.cell.address) }
            }
            let registers = range.map { latch.cells[Cell(entry.area, $0)] }
            if isWritten {
                let value = entry.value(registers)
                controller.set(slot, to: value)
                written.append((entry.name, value))
            } else if entry.registers(controller[slot]) != registers {
                store(entry, controller[slot])
            }
        }
        return written
    }

    func publish(_ machine: RunningMachine) {
        var snapshot = Snapshot(server.layout)
        for item in published {
            let value =
                item.signal.map { machine.plant.assembly.value($0) }
                ?? item.slot.flatMap { slot in machine.controller.map { $0[slot] } } ?? 0
            for (offset, register) in item.entry.registers(value).enumerated() {
                snapshot[Cell(item.entry.area, item.entry.address + offset)] = register
            }
        }
        server.publish(snapshot)
    }
}
