import Circuits
public import Notation

/// A proportional pressure-relief valve with its amplifier: its set pressure follows a voltage or a current.
///
/// Its pilot oil, about 0.35 l/min at 150 bar, flows at any pressure. Without a command or a supply its spring is slack and it lets the oil pass at `least`.
public struct ProportionalRelief: Component {
    public struct Parameters: Oiled {
        var oil = ""
        /// Index in `commands`.
        var command = 0
        /// Gauge Pa, at full command and without any.
        var full = 200e5
        var least = 4e5
        /// m³/s and Pa.
        var ratedFlow = 16e-3 / 60
        var override = 6e5
        /// Share of the full pressure.
        var hysteresis = 0.02
        var lag = 0.05
        var gain = 1.0
        /// Share of the command.
        var offset = 0.0
        /// m³/(s·Pa) at reference viscosity.
        var leak = 4e-13
        var isStuck = false
        var isDead = false
        public init() {}
    }

    static let commands = ["0-10V", "4-20mA"]
    private static let scales: [Amplifier.Scale] = [.voltage, .current]

    public static let type = ComponentType<ProportionalRelief>(
        name: "proportional-relief", text: Text(fr: "limiteur de pression proportionnel", en: "proportional relief valve"),
        domain: .hydraulic,
        law: Text(
            fr: "p_tarage suit p_mini + u·(p_max − p_mini), dx/dt = (u − x)/τ ; q = q_n·(Δp − p_tarage)/surpression au-dessus",
            en: "p_set follows p_min + u·(p_max − p_min), dx/dt = (u − x)/τ; q = q_n·(Δp − p_set)/override above it"),
        terminals: [
            Terminal("P", .hydraulic, Text(fr: "pression", en: "pressure")),
            Terminal("T", .hydraulic, Text(fr: "réservoir", en: "tank")),
        ] + Amplifier.terminals,
        parameters: [
            .oil,
            Parameter(
                "command", .choice(\.command, commands), Text(fr: "consigne", en: "command"),
                source: "0–10 V or 4–20 mA amplifiers"),
            Parameter(
                "full-pressure", .quantity(.gaugePressure, \.full, 5e5...400e5),
                Text(fr: "tarage à pleine consigne", en: "set pressure at full command"), source: "NG6 stages: 50–315 bar"),
            Parameter(
                "least-pressure", .quantity(.gaugePressure, \.least, 1e5...30e5),
                Text(fr: "tarage sans consigne", en: "set pressure without command"), source: "NG6: 2–10 bar"),
            Parameter(
                "rated-flow", .quantity(.volumeFlow, \.ratedFlow, 1e-6...1e-2), Text(fr: "débit nominal", en: "rated flow"),
                source: "the pump of the unit: 16 l/min"),
            Parameter(
                "override", .quantity(.pressureDifference, \.override, 1e4...100e5),
                Text(fr: "surpression au débit nominal", en: "override at rated flow"), source: "pilot-operated: 3–5 %"),
            Parameter(
                "hysteresis", .quantity(.ratio, \.hysteresis, 0...0.2),
                Text(fr: "hystérésis, part du tarage maximal", en: "hysteresis, share of the full pressure"),
                source: "2–5 % without position feedback"),
            Parameter(
                "lag", .quantity(.time, \.lag, 5e-3...1), Text(fr: "constante de temps", en: "time constant"),
                source: "pilot-operated NG6: 50–100 ms"),
        ],
        failures: [
            Failure(
                "drifted", Text(fr: "amplificateur déréglé, tarage trop bas", en: "amplifier drifted, set too low"),
                remedies: [.adjust, .replace]
            ) {
                values, severity, _ in values.gain *= 1 - 0.5 * severity
            },
            Failure(
                "null-shifted", Text(fr: "zéro décalé vers le haut", en: "null shifted upwards"), remedies: [.adjust, .replace]
            ) {
                values, severity, _ in values.offset += 0.2 * severity
            },
            Failure(
                "sticking", Text(fr: "cône qui colle (huile polluée)", en: "sticking cone (dirty oil)"),
                remedies: [.clean, .replace]
            ) {
                values, severity, _ in values.hysteresis += 0.15 * severity
            },
            Failure("stuck-open", Text(fr: "bloqué ouvert (impureté)", en: "stuck open (dirt)"), remedies: [.clean, .replace]) {
                values, severity, _ in values.isStuck = severity >= 0.5
            },
            Failure("leaking", Text(fr: "siège qui fuit", en: "leaking seat"), remedies: [.replace]) { values, severity, _ in
                // 4 l/min at 100 bar.
                values.leak += 7e-12 * severity
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
        signals: [
            .output("command", .ratio, Text(fr: "consigne lue", en: "command read")),
            .output("setting", .gaugePressure, Text(fr: "tarage du moment", en: "set pressure now")),
            .output("flow", .volumeFlow, Text(fr: "débit vers le réservoir", en: "flow to the tank")),
            .output("losses", .power, Text(fr: "puissance laminée", en: "power throttled")),
            .output(
                "outlet-temperature", .temperature,
                Text(fr: "température de l'huile à la sortie", en: "oil temperature at the outlet"),
                initial: Air.ambient),
        ])

    /// Ohms of the amplifier's supply at rest.
    private static let supplyResistance = 60.0
    /// m³/s that is heard.
    private static let audible = 2e-5

    private let ends: (Joint, Joint)
    private let seat: Handle<ReliefSeat>
    private let leak: Handle<Conductance>
    private let volumes: (Handle<OilVolume>, Handle<OilVolume>)
    private let shown: [SignalIndex]
    private let bath: SignalIndex?
    private var amplifier: Amplifier
    private var link: OilLink
    private var particles: ParticleLink
    private var parameters: Parameters
    /// Share of the way from the least to the full pressure.
    private var position = 0.0

    public init(_ p: Parameters, at site: Site) throws {
        parameters = p
        link = try OilLink(p.oil, at: site)
        particles = try ParticleLink(p.oil, at: site)
        ends = (site["P"], site["T"])
        seat = site.add(ReliefSeat(setPressure: 1, gain: 0, hysteresis: 0), "", ends.0, ends.1)
        leak = site.add(Conductance(0), "leak", ends.0, ends.1)
        amplifier = Amplifier(site, supplyResistance: Self.supplyResistance)
        volumes = (site.add(link.volume(5e-6), "volume P", ends.0), site.add(link.volume(5e-6), "volume T", ends.1))
        shown = ["command", "setting", "flow", "losses", "outlet-temperature"].map { site.signal($0) }
        bath = p.oil.isEmpty ? nil : try site.signal("temperature", of: p.oil)
    }

    public mutating func refit(_ p: Parameters) {
        parameters = p
        amplifier.refit(Self.scales[p.command], isDead: p.isDead)
        place()
    }

    private var setting: Double { parameters.least + (parameters.full - parameters.least) * position }

    private func place() {
        let p = parameters
        seat.element.setPressure = setting
        seat.element.gain = p.ratedFlow / p.override
        // Friction cannot hold the cone open against no pressure at all.
        seat.element.hysteresis = min(p.hysteresis * p.full, 0.5 * setting)
        leak.element.value = p.leak * link.properties.fluidity
        volumes.0.element.law = OilLaw(link.properties)
        volumes.1.element.law = OilLaw(link.properties)
    }

    public mutating func update(_ tick: Tick) {
        let p = parameters
        // Of the step that has been, before the cone moves.
        let difference = tick.across(ends.0) - tick.across(ends.1)
        let flow = seat.element.flow(difference).value + leak.element.value * difference
        let throttled = flow * difference
        link.release(throttled)
        particles.erode(throttled, link.properties, tick)
        let hasChanged = link.follow(tick)
        let before = position
        let read = amplifier.command(tick).map { min($0, 1) }
        // Held open by dirt it comes down to its least, whatever is asked.
        let wanted = read.map { p.isStuck ? 0 : min(max(p.gain * $0 + p.offset, 0), 1) } ?? 0
        position += (wanted - position) * tick.dt / (p.lag + tick.dt)
        if hasChanged || position != before { place() }
        // What is throttled warms the oil that passes: Δp/(ρ·c).
        let rise = difference / (link.properties.density * OilProperties.specificHeat)
        tick[shown[0]] = read ?? 0
        tick[shown[1]] = setting
        tick[shown[2]] = flow
        tick[shown[3]] = flow * difference
        tick[shown[4]] = (bath.map { tick[$0] } ?? Air.ambient) + (flow > 1e-7 ? max(rise, 0) : 0)
    }

    public func sound(_ tick: Tick) -> Sound { .throttled(tick[shown[3]]) }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        switch sense {
        case .sight: [amplifier.lamp(tick)]
        case .hearing where tick[shown[2]] > Self.audible && tick[shown[3]] > 100:
            [Text(fr: "le limiteur siffle : il lamine", en: "the relief valve hisses: it throttles")]
        case .touch: warmth(tick[shown[4]])
        default: []
        }
    }
}
