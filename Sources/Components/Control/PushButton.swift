import Circuits
public import Notation

/// A push-button: 13-14 closes, 11-12 (alone) or 21-22 (beside 13-14) opens when it is pressed.
public struct PushButton: Component {
    public struct Parameters: ParameterValues {
        /// 0 normally open, 1 normally closed, 2 both.
        var contacts = 0
        var oxide = 0.0
        var isStuck = false
        var isBroken = false
        public init() {}

        var names: [(first: String, second: String, isNormallyClosed: Bool)] {
            switch contacts {
            case 0: [("13", "14", false)]
            case 1: [("11", "12", true)]
            default: [("13", "14", false), ("21", "22", true)]
            }
        }
    }

    public static let type = ComponentType<PushButton>(
        name: "push-button", text: Text(fr: "bouton-poussoir", en: "push-button"), domain: .electrical,
        law: Text(fr: "contact fermé 20 mΩ, ouvert 1 GΩ", en: "closed contact 20 mΩ, open 1 GΩ"),
        terminalsFor: { values in
            values.names.flatMap { [Terminal($0.first, .electrical), Terminal($0.second, .electrical)] }
        },
        parameters: [
            Parameter(
                "contacts", .choice(\.contacts, ["no", "nc", "no+nc"]),
                Text(fr: "contacts : à fermeture, à ouverture", en: "contacts: normally open, normally closed"))
        ],
        failures: [
            Failure("contact-oxidised", Text(fr: "contact oxydé", en: "oxidised contact"), remedies: [.clean, .replace]) {
                values, severity, _ in values.oxide = Contact.oxide(severity)
            },
            Failure("stuck", Text(fr: "reste enfoncé", en: "stays pressed"), remedies: [.free, .replace]) {
                values, severity, _ in values.isStuck = severity >= 0.5
            },
            Failure("contact-broken", Text(fr: "bloc de contact cassé", en: "broken contact block"), remedies: [.replace]) {
                values, severity, _ in values.isBroken = severity >= 0.5
            },
        ],
        wear: [
            Wear(
                "contact-broken", by: .rises(of: "position"), growth: 4, slope: 1.5,
                source: "ISO 13849-1 table C.1: B10d 1e5"
            ) { _ in 1e5 }
        ],
        signalsFor: { _ in [.input("position", .ratio, Text(fr: "1 si appuyé", en: "1 if pressed"))] },
        controlsFor: { _ in
            [
                Control(
                    "position", positions: [Text(fr: "relâché", en: "released"), Text(fr: "appuyé", en: "pressed")], .momentary)
            ]
        })

    private let contacts: [Contact]
    private let position: SignalIndex
    private var parameters: Parameters
    private var isPressed = false

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        contacts = parameters.names.map { Contact(site, $0.first, $0.second) }
        position = site.signal("position")
    }

    public mutating func refit(_ parameters: Parameters) {
        self.parameters = parameters
        connect()
    }

    private func connect() {
        let isIn = isPressed || parameters.isStuck
        for (contact, name) in zip(contacts, parameters.names) {
            contact.set(isIn != name.isNormallyClosed && !parameters.isBroken, 0.02 + parameters.oxide)
        }
    }

    public mutating func update(_ tick: Tick) {
        let isNowPressed = tick[position] > 0.5
        if isNowPressed != isPressed {
            isPressed = isNowPressed
            connect()
        }
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        switch sense {
        case .sight where isPressed || parameters.isStuck: [Text(fr: "le bouton est enfoncé", en: "the button is in")]
        case .sight: [Text(fr: "le bouton est relâché", en: "the button is out")]
        case .touch where parameters.isStuck: [Text(fr: "le bouton ne remonte pas", en: "the button does not come back")]
        default: []
        }
    }
}
