public import Notation

extension Expression {
    /// As a workshop writes it: `B1 ET 1S1`, `3s/X5`, `n < 5`.
    public var text: Text { written(tighterThan: 0) }

    private func written(tighterThan precedence: Int) -> Text {
        switch self {
        case .literal(let value, let type): return Expression.written(value, type)
        case .variable(let name, _, _): return Text(name)
        case .activity(let step, _): return Text("X\(step)")
        case .elapsed(let step, _): return Text("X\(step).T")
        case .not(let operand): return Text(fr: "NON ", en: "NOT ") + operand.written(tighterThan: 8)
        case .negative(let operand): return Text("-") + operand.written(tighterThan: 8)
        case .edge(let edge, let operand, _): return Text(edge.rawValue) + operand.written(tighterThan: 8)
        case .operation(let operation, let left, let right):
            let own = operation.precedence
            let inner = left.written(tighterThan: own - 1) + " " + operation.text + " " + right.written(tighterThan: own)
            return own <= precedence ? Text("(") + inner + ")" : inner
        case .delay(let on, let operand, let off, _):
            var inner = operand.written(tighterThan: 8)
            if let on { inner = on.written(tighterThan: 8) + "/" + inner }
            if let off { inner = inner + "/" + off.written(tighterThan: 8) }
            return precedence >= 7 ? Text("(") + inner + ")" : inner
        }
    }

    /// A value as an expression writes it, with the decimal sign of each language.
    static func written(_ value: Double, _ type: ValueType) -> Text {
        switch type {
        case .bool: return Text(value == 0 ? "0" : "1")
        case .count, .number: return Text(fr: value.formatted(.fr, digits: 6), en: value.formatted(.en, digits: 6))
        case .time:
            let (amount, unit): (Double, String)
            switch abs(value) {
            case 0: (amount, unit) = (0, "s")
            case ..<1: (amount, unit) = (value * 1000, "ms")
            case 60... where value.truncatingRemainder(dividingBy: 60) == 0: (amount, unit) = (value / 60, "min")
            default: (amount, unit) = (value, "s")
            }
            return Text(fr: amount.formatted(.fr, digits: 6) + unit, en: amount.formatted(.en, digits: 6) + unit)
        }
    }
}

extension Expression.Operator {
    public var text: Text {
        switch self {
        case .and: Text(fr: "ET", en: "AND")
        case .or: Text(fr: "OU", en: "OR")
        case .xor: Text(fr: "OU EXCLUSIF", en: "XOR")
        case .unequal: Text("≠")
        case .atMost: Text("≤")
        case .atLeast: Text("≥")
        case .times: Text("×")
        case .modulo: Text("MOD")
        case .equal, .less, .greater, .plus, .minus, .over: Text(rawValue)
        }
    }
}

extension Statement {
    public var text: Text { Text("\(name) := ") + value.text }
}
