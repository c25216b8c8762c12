import Machines
import Modbus

/// The analogue values of a machine's map as a supervisor shows them: asked for through the link, with whatever is wrong with it.
extension RunningMachine {
    /// An entry, and what the supervisor makes of its registers; nil where no answer came.
    public struct SupervisedValue: Sendable {
        public let entry: RegisterMap.Entry
        /// As the registers hold it, before the scale.
        public let raw: Double?
        /// After it, in the entry's unit.
        public let value: Double?
    }

    /// Seconds for which a supervisor waits for an answer.
    private static let patience = 1.0

    /// Whether the values that masters are given stand still.
    public var isShownFrozen: Bool { networkSeverity(.frozen) > 0 }

    /// - Parameter round: how often they were asked for before. What befalls a share of the requests is spread over the rounds.
    public func supervised(round: Int) -> [SupervisedValue] {
        (definition.map?.entries ?? []).filter { !$0.isWritable && $0.isAnalogue && held($0) != nil }.map { entry in
            let value = supervised(entry, round: round)
            return SupervisedValue(entry: entry, raw: value.map { ($0 - entry.offset) / entry.scale }, value: value)
        }
    }

    /// What the supervisor shows of one entry; nil where no answer came.
    public func supervised(_ entry: RegisterMap.Entry, round: Int) -> Double? {
        guard let value = held(entry), let answer = answer(to: round), entry.width <= answer.registers else { return nil }
        let presentation = NetworkFaults.Presentation(
            areScaled: networkSeverity(.scaled) > 0, areSwapped: networkSeverity(.swapped) > 0)
        let registers = entry.registers(answer.isOwn ? presentation.shown(value, as: RegisterCoding(entry)) : entry.offset)
        return entry.value(presentation.areSwapped ? registers.reversed() : registers)
    }

    private func networkSeverity(_ failure: NetworkFailure) -> Double { plant.severity(of: failure.rawValue, on: .network) }

    private func held(_ entry: RegisterMap.Entry) -> Double? {
        switch entry.source {
        case .variable(let name): variable(name)
        case .signal(let reference, let name): plant.value(reference, name)
        case .constant, .text, .key, .heartbeat, .heartbeatLost, .clock, .mode, .programAlarm, .alarmCount, .alarm: nil
        }
    }

    /// Who answers a request, and how many registers at once; nil where nobody is understood.
    private func answer(to round: Int) -> (isOwn: Bool, registers: Int)? {
        guard NetworkFaults.delay(networkSeverity(.late)) < Self.patience else { return nil }
        for failure in [NetworkFailure.silent, .busy, .exception, .dropped]
        where strikes(failure, before: round + 1) > strikes(failure, before: round) {
            return nil
        }
        let registers = NetworkFaults.registerLimit(networkSeverity(.limited)) ?? 125
        let duplicates = strikes(.duplicate, before: round)
        guard strikes(.duplicate, before: round + 1) > duplicates else { return (true, registers) }
        // In turn the two answers collide, and the other device is heard: its registers are 0.
        return duplicates.isMultiple(of: 2) ? nil : (false, registers)
    }

    /// How often a failure has befallen one of so many requests.
    private func strikes(_ failure: NetworkFailure, before round: Int) -> Int {
        Int((Double(round) * networkSeverity(failure) + 1e-9).rounded(.down))
    }
}

extension RegisterMap.Entry {
    /// A measure, and no count, state or text.
    fileprivate var isAnalogue: Bool {
        !area.holdsBits && bits == nil && format != .string && (scale != 1 || format.isFloating)
    }
}
