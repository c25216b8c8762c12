import Components
public import Notation

/// What can happen between a machine's registers and its masters, whichever machine it is.
public enum NetworkFailure: String, Sendable, CaseIterable {
    /// Answers come late: five seconds at full severity.
    case late
    /// A share of the requests gets no answer.
    case silent
    /// A share gets the exception of a device that is busy (06).
    case busy
    /// A share gets the exception of a device that has failed (04).
    case exception
    /// At a share of the requests the connection is closed.
    case dropped
    /// The values stand still, while the device answers.
    case frozen
    /// Analogue values ten times too large: a scale set one decimal off.
    case scaled
    /// The words of values of 32 bits and more in the other order.
    case swapped
    /// A second device has this one's unit number: at a share of the requests their answers collide, or the other is heard.
    case duplicate
    /// Long requests are refused: from 124 registers down to 1 at full severity.
    case limited
    /// Somebody who is no master of this machine writes into its controller.
    case intruder

    /// Those that need no more than a severity: they can happen to any device.
    public static let general = allCases.filter { $0 != .intruder }

    /// By which name the link is spoken of.
    public static let reference = "modbus"

    public var text: Text {
        switch self {
        case .late: Text(fr: "réponses tardives", en: "late answers")
        case .silent: Text(fr: "requêtes sans réponse", en: "requests without an answer")
        case .busy: Text(fr: "esclave occupé", en: "busy device")
        case .exception: Text(fr: "esclave en défaut", en: "failed device")
        case .dropped: Text(fr: "connexions coupées", en: "connections dropped")
        case .frozen: Text(fr: "valeurs figées", en: "frozen values")
        case .scaled: Text(fr: "échelle fausse d'un facteur dix", en: "scale wrong by ten")
        case .swapped: Text(fr: "mots inversés", en: "swapped words")
        case .duplicate: Text(fr: "numéro d'esclave en double", en: "duplicate unit number")
        case .limited: Text(fr: "requêtes longues refusées", en: "long requests refused")
        case .intruder: Text(fr: "écritures d'un inconnu", en: "writes by an unknown client")
        }
    }

    /// What is set wrong on the link; nil for what is a connector's or a cable's.
    public var setting: NetworkSetting? {
        switch self {
        case .late: .delay
        case .silent, .dropped: nil
        case .busy, .intruder: .access
        case .exception: .configuration
        case .frozen: .refresh
        case .scaled: .scale
        case .swapped: .order
        case .duplicate: .number
        case .limited: .length
        }
    }

    var remedies: [Remedy] { setting == nil ? [.reconnect] : [.adjust] }

    /// The failure as a fault of its own, for a machine whose file has none of the kind.
    public var fault: Fault {
        Fault(
            id: rawValue, text: text, target: .network, failure: rawValue, severity: self == .late ? 0.2 : 0.5,
            profile: .constant, drift: nil,
            technology: .network, likelihood: 1, cause: text, symptom: text,
            mending: Fault.Mending(
                remedy: remedies[0], part: nil, parameter: setting?.rawValue, value: setting?.right, text: nil),
            intrusion: nil, unseen: nil, origin: Origin(file: "", line: 1, path: ""))
    }
}
