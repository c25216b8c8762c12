import Circuits
import Notation

/// A pilot-operated check valve: it holds the load at B, without leak, until its pilot opens it.
public struct PilotCheckValve: Component {
    public struct Parameters: Oiled {
        var oil = ""
        /// Pa.
        var cracking = 1.5e5
        var ratio = 3.5
        /// m³/s and Pa, open.
        var ratedFlow = 30e-3 / 60
        var ratedLoss = 4e5
        /// m³/(s·Pa) at reference viscosity, from B to A.
        var leak = 0.0
        var isStuckOpen = false
        public init() {}
    }

    public static let type = ComponentType<PilotCheckValve>(
        name: "pilot-check-valve", text: Text(fr: "clapet anti-retour piloté", en: "pilot-operated check valve"),
        domain: .hydraulic,
        law: Text(
            fr: "A→B libre ; B→A ouvert si r·(p_X − p_A) > p_B − p_A + p_ouverture ; q = C_d·A·√(2·Δp/ρ)",
            en: "A→B free; B→A open if r·(p_X − p_A) > p_B − p_A + p_cracking; q = C_d·A·√(2·Δp/ρ)"),
        terminals: [
            Terminal("A", .hydraulic, Text(fr: "côté distributeur", en: "valve side")),
            Terminal("B", .hydraulic, Text(fr: "côté vérin", en: "load side")),
            Terminal("X", .hydraulic, Text(fr: "pilotage", en: "pilot")),
        ],
        parameters: [
            .oil,
            Parameter(
                "cracking", .quantity(.pressureDifference, \.cracking, 1e4...10e5),
                Text(fr: "pression d'ouverture", en: "cracking pressure"), source: "1.5–3 bar"),
            Parameter(
                "ratio", .quantity(.ratio, \.ratio, 1...15), Text(fr: "rapport de pilotage", en: "pilot ratio"),
                source: "2.8–4 without decompression"),
            Parameter(
                "rated-flow", .quantity(.volumeFlow, \.ratedFlow, 1e-6...1e-2), Text(fr: "débit nominal", en: "rated flow"),
                source: "NG6: 30 l/min"),
            Parameter(
                "rated-loss", .quantity(.pressureDifference, \.ratedLoss, 1e4...50e5),
                Text(fr: "perte à ce débit, ouvert", en: "loss at this flow, open"), source: "NG6: about 4 bar at 30 l/min"),
        ],
        failures: [
            Failure("leaking", Text(fr: "clapet qui fuit", en: "leaking seat"), remedies: [.clean, .replace]) {
                // 1e-12 (0.6 l/min at 100 bar) at a quarter.
                values, severity, _ in values.leak = 4e-12 * severity
            },
            Failure(
                "stuck-shut", Text(fr: "piston pilote bloqué : ne s'ouvre plus", en: "pilot piston stuck: no longer opens"),
                remedies: [.free, .replace]
            ) {
                values, severity, _ in values.ratio *= 1 - severity
            },
            Failure("stuck-open", Text(fr: "clapet bloqué ouvert", en: "stuck open"), remedies: [.clean, .replace]) {
                values, severity, _ in values.isStuckOpen = severity >= 0.5
            },
        ],
        wear: [
            Wear(
                "leaking", by: .path(of: "flow"), growth: 2,
                source: "chosen: the seats outlast 10 000 h at 16 l/min",
                influences: { [.abrasion(in: $0.oil)] }
            ) { _ in 1e4 }
        ],
        signals: [.output("flow", .volumeFlow, Text(fr: "débit de A vers B", en: "flow from A to B"))])

    private let ports: (valve: Joint, load: Joint, pilot: Joint)
    private let seat: Handle<PilotSeat>
    private let held: Handle<Orifice>
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
        ports = (site["A"], site["B"], site["X"])
        seat = site.add(PilotSeat(hole: Orifice(area: 0), cracking: 1, ratio: 1), "", ports.valve, ports.load, ports.pilot)
        held = site.add(Orifice(area: 0), "held", ports.valve, ports.load)
        leak = site.add(Conductance(0), "leak", ports.valve, ports.load)
        volumes = PortVolumes(site, link, ["A", "B", "X"])
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
        let shut = Orifice(area: 0)
        seat.element = PilotSeat(hole: p.isStuckOpen ? shut : hole, cracking: p.cracking, ratio: p.ratio)
        held.element = p.isStuckOpen ? hole : shut
        leak.element.value = p.leak * oil.fluidity
        volumes.set(oil)
    }

    public mutating func update(_ tick: Tick) {
        if link.follow(tick) { place() }
        let (valve, load) = (tick.across(ports.valve), tick.across(ports.load))
        let passing =
            seat.element.flow(valve, load, tick.across(ports.pilot)).value + held.element.flow(valve - load).value
            + leak.element.value * (valve - load)
        let throttled = passing * (valve - load)
        link.release(throttled)
        particles.erode(throttled, link.properties, tick)
        tick[flow] = passing
    }
}
