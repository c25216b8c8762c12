import Circuits
public import Notation

/// A connected sensor: it measures a signal of another component, answers with whole digits at its address, and switches an output.
///
/// digits = (x − zero)/resolution, rounded. Two sensors of one address on a bus answer by turns: the master reads now one, now the
/// other, as long as both live.
public struct DigitalSensor: Component {
    public struct Parameters: ParameterValues {
        var measures = ""
        /// Index in `quantities`.
        var quantity = 0
        var zero = Air.atmosphere
        var resolution = 1000.0
        var address = 1
        var neighbour = ""
        var setPoint = -60.0
        var hysteresis = 5.0
        /// Index in `sides`.
        var switches = 0
        var consumption = 1200.0
        /// Digits added.
        var offset = 0.0
        var scale = 1.0
        var isFrozen = false
        /// It has taken its neighbour's address.
        var isClashing = false
        var isDead = false
        var defect = SensorOutput.Defect.none
        public init() {}
    }

    /// Signals of other components that it can measure, in SI.
    static let quantities = ["pressure", "vacuum", "temperature", "position", "level", "flow", "speed", "force"]
    private static let kinds: [Quantity.Kind] = [
        .pressure, .pressure, .temperature, .length, .length, .volumeFlow, .angularSpeed, .force,
    ]
    static let sides = ["below", "above"]

    /// Value of a quantity where nothing happens.
    private static func rest(_ kind: Quantity.Kind) -> Double {
        switch kind {
        case .pressure: Air.atmosphere
        case .temperature: Air.ambient
        default: 0
        }
    }

    public static let type = ComponentType<DigitalSensor>(
        name: "digital-sensor", text: Text(fr: "capteur numérique", en: "digital sensor"), domain: .electrical,
        law: Text(
            fr:
                "points = (x − zéro)/résolution, arrondis ; sortie PNP au seuil ; deux capteurs à la même adresse répondent tour à tour",
            en: "digits = (x − zero)/resolution, rounded; PNP output at the set point; two sensors of one address answer by turns"
        ),
        terminalsFor: { _ in
            [
                Terminal("1", .electrical, Text(fr: "brun, +", en: "brown, +")),
                Terminal("3", .electrical, Text(fr: "bleu, −", en: "blue, −")),
                Terminal("4", .electrical, Text(fr: "noir, C/Q", en: "black, C/Q")),
            ]
        },
        parameters: [
            Parameter("measures", .link(\.measures), Text(fr: "ce qu'il mesure", en: "what it measures")),
            Parameter("quantity", .choice(\.quantity, quantities), Text(fr: "grandeur mesurée", en: "quantity measured")),
            Parameter(
                "zero", .quantity(.ratio, \.zero, -1e9...1e9), Text(fr: "valeur SI à 0 point", en: "SI value at 0 digits"),
                source: "101325 for a relative pressure"),
            Parameter(
                "resolution", .quantity(.ratio, \.resolution, 1e-9...1e9),
                Text(fr: "valeur SI d'un point", en: "SI value of one digit"), source: "1000: kPa"),
            Parameter("address", .count(\.address, 1...247), Text(fr: "adresse", en: "address"), adjustable: true),
            Parameter(
                "neighbour", .link(\.neighbour), Text(fr: "autre capteur numérique du bus", en: "other digital sensor of the bus")
            ),
            Parameter(
                "set-point", .quantity(.ratio, \.setPoint, -32768...32767), Text(fr: "seuil, en points", en: "set point, digits"),
                adjustable: true),
            Parameter(
                "hysteresis", .quantity(.ratio, \.hysteresis, 0...10_000),
                Text(fr: "hystérésis, en points", en: "hysteresis, digits"), adjustable: true),
            Parameter(
                "switches", .choice(\.switches, sides),
                Text(fr: "sortie à 1 sous ou sur le seuil", en: "output on below or above")),
            Parameter(
                "consumption", .quantity(.resistance, \.consumption, 300...20_000),
                Text(fr: "résistance d'alimentation", en: "resistance of the supply side")),
        ],
        failures: [
            Failure("wrong-scale", Text(fr: "échelle mal réglée", en: "wrong scale"), remedies: [.adjust]) {
                values, severity, _ in values.scale *= 1 + 0.6 * severity
            },
            Failure("zero-drift", Text(fr: "zéro décalé", en: "zero drifted"), remedies: [.adjust, .replace]) {
                values, severity, _ in values.offset += 20 * severity
            },
            Failure("frozen", Text(fr: "mesure figée", en: "frozen measurement"), remedies: [.reset, .replace]) {
                values, severity, _ in values.isFrozen = severity >= 0.5
            },
            Failure(
                "address-taken", Text(fr: "adresse déjà prise sur le bus", en: "address already taken on the bus"),
                remedies: [.adjust]
            ) {
                values, severity, _ in values.isClashing = severity >= 0.5
            },
            Failure("dead", Text(fr: "hors service", en: "dead"), remedies: [.replace]) { values, severity, _ in
                values.isDead = severity >= 0.5
            },
            Failure("output-open", Text(fr: "sortie coupée", en: "output open"), remedies: [.replace]) { values, severity, _ in
                if severity >= 0.5 { values.defect = .open }
            },
        ],
        signalsFor: { values in
            [
                .input(
                    "process", kinds[values.quantity], Text(fr: "grandeur, sans lien", en: "quantity, without a link"),
                    initial: rest(kinds[values.quantity])),
                .output("own", .ratio, Text(fr: "points qu'il envoie", en: "digits that it sends")),
                .output("value", .ratio, Text(fr: "points lus à son adresse", en: "digits read at its address")),
                .output("valid", .ratio, Text(fr: "1 s'il répond", en: "1 if it answers")),
                .output("address", .ratio, Text(fr: "adresse", en: "address"), initial: Double(values.address)),
                .output("output", .ratio, Text(fr: "1 si la sortie est commandée", en: "1 if the output is driven")),
            ]
        })

    /// Seconds of one turn of the master.
    private static let turn = 0.5

    private let output: SensorOutput
    private let supply: Handle<Conductance>
    private let source: SignalIndex
    /// Own digits, life and address of the neighbour.
    private let neighbour: (own: SignalIndex, valid: SignalIndex, address: SignalIndex)?
    private let signals: [SignalIndex]
    private var parameters: Parameters
    private var isFed = false
    private var isOn = false
    private var digits = 0.0

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        output = SensorOutput(site)
        supply = site.add(Conductance(resistance: parameters.consumption), "1-3", site["1"], site["3"])
        source =
            parameters.measures.isEmpty || site.isTold("process")
            ? site.signal("process") : try site.signal(Self.quantities[parameters.quantity], of: parameters.measures)
        neighbour =
            parameters.neighbour.isEmpty
            ? nil
            : (
                try site.signal("own", of: parameters.neighbour), try site.signal("valid", of: parameters.neighbour),
                try site.signal("address", of: parameters.neighbour)
            )
        signals = ["own", "value", "valid", "address", "output"].map { site.signal($0) }
    }

    public mutating func refit(_ parameters: Parameters) {
        self.parameters = parameters
        supply.element.value = parameters.isDead ? Contact.open : 1 / parameters.consumption
        output.set(isOn, parameters.defect)
    }

    public mutating func update(_ tick: Tick) {
        let p = parameters
        isFed = output.supplyVoltage(tick) >= SensorOutput.leastSupply && !p.isDead
        if isFed && !p.isFrozen {
            digits = min(max((p.scale * (tick[source] - p.zero) / p.resolution + p.offset).rounded(), -32768), 32767)
        }
        let sign: Double = p.switches == 0 ? -1 : 1
        let wasOn = isOn
        if sign * (digits - p.setPoint) > 0 { isOn = true }
        if sign * (digits - p.setPoint) < -p.hysteresis || !isFed { isOn = false }
        if isOn != wasOn { output.set(isOn, p.defect) }

        let address = p.isClashing ? neighbour.map { tick[$0.address] } ?? Double(p.address) : Double(p.address)
        let isShared = neighbour.map { tick[$0.valid] > 0.5 && tick[$0.address] == address } ?? false
        let isOthersTurn = isShared && Int(tick.time / Self.turn) % 2 == 1
        tick[signals[0]] = isFed ? digits : 0
        tick[signals[1]] = isOthersTurn ? neighbour.map { tick[$0.own] } ?? 0 : isFed ? digits : 0
        tick[signals[2]] = isFed ? 1 : 0
        tick[signals[3]] = address
        tick[signals[4]] = isOn ? 1 : 0
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        guard sense == .sight else { return [] }
        guard isFed else { return [Text(fr: "l'afficheur est éteint", en: "the display is dark")] }
        return [
            Text(fr: "l'afficheur indique \(Int(digits))", en: "the display shows \(Int(digits))"),
            Led.text(Text(fr: "de sortie", en: "output"), isLit: isOn),
        ]
    }
}
