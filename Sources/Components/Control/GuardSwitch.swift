import Circuits
public import Notation

/// The switch of a guard door: 11-12 and 21-22 closed with the door shut, 33-34 with the door open.
public struct GuardSwitch: Component {
    public struct Parameters: ParameterValues {
        var channels = Channels()
        public init() {}
    }

    public static let type = ComponentType<GuardSwitch>(
        name: "guard-switch", text: Text(fr: "interrupteur de protecteur", en: "guard switch"), domain: .electrical,
        law: Text(
            fr: "ouverture forcée : contact fermé 20 mΩ, ouvert 1 GΩ", en: "forced opening: closed contact 20 mΩ, open 1 GΩ"),
        terminals: Channels.terminals(withSignal: true),
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
            Failure("misaligned", Text(fr: "languette mal alignée", en: "misaligned actuator"), remedies: [.adjust]) {
                values, severity, _ in
                // The second channel goes first: a discrepancy before a clean opening.
                values.channels.forcedOpen[1] = severity >= 0.5
                values.channels.forcedOpen[0] = severity >= 0.9
            },
        ],
        wear: [
            Wear(
                "misaligned", by: .rises(of: "guard"),
                source: "makers: mechanical endurance 1e6"
            ) { _ in 1e6 }
        ],
        signals: [.input("guard", .ratio, Text(fr: "1 si le protecteur est ouvert", en: "1 if the guard is open"))],
        controls: [
            Control("guard", positions: [Text(fr: "fermé", en: "closed"), Text(fr: "ouvert", en: "open")], .maintained)
        ])

    private let contacts: [Contact]
    private let guardSignal: SignalIndex
    private var parameters: Parameters
    private var isOpen = false

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        contacts = Channels.contacts(site, withSignal: true)
        guardSignal = site.signal("guard")
    }

    public mutating func refit(_ parameters: Parameters) {
        self.parameters = parameters
        parameters.channels.set(contacts, isActuated: isOpen)
    }

    public mutating func update(_ tick: Tick) {
        let isNowOpen = tick[guardSignal] > 0.5
        if isNowOpen != isOpen {
            isOpen = isNowOpen
            parameters.channels.set(contacts, isActuated: isOpen)
        }
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        guard sense == .sight else { return [] }
        return [
            isOpen
                ? Text(fr: "le protecteur est ouvert", en: "the guard is open")
                : Text(fr: "le protecteur est fermé", en: "the guard is closed")
        ]
    }
}
