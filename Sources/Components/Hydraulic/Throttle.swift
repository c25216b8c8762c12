import Circuits
public import Notation

/// A throttle valve: an adjustable sharp orifice, both ways.
public struct Throttle: Component {
    public struct Parameters: Oiled {
        var oil = ""
        /// m³/s and Pa, fully open in reference oil.
        var ratedFlow = 16e-3 / 60
        var ratedLoss = 5e5
        var opening = 1.0
        /// Share of the section that is left.
        var section = 1.0
        /// m².
        var leak = 0.0
        public init() {}
    }

    public static let type = ComponentType<Throttle>(
        name: "throttle", text: Text(fr: "étrangleur", en: "throttle valve"), domain: .hydraulic,
        law: Text(
            fr: "q = C_d·A·√(2·Δp/ρ), laminaire au-dessous de Re 150 ; A en proportion de l'ouverture",
            en: "q = C_d·A·√(2·Δp/ρ), laminar below Re 150; A in proportion to the opening"),
        terminals: [Terminal("1", .hydraulic), Terminal("2", .hydraulic)],
        parameters: [
            .oil,
            Parameter(
                "rated-flow", .quantity(.volumeFlow, \.ratedFlow, 1e-7...1e-2),
                Text(fr: "débit nominal, ouvert", en: "rated flow, open"), source: "NG6: 16 l/min"),
            Parameter(
                "rated-loss", .quantity(.pressureDifference, \.ratedLoss, 1e4...100e5),
                Text(fr: "perte à ce débit", en: "loss at this flow"), source: "NG6: about 5 bar at 16 l/min"),
            Parameter(
                "opening", .quantity(.ratio, \.opening, 0...1), Text(fr: "ouverture", en: "opening"), adjustable: true,
                source: "set on the machine"),
        ],
        failures: [
            Failure("clogged", Text(fr: "étranglement encrassé", en: "clogged"), remedies: [.clean, .replace]) {
                values, severity, _ in values.section = 1 - 0.97 * severity
            },
            Failure("worn", Text(fr: "arête érodée", en: "eroded edge"), remedies: [.replace]) { values, severity, _ in
                values.section = 1 + 2 * severity
            },
            Failure("leaking", Text(fr: "corps qui fuit", en: "leaking body"), remedies: [.tighten, .replace]) {
                values, severity, _ in values.leak = 5e-7 * severity
            },
        ],
        wear: [
            Wear(
                "worn", by: .path(of: "flow"),
                source: "chosen: the edge outlasts 10 000 h at 16 l/min",
                influences: { [.abrasion(in: $0.oil)] }
            ) { _ in 1e4 }
        ],
        signals: [
            .output("flow", .volumeFlow, Text(fr: "débit de 1 vers 2", en: "flow from 1 to 2")),
            .output("leak", .volumeFlow, Text(fr: "débit perdu au sol", en: "flow lost on the floor")),
        ])

    private let ends: (Joint, Joint)
    private let orifice: Handle<Orifice>
    private let volumes: (Handle<OilVolume>, Handle<OilVolume>)
    private let hole: Handle<Spill>
    private let flow: SignalIndex
    private let leak: SignalIndex
    private var link: OilLink
    private var particles: ParticleLink
    private var parameters: Parameters

    public init(_ p: Parameters, at site: Site) throws {
        parameters = p
        link = try OilLink(p.oil, at: site)
        particles = try ParticleLink(p.oil, at: site)
        ends = (site["1"], site["2"])
        orifice = site.add(Orifice(area: 0), "", ends.0, ends.1)
        volumes = (site.add(link.volume(2e-6), "volume 1", ends.0), site.add(link.volume(2e-6), "volume 2", ends.1))
        hole = site.add(Spill(), "hole", ends.0)
        flow = site.signal("flow")
        leak = site.signal("leak")
    }

    public mutating func refit(_ p: Parameters) {
        parameters = p
        place()
    }

    private func place() {
        let p = parameters
        let oil = link.properties
        let full = Orifice.area(passing: p.ratedFlow, at: p.ratedLoss)
        orifice.element = Orifice(area: full * p.opening * p.section, oil: oil)
        hole.element = Spill(Orifice(area: p.leak, oil: oil))
        volumes.0.element.law = OilLaw(oil)
        volumes.1.element.law = OilLaw(oil)
    }

    public mutating func update(_ tick: Tick) {
        if link.follow(tick) { place() }
        let difference = tick.across(ends.0) - tick.across(ends.1)
        let passing = orifice.element.flow(difference).value
        let throttled = passing * difference
        link.release(throttled)
        particles.erode(throttled, link.properties, tick)
        tick[flow] = passing
        tick[leak] = hole.element.flow(tick.across(ends.0))
    }

    public func sound(_ tick: Tick) -> Sound {
        .throttled(tick[flow] * (tick.across(ends.0) - tick.across(ends.1)))
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        switch sense {
        case .sight: return Drip.percepts(tick[leak], fr: "à l'étrangleur", en: "at the throttle")
        case .hearing where abs(tick[flow] * (tick.across(ends.0) - tick.across(ends.1))) > 300:
            return [Text(fr: "l'étrangleur souffle", en: "the throttle hisses")]
        default: return []
        }
    }
}
