import Components
import Grafcet
import Machines
import Modbus

/// Who decides on a machine's outputs.
public enum Brain: Sendable, Hashable {
    /// The machine's own program.
    case program
    /// A brain outside, through the I/O image alone.
    /// - Parameter watchdog: seconds of the machine without a write after which the outputs fall to 0.
    case external(watchdog: Double)
}

/// Whether the brain outside can be relied on.
public enum LinkState: Sendable, Hashable {
    /// It has not written yet.
    case awaited
    case alive
    /// It has not written in time: the outputs are 0 until it does.
    case lost
}

/// What the outside wrote at once.
struct OutputWrite {
    /// By index among the outputs.
    let values: [(output: Int, value: Double)]
    /// Nanoseconds of the monotonic clock.
    let arrival: UInt64
    /// The last publication of the inputs that it had seen.
    let seen: UInt64
}

/// The way to the brain outside. Neither call waits for anybody.
protocol ExternalLink: AnyObject {
    /// What came since the last scan, in order.
    func take() -> [OutputWrite]
    /// - Returns: nil when nothing new could be read.
    func publish(_ control: ExternalControl, _ machine: RunningMachine) -> LinkFigures.Publication?
}

/// The I/O image without a program: inputs to show, outputs as the outside wrote them.
struct ExternalControl {
    private let inputs: [(name: String, signal: SignalIndex?)]
    /// Last, where the brain may say it, the mode, which moves nothing.
    private let outputs: [(name: String, signal: SignalIndex?)]
    private let running: SignalIndex?
    var watchdog: Double
    /// Of the outputs, as last written.
    private(set) var values: [Double]
    private(set) var state = LinkState.awaited
    /// Seconds of the machine.
    private var lastWrite = 0.0
    /// Of the inputs at the last publication.
    private var shown: [Double] = []
    private(set) var figures = LinkFigures()
    /// The first publication in which it could be read that the link was lost.
    private var lossNumber = UInt64.max

    /// - Parameter map: the machine's external one, whose entries it follows.
    init(_ map: RegisterMap, watchdog: Double, plant: Plant) {
        let channels = IOChannel.all(of: plant.machine)
        func signal(_ channel: IOChannel) -> SignalIndex? {
            channel.place.flatMap { plant.assembly.signal($0.reference, $0.signal) }
        }
        func name(_ channel: IOChannel) -> String? {
            map.entries.first { $0.area == channel.kind.area && $0.address == channel.index }?.name
        }
        inputs = channels.filter { !$0.kind.isOutput }.map { (name($0) ?? $0.number, signal($0)) }
        outputs =
            channels.filter(\.kind.isOutput).compactMap { channel in
                guard let signal = signal(channel), let name = name(channel) else { return nil }
                return (name, signal)
            } + map.entries.filter { $0.source == .mode }.map { ($0.name, nil) }
        running = ControllerImage.running(in: plant)
        self.watchdog = watchdog
        values = [Double](repeating: 0, count: outputs.count)
    }

    /// Whether the outputs are 0 whatever was written.
    var areHeld: Bool { state != .alive }

    /// Takes over what the outside wrote, and takes the outputs away from one that is no longer heard. What it had decided before the
    /// loss, and says only now, is not taken.
    /// - Parameter time: seconds of the machine.
    /// - Returns: the outputs that changed.
    mutating func latch(_ writes: [OutputWrite], at time: Double) -> [(name: String, value: Double)] {
        var next = values
        let writes = state == .lost ? writes.filter { $0.seen == 0 || $0.seen >= lossNumber } : writes
        var isHeard = false
        for write in writes {
            for (output, value) in write.values { next[output] = value }
            // Who says its mode and no more holds nothing.
            guard write.values.contains(where: { outputs[$0.output].signal != nil }) else { continue }
            isHeard = true
            figures.add(write)
        }
        if isHeard {
            lastWrite = time
            state = .alive
        } else if state == .alive, time - lastWrite > watchdog {
            state = .lost
            lossNumber = .max
            figures.addLoss()
            next = next.map { _ in 0 }
        }
        defer { values = next }
        return next.indices.filter { next[$0] != values[$0] }.map { (outputs[$0].name, next[$0]) }
    }

    /// A write of another run.
    mutating func set(_ name: String, to value: Double) {
        guard let index = outputs.firstIndex(where: { $0.name == name }) else { return }
        values[index] = value
    }

    func isPowered(_ plant: Plant) -> Bool { running.map { plant.assembly.value($0) != 0 } ?? true }

    func write(to plant: Plant) {
        let isPowered = isPowered(plant)
        for (output, value) in zip(outputs, values) {
            if let signal = output.signal { plant.assembly.set(signal, isPowered ? value : 0) }
        }
    }

    func inputs(_ plant: Plant) -> [Double] {
        inputs.map { $0.signal.map { plant.assembly.value($0) } ?? 0 }
    }

    /// Of a channel, by its name in the program; nil for what is no input or output.
    func value(of name: String, _ plant: Plant) -> Double? {
        if let index = outputs.firstIndex(where: { $0.name == name }) { return values[index] }
        return inputs.first { $0.name == name }.map { $0.signal.map { plant.assembly.value($0) } ?? 0 }
    }

    /// Of the GEMMA, as the brain says it; nil while it says none.
    var mode: Mode? {
        guard let index = outputs.firstIndex(where: { $0.signal == nil }) else { return nil }
        let code = Int(values[index])
        return [10: "A", 20: "F", 30: "D"][code / 10 * 10].flatMap { Mode(rawValue: "\($0)\(code % 10)") }
    }

    mutating func published(_ inputs: [Double], _ publication: LinkFigures.Publication?) {
        guard let publication else { return }
        if state == .lost { lossNumber = min(lossNumber, publication.number) }
        if inputs != shown { figures.inputsChanged(publication) }
        shown = inputs
    }
}
