import Circuits
public import Notation

/// The electrical coil of a valve's pilot, in its plug with a LED.
///
/// The LED's own current (a milliampere) is left out: an open coil measures open.
public struct Solenoid: Component {
    public struct Parameters: ParameterValues {
        var voltage = 24.0
        var power = 1.0
        var timeConstant = 0.005
        var pickUp = 0.7
        var dropOut = 0.25
        /// W/K.
        var toAir = 1 / 30.0
        var isCoilOpen = false
        var shortedTurns = 0.0
        public init() {}
    }

    public static let type = ComponentType<Solenoid>(
        name: "solenoid", text: Text(fr: "bobine d'électrovanne", en: "valve solenoid"), domain: .electrical,
        law: Text(
            fr: "U = R·i + L·di/dt, R = U_n²/P ; attire si i > appel, lâche si i < chute ; s'échauffe de P/G en 10 min",
            en: "U = R·i + L·di/dt, R = U_n²/P; pulls if i > pick-up, lets go if i < drop-out; warms by P/G in 10 min"),
        terminals: [Terminal("1", .electrical), Terminal("2", .electrical)],
        parameters: [
            Parameter(
                "voltage", .quantity(.voltage, \.voltage, 5...240),
                Text(fr: "tension nominale (continue)", en: "rated voltage (DC)")),
            Parameter(
                "power", .quantity(.power, \.power, 0.2...30), Text(fr: "puissance", en: "power"), source: "pilot 0.35–1 W"),
            Parameter(
                "time-constant", .quantity(.time, \.timeConstant, 5e-4...0.1),
                Text(fr: "constante de temps L/R", en: "time constant L/R")),
            Parameter(
                "pick-up", .quantity(.ratio, \.pickUp, 0.3...0.9), Text(fr: "appel, part de U_n", en: "pick-up, share of U_n")),
            Parameter(
                "drop-out", .quantity(.ratio, \.dropOut, 0.05...0.7), Text(fr: "chute, part de U_n", en: "drop-out, share of U_n")
            ),
            Parameter(
                "to-air", .quantity(.thermalConductance, \.toAir, 1e-3...10),
                Text(fr: "conductance thermique vers l'air G", en: "heat conductance to the air G"),
                source: "pilot coils: 30 K/W; NG6 coils of 26–30 W in their tube: 2–3 K/W"),
        ],
        failures: [
            Failure("coil-open", Text(fr: "bobine coupée", en: "coil open"), remedies: [.replace]) { values, severity, _ in
                values.isCoilOpen = severity >= 0.5
            },
            Failure("shorted-turns", Text(fr: "spires en court-circuit", en: "shorted turns"), remedies: [.replace]) {
                values, severity, _ in values.shortedTurns = severity
            },
        ],
        wear: [
            Wear(
                "shorted-turns", by: .always, growth: 4,
                source: "IEC 60085: class F 20 000 h at 155 °C; halved by 10 K (Montsinger)",
                influences: { _ in [.heat("temperature", reference: 428.15, doubling: 10)] }
            ) { _ in Wear<Parameters>.hours(20_000) }
        ],
        signals: [
            .output("energised", .ratio, Text(fr: "1 si la bobine attire", en: "1 if the coil pulls")),
            .output("current", .current, Text(fr: "courant", en: "current")),
            .output("led", .ratio, Text(fr: "voyant : 1 si allumé", en: "LED: 1 if lit")),
            .output(
                "temperature", .temperature, Text(fr: "température de la bobine", en: "coil temperature"), initial: Air.ambient),
        ])

    /// Seconds.
    private static let thermalTime = 600.0

    private let ends: (Joint, Joint)
    private let room: Joint
    private let coil: Handle<Coil>
    private let energised: SignalIndex
    private let current: SignalIndex
    private let led: SignalIndex
    private let temperature: SignalIndex
    private var parameters: Parameters
    private var isPulled = false
    private var fading = CoilFading()
    /// K above ambient.
    private var rise = 0.0

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        ends = (site["1"], site["2"])
        room = site.ambient
        coil = site.add(Coil(resistance: 576, inductance: 3), "", ends.0, ends.1)
        energised = site.signal("energised")
        current = site.signal("current")
        led = site.signal("led")
        temperature = site.signal("temperature")
    }

    public mutating func refit(_ parameters: Parameters) {
        self.parameters = parameters
        let nominal = parameters.voltage * parameters.voltage / parameters.power
        coil.element.resistance = parameters.isCoilOpen ? 1e9 : nominal * (1 - 0.75 * parameters.shortedTurns)
        coil.element.inductance = nominal * parameters.timeConstant * (1 - 0.9 * parameters.shortedTurns)
    }

    public mutating func update(_ tick: Tick) {
        let p = parameters
        let rated = p.power / p.voltage
        // The pull of a coil with shorted turns is that of the turns left.
        let pull = abs(coil.element.current(in: tick.dt / 2, &fading)) * (1 - 0.9 * p.shortedTurns)
        if pull > p.pickUp * rated { isPulled = true }
        if pull < p.dropOut * rated { isPulled = false }
        let volts = tick.voltage(ends.0, ends.1)
        let heat = abs(volts * coil.element.current)
        rise += (heat / p.toAir - rise) * tick.dt / (Self.thermalTime + tick.dt)
        tick[energised] = isPulled ? 1 : 0
        tick[current] = coil.element.current
        // A LED needs its threshold and a few volts.
        tick[led] = abs(volts) > 0.3 * p.voltage ? 1 : 0
        tick[temperature] = tick.across(room) + rise
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        switch sense {
        case .sight:
            [
                tick[led] > 0.5
                    ? Text(fr: "le voyant du connecteur est allumé", en: "the LED of the plug is lit")
                    : Text(fr: "le voyant du connecteur est éteint", en: "the LED of the plug is dark")
            ]
        case .touch where rise > 45: [Text(fr: "la bobine est brûlante", en: "the coil burns the hand")]
        case .touch where rise > 12: [Text(fr: "la bobine est chaude", en: "the coil is hot")]
        case .touch where rise > 4: [Text(fr: "la bobine est tiède", en: "the coil is warm")]
        case .smell where rise > 70: [Text(fr: "ça sent le vernis chaud", en: "a smell of hot varnish")]
        default: []
        }
    }
}
