import Notation

/// Why a frequency drive has stopped; the raw value is the code that its signal and its register give.
enum DriveFault: Int, Sendable, Hashable {
    case none, overcurrent, overvoltage, undervoltage, inputPhase, outputPhase, earth, overheated, motorOverload

    /// What the display shows.
    var code: String {
        switch self {
        case .none: "rdY"
        case .overcurrent: "OC"
        case .overvoltage: "OV"
        case .undervoltage: "UV"
        case .inputPhase: "PHI"
        case .outputPhase: "PHO"
        case .earth: "EF"
        case .overheated: "OT"
        case .motorOverload: "OL"
        }
    }

    var text: Text {
        switch self {
        case .none: Text(fr: "prêt", en: "ready")
        case .overcurrent: Text(fr: "surintensité", en: "overcurrent")
        case .overvoltage: Text(fr: "surtension du bus continu", en: "DC link overvoltage")
        case .undervoltage: Text(fr: "sous-tension du bus continu", en: "DC link undervoltage")
        case .inputPhase: Text(fr: "perte de phase réseau", en: "mains phase loss")
        case .outputPhase: Text(fr: "perte de phase moteur", en: "motor phase loss")
        case .earth: Text(fr: "défaut de terre en sortie", en: "output earth fault")
        case .overheated: Text(fr: "surchauffe du variateur", en: "drive overtemperature")
        case .motorOverload: Text(fr: "surcharge du moteur", en: "motor overload")
        }
    }
}
