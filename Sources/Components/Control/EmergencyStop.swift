import Circuits
public import Notation

/// An emergency-stop button that latches: 11-12 and 21-22 open by force when it is pressed, one for each channel; 33-34 may signal.
public struct EmergencyStop: Component {
    public struct Parameters: ParameterValues {
        var hasSignal = false
        var channels = Channels()
        var isBlockLoose = false
        public init() {}
    }

    public static let type = ComponentType<EmergencyStop>(
        name: "emergency-stop", text: Text(fr: "arrêt d'urgence", en: "emergency stop"), domain: .electrical,
        law: Text(
            fr: "ouverture forcée (CEI 60947-5-5) : contact fermé 20 mΩ, ouvert 1 GΩ",
            en: "forced opening (IEC 60947-5-5): closed contact 20 mΩ, open 1 GΩ"),
        terminalsFor: { Channels.terminals(withSignal: $0.hasSignal) },
        parameters: [
            Parameter(
                "signal-contact", .flag(\.hasSignal), Text(fr: "contact 33-34 à fermeture", en: "normally open contact 33-34"))
        ],
        failures: [
            Failure("contact-welded", Text(fr: "contact soudé", en: "welded contact"), remedies: [.replace], hasItem: true) {
                values, severity, item in if let index = Channels.index(item) { values.channels.welded[index] = severity >= 0.5 }
            },
            Failure(
                "contact-oxidised", Text(fr: "contact oxydé", en: "oxidised contact"), remedies: [.clean, .replace], hasItem: true
            ) {
                values, severity, item in
                if let index = Channels.index(item) { values.channels.oxide[index] = Contact.oxide(severity) }
            },
            Failure(
                "block-loose", Text(fr: "bloc de contacts décroché de la tête", en: "contact block off its head"),
                remedies: [.replace]
            ) {
                values, severity, _ in values.isBlockLoose = severity >= 0.5
            },
        ],
        wear: [
            Wear(
                "contact-oxidised", items: ["21"], by: .rises(of: "position"), growth: 2, slope: 1.5,
                source: "ISO 13849-1 table C.1: B10d 1e5"
            ) { _ in 1e5 }
        ],
        signalsFor: { _ in [.input("position", .ratio, Text(fr: "1 si enfoncé", en: "1 if pressed"))] },
        controlsFor: { _ in
            [
                Control(
                    "position", positions: [Text(fr: "déverrouillé", en: "released"), Text(fr: "enfoncé", en: "pressed")],
                    .maintained)
            ]
        })

    private let contacts: [Contact]
    private let position: SignalIndex
    private var parameters: Parameters
    private var isPressed = false

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        contacts = Channels.contacts(site, withSignal: parameters.hasSignal)
        position = site.signal("position")
    }

    public mutating func refit(_ parameters: Parameters) {
        self.parameters = parameters
        connect()
    }

    private func connect() {
        parameters.channels.set(contacts, isActuated: isPressed && !parameters.isBlockLoose)
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
        case .sight where isPressed: [Text(fr: "le coup-de-poing est enfoncé", en: "the mushroom head is pressed")]
        case .sight: [Text(fr: "le coup-de-poing est déverrouillé", en: "the mushroom head is released")]
        case .touch where parameters.isBlockLoose:
            [Text(fr: "le bloc de contacts bouge derrière la tête", en: "the contact block moves behind the head")]
        default: []
        }
    }
}
