import Machines
import Modbus

/// The faults of the connected layer at work on a unit: those of its answers go to the server, those of its values change what is shown.
final class NetworkFaults {
    private let disturb: (Disturbance?) -> Void
    /// Raw words are the counts of analogue channels.
    private let wordsAreCounts: Bool
    private var disturbance = Disturbance()
    private(set) var areFrozen = false
    private(set) var presentation = Presentation()
    /// Whether a machine's link had one at the last look; true before it.
    private var areAtWork = true

    init(server: Server, unit: Int, wordsAreCounts: Bool = false) {
        disturb = { server.disturb($0, unit: unit) }
        self.wordsAreCounts = wordsAreCounts
    }

    /// Of the way to a controller that is the server.
    init(of client: CyclicClient) {
        disturb = { client.disturb($0) }
        wordsAreCounts = true
    }

    /// Those that are at work on a machine's link.
    func apply(_ plant: Plant) {
        let target = Machines.Fault.Target.network
        let hasFaults = plant.hasFailures && plant.activeFailures.contains { $0.target == target }
        guard hasFaults || areAtWork else { return }
        areAtWork = hasFaults
        apply { hasFaults ? plant.severity(of: $0.rawValue, on: target) : 0 }
    }

    /// Seconds before each answer of a late link.
    static func delay(_ severity: Double) -> Double { 5 * severity }

    /// Registers that a limited device gives at once; nil where it is not.
    static func registerLimit(_ severity: Double) -> Int? { severity > 0 ? Int((124 - 123 * severity).rounded()) : nil }

    /// - Parameter severity: of each failure, 0 to 1.
    func apply(_ severity: (NetworkFailure) -> Double) {
        var next = Disturbance()
        next.delay = .seconds(Self.delay(severity(.late)))
        next.silence = severity(.silent)
        next.busy = severity(.busy)
        next.failure = severity(.exception)
        next.dropping = severity(.dropped)
        next.duplication = severity(.duplicate)
        next.registerLimit = Self.registerLimit(severity(.limited)) ?? next.registerLimit
        areFrozen = severity(.frozen) > 0
        presentation = Presentation(
            areScaled: severity(.scaled) > 0, areSwapped: severity(.swapped) > 0, wordsAreCounts: wordsAreCounts)
        guard next != disturbance else { return }
        disturbance = next
        disturb(next == Disturbance() ? nil : next)
    }

    /// How values are shown, all of them.
    struct Presentation: Equatable {
        var areScaled = false
        var areSwapped = false
        var wordsAreCounts = false

        /// What is shown in place of a value.
        func shown(_ value: Double, as coding: RegisterCoding) -> Double {
            guard areScaled, coding.bits == nil, coding.isScaled || wordsAreCounts && coding.isWord else { return value }
            return coding.offset + 10 * (value - coding.offset)
        }
    }

    /// What is shown for a value.
    func registers(of entry: RegisterMap.Entry, _ value: Double) -> [UInt16] {
        let registers = entry.registers(presentation.shown(value, as: RegisterCoding(entry)))
        return presentation.areSwapped ? registers.reversed() : registers
    }
}
