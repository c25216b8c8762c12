/// A run of instructions in a program's code, in postfix order.
struct Code: Sendable, Equatable {
    let start: Int32
    let end: Int32
}

struct Instruction: Sendable, Equatable {
    enum Operation: UInt8, Sendable {
        case load, not, negative
        case or, xor, and, equal, unequal, less, atMost, greater, atLeast, plus, minus, times, over, modulo
    }

    let operation: Operation
    /// Of a load.
    let slot: Int32
}

/// A variable that a stored action or an equation gives a value to.
struct Store: Sendable, Equatable {
    let target: Int32
    let isCount: Bool
    let code: Code
}

/// `↑a` or `↓a`: compared once a scan with what it was.
struct EdgePlan: Sendable, Equatable {
    let operand: Code
    let isRising: Bool
    let output: Int32
}

/// `t1/a/t2`; a missing time is zero.
struct TimerPlan: Sendable, Equatable {
    let operand: Code
    let on: Code?
    let off: Code?
    let output: Int32
}

/// What expressions are compiled into: slots with their first values, instructions, edges and timers.
struct Assembly: Sendable, Equatable {
    var initial: [Double] = []
    var instructions: [Instruction] = []
    var edges: [EdgePlan] = []
    var timers: [TimerPlan] = []
    /// The most values that an expression holds at once.
    var depth = 1

    mutating func slot(_ value: Double = 0) -> Slot {
        initial.append(value)
        return Slot(initial.count - 1)
    }

    mutating func compile(_ expression: Expression) -> Code {
        let start = instructions.count
        let needed = emit(expression)
        depth = max(depth, needed)
        return Code(start: Int32(start), end: Int32(instructions.count))
    }

    private mutating func load(_ slot: Slot) {
        instructions.append(Instruction(operation: .load, slot: Int32(slot.index)))
    }

    private mutating func apply(_ operation: Instruction.Operation) {
        instructions.append(Instruction(operation: operation, slot: 0))
    }

    /// - Returns: the values held at once.
    private mutating func emit(_ expression: Expression) -> Int {
        switch expression {
        case .literal(let value, _):
            load(slot(value))
            return 1
        case .variable(_, let slot, _), .activity(_, let slot), .elapsed(_, let slot), .edge(_, _, let slot),
            .delay(_, _, _, .timer(let slot)):
            load(slot)
            return 1
        case .not(let operand):
            let needed = emit(operand)
            apply(.not)
            return needed
        case .negative(let operand):
            let needed = emit(operand)
            apply(.negative)
            return needed
        case .operation(let operation, let left, let right):
            let needed = max(emit(left), 1 + emit(right))
            apply(operation.instruction)
            return needed
        case .delay(let on, _, _, .step(let activity, let elapsed)):
            load(activity)
            load(elapsed)
            let needed = on.map { 2 + emit($0) } ?? 3
            if on == nil { load(slot(0)) }
            apply(.atLeast)
            apply(.and)
            return needed
        }
    }
}

extension Expression.Operator {
    fileprivate var instruction: Instruction.Operation {
        switch self {
        case .or: .or
        case .xor: .xor
        case .and: .and
        case .equal: .equal
        case .unequal: .unequal
        case .less: .less
        case .atMost: .atMost
        case .greater: .greater
        case .atLeast: .atLeast
        case .plus: .plus
        case .minus: .minus
        case .times: .times
        case .over: .over
        case .modulo: .modulo
        }
    }
}
