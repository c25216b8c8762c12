public import Components
public import Notation
import Training

/// What a technician does to learn something: one verb, and all that it shows at once.
public enum Act: Sendable, Hashable {
    /// To look at, listen to, touch or smell a part.
    case sense(Components.Sense, String)
    /// The panel's pages: mode, alarms, the supervisor's values.
    case panel
    /// The controller's inputs and outputs.
    case channels
    case test(DiagnosticTest)

    init(_ test: DiagnosticTest) {
        self =
            switch test {
            case .percept(let reference, let sense, _): .sense(sense, reference)
            case .gauge(let reference), .gaugeDip(let reference): .sense(.sight, reference)
            case .register, .alarm, .mode: .panel
            case .variable: .channels
            default: .test(test)
            }
    }

    /// The part at which one must be; nil where one may stand anywhere.
    var reference: String? {
        switch self {
        case .sense(_, let reference): reference
        case .panel, .channels: nil
        case .test(let test): test.reference
        }
    }

    var verb: Verb { Verb.known(verbName) }

    private var verbName: String {
        switch self {
        case .sense(.sight, _): "look"
        case .sense(.hearing, _): "listen"
        case .sense(.touch, _): "touch"
        case .sense(.smell, _): "smell"
        case .panel: "hmi"
        case .channels: "io"
        case .test(let test): test.tool == nil ? "look" : "measure"
        }
    }

    /// « regarder A2 », « mesurer V= B2:1 – PE ».
    public var text: Text {
        let named: Text =
            switch self {
            case .sense(_, let reference): Text(" " + reference)
            case .panel, .channels: Text("")
            case .test(let test): Text(" ") + test.text
            }
        return Text(fr: verb.words.fr[0], en: verb.words.en[0]) + named
    }
}

extension Verb {
    /// One that the table has.
    static func known(_ id: String) -> Verb {
        guard let verb = named(id) else { preconditionFailure("no verb is called \(id)") }
        return verb
    }
}
