import Machines
import Modbus

/// The outside is the client: it reads the inputs from a server's tables and writes the outputs into them.
final class ServedLink: ExternalLink {
    private let server: Server
    private let unit: Int
    private let inputs: [RegisterMap.Entry]
    private let outputs: [RegisterMap.Entry]
    private let others: [RegisterMap.Entry]
    private let network: NetworkFaults
    /// The clients' cells at the last latch.
    private var cells: ClientCells

    /// - Parameter unit: which of the server's units, from 0.
    init(_ map: RegisterMap, server: Server, unit: Int) {
        self.server = server
        self.unit = unit
        inputs = map.externalInputs
        outputs = map.externalOutputs
        others = map.externalStates
        network = NetworkFaults(server: server, unit: unit, wordsAreCounts: true)
        cells = server.latch(unit: unit).cells
    }

    func take() -> [OutputWrite] {
        let latch = server.latch(unit: unit)
        cells = latch.cells
        return latch.writes.map { write in
            OutputWrite(
                values: outputs.enumerated().compactMap { index, entry in
                    guard write.touches(entry.area, entry.addresses) else { return nil }
                    return (index, entry.value(entry.addresses.map { write.values[$0 - write.address] }))
                }, arrival: write.arrival, seen: write.seen)
        }
    }

    func publish(_ control: ExternalControl, _ machine: RunningMachine) -> Publication? {
        network.apply(machine.plant)
        // What is held at 0 must not be read back as if it were at work.
        let stores: [(address: Cell, values: [UInt16])] =
            control.areHeld ? outputs.map { Cell($0.area, $0.address) }.filter { cells[$0] != 0 }.map { ($0, [0]) } : []
        var snapshot = Snapshot(server.layout(ofUnit: unit))
        for (entry, value) in zip(inputs, control.inputs(machine.plant)) {
            snapshot.put(network.registers(of: entry, value), of: entry)
        }
        for entry in others { snapshot.put(network.registers(of: entry, control.value(of: entry, machine)), of: entry) }
        if network.areFrozen { return nil }
        return server.publish(snapshot, storing: stores, unit: unit)
    }
}

extension ExternalControl {
    /// Of a cell that shows no channel.
    func value(of entry: RegisterMap.Entry, _ machine: RunningMachine) -> Double {
        switch entry.source {
        case .heartbeatLost: areHeld ? 1 : 0
        case .clock: machine.time
        default: 0
        }
    }
}

extension RegisterMap {
    /// In the order in which the map was made: that of the channels.
    var externalInputs: [Entry] { entries.filter { !$0.isWritable && !$0.isExternalState } }
    var externalOutputs: [Entry] { entries.filter(\.isWritable) }
    var externalStates: [Entry] { entries.filter(\.isExternalState) }
}

extension RegisterMap.Entry {
    fileprivate var isExternalState: Bool { source == .heartbeatLost || source == .clock }
}
