import Circuits
public import Notation

/// A removable bond or jumper between two points: 0 V to PE, N to PE.
public struct Link: Component {
    public struct Parameters: ParameterValues {
        var resistance = 0.001
        var isOpen = false
        public init() {}
    }

    public static let type = ComponentType<Link>(
        name: "link", text: Text(fr: "barrette de liaison", en: "bonding link"), domain: .electrical,
        law: Text(fr: "U = R·I ; retirée : 1 GΩ", en: "U = R·I; removed: 1 GΩ"),
        terminals: [Terminal("a", .electrical), Terminal("b", .electrical)],
        parameters: [
            Parameter(
                "resistance", .quantity(.resistance, \.resistance, 1e-4...0.1), Text(fr: "résistance", en: "resistance"))
        ],
        failures: [
            Failure("open", Text(fr: "mal serrée, ouverte", en: "not tightened, open"), remedies: [.tighten, .replace]) {
                values, severity, _ in values.isOpen = severity >= 0.5
            }
        ],
        signals: [
            .input("fitted", .ratio, Text(fr: "1 si en place", en: "1 if fitted"), initial: 1)
        ],
        controls: [
            Control(
                "fitted", positions: [Text(fr: "retirée", en: "removed"), Text(fr: "en place", en: "fitted")], .maintained)
        ])

    private let contact: Contact
    private let fitted: SignalIndex
    private var parameters: Parameters
    private var isFitted = true

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        contact = Contact(site, "a", "b")
        fitted = site.signal("fitted")
    }

    public mutating func refit(_ parameters: Parameters) {
        self.parameters = parameters
        contact.set(isFitted && !parameters.isOpen, parameters.resistance)
    }

    public mutating func update(_ tick: Tick) {
        let isNowFitted = tick[fitted] > 0.5
        if isNowFitted != isFitted {
            isFitted = isNowFitted
            contact.set(isFitted && !parameters.isOpen, parameters.resistance)
        }
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        switch sense {
        case .sight:
            [
                isFitted
                    ? Text(fr: "la barrette est en place", en: "the link is fitted")
                    : Text(fr: "la barrette est retirée", en: "the link is removed")
            ]
        case .touch where isFitted && parameters.isOpen:
            [Text(fr: "la barrette bouge sous la vis", en: "the link moves under its screw")]
        default: []
        }
    }
}
