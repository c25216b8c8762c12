import Circuits
public import Notation

/// The rectifier of a motor brake with the brake's coil: 0.9·U of a bridge, 0.45·U of half a wave, and the coil's current that releases.
///
/// Switched off on the mains side, the coil's current dies through the diodes in its own L/R: the brake falls late. With the contact
/// 4-5 in the direct-current side it dies in a varistor, ten times sooner. 13 and 15 are the coil.
public struct BrakeRectifier: Component {
    public struct Parameters: ParameterValues {
        var voltage = 207.0
        var power = 30.0
        var timeConstant = 0.08
        var pickUp = 0.6
        var dropOut = 0.25
        var hasDirectSwitching = false
        /// Share of the mains voltage that comes out.
        var form = 0.9
        var isDead = false
        var isCoilOpen = false
        var shortedTurns = 0.0
        var insulation = 1e9
        public init() {}

        var resistance: Double { voltage * voltage / power }
    }

    public static let type = ComponentType<BrakeRectifier>(
        name: "brake-rectifier", text: Text(fr: "redresseur et bobine de frein", en: "brake rectifier and coil"),
        domain: .electrical,
        law: Text(
            fr: "U_cc = 0,9·U (pont) ; bobine U = R·i + L·di/dt ; le frein s'ouvre si i > appel, retombe si i < chute",
            en: "U_dc = 0.9·U (bridge); coil U = R·i + L·di/dt; the brake opens if i > pick-up, falls if i < drop-out"),
        terminalsFor: { values in
            (["1", "2"] + (values.hasDirectSwitching ? ["4", "5"] : []) + ["13", "15"]).map { Terminal($0, .electrical) }
        },
        parameters: [
            Parameter(
                "voltage", .quantity(.voltage, \.voltage, 12...400),
                Text(fr: "tension de la bobine (continue)", en: "coil voltage (DC)"),
                source: "230 V mains: 205 V"),
            Parameter("power", .quantity(.power, \.power, 2...500), Text(fr: "puissance de la bobine", en: "coil power")),
            Parameter(
                "time-constant", .quantity(.time, \.timeConstant, 0.005...1),
                Text(fr: "constante de temps L/R", en: "time constant L/R")),
            Parameter(
                "pick-up", .quantity(.ratio, \.pickUp, 0.3...0.9),
                Text(fr: "appel, part du courant nominal", en: "pick-up, share of the rated current")),
            Parameter(
                "drop-out", .quantity(.ratio, \.dropOut, 0.05...0.6),
                Text(fr: "chute, part du courant nominal", en: "drop-out, share of the rated current")),
            Parameter(
                "direct-switching", .flag(\.hasDirectSwitching),
                Text(fr: "coupure côté continu par 4-5", en: "switched on the direct side by 4-5")),
        ],
        failures: [
            Failure("diode-open", Text(fr: "diode coupée : demi-onde", en: "open diode: half wave"), remedies: [.replace]) {
                values, severity, _ in if severity >= 0.5 { values.form = 0.45 }
            },
            Failure("dead", Text(fr: "redresseur brûlé", en: "burnt rectifier"), remedies: [.replace]) { values, severity, _ in
                values.isDead = severity >= 0.5
            },
            Failure("coil-open", Text(fr: "bobine coupée", en: "coil open"), remedies: [.replace]) { values, severity, _ in
                values.isCoilOpen = severity >= 0.5
            },
            Failure("shorted-turns", Text(fr: "spires en court-circuit", en: "shorted turns"), remedies: [.replace]) {
                values, severity, _ in values.shortedTurns = severity
            },
            Failure("earth-fault", Text(fr: "bobine à la masse", en: "coil to earth"), remedies: [.replace]) {
                values, severity, _ in values.insulation = Contact.leak(severity)
            },
        ],
        wear: [
            Wear(
                "shorted-turns", by: .time(while: "energised", above: 0.5), growth: 4,
                source: "chosen: class F, excited at its rated temperature"
            ) { _ in Wear<Parameters>.hours(40_000) }
        ],
        signalsFor: { _ in
            [
                .output(
                    "energised", .ratio,
                    Text(fr: "1 si la bobine tient le frein ouvert", en: "1 if the coil holds the brake open")),
                .output("released", .ratio, Text(fr: "1 si le frein est libéré", en: "1 if the brake is released")),
                .output("current", .current, Text(fr: "courant de la bobine", en: "coil current")),
            ]
        })

    /// Ohms of the varistor across the coil when the direct side opens, over those of the coil.
    private static let varistor = 9.0

    private let mains: (Joint, Joint)
    private let output: (Joint, Joint)
    private let stage: Handle<LimitedSource>
    private let input: Handle<AlternatingLoad>
    private let coil: Handle<Coil>
    private let clamp: Handle<DirectConductance>
    private let leak: Handle<Conductance>
    private let signals: [SignalIndex]
    private var parameters: Parameters
    private var isPulled = false

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        mains = (site["1"], site["2"])
        let minus = site["15"]
        let plus = parameters.hasDirectSwitching ? site["4"] : site["13"]
        output = (plus, minus)
        stage = site.add(LimitedSource(voltage: 0, resistance: 1, limit: 50), "rectifier", plus, minus)
        input = site.add(AlternatingLoad(0), "input", mains.0, mains.1)
        site.add(Conductance(1e-6), "discharge", mains.0, mains.1)
        coil = site.add(Coil(resistance: 1000, inductance: 50), "coil", site["13"], minus)
        clamp = site.add(DirectConductance(1e-9), "varistor", site["13"], minus)
        if parameters.hasDirectSwitching { _ = site.wire("5-13", site["5"], site["13"], resistance: 1e-3) }
        leak = site.add(Conductance(1e-9), "insulation", minus, site.earth)
        signals = ["energised", "released", "current"].map { site.signal($0) }
    }

    public mutating func refit(_ parameters: Parameters) {
        self.parameters = parameters
        let nominal = parameters.resistance
        // Shorted turns keep a quarter of the resistance and nearly none of the field.
        let resistance = nominal * (1 - 0.75 * parameters.shortedTurns)
        coil.element.resistance = parameters.isCoilOpen ? 1e9 : resistance
        coil.element.inductance = nominal * parameters.timeConstant * (1 - 0.9 * parameters.shortedTurns)
        clamp.element.value = parameters.hasDirectSwitching ? 1 / (Self.varistor * nominal) : 1e-9
        leak.element.value = 1 / parameters.insulation
        stage.element.law.limit = parameters.isDead ? 0 : 50
    }

    public mutating func update(_ tick: Tick) {
        let p = parameters
        let real = tick.across(mains.0, Layer.real) - tick.across(mains.1, Layer.real)
        let imaginary = tick.across(mains.0, Layer.imaginary) - tick.across(mains.1, Layer.imaginary)
        let square = real * real + imaginary * imaginary
        stage.element.voltage = p.form * square.squareRoot()
        let power = max(0, tick.voltage(output.0, output.1) * stage.element.current)
        input.element.value = square > 1 ? power / square : 0

        let current = abs(coil.element.current)
        let nominal = p.voltage / p.resistance
        // The pull of a coil with shorted turns is that of the turns left.
        let pull = current * (1 - 0.9 * p.shortedTurns)
        if pull > p.pickUp * nominal { isPulled = true }
        if pull < p.dropOut * nominal { isPulled = false }
        tick[signals[0]] = isPulled ? 1 : 0
        tick[signals[1]] = isPulled ? 1 : 0
        tick[signals[2]] = coil.element.current
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        guard sense == .hearing, !isPulled, coil.element.current > 0.2 * parameters.voltage / parameters.resistance else {
            return []
        }
        return [Text(fr: "la bobine ronfle sans attirer", en: "the coil hums without pulling")]
    }
}
