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

    /// Waits for a movement of a cylinder from one end to the other and times it.
    ///
    /// - Parameter limit: seconds that one is ready to wait.
    /// - Returns: nil when nothing moved from one end to the other in that time.
    public func read(_ reference: String, limit: Double, on machine: RunningMachine) throws -> Display? {
        try strokes(of: reference, limit: limit, on: machine) { $0.out != nil || $0.back != nil }.flatMap { $0.out ?? $0.back }
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

    /// As its face shows a time.
    public func display(_ seconds: Double) -> Display {
        Display(value: seconds, kind: .time, range: nil, decimals: 2, unit: "s", presentVoltage: 0, trouble: nil)
    }
}
