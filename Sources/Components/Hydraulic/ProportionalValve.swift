import Circuits
public import Notation

/// A proportional directional valve with its amplifier: the spool follows a voltage or a current.
public struct ProportionalValve: Component {
    public struct Parameters: Oiled {
        var oil = ""
        /// Index in `commands`.
        var command = 0
        /// m³/s and Pa, of one way fully open.
        var ratedFlow = 16e-3 / 60
        var ratedLoss = 5e5
        var lag = 0.03
        /// Shares of the command.
        var deadBand = 0.05
        var hysteresis = 0.03
        /// m³/(s·Pa) at reference viscosity, of one land.
        var leak = 1e-13
        var offset = 0.0
        var gain = 1.0
        var isDead = false
        public init() {}
    }

    static let commands = ["±10V", "0-10V", "4-20mA"]
    private static let scales: [Amplifier.Scale] = [.voltageBothWays, .voltage, .currentBothWays]

    public static let type = ComponentType<ProportionalValve>(
        name: "proportional-valve", text: Text(fr: "distributeur proportionnel", en: "proportional valve"), domain: .hydraulic,
        law: Text(
            fr: "dx/dt = (u − x)/τ, zone morte et jeu ; C_d·A·|x| par voie ; ±10 V, 0–10 V (côté a) ou 4–20 mA (12 mA : centre)",
            en: "dx/dt = (u − x)/τ, dead band and play; C_d·A·|x| each way; ±10 V, 0–10 V (side a) or 4–20 mA (12 mA: centre)"),
        terminalsFor: { _ in FourWays.terminals() + Amplifier.terminals },
        parameters: [
            .oil,
            Parameter(
                "command", .choice(\.command, commands), Text(fr: "consigne", en: "command"),
                source: "±10 V, 0–10 V or 4–20 mA amplifiers"),
            Parameter(
                "rated-flow", .quantity(.volumeFlow, \.ratedFlow, 1e-6...1e-2),
                Text(fr: "débit nominal d'une voie ouverte", en: "rated flow of an open way"), source: "NG6: 8, 16, 26 l/min"),
            Parameter(
                "rated-loss", .quantity(.pressureDifference, \.ratedLoss, 1e4...50e5),
                Text(fr: "perte d'une voie à ce débit", en: "loss of a way at this flow"), source: "5 bar a way (DIN 24311)"),
            Parameter(
                "lag", .quantity(.time, \.lag, 2e-3...1), Text(fr: "constante de temps", en: "time constant"),
                source: "NG6: 30–50 ms without position feedback"),
            Parameter(
                "dead-band", .quantity(.ratio, \.deadBand, 0...0.3), Text(fr: "zone morte", en: "dead band"),
                source: "overlap of 10–20 %, made up for by the amplifier down to some hundredths"),
            Parameter(
                "hysteresis", .quantity(.ratio, \.hysteresis, 0...0.2), Text(fr: "hystérésis", en: "hysteresis"),
                source: "3–6 % without position feedback"),
            Parameter(
                "leak", .quantity(.hydraulicConductance, \.leak, 0...1e-10),
                Text(fr: "fuite d'une portée à 40 mPa·s", en: "leak of a land at 40 mPa·s"),
                source: "NG6: 20–100 cm³/min at 100 bar"),
        ],
        failures: [
            Failure("slow", Text(fr: "réponse retardée", en: "lagging"), remedies: [.clean, .replace]) {
                // 30 → 60, 120, 200 ms: grades of 0.18, 0.53 and 1.
                values, severity, _ in values.lag *= 1 + 5.67 * severity
            },
            Failure(
                "sticking", Text(fr: "tiroir qui colle (huile polluée)", en: "sticking spool (dirty oil)"),
                remedies: [.clean, .replace]
            ) {
                values, severity, _ in values.hysteresis += 0.25 * severity
            },
            Failure("null-shifted", Text(fr: "zéro décalé", en: "null shifted"), remedies: [.adjust, .replace]) {
                values, severity, _ in values.offset += 0.3 * severity
            },
            Failure("weak", Text(fr: "ouverture incomplète", en: "opens only part of the way"), remedies: [.adjust, .replace]) {
                values, severity, _ in values.gain *= 1 - 0.7 * severity
            },
            Failure("leaking", Text(fr: "arêtes usées", en: "worn edges"), remedies: [.replace]) { values, severity, _ in
                values.leak += 2e-12 * severity
            },
            Failure("dead", Text(fr: "amplificateur hors service", en: "dead amplifier"), remedies: [.replace]) {
                values, severity, _ in values.isDead = severity >= 0.5
            },
        ],
        wear: [
            Wear(
                "leaking", by: .path(of: "losses"), growth: 2,
                source: "chosen: erosion by what is throttled, 10 000 h at 1 kW",
                influences: { [.abrasion(in: $0.oil)] }
            ) { _ in 3.6e10 },
            Wear(
                "sticking", by: .always,
                source: "chosen: varnish and silt at the cleanliness that the makers ask, 18/16/13",
                influences: { [.abrasion(in: $0.oil)] }
            ) { _ in Wear<Parameters>.hours(20_000) },
        ],
        signalsFor: { _ in
            [
                .input("test", .ratio, Text(fr: "boîtier de test : ajouté à la consigne", en: "test box: added to the command")),
                .output("command", .ratio, Text(fr: "consigne lue", en: "command read")),
                .output("spool", .ratio, Text(fr: "tiroir : 1 côté a, −1 côté b", en: "spool: 1 side a, −1 side b")),
                .output("flow-a", .volumeFlow, Text(fr: "débit qui sort en A", en: "flow leaving at A")),
                .output("flow-b", .volumeFlow, Text(fr: "débit qui sort en B", en: "flow leaving at B")),
                .output("losses", .power, Text(fr: "puissance laminée", en: "power throttled")),
            ]
        })

    /// Ohms of the amplifier's supply at rest.
    private static let supplyResistance = 100.0

    private let ways: FourWays
    private let test: SignalIndex
    private let shown: [SignalIndex]
    private var amplifier: Amplifier
    private var link: OilLink
    private var particles: ParticleLink
    private var parameters: Parameters
    private var position = 0.0
    /// What friction lets through of the command.
    private var followed = 0.0

    public init(_ p: Parameters, at site: Site) throws {
        parameters = p
        link = try OilLink(p.oil, at: site)
        particles = try ParticleLink(p.oil, at: site)
        ways = FourWays(site, link)
        amplifier = Amplifier(site, supplyResistance: Self.supplyResistance)
        test = site.signal("test")
        shown = ["command", "spool", "flow-a", "flow-b", "losses"].map { site.signal($0) }
    }

    public mutating func refit(_ p: Parameters) {
        parameters = p
        amplifier.refit(Self.scales[p.command], isDead: p.isDead)
        place()
    }

    private func place() {
        let p = parameters
        let opening = max(0, (abs(position) - p.deadBand) / (1 - p.deadBand))
        var open = FourWays.Openings()
        if position > 0 {
            open.pa = opening
            open.bt = opening
        } else {
            open.pb = opening
            open.at = opening
        }
        ways.set(open, area: Orifice.area(passing: p.ratedFlow, at: p.ratedLoss), leak: p.leak, link.properties)
    }

    public mutating func update(_ tick: Tick) {
        let p = parameters
        // Of the step that has been, before the spool moves.
        let losses = ways.losses(tick)
        link.release(losses)
        particles.erode(losses, link.properties, tick)
        tick[shown[2]] = ways.outflow(0, tick)
        tick[shown[3]] = ways.outflow(1, tick)
        tick[shown[4]] = losses
        let hasChanged = link.follow(tick)
        let before = position
        let read = amplifier.command(tick).map { min(max($0 + tick[test], -1), 1) } ?? 0
        // Play: the solenoid's force must exceed friction before the spool follows.
        let play = p.hysteresis / 2
        followed = min(max(followed, read - play), read + play)
        // Without a command its springs bring it to the centre.
        if read == 0 { followed = 0 }
        let wanted = min(max(p.gain * followed + p.offset, -1), 1)
        position += (wanted - position) * tick.dt / (p.lag + tick.dt)
        if hasChanged || position != before { place() }
        tick[shown[0]] = read
        tick[shown[1]] = position
    }

    public func sound(_ tick: Tick) -> Sound { .throttled(tick[shown[4]]) }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        switch sense {
        case .sight: return [amplifier.lamp(tick)]
        case .hearing where tick[shown[4]] > 1_500:
            return [Text(fr: "le distributeur siffle", en: "the valve whistles")]
        default: return []
        }
    }
}
