import Glibc
import Machines
public import Notation

/// The way to one fault, and the others that it may be taken for.
public struct FaultSearch: Sendable {
    /// A fault that these tools do not tell from the one sought.
    public struct Rival: Sendable {
        public let fault: String
        /// What would tell them apart with other tools, if anything.
        public let beyond: Distinction?
    }

    public let fault: String
    /// That finding it takes: of a fault as rare, among all that could be met.
    public let bits: Double
    public let steps: [SearchPlan.Step]
    public let rivals: [Rival]

    public var seconds: Double { steps.reduce(0) { $0 + $1.choice.seconds } }

    /// Names of the machine's states that the way leads through, in order.
    public var states: [String] {
        steps.reduce(into: []) { states, step in
            if states.last != step.choice.state { states.append(step.choice.state) }
        }
    }

    /// Nil for a fault that nothing tells from health.
    ///
    /// - Parameters:
    ///   - matrix: with the tools there are; the plan is its own.
    ///   - whole: with all the tools of a workshop.
    public init?(for fault: String, in matrix: FaultMatrix, by plan: SearchPlan, whole: FaultMatrix) {
        guard let index = matrix.index(of: fault), matrix.rows[index].signature.isObservable else { return nil }
        self.fault = fault
        let all = plan.suspects.reduce(0) { $0 + matrix.rows[$1].fault.likelihood }
        bits = log2(all / matrix.rows[index].fault.likelihood)
        steps = plan.path(to: index)
        rivals = matrix.rivals(of: index).map { rival in
            Rival(
                fault: matrix.rows[rival].fault.id,
                beyond: whole.distinctions(index, rival).max { $0.margin < $1.margin })
        }
    }
}

extension FaultSearch.Rival {
    /// « rien ne la sépare de pompe-usee avec ces outils ; il faudrait : pression d'huile à la prise HP1, en production ».
    public func text(_ states: [MachineState]) -> Text {
        let named = Text(fr: "rien ne la sépare de ", en: "nothing tells it from ") + Text(fault)
        guard let beyond else { return named }
        return named + Text(fr: " avec ces outils ; il faudrait : ", en: " with these tools; it would take: ")
            + beyond.look.test.text + ", " + states.text(of: beyond.look.state)
    }
}

extension [MachineState] {
    /// As a state is called where a sentence names it.
    public func text(of name: String) -> Text { first { $0.name == name }?.text ?? Text(name) }
}
