import Components
import Grafcet
import Machines
import Modbus

/// A machine's register map tied to a server: what it publishes after each scan and latches before.
struct RegisterImage {
    private struct Published {
        let entry: RegisterMap.Entry
        let reading: Reading
    }

    /// Where a value is found while the machine runs.
    private enum Reading {
        case slot(Slot)
        case signal(SignalIndex)
        case constant(Double)
        case text(String)
        case heartbeatLost
        case alarmCount
        case alarm(place: Int)
    }

    /// What shares its registers is stored together.
    private struct Writable {
        let area: Area
        let addresses: Range<Int>
        let members: [(entry: RegisterMap.Entry, slot: Slot)]

        func registers(_ controller: Controller) -> [UInt16] {
            members.reduce(into: [UInt16](repeating: 0, count: addresses.count)) { registers, member in
                for (index, register) in member.entry.registers(controller[member.slot]).enumerated() {
                    registers[index] |= register
                }
            }
        }
    }

    private let server: Server
    private let unit: Int
    private let published: [Published]
    private let writable: [Writable]
    private let alarms: [(code: Int, reading: Reading)]
    private let safe: [(name: String, slot: Slot, value: Double)]
    private var heartbeat: HeartbeatWatch?
    private var alarmList = AlarmList()
    private let network: NetworkFaults
    /// The clients' cells at the last latch.
    private var cells: ClientCells

    /// - Parameter unit: which of the server's units, from 0.
    init(_ map: RegisterMap, server: Server, unit: Int = 0, machine: RunningMachine) {
        self.server = server
        self.unit = unit
        func slot(_ entry: RegisterMap.Entry) -> Slot? {
            if case .variable(let name) = entry.source { machine.definition.program?.slot(name) } else { nil }
        }
        func reading(_ source: RegisterMap.Source) -> Reading? {
            switch source {
            case .variable(let name): machine.definition.program?.slot(name).map { .slot($0) }
            case .signal(let reference, let name): machine.plant.assembly.signal(reference, name).map { .signal($0) }
            case .constant(let value): .constant(value)
            case .text(let text): .text(text)
            case .programAlarm(let name):
                machine.definition.program?.alarms.first { $0.name == name }.map { .slot($0.slot) }
            case .heartbeatLost: .heartbeatLost
            case .alarmCount: .alarmCount
            case .alarm(let place): .alarm(place: place)
            case .key, .heartbeat, .clock: nil
            }
        }
        published = map.entries.filter { !$0.isWritable }.compactMap { entry in
            reading(entry.source).map { Published(entry: entry, reading: $0) }
        }
        let members = map.entries.filter(\.isWritable).compactMap { entry in slot(entry).map { (entry: entry, slot: $0) } }
        var groups: [Writable] = []
        for member in members
        where !groups.contains(where: { $0.area == member.entry.area && $0.addresses == member.entry.addresses }) {
            let shared = members.filter { $0.entry.area == member.entry.area && $0.entry.addresses == member.entry.addresses }
            groups.append(Writable(area: member.entry.area, addresses: member.entry.addresses, members: shared))
        }
        writable = groups
        alarms = map.alarms.compactMap { alarm in reading(alarm.source).map { (alarm.code, $0) } }
        safe = (map.heartbeat?.safe ?? []).compactMap { item in
            members.first { $0.entry.name == item.name }.map { (item.name, $0.slot, item.value) }
        }
        heartbeat = map.heartbeat.map { HeartbeatWatch($0) }
        network = NetworkFaults(server: server, unit: unit)
        cells = server.latch(unit: unit).cells
        guard let controller = machine.controller else { return }
        for group in writable {
            for (address, register) in zip(group.addresses, group.registers(controller)) {
                server.store(Cell(group.area, address), register, unit: unit)
            }
        }
    }

    /// Writes of masters since the last scan go into the program, and what is safe when they are lost.
    /// - Parameter time: seconds of the machine.
    /// - Returns: in order, with the address of who wrote; nil for what is safe without anybody.
    mutating func latch(
        into controller: inout Controller, at time: Double
    ) -> [(name: String, before: Double, value: Double, address: String?)] {
        let latch = server.latch(unit: unit)
        cells = latch.cells
        var written: [(name: String, before: Double, value: Double, address: String?)] = []
        for group in writable {
            guard let last = latch.writes.last(where: { $0.touches(group.area, group.addresses) }) else { continue }
            let registers = group.addresses.map { latch.cells[Cell(group.area, $0)] }
            for (entry, slot) in group.members {
                let value = entry.value(registers)
                // A write to a register writes all of its bits; those that stay are not told.
                guard entry.bits == nil || value != controller[slot] else { continue }
                written.append((entry.name, controller[slot], value, last.peer.host))
                controller.set(slot, to: value)
            }
        }
        if heartbeat?.isLost(after: latch.writes, at: time) == true {
            for (name, slot, value) in safe {
                written.append((name, controller[slot], value, nil))
                controller.set(slot, to: value)
            }
        }
        return written
    }

    /// Shows the machine as it is after the scan, and what its program has changed of the clients' cells, at one instant.
    mutating func publish(_ machine: RunningMachine) {
        network.apply(machine.plant)
        if network.areFrozen { return }
        alarmList.update(alarms.filter { value($0.reading, machine) != 0 }.map(\.code))
        var snapshot = Snapshot(server.layout(ofUnit: unit))
        for item in published {
            if case .text(let text) = item.reading {
                snapshot.put(item.entry.registers(text), of: item.entry)
            } else {
                snapshot.put(network.registers(of: item.entry, value(item.reading, machine)), of: item.entry)
            }
        }
        guard let controller = machine.controller else {
            server.publish(snapshot, unit: unit)
            return
        }
        var stores: [(address: Cell, values: [UInt16])] = []
        for group in writable {
            let registers = group.registers(controller)
            if zip(group.addresses, registers).contains(where: { cells[Cell(group.area, $0)] != $1 }) {
                stores.append((Cell(group.area, group.addresses.lowerBound), registers))
            }
        }
        server.publish(snapshot, storing: stores, unit: unit)
    }

    private func value(_ reading: Reading, _ machine: RunningMachine) -> Double {
        switch reading {
        case .slot(let slot): machine.controller.map { $0[slot] } ?? 0
        case .signal(let signal): machine.plant.assembly.value(signal)
        case .constant(let value): value
        case .text: 0
        case .heartbeatLost: heartbeat?.isLost == true ? 1 : 0
        case .alarmCount: Double(alarmList.codes.count)
        case .alarm(let place): alarmList.codes.indices.contains(place) ? Double(alarmList.codes[place]) : 0
        }
    }
}
