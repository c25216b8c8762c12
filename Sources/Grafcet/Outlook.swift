public import Notation

/// A transition out of an active step: what it waits for.
public struct Outlook: Sendable, Equatable {
    /// Index in the program.
    public let transition: Int
    /// All the steps before it are active.
    public let isEnabled: Bool
    public let isTrue: Bool
    /// Steps before it that are not active.
    public let missing: [String]
    /// What the condition reads, from left to right.
    public let readings: [Reading]
    /// What would have to change for the condition to be true. Within an OR, any one of them would do.
    public let blocking: [Reading]
    /// « 20 → 21, réceptivité : B1 ET 1S1 — 1S1 = 0 bloque »
    public let text: Text

    public struct Reading: Sendable, Equatable {
        public let text: Text
        public let value: Double
        /// The variables behind it.
        public let variables: [Slot]
    }
}

extension Controller {
    /// Indices of the active steps, in the order of the program.
    public var activeSteps: [Int] { program.steps.indices.filter { self[program.steps[$0].activity] != 0 } }

    public func isActive(_ step: Int) -> Bool { self[program.steps[step].activity] != 0 }

    public var activeAlarms: [Alarm] { program.alarms.filter { self[$0.slot] != 0 } }

    /// The rule behind `state.mode`.
    public var modeRule: ModeRule? { program.modes.first { $0.mode == state.mode } }

    /// Charts that a forcing order holds, with the step that gives it.
    public var orders: [(forcing: Forcing, step: Int)] {
        activeSteps.flatMap { step in program.steps[step].forcings.map { (forcing: $0, step: step) } }
    }

    /// What the transitions out of an active step wait for. Those after a macro-step are told at the exit of its expansion.
    public func outlook(of step: Int) -> [Outlook] {
        program.transitions.indices.filter { program.transitions[$0].from.contains { program.exit(of: $0) == step } }
            .map { outlook(ofTransition: $0) }
    }

    func outlook(ofTransition index: Int) -> Outlook {
        let transition = program.transitions[index]
        let missing = transition.from.map { program.exit(of: $0) }.filter { !isActive($0) }.map { program.steps[$0].name }
        let isTrue = transition.condition.value(in: state.values) != 0
        let leaves = transition.condition.leaves
        let readings = leaves.map { reading($0) }
        let blocking = isTrue ? [] : transition.condition.blockers(wanting: true, in: state.values).map { reading($0) }
        var text = program.arrow(transition) + Text(fr: ", réceptivité : ", en: ", condition: ") + transition.condition.text
        var reasons: [Text] = []
        if !missing.isEmpty {
            let names = missing.map { "X\($0)" }.joined(separator: ", ")
            reasons.append(Text(fr: "\(names) pas encore active", en: "\(names) not active yet"))
        }
        if !blocking.isEmpty {
            let isOne = blocking.count == 1
            reasons.append(
                blocking.map(\.text).joined(separator: ", ")
                    + Text(fr: isOne ? " bloque" : " bloquent", en: isOne ? " blocks" : " block"))
        }
        let root = program.charts[transition.chart].root
        if let order = orders.first(where: { $0.forcing.chart == root }) {
            let step = program.steps[order.step].name
            let name = program.charts[root].name
            reasons.append(Text(fr: "\(name) est forcé par X\(step)", en: "\(name) is forced by X\(step)"))
        }
        if !reasons.isEmpty { text = text + " — " + reasons.joined(separator: "; ") }
        return Outlook(
            transition: index, isEnabled: missing.isEmpty, isTrue: isTrue, missing: missing, readings: readings,
            blocking: blocking,
            text: text)
    }

    private func reading(_ leaf: Expression) -> Outlook.Reading {
        Outlook.Reading(
            text: leaf.stated(in: state.values), value: leaf.value(in: state.values), variables: leaf.variables)
    }
}

extension Expression {
    /// The smallest parts that are true or false: variables, steps, edges, delays, comparisons; each once.
    var leaves: [Expression] {
        switch self {
        case .not(let operand): return operand.leaves
        case .operation(let operation, let left, let right) where operation.isLogical:
            let first = left.leaves
            return first + right.leaves.filter { !first.contains($0) }
        case .literal: return []
        default: return [self]
        }
    }

    /// The leaves that keep the expression from the value wanted.
    func blockers(wanting wanted: Bool, in values: [Double]) -> [Expression] {
        guard (value(in: values) != 0) != wanted else { return [] }
        switch self {
        case .not(let operand): return operand.blockers(wanting: !wanted, in: values)
        case .operation(.and, let left, let right), .operation(.or, let left, let right):
            let first = left.blockers(wanting: wanted, in: values)
            return first + right.blockers(wanting: wanted, in: values).filter { !first.contains($0) }
        case .operation(.xor, _, _): return leaves
        case .literal: return []
        default: return [self]
        }
    }

    /// With its value now: `1S1 = 0`, `n < 5 (n = 7)`, `3s/X5 (X5.T = 1,2s)`.
    func stated(in values: [Double]) -> Text {
        func value(_ expression: Expression, _ type: ValueType) -> Text {
            Expression.written(expression.value(in: values), type)
        }
        switch self {
        case .operation(let operation, let left, let right) where operation.isComparison:
            var parts: [Text] = []
            for side in [left, right] {
                side.forEachPart { part in
                    switch part {
                    case .variable(let name, _, let type): parts.append(Text("\(name) = ") + value(part, type))
                    case .elapsed(let step, _):
                        parts.append(Text("X\(step).T = ") + Expression.written(part.rounded(in: values), .time))
                    case .activity(let step, _): parts.append(Text("X\(step) = ") + value(part, .bool))
                    default: break
                    }
                }
            }
            return parts.isEmpty ? text : text + Text(" (") + parts.joined(separator: ", ") + ")"
        case .delay(_, .activity(let step, _), _, .step(let activity, let elapsed)) where values[activity.index] != 0:
            let time = Expression.elapsed(step: step, elapsed).rounded(in: values)
            return text + Text(" (X\(step).T = ") + Expression.written(time, .time) + ")"
        case .delay(_, let operand, _, _): return text + Text(" (") + operand.stated(in: values) + ")"
        case .edge: return text
        case .operation, .not, .literal, .negative, .variable, .activity, .elapsed: return text + Text(" = ") + value(self, .bool)
        }
    }

    /// A time as a console shows it, to a tenth of a second.
    private func rounded(in values: [Double]) -> Double { (value(in: values) * 10).rounded() / 10 }
}

extension Program {
    /// `20 → 21`, `21 + 22 → 23`.
    func arrow(_ transition: Transition) -> Text {
        func names(_ steps: [Int]) -> String { steps.isEmpty ? "∅" : steps.map { self.steps[$0].name }.joined(separator: " + ") }
        return Text("\(names(transition.from)) → \(names(transition.to))")
    }
}
