/// A condition or a calculation, with its names bound to slots; `Code` is its compiled form.
public indirect enum Expression: Sendable, Equatable {
    case literal(Double, ValueType)
    case variable(String, Slot, ValueType)
    /// `X5`: the step is active.
    case activity(step: String, Slot)
    /// `X5.T`: seconds since the step became active; kept when it is left.
    case elapsed(step: String, Slot)
    case not(Expression)
    case negative(Expression)
    case operation(Operator, Expression, Expression)
    /// `↑a`, `↓a`: the slot is true in the first clearing of the scan that sees the change.
    case edge(Edge, Expression, Slot)
    /// `t1/a/t2` of IEC 60848: true when `a` has been true for `on`, false when it has been false for `off`.
    case delay(on: Expression?, Expression, off: Expression?, DelayReading)

    public enum Edge: String, Sendable, Equatable {
        case rising = "↑"
        case falling = "↓"
    }

    /// Where the truth of a delay is read.
    public enum DelayReading: Sendable, Equatable {
        case timer(Slot)
        /// A step keeps its own time, so that `t/X5` needs no timer.
        case step(activity: Slot, elapsed: Slot)
    }

    public enum Operator: String, Sendable, Equatable, CaseIterable {
        case or = "OR"
        case xor = "XOR"
        case and = "AND"
        case equal = "="
        case unequal = "<>"
        case less = "<"
        case atMost = "<="
        case greater = ">"
        case atLeast = ">="
        case plus = "+"
        case minus = "-"
        case times = "*"
        case over = "/"
        case modulo = "MOD"

        /// The higher binds tighter, in the order of IEC 61131-3.
        var precedence: Int {
            switch self {
            case .or: 1
            case .xor: 2
            case .and: 3
            case .equal, .unequal: 4
            case .less, .atMost, .greater, .atLeast: 5
            case .plus, .minus: 6
            case .times, .over, .modulo: 7
            }
        }

        var isLogical: Bool { precedence <= 3 }
        var isComparison: Bool { precedence == 4 || precedence == 5 }

        func callAsFunction(_ left: Double, _ right: Double) -> Double {
            switch self {
            case .or: left != 0 || right != 0 ? 1 : 0
            case .xor: (left != 0) != (right != 0) ? 1 : 0
            case .and: left != 0 && right != 0 ? 1 : 0
            case .equal: left == right ? 1 : 0
            case .unequal: left != right ? 1 : 0
            case .less: left < right ? 1 : 0
            case .atMost: left <= right ? 1 : 0
            case .greater: left > right ? 1 : 0
            case .atLeast: left >= right ? 1 : 0
            case .plus: left + right
            case .minus: left - right
            case .times: left * right
            case .over: left / right
            case .modulo: left.truncatingRemainder(dividingBy: right)
            }
        }
    }

    public static let yes = Expression.literal(1, .bool)
    public static let no = Expression.literal(0, .bool)

    /// `=1` in a GRAFCET: a transition that waits for nothing.
    public var isAlwaysTrue: Bool { self == .yes }

    /// The same result as its `Code`, for explanations outside the scan.
    public func value(in values: [Double]) -> Double {
        switch self {
        case .literal(let value, _): value
        case .variable(_, let slot, _), .activity(_, let slot), .elapsed(_, let slot), .edge(_, _, let slot): values[slot.index]
        case .not(let operand): operand.value(in: values) == 0 ? 1 : 0
        case .negative(let operand): -operand.value(in: values)
        case .operation(let operation, let left, let right): operation(left.value(in: values), right.value(in: values))
        case .delay(_, _, _, .timer(let slot)): values[slot.index]
        case .delay(let on, _, _, .step(let activity, let elapsed)):
            values[activity.index] != 0 && values[elapsed.index] >= (on?.value(in: values) ?? 0) ? 1 : 0
        }
    }

    /// Every part of the expression, itself first, from left to right.
    func forEachPart(_ body: (Expression) -> Void) {
        body(self)
        switch self {
        case .literal, .variable, .activity, .elapsed: break
        case .not(let operand), .negative(let operand), .edge(_, let operand, _): operand.forEachPart(body)
        case .operation(_, let left, let right):
            left.forEachPart(body)
            right.forEachPart(body)
        case .delay(let on, let operand, let off, _):
            on?.forEachPart(body)
            operand.forEachPart(body)
            off?.forEachPart(body)
        }
    }

    var hasEdge: Bool {
        var found = false
        forEachPart { if case .edge = $0 { found = true } }
        return found
    }

    /// The variables it reads, each once, from left to right.
    public var variables: [Slot] {
        var slots: [Slot] = []
        forEachPart { if case .variable(_, let slot, _) = $0, !slots.contains(slot) { slots.append(slot) } }
        return slots
    }
}
