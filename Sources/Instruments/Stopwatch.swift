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

    /// Waits for a movement of a cylinder from one end to the other and times it.
    ///
    /// - Parameter limit: seconds that one is ready to wait.
    /// - Returns: nil when nothing moved from one end to the other in that time.
    public func read(_ reference: String, limit: Double, on machine: RunningMachine) throws -> Display? {
        guard let signal = machine.plant.assembly.signal(reference, "position"),
            case .number(let stroke)? = machine.plant.assembly.parameter("stroke", of: reference)
        else { return nil }
        let edge = Self.margin * stroke
        var begun: (time: Double, isOut: Bool)?
        var elapsed: Double?
        _ = try machine.advance(upTo: limit) { machine in
            let position = machine.plant.assembly.value(signal)
            let isIn = position < edge
            let isOut = position > stroke - edge
            if let start = begun {
                if start.isOut ? isIn : isOut {
                    elapsed = machine.time - start.time
                    return true
                }
                if start.isOut ? isOut : isIn { begun = (machine.time, start.isOut) }
            } else if isIn || isOut {
                begun = (machine.time, isOut)
            }
            return false
        }
        return elapsed.map {
            Display(
                value: ($0 * 100).rounded() / 100, kind: .time, range: nil, decimals: 2, unit: "s", presentVoltage: 0,
                trouble: nil)
        }
    }
}
