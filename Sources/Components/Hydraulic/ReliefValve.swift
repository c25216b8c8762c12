import Circuits
public import Notation

/// A direct-operated pressure-relief valve.
public struct ReliefValve: Component {
    public struct Parameters: Oiled {
        var oil = ""
        /// Gauge Pa.
        var setPressure = 120e5
        /// m³/s and Pa.
        var ratedFlow = 16e-3 / 60
        var override = 8e5
        /// Share of the set pressure.
        var hysteresis = 0.04
        /// What is left of its gain.
        var opening = 1.0
        /// m³/(s·Pa) at reference viscosity.
        var leak = 1e-15
        public init() {}
    }

    public static let type = ComponentType<ReliefValve>(
        name: "relief-valve", text: Text(fr: "limiteur de pression", en: "relief valve"), domain: .hydraulic,
        law: Text(
            fr: "q = q_n·(Δp − p_tarage)/surpression au-dessus du tarage ; se referme plus bas, de l'hystérésis",
            en: "q = q_n·(Δp − p_set)/override above the set pressure; closes lower by the hysteresis"),
        terminals: [
            Terminal("P", .hydraulic, Text(fr: "pression", en: "pressure")),
            Terminal("T", .hydraulic, Text(fr: "réservoir", en: "tank")),
        ],
        parameters: [
            .oil,
            Parameter(
                "set-pressure", .quantity(.gaugePressure, \.setPressure, 1e5...400e5), Text(fr: "tarage", en: "set pressure"),
                adjustable: true, source: "cracking pressure"),
            Parameter(
                "rated-flow", .quantity(.volumeFlow, \.ratedFlow, 1e-6...1e-2), Text(fr: "débit nominal", en: "rated flow"),
                source: "the pump of the unit: 16 l/min"),
            Parameter(
                "override", .quantity(.pressureDifference, \.override, 1e4...100e5),
                Text(fr: "surpression au débit nominal", en: "override at rated flow"),
                source: "5–15 % of the set pressure; pilot-operated 3–5 %"),
            Parameter(
                "hysteresis", .quantity(.ratio, \.hysteresis, 0...0.2),
                Text(fr: "hystérésis, part du tarage", en: "hysteresis, share of the set pressure"), source: "3–8 %"),
        ],
        failures: [
            Failure("drifted", Text(fr: "tarage dérivé vers le bas", en: "set pressure drifted low"), remedies: [.adjust]) {
                // 120 → 75 bar at 0.54, 60 bar at 0.71.
                values, severity, _ in values.setPressure *= 1 - 0.7 * severity
            },
            Failure(
                "stuck-open", Text(fr: "clapet bloqué ouvert (impureté)", en: "stuck open (dirt)"), remedies: [.clean, .replace]
            ) {
                values, severity, _ in values.setPressure *= 1 - severity
            },
            Failure("stuck-shut", Text(fr: "clapet bloqué fermé", en: "stuck shut"), remedies: [.free, .clean, .replace]) {
                values, severity, _ in values.opening = 1 - 0.999 * severity
            },
            Failure("leaking", Text(fr: "siège qui fuit", en: "leaking seat"), remedies: [.replace]) { values, severity, _ in
                // 4 l/min at 100 bar.
                values.leak = 7e-12 * severity
            },
        ],
        wear: [
            Wear(
                "leaking", by: .path(of: "losses"), growth: 2,
                source: "chosen: erosion by what is throttled, 10 000 h at 1 kW",
                influences: { [.abrasion(in: $0.oil)] }
            ) { _ in 3.6e10 }
        ],
        signals: [
            .output("flow", .volumeFlow, Text(fr: "débit vers le réservoir", en: "flow to the tank")),
            .output("losses", .power, Text(fr: "puissance laminée", en: "power throttled")),
            .output("temperature", .temperature, Text(fr: "température du corps", en: "body temperature"), initial: Air.ambient),
        ])

    /// K/W above the room of a body of a kilogram in its manifold, and seconds.
    private static let thermalResistance = 0.015
    private static let thermalTime = 120.0
    /// m³/s that is heard.
    private static let audible = 2e-5

    private let ends: (Joint, Joint)
    private let seat: Handle<ReliefSeat>
    private let leak: Handle<Conductance>
    private let volumes: (Handle<OilVolume>, Handle<OilVolume>)
    private let room: Joint
    private let shown: [SignalIndex]
    private var link: OilLink
    private var particles: ParticleLink
    private var parameters: Parameters
    /// K above the room.
    private var rise = 0.0

    public init(_ p: Parameters, at site: Site) throws {
        parameters = p
        link = try OilLink(p.oil, at: site)
        particles = try ParticleLink(p.oil, at: site)
        ends = (site["P"], site["T"])
        room = site.ambient
        seat = site.add(ReliefSeat(setPressure: 1, gain: 0, hysteresis: 0), "", ends.0, ends.1)
        leak = site.add(Conductance(0), "leak", ends.0, ends.1)
        volumes = (site.add(link.volume(5e-6), "volume P", ends.0), site.add(link.volume(5e-6), "volume T", ends.1))
        shown = ["flow", "losses", "temperature"].map { site.signal($0) }
    }

    public mutating func refit(_ p: Parameters) {
        parameters = p
        place()
    }

    private func place() {
        let p = parameters
        seat.element.setPressure = p.setPressure
        seat.element.gain = p.opening * p.ratedFlow / p.override
        seat.element.hysteresis = p.hysteresis * p.setPressure
        leak.element.value = p.leak * link.properties.fluidity
        volumes.0.element.law = OilLaw(link.properties)
        volumes.1.element.law = OilLaw(link.properties)
    }

    public mutating func update(_ tick: Tick) {
        if link.follow(tick) { place() }
        let difference = tick.across(ends.0) - tick.across(ends.1)
        let flow = seat.element.flow(difference).value + leak.element.value * difference
        let losses = flow * difference
        link.release(losses)
        particles.erode(losses, link.properties, tick)
        rise += (losses * Self.thermalResistance - rise) * tick.dt / (Self.thermalTime + tick.dt)
        tick[shown[0]] = flow
        tick[shown[1]] = losses
        tick[shown[2]] = tick.across(room) + rise
    }

    public func sound(_ tick: Tick) -> Sound { .throttled(tick[shown[1]]) }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        switch sense {
        case .hearing where tick[shown[0]] > Self.audible && tick[shown[1]] > 100:
            [Text(fr: "le limiteur siffle : il lamine", en: "the relief valve hisses: it throttles")]
        case .touch: warmth(tick.across(room) + rise)
        default: []
        }
    }
}
