import Circuits
import Notation

/// A two-wire 4–20 mA transmitter for a Pt100 in two or three wires, or for a type K thermocouple with cold-junction compensation.
///
/// It sends 0.2 mA through 1-2, and takes twice the drop of lead 2 (seen by 3) off in three wires. Upscale burn-out after NAMUR NE 43.
public struct TemperatureTransmitter: Component {
    public struct Parameters: ParameterValues {
        /// Index in `sensors`.
        var sensor = 0
        var low = 273.15
        var high = 373.15
        var compliance = 10.0
        /// K added.
        var drift = 0.0
        /// Of the span that it believes in.
        var span = 1.0
        var isDead = false
        public init() {}
    }

    static let sensors = ["pt100-3-wire", "pt100-2-wire", "type-k"]

    public static let type = ComponentType<TemperatureTransmitter>(
        name: "temperature-transmitter", text: Text(fr: "transmetteur de température", en: "temperature transmitter"),
        domain: .electrical,
        law: Text(
            fr:
                "i = 4 mA + 16 mA·(T − T_bas)/(T_haut − T_bas), de 3,8 à 20,5 mA ; sonde coupée 21,5 mA, en court-circuit 3,5 mA (NE 43)",
            en: "i = 4 mA + 16 mA·(T − T_low)/(T_high − T_low), 3.8 to 20.5 mA; open sensor 21.5 mA, shorted 3.5 mA (NE 43)"),
        terminals: ["1", "2", "3", "+", "-"].map { Terminal($0, .electrical) },
        parameters: [
            Parameter("sensor", .choice(\.sensor, sensors), Text(fr: "sonde", en: "sensor")),
            Parameter(
                "low", .quantity(.temperature, \.low, 73.15...1273.15), Text(fr: "température à 4 mA", en: "temperature at 4 mA")),
            Parameter(
                "high", .quantity(.temperature, \.high, 173.15...1573.15),
                Text(fr: "température à 20 mA", en: "temperature at 20 mA")),
            Parameter(
                "compliance", .quantity(.voltage, \.compliance, 5...15), Text(fr: "tension minimale", en: "least voltage"),
                source: "10–12 V"),
        ],
        failures: [
            Failure("drift", Text(fr: "zéro décalé", en: "zero drifted"), remedies: [.adjust, .replace]) { values, severity, _ in
                values.drift += 8 * severity
            },
            Failure("wrong-range", Text(fr: "étendue mal réglée", en: "wrong range"), remedies: [.adjust]) {
                values, severity, _ in values.span *= 1 + severity
            },
            Failure("dead", Text(fr: "hors service", en: "dead"), remedies: [.replace]) { values, severity, _ in
                values.isDead = severity >= 0.5
            },
        ],
        signals: [
            .output("measured", .temperature, Text(fr: "température mesurée", en: "temperature measured"), initial: Air.ambient),
            .output("loop-current", .current, Text(fr: "courant de boucle", en: "loop current")),
        ],
        told: [.mediumTemperature(Text(fr: "température de la sonde", en: "temperature of the probe"))])

    /// Amperes through a Pt100, and those that find an open thermocouple.
    private static let (excitation, search) = (2e-4, 1e-8)
    /// Seconds of its filter.
    private static let filter = 0.5

    private let source: Handle<LimitedSource>
    private let loop: Handle<LimitedSink>
    private let inputs: [Joint]
    private let room: Joint
    private let told: SignalIndex?
    private let measured: SignalIndex
    private let loopCurrent: SignalIndex
    private var parameters: Parameters
    private var isFed = false
    /// K; nil while the sensor is open or shorted.
    private var temperature: Double?
    private var isOpen = false

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        inputs = ["1", "2", "3"].map { site[$0] }
        source = site.add(LimitedSource(voltage: 3, resistance: 10, limit: 0), "excitation", inputs[0], inputs[1])
        site.add(Conductance(1e-7), "input", inputs[0], inputs[1])
        site.add(Conductance(1e-7), "input 3", inputs[2], inputs[1])
        loop = site.add(LimitedSink(drop: 10, resistance: 10, limit: 0.0035), "loop", site["+"], site["-"])
        room = site.ambient
        told = site.told("medium-temperature")
        measured = site.signal("measured")
        loopCurrent = site.signal("loop-current")
    }

    public mutating func refit(_ parameters: Parameters) {
        self.parameters = parameters
        loop.element.drop = parameters.compliance
        drive()
    }

    private func drive() {
        let p = parameters
        let asked: Double
        if let temperature {
            let share = (temperature + p.drift - p.low) / ((p.high - p.low) * p.span)
            asked = min(max(0.004 + 0.016 * share, 0.0038), 0.0205)
        } else {
            asked = isOpen ? 0.0215 : 0.0035
        }
        loop.element.law.limit = p.isDead ? 0 : asked
        source.element.law.limit = isFed ? (p.sensor == 2 ? Self.search : Self.excitation) : 0
    }

    public mutating func update(_ tick: Tick) {
        isFed = loop.element.current > 0.003 && !parameters.isDead
        let sent = source.element.current
        if isFed, let told = tick[told: told] {
            isOpen = false
            follow(told, tick)
        } else if isFed && sent > 0 {
            sense(tick, sent)
        }
        drive()
        tick[measured] = isFed ? (temperature ?? Air.ambient) : Air.ambient
        tick[loopCurrent] = loop.element.current
    }

    private mutating func sense(_ tick: Tick, _ sent: Double) {
        let volts = tick.voltage(inputs[0], inputs[1])
        // No thermocouple gives 80 mV: the search current has raised the open input.
        isOpen = parameters.sensor == 2 ? volts > 0.08 : sent < 0.9 * Self.excitation
        var found: Double?
        if parameters.sensor == 2 {
            if !isOpen {
                let reference = Thermometry.chromelAlumel(tick.across(room) - 273.15)
                found = Thermometry.chromelAlumelTemperature(volts + reference)
            }
        } else {
            let lead = parameters.sensor == 0 ? tick.voltage(inputs[2], inputs[1]) : 0
            let ohms = (volts - 2 * lead) / sent
            // Under −200 °C and over 850 °C there is no such sensor.
            if ohms > 18 && ohms < 391 { found = Thermometry.platinumTemperature(ohms) }
        }
        guard let found else {
            temperature = nil
            return
        }
        follow(found + 273.15, tick)
    }

    /// - Parameter found: K.
    private mutating func follow(_ found: Double, _ tick: Tick) {
        let last = temperature ?? found
        temperature = last + (found - last) * min(1, tick.dt / Self.filter)
    }
}
