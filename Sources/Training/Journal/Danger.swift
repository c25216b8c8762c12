/// A dangerous act, by what it breaks; its text says what would have happened and why the rule exists, without gore.
public enum Danger: String, Codable, Hashable, Sendable, CaseIterable {
    // Bare live parts
    case shock, shortCircuit, ohmsOnLive, wrongFunctionOnLive, liveWithoutEquipment, enclosureOpenedLive
    // Isolation
    case workNotIsolated, workNotLocked, workNotVerified, workAfterBadVerification, wrongPlaceVerified, isolatedUnderLoad
    // Other energies
    case crush, entanglement, fallingLoad, underPressure, oilJet, burn
    // Safety measures defeated
    case safetyBypassed, guardOpenedMoving, foreignLockRemoved, outputForced, beyondAuthorisation
    // Return to service
    case restartedGuardOff, restartedToolLeft, restartedUnwarned
    // Goods and surroundings
    case overTorque, overPressure, mixedWaste, spill

    /// What a dangerous act does to the unit that is scored.
    public enum Gate: String, Codable, Hashable, Sendable, CaseIterable {
        /// The unit is not acquired in this exercise.
        case eliminatory
        /// The unit cannot pass half of its range.
        case capped
        /// Counted against its own indicator only.
        case noted
    }

    public var gate: Gate {
        switch self {
        case .safetyBypassed, .foreignLockRemoved, .outputForced: .eliminatory
        case .overTorque, .overPressure, .mixedWaste, .spill: .noted
        case .shock, .shortCircuit, .ohmsOnLive, .wrongFunctionOnLive, .liveWithoutEquipment, .enclosureOpenedLive,
            .workNotIsolated, .workNotLocked, .workNotVerified, .workAfterBadVerification, .wrongPlaceVerified,
            .isolatedUnderLoad,
            .crush, .entanglement, .fallingLoad, .underPressure, .oilJet, .burn, .guardOpenedMoving, .beyondAuthorisation,
            .restartedGuardOff, .restartedToolLeft, .restartedUnwarned:
            .capped
        }
    }
}
