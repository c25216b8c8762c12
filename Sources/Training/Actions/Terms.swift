/// What one concludes from a reading or a check.
public enum Verdict: String, Codable, Hashable, Sendable, CaseIterable {
    case conforming
    case nonConforming
}

/// The functions of the information chain and of the energy chain, with the syllabus' imposed verbs.
public enum ChainBlock: String, Codable, Hashable, Sendable, CaseIterable {
    case acquire, process, communicate
    case supply, distribute, convert, modulate, store, transmit, act

    public enum Chain: String, Codable, Hashable, Sendable, CaseIterable {
        case information, energy
    }

    public var chain: Chain {
        switch self {
        case .acquire, .process, .communicate: .information
        case .supply, .distribute, .convert, .modulate, .store, .transmit, .act: .energy
        }
    }
}

/// The tests that lead from a repair back to production, in the order in which they are made.
public enum TestKind: String, Codable, Hashable, Sendable, CaseIterable {
    case manual, stepByStep, dryRun, emergencyStop, guards
}

/// A form that is filled one field at a time.
public enum FormKind: String, Codable, Hashable, Sendable, CaseIterable {
    /// Demande d'intervention.
    case request
    /// Bon de travail.
    case order
    /// Compte rendu d'intervention.
    case report

    /// The fields, in the order in which they are asked.
    public var fields: [FormField] {
        switch self {
        case .request: [.equipment, .symptom, .urgency, .recommendation]
        case .order: [.equipment, .nature, .priority, .slot, .authorisations, .parts, .estimate]
        case .report:
            [
                .symptom, .cause, .remedy, .parts, .proof, .finalState, .downTime, .workTime, .waitingTime, .recommendation,
            ]
        }
    }
}

/// A field of a form.
public enum FormField: String, Codable, Hashable, Sendable, CaseIterable {
    case equipment, symptom, cause, remedy, parts, proof, finalState
    case downTime, workTime, waitingTime
    case recommendation, urgency, nature, priority, slot, authorisations, estimate
}

/// With what an observation is made.
public enum Sense: String, Codable, Hashable, Sendable, CaseIterable {
    case sight, hearing, touch, smell
}

/// What was written down: a number and, if one was written, the symbol of its unit.
///
/// Kept as written because writing the unit is itself part of the trade; `24` and `24 V` are not the same record.
public struct Amount: Codable, Hashable, Sendable {
    public var number: Double
    public var unit: String?

    public init(_ number: Double, _ unit: String? = nil) {
        self.number = number
        self.unit = unit
    }
}

/// What is expected of a reading, said before it is taken.
public enum Expected: Codable, Hashable, Sendable {
    /// SI; gauge for a pressure.
    case value(si: Double)
    /// Nothing conducts: the meter shows OL.
    case overload
}
