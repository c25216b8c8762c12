import Grafcet
import Machines

/// What somebody wrote into the controller over the network.
public struct ReceivedWrite: Sendable, Hashable {
    /// Seconds of the machine.
    public let time: Double
    /// Of the client, without its port; nil in a run played again, which knows no sockets.
    public let address: String?
    /// Of the map's entry.
    public let name: String
    /// In SI.
    public let before: Double
    public let value: Double
    /// False for one that was not allowed to write.
    public let isTaken: Bool
}

/// Clients that write without a socket: the machine's own masters when it is met, and who breaks in.
struct Traffic {
    /// The latest; older ones are forgotten.
    private(set) var received: [ReceivedWrite] = []
    private static let limit = 200
    /// Whether only the machine's own masters may write.
    var isRestricted = false
    private var hasBegun = false
    private var intruders: [(fault: String, intrusion: Machines.Fault.Intrusion, next: Double)] = []

    mutating func append(_ write: ReceivedWrite) {
        if received.count == Self.limit { received.removeFirst() }
        received.append(write)
    }

    /// Whether anybody may have something to write.
    func isDue(_ active: [(fault: String, intrusion: Machines.Fault.Intrusion)]) -> Bool {
        !hasBegun || !active.isEmpty || !intruders.isEmpty
    }

    /// One scan's writes into the program.
    ///
    /// - Parameters:
    ///   - active: intrusions at work now.
    ///   - time: seconds of the machine.
    mutating func step(
        _ map: RegisterMap, _ active: [(fault: String, intrusion: Machines.Fault.Intrusion)], _ controller: inout Controller,
        at time: Double
    ) {
        if !hasBegun {
            hasBegun = true
            for master in map.masters {
                for (name, value) in master.writes { write(name, value, from: master.address, map, &controller, at: time) }
            }
        }
        for (fault, intrusion) in active where !intruders.contains(where: { $0.fault == fault }) {
            intruders.append((fault, intrusion, time))
        }
        // Who has been shut out goes on trying; who has gone does not.
        if !isRestricted { intruders.removeAll { intruder in !active.contains { $0.fault == intruder.fault } } }
        for index in intruders.indices where intruders[index].next <= time {
            let intrusion = intruders[index].intrusion
            intruders[index].next = time + intrusion.period
            write(intrusion.variable, intrusion.value, from: intrusion.address, map, &controller, at: time)
        }
    }

    private mutating func write(
        _ name: String, _ value: Double, from address: String, _ map: RegisterMap, _ controller: inout Controller, at time: Double
    ) {
        guard let entry = map.entries.first(where: { $0.name == name && $0.isWritable }),
            case .variable(let variable) = entry.source, let slot = controller.program.slot(variable)
        else { return }
        let isAllowed = !isRestricted || map.masters.contains { $0.address == address }
        append(
            ReceivedWrite(
                time: time, address: address, name: name, before: controller[slot], value: value, isTaken: isAllowed))
        if isAllowed { controller.set(slot, to: value) }
    }
}
