import Circuits
import Notation

/// A two-wire 4–20 mA oil-temperature transmitter in its pocket.
public struct OilTemperature: Component {
    public struct Parameters: ParameterValues {
        var tank = ""
        /// K.
        var low = 273.15
        var high = 373.15
        var lag = 15.0
        var compliance = 10.0
        /// K.
        var offset = 0.0
        var isDead = false
        var isSaturated = false
        public init() {}
    }

    public static let type = ComponentType<OilTemperature>(
        name: "oil-temperature", text: Text(fr: "sonde de température d'huile 4-20 mA", en: "4–20 mA oil-temperature sensor"),
        domain: .electrical,
        law: Text(
            fr: "i = 4 mA + 16 mA·(T − T_bas)/(T_haut − T_bas), retard du premier ordre ; de 3,6 à 20,5 mA (NAMUR NE 43)",
            en: "i = 4 mA + 16 mA·(T − T_low)/(T_high − T_low), first-order lag; from 3.6 to 20.5 mA (NAMUR NE 43)"),
        terminals: [Terminal("+", .electrical), Terminal("-", .electrical)],
        parameters: [
            Parameter(
                "tank", .link(\.tank),
                Text(
                    fr: "réservoir ou huile, sortie d'un échangeur ou d'un limiteur (sans : ambiance)",
                    en: "tank or oil, outlet of a cooler or of a relief valve (without: the room)")),
            Parameter(
                "low", .quantity(.temperature, \.low, 173.15...373.15), Text(fr: "température à 4 mA", en: "temperature at 4 mA"),
                source: "0–100 °C"),
            Parameter(
                "high", .quantity(.temperature, \.high, 293.15...573.15),
                Text(fr: "température à 20 mA", en: "temperature at 20 mA"), source: "0–100 °C"),
            Parameter(
                "lag", .quantity(.time, \.lag, 0.1...600), Text(fr: "temps de réponse", en: "response time"),
                source: "Pt100 in a pocket: 8–40 s"),
            Parameter(
                "compliance", .quantity(.voltage, \.compliance, 5...15), Text(fr: "tension minimale", en: "least voltage"),
                source: "10–12 V"),
        ],
        failures: [
            Failure("offset", Text(fr: "zéro décalé", en: "zero shifted"), remedies: [.adjust, .replace]) { values, severity, _ in
                values.offset += 20 * severity
            },
            Failure(
                "pocket-dry", Text(fr: "doigt de gant sans pâte, réponse lente", en: "dry pocket, slow response"),
                remedies: [.grease, .replace]
            ) {
                values, severity, _ in values.lag *= 1 + 9 * severity
            },
            Failure("dead", Text(fr: "hors service", en: "dead"), remedies: [.replace]) { values, severity, _ in
                values.isDead = severity >= 0.5
            },
            Failure("open", Text(fr: "élément coupé : au maximum", en: "element open: at its maximum"), remedies: [.replace]) {
                values, severity, _ in values.isSaturated = severity >= 0.5
            },
        ],
        signals: [
            .output("loop-current", .current, Text(fr: "courant de boucle", en: "loop current")),
            .output("temperature", .temperature, Text(fr: "température annoncée", en: "temperature told"), initial: Air.ambient),
        ],
        told: [.mediumTemperature(Text(fr: "température de l'huile", en: "temperature of the oil"))])

    private let loop: Handle<LimitedSink>
    private let source: SignalIndex?
    private let room: Joint
    private let shown: [SignalIndex]
    private var parameters: Parameters
    /// K that the element has followed.
    private var followed = Air.ambient

    public init(_ p: Parameters, at site: Site) throws {
        parameters = p
        loop = site.add(LimitedSink(drop: 10, resistance: 10, limit: 0.004), "loop", site["+"], site["-"])
        // Of the oil that leaves, where the part that it is screwed to says so; else that of the bath.
        source =
            try site.told("medium-temperature")
            ?? (p.tank.isEmpty ? nil : site.signal(anyOf: ["outlet-temperature", "temperature"], of: p.tank))
        room = site.ambient
        shown = [site.signal("loop-current"), site.signal("temperature")]
    }

    public mutating func refit(_ p: Parameters) {
        parameters = p
        loop.element.drop = p.compliance
        drive()
    }

    private func drive() {
        let p = parameters
        let asked = 0.004 + 0.016 * (followed + p.offset - p.low) / (p.high - p.low)
        loop.element.law.limit = p.isDead ? 0 : p.isSaturated ? 0.022 : min(max(asked, 0.0036), 0.0205)
    }

    public mutating func update(_ tick: Tick) {
        let p = parameters
        let now = source.map { tick[$0] } ?? tick.across(room)
        followed += (now - followed) * tick.dt / (p.lag + tick.dt)
        drive()
        tick[shown[0]] = loop.element.current
        tick[shown[1]] = p.low + (loop.element.current - 0.004) / 0.016 * (p.high - p.low)
    }
}
