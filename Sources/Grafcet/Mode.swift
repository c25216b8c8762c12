public import Notation

/// A state of the GEMMA, the guide of start and stop modes.
public enum Mode: String, Sendable, Codable, CaseIterable {
    case a1 = "A1", a2 = "A2", a3 = "A3", a4 = "A4", a5 = "A5", a6 = "A6", a7 = "A7"
    case f1 = "F1", f2 = "F2", f3 = "F3", f4 = "F4", f5 = "F5", f6 = "F6"
    case d1 = "D1", d2 = "D2", d3 = "D3"

    /// The guide's own words; a program may say it in the words of its machine.
    public var text: Text {
        switch self {
        case .a1: Text(fr: "arrêt dans l'état initial", en: "stopped in the initial state")
        case .a2: Text(fr: "arrêt demandé en fin de cycle", en: "stop requested at the end of the cycle")
        case .a3: Text(fr: "arrêt demandé dans un état déterminé", en: "stop requested in a given state")
        case .a4: Text(fr: "arrêt obtenu", en: "stopped in a given state")
        case .a5: Text(fr: "préparation pour remise en route après défaillance", en: "preparing a restart after a failure")
        case .a6: Text(fr: "mise de la partie opérative dans l'état initial", en: "taking the machine to its initial state")
        case .a7: Text(fr: "mise de la partie opérative dans un état déterminé", en: "taking the machine to a given state")
        case .f1: Text(fr: "production normale", en: "normal production")
        case .f2: Text(fr: "marche de préparation", en: "preparation run")
        case .f3: Text(fr: "marche de clôture", en: "closing run")
        case .f4: Text(fr: "marche de vérification dans le désordre", en: "checking run, in any order")
        case .f5: Text(fr: "marche de vérification dans l'ordre", en: "checking run, in order")
        case .f6: Text(fr: "marche de test", en: "test run")
        case .d1: Text(fr: "arrêt d'urgence", en: "emergency stop")
        case .d2: Text(fr: "diagnostic ou traitement de défaillance", en: "diagnosis or treatment of a failure")
        case .d3: Text(fr: "production tout de même", en: "production all the same")
        }
    }
}

/// When a mode of the GEMMA is the machine's.
public struct ModeRule: Sendable, Equatable {
    public let mode: Mode
    public let name: Text
    public let condition: Expression
}

/// A message of the operator panel.
public struct Alarm: Sendable, Equatable {
    public let name: String
    public let text: Text
    public let condition: Expression
    /// True while it is shown.
    public let slot: Slot
}

/// A variable that is a function of others at every moment.
public struct Equation: Sendable, Equatable {
    public let name: String
    public let target: Slot
    public let value: Expression
}
