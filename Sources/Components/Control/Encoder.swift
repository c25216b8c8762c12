import Circuits
public import Notation

/// An incremental encoder with push-pull outputs A and B a quarter of a pulse apart, and the counter that decodes them.
///
/// Its pulses are faster than a scan: it gives the levels of A and B as a meter sees them (their mean as soon as several pass in a
/// step), and the count that a decoder of the edges of A with the level of B for direction has reached. Without B the decoder counts
/// one way whichever way the shaft turns; without A it does not count.
public struct Encoder: Component {
    public struct Parameters: ParameterValues {
        var on = ""
        var resolution = 1024.0
        var consumption = 480.0
        var isMissing = [false, false]
        var slip = 0.0
        var isDead = false
        public init() {}
    }

    private static let channels = ["A", "B"]

    public static let type = ComponentType<Encoder>(
        name: "encoder", text: Text(fr: "codeur incrémental", en: "incremental encoder"), domain: .electrical,
        law: Text(
            fr: "n impulsions par tour, B décalé d'un quart ; compte = fronts de A, sens par B ; sorties symétriques 100 Ω",
            en: "n pulses a turn, B a quarter apart; count = edges of A, direction by B; push-pull outputs 100 Ω"),
        terminals: [
            Terminal("1", .electrical, Text(fr: "brun, +", en: "brown, +")),
            Terminal("3", .electrical, Text(fr: "bleu, −", en: "blue, −")), Terminal("A", .electrical),
            Terminal("B", .electrical),
        ],
        parameters: [
            Parameter("on", .link(\.on), Text(fr: "ce dont il suit l'arbre", en: "what it follows the shaft of")),
            Parameter(
                "resolution", .quantity(.ratio, \.resolution, 1...100_000), Text(fr: "impulsions par tour", en: "pulses a turn")),
            Parameter(
                "consumption", .quantity(.resistance, \.consumption, 100...10_000),
                Text(fr: "résistance d'alimentation", en: "resistance of the supply side")),
        ],
        failures: [
            Failure(
                "channel-missing", Text(fr: "voie morte", en: "dead channel"), remedies: [.replace, .reconnect], hasItem: true
            ) {
                values, severity, item in
                if let index = channels.firstIndex(of: item) { values.isMissing[index] = severity >= 0.5 }
            },
            Failure(
                "coupling-slips", Text(fr: "accouplement qui patine", en: "slipping coupling"), remedies: [.tighten, .replace]
            ) {
                values, severity, _ in values.slip = severity
            },
            Failure("dead", Text(fr: "hors service", en: "dead"), remedies: [.replace]) { values, severity, _ in
                values.isDead = severity >= 0.5
            },
        ],
        signals: [
            .input("turning", .angularSpeed, Text(fr: "vitesse, sans lien", en: "speed, without a link")),
            .input("reset", .ratio, Text(fr: "remise à zéro du compteur", en: "reset of the counter")),
            .output("count", .ratio, Text(fr: "compte", en: "count")),
            .output("speed", .angularSpeed, Text(fr: "vitesse déduite du compte", en: "speed from the count")),
            .output("pulse-frequency", .frequency, Text(fr: "fréquence des impulsions de A", en: "pulse frequency of A")),
            .output("a", .ratio, Text(fr: "niveau de A, moyen si rapide", en: "level of A, its mean if fast")),
            .output("b", .ratio, Text(fr: "niveau de B, moyen si rapide", en: "level of B, its mean if fast")),
        ])

    private let supply: (Joint, Joint)
    private let load: Handle<Conductance>
    private let outputs: [Handle<DirectSource>]
    private let turning: SignalIndex
    private let reset: SignalIndex
    private let signals: [SignalIndex]
    private var parameters: Parameters
    /// Pulses that its own shaft has made, and edges counted.
    private var pulses = 0.0
    private var count = 0.0
    private var isLive = false

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        supply = (site["1"], site["3"])
        load = site.add(Conductance(resistance: 480), "1-3", supply.0, supply.1)
        let minus = supply.1
        outputs = Self.channels.map { site.add(DirectSource(resistance: 100), $0, site[$0], minus) }
        turning =
            parameters.on.isEmpty || site.isTold("turning")
            ? site.signal("turning") : try site.signal("speed", of: parameters.on)
        reset = site.signal("reset")
        signals = ["count", "speed", "pulse-frequency", "a", "b"].map { site.signal($0) }
    }

    public mutating func refit(_ parameters: Parameters) {
        self.parameters = parameters
        load.element.value = parameters.isDead ? Contact.open : 1 / parameters.consumption
    }

    public mutating func update(_ tick: Tick) {
        let p = parameters
        let volts = tick.voltage(supply.0, supply.1)
        isLive = volts > 9 && !p.isDead
        let before = pulses
        pulses += tick[turning] * (1 - p.slip) / (2 * .pi) * p.resolution * tick.dt
        let passed = isLive && !p.isMissing[0] ? pulses.rounded(.down) - before.rounded(.down) : 0
        let counted = p.isMissing[1] ? abs(passed) : passed
        count = tick[reset] > 0.5 ? 0 : count + counted
        let isFast = abs(pulses - before) > 0.5
        tick[signals[0]] = count
        tick[signals[1]] = tick.dt > 0 ? counted / tick.dt / p.resolution * 2 * .pi : 0
        tick[signals[2]] = tick.dt > 0 && isLive ? abs(pulses - before) / tick.dt : 0
        for channel in 0..<2 {
            let share = pulses - Double(channel) / 4
            let level = isFast ? 0.5 : share - share.rounded(.down) < 0.5 ? 1.0 : 0
            let shown = isLive && !p.isMissing[channel] ? level : 0
            tick[signals[3 + channel]] = shown
            outputs[channel].element.voltage = shown * max(0, volts - 1)
            outputs[channel].element.conductance = isLive ? 0.01 : Contact.open
        }
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        guard sense == .touch, parameters.slip > 0.1 else { return [] }
        return [
            Text(
                fr: "l'accouplement du codeur tourne à la main sur l'arbre",
                en: "the encoder's coupling turns by hand on the shaft")
        ]
    }
}
