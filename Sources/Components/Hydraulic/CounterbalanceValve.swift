import Circuits
public import Notation

/// A counterbalance valve: it holds a load and lets it down no faster than its pilot is fed.
public struct CounterbalanceValve: Component {
    public struct Parameters: Oiled {
        var oil = ""
        /// Pa.
        var setPressure = 130e5
        var band = 30e5
        var ratio = 3.0
        /// m³/s and Pa, open.
        var ratedFlow = 30e-3 / 60
        var ratedLoss = 6e5
        var cracking = 0.5e5
        /// m³/(s·Pa) at reference viscosity, from C to V.
        var leak = 0.0
        public init() {}
    }

    public static let type = ComponentType<CounterbalanceValve>(
        name: "counterbalance-valve", text: Text(fr: "valve d'équilibrage", en: "counterbalance valve"), domain: .hydraulic,
        law: Text(
            fr: "V→C libre ; C→V s'ouvre si p_C − p_V + r·(p_X − p_V) > tarage",
            en: "V→C free; C→V opens if p_C − p_V + r·(p_X − p_V) > set pressure"),
        terminals: [
            Terminal("V", .hydraulic, Text(fr: "côté distributeur", en: "valve side")),
            Terminal("C", .hydraulic, Text(fr: "côté charge", en: "load side")),
            Terminal("X", .hydraulic, Text(fr: "pilotage", en: "pilot")),
        ],
        parameters: [
            .oil,
            Parameter(
                "set-pressure", .quantity(.pressureDifference, \.setPressure, 10e5...400e5),
                Text(fr: "tarage", en: "set pressure"), adjustable: true, source: "1.3 times the pressure of the load"),
            Parameter(
                "band", .quantity(.pressureDifference, \.band, 1e5...100e5),
                Text(fr: "excès qui l'ouvre entièrement", en: "excess that opens it fully"), source: "20–40 bar"),
            Parameter(
                "ratio", .quantity(.ratio, \.ratio, 0.5...10), Text(fr: "rapport de pilotage", en: "pilot ratio"),
                source: "3:1 for stability, up to 10:1 for low losses"),
            Parameter(
                "rated-flow", .quantity(.volumeFlow, \.ratedFlow, 1e-6...1e-2), Text(fr: "débit nominal", en: "rated flow"),
                source: "cartridges for 30 l/min"),
            Parameter(
                "rated-loss", .quantity(.pressureDifference, \.ratedLoss, 1e4...50e5),
                Text(fr: "perte à ce débit, ouverte", en: "loss at this flow, open"),
                source: "cartridges: about 6 bar at rated flow, wide open"),
            Parameter(
                "cracking", .quantity(.pressureDifference, \.cracking, 1e4...5e5),
                Text(fr: "ouverture du clapet V→C", en: "cracking pressure of the check V→C"), source: "0.3–2 bar"),
        ],
        failures: [
            Failure("drifted", Text(fr: "tarage dérivé vers le bas", en: "set pressure drifted low"), remedies: [.adjust]) {
                values, severity, _ in values.setPressure *= 1 - 0.7 * severity
            },
            Failure("leaking", Text(fr: "siège qui fuit", en: "leaking seat"), remedies: [.clean, .replace]) {
                values, severity, _ in
                values.leak = 4e-12 * severity
            },
            Failure(
                "stuck-shut", Text(fr: "pilotage bouché : ne s'ouvre plus", en: "pilot plugged: no longer opens"),
                remedies: [.clean, .replace]
            ) {
                values, severity, _ in values.ratio *= 1 - severity
            },
        ],
        wear: [
            Wear(
                "leaking", by: .path(of: "flow"), growth: 2,
                source: "chosen: the seats outlast 10 000 h at 16 l/min",
                influences: { [.abrasion(in: $0.oil)] }
            ) { _ in 1e4 }
        ],
        signals: [.output("flow", .volumeFlow, Text(fr: "débit de V vers C", en: "flow from V to C"))])

    private let ports: (valve: Joint, load: Joint, pilot: Joint)
    private let seat: Handle<CounterbalanceSeat>
    private let check: Handle<PoppetSeat>
    private let leak: Handle<Conductance>
    private let volumes: PortVolumes
    private let flow: SignalIndex
    private var link: OilLink
    private var particles: ParticleLink
    private var parameters: Parameters

    public init(_ p: Parameters, at site: Site) throws {
        parameters = p
        link = try OilLink(p.oil, at: site)
        particles = try ParticleLink(p.oil, at: site)
        ports = (site["V"], site["C"], site["X"])
        seat = site.add(
            CounterbalanceSeat(hole: Orifice(area: 0), setPressure: 1, band: 1, ratio: 1), "", ports.load, ports.valve,
            ports.pilot)
        check = site.add(PoppetSeat(hole: Orifice(area: 0), cracking: 1), "check", ports.valve, ports.load)
        leak = site.add(Conductance(0), "leak", ports.valve, ports.load)
        volumes = PortVolumes(site, link, ["V", "C", "X"])
        flow = site.signal("flow")
    }

    public mutating func refit(_ p: Parameters) {
        parameters = p
        place()
    }

    private func place() {
        let p = parameters
        let oil = link.properties
        let hole = Orifice(area: Orifice.area(passing: p.ratedFlow, at: p.ratedLoss), oil: oil)
        seat.element = CounterbalanceSeat(hole: hole, setPressure: p.setPressure, band: p.band, ratio: p.ratio)
        check.element = PoppetSeat(hole: hole, cracking: p.cracking)
        leak.element.value = p.leak * oil.fluidity
        volumes.set(oil)
    }

    public mutating func update(_ tick: Tick) {
        if link.follow(tick) { place() }
        let (valve, load) = (tick.across(ports.valve), tick.across(ports.load))
        let passing =
            check.element.flow(valve - load).value - seat.element.flow(load, valve, tick.across(ports.pilot)).value
            + leak.element.value * (valve - load)
        let throttled = passing * (valve - load)
        link.release(throttled)
        particles.erode(throttled, link.properties, tick)
        tick[flow] = passing
    }

    public func sound(_ tick: Tick) -> Sound {
        .throttled(tick[flow] * (tick.across(ports.valve) - tick.across(ports.load)))
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        guard sense == .hearing, abs(tick[flow] * (tick.across(ports.valve) - tick.across(ports.load))) > 300 else { return [] }
        return [Text(fr: "la valve d'équilibrage souffle", en: "the counterbalance valve hisses")]
    }
}
