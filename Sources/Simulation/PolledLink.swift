import Machines
import Modbus

/// The outside is the server: a thread of its own writes the inputs into it and reads the outputs, round after round.
///
/// After a loss the outputs stay 0 until it has shown all of its own at 0: it answers with what it last wanted, whether or not it has
/// noticed.
final class PolledLink: ExternalLink {
    private let poller: CyclicClient
    private let inputs: [RegisterMap.Entry]
    private let outputs: [RegisterMap.Entry]
    private let others: [RegisterMap.Entry]
    private let writes: [Layout.Span]
    private let reads: [Layout.Span]
    private let network: NetworkFaults
    private var isWaitingForRest = false

    /// - Parameter map: as it lies in the controller.
    init(_ map: RegisterMap, endpoint: Endpoint, unit: UInt8, timeout: Duration) throws(ServerError) {
        inputs = map.externalInputs
        outputs = map.externalOutputs
        others = map.externalStates
        // All that lies side by side goes in one request.
        writes = map.layout.joined(.plant)
        reads = map.layout.joined(.client)
        poller = try CyclicClient(endpoint, CyclicClient.Plan(writes: writes, reads: reads, unit: unit, timeout: timeout))
        network = NetworkFaults(of: poller)
    }

    var failure: ClientError? { poller.failure }

    func stop() { poller.stop() }

    func take() -> [OutputWrite] {
        poller.take().compactMap { round in
            let values = outputs.enumerated().map { index, entry in
                (output: index, value: entry.value(round.cells(entry, reads)))
            }
            if isWaitingForRest {
                guard outputs.indices.allSatisfy({ outputs[$0].source == .mode || values[$0].value == 0 }) else { return nil }
                isWaitingForRest = false
            }
            return OutputWrite(values: values, arrival: round.arrival, seen: round.seen)
        }
    }

    func publish(_ control: ExternalControl, _ machine: RunningMachine) -> Publication? {
        if control.state == .lost { isWaitingForRest = true }
        network.apply(machine.plant)
        if network.areFrozen { return nil }
        var values = writes.map { [UInt16](repeating: 0, count: $0.addresses.count) }
        func put(_ registers: [UInt16], of entry: RegisterMap.Entry) {
            guard let index = writes.firstIndex(where: { $0.area == entry.area && $0.addresses.contains(entry.address) }) else {
                return
            }
            for (offset, register) in registers.enumerated() {
                values[index][entry.address + offset - writes[index].addresses.lowerBound] = register
            }
        }
        for (entry, value) in zip(inputs, control.inputs(machine.plant)) { put(network.registers(of: entry, value), of: entry) }
        for entry in others { put(network.registers(of: entry, control.value(of: entry, machine)), of: entry) }
        return poller.offer(values)
    }
}

extension CyclicClient.Round {
    fileprivate func cells(_ entry: RegisterMap.Entry, _ spans: [Layout.Span]) -> [UInt16] {
        guard let index = spans.firstIndex(where: { $0.area == entry.area && $0.addresses.contains(entry.address) }) else {
            return [0]
        }
        return entry.addresses.map { values[index][$0 - spans[index].addresses.lowerBound] }
    }
}

extension Layout {
    /// Its spans of one owner, neighbours joined.
    fileprivate func joined(_ owner: Owner) -> [Span] {
        var joined: [Span] = []
        for span in spans where span.owner == owner {
            if let last = joined.last, last.area == span.area, last.addresses.upperBound == span.addresses.lowerBound {
                joined[joined.count - 1].addresses = last.addresses.lowerBound..<span.addresses.upperBound
            } else {
                joined.append(span)
            }
        }
        return joined
    }
}
