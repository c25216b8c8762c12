public import Notation

/// All that a controller remembers from one scan to the next. Two controllers of one program with equal states behave alike for ever.
public struct State: Sendable, Codable, Equatable {
    /// Every slot of the program.
    var values: [Double]
    /// What the inputs are, forced or not, in the order of `Program.inputs`.
    var image: [Double]
    /// Variables forced from a console.
    var isForced: [Bool]
    /// Microseconds since each step became active; kept when it is left.
    var elapsed: [Int64]
    /// Steps made active by a power-up, whose stored actions are still due.
    var isArriving: [Bool]
    var edges: [Bool]
    var timers: [TimerState]
    /// Microseconds.
    var clock: Int64 = 0
    var isStarting = true

    /// Since the controller was made.
    public internal(set) var scans = 0
    /// The mode of the GEMMA, where the program's rules name one.
    public internal(set) var mode: Mode?
    /// Set when the program could not be scanned: the outputs are off until the next power-up.
    public internal(set) var fault: Fault?

    /// Seconds scanned.
    public var time: Double { Double(clock) / 1e6 }

    public subscript(slot: Slot) -> Double { values[slot.index] }
}

struct TimerState: Sendable, Codable, Equatable {
    var isHigh = false
    /// Microseconds since the operand last changed.
    var held: Int64 = 0
}

/// An evolution that did not come to rest.
public struct Fault: Sendable, Codable, Equatable, Error {
    /// Names of the charts and of the steps that went round.
    public let charts: [String]
    public let steps: [String]

    public var text: Text {
        let names = steps.map { "X\($0)" }.joined(separator: ", ")
        return Text(
            fr: "automate en défaut : \(charts.joined(separator: ", ")) ne se stabilise pas (étapes \(names))",
            en: "controller fault: \(charts.joined(separator: ", ")) does not settle (steps \(names))")
    }
}
