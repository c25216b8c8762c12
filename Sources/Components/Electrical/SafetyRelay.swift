import Circuits
public import Notation

/// A safety relay for two channels: two force-guided relays in series in each safety contact, a start loop that a welded contact
/// or an open mirror contact forbids.
///
/// S11 and S21 give the supply to the channels, S12 and S22 take it back; Y1-Y2 is the loop of the mirror contacts and of the reset
/// button. A monitored start happens at the release of the button. If one channel opens without the other, or closes more than the
/// discrepancy time after the other, both must open before it starts again.
public struct SafetyRelay: Component {
    public struct Parameters: ParameterValues {
        var discrepancy = 0.5
        var isMonitored = true
        /// Of the two relays in series: how many are welded in 13-14, 23-24; 31-32 is the third.
        var welded = [0, 0, 0]
        var worn = [0.0, 0.0, 0.0]
        var deadChannels = [false, false]
        var isSupplyDead = false
        public init() {}
    }

    private static let outputs = [("13", "14"), ("23", "24"), ("31", "32")]
    private static func output(_ item: String) -> Int? { outputs.firstIndex { $0.0 == item || $0.1 == item } }

    public static let type = ComponentType<SafetyRelay>(
        name: "safety-relay", text: Text(fr: "relais de sécurité", en: "safety relay"), domain: .electrical,
        law: Text(
            fr:
                "13-14, 23-24 fermés si les deux voies sont fermées et le réarmement fait (front descendant) ; deux relais guidés en série",
            en:
                "13-14, 23-24 closed if both channels are closed and the reset done (falling edge); two force-guided relays in series"
        ),
        terminals: ["A1", "A2", "S11", "S12", "S21", "S22", "Y1", "Y2", "13", "14", "23", "24", "31", "32"].map {
            Terminal($0, .electrical)
        },
        parameters: [
            Parameter(
                "discrepancy", .quantity(.time, \.discrepancy, 0.05...5),
                Text(fr: "écart admis entre les voies", en: "discrepancy time between channels")),
            Parameter(
                "monitored", .flag(\.isMonitored),
                Text(fr: "réarmement au relâchement du bouton", en: "start at the release of the button")),
        ],
        failures: [
            Failure("contact-welded", Text(fr: "contact soudé", en: "welded contact"), remedies: [.replace], hasItem: true) {
                values, severity, item in
                // One of the two relays from half severity; both only at full severity.
                if let index = output(item) { values.welded[index] = severity >= 1 ? 2 : severity >= 0.5 ? 1 : 0 }
            },
            Failure("contact-worn", Text(fr: "contact usé", en: "worn contact"), remedies: [.replace], hasItem: true) {
                values, severity, item in if let index = output(item) { values.worn[index] = Contact.wear(severity) }
            },
            Failure(
                "channel-dead", Text(fr: "entrée de voie morte", en: "dead channel input"), remedies: [.replace], hasItem: true
            ) {
                values, severity, item in
                let channel = item == "1" || item == "S11" || item == "S12" ? 0 : 1
                values.deadChannels[channel] = severity >= 0.5
            },
            Failure("supply-dead", Text(fr: "alimentation interne morte", en: "dead internal supply"), remedies: [.replace]) {
                values, severity, _ in values.isSupplyDead = severity >= 0.5
            },
        ],
        wear: [
            Wear(
                "contact-worn", items: ["13", "23"], by: .rises(of: "on"), growth: 2, slope: 1.5,
                source: "ISO 13849-1 table C.1: B10d 4e5 at the rated load"
            ) { _ in 4e5 }
        ],
        signals: [
            .output(
                "on", .ratio, Text(fr: "1 si les contacts de sécurité sont fermés", en: "1 if the safety contacts are closed")),
            .output("channel-1", .ratio, Text(fr: "voie 1", en: "channel 1")),
            .output("channel-2", .ratio, Text(fr: "voie 2", en: "channel 2")),
            .output("fault", .ratio, Text(fr: "défaut", en: "fault")),
            .output("power", .ratio, Text(fr: "LED d'alimentation", en: "power LED")),
        ])

    private let supply: Contact
    private let contacts: [Contact]
    private let bus: Joint
    private let zero: Joint
    private let returns: [Joint]
    private let loop: Joint
    private let signals: [SignalIndex]
    private var parameters: Parameters
    private var isPowered = false
    private var isChannelOn = [false, false]
    private var isLoopOn = false
    private var isPressed = false
    private var isOn = false
    private var isLocked = false
    private var difference = 0.0

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        bus = site.inner("bus", .electrical)
        zero = site["A2"]
        returns = [site["S12"], site["S22"]]
        loop = site["Y2"]
        supply = Contact(site, "supply", site["A1"], bus)
        site.add(Conductance(resistance: 400), "electronics", bus, zero)
        // Short-circuits of the channels meet the resistance of the protection.
        site.add(Conductance(resistance: 22), "S11", bus, site["S11"])
        site.add(Conductance(resistance: 22), "S21", bus, site["S21"])
        site.add(Conductance(resistance: 100), "Y1", bus, site["Y1"])
        site.add(Conductance(resistance: 1000), "S12", site["S12"], zero)
        site.add(Conductance(resistance: 1000), "S22", site["S22"], zero)
        site.add(Conductance(resistance: 2400), "Y2", site["Y2"], zero)
        contacts = Self.outputs.map { Contact(site, $0.0, $0.1) }
        signals = ["on", "channel-1", "channel-2", "fault", "power"].map { site.signal($0) }
    }

    public mutating func refit(_ parameters: Parameters) {
        self.parameters = parameters
        supply.set(!parameters.isSupplyDead, 0.5)
        connect()
    }

    private func connect() {
        for index in 0..<2 {
            contacts[index].set(isOn || parameters.welded[index] == 2, 0.04 + parameters.worn[index])
        }
        contacts[2].set((!isOn && !isAnyWelded) || parameters.welded[2] > 0, 0.04 + parameters.worn[2])
    }

    /// A force-guided relay with a welded safety contact cannot come back to rest.
    private var isAnyWelded: Bool { parameters.welded[0] > 0 || parameters.welded[1] > 0 }

    public mutating func update(_ tick: Tick) {
        let before = isOn
        Self.follow(&isPowered, tick.voltage(bus, zero), on: 18, off: 14)
        for channel in 0..<2 {
            Self.follow(&isChannelOn[channel], tick.voltage(returns[channel], zero), on: 15, off: 10)
            if parameters.deadChannels[channel] || !isPowered { isChannelOn[channel] = false }
        }
        let wasLoopOn = isLoopOn
        Self.follow(&isLoopOn, tick.voltage(loop, zero), on: 15, off: 10)
        watch(tick.dt)
        start(wasLoopOn: wasLoopOn)
        if before != isOn { connect() }
        tick[signals[0]] = isOn ? 1 : 0
        tick[signals[1]] = isChannelOn[0] ? 1 : 0
        tick[signals[2]] = isChannelOn[1] ? 1 : 0
        tick[signals[3]] = isFaulty ? 1 : 0
        tick[signals[4]] = isPowered ? 1 : 0
    }

    private static func follow(_ state: inout Bool, _ voltage: Double, on: Double, off: Double) {
        if voltage > on { state = true }
        if voltage < off { state = false }
    }

    /// The two channels against each other.
    private mutating func watch(_ dt: Double) {
        switch (isChannelOn[0], isChannelOn[1]) {
        case (false, false):
            isLocked = false
            difference = 0
            isOn = false
        case (true, true):
            difference = 0
        default:
            difference += dt
            if isOn || difference > parameters.discrepancy { isLocked = true }
            isOn = false
        }
    }

    private mutating func start(wasLoopOn: Bool) {
        // A contact 31-32 welded closed keeps its relay from pulling, as the others keep theirs from releasing.
        let isReady = isPowered && isChannelOn[0] && isChannelOn[1] && !isLocked && !isAnyWelded && parameters.welded[2] == 0
        if isLoopOn && !wasLoopOn { isPressed = isReady }
        if !isReady { isPressed = false }
        if parameters.isMonitored {
            if wasLoopOn && !isLoopOn && isPressed {
                isOn = true
                isPressed = false
            }
        } else if isLoopOn && isReady {
            isOn = true
        }
    }

    private var isFaulty: Bool { isPowered && (isLocked || (!isOn && isAnyWelded)) }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        guard sense == .sight else { return [] }
        var texts = [
            Led.text(Text(fr: "d'alimentation", en: "power"), isLit: isPowered),
            Led.text(Text(fr: "voie 1", en: "channel 1"), isLit: isChannelOn[0]),
            Led.text(Text(fr: "voie 2", en: "channel 2"), isLit: isChannelOn[1]),
            Led.text(Text(fr: "sorties", en: "outputs"), isLit: isOn),
        ]
        if isFaulty { texts.append(Text(fr: "LED de défaut clignotante", en: "fault LED blinking")) }
        return texts
    }
}
