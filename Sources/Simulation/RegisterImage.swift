import Components
import Grafcet
import Machines
import Modbus

/// A machine's register map tied to a server: what it publishes after each scan and latches before.
struct RegisterImage {
    /// Where a value is found while the machine runs.
    private enum Reading {
        case slot(Slot)
        case signal(SignalIndex)
        case constant(Double)
        case heartbeatLost
        case alarmCount
        case alarm(place: Int)
    }

    /// What shares its registers is stored together.
    private struct Writable {
        let area: Area
        let addresses: Range<Int>
        let members: [(entry: RegisterMap.Entry, slot: Slot)]
        private let codings: [(coding: RegisterCoding, slot: Slot)]
        /// Of the members, and what the program's values were when its registers were last compared with the cells.
        let slots: [Slot]
        private var values: [UInt64]
        /// Masters have written since.
        var isWritten = true

        init(area: Area, addresses: Range<Int>, members: [(entry: RegisterMap.Entry, slot: Slot)]) {
            self.area = area
            self.addresses = addresses
            self.members = members
            codings = members.map { (RegisterCoding($0.entry), $0.slot) }
            slots = members.map(\.slot)
            values = slots.map { _ in 0 }
        }

        /// Whether there is anything to compare: neither side has changed in most scans.
        mutating func isDue(_ program: Controller.Values) -> Bool {
            var isDue = isWritten
            for index in slots.indices where values[index] != program[slots[index]].bitPattern {
                values[index] = program[slots[index]].bitPattern
                isDue = true
            }
            isWritten = false
            return isDue
        }

        func registers(_ program: Controller.Values) -> [UInt16] {
            codings.reduce(into: [UInt16](repeating: 0, count: addresses.count)) { registers, member in
                member.coding.forEachRegister(program[member.slot]) { registers[$0] |= $1 }
            }
        }

        /// Whether the program's values are others than those of the cells.
        func differs(_ program: Controller.Values, from cells: ClientCells) -> Bool {
            for place in 0..<addresses.count {
                var register: UInt16 = 0
                for member in codings {
                    member.coding.forEachRegister(program[member.slot]) { if $0 == place { register |= $1 } }
                }
                if cells[Cell(area, addresses.lowerBound + place)] != register { return true }
            }
            return false
        }
    }

    /// What masters are shown, and of which values it was made.
    private struct Shown {
        var snapshot: Snapshot
        var values: [UInt64]
        var presentation = NetworkFaults.Presentation()

        @inline(__always)
        mutating func show(_ value: Double, as published: [RegisterCoding], _ place: Int) {
            guard values[place] != value.bitPattern else { return }
            values[place] = value.bitPattern
            snapshot.put(value, as: published[place], presentation)
        }

        /// No value has been shown in this manner.
        mutating func forget(_ presentation: NetworkFaults.Presentation) {
            self.presentation = presentation
            for index in values.indices { values[index] = Double.signalingNaN.bitPattern }
        }
    }

    private let server: Server
    private let unit: Int
    /// What changes in the plant's cells: how it is laid there, and where it finds its value.
    private let published: [RegisterCoding]
    private let readings: [Reading]
    /// By place among them: what is the program's, what is the plant's, and the rest.
    private let ofProgram: [(place: Int, slot: Slot)]
    private let ofPlant: [(place: Int, signal: SignalIndex)]
    private let others: [Int]
    private var writable: [Writable]
    private let alarms: [(code: Int, reading: Reading)]
    private let safe: [(name: String, slot: Slot, value: Double)]
    private var heartbeat: HeartbeatWatch?
    private var alarmList = AlarmList()
    private let network: NetworkFaults
    /// The clients' cells at the last latch.
    private var cells: ClientCells
    /// Filled in turn: what has been published is not written to, so it need not be copied.
    private var shown: Shown
    private var next: Shown

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
            case .programAlarm(let name):
                machine.definition.program?.alarms.first { $0.name == name }.map { .slot($0.slot) }
            case .heartbeatLost: .heartbeatLost
            case .alarmCount: .alarmCount
            case .alarm(let place): .alarm(place: place)
            case .text, .key, .heartbeat, .clock, .mode: nil
            }
        }
        let found = map.entries.filter { !$0.isWritable }.compactMap { entry in reading(entry.source).map { (entry, $0) } }
        published = found.map { RegisterCoding($0.0) }
        readings = found.map(\.1)
        var (ofProgram, ofPlant, others): ([(Int, Slot)], [(Int, SignalIndex)], [Int]) = ([], [], [])
        for (place, reading) in readings.enumerated() {
            switch reading {
            case .slot(let slot): ofProgram.append((place, slot))
            case .signal(let signal): ofPlant.append((place, signal))
            case .constant, .heartbeatLost, .alarmCount, .alarm: others.append(place)
            }
        }
        (self.ofProgram, self.ofPlant, self.others) = (ofProgram, ofPlant, others)
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
        var blank = Shown(snapshot: Snapshot(server.layout(ofUnit: unit)), values: published.map { _ in 0 })
        blank.forget(network.presentation)
        for entry in map.entries where !entry.isWritable {
            if case .text(let text) = entry.source { blank.snapshot.put(entry.registers(text), of: entry) }
        }
        (shown, next) = (blank, blank)
        guard let values = machine.controller?.values else { return }
        for group in writable {
            for (address, register) in zip(group.addresses, group.registers(values)) {
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
        if latch.writes.isEmpty && heartbeat == nil { return written }
        for index in writable.indices where !latch.writes.isEmpty {
            let group = writable[index]
            guard let last = latch.writes.last(where: { $0.touches(group.area, group.addresses) }) else { continue }
            writable[index].isWritten = true
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
    /// - Parameter program: what its variables are worth; nil without one.
    mutating func publish(_ machine: RunningMachine, _ program: Controller.Values?) {
        network.apply(machine.plant)
        if network.areFrozen { return }
        show(machine.plant.assembly, program)
        var stores: [(address: Cell, values: [UInt16])] = []
        if let program {
            for index in writable.indices
            where writable[index].isDue(program) && writable[index].differs(program, from: cells) {
                stores.append(
                    (Cell(writable[index].area, writable[index].addresses.lowerBound), writable[index].registers(program)))
            }
        }
        server.publish(shown.snapshot, storing: stores, unit: unit)
    }

    /// Brings what is shown next up to date.
    private mutating func show(_ assembly: Assembly, _ program: Controller.Values?) {
        let isLost = heartbeat?.isLost == true
        for alarm in alarms {
            let value = Self.value(alarm.reading, assembly, program, isLost, alarmList)
            alarmList.update(alarm.code, isActive: value != 0)
        }
        // The one that the server may be reading stays as it is.
        swap(&shown, &next)
        if shown.presentation != network.presentation { shown.forget(network.presentation) }
        for (place, slot) in ofProgram { shown.show(program?[slot] ?? 0, as: published, place) }
        for (place, signal) in ofPlant { shown.show(assembly.value(signal), as: published, place) }
        for place in others {
            shown.show(Self.value(readings[place], assembly, program, isLost, alarmList), as: published, place)
        }
    }

    @inline(__always)
    private static func value(
        _ reading: Reading, _ assembly: Assembly, _ program: Controller.Values?, _ isLost: Bool, _ alarmList: AlarmList
    ) -> Double {
        switch reading {
        case .slot(let slot): program?[slot] ?? 0
        case .signal(let signal): assembly.value(signal)
        case .constant(let value): value
        case .heartbeatLost: isLost ? 1 : 0
        case .alarmCount: Double(alarmList.codes.count)
        case .alarm(let place): alarmList.codes.indices.contains(place) ? Double(alarmList.codes[place]) : 0
        }
    }
}
