import Circuits
import Glibc
public import Notation

/// A single-phase control transformer: short-circuit impedance shared by its windings, iron, and the inrush of its core.
///
/// Switched on, its flux is offset by what the instant and the specimen make of it; the saturated core draws up to `inrush` times the
/// rated current (as the magnetic trip of a breaker feels it), reactive, which dies in a few periods. The secondary gives its rated
/// voltage at its rated resistive load, a few per cent more without load.
public struct Transformer: Component {
    public struct Parameters: ParameterValues {
        var primary = 400.0
        var secondary = 230.0
        var power = 250.0
        var copperLoss = 0.06
        var leakage = 0.02
        var ironLoss = 0.03
        var magnetising = 0.08
        var inrush = 12.0
        var inrushTime = 0.03
        var rise = 60.0
        var isPrimaryOpen = false
        var isSecondaryOpen = false
        var shortedTurns = 0.0
        var insulation = 1e9
        public init() {}

        /// Ohms of the rated power on the primary side.
        var impedance: Double { primary * primary / power }
        /// No-load voltage of the secondary: the drop of the rated resistive load added.
        var ratio: Double { primary / (secondary * (1 + copperLoss)) }
    }

    public static let type = ComponentType<Transformer>(
        name: "transformer", text: Text(fr: "transformateur de commande", en: "control transformer"), domain: .electrical,
        law: Text(
            fr: "U₂ = U₁/n − Z·I₂ ; appel jusqu'à 12·I_n selon l'instant, τ = 30 ms ; noyau et pertes fer en parallèle",
            en: "U₂ = U₁/n − Z·I₂; inrush up to 12·I_n by the instant, τ = 30 ms; core and iron losses in parallel"),
        terminals: ["P1", "P2", "S1", "S2"].map { Terminal($0, .electrical) },
        parameters: [
            Parameter("primary", .quantity(.voltage, \.primary, 12...690), Text(fr: "tension primaire", en: "primary voltage")),
            Parameter(
                "secondary", .quantity(.voltage, \.secondary, 5...690),
                Text(fr: "tension secondaire en charge", en: "secondary voltage under load")),
            Parameter(
                "power", .quantity(.apparentPower, \.power, 10...20_000), Text(fr: "puissance apparente", en: "apparent power")),
            Parameter(
                "copper-loss", .quantity(.ratio, \.copperLoss, 0.01...0.15),
                Text(fr: "pertes cuivre, part de la puissance", en: "copper losses, share of the power"), source: "250 VA: 5–8 %"),
            Parameter(
                "leakage", .quantity(.ratio, \.leakage, 0.005...0.1),
                Text(
                    fr: "réactance de fuite, part de l'impédance nominale", en: "leakage reactance, share of the rated impedance")
            ),
            Parameter(
                "iron-loss", .quantity(.ratio, \.ironLoss, 0.002...0.1),
                Text(fr: "pertes fer, part de la puissance", en: "iron losses, share of the power")),
            Parameter(
                "magnetising", .quantity(.ratio, \.magnetising, 0.01...0.5),
                Text(fr: "courant magnétisant, part de I_n", en: "magnetising current, share of I_n")),
            Parameter(
                "inrush", .quantity(.ratio, \.inrush, 0...30),
                Text(fr: "appel au pire instant, fois I_n", en: "inrush at the worst instant, times I_n"),
                source: "8–15 I_n"),
            Parameter(
                "inrush-time", .quantity(.time, \.inrushTime, 0.005...1),
                Text(fr: "constante de temps de l'appel", en: "time constant of the inrush")),
            Parameter(
                "rise", .quantity(.temperatureDifference, \.rise, 20...120),
                Text(fr: "échauffement à la puissance nominale", en: "rise at the rated power")),
        ],
        failures: [
            Failure("primary-open", Text(fr: "primaire coupé", en: "open primary"), remedies: [.replace]) { values, severity, _ in
                values.isPrimaryOpen = severity >= 0.5
            },
            Failure("secondary-open", Text(fr: "secondaire coupé", en: "open secondary"), remedies: [.replace]) {
                values, severity, _ in values.isSecondaryOpen = severity >= 0.5
            },
            Failure("shorted-turns", Text(fr: "spires en court-circuit", en: "shorted turns"), remedies: [.replace]) {
                values, severity, _ in values.shortedTurns = severity
            },
            Failure("earth-fault", Text(fr: "secondaire à la masse", en: "secondary to earth"), remedies: [.replace]) {
                values, severity, _ in values.insulation = Contact.leak(severity)
            },
        ],
        signals: [
            .output("primary-current", .current, Text(fr: "courant primaire", en: "primary current")),
            .output("secondary-voltage", .voltage, Text(fr: "tension secondaire", en: "secondary voltage")),
            .output("temperature", .temperature, Text(fr: "température", en: "temperature"), initial: Air.ambient),
        ])

    private static let thermalTime = 1800.0
    /// Times the rated current that shorted turns draw at full severity.
    private static let shortCurrent = 4.0

    private let input: (Joint, Joint)
    private let output: (Joint, Joint)
    private let core: Joint
    private let winding: Handle<PhaseSource>
    private let windings: Handle<IdealTransformer>
    private let iron: Handle<PhaseSource>
    private let direct: [Handle<DirectConductance>]
    private let leak: Handle<Conductance>
    private let signals: [SignalIndex]
    /// Of a period by which this specimen's flux lags the clock, 0…1.
    private let lag: Double
    private var parameters: Parameters
    private var isFed = false
    /// Offset of the flux left, 0…1.
    private var offset = 0.0
    /// K above ambient.
    private var rise = 0.0

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        input = (site["P1"], site["P2"])
        output = (site["S1"], site["S2"])
        core = site.inner("core", .electrical)
        winding = site.add(PhaseSource(resistance: 1, reactance: 1), "primary", input.0, core)
        windings = site.add(
            IdealTransformer(ratio: 1, resistance: 1, reactance: 1), "windings", core, input.1, output.0, output.1)
        iron = site.add(PhaseSource(resistance: 1, reactance: 1), "iron", core, input.1)
        direct = [
            site.add(DirectConductance(1), "primary wire", input.0, input.1),
            site.add(DirectConductance(1), "secondary wire", output.0, output.1),
        ]
        leak = site.add(Conductance(1e-9), "insulation", output.1, site.earth)
        signals = ["primary-current", "secondary-voltage", "temperature"].map { site.signal($0) }
        lag = site.share()
    }

    public mutating func refit(_ parameters: Parameters) {
        self.parameters = parameters
        let p = parameters
        // Half of the impedance in each winding.
        let (resistance, reactance) = (0.5 * p.copperLoss * p.impedance, 0.5 * p.leakage * p.impedance)
        winding.element = PhaseSource(resistance: resistance, reactance: reactance)
        let square = p.ratio * p.ratio
        windings.element = IdealTransformer(ratio: p.ratio, resistance: resistance / square, reactance: reactance / square)
        direct[0].element.value = 1 / resistance
        direct[1].element.value = square / resistance
        if p.isPrimaryOpen {
            (winding.element.conductance, winding.element.susceptance) = (Contact.open, 0)
            direct[0].element.value = Contact.open
        }
        if p.isSecondaryOpen {
            (windings.element.conductance, windings.element.susceptance) = (Contact.open, 0)
            direct[1].element.value = Contact.open
        }
        leak.element.value = 1 / p.insulation
        magnetise()
    }

    private func magnetise() {
        let p = parameters
        iron.element.conductance = (p.ironLoss + Self.shortCurrent * p.shortedTurns) / p.impedance
        iron.element.susceptance = -(p.magnetising + p.inrush * offset) / p.impedance
    }

    public mutating func update(_ tick: Tick) {
        let p = parameters
        let volts = tick.squaredVoltage(input.0, input.1).squareRoot()
        if volts > 0.5 * p.primary && !isFed {
            isFed = true
            // A flux that should be at its crest at once is offset by all of it, one at zero by nothing.
            offset = abs(cos(2 * .pi * (50 * tick.time + lag)))
            magnetise()
        } else if offset > 0 {
            offset = offset < 1e-3 ? 0 : offset * exp(-tick.dt / p.inrushTime)
            magnetise()
        }
        if volts < 0.1 * p.primary { isFed = false }
        let admittance = winding.element
        let drop = tick.squaredVoltage(input.0, core)
        let current =
            (drop * (admittance.conductance * admittance.conductance + admittance.susceptance * admittance.susceptance))
            .squareRoot()
        let rated = p.power / p.primary
        let losses =
            p.copperLoss * current * current / (rated * rated) + p.ironLoss + Self.shortCurrent * p.shortedTurns * (isFed ? 1 : 0)
        let steady = isFed ? p.rise * losses / (p.copperLoss + p.ironLoss) : 0
        rise += (min(steady, 400) - rise) * -expm1(-tick.dt / Self.thermalTime)
        tick[signals[0]] = current
        tick[signals[1]] = tick.squaredVoltage(output.0, output.1).squareRoot()
        tick[signals[2]] = Air.ambient + rise
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        switch sense {
        case .hearing where isFed:
            [
                parameters.shortedTurns > 0.3
                    ? Text(fr: "il ronfle fort", en: "it hums loudly") : Text(fr: "un léger ronflement", en: "a slight hum")
            ]
        case .touch: warmth(Air.ambient + rise)
        case .smell where rise > 130: [Text(fr: "une odeur de vernis brûlé", en: "a smell of burnt varnish")]
        default: []
        }
    }
}
