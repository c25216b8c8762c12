import Components
import Machines
import Notation
public import Simulation

/// A stopwatch in a hand: the time of a cylinder's stroke, as an eye sees it begin and end.
public struct Stopwatch: Sendable {
    /// Seconds; an exercised thumb.
    public static let error = 0.05
    /// Share of the stroke that must be done at each end for the eye to say that it has begun or ended.
    private static let margin = 0.02

    public init() {}

    /// The time of each way, seconds; nil for the way that was not seen.
    public struct Strokes: Sendable {
        public internal(set) var out: Double?
        public internal(set) var back: Double?
    }

    /// Waits for a movement of a cylinder from one end to the other, or of a gauge's needle, and times it.
    ///
    /// - Parameter limit: seconds that one is ready to wait.
    /// - Returns: nil when nothing moved from one end to the other in that time.
    public func read(_ reference: String, limit: Double, on machine: RunningMachine) throws -> Display? {
        if PointInstrument.gauge.signal(of: reference, on: machine) != nil {
            return try needle(of: reference, limit: limit, on: machine).map(display)
        }
        return try strokes(of: reference, limit: limit, on: machine) { $0.out != nil || $0.back != nil }.flatMap {
            $0.out ?? $0.back
        }
        .map(display)
    }

    /// Waits for both ways of a cylinder.
    ///
    /// - Parameter limit: seconds that one is ready to wait.
    /// - Returns: nil for what is no cylinder.
    public func strokes(
        of reference: String, limit: Double, on machine: RunningMachine,
        until isEnough: (Strokes) -> Bool = { $0.out != nil && $0.back != nil }
    ) throws -> Strokes? {
        guard let signal = machine.plant.assembly.signal(reference, "position"),
            case .number(let stroke)? = machine.plant.assembly.parameter("stroke", of: reference)
        else { return nil }
        let edge = Self.margin * stroke
        var strokes = Strokes()
        var begun: (time: Double, isOut: Bool)?
        _ = try machine.advance(upTo: limit) { machine in
            let position = machine.plant.assembly.value(signal)
            let isIn = position < edge
            let isOut = position > stroke - edge
            guard isIn || isOut else { return false }
            if let start = begun, start.isOut != isOut {
                let elapsed = ((machine.time - start.time) * 100).rounded() / 100
                if isOut { strokes.out = elapsed } else { strokes.back = elapsed }
            }
            begun = (machine.time, isOut)
            return isEnough(strokes)
        }
        return strokes
    }

    /// Pa: what a needle must leave its place by for the eye to see that it goes.
    private static let needleWidth = 0.2e5
    /// Seconds for which a needle must stand still to have come.
    private static let stillness = 1.5
    /// Share of the way that may be left when the eye says that the needle is there.
    private static let remainder = 0.1

    /// Waits for the needle of a gauge to go from one value to another and times it, to nine tenths of its way.
    ///
    /// - Parameter limit: seconds that one is ready to wait.
    /// - Returns: seconds; nil when it did not go, or did not come to rest, in that time.
    public func needle(of reference: String, limit: Double, on machine: RunningMachine) throws -> Double? {
        guard
            let signal = PointInstrument.gauge.signal(of: reference, on: machine).flatMap({
                machine.plant.assembly.signal(reference, $0)
            })
        else { return nil }
        let rest = machine.plant.assembly.value(signal)
        var held = (value: rest, since: machine.time)
        /// From the moment at which it goes.
        var seen: [(time: Double, value: Double)] = []
        let isOver = try machine.advance(upTo: limit) { machine in
            let value = machine.plant.assembly.value(signal)
            guard !seen.isEmpty || abs(value - rest) > Self.needleWidth else { return false }
            seen.append((machine.time, value))
            if abs(value - held.value) > Self.needleWidth { held = (value, machine.time) }
            return machine.time - held.since > Self.stillness
        }
        guard isOver, let left = seen.first?.time else { return nil }
        let there = seen.first { abs($0.value - held.value) <= Self.remainder * abs(held.value - rest) }
        return there.map { (($0.time - left) * 100).rounded() / 100 }
    }

    /// As its face shows a time.
    public func display(_ seconds: Double) -> Display {
        Display(value: seconds, kind: .time, range: nil, decimals: 2, unit: "s", presentVoltage: 0, trouble: nil)
    }
}
