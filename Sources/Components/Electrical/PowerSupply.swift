import Circuits
public import Notation

/// A regulated supply, 230 V AC to 24 V DC: constant voltage up to its current limit, then constant current; a floating output.
///
/// The two sides meet between the steps only: the input draws the power of the last step over the efficiency.
public struct PowerSupply: Component {
    public struct Parameters: ParameterValues {
        var voltage = 24.0
        var limit = 5.5
        var resistance = 0.03
        var efficiency = 0.88
        var holdUp = 0.02
        var isDead = false
        public init() {}
    }

    public static let type = ComponentType<PowerSupply>(
        name: "power-supply", text: Text(fr: "alimentation 24 V", en: "24 V power supply"), domain: .electrical,
        law: Text(
            fr: "U = U₀ − R·I jusqu'à I_lim, puis I = I_lim ; entrée de 85 à 300 V, P = U·I/η",
            en: "U = U₀ − R·I up to I_lim, then I = I_lim; input from 85 to 300 V, P = U·I/η"),
        terminals: ["L", "N", "PE", "+", "-"].map { Terminal($0, .electrical) },
        parameters: [
            Parameter(
                "voltage", .quantity(.voltage, \.voltage, 22.5...28.5), Text(fr: "tension réglée", en: "set voltage"),
                adjustable: true),
            Parameter(
                "current-limit", .quantity(.current, \.limit, 0.5...50), Text(fr: "courant limite", en: "current limit"),
                source: "1.05–1.5 I_n"),
            Parameter(
                "internal-resistance", .quantity(.resistance, \.resistance, 1e-3...2),
                Text(fr: "résistance interne", en: "internal resistance"), source: "0.02–0.05 Ω"),
            Parameter("efficiency", .quantity(.ratio, \.efficiency, 0.5...0.98), Text(fr: "rendement", en: "efficiency")),
            Parameter(
                "hold-up", .quantity(.time, \.holdUp, 0.001...0.2),
                Text(fr: "maintien sans réseau", en: "hold-up without mains"), source: "20 ms"),
        ],
        failures: [
            Failure("dead", Text(fr: "hors service", en: "dead"), remedies: [.replace]) { values, severity, _ in
                values.isDead = severity >= 0.5
            },
            Failure("aged", Text(fr: "étage de sortie vieilli", en: "aged output stage"), remedies: [.replace]) {
                values, severity, _ in values.resistance += severity
            },
            Failure("low-voltage", Text(fr: "tension basse", en: "low voltage"), remedies: [.adjust, .replace]) {
                values, severity, _ in values.voltage *= 1 - 0.4 * severity
            },
            Failure("limit-low", Text(fr: "limite de courant trop basse", en: "current limit too low"), remedies: [.replace]) {
                values, severity, _ in values.limit *= 1 - 0.9 * severity
            },
        ],
        wear: [
            Wear(
                "aged", by: .time(while: "output-voltage", above: 5), growth: 1.5, slope: 3,
                source: "makers: electrolytic capacitors 60 000 h at 40 °C"
            ) { _ in Wear<Parameters>.hours(60_000) }
        ],
        signals: [
            .output("output-voltage", .voltage, Text(fr: "tension de sortie", en: "output voltage")),
            .output("output-current", .current, Text(fr: "courant de sortie", en: "output current")),
            .output("input-current", .current, Text(fr: "courant d'entrée", en: "input current")),
            .output("led", .ratio, Text(fr: "LED DC OK", en: "DC OK LED")),
        ])

    /// Volts between which it works.
    private static let inputs = 85.0...300.0
    /// Seconds from the mains to the output.
    private static let startDelay = 0.1
    /// Watts without load.
    private static let idle = 1.5

    private let stage: Handle<LimitedSource>
    private let input: Handle<AlternatingLoad>
    private let line: Joint
    private let neutral: Joint
    private let plus: Joint
    private let minus: Joint
    private let outputVoltage: SignalIndex
    private let outputCurrent: SignalIndex
    private let inputCurrent: SignalIndex
    private let led: SignalIndex
    private var parameters: Parameters
    private var isOn = false
    /// Seconds of mains since it came back, and without it since it went.
    private var presence = 0.0
    private var absence = 0.0

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        (line, neutral, plus, minus) = (site["L"], site["N"], site["+"], site["-"])
        stage = site.add(LimitedSource(voltage: 0, resistance: 1, limit: 1), "output", plus, minus)
        input = site.add(AlternatingLoad(0), "input", line, neutral)
        // What discharges the capacitors of the filter, and the output once it is off.
        site.add(Conductance(1e-6), "discharge", line, neutral)
        site.add(DirectConductance(1 / 4700), "bleeder", plus, minus)
        outputVoltage = site.signal("output-voltage")
        outputCurrent = site.signal("output-current")
        inputCurrent = site.signal("input-current")
        led = site.signal("led")
    }

    public mutating func refit(_ parameters: Parameters) {
        self.parameters = parameters
        drive()
    }

    private func drive() {
        stage.element.voltage = isOn ? parameters.voltage : 0
        stage.element.law.resistance = parameters.resistance
        stage.element.law.limit = parameters.limit
    }

    public mutating func update(_ tick: Tick) {
        let real = tick.across(line, Layer.real) - tick.across(neutral, Layer.real)
        let imaginary = tick.across(line, Layer.imaginary) - tick.across(neutral, Layer.imaginary)
        let square = real * real + imaginary * imaginary
        let isFed =
            square > Self.inputs.lowerBound * Self.inputs.lowerBound
            && square < Self.inputs.upperBound * Self.inputs.upperBound && !parameters.isDead
        presence = isFed ? presence + tick.dt : 0
        absence = isFed ? 0 : absence + tick.dt
        if presence > Self.startDelay - 1e-9 { isOn = true }
        if absence > parameters.holdUp + 1e-9 || parameters.isDead { isOn = false }
        drive()
        let voltage = tick.voltage(plus, minus)
        let current = stage.element.current
        let power = isOn ? max(0, voltage * current) / parameters.efficiency + Self.idle : Self.idle
        input.element.value = isFed ? power / square : 0
        tick[outputVoltage] = voltage
        tick[outputCurrent] = current
        tick[inputCurrent] = isFed ? power / square.squareRoot() : 0
        tick[led] = isLit(voltage) ? 1 : 0
    }

    private func isLit(_ voltage: Double) -> Bool { voltage > 21.6 }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        switch sense {
        case .sight: [Led.text(Text("DC OK"), isLit: isLit(tick.voltage(plus, minus)))]
        case .touch where tick.voltage(plus, minus) * stage.element.current * (1 / parameters.efficiency - 1) > 12:
            [Text(fr: "le boîtier est bien chaud", en: "the housing is quite hot")]
        default: []
        }
    }
}
