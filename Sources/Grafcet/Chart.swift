public import Notation

/// A partial grafcet, steps and transitions of one rank of command; or the expansion of one of its macro-steps, told apart from it.
public struct Chart: Sendable, Equatable {
    /// Of an expansion, that of its macro-step: `M100`.
    public let name: String
    /// 1 commands all others; an order may only force a chart of a greater number. An expansion has that of its partial grafcet.
    public let rank: Int
    public let title: Text?
    /// Keeps its situation when the controller loses power.
    public let isRetained: Bool
    /// Indices in the program.
    public let steps: Range<Int>
    public let transitions: Range<Int>
    /// Index in the program of the partial grafcet that an expansion belongs to; of any other chart, its own.
    public let root: Int
    public let expansion: Expansion?

    /// Where the expansion of a macro-step is linked to the chart around it: indices of steps in the program.
    public struct Expansion: Sendable, Equatable {
        /// `M100`
        public let macroStep: Int
        /// `E100`, which the transitions before the macro-step activate.
        public let entry: Int
        /// `S100`, which must be active to enable the transitions after the macro-step.
        public let exit: Int
    }
}

public struct Step: Sendable, Equatable {
    /// As in `X20`: `20`; `M100` of a macro-step, `E100` and `S100` of the entry and exit of its expansion.
    public let name: String
    /// Index in the program.
    public let chart: Int
    public let isInitial: Bool
    public let meaning: Text?
    public let actions: [Action]
    public let forcings: [Forcing]
    /// Index in the program of the chart that a macro-step stands for. It is active while one of that chart's steps is.
    public let expansion: Int?
    /// Slots of `X20` and `X20.T`.
    public let activity: Slot
    public let elapsed: Slot
    public let origin: Origin
}

public struct Transition: Sendable, Equatable {
    /// Index of its chart in the program.
    public let chart: Int
    /// Its place in the chart, from 1.
    public let number: Int
    /// Indices of steps in the program, macro-steps as such. None before a source transition, none after a sink.
    public let from: [Int]
    public let to: [Int]
    public let condition: Expression
    /// Stored actions on clearing.
    public let statements: [Statement]
    public let meaning: Text?
    public let origin: Origin
}

/// What a step does while it is active, or at a moment of its life (IEC 60848).
public enum Action: Sendable, Equatable {
    /// The variable is true while the step is active and the condition holds; never in a step that is only passed through.
    case continuous(Continuous)
    /// The variables keep what they are given.
    case stored(Trigger, [Statement])

    public struct Continuous: Sendable, Equatable {
        public let name: String
        public let target: Slot
        public let condition: Expression?
        /// Delayed: true only once the step has been active for this time.
        public let after: Expression?
        /// Limited: true only until the step has been active for this time.
        public let during: Expression?
    }

    public enum Trigger: Sendable, Equatable {
        case activation
        case deactivation
        /// An edge while the step is active.
        case event(Expression)
    }
}

/// `F/GP:{INIT}`: a chart, the expansions of its macro-steps with it, held in a situation while the step that orders it is active.
public struct Forcing: Sendable, Equatable {
    public enum Situation: Sendable, Equatable {
        /// `{INIT}`
        case initial
        /// `{*}`: where it stands.
        case current
        /// `{}`
        case empty
        /// `{20, 30}`: indices of steps in the program.
        case steps([Int])
    }

    /// Index in the program.
    public let chart: Int
    public let situation: Situation
}

extension Action {
    /// As written in an action box: `KM11`, `KM11 si B1`, `n := n + 1 à l'activation`.
    public var text: Text {
        switch self {
        case .continuous(let action):
            var text = Text(action.name)
            if let after = action.after { text = text + Text(fr: " après ", en: " after ") + after.text }
            if let during = action.during { text = text + Text(fr: " pendant ", en: " for ") + during.text }
            if let condition = action.condition { text = text + Text(fr: " si ", en: " if ") + condition.text }
            return text
        case .stored(let trigger, let statements):
            let what = statements.map(\.text).joined(separator: "; ")
            switch trigger {
            case .activation: return what + Text(fr: " à l'activation", en: " on activation")
            case .deactivation: return what + Text(fr: " à la désactivation", en: " on deactivation")
            case .event(let event): return what + Text(fr: " sur ", en: " on ") + event.text
            }
        }
    }
}
