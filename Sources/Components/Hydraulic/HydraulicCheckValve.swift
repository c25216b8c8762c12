import Circuits
import Notation

/// A non-return valve with a spring: free from 1 to 2.
public struct HydraulicCheckValve: Component {
    public struct Parameters: Oiled {
        var oil = ""
        /// Pa.
        var cracking = 0.5e5
        /// m³/s and Pa, open.
        var ratedFlow = 30e-3 / 60
        var ratedLoss = 3e5
        /// m³/(s·Pa) at reference viscosity, backwards.
        var leak = 1e-16
        var isStuckShut = false
        var isStuckOpen = false
        public init() {}
    }

    public static let type = ComponentType<HydraulicCheckValve>(
        name: "hydraulic-check-valve", text: Text(fr: "clapet anti-retour", en: "check valve"), domain: .hydraulic,
        law: Text(
            fr: "q = C_d·A·√(2·Δp/ρ) de 1 vers 2 au-dessus de l'ouverture, plein à deux fois celle-ci ; rien en retour",
            en: "q = C_d·A·√(2·Δp/ρ) from 1 to 2 above cracking, fully open at twice that; nothing back"),
        terminals: [
            Terminal("1", .hydraulic, Text(fr: "entrée", en: "inlet")),
            Terminal("2", .hydraulic, Text(fr: "sortie", en: "outlet")),
        ],
        parameters: [
            .oil,
            Parameter(
                "cracking", .quantity(.pressureDifference, \.cracking, 2e3...10e5),
                Text(fr: "pression d'ouverture", en: "cracking pressure"), source: "0.5 bar; 3–5 bar as a pre-load of pilots"),
            Parameter(
                "rated-flow", .quantity(.volumeFlow, \.ratedFlow, 1e-6...1e-2), Text(fr: "débit nominal", en: "rated flow"),
                source: "NG6: 30 l/min"),
            Parameter(
                "rated-loss", .quantity(.pressureDifference, \.ratedLoss, 1e4...50e5),
                Text(fr: "perte à ce débit, ouvert", en: "loss at this flow, open"), source: "NG6: about 3 bar at 30 l/min"),
        ],
        failures: [
            Failure("leaking", Text(fr: "clapet qui fuit", en: "leaking"), remedies: [.clean, .replace]) { values, severity, _ in
                // 1e-12 (0.6 l/min at 100 bar) at a quarter.
                values.leak = 4e-12 * severity
            },
            Failure("stuck-open", Text(fr: "clapet bloqué ouvert", en: "stuck open"), remedies: [.clean, .replace]) {
                values, severity, _ in values.isStuckOpen = severity >= 0.5
            },
            Failure("stuck-shut", Text(fr: "clapet bloqué fermé", en: "stuck shut"), remedies: [.free, .replace]) {
                values, severity, _ in values.isStuckShut = severity >= 0.5
            },
        ],
        wear: [
            Wear(
                "leaking", by: .path(of: "flow"), growth: 2,
                source: "chosen: the seats outlast 10 000 h at 16 l/min",
                influences: { [.abrasion(in: $0.oil)] }
            ) { _ in 1e4 }
        ],
        signals: [.output("flow", .volumeFlow, Text(fr: "débit de 1 vers 2", en: "flow from 1 to 2"))])

    private let ends: (Joint, Joint)
    private let seat: Handle<PoppetSeat>
    private let held: Handle<Orifice>
    private let leak: Handle<Conductance>
    private let volumes: (Handle<OilVolume>, Handle<OilVolume>)
    private let flow: SignalIndex
    private var link: OilLink
    private var particles: ParticleLink
    private var parameters: Parameters

    public init(_ p: Parameters, at site: Site) throws {
        parameters = p
        link = try OilLink(p.oil, at: site)
        particles = try ParticleLink(p.oil, at: site)
        ends = (site["1"], site["2"])
        seat = site.add(PoppetSeat(hole: Orifice(area: 0), cracking: p.cracking), "", ends.0, ends.1)
        held = site.add(Orifice(area: 0), "held", ends.0, ends.1)
        leak = site.add(Conductance(0), "leak", ends.0, ends.1)
        volumes = (site.add(link.volume(2e-6), "volume 1", ends.0), site.add(link.volume(2e-6), "volume 2", ends.1))
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
        seat.element = PoppetSeat(hole: p.isStuckShut || p.isStuckOpen ? Orifice(area: 0) : hole, cracking: p.cracking)
        held.element = p.isStuckOpen ? hole : Orifice(area: 0)
        leak.element.value = p.leak * oil.fluidity
        volumes.0.element.law = OilLaw(oil)
        volumes.1.element.law = OilLaw(oil)
    }

    public mutating func update(_ tick: Tick) {
        if link.follow(tick) { place() }
        let difference = tick.across(ends.0) - tick.across(ends.1)
        let passing =
            seat.element.flow(difference).value + held.element.flow(difference).value + leak.element.value * difference
        let throttled = passing * difference
        link.release(throttled)
        particles.erode(throttled, link.properties, tick)
        tick[flow] = passing
    }
}
