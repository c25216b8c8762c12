import Circuits
public import Notation

/// A three-way pressure-reducing valve: it keeps the pressure at A down to its setting.
public struct PressureReducingValve: Component {
    public struct Parameters: Oiled {
        var oil = ""
        /// Gauge Pa.
        var setPressure = 40e5
        var droop = 3e5
        /// m³/s and Pa, fully open.
        var ratedFlow = 30e-3 / 60
        var ratedLoss = 10e5
        /// m³/(s·Pa) at reference viscosity, from P to A.
        var leak = 2e-15
        var isStuckOpen = false
        public init() {}
    }

    public static let type = ComponentType<PressureReducingValve>(
        name: "pressure-reducing-valve", text: Text(fr: "réducteur de pression", en: "pressure-reducing valve"),
        domain: .hydraulic,
        law: Text(
            fr: "P→A se ferme quand p_A − p_T atteint le tarage ; A→T s'ouvre au-dessus ; A→P libre",
            en: "P→A closes as p_A − p_T reaches the set pressure; A→T opens above it; A→P free"),
        terminals: [
            Terminal("P", .hydraulic, Text(fr: "alimentation", en: "supply")),
            Terminal("A", .hydraulic, Text(fr: "pression réduite", en: "reduced pressure")),
            Terminal("T", .hydraulic, Text(fr: "drain", en: "drain")),
        ],
        parameters: [
            .oil,
            Parameter(
                "set-pressure", .quantity(.gaugePressure, \.setPressure, 1e5...350e5), Text(fr: "tarage", en: "set pressure"),
                adjustable: true, source: "of the machine; NG6 ranges 25–315 bar"),
            Parameter(
                "droop", .quantity(.pressureDifference, \.droop, 1e4...50e5),
                Text(fr: "chute qui l'ouvre entièrement", en: "fall that opens it fully"), source: "NG6: 2–5 bar"),
            Parameter(
                "rated-flow", .quantity(.volumeFlow, \.ratedFlow, 1e-6...1e-2), Text(fr: "débit nominal", en: "rated flow"),
                source: "NG6: 30 l/min"),
            Parameter(
                "rated-loss", .quantity(.pressureDifference, \.ratedLoss, 1e4...50e5),
                Text(fr: "perte à ce débit, ouvert", en: "loss at this flow, open"), source: "NG6: about 10 bar at 30 l/min"),
        ],
        failures: [
            Failure("drifted", Text(fr: "tarage dérivé vers le bas", en: "set pressure drifted low"), remedies: [.adjust]) {
                values, severity, _ in values.setPressure *= 1 - 0.7 * severity
            },
            Failure(
                "stuck-open", Text(fr: "tiroir bloqué ouvert : ne réduit plus", en: "stuck open: no longer reduces"),
                remedies: [.clean, .replace]
            ) {
                values, severity, _ in values.isStuckOpen = severity >= 0.5
            },
            Failure("leaking", Text(fr: "tiroir qui fuit", en: "leaking spool"), remedies: [.replace]) { values, severity, _ in
                values.leak += 5e-12 * severity
            },
        ],
        wear: [
            Wear(
                "leaking", by: .path(of: "flow"), growth: 2,
                source: "chosen: the edges outlast 10 000 h at 16 l/min",
                influences: { [.abrasion(in: $0.oil)] }
            ) { _ in 1e4 }
        ],
        signals: [
            .output("flow", .volumeFlow, Text(fr: "débit de P vers A", en: "flow from P to A")),
            .output("drain", .volumeFlow, Text(fr: "débit de A vers T", en: "flow from A to T")),
        ])

    private let ports: (supply: Joint, reduced: Joint, drain: Joint)
    private let seat: Handle<ReducingSeat>
    private let held: Handle<Orifice>
    private let leak: Handle<Conductance>
    private let volumes: PortVolumes
    private let shown: [SignalIndex]
    private var link: OilLink
    private var particles: ParticleLink
    private var parameters: Parameters

    public init(_ p: Parameters, at site: Site) throws {
        parameters = p
        link = try OilLink(p.oil, at: site)
        particles = try ParticleLink(p.oil, at: site)
        ports = (site["P"], site["A"], site["T"])
        seat = site.add(
            ReducingSeat(hole: Orifice(area: 0), setPressure: 1, droop: 1, margin: 1, reliefGain: 0), "", ports.supply,
            ports.reduced, ports.drain)
        held = site.add(Orifice(area: 0), "held", ports.supply, ports.reduced)
        leak = site.add(Conductance(0), "leak", ports.supply, ports.reduced)
        volumes = PortVolumes(site, link, ["P", "A", "T"])
        shown = [site.signal("flow"), site.signal("drain")]
    }

    public mutating func refit(_ p: Parameters) {
        parameters = p
        place()
    }

    private func place() {
        let p = parameters
        let oil = link.properties
        let hole = Orifice(area: Orifice.area(passing: p.ratedFlow, at: p.ratedLoss), oil: oil)
        let shut = Orifice(area: 0)
        // A spool that is held neither closes the way in nor opens the one to the drain.
        seat.element = ReducingSeat(
            hole: p.isStuckOpen ? shut : hole, setPressure: p.setPressure, droop: p.droop, margin: p.droop / 6,
            reliefGain: p.isStuckOpen ? 0 : p.ratedFlow / 20e5)
        held.element = p.isStuckOpen ? hole : shut
        leak.element.value = p.leak * oil.fluidity
        volumes.set(oil)
    }

    public mutating func update(_ tick: Tick) {
        if link.follow(tick) { place() }
        let (supply, reduced, drain) = (tick.across(ports.supply), tick.across(ports.reduced), tick.across(ports.drain))
        let difference = supply - reduced
        let flow =
            seat.element.supply(supply, reduced, drain).value + held.element.flow(difference).value
            + leak.element.value * difference
        let relieved = seat.element.relief(reduced - drain).value
        let throttled = flow * difference + relieved * (reduced - drain)
        link.release(throttled)
        particles.erode(throttled, link.properties, tick)
        tick[shown[0]] = flow
        tick[shown[1]] = relieved
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        guard sense == .hearing, tick[shown[0]] * (tick.across(ports.supply) - tick.across(ports.reduced)) > 300 else {
            return []
        }
        return [Text(fr: "le réducteur souffle", en: "the reducing valve hisses")]
    }
}
