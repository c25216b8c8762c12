public import Machines
public import Modbus

/// A device without a machine: its cells hold what its map says and what masters write, its heartbeat is watched. A twin to try masters
/// against.
public struct RegisterTwin {
    private let map: RegisterMap
    private let server: Server
    private let unit: Int
    private var heartbeat: HeartbeatWatch?
    private let network: NetworkFaults
    /// By failure.
    private var severities: [NetworkFailure: Double] = [:]

    /// - Parameter unit: which of the server's units, from 0.
    public init(_ map: RegisterMap, on server: Server, unit: Int = 0) {
        self.map = map
        self.server = server
        self.unit = unit
        heartbeat = map.heartbeat.map { HeartbeatWatch($0) }
        network = NetworkFaults(server: server, unit: unit)
        for entry in map.entries where entry.isWritable {
            let registers = registers(of: entry)
            guard registers.contains(where: { $0 != 0 }) else { continue }
            // Bits stand beside those that are already there.
            let cells = server.latch(unit: unit).cells
            for index in 0..<entry.count { store(registers, of: entry, at: index, beside: cells) }
        }
        publish()
    }

    /// Takes in what masters wrote.
    /// - Parameter time: seconds.
    public mutating func scan(at time: Double) {
        let latch = server.latch(unit: unit)
        let wasLost = heartbeat?.isLost
        if heartbeat?.isLost(after: latch.writes, at: time) == true {
            for (name, value) in map.heartbeat?.safe ?? [] {
                if let entry = map.entries.first(where: { $0.name == name }) {
                    store(entry.registers(value), of: entry, at: 0, beside: latch.cells)
                }
            }
        }
        if heartbeat?.isLost != wasLost { publish() }
    }

    /// Lets something be wrong with the link; severity 0 mends it.
    public mutating func inject(_ failure: NetworkFailure, severity: Double) {
        severities[failure] = severity
        network.apply { severities[$0] ?? 0 }
        publish()
    }

    private func registers(of entry: RegisterMap.Entry) -> [UInt16] {
        switch entry.source {
        case .constant(let value): entry.isWritable ? entry.registers(value) : network.registers(of: entry, value)
        case .text(let text): entry.registers(text)
        case .heartbeatLost: [heartbeat?.isLost == true ? 1 : 0]
        case .alarmCount: [UInt16(activeAlarms.count)]
        case .alarm(let place): [activeAlarms.indices.contains(place) ? UInt16(activeAlarms[place]) : 0]
        case .variable, .signal, .programAlarm, .key, .heartbeat, .clock, .mode: [UInt16](repeating: 0, count: entry.width)
        }
    }

    private var activeAlarms: [Int] {
        map.alarms.filter { alarm in
            if case .constant(let value) = alarm.source { value != 0 } else { false }
        }.map(\.code)
    }

    private func store(_ registers: [UInt16], of entry: RegisterMap.Entry, at index: Int, beside cells: ClientCells) {
        for (offset, register) in registers.enumerated() {
            let cell = Cell(entry.area, entry.address + index * entry.width + offset)
            server.store(cell, entry.bits == nil ? register : cells[cell] & ~entry.mask | register, unit: unit)
        }
    }

    private func publish() {
        if network.areFrozen { return }
        var snapshot = Snapshot(map.layout)
        for entry in map.entries where !entry.isWritable {
            let registers = registers(of: entry)
            for index in 0..<entry.count { snapshot.put(registers, of: entry, at: index) }
        }
        server.publish(snapshot, unit: unit)
    }
}
