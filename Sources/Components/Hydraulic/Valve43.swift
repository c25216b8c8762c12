import Circuits
public import Notation

/// A 4/3 directional valve with springs to its centre and a solenoid on each side.
public struct Valve43: Component {
    public struct Parameters: Oiled {
        var oil = ""
        /// Index in `centres`.
        var centre = 0
        var solenoidA = ""
        var solenoidB = ""
        /// m³/s and Pa, of one way.
        var ratedFlow = 16e-3 / 60
        var ratedLoss = 4e5
        var shiftTime = 0.03
        /// m³/(s·Pa) at reference viscosity, of one land.
        var leak = 5e-14
        /// Share of its travel that the spool makes.
        var travel = 1.0
        var isStuck = false
        public init() {}
    }

    static let centres = ["closed", "tandem", "float", "open"]

    public static let type = ComponentType<Valve43>(
        name: "valve-4-3", text: Text(fr: "distributeur 4/3", en: "4/3 directional valve"), domain: .hydraulic,
        law: Text(
            fr: "côté a : P→A, B→T ; côté b : P→B, A→T ; q = C_d·A·√(2·Δp/ρ) par voie ; fuite des portées ∝ Δp/μ",
            en: "side a: P→A, B→T; side b: P→B, A→T; q = C_d·A·√(2·Δp/ρ) each way; leak over the lands ∝ Δp/μ"),
        terminalsFor: { _ in FourWays.terminals() },
        parameters: [
            .oil,
            Parameter(
                "centre", .choice(\.centre, centres),
                Text(
                    fr: "centre : fermé, tandem (P-T), flottant (A-B-T), ouvert",
                    en: "centre: closed, tandem (P-T), float (A-B-T), open"), source: "ISO 1219-1; makers' spools E, G, J, H"),
            Parameter("solenoid-a", .link(\.solenoidA), Text(fr: "bobine du côté a", en: "solenoid of side a")),
            Parameter("solenoid-b", .link(\.solenoidB), Text(fr: "bobine du côté b", en: "solenoid of side b")),
            Parameter(
                "rated-flow", .quantity(.volumeFlow, \.ratedFlow, 1e-6...1e-2),
                Text(fr: "débit nominal d'une voie", en: "rated flow of a way"), source: "NG6: 3–5 bar at 16 l/min"),
            Parameter(
                "rated-loss", .quantity(.pressureDifference, \.ratedLoss, 1e4...50e5),
                Text(fr: "perte d'une voie à ce débit", en: "loss of a way at this flow"), source: "NG6: 3–5 bar at 16 l/min"),
            Parameter(
                "shift-time", .quantity(.time, \.shiftTime, 5e-3...2), Text(fr: "temps de commutation", en: "shift time"),
                source: "NG6, direct current: 25–60 ms"),
            Parameter(
                "leak", .quantity(.hydraulicConductance, \.leak, 0...1e-10),
                Text(fr: "fuite d'une portée à 40 mPa·s", en: "leak of a land at 40 mPa·s"),
                source: "NG6: 10–60 cm³/min at 100 bar"),
        ],
        failures: [
            Failure(
                "stuck", Text(fr: "tiroir bloqué où il est", en: "spool stuck where it is"), remedies: [.free, .clean, .replace]
            ) {
                values, severity, _ in values.isStuck = severity >= 0.5
            },
            Failure(
                "partly-shifted", Text(fr: "tiroir à course incomplète", en: "spool shifts only part of the way"),
                remedies: [.clean, .replace]
            ) {
                // A third of the opening at 0.65 of this scale.
                values, severity, _ in values.travel = 1 - 0.5 * severity
            },
            Failure("slow", Text(fr: "tiroir lent, gommé", en: "slow, gummed spool"), remedies: [.clean, .replace]) {
                // 30 → 60, 120, 200 ms: grades of 0.18, 0.53 and 1.
                values, severity, _ in values.shiftTime *= 1 + 5.67 * severity
            },
            Failure("leaking", Text(fr: "tiroir usé, qui fuit", en: "worn, leaking spool"), remedies: [.replace]) {
                // 1 l/min at 100 bar.
                values, severity, _ in values.leak += 1.6e-12 * severity
            },
        ],
        wear: [
            Wear(
                "leaking", by: .rises(of: "spool"), growth: 2, slope: 1.5,
                source: "makers: 10 million cycles in oil 20/18/15 or cleaner",
                influences: { [.abrasion(in: $0.oil)] }
            ) { _ in 1e7 }
        ],
        signalsFor: { _ in
            [
                .input("override-a", .ratio, Text(fr: "commande manuelle a", en: "manual override a")),
                .input("override-b", .ratio, Text(fr: "commande manuelle b", en: "manual override b")),
                .output(
                    "spool", .ratio,
                    Text(fr: "tiroir : 1 côté a, 0 au centre, −1 côté b", en: "spool: 1 side a, 0 centre, −1 side b")),
                .output("flow-a", .volumeFlow, Text(fr: "débit qui sort en A", en: "flow leaving at A")),
                .output("flow-b", .volumeFlow, Text(fr: "débit qui sort en B", en: "flow leaving at B")),
                .output("losses", .power, Text(fr: "puissance laminée", en: "power throttled")),
            ]
        },
        controlsFor: { _ in
            ["a", "b"].map {
                Control(
                    "override-\($0)",
                    positions: [Text(fr: "relâché", en: "released"), Text(fr: "appuyé", en: "pressed")], .momentary)
            }
        })

    private let ways: FourWays
    private let solenoids: (SignalIndex?, SignalIndex?)
    private let overrides: (SignalIndex, SignalIndex)
    private let shown: [SignalIndex]
    private var link: OilLink
    private var particles: ParticleLink
    private var parameters: Parameters
    /// −1 side b … 1 side a.
    private var position = 0.0
    private var target = 0.0
    /// Seconds since it last began to move.
    private var sinceShift = 1e9

    public init(_ p: Parameters, at site: Site) throws {
        parameters = p
        link = try OilLink(p.oil, at: site)
        particles = try ParticleLink(p.oil, at: site)
        ways = FourWays(site, link)
        solenoids = (
            p.solenoidA.isEmpty ? nil : try site.signal("energised", of: p.solenoidA),
            p.solenoidB.isEmpty ? nil : try site.signal("energised", of: p.solenoidB)
        )
        overrides = (site.signal("override-a"), site.signal("override-b"))
        shown = ["spool", "flow-a", "flow-b", "losses"].map { site.signal($0) }
    }

    public mutating func refit(_ p: Parameters) {
        parameters = p
        place()
    }

    private func place() {
        let p = parameters
        // The lands overlap half-way between two positions: the centre closes before a side opens.
        let side = max(0, 2 * abs(position) - 1)
        let centre = max(0, 1 - 2 * abs(position))
        var open = FourWays.Openings()
        if position > 0 {
            open.pa = side
            open.bt = side
        } else {
            open.pb = side
            open.at = side
        }
        switch p.centre {
        case 1: open.pt = centre
        case 2:
            open.at = max(open.at, centre)
            open.bt = max(open.bt, centre)
        case 3:
            open = FourWays.Openings(
                pa: max(open.pa, centre), pb: max(open.pb, centre), at: max(open.at, centre), bt: max(open.bt, centre),
                pt: centre)
        default: break
        }
        ways.set(open, area: Orifice.area(passing: p.ratedFlow, at: p.ratedLoss), leak: p.leak, link.properties)
    }

    private func isPushed(_ solenoid: SignalIndex?, _ manual: SignalIndex, _ tick: Tick) -> Bool {
        tick[manual] >= 0.5 || (solenoid.map { tick[$0] >= 0.5 } ?? false)
    }

    public mutating func update(_ tick: Tick) {
        let p = parameters
        sinceShift += tick.dt
        // Of the step that has been, before the spool moves.
        let losses = ways.losses(tick)
        link.release(losses)
        particles.erode(losses, link.properties, tick)
        tick[shown[1]] = ways.outflow(0, tick)
        tick[shown[2]] = ways.outflow(1, tick)
        tick[shown[3]] = losses
        let hasChanged = link.follow(tick)
        let before = position
        if !p.isStuck {
            let wanted = Double(
                (isPushed(solenoids.0, overrides.0, tick) ? 1 : 0) - (isPushed(solenoids.1, overrides.1, tick) ? 1 : 0))
            if wanted != target {
                target = wanted
                sinceShift = 0
            }
            let way = tick.dt / p.shiftTime
            position += min(max(target * p.travel - position, -way), way)
        }
        if hasChanged || position != before { place() }
        tick[shown[0]] = position
    }

    public func sound(_ tick: Tick) -> Sound { .throttled(tick[shown[3]]) }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        guard sense == .hearing else { return [] }
        var heard: [Text] = []
        if sinceShift < 0.3 { heard.append(Text(fr: "le distributeur claque", en: "the valve clicks")) }
        if tick[shown[3]] > 1_500 { heard.append(Text(fr: "le distributeur siffle", en: "the valve whistles")) }
        return heard
    }
}
