import Circuits
import Glibc
public import Notation

/// An oil filter with its by-pass valve and its clogging indicator.
///
/// Its element holds back the share 1 − 1/β of the particles of each size that pass through it, β = 200^((x/x₂₀₀)²) (ISO 16889 tells
/// β at some sizes; the square is near the curves of glass-fibre elements). What goes through the by-pass or a tear is not cleaned.
public struct HydraulicFilter: Component {
    public struct Parameters: Oiled {
        var oil = ""
        /// m³/s and Pa, clean, at reference viscosity.
        var ratedFlow = 16e-3 / 60
        var ratedLoss = 0.5e5
        /// Pa.
        var indicator = 2.2e5
        var bypass = 3.5e5
        /// m at which β is 200.
        var rating = 10e-6
        /// kg.
        var capacity = 0.02
        var clogging = 0.0
        /// Share of the element that is left.
        var element = 1.0
        /// m².
        var leak = 0.0
        var isBypassOpen = false
        var isIndicatorDead = false
        public init() {}
    }

    public static let type = ComponentType<HydraulicFilter>(
        name: "hydraulic-filter", text: Text(fr: "filtre à huile", en: "oil filter"), domain: .hydraulic,
        law: Text(
            fr:
                "Δp = (a·μ·q + b·q²)·(1 + colmatage) ; by-pass au-dessus de son tarage ; indicateur à seuil ; particules retenues 1 − 1/β, β = 200^((x/x₂₀₀)²)",
            en:
                "Δp = (a·μ·q + b·q²)·(1 + clogging); by-pass above its setting; indicator at a threshold; particles held back 1 − 1/β, β = 200^((x/x₂₀₀)²)"
        ),
        terminals: [
            Terminal("1", .hydraulic, Text(fr: "entrée", en: "inlet")),
            Terminal("2", .hydraulic, Text(fr: "sortie", en: "outlet")),
            Terminal("13", .electrical, Text(fr: "indicateur", en: "indicator")), Terminal("14", .electrical),
        ],
        parameters: [
            .oil,
            Parameter(
                "rated-flow", .quantity(.volumeFlow, \.ratedFlow, 1e-6...1e-2), Text(fr: "débit nominal", en: "rated flow"),
                source: "the pump of the unit: 16 l/min"),
            Parameter(
                "rated-loss", .quantity(.pressureDifference, \.ratedLoss, 1e3...10e5),
                Text(fr: "perte propre à ce débit, 46 mm²/s", en: "clean loss at this flow, 46 mm²/s"),
                source: "return 0.5 bar, pressure 1 bar"),
            Parameter(
                "indicator", .quantity(.pressureDifference, \.indicator, 0.2e5...20e5),
                Text(fr: "seuil de l'indicateur", en: "threshold of the indicator"), source: "return 2.2–2.5 bar, pressure 5 bar"),
            Parameter(
                "bypass", .quantity(.pressureDifference, \.bypass, 0.5e5...30e5),
                Text(fr: "ouverture du by-pass", en: "cracking of the by-pass"), source: "return 3–3.5 bar, pressure 7 bar"),
            Parameter(
                "rating", .quantity(.length, \.rating, 2e-6...100e-6),
                Text(fr: "finesse : taille x₂₀₀ où β = 200", en: "rating: size x₂₀₀ at which β = 200"),
                source: "ISO 16889; proportional valves: 10 µm"),
            Parameter(
                "dirt-capacity", .quantity(.mass, \.capacity, 1e-3...2),
                Text(fr: "poussière qu'il retient avant d'être colmaté", en: "dust that it holds until it is clogged"),
                source: "glass-fibre elements for 16 l/min: 10–30 g"),
        ],
        failures: [
            Failure("clogged", Text(fr: "filtre colmaté", en: "clogged filter"), remedies: [.replace, .clean]) {
                // 0.5 → 3.5 bar at a half.
                values, severity, _ in values.clogging = 12 * severity
            },
            Failure("torn", Text(fr: "élément crevé", en: "torn element"), remedies: [.replace]) { values, severity, _ in
                values.element = 1 - 0.9 * severity
            },
            Failure(
                "bypass-stuck-open", Text(fr: "by-pass bloqué ouvert", en: "by-pass stuck open"), remedies: [.clean, .replace]
            ) {
                values, severity, _ in values.isBypassOpen = severity >= 0.5
            },
            Failure("indicator-dead", Text(fr: "indicateur hors service", en: "dead indicator"), remedies: [.replace]) {
                values, severity, _ in values.isIndicatorDead = severity >= 0.5
            },
            Failure("leaking", Text(fr: "joint de cuve qui fuit", en: "leaking bowl seal"), remedies: [.tighten, .replace]) {
                values, severity, _ in values.leak = 1e-6 * severity
            },
        ],
        wear: [
            Wear(
                "clogged", by: .path(of: "captured"), growth: 3, slope: 3,
                source: "makers: half of the permitted loss at 80 % of the life"
            ) { $0.capacity }
        ],
        signals: [
            .output("flow", .volumeFlow, Text(fr: "débit de 1 vers 2", en: "flow from 1 to 2")),
            .output("difference", .pressureDifference, Text(fr: "perte de charge", en: "pressure loss")),
            .output("bypassed", .ratio, Text(fr: "part du débit non filtrée", en: "share of the flow not filtered")),
            .output("indicator", .ratio, Text(fr: "indicateur : 1 si sorti", en: "indicator: 1 if out")),
            .output("leak", .volumeFlow, Text(fr: "débit perdu au sol", en: "flow lost on the floor")),
            .output("captured", .massFlow, Text(fr: "poussière retenue", en: "dust held back")),
        ])

    /// Nearly all laminar: 0.5 bar becomes 1.4 with oil 2.8 times as thick.
    private static let laminarShare = 0.95
    /// Pa above its cracking at which the by-pass lets the rated flow through.
    private static let bypassRise = 0.8e5

    private let ends: (Joint, Joint)
    private let element: Handle<ViscousPath>
    private let bypass: Handle<PoppetSeat>
    private let held: Handle<Orifice>
    private let hole: Handle<Spill>
    private let contact: Contact
    private let volumes: PortVolumes
    private let shown: [SignalIndex]
    private var link: OilLink
    private var particles: ParticleLink
    /// Shares of the particles of each size that the element holds back.
    private var efficiencies = ParticleCounts.none
    private var parameters: Parameters
    private var isOut = false

    public init(_ p: Parameters, at site: Site) throws {
        parameters = p
        link = try OilLink(p.oil, at: site)
        particles = try ParticleLink(p.oil, at: site)
        ends = (site["1"], site["2"])
        element = site.add(ViscousPath(laminar: 1, turbulent: 1), "element", ends.0, ends.1)
        bypass = site.add(PoppetSeat(hole: Orifice(area: 0), cracking: 1), "by-pass", ends.0, ends.1)
        held = site.add(Orifice(area: 0), "held", ends.0, ends.1)
        hole = site.add(Spill(), "hole", ends.0)
        contact = Contact(site, "13", "14")
        volumes = PortVolumes(site, link, ["1", "2"], 5e-5)
        shown = ["flow", "difference", "bypassed", "indicator", "leak", "captured"].map { site.signal($0) }
    }

    public mutating func refit(_ p: Parameters) {
        parameters = p
        efficiencies = ParticleCounts(held(4e-6), held(6e-6), held(14e-6))
        place()
    }

    /// Share of the particles of a size that the element holds back: what passes a tear is not held.
    private func held(_ size: Double) -> Double {
        let reach = size / parameters.rating
        return parameters.element * (1 - pow(200, -reach * reach))
    }

    private func place() {
        let p = parameters
        let oil = link.properties
        element.element = ViscousPath(
            flow: p.ratedFlow, loss: p.ratedLoss * (1 + p.clogging) * p.element, laminarShare: Self.laminarShare,
            thickness: oil.thickness)
        let hole = Orifice(area: Orifice.area(passing: p.ratedFlow, at: p.bypass + Self.bypassRise), oil: oil)
        bypass.element = PoppetSeat(hole: p.isBypassOpen ? Orifice(area: 0) : hole, cracking: p.bypass)
        // Held by dirt, its hole is as wide as a quarter of the cracking pressure would make it at rated flow.
        held.element =
            p.isBypassOpen ? Orifice(area: Orifice.area(passing: p.ratedFlow, at: p.bypass / 4), oil: oil) : Orifice(area: 0)
        self.hole.element = Spill(Orifice(area: p.leak, oil: oil))
        contact.set(isOut, 0.05)
        volumes.set(oil)
    }

    public mutating func update(_ tick: Tick) {
        let difference = tick.across(ends.0) - tick.across(ends.1)
        let wasOut = isOut
        // It goes back a tenth lower than it came out.
        isOut = !parameters.isIndicatorDead && difference > (isOut ? 0.9 : 1) * parameters.indicator
        if link.follow(tick) || isOut != wasOut { place() }
        let through = element.element.flow(difference).value
        let around = bypass.element.flow(difference).value + held.element.flow(difference).value
        link.release((through + around) * difference)
        particles.pass(max(through, 0), efficiencies, dust: 0, tick.dt)
        tick[shown[0]] = through + around
        tick[shown[1]] = difference
        tick[shown[2]] = abs(through + around) > 1e-9 ? around / (through + around) : 0
        tick[shown[3]] = isOut ? 1 : 0
        tick[shown[4]] = hole.element.flow(tick.across(ends.0))
        tick[shown[5]] = particles.captured(tick)
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        guard sense == .sight else { return [] }
        let indicator =
            isOut
            ? Text(fr: "l'indicateur de colmatage est rouge", en: "the clogging indicator is red")
            : Text(fr: "l'indicateur de colmatage est vert", en: "the clogging indicator is green")
        return [indicator] + Drip.percepts(tick[shown[4]], fr: "au filtre", en: "at the filter")
    }
}
